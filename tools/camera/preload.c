/* The virtual camera as a preload library: the calls of the C library that reach a device node, led
 * to tools/bench/v4l2_shim/v4l2_camera.h where the node or the descriptor is its own. Preloaded into
 * the unmodified program, because no kernel module for a camera can be counted on; tests include
 * this file to be their own preload library. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/bench/v4l2_shim/v4l2_camera.h"

/* The next definition of a function in link order; POSIX lets dlsym()'s pointer be one of a function
 * only by way of memory. */
#define NEXT(function, name)                                                                       \
    do {                                                                                           \
        void *found = dlsym(RTLD_NEXT, name);                                                      \
                                                                                                   \
        memcpy(&(function), &found, sizeof(found));                                                \
    } while (0)

static int open_next(const char *path, int flags, mode_t mode)
{
    static int (*next)(const char *, int, ...);

    if (v4l2_camera_is_node(path))
        return v4l2_camera_open(path, flags);
    if (next == NULL)
        NEXT(next, "open64");
    return next(path, flags, mode);
}

/* The third argument of open(2) is there only with these flags. */
#define READ_MODE(flags, out_mode)                                                                 \
    do {                                                                                           \
        va_list list;                                                                              \
                                                                                                   \
        va_start(list, flags);                                                                     \
        if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE)                            \
            (out_mode) = va_arg(list, mode_t);                                                     \
        va_end(list);                                                                              \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;

    READ_MODE(flags, mode);
    return open_next(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;

    READ_MODE(flags, mode);
    return open_next(path, flags, mode);
}

/* What the fortified headers make of open(). */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __open_2(const char *path, int flags)
{
    return open_next(path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return open_next(path, flags, 0);
}

int ioctl(int fd, unsigned long request, ...)
{
    static int (*next)(int, unsigned long, ...);
    void *argument;
    va_list list;

    va_start(list, request);
    argument = va_arg(list, void *);
    va_end(list);
    if (v4l2_camera_owns(fd))
        return v4l2_camera_ioctl(fd, request, argument);
    if (next == NULL)
        NEXT(next, "ioctl");
    return next(fd, request, argument);
}

static void *map_next(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    static void *(*next)(void *, size_t, int, int, int, off_t);

    if (v4l2_camera_owns(fd))
        return v4l2_camera_map(fd, size, protection, offset);
    if (next == NULL)
        NEXT(next, "mmap64");
    return next(at, size, protection, flags, fd, offset);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return map_next(at, size, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return map_next(at, size, protection, flags, fd, offset);
}

int close(int fd)
{
    static int (*next)(int);

    if (v4l2_camera_owns(fd))
        v4l2_camera_close(fd);
    if (next == NULL)
        NEXT(next, "close");
    return next(fd);
}
