/* Opening: options, settings, the boot count, a second opener, versions, damage, quarantine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "firmware/services/store/store_sql.h"
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

static err_t try_open(const struct store_options *options)
{
    struct store *store = NULL;
    err_t err = store_open(options, &store);
    assert_int_equal(err == ERR_OK, store != NULL);
    store_close(store);
    return err;
}

static void test_options(void **state)
{
    (void)state;
    struct store_options bad = bench.options;
    bad.site = "L";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad.site = "lf";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad = bench.options;
    bad.kiosk_id = "a|b";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad.kiosk_id = "";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad.kiosk_id = "123456789012345678901234567890123";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad = bench.options;
    bad.path = "";
    assert_int_equal(try_open(&bad), ERR_INVALID);
    bad.path = "/nowhere/at/all.db";
    assert_int_equal(try_open(&bad), ERR_IO);
    store_close(NULL);
}

static void expect_setting(const char *pragma, const char *wanted)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(bench.store->database, pragma, -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 0), wanted);
    sqlite3_finalize(statement);
}

static void test_settings(void **state)
{
    (void)state;
    expect_setting("PRAGMA journal_mode", "wal");
    expect_setting("PRAGMA synchronous", "2");
    expect_setting("PRAGMA locking_mode", "exclusive");
    expect_setting("PRAGMA secure_delete", "1");
    expect_setting("PRAGMA foreign_keys", "1");
    expect_setting("PRAGMA trusted_schema", "0");
    expect_setting("PRAGMA cell_size_check", "1");
    expect_setting("PRAGMA temp_store", "2");
    expect_setting("PRAGMA user_version", "2");
    expect_setting("SELECT count(*) FROM pragma_table_list WHERE schema='main' AND strict=0"
                   " AND name NOT LIKE 'sqlite_%'",
                   "0");
    int on = 0;
    sqlite3_db_config(bench.store->database, SQLITE_DBCONFIG_DEFENSIVE, -1, &on);
    assert_int_equal(on, 1);
    char shared[128];
    snprintf(shared, sizeof(shared), "%s-shm", bench.path);
    assert_int_not_equal(access(shared, F_OK), 0);
}

static void test_boots_and_owner(void **state)
{
    (void)state;
    assert_int_equal(store_boot(bench.store), 1);
    assert_int_equal(try_open(&bench.options), ERR_BUSY);
    store_bench_reopen(&bench);
    assert_int_equal(store_boot(bench.store), 2);
}

static void set_version(int version)
{
    char sql[64];
    sqlite3 *database = NULL;
    store_close(bench.store);
    bench.store = NULL;
    assert_int_equal(sqlite3_open(bench.path, &database), SQLITE_OK);
    snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", version);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void test_versions(void **state)
{
    (void)state;
    set_version(3);
    assert_int_equal(try_open(&bench.options), ERR_OK);
    set_version(4);
    assert_int_equal(try_open(&bench.options), ERR_STATE);
}

/* A database of the first firmware: what it holds is still there, and the new tables too. */
static void test_migration(void **state)
{
    (void)state;
    struct store_case saved;
    struct attachment attachment;
    sqlite3 *database = NULL;
    uint64_t intent = 0;
    store_bench_save(&bench, 1, &saved);
    store_close(bench.store);
    bench.store = NULL;
    assert_int_equal(sqlite3_open(bench.path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database,
                                  "DROP TABLE attachment; DROP TABLE assignment_text;"
                                  "DROP TABLE assignment; ALTER TABLE intent DROP COLUMN boot;"
                                  "ALTER TABLE intent DROP COLUMN saved_ms;"
                                  "PRAGMA user_version=1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(database);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "PRAGMA user_version"), 2);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM kase"), 1);
    store_bench_attach(&bench, 5, 100, &attachment);
    assert_int_equal(store_opening_save(bench.store, 6, "a", 1, &intent), ERR_OK);
    assert_int_equal(store_bench_ask(&bench, "SELECT count(*) FROM outbox WHERE state=1"), 1);
}

static void overwrite(off_t at, size_t size_bytes)
{
    char junk[4096];
    int file = open(bench.path, O_WRONLY | O_CLOEXEC);
    memset(junk, 0xa5, sizeof(junk));
    assert_int_equal(pwrite(file, junk, size_bytes, at), size_bytes);
    close(file);
}

static void test_damage(void **state)
{
    (void)state;
    struct store_case saved;
    uint32_t number = 0;
    char path[160];
    for (uint32_t i = 0; i < 20; i++)
        store_bench_save(&bench, i, &saved);
    store_close(bench.store);
    bench.store = NULL;
    overwrite(4096, 4096);
    assert_int_equal(try_open(&bench.options), ERR_CORRUPT);
    assert_int_equal(access(bench.path, F_OK), 0);
    assert_int_equal(store_quarantine(&bench.options, &number), ERR_OK);
    assert_int_equal(number, 1);
    assert_int_not_equal(access(bench.path, F_OK), 0);
    snprintf(path, sizeof(path), "%s/lost/1/store.db", bench.folder);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(store_quarantine(&bench.options, &number), ERR_NOT_FOUND);
    assert_int_equal(store_open(&bench.options, &bench.store), ERR_OK);
    assert_int_equal(store_boot(bench.store), 1);
    store_bench_save(&bench, 1, &saved);
    store_close(bench.store);
    bench.store = NULL;
    overwrite(0, 100);
    assert_int_equal(try_open(&bench.options), ERR_CORRUPT);
    assert_int_equal(store_quarantine(&bench.options, &number), ERR_OK);
    assert_int_equal(number, 2);
    bench.options.vfs = "unix";
    assert_int_equal(store_quarantine(&bench.options, &number), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_options, start, finish),
        cmocka_unit_test_setup_teardown(test_settings, start, finish),
        cmocka_unit_test_setup_teardown(test_boots_and_owner, start, finish),
        cmocka_unit_test_setup_teardown(test_versions, start, finish),
        cmocka_unit_test_setup_teardown(test_migration, start, finish),
        cmocka_unit_test_setup_teardown(test_damage, start, finish),
    };
    return cmocka_run_group_tests_name("store_open", tests, NULL, NULL);
}
