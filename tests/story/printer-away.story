# The receipt's printer is away when its turn comes, and prints by itself when it is back.
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
> reborn printer starting
  REPORT device-changed OK
> answer receipted
  CASE_STATUS
  SHOW result 0/0 "-" primary=- | banner fact* fact fact busy
> answer status DECIDED_YES
  SHOW result 0/0 "-" primary=- | banner fact* fact fact fact busy
> touch primary
> touch secondary
> device printer online
  REPORT device-changed OK
  INTENT_SAVE
> answer intent
  INTENT_CLAIM
> answer claim
  PRINT
# Nobody heard the page: surely it was not printed, and the next worker gets it.
> answer unheard
  INTENT_SETTLE void
> reborn printer starting
  REPORT device-changed OK
> device printer online
  REPORT device-changed OK
  INTENT_SAVE
> answer intent
  INTENT_CLAIM
> answer claim
  PRINT
> answer printed NO_DEVICE
  INTENT_SETTLE void
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note text
       note RESULT_NOT_PRINTED
# It stays away: the citizen is told so, and asks again when he sees it put right.
> device printer no-device
  REPORT device-changed NO_DEVICE
> touch secondary
  SHOW result 0/0 "-" primary=- | banner fact* fact fact fact busy
> wait 5000
> wait 2000
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note text
       note RESULT_NOT_PRINTED
# What lacks paper is not waited for.
> device printer user-error
  REPORT device-changed OK
> touch secondary
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note text
       note RESULT_NOT_PRINTED
> touch primary
  SHOW rating 0/0 "RATING_QUESTION" primary=RATING_SKIP | face face face face face
