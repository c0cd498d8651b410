#include "firmware/app/children.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"

#define CHILDREN_ARGUMENTS_MAX 24
#define CHILDREN_LIFTED_FD 64 /* above all that is to be handed on */

/* Puts the control socket on 3 and, for the kiosk, the memory file on 4; closes all else. */
static void place_files(int control, int memory)
{
    int lifted_control = fcntl(control, F_DUPFD_CLOEXEC, CHILDREN_LIFTED_FD);
    int lifted_memory = memory < 0 ? -1 : fcntl(memory, F_DUPFD_CLOEXEC, CHILDREN_LIFTED_FD);

    if (lifted_control < 0 || dup2(lifted_control, CONTROL_FD) < 0)
        _exit(127);
    if (lifted_memory >= 0 && dup2(lifted_memory, CONTROL_MEMORY_FD) < 0)
        _exit(127);
    (void)close_range(memory < 0 ? CONTROL_FD + 1 : CONTROL_MEMORY_FD + 1, ~0U,
                      CLOSE_RANGE_CLOEXEC);
}

/* In the child, never returns. */
static void become(const struct children *children, enum process process, int control)
{
    char path[OPTIONS_PATH_BYTES], *arguments[CHILDREN_ARGUMENTS_MAX + 3];
    int count = 0;
    sigset_t none;

    if (options_path(children->folder, process_program(process), path) != ERR_OK ||
        children->argument_count > CHILDREN_ARGUMENTS_MAX)
        _exit(127);
    arguments[count++] = path;
    for (int i = 1; i < children->argument_count; i++)
        arguments[count++] = children->arguments[i];
    arguments[count] = NULL;
    place_files(control, process == PROCESS_KIOSK ? children->memory : -1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_IGN); /* the terminal tells everybody; we are told by the supervisor */
    execv(path, arguments);
    _exit(127);
}

static void send_peer(struct children *children, enum process to, enum process peer, int end)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = peer};
    err_t err = channel_send(children->child[to].control, &message, sizeof(message), end);

    if (err != ERR_OK)
        log_line("%s did not take its channel to %s: %s", process_name(to), process_name(peer),
                 err_name(err));
}

/* Fresh channels between one and all its running peers; no copy of an end stays here. */
static void join(struct children *children, enum process process)
{
    for (enum process peer = 0; peer < PROCESS_COUNT; peer++) {
        int ends[2];

        if (!process_edge(process, peer) || children->child[peer].pid == 0)
            continue;
        if (channel_pair(ends) != ERR_OK) {
            log_line("no channel from %s to %s", process_name(process), process_name(peer));
            continue;
        }
        send_peer(children, process, peer, ends[0]);
        send_peer(children, peer, process, ends[1]);
        channel_close(&ends[0]);
        channel_close(&ends[1]);
    }
}

void children_start(struct children *children, enum process process)
{
    struct child *child = &children->child[process];
    int ends[2];
    pid_t pid = -1;

    child->started_ms = clock_mono_ms();
    child->deadline_ms = child->started_ms + CHILDREN_START_MS;
    child->proven = false;
    if (channel_pair(ends) == ERR_OK)
        pid = fork();
    if (pid == 0)
        become(children, process, ends[1]);
    channel_close(&ends[1]);
    if (pid < 0) {
        log_line("%s cannot be started: %s", process_name(process), strerror(errno));
        channel_close(&ends[0]);
        children_ended(children, process);
        return;
    }
    child->pid = pid;
    child->control = ends[0];
    join(children, process);
}

void children_ended(struct children *children, enum process process)
{
    struct child *child = &children->child[process];
    uint64_t now_ms = clock_mono_ms();

    channel_close(&child->control);
    child->pid = 0;
    if (child->delay_ms == 0 || now_ms - child->started_ms >= CHILDREN_STEADY_MS)
        child->delay_ms = CHILDREN_DELAY_MS_MIN;
    else if (child->delay_ms < CHILDREN_DELAY_MS_MAX / 2)
        child->delay_ms *= 2;
    else
        child->delay_ms = CHILDREN_DELAY_MS_MAX;
    child->restart_ms = now_ms + child->delay_ms;
}

enum process children_find(const struct children *children, pid_t pid)
{
    for (enum process process = 0; process < PROCESS_COUNT; process++)
        if (pid > 0 && children->child[process].pid == pid)
            return process;
    return PROCESS_COUNT;
}

static int reap(struct children *children)
{
    int running = 0;
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        if (children_find(children, pid) < PROCESS_COUNT)
            children_ended(children, children_find(children, pid));
    for (enum process process = 0; process < PROCESS_COUNT; process++)
        running += children->child[process].pid != 0;
    return running;
}

void children_end_all(struct children *children, uint32_t limit_ms)
{
    const struct control_message stop = {.kind = CONTROL_STOP};
    uint64_t until_ms = clock_mono_ms() + limit_ms;
    err_t err;

    for (enum process process = 0; process < PROCESS_COUNT; process++)
        if (children->child[process].pid != 0) {
            err = channel_send(children->child[process].control, &stop, sizeof(stop), -1);
            (void)err; /* who cannot be told is killed below */
        }
    while (reap(children) > 0 && clock_mono_ms() < until_ms)
        poll(NULL, 0, 10);
    for (enum process process = 0; process < PROCESS_COUNT; process++)
        if (children->child[process].pid != 0) {
            log_line("%s does not end; killed", process_name(process));
            kill(children->child[process].pid, SIGKILL);
            waitpid(children->child[process].pid, NULL, 0);
            children_ended(children, process);
        }
}
