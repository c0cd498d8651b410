/* The class "camera": what every driver of it does. Blocking functions with a limit, no thread, no
 * message; runs in the worker of that device. The caller owns all memory. A picture shows a person:
 * whoever holds one wipes it, and a driver wipes its own buffers when it stops.
 *
 * A driver is one `struct camera_driver`, found by name in drivers/camera/drivers.def. */
#ifndef BANSHI_DRIVERS_CAMERA_CAMERA_H
#define BANSHI_DRIVERS_CAMERA_CAMERA_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* Every live picture, whatever the camera makes: rows of 32-bit words, 0xXXRRGGBB, without a gap. What
 * has another shape is cut at its longer side and scaled. */
#define CAMERA_WIDTH_PX 640
#define CAMERA_HEIGHT_PX 480
#define CAMERA_STRIDE_BYTES (CAMERA_WIDTH_PX * 4)
#define CAMERA_PICTURE_BYTES (CAMERA_STRIDE_BYTES * CAMERA_HEIGHT_PX)

/* What a driver asks of its camera. A faster one is thinned out before anything is converted, at
 * most CAMERA_RATE_MOST come out. */
#define CAMERA_RATE 15
#define CAMERA_RATE_MOST 26

/* Limits of what a camera may make; all else is ERR_PROTOCOL or ERR_CORRUPT. */
#define CAMERA_WIDTH_PX_MIN 160
#define CAMERA_WIDTH_PX_MAX 1920
#define CAMERA_HEIGHT_PX_MIN 120
#define CAMERA_HEIGHT_PX_MAX 1080

/* The slowest rate at which a person still guides a hand or a page by the live picture. A size that
 * the camera cannot make so often is not chosen, however large. */
#define CAMERA_RATE_MIN 10

/* A snap holds this much at most. */
#define CAMERA_SNAP_BYTES_MAX ((size_t)CAMERA_WIDTH_PX_MAX * CAMERA_HEIGHT_PX_MAX * 4)

/* One picture in the camera's own size: rows of 32-bit words 0xXXRRGGBB without a gap. */
struct camera_snap {
    uint8_t *pixels; /* the caller's: CAMERA_SNAP_BYTES_MAX aligned to 4; it wipes them */
    int width_px, height_px, stride_bytes; /* out */
};

struct camera_source; /* one open camera, of any driver */

struct camera_driver {
    const char *name; /* as a board names it, e.g. "v4l2" */

    /* Mandatory. Opens the camera at `port`, an absolute path of a device node, and agrees with it on
     * one format for live pictures and snaps: the largest within the limits that comes often
     * enough. It does not look yet. Nothing but the kernel limits how long this takes: some
     * seconds on a bad bus. ERR_INVALID: no path; ERR_NO_DEVICE; ERR_DENIED (no right to the node);
     * ERR_BUSY (streaming for another); ERR_PROTOCOL: no camera, or none of the formats we read;
     * ERR_MEMORY; ERR_IO. */
    err_t (*open)(const char *port, struct camera_source **out_source);

    /* Mandatory. Stops and releases everything; NULL is allowed. */
    void (*close)(struct camera_source *source);

    /* Mandatory. A proof of health, also while it does not look. ERR_NO_DEVICE; ERR_IO. After
     * ERR_NO_DEVICE only close() makes sense. */
    err_t (*status)(struct camera_source *source);

    /* Mandatory. Begins to look (the lamp of many a camera goes on); nothing happens when it does
     * already. ERR_BUSY, ERR_NO_DEVICE, ERR_MEMORY, ERR_PROTOCOL, ERR_IO. */
    err_t (*start)(struct camera_source *source);

    /* Mandatory. Stops looking and wipes every picture that the driver holds. */
    void (*stop)(struct camera_source *source);

    /* Mandatory, between start() and stop(). Waits for the newest picture and converts it into
     * `out_pixels`, CAMERA_PICTURE_BYTES aligned to 4; with NULL it is only taken from the camera,
     * so that the next one is fresh. ERR_TIMEOUT: none came in time, the next may; ERR_CORRUPT: one
     * came damaged and is dropped, `out_pixels` is undefined, the next may be whole; ERR_NO_DEVICE,
     * ERR_PROTOCOL, ERR_IO: only close() makes sense. */
    err_t (*read)(struct camera_source *source, uint32_t limit_ms, uint8_t *out_pixels);

    /* Mandatory, between start() and stop(). Passes over what already waits, so that the picture was
     * taken after the call, and converts the next one whole into `out_snap`. Errors as of read();
     * the size is 0 then. read() goes on afterwards as if nothing had been. */
    err_t (*snap)(struct camera_source *source, uint32_t limit_ms, struct camera_snap *out_snap);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct camera_driver *camera_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct camera_driver *camera_driver_at(size_t index);

#endif
