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
     {{NAME, "陈样本"},
      {SEX, "1"},
      {BIRTH, "19850315"},
      {ADDRESS, "广东省深圳市样板路1号"},
      {NUMBER, "810000198503150018"},
      {ISSUER, "深圳市公安局"},
      {FROM, "20190101"},
      {TO, "20240101"},
      {220, "H00000000"},
      {238, "01"},
      {TYPE, "J"}}},
    {"foreigner",
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
     {{0, "样本"},
      {30, "1"},
      {32, "00"},
      {36, "19800101"},
      {52, "SAMPLE, PERSON"},
      {122, "911111198001010010"},
      {188, "20240101"},
      {204, "20340101"},
      {242, "FRA"},
      {TYPE, "Y"}}},
};

const struct sdt_card *sdt_cards_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(cards); i++)
        if (strcmp(cards[i].name, name) == 0)
            return &cards[i];
    return NULL;
}

void sdt_cards_write(const struct sdt_card *card, uint8_t out_text[SDT_CARDS_TEXT_BYTES])
{
    for (size_t at = 0; at < SDT_CARDS_TEXT_BYTES; at += 2)
        bytes_put_le16(out_text + at, ' ');
    for (size_t i = 0; i < SDT_CARDS_PIECES_MAX && card->pieces[i].text != NULL; i++) {
        const char *text = card->pieces[i].text;
        size_t at = card->pieces[i].at, length;
        uint32_t unit;

        while ((unit = text_next(text, &length)) != 0 && at + 2 <= SDT_CARDS_TEXT_BYTES) {
            bytes_put_le16(out_text + at, (uint16_t)unit);
            text += length;
            at += 2;
        }
    }
}
