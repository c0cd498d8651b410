#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/idcard/sdt_text_parse.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

/* A text block of spaces with ASCII pieces and raw units laid into it. */
static void blank(uint8_t *text)
{
    for (size_t at = 0; at < SDT_TEXT_BYTES; at += 2)
        bytes_put_le16(text + at, ' ');
}

static void lay(uint8_t *text, size_t at, const char *ascii)
{
    for (; *ascii != '\0'; ascii++, at += 2)
        bytes_put_le16(text + at, (uint8_t)*ascii);
}

static void lay_units(uint8_t *text, size_t at, const uint16_t *units, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes_put_le16(text + at + 2 * i, units[i]);
}

static void citizen(uint8_t *text)
{
    static const uint16_t name[] = {0x5f20, 0x6842, 0x5170};

    blank(text);
    lay_units(text, 0, name, COUNT_OF(name));
    lay(text, 30, "2");
    lay(text, 32, "07");
    lay(text, 36, "19400229");
    lay(text, 52, "1 A  B");
    lay(text, 122, "532331194002290019");
    lay(text, 158, "C");
    lay(text, 188, "20100301");
    lay(text, 204, "20300301");
}

static void reads_a_citizens_text(void **state)
{
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_string_equal(record.name, "张桂兰");
    assert_string_equal(record.address, "1 A  B"); /* inner spaces stay */
    assert_string_equal(record.number, "532331194002290019");
    assert_string_equal(record.birth, "19400229");
    assert_string_equal(record.valid_from, "20100301"); /* not both dates in one text */
    assert_string_equal(record.valid_to, "20300301");
    assert_int_equal(record.sex, 2);
    assert_int_equal(record.nation, 7);
}

static void reads_a_card_without_end(void **state)
{
    static const uint16_t without_end[] = {0x957f, 0x671f, ' ', ' ', ' ', ' ', ' ', ' '};
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    lay_units(text, 204, without_end, COUNT_OF(without_end));
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_string_equal(record.valid_to, "");
}

static void reads_a_full_block(void **state)
{
    static const uint16_t wide = 0x9f98;
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    for (size_t i = 0; i < 15; i++)
        lay_units(text, 2 * i, &wide, 1);
    for (size_t i = 0; i < 35; i++)
        lay_units(text, 52 + 2 * i, &wide, 1);
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_int_equal(strlen(record.name), 45);
    assert_int_equal(strlen(record.address), 105);
}

static void knows_every_sex(void **state)
{
    static const char valid[] = "0129 ";
    static const uint8_t values[] = {0, 1, 2, 9, 0};
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    for (unsigned c = 1; c < 128; c++) {
        const char *at = strchr(valid, (int)c);

        bytes_put_le16(text + 30, (uint16_t)c);
        assert_int_equal(sdt_text_parse_block(text, &record), at != NULL ? ERR_OK : ERR_PROTOCOL);
        if (at != NULL)
            assert_int_equal(record.sex, values[at - valid]);
    }
}

static void reads_a_residence_permit(void **state)
{
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    lay(text, 32, "  ");
    lay(text, 220, "M12345678");
    lay(text, 238, "03");
    lay(text, 248, "J");
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_int_equal(record.kind, IDCARD_RESIDENCE_PERMIT);
    assert_string_equal(record.permit_number, "M12345678");
    assert_int_equal(record.issue_count, 3);
    assert_int_equal(record.nation, 0);
    assert_string_equal(record.name, "张桂兰");
    lay(text, 232, "-"); /* no letter, no digit */
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_PROTOCOL);
}

static void foreigner(uint8_t *text)
{
    blank(text);
    lay(text, 0, "ZHU, DOE");
    lay(text, 120, "2");
    lay(text, 122, "FRA110080010101");
    lay(text, 152, "FRA");
    lay(text, 188, "20180101");
    lay(text, 204, "20280101");
    lay(text, 220, "19800101");
    lay(text, 236, "01");
    lay(text, 240, "1100");
    lay(text, 248, "I");
}

static void reads_a_foreigners_text(void **state)
{
    static const uint16_t name[] = {0x6837, 0x672c};
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    foreigner(text);
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_int_equal(record.kind, IDCARD_FOREIGNER);
    assert_string_equal(record.name, "ZHU, DOE");
    assert_false(record.name_is_cut);
    assert_string_equal(record.number, "FRA110080010101");
    assert_string_equal(record.country, "FRA");
    assert_string_equal(record.birth, "19800101");
    assert_string_equal(record.issuer, "1100");
    assert_string_equal(record.address, "");
    lay_units(text, 158, name, COUNT_OF(name));
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_string_equal(record.name, "样本");
    assert_string_equal(record.english_name, "ZHU, DOE");
}

/* 60 letters of two bytes each: the whole name, and as much as a person's record holds. */
static void cuts_a_long_name_at_a_character(void **state)
{
    static const uint16_t letter = 0x00c9;
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    foreigner(text);
    for (size_t i = 0; i < 60; i++)
        lay_units(text, 2 * i, &letter, 1);
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_int_equal(strlen(record.english_name), 120);
    assert_int_equal(strlen(record.name), 62);
    assert_true(record.name_is_cut);
    assert_true(text_is_utf8(record.name, 62));
}

static void joins_an_english_name(void **state)
{
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    blank(text);
    lay(text, 30, "1");
    lay(text, 32, "07");
    lay(text, 36, "19800101");
    lay(text, 52, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGH"); /* 35 */
    lay(text, 122, "911111198001010013");
    lay(text, 188, "20240101");
    lay(text, 204, "20340101");
    lay(text, 220, " IJK");
    lay(text, 242, "FRA");
    lay(text, 248, "Y");
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_int_equal(record.kind, IDCARD_FOREIGNER_2023);
    assert_string_equal(record.english_name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFGH IJK");
    assert_string_equal(record.name, record.english_name);
    assert_int_equal(record.issue_count, 7);
    lay(text, 122, "8");
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_PROTOCOL);
}

static void refuses_wrong_foreigners(void **state)
{
    static const struct {
        size_t at;
        const char *text;
    } wrong[] = {{0, "        "},
                 {122, "FRA11008001010 "},
                 {122, "FR1110080010101"},
                 {122, "FRA11008001010X"},
                 {152, "FR "},
                 {152, "fra"},
                 {220, "19800230"},
                 {188, "        "},
                 {120, "3"}};
    static const struct idcard_record zero;
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memset(&record, 0, sizeof(record));
        foreigner(text);
        lay(text, wrong[i].at, wrong[i].text);
        assert_int_equal(sdt_text_parse_block(text, &record), ERR_PROTOCOL);
        assert_memory_equal(&record, &zero, sizeof(record));
    }
}

/* Every letter but three is a kind of card to come; what is no letter is a citizen's. */
static void knows_every_type(void **state)
{
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        bool letter = type >= 'A' && type <= 'Z';
        err_t err;

        citizen(text);
        bytes_put_le16(text + 248, (uint16_t)type);
        err = sdt_text_parse_block(text, &record);
        if (type == 'I' || type == 'Y') /* a citizen's text is not in their layouts */
            assert_int_equal(err, ERR_PROTOCOL);
        else
            assert_int_equal(err, letter && type != 'J' ? ERR_CARD_UNSUPPORTED : ERR_OK);
    }
}

static void reads_rare_characters(void **state)
{
    static const uint16_t pair[] = {0xd842, 0xdfb7, 0xe863}, half[] = {0xd842, 0x6842, 0xdfb7};
    static const uint16_t controls[] = {'a', 0x0a, 'b', 0x85, 'c', 0x1b, 'd'};
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    citizen(text);
    lay_units(text, 0, pair, COUNT_OF(pair));
    lay_units(text, 52, controls, COUNT_OF(controls));
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_string_equal(record.name, "𠮷\uE863");
    assert_string_equal(record.address, "a b  c d");
    lay_units(text, 0, half, COUNT_OF(half));
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    assert_string_equal(record.name, "\uFFFD桂\uFFFD");
}

static void takes_the_newest_address(void **state)
{
    uint8_t data[SDT_ADDRESS_BYTES + 2], text[SDT_TEXT_BYTES];
    struct sdt_reply reply = {.sw3 = SDT_SW_OK, .data = data, .data_size = SDT_ADDRESS_BYTES};
    struct idcard_record record;

    (void)state;
    citizen(text);
    assert_int_equal(sdt_text_parse_block(text, &record), ERR_OK);
    for (size_t at = 0; at < sizeof(data); at += 2)
        bytes_put_le16(data + at, ' ');
    assert_int_equal(sdt_text_parse_newest(&reply, &record), ERR_OK);
    assert_string_equal(record.address, "1 A  B");
    assert_false(record.address_is_newest);
    lay(data, 0, "2 C");
    assert_int_equal(sdt_text_parse_newest(&reply, &record), ERR_OK);
    assert_string_equal(record.address, "2 C");
    assert_true(record.address_is_newest);
    reply.data_size += 2;
    assert_int_equal(sdt_text_parse_newest(&reply, &record), ERR_PROTOCOL);
}

static void refuses_what_no_card_says(void **state)
{
    static const struct {
        size_t at;
        const char *text;
    } wrong[] = {{36, "19410229"},
                 {36, "19400230"},
                 {36, "1940 229"},
                 {36, "        "},
                 {188, "20101301"},
                 {188, "00000101"},
                 {204, "20300001"},
                 {204, "        "},
                 {32, "00"},
                 {32, "57"},
                 {32, "99"},
                 {32, "7 "},
                 {122, "5323311940022900  "},
                 {122, "53233119400229001x"},
                 {122, "X32331194002290019"},
                 {0, "   "}};
    static const struct idcard_record zero;
    uint8_t text[SDT_TEXT_BYTES];
    struct idcard_record record;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        memset(&record, 0, sizeof(record));
        citizen(text);
        lay(text, wrong[i].at, wrong[i].text);
        assert_int_equal(sdt_text_parse_block(text, &record), ERR_PROTOCOL);
        assert_memory_equal(&record, &zero, sizeof(record));
    }
}

static void reads_only_whole_cards(void **state)
{
    uint8_t data[4 + SDT_TEXT_BYTES + IDCARD_PHOTO_BYTES] = {1, 0, 4, 0};
    struct sdt_reply reply = {.sw3 = SDT_SW_OK, .data = data, .data_size = sizeof(data)};
    struct idcard_record record;

    (void)state;
    citizen(data + 4);
    memset(data + 4 + SDT_TEXT_BYTES, 0x77, IDCARD_PHOTO_BYTES);
    assert_int_equal(sdt_text_parse_read(&reply, &record), ERR_OK);
    assert_int_equal(record.photo[IDCARD_PHOTO_BYTES - 1], 0x77);
    reply.data_size--;
    assert_int_equal(sdt_text_parse_read(&reply, &record), ERR_PROTOCOL);
    reply.data_size++;
    data[1] = 1;
    assert_int_equal(sdt_text_parse_read(&reply, &record), ERR_PROTOCOL);
    assert_int_equal(record.photo[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_a_citizens_text),
                                       cmocka_unit_test(reads_a_card_without_end),
                                       cmocka_unit_test(reads_a_full_block),
                                       cmocka_unit_test(knows_every_sex),
                                       cmocka_unit_test(reads_a_residence_permit),
                                       cmocka_unit_test(reads_a_foreigners_text),
                                       cmocka_unit_test(cuts_a_long_name_at_a_character),
                                       cmocka_unit_test(joins_an_english_name),
                                       cmocka_unit_test(refuses_wrong_foreigners),
                                       cmocka_unit_test(knows_every_type),
                                       cmocka_unit_test(reads_rare_characters),
                                       cmocka_unit_test(takes_the_newest_address),
                                       cmocka_unit_test(refuses_what_no_card_says),
                                       cmocka_unit_test(reads_only_whole_cards)};

    return cmocka_run_group_tests_name("drivers/idcard/sdt_text_parse", tests, NULL, NULL);
}
