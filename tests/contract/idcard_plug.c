/* Plugs pulled at every transfer, for every driver of the class "resident ID card reader": the
 * reader is frozen after n transfers of an act, its plug is pulled there, and the act must end with
 * ERR_NO_DEVICE and an empty record, for n from 0 until the act gets through. What is then put into
 * the place, or into another one, must be found or refused as the class says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tests/support/idcard_bench.h"

#define LIMIT_MS IDCARD_BENCH_LIMIT_MS
#define PLACE 1
#define OTHER_PLACE 3
#define TRANSFERS_MAX 400

/* The hand at the plug: waits until the reader is frozen, then pulls. */
struct hand {
    struct idcard_bench *bench;
    pthread_t thread;
    bool done; /* guarded by __atomic: the act is over, nothing to pull any more */
};

static void *wait_and_pull(void *context)
{
    struct hand *hand = context;

    while (!__atomic_load_n(&hand->done, __ATOMIC_ACQUIRE)) {
        if (sdt_reader_is_frozen(hand->bench->model)) {
            idcard_bench_pull(hand->bench, hand->bench->model, PLACE);
            return NULL;
        }
        usleep(500);
    }
    return NULL;
}

/* Runs `act` with the reader frozen after `transfers`. True when the plug was pulled. */
static bool act_with_hand(struct idcard_bench *bench, unsigned transfers,
                          err_t (*act)(struct idcard_bench *bench), err_t *out_err)
{
    struct hand hand = {.bench = bench};

    sdt_reader_freeze_after(bench->model, transfers);
    assert_int_equal(pthread_create(&hand.thread, NULL, wait_and_pull, &hand), 0);
    *out_err = act(bench);
    __atomic_store_n(&hand.done, true, __ATOMIC_RELEASE);
    pthread_join(hand.thread, NULL);
    return sdt_reader_is_frozen(bench->model);
}

static err_t act_open(struct idcard_bench *bench)
{
    return idcard_bench_open(bench, PLACE, LIMIT_MS);
}

static err_t act_status(struct idcard_bench *bench)
{
    return bench->driver->status(bench->reader, LIMIT_MS);
}

static err_t act_find(struct idcard_bench *bench)
{
    return idcard_bench_find(bench, LIMIT_MS);
}

static err_t act_read(struct idcard_bench *bench)
{
    return idcard_bench_read(bench, LIMIT_MS);
}

/* Opens the reader and brings it to where the act begins. */
static void prepare(struct idcard_bench *bench, err_t (*act)(struct idcard_bench *bench))
{
    bench->driver->close(bench->reader);
    bench->reader = NULL;
    assert_true(sdt_reader_place(bench->model, "sun"));
    if (act == act_open)
        return;
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_OK);
    if (act == act_read)
        assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_OK);
}

static void put_back(struct idcard_bench *bench)
{
    idcard_bench_insert(bench, bench->model, PLACE);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_OK);
    idcard_bench_assert_reads(bench, bench->model, "li", "李强");
}

/* In another place it is another reader to a board that names the place. */
static void put_elsewhere(struct idcard_bench *bench)
{
    idcard_bench_insert(bench, bench->model, OTHER_PLACE);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(idcard_bench_open(bench, OTHER_PLACE, LIMIT_MS), ERR_OK);
    idcard_bench_assert_reads(bench, bench->model, "li", "李强");
    idcard_bench_pull(bench, bench->model, OTHER_PLACE);
}

/* Another device in its place is refused, or taken by the driver that chooses. A serial line does
 * not say what hangs on it: there it is one that does not answer. */
static void put_another(struct idcard_bench *bench)
{
    bool chooses = strcmp(bench->driver->name, "sdt-usb") == 0;
    err_t refused = bench->wire == SDT_READER_SERIAL ? ERR_TIMEOUT : ERR_NO_DEVICE;
    uint32_t limit_ms = bench->wire == SDT_READER_SERIAL ? IDCARD_BENCH_SHORT_MS : LIMIT_MS;

    sdt_reader_set_baud(bench->other, 9600);
    idcard_bench_insert(bench, bench->other, PLACE);
    assert_int_equal(idcard_bench_open(bench, PLACE, limit_ms), chooses ? ERR_OK : refused);
    if (chooses)
        idcard_bench_assert_reads(bench, bench->other, "li", "李强");
    idcard_bench_pull(bench, bench->other, PLACE);
}

static void pull_at_every_transfer(struct idcard_bench *bench,
                                   err_t (*act)(struct idcard_bench *bench))
{
    unsigned pulls = 0;
    err_t err;

    for (unsigned n = 0; n < TRANSFERS_MAX; n++) {
        prepare(bench, act);
        if (!act_with_hand(bench, n, act, &err)) {
            assert_int_equal(err, ERR_OK);
            assert_true(pulls > 1);
            return;
        }
        assert_int_equal(err, ERR_NO_DEVICE);
        if (act == act_read)
            idcard_bench_assert_wiped(bench);
        if (bench->reader != NULL)
            assert_int_equal(act_status(bench), ERR_NO_DEVICE);
        put_elsewhere(bench);
        put_another(bench);
        put_back(bench);
        pulls++;
    }
    fail_msg("the act never got through");
}

static void pulled_moved_swapped_in_open(void **state)
{
    pull_at_every_transfer(*state, act_open);
}

static void pulled_moved_swapped_in_status(void **state)
{
    pull_at_every_transfer(*state, act_status);
}

static void pulled_moved_swapped_in_find(void **state)
{
    pull_at_every_transfer(*state, act_find);
}

static void pulled_moved_swapped_in_read(void **state)
{
    pull_at_every_transfer(*state, act_read);
}

static void unplugged_at_rest(void **state)
{
    struct idcard_bench *bench = *state;

    idcard_bench_pull(bench, bench->model, PLACE);
    assert_int_equal(act_status(bench), ERR_NO_DEVICE);
    assert_int_equal(act_find(bench), ERR_NO_DEVICE);
    assert_int_equal(act_read(bench), ERR_NO_DEVICE);
    idcard_bench_assert_wiped(bench);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_NO_DEVICE);
    assert_null(bench->reader);
    put_back(bench);
}

int main(void)
{
#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, 0                                                                     \
    }
    static const struct idcard_bench_case cases[] = {
        CASE(unplugged_at_rest), CASE(pulled_moved_swapped_in_open),
        CASE(pulled_moved_swapped_in_status), CASE(pulled_moved_swapped_in_find),
        CASE(pulled_moved_swapped_in_read)};

    return idcard_bench_run("contract/idcard_plug", cases, COUNT_OF(cases)) != 0;
}
