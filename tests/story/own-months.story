# Own months: wrong ones are explained where they are, and a change returns to the review.
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
> touch choose 1
  SHOW choice 3/7 "#101" primary=NEXT | choice choice*
> touch primary
  SHOW choice 4/7 "#111" primary=- | choice choice text
> touch choose 1
  SHOW choice 4/8 "#111" primary=NEXT | choice choice*
> touch primary
  SHOW form 5/8 "#121" primary=NEXT | field* field month
> touch focus 1
  SHOW form 5/8 "#131" primary=NEXT | field field* month
> touch month 1
  SHOW form 5/8 "#131" primary=NEXT | field field* month
> touch primary
  SHOW form 5/8 "#131" primary=NEXT | note field field* month
       note FORM_MONTH_FUTURE
> touch month 0
  SHOW form 5/8 "#131" primary=NEXT | field field* month
> touch month 0
  SHOW form 5/8 "#131" primary=NEXT | field field* month
> touch primary
  SHOW form 5/8 "#131" primary=NEXT | note field field* month
       note FORM_MONTH_ORDER
> touch focus 0
  SHOW form 5/8 "#121" primary=NEXT | field* field month
> touch month 0
  SHOW form 5/8 "#121" primary=NEXT | field* field month
> touch primary
  SHOW choice 6/8 "#141" primary=- | choice choice text
> touch choose 1
  SHOW choice 6/8 "#141" primary=NEXT | choice choice*
> touch primary
  SHOW form 7/8 "#151" primary=NEXT | field* keypad
> touch key 1
  SHOW form 7/8 "#151" primary=NEXT | field* keypad
       "1"
> touch primary
  SHOW form 7/8 "#151" primary=NEXT | note field* keypad
       note FORM_BAD
       "1"
> touch key erase
  SHOW form 7/8 "#151" primary=NEXT | field* keypad
> touch primary
  SHOW review 8/8 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row row row note
       note REVIEW_AFTER
> touch change 1
  SHOW choice 4/8 "#111" primary=NEXT | choice choice*
> touch choose 0
  SHOW choice 4/7 "#111" primary=NEXT | choice* choice
> touch primary
  SHOW review 7/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row note
       note REVIEW_AFTER
> touch change 0
  SHOW choice 3/7 "#101" primary=NEXT | choice choice*
> touch back
  SHOW review 7/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row note
       note REVIEW_AFTER
> touch leave
  SHOW leave 0/0 "LEAVE_QUESTION" primary=LEAVE_YES | text
> touch stay
  SHOW review 7/7 "REVIEW_QUESTION" primary=REVIEW_SUBMIT | row row row row row note
       note REVIEW_AFTER
> touch leave
  SHOW leave 0/0 "LEAVE_QUESTION" primary=LEAVE_YES | text
> touch primary
  REPORT session-left OK
  CLEAR
  SHOW clearing 0/0 "CLEARING_QUESTION" primary=- | picture text
> answer cleared
  SHOW home 0/0 "HOME_QUESTION" primary=- | card tile tile text
