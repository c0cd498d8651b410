/* Icons and device pictures as Cairo paths. */
#ifndef BANSHI_UI_ICONS_H
#define BANSHI_UI_ICONS_H

#include <cairo.h>

#include "ui/draw_list.h"

struct icon_ink {
    uint32_t color;      /* of the strokes that matter */
    uint32_t frame;      /* of what is only there to be recognised */
    uint32_t background; /* what it stands on */
    double pen_px;
};

/* Paints the icon into the box, centred, as large as fits. `value`: see enum draw_icon. */
void icons_paint(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                 const struct icon_ink *ink);

/* The same for every icon, also those of ui/icons_parts.c, from what was kept of the last time; the
 * box has whole pixels. (ui/icons_cache.c) */
void icons_paint_kept(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                      const struct icon_ink *ink);

/* Paints one of the device pictures; icons_paint() calls it. (ui/icons_device.c) */
void icons_paint_device(cairo_t *cairo, enum draw_icon icon, struct box box,
                        const struct icon_ink *ink);

/* Paints one of the signs of the newer parts, DRAW_ICON_DOOR and behind. (ui/icons_parts.c) */
void icons_paint_part(cairo_t *cairo, enum draw_icon icon, int value, struct box box,
                      const struct icon_ink *ink);

/* Sets the source to 0xRRGGBB. */
void icons_set_color(cairo_t *cairo, uint32_t color);

/* Adds a rectangle with round corners to the path. */
void icons_add_round(cairo_t *cairo, double x, double y, double width, double height,
                     double radius);

#endif
