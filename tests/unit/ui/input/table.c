/* The loader of tables: what it takes, and that nothing damaged gets through. */
#include "ui/input/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/table_forge.h"

#define KIND TABLE_KIND('T', 'E', 'S', 'T')

/* A table of two sections: three numbers of four bytes, five bytes. */
struct sample {
    struct table_header header;
    uint32_t numbers[4];
    uint8_t letters[8];
};

static struct sample sample(void)
{
    struct sample made = {.header = {.kind = KIND,
                                     .version = 3,
                                     .size_bytes = sizeof(made),
                                     .section_count = 2,
                                     .sections = {{offsetof(struct sample, numbers), 4, 3, 0},
                                                  {offsetof(struct sample, letters), 1, 5, 0}}},
                          .numbers = {7, 8, 9},
                          .letters = "abcde"};
    memcpy(made.header.magic, TABLE_MAGIC, sizeof(made.header.magic));
    return made;
}

static err_t open_sample(struct sample made, size_t size_bytes, bool mend)
{
    struct table table;
    err_t err = table_open(&table, table_forge_write((uint8_t *)&made, size_bytes, mend), KIND, 3);
    assert_true((err == ERR_OK) == (table.at != NULL));
    table_close(&table);
    return err;
}

static void whole(void **state)
{
    (void)state;
    struct sample made = sample();
    struct table table;
    const void *records;
    uint32_t count;
    const char *path = table_forge_write((uint8_t *)&made, sizeof(made), true);
    assert_int_equal(table_open(&table, path, KIND, 3), ERR_OK);
    assert_int_equal(table_section(&table, 0, 4, &records, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(((const uint32_t *)records)[2], 9);
    assert_int_equal(table_section(&table, 1, 1, &records, &count), ERR_OK);
    assert_memory_equal(records, "abcde", count);
    assert_int_equal(table_section(&table, 1, 2, &records, &count), ERR_INVALID);
    assert_int_equal(table_section(&table, 2, 1, &records, &count), ERR_INVALID);
    table_close(&table);
    table_close(&table);
    table_close(NULL);
}

static void absent(void **state)
{
    (void)state;
    struct table table;
    table_forge_remove();
    assert_int_equal(table_open(&table, "/nonexistent/a.tbl", KIND, 3), ERR_NOT_FOUND);
    assert_int_equal(table_open(&table, "/tmp", KIND, 3), ERR_INVALID);
    assert_null(table.at);
}

static void other_kind_or_version(void **state)
{
    (void)state;
    struct sample made = sample();
    made.header.kind++;
    assert_int_equal(open_sample(made, sizeof(made), true), ERR_INVALID);
    made = sample();
    made.header.version++;
    assert_int_equal(open_sample(made, sizeof(made), true), ERR_INVALID);
    made = sample();
    made.header.magic[7]++;
    assert_int_equal(open_sample(made, sizeof(made), true), ERR_INVALID);
}

static void every_length(void **state)
{
    (void)state;
    struct sample made = sample();
    for (size_t size = 0; size < sizeof(made); size++)
        assert_int_equal(open_sample(made, size, true), ERR_INVALID);
    assert_int_equal(open_sample(made, sizeof(made), true), ERR_OK);
}

/* One bit anywhere behind the header breaks the checksum; one in the header does no harm. */
static void every_bit(void **state)
{
    (void)state;
    struct sample honest = sample();
    table_forge_write((uint8_t *)&honest, sizeof(honest), true);
    assert_int_equal(open_sample(honest, sizeof(honest), false), ERR_OK);
    for (size_t bit = 0; bit < 8 * sizeof(honest); bit++) {
        struct sample made = honest;
        ((uint8_t *)&made)[bit / 8] ^= (uint8_t)(1u << bit % 8);
        err_t err = open_sample(made, sizeof(made), false);
        assert_true(err == ERR_INVALID || (err == ERR_OK && bit / 8 < sizeof(made.header)));
    }
}

static void sections_outside(void **state)
{
    (void)state;
    static const struct table_section WRONG[] = {
        {offsetof(struct sample, numbers), 4, 8, 0},     /* goes on behind the end */
        {offsetof(struct sample, numbers) + 4, 4, 1, 0}, /* not aligned */
        {0, 4, 1, 0},                                    /* inside the header */
        {offsetof(struct sample, numbers), 0, 3, 0},     /* records of nothing */
        {offsetof(struct sample, numbers), UINT32_MAX, UINT32_MAX, 0},
        {0xfffffff8u, 1, 1, 0},
    };
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        struct sample made = sample();
        made.header.sections[1] = WRONG[i];
        assert_int_equal(open_sample(made, sizeof(made), true), ERR_INVALID);
    }
    struct sample made = sample();
    made.header.section_count = TABLE_SECTIONS_MAX + 1;
    assert_int_equal(open_sample(made, sizeof(made), true), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(absent),
        cmocka_unit_test(every_length),
        cmocka_unit_test(every_bit),
        cmocka_unit_test(sections_outside),
        cmocka_unit_test(other_kind_or_version),
    };
    int failed = cmocka_run_group_tests_name("table", tests, NULL, NULL);
    table_forge_remove();
    return failed;
}
