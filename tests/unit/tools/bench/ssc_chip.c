/* The words that the bench takes for the virtual social security card, and its answers by the
 * document, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tools/bench/ssc_chip.h"

static int command(struct ssc_chip *chip, const char *first, const char *second, const char *third)
{
    const char *words[] = {first, second, third};
    size_t count = third != NULL ? 3 : second != NULL ? 2 : 1;
    char answer[256];

    return ssc_chip_command(chip, words, count, answer, sizeof(answer));
}

static void assert_answers(struct ssc_chip *chip, const void *bytes, size_t size,
                           const void *expected, size_t expected_size)
{
    uint8_t out[SSC_CHIP_ANSWER_BYTES];

    assert_int_equal(ssc_chip_exchange(chip, bytes, size, out), expected_size);
    assert_memory_equal(out, expected, expected_size);
}

static void obeys_the_bench(void **state)
{
    struct ssc_chip *chip = ssc_chip_create();
    char answer[256];

    (void)state;
    assert_int_equal(command(chip, "card", "wang", NULL), 0);
    assert_string_equal(ssc_chip_card(chip), "wang");
    assert_int_equal(command(chip, "card", "nobody", NULL), 1);
    assert_int_equal(command(chip, "fault", "torn", "3"), 0);
    assert_string_equal(ssc_chip_fault_name(chip), "torn");
    assert_int_equal(command(chip, "fault", "tired", NULL), 1);
    assert_int_equal(command(chip, "remove", NULL, NULL), 0);
    assert_int_equal(command(chip, "dance", NULL, NULL), 1);
    assert_int_equal(ssc_chip_command(chip, NULL, 0, answer, sizeof(answer)), 0);
    assert_string_equal(answer, "ok card none, fault torn, 0 commands");
    assert_int_equal(ssc_chip_changes(chip), 2);
    ssc_chip_destroy(chip);
}

static void answers_by_the_document(void **state)
{
    static const char select[] = "\x00\xa4\x04\x00\x0fsx1.sh.\xc9\xe7\xbb\xe1\xb1\xa3\xd5\xcf";
    struct ssc_chip *chip = ssc_chip_create();

    (void)state;
    assert_true(ssc_chip_insert(chip, "zhang"));
    assert_answers(chip, "\x00\xb2\x03\x00\x06", 5, "\x69\x86", 2);
    assert_answers(chip, select, sizeof(select) - 1, "\x90\x00", 2);
    assert_answers(chip, "\x00\xa4\x02\x00\x02\xef\x05", 7, "\x90\x00", 2);
    assert_answers(chip, "\x00\xb2\x03\x00\x06", 5, "\x03\x04\x33\x2e\x30\x30\x90\x00", 8);
    assert_answers(chip, "\x00\x20\x00\x00\x03\x88\x88\x88", 8, "\x63\xc2", 2);
    assert_int_equal(ssc_chip_saw(chip, 0x20), 1);
    ssc_chip_destroy(chip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(obeys_the_bench),
                                       cmocka_unit_test(answers_by_the_document)};

    return cmocka_run_group_tests_name("ssc_chip", tests, NULL, NULL);
}
