#include "tools/bench/cdc_line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 256
#define HEARD_BYTES 256
#define FULL_PAUSE_MS 2 /* until a full terminal is tried again */
#define FULL_MS_MAX 200 /* nobody reads: a device waits no longer, and a kernel's queue is full */

/* Something that waits to be said. */
struct saying {
    struct saying *next;
    uint64_t pause_ms;
    size_t size, said;
    uint8_t bytes[];
};

struct cdc_line {
    char link[PATH_BYTES];
    struct cdc_line_listener listener;
    pthread_mutex_t lock;
    pthread_cond_t returned; /* the thread from its wait */
    pthread_t thread;
    bool plugged, ends;
    bool waits;        /* the thread, with the terminal in its hand */
    int master, slave; /* the slave is kept open, or the line would hang up between two programs */
    int wake;
    struct saying *first, *last;
    uint64_t last_ms;  /* when the last bytes were said or asked for */
    uint64_t heard_ms; /* when the terminal last took something, or had nothing to take */
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void poke(struct cdc_line *line)
{
    uint64_t one = 1;

    while (write(line->wake, &one, sizeof(one)) < 0 && errno == EINTR)
        continue;
}

static void forget_first(struct cdc_line *line)
{
    struct saying *first = line->first;

    line->first = first->next;
    if (line->first == NULL)
        line->last = NULL;
    free(first);
}

static void forget_all(struct cdc_line *line)
{
    while (line->first != NULL)
        forget_first(line);
}

/* Says what is due. Gives the milliseconds until there is more to do, -1: nothing. */
static int say_due(struct cdc_line *line)
{
    while (line->first != NULL) {
        struct saying *first = line->first;
        uint64_t due_ms = line->last_ms + first->pause_ms, now = now_ms();
        ssize_t count;

        if (now < due_ms) {
            line->heard_ms = due_ms;
            return (int)(due_ms - now);
        }
        count = write(line->master, first->bytes + first->said, first->size - first->said);
        if (count < 0 && now - line->heard_ms < FULL_MS_MAX)
            return FULL_PAUSE_MS;
        if (count < 0) {
            forget_all(line);
            break;
        }
        line->heard_ms = now;
        first->said += (size_t)count;
        if (first->said < first->size)
            continue;
        line->last_ms = now;
        forget_first(line);
    }
    return -1;
}

static void listen_once(struct cdc_line *line)
{
    uint8_t bytes[HEARD_BYTES];
    ssize_t count;

    pthread_mutex_lock(&line->lock);
    count = line->plugged ? read(line->master, bytes, sizeof(bytes)) : 0;
    pthread_mutex_unlock(&line->lock);
    if (count > 0 && line->listener.heard != NULL)
        line->listener.heard(line->listener.context, bytes, (size_t)count);
}

/* Waits for something to hear, to say, or to be told. While it waits the terminal is in use, and
 * closing it would not hang up. */
static void wait_once(struct cdc_line *line)
{
    struct pollfd files[2] = {{.fd = line->wake, .events = POLLIN}, {.fd = -1}};
    int wait_ms = -1, ready;
    uint64_t count;

    pthread_mutex_lock(&line->lock);
    if (line->plugged) {
        wait_ms = say_due(line);
        files[1] = (struct pollfd){.fd = line->master, .events = POLLIN};
    }
    line->waits = line->plugged;
    if (line->ends)
        wait_ms = 0;
    pthread_mutex_unlock(&line->lock);
    ready = poll(files, 2, wait_ms);
    pthread_mutex_lock(&line->lock);
    line->waits = false;
    pthread_cond_broadcast(&line->returned);
    pthread_mutex_unlock(&line->lock);
    if (ready > 0 && files[0].revents != 0 && read(line->wake, &count, sizeof(count)) < 0)
        return;
    if (ready > 0 && (files[1].revents & POLLIN) != 0)
        listen_once(line);
}

static void *run(void *context)
{
    struct cdc_line *line = context;
    bool ends = false;

    while (!ends) {
        wait_once(line);
        pthread_mutex_lock(&line->lock);
        ends = line->ends;
        pthread_mutex_unlock(&line->lock);
    }
    return NULL;
}

struct cdc_line *cdc_line_create(const char *link, const struct cdc_line_listener *listener)
{
    struct cdc_line *line = calloc(1, sizeof(*line));

    if (line == NULL)
        return NULL;
    snprintf(line->link, sizeof(line->link), "%s", link);
    if (listener != NULL)
        line->listener = *listener;
    line->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&line->lock, NULL);
    pthread_cond_init(&line->returned, NULL);
    if (line->wake < 0 || pthread_create(&line->thread, NULL, run, line) != 0) {
        if (line->wake >= 0)
            close(line->wake);
        pthread_cond_destroy(&line->returned);
        pthread_mutex_destroy(&line->lock);
        free(line);
        return NULL;
    }
    return line;
}

void cdc_line_destroy(struct cdc_line *line)
{
    if (line == NULL)
        return;
    cdc_line_pull(line);
    pthread_mutex_lock(&line->lock);
    line->ends = true;
    pthread_mutex_unlock(&line->lock);
    poke(line);
    pthread_join(line->thread, NULL);
    close(line->wake);
    pthread_cond_destroy(&line->returned);
    pthread_mutex_destroy(&line->lock);
    free(line);
}

/* Opens the pair; raw, so that bytes are bytes before any program has said so. */
static bool open_pair(struct cdc_line *line, char *out_name, size_t size_bytes)
{
    struct termios form;

    line->slave = -1;
    line->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (line->master < 0)
        return false;
    if (grantpt(line->master) == 0 && unlockpt(line->master) == 0 &&
        ptsname_r(line->master, out_name, size_bytes) == 0)
        line->slave = open(out_name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (line->slave >= 0 && tcgetattr(line->slave, &form) == 0) {
        cfmakeraw(&form);
        if (tcsetattr(line->slave, TCSANOW, &form) == 0)
            return true;
    }
    if (line->slave >= 0)
        close(line->slave);
    close(line->master);
    return false;
}

bool cdc_line_plug(struct cdc_line *line)
{
    char name[PATH_BYTES];

    if (line->plugged || !open_pair(line, name, sizeof(name)))
        return false;
    unlink(line->link);
    if (symlink(name, line->link) != 0) {
        close(line->slave);
        close(line->master);
        return false;
    }
    pthread_mutex_lock(&line->lock);
    line->last_ms = now_ms();
    line->plugged = true;
    pthread_mutex_unlock(&line->lock);
    poke(line);
    return true;
}

void cdc_line_pull(struct cdc_line *line)
{
    bool was_plugged;

    pthread_mutex_lock(&line->lock);
    was_plugged = line->plugged;
    line->plugged = false;
    forget_all(line);
    poke(line);
    while (line->waits)
        pthread_cond_wait(&line->returned, &line->lock);
    if (was_plugged) {
        unlink(line->link);
        close(line->slave);
        close(line->master);
    }
    pthread_mutex_unlock(&line->lock);
}

bool cdc_line_is_plugged(struct cdc_line *line)
{
    bool plugged;

    pthread_mutex_lock(&line->lock);
    plugged = line->plugged;
    pthread_mutex_unlock(&line->lock);
    return plugged;
}

/* Called with the lock held. */
static void append(struct cdc_line *line, struct saying *saying)
{
    if (line->first == NULL) {
        line->last_ms = line->heard_ms = now_ms();
        line->first = saying;
    } else {
        line->last->next = saying;
    }
    line->last = saying;
}

void cdc_line_say(struct cdc_line *line, const void *bytes, size_t size_bytes, uint32_t pause_ms)
{
    struct saying *saying = malloc(sizeof(*saying) + size_bytes);

    if (saying == NULL)
        return;
    *saying = (struct saying){.pause_ms = pause_ms, .size = size_bytes};
    memcpy(saying->bytes, bytes, size_bytes);
    pthread_mutex_lock(&line->lock);
    if (line->plugged)
        append(line, saying);
    else
        free(saying);
    poke(line);
    pthread_mutex_unlock(&line->lock);
}
