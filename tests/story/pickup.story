# A card and a code open a door, the door is closed again, and the visit is over.
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
> device platform online
  REPORT device-changed OK
> device locker online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> device scanner online
  REPORT device-changed OK
> device signals online
  REPORT device-changed OK
  LIGHTS 00
> touch place pickup
  REPORT session-started OK
  CARD_READ
  LIGHTS 01
  SHOW pickup 0/0 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  LIGHTS 00
  SHOW pickup 0/0 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cells code
  SCAN
  LIGHTS 08
  SHOW pickup 0/0 "LOCKER_CODE_QUESTION" primary=NEXT | field* way* way keypad
> touch key 1
  SHOW pickup 0/0 "LOCKER_CODE_QUESTION" primary=NEXT | field* way* way keypad
       "1"
> touch primary
  SHOW pickup 0/0 "LOCKER_CODE_QUESTION" primary=NEXT | note field* way* way keypad
       note LOCKER_SHORT_CODE
       "1"
> answer scanned K1-ABCD-7
  LIGHTS 00
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened denied
  SCAN
  LIGHTS 08
  SHOW pickup 0/0 "LOCKER_CODE_QUESTION" primary=NEXT | note field* way* way keypad
       note LOCKER_BAD_CODE
# It is still held there; then a code of somebody else's, then the right one.
> answer scanned K1-ABCD-7
  SCAN
> answer scanned invalid
  SCAN
  SHOW pickup 0/0 "LOCKER_CODE_QUESTION" primary=NEXT | note field* way* way keypad
       note SCAN_OTHER
> answer scanned K1-ABCD-8
  LIGHTS 00
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened
  LIGHTS 10
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | picture text
> touch primary
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | note picture text
       note LOCKER_STILL_OPEN
> wait 61000
  LIGHTS 50
> answer door closed
  LIGHTS 00
  SHOW pickup 0/0 "-" primary=RESULT_DONE | banner text
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cleared
