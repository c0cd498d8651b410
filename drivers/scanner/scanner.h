/* The class "scanner" of bar codes and QR codes: what every driver of it does. Blocking functions
 * with a limit, no thread, no message; runs in the worker of that device. The caller owns all
 * memory; a payload may be a pick-up code or a company's number, so whoever holds one wipes it.
 *
 * A payload is bytes of a stranger. Nobody looks at it but payload_parse(), which names what it is
 * or refuses it. A driver is one `struct scanner_driver`, found by name in drivers.def. */
#ifndef BANSHI_DRIVERS_SCANNER_SCANNER_H
#define BANSHI_DRIVERS_SCANNER_SCANNER_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* The longest payload that anything in this house reads. QR codes hold up to 2953 bytes, but no
 * code of ours needs more than this, and what is longer is somebody else's. */
#define SCANNER_PAYLOAD_BYTES 512
#define SCANNER_SYMBOLOGY_BYTES 4

struct scanner_payload {
    uint8_t bytes[SCANNER_PAYLOAD_BYTES];    /* as the scanner sent them, without its terminator */
    uint16_t size;                           /* 1 to SCANNER_PAYLOAD_BYTES after ERR_OK, else 0 */
    char symbology[SCANNER_SYMBOLOGY_BYTES]; /* AIM identifier, ISO/IEC 15424: "]Q1"; or empty */
};

struct scanner; /* one open scanner, of any driver */

struct scanner_driver {
    const char *name; /* as a board names it: "hidpos", "wedge", "cdc" */

    /* Mandatory. Opens the scanner at `port` and throws away what it had read for somebody else.
     * The port is "hidraw:/dev/PATH" for "hidpos", "evdev:/dev/PATH" for "wedge", and for "cdc"
     * "serial:/dev/PATH", "serial:/dev/PATH@BAUD" or one of these with "#PROFILE" (cdc.c names
     * them); a board's udev rules keep the paths. ERR_INVALID: no such form of port; ERR_NO_DEVICE;
     * ERR_DENIED (no right to the node); ERR_BUSY (another holds it, or would hear what is
     * scanned); ERR_PROTOCOL: the node is no scanner of this kind; ERR_MEMORY; ERR_IO. */
    err_t (*open)(const char *port, uint32_t limit_ms, struct scanner **out_scanner);

    /* Mandatory. Releases everything and wipes what was read; NULL is allowed. */
    void (*close)(struct scanner *scanner);

    /* Mandatory. A proof of health as far as the transport has one: the device is still there and
     * still ours. What was scanned meanwhile is kept for scan(). ERR_NO_DEVICE, ERR_IO.
     * After ERR_NO_DEVICE only close() makes sense. */
    err_t (*status)(struct scanner *scanner, uint32_t limit_ms);

    /* Mandatory. Waits for one payload. ERR_TIMEOUT: none came whole in time, and what came in part
     * goes on at the next call; ERR_LIMIT: one came that is longer than SCANNER_PAYLOAD_BYTES and
     * is dropped whole, the next may be right; ERR_PROTOCOL: what came was damaged and is dropped,
     * the next may be right; ERR_NO_DEVICE, ERR_IO: only close() makes sense. The payload is zeroed
     * on every error. */
    err_t (*scan)(struct scanner *scanner, uint32_t limit_ms, struct scanner_payload *out_payload);

    /* Mandatory. Throws away what the scanner has read until now and does not wait for more. A code
     * of which a part has come is given up; its rest does not become a code. ERR_NO_DEVICE, ERR_IO:
     * only close() makes sense. */
    err_t (*forget)(struct scanner *scanner);

    /* Mandatory. A descriptor that becomes readable when a code comes or the device goes, the
     * scanner's own: to poll, until close(). -1: this scanner looks only while scan() waits. */
    int (*file)(const struct scanner *scanner);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct scanner_driver *scanner_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct scanner_driver *scanner_driver_at(size_t index);

#endif
