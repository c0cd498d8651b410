/* Feeds bytes to the printer's status parser: it never counts outside its packet, and what it calls
 * a reply or a packet carries the fixed bits and does not contradict itself. The first byte says
 * whether the model knows DLE EOT 20. */
#include <string.h>

#include "drivers/printer/escpos_status_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_asb(const uint8_t *asb)
{
    struct printer_status status;

    CHECK((asb[0] & 0x93) == 0x10);
    CHECK(((asb[1] | asb[2] | asb[3]) & 0x90) == 0);
    escpos_status_from_asb(asb, &status);
    CHECK(status.answering && status.paper != PRINTER_PAPER_UNKNOWN);
    CHECK(!status.online || !(status.cover_open || status.cutter_error ||
                              status.recoverable_error || status.unrecoverable_error));
    CHECK(status.presenter == PRINTER_PRESENTER_NONE);
}

static void check_full(const uint8_t *full)
{
    struct printer_status status;

    CHECK(full[0] == 0x10 && full[1] == 0x0f);
    escpos_status_from_full(full, &status);
    CHECK(status.answering && status.paper != PRINTER_PAPER_UNKNOWN);
    CHECK(status.presenter == PRINTER_PRESENTER_HOLDING ||
          status.presenter == PRINTER_PRESENTER_EMPTY);
    CHECK(!status.online || !(status.cover_open || status.cutter_error || status.paper_jam));
}

static void check_stream(const uint8_t *bytes, size_t size_bytes, bool has_full)
{
    struct escpos_stream stream = {.has_full = has_full};

    for (size_t i = 0; i < size_bytes; i++) {
        bool inside = has_full && stream.size >= 2 && stream.packet[1] == 0x0f;
        enum escpos_item item = escpos_status_parse(&stream, bytes[i]);

        CHECK(stream.size < (has_full ? ESCPOS_FULL_BYTES : ESCPOS_ASB_BYTES));
        CHECK(item != ESCPOS_ITEM_REPLY || (bytes[i] & 0x93) == 0x12);
        CHECK(item != ESCPOS_ITEM_FENCE || (bytes[i] & 0x90) == 0);
        CHECK(item != ESCPOS_ITEM_FULL || (has_full && inside));
        if (item == ESCPOS_ITEM_ASB)
            check_asb(stream.packet);
        if (item == ESCPOS_ITEM_FULL)
            check_full(stream.packet);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct printer_status status;

    if (size_bytes == 0)
        return 0;
    check_stream(bytes + 1, size_bytes - 1, (bytes[0] & 1) != 0);
    if (size_bytes >= ESCPOS_POLLS) {
        bool agrees = escpos_status_from_replies(bytes, &status);

        CHECK(status.answering == agrees);
        CHECK(agrees == (status.paper != PRINTER_PAPER_UNKNOWN));
        CHECK(!status.online || !status.cover_open);
    }
    return 0;
}
