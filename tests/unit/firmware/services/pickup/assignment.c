/* Reading assignments: only what the pinned key signed, only what keeps every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "firmware/base/bytes.h"
#include "firmware/services/pickup/assignment.h"

#define HASH "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

static const char good[] =
    "{\"assignment_id\":\"5c1d0000-0000-4000-8000-000000000007\",\"case_id\":null,\"cell\":7,"
    "\"code_hash\":\"" HASH "\",\"expires\":\"2026-11-29T21:40:05+08:00\",\"factors\":3,"
    "\"kiosk_id\":\"desk-0001\",\"not_before\":\"2026-11-22T21:40:05+08:00\","
    "\"purpose\":\"deposit\",\"seq\":12,\"state\":\"READY\",\"subject_hash\":\"" HASH "\","
    "\"what\":{\"en\":\"Title deed\",\"xx\":\"?\",\"zh-Hans\":\"不动产权证\"}}";

static err_t parse(const char *text, struct assignment *out)
{
    return assignment_parse(text, strlen(text), out);
}

static void test_read(void **state)
{
    (void)state;
    struct assignment read;
    uint8_t hash[DIGEST_BYTES];
    assert_int_equal(parse(good, &read), ERR_OK);
    assert_string_equal(read.id, "5c1d0000-0000-4000-8000-000000000007");
    assert_int_equal(read.seq, 12);
    assert_string_equal(read.kiosk_id, "desk-0001");
    assert_string_equal(read.case_id, "");
    assert_int_equal(read.state, ASSIGNMENT_READY);
    assert_int_equal(read.cell, 7);
    assert_int_equal(read.purpose, LOCKER_DEPOSIT);
    assert_int_equal(read.factors, 3);
    assert_true(read.has_code);
    assert_true(bytes_from_hex(HASH, hash, sizeof(hash)));
    assert_memory_equal(read.code_hash, hash, sizeof(hash));
    assert_memory_equal(read.subject_hash, hash, sizeof(hash));
    assert_int_equal(read.expires_s - read.not_before_s, 7 * 86400);
    assert_string_equal(read.what[LANGUAGE_ZH_HANS], "不动产权证");
    assert_string_equal(read.what[LANGUAGE_EN], "Title deed");
    assert_string_equal(read.what[LANGUAGE_ZH_HANT], "");
}

/* The good one with a member set to a value, or taken out. */
static err_t parse_with(const char *name, json_t *value)
{
    json_t *object = json_loads(good, 0, NULL);
    struct assignment read, zero = {0};
    if (value == NULL)
        json_object_del(object, name);
    else
        json_object_set_new(object, name, value);
    char *text = json_dumps(object, JSON_COMPACT);
    err_t err = parse(text, &read);
    if (err != ERR_OK)
        assert_memory_equal(&read, &zero, sizeof(zero));
    free(text);
    json_decref(object);
    return err;
}

static void test_needed(void **state)
{
    (void)state;
    static const char *const needed[] = {"assignment_id", "cell",     "code_hash",    "expires",
                                         "factors",       "kiosk_id", "not_before",   "purpose",
                                         "seq",           "state",    "subject_hash", "what"};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (parse_with(needed[i], NULL) != ERR_INVALID)
            fail_msg("without %s it is taken", needed[i]);
        assert_int_equal(parse_with(needed[i], json_true()), ERR_INVALID);
        if (strcmp(needed[i], "code_hash") != 0)
            assert_int_equal(parse_with(needed[i], json_null()), ERR_INVALID);
    }
    assert_int_equal(parse_with("case_id", NULL), ERR_OK);
    assert_int_equal(parse_with("more", json_true()), ERR_OK); /* unknown members are ignored */
}

static void test_limits(void **state)
{
    (void)state;
    char text[200];
    assert_int_equal(parse_with("cell", json_integer(0)), ERR_INVALID);
    assert_int_equal(parse_with("cell", json_integer(96)), ERR_OK);
    assert_int_equal(parse_with("cell", json_integer(97)), ERR_INVALID);
    assert_int_equal(parse_with("cell", json_integer(263)), ERR_INVALID); /* 7 in one byte */
    assert_int_equal(parse_with("cell", json_real(7.0)), ERR_INVALID);
    assert_int_equal(parse_with("seq", json_integer(0)), ERR_INVALID);
    assert_int_equal(parse_with("seq", json_integer(-1)), ERR_INVALID);
    assert_int_equal(parse_with("factors", json_integer(4)), ERR_INVALID);
    assert_int_equal(parse_with("factors", json_integer(0)), ERR_INVALID);
    assert_int_equal(parse_with("state", json_string("")), ERR_INVALID);
    assert_int_equal(parse_with("state", json_string("ready")), ERR_INVALID);
    assert_int_equal(parse_with("purpose", json_string("open")), ERR_INVALID);
    assert_int_equal(parse_with("subject_hash", json_string("ab")), ERR_INVALID);
    assert_int_equal(parse_with("expires", json_string("2026-11-22T21:40:05+08:00")), ERR_INVALID);
    assert_int_equal(parse_with("expires", json_string("2026-11-22")), ERR_INVALID);
    assert_int_equal(parse_with("assignment_id", json_string("a")), ERR_INVALID);
    assert_int_equal(
        parse_with("assignment_id", json_string("5C1D0000-0000-4000-8000-000000000007")),
        ERR_INVALID);
    assert_int_equal(parse_with("kiosk_id", json_string("a\nb")), ERR_INVALID);
    memset(text, 'k', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(parse_with("kiosk_id", json_string(text)), ERR_INVALID);
    assert_int_equal(parse_with("what", json_pack("{s:s}", "zh-Hans", text)), ERR_INVALID);
    assert_int_equal(parse_with("what", json_pack("{s:s}", "en", "deed")), ERR_INVALID);
    assert_int_equal(parse_with("what", json_pack("{s:s,s:i}", "zh-Hans", "证", "en", 1)),
                     ERR_INVALID);
}

/* A code is asked for if and only if there is a hash of one. */
static void test_code(void **state)
{
    (void)state;
    assert_int_equal(parse_with("code_hash", json_null()), ERR_INVALID);
    assert_int_equal(parse_with("factors", json_integer(1)), ERR_INVALID);
    assert_int_equal(parse_with("factors", json_integer(2)), ERR_OK);
}

/* Every bit that is turned anywhere, and every other length, is found. */
static void test_signed(void **state)
{
    (void)state;
    struct trust_key *key = NULL, *other = NULL;
    struct assignment read, zero = {0};
    uint8_t bytes[ASSIGNMENT_BYTES_MAX + 8];
    size_t size_bytes = TRUST_SIGNATURE_BYTES + strlen(good);
    assert_int_equal(trust_key_generate(&key), ERR_OK);
    assert_int_equal(trust_key_generate(&other), ERR_OK);
    memcpy(bytes + TRUST_SIGNATURE_BYTES, good, strlen(good));
    assert_int_equal(trust_sign(key, good, strlen(good), bytes), ERR_OK);
    assert_int_equal(assignment_open(key, bytes, size_bytes, &read), ERR_OK);
    assert_int_equal(read.cell, 7);
    assert_int_equal(assignment_open(other, bytes, size_bytes, &read), ERR_SIGNATURE);
    assert_memory_equal(&read, &zero, sizeof(zero));
    for (size_t i = 0; i < size_bytes; i += 7) {
        bytes[i] ^= (uint8_t)(1u << (i % 8));
        assert_int_equal(assignment_open(key, bytes, size_bytes, &read), ERR_SIGNATURE);
        assert_memory_equal(&read, &zero, sizeof(zero));
        bytes[i] ^= (uint8_t)(1u << (i % 8));
    }
    for (size_t i = 0; i < size_bytes; i += 11)
        assert_int_equal(assignment_open(key, bytes, i, &read), ERR_SIGNATURE);
    assert_int_equal(assignment_open(key, bytes, ASSIGNMENT_BYTES_MAX + 1, &read), ERR_LIMIT);
    trust_key_close(key);
    trust_key_close(other);
}

static void test_hash(void **state)
{
    (void)state;
    struct assignment one = {.id = "5c1d0000-0000-4000-8000-000000000007"}, two = one;
    uint8_t expected[DIGEST_BYTES], hash[DIGEST_BYTES], other[DIGEST_BYTES];
    trust_sha256("5c1d0000-0000-4000-8000-00000000000711010519491231002X", 54, expected);
    assignment_hash(&one, "11010519491231002X", hash);
    assert_memory_equal(hash, expected, sizeof(hash));
    two.id[35] = '8';
    assignment_hash(&two, "11010519491231002X", other);
    assert_memory_not_equal(hash, other, sizeof(hash));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read), cmocka_unit_test(test_needed), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_code), cmocka_unit_test(test_signed), cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests_name("assignment", tests, NULL, NULL);
}
