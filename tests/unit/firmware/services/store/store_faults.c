/* Every file operation and every allocation of a small day fails, once and for good: nothing that
 * was acknowledged is missing afterwards, nothing is torn, a broken store stays broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>

#include "tests/support/store_bench.h"
#include "tests/support/store_vfs.h"

#define CASES 3
#define PICTURED 77 /* the serial of the case with a picture */

static struct store_bench bench;

/* ---- Allocations of SQLite, one of which fails. ---- */
static sqlite3_mem_methods system_memory;
static int64_t allocations, allocation_fails_at;
static bool allocation_sticky;

static bool allocation_fails(void)
{
    allocations++;
    return allocation_fails_at != 0 && (allocations == allocation_fails_at ||
                                        (allocation_sticky && allocations > allocation_fails_at));
}

static void *failing_malloc(int size)
{
    return allocation_fails() ? NULL : system_memory.xMalloc(size);
}

static void *failing_realloc(void *old, int size)
{
    return allocation_fails() ? NULL : system_memory.xRealloc(old, size);
}

/* ---- The day. ---- */

/* What the callers were told. */
struct told {
    struct store_case saved[CASES];
    bool is_saved[CASES];
    int64_t delivered; /* the row whose delivery was acknowledged; 0: none */
    bool claimed;      /* the print intent */
    struct attachment attached, orphan;
    bool is_attached, is_opened; /* the opening was claimed */
    bool is_assigned, is_reported;
    bool saw_io;
};

static bool hear(struct told *told, err_t err)
{
    if (told->saw_io)
        assert_int_equal(err, ERR_STATE);
    told->saw_io |= err == ERR_IO || err == ERR_CORRUPT;
    return err == ERR_OK;
}

/* A case with a picture, a picture that no case names, an opening that is claimed. */
static void live_with_pictures(struct store *store, struct told *told)
{
    static uint8_t picture[20000];
    const struct store_attaching wish = {50, "id-copy", picture, sizeof(picture)};
    const struct store_attaching other = {51, "portrait", picture, 5000};
    struct moment at = store_bench_moment();
    struct store_case saved;
    struct store_opening opening;
    struct draft draft;
    uint64_t intent = 0;
    memset(picture, 0x21, sizeof(picture));
    if (hear(told, store_attachment_save(store, &wish, &told->attached))) {
        store_bench_draft(&draft, PICTURED);
        draft.attachment_count = 1;
        draft.attachments[0] = told->attached;
        told->is_attached = hear(told, store_save_case(store, 49, &draft, &at, &saved));
    }
    (void)hear(told, store_attachment_save(store, &other, &told->orphan));
    if (hear(told, store_opening_save(store, 92, "assignment", 5, &intent)))
        told->is_opened = hear(told, store_opening_claim(store, 93, intent, &opening));
}

/* A cell is given out, and picked up from. */
static void live_with_locker(struct store *store, struct told *told)
{
    const struct store_assignment given = {.id = "assignment",
                                           .seq = 1,
                                           .state = STORE_ASSIGNMENT_READY,
                                           .cell = 7,
                                           .expires_s = 4000000000,
                                           .what = {"a", "b"},
                                           .bytes = "signed",
                                           .size_bytes = 6};
    struct moment at = store_bench_moment();
    const struct store_locker_event event = {STORE_LOCKER_PICKUP, 7, given.id, &at, NULL};
    told->is_assigned = hear(told, store_assignment_put(store, &given));
    told->is_reported = hear(told, store_assignment_report(store, &event)) && told->is_assigned;
}

static void live(struct store *store, struct told *told)
{
    static struct store_item item;
    struct moment at = store_bench_moment();
    struct store_receipt receipt = {"r", "receipt", 7};
    struct store_catalogue catalogue = {.version = 1, .bytes = "c", .size_bytes = 1};
    struct store_counts counts;
    struct draft draft;
    uint64_t intent = 0;
    for (uint32_t i = 0; i < CASES; i++) {
        store_bench_draft(&draft, i);
        told->is_saved[i] =
            hear(told, store_save_case(store, 10 + i, &draft, &at, &told->saved[i]));
    }
    if (hear(told, store_outbox_next(store, 1, &item)) &&
        hear(told, store_outbox_delivered(store, item.seq, &receipt)))
        told->delivered = item.seq;
    if (hear(told, store_outbox_next(store, 1, &item)))
        (void)hear(told, store_outbox_retry(store, item.seq, 5, ERR_TIMEOUT));
    (void)hear(told, store_outbox_hurry(store, 3));
    if (hear(told, store_intent_save(store, 90, INTENT_PRINT, "", &intent)))
        told->claimed = hear(told, store_intent_claim(store, 91, intent));
    live_with_pictures(store, told);
    live_with_locker(store, told);
    (void)hear(told, store_catalogue_put(store, &catalogue));
    (void)hear(told, store_catalogue_get(store, &catalogue));
    (void)hear(told, store_count(store, &counts));
    (void)hear(told, store_purge(store, &at, NULL));
}

static void run(struct told *told)
{
    struct store *store = NULL;
    *told = (struct told){0};
    if (store_open(&bench.options, &store) == ERR_OK)
        live(store, told);
    store_close(store);
}

/* With all faults gone. */
static void check(const struct told *told)
{
    struct moment at = store_bench_moment();
    struct store_case again;
    struct draft draft;
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(
        store_bench_ask(
            &bench,
            "SELECT (SELECT count(*) FROM kase)=(SELECT count(*) FROM"
            " outbox WHERE kind=0) AND (SELECT count(*) FROM kase WHERE"
            " op=49)=(SELECT count(*) FROM outbox WHERE kind=2) AND"
            " NOT EXISTS(SELECT 1 FROM attachment) AND (SELECT count(*) FROM kase)=(SELECT count(*)"
            " FROM intent WHERE kind=1)"),
        1);
    if (told->claimed)
        assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent WHERE kind=0"),
                         INTENT_UNKNOWN);
    if (told->is_attached)
        assert_int_equal(store_bench_ask(&bench, "SELECT length(body) FROM outbox WHERE kind=2"),
                         20000 + STORE_ATTACHMENT_HEAD_BYTES);
    if (told->is_assigned)
        assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM assignment_text"), 2);
    if (told->is_reported)
        assert_int_equal(store_bench_ask(&bench, "SELECT (SELECT done FROM assignment) AND"
                                                 " (SELECT count(*) FROM outbox WHERE kind=3)"),
                         1);
    assert_int_equal(store_bench_ask(&bench,
                                     "SELECT (SELECT count(*) FROM assignment_text)=2*(SELECT"
                                     " count(*) FROM assignment) AND NOT EXISTS(SELECT 1 FROM"
                                     " assignment WHERE done=1 AND NOT EXISTS(SELECT 1 FROM outbox"
                                     " WHERE kind=3))"),
                     1);
    if (told->is_opened)
        assert_int_equal(store_bench_ask(&bench, "SELECT state FROM intent WHERE kind=2"),
                         INTENT_UNKNOWN);
    if (told->delivered != 0)
        assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM receipt"), 1);
    for (uint32_t i = 0; i < CASES; i++) {
        store_bench_draft(&draft, i);
        assert_int_equal(store_save_case(bench.store, 10 + i, &draft, &at, &again), ERR_OK);
        if (told->is_saved[i])
            assert_memory_equal(&again, &told->saved[i], sizeof(again));
    }
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM kase WHERE op<>49"), CASES);
}

static void begin(void)
{
    const struct store_vfs_plan none = {0};
    store_vfs_plan(&none);
    store_bench_prepare(&bench);
    bench.options.vfs = STORE_VFS_NAME;
}

static void end(const struct told *told)
{
    const struct store_vfs_plan none = {0};
    store_vfs_plan(&none);
    allocation_fails_at = 0;
    check(told);
    store_bench_finish(&bench);
}

/* Fails the first, the second ... until a day passes without reaching the fault. */
static void fail_files(int code, bool sticky, bool syncs_only)
{
    struct told told;
    int64_t at = 0, calls = 0;
    while (calls >= at) {
        struct store_vfs_plan plan = {++at, sticky, code, syncs_only};
        begin();
        store_vfs_plan(&plan);
        run(&told);
        calls = store_vfs_calls();
        end(&told);
    }
    print_message("%d file operations, each failed\n", (int)at - 1);
    assert_true(at > 10);
}

static void test_io(void **state)
{
    (void)state;
    fail_files(SQLITE_IOERR_WRITE, false, false);
    fail_files(SQLITE_IOERR_WRITE, true, false);
}

static void test_sync(void **state)
{
    (void)state;
    fail_files(SQLITE_IOERR_FSYNC, false, true);
}

static void test_full(void **state)
{
    (void)state;
    fail_files(SQLITE_FULL, true, false);
}

static void fail_memory(bool sticky)
{
    struct told told;
    int64_t at = 0, calls = 0, days = 0;
    while (calls >= at) {
        begin();
        at += at < 300 ? 1 : 17; /* the later ones repeat each other */
        allocations = 0;
        allocation_sticky = sticky;
        allocation_fails_at = at;
        run(&told);
        calls = allocations;
        days++;
        end(&told);
    }
    print_message("%d of %d allocations failed\n", (int)days - 1, (int)calls);
    assert_true(days > 100);
}

static void test_memory(void **state)
{
    (void)state;
    fail_memory(false);
    fail_memory(true);
}

/* A checkpoint whose fsync fails has lost nothing, but the store must not be used any more. */
static void test_checkpoint(void **state)
{
    (void)state;
    struct store_case saved;
    struct draft draft;
    struct moment at = store_bench_moment();
    const struct store_vfs_plan none = {0};
    begin();
    uint32_t reached = 0;
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    for (uint32_t i = 0; i < 200 && reached == 0; i++) {
        store_bench_draft(&draft, i);
        /* A commit syncs the log once; a second sync in one call is the checkpoint's. */
        struct store_vfs_plan plan = {2, false, SQLITE_IOERR_FSYNC, true};
        store_vfs_plan(&plan);
        assert_int_equal(store_save_case(bench.store, i, &draft, &at, &saved), ERR_OK);
        if (store_vfs_calls() >= 2)
            reached = i;
    }
    assert_true(reached > 0);
    store_vfs_plan(&none);
    assert_int_equal(store_save_case(bench.store, 999, &draft, &at, &saved), ERR_STATE);
    store_bench_reopen(&bench);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM kase"), reached + 1);
    store_bench_finish(&bench);
}

static int start_group(void **state)
{
    (void)state;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
    sqlite3_mem_methods failing = system_memory;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_io),         cmocka_unit_test(test_sync),
        cmocka_unit_test(test_full),       cmocka_unit_test(test_memory),
        cmocka_unit_test(test_checkpoint),
    };
    return cmocka_run_group_tests_name("store_faults", tests, start_group, NULL);
}
