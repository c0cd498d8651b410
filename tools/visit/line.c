#include "tools/visit/line.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!text_copy(address.sun_path, sizeof(address.sun_path), path))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_line(int fd, const char *line)
{
    char text[512];
    int length = snprintf(text, sizeof(text), "%s\n", line);
    if (length < 0 || (size_t)length >= sizeof(text))
        return false;
    return send(fd, text, (size_t)length, MSG_NOSIGNAL) == length;
}

/* Reads to the end of the first line or of the stream. */
static bool read_answer(int fd, int limit_ms, char *answer, size_t answer_bytes)
{
    size_t used = 0;
    bool ended = false;
    while (!ended && used + 1 < answer_bytes) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, limit_ms) <= 0)
            break;
        ssize_t count = read(fd, answer + used, answer_bytes - 1 - used);
        if (count < 0)
            break;
        used += (size_t)count;
        ended = count == 0 || memchr(answer, '\n', used) != NULL;
    }
    while (used > 0 && answer[used - 1] == '\n')
        used--;
    answer[used] = '\0';
    return ended;
}

bool line_ask(const char *path, const char *line, int limit_ms, char *answer, size_t answer_bytes)
{
    CHECK(path != NULL && line != NULL && answer != NULL && answer_bytes > 0);
    bool ok = false;
    answer[0] = '\0';
    int fd = connect_to(path);
    if (fd < 0) {
        snprintf(answer, answer_bytes, "%s: %s", path, strerror(errno));
        return false;
    }
    if (!send_line(fd, line))
        snprintf(answer, answer_bytes, "%s: the line was not taken", path);
    else if (!read_answer(fd, limit_ms, answer, answer_bytes))
        snprintf(answer, answer_bytes, "%s: no answer to \"%s\" in %d ms", path, line, limit_ms);
    else
        ok = strncmp(answer, "error", 5) != 0;
    close(fd);
    return ok;
}
