# Too few sheets, a page of unknown fate, a paper that nobody takes.
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
> device camera online
  REPORT device-changed OK
> device pages online
  REPORT device-changed OK
> device locker online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> touch situation 1
  REPORT session-started OK
  SHOW home 0/0 "SITUATION_HOUSING" primary=- | card card text
> touch service 5
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
  SHOW scan 3/7 "#101" primary=NEXT | field* way* way keypad
> touch way latin
  SHOW scan 3/7 "#101" primary=NEXT | field* way way* write
> touch insert A
  SHOW scan 3/7 "#101" primary=NEXT | field* way way* write
       "A"
> touch insert B
  SHOW scan 3/7 "#101" primary=NEXT | field* way way* write
       "AB"
> touch primary
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | camera
> touch primary
  CAPTURE
  SHOW capture 4/7 "#60" primary=- | camera busy
> answer captured
  SHOW capture 4/7 "CAPTURE_LOOK" primary=CAPTURE_USE | camera*
> touch primary
  ATTACH
  SHOW capture 4/7 "CAPTURE_SAVING" primary=- | busy
> answer attached
  SHOW capture 5/7 "#60" primary=CAPTURE_TAKE | camera
> touch secondary
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row note
       note REVIEW_AFTER
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> touch secondary
  SHOW sign 7/7 "SIGN_WORDS_QUESTION" primary=SIGN_CONFIRM | banner
> touch primary
  CASE_SAVE company=AB signed=words strokes=0 attached=booklet
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
> answer printed
  INTENT_SETTLE confirmed
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note picture
       note RESULT_TAKE
> touch primary
  DOCUMENT_GET
  SHOW pages 0/0 "PAGES_ASKING" primary=- | busy
> answer document
  SHOW pages 0/0 "PAGES_QUESTION" primary=PAGES_PRINT | banner fact fact text
> device pages offline
  REPORT device-changed OK
  SHOW pages 0/0 "PAGES_READY" primary=NEXT | banner fact fact note
       note PAGES_NOT_NOW
> touch primary
  LOCKER_FIND
  SHOW deposit 0/0 "LOCKER_FINDING_CELL" primary=- | busy
> device pages online
  REPORT device-changed OK
