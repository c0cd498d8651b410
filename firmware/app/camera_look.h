/* What the camera's worker makes of its pictures: advice while somebody aims, and the finished JPEG.
 * Everything here looks at outside bytes, so it runs in that worker and nowhere else. */
#ifndef BANSHI_APP_CAMERA_LOOK_H
#define BANSHI_APP_CAMERA_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/camera/camera.h"
#include "firmware/app/frame_message.h"

struct camera_look;

/* What a picture shows, in the core's words. */
struct camera_verdict {
    bool found;        /* what is looked for stands well: nothing is wrong */
    uint32_t warnings; /* bits of enum look_warning */
};

/* ERR_MEMORY. */
MUST_USE err_t camera_look_create(struct camera_look **out_look);

/* Wipes and frees; NULL is allowed. */
void camera_look_destroy(struct camera_look *look);

/* A new stream begins, or one ends: all that was seen is wiped. */
void camera_look_forget(struct camera_look *look);

/* Looks at one live picture (FRAME_BYTES) and draws the edge of what was found into it. */
struct camera_verdict camera_look_at(struct camera_look *look, enum frame_purpose purpose,
                                     uint8_t *pixels);

/* One picture at full size. */
struct camera_shot {
    const struct camera_driver *driver;
    struct camera_source *source; /* looking */
    uint32_t limit_ms;
    uint8_t *preview;              /* FRAME_BYTES, where the result is drawn small; NULL: nowhere */
    struct camera_verdict verdict; /* out */
    int file;                      /* out: the JPEG in a sealed memory file, the caller's; -1 */
};

/* Makes the thing itself out of one picture. Errors of camera_driver.snap() and vision_take(). */
MUST_USE err_t camera_look_take(struct camera_look *look, enum frame_purpose purpose,
                                struct camera_shot *shot);

#endif
