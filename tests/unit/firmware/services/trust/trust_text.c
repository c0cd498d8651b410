/* Base64: RFC 4648 section 10, every length, and one text only for each byte string. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/services/trust/trust.h"

static const char *const vectors[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void agrees_with_the_rfc(void **state)
{
    char text[16];
    uint8_t bytes[8];
    size_t size_bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        trust_base64(vectors[i][0], strlen(vectors[i][0]), text);
        assert_string_equal(text, vectors[i][1]);
        assert_int_equal(trust_base64_decode(text, bytes, sizeof(bytes), &size_bytes), ERR_OK);
        assert_int_equal(size_bytes, strlen(vectors[i][0]));
        assert_memory_equal(bytes, vectors[i][0], size_bytes);
    }
}

static void comes_back_at_every_length(void **state)
{
    uint8_t in[100], out[100];
    char text[137];
    size_t size_bytes;

    (void)state;
    trust_random(in, sizeof(in));
    for (size_t i = 0; i <= sizeof(in); i++) {
        trust_base64(in, i, text);
        assert_int_equal(strlen(text), (i + 2) / 3 * 4);
        assert_int_equal(trust_base64_decode(text, out, i, &size_bytes), ERR_OK);
        assert_int_equal(size_bytes, i);
        assert_memory_equal(in, out, i);
    }
}

static void refuses_other_texts(void **state)
{
    static const char *const texts[] = {"A",    "AA",      "AAA",       "====", "A===", "AA=A",
                                        "=AAA", "AA A",    "AAA\n",     "Zh==", "Zm9=", "AA==AAAA",
                                        "-_-_", "AAA\x80", "Zg==\n===", "Zg=\n"};
    uint8_t bytes[16];
    size_t size_bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_bytes = 99;
        assert_int_equal(trust_base64_decode(texts[i], bytes, sizeof(bytes), &size_bytes),
                         ERR_INVALID);
        assert_int_equal(size_bytes, 0);
    }
}

static void keeps_the_limit(void **state)
{
    uint8_t bytes[4] = {0, 0, 0, 0x5A};
    size_t size_bytes;

    (void)state;
    assert_int_equal(trust_base64_decode("Zm9vYg==", bytes, 3, &size_bytes), ERR_LIMIT);
    assert_int_equal(size_bytes, 0);
    assert_int_equal(bytes[3], 0x5A);
    assert_int_equal(trust_base64_decode("Zm9v", bytes, 3, &size_bytes), ERR_OK);
    assert_int_equal(bytes[3], 0x5A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_rfc),
        cmocka_unit_test(comes_back_at_every_length),
        cmocka_unit_test(refuses_other_texts),
        cmocka_unit_test(keeps_the_limit),
    };

    return cmocka_run_group_tests_name("trust_text", tests, NULL, NULL);
}
