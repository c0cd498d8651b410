/* The class "receipt printer": what every driver of it does. Blocking functions with a limit, no
 * thread, no message; runs in the worker of that device. The caller owns all memory. */
#ifndef BANSHI_DRIVERS_PRINTER_PRINTER_H
#define BANSHI_DRIVERS_PRINTER_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* Consumables as XFS4IoT names them. */
enum printer_paper {
    PRINTER_PAPER_UNKNOWN,
    PRINTER_PAPER_FULL,
    PRINTER_PAPER_LOW,
    PRINTER_PAPER_OUT
};

/* The mouth of a printer that holds its paper until somebody takes it. */
enum printer_presenter {
    PRINTER_PRESENTER_NONE,    /* it has no such mouth: paper falls or hangs */
    PRINTER_PRESENTER_EMPTY,   /* nothing lies there: taken, retracted, or never presented */
    PRINTER_PRESENTER_HOLDING, /* somebody's paper lies there */
    PRINTER_PRESENTER_UNKNOWN  /* the sensor did not answer */
};

struct printer_status {
    enum printer_paper paper;
    enum printer_presenter presenter;
    bool answering; /* false: the status channel is dead or contradicts itself (both common on cheap
                       printers): all else but `presenter` is then unknown, and no fault */
    bool online;
    bool cover_open;
    bool cutter_error;
    bool paper_jam; /* by its own sensor; jams that only time betrays are results of print() */
    bool recoverable_error, unrecoverable_error;
};

/* One bit a dot, most significant bit left, 1 is black; rows padded to whole bytes. */
#define PRINTER_WIDTH_DOTS_MAX 576
#define PRINTER_HEIGHT_DOTS_MAX 8192

struct printer_page {
    uint16_t width_dots, height_dots; /* 1 to 576 for 80 mm paper at 8 dots/mm; 1 to 8192 */
    const uint8_t *rows;              /* height * ((width + 7) / 8) bytes */
};

enum printer_cutter { PRINTER_CUTTER_NONE, PRINTER_CUTTER_PARTIAL, PRINTER_CUTTER_FULL };

/* Ways a model has to say how it is; a profile names those it can be believed on. */
enum {
    PRINTER_CHANNEL_NONE = 0,  /* it never says anything */
    PRINTER_CHANNEL_POLL = 1,  /* DLE EOT 1 to 4 */
    PRINTER_CHANNEL_ASB = 2,   /* GS a, four bytes, also unasked */
    PRINTER_CHANNEL_FENCE = 4, /* GS r, answered after all that was sent before it */
    PRINTER_CHANNEL_FULL = 8   /* DLE EOT 20, six bytes, with the jam and the mouth */
};

/* What a model is, as data: one line of profiles.def. */
struct printer_profile {
    const char *name;  /* as a board names it, e.g. "custom-vkp80"; the default is the first */
    const char *model; /* for people */
    uint16_t vendor, product; /* USB, for people and lists; 0: not known */
    uint16_t width_dots;      /* of the head; print() takes pages up to this and up to 576 */
    uint16_t band_rows;       /* rows of a raster command, 1 to 128 */
    uint16_t rows_per_s;      /* at its slowest; every time-out of a page comes from it */
    uint8_t feed_dots;        /* from the head to the cutter or the tear bar */
    enum printer_cutter cutter;
    uint8_t
        present_steps;   /* how far its mouth hands the paper out, in its own steps; 0: no mouth */
    uint8_t channels;    /* PRINTER_CHANNEL_* */
    const char *prelude; /* bytes after every ESC @, without a NUL in them; "" for none */
    const char *chinese; /* its Chinese code page, for people: pages are pictures. "": none */
};

/* Called by print(), at most once, exactly when the act can no longer be taken back: before the
 * first byte that marks paper is given to the wire. */
typedef void printer_passed_fn(void *context);

struct printer; /* one open printer, of any driver */

struct printer_driver {
    const char *name; /* as a board names it, e.g. "escpos-usb" */

    /* Mandatory. Opens the printer at `port` ("usb:0416:5011", "usb:0416:5011@1-3") as the model
     * `profile` (a name of profiles.def; empty or NULL: the default). Nothing is printed; what a
     * dead predecessor left in its memory is thrown away. ERR_NO_DEVICE, ERR_DENIED, ERR_BUSY,
     * ERR_INVALID (the port's text), ERR_NOT_FOUND (no such profile), ERR_MEMORY. */
    err_t (*open)(const char *port, const char *profile, uint32_t limit_ms,
                  struct printer **out_printer);
    void (*close)(struct printer *printer); /* Mandatory; NULL is allowed. */

    /* Mandatory. Asks for the whole status. A printer that never answers gives 0 and
     * `answering == false`. The first one cuts off what a dead predecessor left on the paper of a
     * printer that is well; a model without a cutter can only feed, so that it hangs above the next
     * page. ERR_NO_DEVICE. */
    err_t (*status)(struct printer *printer, uint32_t limit_ms, struct printer_status *out_status);

    /* Mandatory. Prints one page, cuts it, and, where there is a mouth, presents it there. 0 only
     * when the printer itself said, after the last command, that it is idle without an error.
     * Errors before passed() was called: ERR_PAPER_OUT, ERR_COVER_OPEN, ERR_CUTTER, ERR_PAPER_JAM,
     * ERR_DEVICE_FAULT, ERR_NOT_TAKEN (the last one's paper still lies in the mouth: wait_taken()
     * or retract() first), ERR_NO_DEVICE, ERR_TIMEOUT, ERR_PROTOCOL, ERR_IO, ERR_LIMIT (the page
     * has another size): nothing was printed. After it, only errors that say "unknown":
     * ERR_PRINT_UNKNOWN, ERR_PAPER_JAM, ERR_CUTTER, ERR_DEVICE_FAULT: ask the person.
     *
     * ERR_PAPER_JAM comes from the printer's sensor, or from time alone: it answers, says that all
     * is well, and three times the time that the page takes at the profile's slowest have gone by
     * without its last command being done. A `limit_ms` that ends before that proves nothing and
     * gives ERR_PRINT_UNKNOWN. A printer whose status channel is dead prints, but never with
     * certainty: ERR_PRINT_UNKNOWN. */
    err_t (*print)(struct printer *printer, const struct printer_page *page, uint32_t limit_ms,
                   printer_passed_fn *passed, void *context);

    /* Mandatory. Waits until the mouth is empty. 0: it is, the paper was taken. ERR_NOT_TAKEN: it
     * still lies there at the limit. ERR_NOT_FOUND: the profile has no mouth, so nobody can know.
     * ERR_PAPER_JAM: it is stuck there. ERR_TIMEOUT: the sensor did not answer. ERR_NO_DEVICE. */
    err_t (*wait_taken)(struct printer *printer, uint32_t limit_ms);

    /* Mandatory. Pulls what lies in the mouth back into the printer's bin. 0: the mouth is empty
     * after it; the paper is in the bin, unless a hand was quicker than the motor. ERR_STATE:
     * nothing lies there, nothing was moved. ERR_NOT_TAKEN: it still lies there, e.g. because
     * retracting is switched off in the printer's set-up. ERR_NOT_FOUND, ERR_PAPER_JAM, ERR_TIMEOUT
     * (the sensor did not answer: unknown), ERR_NO_DEVICE, ERR_IO, ERR_PROTOCOL. */
    err_t (*retract)(struct printer *printer, uint32_t limit_ms);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct printer_driver *printer_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct printer_driver *printer_driver_at(size_t index);

/* The profile of that name, the default for an empty name or NULL; NULL when there is none. Static
 * memory. */
const struct printer_profile *printer_profile_find(const char *name);

/* Every profile, from index 0 until NULL. Static memory. */
const struct printer_profile *printer_profile_at(size_t index);

#endif
