# The number on a receipt tells how far a case is, and nothing else.
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
> touch place progress
  REPORT session-started OK
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF"
> touch primary
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* note way* way keypad
       note PROGRESS_BAD
       "LF"
> touch key 2
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF2"
> touch key 6
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF26"
> touch key 1
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF261"
> touch key 1
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF2611"
> touch key 2
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF26112"
> touch key 2
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF261122"
> touch key 0
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF2611220"
> touch key 0
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF26112200"
> touch key 0
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF261122000"
> touch key 1
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF2611220001"
> touch way latin
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way way* write
       "LF2611220001"
> touch insert k
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way way* write
       "LF2611220001K"
> touch insert k
> touch primary
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* note way way* write
       note PROGRESS_OFFLINE
       "LF2611220001K"
> device platform online
  REPORT device-changed OK
> touch primary
  CASE_FIND LF2611220001K
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=- | busy
> answer case NOT_FOUND
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* note way way* write
       note PROGRESS_NOT_FOUND
       "LF2611220001K"
> touch primary
  CASE_FIND LF2611220001K
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=- | busy
> answer case NETWORK
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* note way way* write
       note PROGRESS_OFFLINE
       "LF2611220001K"
> touch primary
  CASE_FIND LF2611220001K
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=- | busy
> wait 9000
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* note way way* write
       note PROGRESS_OFFLINE
       "LF2611220001K"
> touch primary
  CASE_FIND LF2611220001K
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=- | busy
> answer case
  SHOW progress 0/0 "PROGRESS_FOUND" primary=PROGRESS_AGAIN | fact fact fact fact stage stage
       stage "公安局" STATE_DONE 2026-11-22 21:26
       stage "医保局" STATE_NONE -
> touch primary
  SHOW progress 0/0 "PROGRESS_QUESTION" primary=PROGRESS_ASK | field* way* way keypad
       "LF"
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> touch leave
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
