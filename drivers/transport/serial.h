/* Serial lines for drivers: raw termios, 8 data bits, no parity, 1 stop bit, no flow control. Every
 * call has a limit, so a driver on top is straight-line code. One line per handle, held by one
 * process at a time (an advisory lock); a line that was pulled out needs a new open. Works the same
 * on a pseudo-terminal. The caller owns all buffers and wipes what is personal.
 *
 * Errors of every read and write: ERR_NO_DEVICE (hung up: the adapter was pulled out or the other
 * end of the pseudo-terminal was closed), ERR_TIMEOUT, ERR_IO. */
#ifndef BANSHI_DRIVERS_TRANSPORT_SERIAL_H
#define BANSHI_DRIVERS_TRANSPORT_SERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define SERIAL_PATH_BYTES 160

/* Where a device hangs. */
struct serial_port {
    char
        path[SERIAL_PATH_BYTES]; /* absolute; best a name that udev keeps, in /dev/serial/by-path */
    uint32_t baud;
};

/* Reads "serial:/dev/PATH" or "serial:/dev/PATH@BAUD"; without a speed it is `baud`. ERR_INVALID:
 * another form, a path that is not absolute, a speed that serial_open() does not know. */
err_t MUST_USE serial_port_parse(const char *text, uint32_t baud, struct serial_port *out_port);

struct serial_line; /* one open line */

/* Opens the line raw at `baud` (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400) and
 * forgets what came in before. With `rs485` the kernel is asked to drive the direction of the bus
 * (sender on while sending); an adapter that does this by itself does not know the question, and
 * that is no error. ERR_INVALID (unknown speed, not a terminal), ERR_NO_DEVICE, ERR_DENIED (no
 * right to the node), ERR_BUSY (another process holds it), ERR_MEMORY, ERR_IO. */
err_t MUST_USE serial_open(const char *path, uint32_t baud, bool rs485,
                           struct serial_line **out_line);

/* Closes at once; what was not sent yet is lost. NULL is allowed. */
void serial_close(struct serial_line *line);

/* Changes the speed of an open line once everything written has left. ERR_INVALID, ERR_IO. */
err_t MUST_USE serial_set_baud(struct serial_line *line, uint32_t baud);

/* Hands all bytes to the kernel within the limit; they may still be on the wire when it returns. On
 * an error an unknown part of them has been sent. */
err_t MUST_USE serial_write(struct serial_line *line, const uint8_t *bytes, size_t size_bytes,
                            uint32_t limit_ms);

/* Gives what has come as soon as there is any: 1 to size_max bytes. Pieces are the rule; who wants
 * a whole message asks again. A limit of 0 looks without waiting. ERR_TIMEOUT: nothing came. */
err_t MUST_USE serial_read(struct serial_line *line, uint8_t *out_bytes, size_t size_max,
                           uint32_t limit_ms, size_t *out_size);

/* The line's own descriptor, for poll(): readable when something has come or the line is gone. */
int serial_file(const struct serial_line *line);

/* Forgets at once what came in and was not read. What was written goes its way: half a frame on the
 * wire is worse than a whole one, and a lost one is an order that was never heard. */
void serial_flush(struct serial_line *line);

/* Reads and forgets until the line has been quiet for `quiet_ms`, or for 2 seconds at most. */
void serial_drain(struct serial_line *line, uint32_t quiet_ms);

#endif
