#include "drivers/scanner/node.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "drivers/transport/deadline.h"

/* EIO is what hidraw and a hung-up terminal say once their device is gone. */
err_t node_err(int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO:
        return ERR_NO_DEVICE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EBUSY:
        return ERR_BUSY;
    case ENOTTY:
    case EINVAL:
    case EPIPE:
        return ERR_PROTOCOL;
    case ENOMEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

err_t node_open(const char *port, const char *prefix, int *out_file)
{
    size_t length = strlen(prefix);

    *out_file = -1;
    if (strncmp(port, prefix, length) != 0 || port[length] != '/')
        return ERR_INVALID;
    *out_file = open(port + length, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return *out_file < 0 ? node_err(errno) : ERR_OK;
}

void node_close(int file)
{
    if (file >= 0)
        close(file);
}

/* Waits for something to read. ERR_NO_DEVICE once the device is gone and all it gave was read. */
static err_t wait_ready(int file, uint64_t deadline)
{
    struct pollfd ready = {.fd = file, .events = POLLIN};
    int count;

    do {
        uint32_t left_ms = deadline_left(deadline);

        count = poll(&ready, 1, left_ms > INT32_MAX ? INT32_MAX : (int)left_ms);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return node_err(errno);
    if (count == 0)
        return ERR_TIMEOUT;
    return (ready.revents & POLLIN) != 0 ? ERR_OK : ERR_NO_DEVICE;
}

err_t node_read(int file, void *out_bytes, size_t size_max, uint32_t limit_ms, size_t *out_size)
{
    uint64_t deadline = deadline_after(limit_ms);

    *out_size = 0;
    for (;;) {
        err_t err = wait_ready(file, deadline);
        ssize_t got;

        if (err != ERR_OK)
            return err;
        got = read(file, out_bytes, size_max);
        if (got > 0) {
            *out_size = (size_t)got;
            return ERR_OK;
        }
        if (got == 0)
            return ERR_NO_DEVICE;
        if (errno != EAGAIN && errno != EINTR)
            return node_err(errno);
    }
}

err_t node_status(int file)
{
    struct pollfd ready = {.fd = file};

    if (poll(&ready, 1, 0) < 0)
        return errno == EINTR ? ERR_OK : node_err(errno);
    return (ready.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 ? ERR_NO_DEVICE : ERR_OK;
}
