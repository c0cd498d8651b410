/* Pinyin to characters, for names and addresses: offline, the same answer to the same letters
 * always. It learns nothing and keeps nothing: what a search needed is wiped before it returns.
 *
 * Letters are a to z, v for u with dots (吕 is lv), and ' between syllables where a person wants to
 * divide (xi'an). Whole syllables, beginnings and initials may be mixed: "shanxisheng", "sxsheng" and
 * "sxs" all find 山西省. Tones are not typed.
 *
 * The table comes from Unicode's Han database (kMandarin, kTGHZ2013, kHanyuPinlu, kXHC1983), from
 * the administrative divisions and from the lists in assets/lexicon. Process: kiosk. */
#ifndef BANSHI_UI_INPUT_PINYIN_H
#define BANSHI_UI_INPUT_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define PINYIN_LETTERS_MAX 48

struct pinyin;

/* What is being written: whose words come first, and which come at all. Single characters always
 * come. PINYIN_NAME is a whole name from its beginning, PINYIN_GIVEN what follows the surname;
 * PINYIN_ANY takes the words of all and the order of addresses. */
enum pinyin_about { PINYIN_NAME, PINYIN_GIVEN, PINYIN_ADDRESS, PINYIN_ANY };

struct pinyin_candidate {
    char text[64];   /* UTF-8 */
    uint8_t letters; /* how many of the typed letters it uses up, separators behind it included */
};

/* Opens pinyin.tbl; the whole table is checked once. Errors as table_open(), and ERR_MEMORY. */
MUST_USE err_t pinyin_open(const char *path, struct pinyin **out);

/* NULL is allowed. */
void pinyin_close(struct pinyin *pinyin);

/* True for "" and for letters and separators that pinyin_find() takes whole. */
bool pinyin_letters_valid(const char *letters);

/* Writes up to `max` candidates, leaving out the first `skip`, and returns how many: best first,
 * none twice. Words that use all letters come before those that leave a syllable, and so on; with
 * equal use the more common one comes first. When no word uses all letters, one made of several may stand first
 * (朝阳区 and 望京街道 for "chaoyangquwangjingjiedao"). Where the letters stop being pinyin, their
 * beginning counts; no letters, no candidates. One search at a time: the scratch is the struct's. */
int pinyin_find(const struct pinyin *pinyin, enum pinyin_about about, const char *letters, int skip,
                struct pinyin_candidate *out, int max);

/* Writes the letters with a blank between syllables ("shan xi sheng", "s x sheng"), for showing, and
 * returns the number of pieces. `out` holds 2 * PINYIN_LETTERS_MAX bytes. */
int pinyin_split(const struct pinyin *pinyin, const char *letters,
                 char out[2 * PINYIN_LETTERS_MAX]);

#endif
