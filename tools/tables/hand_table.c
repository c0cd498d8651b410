#include "tools/tables/hand_table.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"
#include "tools/tables/hand_compose.h"
#include "tools/tables/hand_glyphs.h"
#include "tools/tables/hand_parts.h"
#include "tools/tables/writer.h"
#include "ui/input/hand_file.h"

/* How much rarer a character is than a common one, by the level of the standard table: 3,500 common
 * characters; 3,000; 1,605 of names, places and trades. Far less than counting texts would give: at
 * a kiosk people write names. Letters are few strokes and would otherwise come before 丁, 口, 八. */
#define LEVEL_1_END 3500
#define LEVEL_2_END 6500
#define COST_LEVEL_2 50
#define COST_LEVEL_3 100
#define COST_LATIN 400
#define FIRST_IDEOGRAPH 0x3400

struct sections {
    struct grow templates, features, ink;
};

static err_t compose_missing(struct hand_glyphs *glyphs, const struct hand_table_sources *sources)
{
    struct hand_parts parts = {0};
    const struct unihan_character *characters = sources->unihan->characters.at;
    err_t err = hand_parts_read(&parts, sources->parts);

    hand_glyphs_sort(glyphs);
    for (size_t i = 0; err != ERR_NOT_FOUND && i < sources->unihan->characters.count; i++) {
        uint32_t character = characters[i].character;
        struct ink ink;

        if (characters[i].standard == 0 || hand_glyphs_find(glyphs, character) != NULL)
            continue;
        if (hand_compose(glyphs, &parts, character, &ink)) {
            hand_glyphs_add(glyphs, character, &ink);
        } else {
            char text[5] = {0};

            text_put(text, character);
            fprintf(stderr, "hand: %s (U+%04X) can be drawn from no source\n", text, character);
            err = ERR_CONFLICT;
        }
    }
    hand_parts_finish(&parts);
    hand_glyphs_sort(glyphs);
    return err == ERR_CONFLICT ? ERR_NOT_FOUND : err;
}

static uint32_t cost_of(const struct unihan *unihan, uint32_t character)
{
    const struct unihan_character *about = unihan_find(unihan, character);

    if (character < FIRST_IDEOGRAPH)
        return COST_LATIN;
    if (about == NULL || about->standard == 0)
        return HAND_FILE_COST_OUTSIDE;
    if (about->standard <= LEVEL_1_END)
        return 0;
    return about->standard <= LEVEL_2_END ? COST_LEVEL_2 : COST_LEVEL_3;
}

/* The smallest and the largest coordinate, and the longer side. */
static int side_of(const struct ink *ink, struct ink_point *out_corner)
{
    struct ink_point low = ink->points[0], high = ink->points[0];

    for (int i = 1; i < ink->point_count; i++) {
        struct ink_point point = ink->points[i];

        low.x = point.x < low.x ? point.x : low.x;
        low.y = point.y < low.y ? point.y : low.y;
        high.x = point.x > high.x ? point.x : high.x;
        high.y = point.y > high.y ? point.y : high.y;
    }
    *out_corner = low;
    return high.x - low.x > high.y - low.y ? high.x - low.x : high.y - low.y;
}

/* Packs the ink as hand_file_unpack() reads it. */
static void ink_pack(struct grow *bytes, const struct ink *ink)
{
    struct ink_point corner;
    int side = side_of(ink, &corner);
    uint8_t count = (uint8_t)ink->stroke_count;
    int at = 0;

    side = side > 0 ? side : 1;
    grow_append(bytes, &count, 1, 1);
    for (int stroke = 0; stroke < ink->stroke_count; stroke++) {
        count = (uint8_t)(ink->ends[stroke] - at);
        grow_append(bytes, &count, 1, 1);
        for (; at < ink->ends[stroke]; at++) {
            struct ink_point point = ink->points[at];
            uint8_t pair[2] = {(uint8_t)((point.x - corner.x) * HAND_FILE_SIDE / side),
                               (uint8_t)((point.y - corner.y) * HAND_FILE_SIDE / side)};

            grow_append(bytes, pair, 1, 2);
        }
    }
}

/* The features are those of the packed ink, as the recogniser will see it. */
static err_t template_add(struct sections *sections, const struct hand_glyph *glyph, uint32_t cost)
{
    struct hand_file_template template = {glyph->character, (uint32_t)sections->ink.count, cost};
    int8_t features[HAND_FEATURES];
    struct hand_shape shape;
    struct ink ink;

    ink_pack(&sections->ink, &glyph->ink);
    if (!hand_file_unpack(sections->ink.at, sections->ink.count, template.first_byte, &ink) ||
        !hand_shape_make(&ink, &shape))
        return ERR_LIMIT;
    hand_shape_measure(&shape, features);
    grow_append(&sections->templates, &template, sizeof(template), 1);
    grow_append(&sections->features, features, sizeof(features), 1);
    return ERR_OK;
}

static err_t glyphs_write(const struct hand_glyphs *glyphs, const struct unihan *unihan,
                          const char *out_path)
{
    struct sections sections = {0};
    struct writer writer = {.kind = HAND_FILE, .version = HAND_FILE_VERSION};
    err_t err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < glyphs->list.count; i++) {
        const struct hand_glyph *glyph = hand_glyphs_at(glyphs, i);

        err = template_add(&sections, glyph, cost_of(unihan, glyph->character));
    }
    if (err == ERR_OK) {
        writer_add(&writer, sections.templates.at, sizeof(struct hand_file_template),
                   sections.templates.count);
        writer_add(&writer, sections.features.at, HAND_FEATURES, sections.features.count);
        writer_add(&writer, sections.ink.at, 1, sections.ink.count);
        err = writer_save(&writer, out_path);
    }
    grow_finish(&sections.templates);
    grow_finish(&sections.features);
    grow_finish(&sections.ink);
    return err;
}

err_t hand_table_make(const struct hand_table_sources *sources, const char *out_path)
{
    struct hand_glyphs glyphs = {0};
    err_t err = hand_glyphs_read(&glyphs, sources->graphics);

    if (err == ERR_OK)
        err = compose_missing(&glyphs, sources);
    if (err == ERR_OK) {
        hand_glyphs_draw_latin(&glyphs);
        hand_glyphs_sort(&glyphs);
        err = glyphs_write(&glyphs, sources->unihan, out_path);
    }
    hand_glyphs_finish(&glyphs);
    return err;
}
