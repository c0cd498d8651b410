/* Icons that were painted once are kept: stroking a path with round ends costs far more than
 * copying a few thousand pixels. Nothing personal is kept; the kiosk process has one thread. */
#include <string.h>

#include "ui/icons.h"

#define SLOTS 64         /* a power of two; two icons of one slot take turns */
#define PIXELS_MAX 40000 /* larger ones, the pictures of devices, are painted anew */
#define EDGE_PX 4        /* round ends may stick out */

struct icon_key {
    uint32_t color, frame, background;
    int32_t width, height;
    uint16_t pen_px;
    uint8_t icon, value;
};

static struct {
    struct icon_key key;
    cairo_surface_t *surface; /* NULL: empty */
} slots[SLOTS];

static unsigned slot_of(const struct icon_key *key)
{
    uint32_t mix = key->color * 31u + key->background * 17u + (uint32_t)key->width * 131u +
                   (uint32_t)key->icon * 2654435761u + key->value * 40503u;

    return (mix >> 16 ^ mix) & (SLOTS - 1);
}

static void paint_path(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                       const struct icon_ink *ink)
{
    if (icon >= DRAW_ICON_DOOR)
        icons_paint_part(cairo, icon, value, box, ink);
    else
        icons_paint(cairo, icon, value, box, ink);
}

static cairo_surface_t *surface_make(cairo_t *like, const struct icon_key *key,
                                     const struct icon_ink *ink)
{
    struct box box = {EDGE_PX, EDGE_PX, key->width, key->height};
    cairo_surface_t *surface =
        cairo_surface_create_similar_image(cairo_get_target(like), CAIRO_FORMAT_ARGB32,
                                           key->width + 2 * EDGE_PX, key->height + 2 * EDGE_PX);
    cairo_t *cairo = cairo_create(surface);

    paint_path(cairo, (enum draw_icon)key->icon, key->value, box, ink);
    cairo_destroy(cairo);
    return surface;
}

void icons_paint_kept(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                      const struct icon_ink *ink)
{
    struct icon_key key;
    unsigned at;

    if (box_is_empty(box) || box.width * box.height > PIXELS_MAX) {
        paint_path(cairo, icon, value, box, ink);
        return;
    }
    memset(&key, 0, sizeof(key));
    key.color = ink->color;
    key.frame = ink->frame;
    key.background = ink->background;
    key.width = box.width;
    key.height = box.height;
    key.pen_px = (uint16_t)ink->pen_px;
    key.icon = (uint8_t)icon;
    key.value = (uint8_t)value;
    at = slot_of(&key);
    if (slots[at].surface == NULL || memcmp(&slots[at].key, &key, sizeof(key)) != 0) {
        cairo_surface_destroy(slots[at].surface);
        slots[at].surface = surface_make(cairo, &key, ink);
        slots[at].key = key;
    }
    cairo_set_source_surface(cairo, slots[at].surface, box.x - EDGE_PX, box.y - EDGE_PX);
    cairo_paint(cairo);
}
