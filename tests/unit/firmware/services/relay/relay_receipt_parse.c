/* Receipts: read whole or not at all, believed for one object, one body and one key only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/services/relay/relay_receipt_parse.h"

#define TEXT_BYTES 1024

static struct trust_key *key;
static uint8_t digest[TRUST_DIGEST_BYTES];
static const char body[] = "{}";

/* A good receipt for object "case-1" and `body`. */
static void make(char out[TEXT_BYTES])
{
    char hex[2 * TRUST_DIGEST_BYTES + 1], lines[RELAY_RECEIPT_LINES_BYTES], base64[89];
    uint8_t signature[TRUST_SIGNATURE_BYTES];

    bytes_to_hex(digest, sizeof(digest), hex);
    snprintf(lines, sizeof(lines), "case-1\n%s\ncomplete\n2026-11-22T21:45:01+08:00\nr-1", hex);
    assert_int_equal(trust_sign(key, lines, strlen(lines), signature), ERR_OK);
    trust_base64(signature, sizeof(signature), base64);
    snprintf(out, TEXT_BYTES,
             "{\"accepted_at\":\"2026-11-22T21:45:01+08:00\",\"content_digest\":\"%s\","
             "\"kid\":\"%s\",\"object_id\":\"case-1\",\"receipt_id\":\"r-1\",\"sig\":\"%s\","
             "\"state\":\"complete\"}",
             hex, trust_key_id(key), base64);
}

/* What becomes of a text in which `from` (if any) was replaced by `to`: the parse, then the belief.
 */
static err_t judge(const char *from, const char *to)
{
    char text[TEXT_BYTES], edited[TEXT_BYTES + 2048];
    struct relay_receipt_claim claim = {"case-1", digest};
    struct relay_receipt receipt;
    const char *at;
    err_t err;

    make(text);
    at = strstr(text, from);
    assert_non_null(at);
    snprintf(edited, sizeof(edited), "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    err = relay_receipt_parse(edited, strlen(edited), &receipt);
    return err == ERR_OK ? relay_receipt_verify(&receipt, key, &claim) : err;
}

static void believes_a_good_receipt(void **state)
{
    char text[TEXT_BYTES];
    struct relay_receipt receipt;

    (void)state;
    assert_int_equal(judge("", ""), ERR_OK);
    assert_int_equal(judge("{", "{\"unknown\":{\"deep\":[1]},"), ERR_OK);
    make(text);
    assert_int_equal(relay_receipt_parse(text, strlen(text), &receipt), ERR_OK);
    assert_string_equal(receipt.object_id, "case-1");
    assert_string_equal(receipt.state, "complete");
    assert_string_equal(receipt.text, text);
    assert_int_equal(receipt.text_length, strlen(text));
}

static void believes_no_changed_field(void **state)
{
    static const char *const edits[][2] = {
        {"\"complete\"", "\"awaiting_attachments\""},
        {"21:45:01", "21:45:02"},
        {"\"case-1\"", "\"case-2\""},
        {"\"r-1\"", "\"r-2\""},
        {"\"content_digest\":\"4", "\"content_digest\":\"5"},
        {"\"kid\":\"", "\"kid\":\"0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
        assert_int_not_equal(judge(edits[i][0], edits[i][1]), ERR_OK);
}

static void believes_only_its_object_body_and_key(void **state)
{
    struct relay_receipt_claim claim = {"case-1", digest};
    struct trust_key *stranger = NULL;
    struct relay_receipt receipt;
    uint8_t other[TRUST_DIGEST_BYTES];
    char text[TEXT_BYTES];

    (void)state;
    make(text);
    assert_int_equal(relay_receipt_parse(text, strlen(text), &receipt), ERR_OK);
    assert_int_equal(trust_key_generate(&stranger), ERR_OK);
    assert_int_equal(relay_receipt_verify(&receipt, stranger, &claim), ERR_NO_RECEIPT);
    strcpy(receipt.kid, trust_key_id(stranger));
    assert_int_equal(relay_receipt_verify(&receipt, stranger, &claim), ERR_NO_RECEIPT);
    strcpy(receipt.kid, trust_key_id(key));
    claim.object_id = "case-2";
    assert_int_equal(relay_receipt_verify(&receipt, key, &claim), ERR_NO_RECEIPT);
    claim.object_id = "case-1";
    trust_sha256("other", 5, other);
    claim.digest = other;
    assert_int_equal(relay_receipt_verify(&receipt, key, &claim), ERR_NO_RECEIPT);
    trust_key_close(stranger);
}

static void refuses_malformed_receipts(void **state)
{
    static const char *const edits[][2] = {
        {"{", "["},
        {"\"state\"", "\"estate\""},
        {"\"complete\"", "7"},
        {"\"complete\"", "\"\""},
        {"\"complete\"", "\"a\\nb\""},
        {"\"complete\"", "\"\\u0000\""},
        {"\"complete\"", "\"\xe5\xae\x8c\""},
        {"\"r-1\"", "\"0123456789012345678901234567890123456789012345678901234567890123456789\""},
        {"\"sig\":\"", "\"sig\":\"AAAA"},
        {"\"sig\":\"", "\"sig\":\"*"},
        {"\"object_id\"", "\"object_id\":\"case-9\",\"object_id\""},
    };
    struct relay_receipt receipt, zeros;
    char large[RELAY_RECEIPT_BYTES_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
        assert_int_equal(judge(edits[i][0], edits[i][1]), ERR_INVALID);
    memset(large, ' ', sizeof(large));
    memset(&zeros, 0, sizeof(zeros));
    assert_int_equal(relay_receipt_parse(large, sizeof(large), &receipt), ERR_LIMIT);
    assert_int_equal(relay_receipt_parse(large, sizeof(large) - 1, &receipt), ERR_INVALID);
    assert_int_equal(relay_receipt_parse("", 0, &receipt), ERR_INVALID);
    assert_memory_equal(&receipt, &zeros, sizeof(zeros));
}

static int set_up(void **state)
{
    (void)state;
    trust_sha256(body, sizeof(body) - 1, digest); /* "44136fa3..." */
    return trust_key_generate(&key) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    trust_key_close(key);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(believes_a_good_receipt),
        cmocka_unit_test(believes_no_changed_field),
        cmocka_unit_test(believes_only_its_object_body_and_key),
        cmocka_unit_test(refuses_malformed_receipts),
    };

    return cmocka_run_group_tests_name("relay_receipt_parse", tests, set_up, tear_down);
}
