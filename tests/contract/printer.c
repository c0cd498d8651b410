/* The contract of the class "receipt printer": pages, status and faults, over every driver as every
 * kind of model. Each driver, unmodified, drives the virtual printer it speaks to through the real
 * libusb. What a model cannot have is reported as skipped. printer_transfer.c has the other half:
 * unplugging, power, the mouth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/support/printer_stage.h"

#define LIMIT_MS PRINTER_STAGE_LIMIT_MS
#define PRINT_MS PRINTER_STAGE_PRINT_MS

/* Faults that a status or a print shows at once, and what they are called. */
static const struct fault_row {
    enum escpos_printer_fault fault;
    err_t err;
} stopping[] = {{ESCPOS_PRINTER_FAULT_PAPER_OUT, ERR_PAPER_OUT},
                {ESCPOS_PRINTER_FAULT_COVER, ERR_COVER_OPEN},
                {ESCPOS_PRINTER_FAULT_JAM, ERR_DEVICE_FAULT},
                {ESCPOS_PRINTER_FAULT_OVERHEATED, ERR_DEVICE_FAULT}};

/* Models with DLE EOT 20 know a jam by its name. */
static err_t named(const struct printer_stage *stage, const struct fault_row *row)
{
    if (row->fault == ESCPOS_PRINTER_FAULT_JAM && printer_stage_says(stage, PRINTER_CHANNEL_FULL))
        return ERR_PAPER_JAM;
    return row->err;
}

static void skip_unless(bool can)
{
    if (!can)
        skip();
}

/* A printer that cannot be asked for the end of a page is given time, a second or two each. */
static bool is_quick(const struct printer_stage *stage)
{
    return printer_stage_says(stage, PRINTER_CHANNEL_FENCE | PRINTER_CHANNEL_FULL);
}

static bool speaks(const struct printer_stage *stage)
{
    return stage->profile->channels != PRINTER_CHANNEL_NONE;
}

static struct escpos_printer_counts counts(const struct printer_stage *stage)
{
    return escpos_printer_counts(stage->model);
}

static void set_fault(struct printer_stage *stage, enum escpos_printer_fault fault, unsigned rows)
{
    escpos_printer_set_fault(stage->model, fault, rows);
}

static void mend(struct printer_stage *stage)
{
    set_fault(stage, ESCPOS_PRINTER_FAULT_NONE, 0);
}

/* Pages ---------------------------------------------------------------------------------------- */

static void prints_a_page_dot_by_dot(void **state)
{
    struct printer_stage *stage = *state;

    printer_stage_assert_prints(stage);
    assert_int_equal(stage->rows_when_passed, 0);
    if (is_quick(stage))
        printer_stage_assert_prints(stage);
}

static void prints_a_narrow_page(void **state)
{
    struct printer_stage *stage = *state;

    stage->page.width_dots = 381; /* the last byte of a row holds bits that are no dots */
    stage->page.height_dots = 129;
    printer_stage_assert_prints(stage);
    stage->page.width_dots = stage->page.height_dots = 1;
    printer_stage_assert_prints(stage);
}

static void refuses_a_page_of_another_size(void **state)
{
    struct printer_stage *stage = *state;
    const uint16_t wide = (uint16_t)(stage->profile->width_dots + 1);
    const uint16_t sizes[][2] = {{577, 10}, {wide, 10}, {0, 10}, {10, 0}, {10, 8193}};

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        stage->page.width_dots = sizes[i][0];
        stage->page.height_dots = sizes[i][1];
        assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_LIMIT);
        assert_int_equal(stage->passed, 0);
    }
}

/* A picture may hold the bytes of a question; the printer answers them, and nobody believes it. */
static void prints_pictures_that_look_like_questions(void **state)
{
    static const uint8_t asked[] = {1, 2, 3, 4, 20};
    struct printer_stage *stage = *state;

    for (size_t i = 0; i + 3 < sizeof(stage->rows); i += 101)
        memcpy(stage->rows + i, (const uint8_t[]){0x10, 0x04, asked[i % sizeof(asked)]}, 3);
    printer_stage_assert_prints(stage);
}

static void knows_every_profile(void **state)
{
    struct printer_stage *stage = *state;
    struct printer *other = NULL;
    size_t count = 0;

    for (; printer_profile_at(count) != NULL; count++) {
        const struct printer_profile *profile = printer_profile_at(count);

        assert_ptr_equal(printer_profile_find(profile->name), profile);
        assert_in_range(profile->width_dots, 1, 640);
        assert_in_range(profile->band_rows, 1, 128);
        assert_in_range(profile->rows_per_s, 100, 2000);
        assert_true((profile->present_steps > 0) ==
                    ((profile->channels & PRINTER_CHANNEL_FULL) != 0));
    }
    assert_true(count > 5);
    assert_ptr_equal(printer_profile_find(""), printer_profile_at(0));
    assert_ptr_equal(printer_profile_find(NULL), printer_profile_at(0));
    assert_int_equal(stage->driver->open(stage->cast->port, "no such model", LIMIT_MS, &other),
                     ERR_NOT_FOUND);
    assert_null(other);
    stage->driver->close(NULL);
    assert_null(printer_driver_find("no such driver"));
}

static const char *port_of(enum escpos_printer_kind kind)
{
    for (size_t i = 0; printer_stage_cast(i) != NULL; i++)
        if (printer_stage_cast(i)->kind == kind)
            return printer_stage_cast(i)->port;
    return NULL;
}

static void assert_prints_as(struct printer_stage *stage, const struct printer_profile *profile)
{
    enum escpos_printer_kind kind =
        profile->present_steps > 0 ? ESCPOS_PRINTER_VKP80 : ESCPOS_PRINTER_DESK;
    struct escpos_printer *own = stage->model,
                          *other = escpos_printer_create(
                              NULL, (struct escpos_printer_shape){.kind = kind});
    const struct printer_profile *own_profile = stage->profile;

    plug_umockdev_remove(stage->plug, PRINTER_STAGE_PORT);
    assert_true(
        plug_umockdev_insert(stage->plug, PRINTER_STAGE_PORT, escpos_printer_device(other)));
    stage->driver->close(stage->printer);
    assert_int_equal(stage->driver->open(port_of(kind), profile->name, LIMIT_MS, &stage->printer),
                     ERR_OK);
    stage->profile = profile;
    stage->model = other;
    stage->page.width_dots = profile->width_dots < 576 ? profile->width_dots : 576;
    stage->page.height_dots = 50;
    printer_stage_assert_prints(stage);
    assert_int_equal(counts(stage).unknown, 0);
    plug_umockdev_remove(stage->plug, PRINTER_STAGE_PORT);
    escpos_printer_destroy(other);
    stage->profile = own_profile;
    stage->model = own;
}

/* The rows of the cast stand for kinds of models; this prints as all of them. Once is enough. */
static void prints_as_every_profile(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(stage->cast == printer_stage_cast(0));
    for (size_t i = 0; printer_profile_at(i) != NULL; i++)
        assert_prints_as(stage, printer_profile_at(i));
}

/* Status --------------------------------------------------------------------------------------- */

static struct printer_status expected(const struct printer_stage *stage,
                                      enum escpos_printer_fault fault)
{
    bool full = printer_stage_says(stage, PRINTER_CHANNEL_FULL);
    bool polls = printer_stage_says(stage, PRINTER_CHANNEL_POLL);
    struct printer_status status = {.paper = PRINTER_PAPER_FULL, .answering = true};

    status.online = fault == ESCPOS_PRINTER_FAULT_NONE || fault == ESCPOS_PRINTER_FAULT_NEAR_END;
    if (fault == ESCPOS_PRINTER_FAULT_PAPER_OUT)
        status.paper = PRINTER_PAPER_OUT;
    if (fault == ESCPOS_PRINTER_FAULT_NEAR_END)
        status.paper = PRINTER_PAPER_LOW;
    status.cover_open = fault == ESCPOS_PRINTER_FAULT_COVER;
    status.recoverable_error = fault == ESCPOS_PRINTER_FAULT_OVERHEATED;
    status.paper_jam = full && fault == ESCPOS_PRINTER_FAULT_JAM;
    status.unrecoverable_error = polls && fault == ESCPOS_PRINTER_FAULT_JAM;
    status.presenter =
        printer_stage_has_mouth(stage) ? PRINTER_PRESENTER_EMPTY : PRINTER_PRESENTER_NONE;
    return status;
}

static void assert_status(const struct printer_status *have, const struct printer_status *want)
{
    assert_int_equal(have->answering, want->answering);
    assert_int_equal(have->paper, want->paper);
    assert_int_equal(have->presenter, want->presenter);
    assert_int_equal(have->online, want->online);
    assert_int_equal(have->cover_open, want->cover_open);
    assert_int_equal(have->cutter_error, want->cutter_error);
    assert_int_equal(have->paper_jam, want->paper_jam);
    assert_int_equal(have->unrecoverable_error, want->unrecoverable_error);
    assert_int_equal(have->recoverable_error, want->recoverable_error);
}

static void tells_a_whole_status(void **state)
{
    static const enum escpos_printer_fault faults[] = {
        ESCPOS_PRINTER_FAULT_NONE,  ESCPOS_PRINTER_FAULT_NEAR_END, ESCPOS_PRINTER_FAULT_PAPER_OUT,
        ESCPOS_PRINTER_FAULT_COVER, ESCPOS_PRINTER_FAULT_JAM,      ESCPOS_PRINTER_FAULT_OVERHEATED};
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage));
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        struct printer_status now, want = expected(stage, faults[i]);

        set_fault(stage, faults[i], 0);
        assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &now), ERR_OK);
        assert_status(&now, &want);
    }
}

static void tells_that_nothing_is_known(void **state)
{
    struct printer_stage *stage = *state;
    struct printer_status now, want = {.paper = PRINTER_PAPER_UNKNOWN};

    if (printer_stage_has_mouth(stage))
        want.presenter = PRINTER_PRESENTER_UNKNOWN;
    set_fault(stage, ESCPOS_PRINTER_FAULT_DEAD_STATUS, 0);
    assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &now), ERR_OK);
    assert_status(&now, &want);
}

/* Printers that contradict themselves or push what nobody knows: unknown, or right by another way;
 * a fault never. */
static void takes_no_odd_answer_for_a_fault(void **state)
{
    static const enum escpos_printer_fault faults[] = {
        ESCPOS_PRINTER_FAULT_ODD_PUSH, ESCPOS_PRINTER_FAULT_CHATTER, ESCPOS_PRINTER_FAULT_ONE_REPLY,
        ESCPOS_PRINTER_FAULT_NO_POLL};
    struct printer_stage *stage = *state;

    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        struct printer_status now;
        err_t err;

        set_fault(stage, faults[i], 0);
        assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &now), ERR_OK);
        assert_false(now.cover_open || now.cutter_error || now.paper_jam || now.recoverable_error ||
                     now.unrecoverable_error);
        assert_int_not_equal(now.paper, PRINTER_PAPER_OUT);
        if (!is_quick(stage))
            continue;
        err = printer_stage_print(stage, PRINT_MS);
        assert_int_equal(err, now.answering ? ERR_OK : ERR_PRINT_UNKNOWN);
        if (err == ERR_OK) /* already, not soon */
            assert_int_equal(printer_stage_pages(stage), i + 1);
        mend(stage);
        escpos_printer_tear(stage->model);
        printer_stage_assert_on_paper(stage);
        (void)escpos_printer_take(stage->model);
    }
}

static void hears_what_is_pushed_when_questions_are_not_answered(void **state)
{
    struct printer_stage *stage = *state;
    struct printer_status now;

    skip_unless(printer_stage_says(stage, PRINTER_CHANNEL_ASB));
    set_fault(stage, ESCPOS_PRINTER_FAULT_NO_POLL, 0);
    assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &now), ERR_OK);
    assert_true(now.answering);
    assert_int_equal(now.paper, PRINTER_PAPER_FULL);
    printer_stage_assert_prints(stage);
}

/* Faults --------------------------------------------------------------------------------------- */

static void refuses_before_paper_is_marked(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage));
    for (size_t i = 0; i < COUNT_OF(stopping); i++) {
        set_fault(stage, stopping[i].fault, 0);
        assert_int_equal(printer_stage_print(stage, PRINT_MS), named(stage, &stopping[i]));
        assert_int_equal(stage->passed, 0);
        assert_int_equal(counts(stage).rows, 0);
        mend(stage);
        assert_int_equal(counts(stage).rows, 0);
    }
    printer_stage_assert_prints(stage);
}

static void tells_of_a_cutter_and_refuses_then(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage) && stage->profile->cutter != PRINTER_CUTTER_NONE);
    set_fault(stage, ESCPOS_PRINTER_FAULT_CUTTER, 0);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_CUTTER);
    assert_int_equal(stage->passed, 1);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_CUTTER);
    assert_int_equal(stage->passed, 0);
    assert_int_equal(printer_stage_pages(stage), 0);
}

/* What hung there falls as a piece of its own, or into the bin, before anything is printed again. */
static void assert_parted(struct printer_stage *stage, unsigned pages_before)
{
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
    assert_int_equal(printer_stage_pages(stage), pages_before + 2);
    printer_stage_assert_on_paper(stage);
    assert_int_equal(escpos_printer_take(stage->model), printer_stage_has_mouth(stage));
}

/* A fault in the middle of the page is never a success, and what the printer still held of the page
 * does not come out when the fault is mended. */
static void knows_that_it_does_not_know(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage) && stage->profile->cutter != PRINTER_CUTTER_NONE);
    for (size_t i = 0; i < COUNT_OF(stopping); i++) {
        unsigned rows_before = counts(stage).rows, pages_before = printer_stage_pages(stage);
        err_t err;

        set_fault(stage, stopping[i].fault, 100);
        err = printer_stage_print(stage, 1000);
        assert_true(err == ERR_PRINT_UNKNOWN || err == ERR_DEVICE_FAULT || err == ERR_PAPER_JAM);
        assert_int_equal(err_world(err), ERR_WORLD_UNKNOWN);
        assert_int_equal(stage->passed, 1);
        mend(stage);
        assert_int_equal(counts(stage).rows, rows_before + 100);
        assert_int_equal(printer_stage_pages(stage), pages_before);
        assert_parted(stage, pages_before);
    }
    if (printer_stage_has_mouth(stage))
        assert_int_equal(counts(stage).retracted, COUNT_OF(stopping));
}

/* The printer pushes its fault; nobody waits for the rest of the page. */
static void stops_early_when_a_fault_is_pushed(void **state)
{
    struct printer_stage *stage = *state;
    unsigned taken;

    skip_unless(printer_stage_says(stage, PRINTER_CHANNEL_ASB));
    set_fault(stage, ESCPOS_PRINTER_FAULT_PAPER_OUT, 10);
    taken = counts(stage).rows;
    assert_int_equal(printer_stage_print(stage, 60000), ERR_PRINT_UNKNOWN);
    assert_int_equal(counts(stage).rows, taken + 10);
}

/* The fault strikes when all bytes are already in the printer's buffer. */
static void sees_a_fault_after_the_last_byte(void **state)
{
    struct printer_stage *stage = *state;
    err_t err;

    skip_unless(speaks(stage));
    stage->page.height_dots = 100;
    set_fault(stage, ESCPOS_PRINTER_FAULT_PAPER_OUT, 60);
    assert_int_equal(printer_stage_print(stage, LIMIT_MS), ERR_PRINT_UNKNOWN);
    mend(stage);
    assert_int_equal(counts(stage).rows, 60);
    set_fault(stage, ESCPOS_PRINTER_FAULT_JAM, 60);
    err = printer_stage_print(stage, LIMIT_MS);
    assert_true(err == ERR_DEVICE_FAULT || err == ERR_PAPER_JAM);
    (void)escpos_printer_take(stage->model);
}

/* No sensor knows; the paper stands still, and the printer says that all is well. Who can be asked
 * for the end of a page is found out with a small one; who cannot, when its buffer is full. */
static void takes_standing_still_for_a_jam(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage));
    stage->page.height_dots =
        printer_stage_says(stage, PRINTER_CHANNEL_FENCE) ? 60 : PRINTER_STAGE_ROWS;
    set_fault(stage, ESCPOS_PRINTER_FAULT_SILENT_JAM, 20);
    assert_int_equal(printer_stage_print(stage, 30000), ERR_PAPER_JAM);
    assert_int_equal(stage->passed, 1);
    mend(stage);
    assert_int_equal(counts(stage).rows, 20);
}

static void calls_a_limit_no_jam(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(speaks(stage));
    set_fault(stage, ESCPOS_PRINTER_FAULT_SILENT_JAM, 20);
    assert_int_equal(printer_stage_print(stage, 1500), ERR_PRINT_UNKNOWN);
}

static void prints_without_certainty_when_nothing_answers(void **state)
{
    struct printer_stage *stage = *state;

    set_fault(stage, ESCPOS_PRINTER_FAULT_DEAD_STATUS, 0);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_PRINT_UNKNOWN);
    assert_int_equal(stage->passed, 1);
    if (stage->profile->cutter == PRINTER_CUTTER_NONE)
        escpos_printer_tear(stage->model);
    assert_int_equal(printer_stage_pages(stage), 1);
    printer_stage_assert_on_paper(stage);
}

/* Success means "it is out", not "it is in the buffer". */
static void waits_for_a_slow_printer(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(is_quick(stage));
    set_fault(stage, ESCPOS_PRINTER_FAULT_SLOW, 0);
    printer_stage_assert_prints(stage);
    assert_int_equal(printer_stage_print(stage, 1200), ERR_PRINT_UNKNOWN);
}

static void prints_without_the_fence(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_says(stage, PRINTER_CHANNEL_FENCE));
    stage->page.height_dots = 40;
    set_fault(stage, ESCPOS_PRINTER_FAULT_NO_FENCE, 0);
    printer_stage_assert_prints(stage);
}

static void recovers_after_each_fault(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(is_quick(stage));
    stage->page.height_dots = 40;
    for (int fault = 0; fault < ESCPOS_PRINTER_FAULT_COUNT; fault++) {
        set_fault(stage, (enum escpos_printer_fault)fault, 10);
        (void)printer_stage_print(stage, 500);
        mend(stage);
        escpos_printer_take(stage->model);
        assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
        printer_stage_assert_on_paper(stage);
        assert_int_equal(escpos_printer_take(stage->model), printer_stage_has_mouth(stage));
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(prints_a_page_dot_by_dot),
        cmocka_unit_test(prints_a_narrow_page),
        cmocka_unit_test(refuses_a_page_of_another_size),
        cmocka_unit_test(prints_pictures_that_look_like_questions),
        cmocka_unit_test(knows_every_profile),
        cmocka_unit_test(prints_as_every_profile),
        cmocka_unit_test(tells_a_whole_status),
        cmocka_unit_test(tells_that_nothing_is_known),
        cmocka_unit_test(takes_no_odd_answer_for_a_fault),
        cmocka_unit_test(hears_what_is_pushed_when_questions_are_not_answered),
        cmocka_unit_test(refuses_before_paper_is_marked),
        cmocka_unit_test(tells_of_a_cutter_and_refuses_then),
        cmocka_unit_test(knows_that_it_does_not_know),
        cmocka_unit_test(stops_early_when_a_fault_is_pushed),
        cmocka_unit_test(sees_a_fault_after_the_last_byte),
        cmocka_unit_test(takes_standing_still_for_a_jam),
        cmocka_unit_test(calls_a_limit_no_jam),
        cmocka_unit_test(prints_without_certainty_when_nothing_answers),
        cmocka_unit_test(waits_for_a_slow_printer),
        cmocka_unit_test(prints_without_the_fence),
        cmocka_unit_test(recovers_after_each_fault),
    };

    return printer_stage_run(cases, COUNT_OF(cases)) != 0;
}
