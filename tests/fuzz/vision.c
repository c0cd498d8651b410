/* Feeds pictures to everything that looks at them: each byte a square of grey, so that a few hundred of
 * them make edges, corners, outlines and codes. All must end, stay inside the picture and hold to
 * what vision.h promises. */
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/vision/vision.h"

#define HEAD_BYTES 4
#define JPEG_BYTES_MAX 60000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static uint32_t *paint(const struct vision_picture *picture, const uint8_t *bytes,
                       size_t size_bytes, int square)
{
    size_t count = (size_t)picture->width_px * (size_t)picture->height_px;
    uint32_t *pixels = malloc(count * sizeof(*pixels));
    int across = (picture->width_px + square - 1) / square;

    CHECK(pixels != NULL);
    for (int y = 0; y < picture->height_px; y++)
        for (int x = 0; x < picture->width_px; x++) {
            size_t at = (size_t)(y / square * across + x / square) % size_bytes;

            pixels[(size_t)y * (size_t)picture->width_px + (size_t)x] = bytes[at] * 0x010101u;
        }
    return pixels;
}

static void check_verdict(enum vision_purpose purpose, err_t err,
                          const struct vision_verdict *verdict)
{
    CHECK((verdict->warnings & ~vision_warnings_of(purpose)) == 0);
    CHECK(err == ERR_OK || err == ERR_NOT_FOUND || err == ERR_LIMIT || err == ERR_INVALID);
    if (purpose != VISION_CODE && err == ERR_OK)
        CHECK(verdict->found !=
              ((verdict->warnings & VISION_BIT(VISION_WARNING_NONE)) != 0 ? 1u : 0u));
}

static void take(struct vision *vision, enum vision_purpose purpose,
                 const struct vision_picture *picture)
{
    uint8_t *room = malloc(JPEG_BYTES_MAX);
    struct vision_jpeg jpeg = {.bytes = room, .size_max = JPEG_BYTES_MAX};
    struct vision_verdict verdict;
    err_t err;

    CHECK(room != NULL);
    err = vision_take(vision, purpose, picture, &jpeg, &verdict);
    check_verdict(purpose, err, &verdict);
    CHECK((jpeg.size > 0) == (err == ERR_OK) && jpeg.size <= JPEG_BYTES_MAX);
    free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct vision_picture picture = {0};
    struct vision_verdict verdict;
    struct vision *vision;
    enum vision_purpose purpose;
    uint32_t *pixels;
    err_t err;

    if (size_bytes <= HEAD_BYTES)
        return 0;
    purpose = (enum vision_purpose)(bytes[0] % VISION_PURPOSE_COUNT);
    picture.width_px = VISION_WIDTH_PX_MIN + bytes[1] % 48;
    picture.height_px = VISION_HEIGHT_PX_MIN + bytes[2] % 48;
    picture.stride_bytes = picture.width_px * 4;
    pixels = paint(&picture, bytes + HEAD_BYTES, size_bytes - HEAD_BYTES, 1 + bytes[3] % 24);
    picture.pixels = (const uint8_t *)pixels;
    CHECK(vision_create(&vision) == ERR_OK);
    err = vision_look(vision, purpose, &picture, &verdict);
    check_verdict(purpose, err, &verdict);
    CHECK((vision_code(vision) != NULL) == (purpose == VISION_CODE && verdict.found == 1));
    if (purpose != VISION_CODE)
        take(vision, purpose, &picture);
    vision_destroy(vision);
    free(pixels);
    return 0;
}
