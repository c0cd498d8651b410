/* Feeds bytes to the card parser as the data of a read reply: a record is either good in every
 * member or all zero. Then the same bytes as an address supplement. */
#include <string.h>

#include "drivers/idcard/sdt_text_parse.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define LENGTHS_BYTES 4

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_text(const char *text, size_t size_bytes)
{
    size_t length = strnlen(text, size_bytes);

    CHECK(length < size_bytes && text_is_utf8(text, length));
    for (size_t i = 0; i < length; i++)
        CHECK((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
}

static void check_record(const struct idcard_record *record)
{
    bool foreign = record->kind == IDCARD_FOREIGNER || record->kind == IDCARD_FOREIGNER_2023;

    check_text(record->name, sizeof(record->name));
    check_text(record->english_name, sizeof(record->english_name));
    check_text(record->address, sizeof(record->address));
    check_text(record->issuer, sizeof(record->issuer));
    check_text(record->permit_number, sizeof(record->permit_number));
    CHECK(record->kind <= IDCARD_FOREIGNER_2023 && record->name[0] != '\0');
    CHECK(strlen(record->number) == (record->kind == IDCARD_FOREIGNER ? 15 : 18));
    CHECK(strlen(record->country) == (foreign ? 3 : 0));
    CHECK(!foreign || record->address[0] == '\0');
    CHECK(!record->name_is_cut || strlen(record->english_name) > strlen(record->name));
    CHECK(strlen(record->birth) == 8 && strlen(record->valid_from) == 8);
    CHECK(strlen(record->valid_to) == 8 || record->valid_to[0] == '\0');
    CHECK(record->sex <= 2 || record->sex == 9);
    CHECK(record->nation <= 56 || record->nation == 97 || record->nation == 98);
    CHECK(record->issue_count <= 99);
}

static void check_newest(const uint8_t *bytes, size_t size_bytes)
{
    static struct idcard_record record;
    struct sdt_reply reply = {.data = bytes, .data_size = size_bytes};
    err_t err;

    memset(&record, 0, sizeof(record));
    err = sdt_text_parse_newest(&reply, &record);
    CHECK((err == ERR_OK) == (size_bytes == SDT_ADDRESS_BYTES));
    CHECK(record.address_is_newest == (record.address[0] != '\0'));
    check_text(record.address, sizeof(record.address));
}

/* The text arrives with or without the lengths and the photo around it, so that the fuzzer need not
 * guess those. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static const struct idcard_record zero;
    static uint8_t data[SDT_READ_BYTES] = {1, 0, 4, 0};
    struct sdt_reply reply = {.data = bytes, .data_size = size_bytes};
    struct idcard_record record;
    err_t err;

    if (size_bytes >= LENGTHS_BYTES && size_bytes <= SDT_TEXT_BYTES) {
        memset(data + LENGTHS_BYTES, 0, SDT_TEXT_BYTES);
        memcpy(data + LENGTHS_BYTES, bytes, size_bytes);
        reply.data = data;
        reply.data_size = sizeof(data);
    }
    memset(&record, 0xa5, sizeof(record));
    err = sdt_text_parse_read(&reply, &record);
    if (err == ERR_OK)
        check_record(&record);
    else
        CHECK(memcmp(&record, &zero, sizeof(record)) == 0);
    check_newest(bytes, size_bytes);
    return 0;
}
