/* Vision: what the kiosk makes of a camera's picture: a page, straightened; a portrait, cropped; a
 * code, read. Runs in the worker of the camera, whose sandbox holds nothing else, because pictures are
 * outside bytes. Pure functions of pictures: no clock, file, thread or operating system; heap only.
 * It measures and it recognises nobody: nothing here can tell one person from another.
 *
 * Whatever it was shown is personal. It is wiped by vision_forget() and vision_destroy(), and what
 * vision_take() works with is wiped before it returns; its output is the caller's to wipe. */
#ifndef BANSHI_SERVICES_VISION_VISION_H
#define BANSHI_SERVICES_VISION_VISION_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

enum vision_purpose { VISION_DOCUMENT, VISION_PORTRAIT, VISION_CODE, VISION_PURPOSE_COUNT };

/* Places of the warnings, and their bits: VISION_BIT(VISION_WARNING_GLARE). */
enum vision_warning {
#define VISION_WARNING(id, name, document, portrait, help) VISION_WARNING_##id,
#include "firmware/services/vision/warnings.def"
#undef VISION_WARNING
    VISION_WARNING_COUNT
};

#define VISION_BIT(warning) (1u << (warning))

/* "glare" of VISION_WARNING_GLARE; "?" beyond the list. Static memory. */
const char *vision_warning_name(enum vision_warning warning);

/* Bits of every warning that can be said for that purpose; 0 for VISION_CODE. */
uint32_t vision_warnings_of(enum vision_purpose purpose);

/* Limits of a picture that may come in: those of a camera's. */
#define VISION_WIDTH_PX_MIN 160
#define VISION_WIDTH_PX_MAX 1920
#define VISION_HEIGHT_PX_MIN 120
#define VISION_HEIGHT_PX_MAX 1080

/* A straightened page is never larger than A4 at 150 dpi, nor larger than it was in the picture. */
#define VISION_PAGE_SHORT_PX_MAX 1240
#define VISION_PAGE_LONG_PX_MAX 1754

/* A portrait has the size of a resident ID card's picture: 358 by 441 pixels at 350 dpi, the head
 * 207 +- 14 pixels wide, 7 to 21 pixels of ground above it, in the middle. Source: GA 461-2004, as
 * several public sources agree. [2+] */
#define VISION_PORTRAIT_WIDTH_PX 358
#define VISION_PORTRAIT_HEIGHT_PX 441

#define VISION_CODE_BYTES_MAX 512

/* Rows of 32-bit words 0xXXRRGGBB. */
struct vision_picture {
    const uint8_t *pixels; /* aligned to 4; the caller's */
    int width_px, height_px, stride_bytes;
};

struct vision_point {
    int16_t x, y;
};

struct vision_verdict {
    uint32_t warnings; /* bits; 0: take it */
    uint32_t found;    /* 1: `corners` hold */
    /* In pixels of the picture that was given, from the upper left clockwise as a reader sees the
     * thing: of the page (they may lie outside the picture when it is cut), of the portrait's crop,
     * of the code. Zeros when nothing was found. */
    struct vision_point corners[4];
};

struct vision_code {
    char symbology[16]; /* "QR-Code", "CODE-128" */
    size_t size_bytes;
    uint8_t bytes[VISION_CODE_BYTES_MAX]; /* as printed; no text is promised, and no NUL */
};

/* A JPEG without any metadata (JFIF header only, no Exif, no comment). */
struct vision_jpeg {
    uint8_t *bytes;  /* the caller's */
    size_t size_max; /* its room, and the limit that the JPEG keeps by losing quality */
    size_t size;     /* out; 0: none */
    int width_px, height_px, quality; /* out */
};

struct vision; /* what looking needs from one picture to the next */

/* ERR_MEMORY: nothing was made. */
MUST_USE err_t vision_create(struct vision **out_vision);

/* Wipes and frees; NULL is allowed. */
void vision_destroy(struct vision *vision);

/* Wipes everything that was seen: between two streams, so that the first picture of the next is not
 * compared with the last of this. */
void vision_forget(struct vision *vision);

/* Looks at one live picture of a stream. ERR_OK whatever it shows: the verdict tells, and in a stream
 * of VISION_CODE vision_code() tells more. ERR_LIMIT: a code of more than VISION_CODE_BYTES_MAX;
 * ERR_INVALID: a picture outside the limits; ERR_MEMORY. */
MUST_USE err_t vision_look(struct vision *vision, enum vision_purpose purpose,
                           const struct vision_picture *picture, struct vision_verdict *out);

/* The code of the last vision_look() with VISION_CODE; NULL: that one showed none. Holds until the
 * next call of any function here. */
const struct vision_code *vision_code(const struct vision *vision);

/* Makes the thing itself out of one picture at the camera's full size: finds it anew, straightens or
 * crops it, and writes a JPEG of the best quality that fits. VISION_DOCUMENT and VISION_PORTRAIT
 * only. It is made although there are warnings: whether they matter is the caller's rule.
 * ERR_NOT_FOUND: no page, nobody (the verdict has WARNING_NONE); ERR_LIMIT: it does not fit at the
 * lowest quality that is still legible; ERR_INVALID: a picture outside the limits; ERR_MEMORY.
 * `jpeg->size` is 0 on every error. */
MUST_USE err_t vision_take(struct vision *vision, enum vision_purpose purpose,
                           const struct vision_picture *snap, struct vision_jpeg *jpeg,
                           struct vision_verdict *out);

#endif
