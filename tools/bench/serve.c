#include "tools/bench/serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/bench/bench.h"

#define PRELOAD "libumockdev-preload.so.0"
#define CLIENTS_MAX 16
#define LINE_BYTES 256
#define KILL_AFTER_MS 5000
#define FAILED 125
#define NOT_RUN 127

struct client {
    int fd; /* -1: free */
    char line[LINE_BYTES];
    size_t used;
};

struct serve {
    const struct serve_options *options;
    struct bench *bench;
    int signals, listener;
    struct client clients[CLIENTS_MAX];
    pid_t child;
    int child_result;
    bool child_ended;
    int64_t kill_at_ms; /* 0: nobody has asked us to stop */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int open_listener(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        fprintf(stderr, "bench: cannot make a socket at %s\n", path);
        close(fd);
        return -1;
    }
    strcpy(address.sun_path, path);
    unlink(path);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 8) != 0) {
        fprintf(stderr, "bench: cannot listen at %s: %s\n", path, strerror(errno));
        close(fd);
        return -1;
    }
    return fd;
}

/* The child's side of fork(): it is the first of its own process group, so that everything it
 * starts can be ended with it. */
static void become_command(const struct serve_options *options)
{
    char preload[256];
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    snprintf(preload, sizeof(preload), "%s%s" PRELOAD,
             options->preload != NULL ? options->preload : "", options->preload != NULL ? ":" : "");
    setenv("LD_PRELOAD", preload, 1);
    if (options->board != NULL)
        setenv("BANSHI_BOARD", options->board, 1);
    execvp(options->command[0], options->command);
    fprintf(stderr, "bench: cannot run %s: %s\n", options->command[0], strerror(errno));
    _exit(NOT_RUN);
}

static void accept_client(struct serve *serve)
{
    int fd = accept4(serve->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    for (int i = 0; i < CLIENTS_MAX && fd >= 0; i++)
        if (serve->clients[i].fd < 0) {
            serve->clients[i].fd = fd;
            serve->clients[i].used = 0;
            return;
        }
    if (fd >= 0)
        close(fd);
}

static void drop_client(struct client *client)
{
    close(client->fd);
    client->fd = -1;
}

static void answer_line(struct serve *serve, struct client *client)
{
    char answer[BENCH_ANSWER_BYTES + 1];

    bench_command(serve->bench, client->line, answer, BENCH_ANSWER_BYTES);
    strcat(answer, "\n");
    if (send(client->fd, answer, strlen(answer), MSG_NOSIGNAL) < 0)
        drop_client(client);
}

static void read_client(struct serve *serve, struct client *client)
{
    char *end;
    ssize_t got = recv(client->fd, client->line + client->used, LINE_BYTES - 1 - client->used, 0);

    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            drop_client(client);
        return;
    }
    client->used += (size_t)got;
    client->line[client->used] = '\0';
    while (client->fd >= 0 && (end = strchr(client->line, '\n')) != NULL) {
        *end = '\0';
        answer_line(serve, client);
        client->used -= (size_t)(end + 1 - client->line);
        memmove(client->line, end + 1, client->used + 1);
    }
    if (client->used == LINE_BYTES - 1) /* No command is that long. */
        drop_client(client);
}

/* Only the command: the devices have children of their own (pcscd, the A4 printer's tools), and wait for
 * them themselves. */
static void reap(struct serve *serve)
{
    int status;

    if (waitpid(serve->child, &status, WNOHANG) != serve->child)
        return;
    serve->child_ended = true;
    serve->child_result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void take_signal(struct serve *serve)
{
    struct signalfd_siginfo info;

    if (read(serve->signals, &info, sizeof(info)) != sizeof(info))
        return;
    if (info.ssi_signo == SIGCHLD) {
        reap(serve);
        return;
    }
    kill(-serve->child, SIGTERM);
    serve->kill_at_ms = now_ms() + KILL_AFTER_MS;
}

static int poll_ms(const struct serve *serve)
{
    int64_t left = serve->kill_at_ms - now_ms();

    if (serve->kill_at_ms == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void loop(struct serve *serve)
{
    while (!serve->child_ended) {
        struct pollfd fds[2 + CLIENTS_MAX] = {{.fd = serve->signals, .events = POLLIN},
                                              {.fd = serve->listener, .events = POLLIN}};

        for (int i = 0; i < CLIENTS_MAX; i++)
            fds[2 + i] = (struct pollfd){.fd = serve->clients[i].fd, .events = POLLIN};
        if (poll(fds, 2 + CLIENTS_MAX, poll_ms(serve)) == 0 && serve->kill_at_ms != 0) {
            kill(-serve->child, SIGKILL);
            serve->kill_at_ms = now_ms() + KILL_AFTER_MS;
        }
        if (fds[0].revents != 0)
            take_signal(serve);
        for (int i = 0; i < CLIENTS_MAX; i++)
            if (serve->clients[i].fd >= 0 && fds[2 + i].revents != 0)
                read_client(serve, &serve->clients[i]);
        if (fds[1].revents != 0)
            accept_client(serve);
    }
}

/* Signals are blocked before umockdev starts its thread, which inherits that, so they all come out
 * of the descriptor. */
static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int serve_run(const struct serve_options *options)
{
    struct serve serve = {.options = options, .child_result = FAILED};

    for (int i = 0; i < CLIENTS_MAX; i++)
        serve.clients[i].fd = -1;
    serve.signals = open_signals();
    serve.listener = open_listener(options->socket_path);
    if (serve.signals < 0 || serve.listener < 0)
        goto out;
    serve.bench = bench_create(options->paper_folder, options->pages_port);
    if (serve.bench == NULL)
        goto out;
    serve.child = fork();
    if (serve.child == 0)
        become_command(options);
    if (serve.child < 0)
        goto out;
    setpgid(serve.child, serve.child);
    loop(&serve);
    kill(-serve.child, SIGKILL); /* what the command left behind */
out:
    for (int i = 0; i < CLIENTS_MAX; i++)
        if (serve.clients[i].fd >= 0)
            close(serve.clients[i].fd);
    bench_destroy(serve.bench);
    if (serve.listener >= 0) {
        close(serve.listener);
        unlink(options->socket_path);
    }
    if (serve.signals >= 0)
        close(serve.signals);
    return serve.child_result;
}
