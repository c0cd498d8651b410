# The voice reads, is stopped, slowed and made louder; headphones begin a visit and may hear everything.
> started
  SHOW starting 0/0 "-" primary=- | busy
> catalogue 1 full
  SHOW starting 0/0 "-" primary=- | busy
> device reader online
  REPORT device-changed OK
> device printer online
  REPORT device-changed OK
> device store online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> voice ready
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=0 asked=0 stopped=0 rate=0 volume=4
> touch voice
  REPORT session-started OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=1 asked=1 stopped=0 rate=0 volume=4
> voice speaks
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=1 asked=1 stopped=0 rate=0 volume=4 speaking
> touch voice
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=0 asked=1 stopped=1 rate=0 volume=4 speaking
> voice silent
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=0 asked=1 stopped=1 rate=0 volume=4
> touch voice
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=1 asked=2 stopped=1 rate=0 volume=4
> voice speaks
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=1 asked=2 stopped=1 rate=0 volume=4 speaking
> touch situation 0
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
       heard on=1 asked=2 stopped=2 rate=0 volume=4 speaking
> voice silent
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
       heard on=1 asked=2 stopped=2 rate=0 volume=4
> touch senses
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch volume
> touch slower
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch* volume
       heard on=1 asked=2 stopped=2 rate=1 volume=4
> touch slower
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch* volume
       heard on=1 asked=2 stopped=2 rate=2 volume=4
> touch slower
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch volume
       heard on=1 asked=2 stopped=2 rate=0 volume=4
> touch louder
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch volume
       heard on=1 asked=2 stopped=2 rate=0 volume=5
> touch softer
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch volume
       heard on=1 asked=2 stopped=2 rate=0 volume=4
> touch softer
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch switch volume
       heard on=1 asked=2 stopped=2 rate=0 volume=3
> touch mode speech
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch* switch volume
       seen zh-Hans speech
       heard on=1 asked=3 stopped=2 rate=0 volume=3
> voice speaks
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch* switch volume
       heard on=1 asked=3 stopped=2 rate=0 volume=3 speaking
# While something is read, nobody is idle.
> wait 200000
> voice silent
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch switch switch* switch volume
       heard on=1 asked=3 stopped=2 rate=0 volume=3
> touch primary
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
> touch service 0
  SERVICE_LOAD
> answer service
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch primary
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
# What is wrong is said too.
> answer card CARD_MOVED
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture note busy
       note IDENTIFY_AGAIN
       heard on=1 asked=4 stopped=2 rate=0 volume=3
> wait 119000
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
  CARD_READ
  CARD_READ
> voice speaks
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
       heard on=1 asked=4 stopped=2 rate=0 volume=3 speaking
> wait 100000
  CARD_READ
  CARD_READ
> voice silent
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
       heard on=1 asked=4 stopped=2 rate=0 volume=3
> wait 120000
  CARD_READ
  CARD_READ
  CARD_READ
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> touch leave
  CARD_CANCEL
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       seen zh-Hans
       heard on=0 asked=4 stopped=2 rate=0 volume=4
> voice headphones
  REPORT session-started OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=1 asked=5 stopped=2 rate=0 volume=4 headphones
> wait 5000
> voice unplugged
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=0 asked=5 stopped=3 rate=0 volume=4
> touch service 0
  SERVICE_LOAD
> voice gone
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       heard on=0 asked=5 stopped=3 rate=0 volume=4
