/* The contract of the class "receipt printer", second half: what becomes of a page, and of the paper
 * in the mouth, when the cable, the power or the process goes at any moment, and when another
 * printer comes in its place. Over every driver as every kind of model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/transport/usb.h"
#include "firmware/base/check.h"
#include "tests/support/printer_stage.h"

#define LIMIT_MS PRINTER_STAGE_LIMIT_MS
#define PRINT_MS PRINTER_STAGE_PRINT_MS
#define TRANSFERS_MAX 400

static void skip_unless(bool can)
{
    if (!can)
        skip();
}

static struct escpos_printer_counts counts(const struct printer_stage *stage)
{
    return escpos_printer_counts(stage->model);
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

/* A cable with a hand on it: counts what goes through, and at the chosen transfer lets nothing
 * through any more until the hand has pulled the plug. */
struct cable {
    struct bench_device device; /* first: what is plugged in */
    struct bench_device *printer;
    struct plug_umockdev *plug;
    pthread_mutex_t lock;
    pthread_cond_t reached;
    int count, pull_at; /* transfers that began; the one to pull at, -1: never */
    bool pulled, over;
};

static struct cable *of(struct bench_device *device)
{
    return (struct cable *)device;
}

/* True when the cable is to be pulled now, or was. */
static bool passes(struct cable *cable, bool moved)
{
    bool stop;

    pthread_mutex_lock(&cable->lock);
    stop = cable->pull_at >= 0 && cable->count >= cable->pull_at;
    if (stop && !cable->pulled) {
        cable->pulled = true;
        pthread_cond_signal(&cable->reached);
    }
    cable->count += moved && !stop;
    pthread_mutex_unlock(&cable->lock);
    return !stop;
}

static int cable_control(struct bench_device *device, const uint8_t setup[8], uint8_t *data)
{
    struct cable *cable = of(device);

    if (!passes(cable, true))
        return -EPIPE;
    return cable->printer->control(cable->printer, setup, data);
}

static int cable_out(struct bench_device *device, uint8_t endpoint, const uint8_t *bytes, int size)
{
    struct cable *cable = of(device);
    int moved;

    if (!passes(cable, false))
        return -EAGAIN;
    moved = cable->printer->out(cable->printer, endpoint, bytes, size);
    (void)passes(cable, moved > 0);
    return moved;
}

static int cable_in(struct bench_device *device, uint8_t endpoint, uint8_t *out_bytes, int size_max)
{
    struct cable *cable = of(device);
    int moved;

    if (!passes(cable, false))
        return -EAGAIN;
    moved = cable->printer->in(cable->printer, endpoint, out_bytes, size_max);
    (void)passes(cable, moved > 0);
    return moved;
}

static void *hand(void *context)
{
    struct cable *cable = context;
    bool pull;

    pthread_mutex_lock(&cable->lock);
    while (!cable->pulled && !cable->over)
        pthread_cond_wait(&cable->reached, &cable->lock);
    pull = cable->pulled;
    pthread_mutex_unlock(&cable->lock);
    if (pull)
        plug_umockdev_remove(cable->plug, PRINTER_STAGE_PORT);
    return NULL;
}

static void cable_init(struct cable *cable, struct printer_stage *stage)
{
    memset(cable, 0, sizeof(*cable));
    cable->printer = escpos_printer_device(stage->model);
    cable->device = *cable->printer;
    cable->device.control = cable_control;
    cable->device.out = cable_out;
    cable->device.in = cable_in;
    cable->plug = stage->plug;
    cable->pull_at = -1;
    pthread_mutex_init(&cable->lock, NULL);
    pthread_cond_init(&cable->reached, NULL);
}

static void cable_finish(struct cable *cable)
{
    pthread_cond_destroy(&cable->reached);
    pthread_mutex_destroy(&cable->lock);
}

static void plug_in(struct printer_stage *stage, struct bench_device *device)
{
    plug_umockdev_remove(stage->plug, PRINTER_STAGE_PORT);
    assert_true(plug_umockdev_insert(stage->plug, PRINTER_STAGE_PORT, device));
}

/* Prints with a hand on the cable that pulls at the transfer `at`; true when it came to that. */
static bool print_and_pull(struct printer_stage *stage, struct cable *cable, int at, err_t *out_err)
{
    pthread_t thread;

    plug_in(stage, &cable->device);
    printer_stage_reopen(stage);
    pthread_mutex_lock(&cable->lock);
    cable->count = 0;
    cable->pull_at = at;
    cable->pulled = cable->over = false;
    pthread_mutex_unlock(&cable->lock);
    assert_int_equal(pthread_create(&thread, NULL, hand, cable), 0);
    *out_err = printer_stage_print(stage, LIMIT_MS);
    pthread_mutex_lock(&cable->lock);
    cable->over = true;
    pthread_cond_signal(&cable->reached);
    pthread_mutex_unlock(&cable->lock);
    pthread_join(thread, NULL);
    pthread_mutex_lock(&cable->lock);
    cable->pull_at = -1;
    pthread_mutex_unlock(&cable->lock);
    return cable->pulled;
}

/* Before passed() nothing is on the paper; after it nobody promises anything. Whatever hung there is
 * never the head of the next page. */
static void assert_honest(struct printer_stage *stage, err_t err, unsigned rows_before)
{
    if (stage->passed == 0) {
        assert_int_equal(err, ERR_NO_DEVICE);
        assert_int_equal(counts(stage).rows, rows_before);
    } else if (err != ERR_OK) { /* after the last look the cable may go as it likes */
        assert_int_equal(err, ERR_PRINT_UNKNOWN);
    }
    plug_in(stage, escpos_printer_device(stage->model));
    printer_stage_reopen(stage);
    if (escpos_printer_holds(stage->model)) {
        assert_int_equal(printer_stage_print(stage, LIMIT_MS), ERR_NOT_TAKEN);
        assert_true(escpos_printer_take(stage->model));
    }
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
    printer_stage_assert_on_paper(stage);
    assert_int_equal(escpos_printer_take(stage->model), printer_stage_has_mouth(stage));
}

static void is_honest_wherever_the_cable_is_pulled(void **state)
{
    struct printer_stage *stage = *state;
    struct cable cable;
    bool pulled = true, before = false, after = false;
    int at = 0;

    skip_unless(printer_stage_says(stage, PRINTER_CHANNEL_FENCE | PRINTER_CHANNEL_FULL));
    stage->page.height_dots = 300; /* some bands */
    cable_init(&cable, stage);
    for (; pulled && at < TRANSFERS_MAX; at++) {
        unsigned rows_before = counts(stage).rows;
        err_t err;

        pulled = print_and_pull(stage, &cable, at, &err);
        if (pulled) {
            before |= stage->passed == 0;
            after |= stage->passed == 1;
            assert_honest(stage, err, rows_before);
        }
    }
    (void)escpos_printer_take(stage->model);
    assert_true(before && after);
    assert_in_range(at, 10, TRANSFERS_MAX - 1);
    cable_finish(&cable);
    plug_in(stage, escpos_printer_device(stage->model)); /* the cable is gone with this frame */
}

static void says_when_the_printer_was_unplugged(void **state)
{
    struct printer_stage *stage = *state;
    struct printer_status status;

    assert_true(plug_umockdev_remove(stage->plug, PRINTER_STAGE_PORT));
    /* A driver that never asks notices when it is to print. */
    if (stage->profile->channels != PRINTER_CHANNEL_NONE)
        assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &status), ERR_NO_DEVICE);
    assert_int_equal(printer_stage_print(stage, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(stage->passed, 0);
    stage->driver->close(stage->printer);
    assert_int_equal(
        stage->driver->open(stage->cast->port, stage->cast->profile, LIMIT_MS, &stage->printer),
        ERR_NO_DEVICE);
    assert_null(stage->printer);
    assert_true(
        plug_umockdev_insert(stage->plug, PRINTER_STAGE_PORT, escpos_printer_device(stage->model)));
    printer_stage_open(stage);
    printer_stage_assert_prints(stage);
}

/* Another unit of the model is as good; another model is not there, whatever the place. */
static void knows_another_printer_in_its_place(void **state)
{
    struct printer_stage *stage = *state;
    struct escpos_printer_shape same = {.kind = stage->cast->kind},
                                other = {.kind = stage->cast->kind == ESCPOS_PRINTER_DESK
                                                     ? ESCPOS_PRINTER_VKP80
                                                     : ESCPOS_PRINTER_DESK};
    struct escpos_printer *twin = escpos_printer_create(NULL, same), *own = stage->model;
    struct escpos_printer *stranger = escpos_printer_create(NULL, other);
    struct printer_status status;

    plug_in(stage, escpos_printer_device(stranger));
    if (stage->profile->channels != PRINTER_CHANNEL_NONE)
        assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &status), ERR_NO_DEVICE);
    assert_int_equal(printer_stage_print(stage, LIMIT_MS), ERR_NO_DEVICE);
    stage->driver->close(stage->printer);
    assert_int_equal(
        stage->driver->open(stage->cast->port, stage->cast->profile, LIMIT_MS, &stage->printer),
        ERR_NO_DEVICE);
    plug_in(stage, escpos_printer_device(twin));
    printer_stage_open(stage);
    stage->model = twin;
    printer_stage_assert_prints(stage);
    assert_int_equal(escpos_printer_counts(own).rows, 0);
    assert_int_equal(escpos_printer_counts(stranger).rows, 0);
    stage->model = own;
    plug_in(stage, escpos_printer_device(own));
    printer_stage_reopen(stage);
    escpos_printer_destroy(twin);
    escpos_printer_destroy(stranger);
}

static void loses_nothing_silently_when_the_power_goes(void **state)
{
    static const unsigned rows[] = {0, 1, 100, 299};
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_says(stage, PRINTER_CHANNEL_FENCE | PRINTER_CHANNEL_FULL));
    stage->page.height_dots = 300;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        err_t err;

        escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_POWER_OFF, rows[i]);
        err = printer_stage_print(stage, 1500);
        assert_int_not_equal(err, ERR_OK);
        assert_true(stage->passed == 0 || err == ERR_PRINT_UNKNOWN);
        escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_NONE, 0);
        printer_stage_reopen(stage);
        assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
        printer_stage_assert_on_paper(stage);
        (void)escpos_printer_take(stage->model);
    }
}

static void lets_one_owner_at_a_time(void **state)
{
    struct printer_stage *stage = *state;
    struct printer *other = NULL;

    assert_int_equal(stage->driver->open(stage->cast->port, stage->cast->profile, LIMIT_MS, &other),
                     ERR_BUSY);
    assert_null(other);
    printer_stage_assert_prints(stage);
}

/* What a worker killed in the middle of a picture leaves behind: the beginning of a band, with the
 * rest never to come. Runs in a process of its own, which it ends. */
static void die_in_a_picture(const char *port)
{
    static const uint8_t beginning[58] = {0x1d, 0x76, 0x30, 0x00, 0x30, 0x00, 0x80, 0x00,
                                          0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct usb_interface interface;
    struct usb_device *device;

    if (usb_open(port, &device) == ERR_OK && usb_find_interface(device, 7, &interface) == ERR_OK &&
        usb_claim(device, interface.number, interface.alternate) == ERR_OK &&
        usb_write(device, interface.bulk_out, beginning, sizeof(beginning), LIMIT_MS) == ERR_OK)
        raise(SIGKILL);
    _exit(1);
}

/* The successor's page is whole, and nothing of the dead worker's page is on it. */
static void prints_after_a_killed_worker(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(stage->profile->cutter != PRINTER_CUTTER_NONE); /* nothing parts the paper */
    for (int i = 0; i < 3; i++) {
        int status;
        pid_t pid;

        stage->driver->close(stage->printer);
        stage->printer = NULL;
        pid = fork();
        if (pid == 0)
            die_in_a_picture(stage->cast->port);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        printer_stage_open(stage);
        assert_int_equal(printer_stage_print(stage, PRINT_MS),
                         stage->profile->channels == 0 ? ERR_PRINT_UNKNOWN : ERR_OK);
        printer_stage_assert_on_paper(stage);
        assert_int_equal(escpos_printer_take(stage->model), printer_stage_has_mouth(stage));
    }
}

/* The mouth ------------------------------------------------------------------------------------ */

static err_t wait_taken(struct printer_stage *stage, uint32_t limit_ms)
{
    return stage->driver->wait_taken(stage->printer, limit_ms);
}

static err_t retract(struct printer_stage *stage)
{
    return stage->driver->retract(stage->printer, LIMIT_MS);
}

static enum printer_presenter presenter(struct printer_stage *stage)
{
    struct printer_status status;

    assert_int_equal(stage->driver->status(stage->printer, LIMIT_MS, &status), ERR_OK);
    return status.presenter;
}

static void put_into_the_mouth(struct printer_stage *stage)
{
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
    assert_true(escpos_printer_holds(stage->model));
}

static void knows_nothing_of_a_mouth_that_is_not_there(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(!printer_stage_has_mouth(stage));
    assert_int_equal(wait_taken(stage, LIMIT_MS), ERR_NOT_FOUND);
    assert_int_equal(retract(stage), ERR_NOT_FOUND);
    assert_int_equal(presenter(stage), PRINTER_PRESENTER_NONE);
}

static void *take_soon(void *model)
{
    pause_ms(400);
    escpos_printer_take(model);
    return NULL;
}

static void holds_the_paper_until_it_is_taken(void **state)
{
    struct printer_stage *stage = *state;
    pthread_t person;

    skip_unless(printer_stage_has_mouth(stage));
    assert_int_equal(presenter(stage), PRINTER_PRESENTER_EMPTY);
    put_into_the_mouth(stage);
    assert_int_equal(presenter(stage), PRINTER_PRESENTER_HOLDING);
    assert_int_equal(wait_taken(stage, 300), ERR_NOT_TAKEN);
    assert_int_equal(pthread_create(&person, NULL, take_soon, stage->model), 0);
    assert_int_equal(wait_taken(stage, 5000), ERR_OK);
    pthread_join(person, NULL);
    assert_int_equal(presenter(stage), PRINTER_PRESENTER_EMPTY);
    assert_int_equal(counts(stage).taken, 1);
}

/* The last piece of the roll is taken like any other. */
static void waits_for_the_last_piece_of_the_roll(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_has_mouth(stage));
    put_into_the_mouth(stage);
    escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_PAPER_OUT, 0);
    assert_int_equal(wait_taken(stage, 300), ERR_NOT_TAKEN);
    assert_true(escpos_printer_take(stage->model));
    assert_int_equal(wait_taken(stage, 300), ERR_OK);
}

static void retracts_what_nobody_took(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_has_mouth(stage));
    assert_int_equal(retract(stage), ERR_STATE);
    put_into_the_mouth(stage);
    assert_int_equal(retract(stage), ERR_OK);
    assert_int_equal(counts(stage).retracted, 1);
    assert_int_equal(counts(stage).taken, 0);
    printer_stage_assert_prints(stage);
    put_into_the_mouth(stage);
    escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_NO_RETRACT, 0);
    assert_int_equal(retract(stage), ERR_NOT_TAKEN);
    assert_true(escpos_printer_take(stage->model));
}

/* One citizen's paper never falls out because another's is printed. */
static void prints_nothing_behind_what_nobody_took(void **state)
{
    struct printer_stage *stage = *state;
    unsigned rows;

    skip_unless(printer_stage_has_mouth(stage));
    put_into_the_mouth(stage);
    rows = counts(stage).rows;
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_NOT_TAKEN);
    assert_int_equal(stage->passed, 0);
    printer_stage_reopen(stage);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_NOT_TAKEN);
    assert_int_equal(counts(stage).rows, rows);
    assert_true(escpos_printer_holds(stage->model));
    assert_true(escpos_printer_take(stage->model));
    printer_stage_assert_prints(stage);
}

static void tells_of_paper_stuck_before_the_mouth(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_has_mouth(stage));
    escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_PRESENT_JAM, 0);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_PAPER_JAM);
    assert_int_equal(stage->passed, 1);
    assert_int_equal(wait_taken(stage, LIMIT_MS), ERR_PAPER_JAM);
    escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_NONE, 0);
    /* What waited behind the mouth goes into the bin, not to the next citizen. */
    printer_stage_reopen(stage);
    assert_int_equal(printer_stage_print(stage, PRINT_MS), ERR_OK);
    assert_int_equal(counts(stage).retracted, 1);
    assert_true(escpos_printer_take(stage->model));
}

static void says_when_the_mouth_does_not_answer(void **state)
{
    struct printer_stage *stage = *state;

    skip_unless(printer_stage_has_mouth(stage));
    put_into_the_mouth(stage);
    escpos_printer_set_fault(stage->model, ESCPOS_PRINTER_FAULT_DEAD_STATUS, 0);
    assert_int_equal(presenter(stage), PRINTER_PRESENTER_UNKNOWN);
    assert_int_equal(wait_taken(stage, 600), ERR_TIMEOUT);
    assert_true(plug_umockdev_remove(stage->plug, PRINTER_STAGE_PORT));
    assert_int_equal(wait_taken(stage, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(retract(stage), ERR_NO_DEVICE);
}

/* What a person at the desk panel says. */
static void obeys_the_bench(void **state)
{
    static const struct {
        char *words[3];
        int count;
        bool good;
    } lines[] = {{{"fault", "cover", NULL}, 2, true},
                 {{"fault", "jam", "20"}, 3, true},
                 {{"fault", "no such fault", NULL}, 2, false},
                 {{"fault", NULL, NULL}, 1, false},
                 {{"fault", "none", NULL}, 2, true},
                 {{"take", NULL, NULL}, 1, false},
                 {{"tear", NULL, NULL}, 1, true},
                 {{"pages", NULL, NULL}, 1, true},
                 {{"dance", NULL, NULL}, 1, false}};
    struct printer_stage *stage = *state;
    char *state_words[] = {"state"};
    char answer[256];

    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        assert_int_equal(escpos_printer_command(stage->model, lines[i].words, lines[i].count,
                                                answer, sizeof(answer)),
                         lines[i].good);
        assert_int_equal(strncmp(answer, lines[i].good ? "ok" : "error ", lines[i].good ? 2 : 6),
                         0);
    }
    assert_true(escpos_printer_command(stage->model, state_words, 1, answer, sizeof(answer)));
    assert_non_null(strstr(answer, printer_stage_has_mouth(stage) ? "mouth=empty" : "mouth=none"));
    assert_non_null(strstr(answer, "fault=none"));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(is_honest_wherever_the_cable_is_pulled),
        cmocka_unit_test(says_when_the_printer_was_unplugged),
        cmocka_unit_test(knows_another_printer_in_its_place),
        cmocka_unit_test(loses_nothing_silently_when_the_power_goes),
        cmocka_unit_test(lets_one_owner_at_a_time),
        cmocka_unit_test(prints_after_a_killed_worker),
        cmocka_unit_test(knows_nothing_of_a_mouth_that_is_not_there),
        cmocka_unit_test(holds_the_paper_until_it_is_taken),
        cmocka_unit_test(waits_for_the_last_piece_of_the_roll),
        cmocka_unit_test(retracts_what_nobody_took),
        cmocka_unit_test(prints_nothing_behind_what_nobody_took),
        cmocka_unit_test(tells_of_paper_stuck_before_the_mouth),
        cmocka_unit_test(says_when_the_mouth_does_not_answer),
        cmocka_unit_test(obeys_the_bench),
    };

    return printer_stage_run(cases, COUNT_OF(cases)) != 0;
}
