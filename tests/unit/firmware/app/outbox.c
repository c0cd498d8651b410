/* The outbox's pump on a real store, with the test as its relay: when it sends again after nobody
 * answered, after a refusal to hear it now, and when the platform answers again. Receipts are tried
 * by whole processes and by the relay's own tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/outbox.h"
#include "tests/support/store_bench.h"

#define LONG_OUTAGE_MS (RELAY_BACKOFF_OUTAGE_MS + 1)
#define FAILURES 20 /* the backoff has long reached its cap */

static struct store_bench bench;
static struct outbox outbox;
static int relay[2];

static int start(void **state)
{
    struct store_case saved;

    (void)state;
    store_bench_start(&bench);
    outbox_init(&outbox, bench.store, NULL);
    store_bench_save(&bench, 1, &saved);
    return channel_pair(relay) == ERR_OK ? 0 : 1;
}

static int finish(void **state)
{
    (void)state;
    channel_close(&relay[0]);
    channel_close(&relay[1]);
    store_bench_finish(&bench);
    return 0;
}

/* What the pump hands to the relay; 0: nothing now. */
static int64_t sent(void)
{
    struct outbox_message message = {0};
    struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

    assert_int_equal(outbox_pump(&outbox, relay[0]), ERR_OK);
    if (channel_receive(relay[1], &packet) != ERR_OK)
        return 0;
    assert_int_equal(message.kind, OUTBOX_ITEM);
    channel_close(&packet.file);
    return message.seq;
}

static void fails(int64_t seq, err_t err, uint32_t http_status, uint32_t retry_after_s)
{
    const struct outbox_message message = {.kind = OUTBOX_RESULT,
                                           .seq = seq,
                                           .err = err,
                                           .http_status = http_status,
                                           .retry_after_s = retry_after_s};
    char case_id[CASE_ID_BYTES];

    assert_int_equal(outbox_result(&outbox, &message, case_id), ERR_OK);
    assert_string_equal(case_id, "");
}

/* As after an outage: the next attempt may be a quarter of an hour away. */
static void waits_long(err_t err, uint32_t http_status, uint32_t retry_after_s)
{
    int64_t seq = sent();

    assert_true(seq > 0);
    outbox.backoff.failure_count = FAILURES;
    fails(seq, err, http_status, retry_after_s);
    /* one draw in some thousand is that short */
    while (outbox_due_ms(&outbox) < clock_mono_ms() + 1000) {
        assert_int_equal(store_outbox_hurry(bench.store, 0), ERR_OK);
        fails(sent(), err, http_status, retry_after_s);
    }
    assert_int_equal(sent(), 0);
}

static void goes_as_soon_as_the_platform_answers(void **state)
{
    (void)state;
    waits_long(ERR_NETWORK, 0, 0);
    assert_int_equal(outbox_reached(&outbox, 30000), ERR_OK);
    assert_true(sent() > 0);
}

static void is_spread_after_a_long_outage(void **state)
{
    uint64_t most_ms = 0;

    (void)state;
    for (int i = 0; i < 40; i++) {
        uint64_t now_ms, due_ms;

        waits_long(ERR_NETWORK, 0, 0);
        now_ms = clock_mono_ms();
        assert_int_equal(outbox_reached(&outbox, LONG_OUTAGE_MS), ERR_OK);
        due_ms = outbox_due_ms(&outbox);
        assert_true(due_ms <= now_ms + RELAY_BACKOFF_SPREAD_MS + 1000);
        most_ms = due_ms > now_ms + most_ms ? due_ms - now_ms : most_ms;
        assert_int_equal(store_outbox_hurry(bench.store, 0), ERR_OK);
    }
    assert_true(most_ms > RELAY_BACKOFF_SPREAD_MS / 4);
}

/* A platform that answers "not now" is not hurried because it also answers others. */
static void a_platform_that_answered_is_not_hurried(void **state)
{
    (void)state;
    waits_long(ERR_NETWORK, 503, 0);
    assert_int_equal(outbox_reached(&outbox, 30000), ERR_OK);
    assert_int_equal(sent(), 0);
}

static void a_named_time_stands(void **state)
{
    uint64_t named_ms = clock_mono_ms() + 600000;

    (void)state;
    waits_long(ERR_NETWORK, 429, 600);
    assert_int_equal(store_outbox_hurry(bench.store, 0), ERR_OK);
    fails(sent(), ERR_NETWORK, 0, 0); /* then the line breaks as well */
    assert_int_equal(outbox_reached(&outbox, 30000), ERR_OK);
    assert_int_equal(sent(), 0);
    assert_int_equal(store_outbox_hurry(bench.store, named_ms), ERR_OK);
    assert_true(outbox_due_ms(&outbox) <= named_ms);
}

/* Whatever a relay that died had on the way, nobody is known to have heard. */
static void a_lost_relay_counts_as_unheard(void **state)
{
    (void)state;
    assert_true(sent() > 0);
    outbox.backoff.failure_count = FAILURES;
    assert_int_equal(outbox_lost(&outbox), ERR_OK);
    assert_int_equal(outbox_reached(&outbox, 2000), ERR_OK);
    assert_true(sent() > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goes_as_soon_as_the_platform_answers, start, finish),
        cmocka_unit_test_setup_teardown(is_spread_after_a_long_outage, start, finish),
        cmocka_unit_test_setup_teardown(a_platform_that_answered_is_not_hurried, start, finish),
        cmocka_unit_test_setup_teardown(a_named_time_stands, start, finish),
        cmocka_unit_test_setup_teardown(a_lost_relay_counts_as_unheard, start, finish),
    };

    return cmocka_run_group_tests_name("firmware/app/outbox", tests, NULL, NULL);
}
