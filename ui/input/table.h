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

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define TABLE_MAGIC "BANSHITB"
#define TABLE_SECTIONS_MAX 8
#define TABLE_SIZE_BYTES_MAX (64u << 20)

/* Four letters as one number; a new layout gets a new version, and old files are refused. */
#define TABLE_KIND(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

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

struct table {
    const uint8_t *at; /* NULL when closed */
    size_t size_bytes;
};

/* Maps the file and checks header, bounds and checksum. ERR_NOT_FOUND: no such file; ERR_INVALID:
 * another kind or version, cut short or damaged; ERR_IO: it cannot be read. Zeroed on failure. */
MUST_USE err_t table_open(struct table *out, const char *path, uint32_t kind, uint32_t version);

/* Gives the map back; a zeroed table and NULL are allowed. */
void table_close(struct table *table);

/* The records of one section, aligned to 8 bytes, valid until table_close(). ERR_INVALID when the
 * section is missing or its records have another size. An empty section gives count 0. */
MUST_USE err_t table_section(const struct table *table, unsigned index, size_t record_bytes,
                             const void **out_records, uint32_t *out_count);

#endif
