/* The far end of a serial line: a pseudo-terminal under a name that stays, so that the kiosk, in
 * another process, opens the virtual board behind it like a serial port. Not safe to call from
 * several threads at once; the caller guards it. The caller owns the struct. */
#ifndef BANSHI_TOOLS_BENCH_IO_PTY_H
#define BANSHI_TOOLS_BENCH_IO_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IO_PTY_LINK_BYTES 128

struct io_pty {
    int master, slave; /* -1 when unplugged */
    char link[IO_PTY_LINK_BYTES];
};

/* An unplugged line of that name (a path that will be a symbolic link). False: too long. */
bool io_pty_init(struct io_pty *pty, const char *link);

/* Plugs it in: makes the terminal and points the link at it. False when that cannot be. */
bool io_pty_plug(struct io_pty *pty);

/* Pulls it out: whoever has it open is hung up, and the link goes. */
void io_pty_unplug(struct io_pty *pty);
bool io_pty_is_plugged(const struct io_pty *pty);

/* Bytes that the kiosk sent, waiting up to `wait_ms` for the first; 0: none. */
size_t io_pty_read(struct io_pty *pty, uint8_t *out_bytes, size_t size_max, int wait_ms);

/* Sends; what the kiosk's side has no room for is lost, as on a wire. */
void io_pty_write(struct io_pty *pty, const uint8_t *bytes, size_t size_bytes);

/* The speed that the kiosk has set, in baud; 0: one that no board here has. */
uint32_t io_pty_baud(const struct io_pty *pty);

#endif
