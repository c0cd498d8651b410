# A code is scanned, a booklet and a face are captured, a finger signs, a certificate is printed on A4
# and an original goes into the locker.
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
> device scanner online
  REPORT device-changed OK
> device camera online
  REPORT device-changed OK
> device pages online
  REPORT device-changed OK
> device locker online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> device signals online
  REPORT device-changed OK
  LIGHTS 00
> touch situation 1
  REPORT session-started OK
  SHOW home 0/0 "SITUATION_HOUSING" primary=- | card card text
> touch service 5
  SERVICE_LOAD
> answer service
  SHOW guide 0/0 "GUIDE_QUESTION" primary=GUIDE_BEGIN | fact fact fact fact fact fact fact text
> touch primary
  CARD_READ
  LIGHTS 01
  SHOW identify 1/7 "IDENTIFY_QUESTION" primary=- | picture text busy
> answer card
  LIGHTS 00
  SHOW identify 1/7 "IDENTIFY_KNOWN" primary=NEXT | banner picture text
> touch primary
  SHOW consent 2/7 "CONSENT_QUESTION" primary=CONSENT_AGREE | page
> touch primary
  SCAN
  LIGHTS 08
  SHOW scan 3/7 "#101" primary=NEXT | field* way* way keypad
# Somebody else's code, then the right one.
> answer scanned invalid
  SCAN
  SHOW scan 3/7 "#101" primary=NEXT | note field* way* way keypad
       note SCAN_OTHER
> answer scanned ABC-12345
  LIGHTS 00
  SHOW scan 3/7 "#101" primary=NEXT | field* way* way keypad
       "ABC-12345"
> touch primary
  LIGHTS 20
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | camera
# The page does not lie there yet; then it is cut; then it is right.
> answer look 2
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | camera
> wait 2000
> answer look 0
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | camera
> touch primary
  CAPTURE
  SHOW capture 4/7 "#60" primary=- | camera busy
> answer captured not_found
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | note camera
       note CAPTURE_NOT_SEEN
> touch primary
  CAPTURE
  SHOW capture 4/7 "#60" primary=- | camera busy
> answer captured
  LIGHTS 00
  SHOW capture 4/7 "CAPTURE_LOOK" primary=CAPTURE_USE | camera*
> touch secondary
  LIGHTS 20
  SHOW capture 4/7 "#60" primary=CAPTURE_TAKE | camera
> touch primary
  CAPTURE
  SHOW capture 4/7 "#60" primary=- | camera busy
> answer captured
  LIGHTS 00
  SHOW capture 4/7 "CAPTURE_LOOK" primary=CAPTURE_USE | camera*
> touch primary
  ATTACH
  SHOW capture 4/7 "CAPTURE_SAVING" primary=- | busy
> answer attached
  LIGHTS 20
  SHOW capture 5/7 "#60" primary=CAPTURE_TAKE | camera
# Nobody must be photographed.
> answer look 1
> touch secondary
  LIGHTS 00
  SHOW review 6/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row note
       note REVIEW_AFTER
> touch primary
  SHOW sign 7/7 "SIGN_QUESTION" primary=SIGN_DONE | signature
> sign 4 20
> touch primary
  CASE_SAVE company=ABC-12345 signed=ink strokes=4 attached=booklet
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
  LIGHTS 02
  SHOW result 0/0 "-" primary=RESULT_DONE | banner fact* fact fact fact note picture
       note RESULT_TAKE
> answer paper held
> answer paper taken
> touch primary
  DOCUMENT_GET
  LIGHTS 00
  SHOW pages 0/0 "PAGES_ASKING" primary=- | busy
> answer document
  SHOW pages 0/0 "PAGES_QUESTION" primary=PAGES_PRINT | banner fact fact text
> touch primary
  INTENT_SAVE
  SHOW pages 0/0 "PAGES_PRINTING" primary=- | busy
> answer intent
  INTENT_CLAIM
> answer claim
  PAGES
> answer pages-passed
  INTENT_SETTLE passed
> answer pages
  INTENT_SETTLE confirmed
  LIGHTS 04
  SHOW pages 0/0 "PAGES_TAKE" primary=NEXT | picture text
> touch primary
  LOCKER_FIND
  LIGHTS 00
  SHOW deposit 0/0 "LOCKER_FINDING_CELL" primary=- | busy
# The platform has no cell yet, then it has.
> answer cells
> wait 4000
  LOCKER_FIND
> answer cells deposit
  SHOW deposit 0/0 "LOCKER_OPEN_QUESTION" primary=LOCKER_OPEN | fact picture
> touch primary
  INTENT_SAVE
  SHOW deposit 0/0 "LOCKER_OPENING" primary=- | busy
> answer intent
  LOCKER_OPEN
> answer opened
  LIGHTS 10
  SHOW deposit 0/0 "LOCKER_IS_OPEN" primary=LOCKER_CLOSED | picture text
> answer door closed
  LIGHTS 00
  SHOW deposit 0/0 "-" primary=NEXT | banner text
> touch primary
  SHOW rating 0/0 "RATING_QUESTION" primary=RATING_SKIP | face face face face face
> touch primary
  REPORT session-ended OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
