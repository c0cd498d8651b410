/* The virtual reader's serial wire: a pseudo-terminal behind a link. The reader holds its far end
 * open too, so that the line lives on between two owners; closing the near end hangs up on all. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/sdt_reader_inside.h"

#define PATH_BYTES 256
#define IDLE_MS 50
#define BUSY_MS 1

struct sdt_line {
    int near, far; /* the two ends */
    int stop[2];   /* a pipe; closing its second end ends the thread */
    pthread_t thread;
    char path[PATH_BYTES];
};

static const struct {
    uint32_t baud;
    speed_t speed;
} speeds[] = {{115200, B115200}, {57600, B57600}, {38400, B38400}, {19200, B19200}, {9600, B9600}};

/* At another speed a reader sees nothing but broken bytes. */
static bool hears(const struct sdt_reader *reader, int fd)
{
    struct termios form;

    if (tcgetattr(fd, &form) != 0 || (form.c_cflag & (CSIZE | PARENB | CSTOPB)) != CS8)
        return false;
    for (size_t i = 0; i < COUNT_OF(speeds); i++)
        if (speeds[i].baud == reader->baud)
            return cfgetospeed(&form) == speeds[i].speed;
    return false;
}

static void take(struct sdt_reader *reader, int fd)
{
    uint8_t bytes[SDT_READER_PIECE_MAX];
    ssize_t size = read(fd, bytes, sizeof(bytes));

    pthread_mutex_lock(&reader->lock);
    if (size > 0 && hears(reader, fd) && sdt_reader_passes(reader))
        sdt_reader_take_stream(reader, bytes, (size_t)size);
    pthread_mutex_unlock(&reader->lock);
}

/* One piece a turn. True while more waits. */
static bool give(struct sdt_reader *reader, int fd)
{
    uint8_t bytes[SDT_READER_PIECE_MAX];
    size_t size;
    bool more;

    pthread_mutex_lock(&reader->lock);
    size = sdt_reader_give(reader, &reader->body_in, bytes, sizeof(bytes));
    more = reader->body_in.size > 0;
    pthread_mutex_unlock(&reader->lock);
    if (size > 0 && write(fd, bytes, size) != (ssize_t)size)
        return false; /* nobody reads: as on a real line, it is lost */
    return more;
}

static void *serve(void *context)
{
    struct sdt_reader *reader = context;
    struct sdt_line *line = reader->line;
    struct pollfd ready[2] = {{.fd = line->near, .events = POLLIN},
                              {.fd = line->stop[0], .events = POLLIN}};
    bool more = false;

    for (;;) {
        ready[0].events = sdt_reader_is_frozen(reader) ? 0 : POLLIN;
        poll(ready, 2, more ? BUSY_MS : IDLE_MS);
        if (ready[1].revents != 0)
            return NULL;
        if ((ready[0].revents & POLLIN) != 0)
            take(reader, line->near);
        more = give(reader, line->near);
    }
}

/* Gives the descriptors back; the thread has ended or never began. */
static void line_free(struct sdt_line *line)
{
    int fds[] = {line->near, line->far, line->stop[0], line->stop[1]};

    for (size_t i = 0; i < COUNT_OF(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    if (line->path[0] != '\0')
        unlink(line->path);
    free(line);
}

static bool line_open(struct sdt_line *line, const char *path)
{
    char name[64];

    line->near = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (line->near < 0 || grantpt(line->near) != 0 || unlockpt(line->near) != 0 ||
        ptsname_r(line->near, name, sizeof(name)) != 0)
        return false;
    line->far = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (line->far < 0 || pipe2(line->stop, O_CLOEXEC) != 0)
        return false;
    unlink(path);
    if (symlink(name, path) != 0)
        return false;
    snprintf(line->path, sizeof(line->path), "%s", path);
    return true;
}

bool sdt_reader_plug_serial(struct sdt_reader *reader, const char *path)
{
    struct sdt_line *line;

    if (reader->wire != SDT_READER_SERIAL || reader->line != NULL)
        return false;
    line = calloc(1, sizeof(*line));
    if (line == NULL)
        return false;
    line->near = line->far = line->stop[0] = line->stop[1] = -1;
    reader->line = line;
    pthread_mutex_lock(&reader->lock);
    sdt_reader_power_on(reader);
    pthread_mutex_unlock(&reader->lock);
    if (line_open(line, path) && pthread_create(&line->thread, NULL, serve, reader) == 0)
        return true;
    reader->line = NULL;
    line_free(line);
    return false;
}

bool sdt_reader_unplug_serial(struct sdt_reader *reader)
{
    struct sdt_line *line = reader->line;

    if (line == NULL)
        return false;
    close(line->stop[1]);
    line->stop[1] = -1;
    pthread_join(line->thread, NULL);
    reader->line = NULL;
    line_free(line);
    return true;
}
