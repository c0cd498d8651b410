/* Speech: the spoken form of a view, equal in meaning to what is drawn. Lines come in reading order,
 * each one whole sentence or more, so that a voice may stop between any two. Pure. The lines hold
 * what citizens wrote; the owner wipes them. */
#ifndef BANSHI_UI_SPEECH_H
#define BANSHI_UI_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/core/view.h"
#include "firmware/world/texts.h"

#define SPEECH_LINES_MAX                                                                           \
    (2 * VIEW_PARTS_MAX + 9) /* two of each part, four of the head, five at the end */
#define SPEECH_LINE_BYTES 512
#define SPEECH_NO_PART (-1)

struct speech_line {
    int8_t part;    /* index of the part it tells of, or SPEECH_NO_PART */
    uint8_t secret; /* 1: for headphones only */
    char text[SPEECH_LINE_BYTES];
};

struct speech {
    uint32_t serial;  /* of the view */
    uint8_t language; /* the view's; the first one for a language that is only a beginning */
    uint8_t unused;
    uint16_t count;
    struct speech_line lines[SPEECH_LINES_MAX];
};

/* Replaces `out` by the spoken form of the view. What is secret is a line of its own, marked; with
 * `open_room` (no headphones) it is left out, and one line says that it can be heard with them. */
void speech_make(const struct view *view, const struct texts *texts, bool open_room,
                 struct speech *out);

/* The spoken form of one key, for a person who goes from key to key: what it says, what kind of
 * thing it is, whether it is chosen. */
struct speech_key {
    const char *label; /* of the draw list; may be empty */
    const char *role;  /* of the draw list */
    bool selected, enabled;
};
void speech_make_key(const struct speech_key *key, const struct texts *texts,
                     enum language language, struct speech_line *out);

#endif
