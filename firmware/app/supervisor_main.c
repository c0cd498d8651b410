/* banshi: the supervisor. Starts the processes of the house, joins them by channels, starts again
 * who dies, kills who gives no proof of life in time, and keeps the kiosk's memory across its
 * deaths. It reads no byte from outside and holds no secret. It stays what it was started as,
 * because a child that is started again needs the rights its sandbox then gives up. */
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/board.h"
#include "firmware/app/channel.h"
#include "firmware/app/children.h"
#include "firmware/app/clock.h"
#include "firmware/app/keep.h"
#include "firmware/app/log.h"
#include "firmware/app/notify.h"
#include "firmware/app/options.h"
#include "firmware/base/check.h"

#define SUPERVISOR_END_MS 3000
#define SUPERVISOR_WAIT_MS_MAX 60000

struct supervisor {
    struct children children;
    struct notify notify;
    int signals;
    bool ending;
    bool ready;        /* told the service manager */
    uint64_t alive_ms; /* of the last sign of life to the service manager */
};

static void watch_messages(struct supervisor *supervisor, enum process process)
{
    struct child *child = &supervisor->children.child[process];

    for (;;) {
        struct control_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

        if (channel_receive(child->control, &packet) != ERR_OK)
            return;
        channel_close(&packet.file);
        if (message.kind == CONTROL_PING) {
            child->proven = true;
            child->deadline_ms = clock_mono_ms() + CONTROL_SILENCE_MS;
        } else if (message.kind == CONTROL_BUSY) {
            child->deadline_ms = clock_mono_ms() + message.limit_ms;
        } else if (message.kind == CONTROL_STOP && process == PROCESS_KIOSK) {
            supervisor->ending = true;
        }
    }
}

static void log_death(enum process process, int status, uint32_t delay_ms)
{
    if (WIFSIGNALED(status))
        log_line("%s died by signal %d; again in %u ms", process_name(process), WTERMSIG(status),
                 (unsigned)delay_ms);
    else
        log_line("%s ended with code %d; again in %u ms", process_name(process),
                 WEXITSTATUS(status), (unsigned)delay_ms);
}

static void reap_dead(struct supervisor *supervisor)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        enum process process = children_find(&supervisor->children, pid);

        if (process == PROCESS_COUNT)
            continue;
        watch_messages(supervisor, process); /* its last words */
        children_ended(&supervisor->children, process);
        if (!supervisor->ending)
            log_death(process, status, supervisor->children.child[process].delay_ms);
    }
}

static void take_signals(struct supervisor *supervisor)
{
    struct signalfd_siginfo info;

    while (read(supervisor->signals, &info, sizeof(info)) == sizeof(info))
        if (info.ssi_signo != SIGCHLD)
            supervisor->ending = true;
    reap_dead(supervisor);
}

/* Starts who is due and kills who is silent. */
static void mind_children(struct supervisor *supervisor)
{
    uint64_t now_ms = clock_mono_ms();

    for (enum process process = 0; process < PROCESS_COUNT; process++) {
        struct child *child = &supervisor->children.child[process];

        if (supervisor->children.absent[process])
            continue;
        if (child->pid == 0 && now_ms >= child->restart_ms) {
            children_start(&supervisor->children, process);
        } else if (child->pid != 0 && now_ms >= child->deadline_ms) {
            log_line("%s gives no proof of life; killed", process_name(process));
            kill(child->pid, SIGKILL);
            child->deadline_ms = now_ms + CONTROL_SILENCE_MS; /* its death will be reported */
        }
    }
}

/* Ready when every process has shown life once; alive as long as the kiosk does. */
static void tell_manager(struct supervisor *supervisor)
{
    uint64_t now_ms = clock_mono_ms();
    bool all = true;

    for (enum process process = 0; process < PROCESS_COUNT; process++)
        all = all &&
              (supervisor->children.absent[process] || supervisor->children.child[process].proven);
    if (all && !supervisor->ready) {
        supervisor->ready = true;
        log_line("all processes are up");
        notify_send(&supervisor->notify, "READY=1");
    }
    if (supervisor->notify.interval_ms != 0 && supervisor->children.child[PROCESS_KIOSK].proven &&
        now_ms - supervisor->alive_ms >= supervisor->notify.interval_ms) {
        supervisor->alive_ms = now_ms;
        notify_send(&supervisor->notify, "WATCHDOG=1");
    }
}

static uint64_t next_moment(const struct supervisor *supervisor)
{
    uint64_t next_ms = UINT64_MAX;

    for (enum process process = 0; process < PROCESS_COUNT; process++) {
        const struct child *child = &supervisor->children.child[process];
        uint64_t at_ms = child->pid != 0 ? child->deadline_ms : child->restart_ms;

        if (!supervisor->children.absent[process] && at_ms < next_ms)
            next_ms = at_ms;
    }
    if (supervisor->notify.interval_ms != 0 &&
        supervisor->alive_ms + supervisor->notify.interval_ms < next_ms)
        next_ms = supervisor->alive_ms + supervisor->notify.interval_ms;
    return next_ms;
}

static void supervise(struct supervisor *supervisor)
{
    while (!supervisor->ending) {
        struct pollfd sources[PROCESS_COUNT + 1];

        mind_children(supervisor);
        tell_manager(supervisor);
        for (enum process i = 0; i < PROCESS_COUNT; i++)
            sources[i] =
                (struct pollfd){.fd = supervisor->children.child[i].control, .events = POLLIN};
        sources[PROCESS_COUNT] = (struct pollfd){.fd = supervisor->signals, .events = POLLIN};
        if (poll(sources, COUNT_OF(sources),
                 clock_wait_ms(next_moment(supervisor), SUPERVISOR_WAIT_MS_MAX)) <= 0)
            continue;
        for (enum process i = 0; i < PROCESS_COUNT; i++) {
            if ((sources[i].revents & POLLIN) != 0)
                watch_messages(supervisor, i);
            /* It closed its end: it is dying, and SIGCHLD comes. Until then there is nothing to
             * read, and poll() must not spin on it. */
            if ((sources[i].revents & POLLHUP) != 0)
                channel_close(&supervisor->children.child[i].control);
        }
        if (sources[PROCESS_COUNT].revents != 0)
            take_signals(supervisor);
    }
}

static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN); /* inherited by all: a closed pipe is an error, not a death */
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What a person can have got wrong is said before anything is started. */
static err_t look_over(const struct options *options, struct children *children)
{
    static struct board board;
    struct board_problem problem;
    err_t err = board_open(options->board, &board, &problem);

    for (enum process process = 0; process < PROCESS_COUNT; process++)
        children->absent[process] = !board_has(&board, process);
    if (err != ERR_OK)
        log_line("%s: %s", options->board, problem.text);
    else if (mkdir(options->data, 0700) < 0 && access(options->data, W_OK) < 0)
        err = ERR_IO;
    if (err == ERR_IO)
        log_line("%s cannot be written", options->data);
    return err;
}

int main(int argc, char **argv)
{
    struct supervisor supervisor = {0};
    struct options options;
    char path[OPTIONS_PATH_BYTES] = "";

    log_open("banshi");
    umask(0077); /* inherited by all: what any of us writes is nobody else's to read */
    if (options_parse(argc, argv, 1, &options) != ERR_OK ||
        look_over(&options, &supervisor.children) != ERR_OK)
        return 2;
    CHECK(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
    supervisor.signals = open_signals();
    supervisor.children.arguments = argv;
    supervisor.children.argument_count = argc;
    supervisor.children.folder = dirname(path);
    for (enum process process = 0; process < PROCESS_COUNT; process++)
        supervisor.children.child[process].control = -1;
    if (supervisor.signals < 0 || keep_create(&supervisor.children.memory) != ERR_OK)
        return 1;
    notify_init(&supervisor.notify);
    supervise(&supervisor);
    log_line("ending");
    notify_send(&supervisor.notify, "STOPPING=1");
    children_end_all(&supervisor.children, SUPERVISOR_END_MS);
    notify_finish(&supervisor.notify);
    close(supervisor.children.memory);
    close(supervisor.signals);
    return 0;
}
