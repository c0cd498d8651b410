#include "tools/bench/hid_scanner.h"

#include <errno.h>
#include <linux/hidraw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "firmware/base/check.h"
#include "tools/bench/hid_node.h"

#define REPORT_BYTES 64
#define DATA_BYTES 56
#define LATE_MS 400
#define HALF_MS 20 /* or two halves would make a whole in the terminal */
#define FLOOD_REPORTS 500

enum fault {
#define HID_SCANNER_FAULT(id, name, help) FAULT_##id,
#include "tools/bench/hid_scanner_faults.def"
#undef HID_SCANNER_FAULT
};

static const char *const fault_names[] = {
#define HID_SCANNER_FAULT(id, name, help) name,
#include "tools/bench/hid_scanner_faults.def"
#undef HID_SCANNER_FAULT
};

struct hid_scanner {
    struct code_scanner base;
    struct hid_node *node;
    char node_name[32];
    atomic_bool in_mode; /* feature report FE said 1 */
};

/* Usage page 8C, usage 2 (bar code scanner): report 2 in: length, 3 of AIM, 56 of data, 2 of the
 * maker, 7 bits of padding, 1 bit "continued"; report FE as a feature: 1 byte. */
/* clang-format off */
static const uint8_t descriptor[] = {
    0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01,
    0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08,
    0x09, 0x12, 0xa1, 0x02,
    0x85, 0x02,
    0x06, 0x66, 0xff, 0x09, 0x04, 0x95, 0x01, 0x81, 0x02,
    0x05, 0x8c, 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x95, 0x03, 0x81, 0x02,
    0x09, 0xfe, 0x95, 0x38, 0x82, 0x02, 0x01,
    0x06, 0x66, 0xff, 0x09, 0x05, 0x09, 0x06, 0x95, 0x02, 0x81, 0x02,
    0x75, 0x01, 0x95, 0x01, 0x05, 0x8c, 0x09, 0xff, 0x81, 0x02,
    0x95, 0x07, 0x81, 0x03,
    0xc0,
    0x85, 0xfe, 0x06, 0x66, 0xff, 0x09, 0x01, 0x75, 0x08, 0x95, 0x01, 0xb1, 0x02,
    0xc0};
static const uint8_t keyboard_descriptor[] = {
    0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08,
    0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0};
/* clang-format on */

static struct hid_scanner *of(struct code_scanner *scanner)
{
    return (struct hid_scanner *)scanner; /* the first member */
}

static bool has(struct hid_scanner *scanner, enum fault fault)
{
    return atomic_load(&scanner->base.fault) == fault;
}

static void say(struct hid_scanner *scanner, const uint8_t *report, uint32_t pause_ms)
{
    bool half = has(scanner, FAULT_HALF);

    cdc_line_say(hid_node_line(scanner->node), report, half ? REPORT_BYTES / 2 : REPORT_BYTES,
                 half ? HALF_MS : pause_ms);
}

/* One report of a code; `more` follow. */
static void say_part(struct hid_scanner *scanner, const char *data, size_t size, bool more)
{
    uint8_t report[REPORT_BYTES] = {2, (uint8_t)size, ']', 'Q', '1'};
    bool last = !more;

    memcpy(report + 5, data, size);
    report[61] = 's';
    report[63] = more || has(scanner, FAULT_NO_END) ? 1 : 0;
    if (has(scanner, FAULT_LENGTH))
        report[1] = 200;
    if (has(scanner, FAULT_NO_AIM))
        memset(report + 2, 0, 3);
    if (has(scanner, FAULT_MIXED) && last)
        report[3] = 'E';
    say(scanner, report, has(scanner, FAULT_LATE_REST) && last ? LATE_MS : 0);
}

static void say_code(struct hid_scanner *scanner, const char *code, size_t size)
{
    size_t at = 0;

    do {
        size_t part = size - at < DATA_BYTES ? size - at : DATA_BYTES;

        say_part(scanner, code + at, part, at + part < size);
        at += part;
    } while (at < size);
}

static void say_flood(struct hid_scanner *scanner)
{
    static const char data[DATA_BYTES] = "FLOOD";

    for (int i = 0; i < FLOOD_REPORTS; i++)
        say_part(scanner, data, sizeof(data), true);
}

static void scan(struct code_scanner *base, const char *code, size_t size)
{
    static const uint8_t noise[REPORT_BYTES] = {7, 0xff, 0x00, 0xa5};
    struct hid_scanner *scanner = of(base);
    char longer[4096];

    if (!atomic_load(&scanner->in_mode) || has(scanner, FAULT_SILENT))
        return;
    if (has(scanner, FAULT_FLOOD)) {
        say_flood(scanner);
        return;
    }
    if (has(scanner, FAULT_NOISE))
        say(scanner, noise, 0);
    if (has(scanner, FAULT_SUFFIX)) {
        size = (size_t)snprintf(longer, sizeof(longer), "%.*s\r\n", (int)size, code);
        code = longer;
    }
    say_code(scanner, code, size);
    if (has(scanner, FAULT_DOUBLED))
        say_code(scanner, code, size);
}

static long give_descriptor(struct hid_scanner *scanner, struct hidraw_report_descriptor *out)
{
    const uint8_t *from = has(scanner, FAULT_DESCRIPTOR) ? keyboard_descriptor : descriptor;
    uint32_t size =
        has(scanner, FAULT_DESCRIPTOR) ? sizeof(keyboard_descriptor) : sizeof(descriptor);

    if (out->size > HID_MAX_DESCRIPTOR_SIZE)
        return -EINVAL;
    memcpy(out->value, from, size < out->size ? size : out->size);
    return 0;
}

static long set_feature(struct hid_scanner *scanner, const uint8_t *data, size_t size)
{
    if (size != 2 || data[0] != 0xfe || has(scanner, FAULT_FEATURE))
        return -EPIPE;
    atomic_store(&scanner->in_mode, data[1] == 1);
    return 2;
}

static long answer(void *context, unsigned long request, uint8_t *data)
{
    struct hid_scanner *scanner = context;

    if (request == HIDIOCGRDESCSIZE)
        *(int *)data = has(scanner, FAULT_DESCRIPTOR) ? (int)sizeof(keyboard_descriptor)
                                                      : (int)sizeof(descriptor);
    else if (request == HIDIOCGRDESC)
        return give_descriptor(scanner, (struct hidraw_report_descriptor *)data);
    else if (request == HIDIOCGRAWINFO)
        *(struct hidraw_devinfo *)data = (struct hidraw_devinfo){3, 0x0c2e, 0x0b8f};
    else if (_IOC_TYPE(request) == 'H' && _IOC_NR(request) == 0x06)
        return set_feature(scanner, data, _IOC_SIZE(request));
    else
        return -ENOTTY;
    return 0;
}

static bool plug(struct code_scanner *scanner)
{
    atomic_store(&of(scanner)->in_mode, false);
    return hid_node_plug(of(scanner)->node);
}

static void pull(struct code_scanner *scanner)
{
    hid_node_pull(of(scanner)->node);
}

static bool is_plugged(struct code_scanner *scanner)
{
    return cdc_line_is_plugged(hid_node_line(of(scanner)->node));
}

static void destroy(struct code_scanner *scanner)
{
    hid_node_destroy(of(scanner)->node);
    free(scanner);
}

struct code_scanner *hid_scanner_create(struct plug_umockdev *bus, int number)
{
    struct hid_scanner *scanner = calloc(1, sizeof(*scanner));

    if (scanner == NULL)
        return NULL;
    scanner->base.name = "hidpos";
    scanner->base.faults = fault_names;
    scanner->base.fault_count = COUNT_OF(fault_names);
    scanner->base.scan = scan;
    scanner->base.plug = plug;
    scanner->base.pull = pull;
    scanner->base.is_plugged = is_plugged;
    scanner->base.destroy = destroy;
    snprintf(scanner->node_name, sizeof(scanner->node_name), "hidraw%d", number);
    snprintf(scanner->base.port, sizeof(scanner->base.port), "hidraw:/dev/hidraw%d", number);
    scanner->node = hid_node_create(
        bus, &(struct hid_node_options){scanner->node_name, "hidraw", answer, scanner});
    if (scanner->node != NULL && plug(&scanner->base))
        return &scanner->base;
    destroy(&scanner->base);
    return NULL;
}
