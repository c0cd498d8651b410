/* Plays a card with the bytes: the answers of a whole visit, each a length and its bytes. However
 * it answers, the visit ends, sends nothing but reading, and gives a record that is good or all
 * zero. */
#include <string.h>

#include "drivers/smartcard/ssc_parse.h"
#include "drivers/smartcard/ssc_read.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define EXCHANGES_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

struct card {
    const uint8_t *bytes;
    size_t left;
    unsigned exchanges;
};

static err_t exchange(void *context, const uint8_t *bytes, size_t size, uint8_t *out,
                      size_t *out_size)
{
    struct card *card = context;
    size_t count;

    CHECK(++card->exchanges < EXCHANGES_MAX && size >= 4 && *out_size == APDU_ANSWER_BYTES);
    CHECK(bytes[1] == 0xa4 || bytes[1] == 0xb2 || bytes[1] == 0xc0);
    if (card->left == 0)
        return ERR_CARD_MOVED;
    count = card->bytes[0] < card->left ? card->bytes[0] : card->left - 1;
    memcpy(out, card->bytes + 1, count);
    *out_size = count;
    card->bytes += 1 + count;
    card->left -= 1 + count;
    return ERR_OK;
}

static void check_record(const struct smartcard_record *record)
{
    CHECK(record->name[0] != '\0' && text_is_utf8(record->name, strlen(record->name)));
    CHECK(strlen(record->social_number) >= 15 && strlen(record->social_number) <= 18);
    CHECK(record->birth[0] == '\0' || strlen(record->birth) == 8);
    CHECK(record->sex <= 2 || record->sex == 9);
    CHECK(record->nation <= 56 || record->nation == 97 || record->nation == 98);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static const struct smartcard_record zero;
    struct card card = {bytes, size_bytes, 0};
    const struct apdu_channel channel = {exchange, &card};
    struct smartcard_record record;
    struct ssc_tlv tlv;

    memset(&record, 0xa5, sizeof(record));
    if (ssc_read(&channel, &record) == ERR_OK)
        check_record(&record);
    else
        CHECK(memcmp(&record, &zero, sizeof(zero)) == 0);
    if (ssc_tlv_parse(bytes, size_bytes, &tlv) == ERR_OK) {
        CHECK(tlv.value == bytes + 2 && 2u + tlv.size <= size_bytes);
        (void)ssc_item_parse(&tlv, &record);
    }
    return 0;
}
