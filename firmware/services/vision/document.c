#include "firmware/services/vision/document.h"

#include "firmware/services/vision/lines.h"
#include "firmware/services/vision/measure.h"

#define FAR_PART 0.12f   /* a page that covers less of the picture has too few pixels to be read */
#define DARK_LEVEL 95    /* of the paper */
#define BRIGHT_LEVEL 250 /* half of the page above it: the paper is burnt out */
#define GLARE_PART 0.006f
#define PAPER_BURNT 246 /* paper this light is not told from glare */
#define INSET 0.04f
#define SMALL_REACH_PX 6

static uint32_t light_warnings(const struct gray *whole, const struct quad *quad)
{
    struct measure_light light = measure_light(whole, quad, INSET);

    if (!quad->is_dark && light.high < DARK_LEVEL)
        return VISION_BIT(VISION_WARNING_DARK);
    if (light.middle >= BRIGHT_LEVEL)
        return VISION_BIT(VISION_WARNING_BRIGHT);
    if (light.middle < PAPER_BURNT && light.burnt >= GLARE_PART)
        return VISION_BIT(VISION_WARNING_GLARE);
    return 0;
}

static uint32_t judge(const struct gray *whole, const struct quad *quad)
{
    float picture = (float)whole->width_px * (float)whole->height_px;
    uint32_t warnings = light_warnings(whole, quad);

    if (quad_is_cut(quad, whole->width_px, whole->height_px))
        warnings |= VISION_BIT(VISION_WARNING_CUT);
    if (quad_area(quad) < FAR_PART * picture)
        warnings |= VISION_BIT(VISION_WARNING_FAR);
    if (measure_is_blurred(whole, quad))
        warnings |= VISION_BIT(VISION_WARNING_BLUR);
    return warnings;
}

/* Nothing is to be seen in a picture without light, and that is the better word for it. */
static uint32_t judge_nothing(const struct gray *small)
{
    const float right = (float)small->width_px - 1, bottom = (float)small->height_px - 1;
    const struct quad all = {.corners = {{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}};
    uint32_t warnings = VISION_BIT(VISION_WARNING_NONE);

    if (measure_light(small, &all, 0).high < 16)
        warnings |= VISION_BIT(VISION_WARNING_DARK);
    return warnings;
}

err_t document_find(const struct gray *whole, const struct gray *small, struct document *out)
{
    int factor = gray_factor(whole->width_px, whole->height_px);
    struct lines lines;
    err_t err = lines_find(small, &lines);

    *out = (struct document){0};
    if (err != ERR_OK)
        return err;
    out->found =
        quad_find(small, &lines, &out->quad) && quad_refine(small, SMALL_REACH_PX, &out->quad);
    if (!out->found) {
        out->warnings = judge_nothing(small);
        return ERR_OK;
    }
    for (int i = 0; i < 4; i++)
        out->quad.corners[i] = gray_enlarge(out->quad.corners[i], factor);
    (void)quad_refine(whole, (float)(2 * factor), &out->quad); /* as good as it goes */
    out->warnings = judge(whole, &out->quad);
    return ERR_OK;
}
