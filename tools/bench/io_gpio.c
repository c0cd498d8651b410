#include "tools/bench/io_gpio.h"

#include <errno.h>
#include <linux/gpio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define ATTRIBUTE "/sys/bus/gpio/devices/gpiochip-bench/dev"
#define MAJOR 254
#define MINOR 7
#define HANDLES_MAX 8

/* What all processes see. */
struct chip {
    bool plugged, broken;
    unsigned generation; /* counts how often it was plugged in: old handles are dead */
    unsigned unplug_in;
    uint32_t levels, stuck;
    int32_t holders[IO_GPIO_LINES]; /* the process that holds the line; 0: nobody */
};

/* A descriptor of this process: the chip itself, or some of its lines. */
struct handle {
    int fd; /* 0: free */
    unsigned generation;
    uint32_t count; /* 0: the chip */
    uint32_t offsets[IO_GPIO_LINES];
};

static struct chip *chip;
static struct handle handles[HANDLES_MAX];

bool io_gpio_init(void)
{
    chip = mmap(NULL, sizeof(*chip), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (chip == MAP_FAILED)
        chip = NULL;
    else
        chip->plugged = true;
    return chip != NULL;
}

void io_gpio_finish(void)
{
    if (chip != NULL)
        munmap(chip, sizeof(*chip));
    chip = NULL;
}

void io_gpio_set_level(unsigned line, bool high)
{
    chip->levels = high ? chip->levels | 1u << line : chip->levels & ~(1u << line);
}

uint32_t io_gpio_levels(void)
{
    return chip->levels & ~chip->stuck;
}

void io_gpio_set_stuck(uint32_t lines)
{
    chip->stuck = lines;
}

void io_gpio_set_broken(bool broken)
{
    chip->broken = broken;
}

/* A chip that comes back has forgotten who held its lines, and what its outputs were. */
void io_gpio_set_plugged(bool plugged)
{
    if (plugged && !chip->plugged) {
        chip->generation++;
        memset(chip->holders, 0, sizeof(chip->holders));
    }
    chip->plugged = plugged;
    chip->unplug_in = 0;
}

void io_gpio_unplug_at(unsigned calls)
{
    chip->unplug_in = calls;
}

bool io_gpio_is_plugged(void)
{
    return chip != NULL && chip->plugged;
}

unsigned io_gpio_major(void)
{
    return MAJOR;
}

unsigned io_gpio_minor(void)
{
    return MINOR;
}

bool io_gpio_is_node(const char *path)
{
    return strcmp(path, IO_GPIO_NODE) == 0;
}

bool io_gpio_is_attribute(const char *path)
{
    return strcmp(path, ATTRIBUTE) == 0;
}

static int fail(int error)
{
    errno = error;
    return -1;
}

static struct handle *find(int fd)
{
    for (size_t i = 0; i < HANDLES_MAX; i++)
        if (fd > 0 && handles[i].fd == fd)
            return &handles[i];
    return NULL;
}

/* A descriptor that stands for nothing but itself. */
static struct handle *take_handle(void)
{
    for (size_t i = 0; i < HANDLES_MAX; i++)
        if (handles[i].fd == 0) {
            int fd = memfd_create("gpio", MFD_CLOEXEC);

            if (fd < 0)
                return NULL;
            handles[i] = (struct handle){.fd = fd, .generation = chip->generation};
            return &handles[i];
        }
    errno = EMFILE;
    return NULL;
}

static int open_attribute(void)
{
    char text[16];
    int length = snprintf(text, sizeof(text), "%d:%d\n", MAJOR, MINOR);
    int fd = memfd_create("gpio-dev", MFD_CLOEXEC);

    if (fd < 0)
        return -1;
    if (write(fd, text, (size_t)length) != length || lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int io_gpio_open(const char *path)
{
    struct handle *handle;

    if (!io_gpio_is_plugged())
        return fail(ENOENT);
    if (io_gpio_is_attribute(path))
        return open_attribute();
    handle = take_handle();
    return handle != NULL ? handle->fd : -1;
}

bool io_gpio_owns(int fd)
{
    return find(fd) != NULL;
}

void io_gpio_close(int fd)
{
    struct handle *handle = find(fd);

    if (handle == NULL)
        return;
    for (uint32_t i = 0; i < handle->count && handle->generation == chip->generation; i++)
        chip->holders[handle->offsets[i]] = 0;
    memset(handle, 0, sizeof(*handle));
}

/* The kernel lets go of the lines of a process that died. */
static bool is_held(uint32_t line)
{
    int32_t holder = chip->holders[line];

    return holder != 0 && kill(holder, 0) == 0;
}

static int get_chip_info(struct gpiochip_info *info)
{
    memset(info, 0, sizeof(*info));
    strcpy(info->name, "gpiochip-bench");
    strcpy(info->label, "Banshi bench");
    info->lines = IO_GPIO_LINES;
    return 0;
}

static int get_line_info(struct gpioline_info *info)
{
    uint32_t line = info->line_offset;

    if (line >= IO_GPIO_LINES)
        return fail(EINVAL);
    memset(info, 0, sizeof(*info));
    info->line_offset = line;
    info->flags = is_held(line) ? GPIOLINE_FLAG_KERNEL : 0;
    return 0;
}

static void set_levels(const struct handle *handle, const uint8_t *values)
{
    for (uint32_t i = 0; i < handle->count; i++)
        io_gpio_set_level(handle->offsets[i], values[i] != 0);
}

static int request_lines(struct gpiohandle_request *request)
{
    struct handle *handle;

    if (request->lines == 0 || request->lines > IO_GPIO_LINES)
        return fail(EINVAL);
    for (uint32_t i = 0; i < request->lines; i++) {
        if (request->lineoffsets[i] >= IO_GPIO_LINES)
            return fail(EINVAL);
        if (is_held(request->lineoffsets[i]))
            return fail(EBUSY);
    }
    handle = take_handle();
    if (handle == NULL)
        return -1;
    handle->count = request->lines;
    for (uint32_t i = 0; i < request->lines; i++) {
        handle->offsets[i] = request->lineoffsets[i];
        chip->holders[request->lineoffsets[i]] = getpid();
    }
    if ((request->flags & GPIOHANDLE_REQUEST_OUTPUT) != 0)
        set_levels(handle, request->default_values);
    request->fd = handle->fd;
    return 0;
}

static int move_values(const struct handle *handle, bool set, struct gpiohandle_data *data)
{
    if (chip->unplug_in > 0 && --chip->unplug_in == 0) {
        chip->plugged = false;
        return fail(ENODEV);
    }
    if (chip->broken)
        return fail(EIO);
    if (set)
        set_levels(handle, data->values);
    for (uint32_t i = 0; i < handle->count && !set; i++)
        data->values[i] = io_gpio_levels() >> handle->offsets[i] & 1;
    return 0;
}

int io_gpio_ioctl(int fd, unsigned long request, void *argument)
{
    const struct handle *handle = find(fd);

    CHECK(handle != NULL);
    if (!chip->plugged || handle->generation != chip->generation)
        return fail(ENODEV);
    if (handle->count > 0 && (request == GPIOHANDLE_GET_LINE_VALUES_IOCTL ||
                              request == GPIOHANDLE_SET_LINE_VALUES_IOCTL))
        return move_values(handle, request == GPIOHANDLE_SET_LINE_VALUES_IOCTL, argument);
    if (handle->count > 0)
        return fail(EINVAL);
    if (request == GPIO_GET_CHIPINFO_IOCTL)
        return get_chip_info(argument);
    if (request == GPIO_GET_LINEINFO_IOCTL)
        return get_line_info(argument);
    if (request == GPIO_GET_LINEHANDLE_IOCTL)
        return request_lines(argument);
    return fail(EINVAL);
}
