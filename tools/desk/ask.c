#include "tools/desk/ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/text.h"

#define LIMIT_MS 3000

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void end(struct ask *ask, enum ask_state state)
{
    if (ask->fd >= 0)
        close(ask->fd);
    ask->fd = -1;
    ask->state = state;
}

static void fail(struct ask *ask, const char *why)
{
    text_copy(ask->answer, sizeof(ask->answer), why);
    end(ask, ASK_FAILED);
}

void ask_init(struct ask *ask)
{
    *ask = (struct ask){.fd = -1};
}

void ask_begin(struct ask *ask, const char *path, const char *line)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char text[160];
    int length = snprintf(text, sizeof(text), "%s\n", line);

    ask_finish(ask);
    ask_init(ask);
    ask->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ask->state = ASK_WAITING;
    ask->until_ms = now_ms() + LIMIT_MS;
    if (!text_copy(address.sun_path, sizeof(address.sun_path), path) ||
        connect(ask->fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        fail(ask, "nobody listens there");
    else if (send(ask->fd, text, (size_t)length, MSG_NOSIGNAL) != length)
        fail(ask, "the line was not taken");
}

bool ask_look(struct ask *ask)
{
    if (ask->state != ASK_WAITING)
        return false;
    ssize_t count = recv(ask->fd, ask->answer + ask->used, sizeof(ask->answer) - 1 - ask->used, 0);
    if (count < 0 && errno == EAGAIN && now_ms() < ask->until_ms)
        return false;
    if (count <= 0) {
        fail(ask, "no answer");
        return true;
    }
    ask->used += (size_t)count;
    ask->answer[ask->used] = '\0';
    char *newline = strchr(ask->answer, '\n');
    if (newline == NULL && ask->used < sizeof(ask->answer) - 1)
        return false;
    if (newline != NULL)
        *newline = '\0';
    end(ask, strncmp(ask->answer, "error", 5) == 0 ? ASK_FAILED : ASK_DONE);
    return true;
}

void ask_finish(struct ask *ask)
{
    if (ask != NULL)
        end(ask, ASK_IDLE);
}
