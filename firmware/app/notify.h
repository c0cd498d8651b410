/* Notify: the datagrams that systemd's service manager takes from a service (sd_notify(3)): ready,
 * stopping, alive. Without NOTIFY_SOCKET in the environment everything here does nothing. */
#ifndef BANSHI_APP_NOTIFY_H
#define BANSHI_APP_NOTIFY_H

#include <stdint.h>

struct notify {
    int fd; /* -1: nobody listens */
    uint64_t
        interval_ms; /* between two signs of life, half of what systemd allows; 0: none asked */
};

/* Reads and removes NOTIFY_SOCKET and WATCHDOG_USEC, so that no child speaks in our name. */
void notify_init(struct notify *notify);

/* Sends "READY=1", "WATCHDOG=1" or "STOPPING=1". */
void notify_send(const struct notify *notify, const char *text);

void notify_finish(struct notify *notify);

#endif
