#include "drivers/transport/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define DRAIN_ALL_MS 2000
#define DRAIN_BYTES 512
#define BAUD_DIGITS_MAX 7

struct serial_line {
    int fd;
};

static const struct {
    uint32_t baud;
    speed_t speed;
} speeds[] = {
    {1200, B1200},   {2400, B2400},   {4800, B4800},     {9600, B9600},     {19200, B19200},
    {38400, B38400}, {57600, B57600}, {115200, B115200}, {230400, B230400},
};

static err_t err_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO: /* what the kernel says of a line that was hung up */
        return ERR_NO_DEVICE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EBUSY:
    case EWOULDBLOCK:
        return ERR_BUSY;
    case ENOTTY:
        return ERR_INVALID;
    case ENOMEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

static bool speed_of(uint32_t baud, speed_t *out_speed)
{
    for (size_t i = 0; i < COUNT_OF(speeds); i++)
        if (speeds[i].baud == baud) {
            *out_speed = speeds[i].speed;
            return true;
        }
    return false;
}

/* The speed behind the last '@'. A path may hold an '@' of its own, but not one followed by digits
 * up to the end. */
static bool baud_of(const char *at, uint32_t *out_baud)
{
    size_t digits = strspn(at, "0123456789");
    speed_t speed;

    if (digits == 0 || digits > BAUD_DIGITS_MAX || at[digits] != '\0')
        return false;
    *out_baud = (uint32_t)strtoul(at, NULL, 10);
    return speed_of(*out_baud, &speed);
}

err_t serial_port_parse(const char *text, uint32_t baud, struct serial_port *out_port)
{
    char *at;

    memset(out_port, 0, sizeof(*out_port));
    if (strncmp(text, "serial:/", 8) != 0 || strlen(text + 7) >= SERIAL_PATH_BYTES)
        return ERR_INVALID;
    text_copy(out_port->path, sizeof(out_port->path), text + 7);
    out_port->baud = baud;
    at = strrchr(out_port->path, '@');
    if (at == NULL)
        return ERR_OK;
    *at = '\0';
    return baud_of(at + 1, &out_port->baud) && out_port->path[1] != '\0' ? ERR_OK : ERR_INVALID;
}

/* Raw and deaf to modem lines. HUPCL is cleared, or a worker that starts again would pull DTR and
 * with it reset some readers. */
static err_t set_raw(int fd, speed_t speed)
{
    struct termios form;

    if (tcgetattr(fd, &form) != 0)
        return err_of(errno);
    cfmakeraw(&form);
    form.c_cflag |= CLOCAL | CREAD;
    form.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | HUPCL);
    form.c_cc[VMIN] = 1;
    form.c_cc[VTIME] = 0;
    if (cfsetispeed(&form, speed) != 0 || cfsetospeed(&form, speed) != 0)
        return ERR_INVALID;
    return tcsetattr(fd, TCSANOW, &form) == 0 ? ERR_OK : err_of(errno);
}

/* Adapters that turn the bus round by themselves answer ENOTTY or ENOSYS; both are fine. */
static void set_rs485(int fd)
{
    struct serial_rs485 bus = {.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND};

    (void)ioctl(fd, TIOCSRS485, &bus);
}

err_t serial_open(const char *path, uint32_t baud, bool rs485, struct serial_line **out_line)
{
    struct serial_line *line = NULL;
    speed_t speed;
    err_t err;

    *out_line = NULL;
    if (!speed_of(baud, &speed))
        return ERR_INVALID;
    line = calloc(1, sizeof(*line));
    if (line == NULL)
        return ERR_MEMORY;
    line->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    err = line->fd < 0 ? err_of(errno) : ERR_OK;
    if (err == ERR_OK && flock(line->fd, LOCK_EX | LOCK_NB) != 0)
        err = err_of(errno);
    if (err == ERR_OK)
        err = set_raw(line->fd, speed);
    if (err != ERR_OK) {
        serial_close(line);
        return err;
    }
    if (rs485)
        set_rs485(line->fd);
    serial_flush(line);
    *out_line = line;
    return ERR_OK;
}

/* The queue is dropped first: closing would else wait for a line that nobody reads. */
void serial_close(struct serial_line *line)
{
    if (line == NULL)
        return;
    if (line->fd >= 0) {
        (void)tcflush(line->fd, TCIOFLUSH);
        close(line->fd);
    }
    free(line);
}

err_t serial_set_baud(struct serial_line *line, uint32_t baud)
{
    speed_t speed;

    if (!speed_of(baud, &speed))
        return ERR_INVALID;
    if (tcdrain(line->fd) != 0)
        return err_of(errno);
    return set_raw(line->fd, speed);
}

/* Waits until the line is ready for `events`. A hang-up counts as ready: the read or write that
 * follows says what it is. */
static err_t wait_ready(struct serial_line *line, short events, uint64_t deadline)
{
    struct pollfd ready = {.fd = line->fd, .events = events};
    int count;

    do {
        uint32_t left_ms = deadline_left(deadline);

        count = poll(&ready, 1, left_ms > INT32_MAX ? INT32_MAX : (int)left_ms);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return err_of(errno);
    return count == 0 ? ERR_TIMEOUT : ERR_OK;
}

err_t serial_write(struct serial_line *line, const uint8_t *bytes, size_t size_bytes,
                   uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    size_t done = 0;

    while (done < size_bytes) {
        err_t err = wait_ready(line, POLLOUT, deadline);
        ssize_t moved;

        if (err != ERR_OK)
            return err;
        moved = write(line->fd, bytes + done, size_bytes - done);
        if (moved > 0)
            done += (size_t)moved;
        else if (moved < 0 && errno != EAGAIN && errno != EINTR)
            return err_of(errno);
    }
    return ERR_OK;
}

err_t serial_read(struct serial_line *line, uint8_t *out_bytes, size_t size_max, uint32_t limit_ms,
                  size_t *out_size)
{
    uint64_t deadline = deadline_after(limit_ms);

    CHECK(size_max > 0);
    *out_size = 0;
    for (;;) {
        err_t err = wait_ready(line, POLLIN, deadline);
        ssize_t moved;

        if (err != ERR_OK)
            return err;
        moved = read(line->fd, out_bytes, size_max);
        if (moved > 0) {
            *out_size = (size_t)moved;
            return ERR_OK;
        }
        if (moved == 0) /* the end of a terminal is its hang-up */
            return ERR_NO_DEVICE;
        if (errno != EAGAIN && errno != EINTR)
            return err_of(errno);
    }
}

int serial_file(const struct serial_line *line)
{
    return line->fd;
}

void serial_flush(struct serial_line *line)
{
    (void)tcflush(line->fd, TCIFLUSH);
}

void serial_drain(struct serial_line *line, uint32_t quiet_ms)
{
    uint64_t deadline = deadline_after(DRAIN_ALL_MS);
    uint8_t bin[DRAIN_BYTES];
    size_t size;

    while (deadline_left(deadline) > 0)
        if (serial_read(line, bin, sizeof(bin), quiet_ms, &size) != ERR_OK)
            break;
    bytes_wipe(bin, sizeof(bin));
}
