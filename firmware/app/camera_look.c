#include "firmware/app/camera_look.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "firmware/app/channel.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/core/event.h"
#include "firmware/services/vision/vision.h"

#define EDGE_GOOD 0x1f8a4cu /* green: hold it so */
#define EDGE_BAD 0xf2a900u  /* amber: something is wrong */
#define EDGE_HALF_PX 2
#define GROUND 0xe8ecefu /* round a result that has another shape than the preview */

struct camera_look {
    struct vision *vision;
    uint8_t *snap; /* CAMERA_SNAP_BYTES_MAX, made with the first shot */
};

err_t camera_look_create(struct camera_look **out_look)
{
    struct camera_look *look = calloc(1, sizeof(*look));
    err_t err = look == NULL ? ERR_MEMORY : vision_create(&look->vision);

    *out_look = look;
    if (err == ERR_OK)
        return ERR_OK;
    free(look);
    *out_look = NULL;
    return err;
}

void camera_look_forget(struct camera_look *look)
{
    vision_forget(look->vision);
    if (look->snap != NULL)
        bytes_wipe(look->snap, CAMERA_SNAP_BYTES_MAX);
}

void camera_look_destroy(struct camera_look *look)
{
    if (look == NULL)
        return;
    camera_look_forget(look);
    vision_destroy(look->vision);
    free(look->snap);
    free(look);
}

static enum vision_purpose purpose_of(enum frame_purpose purpose)
{
    return purpose == FRAME_PURPOSE_PORTRAIT ? VISION_PORTRAIT : VISION_DOCUMENT;
}

static uint32_t warnings_of(uint32_t warnings)
{
    static const struct {
        enum vision_warning vision;
        uint32_t look;
    } pairs[] = {
        {VISION_WARNING_NONE, LOOK_NOTHING},    {VISION_WARNING_CUT, LOOK_CUT},
        {VISION_WARNING_FAR, LOOK_FAR},         {VISION_WARNING_NEAR, LOOK_NEAR},
        {VISION_WARNING_LEFT, LOOK_OFF_CENTRE}, {VISION_WARNING_RIGHT, LOOK_OFF_CENTRE},
        {VISION_WARNING_HIGH, LOOK_OFF_CENTRE}, {VISION_WARNING_LOW, LOOK_OFF_CENTRE},
        {VISION_WARNING_BLUR, LOOK_BLUR},       {VISION_WARNING_GLARE, LOOK_GLARE},
        {VISION_WARNING_DARK, LOOK_DARK},       {VISION_WARNING_BRIGHT, LOOK_BRIGHT},
        {VISION_WARNING_UNEVEN, LOOK_DARK},     {VISION_WARNING_MOVING, LOOK_MOVING},
    };
    uint32_t look = 0;

    _Static_assert(COUNT_OF(pairs) == VISION_WARNING_COUNT, "every warning has its word");
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if ((warnings & VISION_BIT(pairs[i].vision)) != 0)
            look |= pairs[i].look;
    return look;
}

static struct camera_verdict verdict_of(const struct vision_verdict *seen)
{
    return (struct camera_verdict){seen->found && seen->warnings == 0, warnings_of(seen->warnings)};
}

/* ---- drawing ---- */

static void put_dot(uint8_t *pixels, int x, int y, uint32_t colour)
{
    for (int dy = -EDGE_HALF_PX; dy <= EDGE_HALF_PX; dy++)
        for (int dx = -EDGE_HALF_PX; dx <= EDGE_HALF_PX; dx++)
            if (x + dx >= 0 && x + dx < FRAME_WIDTH_PX && y + dy >= 0 && y + dy < FRAME_HEIGHT_PX)
                memcpy(pixels + (size_t)(y + dy) * FRAME_STRIDE_BYTES + (size_t)(x + dx) * 4,
                       &colour, 4);
}

static void put_line(uint8_t *pixels, struct vision_point from, struct vision_point to,
                     uint32_t colour)
{
    int dx = to.x - from.x, dy = to.y - from.y;
    int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);

    for (int i = 0; i <= steps; i++)
        put_dot(pixels, from.x + (steps == 0 ? 0 : dx * i / steps),
                from.y + (steps == 0 ? 0 : dy * i / steps), colour);
}

static void put_edge(uint8_t *pixels, const struct vision_verdict *seen)
{
    uint32_t colour = seen->warnings == 0 ? EDGE_GOOD : EDGE_BAD;

    for (int i = 0; seen->found && i < 4; i++)
        put_line(pixels, seen->corners[i], seen->corners[(i + 1) % 4], colour);
}

struct camera_verdict camera_look_at(struct camera_look *look, enum frame_purpose purpose,
                                     uint8_t *pixels)
{
    const struct vision_picture picture = {pixels, FRAME_WIDTH_PX, FRAME_HEIGHT_PX,
                                           FRAME_STRIDE_BYTES};
    struct vision_verdict seen = {.warnings = VISION_BIT(VISION_WARNING_NONE)};

    if (vision_look(look->vision, purpose_of(purpose), &picture, &seen) == ERR_OK)
        put_edge(pixels, &seen);
    return verdict_of(&seen);
}

/* ---- the shot ---- */

/* Our own JPEG once more, as small as the preview, in its middle. */
static void draw_small(const struct vision_jpeg *jpeg, uint8_t *preview)
{
    tjhandle decoder = tjInitDecompress();
    int count, width = 0, height = 0;
    const tjscalingfactor *factors = tjGetScalingFactors(&count);

    for (int i = 0; i < FRAME_WIDTH_PX * FRAME_HEIGHT_PX; i++)
        memcpy(preview + (size_t)i * 4, &(uint32_t){GROUND}, 4);
    for (int i = 0; i < count; i++) { /* the largest that fits */
        int w = TJSCALED(jpeg->width_px, factors[i]), h = TJSCALED(jpeg->height_px, factors[i]);

        if (w <= FRAME_WIDTH_PX && h <= FRAME_HEIGHT_PX && h > height) {
            width = w;
            height = h;
        }
    }
    if (decoder != NULL && height > 0)
        (void)tjDecompress2(decoder, jpeg->bytes, jpeg->size,
                            preview +
                                (size_t)((FRAME_HEIGHT_PX - height) / 2) * FRAME_STRIDE_BYTES +
                                (size_t)((FRAME_WIDTH_PX - width) / 2) * 4,
                            width, FRAME_STRIDE_BYTES, height, TJPF_BGRX, 0);
    if (decoder != NULL)
        tjDestroy(decoder);
}

static err_t make(struct camera_look *look, enum frame_purpose purpose,
                  const struct camera_snap *snap, struct vision_jpeg *jpeg,
                  struct camera_shot *shot)
{
    const struct vision_picture picture = {snap->pixels, snap->width_px, snap->height_px,
                                           snap->stride_bytes};
    struct vision_verdict seen = {.warnings = VISION_BIT(VISION_WARNING_NONE)};
    err_t err = vision_take(look->vision, purpose_of(purpose), &picture, jpeg, &seen);

    shot->verdict = verdict_of(&seen);
    if (err == ERR_OK)
        err = channel_seal_memory(jpeg->bytes, jpeg->size, &shot->file);
    if (err == ERR_OK && shot->preview != NULL)
        draw_small(jpeg, shot->preview);
    return err;
}

err_t camera_look_take(struct camera_look *look, enum frame_purpose purpose,
                       struct camera_shot *shot)
{
    struct camera_snap snap = {0};
    struct vision_jpeg jpeg = {.bytes = malloc(FRAME_SHOT_BYTES_MAX),
                               .size_max = FRAME_SHOT_BYTES_MAX};
    err_t err = ERR_MEMORY;

    shot->file = -1;
    if (look->snap == NULL)
        look->snap = aligned_alloc(64, CAMERA_SNAP_BYTES_MAX);
    snap.pixels = look->snap;
    if (snap.pixels != NULL && jpeg.bytes != NULL)
        err = shot->driver->snap(shot->source, shot->limit_ms, &snap);
    if (err == ERR_OK)
        err = make(look, purpose, &snap, &jpeg, shot);
    if (snap.pixels != NULL)
        bytes_wipe(snap.pixels, CAMERA_SNAP_BYTES_MAX);
    if (jpeg.bytes != NULL)
        bytes_wipe(jpeg.bytes, FRAME_SHOT_BYTES_MAX);
    free(jpeg.bytes);
    return err;
}
