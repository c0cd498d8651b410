# A door that sticks, a guard that dies, a door that stays open when the citizen walks away.
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
> touch place pickup
  REPORT session-started OK
  CARD_READ
  SHOW pickup 0/0 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  SHOW pickup 0/0 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cells two
  SHOW pickup 0/0 "LOCKER_WHICH" primary=- | choice choice
> touch choose 1
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened door_stuck
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | note fact picture
       note LOCKER_STUCK
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened door_stuck
  SHOW pickup 0/0 "LOCKER_FAILED" primary=LOCKER_LOOK_AGAIN | note text
       note LOCKER_BROKEN
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cells two
  SHOW pickup 0/0 "LOCKER_WHICH" primary=- | choice choice
> touch choose 0
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> reborn locker online
  SHOW pickup 0/0 "LOCKER_IS_IT_OPEN" primary=LOCKER_YES_OPEN | note text
       note LOCKER_UNKNOWN
> touch primary
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | picture text
> wait 61000
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | note picture text
       note LOCKER_STILL_OPEN
> touch leave
  REPORT door-left-open NOT_TAKEN
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
# The guard dies while the door stands open: its successor did not see it shut, so who shut it is
# believed.
> touch place pickup
  REPORT session-started OK
  CARD_READ
  SHOW pickup 0/0 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  SHOW pickup 0/0 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cells two
  SHOW pickup 0/0 "LOCKER_WHICH" primary=- | choice choice
> touch choose 0
  SHOW pickup 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW pickup 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | picture text
> touch primary
  SHOW pickup 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | note picture text
       note LOCKER_STILL_OPEN
> reborn locker online
> touch primary
  SHOW pickup 0/0 "-" primary=LOCKER_NEXT_ONE | banner text
> touch leave
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
# Nothing is there for this card; another machine's locker is away.
> touch place pickup
  REPORT session-started OK
  CARD_READ
  SHOW pickup 0/0 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  SHOW pickup 0/0 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  LOCKER_FIND
  SHOW pickup 0/0 "LOCKER_FINDING" primary=- | busy
> answer cells
> wait 4000
  LOCKER_FIND
> answer cells
  SHOW pickup 0/0 "LOCKER_NOTHING" primary=LOCKER_LOOK_AGAIN | note
       note LOCKER_NOTHING_WHY
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> device locker no-device
  REPORT device-changed NO_DEVICE
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> touch leave
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
