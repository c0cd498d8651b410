/* Records of social security cards, with the examples of the standard and of public readers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/smartcard/ssc_parse.h"
#include "firmware/base/check.h"

struct row {
    const char *bytes;
    size_t size;
};

#define ROW(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static err_t item(const char *bytes, size_t size, struct smartcard_record *record)
{
    struct ssc_tlv tlv;
    err_t err = ssc_tlv_parse((const uint8_t *)bytes, size, &tlv);

    return err == ERR_OK ? ssc_item_parse(&tlv, record) : err;
}

#define ITEM(text) item(text, sizeof(text) - 1, &record)

static void reads_every_item(void **state)
{
    struct smartcard_record record = {0};

    (void)state;
    assert_int_equal(
        ITEM("\x01\x10\x53\x23\x31\x00\x00\x00\x00\x01\xab\x00\x00\x00\x00\x00\x00\x01"), ERR_OK);
    assert_string_equal(record.identifier, "5323310000000001AB00000000000001");
    assert_string_equal(record.region, "532331");
    assert_int_equal(ITEM("\x02\x01\x33"), ERR_OK);
    assert_int_equal(record.card_class, '3');
    assert_int_equal(ITEM("\x03\x04\x33\x2e\x30\x30"), ERR_OK); /* the standard's own example */
    assert_string_equal(record.version, "3.00");
    assert_int_equal(ITEM("\x04\x0c\x91\x56\x00\x00\x02\x53\x23\x00\x53\x23\x00\x00"), ERR_OK);
    assert_string_equal(record.issuer, "915600000253230053230000");
    assert_int_equal(ITEM("\x05\x04\x20\x19\x03\x01"), ERR_OK);
    assert_string_equal(record.issued, "20190301");
    assert_int_equal(ITEM("\x06\x04\xff\xff\xff\xff"), ERR_OK);
    assert_string_equal(record.valid_to, "");
    assert_int_equal(ITEM("\x07\x09"
                          "A01234567"),
                     ERR_OK);
    assert_string_equal(record.card_number, "A01234567");
    assert_int_equal(ITEM("\x08\x12"
                          "11010519491231002X"),
                     ERR_OK);
    assert_string_equal(record.social_number, "11010519491231002X");
    assert_int_equal(ITEM("\x09\x06\xd5\xc5\xb9\xf0\xc0\xbc"), ERR_OK);
    assert_string_equal(record.name, "张桂兰");
    assert_int_equal(ITEM("\x0a\x01\x32"), ERR_OK);
    assert_int_equal(record.sex, 2);
    assert_int_equal(ITEM("\x0b\x01\x56"), ERR_OK);
    assert_int_equal(record.nation, 56);
    assert_int_equal(ITEM("\x0c\x03\x53\x23\x31"), ERR_OK);
    assert_string_equal(record.birthplace, "532331");
    assert_int_equal(ITEM("\x0d\x04\x20\x00\x02\x29"), ERR_OK);
    assert_string_equal(record.birth, "20000229");
}

/* 30 bytes are 15 characters of 2 or 7 of 4: the longest text of each. */
static void fits_the_longest_names(void **state)
{
    struct smartcard_record record = {0};
    char two[32] = "\x09\x1e", four[32] = "\x09\x1e";

    (void)state;
    for (int i = 0; i < 15; i++)
        memcpy(two + 2 + 2 * i, "\xcd\xf5", 2);
    assert_int_equal(item(two, sizeof(two), &record), ERR_OK);
    assert_int_equal(strlen(record.name), 45);
    memset(four + 2, ' ', 30);
    for (int i = 0; i < 7; i++)
        memcpy(four + 2 + 4 * i, "\x95\x33\xb9\x32", 4);
    assert_int_equal(item(four, sizeof(four), &record), ERR_OK);
    assert_int_equal(strlen(record.name), 28);
}

/* Padding goes; blanks within a name stay. */
static void cuts_padding(void **state)
{
    struct smartcard_record record = {0};

    (void)state;
    assert_int_equal(ITEM("\x09\x08\xc0\xee\x20\xc7\xbf\x00\x20\xff"), ERR_OK);
    assert_string_equal(record.name, "李 强");
    assert_int_equal(ITEM("\x07\x09"
                          "C7654321\0"),
                     ERR_OK);
    assert_string_equal(record.card_number, "C7654321");
    assert_int_equal(ITEM("\x0a\x01\x01\x00\x00\x00"), ERR_OK); /* a record longer than its item */
    assert_int_equal(record.sex, 1);
    assert_int_equal(ITEM("\x0a\x01\x01\xff\xff"), ERR_OK);
}

static void refuses_what_cannot_be(void **state)
{
    static const struct row rows[] = {ROW(""),
                                      ROW("\x08"),
                                      ROW("\x08\x12"),
                                      ROW("\x08\x13"
                                          "11010519491231002X"),
                                      ROW("\x08\x11"
                                          "11010519491231002X"), /* a byte behind it */
                                      ROW("\x08\x12"
                                          "11010519491231002x"),
                                      ROW("\x08\x12"
                                          "1101051949123100 X"),
                                      ROW("\x08\x12"
                                          "11010519491231\0\0\0X"),
                                      ROW("\x08\x0e"
                                          "11010519491231"),
                                      ROW("\x08\x13"
                                          "11010519491231002XX"),
                                      ROW("\x07\x09"
                                          "         "),
                                      ROW("\x09\x00"),
                                      ROW("\x09\x04\x00\x00\x20\xff"),
                                      ROW("\x09\x03\xd5\xc5\xb9"), /* half a character */
                                      ROW("\x09\x04\x81\x20\xff\x81"),
                                      ROW("\x09\x04\xd5\xc5\x0a\x41"), /* a line feed */
                                      ROW("\x09\x04\xd5\xc5\x00\x41"), /* a NUL within */
                                      ROW("\x09\x1f"
                                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                                      ROW("\x0a\x01\x33"),
                                      ROW("\x0a\x02\x31\x31"),
                                      ROW("\x0b\x01\x57"),
                                      ROW("\x0b\x01\x5a"),
                                      ROW("\x0c\x03\x53\x2a\x31"),
                                      ROW("\x0d\x04\x19\x40\x02\x31"),
                                      ROW("\x0d\x04\x19\x4a\x02\x01"),
                                      ROW("\x0d\x03\x19\x40\x02"),
                                      ROW("\x03\x04\x33\x00\x30\x30"),
                                      ROW("\x02\x01\x1b"),
                                      ROW("\x0e\x01\x31"),
                                      ROW("\x00\x01\x31"),
                                      ROW("\xff\x01\x31"),
                                      ROW("\x0a\x01\x31\x00\xff")};
    static const struct smartcard_record zero;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct smartcard_record record = {0};

        assert_int_equal(item(rows[i].bytes, rows[i].size, &record), ERR_PROTOCOL);
        assert_memory_equal(&record, &zero, sizeof(zero));
    }
}

/* A wrong item wipes its own member and no other. */
static void touches_one_member(void **state)
{
    struct smartcard_record record = {0};

    (void)state;
    assert_int_equal(ITEM("\x09\x04\xc0\xee\xc7\xbf"), ERR_OK);
    assert_int_equal(ITEM("\x0a\x01\x32"), ERR_OK);
    assert_int_equal(ITEM("\x09\x02\x81\x20"), ERR_PROTOCOL);
    assert_string_equal(record.name, "");
    assert_int_equal(record.sex, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_item), cmocka_unit_test(fits_the_longest_names),
        cmocka_unit_test(cuts_padding), cmocka_unit_test(refuses_what_cannot_be),
        cmocka_unit_test(touches_one_member)};

    return cmocka_run_group_tests_name("ssc_parse", tests, NULL, NULL);
}
