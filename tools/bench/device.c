#include "tools/bench/device.h"

#include <errno.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define GET_STATUS 0
#define GET_DESCRIPTOR 6
#define DESCRIPTOR_DEVICE 1
#define DESCRIPTOR_CONFIGURATION 2
#define DESCRIPTOR_STRING 3
#define LANGUAGE_US 0x0409

static int give(uint8_t *data, int room, const uint8_t *from, size_t size)
{
    int count = (int)size < room ? (int)size : room;

    memcpy(data, from, (size_t)count);
    return count;
}

/* String descriptors: index 0 lists the languages, the others are ASCII as UTF-16LE. */
static int give_string(const struct bench_device *device, uint8_t index, uint8_t *data, int room)
{
    uint8_t out[256] = {4, DESCRIPTOR_STRING};
    size_t length;

    if (index == 0) {
        bytes_put_le16(out + 2, LANGUAGE_US);
        return give(data, room, out, 4);
    }
    if (index > 3 || device->strings[index - 1] == NULL)
        return -EPIPE;
    length = strnlen(device->strings[index - 1], 126);
    for (size_t i = 0; i < length; i++)
        bytes_put_le16(out + 2 + 2 * i, (uint8_t)device->strings[index - 1][i]);
    out[0] = (uint8_t)(2 + 2 * length);
    return give(data, room, out, out[0]);
}

static int give_descriptor(const struct bench_device *device, const uint8_t *setup, uint8_t *data,
                           int room)
{
    switch (setup[3]) {
    case DESCRIPTOR_DEVICE:
        return give(data, room, device->descriptors, 18);
    case DESCRIPTOR_CONFIGURATION:
        return give(data, room, device->descriptors + 18, device->descriptors_size - 18);
    case DESCRIPTOR_STRING:
        return give_string(device, setup[2], data, room);
    default:
        return -EPIPE;
    }
}

int bench_device_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data)
{
    static const uint8_t status[2] = {1, 0}; /* self-powered */
    int room = bytes_get_le16(setup + 6);

    if (setup[0] == 0x80 && setup[1] == GET_DESCRIPTOR)
        return give_descriptor(device, setup, data, room);
    if ((setup[0] & 0xe0) == 0x80 && setup[1] == GET_STATUS)
        return give(data, room, status, sizeof(status));
    return device->control != NULL ? device->control(device, setup, data) : -EPIPE;
}
