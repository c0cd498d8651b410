/* Feeds bytes to the card parser as the data of a read reply: a record is either good in every
 * member or all zero. */
#include <string.h>

#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define LENGTHS_BYTES 4

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_record(const struct idcard_record *record)
{
    CHECK(text_is_utf8(record->name, strlen(record->name)) && record->name[0] != '\0');
    CHECK(text_is_utf8(record->address, strlen(record->address)));
    CHECK(text_is_utf8(record->issuer, strlen(record->issuer)));
    CHECK(strlen(record->number) == 18 && strlen(record->birth) == 8);
    CHECK(strlen(record->valid_from) == 8);
    CHECK(strlen(record->valid_to) == 8 || record->valid_to[0] == '\0');
    CHECK(record->sex <= 2 || record->sex == 9);
    CHECK(record->nation <= 56 || record->nation == 97 || record->nation == 98);
}

/* The text arrives with or without the lengths and the photo around it, so that the fuzzer need not
 * guess those. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static const struct idcard_record zero;
    static uint8_t data[LENGTHS_BYTES + SDT_TEXT_BYTES + IDCARD_PHOTO_BYTES] = {1, 0, 4, 0};
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
    err = sdt_parse_card(&reply, &record);
    if (err == ERR_OK)
        check_record(&record);
    else
        CHECK(memcmp(&record, &zero, sizeof(record)) == 0);
    return 0;
}
