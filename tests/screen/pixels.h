/* Pixels: reading a frame without asking the product: colours, their contrast, ink on a ground. */
#ifndef BANSHI_TESTS_SCREEN_PIXELS_H
#define BANSHI_TESTS_SCREEN_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/box.h"
#include "ui/present.h"

/* 0xRRGGBB; outside of the frame the nearest pixel. */
uint32_t pixels_at(const struct present_frame *frame, int x, int y);

/* The WCAG ratio, computed here and not by the product's theme. */
double pixels_contrast(uint32_t a, uint32_t b);

/* The colour most pixels of a box have. */
uint32_t pixels_ground(const struct present_frame *frame, struct box box);

/* Rows of ink in a box: where they begin and end. Returns how many, at most `room`. */
struct pixels_band {
    int top, bottom; /* the bottom is the first row without ink */
};
int pixels_bands(const struct present_frame *frame, struct box box, uint32_t ground,
                 struct pixels_band *out, int room);

/* The usual width of a stroke of the ink in a box, in pixels; 0: no ink. */
double pixels_stroke(const struct present_frame *frame, struct box box, uint32_t ground,
                     uint32_t ink);

/* The box that is drawn around a place, as its four edges are found from outside within `reach`
 * pixels; a side that is not found gives false. `contrast` is of the weakest edge found. */
bool pixels_find_box(const struct present_frame *frame, struct box near, int reach,
                     struct box *out_box, double *out_contrast);

#endif
