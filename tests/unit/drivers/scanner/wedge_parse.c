/* Key events to characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/input-event-codes.h>
#include <string.h>

#include "drivers/scanner/wedge_parse.h"
#include "firmware/base/check.h"

static bool key(struct wedge *wedge, uint16_t code, int32_t value)
{
    const struct wedge_event event = {EV_KEY, code, value};

    return wedge_take(wedge, &event, 0);
}

static bool press(struct wedge *wedge, uint16_t code)
{
    bool done = key(wedge, code, 1);

    return key(wedge, code, 0) || done;
}

static err_t finish(struct wedge *wedge, char out_text[SCANNER_PAYLOAD_BYTES + 1])
{
    struct scanner_payload payload;
    err_t err = collect_finish(&wedge->collect, &payload);

    memcpy(out_text, payload.bytes, payload.size);
    out_text[payload.size] = '\0';
    return err;
}

static void spells_with_and_without_shift(void **state)
{
    struct wedge wedge = {0};
    char text[SCANNER_PAYLOAD_BYTES + 1];

    (void)state;
    key(&wedge, KEY_LEFTSHIFT, 1);
    press(&wedge, KEY_K);
    key(&wedge, KEY_LEFTSHIFT, 0);
    press(&wedge, KEY_1);
    key(&wedge, KEY_RIGHTSHIFT, 1);
    key(&wedge, KEY_LEFTSHIFT, 1);
    key(&wedge, KEY_LEFTSHIFT, 0); /* the other one is still down */
    press(&wedge, KEY_SEMICOLON);
    key(&wedge, KEY_RIGHTSHIFT, 0);
    press(&wedge, KEY_X);
    assert_true(press(&wedge, KEY_ENTER));
    assert_int_equal(finish(&wedge, text), ERR_OK);
    assert_string_equal(text, "K1:x");
}

static void passes_over_what_is_no_key(void **state)
{
    struct wedge wedge = {0};
    char text[SCANNER_PAYLOAD_BYTES + 1];
    const struct wedge_event scan_code = {EV_MSC, MSC_SCAN, 458756}, end = {EV_SYN, SYN_REPORT, 0};

    (void)state;
    assert_false(press(&wedge, KEY_ENTER)); /* nothing before it */
    assert_false(wedge_take(&wedge, &scan_code, 0));
    key(&wedge, KEY_A, 1);
    key(&wedge, KEY_A, 2); /* the kernel's repetition */
    key(&wedge, KEY_A, 0);
    assert_false(wedge_take(&wedge, &end, 0));
    assert_true(press(&wedge, KEY_ENTER));
    assert_int_equal(finish(&wedge, text), ERR_OK);
    assert_string_equal(text, "a");
}

static void refuses_keys_that_spell_nothing(void **state)
{
    static const uint16_t foreign[] = {KEY_LEFTCTRL, KEY_LEFTALT, KEY_LEFTMETA,  KEY_CAPSLOCK,
                                       KEY_TAB,      KEY_ESC,     KEY_BACKSPACE, KEY_F1,
                                       KEY_KP6,      KEY_UP,      KEY_POWER,     KEY_SYSRQ,
                                       KEY_MAX,      0xffff,      KEY_RESERVED};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(foreign); i++) {
        struct wedge wedge = {0};
        char text[SCANNER_PAYLOAD_BYTES + 1];

        press(&wedge, KEY_A);
        press(&wedge, foreign[i]);
        press(&wedge, KEY_B);
        assert_true(press(&wedge, KEY_ENTER));
        assert_int_equal(finish(&wedge, text), ERR_PROTOCOL);
        press(&wedge, KEY_B);
        assert_true(press(&wedge, KEY_ENTER));
        assert_int_equal(finish(&wedge, text), ERR_OK);
        assert_string_equal(text, "b");
    }
}

static void distrusts_a_gap_in_the_events(void **state)
{
    struct wedge wedge = {0};
    const struct wedge_event dropped = {EV_SYN, SYN_DROPPED, 0};
    char text[SCANNER_PAYLOAD_BYTES + 1];

    (void)state;
    press(&wedge, KEY_A);
    wedge_take(&wedge, &dropped, 0);
    assert_true(press(&wedge, KEY_ENTER));
    assert_int_equal(finish(&wedge, text), ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spells_with_and_without_shift),
                                       cmocka_unit_test(passes_over_what_is_no_key),
                                       cmocka_unit_test(refuses_keys_that_spell_nothing),
                                       cmocka_unit_test(distrusts_a_gap_in_the_events)};

    return cmocka_run_group_tests_name("wedge_parse", tests, NULL, NULL);
}
