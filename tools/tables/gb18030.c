#include "tools/tables/gb18030.h"

#include <iconv.h>
#include <stdio.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "ui/input/table.h"

/* Ideographs that the 2022 edition moved from the private area to their own place. */
static const struct {
    uint8_t code[2];
    uint16_t character;
} MOVED[] = {{{0xfe, 0x59}, 0x9fb4}, {{0xfe, 0x61}, 0x9fb5}, {{0xfe, 0x66}, 0x9fb6},
             {{0xfe, 0x67}, 0x9fb7}, {{0xfe, 0x6d}, 0x9fb8}, {{0xfe, 0x7e}, 0x9fb9},
             {{0xfe, 0x90}, 0x9fba}, {{0xfe, 0xa0}, 0x9fbb}};

static uint16_t convert(iconv_t converter, const uint8_t *code, size_t length)
{
    uint8_t character[8] = {0};
    char *in = (char *)(uintptr_t)code, *out = (char *)character;
    size_t out_left = sizeof(character);
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &in, &length, &out, &out_left) == (size_t)-1 || length != 0 ||
        out_left != 4 || bytes_get_le32(character) > UINT16_MAX)
        return 0;
    return (uint16_t)bytes_get_le32(character);
}

static unsigned trail_index(uint8_t trail)
{
    return trail - 0x40u - (trail > 0x7f);
}

err_t gb18030_tables(uint16_t *out_two, uint16_t *out_four)
{
    iconv_t converter = iconv_open("UTF-32LE", "GB18030");
    if (converter == (iconv_t)-1) {
        fprintf(stderr, "banshi-tables: the C library knows no GB 18030\n");
        return ERR_STATE;
    }
    for (unsigned lead = 0; lead < TABLE_PARTS_GB_LEADS; lead++)
        for (unsigned trail = 0; trail < TABLE_PARTS_GB_TRAILS; trail++) {
            uint8_t code[] = {(uint8_t)(0x81 + lead), (uint8_t)(0x40 + trail + (trail >= 0x3f))};
            out_two[lead * TABLE_PARTS_GB_TRAILS + trail] = convert(converter, code, 2);
        }
    for (unsigned i = 0; i < COUNT_OF(MOVED); i++)
        out_two[(MOVED[i].code[0] - 0x81u) * TABLE_PARTS_GB_TRAILS +
                trail_index(MOVED[i].code[1])] = MOVED[i].character;
    for (unsigned i = 0; i < TABLE_PARTS_GB_LINEAR; i++) {
        uint8_t code[] = {(uint8_t)(0x81 + i / 12600), (uint8_t)(0x30 + i / 1260 % 10),
                          (uint8_t)(0x81 + i / 10 % 126), (uint8_t)(0x30 + i % 10)};
        out_four[i] = convert(converter, code, 4);
    }
    iconv_close(converter);
    return ERR_OK;
}
