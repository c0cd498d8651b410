/* Bytes: orders, hexadecimal, wiping, comparing, hashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/bytes.h"

static void integers_keep_their_order(void **state)
{
    uint8_t at[4] = {0x12, 0x34, 0x56, 0xF8};

    (void)state;
    assert_int_equal(bytes_get_be16(at), 0x1234);
    assert_int_equal(bytes_get_le16(at), 0x3412);
    assert_int_equal(bytes_get_le32(at), 0xF8563412u);
    bytes_put_be16(at, 0xABCD);
    assert_memory_equal(at, "\xAB\xCD", 2);
    bytes_put_le16(at, 0xABCD);
    assert_memory_equal(at, "\xCD\xAB\x56\xF8", 4);
}

static void wiping_stays_within_its_size(void **state)
{
    char text[] = "secret!";

    (void)state;
    bytes_wipe(text + 1, 5);
    assert_memory_equal(text, "s\0\0\0\0\0!", 8);
    bytes_wipe(NULL, 0);
}

static void equality_sees_every_byte(void **state)
{
    uint8_t a[8] = {1, 2, 3, 4, 5, 6, 7, 8}, b[8];
    size_t i;

    (void)state;
    memcpy(b, a, sizeof b);
    assert_true(bytes_equal(a, b, sizeof a));
    for (i = 0; i < sizeof a; i++) {
        b[i] ^= 0x80;
        assert_false(bytes_equal(a, b, sizeof a));
        b[i] ^= 0x80;
    }
    assert_true(bytes_equal(a, b, 0));
}

static void hexadecimal_goes_both_ways(void **state)
{
    const uint8_t bytes[] = {0x00, 0x9a, 0xff};
    char text[7];
    uint8_t back[3];

    (void)state;
    bytes_to_hex(bytes, sizeof bytes, text);
    assert_string_equal(text, "009aff");
    assert_true(bytes_from_hex("009AfF", back, sizeof back));
    assert_memory_equal(back, bytes, sizeof bytes);
    assert_false(bytes_from_hex("009af", back, sizeof back));
    assert_false(bytes_from_hex("009aff0", back, sizeof back));
    assert_false(bytes_from_hex("009agf", back, sizeof back));
    assert_false(bytes_from_hex("0 9aff", back, sizeof back));
    assert_true(bytes_from_hex("", back, 0));
}

/* Known values of FNV-1a, 64 bits (Fowler, Noll, Vo). */
static void hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(bytes_hash(BYTES_HASH_START, "", 0) == 0xcbf29ce484222325u);
    assert_true(bytes_hash(BYTES_HASH_START, "a", 1) == 0xaf63dc4c8601ec8cu);
    assert_true(bytes_hash(BYTES_HASH_START, "foobar", 6) == 0x85944171f73967e8u);
    assert_true(bytes_hash(bytes_hash(BYTES_HASH_START, "foo", 3), "bar", 3) ==
                0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest bytes[] = {
        cmocka_unit_test(integers_keep_their_order),
        cmocka_unit_test(wiping_stays_within_its_size),
        cmocka_unit_test(equality_sees_every_byte),
        cmocka_unit_test(hexadecimal_goes_both_ways),
        cmocka_unit_test(hash_is_fnv_1a),
    };

    return cmocka_run_group_tests(bytes, NULL, NULL);
}
