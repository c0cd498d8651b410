#include "firmware/services/vision/vision.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/services/vision/code.h"
#include "firmware/services/vision/document.h"
#include "firmware/services/vision/encode.h"
#include "firmware/services/vision/measure.h"
#include "firmware/services/vision/portrait.h"
#include "firmware/services/vision/straighten.h"

#define MOVING_PART 0.015f /* of all pixels */

struct vision {
    struct gray whole, small;
    struct gray before; /* the small one of the picture before */
    struct code_reader *reader;
    struct vision_code code;
    bool has_code;
};

/* What was found, for either purpose. */
struct finding {
    bool found;
    uint32_t warnings;
    struct quad quad;
};

static const struct {
    const char *name;
    uint32_t purposes; /* VISION_BIT of each */
} warnings_known[] = {
#define VISION_WARNING(id, name, document, portrait, help)                                         \
    {name, (document) << VISION_DOCUMENT | (portrait) << VISION_PORTRAIT},
#include "firmware/services/vision/warnings.def"
#undef VISION_WARNING
};

const char *vision_warning_name(enum vision_warning warning)
{
    return (size_t)warning < COUNT_OF(warnings_known) ? warnings_known[warning].name : "?";
}

uint32_t vision_warnings_of(enum vision_purpose purpose)
{
    uint32_t warnings = 0;

    for (size_t i = 0; i < COUNT_OF(warnings_known); i++)
        if ((warnings_known[i].purposes & VISION_BIT(purpose)) != 0)
            warnings |= VISION_BIT(i);
    return warnings;
}

err_t vision_create(struct vision **out_vision)
{
    struct vision *vision = calloc(1, sizeof(*vision));
    err_t err = vision == NULL ? ERR_MEMORY : code_open(&vision->reader);

    *out_vision = NULL;
    if (err == ERR_OK)
        *out_vision = vision;
    else
        vision_destroy(vision);
    return err;
}

void vision_destroy(struct vision *vision)
{
    if (vision == NULL)
        return;
    vision_forget(vision);
    code_close(vision->reader);
    free(vision);
}

void vision_forget(struct vision *vision)
{
    gray_free(&vision->whole);
    gray_free(&vision->small);
    gray_free(&vision->before);
    bytes_wipe(&vision->code, sizeof(vision->code));
    vision->has_code = false;
}

const struct vision_code *vision_code(const struct vision *vision)
{
    return vision->has_code ? &vision->code : NULL;
}

static bool is_within_limits(const struct vision_picture *picture)
{
    return picture->width_px >= VISION_WIDTH_PX_MIN && picture->width_px <= VISION_WIDTH_PX_MAX &&
           picture->height_px >= VISION_HEIGHT_PX_MIN &&
           picture->height_px <= VISION_HEIGHT_PX_MAX &&
           picture->stride_bytes >= picture->width_px * 4;
}

/* Makes the gray pictures to measure on. */
static err_t measure_out(struct vision *vision, const struct vision_picture *picture)
{
    err_t err = gray_of(picture, &vision->whole);

    if (err != ERR_OK)
        return err;
    return gray_shrink(&vision->whole, gray_factor(picture->width_px, picture->height_px),
                       &vision->small);
}

/* Finds the page or the person and says what is wrong with it. */
static err_t find(const struct vision *vision, enum vision_purpose purpose,
                  const struct vision_picture *picture, struct finding *out)
{
    struct document document;
    struct portrait portrait;
    err_t err;

    if (purpose == VISION_DOCUMENT) {
        err = document_find(&vision->whole, &vision->small, &document);
        if (err == ERR_OK)
            *out = (struct finding){document.found, document.warnings, document.quad};
        return err;
    }
    err = portrait_find(picture, &vision->whole, &portrait);
    if (err == ERR_OK)
        *out = (struct finding){portrait.found, portrait.warnings, portrait.crop};
    return err;
}

static int16_t whole_number(float value)
{
    return (int16_t)lroundf(fmaxf(-32000, fminf(32000, value)));
}

static void tell(const struct finding *finding, struct vision_verdict *out)
{
    out->warnings = finding->warnings;
    out->found = finding->found;
    for (int i = 0; i < 4 && finding->found; i++)
        out->corners[i] = (struct vision_point){whole_number(finding->quad.corners[i].x),
                                                whole_number(finding->quad.corners[i].y)};
}

static err_t look_for_code(struct vision *vision, struct vision_verdict *out)
{
    err_t err = code_read(vision->reader, &vision->whole, &vision->code, out->corners);

    vision->has_code = err == ERR_OK;
    out->found = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static bool is_moving(const struct vision *vision)
{
    return measure_motion(&vision->before, &vision->small) >= MOVING_PART;
}

static void remember(struct vision *vision)
{
    struct gray last = vision->before;

    vision->before = vision->small;
    vision->small = last; /* its memory is used again */
}

err_t vision_look(struct vision *vision, enum vision_purpose purpose,
                  const struct vision_picture *picture, struct vision_verdict *out)
{
    struct finding finding = {0};
    err_t err;

    CHECK(purpose < VISION_PURPOSE_COUNT);
    *out = (struct vision_verdict){0};
    vision->has_code = false;
    if (!is_within_limits(picture))
        return ERR_INVALID;
    if (purpose == VISION_CODE) {
        err = gray_of(picture, &vision->whole);
        return err == ERR_OK ? look_for_code(vision, out) : err;
    }
    err = measure_out(vision, picture);
    if (err == ERR_OK)
        err = find(vision, purpose, picture, &finding);
    if (err != ERR_OK)
        return err;
    if (is_moving(vision))
        finding.warnings |= VISION_BIT(VISION_WARNING_MOVING);
    tell(&finding, out);
    remember(vision);
    return ERR_OK;
}

static err_t make_jpeg(const struct vision_picture *snap, enum vision_purpose purpose,
                       const struct quad *quad, struct vision_jpeg *jpeg)
{
    struct straightened page = {NULL, VISION_PORTRAIT_WIDTH_PX, VISION_PORTRAIT_HEIGHT_PX};
    err_t err;

    if (purpose == VISION_DOCUMENT)
        straighten_size(quad, &page.width_px, &page.height_px);
    err = straighten(snap, quad, &page);
    if (err == ERR_OK)
        err = encode_jpeg(&page, jpeg);
    straighten_free(&page);
    return err;
}

err_t vision_take(struct vision *vision, enum vision_purpose purpose,
                  const struct vision_picture *snap, struct vision_jpeg *jpeg,
                  struct vision_verdict *out)
{
    struct finding finding = {0};
    err_t err;

    CHECK(purpose == VISION_DOCUMENT || purpose == VISION_PORTRAIT);
    *out = (struct vision_verdict){0};
    jpeg->size = 0;
    if (!is_within_limits(snap))
        return ERR_INVALID;
    err = measure_out(vision, snap);
    if (err == ERR_OK)
        err = find(vision, purpose, snap, &finding);
    if (err != ERR_OK)
        goto out;
    tell(&finding, out);
    err = finding.found ? make_jpeg(snap, purpose, &finding.quad, jpeg) : ERR_NOT_FOUND;
out:
    gray_free(&vision->whole);
    gray_free(&vision->small);
    return err;
}
