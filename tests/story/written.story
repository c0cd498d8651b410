# A child is born: names and places are written by hand, days are touched, and a finger signs.
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
> touch situation bundles
  REPORT session-started OK
  SHOW home 0/0 "HOME_BUNDLES" primary=- | card text
> touch service 1
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
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
# An empty name, a digit that is no name, a wrong character taken back.
> touch primary
  SHOW form 3/7 "#101" primary=NEXT | note field* field way* way way way way write
       note FORM_EMPTY
> touch insert 7
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
> touch insert 张
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "张"
> touch insert 小
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "张小"
> touch insert 南
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "张小南"
> touch key erase
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "张小"
> touch insert 兰
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "张小兰"
> touch way pinyin
  SHOW form 3/7 "#101" primary=NEXT | field* field way way* way way way write
       "张小兰"
# The address is on the card.
> touch focus 1
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way write
> touch fill
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way* write
       "云南省禄丰县金山镇南门社区1号"
> touch primary
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 0 of 003fffff
# A day that has not come, the month before, a day of it; then a day and a time.
> touch day 23
> touch month 2
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-10 day 0 of 7fffffff
> touch day 30
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-10 day 30 of 7fffffff
> touch month 3
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 0 of 003fffff
> touch primary
  SHOW form 4/7 "#131" primary=NEXT | note field field* calendar slot slot
       note FORM_NO_DAY
       2026-11 day 0 of 3fc00000
> touch day 24
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot
       2026-11 day 24 of 3fc00000
> touch primary
  SHOW form 4/7 "#131" primary=NEXT | note field field* calendar slot slot
       note FORM_NO_SLOT
       2026-11 day 24 of 3fc00000
> touch slot 1
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot*
       2026-11 day 24 of 3fc00000
> touch slot 0
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot* slot
       2026-11 day 24 of 3fc00000
> touch primary
  SHOW form 5/7 "#141" primary=NEXT | field* way* way way way way write
# Five characters and no more; a digit is one.
> touch insert 请
  SHOW form 5/7 "#141" primary=NEXT | field* way* way way way way write
       "请"
> touch insert 快
  SHOW form 5/7 "#141" primary=NEXT | field* way* way way way way write
       "请快"
> touch way digits
  SHOW form 5/7 "#141" primary=NEXT | field* way way way way way* keypad
       "请快"
> touch key 1
  SHOW form 5/7 "#141" primary=NEXT | field* way way way way way* keypad
       "请快1"
> touch insert 点
  SHOW form 5/7 "#141" primary=NEXT | field* way way way way way* keypad
       "请快1点"
> touch insert 儿
  SHOW form 5/7 "#141" primary=NEXT | field* way way way way way* keypad
       "请快1点儿"
> touch insert 啊
  SHOW form 5/7 "#141" primary=NEXT | note field* way way way way way* keypad
       note FORM_FULL
       "请快1点儿"
> touch primary
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row note
       note REVIEW_AFTER
# A dot is no signature.
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> sign 1 2
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | note signature
       note SIGN_TOO_LITTLE
> sign 4 20
> touch primary
  CASE_SAVE child=张小兰 home=云南省禄丰县金山镇南门社区1号 born=2026-10-30 visit=2026-11-24 morning note=请快1点儿 signed=ink strokes=4
  SHOW submit 0/0 "SUBMIT_SAVING" primary=- | busy
> answer saved
  SHOW submit 0/0 "SUBMIT_SENDING" primary=- | busy
> answer receipted
  CASE_STATUS
  SHOW result 0/0 "-" primary=- | banner fact* fact fact busy
> answer status ACCEPTED
  CASE_FIND LF26112200017
  INTENT_SAVE
  SHOW result 0/0 "-" primary=- | banner fact* fact fact fact busy
> answer case
  SHOW result 0/0 "-" primary=- | banner fact* fact fact stage stage fact busy
       stage "公安局" STATE_DONE 2026-11-22 21:26
       stage "医保局" STATE_NONE -
> answer intent
  INTENT_CLAIM
> answer claim
  PRINT
> answer passed
  INTENT_SETTLE passed
> answer printed
  INTENT_SETTLE confirmed
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact stage stage fact note picture
       note RESULT_TAKE
       stage "公安局" STATE_DONE 2026-11-22 21:26
       stage "医保局" STATE_NONE -
> touch primary
  SHOW rating 0/0 "RATING_QUESTION" primary=RATING_SKIP | face face face face face
> touch primary
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
