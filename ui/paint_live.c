/* What is painted many times a second: the stroke under the finger and the picture of the camera. */
#include <math.h>
#include <stdlib.h>

#include "firmware/base/bytes.h"
#include "ui/icons.h"
#include "ui/paint.h"

/* ---- ink ---- */

struct spot {
    float x, y;
};

static struct spot spot_of(const struct draw_item *item, struct ink_point point,
                           double px_per_tenth)
{
    return (struct spot){(float)(item->box.x + point.x * px_per_tenth),
                         (float)(item->box.y + point.y * px_per_tenth)};
}

static double px_per_tenth(const struct draw_item *item)
{
    return item->px_per_m / 10000.0;
}

struct box paint_ink_box(const struct draw_item *item, struct ink_point from, struct ink_point to)
{
    struct spot a = spot_of(item, from, px_per_tenth(item));
    struct spot b = spot_of(item, to, px_per_tenth(item));
    float reach = item->pen_px / 2.0f + 1;
    int x = (int)floorf(fminf(a.x, b.x) - reach), y = (int)floorf(fminf(a.y, b.y) - reach);

    return (struct box){x, y, (int)ceilf(fmaxf(a.x, b.x) + reach) - x,
                        (int)ceilf(fmaxf(a.y, b.y) + reach) - y};
}

static struct box box_common(struct box a, struct box b)
{
    int x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
    int right = box_right(a) < box_right(b) ? box_right(a) : box_right(b);
    int bottom = box_bottom(a) < box_bottom(b) ? box_bottom(a) : box_bottom(b);

    return (struct box){x, y, right - x, bottom - y};
}

struct mask {
    uint8_t *cover;
    int stride;
    struct box box;
};

struct span {
    int start, end;
};

/* The pixels of row `y` that a line may cover: those around its stretch that passes the row within
 * half a pen. A pixel more at both ends costs nothing, its cover is 0. */
static struct span span_of(struct spot from, struct spot to, float half, int y)
{
    float reach = half + 1, rise = y + 0.5f - from.y, dy = to.y - from.y, dx = to.x - from.x;
    float first = 0, last = 1, left, right;

    if (dy != 0) {
        first = fminf((rise - reach) / dy, (rise + reach) / dy);
        last = fmaxf((rise - reach) / dy, (rise + reach) / dy);
    }
    left = from.x + fminf(fmaxf(first, 0), 1) * dx;
    right = from.x + fminf(fmaxf(last, 0), 1) * dx;
    return (struct span){(int)floorf(fminf(left, right) - reach) - 1,
                         (int)ceilf(fmaxf(left, right) + reach) + 1};
}

/* Covers the pixels nearer to the line than half a pen. Each pixel's cover follows from its distance
 * alone and the largest one counts, so the order and the boxes in which ink is painted make no
 * difference to a single pixel. */
static void mask_line(const struct mask *mask, struct spot from, struct spot to, float half)
{
    float dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
    float inverse = length > 0 ? 1 / length : 0;
    struct box reach = {(int)floorf(fminf(from.x, to.x) - half - 1),
                        (int)floorf(fminf(from.y, to.y) - half - 1), 0, 0};

    reach.width = (int)ceilf(fmaxf(from.x, to.x) + half + 1) - reach.x;
    reach.height = (int)ceilf(fmaxf(from.y, to.y) + half + 1) - reach.y;
    reach = box_common(reach, mask->box);
    for (int y = reach.y; y < box_bottom(reach); y++) {
        uint8_t *row = mask->cover + (y - mask->box.y) * mask->stride - mask->box.x;
        struct span span = span_of(from, to, half, y);

        for (int x = span.start > reach.x ? span.start : reach.x;
             x < span.end && x < box_right(reach); x++) {
            float px = x + 0.5f - from.x, py = y + 0.5f - from.y;
            float along = fminf(fmaxf((px * dx + py * dy) * inverse, 0), 1);
            float ox = px - along * dx, oy = py - along * dy;
            float cover = half + 0.5f - sqrtf(ox * ox + oy * oy);
            int value = (int)(fminf(fmaxf(cover, 0), 1) * 255);

            if (value > row[x])
                row[x] = (uint8_t)value;
        }
    }
}

static void mask_ink(const struct mask *mask, const struct draw_item *item, const struct ink *ink)
{
    double scale = px_per_tenth(item);

    for (uint16_t stroke = 0; stroke < ink->stroke_count; stroke++) {
        uint16_t first = ink_start(ink, stroke);
        struct spot from = spot_of(item, ink->points[first], scale);

        if (ink->ends[stroke] == first + 1)
            mask_line(mask, from, from, item->pen_px / 2.0f);
        for (uint16_t i = (uint16_t)(first + 1); i < ink->ends[stroke]; i++) {
            struct spot to = spot_of(item, ink->points[i], scale);

            mask_line(mask, from, to, item->pen_px / 2.0f);
            from = to;
        }
    }
}

/* `cover` of 255 of the colour over what is there. Done here and not by Cairo, whose rounding depends
 * on where a row begins. */
static uint32_t laid_over(uint32_t below, uint32_t color, uint32_t cover)
{
    uint32_t result = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t from = below >> shift & 255, to = color >> shift & 255;

        result |= ((from * (255 - cover) + to * cover + 127) / 255) << shift;
    }
    return result;
}

static void mask_lay(const struct mask *mask, cairo_surface_t *target, uint32_t color)
{
    uint8_t *pixels = cairo_image_surface_get_data(target);
    int stride = cairo_image_surface_get_stride(target);

    for (int y = 0; y < mask->box.height; y++) {
        const uint8_t *cover = mask->cover + (size_t)y * (size_t)mask->stride;
        uint32_t *row = (uint32_t *)(pixels + (size_t)(mask->box.y + y) * (size_t)stride);

        for (int x = 0; x < mask->box.width; x++)
            if (cover[x] != 0)
                row[mask->box.x + x] = laid_over(row[mask->box.x + x], color, cover[x]);
    }
}

void paint_ink(cairo_t *cairo, const struct draw_item *item, const struct ink *ink, struct box clip)
{
    cairo_surface_t *target = cairo_get_target(cairo);
    struct box all = {0, 0, cairo_image_surface_get_width(target),
                      cairo_image_surface_get_height(target)};
    struct mask mask = {NULL, 0, box_common(box_common(item->ink, clip), all)};
    size_t bytes;

    if (ink == NULL || ink->stroke_count == 0 || box_is_empty(mask.box))
        return;
    mask.stride = mask.box.width;
    bytes = (size_t)mask.stride * (size_t)mask.box.height;
    mask.cover = calloc(bytes, 1);
    if (mask.cover == NULL)
        return;
    cairo_surface_flush(target);
    mask_ink(&mask, item, ink);
    mask_lay(&mask, target, item->color);
    cairo_surface_mark_dirty(target);
    bytes_wipe(mask.cover, bytes);
    free(mask.cover);
}

/* ---- the camera ---- */

struct outline_plan {
    double x, y, width, height;
    bool oval;
};

/* A face stands oval in the middle; a card lies as wide as ISO/IEC 7810 ID-1 says (85.6 by 54), a
 * page stands as A4. */
static struct outline_plan outline_plan(enum outline outline, struct box box)
{
    double part = outline == OUTLINE_FACE   ? 0.76
                  : outline == OUTLINE_CARD ? 54.0 / 85.6
                                            : 210.0 / 297.0;
    double height = box.height * 0.84, width = height * part;

    if (outline == OUTLINE_CARD) {
        width = fmin(box.width * 0.84, box.height * 0.84 / part);
        height = width * part;
    }
    return (struct outline_plan){box.x + (box.width - width) / 2, box.y + (box.height - height) / 2,
                                 width, height, outline == OUTLINE_FACE};
}

static void outline_path(cairo_t *cairo, const struct outline_plan *plan)
{
    cairo_matrix_t before;

    if (!plan->oval) {
        icons_add_round(cairo, plan->x, plan->y, plan->width, plan->height, plan->height * 0.05);
        return;
    }
    cairo_get_matrix(cairo, &before);
    cairo_new_sub_path(cairo);
    cairo_translate(cairo, plan->x + plan->width / 2, plan->y + plan->height / 2);
    cairo_scale(cairo, plan->width / 2, plan->height / 2);
    cairo_arc(cairo, 0, 0, 1, 0, 2 * M_PI);
    cairo_close_path(cairo);
    cairo_set_matrix(cairo, &before);
}

/* White on dark, so that it is seen on every picture. */
static void paint_outline(cairo_t *cairo, const struct draw_item *item)
{
    struct outline_plan plan = outline_plan((enum outline)item->value, item->box);

    cairo_new_path(cairo);
    outline_path(cairo, &plan);
    cairo_set_line_width(cairo, item->pen_px * 2.2);
    icons_set_color(cairo, 0x101214);
    cairo_stroke_preserve(cairo);
    cairo_set_line_width(cairo, item->pen_px);
    icons_set_color(cairo, 0xFFFFFF);
    cairo_stroke(cairo);
}

void paint_camera(cairo_t *cairo, const struct draw_item *item, const struct present_frame *camera)
{
    cairo_surface_t *surface;

    cairo_rectangle(cairo, item->box.x, item->box.y, item->box.width, item->box.height);
    icons_set_color(cairo, item->color);
    if (camera == NULL || camera->pixels == NULL) {
        cairo_fill(cairo);
    } else {
        surface = cairo_image_surface_create_for_data(camera->pixels, CAIRO_FORMAT_RGB24,
                                                      camera->width_px, camera->height_px,
                                                      camera->stride_bytes);
        cairo_set_source_surface(cairo, surface, item->box.x, item->box.y);
        cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
        cairo_fill(cairo);
        cairo_surface_destroy(surface);
    }
    if (item->value != OUTLINE_NONE)
        paint_outline(cairo, item);
}
