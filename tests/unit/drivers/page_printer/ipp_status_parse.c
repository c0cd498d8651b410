#include "drivers/page_printer/ipp_status_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "firmware/base/check.h"

static uint32_t says(const char *text)
{
    return ipp_status_parse_reasons(text, strlen(text));
}

static void test_reasons(void **state)
{
    static const struct {
        const char *text;
        uint32_t says;
    } rows[] = {
        {"none", IPP_SAYS_NOTHING},
        {"", IPP_SAYS_NOTHING},
        {"media-empty", IPP_SAYS_MEDIA_OUT},
        {"media-empty-error", IPP_SAYS_MEDIA_OUT},
        {"media-empty-warning", IPP_SAYS_MEDIA_LOW}, /* another tray has paper */
        {"media-empty-report", IPP_SAYS_MEDIA_LOW},
        {"media-jam-warning", IPP_SAYS_JAM},
        {"media-jam-report", IPP_SAYS_NOTHING},
        {"toner-empty-warning", IPP_SAYS_MARKER_LOW},
        {"marker-supply-low-report", IPP_SAYS_MARKER_LOW},
        {"door-open-warning", IPP_SAYS_COVER},
        {"door-open-report", IPP_SAYS_NOTHING},
        {"output-area-full-warning", IPP_SAYS_NOTHING},
        {"connecting-to-device", IPP_SAYS_AWAY},
        {"com.maker-strange-thing-error", IPP_SAYS_NOTHING},
        {"media-empt", IPP_SAYS_NOTHING},
        {"media-emptyy", IPP_SAYS_NOTHING},
        {"-error", IPP_SAYS_NOTHING},
        {"MEDIA-EMPTY", IPP_SAYS_NOTHING}, /* keywords are lower case, RFC 8011 5.1.4 */
        {"toner-low-warning,media-jam-error,x", IPP_SAYS_MARKER_LOW | IPP_SAYS_JAM},
        {",,cover-open,,", IPP_SAYS_COVER},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(says(rows[i].text), rows[i].says);
}

static void test_supply(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        struct ipp_supply supply;
    } rows[] = {
        {"type=sheetFeedAutoRemovableTray;mediafeed=0;maxcapacity=250;level=100;status=0;name=main",
         true,
         {100, 250, false, true, false}},
        {"type=sheetFeedManual;maxcapacity=1;level=-2;", true, {-2, 1, true, true, false}},
        {"index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=40;",
         true,
         {40, 100, false, false, false}},
        {"class=receptacleThatIsFilled;type=wasteToner;maxcapacity=100;level=9;",
         true,
         {9, 100, false, true, true}},
        {"level=7", true, {7, -2, false, true, false}},
        {"maxcapacity=250", false, {-2, -2, false, true, false}},
        {"level=", false, {-2, -2, false, true, false}},
        {"level=1x", false, {-2, -2, false, true, false}},
        {"level=-", false, {-2, -2, false, true, false}},
        {"level=9999999999", false, {-2, -2, false, true, false}},
        {"level", false, {-2, -2, false, true, false}},
        {"", false, {-2, -2, false, true, false}},
        {";;;=;==;", false, {-2, -2, false, true, false}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ipp_supply supply;

        assert_int_equal(ipp_status_parse_supply(rows[i].text, strlen(rows[i].text), &supply),
                         rows[i].ok);
        assert_int_equal(supply.level, rows[i].supply.level);
        assert_int_equal(supply.capacity, rows[i].supply.capacity);
        assert_int_equal(supply.by_hand, rows[i].supply.by_hand);
        assert_int_equal(supply.in_sheets, rows[i].supply.in_sheets);
        assert_int_equal(supply.waste, rows[i].supply.waste);
    }
}

/* What an idle, healthy printer tells. */
static struct ipp_facts healthy(void)
{
    return (struct ipp_facts){IPP_STATUS_IDLE, IPP_SAYS_NOTHING, true, true, 200, 60};
}

static struct page_printer_status judge(struct ipp_facts facts)
{
    struct page_printer_status status;

    ipp_status_judge(&facts, &status);
    return status;
}

static void test_trays(void **state)
{
    struct ipp_facts facts = {.sheets = IPP_STATUS_NONE_YET};
    struct ipp_supply main_tray = {100, 250, false, true, false};
    struct ipp_supply second = {30, 500, false, true, false}, manual = {-2, 1, true, true, false};
    struct ipp_supply mute = {-3, 250, false, true, false};

    (void)state;
    assert_int_equal(judge(facts).sheets, -1);
    ipp_status_add_tray(&facts, &manual);
    assert_int_equal(judge(facts).sheets, -1);
    ipp_status_add_tray(&facts, &main_tray);
    ipp_status_add_tray(&facts, &second);
    ipp_status_add_tray(&facts, &manual);
    assert_int_equal(facts.sheets, 130);
    ipp_status_add_tray(&facts, &mute);
    ipp_status_add_tray(&facts, &main_tray);
    assert_int_equal(facts.sheets, -1);
}

static void test_markers(void **state)
{
    static const int32_t levels[] = {-3, 101, 50, -1, 20, 80};
    struct ipp_facts facts = healthy();

    (void)state;
    facts.percent = -1;
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        ipp_status_add_marker(&facts, levels[i]);
    assert_int_equal(facts.percent, 20);
    assert_int_equal(judge(facts).marker, PAGE_PRINTER_LEVEL_FULL);
    ipp_status_add_marker(&facts, 9);
    assert_int_equal(judge(facts).marker, PAGE_PRINTER_LEVEL_LOW);
    assert_int_equal(judge(facts).reason, ERR_OK);
}

/* The worst is said first: a jam that also opened the cover and emptied the tray is a jam. */
static void test_order(void **state)
{
    static const struct {
        uint32_t bit;
        err_t reason;
        enum page_printer_state state;
    } order[] = {{IPP_SAYS_OFFLINE, ERR_OFFLINE, PAGE_PRINTER_OFFLINE},
                 {IPP_SAYS_MEDIA_OUT, ERR_PAPER_OUT, PAGE_PRINTER_ONLINE},
                 {IPP_SAYS_OUTPUT_FULL, ERR_NOT_TAKEN, PAGE_PRINTER_USER_ERROR},
                 {IPP_SAYS_MARKER_OUT, ERR_MARKER_OUT, PAGE_PRINTER_ONLINE},
                 {IPP_SAYS_AWAY, ERR_NO_DEVICE, PAGE_PRINTER_NO_DEVICE},
                 {IPP_SAYS_TRAY, ERR_COVER_OPEN, PAGE_PRINTER_USER_ERROR},
                 {IPP_SAYS_COVER, ERR_COVER_OPEN, PAGE_PRINTER_USER_ERROR},
                 {IPP_SAYS_FAULT, ERR_DEVICE_FAULT, PAGE_PRINTER_HARDWARE_ERROR},
                 {IPP_SAYS_JAM, ERR_PAPER_JAM, PAGE_PRINTER_HARDWARE_ERROR}};
    struct ipp_facts facts = healthy();

    (void)state;
    assert_int_equal(judge(facts).reason, ERR_OK);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        facts.says |= order[i].bit;
        assert_int_equal(judge(facts).reason, order[i].reason);
        assert_int_equal(judge(facts).state, order[i].state);
    }
    assert_true(judge(facts).jam);
    assert_true(judge(facts).cover_open);
}

static void test_without_a_word(void **state)
{
    struct ipp_facts facts = healthy();

    (void)state;
    facts.state = IPP_STATUS_PROCESSING;
    assert_int_equal(judge(facts).reason, ERR_BUSY);
    assert_int_equal(judge(facts).state, PAGE_PRINTER_BUSY);
    facts.state = IPP_STATUS_STOPPED;
    assert_int_equal(judge(facts).reason, ERR_DEVICE_FAULT);
    facts = healthy();
    facts.accepting = false;
    assert_int_equal(judge(facts).reason, ERR_OFFLINE);
    facts = healthy();
    facts.takes_pdf = false;
    assert_int_equal(judge(facts).reason, ERR_PROTOCOL);
    facts = healthy();
    facts.sheets = 0;
    assert_int_equal(judge(facts).reason, ERR_PAPER_OUT);
    facts.sheets = -1;
    assert_int_equal(judge(facts).media, PAGE_PRINTER_LEVEL_FULL);
    facts.says = IPP_SAYS_AWAY;
    assert_int_equal(judge(facts).media, PAGE_PRINTER_LEVEL_UNKNOWN);
}

static void test_counted(void **state)
{
    (void)state;
    assert_true(ipp_status_counted(3, 3, 3));
    assert_true(ipp_status_counted(3, 0, 3));
    assert_true(ipp_status_counted(-1, 3, 3));
    assert_true(ipp_status_counted(0, 3, 3));
    assert_false(ipp_status_counted(3, 2, 3)); /* two sides of a sheet are not two sheets */
    assert_false(ipp_status_counted(2, 2, 3));
    assert_false(ipp_status_counted(4, 4, 3));
    assert_false(ipp_status_counted(0, 0, 3));
    assert_false(ipp_status_counted(-1, -1, 3));
    assert_false(ipp_status_counted(0, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reasons), cmocka_unit_test(test_supply),
        cmocka_unit_test(test_trays),   cmocka_unit_test(test_markers),
        cmocka_unit_test(test_order),   cmocka_unit_test(test_without_a_word),
        cmocka_unit_test(test_counted),
    };

    return cmocka_run_group_tests_name("page_printer/ipp_status_parse", tests, NULL, NULL);
}
