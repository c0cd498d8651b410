/* The contract between kiosk and platform for attachments: the real store seals them, the real
 * relay brings them, the real program takes them, through every fault. A case awaits all that it
 * names. $BANSHI_PLATFORM names the program; the working directory is the root of the repository.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <jansson.h>

#include "firmware/services/store/store_seal_trust.h"
#include "tests/support/platform_client.h"
#include "tests/support/store_bench.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define INSTANT PLATFORM_CLIENT_INSTANT
#define STORM_TRIES_MAX 400

static struct platform_server server;
static struct store_bench bench;
static struct trust_key *case_key;
static struct relay *relay;
static struct store_item item;
static uint64_t op = 1;

/* A case of an instant service with so many pictures of that size, in the store's outbox. */
static void save(size_t count, size_t size_bytes, struct store_case *out_case)
{
    struct moment at = store_bench_moment();
    struct draft draft;

    store_bench_draft(&draft, (uint32_t)op);
    strcpy(draft.service, INSTANT);
    for (size_t i = 0; i < count; i++)
        store_bench_attach(&bench, op++, size_bytes + i, &draft.attachments[i]);
    draft.attachment_count = (uint8_t)count;
    assert_int_equal(store_save_case(bench.store, op++, &draft, &at, out_case), ERR_OK);
}

static err_t put(struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    const struct relay_put wish = {item.key, item.id, store_item_bytes(&item), item.size_bytes,
                                   LIMIT_MS};

    if (item.kind == STORE_ITEM_CASE)
        return relay_put_case(relay, &wish, out_receipt, out_reply);
    return relay_put_attachment(relay, item.case_id, &wish, out_receipt, out_reply);
}

static void next(void)
{
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_OK);
}

static void delivered(const struct relay_receipt *receipt)
{
    const struct store_receipt kept = {receipt->receipt_id, receipt->text, receipt->text_length};

    assert_int_equal(store_outbox_delivered(bench.store, item.seq, &kept), ERR_OK);
}

/* Brings the next row and expects the case's state after it. */
static void bring(const char *state)
{
    struct relay_receipt receipt;
    struct relay_reply reply;

    next();
    assert_int_equal(put(&receipt, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 201);
    assert_string_equal(receipt.state, state);
    delivered(&receipt);
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The case in a dump; the caller owns the dump. */
static const json_t *dumped(const char *case_id, json_t **out_dump)
{
    const json_t *row;
    size_t i;

    *out_dump = platform_server_dump(&server);
    json_array_foreach(json_object_get(*out_dump, "cases"), i,
                       row) if (strcmp(text_of(row, "case_id"), case_id) == 0) return row;
    fail_msg("no case %s", case_id);
    return NULL;
}

static void expect_delivery(const char *case_id, const char *delivery, size_t received)
{
    json_t *dump;
    const json_t *row = dumped(case_id, &dump), *entry;
    size_t count = 0, i;

    assert_string_equal(text_of(row, "delivery"), delivery);
    json_array_foreach(json_object_get(row, "attachments"), i, entry)
    {
        const json_t *checks = json_object_get(entry, "checks");

        if (!json_is_true(json_object_get(entry, "received")))
            continue;
        count++;
        assert_true(json_is_true(json_object_get(checks, "content_digest")));
        assert_true(json_is_true(json_object_get(checks, "opened")));
        assert_string_equal(text_of(entry, "code"), "id-copy");
    }
    assert_int_equal(count, received);
    json_decref(dump);
}

static void a_case_awaits_what_it_names(void **state)
{
    struct store_case saved;
    struct relay_status status;
    struct relay_reply reply;

    (void)state;
    save(2, 70000, &saved);
    bring("awaiting_attachments");
    expect_delivery(saved.case_id, "awaiting_attachments", 0);
    bring("awaiting_attachments");
    assert_int_equal(relay_get_status(relay, saved.case_id, LIMIT_MS, &status, &reply), ERR_OK);
    assert_string_equal(status.state, "SUBMITTED");
    bring("complete");
    expect_delivery(saved.case_id, "complete", 2);
    assert_int_equal(relay_get_status(relay, saved.case_id, LIMIT_MS, &status, &reply), ERR_OK);
    assert_string_equal(status.state, "DECIDED_YES");
    assert_int_equal(store_outbox_next(bench.store, 1, &item), ERR_NOT_FOUND);
}

/* The largest, twice: the same receipt; other bytes under its name: never. */
static void repeats_and_conflicts(void **state)
{
    struct store_case saved;
    struct relay_receipt first, second;
    struct relay_reply reply;
    uint8_t *other;

    (void)state;
    save(1, STORE_ATTACHMENT_BYTES_MAX, &saved);
    bring("awaiting_attachments");
    next();
    assert_int_equal(item.size_bytes, STORE_ATTACHMENT_BODY_BYTES_MAX);
    other = malloc(item.size_bytes);
    memcpy(other, store_item_bytes(&item), item.size_bytes);
    other[5000] ^= 1;
    const struct relay_put wrong = {item.key, item.id, other, item.size_bytes, LIMIT_MS};
    assert_int_equal(relay_put_attachment(relay, saved.case_id, &wrong, &first, &reply),
                     ERR_REFUSED);
    assert_int_equal(reply.http_status, 422);
    assert_int_equal(put(&first, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 201);
    assert_int_equal(put(&second, &reply), ERR_OK);
    assert_int_equal(reply.http_status, 200);
    assert_string_equal(first.text, second.text);
    assert_int_equal(relay_put_attachment(relay, saved.case_id, &wrong, &second, &reply),
                     ERR_REFUSED);
    assert_int_equal(reply.http_status, 422);
    delivered(&first);
    expect_delivery(saved.case_id, "complete", 1);
    free(other);
}

/* Strangers: an attachment that no case names, of a case that is not there, or not for this name.
 */
static void refuses_strangers(void **state)
{
    static const char id[] = "0b2e8f6a-0000-4000-8000-00000000ffff";
    struct store_case saved;
    struct relay_receipt receipt;
    struct relay_reply reply;

    (void)state;
    save(1, 500, &saved);
    bring("awaiting_attachments");
    next();
    struct relay_put wish = {item.key, id, store_item_bytes(&item), item.size_bytes, LIMIT_MS};
    assert_int_equal(relay_put_attachment(relay, saved.case_id, &wish, &receipt, &reply),
                     ERR_REFUSED);
    assert_int_equal(reply.http_status, 404);
    wish.id = item.id;
    assert_int_equal(relay_put_attachment(relay, id, &wish, &receipt, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 404);
    wish.size_bytes = RELAY_ATTACHMENT_BODY_BYTES_MAX + 1;
    assert_int_equal(relay_put_attachment(relay, saved.case_id, &wish, &receipt, &reply),
                     ERR_LIMIT);
    assert_int_equal(relay_put_attachment(relay, "a/b", &wish, &receipt, &reply), ERR_LIMIT);
    assert_int_equal(put(&receipt, &reply), ERR_OK);
    delivered(&receipt);
}

/* Under loss, doubles, breaks and lies everything arrives exactly once, in order. */
static void delivers_through_a_storm(void **state)
{
    struct store_case saved[3];
    struct relay_receipt receipt;
    struct relay_reply reply;
    json_t *dump;
    int tries = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        save(3, 20000, &saved[i]);
    platform_client_control(&server, "dup on");
    platform_client_control(&server, "lose-reply 0.3");
    platform_client_control(&server, "reset 0.2");
    platform_client_control(&server, "lie-200 0.2");
    while (store_outbox_next(bench.store, 1, &item) == ERR_OK && tries++ < STORM_TRIES_MAX) {
        err_t err = put(&receipt, &reply);

        if (err == ERR_OK)
            delivered(&receipt);
        else
            assert_int_equal(store_outbox_retry(bench.store, item.seq, 0, err), ERR_OK);
        assert_int_not_equal(err, ERR_REFUSED);
    }
    platform_client_control(&server, "clear");
    print_message("%d attempts for 12 objects\n", tries);
    assert_true(tries > 12 && tries < STORM_TRIES_MAX);
    for (size_t i = 0; i < 3; i++)
        expect_delivery(saved[i].case_id, "complete", 3);
    dump = platform_server_dump(&server);
    json_decref(dump);
}

static void stays_through_a_kill(void **state)
{
    struct store_case saved;

    (void)state;
    save(2, 900, &saved);
    bring("awaiting_attachments");
    bring("awaiting_attachments");
    relay_close(relay);
    platform_server_stop(&server, SIGKILL);
    platform_server_start(&server, NULL);
    relay = platform_client_relay(server.url, &server);
    expect_delivery(saved.case_id, "awaiting_attachments", 1);
    bring("complete");
    expect_delivery(saved.case_id, "complete", 2);
}

static int set_up(void **state)
{
    (void)state;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    platform_server_prepare(&server);
    platform_server_start(&server, NULL);
    relay = platform_client_relay(server.url, &server);
    assert_int_equal(
        trust_key_open_public(platform_server_path(&server, "pki/case.pub"), &case_key), ERR_OK);
    store_bench_prepare(&bench);
    bench.options.kiosk_id = "desk-0001";
    bench.options.sealer = store_seal_trust(case_key);
    return store_open(&bench.options, &bench.store) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    relay_close(relay);
    store_bench_finish(&bench);
    trust_key_close(case_key);
    platform_server_finish(&server);
    curl_global_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_awaits_what_it_names), cmocka_unit_test(repeats_and_conflicts),
        cmocka_unit_test(refuses_strangers),           cmocka_unit_test(delivers_through_a_storm),
        cmocka_unit_test(stays_through_a_kill),
    };

    return cmocka_run_group_tests_name("platform_attachments", tests, set_up, tear_down);
}
