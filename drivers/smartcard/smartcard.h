/* The class "smart card reader" for social security cards: what every driver of it does. Blocking
 * functions with a limit, no thread, no message; runs in the worker of that device. The caller owns
 * all memory; the record is personal and must be wiped by whoever holds it.
 *
 * Only what the card gives to anybody is read. No PIN is ever asked for or sent: a wrong one burns
 * the card's retry counter, and the default PIN of a region is none of a kiosk's business. A driver
 * is one `struct smartcard_driver`, found by name in drivers/smartcard/drivers.def. */
#ifndef BANSHI_DRIVERS_SMARTCARD_SMARTCARD_H
#define BANSHI_DRIVERS_SMARTCARD_SMARTCARD_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define SMARTCARD_IDENTIFIER_BYTES 33 /* 16 bytes as 32 capital hexadecimal digits, NUL */
#define SMARTCARD_VERSION_BYTES 5     /* "3.00" */
#define SMARTCARD_CARD_NUMBER_BYTES 10
#define SMARTCARD_SOCIAL_NUMBER_BYTES 19
#define SMARTCARD_ISSUER_BYTES 25 /* 12 bytes as 24 hexadecimal digits, NUL */
#define SMARTCARD_NAME_BYTES 64   /* 30 bytes of GB 18030: at most 15 characters of 3 bytes, NUL */
#define SMARTCARD_REGION_BYTES 7  /* 6 digits, GB/T 2260 */
#define SMARTCARD_DATE_BYTES 9    /* YYYYMMDD */
#define SMARTCARD_READERS_MAX 8   /* watched at once */

/* What a social security card says (人社信息函 2012/37, LD/T 32-2015). Text is UTF-8. What a card
 * need not have is empty, or 0, when it has not. */
struct smartcard_record {
    char identifier[SMARTCARD_IDENTIFIER_BYTES]; /* 卡的识别码 */
    char card_class;                             /* 卡的类别, as on the card */
    char version[SMARTCARD_VERSION_BYTES];       /* 规范版本: "1.00", "2.00", "3.00" */
    char issuer[SMARTCARD_ISSUER_BYTES];         /* 初始化机构编号 */
    char issued[SMARTCARD_DATE_BYTES];
    char valid_to[SMARTCARD_DATE_BYTES];
    char card_number[SMARTCARD_CARD_NUMBER_BYTES];     /* 卡号: a letter or digit, then digits */
    char region[SMARTCARD_REGION_BYTES];               /* the first 3 bytes of the identifier */
    char social_number[SMARTCARD_SOCIAL_NUMBER_BYTES]; /* 社会保障号码 */
    char name[SMARTCARD_NAME_BYTES];
    uint8_t sex;    /* GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated */
    uint8_t nation; /* GB/T 3304: 1 to 56, 97, 98; 0 not stated */
    char birthplace[SMARTCARD_REGION_BYTES];
    char birth[SMARTCARD_DATE_BYTES];
};

struct smartcard_reader; /* one open reader, of any driver */

struct smartcard_driver {
    const char *name; /* as a board names it: "pcsc" */

    /* Mandatory. Opens the reader at `port`: "pcsc:any", or "pcsc:" and the beginning of a reader's
     * name as pcscd gives it. When several readers fit (a contact and a contactless slot), all are
     * watched, and the card that comes first is read. ERR_INVALID (the text); ERR_NO_DEVICE: no
     * such reader, or no PC/SC service; ERR_LIMIT: more than SMARTCARD_READERS_MAX fit; ERR_MEMORY;
     * ERR_IO. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct smartcard_reader **out_reader);

    /* Mandatory. Lets go of the card, without power, and of everything else; NULL is allowed. */
    void (*close)(struct smartcard_reader *reader);

    /* Mandatory. A proof of health: the service answers and knows every reader. ERR_NO_DEVICE (one
     * of them is gone, or the service), ERR_IO. After ERR_NO_DEVICE only close() makes sense; a
     * reader that was put back needs a new open(). */
    err_t (*status)(struct smartcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. Waits for a card. 0: one is in. ERR_NO_CARD: none came within the limit, or the
     * one there was read already and has not left since; ERR_CARD_UNSUPPORTED: something is in
     * that does not answer as a chip card (upside down, not a chip card, dead); ERR_BUSY: another
     * program holds the card; ERR_NO_DEVICE; ERR_IO. */
    err_t (*find)(struct smartcard_reader *reader, uint32_t limit_ms);

    /* Mandatory. Reads after a find that gave 0. ERR_CARD_MOVED: it was pulled or slipped, put it
     * in again; ERR_CARD_UNSUPPORTED: no social security card, or one that does not answer;
     * ERR_PIN_NEEDED: a social security card that shows its holder only after a PIN, and none was
     * sent; ERR_PROTOCOL: the card's words make no sense; ERR_BUSY; ERR_TIMEOUT; ERR_NO_DEVICE;
     * ERR_IO. The record is zeroed on every error. A card that is being asked when the limit ends
     * is let finish that one answer. */
    err_t (*read)(struct smartcard_reader *reader, uint32_t limit_ms,
                  struct smartcard_record *out_record);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct smartcard_driver *smartcard_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct smartcard_driver *smartcard_driver_at(size_t index);

#endif
