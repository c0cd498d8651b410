/* Lines of a serial scanner, and what is collected of a payload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/scanner/line_parse.h"

/* Feeds `text` in pieces of `piece` bytes and writes the payloads, each with '|' behind it, errors
 * as '?' and too long ones as '!'. */
static void read_lines(const char *text, size_t size, size_t piece, char *out)
{
    struct collect collect = {0};
    struct scanner_payload payload;
    size_t used;

    for (size_t at = 0; at < size; at += used) {
        size_t count = size - at < piece ? size - at : piece;

        if (!line_take(&collect, (const uint8_t *)text + at, count, 0, &used))
            continue;
        switch (collect_finish(&collect, &payload)) {
        case ERR_OK:
            memcpy(out, payload.bytes, payload.size);
            out += payload.size;
            break;
        case ERR_LIMIT:
            *out++ = '!';
            break;
        default:
            *out++ = '?';
            break;
        }
        *out++ = '|';
    }
    *out = '\0';
}

static void splits_lines_in_whatever_pieces(void **state)
{
    static const char text[] = "\r\nABC\r\nD\nE\r\r\n\n F \r\nno end";
    char out[64];

    (void)state;
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        read_lines(text, sizeof(text) - 1, piece, out);
        assert_string_equal(out, "ABC|D|E| F |");
    }
}

static void drops_what_is_too_long_whole(void **state)
{
    static char text[3 * SCANNER_PAYLOAD_BYTES + 8];
    char out[2 * SCANNER_PAYLOAD_BYTES + 8];

    (void)state;
    for (size_t size = SCANNER_PAYLOAD_BYTES - 1; size < SCANNER_PAYLOAD_BYTES + 3; size++) {
        memset(text, 'A', size);
        memcpy(text + size, "\rOK\r", 5);
        read_lines(text, size + 4, 100, out);
        if (size <= SCANNER_PAYLOAD_BYTES) {
            assert_int_equal(strlen(out), size + 4);
        } else {
            assert_string_equal(out, "!|OK|");
        }
    }
}

static void keeps_any_byte_but_the_ends(void **state)
{
    char out[16];

    (void)state;
    read_lines("\xff\x01\x7f%\n", 5, 16, out);
    assert_string_equal(out, "\xff\x01\x7f%|");
}

static void loses_patience(void **state)
{
    struct collect collect = {0};

    (void)state;
    assert_int_equal(collect_patience(&collect, 100, 5), UINT32_MAX);
    collect_add(&collect, (const uint8_t *)"A", 1, 1000);
    assert_int_equal(collect_patience(&collect, 100, 1000), 100);
    assert_int_equal(collect_patience(&collect, 100, 1099), 1);
    assert_int_equal(collect_patience(&collect, 100, 1100), 0);
    assert_true(collect_lose(&collect, 1100));
    assert_true(collect.rest && collect.broken);
    assert_int_equal(collect_patience(&collect, 100, 1100), COLLECT_REST_MS);
    assert_int_equal(collect_patience(&collect, 100, 1100 + COLLECT_REST_MS), 0);
    assert_false(collect_lose(&collect, 1100 + COLLECT_REST_MS));
    assert_int_equal(collect_patience(&collect, 100, 9999), UINT32_MAX);
}

static void cuts_the_suffix(void **state)
{
    static const struct {
        const char *bytes;
        size_t left;
    } rows[] = {{"AB\r\n", 2}, {"AB\n", 2}, {"AB\r", 2}, {"AB\n\r", 3}, {"AB\r\n\r\n", 4}};
    struct scanner_payload payload;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct collect collect = {0};

        collect_add(&collect, (const uint8_t *)rows[i].bytes, strlen(rows[i].bytes), 0);
        assert_int_equal(collect_finish(&collect, &payload), ERR_OK);
        assert_int_equal(payload.size, rows[i].left);
        collect_add(&collect, (const uint8_t *)"\r\n", 2, 0);
        assert_int_equal(collect_finish(&collect, &payload), ERR_PROTOCOL);
        assert_int_equal(payload.size, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(splits_lines_in_whatever_pieces),
                                       cmocka_unit_test(drops_what_is_too_long_whole),
                                       cmocka_unit_test(keeps_any_byte_but_the_ends),
                                       cmocka_unit_test(loses_patience),
                                       cmocka_unit_test(cuts_the_suffix)};

    return cmocka_run_group_tests_name("line_parse", tests, NULL, NULL);
}
