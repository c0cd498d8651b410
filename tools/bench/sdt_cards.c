#include "tools/bench/sdt_cards.h"

#include <stddef.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

/* Offsets of the citizen layout; the three other layouts differ and state theirs in numbers. */
enum {
    NAME = 0,
    SEX = 30,
    NATION = 32,
    BIRTH = 36,
    ADDRESS = 52,
    NUMBER = 122,
    ISSUER = 158,
    FROM = 188,
    TO = 204,
    TYPE = 248
};

static const struct sdt_card cards[] = {
    {"zhang",
     NULL,
     {{NAME, "张桂兰"},
      {SEX, "2"},
      {NATION, "07"},
      {BIRTH, "19400229"},
      {ADDRESS, "云南省楚雄彝族自治州禄丰市仁兴镇大箐村民委员会上村12号"},
      {NUMBER, "532331194002290027"},
      {ISSUER, "禄丰市公安局"},
      {FROM, "20100301"},
      {TO, "长期"}}},
    {"wang",
     NULL,
     {{NAME, "王秀英"},
      {SEX, "2"},
      {NATION, "01"},
      {BIRTH, "19491231"},
      {ADDRESS, "北京市朝阳区样板街道1号楼2单元303室"},
      {NUMBER, "11010519491231002X"},
      {ISSUER, "北京市公安局朝阳分局"},
      {FROM, "20060712"},
      {TO, "长期"}}},
    {"li",
     NULL,
     {{NAME, "李强"},
      {SEX, "1"},
      {NATION, "01"},
      {BIRTH, "20000229"},
      {ADDRESS, "山西省太原市小店区样板路100号 2栋 301"},
      {NUMBER, "140100200002290033"},
      {ISSUER, "太原市公安局小店分局"},
      {FROM, "20190601"},
      {TO, "20290601"}}},
    {"permit",
     NULL,
     {{NAME, "陈样本"},
      {SEX, "1"},
      {BIRTH, "19850315"},
      {ADDRESS, "广东省深圳市样板路1号"},
      {NUMBER, "810000198503150017"},
      {ISSUER, "深圳市公安局"},
      {FROM, "20190101"},
      {TO, "20240101"},
      {220, "H00000000"},
      {238, "01"},
      {TYPE, "J"}}},
    {"foreigner",
     NULL,
     {{0, "SAMPLE, PERSON"},
      {120, "2"},
      {122, "FRA000000000000"},
      {152, "FRA"},
      {158, "样本"},
      {188, "20180101"},
      {204, "20280101"},
      {220, "19800101"},
      {236, "01"},
      {240, "1500"},
      {TYPE, "I"}}},
    {"foreigner-2023",
     NULL,
     {{0, "样本"},
      {30, "1"},
      {32, "00"},
      {36, "19800101"},
      {52, "SAMPLE, PERSON"},
      {122, "911111198001010013"},
      {188, "20240101"},
      {204, "20340101"},
      {242, "FRA"},
      {TYPE, "Y"}}},
    {"zhao", /* expired */
     NULL,
     {{NAME, "赵样本"},
      {SEX, "1"},
      {NATION, "11"},
      {BIRTH, "19790808"},
      {ADDRESS, "河北省石家庄市样板区样板路8号"},
      {NUMBER, "13010019790808001X"},
      {ISSUER, "石家庄市公安局"},
      {FROM, "20050101"},
      {TO, "20150101"}}},
    {"rare", /* a character outside the basic plane, and one that only a font knows */
     NULL,
     {{NAME, "龙𬱖\uE863"},
      {SEX, "9"},
      {NATION, "97"},
      {BIRTH, "19910101"},
      {ADDRESS, "陕西省西安市𮧵峪口1号"},
      {NUMBER, "610100199101010014"},
      {ISSUER, "西安市公安局"},
      {FROM, "20150101"},
      {TO, "20350101"}}},
    {"sun", /* has moved since the card was printed */
     "甘肃省兰州市新址路2号 3单元",
     {{NAME, "孙样本"},
      {SEX, "2"},
      {NATION, "03"},
      {BIRTH, "19880512"},
      {ADDRESS, "甘肃省兰州市旧址路1号"},
      {NUMBER, "620100198805120024"},
      {ISSUER, "兰州市公安局"},
      {FROM, "20180101"},
      {TO, "20380101"}}},
    {"permit-moved",
     "福建省厦门市新址路2号",
     {{NAME, "林样本"},
      {SEX, "2"},
      {BIRTH, "19900704"},
      {ADDRESS, "福建省厦门市旧址路1号"},
      {NUMBER, "830000199007040028"},
      {ISSUER, "厦门市公安局"},
      {FROM, "20220101"},
      {TO, "20270101"},
      {220, "00000000"},
      {238, "02"},
      {TYPE, "J"}}},
    {"foreigner-long", /* no Chinese name, an English one of 60 units */
     NULL,
     {{0, "SAMPLE-WITH-A-VERY-LONG-FAMILY-NAME, PERSON WITH GIVEN NAMES"},
      {120, "1"},
      {122, "DEU000000000000"},
      {152, "DEU"},
      {188, "20190101"},
      {204, "20290101"},
      {220, "19750228"},
      {236, "01"},
      {240, "3100"},
      {TYPE, "I"}}},
    {"foreigner-2023-long", /* an English name that goes on at the second place */
     NULL,
     {{30, "2"},
      {32, "02"},
      {36, "19920229"},
      {52, "SAMPLE WITH A LONG FAMILY NAME, PER"},
      {122, "933333199202290022"},
      {188, "20240501"},
      {204, "长期"},
      {220, "SON GIVEN"},
      {242, "GBR"},
      {TYPE, "Y"}}},
};

const struct sdt_card *sdt_cards_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(cards); i++)
        if (strcmp(cards[i].name, name) == 0)
            return &cards[i];
    return NULL;
}

const struct sdt_card *sdt_cards_at(size_t index)
{
    return index < COUNT_OF(cards) ? &cards[index] : NULL;
}

/* UTF-16LE with surrogate pairs, over the spaces that are there. */
static void write_units(const char *text, uint8_t *out, size_t size_bytes)
{
    uint32_t character;

    for (size_t at = 0, length; (character = text_next(text, &length)) != 0; text += length) {
        if (at + (character > 0xffff ? 4 : 2) > size_bytes)
            return;
        if (character > 0xffff) {
            bytes_put_le16(out + at, (uint16_t)(0xd800 + ((character - 0x10000) >> 10)));
            at += 2;
            character = 0xdc00 + ((character - 0x10000) & 0x3ff);
        }
        bytes_put_le16(out + at, (uint16_t)character);
        at += 2;
    }
}

static void write_spaces(uint8_t *out, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at += 2)
        bytes_put_le16(out + at, ' ');
}

void sdt_cards_write(const struct sdt_card *card, uint8_t out_text[SDT_CARDS_TEXT_BYTES])
{
    write_spaces(out_text, SDT_CARDS_TEXT_BYTES);
    for (size_t i = 0; i < SDT_CARDS_PIECES_MAX && card->pieces[i].text != NULL; i++)
        write_units(card->pieces[i].text, out_text + card->pieces[i].at,
                    SDT_CARDS_TEXT_BYTES - card->pieces[i].at);
}

void sdt_cards_write_newest(const struct sdt_card *card,
                            uint8_t out_address[SDT_CARDS_ADDRESS_BYTES])
{
    write_spaces(out_address, SDT_CARDS_ADDRESS_BYTES);
    if (card->newest != NULL)
        write_units(card->newest, out_address, SDT_CARDS_ADDRESS_BYTES);
}
