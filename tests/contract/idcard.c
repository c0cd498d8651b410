/* The contract of the class "resident ID card reader", run over every driver of the class. Each
 * driver, unmodified, drives the virtual reader it speaks to: through the real libusb, or over a
 * real pseudo-terminal. Pulled plugs are the matter of idcard_plug.c. */
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
#include <unistd.h>

#include "firmware/base/check.h"
#include "tests/support/idcard_bench.h"

#define LIMIT_MS IDCARD_BENCH_LIMIT_MS
#define SHORT_MS IDCARD_BENCH_SHORT_MS
#define PLACE 1

static void lay_and_read(struct idcard_bench *bench, const char *card)
{
    assert_true(sdt_reader_place(bench->model, card));
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_OK);
    assert_int_equal(idcard_bench_read(bench, LIMIT_MS), ERR_OK);
}

static void assert_reads_li(struct idcard_bench *bench)
{
    idcard_bench_assert_reads(bench, bench->model, "li", "李强");
}

static void reads_a_citizens_card(void **state)
{
    struct idcard_bench *bench = *state;
    struct idcard_record *record = &bench->record;

    lay_and_read(bench, "zhang");
    assert_int_equal(record->kind, IDCARD_CITIZEN);
    assert_string_equal(record->name, "张桂兰");
    assert_string_equal(record->number, "532331194002290027");
    assert_string_equal(record->address, "云南省楚雄彝族自治州禄丰市仁兴镇大箐村民委员会上村12号");
    assert_string_equal(record->issuer, "禄丰市公安局");
    assert_string_equal(record->birth, "19400229");
    assert_string_equal(record->valid_from, "20100301");
    assert_string_equal(record->valid_to, ""); /* 长期 */
    assert_int_equal(record->sex, 2);
    assert_int_equal(record->nation, 7);
    assert_false(record->address_is_newest);
    assert_int_equal(record->photo[1], (uint8_t)(record->photo[0] + 7));
}

static void reads_a_residence_permit(void **state)
{
    struct idcard_bench *bench = *state;
    struct idcard_record *record = &bench->record;

    lay_and_read(bench, "permit");
    assert_int_equal(record->kind, IDCARD_RESIDENCE_PERMIT);
    assert_string_equal(record->name, "陈样本");
    assert_string_equal(record->number, "810000198503150017");
    assert_string_equal(record->permit_number, "H00000000");
    assert_int_equal(record->issue_count, 1);
    assert_int_equal(record->nation, 0);
    assert_string_equal(record->address, "广东省深圳市样板路1号");
    sdt_reader_remove(bench->model);
    lay_and_read(bench, "permit-moved");
    assert_string_equal(record->address, "福建省厦门市新址路2号");
}

static void reads_a_foreigners_card(void **state)
{
    struct idcard_bench *bench = *state;
    struct idcard_record *record = &bench->record;

    lay_and_read(bench, "foreigner");
    assert_int_equal(record->kind, IDCARD_FOREIGNER);
    assert_string_equal(record->name, "样本");
    assert_string_equal(record->english_name, "SAMPLE, PERSON");
    assert_string_equal(record->number, "FRA000000000000");
    assert_string_equal(record->country, "FRA");
    assert_string_equal(record->issuer, "1500");
    assert_string_equal(record->birth, "19800101");
    assert_string_equal(record->address, "");
    sdt_reader_remove(bench->model);
    lay_and_read(bench, "foreigner-long");
    assert_string_equal(record->name, record->english_name);
}

static void reads_a_foreigners_card_of_2023(void **state)
{
    struct idcard_bench *bench = *state;
    struct idcard_record *record = &bench->record;

    lay_and_read(bench, "foreigner-2023-long");
    assert_int_equal(record->kind, IDCARD_FOREIGNER_2023);
    assert_string_equal(record->english_name, "SAMPLE WITH A LONG FAMILY NAME, PERSON GIVEN");
    assert_string_equal(record->name, record->english_name);
    assert_string_equal(record->number, "933333199202290022");
    assert_string_equal(record->country, "GBR");
    assert_string_equal(record->valid_to, "");
    assert_int_equal(record->issue_count, 2);
    sdt_reader_remove(bench->model);
    lay_and_read(bench, "foreigner-2023");
    assert_string_equal(record->name, "样本");
}

static void gives_the_newest_address(void **state)
{
    struct idcard_bench *bench = *state;

    lay_and_read(bench, "sun");
    assert_string_equal(bench->record.address, "甘肃省兰州市新址路2号 3单元");
    assert_true(bench->record.address_is_newest);
}

static void reads_a_card_past_its_time(void **state)
{
    struct idcard_bench *bench = *state;

    lay_and_read(bench, "zhao");
    assert_string_equal(bench->record.valid_to, "20150101");
}

static void reads_rare_characters(void **state)
{
    struct idcard_bench *bench = *state;

    lay_and_read(bench, "rare");
    assert_string_equal(bench->record.name, "龙𬱖\uE863");
    assert_string_equal(bench->record.address, "陕西省西安市𮧵峪口1号");
    assert_int_equal(bench->record.sex, 9);
    assert_int_equal(bench->record.nation, 97);
}

static void keeps_spaces_inside_a_text(void **state)
{
    struct idcard_bench *bench = *state;

    lay_and_read(bench, "li");
    assert_string_equal(bench->record.address, "山西省太原市小店区样板路100号 2栋 301");
    assert_string_equal(bench->record.valid_to, "20290601");
}

static void finds_no_card_in_an_empty_field(void **state)
{
    assert_int_equal(idcard_bench_find(*state, LIMIT_MS), ERR_NO_CARD);
}

static void finds_a_card_left_lying_only_once(void **state)
{
    struct idcard_bench *bench = *state;

    lay_and_read(bench, "li");
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_NO_CARD);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_NO_CARD);
    assert_reads_li(bench);
}

static void tells_its_health(void **state)
{
    struct idcard_bench *bench = *state;

    assert_int_equal(bench->driver->status(bench->reader, LIMIT_MS), ERR_OK);
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_SAM);
    assert_int_equal(bench->driver->status(bench->reader, LIMIT_MS), ERR_DEVICE_FAULT);
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_SILENT);
    assert_int_equal(bench->driver->status(bench->reader, SHORT_MS), ERR_TIMEOUT);
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_NONE);
    assert_int_equal(bench->driver->status(bench->reader, LIMIT_MS), ERR_OK);
}

static void refuses_a_kind_of_card_to_come(void **state)
{
    struct idcard_bench *bench = *state;
    uint8_t text[SDT_READER_TEXT_BYTES];

    assert_true(sdt_reader_card_text("li", text));
    text[248] = 'K';
    sdt_reader_place_text(bench->model, text);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_OK);
    assert_int_equal(idcard_bench_read(bench, LIMIT_MS), ERR_CARD_UNSUPPORTED);
    idcard_bench_assert_wiped(bench);
    assert_reads_li(bench);
}

static void refuses_a_card_that_cannot_be(void **state)
{
    struct idcard_bench *bench = *state;
    uint8_t text[SDT_READER_TEXT_BYTES];

    assert_true(sdt_reader_card_text("li", text));
    text[36 + 2 * 3] = '1'; /* born on 29 February 2001 */
    sdt_reader_place_text(bench->model, text);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_OK);
    assert_int_equal(idcard_bench_read(bench, LIMIT_MS), ERR_PROTOCOL);
    idcard_bench_assert_wiped(bench);
}

/* After two reads that failed the SAM is reset, once, and then works on. */
static void resets_a_sam_that_fails_to_read(void **state)
{
    struct idcard_bench *bench = *state;

    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_READ_FAILED);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sdt_reader_resets(bench->model), 0);
        assert_true(sdt_reader_place(bench->model, "wang"));
        assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_OK);
        assert_int_equal(idcard_bench_read(bench, LIMIT_MS), ERR_CARD_MOVED);
    }
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_NONE);
    sdt_reader_remove(bench->model);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_NO_CARD);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_NO_CARD);
    assert_reads_li(bench);
    assert_int_equal(sdt_reader_resets(bench->model), 1);
}

/* The answer to a question that was given up must not answer the next one. */
static void forgets_a_late_answer(void **state)
{
    struct idcard_bench *bench = *state;

    assert_true(sdt_reader_place(bench->model, "wang"));
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_LATE_ONCE);
    assert_int_equal(idcard_bench_find(bench, SHORT_MS), ERR_TIMEOUT);
    sdt_reader_remove(bench->model);
    usleep(400 * 1000);
    assert_int_equal(idcard_bench_find(bench, LIMIT_MS), ERR_NO_CARD);
}

static void opens_only_what_is_named(void **state)
{
    static const char *const wrong[] = {"",
                                        "usb",
                                        "serial",
                                        "reader",
                                        "usb:0400:c35a:1",
                                        "serial:ttyS0",
                                        "usb:04000:c35a",
                                        "serial:/dev/null@1"};
    struct idcard_bench *bench = *state;
    struct idcard_reader *other = NULL;
    char port[IDCARD_BENCH_PORT_BYTES];

    idcard_bench_port(bench, 9, port);
    assert_int_equal(bench->driver->open(port, LIMIT_MS, &other), ERR_NO_DEVICE);
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(bench->driver->open(wrong[i], LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
}

static void lets_one_owner_at_a_time(void **state)
{
    struct idcard_bench *bench = *state;
    struct idcard_reader *other = NULL;
    char port[IDCARD_BENCH_PORT_BYTES];

    idcard_bench_port(bench, PLACE, port);
    assert_int_equal(bench->driver->open(port, LIMIT_MS, &other), ERR_BUSY);
    assert_null(other);
    assert_reads_li(bench);
}

static void opens_no_reader_that_is_out_of_service(void **state)
{
    struct idcard_bench *bench = *state;

    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_SAM);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_DEVICE_FAULT);
    assert_null(bench->reader);
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_SILENT);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_TIMEOUT);
    assert_null(bench->reader);
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_NONE);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_OK);
    assert_reads_li(bench);
}

static void speaks_at_the_named_speed(void **state)
{
    struct idcard_bench *bench = *state;
    char port[IDCARD_BENCH_PORT_BYTES + 8], base[IDCARD_BENCH_PORT_BYTES];

    if (bench->wire != SDT_READER_SERIAL)
        skip();
    sdt_reader_set_baud(bench->model, 9600);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_TIMEOUT);
    idcard_bench_port(bench, PLACE, base);
    snprintf(port, sizeof(port), "%s@9600", base);
    assert_int_equal(bench->driver->open(port, LIMIT_MS, &bench->reader), ERR_OK);
    assert_reads_li(bench);
}

/* The table finds the transport, whatever hangs there, wherever it hangs. */
static void picks_the_transport_of_what_is_there(void **state)
{
    static const struct {
        enum sdt_reader_wire wire;
        const char *port;
        err_t err;
    } rows[] = {{SDT_READER_TWO_PIPE, "usb:any", ERR_OK},
                {SDT_READER_TWO_PIPE, "usb:0400:c35a", ERR_OK},
                {SDT_READER_ONE_PIPE, "usb:0400:c35a@1-2", ERR_OK},
                {SDT_READER_HID, "usb:any@1-2", ERR_OK},
                {SDT_READER_HID, "usb:0483:572B", ERR_OK},
                {SDT_READER_HID, "usb:0400:c35a", ERR_NO_DEVICE},
                {SDT_READER_HID, "usb:any@1-1", ERR_NO_DEVICE},
                {SDT_READER_HID, "usb:1234:5678", ERR_INVALID}};
    struct idcard_bench *bench = *state;

    if (strcmp(bench->driver->name, "sdt-usb") != 0)
        skip();
    idcard_bench_pull(bench, bench->model, PLACE);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sdt_reader *model = sdt_reader_create(rows[i].wire);

        bench->driver->close(bench->reader);
        idcard_bench_insert(bench, model, 2);
        assert_int_equal(bench->driver->open(rows[i].port, LIMIT_MS, &bench->reader), rows[i].err);
        if (rows[i].err == ERR_OK)
            idcard_bench_assert_reads(bench, model, "li", "李强");
        idcard_bench_pull(bench, model, 2);
        bench->driver->close(bench->reader);
        bench->reader = NULL;
        sdt_reader_destroy(model);
    }
}

/* A reader of another transport in the named place is not the reader that was named. */
static void refuses_another_transport(void **state)
{
    struct idcard_bench *bench = *state;
    bool chooses = strcmp(bench->driver->name, "sdt-usb") == 0;

    if (bench->wire == SDT_READER_SERIAL)
        skip();
    idcard_bench_pull(bench, bench->model, PLACE);
    idcard_bench_insert(bench, bench->other, PLACE);
    assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), chooses ? ERR_OK : ERR_NO_DEVICE);
}

/* A worker killed in the middle of a question, again and again; its successor must not notice. */
static void works_after_a_killed_worker(void **state)
{
    struct idcard_bench *bench = *state;

    bench->driver->close(bench->reader);
    bench->reader = NULL;
    for (int i = 0; i < 4; i++) {
        pid_t pid;

        sdt_reader_place(bench->model, "wang");
        sdt_reader_set_fault(bench->model,
                             i % 2 == 0 ? SDT_READER_FAULT_NONE : SDT_READER_FAULT_LATE_ONCE);
        pid = fork();
        if (pid == 0) {
            if (idcard_bench_open(bench, PLACE, LIMIT_MS) == ERR_OK)
                for (;;)
                    if (idcard_bench_find(bench, LIMIT_MS) == ERR_OK)
                        (void)bench->driver->read(bench->reader, LIMIT_MS, &bench->record);
            _exit(1);
        }
        usleep((useconds_t)(60 + 55 * i) * 1000);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        sdt_reader_set_fault(bench->model, SDT_READER_FAULT_NONE);
        assert_int_equal(idcard_bench_open(bench, PLACE, LIMIT_MS), ERR_OK);
        assert_reads_li(bench);
        bench->driver->close(bench->reader);
        bench->reader = NULL;
    }
}

static void closes_nothing(void **state)
{
    struct idcard_bench *bench = *state;

    bench->driver->close(NULL);
    assert_null(idcard_driver_find("no such driver"));
    assert_ptr_equal(idcard_driver_find(bench->driver->name), bench->driver);
}

/* ---- every fault ---- */

enum { ANY_WIRE = 0x0f, USB = 0x07, STREAM = 0x0e, HID = 0x04 }; /* bits: enum sdt_reader_wire */

/* What a find and then a read give under a fault, with a card lying there. */
static const struct expectation {
    enum sdt_reader_fault fault;
    uint32_t limit_ms;
    err_t find, read;
    unsigned wires;
} expectations[] = {
    {SDT_READER_FAULT_NONE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_SILENT, SHORT_MS, ERR_TIMEOUT, ERR_TIMEOUT, ANY_WIRE},
    {SDT_READER_FAULT_SILENT_READ, 500, ERR_OK, ERR_TIMEOUT, ANY_WIRE},
    {SDT_READER_FAULT_CHECKSUM, LIMIT_MS, ERR_CHECKSUM, ERR_CHECKSUM, ANY_WIRE},
    {SDT_READER_FAULT_CHECKSUM_ONCE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_PREAMBLE_ONCE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_NOISE_ONCE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_SPLIT, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_TWICE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_STALL, LIMIT_MS, ERR_PROTOCOL, ERR_PROTOCOL, USB},
    {SDT_READER_FAULT_STALL_ONCE, LIMIT_MS, ERR_OK, ERR_OK, USB},
    {SDT_READER_FAULT_LATE_ONCE, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_TRUNCATED, 100, ERR_TIMEOUT, ERR_TIMEOUT, ANY_WIRE},
    {SDT_READER_FAULT_LENGTH, LIMIT_MS, ERR_PROTOCOL, ERR_PROTOCOL, ANY_WIRE},
    {SDT_READER_FAULT_NOISE, LIMIT_MS, ERR_OK, ERR_OK, STREAM},
    {SDT_READER_FAULT_FALSE_START, LIMIT_MS, ERR_OK, ERR_OK, STREAM},
    {SDT_READER_FAULT_REPORT, LIMIT_MS, ERR_PROTOCOL, ERR_PROTOCOL, HID},
    {SDT_READER_FAULT_REPORT_EMPTY, LIMIT_MS, ERR_OK, ERR_OK, HID},
    {SDT_READER_FAULT_PULLED_EARLY, LIMIT_MS, ERR_OK, ERR_CARD_MOVED, ANY_WIRE},
    {SDT_READER_FAULT_PULLED, LIMIT_MS, ERR_OK, ERR_CARD_MOVED, ANY_WIRE},
    {SDT_READER_FAULT_PULLED_LATE, LIMIT_MS, ERR_OK, ERR_CARD_MOVED, ANY_WIRE},
    {SDT_READER_FAULT_LEFT_LYING, LIMIT_MS, ERR_NO_CARD, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_READ_FAILED, LIMIT_MS, ERR_OK, ERR_CARD_MOVED, ANY_WIRE},
    {SDT_READER_FAULT_NEWEST_UNKNOWN, LIMIT_MS, ERR_OK, ERR_OK, ANY_WIRE},
    {SDT_READER_FAULT_NEWEST_SHORT, LIMIT_MS, ERR_OK, ERR_PROTOCOL, ANY_WIRE},
    {SDT_READER_FAULT_SAM, LIMIT_MS, ERR_DEVICE_FAULT, ERR_DEVICE_FAULT, ANY_WIRE},
    {SDT_READER_FAULT_SAM_UNAUTHORISED, LIMIT_MS, ERR_DEVICE_FAULT, ERR_DEVICE_FAULT, ANY_WIRE}};

/* A fault that passes is not seen at all; one that stays is told in time; both are forgotten when
 * they are mended. */
static void lives_through(void **state)
{
    struct idcard_bench *bench = *state;
    const struct expectation *expected = &expectations[bench->detail];
    int64_t start_ms = idcard_bench_now_ms();

    if ((expected->wires >> bench->wire & 1) == 0)
        skip();
    assert_true(sdt_reader_place(bench->model, "wang"));
    sdt_reader_set_fault(bench->model, expected->fault);
    assert_int_equal(idcard_bench_find(bench, expected->limit_ms), expected->find);
    sdt_reader_set_fault(bench->model, expected->fault);
    assert_int_equal(idcard_bench_read(bench, expected->limit_ms), expected->read);
    if (expected->read == ERR_OK)
        assert_string_equal(bench->record.number, "11010519491231002X");
    else
        idcard_bench_assert_wiped(bench);
    assert_true(idcard_bench_now_ms() - start_ms < 2 * (expected->limit_ms + 400));
    sdt_reader_set_fault(bench->model, SDT_READER_FAULT_NONE);
    assert_reads_li(bench);
    assert_int_equal(bench->driver->status(bench->reader, LIMIT_MS), ERR_OK);
}

static const char *const fault_names[] = {
#define SDT_READER_FAULT(id, name, help) "fault " name,
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
};

int main(void)
{
    static const struct idcard_bench_case healthy[] = {
#define CASE(function) {#function, function, 0}
        CASE(reads_a_citizens_card),
        CASE(reads_a_residence_permit),
        CASE(reads_a_foreigners_card),
        CASE(reads_a_foreigners_card_of_2023),
        CASE(gives_the_newest_address),
        CASE(reads_a_card_past_its_time),
        CASE(reads_rare_characters),
        CASE(keeps_spaces_inside_a_text),
        CASE(finds_no_card_in_an_empty_field),
        CASE(finds_a_card_left_lying_only_once),
        CASE(tells_its_health),
        CASE(refuses_a_kind_of_card_to_come),
        CASE(refuses_a_card_that_cannot_be),
        CASE(resets_a_sam_that_fails_to_read),
        CASE(forgets_a_late_answer),
        CASE(opens_only_what_is_named),
        CASE(lets_one_owner_at_a_time),
        CASE(opens_no_reader_that_is_out_of_service),
        CASE(speaks_at_the_named_speed),
        CASE(picks_the_transport_of_what_is_there),
        CASE(refuses_another_transport),
        CASE(works_after_a_killed_worker),
        CASE(closes_nothing)};
    struct idcard_bench_case cases[COUNT_OF(healthy) + SDT_READER_FAULT_COUNT];

    _Static_assert(COUNT_OF(expectations) == SDT_READER_FAULT_COUNT, "every fault has its row");
    memcpy(cases, healthy, sizeof(healthy));
    for (unsigned i = 0; i < SDT_READER_FAULT_COUNT; i++) {
        CHECK(expectations[i].fault == (enum sdt_reader_fault)i);
        cases[COUNT_OF(healthy) + i] = (struct idcard_bench_case){fault_names[i], lives_through, i};
    }
    return idcard_bench_run("contract/idcard", cases, COUNT_OF(cases)) != 0;
}
