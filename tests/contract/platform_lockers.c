/* The contract between kiosk and platform for the pick-up locker: what the desk gives out comes
 * signed and in order, what it takes back comes too, a door's events end an assignment once, and
 * nobody sees another kiosk's. $BANSHI_PLATFORM names the program; the working directory is the
 * root of the repository. */
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

#include "firmware/services/pickup/assignment.h"
#include "tests/support/platform_client.h"
#include "tests/support/store_bench.h"

#define LIMIT_MS PLATFORM_CLIENT_LIMIT_MS
#define ZHANG "532331194002290019"
#define LI "11010519491231002X"

static struct platform_server server;
static struct relay *relay;
static struct store_bench bench; /* a kiosk's */
static struct trust_key *locker_key;
static struct relay_assignments list;

/* Says a line; true when it was not refused. */
static bool say(const char *line, char out_answer[64])
{
    platform_server_control(&server, line, out_answer, 64);
    return strcmp(out_answer, "error") != 0;
}

static uint32_t ask(uint64_t after)
{
    struct relay_reply reply;

    assert_int_equal(relay_get_assignments(relay, after, LIMIT_MS, &list, &reply), ERR_OK);
    return list.count;
}

/* The assignment of the list's item, verified with the pinned key. */
static struct assignment open_item(uint32_t index)
{
    uint8_t bytes[ASSIGNMENT_BYTES_MAX];
    struct assignment assignment;

    memcpy(bytes, list.items[index].signature, TRUST_SIGNATURE_BYTES);
    memcpy(bytes + TRUST_SIGNATURE_BYTES, list.items[index].text, list.items[index].text_bytes);
    assert_int_equal(assignment_open(locker_key, bytes,
                                     TRUST_SIGNATURE_BYTES + list.items[index].text_bytes,
                                     &assignment),
                     ERR_OK);
    return assignment;
}

static void gives_out_and_takes_back(void **state)
{
    struct assignment first, second;
    uint8_t hash[DIGEST_BYTES];
    char id[64], other[64], answer[64], line[96];

    (void)state;
    assert_int_equal(ask(0), 0);
    assert_true(say("assign desk-0001 7 " ZHANG " card 不动产权证 (房产)|en=Title deed", id));
    assert_int_equal(strlen(id), 36);
    assert_true(say("assign desk-0001 8 " LI " card+code 84K2 deposit for=60 旧社保卡", other));
    assert_int_equal(ask(0), 2);
    first = open_item(0);
    assert_string_equal(first.id, id);
    assert_string_equal(first.kiosk_id, "desk-0001");
    assert_int_equal(first.cell, 7);
    assert_int_equal(first.state, ASSIGNMENT_READY);
    assert_int_equal(first.purpose, LOCKER_PICKUP);
    assert_int_equal(first.factors, LOCKER_FACTOR_CARD);
    assert_false(first.has_code);
    assert_string_equal(first.what[LANGUAGE_ZH_HANS], "不动产权证 (房产)");
    assert_string_equal(first.what[LANGUAGE_EN], "Title deed");
    assignment_hash(&first, ZHANG, hash);
    assert_memory_equal(hash, first.subject_hash, sizeof(hash));
    assert_int_equal(first.expires_s - first.not_before_s, 7 * 86400 + 60);
    second = open_item(1);
    assert_int_equal(second.purpose, LOCKER_DEPOSIT);
    assert_int_equal(second.factors, LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE);
    assignment_hash(&second, "84K2", hash);
    assert_memory_equal(hash, second.code_hash, sizeof(hash));
    assert_true(second.seq > first.seq);
    assert_int_equal(second.expires_s - second.not_before_s, 120);
    assert_int_equal(ask(first.seq), 1);
    assert_string_equal(open_item(0).id, other);
    snprintf(line, sizeof(line), "withdraw %s", id);
    assert_true(say(line, answer));
    assert_false(say(line, answer)); /* it is no longer there to be taken back */
    assert_int_equal(ask(second.seq), 1);
    assert_string_equal(open_item(0).id, id);
    assert_int_equal(open_item(0).state, ASSIGNMENT_WITHDRAWN);
    assert_true(open_item(0).seq > second.seq);
    assert_int_equal(ask(open_item(0).seq), 0);
}

static void refuses_a_wrong_order(void **state)
{
    static const char *const lines[] = {
        "assign desk-0001 0 " ZHANG " card x",
        "assign desk-0001 97 " ZHANG " card x",
        "assign desk-0001 seven " ZHANG " card x",
        "assign desk-0001 20 532331194002290018 card x", /* its check digit is wrong */
        "assign desk-0001 20 " ZHANG " face x",
        "assign desk-0001 20 " ZHANG " card",
        "assign desk-0001 20 " ZHANG " card for=0 x",
        "assign desk-0001 20 " ZHANG " card for=1e9 x",
        "assign desk-0001 20 " ZHANG " code 1234",
        "assign desk-0001 20 " ZHANG " card x|en=",
        "assign desk-0001 8 " ZHANG " card x", /* given out to somebody else */
        "withdraw 0b2e8f6a-0000-4000-8000-00000000ffff",
        "assign",
    };
    char answer[64];
    uint32_t before = ask(0);

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (say(lines[i], answer))
            fail_msg("taken: %s", lines[i]);
    assert_int_equal(ask(0), before);
}

/* An event as the store makes it. */
static err_t report(enum store_locker_event_kind kind, const struct assignment *assignment,
                    struct relay_reply *out_reply)
{
    static struct store_item item;
    struct moment at = store_bench_moment();
    const struct store_locker_event event = {kind, assignment->cell, assignment->id, &at, NULL};
    struct relay_receipt receipt;
    err_t err;

    assert_int_equal(store_assignment_report(bench.store, &event), ERR_OK);
    store_bench_next(&bench, 1, &item);
    const struct relay_put put = {item.key, item.id, item.body, item.size_bytes, LIMIT_MS};
    err = relay_put_locker_event(relay, &put, &receipt, out_reply);
    if (err == ERR_OK) { /* and once more, as after a lost answer */
        assert_int_equal(relay_put_locker_event(relay, &put, &receipt, out_reply), ERR_OK);
        assert_int_equal(out_reply->http_status, 200);
    }
    assert_int_equal(store_bench_deliver(&bench, item.seq), ERR_OK);
    return err;
}

static void an_event_ends_an_assignment(void **state)
{
    struct assignment assignment;
    struct relay_reply reply;
    uint64_t last;
    char id[64];
    json_t *dump;

    (void)state;
    (void)ask(0);
    last = open_item(list.count - 1).seq;
    assert_true(say("assign desk-0001 9 " ZHANG " card 护照", id));
    assert_int_equal(ask(last), 1);
    assignment = open_item(0);
    assert_int_equal(report(STORE_LOCKER_REFUSED, &assignment, &reply), ERR_OK);
    assert_int_equal(ask(assignment.seq), 0); /* a refusal changes nothing */
    assert_int_equal(report(STORE_LOCKER_PICKUP, &assignment, &reply), ERR_OK);
    assert_int_equal(ask(assignment.seq), 1);
    assert_int_equal(open_item(0).state, ASSIGNMENT_DONE);
    assert_true(say("assign desk-0001 9 " LI " card 护照", id)); /* the cell is free again */
    strcpy(assignment.id, "0b2e8f6a-0000-4000-8000-00000000ffff");
    assert_int_equal(report(STORE_LOCKER_PICKUP, &assignment, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 400);
    dump = platform_server_dump(&server);
    assert_int_equal(json_array_size(json_object_get(dump, "locker_events")), 2);
    assert_true(json_array_size(json_object_get(dump, "assignments")) >= 4);
    json_decref(dump);
}

/* A door that was forced belongs to no opening; everything else that happens at a door does. */
static void hears_of_a_forced_door(void **state)
{
    struct assignment nobodys = {.cell = 11};
    const struct store_locker_event pickup = {STORE_LOCKER_PICKUP, 11, "", &(struct moment){0},
                                              NULL};
    struct relay_reply reply;

    (void)state;
    assert_int_equal(report(STORE_LOCKER_DOOR_FORCED, &nobodys, &reply), ERR_OK);
    assert_int_equal(store_assignment_report(bench.store, &pickup), ERR_INVALID);
    strcpy(nobodys.id, "0b2e8f6a-0000-4000-8000-00000000ffff");
    assert_int_equal(report(STORE_LOCKER_DOOR_FORCED, &nobodys, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 400);
}

/* Sixty-four in one answer; the rest with the next. */
static void comes_in_portions(void **state)
{
    char line[128], id[64];
    uint64_t first;

    (void)state;
    (void)ask(0);
    first = open_item(list.count - 1).seq;
    for (int cell = 20; cell < 90; cell++) {
        snprintf(line, sizeof(line), "assign desk-0001 %d %s card 证件%d", cell, LI, cell);
        assert_true(say(line, id));
    }
    assert_int_equal(ask(first), RELAY_ASSIGNMENTS_MAX);
    assert_int_equal(open_item(0).cell, 20);
    assert_int_equal(ask(open_item(RELAY_ASSIGNMENTS_MAX - 1).seq), 70 - RELAY_ASSIGNMENTS_MAX);
    assert_int_equal(open_item(list.count - 1).cell, 89);
}

/* Another kiosk's cells are neither listed nor touched. */
static void keeps_kiosks_apart(void **state)
{
    struct assignment foreign = {.cell = 3};
    struct relay_reply reply;
    uint32_t before;
    char id[64];

    (void)state;
    (void)ask(0);
    (void)ask(open_item(list.count - 1).seq);
    before = list.count;
    assert_true(say("assign desk-0002 3 " ZHANG " card 护照", id));
    (void)ask(0);
    for (uint32_t i = 0; i < list.count; i++)
        assert_string_not_equal(open_item(i).id, id);
    (void)ask(open_item(list.count - 1).seq);
    assert_int_equal(list.count, before);
    strcpy(foreign.id, id);
    assert_int_equal(report(STORE_LOCKER_PICKUP, &foreign, &reply), ERR_REFUSED);
    assert_int_equal(reply.http_status, 400);
}

static int set_up(void **state)
{
    (void)state;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    platform_server_prepare(&server);
    platform_server_start(&server, NULL);
    relay = platform_client_relay(server.url, &server);
    store_bench_start(&bench);
    return trust_key_open_public(platform_server_path(&server, "pki/locker.pub"), &locker_key) ==
                   ERR_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    relay_close(relay);
    store_bench_finish(&bench);
    trust_key_close(locker_key);
    platform_server_finish(&server);
    curl_global_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_out_and_takes_back),    cmocka_unit_test(refuses_a_wrong_order),
        cmocka_unit_test(an_event_ends_an_assignment), cmocka_unit_test(hears_of_a_forced_door),
        cmocka_unit_test(comes_in_portions),           cmocka_unit_test(keeps_kiosks_apart),
    };

    return cmocka_run_group_tests_name("platform_lockers", tests, set_up, tear_down);
}
