#include "tools/tables/hand_glyphs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/tables/lines.h"

#define BASELINE 900 /* y of the stroke data's top, which counts upwards */
#define COORDINATE_MAX 4096
#define FIRST_IDEOGRAPH 0x3400

/* How the numbers of a drawing are meant: the side of its box, and whether y counts upwards from
 * below, as in fonts, or downwards from the top, as in ink. */
struct frame {
    int side;
    bool is_upwards;
};

static bool number_read(const char **at, long *out)
{
    char *end;

    if (strchr("-0123456789", **at) == NULL)
        return false;
    *out = strtol(*at, &end, 10);
    if (end == *at || *out < -COORDINATE_MAX || *out > COORDINATE_MAX)
        return false;
    *at = end;
    return true;
}

static bool point_read(const char **at, const struct frame *frame, struct ink_point *out)
{
    long x, y;

    if (!number_read(at, &x) || *(*at)++ != ',' || !number_read(at, &y))
        return false;
    y = y * HAND_GLYPH_SIDE / frame->side;
    out->x = (int16_t)(x * HAND_GLYPH_SIDE / frame->side);
    out->y = (int16_t)(frame->is_upwards ? BASELINE - y : y);
    return true;
}

/* "12,3 45,6;7,8 9,10": points, with ';' between strokes. False when it has not this form or is
 * more than an ink can hold. */
static bool drawing_read(const char *at, const struct frame *frame, struct ink *out)
{
    bool is_first = true;
    struct ink_point point;

    *out = (struct ink){0};
    for (;;) {
        if (!point_read(&at, frame, &point) ||
            !(is_first ? ink_begin(out, point) : ink_go_on(out, point)))
            return false;
        if (*at == '\0')
            return true;
        if (*at != ' ' && *at != ';')
            return false;
        is_first = *at++ == ';';
    }
}

/* One line: a character beyond `*last`, which it becomes, and its drawing. */
static bool line_read(struct hand_glyphs *glyphs, const struct lines *lines, uint32_t *last)
{
    static const struct frame FRAME = {.side = HAND_GLYPH_SIDE, .is_upwards = true};
    size_t length;
    uint32_t character = text_next(lines->fields[0], &length);
    struct ink ink;

    if (lines->field_count != 2 || lines->fields[0][length] != '\0' || character <= *last ||
        !drawing_read(lines->fields[1], &FRAME, &ink))
        return false;
    *last = character;
    if (character >= FIRST_IDEOGRAPH)
        hand_glyphs_add(glyphs, character, &ink);
    return true;
}

err_t hand_glyphs_read(struct hand_glyphs *glyphs, const char *path)
{
    struct lines lines;
    uint32_t last = 0;
    err_t err = lines_open(&lines, path, "\t");

    if (err != ERR_OK)
        return err;
    while (err == ERR_OK && lines_next(&lines)) {
        if (!line_read(glyphs, &lines, &last)) {
            fprintf(stderr, "banshi-tables: %s:%zu is no drawing, or not in its place\n", path,
                    lines.number);
            err = ERR_INVALID;
        }
    }
    lines_close(&lines);
    if (err == ERR_OK && glyphs->list.count == 0)
        err = ERR_NOT_FOUND;
    return err;
}

void hand_glyphs_draw_latin(struct hand_glyphs *glyphs)
{
    static const struct frame FRAME = {.side = 100};
    static const struct {
        uint32_t character;
        const char *drawing;
    } DRAWINGS[] = {
#define LATIN(character, drawing) {character, drawing},
#include "tools/tables/hand_latin.def"
#undef LATIN
    };

    for (size_t i = 0; i < COUNT_OF(DRAWINGS); i++) {
        struct ink ink;

        CHECK(drawing_read(DRAWINGS[i].drawing, &FRAME, &ink));
        hand_glyphs_add(glyphs, DRAWINGS[i].character, &ink);
    }
}

void hand_glyphs_add(struct hand_glyphs *glyphs, uint32_t character, const struct ink *ink)
{
    struct hand_glyph *glyph = grow_add(&glyphs->list, sizeof(*glyph));

    glyph->character = character;
    glyph->ink = *ink;
}

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const struct hand_glyph *)a)->character;
    uint32_t right = ((const struct hand_glyph *)b)->character;

    return left < right ? -1 : left > right;
}

void hand_glyphs_sort(struct hand_glyphs *glyphs)
{
    qsort(glyphs->list.at, glyphs->list.count, sizeof(struct hand_glyph), compare);
    glyphs->sorted = glyphs->list.count;
}

const struct hand_glyph *hand_glyphs_find(const struct hand_glyphs *glyphs, uint32_t character)
{
    const struct hand_glyph *all = glyphs->list.at;
    size_t low = 0, high = glyphs->sorted;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (all[middle].character == character)
            return &all[middle];
        if (all[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct hand_glyph *hand_glyphs_at(const struct hand_glyphs *glyphs, size_t index)
{
    return (const struct hand_glyph *)glyphs->list.at + index;
}

void hand_glyphs_finish(struct hand_glyphs *glyphs)
{
    grow_finish(&glyphs->list);
}
