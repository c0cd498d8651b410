/* Scanners that pretend to be a keyboard: key events to characters by the one layout that such a
 * scanner must be set to, US English. Whatever a scanner does not type to spell a code (control,
 * Alt-codes, the keypad, Caps Lock, cursor keys) spoils the payload, so that a code made to press
 * such keys ends here. Pure; the caller owns all memory. Source: linux/input-event-codes.h. */
#ifndef BANSHI_DRIVERS_SCANNER_WEDGE_PARSE_H
#define BANSHI_DRIVERS_SCANNER_WEDGE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/scanner/collect.h"

/* An event as the kernel gives it, without its time. */
struct wedge_event {
    uint16_t type, code;
    int32_t value;
};

/* The keyboard and what it has typed; zeros to begin with. */
struct wedge {
    struct collect collect;
    bool shift_left, shift_right;
};

/* Takes an event that came at `now_ms`. True: Enter was pressed, the payload is ready for
 * collect_finish(). An Enter with nothing before it is passed over. */
bool wedge_take(struct wedge *wedge, const struct wedge_event *event, uint64_t now_ms);

#endif
