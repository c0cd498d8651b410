/* The contract of the class "scanner", run over every driver of the class. Each driver, unmodified,
 * reads the virtual scanner that it is made for through the node that the kernel would give it. A
 * case that a driver cannot have is skipped by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/scanner/payload_parse.h"
#include "drivers/scanner/scanner.h"
#include "firmware/base/check.h"
#include "tests/support/scan_attacks.h"
#include "tests/support/scanner_ends.h"
#include "tools/bench/cdc_scanner.h"
#include "tools/bench/wedge_scanner.h"

#define LIMIT_MS 2000
#define SHORT_MS 150
#define REST_MS 750 /* longer than any driver waits for the rest of a lost payload */
#define PICKUP "K1:MFRGGZDFMZTWQ2LK:AAAQEAYEAUDAOCAJBIFQYDIOB4"
#define CASE_NUMBER "LF26112200010"
#define LONG_CODE                                                                                  \
    "K1:MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPJAUEQ2EIVDEOSC:AAAQEAYEAUDAOCAJBIFQYDIOB4"

struct fixture {
    const struct scanner_driver *driver;
    struct plug_umockdev *plug;
    struct code_scanner *model;
    struct scanner *scanner;
    struct scanner_payload payload;
};

/* ---- helpers ---- */

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static err_t open_it(struct fixture *fixture)
{
    return fixture->driver->open(fixture->model->port, LIMIT_MS, &fixture->scanner);
}

static void close_it(struct fixture *fixture)
{
    fixture->driver->close(fixture->scanner);
    fixture->scanner = NULL;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->driver = *state;
    assert_non_null(scanner_end_of(fixture->driver));
    fixture->plug = plug_umockdev_create();
    fixture->model = scanner_end_of(fixture->driver)->make(fixture->plug);
    assert_non_null(fixture->model);
    assert_int_equal(open_it(fixture), ERR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    code_scanner_destroy(fixture->model);
    plug_umockdev_destroy(fixture->plug);
    free(fixture);
    return 0;
}

static void show(struct fixture *fixture, const char *code)
{
    code_scanner_scan(fixture->model, code, strlen(code));
}

/* Scans into a payload full of rubbish, so that "zeroed on every error" shows. */
static err_t scan(struct fixture *fixture, uint32_t limit_ms)
{
    static const struct scanner_payload zero;
    err_t err;

    memset(&fixture->payload, 0xa5, sizeof(fixture->payload));
    err = fixture->driver->scan(fixture->scanner, limit_ms, &fixture->payload);
    if (err != ERR_OK)
        assert_memory_equal(&fixture->payload, &zero, sizeof(zero));
    return err;
}

static void assert_payload(const struct fixture *fixture, const char *code)
{
    assert_int_equal(fixture->payload.size, strlen(code));
    assert_memory_equal(fixture->payload.bytes, code, strlen(code));
    assert_string_equal(fixture->payload.symbology, scanner_end_of(fixture->driver)->symbology);
}

static void assert_reads(struct fixture *fixture, const char *code)
{
    show(fixture, code);
    assert_int_equal(scan(fixture, LIMIT_MS), ERR_OK);
    assert_payload(fixture, code);
}

/* ---- the cases ---- */

static void reads_codes(void **state)
{
    struct fixture *fixture = *state;
    struct payload payload;

    assert_reads(fixture, CASE_NUMBER);
    assert_reads(fixture, PICKUP);
    assert_int_equal(payload_parse(fixture->payload.bytes, fixture->payload.size, &payload),
                     ERR_OK);
    assert_int_equal(payload.kind, PAYLOAD_PICKUP);
    assert_reads(fixture, LONG_CODE);
    assert_reads(fixture, "A");
}

static void reads_every_printable_character(void **state)
{
    char code[128] = "";

    for (char c = ' '; c <= '~'; c++)
        code[c - ' '] = c;
    assert_reads(*state, code);
}

static void reads_up_to_the_limit_and_no_further(void **state)
{
    static const size_t too_long[] = {SCANNER_PAYLOAD_BYTES + 1, 1000, 3000};
    struct fixture *fixture = *state;
    char code[3001] = "";

    memset(code, 'A', SCANNER_PAYLOAD_BYTES);
    assert_reads(fixture, code);
    for (size_t i = 0; i < COUNT_OF(too_long); i++) {
        memset(code, 'A', too_long[i]);
        show(fixture, code);
        assert_int_equal(scan(fixture, LIMIT_MS), ERR_LIMIT);
        assert_reads(fixture, CASE_NUMBER);
    }
}

static void keeps_the_limit_when_nothing_comes(void **state)
{
    static const uint32_t limits_ms[] = {0, 30, SHORT_MS};

    for (size_t i = 0; i < COUNT_OF(limits_ms); i++) {
        int64_t start_ms = now_ms();

        assert_int_equal(scan(*state, limits_ms[i]), ERR_TIMEOUT);
        assert_in_range(now_ms() - start_ms, limits_ms[i], limits_ms[i] + 60);
    }
}

static void reads_two_codes_that_came_at_once(void **state)
{
    struct fixture *fixture = *state;

    assert_true(code_scanner_set_fault_name(fixture->model, "doubled"));
    assert_reads(fixture, LONG_CODE);
    assert_int_equal(scan(fixture, LIMIT_MS), ERR_OK);
    assert_payload(fixture, LONG_CODE);
    assert_int_equal(scan(fixture, SHORT_MS), ERR_TIMEOUT);
}

/* Short limits one after another lose nothing of a code that comes slowly. */
static void goes_on_with_what_came_in_part(void **state)
{
    struct fixture *fixture = *state;
    err_t err = ERR_TIMEOUT;

    code_scanner_set_fault_name(fixture->model, "pieces");
    show(fixture, LONG_CODE);
    for (int i = 0; i < 2000 && err == ERR_TIMEOUT; i++)
        err = scan(fixture, i % 3);
    assert_int_equal(err, ERR_OK);
    assert_payload(fixture, LONG_CODE);
}

static void keeps_what_came_during_a_health_check(void **state)
{
    struct fixture *fixture = *state;

    show(fixture, PICKUP);
    for (int i = 0; i < 5; i++) {
        usleep(10 * 1000);
        assert_int_equal(fixture->driver->status(fixture->scanner, LIMIT_MS), ERR_OK);
    }
    assert_int_equal(scan(fixture, LIMIT_MS), ERR_OK);
    assert_payload(fixture, PICKUP);
}

static void forgets_what_was_scanned_before_it_was_opened(void **state)
{
    struct fixture *fixture = *state;

    close_it(fixture);
    show(fixture, PICKUP);
    usleep(50 * 1000);
    assert_int_equal(open_it(fixture), ERR_OK);
    assert_int_equal(scan(fixture, SHORT_MS), ERR_TIMEOUT);
    assert_reads(fixture, CASE_NUMBER);
}

static bool is_readable(struct fixture *fixture, int limit_ms)
{
    struct pollfd source = {.fd = fixture->driver->file(fixture->scanner), .events = POLLIN};

    return poll(&source, 1, limit_ms) == 1;
}

static void forgets_what_nobody_asked_for(void **state)
{
    struct fixture *fixture = *state;

    assert_false(is_readable(fixture, 0));
    assert_true(code_scanner_set_fault_name(fixture->model, "doubled"));
    show(fixture, PICKUP);
    assert_true(is_readable(fixture, LIMIT_MS));
    usleep(50 * 1000);
    assert_int_equal(fixture->driver->forget(fixture->scanner), ERR_OK);
    assert_false(is_readable(fixture, 0));
    assert_int_equal(scan(fixture, SHORT_MS), ERR_TIMEOUT);
    assert_true(code_scanner_set_fault_name(fixture->model, "none"));
    assert_reads(fixture, CASE_NUMBER); /* what comes in the same moment is no longer old */
    show(fixture, PICKUP);
    show(fixture, CASE_NUMBER);
    assert_int_equal(scan(fixture, LIMIT_MS), ERR_OK);
    usleep(50 * 1000);
    assert_int_equal(fixture->driver->forget(fixture->scanner), ERR_OK);
    assert_int_equal(scan(fixture, SHORT_MS), ERR_TIMEOUT);
}

/* What comes after a fault: at most the rest of the damaged code as one more error, never a piece
 * of it as a code. */
static void settle(struct fixture *fixture)
{
    int64_t end_ms = now_ms() + REST_MS;

    while (now_ms() < end_ms)
        assert_int_not_equal(scan(fixture, 50), ERR_OK);
}

/* The rest of a code whose beginning was forgotten is no code. */
static void forgets_a_code_that_is_on_its_way(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 3; i++) {
        assert_true(code_scanner_set_fault_name(fixture->model, "late-rest"));
        show(fixture, LONG_CODE);
        usleep(100 * 1000);
        assert_int_equal(fixture->driver->forget(fixture->scanner), ERR_OK);
        settle(fixture);
        assert_true(code_scanner_set_fault_name(fixture->model, "none"));
        assert_reads(fixture, CASE_NUMBER);
    }
}

static void assert_fault(struct fixture *fixture, const struct scanner_expectation *expected)
{
    int64_t start_ms = now_ms();

    show(fixture, LONG_CODE);
    assert_int_equal(scan(fixture, expected->scan == ERR_TIMEOUT ? SHORT_MS : LIMIT_MS),
                     expected->scan);
    assert_true(now_ms() - start_ms < 1000);
    if (expected->scan != ERR_OK)
        settle(fixture);
    while (expected->scan == ERR_OK && scan(fixture, SHORT_MS) == ERR_OK)
        continue;
}

/* Every fault of the model gives what the table says, and is forgotten when it is mended. */
static void answers_every_fault(void **state)
{
    struct fixture *fixture = *state;
    const struct scanner_end *end = scanner_end_of(fixture->driver);

    assert_int_equal(end->fault_count, fixture->model->fault_count);
    for (size_t i = 0; i < end->fault_count; i++) {
        const struct scanner_expectation *expected = &end->faults[i];

        close_it(fixture);
        assert_string_equal(expected->fault, fixture->model->faults[i]);
        assert_true(code_scanner_set_fault_name(fixture->model, expected->fault));
        assert_int_equal(open_it(fixture), expected->open);
        if (expected->open == ERR_OK) {
            assert_fault(fixture, expected);
        } else {
            assert_null(fixture->scanner);
        }
        assert_true(code_scanner_set_fault_name(fixture->model, "none"));
        if (expected->open != ERR_OK)
            assert_int_equal(open_it(fixture), ERR_OK);
        assert_reads(fixture, PICKUP);
    }
}

/* The words that broke other makers' scanners come through whole, and the grammar refuses them. */
static void hands_attacks_to_the_grammar(void **state)
{
    struct fixture *fixture = *state;
    struct payload payload;
    unsigned refused = 0;

    for (size_t i = 0; i < scan_attacks_count(); i++) {
        const struct scan_attack *attack = scan_attacks_at(i);
        err_t err;

        if (attack->size > SCANNER_PAYLOAD_BYTES || !scan_attacks_is_typed(attack))
            continue;
        code_scanner_scan(fixture->model, attack->bytes, attack->size);
        err = scan(fixture, LIMIT_MS);
        assert_int_equal(err, ERR_OK);
        assert_int_equal(fixture->payload.size, attack->size);
        assert_int_equal(payload_parse(fixture->payload.bytes, fixture->payload.size, &payload),
                         ERR_INVALID);
        refused++;
    }
    assert_true(refused > 40);
    assert_reads(fixture, PICKUP);
}

static void says_when_it_was_unplugged(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(fixture->driver->status(fixture->scanner, LIMIT_MS), ERR_OK);
        fixture->model->pull(fixture->model);
        assert_int_equal(fixture->driver->status(fixture->scanner, LIMIT_MS), ERR_NO_DEVICE);
        assert_int_equal(fixture->driver->forget(fixture->scanner), ERR_NO_DEVICE);
        assert_int_equal(scan(fixture, LIMIT_MS), ERR_NO_DEVICE);
        close_it(fixture);
        assert_int_equal(open_it(fixture), ERR_NO_DEVICE);
        assert_null(fixture->scanner);
        assert_true(fixture->model->plug(fixture->model));
        assert_int_equal(open_it(fixture), ERR_OK);
        assert_reads(fixture, PICKUP);
    }
}

/* Pulled out after any part of a code: never a code, and the next one is whole. */
static void says_when_it_was_unplugged_within_a_code(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 6; i++) {
        err_t err;

        code_scanner_set_fault_name(fixture->model, "late-rest");
        show(fixture, LONG_CODE);
        usleep((useconds_t)(i * 7) * 1000);
        assert_int_equal(scan(fixture, 20), ERR_TIMEOUT);
        fixture->model->pull(fixture->model);
        err = scan(fixture, LIMIT_MS);
        assert_true(err == ERR_NO_DEVICE || err == ERR_PROTOCOL);
        assert_int_equal(scan(fixture, LIMIT_MS), ERR_NO_DEVICE);
        close_it(fixture);
        code_scanner_set_fault_name(fixture->model, "none");
        assert_true(fixture->model->plug(fixture->model));
        assert_int_equal(open_it(fixture), ERR_OK);
        assert_reads(fixture, CASE_NUMBER);
    }
}

static void opens_only_what_is_named(void **state)
{
    struct fixture *fixture = *state;
    const struct scanner_end *end = scanner_end_of(fixture->driver);
    struct scanner *other = NULL;

    assert_int_equal(fixture->driver->open(end->missing, LIMIT_MS, &other), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open(end->foreign, LIMIT_MS, &other), ERR_INVALID);
    assert_int_equal(fixture->driver->open("", LIMIT_MS, &other), ERR_INVALID);
    assert_int_equal(fixture->driver->open("usb:0c2e:0b8f", LIMIT_MS, &other), ERR_INVALID);
    assert_null(other);
}

static void lets_one_owner_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    struct scanner *other = NULL;

    if (!scanner_end_of(fixture->driver)->one_owner)
        skip(); /* the kernel lets everybody with the right open a hidraw node */
    assert_int_equal(fixture->driver->open(fixture->model->port, LIMIT_MS, &other), ERR_BUSY);
    assert_null(other);
    assert_reads(fixture, PICKUP);
}

static void keeps_the_keys_to_itself(void **state)
{
    struct fixture *fixture = *state;

    if (strcmp(fixture->driver->name, "wedge") != 0)
        skip(); /* no keyboard */
    assert_true(wedge_scanner_is_grabbed(fixture->model));
    assert_reads(fixture, PICKUP);
    assert_true(wedge_scanner_is_grabbed(fixture->model));
}

static void looks_only_while_it_is_asked(void **state)
{
    struct fixture *fixture = *state;
    char link[160];

    if (strcmp(fixture->driver->name, "cdc") != 0)
        skip(); /* no trigger commands */
    close_it(fixture);
    code_scanner_destroy(fixture->model);
    snprintf(link, sizeof(link), "%s/triggered", plug_umockdev_folder(fixture->plug));
    fixture->model = cdc_scanner_create(link, true);
    assert_non_null(fixture->model);
    assert_int_equal(open_it(fixture), ERR_OK);
    for (int i = 0; i < 3; i++) {
        assert_reads(fixture, PICKUP);
        usleep(30 * 1000);
        assert_false(cdc_scanner_is_lit(fixture->model));
        assert_int_equal(scan(fixture, SHORT_MS), ERR_TIMEOUT);
        usleep(30 * 1000);
        assert_false(cdc_scanner_is_lit(fixture->model));
    }
}

/* A worker killed while it waits or reads; its successor must not notice. */
static void works_after_a_killed_worker(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 4; i++) {
        pid_t pid;

        close_it(fixture);
        pid = fork();
        if (pid == 0) {
            if (open_it(fixture) == ERR_OK)
                for (;;)
                    if (fixture->driver->scan(fixture->scanner, 20, &fixture->payload) == ERR_OK)
                        continue;
            _exit(1);
        }
        usleep(30 * 1000);
        show(fixture, LONG_CODE);
        usleep((useconds_t)(7 * i) * 1000);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        usleep(300 * 1000); /* the scanner is done with the code, whoever heard it */
        assert_int_equal(open_it(fixture), ERR_OK);
        assert_int_equal(scan(fixture, 0), ERR_TIMEOUT);
        assert_reads(fixture, CASE_NUMBER);
    }
}

static void obeys_the_bench(void **state)
{
    static const char *const scan_words[] = {"scan", CASE_NUMBER}, *fault[] = {"fault", "silent"},
                             *mend[] = {"fault", "none"}, *bad[] = {"fault", "tired"},
                             *unplug[] = {"unplug"}, *plug[] = {"plug"}, *help[] = {"help"};
    struct fixture *fixture = *state;
    char answer[512];

    assert_int_equal(code_scanner_command(fixture->model, scan_words, 2, answer, sizeof(answer)),
                     0);
    assert_int_equal(scan(fixture, LIMIT_MS), ERR_OK);
    assert_payload(fixture, CASE_NUMBER);
    assert_int_equal(code_scanner_command(fixture->model, bad, 2, answer, sizeof(answer)), 1);
    assert_int_equal(code_scanner_command(fixture->model, fault, 2, answer, sizeof(answer)), 0);
    assert_int_equal(code_scanner_command(fixture->model, NULL, 0, answer, sizeof(answer)), 0);
    assert_string_equal(answer, "ok plugged, fault silent, 1 codes shown");
    assert_int_equal(code_scanner_command(fixture->model, mend, 2, answer, sizeof(answer)), 0);
    assert_int_equal(code_scanner_command(fixture->model, plug, 1, answer, sizeof(answer)), 1);
    assert_int_equal(code_scanner_command(fixture->model, unplug, 1, answer, sizeof(answer)), 0);
    assert_int_equal(code_scanner_command(fixture->model, unplug, 1, answer, sizeof(answer)), 1);
    assert_int_equal(code_scanner_command(fixture->model, scan_words, 2, answer, sizeof(answer)),
                     1);
    assert_int_equal(code_scanner_command(fixture->model, plug, 1, answer, sizeof(answer)), 0);
    assert_int_equal(code_scanner_command(fixture->model, help, 1, answer, sizeof(answer)), 0);
}

static void closes_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(NULL);
    assert_null(scanner_driver_find("no such driver"));
    assert_ptr_equal(scanner_driver_find(fixture->driver->name), fixture->driver);
}

#define CASE(function)                                                                             \
    {                                                                                              \
#function, function, set_up, tear_down, NULL                                               \
    }

static const struct CMUnitTest cases[] = {CASE(reads_codes),
                                          CASE(reads_every_printable_character),
                                          CASE(reads_up_to_the_limit_and_no_further),
                                          CASE(keeps_the_limit_when_nothing_comes),
                                          CASE(reads_two_codes_that_came_at_once),
                                          CASE(goes_on_with_what_came_in_part),
                                          CASE(keeps_what_came_during_a_health_check),
                                          CASE(forgets_what_was_scanned_before_it_was_opened),
                                          CASE(forgets_what_nobody_asked_for),
                                          CASE(forgets_a_code_that_is_on_its_way),
                                          CASE(answers_every_fault),
                                          CASE(hands_attacks_to_the_grammar),
                                          CASE(says_when_it_was_unplugged),
                                          CASE(says_when_it_was_unplugged_within_a_code),
                                          CASE(opens_only_what_is_named),
                                          CASE(lets_one_owner_at_a_time),
                                          CASE(keeps_the_keys_to_itself),
                                          CASE(looks_only_while_it_is_asked),
                                          CASE(works_after_a_killed_worker),
                                          CASE(obeys_the_bench),
                                          CASE(closes_nothing)};

/* "hidpos: reads_codes": the table of all drivers is made from these names. */
static int run_driver(const struct scanner_driver *driver)
{
    static char names[COUNT_OF(cases)][96];
    struct CMUnitTest run[COUNT_OF(cases)];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        snprintf(names[i], sizeof(names[i]), "%s: %s", driver->name, cases[i].name);
        run[i] = cases[i];
        run[i].name = names[i];
        run[i].initial_state = (void *)(uintptr_t)driver;
    }
    return cmocka_run_group_tests_name(driver->name, run, NULL, NULL);
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; scanner_driver_at(i) != NULL; i++)
        failed += run_driver(scanner_driver_at(i));
    return failed != 0;
}
