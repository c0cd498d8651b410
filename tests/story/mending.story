# A printer that is lost gets no power for a moment, but not during a visit and not over and over; then
# the mains fails.
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
> device signals online
  REPORT device-changed OK
  LIGHTS 00
> device printer no-device
  REPORT device-changed NO_DEVICE
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
> touch help
> wait 61000
  POWER_CYCLE printer
> touch leave
> answer cleared
> wait 61000
> wait 61000
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_WHY
> wait 600000
  POWER_CYCLE printer
> device printer online
  REPORT device-changed OK
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> answer signals 4
  SHOW out-of-service 0/0 "OUT_QUESTION" primary=- | note text
       note OUT_MAINS
> answer signals 0
  SHOW home 0/0 "HOME_QUESTION" primary=- | field tile tile card card card card text card card text
> answer signals 2
  REPORT tilt OK
  LIGHTS 40
> answer signals 0
  LIGHTS 00
> answer signals 1
  REPORT cabinet-opened OK
> answer signals 0
