#include "firmware/app/scanner_camera.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/camera/camera.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/services/vision/vision.h"

#define PORT_PREFIX "camera:"
#define CAMERA_DRIVER "v4l2"
#define READ_MS 100 /* for one picture */

_Static_assert(VISION_CODE_BYTES_MAX <= SCANNER_PAYLOAD_BYTES, "whatever is read fits");

struct scanner {
    const struct camera_driver *driver;
    struct camera_source *source;
    struct vision *vision;
    uint8_t *pixels; /* CAMERA_PICTURE_BYTES */
    bool looking;
};

static void rest(struct scanner *scanner)
{
    if (scanner->looking)
        scanner->driver->stop(scanner->source);
    scanner->looking = false;
    vision_forget(scanner->vision);
    bytes_wipe(scanner->pixels, CAMERA_PICTURE_BYTES);
}

static void close_scanner(struct scanner *scanner)
{
    if (scanner == NULL)
        return;
    if (scanner->pixels != NULL && scanner->vision != NULL)
        rest(scanner);
    if (scanner->source != NULL)
        scanner->driver->close(scanner->source);
    vision_destroy(scanner->vision);
    free(scanner->pixels);
    free(scanner);
}

static err_t open_scanner(const char *port, uint32_t limit_ms, struct scanner **out_scanner)
{
    struct scanner *scanner = NULL;
    err_t err = ERR_MEMORY;

    (void)limit_ms; /* nothing but the kernel limits how long a camera takes to open */
    *out_scanner = NULL;
    if (strncmp(port, PORT_PREFIX, strlen(PORT_PREFIX)) != 0)
        return ERR_INVALID;
    scanner = calloc(1, sizeof(*scanner));
    if (scanner == NULL)
        return err;
    scanner->driver = camera_driver_find(CAMERA_DRIVER);
    scanner->pixels = aligned_alloc(64, CAMERA_PICTURE_BYTES);
    if (scanner->pixels != NULL)
        err = vision_create(&scanner->vision);
    if (err == ERR_OK)
        err = scanner->driver->open(port + strlen(PORT_PREFIX), &scanner->source);
    if (err == ERR_OK)
        *out_scanner = scanner;
    else
        close_scanner(scanner);
    return err;
}

static err_t status(struct scanner *scanner, uint32_t limit_ms)
{
    (void)limit_ms; /* the camera answers at once */
    rest(scanner);
    return scanner->driver->status(scanner->source);
}

/* ERR_TIMEOUT: the picture shows no code. */
static err_t look(struct scanner *scanner, struct scanner_payload *out_payload)
{
    const struct vision_picture picture = {scanner->pixels, CAMERA_WIDTH_PX, CAMERA_HEIGHT_PX,
                                           CAMERA_STRIDE_BYTES};
    struct vision_verdict verdict;
    const struct vision_code *code;
    err_t err = vision_look(scanner->vision, VISION_CODE, &picture, &verdict);

    if (err != ERR_OK)
        return err;
    code = vision_code(scanner->vision);
    if (code == NULL || code->size_bytes == 0)
        return ERR_TIMEOUT;
    memcpy(out_payload->bytes, code->bytes, code->size_bytes);
    out_payload->size = (uint16_t)code->size_bytes;
    return ERR_OK;
}

static err_t scan(struct scanner *scanner, uint32_t limit_ms, struct scanner_payload *out_payload)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err = ERR_OK;

    memset(out_payload, 0, sizeof(*out_payload));
    if (!scanner->looking)
        err = scanner->driver->start(scanner->source);
    if (err != ERR_OK)
        return err;
    scanner->looking = true;
    do {
        err = scanner->driver->read(scanner->source, READ_MS, scanner->pixels);
        if (err == ERR_OK)
            err = look(scanner, out_payload);
    } while ((err == ERR_TIMEOUT || err == ERR_CORRUPT) && deadline_left(deadline) > 0);
    return err == ERR_CORRUPT ? ERR_TIMEOUT : err;
}

/* What it saw for the last one who asked is nothing to the next. */
static err_t forget(struct scanner *scanner)
{
    if (scanner->looking)
        rest(scanner);
    return ERR_OK;
}

static int file(const struct scanner *scanner)
{
    (void)scanner; /* a camera that rests sees nothing */
    return -1;
}

const struct scanner_driver scanner_camera = {
    .name = "camera",
    .open = open_scanner,
    .close = close_scanner,
    .status = status,
    .scan = scan,
    .forget = forget,
    .file = file,
};
