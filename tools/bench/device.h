/* A virtual USB device: what a device model offers to whatever it is plugged into. Written once for
 * every plug: under umockdev the real libusb opens it, and a plug for usbredir needs the same five
 * functions. A model is called from the plug's thread and from the bench's; each model guards its
 * own state, so callers need no lock. The model owns all its memory. */
#ifndef BANSHI_TOOLS_BENCH_DEVICE_H
#define BANSHI_TOOLS_BENCH_DEVICE_H

#include <stddef.h>
#include <stdint.h>

struct bench_device {
    const char *name;           /* "reader", for messages */
    const uint8_t *descriptors; /* the device descriptor, then one whole configuration */
    size_t descriptors_size;
    const char *strings[3];    /* of string descriptors 1 to 3: maker, product, serial number */
    const char *kernel_driver; /* what holds interface 0 when plugged in, e.g. "usblp"; or NULL */

    /* A class or vendor request. `data` is setup's length long. Returns the bytes moved, or -EPIPE
     * for a request the device does not know. */
    int (*control)(struct bench_device *device, const uint8_t setup[8], uint8_t *data);

    /* The host sends. Returns the bytes taken, -EAGAIN (not now: the transfer stays pending) or
     * -EPIPE (stall). */
    int (*out)(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size);

    /* The host asks. Returns the bytes given, -EAGAIN (nothing yet) or -EPIPE. */
    int (*in)(struct bench_device *device, uint8_t endpoint, uint8_t *out_bytes, int size_max);

    /* The host cleared a halt of the endpoint. */
    void (*clear_halt)(struct bench_device *device, uint8_t endpoint);

    /* Power: called when the device is plugged in. */
    void (*power_on)(struct bench_device *device);
};

/* The standard requests that the kernel does not answer by itself (strings, status), and the
 * device's own control() for all others. Used by every plug. */
int bench_device_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data);

#endif
