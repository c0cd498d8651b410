# A device is missing: the matter is not offered, and the door closes only when nothing is.
> started
  SHOW starting 0/0 "-" primary=- | busy
> catalogue 1
  SHOW starting 0/0 "-" primary=- | busy
> device reader online
  REPORT device-changed OK
> device store online
  REPORT device-changed OK
> device printer hardware-error
  REPORT device-changed OK
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
> device printer online
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
> reborn reader no-device
  REPORT device-changed NO_DEVICE
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=IDENTIFY_RETRY | picture note
       note IDENTIFY_READER_DOWN
> touch primary
> reborn reader online
  REPORT device-changed OK
  CARD_READ
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> ready 2
> touch back
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
> touch leave
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  CATALOGUE_SWITCH 2
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
