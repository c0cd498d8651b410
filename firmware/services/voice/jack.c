#include "firmware/services/voice/jack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/input.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define JACK_EVENTS_MAX 16
#define JACK_LONG_BITS (sizeof(unsigned long) * CHAR_BIT)

/* Asks the kernel for the switch itself. A node that cannot be asked is told of changes only. */
static void ask(struct jack *jack)
{
    unsigned long switches[SW_CNT / JACK_LONG_BITS + 1] = {0};

    jack->is_plugged =
        ioctl(jack->fd, EVIOCGSW(sizeof(switches)), switches) >= 0 &&
        (switches[SW_HEADPHONE_INSERT / JACK_LONG_BITS] >> (SW_HEADPHONE_INSERT % JACK_LONG_BITS) &
         1) != 0;
}

void jack_open(struct jack *jack, const char *path)
{
    *jack = (struct jack){.path = path, .fd = -1};
    jack_reopen(jack);
}

void jack_reopen(struct jack *jack)
{
    if (jack->fd >= 0 || jack->path == NULL)
        return;
    jack->fd = open(jack->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (jack->fd >= 0)
        ask(jack);
}

/* True while the node has something to read. One that has gone is closed, and opened again when there
 * is another in its place. */
static bool is_readable(struct jack *jack)
{
    struct pollfd source = {.fd = jack->fd, .events = POLLIN};

    if (jack->fd < 0 || poll(&source, 1, 0) <= 0)
        return false;
    if ((source.revents & POLLIN) != 0)
        return true;
    jack_close(jack);
    jack_reopen(jack);
    return false;
}

void jack_read(struct jack *jack)
{
    struct input_event events[JACK_EVENTS_MAX];
    ssize_t size;

    while (is_readable(jack)) {
        size = read(jack->fd, events, sizeof(events));
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0) {
            jack_close(jack);
            return;
        }
        for (size_t i = 0; i < (size_t)size / sizeof(events[0]); i++)
            if (events[i].type == EV_SW && events[i].code == SW_HEADPHONE_INSERT)
                jack->is_plugged = events[i].value != 0;
            else if (events[i].type == EV_SYN && events[i].code == SYN_DROPPED)
                ask(jack);
    }
}

void jack_close(struct jack *jack)
{
    if (jack->fd >= 0)
        close(jack->fd);
    jack->fd = -1;
    jack->is_plugged = false;
}
