/* Makes pictures of a camera, as JPEG and as YUYV, and breaks many: segments dropped, doubled or of a
 * wrong length, another size in the header, markers inside the scan, cut, two in one. The first byte
 * says which of the two it is. */
#include <string.h>
#include <turbojpeg.h>

#include "drivers/camera/mjpeg_parse.h"
#include "drivers/camera/yuyv_convert.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

#define WIDTH 168 /* the last blocks are not full, so that other sizes fit the same scan */
#define HEIGHT 124
#define JPEG_BYTES_MAX 2400
#define SHAPE_BYTES 7 /* of a YUYV picture: the kind, width, height, stride */
#define MARKER_HUFFMAN 0xc4
#define MARKER_FRAME 0xc0
#define MARKER_SCAN 0xda

enum state { WHOLE, DAMAGED, STANDARD_TABLES, OTHER_SIZE, YUYV_SHORT, YUYV_SHAPE };

static const char *const states[] = {"whole",      "damaged",    "standard tables",
                                     "other size", "yuyv short", "yuyv shape"};

struct jpeg {
    uint8_t bytes[JPEG_BYTES_MAX];
    size_t size;
};

/* A small picture with something in it; always the same. */
static void make_whole(struct jpeg *out)
{
    static uint8_t pixels[WIDTH * HEIGHT * 3];
    tjhandle encoder = tjInitCompress();
    unsigned char *bytes = NULL;
    unsigned long size = 0;

    for (size_t i = 0; i < sizeof(pixels); i++)
        pixels[i] = (uint8_t)(i / 3 % WIDTH / 20 * 30 + i % 3 * 10);
    CHECK(encoder != NULL && tjCompress2(encoder, pixels, WIDTH, 0, HEIGHT, TJPF_RGB, &bytes, &size,
                                         TJSAMP_422, 30, 0) == 0);
    CHECK(size <= sizeof(out->bytes));
    memcpy(out->bytes, bytes, size);
    out->size = size;
    tjFree(bytes);
    tjDestroy(encoder);
}

/* Where the segment of that place begins; 0: there is none before the scan. */
static size_t segment_at(const struct jpeg *jpeg, uint64_t index, size_t *out_length)
{
    size_t at = 2;

    while (at + 4 < jpeg->size && jpeg->bytes[at + 1] != MARKER_SCAN) {
        *out_length = 2 + (size_t)bytes_get_be16(jpeg->bytes + at + 2);
        if (index-- == 0)
            return at + *out_length <= jpeg->size ? at : 0;
        at += *out_length;
    }
    return 0;
}

static void drop(struct jpeg *jpeg, size_t at, size_t length)
{
    memmove(jpeg->bytes + at, jpeg->bytes + at + length, jpeg->size - at - length);
    jpeg->size -= length;
}

/* As cameras send them: without their Huffman tables. */
static void drop_tables(struct jpeg *jpeg)
{
    uint64_t index = 0;
    size_t length, at;

    while ((at = segment_at(jpeg, index, &length)) != 0) {
        if (jpeg->bytes[at + 1] == MARKER_HUFFMAN)
            drop(jpeg, at, length);
        else
            index++;
    }
}

static void change_size(struct random *random, struct jpeg *jpeg)
{
    static const uint16_t sizes[] = {0,   1,    119,  121,  126,  128,  163,
                                     170, 1080, 1081, 1920, 1921, 65535};
    size_t length, at;

    for (uint64_t i = 0; (at = segment_at(jpeg, i, &length)) != 0; i++) {
        if (jpeg->bytes[at + 1] != MARKER_FRAME)
            continue;
        bytes_put_be16(jpeg->bytes + at + 5 + 2 * random_below(random, 2),
                       sizes[random_below(random, COUNT_OF(sizes))]);
        return;
    }
}

static void break_segment(struct random *random, struct jpeg *jpeg)
{
    size_t length, at = segment_at(jpeg, random_below(random, 9), &length);

    if (at == 0)
        return;
    if (random_chance(random, 500000))
        drop(jpeg, at, length);
    else
        bytes_put_be16(jpeg->bytes + at + 2, (uint16_t)random_below(random, 2 * length));
}

static void spoil(struct random *random, struct jpeg *jpeg)
{
    static const uint8_t markers[] = {0xc4, 0xd0, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xff, 0x00};

    for (uint64_t i = random_below(random, 4); i > 0; i--) {
        size_t at = 2 + random_below(random, jpeg->size - 4);

        jpeg->bytes[at] = (uint8_t)random_next(random);
        if (random_chance(random, 500000)) {
            jpeg->bytes[at] = 0xff;
            jpeg->bytes[at + 1] = markers[random_below(random, COUNT_OF(markers))];
        }
    }
}

static size_t make_yuyv(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    size_t size = SHAPE_BYTES + random_below(random, size_max - SHAPE_BYTES + 1);

    for (size_t i = 0; i < size; i++)
        out_bytes[i] = (uint8_t)random_next(random);
    out_bytes[0] = 1;
    if (random_chance(random, 700000)) {
        bytes_put_be16(out_bytes + 1, (uint16_t)(WIDTH + random_below(random, 1800)));
        bytes_put_be16(out_bytes + 3, (uint16_t)(HEIGHT + random_below(random, 1000)));
        bytes_put_be16(out_bytes + 5, (uint16_t)random_below(random, 4096));
    }
    return size;
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    static struct jpeg whole;
    struct jpeg jpeg;

    CHECK(size_max > JPEG_BYTES_MAX);
    if (whole.size == 0)
        make_whole(&whole);
    if (random_chance(random, 300000))
        return make_yuyv(random, out_bytes, size_max);
    jpeg = whole;
    if (random_chance(random, 300000))
        drop_tables(&jpeg);
    if (random_chance(random, 150000))
        change_size(random, &jpeg);
    if (random_chance(random, 150000))
        break_segment(random, &jpeg);
    if (random_chance(random, 300000))
        spoil(random, &jpeg);
    if (random_chance(random, 150000))
        jpeg.size = 1 + random_below(random, jpeg.size);
    out_bytes[0] = 0;
    memcpy(out_bytes + 1, jpeg.bytes, jpeg.size);
    return 1 + jpeg.size;
}

static bool has_tables(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (bytes[i] == 0xff && bytes[i + 1] == MARKER_HUFFMAN)
            return true;
    return false;
}

static void check_jpeg(const uint8_t *bytes, size_t size, struct camera_snap *snap,
                       uint64_t reached[])
{
    static struct mjpeg_parse parse;
    err_t err = parse.decoder == NULL ? mjpeg_parse_open(&parse) : ERR_OK;

    CHECK(err == ERR_OK);
    err = mjpeg_parse_whole(&parse, bytes, size, snap);
    CHECK(err == ERR_OK || err == ERR_CORRUPT);
    CHECK((err == ERR_OK) == (snap->width_px > 0));
    reached[DAMAGED] += err != ERR_OK;
    if (err != ERR_OK)
        return;
    CHECK(snap->width_px >= CAMERA_WIDTH_PX_MIN && snap->width_px <= CAMERA_WIDTH_PX_MAX);
    CHECK(snap->height_px >= CAMERA_HEIGHT_PX_MIN && snap->height_px <= CAMERA_HEIGHT_PX_MAX);
    reached[snap->width_px == WIDTH && snap->height_px == HEIGHT ? WHOLE : OTHER_SIZE]++;
    reached[STANDARD_TABLES] += !has_tables(bytes, size);
}

static void check_yuyv(const uint8_t *bytes, size_t size, struct camera_snap *snap,
                       uint64_t reached[])
{
    const struct yuyv_picture picture = {
        .bytes = bytes + SHAPE_BYTES,
        .size_bytes = size - SHAPE_BYTES,
        .width_px = bytes_get_be16(bytes + 1),
        .height_px = bytes_get_be16(bytes + 3),
        .stride_bytes = bytes_get_be16(bytes + 5),
    };
    bool is_shape =
        picture.width_px >= CAMERA_WIDTH_PX_MIN && picture.width_px <= CAMERA_WIDTH_PX_MAX &&
        picture.height_px >= CAMERA_HEIGHT_PX_MIN && picture.height_px <= CAMERA_HEIGHT_PX_MAX &&
        picture.width_px % 2 == 0 && picture.stride_bytes >= 2 * picture.width_px;

    /* Never whole: the smallest picture has more bytes than a message of the grammar. */
    CHECK(yuyv_convert_whole(&picture, snap) == ERR_CORRUPT && snap->width_px == 0);
    reached[is_shape ? YUYV_SHORT : YUYV_SHAPE]++;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    static uint8_t pixels[CAMERA_SNAP_BYTES_MAX] __attribute__((aligned(4)));
    struct camera_snap snap = {.pixels = pixels};

    if (size_bytes < SHAPE_BYTES)
        return;
    if (bytes[0] == 0)
        check_jpeg(bytes + 1, size_bytes - 1, &snap, reached);
    else
        check_yuyv(bytes, size_bytes, &snap, reached);
}

extern const struct grammar grammar_mjpeg_parse;
const struct grammar grammar_mjpeg_parse = {"mjpeg_parse", states, COUNT_OF(states), make, check};
