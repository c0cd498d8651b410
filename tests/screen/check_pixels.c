/* What the pixels say, so that the list cannot lie. Each text that the list promises is drawn alone
 * into a mask; then the frame must show it there: as high, as dark, as whole. Boxes are looked for
 * from outside. */
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/screen/check.h"
#include "tests/screen/pixels.h"

#define BANDS_MAX 64
#define FULL 250 /* of 255: a pixel that is ink and nothing else */
#define STROKES_SEEN 512

struct mask {
    cairo_surface_t *surface;
    const uint8_t *pixels;
    int stride;
    struct box box; /* of the frame, that it covers */
};

/* Which text owns a pixel of the frame, for overlaps. */
struct owners {
    uint16_t *map;
    int width;
};

static struct box clip(struct box box, const struct present_frame *frame)
{
    int right = box_right(box), bottom = box_bottom(box);

    box.x = box.x < 0 ? 0 : box.x;
    box.y = box.y < 0 ? 0 : box.y;
    right = right > frame->width_px ? frame->width_px : right;
    bottom = bottom > frame->height_px ? frame->height_px : bottom;
    return (struct box){box.x, box.y, right - box.x, bottom - box.y};
}

static bool mask_make(const struct shot *shot, const struct draw_item *item, struct mask *out)
{
    cairo_t *cairo;

    out->box = clip(box_inset(item->ink, -1), &shot->frame);
    if (box_is_empty(out->box))
        return false;
    out->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, out->box.width, out->box.height);
    cairo = cairo_create(out->surface);
    cairo_move_to(cairo, item->box.x - out->box.x, item->box.y - out->box.y);
    pango_cairo_show_layout(
        cairo, typeset_layout(shot->typeset, shot->list->text + item->text, &item->style));
    cairo_destroy(cairo);
    cairo_surface_flush(out->surface);
    out->pixels = cairo_image_surface_get_data(out->surface);
    out->stride = cairo_image_surface_get_stride(out->surface);
    return true;
}

static int mask_at(const struct mask *mask, int x, int y)
{
    return mask->pixels[(y - mask->box.y) * mask->stride + x - mask->box.x];
}

/* What the text stands on: the colour of most pixels without ink. */
static uint32_t ground_of(const struct shot *shot, const struct mask *mask)
{
    uint32_t ground = 0;
    int votes = 0;

    for (int y = mask->box.y; y < box_bottom(mask->box); y++)
        for (int x = mask->box.x; x < box_right(mask->box); x++) {
            uint32_t color;

            if (mask_at(mask, x, y) != 0)
                continue;
            color = pixels_at(&shot->frame, x, y);
            ground = votes == 0 ? color : ground;
            votes += color == ground ? 1 : -1;
        }
    return ground;
}

/* A tile of half a character: how dark its darkest ink is, and how much of its ink is there. */
struct tile {
    int full, dark;
    double most;
};

static void tile_add(struct tile *tile, uint32_t color, uint32_t ground, double half)
{
    double ratio = pixels_contrast(color, ground);

    tile->full++;
    tile->dark += ratio >= half;
    tile->most = fmax(tile->most, ratio);
}

#define TILES_MAX 256

static void check_tiles(struct checker *checker, const struct shot *shot,
                        const struct draw_item *item, const struct mask *mask, int top, int bottom,
                        uint32_t ground)
{
    struct check_needs needs = check_needs(shot);
    static struct tile tiles[TILES_MAX];
    int step = item->style.em_px / 2, last = mask->box.width / step;
    const char *text = shot->list->text + item->text;
    double said = pixels_contrast(item->color, ground), half = 1 + (said - 1) * 0.5;

    memset(tiles, 0, sizeof(tiles));
    for (int y = top; y < bottom; y++)
        for (int x = mask->box.x; x < box_right(mask->box); x++)
            if (mask_at(mask, x, y) >= FULL && (x - mask->box.x) / step < TILES_MAX)
                tile_add(&tiles[(x - mask->box.x) / step], pixels_at(&shot->frame, x, y), ground,
                         half);
    for (int i = 0; i <= last && i < TILES_MAX; i++) {
        if (tiles[i].full < 8)
            continue;
        check_least(checker, CHECK_A6, BY_PIXELS, tiles[i].most, needs.contrast,
                    "the character %d half ems into '%.80s'", i, text);
        check_least(checker, CHECK_A13, BY_PIXELS, (double)tiles[i].dark / tiles[i].full, 0.8,
                    "ink of the character %d half ems into '%.80s'", i, text);
    }
}

/* ---- heights and pitches of lines ---- */

/* How high the ink of a line is in ems, from what stands in it; 0: not known. */
static double height_of(const char *text)
{
    double height = 0;
    size_t length;
    int hanzi = 0;

    for (; *text != '\0'; text += length) {
        uint32_t character = text_next(text, &length);

        hanzi += character >= 0x4e00 && character <= 0x9fff;
        if ((character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z'))
            height = 0.72;
    }
    return hanzi >= 2 ? 0.84 : height;
}

static int lines_of(const struct shot *shot, const struct draw_item *item)
{
    return pango_layout_get_line_count(
        typeset_layout(shot->typeset, shot->list->text + item->text, &item->style));
}

static void check_lines(struct checker *checker, const struct shot *shot,
                        const struct draw_item *item, const struct mask *mask, uint32_t ground)
{
    struct check_needs needs = check_needs(shot);
    struct pixels_band bands[BANDS_MAX];
    const char *text = shot->list->text + item->text;
    int lines = lines_of(shot, item), count, highest = 0;
    double height = height_of(text);
    bool one_script = text_count(text) * 3 <= strlen(text) + 8; /* nearly all hanzi */

    count = pixels_bands(&shot->frame, mask->box, ground, bands, BANDS_MAX);
    for (int i = 0; i < count; i++)
        highest =
            bands[i].bottom - bands[i].top > highest ? bands[i].bottom - bands[i].top : highest;
    check_true(checker, CHECK_A13, BY_PIXELS, count > 0, "'%.80s' is not to be seen", text);
    if (height > 0)
        check_least(checker, CHECK_A1, BY_PIXELS, highest * shot->mm_y / height * THEME_CAP_PER_EM,
                    (shot->elder ? 6.4 : 4.8) * 0.96, "cap, from %d px of ink of '%.80s'", highest,
                    text);
    if (lines >= 2 && count == lines && one_script)
        check_least(checker, CHECK_A12, BY_PIXELS,
                    (double)(bands[count - 1].bottom - bands[0].bottom) / (count - 1) /
                        item->style.em_px,
                    needs.line - 0.06, "line pitch of '%.80s'", text);
}

static uint64_t strokes_seen[STROKES_SEEN];

void check_pixels_forget(void)
{
    memset(strokes_seen, 0, sizeof(strokes_seen));
}

/* One text of each size, weight and colour is enough. */
static bool is_new_stroke(const struct shot *shot, const struct draw_item *item)
{
    uint64_t key = (uint64_t)item->style.em_px << 33 | (uint64_t)item->style.bold << 32 |
                   (uint64_t)shot->panel_index << 25 | item->color;

    for (int i = 0; i < STROKES_SEEN; i++) {
        if (strokes_seen[i] == key)
            return false;
        if (strokes_seen[i] == 0) {
            strokes_seen[i] = key;
            return true;
        }
    }
    return false;
}

static void check_stroke(struct checker *checker, const struct shot *shot,
                         const struct draw_item *item, const struct mask *mask, uint32_t ground)
{
    double cap_mm = item->style.em_px * shot->mm_y * THEME_CAP_PER_EM;
    double stroke = pixels_stroke(&shot->frame, mask->box, ground, item->color) * shot->mm_x;

    if (stroke > 0)
        check_least(checker, CHECK_A5, BY_PIXELS, stroke, cap_mm >= 6.35 ? 0.66 : 0.33,
                    "stroke of '%.80s', cap %.1f", shot->list->text + item->text, cap_mm);
}

/* ---- overlap ---- */

static void check_owner(struct checker *checker, const struct shot *shot, int index,
                        const struct mask *mask, struct owners *owners)
{
    const struct draw_item *item = &shot->list->items[index];
    int other = 0, shared = 0;

    for (int y = mask->box.y; y < box_bottom(mask->box); y++)
        for (int x = mask->box.x; x < box_right(mask->box); x++) {
            uint16_t *owner = &owners->map[y * owners->width + x];

            if (mask_at(mask, x, y) < 128)
                continue;
            if (*owner != 0) {
                other = *owner - 1;
                shared++;
            }
            *owner = (uint16_t)(index + 1);
        }
    check_true(checker, CHECK_A13, BY_PIXELS, shared == 0, "'%.60s' is drawn over '%.60s'",
               shot->list->text + item->text, shot->list->text + shot->list->items[other].text);
}

static void check_text(struct checker *checker, const struct shot *shot, int index,
                       struct owners *owners)
{
    const struct draw_item *item = &shot->list->items[index];
    struct mask mask;
    uint32_t ground;
    int lines = lines_of(shot, item), line_px = item->style.line_px;

    if (!mask_make(shot, item, &mask))
        return;
    ground = ground_of(shot, &mask);
    for (int i = 0; i < lines; i++) {
        int top = lines == 1 ? mask.box.y : item->box.y + i * line_px;
        int bottom = lines == 1 ? box_bottom(mask.box) : top + line_px;

        top = top < mask.box.y ? mask.box.y : top;
        bottom = bottom > box_bottom(mask.box) ? box_bottom(mask.box) : bottom;
        check_tiles(checker, shot, item, &mask, top, bottom, ground);
    }
    check_lines(checker, shot, item, &mask, ground);
    if (is_new_stroke(shot, item))
        check_stroke(checker, shot, item, &mask, ground);
    check_owner(checker, shot, index, &mask, owners);
    cairo_surface_destroy(mask.surface);
}

/* ---- targets ---- */

static void check_target(struct checker *checker, const struct shot *shot,
                         const struct draw_target *target)
{
    struct check_needs needs = check_needs(shot);
    double contrast = 0, top_mm;
    struct box drawn;
    enum check check = check_is_key(target) ? CHECK_A10 : CHECK_A8;
    int reach = (int)(2.0 / shot->mm_x);
    bool found = pixels_find_box(&shot->frame, target->box, reach, &drawn, &contrast);

    check_true(checker, CHECK_A9, BY_PIXELS, found, "'%s' cannot be seen around its hit box",
               target->role);
    if (!found)
        return;
    check_true(checker, CHECK_A9, BY_PIXELS,
               abs(drawn.x - target->box.x) <= 1 && abs(drawn.y - target->box.y) <= 1 &&
                   abs(box_right(drawn) - box_right(target->box)) <= 1 &&
                   abs(box_bottom(drawn) - box_bottom(target->box)) <= 1,
               "'%s' is drawn at %d,%d %dx%d, touched at %d,%d %dx%d", target->role, drawn.x,
               drawn.y, drawn.width, drawn.height, target->box.x, target->box.y, target->box.width,
               target->box.height);
    check_least(checker, CHECK_A7, BY_PIXELS, contrast, needs.edge_contrast * 0.98,
                "edge of '%s' as it is seen", target->role);
    check_least(checker, check, BY_PIXELS, (drawn.width + 1) * shot->mm_x, needs.target_mm,
                "width of '%s' as it is seen", target->role);
    check_least(checker, check, BY_PIXELS, (drawn.height + 1) * shot->mm_y, needs.target_mm,
                "height of '%s' as it is seen", target->role);
    if (!shot->low)
        return;
    top_mm = shot->panel->mount_bottom_mm + shot->panel->height_mm - (drawn.y + 1) * shot->mm_y;
    check_least(checker, CHECK_A32, BY_PIXELS, 1220 / top_mm, 1, "'%s' is seen up to %.0f mm",
                target->role, top_mm);
}

void check_pixels(struct checker *checker, const struct shot *shot)
{
    struct owners owners = {
        calloc((size_t)shot->frame.width_px * (size_t)shot->frame.height_px, sizeof(uint16_t)),
        shot->frame.width_px};

    CHECK(owners.map != NULL);
    for (int i = 0; i < shot->list->item_count; i++)
        if (shot->list->items[i].kind == DRAW_TEXT &&
            shot->list->text[shot->list->items[i].text] != '\0')
            check_text(checker, shot, i, &owners);
    for (int i = 0; i < shot->list->target_count; i++)
        check_target(checker, shot, &shot->list->targets[i]);
    free(owners.map);
}
