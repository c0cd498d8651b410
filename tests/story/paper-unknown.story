# The printer jams after the first line: nobody prints again without being asked.
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
> answer card
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  SHOW consent 2/7 "CONSENT_QUESTION" primary=CONSENT_AGREE | page
> touch primary
  SHOW choice 3/7 "#101" primary=- | choice choice text
> touch choose 0
  SHOW choice 3/7 "#101" primary=NEXT | choice* choice
> touch primary
  SHOW choice 4/7 "#111" primary=- | choice choice text
> touch choose 0
  SHOW choice 4/7 "#111" primary=NEXT | choice* choice
> touch primary
  SHOW choice 5/7 "#141" primary=- | choice choice text
> touch secondary
  SHOW form 6/7 "#151" primary=NEXT | field* keypad
> touch primary
  SHOW review 7/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row note
       note REVIEW_AFTER
> touch primary
  CASE_SAVE kind=insured period=last-12 from=2025-12 to=2026-11
  SHOW submit 0/0 "SUBMIT_SAVING" primary=- | busy
> answer saved
  SHOW submit 0/0 "SUBMIT_SENDING" primary=- | busy
> answer receipted
  CASE_STATUS
  SHOW result 0/0 "-" primary=- | banner fact* fact fact busy
> answer status DECIDED_YES
  INTENT_SAVE
  SHOW result 0/0 "-" primary=- | banner fact* fact fact fact busy
> answer intent
  INTENT_CLAIM
> answer claim
  PRINT
> answer passed
  INTENT_SETTLE passed
> answer printed PAPER_OUT
  INTENT_SETTLE unknown
  REPORT print-unknown PRINT_UNKNOWN
  SHOW result 0/0 "-" primary=RESULT_CAME_OUT | banner fact* fact fact fact note
       note RESULT_PRINT_UNKNOWN
> touch secondary
  INTENT_SETTLE void
  INTENT_SAVE
  SHOW result 0/0 "-" primary=- | banner fact* fact fact fact busy
> answer intent
  INTENT_CLAIM
> answer claim
  PRINT
> reborn printer online
  INTENT_SETTLE unknown
  REPORT print-unknown PRINT_UNKNOWN
  SHOW result 0/0 "-" primary=RESULT_CAME_OUT | banner fact* fact fact fact note
       note RESULT_PRINT_UNKNOWN
> touch primary
  INTENT_SETTLE confirmed
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note picture
       note RESULT_TAKE
> touch primary
  SHOW rating 0/0 "RATING_QUESTION" primary=RATING_SKIP | face face face face face
> touch primary
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
