/* What kiosk and camera say to each other: one fixed struct, always sent whole over their channel.
 * The pictures themselves lie in FRAME_SLOTS memory files that the camera makes for each stream; a
 * slot is the camera's until PICTURE and the kiosk's from there until DONE, so that nobody writes
 * what another reads. A stream is what lies between START and STOP; messages of an older one are
 * passed over, so a late word does no harm. */
#ifndef BANSHI_APP_FRAME_MESSAGE_H
#define BANSHI_APP_FRAME_MESSAGE_H

#include <stdint.h>

#define FRAME_SLOTS 3 /* one is written, one waits, one is looked at */

/* Of each slot: rows of 32-bit words 0xXXRRGGBB without a gap. */
#define FRAME_WIDTH_PX 640
#define FRAME_HEIGHT_PX 480
#define FRAME_STRIDE_BYTES (FRAME_WIDTH_PX * 4)
#define FRAME_BYTES (FRAME_STRIDE_BYTES * FRAME_HEIGHT_PX)

enum frame_message_kind {
    FRAME_MESSAGE_NONE,
    /* from the kiosk */
    FRAME_MESSAGE_START, /* look, from now on as `stream` (not 0) */
    FRAME_MESSAGE_STOP,  /* look no more; every picture is wiped */
    FRAME_MESSAGE_DONE,  /* all pictures up to `sequence` were looked at */
    FRAME_MESSAGE_SNAP,  /* take one at the camera's full size, for the purpose of the stream */
    /* from the camera */
    FRAME_MESSAGE_SLOT,    /* `slot` is the memory file beside this message */
    FRAME_MESSAGE_PICTURE, /* a picture lies in `slot` */
    FRAME_MESSAGE_STATE,   /* `err` is how the camera is; sent when that changes */
    FRAME_MESSAGE_VERDICT, /* what the newest picture shows: `found`, `warnings` */
    FRAME_MESSAGE_SHOT, /* answer to SNAP `op`: `err`, `warnings`; with ERR_OK a JPEG is the sealed
                              memory file beside it, and the picture before it shows what is in it;
                              no other picture of the stream follows */
    FRAME_MESSAGE_COUNT
};

/* What is looked for in the pictures of a stream. */
enum frame_purpose { FRAME_PURPOSE_NONE, FRAME_PURPOSE_DOCUMENT, FRAME_PURPOSE_PORTRAIT };

#define FRAME_SHOT_BYTES_MAX 1048576 /* of a JPEG: what the platform takes in one go */

struct frame_message {
    uint32_t kind;                              /* enum frame_message_kind */
    uint32_t stream;                            /* all but STATE */
    uint32_t slot;                              /* SLOT, PICTURE: below FRAME_SLOTS */
    uint32_t sequence;                          /* PICTURE: counts from 1 in each stream; DONE */
    uint32_t width_px, height_px, stride_bytes; /* PICTURE: within the slot */
    uint32_t err;                               /* STATE: enum err */
    uint32_t purpose;                           /* START: enum frame_purpose */
    uint32_t found;                             /* VERDICT: 0 or 1 */
    uint32_t warnings; /* VERDICT, SHOT: bits of enum look_warning (core/event.h) */
    uint32_t unused;
    uint64_t op;      /* SNAP, SHOT */
    uint64_t mono_ms; /* PICTURE: when it was read, on the monotonic clock */
};

#endif
