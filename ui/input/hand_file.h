/* The layout of the handwriting table (kind HAND of ui/input/table.h) and the way a template's ink
 * is packed in it. The recogniser reads it, tools/tables/hand_table.c writes it. */
#ifndef BANSHI_UI_INPUT_HAND_FILE_H
#define BANSHI_UI_INPUT_HAND_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "firmware/base/ink.h"
#include "ui/input/hand_shape.h"
#include "ui/input/table.h"

#define HAND_FILE TABLE_KIND('H', 'A', 'N', 'D')
#define HAND_FILE_VERSION 2u
#define HAND_FILE_TEMPLATES_MAX 65535u
#define HAND_FILE_COST_OUTSIDE 300u /* of what the standard table lacks; Latin costs more still */
#define HAND_FILE_SIDE 255          /* packed coordinates are 0 to this, the longer side fills it */

enum hand_file_section {
    HAND_FILE_TEMPLATES, /* hand_file_template, by character */
    HAND_FILE_FEATURES,  /* int8_t[HAND_FEATURES], one for each template */
    HAND_FILE_INK,       /* uint8_t: see hand_file_unpack() */
    HAND_FILE_SECTIONS
};

struct hand_file_template {
    uint32_t character;
    uint32_t first_byte; /* of its packed ink */
    uint32_t cost;       /* how rare it is, in hundredths of a natural logarithm; 0 is common */
};

/* Packed ink: the number of strokes, then for each the number of points (1 to 255) and the points'
 * x and y. Unpacks what lies at `first_byte`; false when it is not whole within `size_bytes` or over
 * the limits of struct ink. */
bool hand_file_unpack(const uint8_t *bytes, size_t size_bytes, size_t first_byte, struct ink *out);

#endif
