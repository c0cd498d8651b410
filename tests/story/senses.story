# Language and modes change in the middle, on any screen and on a sheet; nothing is lost, and all is forgotten.
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
> touch situation 0
  REPORT session-started OK
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
> touch mode elder
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
       seen zh-Hans elder
> touch situation more
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | field card card card tile text
> touch back
> touch situation 0
  SHOW home 0/0 "SITUATION_WORK" primary=- | card card card text
> touch service 2
  SERVICE_LOAD
> answer service
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch primary
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  SHOW consent 2/7 "CONSENT_QUESTION" primary=CONSENT_AGREE | page
> touch primary
  SHOW choice 3/7 "#101" primary=- | choice choice text
> touch choose 1
  SHOW choice 3/7 "#101" primary=NEXT | choice choice*
> touch languages
  SHOW languages 0/0 "LANGUAGES_QUESTION" primary=SHEET_CLOSE | choice* choice choice choice
> touch language 2
  SHOW choice 3/7 "#101" primary=NEXT | choice choice*
       seen en elder
> touch primary
  SHOW choice 4/7 "#111" primary=- | choice choice text
> touch senses
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch* switch switch switch
> touch mode contrast
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch* switch* switch switch
       seen en elder contrast
> touch mode low
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch* switch* switch* switch
       seen en elder contrast low
> touch mode elder
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch* switch* switch
       seen en contrast low
> touch help
> touch languages
  SHOW languages 0/0 "LANGUAGES_QUESTION" primary=SHEET_CLOSE | choice choice choice* choice
> touch primary
  SHOW choice 4/7 "#111" primary=- | choice choice text
> touch help
  SHOW help 0/0 "HELP_QUESTION" primary=HELP_CLOSE | text text text text
> touch senses
  SHOW senses 0/0 "SENSES_QUESTION" primary=SHEET_CLOSE | switch switch* switch* switch
> touch primary
  SHOW choice 4/7 "#111" primary=- | choice choice text
> wait 60000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> touch mode contrast
  SHOW choice 4/7 "#111" primary=- | choice choice text
       seen en low
> wait 60000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> touch leave
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       seen zh-Hans
# Out of service it can be changed too, and is forgotten after a while.
> device store offline
  REPORT device-changed OK
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
> touch languages
  SHOW languages 0/0 "LANGUAGES_QUESTION" primary=SHEET_CLOSE | choice* choice choice choice
> touch language 2
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
       seen en
> touch mode elder
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
       seen en elder
> wait 120000
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
       seen zh-Hans
> touch mode elder
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
       seen zh-Hans elder
> device store online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       seen zh-Hans
