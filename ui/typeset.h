/* Type: texts laid out by Pango, measured once and kept. Used by the kiosk process only. The cache
 * holds what citizens wrote; typeset_clear() wipes it. All lengths are pixels, sizes of type too.
 */
#ifndef BANSHI_UI_TYPESET_H
#define BANSHI_UI_TYPESET_H

#include <pango/pango.h>
#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "ui/box.h"

struct typeset;

enum type_align { TYPE_LEFT, TYPE_CENTER, TYPE_RIGHT };

struct type_style {
    int em_px;
    int line_px;  /* distance of two lines; 0: the font's own */
    int width_px; /* lines are broken at it; 0: one line as long as it is */
    uint8_t bold, align;
    uint8_t whole_words; /* 1: never break inside a word, even when it is too long */
    uint8_t language;    /* of enum language: which shape a character has that several share */
};

struct type_extent {
    int width_px, height_px; /* of the lines, without the room that alignment adds */
    int lines;
    struct box ink; /* what may be painted, relative to the layout's origin */
};

/* Fails with ERR_MEMORY. */
MUST_USE err_t typeset_open(struct typeset **out);
void typeset_close(struct typeset *typeset);

/* The laid-out text. It belongs to the cache: use it before the next call that lays out. */
PangoLayout *typeset_layout(struct typeset *typeset, const char *text,
                            const struct type_style *style);

/* Its size. */
struct type_extent typeset_measure(struct typeset *typeset, const char *text,
                                   const struct type_style *style);

/* True when a font of screen and printer has a shape for this character. */
bool typeset_can_draw(struct typeset *typeset, uint32_t character);

/* Forgets and overwrites every text. */
void typeset_clear(struct typeset *typeset);

#endif
