/* The calls of the C library that reach a GPIO chip, led to tools/bench/io_gpio.h where the path or
 * the descriptor is its own. A program that includes this, once, is its own preload library: it
 * drives the unmodified libgpiod, because no kernel module for a virtual chip can be counted on. */
#ifndef BANSHI_TOOLS_BENCH_IO_GPIO_CALLS_H
#define BANSHI_TOOLS_BENCH_IO_GPIO_CALLS_H

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tools/bench/io_gpio.h"

/* The next definition of a function in link order; POSIX lets dlsym()'s pointer be one of a function
 * only by way of memory. */
#define IO_GPIO_NEXT(function, name)                                                               \
    do {                                                                                           \
        void *found = dlsym(RTLD_NEXT, name);                                                      \
                                                                                                   \
        memcpy(&(function), &found, sizeof(found));                                                \
    } while (0)

static bool io_gpio_is_path(const char *path)
{
    return io_gpio_is_node(path) || io_gpio_is_attribute(path);
}

static int io_gpio_stat(struct stat *out_stat)
{
    if (!io_gpio_is_plugged()) {
        errno = ENOENT;
        return -1;
    }
    memset(out_stat, 0, sizeof(*out_stat));
    out_stat->st_mode = S_IFCHR | 0600;
    out_stat->st_rdev = makedev(io_gpio_major(), io_gpio_minor());
    return 0;
}

int open(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    mode_t mode = 0;
    va_list list;

    if (io_gpio_is_path(path))
        return io_gpio_open(path);
    va_start(list, flags);
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE)
        mode = va_arg(list, mode_t);
    va_end(list);
    if (next == NULL)
        IO_GPIO_NEXT(next, "open");
    return next(path, flags, mode);
}

int stat(const char *restrict path, struct stat *restrict out_stat)
{
    static int (*next)(const char *, struct stat *);

    if (io_gpio_is_node(path))
        return io_gpio_stat(out_stat);
    if (next == NULL)
        IO_GPIO_NEXT(next, "stat");
    return next(path, out_stat);
}

int lstat(const char *restrict path, struct stat *restrict out_stat)
{
    static int (*next)(const char *, struct stat *);

    if (io_gpio_is_node(path))
        return io_gpio_stat(out_stat);
    if (next == NULL)
        IO_GPIO_NEXT(next, "lstat");
    return next(path, out_stat);
}

int access(const char *path, int mode)
{
    static int (*next)(const char *, int);

    if (io_gpio_is_attribute(path) && io_gpio_is_plugged())
        return 0;
    if (next == NULL)
        IO_GPIO_NEXT(next, "access");
    return next(path, mode);
}

int ioctl(int fd, unsigned long request, ...)
{
    static int (*next)(int, unsigned long, ...);
    void *argument;
    va_list list;

    va_start(list, request);
    argument = va_arg(list, void *);
    va_end(list);
    if (io_gpio_owns(fd))
        return io_gpio_ioctl(fd, request, argument);
    if (next == NULL)
        IO_GPIO_NEXT(next, "ioctl");
    return next(fd, request, argument);
}

int close(int fd)
{
    static int (*next)(int);

    io_gpio_close(fd);
    if (next == NULL)
        IO_GPIO_NEXT(next, "close");
    return next(fd);
}

#endif
