/* The seam between the glass and what shows it: a frame of pixels that is presented by rectangles,
 * and fingers that come back. One back end is a window (present_sdl.c), one is memory
 * (present_memory.c: pictures for tests and tools); a bare board adds its own. One thread. */
#ifndef BANSHI_UI_PRESENT_H
#define BANSHI_UI_PRESENT_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "ui/box.h"

/* 32 bits a pixel, 0x00RRGGBB in the machine's byte order (Cairo's RGB24). */
struct present_frame {
    uint8_t *pixels;
    int stride_bytes, width_px, height_px;
};

enum present_input_kind {
    PRESENT_DOWN,
    PRESENT_MOVE,
    PRESENT_UP,
    PRESENT_KEY,     /* a key of the keypad for the speech mode went down */
    PRESENT_EXPOSED, /* the frame or its pixels are new: paint everything */
    PRESENT_CLOSED   /* the window was closed from outside */
};

/* The keypad beside the glass (EN 301 549 5.1.3 asks for every function without sight). On a desk the
 * keyboard stands for it: arrows, Enter or keypad Enter (select), Escape (back), F1 (help), Space
 * (repeat), F2 (slower), + and - also of the keypad (louder, softer), Backspace (erase), digits of
 * both rows, * and # (X of an ID number is *). Held keys repeat nothing. */
enum present_key {
    PRESENT_KEY_UP,
    PRESENT_KEY_DOWN,
    PRESENT_KEY_LEFT,
    PRESENT_KEY_RIGHT,
    PRESENT_KEY_SELECT,
    PRESENT_KEY_BACK,
    PRESENT_KEY_HELP,
    PRESENT_KEY_REPEAT,
    PRESENT_KEY_SLOWER,
    PRESENT_KEY_LOUDER,
    PRESENT_KEY_SOFTER,
    PRESENT_KEY_ERASE,
    PRESENT_KEY_DIGIT0, /* and the other nine behind it */
    PRESENT_KEY_DIGIT9 = PRESENT_KEY_DIGIT0 + 9,
    PRESENT_KEY_STAR,
    PRESENT_KEY_HASH,
    PRESENT_KEY_COUNT
};

struct present_input {
    uint32_t kind; /* enum present_input_kind */
    uint64_t finger;
    int x, y;     /* pixels of the frame */
    uint32_t key; /* enum present_key */
};

struct present {
    const struct present_kind *kind;
    struct present_frame frame; /* may change with PRESENT_EXPOSED */
};

struct present_kind {
    void (*show)(struct present *present, const struct box *boxes, int count);
    bool (*input)(struct present *present, struct present_input *out); /* false: nothing waits */
    int (*fd)(const struct present *present); /* readable when input may wait; -1: none */
    void (*close)(struct present *present);   /* overwrites the frame, then frees */
};

struct present_options {
    const char *title;
    int width_px, height_px;
    bool fullscreen;
};

/* A window by SDL. ERR_NO_DEVICE: no display, or none of that size; nothing is open then. */
MUST_USE err_t present_sdl_open(const struct present_options *options, struct present **out);

/* A frame in memory. Only the sizes of the options count. */
MUST_USE err_t present_memory_open(const struct present_options *options, struct present **out);

/* Puts an input into the queue of a memory frame; a full queue drops it. */
void present_memory_touch(struct present *present, const struct present_input *input);

/* What a memory frame was shown since the last call: the count of boxes, and their pixels. */
struct present_shown {
    int boxes;
    int64_t pixels;
};
struct present_shown present_memory_shown(struct present *present);

#endif
