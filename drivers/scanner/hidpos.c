/* Driver "hidpos": scanners of the USB class "HID point of sale", through the kernel's hidraw. The
 * scanner types nothing and so cannot press keys: this is the way to prefer. Sources:
 * hidpos_parse.h and Linux' Documentation/hid/hidraw.rst. */
#include <errno.h>
#include <linux/hidraw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "drivers/scanner/collect.h"
#include "drivers/scanner/gather.h"
#include "drivers/scanner/hidpos_parse.h"
#include "drivers/scanner/node.h"
#include "drivers/scanner/scanner.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"

#define PREFIX "hidraw:"
#define GAP_MS 200         /* between two reports of one payload; USB asks every 1 to 10 ms */
#define DRAIN_REPORTS 1024 /* more than any queue holds; the kernel's has 64 */

/* These makers' scanners give reports only after feature report FE said 1. */
#define VENDOR_HONEYWELL 0x0c2e
#define VENDOR_YOUJIE 0x23d0

struct scanner {
    int file;
    struct collect collect;
    uint8_t report[HIDPOS_REPORT_BYTES];
};

static err_t check_descriptor(const struct scanner *scanner)
{
    struct hidraw_report_descriptor descriptor = {0};
    int size = 0;

    if (ioctl(scanner->file, HIDIOCGRDESCSIZE, &size) < 0)
        return node_err(errno);
    if (size <= 0 || size > HID_MAX_DESCRIPTOR_SIZE)
        return ERR_PROTOCOL;
    descriptor.size = (uint32_t)size;
    if (ioctl(scanner->file, HIDIOCGRDESC, &descriptor) < 0)
        return node_err(errno);
    return hidpos_parse_descriptor(descriptor.value, (size_t)size) ? ERR_OK : ERR_PROTOCOL;
}

static err_t set_mode(const struct scanner *scanner)
{
    static const uint8_t report[2] = {0xfe, 0x01};
    struct hidraw_devinfo about = {0};
    uint16_t vendor;

    if (ioctl(scanner->file, HIDIOCGRAWINFO, &about) < 0)
        return node_err(errno);
    vendor = (uint16_t)about.vendor;
    if (vendor != VENDOR_HONEYWELL && vendor != VENDOR_YOUJIE)
        return ERR_OK;
    return ioctl(scanner->file, HIDIOCSFEATURE(sizeof(report)), report) < 0 ? node_err(errno)
                                                                            : ERR_OK;
}

/* Throws away what waits. A scanner that never stops sending ends it, too. */
static void drain(struct scanner *scanner)
{
    size_t size;

    for (int i = 0; i < DRAIN_REPORTS; i++)
        if (node_read(scanner->file, scanner->report, sizeof(scanner->report), 0, &size) != ERR_OK)
            break;
    bytes_wipe(scanner->report, sizeof(scanner->report));
}

static void close_scanner(struct scanner *scanner)
{
    if (scanner == NULL)
        return;
    node_close(scanner->file);
    bytes_wipe(scanner, sizeof(*scanner));
    free(scanner);
}

/* Nothing here waits: the kernel answers from memory, but for the feature report, which it gives up
 * after 5 seconds by itself. */
static err_t open_scanner(const char *port, uint32_t limit_ms, struct scanner **out_scanner)
{
    struct scanner *scanner = calloc(1, sizeof(*scanner));
    err_t err;

    (void)limit_ms;
    *out_scanner = NULL;
    if (scanner == NULL)
        return ERR_MEMORY;
    err = node_open(port, PREFIX, &scanner->file);
    if (err == ERR_OK)
        err = check_descriptor(scanner);
    if (err == ERR_OK)
        err = set_mode(scanner);
    if (err != ERR_OK) {
        close_scanner(scanner);
        return err;
    }
    drain(scanner);
    *out_scanner = scanner;
    return ERR_OK;
}

static err_t status(struct scanner *scanner, uint32_t limit_ms)
{
    struct hidraw_devinfo about;
    err_t err = node_status(scanner->file);

    (void)limit_ms;
    if (err == ERR_OK && ioctl(scanner->file, HIDIOCGRAWINFO, &about) < 0)
        err = node_err(errno);
    return err;
}

/* Takes one report. True: it was the last of its payload. What is no report spoils the payload that
 * it came in, up to that one's end. */
static bool take_report(struct scanner *scanner, size_t size, uint64_t now_ms)
{
    struct collect *collect = &scanner->collect;
    char *symbology = collect->payload.symbology;
    struct hidpos_report report;

    if (hidpos_parse_report(scanner->report, size, &report) != ERR_OK) {
        collect_break(collect, now_ms);
        return false;
    }
    if (!collect->started)
        memcpy(symbology, report.symbology, sizeof(report.symbology));
    else if (memcmp(symbology, report.symbology, sizeof(report.symbology)) != 0)
        collect_break(collect, now_ms);
    collect_add(collect, report.data, report.data_size, now_ms);
    return !report.more;
}

static err_t fetch(struct scanner *scanner, uint32_t limit_ms, bool *out_whole)
{
    size_t size;
    err_t err = node_read(scanner->file, scanner->report, sizeof(scanner->report), limit_ms, &size);

    if (err == ERR_OK)
        *out_whole = take_report(scanner, size, deadline_after(0));
    bytes_wipe(scanner->report, sizeof(scanner->report));
    return err;
}

static struct gather gather_of(struct scanner *scanner)
{
    return (struct gather){scanner, &scanner->collect, GAP_MS, fetch};
}

static err_t scan(struct scanner *scanner, uint32_t limit_ms, struct scanner_payload *out_payload)
{
    const struct gather gather = gather_of(scanner);

    return gather_payload(&gather, deadline_after(limit_ms), out_payload);
}

static err_t forget(struct scanner *scanner)
{
    const struct gather gather = gather_of(scanner);

    return gather_forget(&gather);
}

static int file(const struct scanner *scanner)
{
    return scanner->file;
}

extern const struct scanner_driver scanner_hidpos;
const struct scanner_driver scanner_hidpos = {
    .name = "hidpos",
    .open = open_scanner,
    .close = close_scanner,
    .status = status,
    .scan = scan,
    .forget = forget,
    .file = file,
};
