/* A device node of the kernel that gives whole packets: reports of hidraw, events of evdev. The
 * file is opened so that nothing blocks, and every wait has a limit. Runs in the worker of the
 * scanner; the caller owns all memory. */
#ifndef BANSHI_DRIVERS_SCANNER_NODE_H
#define BANSHI_DRIVERS_SCANNER_NODE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* Opens the node that `port` names behind `prefix`: "hidraw:" and "hidraw:/dev/scanner".
 * ERR_INVALID (another prefix, no absolute path), ERR_NO_DEVICE, ERR_DENIED, ERR_BUSY, ERR_MEMORY,
 * ERR_IO; the file is -1 then. */
err_t MUST_USE node_open(const char *port, const char *prefix, int *out_file);

/* Closes; -1 is allowed. */
void node_close(int file);

/* What errno means: ERR_NO_DEVICE (gone), ERR_DENIED, ERR_BUSY, ERR_PROTOCOL (the node does not
 * know the question), ERR_MEMORY, ERR_IO. */
err_t node_err(int error);

/* One read of at most `size_max` bytes. A limit of 0 looks without waiting. ERR_TIMEOUT: nothing
 * came; ERR_NO_DEVICE; ERR_IO. */
err_t MUST_USE node_read(int file, void *out_bytes, size_t size_max, uint32_t limit_ms,
                         size_t *out_size);

/* Looks whether the device is there, without reading: ERR_OK, ERR_NO_DEVICE, ERR_IO. */
err_t MUST_USE node_status(int file);

#endif
