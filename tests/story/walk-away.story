# Somebody walks away in the middle: asked, waited for, cleared. Then a trembling hand.
> started
  SHOW starting 0/0 "-" primary=- | busy
> catalogue 1
  SHOW starting 0/0 "-" primary=- | busy
> device reader online
  REPORT device-changed OK
> device printer online
  REPORT device-changed OK
> device store online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
> touch service 0
  REPORT session-started OK
  SERVICE_LOAD
> answer service
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch primary
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card CARD_MOVED
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture note busy
       note IDENTIFY_AGAIN
> answer card
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> wait 60000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> touch primary
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> again primary
> wait 60000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> wait 30000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
> touch service 0
  REPORT session-started OK
  SERVICE_LOAD
> touch language 2
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
       seen en
> touch mode elder
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile text
       seen en elder
