# A word finds a service. An answer to an older word is stale.
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
> touch place search
  REPORT session-started OK
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
> touch insert 社
  SEARCH 社
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
       "社"
> touch insert 保
  SEARCH 社保
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
       "社保"
> answer stale-found 4
> answer found 02
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write card card
       "社保"
> touch key erase
  SEARCH 社
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write card card
       "社"
> touch key erase
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
> touch insert 龘
  SEARCH 龘
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
       "龘"
> answer found
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write note
       note SEARCH_NONE
       "龘"
> wait 500
> touch way latin
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write note
       note SEARCH_NONE
       "龘"
> touch insert a
  SEARCH 龘a
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write note
       note SEARCH_NONE
       "龘a"
> wait 4000
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write note
       note SEARCH_LATE
       "龘a"
> touch key erase
  SEARCH 龘
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write
       "龘"
> answer found 12345
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write card card card
       "龘"
> touch mode elder
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way way way way* way write card card
       "龘"
       seen zh-Hans elder
> touch service 2
  SERVICE_LOAD
> answer service
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | field card card card tile text
> touch place search
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
> touch insert 房
  SEARCH 房
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
       "房"
> touch back
  SHOW home 0/0 "HOME_QUESTION" primary=- | field card card card tile text
> touch place search
  SHOW search 0/0 "SEARCH_QUESTION" primary=- | field* way* way way way way write
> wait 120000
  SHOW idle 0/0 "IDLE_QUESTION" primary=IDLE_STAY | countdown
> touch leave
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
       seen zh-Hans
