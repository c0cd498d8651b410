/* Feeds bytes to the printer's status parser: it never counts outside its packet, and what it calls
 * a reply or a packet carries the fixed bits. */
#include <string.h>

#include "drivers/printer/escpos_status_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct escpos_stream stream;
    struct printer_status status;

    memset(&stream, 0, sizeof(stream));
    for (size_t i = 0; i < size_bytes; i++) {
        enum escpos_item item = escpos_status_parse(&stream, bytes[i]);

        CHECK(stream.asb_size < ESCPOS_ASB_BYTES);
        CHECK(item != ESCPOS_ITEM_REPLY || (bytes[i] & 0x93) == 0x12);
        if (item == ESCPOS_ITEM_ASB) {
            CHECK((stream.asb[0] & 0x93) == 0x10);
            CHECK(((stream.asb[1] | stream.asb[2] | stream.asb[3]) & 0x90) == 0);
            escpos_status_from_asb(stream.asb, &status);
            CHECK(status.answering && status.paper != PRINTER_PAPER_UNKNOWN);
        }
    }
    if (size_bytes >= ESCPOS_POLLS) {
        escpos_status_from_replies(bytes, &status);
        CHECK(status.answering && status.paper != PRINTER_PAPER_UNKNOWN);
    }
    return 0;
}
