/* Writes a binary table as ui/input/table.h describes it. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_WRITER_H
#define BANSHI_TOOLS_TABLES_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "ui/input/table.h"

/* The sections in their order; the records stay the caller's. Start with the kind and version and
 * all else zero. */
struct writer {
    uint32_t kind;
    uint32_t version;
    unsigned section_count;
    struct {
        const void *records;
        size_t record_bytes;
        size_t count;
    } sections[TABLE_SECTIONS_MAX];
};

/* One section more, at most TABLE_SECTIONS_MAX. */
void writer_add(struct writer *writer, const void *records, size_t record_bytes, size_t count);

/* Writes all to `path`.new and renames it, so that a table is whole or absent. ERR_IO, ERR_MEMORY,
 * ERR_LIMIT when the table is larger than a reader accepts. */
MUST_USE err_t writer_save(const struct writer *writer, const char *path);

/* The same promise for a plain text or any other bytes. */
MUST_USE err_t writer_save_bytes(const char *path, const void *bytes, size_t size_bytes);

#endif
