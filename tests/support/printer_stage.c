#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/support/printer_stage.h"

#define CASES_MAX 48
#define NAME_BYTES 128
#define SMALL_ROWS 100 /* for models that are given time instead of being asked */

static const struct printer_cast cast[] = {
    {"escpos-usb", "generic-80", ESCPOS_PRINTER_DESK, "usb:0416:5011@1-2", {.interface = 0}},
    {"escpos-usb",
     "generic-58",
     ESCPOS_PRINTER_DESK,
     "usb:0416:5011@1-2",
     {.interface = 1, .out = 3, .in = 0x85}},
    {"escpos-usb", "silent-80", ESCPOS_PRINTER_DESK, "usb:0416:5011@1-2", {.interface = 0}},
    {"escpos-usb", "custom-vkp80", ESCPOS_PRINTER_VKP80, "usb:0dd4:0015@1-2", {.interface = 0}},
    {"escpos-usb",
     "pyramid-reliance",
     ESCPOS_PRINTER_RELIANCE,
     "usb:0425:8147@1-2",
     {.interface = 0}},
};

const struct printer_cast *printer_stage_cast(size_t index)
{
    return index < COUNT_OF(cast) ? &cast[index] : NULL;
}

void printer_stage_open(struct printer_stage *stage)
{
    struct printer_status status;

    assert_int_equal(stage->driver->open(stage->cast->port, stage->cast->profile,
                                         PRINTER_STAGE_LIMIT_MS, &stage->printer),
                     ERR_OK);
    assert_int_equal(stage->driver->status(stage->printer, PRINTER_STAGE_LIMIT_MS, &status),
                     ERR_OK);
}

void printer_stage_reopen(struct printer_stage *stage)
{
    stage->driver->close(stage->printer);
    stage->printer = NULL;
    printer_stage_open(stage);
}

int printer_stage_set_up(void **state)
{
    struct printer_stage *stage = calloc(1, sizeof(*stage));
    struct escpos_printer_shape shape;
    size_t width_bytes;

    assert_non_null(stage);
    stage->cast = *state;
    stage->driver = printer_driver_find(stage->cast->driver);
    stage->profile = printer_profile_find(stage->cast->profile);
    assert_non_null(stage->driver);
    assert_non_null(stage->profile);
    shape = stage->cast->shape;
    shape.kind = stage->cast->kind;
    stage->plug = plug_umockdev_create();
    stage->model = escpos_printer_create(NULL, shape);
    stage->page =
        (struct printer_page){stage->profile->width_dots, PRINTER_STAGE_ROWS, stage->rows};
    width_bytes = (stage->page.width_dots + 7u) / 8;
    for (size_t i = 0; i < sizeof(stage->rows); i++)
        stage->rows[i] = (uint8_t)(i * 37 + i / width_bytes);
    assert_true(
        plug_umockdev_insert(stage->plug, PRINTER_STAGE_PORT, escpos_printer_device(stage->model)));
    *state = stage;
    printer_stage_open(stage);
    return 0;
}

int printer_stage_tear_down(void **state)
{
    struct printer_stage *stage = *state;
    struct escpos_printer_counts counts = escpos_printer_counts(stage->model);

    stage->driver->close(stage->printer);
    plug_umockdev_destroy(stage->plug);
    escpos_printer_destroy(stage->model);
    free(stage);
    assert_int_equal(counts.unknown, 0);
    assert_int_equal(counts.dropped, 0);
    return 0;
}

static void on_passed(void *context)
{
    struct printer_stage *stage = context;

    stage->passed++;
    stage->rows_when_passed = escpos_printer_counts(stage->model).rows;
}

err_t printer_stage_print(struct printer_stage *stage, uint32_t limit_ms)
{
    stage->passed = 0;
    return stage->driver->print(stage->printer, &stage->page, limit_ms, on_passed, stage);
}

bool printer_stage_has_mouth(const struct printer_stage *stage)
{
    return stage->profile->present_steps > 0;
}

bool printer_stage_says(const struct printer_stage *stage, unsigned channel)
{
    return (stage->profile->channels & channel) != 0;
}

unsigned printer_stage_pages(const struct printer_stage *stage)
{
    return escpos_printer_counts(stage->model).pages;
}

static bool dot_of_page(const struct printer_page *page, unsigned x, unsigned y)
{
    size_t width_bytes = ((size_t)page->width_dots + 7) / 8;

    return x < page->width_dots && y < page->height_dots &&
           (page->rows[y * width_bytes + x / 8] >> (7 - x % 8) & 1) != 0;
}

/* Every dot on the paper is the page's, and every other is white. Without a cutter, white that was
 * fed before the page hangs above it. */
void printer_stage_assert_on_paper(const struct printer_stage *stage)
{
    unsigned rows = escpos_printer_page_rows(stage->model), above = 0, wrong = 0;

    if (stage->profile->cutter == PRINTER_CUTTER_NONE)
        above = rows - stage->page.height_dots - stage->profile->feed_dots;
    assert_int_equal(rows, above + stage->page.height_dots + stage->profile->feed_dots);
    for (unsigned y = 0; y < rows; y++)
        for (unsigned x = 0; x < ESCPOS_PRINTER_WIDTH_DOTS; x++)
            wrong += escpos_printer_dot(stage->model, x, y) !=
                     (y >= above && dot_of_page(&stage->page, x, y - above));
    assert_int_equal(wrong, 0);
}

void printer_stage_assert_prints(struct printer_stage *stage)
{
    unsigned before = printer_stage_pages(stage);
    err_t err = printer_stage_print(stage, PRINTER_STAGE_PRINT_MS);

    assert_int_equal(err, stage->profile->channels == 0 ? ERR_PRINT_UNKNOWN : ERR_OK);
    assert_int_equal(stage->passed, 1);
    if (stage->profile->cutter == PRINTER_CUTTER_NONE)
        escpos_printer_tear(stage->model);
    assert_int_equal(printer_stage_pages(stage), before + 1);
    printer_stage_assert_on_paper(stage);
    assert_int_equal(escpos_printer_take(stage->model), printer_stage_has_mouth(stage));
}

static int run_row(const struct printer_cast *row, const struct CMUnitTest *cases, size_t count)
{
    static char names[CASES_MAX][NAME_BYTES];
    struct CMUnitTest run[CASES_MAX];
    char group[NAME_BYTES];

    CHECK(count <= CASES_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], NAME_BYTES, "%s %s: %s", row->driver, row->profile, cases[i].name);
        run[i] = cases[i];
        run[i].name = names[i];
        run[i].setup_func = printer_stage_set_up;
        run[i].teardown_func = printer_stage_tear_down;
        run[i].initial_state = (void *)(uintptr_t)row;
    }
    snprintf(group, sizeof(group), "%s %s", row->driver, row->profile);
    return _cmocka_run_group_tests(group, run, count, NULL, NULL);
}

int printer_stage_run(const struct CMUnitTest *cases, size_t count)
{
    int failed = 0;

    for (size_t i = 0; i < COUNT_OF(cast); i++)
        failed += run_row(&cast[i], cases, count);
    return failed;
}
