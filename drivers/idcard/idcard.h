/* The class "resident ID card reader": what every driver of it does. Blocking functions with a
 * limit, no thread, no message; runs in the worker of that device. The caller owns all memory; the
 * record is personal and must be wiped by whoever holds it.
 *
 * A driver is one `struct idcard_driver`, found by name in drivers/idcard/drivers.def. */
#ifndef BANSHI_DRIVERS_IDCARD_IDCARD_H
#define BANSHI_DRIVERS_IDCARD_IDCARD_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define IDCARD_NAME_BYTES 64     /* 15 UTF-16 units at most 3 bytes each, NUL */
#define IDCARD_ADDRESS_BYTES 112 /* 35 units */
#define IDCARD_NUMBER_BYTES 19   /* GB 11643: 18 characters */
#define IDCARD_ISSUER_BYTES 64
#define IDCARD_DATE_BYTES 9 /* YYYYMMDD */
#define IDCARD_PHOTO_BYTES 1024

/* What a citizen's card says. All text is UTF-8. */
struct idcard_record {
    char name[IDCARD_NAME_BYTES];
    char number[IDCARD_NUMBER_BYTES];
    char address[IDCARD_ADDRESS_BYTES];
    char issuer[IDCARD_ISSUER_BYTES];
    char birth[IDCARD_DATE_BYTES];
    char valid_from[IDCARD_DATE_BYTES];
    char valid_to[IDCARD_DATE_BYTES];  /* empty: 长期, without end */
    uint8_t sex;                       /* GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated */
    uint8_t nation;                    /* GB/T 3304: 1 to 56, 97, 98; 0 not stated */
    uint8_t photo[IDCARD_PHOTO_BYTES]; /* WLT, opaque */
};

struct idcard_reader; /* one open reader, of any driver */

struct idcard_driver {
    const char *name; /* as a board names it, e.g. "sdt-usb-two-pipe" */

    /* Mandatory. Opens the reader at `port` ("usb:0400:c35a" or "usb:0400:c35a@1-2" with a port
     * path). ERR_NO_DEVICE, ERR_DENIED (no right to the node), ERR_BUSY (claimed by another),
     * ERR_TIMEOUT (it is there but silent), ERR_DEVICE_FAULT (SAM out of service: 60, 66),
     * ERR_PROTOCOL. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader);

    /* Mandatory. Releases everything; NULL is allowed. */
    void (*close)(struct idcard_reader *reader);

    /* Mandatory. A proof of health: asks the SAM for its status. ERR_NO_DEVICE, ERR_TIMEOUT,
     * ERR_DEVICE_FAULT, ERR_PROTOCOL, ERR_CHECKSUM, ERR_IO. After ERR_NO_DEVICE only close() makes
     * sense; a device that was put back needs a new open(). A call may go 200 ms over its limit to
     * empty the pipes. */
    err_t (*status)(struct idcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. One find. 0: a card is in the field. ERR_NO_CARD: none, or the same card still
     * lying there after a read. */
    err_t (*find)(struct idcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. Select and read after a find that gave 0. ERR_CARD_MOVED: lay it down again;
     * ERR_CARD_UNSUPPORTED: not a citizen's card; else as status(). The record is zeroed on every
     * error. */
    err_t (*read)(struct idcard_reader *reader, uint32_t limit_ms,
                  struct idcard_record *out_record);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct idcard_driver *idcard_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct idcard_driver *idcard_driver_at(size_t index);

#endif
