/* The kiosk's side of the camera: while the shown screen has a place for its picture the camera
 * looks, and each picture goes to the glass at once. Holds no picture of its own. */
#ifndef BANSHI_APP_KIOSK_CAMERA_H
#define BANSHI_APP_KIOSK_CAMERA_H

#include "firmware/app/frames.h"
#include "firmware/core/view.h"

struct ui;

#define KIOSK_CAMERA_ROUND 8 /* packets taken in one go: a whole ring with its announcements */

#define KIOSK_CAMERA_AGE_MS 500 /* an older picture is the past and is not shown */

struct kiosk_camera {
    int channel;      /* to the camera; -1: there is none now */
    bool wanted;      /* the shown screen has a place for the picture */
    uint32_t streams; /* counts; the number of the last one */
    err_t err;        /* how the camera is; ERR_NO_DEVICE without one */
    struct frames_reader reader;
    uint64_t shown; /* pictures that went to the glass in this life */
};

void kiosk_camera_init(struct kiosk_camera *camera);

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
