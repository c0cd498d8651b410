# Who cannot sign confirms in words; who changes an answer confirms again.
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
> touch situation 3
  REPORT session-started OK
  SHOW home 0/0 "SITUATION_FAMILY" primary=- | card text
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
> touch insert 王
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "王"
> touch focus 1
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way write
> touch insert 路
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way write
       "路"
> touch primary
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 0 of 003fffff
> touch day 20
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 20 of 003fffff
> touch focus 1
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot
       2026-11 day 0 of 3fc00000
> touch day 24
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot
       2026-11 day 24 of 3fc00000
> touch slot 0
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot* slot
       2026-11 day 24 of 3fc00000
> touch primary
  SHOW form 5/7 "#141" primary=NEXT | field* way* way way way way write
> touch primary
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row note
       note REVIEW_AFTER
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> touch secondary
  SHOW sign 7/7 "SIGN_WORDS_QUESTION" primary=SIGN_CONFIRM | banner
> touch primary
  CASE_SAVE child=王 home=路 born=2026-11-20 visit=2026-11-24 morning signed=words strokes=0
  SHOW submit 0/0 "SUBMIT_SAVING" primary=- | busy
> answer saved DISK_FULL
  REPORT case-not-saved DISK_FULL
  SHOW submit 0/0 "SUBMIT_FAILED" primary=SUBMIT_RETRY | note fact
       note SUBMIT_FAILED_WHAT
> touch leave
  SHOW leave 0/0 "LEAVE_QUESTION" primary=LEAVE_YES | text
> touch primary
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
# A change after the review: nothing signed is kept.
> touch situation 3
  REPORT session-started OK
  SHOW home 0/0 "SITUATION_FAMILY" primary=- | card text
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
> touch insert 王
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "王"
> touch focus 1
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way write
> touch insert 路
  SHOW form 3/7 "#111" primary=NEXT | field field* way* way way way way way write
       "路"
> touch primary
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 0 of 003fffff
> touch day 20
  SHOW form 4/7 "#121" primary=NEXT | field* field calendar
       2026-11 day 20 of 003fffff
> touch focus 1
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot
       2026-11 day 0 of 3fc00000
> touch day 24
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot slot
       2026-11 day 24 of 3fc00000
> touch slot 0
  SHOW form 4/7 "#131" primary=NEXT | field field* calendar slot* slot
       2026-11 day 24 of 3fc00000
> touch primary
  SHOW form 5/7 "#141" primary=NEXT | field* way* way way way way write
> touch primary
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row note
       note REVIEW_AFTER
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> sign 3 20
> touch back
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row note
       note REVIEW_AFTER
> touch change 0
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "王"
> touch insert 一
  SHOW form 3/7 "#101" primary=NEXT | field* field way* way way way way write
       "王一"
> touch primary
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row note
       note REVIEW_AFTER
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | note signature
       note SIGN_TOO_LITTLE
> touch secondary
  SHOW sign 7/7 "SIGN_WORDS_QUESTION" primary=SIGN_CONFIRM | banner
> touch secondary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> sign 3 20
> touch primary
  CASE_SAVE child=王一 home=路 born=2026-11-20 visit=2026-11-24 morning signed=ink strokes=3
  SHOW submit 0/0 "SUBMIT_SAVING" primary=- | busy
