/* The class "resident ID card reader": what every driver of it does. Blocking functions with a
 * limit, no thread, no message; runs in the worker of that device. The caller owns all memory; the
 * record is personal and must be wiped by whoever holds it.
 *
 * A driver is one `struct idcard_driver`, found by name in drivers/idcard/drivers.def. */
#ifndef BANSHI_DRIVERS_IDCARD_IDCARD_H
#define BANSHI_DRIVERS_IDCARD_IDCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define IDCARD_NAME_BYTES 64     /* what a person's record holds */
#define IDCARD_ADDRESS_BYTES 112 /* 35 units of at most 3 bytes each, NUL */
#define IDCARD_NUMBER_BYTES 19   /* GB 11643: 18 characters; the foreigner's card of 2017: 15 */
#define IDCARD_ISSUER_BYTES 64   /* 15 units */
#define IDCARD_DATE_BYTES 9      /* YYYYMMDD */
#define IDCARD_ENGLISH_BYTES 184 /* 60 units */
#define IDCARD_COUNTRY_BYTES 4   /* ISO 3166-1 alpha-3 */
#define IDCARD_PERMIT_BYTES 10   /* 9 letters and digits */
#define IDCARD_PHOTO_BYTES 1024

/* The four layouts of a card. */
enum idcard_kind {
    IDCARD_CITIZEN,
    IDCARD_RESIDENCE_PERMIT, /* 'J': of people from Hong Kong, Macau and Taiwan */
    IDCARD_FOREIGNER,        /* 'I': permanent residence, edition of 2017 */
    IDCARD_FOREIGNER_2023    /* 'Y': edition of 2023 */
};

/* What a card says. All text is UTF-8; a member that this kind of card does not have is empty or 0.
 *
 * `name` is the Chinese name; a foreigner's card without one gives the English name there, cut at a
 * whole character if it is longer than IDCARD_NAME_BYTES (`name_is_cut`; `english_name` always has
 * all of it). `address` is the newest the card holds: the supplement written into the chip after a
 * move takes the place of the printed one (`address_is_newest`), which is not kept. A card past
 * `valid_to` is read like any other; what that means is not for a driver to say. */
struct idcard_record {
    enum idcard_kind kind;
    char name[IDCARD_NAME_BYTES];
    char number[IDCARD_NUMBER_BYTES];
    char address[IDCARD_ADDRESS_BYTES]; /* foreigners: empty */
    char issuer[IDCARD_ISSUER_BYTES];   /* 'I': the number of the accepting office; 'Y': empty */
    char birth[IDCARD_DATE_BYTES];
    char valid_from[IDCARD_DATE_BYTES];
    char valid_to[IDCARD_DATE_BYTES]; /* empty: 长期, without end */
    uint8_t sex;                      /* GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated */
    uint8_t nation;                   /* GB/T 3304: 1 to 56, 97, 98; 0 not stated; citizens only */
    bool name_is_cut;
    bool address_is_newest;
    char english_name[IDCARD_ENGLISH_BYTES]; /* foreigners */
    char country[IDCARD_COUNTRY_BYTES];      /* foreigners */
    char permit_number[IDCARD_PERMIT_BYTES]; /* 'J': of the travel permit */
    uint8_t issue_count;                     /* 'J': of the card; 'Y': how often renewed */
    uint8_t photo[IDCARD_PHOTO_BYTES];       /* WLT, opaque: drivers/idcard/photo.h */
};

struct idcard_reader; /* one open reader, of any driver */

struct idcard_driver {
    const char *name; /* as a board names it, e.g. "sdt-usb-two-pipe" */

    /* Mandatory. Opens the reader at `port`: "usb:0400:c35a", "usb:0400:c35a@1-2" (with the place
     * it hangs), "usb:any" and "usb:any@1-2" (driver "sdt-usb" only), "serial:/dev/ttyS1",
     * "serial:/dev/ttyS1@9600". ERR_INVALID (the text), ERR_NO_DEVICE (not there, or another
     * device there), ERR_DENIED (no right to the node), ERR_BUSY (held by another), ERR_TIMEOUT (it
     * is there but silent), ERR_DEVICE_FAULT (SAM out of service: 60, 66), ERR_PROTOCOL. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader);

    /* Mandatory. Releases everything; NULL is allowed. */
    void (*close)(struct idcard_reader *reader);

    /* Mandatory. A proof of health: asks the SAM for its status. ERR_NO_DEVICE, ERR_TIMEOUT,
     * ERR_DEVICE_FAULT, ERR_PROTOCOL, ERR_CHECKSUM, ERR_IO. After ERR_NO_DEVICE only close() makes
     * sense; a device that was put back needs a new open(). A call may go 200 ms over its limit to
     * empty the pipes, and 2 seconds with a reader that never stops talking. */
    err_t (*status)(struct idcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. One find. 0: a card is in the field. ERR_NO_CARD: none, or the same card still
     * lying there after a read: a reader finds a card once and then not again before it has left
     * the field. So ERR_NO_CARD after a read is no sign that the card was taken; whoever asks
     * people to take their card must end that with a time-out. */
    err_t (*find)(struct idcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. Select and read after a find that gave 0, all four kinds of card, with the newest
     * address. ERR_CARD_MOVED: lay it down again; ERR_CARD_UNSUPPORTED: a kind of card that came
     * later than this driver; else as status(). The record is zeroed on every error. */
    err_t (*read)(struct idcard_reader *reader, uint32_t limit_ms,
                  struct idcard_record *out_record);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct idcard_driver *idcard_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct idcard_driver *idcard_driver_at(size_t index);

#endif
