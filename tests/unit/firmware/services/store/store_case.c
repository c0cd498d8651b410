/* Saving cases and ratings: once per op, whole or not at all, sealed, nothing in clear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "firmware/services/store/store_number.h"
#include "firmware/services/store/store_seal_trust.h"
#include "tests/support/store_bench.h"

static struct store_bench bench;

static int start(void **state)
{
    (void)state;
    store_bench_start(&bench);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    store_bench_finish(&bench);
    return 0;
}

static json_t *read_body(const struct store_item *item)
{
    json_t *body =
        json_loadb((const char *)item->body, item->size_bytes, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(body);
    char *again = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    assert_int_equal(strlen(again), item->size_bytes);
    assert_memory_equal(again, item->body, item->size_bytes);
    free(again);
    return body;
}

static const char *member(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

static int64_t number(json_t *object, const char *key)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    return json_integer_value(json_object_get(object, key));
}

static void test_save(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    store_bench_save(&bench, 1, &saved);
    assert_int_equal(strlen(saved.case_id), 36);
    assert_int_equal(saved.case_id[14], '4');
    assert_non_null(strchr("89ab", saved.case_id[19]));
    assert_true(store_number_is_valid(saved.number));
    assert_memory_equal(saved.number, "LF2611220001", 12);
    uint8_t digest[DIGEST_BYTES];
    trust_sha256(bench.payload, bench.payload_bytes, digest);
    assert_memory_equal(digest, saved.digest, DIGEST_BYTES);
    char aad[128];
    snprintf(aad, sizeof(aad), "%s|payload|1|LF-0001", saved.case_id);
    assert_string_equal(bench.aad, aad);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(item.kind, STORE_ITEM_CASE);
    assert_int_equal(item.tries, 0);
    assert_string_equal(item.id, saved.case_id);
    assert_string_equal(item.case_id, saved.case_id);
    snprintf(aad, sizeof(aad), "%s:case:0", saved.case_id);
    assert_string_equal(item.key, aad);
}

/* The signature is a part of what is confirmed: sealed, in the digest, and never in clear. */
static void test_signed(void **state)
{
    (void)state;
    struct draft draft;
    struct moment at = store_bench_moment();
    struct store_case saved, again;
    struct store_item item;
    store_bench_draft(&draft, 1);
    draft.signed_by = SIGNED_INK;
    for (int16_t i = 0; i < INK_POINTS_MAX; i++) {
        struct ink_point point = {(int16_t)(1111 + 10 * (i % 80)), (int16_t)(2222 + 5 * (i % 90))};
        assert_true(i % 25 == 0 ? ink_begin(&draft.signature, point)
                                : ink_go_on(&draft.signature, point));
    }
    assert_int_equal(draft.signature.point_count, INK_POINTS_MAX);
    assert_int_equal(store_save_case(bench.store, 77, &draft, &at, &saved), ERR_OK);
    assert_int_equal(store_save_case(bench.store, 77, &draft, &at, &again), ERR_OK);
    assert_string_equal(saved.case_id, again.case_id);
    assert_non_null(memmem(bench.payload, bench.payload_bytes, "[[1111,2222,1121,2227,", 22));
    store_bench_next(&bench, 1, &item);
    json_t *body = read_body(&item);
    assert_int_equal(number(body, "schema"), 1);
    json_decref(body);
    assert_false(store_bench_on_disk(&bench, "1111,2222", 9));
    draft.signature.points[3].x++;
    assert_int_equal(store_save_case(bench.store, 77, &draft, &at, &again), ERR_CONFLICT);
}

static void test_body(void **state)
{
    (void)state;
    struct store_case saved;
    struct store_item item;
    store_bench_save(&bench, 1, &saved);
    store_bench_next(&bench, 1, &item);
    json_t *body = read_body(&item);
    assert_int_equal(json_object_size(body), 10);
    assert_int_equal(number(body, "schema"), 1);
    assert_string_equal(member(body, "kiosk_id"), "LF-0001");
    assert_string_equal(member(body, "svc"), "flexible-employment");
    assert_int_equal(number(body, "svc_version"), 3);
    assert_string_equal(member(body, "number"), saved.number);
    assert_int_equal(number(json_object_get(body, "consent"), "text_version"), 2);
    assert_int_equal(json_array_size(json_object_get(body, "attachments")), 0);
    json_t *created = json_object_get(body, "created");
    assert_string_equal(json_string_value(json_object_get(created, "wall")),
                        "2026-11-22T21:40:05+08:00");
    assert_int_equal(number(created, "trust"), CLOCK_TRUSTED);
    assert_int_equal(number(created, "boot"), store_boot(bench.store));
    assert_int_equal(number(created, "mono"), 5000);
    json_t *envelope = json_object_get(body, "envelope");
    assert_int_equal(json_object_size(envelope), 7);
    assert_string_equal(member(envelope, "alg"), "ecdh-p256+hkdf-sha256+a256gcm");
    assert_string_equal(member(envelope, "kid"), "00112233aabbccdd");
    assert_int_equal(strlen(member(body, "payload_sha256")), 64);
    json_decref(body);
}

static void test_same_op(void **state)
{
    (void)state;
    struct draft draft;
    struct moment at = store_bench_moment();
    struct store_case first, again;
    struct store_counts counts;
    store_bench_save(&bench, 1, &first);
    store_bench_save(&bench, 1, &again);
    assert_memory_equal(&first, &again, sizeof(first));
    bench.free_bytes = 0; /* a repeated question needs no room */
    store_bench_reopen(&bench);
    store_bench_save(&bench, 1, &again);
    assert_memory_equal(&first, &again, sizeof(first));
    store_bench_draft(&draft, 2);
    assert_int_equal(store_save_case(bench.store, 1001, &draft, &at, &again), ERR_CONFLICT);
    assert_int_equal(again.case_id[0], 0);
    store_bench_draft(&draft, 1);
    draft.consent_version++;
    assert_int_equal(store_save_case(bench.store, 1001, &draft, &at, &again), ERR_CONFLICT);
    assert_int_equal(store_count(bench.store, &counts), ERR_OK);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM kase"), 1);
}

static void test_numbers_grow(void **state)
{
    (void)state;
    struct store_case saved;
    store_bench_save(&bench, 1, &saved);
    store_bench_save(&bench, 2, &saved);
    store_bench_reopen(&bench);
    store_bench_save(&bench, 3, &saved);
    assert_memory_equal(saved.number, "LF2611220003", 12);
}

static void test_refused_whole(void **state)
{
    (void)state;
    struct draft draft;
    struct moment at = store_bench_moment();
    struct store_case saved;
    store_bench_draft(&draft, 1);
    bench.free_bytes = STORE_FREE_BYTES_MIN - 1;
    assert_int_equal(store_save_case(bench.store, 1, &draft, &at, &saved), ERR_DISK_FULL);
    bench.free_bytes = STORE_FREE_BYTES_MIN;
    bench.seal_err = ERR_INVALID;
    assert_int_equal(store_save_case(bench.store, 1, &draft, &at, &saved), ERR_INVALID);
    bench.seal_err = ERR_OK;
    draft.field_count = 99;
    assert_int_equal(store_save_case(bench.store, 1, &draft, &at, &saved), ERR_INVALID);
    assert_int_equal(store_bench_ask(&bench, "SELECT (SELECT count(*) FROM kase)+"
                                             "(SELECT count(*) FROM outbox)+"
                                             "(SELECT count(*) FROM intent)"),
                     0);
    store_bench_save(&bench, 1, &saved);
    assert_memory_equal(saved.number, "LF2611220001", 12);
}

/* The product's own measure of the disk. */
static void test_disk(void **state)
{
    (void)state;
    struct draft draft;
    struct moment at = store_bench_moment();
    struct store_case saved;
    store_bench_draft(&draft, 1);
    bench.options.free_bytes = NULL;
    bench.options.free_bytes_min = UINT64_MAX;
    store_bench_reopen(&bench);
    assert_int_equal(store_save_case(bench.store, 1, &draft, &at, &saved), ERR_DISK_FULL);
    bench.options.free_bytes_min = 1;
    store_bench_reopen(&bench);
    assert_int_equal(store_save_case(bench.store, 1, &draft, &at, &saved), ERR_OK);
}

static void test_nothing_in_clear(void **state)
{
    (void)state;
    struct store_case saved;
    for (uint32_t i = 0; i < 40; i++)
        store_bench_save(&bench, i, &saved);
    for (int closed = 0; closed < 2; closed++) {
        assert_true(store_bench_on_disk(&bench, saved.case_id, 36));
        assert_false(store_bench_on_disk(&bench, "测试甲", 9));
        assert_false(store_bench_on_disk(&bench, "532331194002290019", 18));
        assert_false(store_bench_on_disk(&bench, "19900000039", 11));
        store_bench_reopen(&bench);
    }
}

static void decode(json_t *envelope, const char *key, void *out, size_t size_bytes)
{
    size_t got = 0;
    assert_int_equal(trust_base64_decode(member(envelope, key), out, size_bytes, &got), ERR_OK);
    assert_int_equal(got, size_bytes);
}

/* The product's sealer: what the platform receives opens with its key and has the stated digest. */
static void test_trust(void **state)
{
    (void)state;
    struct trust_key *key = NULL;
    struct store_case saved;
    struct store_item item;
    struct trust_envelope sealed = {0};
    uint8_t cipher[8192], payload[8192], digest[DIGEST_BYTES];
    size_t size_bytes = 0;
    char aad[128], hex[65];
    assert_int_equal(trust_key_generate(&key), ERR_OK);
    bench.options.sealer = store_seal_trust(key);
    store_bench_reopen(&bench);
    store_bench_save(&bench, 1, &saved);
    store_bench_next(&bench, 1, &item);
    json_t *body = read_body(&item);
    json_t *envelope = json_object_get(body, "envelope");
    snprintf(sealed.kid, sizeof(sealed.kid), "%s", member(envelope, "kid"));
    assert_string_equal(sealed.kid, trust_key_id(key));
    decode(envelope, "ephemeral", sealed.ephemeral, sizeof(sealed.ephemeral));
    decode(envelope, "wrapped_dek", sealed.wrapped_dek, sizeof(sealed.wrapped_dek));
    decode(envelope, "iv", sealed.iv, sizeof(sealed.iv));
    decode(envelope, "tag", sealed.tag, sizeof(sealed.tag));
    assert_int_equal(
        trust_base64_decode(member(envelope, "ct"), cipher, sizeof(cipher), &size_bytes), ERR_OK);
    int aad_bytes = snprintf(aad, sizeof(aad), "%s|payload|1|LF-0001", saved.case_id);
    assert_int_equal(
        trust_unseal(key, aad, (size_t)aad_bytes, &sealed, cipher, size_bytes, payload), ERR_OK);
    trust_sha256(payload, size_bytes, digest);
    assert_memory_equal(digest, saved.digest, DIGEST_BYTES);
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(member(body, "payload_sha256"), hex);
    aad[0] ^= 1;
    assert_int_equal(
        trust_unseal(key, aad, (size_t)aad_bytes, &sealed, cipher, size_bytes, payload),
        ERR_SIGNATURE);
    json_decref(body);
    trust_key_close(key);
}

static void test_rating(void **state)
{
    (void)state;
    struct store_item item;
    struct effect_rate rate = {.op = 77, .level = 5, .service = "flexible-employment"};
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_OK);
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_OK);
    rate.level = 4;
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_CONFLICT);
    rate.op = 78;
    rate.level = 6;
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_INVALID);
    rate.level = 0;
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_INVALID);
    rate.level = 1;
    strcpy(rate.case_id, "a-case");
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(item.kind, STORE_ITEM_RATING);
    assert_memory_equal(item.key, "rating:", 7);
    assert_string_equal(item.key + 7, item.id);
    static const char alone[] = "{\"case_id\":null,\"level\":5,\"svc\":\"flexible-employment\"}";
    assert_int_equal(item.size_bytes, sizeof(alone) - 1);
    assert_memory_equal(item.body, alone, sizeof(alone) - 1);
    store_bench_next(&bench, 1, &item);
    static const char with[] =
        "{\"case_id\":\"a-case\",\"level\":1,\"svc\":\"flexible-employment\"}";
    assert_int_equal(item.size_bytes, sizeof(with) - 1);
    assert_memory_equal(item.body, with, sizeof(with) - 1);
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_NOT_FOUND);
    rate.op = 79;
    bench.free_bytes = 0;
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_DISK_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_save, start, finish),
        cmocka_unit_test_setup_teardown(test_signed, start, finish),
        cmocka_unit_test_setup_teardown(test_body, start, finish),
        cmocka_unit_test_setup_teardown(test_same_op, start, finish),
        cmocka_unit_test_setup_teardown(test_numbers_grow, start, finish),
        cmocka_unit_test_setup_teardown(test_refused_whole, start, finish),
        cmocka_unit_test_setup_teardown(test_disk, start, finish),
        cmocka_unit_test_setup_teardown(test_nothing_in_clear, start, finish),
        cmocka_unit_test_setup_teardown(test_trust, start, finish),
        cmocka_unit_test_setup_teardown(test_rating, start, finish),
    };
    return cmocka_run_group_tests_name("store_case", tests, NULL, NULL);
}
