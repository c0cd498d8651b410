/* banshi-bench: a kiosk's devices without the devices.
 *
 *   banshi-bench serve --socket PATH --paper DIR [--board NAME] [--preload LIB] [--pages-port N]
 *                      -- COMMAND ARGS...
 *   banshi-bench --socket PATH WORDS...       e.g. card place zhang; exits 0 when the answer is ok
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/bench/bench.h"
#include "tools/bench/serve.h"

static int usage(void)
{
    fputs("usage: banshi-bench serve --socket PATH --paper DIR [--board NAME] [--preload LIB] "
          "[--pages-port N]\n"
          "                          -- COMMAND ARGS...\n"
          "       banshi-bench --socket PATH WORDS...     (try: help)\n",
          stderr);
    return 2;
}

/* Takes the options in front; returns the index of the first word after them, or -1. */
static int take_options(int count, char **words, int at, struct serve_options *out)
{
    for (; at < count && strncmp(words[at], "--", 2) == 0; at += 2) {
        if (strcmp(words[at], "--") == 0)
            return at + 1;
        if (at + 1 >= count)
            return -1;
        if (strcmp(words[at], "--socket") == 0)
            out->socket_path = words[at + 1];
        else if (strcmp(words[at], "--paper") == 0)
            out->paper_folder = words[at + 1];
        else if (strcmp(words[at], "--board") == 0)
            out->board = words[at + 1];
        else if (strcmp(words[at], "--pages-port") == 0)
            out->pages_port = (uint16_t)strtoul(words[at + 1], NULL, 10);
        else if (strcmp(words[at], "--preload") == 0)
            out->preload = words[at + 1];
        else
            return -1;
    }
    return at;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    fprintf(stderr, "banshi-bench: no bench at %s: %s\n", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool is_ok(const char *answer)
{
    return strncmp(answer, "ok", 2) == 0;
}

static int run_client(const char *path, int count, char **words)
{
    char line[256] = "", answer[BENCH_ANSWER_BYTES + 2] = "";
    size_t used = 0;
    ssize_t got;
    int fd;

    for (int i = 0; i < count; i++)
        if ((used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s", words[i],
                                      i + 1 < count ? " " : "\n")) >= sizeof(line))
            return usage();
    fd = connect_to(path);
    if (fd < 0)
        return 1;
    used = 0;
    if (write(fd, line, strlen(line)) == (ssize_t)strlen(line))
        while (strchr(answer, '\n') == NULL && used < sizeof(answer) - 1 &&
               (got = read(fd, answer + used, sizeof(answer) - 1 - used)) > 0)
            used += (size_t)got;
    close(fd);
    fputs(answer, stdout);
    return is_ok(answer) ? 0 : 1;
}

int main(int count, char **words)
{
    struct serve_options options = {0};
    bool serves = count > 1 && strcmp(words[1], "serve") == 0;
    int at = take_options(count, words, serves ? 2 : 1, &options);

    if (at < 0 || at >= count || options.socket_path == NULL)
        return usage();
    if (!serves)
        return run_client(options.socket_path, count - at, words + at);
    if (options.paper_folder == NULL)
        return usage();
    options.command = words + at;
    return serve_run(&options);
}
