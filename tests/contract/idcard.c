/* The contract of the class "resident ID card reader", run over every driver of the class. Each
 * driver, unmodified, drives the virtual reader it speaks to through the real libusb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/idcard/idcard.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/sdt_reader.h"

#define PORT 1
#define LIMIT_MS 1000
#define SHORT_MS 200

/* Where a driver finds its virtual device. A driver without a row fails the suite. */
static const struct {
    const char *driver, *port;
} ports[] = {{"sdt-usb-two-pipe", "usb:0400:c35a@1-1"}};

struct fixture {
    const struct idcard_driver *driver;
    const char *port;
    struct plug_umockdev *plug;
    struct sdt_reader *model;
    struct idcard_reader *reader;
    struct idcard_record record;
};

static const char *port_of(const char *driver)
{
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        if (strcmp(ports[i].driver, driver) == 0)
            return ports[i].port;
    return NULL;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = *state;
    fixture->port = port_of(fixture->driver->name);
    assert_non_null(fixture->port);
    fixture->plug = plug_umockdev_create();
    fixture->model = sdt_reader_create();
    assert_true(plug_umockdev_insert(fixture->plug, PORT, sdt_reader_device(fixture->model)));
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader), ERR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(fixture->reader);
    plug_umockdev_destroy(fixture->plug);
    sdt_reader_destroy(fixture->model);
    free(fixture);
    return 0;
}

static err_t find(struct fixture *fixture)
{
    return fixture->driver->find(fixture->reader, LIMIT_MS);
}

/* Reads into a record full of rubbish, so that "zeroed on every error" shows. */
static err_t read_card(struct fixture *fixture)
{
    memset(&fixture->record, 0xa5, sizeof(fixture->record));
    return fixture->driver->read(fixture->reader, LIMIT_MS, &fixture->record);
}

static void assert_wiped(const struct fixture *fixture)
{
    static const struct idcard_record zero;

    assert_memory_equal(&fixture->record, &zero, sizeof(zero));
}

static void assert_reads_li(struct fixture *fixture)
{
    sdt_reader_remove(fixture->model);
    assert_true(sdt_reader_place(fixture->model, "li"));
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "李强");
}

static void reads_a_citizens_card(void **state)
{
    struct fixture *fixture = *state;
    struct idcard_record *record = &fixture->record;

    assert_true(sdt_reader_place(fixture->model, "zhang"));
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(record->name, "张桂兰");
    assert_string_equal(record->number, "532331194002290027");
    assert_string_equal(record->address, "云南省楚雄彝族自治州禄丰市仁兴镇大箐村民委员会上村12号");
    assert_string_equal(record->issuer, "禄丰市公安局");
    assert_string_equal(record->birth, "19400229");
    assert_string_equal(record->valid_from, "20100301");
    assert_string_equal(record->valid_to, "");
    assert_int_equal(record->sex, 2);
    assert_int_equal(record->nation, 7);
    assert_int_equal(record->photo[1], (uint8_t)(record->photo[0] + 7));
}

static void keeps_spaces_inside_a_text(void **state)
{
    struct fixture *fixture = *state;

    assert_reads_li(fixture);
    assert_string_equal(fixture->record.address, "山西省太原市小店区样板路100号 2栋 301");
    assert_string_equal(fixture->record.valid_to, "20290601");
}

static void finds_no_card_in_an_empty_field(void **state)
{
    assert_int_equal(find(*state), ERR_NO_CARD);
}

static void finds_the_same_card_only_once(void **state)
{
    struct fixture *fixture = *state;

    assert_reads_li(fixture);
    assert_int_equal(find(fixture), ERR_NO_CARD);
    assert_int_equal(find(fixture), ERR_NO_CARD);
    assert_reads_li(fixture);
}

static void tells_its_health(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_OK);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_SAM);
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_DEVICE_FAULT);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_SAM_UNAUTHORISED);
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_DEVICE_FAULT);
    assert_int_equal(find(fixture), ERR_DEVICE_FAULT);
}

static void refuses_other_kinds_of_card(void **state)
{
    static const char *const others[] = {"permit", "foreigner", "foreigner-2023"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_true(sdt_reader_place(fixture->model, others[i]));
        assert_int_equal(find(fixture), ERR_OK);
        assert_int_equal(read_card(fixture), ERR_CARD_UNSUPPORTED);
        assert_wiped(fixture);
    }
}

static void refuses_a_card_that_cannot_be(void **state)
{
    struct fixture *fixture = *state;
    uint8_t text[SDT_READER_TEXT_BYTES];

    assert_true(sdt_reader_card_text("li", text));
    text[36 + 2 * 3] = '1'; /* born on 29 February 2001 */
    sdt_reader_place_text(fixture->model, text);
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_PROTOCOL);
    assert_wiped(fixture);
}

static void says_when_the_card_was_pulled(void **state)
{
    struct fixture *fixture = *state;

    assert_true(sdt_reader_place(fixture->model, "wang"));
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_PULLED);
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_CARD_MOVED);
    assert_wiped(fixture);
    assert_int_equal(find(fixture), ERR_NO_CARD);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_READ_FAILED);
    assert_true(sdt_reader_place(fixture->model, "wang"));
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_CARD_MOVED);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_NONE);
    assert_reads_li(fixture);
}

static void says_when_the_card_left_before_select(void **state)
{
    struct fixture *fixture = *state;

    assert_true(sdt_reader_place(fixture->model, "wang"));
    assert_int_equal(find(fixture), ERR_OK);
    sdt_reader_remove(fixture->model);
    assert_int_equal(read_card(fixture), ERR_CARD_MOVED);
    assert_wiped(fixture);
}

static void puts_pieces_together(void **state)
{
    struct fixture *fixture = *state;

    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_SPLIT);
    assert_reads_li(fixture);
}

/* A fault that passes is not seen at all. */
static void outlives_a_fault_that_passes(void **state)
{
    static const enum sdt_reader_fault passing[] = {
        SDT_READER_FAULT_CHECKSUM_ONCE, SDT_READER_FAULT_PREAMBLE_ONCE, SDT_READER_FAULT_NOISE_ONCE,
        SDT_READER_FAULT_STALL_ONCE};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(passing); i++) {
        sdt_reader_set_fault(fixture->model, passing[i]);
        assert_int_equal(find(fixture), ERR_NO_CARD);
        assert_true(sdt_reader_place(fixture->model, "wang"));
        assert_int_equal(find(fixture), ERR_OK);
        sdt_reader_set_fault(fixture->model, passing[i]);
        assert_int_equal(read_card(fixture), ERR_OK);
        assert_string_equal(fixture->record.number, "11010519491231002X");
        sdt_reader_remove(fixture->model);
    }
}

/* One that stays is told in time, and forgotten when it is mended. */
static void reports_a_fault_that_stays(void **state)
{
    static const struct {
        enum sdt_reader_fault fault;
        err_t err;
    } staying[] = {{SDT_READER_FAULT_SILENT, ERR_TIMEOUT},
                   {SDT_READER_FAULT_CHECKSUM, ERR_CHECKSUM},
                   {SDT_READER_FAULT_STALL, ERR_PROTOCOL},
                   {SDT_READER_FAULT_TRUNCATED, ERR_TIMEOUT},
                   {SDT_READER_FAULT_LENGTH, ERR_PROTOCOL}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(staying); i++) {
        int64_t start_ms = now_ms();

        sdt_reader_set_fault(fixture->model, staying[i].fault);
        assert_int_equal(fixture->driver->find(fixture->reader, SHORT_MS), staying[i].err);
        assert_int_equal(fixture->driver->status(fixture->reader, SHORT_MS), staying[i].err);
        memset(&fixture->record, 0xa5, sizeof(fixture->record));
        assert_int_equal(fixture->driver->read(fixture->reader, SHORT_MS, &fixture->record),
                         staying[i].err);
        assert_wiped(fixture);
        assert_true(now_ms() - start_ms < 3 * (SHORT_MS + 300));
        sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_NONE);
        assert_reads_li(fixture);
        sdt_reader_remove(fixture->model);
    }
}

/* The answer to a question that was given up must not answer the next one. */
static void forgets_a_late_answer(void **state)
{
    struct fixture *fixture = *state;

    assert_true(sdt_reader_place(fixture->model, "wang"));
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_LATE_ONCE);
    assert_int_equal(fixture->driver->find(fixture->reader, SHORT_MS), ERR_TIMEOUT);
    sdt_reader_remove(fixture->model);
    usleep(400 * 1000);
    assert_int_equal(find(fixture), ERR_NO_CARD);
}

static void says_when_the_reader_was_unplugged(void **state)
{
    struct fixture *fixture = *state;

    assert_true(plug_umockdev_remove(fixture->plug, PORT));
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(find(fixture), ERR_NO_DEVICE);
    assert_int_equal(read_card(fixture), ERR_NO_DEVICE);
    assert_wiped(fixture);
    fixture->driver->close(fixture->reader);
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader),
                     ERR_NO_DEVICE);
    assert_null(fixture->reader);
    assert_true(plug_umockdev_insert(fixture->plug, PORT, sdt_reader_device(fixture->model)));
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader), ERR_OK);
    assert_reads_li(fixture);
}

static void opens_only_what_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct idcard_reader *other = NULL;

    assert_int_equal(fixture->driver->open("usb:0400:c35a@1-9", LIMIT_MS, &other), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("usb:0400:c35b", LIMIT_MS, &other), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("serial:3", LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
}

static void lets_one_owner_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    struct idcard_reader *other = NULL;

    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &other), ERR_BUSY);
    assert_null(other);
    assert_reads_li(fixture);
}

static void opens_no_reader_that_is_out_of_service(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(fixture->reader);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_SAM);
    assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader),
                     ERR_DEVICE_FAULT);
    assert_null(fixture->reader);
    sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_SILENT);
    assert_int_equal(fixture->driver->open(fixture->port, SHORT_MS, &fixture->reader), ERR_TIMEOUT);
    assert_null(fixture->reader);
}

/* A worker killed in the middle of a question, again and again; its successor must not notice. */
static void works_after_a_killed_worker(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(fixture->reader);
    fixture->reader = NULL;
    for (int i = 0; i < 6; i++) {
        pid_t pid;

        sdt_reader_place(fixture->model, "wang");
        sdt_reader_set_fault(fixture->model,
                             i % 2 == 0 ? SDT_READER_FAULT_NONE : SDT_READER_FAULT_LATE_ONCE);
        pid = fork();
        if (pid == 0) {
            if (fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader) == ERR_OK)
                for (;;)
                    if (fixture->driver->find(fixture->reader, LIMIT_MS) == ERR_OK)
                        fixture->driver->read(fixture->reader, LIMIT_MS, &fixture->record);
            _exit(1);
        }
        usleep((useconds_t)(60 + 37 * i) * 1000);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        sdt_reader_set_fault(fixture->model, SDT_READER_FAULT_NONE);
        assert_int_equal(fixture->driver->open(fixture->port, LIMIT_MS, &fixture->reader), ERR_OK);
        assert_reads_li(fixture);
        fixture->driver->close(fixture->reader);
        fixture->reader = NULL;
    }
}

static void closes_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(idcard_driver_find("no such driver"));
    assert_ptr_equal(idcard_driver_find(fixture->driver->name), fixture->driver);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, set_up, tear_down, NULL                                               \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(reads_a_citizens_card),
                                       CASE(keeps_spaces_inside_a_text),
                                       CASE(finds_no_card_in_an_empty_field),
                                       CASE(finds_the_same_card_only_once),
                                       CASE(tells_its_health),
                                       CASE(refuses_other_kinds_of_card),
                                       CASE(refuses_a_card_that_cannot_be),
                                       CASE(says_when_the_card_was_pulled),
                                       CASE(says_when_the_card_left_before_select),
                                       CASE(puts_pieces_together),
                                       CASE(outlives_a_fault_that_passes),
                                       CASE(reports_a_fault_that_stays),
                                       CASE(forgets_a_late_answer),
                                       CASE(says_when_the_reader_was_unplugged),
                                       CASE(opens_only_what_is_named),
                                       CASE(lets_one_owner_at_a_time),
                                       CASE(opens_no_reader_that_is_out_of_service),
                                       CASE(works_after_a_killed_worker),
                                       CASE(closes_nothing)};
    int failed = 0;

    for (size_t i = 0; idcard_driver_at(i) != NULL; i++) {
        struct CMUnitTest run[COUNT_OF(cases)];

        for (size_t j = 0; j < COUNT_OF(cases); j++) {
            run[j] = cases[j];
            run[j].initial_state = (void *)(uintptr_t)idcard_driver_at(i);
        }
        failed += cmocka_run_group_tests_name(idcard_driver_at(i)->name, run, NULL, NULL);
    }
    return failed != 0;
}
