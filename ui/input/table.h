/* The binary tables of the ways to write: one file each, made by banshi-tables, read by the kiosk.
 *
 * A file is a header, then sections of records of one size, then nothing. It is written and read by
 * machines of one byte order (little endian, all boards we know). The kiosk maps it read-only and
 * never trusts it: sizes, bounds and the checksum are checked once in table_open(); what the records
 * point to is checked by the reader of that table before it answers anything.
 *
 * The layouts of the records stand here, so that the program that writes and the room that reads
 * cannot disagree. Process: kiosk (reading), tools/tables (writing). */
#ifndef BANSHI_UI_INPUT_TABLE_H
#define BANSHI_UI_INPUT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define TABLE_MAGIC "BANSHITB"
#define TABLE_SECTIONS_MAX 8
#define TABLE_SIZE_BYTES_MAX (64u << 20)

/* Four letters as one number; a new layout gets a new version, and old files are refused. */
#define TABLE_KIND(a, b, c, d)                                                                     \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

struct table_section {
    uint32_t offset_bytes; /* from the start of the file, a multiple of 8 */
    uint32_t record_bytes;
    uint32_t count;
    uint32_t reserved;
};

struct table_header {
    char magic[8];
    uint32_t kind;
    uint32_t version;
    uint64_t size_bytes; /* of the whole file */
    uint64_t checksum;   /* bytes_hash() over everything behind the header */
    uint32_t section_count;
    uint32_t reserved;
    struct table_section sections[TABLE_SECTIONS_MAX];
};

/* ---- pinyin: kind PINY ---- */
#define TABLE_PINYIN TABLE_KIND('P', 'I', 'N', 'Y')
#define TABLE_PINYIN_VERSION 1u
#define TABLE_PINYIN_WORD_CHARACTERS_MAX 20
#define TABLE_PINYIN_WORD_BYTES_MAX 64 /* as UTF-8, with its NUL */
#define TABLE_PINYIN_COST_NEVER 255u

enum table_pinyin_section {
    TABLE_PINYIN_SYLLABLES,  /* table_pinyin_syllable, sorted */
    TABLE_PINYIN_CHARACTERS, /* table_pinyin_character, sorted by character */
    TABLE_PINYIN_READINGS,   /* table_pinyin_reading, each character's most common first */
    TABLE_PINYIN_WORDS,      /* table_pinyin_word; a single character is a word too */
    TABLE_PINYIN_LETTERS,    /* uint16_t, the words' characters as indices */
    TABLE_PINYIN_BUCKETS,    /* uint32_t, 27: where the words that can begin with a..z start */
    TABLE_PINYIN_ENTRIES,    /* uint32_t, indices of words, bucket by bucket */
    TABLE_PINYIN_SECTIONS
};

struct table_pinyin_syllable {
    char letters[8]; /* a to z, v for u with dots; filled up with NUL */
};

struct table_pinyin_character {
    uint32_t character;
    uint32_t first_reading;
    uint32_t reading_count;
};

struct table_pinyin_reading {
    uint16_t syllable;
    uint16_t cost; /* 0 for the usual reading, more for rare ones */
};

struct table_pinyin_word {
    uint32_t first_letter;
    uint8_t length;       /* characters, 1 to TABLE_PINYIN_WORD_CHARACTERS_MAX */
    uint8_t cost_name;    /* 0 is the most common; TABLE_PINYIN_COST_NEVER: not in names */
    uint8_t cost_given;   /* the same behind the surname */
    uint8_t cost_address; /* the same for addresses */
    uint32_t completes;   /* 1 when a mere beginning may be completed to it */
};

/* ---- places: kind PLAC ---- */
#define TABLE_PLACES TABLE_KIND('P', 'L', 'A', 'C')
#define TABLE_PLACES_VERSION 1u

enum table_places_section {
    TABLE_PLACES_PLACES, /* table_place; 0 is the country, children behind their parent */
    TABLE_PLACES_NAMES,  /* char, each name ended by NUL, the last byte too */
    TABLE_PLACES_SECTIONS
};

struct table_place {
    uint32_t name_offset;
    uint32_t code; /* 6 digits (GB/T 2260) or 9 (streets and towns); 0: the country */
    uint32_t first_child;
    uint32_t child_count;
};

/* ---- parts: kind PART ---- */
#define TABLE_PARTS TABLE_KIND('P', 'A', 'R', 'T')
#define TABLE_PARTS_VERSION 1u
#define TABLE_PARTS_STANDARD 8105u   /* ranks below are characters of the standard table */
#define TABLE_PARTS_GB_LEADS 126u    /* lead bytes 81 to FE */
#define TABLE_PARTS_GB_TRAILS 190u   /* trail bytes 40 to FE without 7F */
#define TABLE_PARTS_GB_LINEAR 39420u /* four-byte codes of the basic plane */

enum table_parts_section {
    TABLE_PARTS_PARTS,      /* table_part; what a part is made of stands before it */
    TABLE_PARTS_CHILDREN,   /* uint32_t, indices of parts; twice when a part is there twice */
    TABLE_PARTS_CHARACTERS, /* uint32_t, indices of the parts that are characters, sorted by them */
    TABLE_PARTS_SPELLINGS,  /* table_spelling, sorted by their strokes */
    TABLE_PARTS_STROKES,    /* char: h s p d z, each spelling ended by NUL, the last byte too */
    TABLE_PARTS_GB_TWO,  /* uint16_t: the characters of the two-byte codes of GB 18030, 0: none */
    TABLE_PARTS_GB_FOUR, /* uint16_t: those of the four-byte codes from 81308130 to 8431A439 */
    TABLE_PARTS_SECTIONS
};

struct table_part {
    uint32_t character; /* 0: a part that is no character of its own */
    uint32_t form;      /* the index of the part that stands for all forms of it; often its own */
    uint32_t first_child;
    uint16_t rank; /* 0 is the most used */
    uint8_t child_count;
    uint8_t strokes; /* 0: unknown, never a result */
};

struct table_spelling {
    uint32_t first_stroke;
    uint32_t part;
};

struct table {
    const uint8_t *at; /* NULL when closed */
    size_t size_bytes;
};

/* Maps the file and checks header, bounds and checksum. ERR_NOT_FOUND: no such file; ERR_INVALID:
 * another kind or version, cut short or damaged; ERR_IO: it cannot be read. Zeroed on failure. */
MUST_USE err_t table_open(struct table *out, const char *path, uint32_t kind, uint32_t version);

/* True when the file has the header of such a table and the size that it tells: what can be known
 * without reading the whole of it, for what is opened later. */
bool table_is_there(const char *path, uint32_t kind, uint32_t version);

/* Lets go of the pages that were looked at, which count as the process's own memory while it holds
 * them; what is looked at again comes back by itself. */
void table_rest(const struct table *table);

/* Gives the map back; a zeroed table and NULL are allowed. */
void table_close(struct table *table);

/* The records of one section, aligned to 8 bytes, valid until table_close(). ERR_INVALID when the
 * section is missing or its records have another size. An empty section gives count 0. */
MUST_USE err_t table_section(const struct table *table, unsigned index, size_t record_bytes,
                             const void **out_records, uint32_t *out_count);

#endif
