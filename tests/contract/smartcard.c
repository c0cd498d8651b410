/* The contract of the class "smart card reader", run over every driver of the class and every way
 * to its virtual card: "pcsc/ccid" is a USB reader under umockdev, "pcsc/vpcd" a card on a socket.
 * The real pcscd is between the driver and the card in both, libccid too in the first. A case that
 * a way cannot have is skipped by name; so is all of a way that this machine does not allow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <winscard.h>

#include "drivers/smartcard/smartcard.h"
#include "firmware/base/check.h"
#include "tools/bench/ccid_reader.h"
#include "tools/bench/pcscd_child.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/vpcd_card.h"

#define LIMIT_MS 4000
#define SHORT_MS 300
#define COMMANDS_OF_A_CARD 16 /* select, 2 files, 13 records */
#define INS_VERIFY 0x20

struct fixture {
    const struct smartcard_driver *driver;
    const struct way *way;
    struct plug_umockdev *plug;
    struct pcscd_child *pcscd;
    struct ccid_reader *readers[2];
    struct vpcd_card *card;
    struct ssc_chip *chips[2];
    struct smartcard_reader *reader;
    struct smartcard_reader *watcher; /* never reads, so that it finds whatever is in */
    struct smartcard_record record;
};

struct way {
    const char *name, *port, *first_port; /* of all readers, of the first alone */
    bool (*make)(struct fixture *fixture);
    bool is_usb;
};

static char folder[] = "/tmp/banshi-pcscd-XXXXXX";

/* ---- the two ways ---- */

static bool make_ccid(struct fixture *fixture)
{
    struct pcscd_options options = {.folder = folder, .on_bus = true};

    fixture->plug = plug_umockdev_create();
    for (int i = 0; i < 2; i++) {
        fixture->readers[i] = ccid_reader_create(i == 0 ? "A1" : "B2");
        fixture->chips[i] = ccid_reader_chip(fixture->readers[i]);
        if (!plug_umockdev_insert(fixture->plug, i + 1, ccid_reader_device(fixture->readers[i])))
            return false;
    }
    fixture->pcscd = pcscd_child_create(&options);
    return fixture->pcscd != NULL;
}

static bool make_vpcd(struct fixture *fixture)
{
    struct pcscd_options options = {.folder = folder, .conf = VPCD_CARD_CONF, .own_network = true};

    fixture->pcscd = pcscd_child_create(&options);
    if (fixture->pcscd != NULL)
        fixture->card = vpcd_card_create(pcscd_child_pid(fixture->pcscd));
    for (int i = 0; i < 2 && fixture->card != NULL; i++)
        fixture->chips[i] = vpcd_card_chip(fixture->card, i);
    return fixture->card != NULL;
}

static const struct way ways[] = {
    {"ccid", "pcsc:any", "pcsc:Alcor Micro AU9540 (A1)", make_ccid, true},
    {"vpcd", "pcsc:any", "pcsc:Banshi bench 00 00", make_vpcd, false}};

/* ---- helpers ---- */

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* pcscd takes a moment until it knows its readers. */
static err_t open_port(struct fixture *fixture, const char *port)
{
    int64_t end_ms = now_ms() + LIMIT_MS;
    err_t err;

    do {
        err = fixture->driver->open(port, LIMIT_MS, &fixture->reader);
        if (err == ERR_NO_DEVICE)
            usleep(50 * 1000);
    } while (err == ERR_NO_DEVICE && now_ms() < end_ms && pcscd_child_is_alive(fixture->pcscd));
    return err;
}

static void close_it(struct fixture *fixture)
{
    fixture->driver->close(fixture->reader);
    fixture->reader = NULL;
}

static void free_fixture(struct fixture *fixture)
{
    close_it(fixture);
    fixture->driver->close(fixture->watcher);
    pcscd_child_destroy(fixture->pcscd);
    vpcd_card_destroy(fixture->card);
    plug_umockdev_destroy(fixture->plug);
    for (int i = 0; i < 2; i++)
        ccid_reader_destroy(fixture->readers[i]);
    free(fixture);
}

/* Opened anew whenever a reader was unplugged. */
static err_t watch(struct fixture *fixture)
{
    fixture->driver->close(fixture->watcher);
    fixture->watcher = NULL;
    return fixture->driver->open(fixture->way->port, LIMIT_MS, &fixture->watcher);
}

struct start {
    const struct smartcard_driver *driver;
    const struct way *way;
};

/* One pcscd for all cases of a way; NULL when this machine allows none. */
static struct fixture *make_fixture(const struct start *start)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = start->driver;
    fixture->way = start->way;
    if (fixture->way->make(fixture) && open_port(fixture, fixture->way->port) == ERR_OK &&
        watch(fixture) == ERR_OK)
        return fixture;
    free_fixture(fixture);
    return NULL;
}

static err_t find(struct fixture *fixture)
{
    return fixture->driver->find(fixture->reader, LIMIT_MS);
}

/* Reads into a record full of rubbish, so that "zeroed on every error" shows. */
static err_t read_within(struct fixture *fixture, uint32_t limit_ms)
{
    static const struct smartcard_record zero;
    err_t err;

    memset(&fixture->record, 0xa5, sizeof(fixture->record));
    err = fixture->driver->read(fixture->reader, limit_ms, &fixture->record);
    if (err != ERR_OK)
        assert_memory_equal(&fixture->record, &zero, sizeof(zero));
    return err;
}

static err_t read_card(struct fixture *fixture)
{
    return read_within(fixture, LIMIT_MS);
}

/* Waits until the removal of all cards has been noticed. */
static void empty(struct fixture *fixture)
{
    int64_t end_ms = now_ms() + LIMIT_MS;
    err_t err;

    for (int i = 0; i < 2; i++) {
        ssc_chip_remove(fixture->chips[i]);
        assert_true(ssc_chip_set_fault_name(fixture->chips[i], "none"));
    }
    do {
        usleep(20 * 1000);
        err = fixture->driver->find(fixture->watcher, 0);
    } while (err != ERR_NO_CARD && now_ms() < end_ms);
    assert_int_equal(err, ERR_NO_CARD);
}

static void insert(struct fixture *fixture, const char *card)
{
    assert_true(ssc_chip_insert(fixture->chips[0], card));
    assert_int_equal(find(fixture), ERR_OK);
}

static void assert_reads_zhang(struct fixture *fixture)
{
    empty(fixture);
    insert(fixture, "zhang");
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "张桂兰");
}

/* Whatever a case did: no PIN was tried, and nothing but reading was asked of any card. */
static void assert_only_read(struct fixture *fixture)
{
    for (unsigned instruction = 0; instruction < 256; instruction++)
        if (instruction != 0xa4 && instruction != 0xb2 && instruction != 0xc0)
            for (int i = 0; i < 2; i++)
                assert_int_equal(ssc_chip_saw(fixture->chips[i], (uint8_t)instruction), 0);
}

/* ---- the cases ---- */

static void reads_a_card_of_the_third_generation(struct fixture *fixture)
{
    struct smartcard_record *record = &fixture->record;

    insert(fixture, "zhang");
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(record->identifier, "53233100000000010A0B0C0D00000001");
    assert_string_equal(record->region, "532331");
    assert_int_equal(record->card_class, '3');
    assert_string_equal(record->version, "3.00");
    assert_string_equal(record->issuer, "915600000253230053230000");
    assert_string_equal(record->issued, "20190301");
    assert_string_equal(record->valid_to, "20290301");
    assert_string_equal(record->card_number, "A01234567");
    assert_string_equal(record->social_number, "532331194002290027");
    assert_string_equal(record->name, "张桂兰");
    assert_int_equal(record->sex, 2);
    assert_int_equal(record->nation, 7);
    assert_string_equal(record->birthplace, "532331");
    assert_string_equal(record->birth, "19400229");
    assert_int_equal(ssc_chip_commands(fixture->chips[0]), COMMANDS_OF_A_CARD);
}

static void reads_numbered_records(struct fixture *fixture)
{
    insert(fixture, "wang");
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "王秀英");
    assert_string_equal(fixture->record.social_number, "11010519491231002X");
    assert_string_equal(fixture->record.valid_to, "");
    assert_int_equal(fixture->record.sex, 2);
}

static void reads_rare_characters_and_missing_items(struct fixture *fixture)
{
    insert(fixture, "ouyang");
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "欧阳\xf0\xa0\x9c\x8e"); /* U+2070E */
    assert_string_equal(fixture->record.birthplace, "");
    assert_int_equal(fixture->record.card_class, '3');
}

static void never_tries_a_pin(struct fixture *fixture)
{
    insert(fixture, "li");
    for (int i = 0; i < 3; i++)
        assert_int_equal(read_card(fixture), ERR_PIN_NEEDED);
    assert_int_equal(ssc_chip_saw(fixture->chips[0], INS_VERIFY), 0);
}

static void finds_no_card_within_the_limit(struct fixture *fixture)
{
    int64_t start_ms = now_ms();

    assert_int_equal(fixture->driver->find(fixture->reader, SHORT_MS), ERR_NO_CARD);
    assert_in_range(now_ms() - start_ms, SHORT_MS, SHORT_MS + 500);
}

static void finds_the_same_card_only_once(struct fixture *fixture)
{
    assert_reads_zhang(fixture);
    for (int i = 0; i < 2; i++)
        assert_int_equal(fixture->driver->find(fixture->reader, SHORT_MS), ERR_NO_CARD);
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_OK);
    assert_reads_zhang(fixture);
}

static void reads_whichever_slot_has_a_card(struct fixture *fixture)
{
    assert_reads_zhang(fixture);
    assert_true(ssc_chip_insert(fixture->chips[1], "wang"));
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "王秀英");
    assert_int_equal(fixture->driver->find(fixture->reader, SHORT_MS), ERR_NO_CARD);
}

static void reads_only_the_slot_that_is_named(struct fixture *fixture)
{
    close_it(fixture);
    assert_int_equal(open_port(fixture, fixture->way->first_port), ERR_OK);
    assert_true(ssc_chip_insert(fixture->chips[1], "wang"));
    assert_int_equal(fixture->driver->find(fixture->reader, 1000), ERR_NO_CARD);
    insert(fixture, "zhang");
    assert_int_equal(read_card(fixture), ERR_OK);
    assert_string_equal(fixture->record.name, "张桂兰");
    close_it(fixture);
    assert_int_equal(open_port(fixture, fixture->way->port), ERR_OK);
}

/* What comes of each fault of the chip. A fault without a row fails the suite. */
static void answers_every_fault_of_a_card(struct fixture *fixture)
{
    static const struct {
        const char *fault;
        err_t find, read;
    } rows[] = {{"none", ERR_OK, ERR_OK},
                {"needs-pin", ERR_OK, ERR_PIN_NEEDED},
                {"mute", ERR_CARD_UNSUPPORTED, ERR_OK},
                {"torn", ERR_OK, ERR_CARD_MOVED},
                {"slow", ERR_OK, ERR_OK},
                {"fetch", ERR_OK, ERR_OK},
                {"exact", ERR_OK, ERR_OK},
                {"fetch-loop", ERR_OK, ERR_PROTOCOL},
                {"exact-loop", ERR_OK, ERR_PROTOCOL},
                {"tlv-long", ERR_OK, ERR_PROTOCOL},
                {"tlv-tag", ERR_OK, ERR_PROTOCOL},
                {"tlv-cut", ERR_OK, ERR_PROTOCOL},
                {"bare", ERR_OK, ERR_PROTOCOL},
                {"bad-name", ERR_OK, ERR_PROTOCOL},
                {"bad-date", ERR_OK, ERR_PROTOCOL},
                {"blocked", ERR_OK, ERR_CARD_UNSUPPORTED},
                {"no-records", ERR_OK, ERR_PROTOCOL},
                {"broken", ERR_OK, ERR_PROTOCOL}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(rows[i].fault, ssc_chip_fault_at(i));
        if (!fixture->way->is_usb && rows[i].read == ERR_PROTOCOL)
            continue; /* the same bytes by any way; and pcscd looks at this one only every 400 ms */
        empty(fixture);
        assert_true(ssc_chip_set_fault_name(fixture->chips[0], rows[i].fault));
        assert_true(ssc_chip_insert(fixture->chips[0], "zhang"));
        assert_int_equal(find(fixture), rows[i].find);
        if (rows[i].find == ERR_OK)
            assert_int_equal(read_card(fixture), rows[i].read);
        assert_reads_zhang(fixture);
    }
    assert_null(ssc_chip_fault_at(COUNT_OF(rows)));
    empty(fixture);
    insert(fixture, "bank"); /* another kind of card */
    assert_int_equal(read_card(fixture), ERR_CARD_UNSUPPORTED);
}

/* Pulled at every single command: never half a record, and the next card is read. */
static void says_when_the_card_was_pulled(struct fixture *fixture)
{
    for (unsigned at = 1; at <= COMMANDS_OF_A_CARD; at += fixture->way->is_usb ? 1 : 5) {
        empty(fixture);
        assert_true(ssc_chip_set_fault_name(fixture->chips[0], "torn"));
        ssc_chip_tear_at(fixture->chips[0], at);
        insert(fixture, "zhang");
        assert_int_equal(read_card(fixture), ERR_CARD_MOVED);
    }
    ssc_chip_tear_at(fixture->chips[0], 5);
    assert_reads_zhang(fixture);
}

static void says_when_the_card_left_before_it_was_read(struct fixture *fixture)
{
    insert(fixture, "zhang");
    ssc_chip_remove(fixture->chips[0]);
    assert_int_equal(read_card(fixture), ERR_CARD_MOVED);
    assert_reads_zhang(fixture);
}

static void keeps_the_limit_with_a_slow_card(struct fixture *fixture)
{
    int64_t start_ms;

    assert_true(ssc_chip_set_fault_name(fixture->chips[0], "slow"));
    insert(fixture, "zhang");
    start_ms = now_ms();
    assert_int_equal(read_within(fixture, SHORT_MS), ERR_TIMEOUT);
    assert_true(now_ms() - start_ms < SHORT_MS + 500);
    assert_reads_zhang(fixture);
}

/* Takes the first reader out until pcscd has noticed. */
static void unplug(struct fixture *fixture)
{
    int64_t end_ms = now_ms() + LIMIT_MS;

    assert_true(plug_umockdev_remove(fixture->plug, 1));
    while (fixture->driver->status(fixture->reader, LIMIT_MS) == ERR_OK && now_ms() < end_ms)
        usleep(20 * 1000);
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_NO_DEVICE);
}

/* Puts it back; the other one was there all the time. */
static void replug(struct fixture *fixture)
{
    close_it(fixture);
    assert_true(plug_umockdev_insert(fixture->plug, 1, ccid_reader_device(fixture->readers[0])));
    assert_int_equal(open_port(fixture, fixture->way->first_port), ERR_OK);
    close_it(fixture);
    assert_int_equal(open_port(fixture, fixture->way->port), ERR_OK);
    assert_int_equal(watch(fixture), ERR_OK);
}

/* What pcscd makes of a broken reader depends on when it looks: a dead card, or a reader that it
 * gives up until it is plugged in anew. */
static void answers_every_fault_of_a_reader(struct fixture *fixture)
{
    static const char *const faults[] = {"hardware", "stall", "cut"};

    if (!fixture->way->is_usb)
        skip(); /* no reader between pcscd and the card */
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        err_t err;

        empty(fixture);
        insert(fixture, "zhang");
        assert_true(ccid_reader_set_fault_name(fixture->readers[0], faults[i]));
        err = read_card(fixture);
        assert_true(err == ERR_CARD_MOVED || err == ERR_CARD_UNSUPPORTED || err == ERR_IO ||
                    err == ERR_NO_DEVICE);
        assert_true(ccid_reader_set_fault_name(fixture->readers[0], "none"));
        unplug(fixture);
        replug(fixture);
        assert_reads_zhang(fixture);
    }
}

static void says_when_a_reader_was_unplugged(struct fixture *fixture)
{
    if (!fixture->way->is_usb)
        skip(); /* pcscd never lets go of a reader of its configuration */
    for (int i = 0; i < 2; i++) {
        insert(fixture, "zhang");
        unplug(fixture);
        assert_int_equal(find(fixture), ERR_NO_DEVICE);
        close_it(fixture);
        assert_int_equal(
            fixture->driver->open(fixture->way->first_port, LIMIT_MS, &fixture->reader),
            ERR_NO_DEVICE);
        assert_null(fixture->reader);
        replug(fixture);
        assert_reads_zhang(fixture);
        empty(fixture);
    }
}

static void opens_only_what_is_named(struct fixture *fixture)
{
    struct smartcard_reader *other = NULL;

    assert_int_equal(fixture->driver->open("pcsc:Nothing", LIMIT_MS, &other), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("pcsc:", LIMIT_MS, &other), ERR_INVALID);
    assert_int_equal(fixture->driver->open("usb:058f:9540", LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
}

/* While another program has the card to itself it is not ours. */
static void leaves_the_card_to_others(struct fixture *fixture)
{
    char names[PCSCLITE_MAX_READERS_CONTEXTS * MAX_READERNAME] = "";
    DWORD size = sizeof(names), protocol;
    SCARDCONTEXT context;
    SCARDHANDLE card;

    assert_int_equal(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), 0);
    assert_int_equal(SCardListReaders(context, NULL, names, &size), 0);
    close_it(fixture);
    assert_int_equal(open_port(fixture, fixture->way->first_port), ERR_OK);
    insert(fixture, "zhang");
    while (strncmp(names, fixture->way->first_port + 5, strlen(fixture->way->first_port) - 5) != 0)
        memmove(names, names + strlen(names) + 1, sizeof(names) - strlen(names) - 1);
    assert_int_equal(SCardConnect(context, names, SCARD_SHARE_EXCLUSIVE,
                                  SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol),
                     0);
    assert_int_equal(read_card(fixture), ERR_BUSY);
    assert_int_equal(find(fixture), ERR_BUSY);
    assert_int_equal(SCardDisconnect(card, SCARD_LEAVE_CARD), 0);
    assert_int_equal(SCardReleaseContext(context), 0);
    assert_int_equal(find(fixture), ERR_OK);
    assert_int_equal(read_card(fixture), ERR_OK);
    close_it(fixture);
    assert_int_equal(open_port(fixture, fixture->way->port), ERR_OK);
}

static void closes_nothing(struct fixture *fixture)
{
    fixture->driver->close(NULL);
    assert_ptr_equal(smartcard_driver_find(fixture->driver->name), fixture->driver);
}

/* The last case: afterwards there is no pcscd. */
static void says_when_the_service_has_ended(struct fixture *fixture)
{
    insert(fixture, "zhang");
    pcscd_child_destroy(fixture->pcscd);
    fixture->pcscd = NULL;
    assert_int_equal(read_card(fixture), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->status(fixture->reader, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(find(fixture), ERR_NO_DEVICE);
    close_it(fixture);
    assert_int_equal(fixture->driver->open(fixture->way->port, LIMIT_MS, &fixture->reader),
                     ERR_NO_DEVICE);
}

/* ---- running ---- */

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }

static const struct test {
    const char *name;
    void (*run)(struct fixture *fixture);
} tests[] = {CASE(reads_a_card_of_the_third_generation),
             CASE(reads_numbered_records),
             CASE(reads_rare_characters_and_missing_items),
             CASE(never_tries_a_pin),
             CASE(finds_no_card_within_the_limit),
             CASE(finds_the_same_card_only_once),
             CASE(reads_whichever_slot_has_a_card),
             CASE(reads_only_the_slot_that_is_named),
             CASE(answers_every_fault_of_a_card),
             CASE(says_when_the_card_was_pulled),
             CASE(says_when_the_card_left_before_it_was_read),
             CASE(keeps_the_limit_with_a_slow_card),
             CASE(answers_every_fault_of_a_reader),
             CASE(says_when_a_reader_was_unplugged),
             CASE(opens_only_what_is_named),
             CASE(leaves_the_card_to_others),
             CASE(closes_nothing),
             CASE(says_when_the_service_has_ended)};

struct job {
    struct fixture **fixture;
    const struct test *test;
};

static void run_job(void **state)
{
    const struct job *job = *state;
    struct fixture *fixture = *job->fixture;

    if (fixture == NULL)
        skip(); /* this machine allows no pcscd of our own, or no network of its own for it */
    empty(fixture);
    job->test->run(fixture);
    assert_only_read(fixture);
}

static int run_way(const struct start *start)
{
    static char names[COUNT_OF(tests)][96];
    struct fixture *fixture = make_fixture(start);
    struct CMUnitTest run[COUNT_OF(tests)];
    struct job jobs[COUNT_OF(tests)];
    char group[32];
    int failed;

    snprintf(group, sizeof(group), "%s/%s", start->driver->name, start->way->name);
    for (size_t i = 0; i < COUNT_OF(tests); i++) {
        snprintf(names[i], sizeof(names[i]), "%s: %s", group, tests[i].name);
        jobs[i] = (struct job){&fixture, &tests[i]};
        run[i] = (struct CMUnitTest){names[i], run_job, NULL, NULL, &jobs[i]};
    }
    failed = cmocka_run_group_tests_name(group, run, NULL, NULL);
    if (fixture != NULL)
        free_fixture(fixture);
    return failed;
}

static void remove_folder(void)
{
    static const char *const parts[] = {"conf/bench", "conf", "comm", ""};
    char path[sizeof(folder) + 16];

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, parts[i]);
        remove(path);
    }
}

int main(void)
{
    int failed = 0;

    signal(SIGPIPE, SIG_IGN); /* libpcsclite writes to a pcscd that has ended */
    if (mkdtemp(folder) == NULL)
        return 1;
    for (size_t i = 0; smartcard_driver_at(i) != NULL; i++)
        for (size_t j = 0; j < COUNT_OF(ways); j++)
            failed += run_way(&(struct start){smartcard_driver_at(i), &ways[j]});
    remove_folder();
    return failed != 0;
}
