/* Measures of a picture: how sharp, how light, how steady. Each looks at a fixed number of places inside
 * a quad, so that it costs the same for a preview and for a picture of two million pixels. */
#ifndef BANSHI_SERVICES_VISION_MEASURE_H
#define BANSHI_SERVICES_VISION_MEASURE_H

#include <stdbool.h>

#include "firmware/services/vision/quad.h"

/* Levels 0 to 255 below which that part of the places lies; the part of places that are burnt out in a
 * patch, and not as a single speck. */
struct measure_light {
    int low, middle, high; /* a tenth, a half, nine tenths */
    float burnt;           /* 0 to 1 */
};

/* Of the part of the quad within `inset` of its sides (0.05: a twentieth left out all around). */
struct measure_light measure_light(const struct gray *gray, const struct quad *quad, float inset);

/* True when the sharp edges in the quad and at its sides are too wide: of the patches with the most
 * contrast, how much of it a single pixel of the way takes. That depends neither on how much is printed
 * nor on light and noise, as the usual variance of the Laplacian does. Where nothing is drawn at all
 * it cannot be known, and this says false. Source of the idea: P. Marziliano et al., "A no-reference
 * perceptual blur metric", ICIP 2002. */
bool measure_is_blurred(const struct gray *gray, const struct quad *quad);

/* The part of all pixels that changed from one small picture to the next by more than noise and more
 * than the whole picture did. 0: they have different sizes. */
float measure_motion(const struct gray *before, const struct gray *now);

#endif
