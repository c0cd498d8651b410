/* The virtual scanner that plays keyboard: evdev events as the kernel makes them, US layout, Shift
 * as a person would press it. Under umockdev it is /dev/input/event<number>. The grab is answered
 * as evdev does: one open file has it, another gets EBUSY. */
#ifndef BANSHI_TOOLS_BENCH_WEDGE_SCANNER_H
#define BANSHI_TOOLS_BENCH_WEDGE_SCANNER_H

#include "tools/bench/code_scanner.h"
#include "tools/bench/plug_umockdev.h"

/* Plugged in at "evdev:/dev/input/event<number>". NULL when that is impossible. The plug must
 * outlive it. Characters that a US keyboard does not have are not typed. */
struct code_scanner *wedge_scanner_create(struct plug_umockdev *plug, int number);

/* True while a program keeps the keys to itself. */
bool wedge_scanner_is_grabbed(struct code_scanner *scanner);

#endif
