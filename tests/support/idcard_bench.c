#include "tests/support/idcard_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define PLACE 1
#define CASES_MAX 256
#define NAME_BYTES 80

/* Where a driver finds its virtual device; the place stands behind it. */
static const struct row {
    const char *driver, *port;
    enum sdt_reader_wire wire, other;
} rows[] = {
    {"sdt-usb", "usb:any@1-", SDT_READER_ONE_PIPE, SDT_READER_HID},
    {"sdt-usb-two-pipe", "usb:0400:c35a@1-", SDT_READER_TWO_PIPE, SDT_READER_HID},
    {"sdt-usb-one-pipe", "usb:0400:C35A@1-", SDT_READER_ONE_PIPE, SDT_READER_HID},
    {"sdt-usb-hid", "usb:0483:572b@1-", SDT_READER_HID, SDT_READER_TWO_PIPE},
    {"sdt-serial", "serial:", SDT_READER_SERIAL, SDT_READER_SERIAL},
};

/* What cmocka hands to a test before it is set up. */
struct ticket {
    const struct idcard_driver *driver;
    unsigned detail;
};

static const struct row *row_of(const char *driver)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].driver, driver) == 0)
            return &rows[i];
    return NULL;
}

int64_t idcard_bench_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void link_path(const struct idcard_bench *bench, int place, char *out, size_t size_bytes)
{
    snprintf(out, size_bytes, "%s/reader-%d", bench->folder, place);
}

void idcard_bench_port(const struct idcard_bench *bench, int place, char *out)
{
    const char *port = row_of(bench->driver->name)->port;
    char path[64];

    link_path(bench, place, path, sizeof(path));
    if (bench->wire == SDT_READER_SERIAL)
        snprintf(out, IDCARD_BENCH_PORT_BYTES, "%s%s", port, path);
    else
        snprintf(out, IDCARD_BENCH_PORT_BYTES, "%s%d", port, place);
}

void idcard_bench_insert(struct idcard_bench *bench, struct sdt_reader *model, int place)
{
    char path[64];

    link_path(bench, place, path, sizeof(path));
    if (sdt_reader_device(model) == NULL)
        assert_true(sdt_reader_plug_serial(model, path));
    else
        assert_true(plug_umockdev_insert(bench->plug, place, sdt_reader_device(model)));
}

void idcard_bench_pull(struct idcard_bench *bench, struct sdt_reader *model, int place)
{
    if (sdt_reader_device(model) == NULL)
        assert_true(sdt_reader_unplug_serial(model));
    else
        assert_true(plug_umockdev_remove(bench->plug, place));
}

err_t idcard_bench_open(struct idcard_bench *bench, int place, uint32_t limit_ms)
{
    char port[IDCARD_BENCH_PORT_BYTES];

    bench->driver->close(bench->reader);
    bench->reader = NULL;
    idcard_bench_port(bench, place, port);
    return bench->driver->open(port, limit_ms, &bench->reader);
}

err_t idcard_bench_find(struct idcard_bench *bench, uint32_t limit_ms)
{
    return bench->driver->find(bench->reader, limit_ms);
}

err_t idcard_bench_read(struct idcard_bench *bench, uint32_t limit_ms)
{
    memset(&bench->record, 0xa5, sizeof(bench->record));
    return bench->driver->read(bench->reader, limit_ms, &bench->record);
}

void idcard_bench_assert_wiped(const struct idcard_bench *bench)
{
    static const struct idcard_record zero;

    assert_memory_equal(&bench->record, &zero, sizeof(zero));
}

void idcard_bench_assert_reads(struct idcard_bench *bench, struct sdt_reader *model,
                               const char *card, const char *name)
{
    sdt_reader_remove(model);
    assert_true(sdt_reader_place(model, card));
    assert_int_equal(idcard_bench_find(bench, IDCARD_BENCH_LIMIT_MS), ERR_OK);
    assert_int_equal(idcard_bench_read(bench, IDCARD_BENCH_LIMIT_MS), ERR_OK);
    assert_string_equal(bench->record.name, name);
    sdt_reader_remove(model);
}

static int set_up(void **state)
{
    const struct ticket *ticket = *state;
    struct idcard_bench *bench = calloc(1, sizeof(*bench));

    assert_non_null(bench);
    bench->driver = ticket->driver;
    bench->detail = ticket->detail;
    bench->wire = row_of(bench->driver->name)->wire;
    strcpy(bench->folder, "/tmp/banshi-idcard.XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    bench->plug = plug_umockdev_create();
    bench->model = sdt_reader_create(bench->wire);
    bench->other = sdt_reader_create(row_of(bench->driver->name)->other);
    idcard_bench_insert(bench, bench->model, PLACE);
    assert_int_equal(idcard_bench_open(bench, PLACE, IDCARD_BENCH_LIMIT_MS), ERR_OK);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct idcard_bench *bench = *state;

    bench->driver->close(bench->reader);
    plug_umockdev_destroy(bench->plug);
    sdt_reader_destroy(bench->model);
    sdt_reader_destroy(bench->other);
    rmdir(bench->folder);
    free(bench);
    return 0;
}

int idcard_bench_run(const char *group, const struct idcard_bench_case *cases, size_t count)
{
    static struct CMUnitTest tests[CASES_MAX];
    static struct ticket tickets[CASES_MAX];
    static char names[CASES_MAX][NAME_BYTES];
    size_t used = 0;

    for (size_t i = 0; idcard_driver_at(i) != NULL; i++)
        for (size_t j = 0; j < count; j++, used++) {
            CHECK(used < CASES_MAX && row_of(idcard_driver_at(i)->name) != NULL);
            tickets[used] = (struct ticket){idcard_driver_at(i), cases[j].detail};
            snprintf(names[used], NAME_BYTES, "%s: %s", idcard_driver_at(i)->name, cases[j].name);
            tests[used] =
                (struct CMUnitTest){names[used], cases[j].run, set_up, tear_down, &tickets[used]};
        }
    /* cmocka's macro counts an array; this one is filled as far as `used`. */
    return _cmocka_run_group_tests(group, tests, used, NULL, NULL);
}
