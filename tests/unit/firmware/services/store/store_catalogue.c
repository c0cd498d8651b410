/* The catalogue: versions never go down, bytes come back as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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

static err_t put(uint32_t version, const char *etag, const char *text)
{
    struct store_catalogue catalogue = {.version = version,
                                        .bytes = text,
                                        .size_bytes = strlen(text),
                                        .signature = "signature",
                                        .signature_bytes = 9};
    snprintf(catalogue.etag, sizeof(catalogue.etag), "%s", etag);
    return store_catalogue_put(bench.store, &catalogue);
}

static void expect(uint32_t version, const char *etag, const char *text)
{
    struct store_catalogue got;
    assert_int_equal(store_catalogue_get(bench.store, &got), ERR_OK);
    assert_int_equal(got.version, version);
    assert_string_equal(got.etag, etag);
    assert_int_equal(got.size_bytes, strlen(text));
    assert_memory_equal(got.bytes, text, strlen(text));
    assert_int_equal(got.signature_bytes, 9);
    assert_memory_equal(got.signature, "signature", 9);
}

static void test_versions(void **state)
{
    (void)state;
    struct store_catalogue got;
    assert_int_equal(store_catalogue_get(bench.store, &got), ERR_NOT_FOUND);
    assert_int_equal(put(5, "e5", "five"), ERR_OK);
    expect(5, "e5", "five");
    assert_int_equal(put(4, "e4", "four"), ERR_STALE);
    assert_int_equal(put(5, "e5", "other"), ERR_CONFLICT);
    assert_int_equal(put(5, "e5b", "five"), ERR_OK);
    expect(5, "e5b", "five");
    assert_int_equal(put(4000000000u, "", "large version"), ERR_OK);
    store_bench_reopen(&bench);
    expect(4000000000u, "", "large version");
    assert_int_equal(put(5, "e5", "five"), ERR_STALE);
}

static void test_refused(void **state)
{
    (void)state;
    struct store_catalogue catalogue = {.version = 1, .bytes = "", .size_bytes = 0};
    assert_int_equal(store_catalogue_put(bench.store, &catalogue), ERR_INVALID);
    catalogue.size_bytes = STORE_CATALOGUE_BYTES_MAX + 1;
    assert_int_equal(store_catalogue_put(bench.store, &catalogue), ERR_LIMIT);
    catalogue.size_bytes = 1;
    memset(catalogue.etag, 'e', sizeof(catalogue.etag));
    assert_int_equal(store_catalogue_put(bench.store, &catalogue), ERR_INVALID);
}

static void test_largest(void **state)
{
    (void)state;
    static char bytes[STORE_CATALOGUE_BYTES_MAX];
    memset(bytes, 'x', sizeof(bytes));
    struct store_catalogue got, catalogue = {.version = 1, .bytes = bytes};
    catalogue.size_bytes = sizeof(bytes);
    assert_int_equal(store_catalogue_put(bench.store, &catalogue), ERR_OK);
    assert_int_equal(store_catalogue_get(bench.store, &got), ERR_OK);
    assert_int_equal(got.size_bytes, sizeof(bytes));
    assert_int_equal(got.signature_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_versions, start, finish),
        cmocka_unit_test_setup_teardown(test_refused, start, finish),
        cmocka_unit_test_setup_teardown(test_largest, start, finish),
    };
    return cmocka_run_group_tests_name("store_catalogue", tests, NULL, NULL);
}
