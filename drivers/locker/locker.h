/* The class "pick-up locker": what every driver of it does. Blocking functions with a limit, no
 * thread, no message; runs in the locker's worker, under its guard. The caller owns all memory.
 *
 * A driver moves one board on one serial line. It opens what it is told to open: whether a door may
 * open is the guard's business, and so is any second pulse. Doors are indices from 0; the board and
 * the number plate call the same door index + 1.
 *
 * The check bytes of these boards let some errors of two bits pass, and there are such that turn
 * the frame of one door into that of another door, of all doors, or of another board's door
 * (tests/unit/drivers/locker/errors.c counts them). So one board hangs alone on its line, a pulse
 * is given only on a line that has just answered, and fire() looks at every door afterwards. On
 * WKLY boards and on CU48 boards of an odd address even a question can turn into an order to open:
 * ask when there is need, and take a door that opens without an intent for an alarm.
 *
 * A driver is one `struct locker_driver`, found by name in drivers/locker/drivers.def. */
#ifndef BANSHI_DRIVERS_LOCKER_LOCKER_H
#define BANSHI_DRIVERS_LOCKER_LOCKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define LOCKER_DOORS_MAX 96
#define LOCKER_MAP_BYTES (LOCKER_DOORS_MAX / 8)

/* A limit that serves for fire() on every board: looking before, the pulse, watching for 2 s,
 * looking after. */
#define LOCKER_FIRE_MS 8000

/* A coil that is pulsed for 0.5 s and rests for 3 s is fed for a seventh of its time. */
#define LOCKER_COIL_REST_MS 3000

/* How one machine is wired; a map has one bit a door, door 0 in bit 0 of byte 0. */
struct locker_shape {
    uint8_t board;      /* the address that its switches give it; each driver states its range */
    uint8_t door_count; /* the lock outlets of the board, wired or not; each driver its range */
    uint32_t baud;      /* 0: what the model leaves the factory with */
    uint8_t open_is_set[LOCKER_MAP_BYTES];  /* polarity: a set bit (or 11) on the wire means open */
    uint8_t door_sensors[LOCKER_MAP_BYTES]; /* doors with a sensor that works */
    uint8_t item_sensors[LOCKER_MAP_BYTES]; /* cells with an infra-red sensor that works */
};

enum locker_door { LOCKER_DOOR_UNKNOWN, LOCKER_DOOR_CLOSED, LOCKER_DOOR_OPEN };
enum locker_item { LOCKER_ITEM_UNKNOWN, LOCKER_ITEM_EMPTY, LOCKER_ITEM_OCCUPIED };

/* What the sensors say. UNKNOWN: no sensor, one that does not work, or one that changed its mind
 * between two looks. */
struct locker_status {
    uint8_t door_count;
    enum locker_door doors[LOCKER_DOORS_MAX];
    enum locker_item items[LOCKER_DOORS_MAX];
};

/* Called by fire(), at most once, exactly when the act can no longer be taken back: before the
 * first byte of the open command is given to the wire. */
typedef void locker_passed_fn(void *context);

struct locker; /* one open board, of any driver */

struct locker_driver {
    const char *name; /* as a board's file names it, e.g. "kerong-cu16" */

    /* Mandatory. Opens the line at `port` ("serial:/dev/ttyS3") and asks the board for its doors;
     * `shape` is copied. ERR_INVALID (the port's text, or a shape the model cannot have),
     * ERR_NO_DEVICE, ERR_DENIED, ERR_BUSY (another process holds the line), ERR_TIMEOUT (no board
     * of this address answers at this speed within the limit), ERR_MEMORY, ERR_IO. */
    err_t (*open)(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                  struct locker **out_locker);

    /* Mandatory. Releases everything; NULL is allowed. */
    void (*close)(struct locker *locker);

    /* Mandatory. Looks at every door twice; moves nothing. Also the proof of health. ERR_NO_DEVICE
     * (the line was pulled out: only close() makes sense, then a new open()), ERR_TIMEOUT (silence,
     * or nothing but frames that are damaged or another's), ERR_IO. All is UNKNOWN on every
     * error. */
    err_t (*status)(struct locker *locker, uint32_t limit_ms, struct locker_status *out_status);

    /* Mandatory. Looks at every door, pulses the lock of `door` once, watches it for up to 2 s, and
     * looks at every door again. No answer of the board to the pulse is believed, only its sensors.
     *
     * Before passed() was called the errors are those of status() (ERR_TIMEOUT also when the limit
     * left no time to watch), ERR_INVALID (the board has no such door), and ERR_BUSY (this lock's
     * coil must rest for LOCKER_COIL_REST_MS after its last pulse through this handle): no pulse was given. After it:
     *   0                 the door was closed before and then open: its sensor said so twice
     *   ERR_DOOR_STUCK    the sensor said closed before, and still does
     *   ERR_DOOR_OTHER    a door that nobody asked for went from closed to open: the caller locks
     *                     the column out; stands above all others
     *   ERR_DOOR_UNKNOWN  nothing can be said: no sensor, a sensor that already said open, or the
     *                     board fell silent. Ask the person; never fire again unasked. */
    err_t (*fire)(struct locker *locker, uint8_t door, uint32_t limit_ms, locker_passed_fn *passed,
                  void *context);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct locker_driver *locker_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct locker_driver *locker_driver_at(size_t index);

#endif
