/* Frames: live pictures from one process to another without copying and without tearing
 * (frame_message.h). The writer is the camera's worker, the reader the kiosk. Both trust nothing:
 * the memory is sealed against growing and shrinking, so that reading it is never a SIGBUS, and
 * against writing by anybody but its maker. Pictures show persons: the writer wipes them when the
 * stream ends, which empties the reader's view of them too. */
#ifndef BANSHI_APP_FRAMES_H
#define BANSHI_APP_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/app/frame_message.h"
#include "firmware/base/err.h"

struct frames_slot {
    int file;
    uint8_t *pixels;
    bool announced;    /* the reader has its memory file */
    uint32_t sequence; /* of the picture that the reader holds; 0: the slot is the writer's */
};

struct frames_writer {
    uint32_t stream; /* 0: closed */
    uint32_t sequence;
    struct frames_slot slots[FRAME_SLOTS];
};

/* Makes the slots of a stream. ERR_MEMORY, and the writer is closed then. */
MUST_USE err_t frames_writer_open(struct frames_writer *writer, uint32_t stream);

/* Wipes and frees all; a zeroed or closed one is allowed. */
void frames_writer_close(struct frames_writer *writer);

/* Where the next picture may be written (FRAME_BYTES); NULL while the reader holds every slot. */
uint8_t *frames_writer_room(const struct frames_writer *writer);

/* Hands over what was written into frames_writer_room(). ERR_BUSY, ERR_NO_DEVICE, ERR_IO as
 * channel_send(): the slot stays the writer's. */
MUST_USE err_t frames_writer_send(struct frames_writer *writer, int channel, uint64_t mono_ms);

/* A DONE came. False: it speaks of pictures that were never sent. One of another stream is passed
 * over. */
bool frames_writer_done(struct frames_writer *writer, const struct frame_message *message);

struct frames_reader {
    uint32_t stream;                   /* 0: closed */
    uint32_t sequence;                 /* of the newest picture */
    const uint8_t *slots[FRAME_SLOTS]; /* mapped to read; NULL: not yet here */
};

/* One picture in a slot. Its memory is the writer's again after DONE. */
struct frames_picture {
    const uint8_t *pixels; /* NULL: none */
    uint32_t width_px, height_px, stride_bytes;
    uint32_t sequence;
    uint64_t mono_ms;
};

/* Ready for the messages of that stream (not 0). */
void frames_reader_open(struct frames_reader *reader, uint32_t stream);

/* Unmaps all; a zeroed or closed one is allowed. */
void frames_reader_close(struct frames_reader *reader);

/* Takes a SLOT or a PICTURE; the file beside it (-1: none) is closed in every case. `out_picture`
 * has pixels only after a PICTURE of this stream. ERR_INVALID: the writer broke the rules: a slot
 * that does not exist, came twice or not at all, memory that is not sealed or has another size, a
 * picture larger than its slot or not newer than the last; ERR_MEMORY. */
MUST_USE err_t frames_reader_take(struct frames_reader *reader, const struct frame_message *message,
                                  int file, struct frames_picture *out_picture);

#endif
