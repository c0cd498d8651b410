/* A painted page between the kiosk and the printer: the bytes of the sealed memory file that
 * travels beside a PRINT effect. The rows follow the header: height * ((width + 7) / 8) bytes, one
 * bit a dot, most significant bit left, 1 is black. */
#ifndef BANSHI_APP_PAGE_MESSAGE_H
#define BANSHI_APP_PAGE_MESSAGE_H

#include <stdint.h>

struct page_message {
    uint16_t width_dots, height_dots;
    uint32_t unused;
};

#endif
