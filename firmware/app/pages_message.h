/* A document between the kiosk and the A4 printer: the bytes of the sealed memory file that travels
 * beside a PAGES effect. The PDF follows the header. */
#ifndef BANSHI_APP_PAGES_MESSAGE_H
#define BANSHI_APP_PAGES_MESSAGE_H

#include <stdint.h>

struct pages_message {
    uint16_t pages; /* that must come out */
    uint16_t unused[3];
};

#endif
