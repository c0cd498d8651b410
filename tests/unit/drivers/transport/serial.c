#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "drivers/transport/serial.h"
#include "firmware/base/check.h"

/* A line whose far end is this test. */
struct pair {
    struct serial_line *line;
    int far;
    char path[64];
};

static int set_up(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));

    pair->far = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(pair->far >= 0 && grantpt(pair->far) == 0 && unlockpt(pair->far) == 0);
    assert_int_equal(ptsname_r(pair->far, pair->path, sizeof(pair->path)), 0);
    assert_int_equal(serial_open(pair->path, 19200, true, &pair->line), ERR_OK);
    *state = pair;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *pair = *state;

    serial_close(pair->line);
    if (pair->far >= 0)
        close(pair->far);
    free(pair);
    return 0;
}

static void reads_port_texts(void **state)
{
    static const struct {
        const char *text;
        err_t err;
        const char *path;
        uint32_t baud;
    } rows[] = {
        {"serial:/dev/ttyS0", ERR_OK, "/dev/ttyS0", 9600},
        {"serial:/dev/ttyS0@115200", ERR_OK, "/dev/ttyS0", 115200},
        {"serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0@19200", ERR_OK,
         "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", 19200},
        {"serial:/dev/a@b@4800", ERR_OK, "/dev/a@b", 4800},
        {"serial:/dev/ttyS0@", ERR_INVALID, NULL, 0},
        {"serial:/dev/ttyS0@9601", ERR_INVALID, NULL, 0},
        {"serial:/dev/ttyS0@-9600", ERR_INVALID, NULL, 0},
        {"serial:/dev/ttyS0@9600x", ERR_INVALID, NULL, 0},
        {"serial:/dev/ttyS0@99999999999999999999", ERR_INVALID, NULL, 0},
        {"serial:ttyS0", ERR_INVALID, NULL, 0},
        {"serial:/@9600", ERR_INVALID, NULL, 0},
        {"serial:", ERR_INVALID, NULL, 0},
        {"usb:/dev/ttyS0", ERR_INVALID, NULL, 0},
        {"", ERR_INVALID, NULL, 0},
    };
    struct serial_port port;
    char text[8 + SERIAL_PATH_BYTES];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(serial_port_parse(rows[i].text, 9600, &port), rows[i].err);
        if (rows[i].err != ERR_OK)
            continue;
        assert_string_equal(port.path, rows[i].path);
        assert_int_equal(port.baud, rows[i].baud);
    }
    memset(text, 'a', sizeof(text));
    memcpy(text, "serial:/", 8);
    text[7 + SERIAL_PATH_BYTES] = '\0'; /* one byte more than fits */
    assert_int_equal(serial_port_parse(text, 9600, &port), ERR_INVALID);
}

static void is_raw(void **state)
{
    struct pair *pair = *state;
    struct termios form;
    uint8_t every[256], back[256];
    size_t have = 0, got;

    assert_int_equal(tcgetattr(pair->far, &form), 0); /* those of the near end */
    assert_int_equal(cfgetospeed(&form), B19200);
    assert_int_equal(form.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), CS8);
    for (size_t i = 0; i < sizeof(every); i++)
        every[i] = (uint8_t)i;
    assert_int_equal(write(pair->far, every, sizeof(every)), sizeof(every));
    while (have < sizeof(every)) {
        assert_int_equal(serial_read(pair->line, back + have, sizeof(back) - have, 1000, &got),
                         ERR_OK);
        have += got;
    }
    assert_memory_equal(back, every, sizeof(every));
    assert_int_equal(serial_write(pair->line, every, sizeof(every), 1000), ERR_OK);
    for (have = 0; have < sizeof(every);) {
        ssize_t moved = read(pair->far, back + have, sizeof(back) - have);

        assert_true(moved > 0);
        have += (size_t)moved;
    }
    assert_memory_equal(back, every, sizeof(every)); /* nothing echoed, nothing translated */
}

static void changes_its_speed(void **state)
{
    struct pair *pair = *state;
    struct termios form;

    assert_int_equal(serial_set_baud(pair->line, 115200), ERR_OK);
    assert_int_equal(tcgetattr(pair->far, &form), 0);
    assert_int_equal(cfgetospeed(&form), B115200);
    assert_int_equal(serial_set_baud(pair->line, 12345), ERR_INVALID);
}

static void waits_no_longer_than_told(void **state)
{
    struct pair *pair = *state;
    struct timespec before, after;
    uint8_t byte;
    size_t got = 7;

    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(serial_read(pair->line, &byte, 1, 50, &got), ERR_TIMEOUT);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_int_equal(got, 0);
    assert_in_range((after.tv_sec - before.tv_sec) * 1000 +
                        (after.tv_nsec - before.tv_nsec) / 1000000,
                    45, 500);
    assert_int_equal(serial_read(pair->line, &byte, 1, 0, &got), ERR_TIMEOUT);
}

/* The far end reads nothing: the kernel's queue fills up. */
static void gives_up_writing(void **state)
{
    static const uint8_t much[256 * 1024];
    struct pair *pair = *state;

    assert_int_equal(serial_write(pair->line, much, sizeof(much), 50), ERR_TIMEOUT);
}

static void forgets(void **state)
{
    struct pair *pair = *state;
    uint8_t byte;
    size_t got;

    assert_int_equal(write(pair->far, "abc", 3), 3);
    serial_drain(pair->line, 20);
    assert_int_equal(serial_read(pair->line, &byte, 1, 0, &got), ERR_TIMEOUT);
    assert_int_equal(write(pair->far, "abc", 3), 3);
    assert_int_equal(serial_read(pair->line, &byte, 1, 1000, &got), ERR_OK);
    serial_flush(pair->line);
    assert_int_equal(serial_read(pair->line, &byte, 1, 20, &got), ERR_TIMEOUT);
}

/* A request that follows another at once does not swallow it. */
static void forgets_nothing_that_was_written(void **state)
{
    struct pair *pair = *state;
    uint8_t bytes[8];

    for (int i = 0; i < 1000; i++) {
        struct pollfd far = {.fd = pair->far, .events = POLLIN};

        assert_int_equal(serial_write(pair->line, (const uint8_t *)"open 7", 6, 1000), ERR_OK);
        serial_flush(pair->line);
        assert_int_equal(poll(&far, 1, 1000), 1);
        assert_int_equal(read(pair->far, bytes, sizeof(bytes)), 6);
    }
}

static void says_when_it_was_hung_up(void **state)
{
    struct pair *pair = *state;
    uint8_t byte = 0;
    size_t got;

    close(pair->far);
    pair->far = -1;
    assert_int_equal(serial_read(pair->line, &byte, 1, 1000, &got), ERR_NO_DEVICE);
    assert_int_equal(serial_write(pair->line, &byte, 1, 1000), ERR_NO_DEVICE);
    serial_drain(pair->line, 20);
    serial_close(pair->line);
    assert_int_equal(serial_open(pair->path, 19200, false, &pair->line), ERR_NO_DEVICE);
    assert_null(pair->line);
}

static void opens_one_at_a_time(void **state)
{
    struct pair *pair = *state;
    struct serial_line *other;

    assert_int_equal(serial_open(pair->path, 19200, false, &other), ERR_BUSY);
    assert_null(other);
    serial_close(pair->line);
    assert_int_equal(serial_open(pair->path, 19200, false, &pair->line), ERR_OK);
}

static void opens_only_terminals(void **state)
{
    struct serial_line *line;

    (void)state;
    assert_int_equal(serial_open("/dev/null", 9600, false, &line), ERR_INVALID);
    assert_int_equal(serial_open("/dev/no such line", 9600, false, &line), ERR_NO_DEVICE);
    assert_int_equal(serial_open("/dev/null", 9601, false, &line), ERR_INVALID);
    assert_null(line);
    serial_close(NULL);
}

#define ON_PAIR(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_port_texts),
                                       ON_PAIR(is_raw),
                                       ON_PAIR(changes_its_speed),
                                       ON_PAIR(waits_no_longer_than_told),
                                       ON_PAIR(gives_up_writing),
                                       ON_PAIR(forgets),
                                       ON_PAIR(forgets_nothing_that_was_written),
                                       ON_PAIR(says_when_it_was_hung_up),
                                       ON_PAIR(opens_one_at_a_time),
                                       cmocka_unit_test(opens_only_terminals)};

    return cmocka_run_group_tests_name("drivers/transport/serial", tests, NULL, NULL);
}
