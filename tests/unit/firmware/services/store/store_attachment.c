/* Attachments: sealed, once per op, the visit's until a case names them, behind their case in the
 * outbox, and gone without a byte after delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "firmware/base/bytes.h"
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

static err_t attach(uint64_t op, const char *code, const void *bytes, size_t size_bytes,
                    struct attachment *out)
{
    const struct store_attaching wish = {op, code, bytes, size_bytes};
    return store_attachment_save(bench.store, &wish, out);
}

/* Saves a case of these attachments under `op`. */
static err_t save_with(uint64_t op, const struct attachment *attachments, size_t count,
                       struct store_case *out)
{
    struct draft draft;
    struct moment at = store_bench_moment();
    store_bench_draft(&draft, 1);
    draft.attachment_count = (uint8_t)count;
    for (size_t i = 0; i < count && count <= SERVICE_MATERIALS_MAX; i++)
        draft.attachments[i] = attachments[i];
    return store_save_case(bench.store, op, &draft, &at, out);
}

static void test_save(void **state)
{
    (void)state;
    struct attachment first, again;
    uint8_t digest[DIGEST_BYTES];
    char aad[128];
    assert_int_equal(attach(1, "id-copy", "picture", 7, &first), ERR_OK);
    assert_int_equal(strlen(first.id), 36);
    assert_int_equal(first.id[14], '4');
    assert_string_equal(first.code, "id-copy");
    assert_int_equal(first.size_bytes, 7);
    trust_sha256("picture", 7, digest);
    assert_memory_equal(first.digest, digest, DIGEST_BYTES);
    snprintf(aad, sizeof(aad), "%s|attachment|1|LF-0001", first.id);
    assert_string_equal(bench.aad, aad);
    assert_int_equal(attach(1, "id-copy", "picture", 7, &again), ERR_OK);
    assert_memory_equal(&first, &again, sizeof(first));
    assert_int_equal(store_bench_ask(&bench, "SELECT 1"), 1);
}

static void test_refused(void **state)
{
    (void)state;
    struct attachment out;
    char *large = calloc(1, STORE_ATTACHMENT_BYTES_MAX + 1);
    assert_int_equal(attach(1, "id-copy", "p", 1, &out), ERR_OK);
    assert_int_equal(attach(1, "id-copy", "q", 1, &out), ERR_CONFLICT);
    assert_int_equal(out.id[0], 0);
    assert_int_equal(attach(1, "portrait", "p", 1, &out), ERR_CONFLICT);
    assert_int_equal(attach(2, "", "p", 1, &out), ERR_INVALID);
    assert_int_equal(attach(2, "id-copy", "p", 0, &out), ERR_INVALID);
    assert_int_equal(attach(2, "id-copy", NULL, 1, &out), ERR_INVALID);
    assert_int_equal(attach(2, "a-code-of-twenty-four-by", "p", 1, &out), ERR_LIMIT);
    assert_int_equal(attach(2, "id-copy", large, STORE_ATTACHMENT_BYTES_MAX + 1, &out), ERR_LIMIT);
    assert_int_equal(attach(2, "id-copy", large, STORE_ATTACHMENT_BYTES_MAX, &out), ERR_OK);
    bench.free_bytes = STORE_FREE_BYTES_MIN - 1;
    assert_int_equal(attach(3, "id-copy", "p", 1, &out), ERR_DISK_FULL);
    bench.free_bytes = 1ull << 40;
    bench.seal_err = ERR_MEMORY;
    assert_int_equal(attach(3, "id-copy", "p", 1, &out), ERR_MEMORY);
    assert_int_equal(out.size_bytes, 0);
    bench.seal_err = ERR_OK;
    free(large);
}

/* An unnamed one lives as long as its visit. */
static void test_orphans(void **state)
{
    (void)state;
    struct attachment first, second;
    struct store_case saved;
    uint32_t count = 0;
    assert_int_equal(attach(1, "a", "one", 3, &first), ERR_OK);
    assert_int_equal(attach(2, "b", "two", 3, &second), ERR_OK);
    assert_int_equal(store_attachment_drop(bench.store, first.id), ERR_OK);
    assert_int_equal(store_attachment_drop(bench.store, first.id), ERR_OK);
    assert_int_equal(save_with(3, &first, 1, &saved), ERR_NOT_FOUND);
    assert_int_equal(store_attachment_clear(bench.store, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(save_with(3, &second, 1, &saved), ERR_NOT_FOUND);
    assert_int_equal(attach(4, "c", "three", 5, &first), ERR_OK);
    store_bench_reopen(&bench);
    assert_int_equal(save_with(3, &first, 1, &saved), ERR_NOT_FOUND);
    assert_int_equal(store_attachment_clear(bench.store, &count), ERR_OK);
    assert_int_equal(count, 0);
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The payload lists what was confirmed; the body lists what will come. */
static void test_listed(void **state)
{
    (void)state;
    struct attachment both[2];
    struct store_case saved;
    struct store_item item;
    uint8_t digest[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];
    store_bench_attach(&bench, 1, 300, &both[0]);
    store_bench_attach(&bench, 2, 70000, &both[1]);
    assert_int_equal(save_with(3, both, 2, &saved), ERR_OK);
    json_t *payload = json_loadb(bench.payload, bench.payload_bytes, JSON_REJECT_DUPLICATES, NULL);
    json_t *list = json_object_get(payload, "attachments");
    char *again = json_dumps(payload, JSON_SORT_KEYS | JSON_COMPACT);
    assert_int_equal(strlen(again), bench.payload_bytes);
    assert_memory_equal(again, bench.payload, bench.payload_bytes);
    free(again);
    assert_int_equal(json_array_size(list), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *entry = json_array_get(list, i);
        bytes_to_hex(both[i].digest, DIGEST_BYTES, hex);
        assert_int_equal(json_object_size(entry), 4);
        assert_string_equal(text_of(entry, "id"), both[i].id);
        assert_string_equal(text_of(entry, "code"), "id-copy");
        assert_string_equal(text_of(entry, "sha256"), hex);
        assert_int_equal(json_integer_value(json_object_get(entry, "size_bytes")),
                         both[i].size_bytes);
    }
    json_decref(payload);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(item.kind, STORE_ITEM_CASE);
    json_t *body = json_loadb((char *)item.body, item.size_bytes, JSON_REJECT_DUPLICATES, NULL);
    json_t *awaited = json_array_get(json_object_get(body, "attachments"), 1);
    char awaited_hex[2 * DIGEST_BYTES + 1];
    snprintf(awaited_hex, sizeof(awaited_hex), "%s", text_of(awaited, "sha256"));
    assert_int_equal(json_integer_value(json_object_get(awaited, "size")),
                     70000 + STORE_ATTACHMENT_HEAD_BYTES);
    json_decref(body);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, both[0].id);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_string_equal(item.id, both[1].id);
    trust_sha256(store_item_bytes(&item), item.size_bytes, digest);
    bytes_to_hex(digest, DIGEST_BYTES, hex);
    assert_string_equal(hex, awaited_hex);
}

/* The same op with the same attachments is the same case; with others it is a conflict. */
static void test_once(void **state)
{
    (void)state;
    struct attachment both[2], wrong;
    struct store_case saved, again;
    store_bench_attach(&bench, 1, 30, &both[0]);
    store_bench_attach(&bench, 2, 30, &both[1]);
    wrong = both[0];
    wrong.digest[5] ^= 1;
    assert_int_equal(save_with(3, &wrong, 1, &saved), ERR_NOT_FOUND);
    wrong = both[0];
    wrong.size_bytes++;
    assert_int_equal(save_with(3, &wrong, 1, &saved), ERR_NOT_FOUND);
    wrong = both[0];
    strcpy(wrong.code, "other");
    assert_int_equal(save_with(3, &wrong, 1, &saved), ERR_NOT_FOUND);
    both[1] = both[0];
    assert_int_equal(save_with(3, both, 2, &saved), ERR_INVALID);
    assert_int_equal(save_with(3, both, SERVICE_MATERIALS_MAX + 1, &saved), ERR_INVALID);
    assert_int_equal(save_with(3, both, 1, &saved), ERR_OK);
    assert_int_equal(save_with(3, both, 1, &again), ERR_OK);
    assert_string_equal(saved.case_id, again.case_id);
    assert_int_equal(save_with(3, both, 0, &again), ERR_CONFLICT);
    assert_int_equal(save_with(4, both, 1, &again), ERR_NOT_FOUND); /* it is that case's now */
    assert_int_equal(store_attachment_clear(bench.store, NULL), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM outbox WHERE kind=2"), 1);
}

/* The case first, then its attachments, then a later rating of it; another case overtakes. */
static void test_order(void **state)
{
    (void)state;
    static const uint32_t kinds[] = {STORE_ITEM_CASE, STORE_ITEM_CASE, STORE_ITEM_ATTACHMENT,
                                     STORE_ITEM_RATING};
    struct attachment attachment;
    struct store_case saved, other;
    struct effect_rate rate = {.op = 9, .level = 5, .service = "s"};
    struct store_item item;
    char key[STORE_KEY_BYTES];
    store_bench_attach(&bench, 1, 30, &attachment);
    assert_int_equal(save_with(2, &attachment, 1, &saved), ERR_OK);
    strcpy(rate.case_id, saved.case_id);
    assert_int_equal(store_save_rating(bench.store, &rate), ERR_OK);
    store_bench_save(&bench, 5, &other);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        store_bench_next(&bench, 1, &item);
        assert_int_equal(item.kind, kinds[i]);
        assert_string_equal(item.case_id, i == 1 ? other.case_id : saved.case_id);
        if (i == 2) {
            snprintf(key, sizeof(key), "%s:attachment:0", attachment.id);
            assert_string_equal(item.key, key);
            assert_string_equal(item.id, attachment.id);
            assert_int_equal(item.size_bytes, 30 + STORE_ATTACHMENT_HEAD_BYTES);
            assert_memory_equal(store_item_bytes(&item), "BSA100112233aabbccdd", 20);
            assert_ptr_not_equal(store_item_bytes(&item), item.body);
        } else {
            assert_ptr_equal(store_item_bytes(&item), item.body);
        }
        assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    }
}

/* A case that is waiting, in flight or to be tried again holds its attachments back; one that was
 * refused lets them go, to be refused themselves. */
static void test_case_first(void **state)
{
    (void)state;
    struct attachment attachment;
    struct store_case saved;
    struct store_item item, none;
    uint64_t due_ms = 0;
    store_bench_attach(&bench, 1, 30, &attachment);
    assert_int_equal(save_with(2, &attachment, 1, &saved), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_outbox_next(bench.store, 1, &none), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_retry(bench.store, item.seq, 500, ERR_TIMEOUT), ERR_OK);
    assert_int_equal(store_outbox_next(bench.store, 1, &none), ERR_NOT_FOUND);
    assert_int_equal(store_outbox_due(bench.store, 1, &due_ms), ERR_OK);
    assert_int_equal(due_ms, 500);
    store_bench_next(&bench, 500, &item);
    assert_int_equal(store_outbox_refused(bench.store, item.seq, ERR_REFUSED), ERR_OK);
    store_bench_next(&bench, 500, &item);
    assert_int_equal(item.kind, STORE_ITEM_ATTACHMENT);
}

/* A flipped bit on the disk is found before anything is sent. */
static void test_damage(void **state)
{
    (void)state;
    struct attachment attachment;
    struct store_case saved;
    struct store_item item;
    store_bench_attach(&bench, 1, 30000, &attachment);
    assert_int_equal(save_with(2, &attachment, 1, &saved), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT 1"), 1);
    store_close(bench.store);
    FILE *file = fopen(bench.path, "r+");
    static char all[1 << 20];
    size_t size_bytes = fread(all, 1, sizeof(all), file);
    char *at = NULL;
    for (char *next = all; (next = memmem(next, (size_t)(all + size_bytes - next), "BSA1", 4));)
        at = next++;
    assert_non_null(at);
    fseek(file, at - all + 300, SEEK_SET);
    fputc(all[at - all + 300] ^ 4, file);
    fclose(file);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_CHECKSUM);
    assert_null(item.large);
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_NOT_FOUND);
}

static int canary_on_disk(void)
{
    char sealed[sizeof(STORE_BENCH_CANARY)] = STORE_BENCH_CANARY;
    assert_false(store_bench_on_disk(&bench, STORE_BENCH_CANARY, strlen(STORE_BENCH_CANARY)));
    for (size_t i = 0; i < sizeof(sealed) - 1; i++)
        sealed[i] ^= 0x5a; /* as the cheap sealer turns it over */
    return store_bench_on_disk(&bench, sealed, sizeof(sealed) - 1);
}

/* Never in clear; after delivery and purge not even sealed; nor after the visit of an orphan. */
static void test_canary(void **state)
{
    (void)state;
    struct attachment attachment, orphan;
    struct store_case saved;
    struct store_item item;
    struct moment at = store_bench_moment();
    uint32_t purged = 0;
    store_bench_attach(&bench, 1, 900000, &attachment);
    store_bench_attach(&bench, 2, 900000, &orphan);
    assert_true(canary_on_disk());
    assert_int_equal(save_with(3, &attachment, 1, &saved), ERR_OK);
    assert_int_equal(store_attachment_clear(bench.store, NULL), ERR_OK);
    for (int i = 0; i < 2; i++) {
        store_bench_next(&bench, 1, &item);
        assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    }
    assert_true(canary_on_disk());
    assert_int_equal(store_purge(bench.store, &at, &purged), ERR_OK);
    assert_int_equal(purged, 2);
    assert_false(canary_on_disk());
    assert_false(store_bench_on_disk(&bench, "BSA1", 4));
    store_bench_attach(&bench, 5, 900000, &orphan);
    assert_true(canary_on_disk());
    assert_int_equal(store_attachment_drop(bench.store, orphan.id), ERR_OK);
    assert_int_equal(store_purge(bench.store, &at, NULL), ERR_OK);
    assert_false(canary_on_disk());
}

/* What the product's sealer sealed, the platform's key opens, from the body alone. */
static void test_trust(void **state)
{
    (void)state;
    static const char picture[] = "a picture of a page";
    struct trust_key *key = NULL;
    struct trust_envelope envelope = {0};
    struct attachment attachment;
    struct store_case saved;
    struct store_item item;
    uint8_t plain[sizeof(picture)];
    char aad[128];
    assert_int_equal(trust_key_generate(&key), ERR_OK);
    store_close(bench.store);
    bench.options.sealer = store_seal_trust(key);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(attach(1, "id-copy", picture, sizeof(picture), &attachment), ERR_OK);
    assert_int_equal(save_with(2, &attachment, 1, &saved), ERR_OK);
    store_bench_next(&bench, 1, &item);
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    store_bench_next(&bench, 1, &item);
    const uint8_t *at = store_item_bytes(&item);
    assert_memory_equal(at, "BSA1", 4);
    memcpy(envelope.kid, at + 4, 16);
    memcpy(envelope.ephemeral, at + 20, 65);
    memcpy(envelope.wrapped_dek, at + 85, 48);
    memcpy(envelope.iv, at + 133, 12);
    memcpy(envelope.tag, at + 145, 16);
    assert_string_equal(envelope.kid, trust_key_id(key));
    snprintf(aad, sizeof(aad), "%s|attachment|1|LF-0001", attachment.id);
    assert_int_equal(
        trust_unseal(key, aad, strlen(aad), &envelope, at + 161, sizeof(picture), plain), ERR_OK);
    assert_memory_equal(plain, picture, sizeof(picture));
    store_close(bench.store);
    trust_key_close(key);
    bench.store = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_save, start, finish),
        cmocka_unit_test_setup_teardown(test_refused, start, finish),
        cmocka_unit_test_setup_teardown(test_orphans, start, finish),
        cmocka_unit_test_setup_teardown(test_listed, start, finish),
        cmocka_unit_test_setup_teardown(test_once, start, finish),
        cmocka_unit_test_setup_teardown(test_order, start, finish),
        cmocka_unit_test_setup_teardown(test_case_first, start, finish),
        cmocka_unit_test_setup_teardown(test_damage, start, finish),
        cmocka_unit_test_setup_teardown(test_canary, start, finish),
        cmocka_unit_test_setup_teardown(test_trust, start, finish),
    };
    return cmocka_run_group_tests_name("store_attachment", tests, NULL, NULL);
}
