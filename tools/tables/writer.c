#include "tools/tables/writer.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

void writer_add(struct writer *writer, const void *records, size_t record_bytes, size_t count)
{
    CHECK(writer->section_count < TABLE_SECTIONS_MAX);
    unsigned at = writer->section_count++;
    writer->sections[at].records = records;
    writer->sections[at].record_bytes = record_bytes;
    writer->sections[at].count = count;
}

/* Where each section lies, and the size of the whole. */
static size_t lay_out(const struct writer *writer, struct table_header *out)
{
    size_t end = sizeof(*out);
    *out = (struct table_header){
        .kind = writer->kind, .version = writer->version, .section_count = writer->section_count};
    memcpy(out->magic, TABLE_MAGIC, sizeof(out->magic));
    for (unsigned i = 0; i < writer->section_count; i++) {
        out->sections[i] = (struct table_section){
            .offset_bytes = (uint32_t)end,
            .record_bytes = (uint32_t)writer->sections[i].record_bytes,
            .count = (uint32_t)writer->sections[i].count,
        };
        end += writer->sections[i].record_bytes * writer->sections[i].count;
        end = (end + 7) / 8 * 8;
    }
    out->size_bytes = end;
    return end;
}

err_t writer_save(const struct writer *writer, const char *path)
{
    struct table_header header;
    size_t size_bytes = lay_out(writer, &header);
    if (size_bytes > TABLE_SIZE_BYTES_MAX)
        return ERR_LIMIT;
    uint8_t *all = calloc(1, size_bytes);
    if (all == NULL)
        return ERR_MEMORY;
    for (unsigned i = 0; i < writer->section_count; i++)
        if (writer->sections[i].count > 0)
            memcpy(all + header.sections[i].offset_bytes, writer->sections[i].records,
                   writer->sections[i].record_bytes * writer->sections[i].count);
    header.checksum =
        bytes_hash(BYTES_HASH_START, all + sizeof(header), size_bytes - sizeof(header));
    memcpy(all, &header, sizeof(header));
    err_t err = writer_save_bytes(path, all, size_bytes);
    free(all);
    return err;
}

err_t writer_save_bytes(const char *path, const void *bytes, size_t size_bytes)
{
    char fresh[4096];
    if (snprintf(fresh, sizeof(fresh), "%s.new", path) >= (int)sizeof(fresh))
        return ERR_LIMIT;
    FILE *file = fopen(fresh, "wb");
    if (file == NULL)
        return ERR_IO;
    bool whole = fwrite(bytes, 1, size_bytes, file) == size_bytes;
    whole = fclose(file) == 0 && whole;
    if (whole && rename(fresh, path) == 0)
        return ERR_OK;
    remove(fresh);
    return ERR_IO;
}
