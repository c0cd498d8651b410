/* Any text as the words of a page printer: nothing is read outside of it, and whatever it says
 * makes a status that hangs together. */
#include "drivers/page_printer/ipp_status_parse.h"
#include "firmware/base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    const char *text = (const char *)bytes;
    struct ipp_facts facts = {IPP_STATUS_IDLE, 0, true, true, IPP_STATUS_NONE_YET, -1};
    struct page_printer_status status;
    struct ipp_supply supply;
    bool told = ipp_status_parse_supply(text, size_bytes, &supply);

    CHECK(told || (supply.level == -2 && supply.capacity == -2));
    facts.says = ipp_status_parse_reasons(text, size_bytes);
    CHECK((facts.says & ~(uint32_t)IPP_SAYS_ALL) == 0);
    for (int i = 0; i < 3; i++)
        ipp_status_add_tray(&facts, &supply);
    ipp_status_add_marker(&facts, supply.level);
    CHECK(facts.sheets >= IPP_STATUS_NONE_YET && facts.percent >= -1 && facts.percent <= 100);
    ipp_status_judge(&facts, &status);
    CHECK(status.sheets >= -1 && status.marker_percent >= -1 && status.reason < ERR_COUNT);
    CHECK(status.reason != ERR_OK || status.state == PAGE_PRINTER_ONLINE);
    CHECK(status.media != PAGE_PRINTER_LEVEL_OUT || status.reason != ERR_OK);
    CHECK(status.marker != PAGE_PRINTER_LEVEL_OUT || status.reason != ERR_OK);
    CHECK(!status.jam || status.reason == ERR_PAPER_JAM);
    return 0;
}
