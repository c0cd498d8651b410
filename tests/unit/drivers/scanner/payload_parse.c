/* The grammar of scanned payloads: what comes through, and that nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/scanner/payload_parse.h"
#include "firmware/base/check.h"
#include "tests/support/scan_attacks.h"

#define MAC "AAAQEAYEAUDAOCAJBIFQYDIOB4"

static err_t parse(const char *text, struct payload *out)
{
    memset(out, 0xa5, sizeof(*out));
    return payload_parse((const uint8_t *)text, strlen(text), out);
}

static void names_what_it_lets_through(void **state)
{
    static const struct {
        const char *text;
        enum payload_kind kind;
    } good[] = {{"K1:MFRGGZDFMZTWQ2LK:" MAC, PAYLOAD_PICKUP},
                {"K1:AAAAAAAAAA:" MAC, PAYLOAD_PICKUP},
                {"LF26112200010", PAYLOAD_CASE},
                {"91110000600037341L", PAYLOAD_COMPANY},
                {"91350100M000100Y43", PAYLOAD_COMPANY},
                {"RR123456785CN", PAYLOAD_PLAIN},
                {"ABCD", PAYLOAD_PLAIN},
                {"A-1-B", PAYLOAD_PLAIN},
                {"0000", PAYLOAD_PLAIN}};
    struct payload payload;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_int_equal(parse(good[i].text, &payload), ERR_OK);
        assert_int_equal(payload.kind, good[i].kind);
        assert_string_equal(payload.text, good[i].text);
        assert_int_equal(payload.length, strlen(good[i].text));
    }
}

static void splits_a_pickup_code(void **state)
{
    struct payload payload;

    (void)state;
    assert_int_equal(parse("K1:MFRGGZDFMZTWQ2LK:" MAC, &payload), ERR_OK);
    assert_int_equal(payload.code_length, 16);
    assert_memory_equal(payload.text + payload.code_at, "MFRGGZDFMZTWQ2LK", 16);
    assert_int_equal(payload.mac_length, 26);
    assert_memory_equal(payload.text + payload.mac_at, MAC, 26);
}

/* A damaged number keeps its characters and loses its rank. */
static void takes_a_damaged_number_for_a_plain_code(void **state)
{
    static const char *const damaged[] = {"LF26112200017", "LF26132200010", "LF26112300010",
                                          "91110000600037341M", "FL26112200017"};
    struct payload payload;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        assert_int_equal(parse(damaged[i], &payload), ERR_OK);
        assert_int_equal(payload.kind, PAYLOAD_PLAIN);
    }
}

static void refuses_every_attack(void **state)
{
    static const struct payload zero;
    struct payload payload;

    (void)state;
    assert_true(scan_attacks_count() > 80);
    for (size_t i = 0; i < scan_attacks_count(); i++) {
        const struct scan_attack *attack = scan_attacks_at(i);

        memset(&payload, 0xa5, sizeof(payload));
        assert_int_equal(payload_parse((const uint8_t *)attack->bytes, attack->size, &payload),
                         ERR_INVALID);
        assert_memory_equal(&payload, &zero, sizeof(zero));
    }
}

/* Every single wrong byte, at every place, in every form. */
static void refuses_every_foreign_byte(void **state)
{
    static const char *const good[] = {"K1:MFRGGZDFMZTWQ2LK:" MAC, "LF26112200010",
                                       "91110000600037341L", "AB-12-CD"};
    struct payload payload;
    char text[128];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        for (size_t at = 0; at < strlen(good[i]); at++)
            for (int byte = 0; byte < 256; byte++) {
                bool allowed = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                               byte == '-' || byte == ':';

                strcpy(text, good[i]);
                text[at] = (char)byte;
                if (!allowed)
                    assert_int_equal(
                        payload_parse((const uint8_t *)text, strlen(good[i]), &payload),
                        ERR_INVALID);
            }
}

static void knows_its_limits(void **state)
{
    static uint8_t bytes[SCANNER_PAYLOAD_BYTES + 2];
    struct payload payload;

    (void)state;
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        memset(bytes, 'A', sizeof(bytes));
        assert_int_equal(payload_parse(bytes, size, &payload),
                         size >= 4 && size <= 64 ? ERR_OK : ERR_INVALID);
    }
    memset(bytes, 'A', sizeof(bytes));
    memcpy(bytes, "K1:", 3);
    memcpy(bytes + 3 + 400, ":" MAC, 27);
    assert_int_equal(payload_parse(bytes, 3 + 400 + 27, &payload), ERR_OK);
    assert_int_equal(payload.kind, PAYLOAD_PICKUP);
    memset(bytes + 3, 'A', 500);
    memcpy(bytes + 3 + 401, ":" MAC, 27);
    assert_int_equal(payload_parse(bytes, 3 + 401 + 27, &payload), ERR_INVALID);
}

static void names_kinds(void **state)
{
    (void)state;
    assert_string_equal(payload_kind_name(PAYLOAD_PICKUP), "pickup");
    assert_string_equal(payload_kind_name(PAYLOAD_NONE), "none");
    assert_string_equal(payload_kind_name((enum payload_kind)99), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_what_it_lets_through),
                                       cmocka_unit_test(splits_a_pickup_code),
                                       cmocka_unit_test(takes_a_damaged_number_for_a_plain_code),
                                       cmocka_unit_test(refuses_every_attack),
                                       cmocka_unit_test(refuses_every_foreign_byte),
                                       cmocka_unit_test(knows_its_limits),
                                       cmocka_unit_test(names_kinds)};

    return cmocka_run_group_tests_name("payload_parse", tests, NULL, NULL);
}
