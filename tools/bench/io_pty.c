#include "tools/bench/io_pty.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "firmware/base/check.h"

static const struct {
    speed_t speed;
    uint32_t baud;
} speeds[] = {{B4800, 4800},   {B9600, 9600},   {B19200, 19200},
              {B38400, 38400}, {B57600, 57600}, {B115200, 115200}};

bool io_pty_init(struct io_pty *pty, const char *link)
{
    memset(pty, 0, sizeof(*pty));
    pty->master = pty->slave = -1;
    return (size_t)snprintf(pty->link, sizeof(pty->link), "%s", link) < sizeof(pty->link);
}

/* The link is made beside its name and moved over it: at no moment is there half of one. */
static bool point_link(const char *link, const char *target)
{
    char beside[IO_PTY_LINK_BYTES + 8];

    snprintf(beside, sizeof(beside), "%s.new", link);
    unlink(beside);
    return symlink(target, beside) == 0 && rename(beside, link) == 0;
}

/* This end keeps the slave open too: a terminal that nobody has open would hang up on us. */
bool io_pty_plug(struct io_pty *pty)
{
    struct termios form;
    char name[64];

    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (pty->master < 0 || grantpt(pty->master) != 0 || unlockpt(pty->master) != 0 ||
        ptsname_r(pty->master, name, sizeof(name)) != 0)
        goto out;
    pty->slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (pty->slave < 0 || tcgetattr(pty->slave, &form) != 0)
        goto out;
    cfmakeraw(&form);
    if (tcsetattr(pty->slave, TCSANOW, &form) == 0 && point_link(pty->link, name))
        return true;
out:
    io_pty_unplug(pty);
    return false;
}

void io_pty_unplug(struct io_pty *pty)
{
    if (pty->slave >= 0)
        close(pty->slave);
    if (pty->master >= 0) {
        unlink(pty->link);
        close(pty->master);
    }
    pty->master = pty->slave = -1;
}

bool io_pty_is_plugged(const struct io_pty *pty)
{
    return pty->master >= 0;
}

size_t io_pty_read(struct io_pty *pty, uint8_t *out_bytes, size_t size_max, int wait_ms)
{
    struct pollfd ready = {.fd = pty->master, .events = POLLIN};
    ssize_t size;

    if (poll(&ready, 1, wait_ms) <= 0 || pty->master < 0)
        return 0;
    size = read(pty->master, out_bytes, size_max);
    return size > 0 ? (size_t)size : 0;
}

void io_pty_write(struct io_pty *pty, const uint8_t *bytes, size_t size_bytes)
{
    if (pty->master >= 0 && write(pty->master, bytes, size_bytes) < 0)
        return;
}

uint32_t io_pty_baud(const struct io_pty *pty)
{
    struct termios form;

    if (pty->slave < 0 || tcgetattr(pty->slave, &form) != 0)
        return 0;
    for (size_t i = 0; i < COUNT_OF(speeds); i++)
        if (speeds[i].speed == cfgetospeed(&form))
            return speeds[i].baud;
    return 0;
}
