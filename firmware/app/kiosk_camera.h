/* The kiosk's side of the camera: while the shown screen has a place for its picture the camera
 * looks, and each picture goes to the glass at once. Holds no picture of its own. */
#ifndef BANSHI_APP_KIOSK_CAMERA_H
#define BANSHI_APP_KIOSK_CAMERA_H

#include "firmware/app/frames.h"
#include "firmware/core/event.h"

struct ui;

#define KIOSK_CAMERA_ROUND 8 /* packets taken in one go: a whole ring with its announcements */

#define KIOSK_CAMERA_AGE_MS 500 /* an older picture is the past and is not shown */

#define KIOSK_CAMERA_NEWS_MAX 8
#define KIOSK_CAMERA_SURE 3 /* verdicts that must agree before the core is told */

struct kiosk_camera {
    int channel;      /* to the camera; -1: there is none now */
    bool wanted;      /* the shown screen has a place for the picture */
    bool still;       /* what it shows there is what was captured */
    uint32_t purpose; /* enum frame_purpose, of what is looked for */
    uint64_t op;      /* of the CAPTURE under way; 0: none */
    int shot;         /* the JPEG that was captured last, in sealed memory; -1: none */
    uint32_t streams; /* counts; the number of the last one */
    err_t err;        /* how the camera is; ERR_NO_DEVICE without one */
    struct frames_reader reader;
    uint64_t shown;         /* pictures that went to the glass in this life */
    struct event_look seen; /* the newest verdict, and how often it came in a row */
    uint32_t seen_count;
    uint32_t news_count; /* events that the core has not taken yet */
    struct event news[KIOSK_CAMERA_NEWS_MAX];
};

void kiosk_camera_init(struct kiosk_camera *camera);

/* The next event for the core: DEVICE, LOOK, CAPTURED. False: none. */
bool kiosk_camera_next(struct kiosk_camera *camera, struct event *out_event);

/* Takes one picture at full size; answered by CAPTURED among the events. */
void kiosk_camera_capture(struct kiosk_camera *camera, const struct effect_capture *wish);

/* A view was shown: begins or ends the looking. */
void kiosk_camera_show(struct kiosk_camera *camera, const struct view *view);

/* The channel to the camera was replaced (-1: it is gone). */
void kiosk_camera_join(struct kiosk_camera *camera, int channel);

/* Takes what waits, at most KIOSK_CAMERA_ROUND packets, and shows the newest picture; older ones are
 * passed over. A camera in trouble leaves a dark picture, never a frozen one. Errors as
 * channel_receive(), ERR_BUSY left out, and ERR_INVALID: the channel must be dropped. */
MUST_USE err_t kiosk_camera_take(struct kiosk_camera *camera, struct ui *ui);

/* The visit is over: the camera looks no more, and nothing of its pictures is mapped here. False:
 * the camera did not take the word and must be told again. */
bool kiosk_camera_clear(struct kiosk_camera *camera);

#endif
