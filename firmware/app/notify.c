#include "firmware/app/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "firmware/base/text.h"

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length;
    int fd;

    if ((path[0] != '/' && path[0] != '@') ||
        !text_copy(address.sun_path, sizeof(address.sun_path), path))
        return -1;
    length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* an abstract socket */
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, length) < 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void notify_init(struct notify *notify)
{
    const char *path = getenv("NOTIFY_SOCKET"), *limit_us = getenv("WATCHDOG_USEC");

    *notify = (struct notify){.fd = -1};
    if (path == NULL)
        return;
    notify->fd = connect_to(path);
    if (limit_us != NULL)
        notify->interval_ms = strtoull(limit_us, NULL, 10) / 2000;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

void notify_send(const struct notify *notify, const char *text)
{
    if (notify->fd >= 0 && send(notify->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* a lost sign of life is followed by the next */
}

void notify_finish(struct notify *notify)
{
    if (notify->fd >= 0)
        close(notify->fd);
    *notify = (struct notify){.fd = -1};
}
