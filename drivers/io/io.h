/* The class "I/O board": the wires of the cabinet that are no device of their own. Blocking
 * functions with a limit, no thread, no message; runs in the worker of that device. The caller owns
 * all memory.
 *
 * A driver is one `struct io_driver`, found by name in drivers/io/drivers.def. */
#ifndef BANSHI_DRIVERS_IO_IO_H
#define BANSHI_DRIVERS_IO_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* What is sensed. A set bit means what the comment says. */
enum io_input {
    IO_INPUT_CABINET_DOOR, /* the cabinet is open */
    IO_INPUT_TILT,         /* the machine is being moved or tilted */
    IO_INPUT_MAINS,        /* the mains has failed: running on what is left */
    IO_INPUT_HEADPHONES,   /* headphones are plugged in */
    IO_INPUT_COUNT
};

/* What is switched. A set bit means lit, sounding, or (power lines) fed with power. */
enum io_output {
    IO_OUTPUT_LIGHT_CARD,
    IO_OUTPUT_LIGHT_RECEIPT,
    IO_OUTPUT_LIGHT_PAGES,
    IO_OUTPUT_LIGHT_SCANNER,
    IO_OUTPUT_LIGHT_LOCKER,
    IO_OUTPUT_BEEPER,
    IO_OUTPUT_POWER_CARD, /* selective power cycle: off, some seconds, on */
    IO_OUTPUT_POWER_RECEIPT,
    IO_OUTPUT_POWER_PAGES,
    IO_OUTPUT_POWER_SCANNER,
    IO_OUTPUT_POWER_CAMERA,
    IO_OUTPUT_POWER_LOCKER,
    IO_OUTPUT_COUNT
};

#define IO_BIT(index) (1u << (index))

/* Outputs at rest: no light, no sound, every device fed. */
#define IO_OUTPUTS_AT_REST                                                                         \
    (IO_BIT(IO_OUTPUT_POWER_CARD) | IO_BIT(IO_OUTPUT_POWER_RECEIPT) |                              \
     IO_BIT(IO_OUTPUT_POWER_PAGES) | IO_BIT(IO_OUTPUT_POWER_SCANNER) |                             \
     IO_BIT(IO_OUTPUT_POWER_CAMERA) | IO_BIT(IO_OUTPUT_POWER_LOCKER))

#define IO_LINES_MAX 32

/* Where a wire ends. `line` counts from 1, as the print on the board may not, so that a zeroed line
 * is one that is not wired: line 1 is coil, discrete input or GPIO offset 0. Power wired over the
 * rest contact of a relay stays on when the board dies: such a line is inverted. */
struct io_line {
    uint8_t line;  /* 1 to IO_LINES_MAX; 0: not wired */
    bool inverted; /* the wire is low (the relay rests) when the bit is set */
};

struct io_map {
    uint8_t address; /* of the board on its bus: 1 to 247; not used by GPIO */
    uint32_t baud;   /* 0: 9600; not used by GPIO */
    struct io_line inputs[IO_INPUT_COUNT];
    struct io_line outputs[IO_OUTPUT_COUNT];
};

/* `known` has the bits of the inputs that are wired; all others of `values` are 0. */
struct io_inputs {
    uint32_t values, known;
};

struct io_board; /* one open board, of any driver */

struct io_driver {
    const char *name; /* as a board's file names it, e.g. "modbus-rtu" */

    /* Mandatory. Opens the board at `port` ("serial:/dev/ttyS4", "gpio:/dev/gpiochip0") and puts
     * every wired output at rest (IO_OUTPUTS_AT_REST); `map` is copied. ERR_INVALID (the port's
     * text; a line twice, or one the board cannot have), ERR_NO_DEVICE, ERR_DENIED, ERR_BUSY,
     * ERR_TIMEOUT (silent), ERR_CHECKSUM, ERR_PROTOCOL (the board refuses or answers something
     * else), ERR_DEVICE_FAULT (an output did not follow), ERR_MEMORY, ERR_IO. */
    err_t (*open)(const char *port, const struct io_map *map, uint32_t limit_ms,
                  struct io_board **out_board);

    /* Mandatory. Leaves the outputs as they are and releases everything; NULL is allowed. */
    void (*close)(struct io_board *board);

    /* Mandatory. Reads all inputs; also the proof of health. ERR_NO_DEVICE (pulled out: only
     * close() makes sense, then a new open()), ERR_TIMEOUT, ERR_CHECKSUM, ERR_PROTOCOL, ERR_IO; on
     * every error nothing is known. */
    err_t (*read)(struct io_board *board, uint32_t limit_ms, struct io_inputs *out_inputs);

    /* Mandatory. Sets all wired outputs to the bits of `outputs` (IO_BIT(enum io_output)); bits of
     * outputs that are not wired are ignored. 0 only when the board, asked back, has them so. The
     * errors of read(), and ERR_DEVICE_FAULT (an output did not follow); on any of them the outputs
     * are unknown and the same call may be repeated: setting a level twice does no harm. */
    err_t (*write)(struct io_board *board, uint32_t outputs, uint32_t limit_ms);
};

/* The driver of that name; NULL when there is none. Static memory. */
const struct io_driver *io_driver_find(const char *name);

/* Every driver, from index 0 until NULL: for lists and for the contract suite. Static memory. */
const struct io_driver *io_driver_at(size_t index);

#endif
