#include "drivers/transport/usb.h"

#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define DRAIN_ALL_MS 2000
#define PORTS_MAX 7

struct usb_device {
    libusb_context *context;
    libusb_device_handle *handle;
    int claimed;           /* interface number, -1: none */
    uint32_t interrupt_in; /* a bit per interrupt endpoint of the claimed interface */
    uint32_t interrupt_out;
};

static err_t err_of(int libusb_error)
{
    switch (libusb_error) {
    case LIBUSB_SUCCESS:
        return ERR_OK;
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return ERR_NO_DEVICE;
    case LIBUSB_ERROR_ACCESS:
        return ERR_DENIED;
    case LIBUSB_ERROR_BUSY:
        return ERR_BUSY;
    case LIBUSB_ERROR_TIMEOUT:
        return ERR_TIMEOUT;
    case LIBUSB_ERROR_PIPE:
    case LIBUSB_ERROR_OVERFLOW:
        return ERR_PROTOCOL;
    case LIBUSB_ERROR_NO_MEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

/* A path is a bus number, '-', and port numbers joined by '.', nothing else. */
static bool is_path(const char *text)
{
    size_t length = strlen(text);

    return length >= 3 && length < USB_PATH_BYTES && strspn(text, "0123456789-.") == length &&
           strchr(text, '-') != NULL;
}

err_t usb_port_parse(const char *text, struct usb_port *out_port)
{
    char digits[5];
    uint8_t id[4];

    memset(out_port, 0, sizeof(*out_port));
    if (strncmp(text, "usb:", 4) != 0 || strlen(text) < 13 || text[8] != ':')
        return ERR_INVALID;
    for (int i = 0; i < 2; i++) {
        memcpy(digits, text + 4 + 5 * i, 4);
        digits[4] = '\0';
        if (!bytes_from_hex(digits, id + 2 * i, 2))
            return ERR_INVALID;
    }
    out_port->vendor = bytes_get_be16(id);
    out_port->product = bytes_get_be16(id + 2);
    if (text[13] == '\0')
        return ERR_OK;
    if (text[13] != '@' || !is_path(text + 14))
        return ERR_INVALID;
    text_copy(out_port->path, sizeof(out_port->path), text + 14);
    return ERR_OK;
}

/* The place of a device as the kernel names it in /sys: "1-2.3". */
static void path_of(libusb_device *device, char *out, size_t size_bytes)
{
    uint8_t ports[PORTS_MAX];
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);

    out[0] = '\0';
    text_append_number(out, size_bytes, libusb_get_bus_number(device), 0);
    for (int i = 0; i < count; i++) {
        text_append(out, size_bytes, i == 0 ? "-" : ".");
        text_append_number(out, size_bytes, ports[i], 0);
    }
}

static bool fits(libusb_device *device, const struct usb_port *port)
{
    struct libusb_device_descriptor descriptor;
    char path[USB_PATH_BYTES + 8];

    if (libusb_get_device_descriptor(device, &descriptor) != 0)
        return false;
    if (descriptor.idVendor != port->vendor || descriptor.idProduct != port->product)
        return false;
    path_of(device, path, sizeof(path));
    return port->path[0] == '\0' || strcmp(path, port->path) == 0;
}

static err_t open_first(libusb_context *context, const struct usb_port *port,
                        libusb_device_handle **out_handle)
{
    libusb_device **list = NULL;
    ssize_t count = libusb_get_device_list(context, &list);
    err_t err = count < 0 ? err_of((int)count) : ERR_NO_DEVICE;

    for (ssize_t i = 0; i < count; i++)
        if (fits(list[i], port)) {
            err = err_of(libusb_open(list[i], out_handle));
            if (err == ERR_OK)
                break;
        }
    if (list != NULL)
        libusb_free_device_list(list, 1);
    return err;
}

err_t usb_open(const char *port, struct usb_device **out_device)
{
    struct usb_device *device = NULL;
    struct usb_port where;
    err_t err = usb_port_parse(port, &where);

    *out_device = NULL;
    if (err != ERR_OK)
        return err;
    device = calloc(1, sizeof(*device));
    if (device == NULL)
        return ERR_MEMORY;
    device->claimed = -1;
    err = err_of(libusb_init(&device->context));
    if (err != ERR_OK)
        goto out;
    err = open_first(device->context, &where, &device->handle);
    if (err != ERR_OK)
        goto out;
    libusb_set_auto_detach_kernel_driver(device->handle, 1);
    *out_device = device;
    device = NULL;
out:
    usb_close(device);
    return err;
}

void usb_close(struct usb_device *device)
{
    if (device == NULL)
        return;
    if (device->claimed >= 0)
        libusb_release_interface(device->handle, device->claimed);
    if (device->handle != NULL)
        libusb_close(device->handle);
    if (device->context != NULL)
        libusb_exit(device->context);
    free(device);
}

static struct usb_interface interface_of(const struct libusb_interface_descriptor *from)
{
    struct usb_interface found = {.number = from->bInterfaceNumber,
                                  .alternate = from->bAlternateSetting,
                                  .protocol = from->bInterfaceProtocol};

    for (int i = 0; i < from->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint = &from->endpoint[i];
        bool in = (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;

        if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK)
            continue;
        if (in && found.bulk_in == 0)
            found.bulk_in = endpoint->bEndpointAddress;
        if (!in && found.bulk_out == 0)
            found.bulk_out = endpoint->bEndpointAddress;
    }
    return found;
}

static bool search(const struct libusb_config_descriptor *config, uint8_t usb_class,
                   struct usb_interface *out_interface)
{
    bool found = false;

    for (int i = 0; i < config->bNumInterfaces; i++)
        for (int j = 0; j < config->interface[i].num_altsetting; j++) {
            const struct libusb_interface_descriptor *at = &config->interface[i].altsetting[j];
            struct usb_interface candidate = interface_of(at);

            if (at->bInterfaceClass != usb_class || candidate.bulk_out == 0)
                continue;
            if (found && (out_interface->bulk_in != 0 || candidate.bulk_in == 0))
                continue;
            *out_interface = candidate;
            found = true;
        }
    return found;
}

err_t usb_find_interface(struct usb_device *device, uint8_t usb_class,
                         struct usb_interface *out_interface)
{
    struct libusb_config_descriptor *config = NULL;
    err_t err;

    memset(out_interface, 0, sizeof(*out_interface));
    err = err_of(libusb_get_active_config_descriptor(libusb_get_device(device->handle), &config));
    if (err != ERR_OK)
        return err;
    if (!search(config, usb_class, out_interface))
        err = ERR_NO_DEVICE;
    libusb_free_config_descriptor(config);
    return err;
}

static const struct libusb_interface_descriptor *
interface_at(const struct libusb_config_descriptor *config, uint8_t number)
{
    for (int i = 0; i < config->bNumInterfaces; i++)
        if (config->interface[i].num_altsetting > 0 &&
            config->interface[i].altsetting[0].bInterfaceNumber == number)
            return &config->interface[i].altsetting[0];
    return NULL;
}

static size_t list_endpoints(const struct libusb_interface_descriptor *from,
                             struct usb_endpoint *out)
{
    size_t count = 0;

    for (int i = 0; i < from->bNumEndpoints && count < USB_ENDPOINTS_MAX; i++) {
        int type = from->endpoint[i].bmAttributes & LIBUSB_TRANSFER_TYPE_MASK;

        if (type == LIBUSB_TRANSFER_TYPE_BULK || type == LIBUSB_TRANSFER_TYPE_INTERRUPT)
            out[count++] = (struct usb_endpoint){from->endpoint[i].bEndpointAddress,
                                                 type == LIBUSB_TRANSFER_TYPE_INTERRUPT};
    }
    return count;
}

err_t usb_list_endpoints(struct usb_device *device, uint8_t number,
                         struct usb_endpoint *out_endpoints, size_t *out_count)
{
    struct libusb_config_descriptor *config = NULL;
    const struct libusb_interface_descriptor *interface;
    err_t err;

    *out_count = 0;
    err = err_of(libusb_get_active_config_descriptor(libusb_get_device(device->handle), &config));
    if (err != ERR_OK)
        return err;
    interface = interface_at(config, number);
    if (interface == NULL)
        err = ERR_NO_DEVICE;
    else
        *out_count = list_endpoints(interface, out_endpoints);
    libusb_free_config_descriptor(config);
    return err;
}

/* Remembers which endpoints want interrupt transfers: a kernel would turn a bulk transfer to one of
 * them into the right kind, but only a short one. */
static void note_interrupts(struct usb_device *device, uint8_t number)
{
    struct usb_endpoint endpoints[USB_ENDPOINTS_MAX];
    size_t count;

    if (usb_list_endpoints(device, number, endpoints, &count) != ERR_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = endpoints[i].interrupts ? 1u << (endpoints[i].address & 0x0f) : 0;

        if (endpoints[i].address & LIBUSB_ENDPOINT_IN)
            device->interrupt_in |= bit;
        else
            device->interrupt_out |= bit;
    }
}

static bool is_interrupt(const struct usb_device *device, uint8_t endpoint)
{
    uint32_t bits = endpoint & LIBUSB_ENDPOINT_IN ? device->interrupt_in : device->interrupt_out;

    return (bits >> (endpoint & 0x0f) & 1) != 0;
}

err_t usb_claim(struct usb_device *device, uint8_t number, uint8_t alternate)
{
    err_t err;

    CHECK(device->claimed < 0);
    err = err_of(libusb_claim_interface(device->handle, number));
    if (err != ERR_OK)
        return err;
    device->claimed = number;
    note_interrupts(device, number);
    if (alternate == 0)
        return ERR_OK;
    return err_of(libusb_set_interface_alt_setting(device->handle, number, alternate));
}

/* One transfer. Bytes that moved before the time was up count: libusb reports both. A limit of 0 is
 * "for ever" to libusb, so the shortest wait is 1 ms. */
static err_t transfer(struct usb_device *device, uint8_t endpoint, uint8_t *bytes, size_t size,
                      uint32_t limit_ms, size_t *out_size)
{
    bool interrupts = is_interrupt(device, endpoint);
    int moved = 0, result;

    if (limit_ms == 0)
        limit_ms = 1;
    result = interrupts ? libusb_interrupt_transfer(device->handle, endpoint, bytes, (int)size,
                                                    &moved, limit_ms)
                        : libusb_bulk_transfer(device->handle, endpoint, bytes, (int)size, &moved,
                                               limit_ms);
    *out_size = (size_t)moved;
    if (result == LIBUSB_ERROR_TIMEOUT && moved > 0)
        return ERR_OK;
    if (result == LIBUSB_ERROR_PIPE)
        libusb_clear_halt(device->handle, endpoint);
    return err_of(result);
}

err_t usb_write(struct usb_device *device, uint8_t endpoint, const uint8_t *bytes,
                size_t size_bytes, uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    size_t done = 0;

    while (done < size_bytes) {
        uint32_t left_ms = deadline_left(deadline);
        size_t moved;
        err_t err;

        if (left_ms == 0 && done > 0)
            return ERR_TIMEOUT;
        err =
            transfer(device, endpoint, (uint8_t *)bytes + done, size_bytes - done, left_ms, &moved);
        if (err != ERR_OK)
            return err;
        done += moved;
    }
    return ERR_OK;
}

err_t usb_read(struct usb_device *device, uint8_t endpoint, uint8_t *out_bytes, size_t size_max,
               uint32_t limit_ms, size_t *out_size)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err;

    CHECK(size_max > 0 && size_max % USB_PACKET_BYTES == 0);
    do { /* An empty packet is no answer. */
        err = transfer(device, endpoint, out_bytes, size_max, deadline_left(deadline), out_size);
    } while (err == ERR_OK && *out_size == 0 && deadline_left(deadline) > 0);
    return err == ERR_OK && *out_size == 0 ? ERR_TIMEOUT : err;
}

bool usb_drain(struct usb_device *device, uint8_t endpoint, uint32_t quiet_ms)
{
    uint64_t deadline = deadline_after(DRAIN_ALL_MS);
    uint8_t bin[USB_PACKET_BYTES * 8];
    bool found = false;
    size_t size;

    while (deadline_left(deadline) > 0 &&
           usb_read(device, endpoint, bin, sizeof(bin), quiet_ms, &size) == ERR_OK)
        found = true;
    bytes_wipe(bin, sizeof(bin));
    return found;
}

err_t usb_control(struct usb_device *device, const struct usb_setup *setup, uint8_t *data,
                  uint32_t limit_ms, size_t *out_size)
{
    int result =
        libusb_control_transfer(device->handle, setup->type, setup->request, setup->value,
                                setup->index, data, setup->length, limit_ms == 0 ? 1 : limit_ms);

    if (out_size != NULL)
        *out_size = result > 0 ? (size_t)result : 0;
    return result >= 0 ? ERR_OK : err_of(result);
}
