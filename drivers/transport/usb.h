/* USB for drivers: a thin blocking layer over libusb 1.0. Every call has a limit, so a driver on
 * top is straight-line code. One device per handle, one handle per worker process; each open looks
 * the device up afresh, so a device that was pulled out and put back is found again, whatever
 * number the kernel gave it this time. libusb keeps one thread of its own for hot plug while a
 * device is open. The caller owns all buffers; buffers with personal data are wiped by the caller.
 *
 * Errors of every transfer: ERR_NO_DEVICE (pulled out), ERR_TIMEOUT, ERR_PROTOCOL (the endpoint
 * stalled and the halt has been cleared, or more bytes came than asked), ERR_IO. */
#ifndef BANSHI_DRIVERS_TRANSPORT_USB_H
#define BANSHI_DRIVERS_TRANSPORT_USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

/* A read asks for a multiple of this, or a device that sends a full packet would be cut off. It is
 * the largest bulk packet of full speed and divides that of high speed. */
#define USB_PACKET_BYTES 64
#define USB_PATH_BYTES 24 /* bus, 7 hubs, separators, NUL */

/* Where a device hangs. */
struct usb_port {
    uint16_t vendor, product;
    char path[USB_PATH_BYTES]; /* "1-2.3": bus 1, port 2, port 3; empty: any place */
};

/* Reads "usb:VVVV:PPPP" or "usb:VVVV:PPPP@PATH", hexadecimal digits in either case. ERR_INVALID for
 * anything else. */
err_t MUST_USE usb_port_parse(const char *text, struct usb_port *out_port);

/* An interface as the device's own descriptors give it. Endpoint addresses are 0 when missing. */
struct usb_interface {
    uint8_t number, alternate, protocol;
    uint8_t bulk_in, bulk_out;
};

struct usb_device; /* one open device */

/* Opens the first device that fits `port`. ERR_INVALID (the text), ERR_NO_DEVICE, ERR_DENIED (no
 * right to the node), ERR_MEMORY, ERR_IO. */
err_t MUST_USE usb_open(const char *port, struct usb_device **out_device);

/* Releases the interface, gives it back to the kernel driver it was taken from, and closes. NULL is
 * allowed. */
void usb_close(struct usb_device *device);

/* Finds the interface of USB class `usb_class` that has a bulk OUT endpoint in the active
 * configuration, preferring one with a bulk IN beside it. ERR_NO_DEVICE when there is none. */
err_t MUST_USE usb_find_interface(struct usb_device *device, uint8_t usb_class,
                                  struct usb_interface *out_interface);

/* An endpoint for messages, as the device's own descriptors give it. */
struct usb_endpoint {
    uint8_t address; /* 0x80 and above: to the host */
    bool interrupts; /* interrupt, else bulk */
};

#define USB_ENDPOINTS_MAX 16

/* The bulk and interrupt endpoints of interface `number` in its first setting, in the order of the
 * descriptors; `out_endpoints` holds USB_ENDPOINTS_MAX, more are left out. ERR_NO_DEVICE: no such
 * interface. */
err_t MUST_USE usb_list_endpoints(struct usb_device *device, uint8_t number,
                                  struct usb_endpoint *out_endpoints, size_t *out_count);

/* Takes an interface, away from a kernel driver if need be, and selects the alternate setting when
 * it is not 0. At most one interface per device. ERR_BUSY: another process holds it. */
err_t MUST_USE usb_claim(struct usb_device *device, uint8_t number, uint8_t alternate);

/* Writes all bytes. On an error an unknown part of them has been given to the device. */
err_t MUST_USE usb_write(struct usb_device *device, uint8_t endpoint, const uint8_t *bytes,
                         size_t size_bytes, uint32_t limit_ms);

/* Reads what the device sends in one transfer, bulk or interrupt as the endpoint is: 1 to size_max
 * bytes; size_max is a multiple of USB_PACKET_BYTES. Short reads are the rule; who wants a whole
 * message asks again. */
err_t MUST_USE usb_read(struct usb_device *device, uint8_t endpoint, uint8_t *out_bytes,
                        size_t size_max, uint32_t limit_ms, size_t *out_size);

/* Reads and forgets until the endpoint has been quiet for `quiet_ms`, or for 2 seconds at most. True
 * when there was anything. */
bool usb_drain(struct usb_device *device, uint8_t endpoint, uint32_t quiet_ms);

/* One control transfer, as USB 2.0 section 9.3 names the fields. */
struct usb_setup {
    uint8_t type, request;
    uint16_t value, index, length;
};

/* `data` holds setup->length bytes, read or written as bit 7 of the type says. A request that the
 * device does not know gives ERR_PROTOCOL. `out_size` may be NULL. */
err_t MUST_USE usb_control(struct usb_device *device, const struct usb_setup *setup, uint8_t *data,
                           uint32_t limit_ms, size_t *out_size);

#endif
