#include "firmware/app/control.h"

#include <poll.h>
#include <stddef.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/base/check.h"

static const struct {
    const char *name, *program;
    enum device device;
} PROCESSES[PROCESS_COUNT] = {
#define PROCESS(NAME, name, device) [PROCESS_##NAME] = {name, "banshi-" name, device},
#include "firmware/app/processes.def"
#undef PROCESS
};

const char *process_name(enum process process)
{
    return process < PROCESS_COUNT ? PROCESSES[process].name : "?";
}

const char *process_program(enum process process)
{
    return PROCESSES[process].program;
}

enum device process_device(enum process process)
{
    return PROCESSES[process].device;
}

enum process process_of_device(enum device device)
{
    for (enum process process = 0; process < PROCESS_COUNT; process++)
        if (device < DEVICE_COUNT && PROCESSES[process].device == device)
            return process;
    return PROCESS_KIOSK;
}

static bool is_pair(enum process a, enum process b, enum process one, enum process other)
{
    return (a == one && b == other) || (a == other && b == one);
}

bool process_edge(enum process a, enum process b)
{
    if (a == b)
        return false;
    if (a == PROCESS_KIOSK || b == PROCESS_KIOSK)
        return true;
    return is_pair(a, b, PROCESS_STORE, PROCESS_RELAY) ||
           is_pair(a, b, PROCESS_LOCKER, PROCESS_STORE) ||
           is_pair(a, b, PROCESS_LOCKER, PROCESS_READER) ||
           is_pair(a, b, PROCESS_VOICE, PROCESS_SIGNALS);
}

void control_init(struct control *control, int fd)
{
    *control = (struct control){.fd = fd};
    for (int i = 0; i < PROCESS_COUNT; i++)
        control->peers[i] = -1;
}

void control_finish(struct control *control)
{
    for (int i = 0; i < PROCESS_COUNT; i++)
        channel_close(&control->peers[i]);
    channel_close(&control->fd);
}

/* A message the supervisor's mailbox has no room for is not worth waiting for: a missing ping means
 * that the supervisor looks again, and is looked at itself by whoever started it. */
static void tell(struct control *control, enum control_kind kind, uint32_t limit_ms)
{
    const struct control_message message = {.kind = kind, .limit_ms = limit_ms};
    err_t err = channel_send(control->fd, &message, sizeof(message), -1);

    (void)err;
}

static void ping(struct control *control)
{
    uint64_t now_ms = clock_mono_ms();

    if (control->pinged_ms != 0 && now_ms - control->pinged_ms < CONTROL_PING_MS)
        return;
    control->pinged_ms = now_ms;
    tell(control, CONTROL_PING, 0);
}

void control_busy(struct control *control, uint32_t limit_ms)
{
    /* The next wait pings at once, so that the announcement ends with the call it was made for. */
    control->pinged_ms = 0;
    tell(control, CONTROL_BUSY, limit_ms + CONTROL_SPARE_MS);
}

void control_stop(struct control *control)
{
    tell(control, CONTROL_STOP, 0);
}

void control_drop(struct control *control, enum process peer)
{
    channel_close(&control->peers[peer]);
}

/* Takes every message of the supervisor. False: the end. */
static bool take_messages(struct control *control, struct control_ready *ready)
{
    for (;;) {
        struct control_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(control->fd, &packet);

        if (err == ERR_BUSY)
            return true;
        if (err != ERR_OK || message.kind == CONTROL_STOP)
            return false;
        if (message.kind == CONTROL_PEER && message.peer < PROCESS_COUNT && packet.file >= 0) {
            control_drop(control, message.peer);
            control->peers[message.peer] = packet.file;
            ready->replaced[message.peer] = true;
        } else {
            channel_close(&packet.file);
        }
    }
}

bool control_wait(struct control *control, uint64_t until_ms, int extra,
                  struct control_ready *out_ready)
{
    struct pollfd sources[PROCESS_COUNT + 2];
    int wait_ms;

    *out_ready = (struct control_ready){0};
    ping(control);
    for (int i = 0; i < PROCESS_COUNT; i++) /* poll() passes over -1 */
        sources[i] = (struct pollfd){.fd = control->peers[i], .events = POLLIN};
    sources[PROCESS_COUNT] = (struct pollfd){.fd = control->fd, .events = POLLIN};
    sources[PROCESS_COUNT + 1] = (struct pollfd){.fd = extra, .events = POLLIN};
    wait_ms = clock_wait_ms(control->pinged_ms + CONTROL_PING_MS, CONTROL_PING_MS);
    if (poll(sources, COUNT_OF(sources), clock_wait_ms(until_ms, wait_ms)) <= 0)
        return true;
    out_ready->extra = sources[PROCESS_COUNT + 1].revents != 0;
    if (sources[PROCESS_COUNT].revents != 0 && !take_messages(control, out_ready))
        return false;
    for (int i = 0; i < PROCESS_COUNT; i++) /* of a channel that is replaced nothing is read */
        out_ready->readable[i] = sources[i].revents != 0 && !out_ready->replaced[i];
    return true;
}
