/* The virtual HID point-of-sale scanner: the Honeywell Voyager 1400g's number 0C2E:0B8F, reports of
 * 64 bytes, silent until feature report FE says 1, as the real one. Under umockdev it is
 * /dev/hidraw<number>. Source: the manuals named in drivers/scanner/hidpos_parse.h. */
#ifndef BANSHI_TOOLS_BENCH_HID_SCANNER_H
#define BANSHI_TOOLS_BENCH_HID_SCANNER_H

#include "tools/bench/code_scanner.h"
#include "tools/bench/plug_umockdev.h"

/* Plugged in at "hidraw:/dev/hidraw<number>". NULL when that is impossible. The plug must outlive
 * it. */
struct code_scanner *hid_scanner_create(struct plug_umockdev *plug, int number);

#endif
