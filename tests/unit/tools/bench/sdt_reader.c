#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/sdt_cards.h"
#include "tools/bench/sdt_reader.h"

#define ANSWER_BYTES 4096

/* Bytes that other people's documents give, put into the virtual reader by hand: it must answer
 * theirs, not only what our own driver says. */
static void answers_golden_requests(void **state)
{
    static const struct {
        uint8_t request[10], reply[32];
        size_t size;
    } rows[] = {
        {{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x03, 0x11, 0xff, 0xed},
         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x90, 0x94},
         11},
        {{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x03, 0x12, 0xff, 0xee},
         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x14, 0x00, 0x00, 0x90, 0x05, 0x00, 0x01, 0x00,
          0x09, 0xb8, 0x32, 0x01, 0x05, 0xbe, 0x12, 0x00, 0xad, 0xc5, 0xb1, 0x11, 0x63},
         27},
        {{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x03, 0x20, 0x01, 0x21}, /* a wrong sum */
         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x10, 0x14},
         11}};
    struct sdt_reader *reader = sdt_reader_create(SDT_READER_ONE_PIPE);
    struct bench_device *device = sdt_reader_device(reader);
    uint8_t reply[64];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(device->out(device, 0x02, rows[i].request, 10), 10);
        assert_int_equal(device->in(device, 0x81, reply, sizeof(reply)), rows[i].size);
        assert_memory_equal(reply, rows[i].reply, rows[i].size);
    }
    sdt_reader_destroy(reader);
}

static bool has_right_digit(const char *number)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (size_t i = 0; i < COUNT_OF(weights); i++)
        sum += (number[i] - '0') * weights[i];
    return "10X98765432"[sum % 11] == number[17];
}

/* The numbers of 18 characters, in the three layouts that have them at the same place. */
static void has_cards_with_right_numbers(void **state)
{
    uint8_t text[SDT_READER_TEXT_BYTES];
    char number[19] = "";
    size_t count = 0;

    (void)state;
    for (size_t i = 0; sdt_cards_at(i) != NULL; i++, count++) {
        assert_true(sdt_reader_card_text(sdt_cards_at(i)->name, text));
        for (size_t j = 0; j < 18; j++)
            number[j] = (char)text[122 + 2 * j];
        assert_true(text[248] == 'I' || has_right_digit(number));
    }
    assert_true(count >= 12);
}

static int command(struct sdt_reader *reader, const char *line, char *out)
{
    char copy[64], *words[4] = {NULL}, *rest = NULL;
    int count = 0;

    strcpy(copy, line);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    return sdt_reader_command(reader, words, count, out, ANSWER_BYTES);
}

static void obeys(void **state)
{
    struct sdt_reader *reader = sdt_reader_create(SDT_READER_HID);
    static char answer[ANSWER_BYTES];

    (void)state;
    assert_int_equal(command(reader, "place zhang", answer), 0);
    assert_string_equal(sdt_reader_card(reader), "zhang");
    assert_int_equal(command(reader, "place nobody", answer), 1);
    assert_int_equal(command(reader, "fault split", answer), 0);
    assert_int_equal(command(reader, "state", answer), 0);
    assert_string_equal(answer, "ok card=zhang fault=split requests=0");
    assert_int_equal(command(reader, "fault gravity", answer), 1);
    assert_int_equal(command(reader, "remove", answer), 0);
    assert_string_equal(sdt_reader_card(reader), "none");
    assert_int_equal(command(reader, "cards", answer), 0);
    assert_non_null(strstr(answer, " foreigner-2023-long"));
    assert_int_equal(command(reader, "faults", answer), 0);
    assert_non_null(strstr(answer, "left-lying: "));
    assert_int_equal(command(reader, "dance", answer), 1);
    assert_int_equal(command(reader, "", answer), 1);
    sdt_reader_destroy(reader);
}

/* The serial one lives behind a link that is there as long as the reader is plugged in. */
static void keeps_its_link(void **state)
{
    struct sdt_reader *reader = sdt_reader_create(SDT_READER_SERIAL);
    char folder[] = "/tmp/banshi-sdt.XXXXXX", path[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    strcpy(path, folder);
    strcat(path, "/reader");
    assert_null(sdt_reader_device(reader));
    assert_true(sdt_reader_plug_serial(reader, path));
    assert_false(sdt_reader_plug_serial(reader, path));
    assert_int_equal(access(path, R_OK | W_OK), 0);
    assert_true(sdt_reader_unplug_serial(reader));
    assert_false(sdt_reader_unplug_serial(reader));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_false(sdt_reader_plug_serial(reader, "/nowhere/reader"));
    assert_true(sdt_reader_plug_serial(reader, path));
    sdt_reader_destroy(reader);
    assert_int_equal(rmdir(folder), 0);
    reader = sdt_reader_create(SDT_READER_HID);
    assert_false(sdt_reader_plug_serial(reader, path));
    sdt_reader_destroy(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_golden_requests),
                                       cmocka_unit_test(has_cards_with_right_numbers),
                                       cmocka_unit_test(obeys), cmocka_unit_test(keeps_its_link)};

    return cmocka_run_group_tests_name("tools/bench/sdt_reader", tests, NULL, NULL);
}
