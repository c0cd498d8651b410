#include "ui/input/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the tables are little endian");
_Static_assert(sizeof(struct table_header) == 40 + 16 * TABLE_SECTIONS_MAX, "no padding");

static bool section_fits(const struct table_section *section, size_t size_bytes)
{
    uint64_t end = section->offset_bytes + (uint64_t)section->record_bytes * section->count;
    return section->offset_bytes >= sizeof(struct table_header) && section->offset_bytes % 8 == 0 &&
           section->record_bytes > 0 && end <= size_bytes;
}

static bool header_holds(const struct table_header *header, uint64_t size_bytes, uint32_t kind,
                         uint32_t version)
{
    if (memcmp(header->magic, TABLE_MAGIC, sizeof(header->magic)) != 0 || header->kind != kind ||
        header->version != version || header->size_bytes != size_bytes ||
        header->section_count > TABLE_SECTIONS_MAX)
        return false;
    for (uint32_t i = 0; i < header->section_count; i++)
        if (!section_fits(&header->sections[i], size_bytes))
            return false;
    return true;
}

static bool table_holds(const struct table *table, uint32_t kind, uint32_t version)
{
    const struct table_header *header = (const struct table_header *)table->at;
    return header_holds(header, table->size_bytes, kind, version) &&
           bytes_hash(BYTES_HASH_START, table->at + sizeof(*header),
                      table->size_bytes - sizeof(*header)) == header->checksum;
}

/* Maps the whole file; its size is within the stated limits. */
static err_t map_file(struct table *out, int file)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return ERR_IO;
    if (!S_ISREG(about.st_mode) || about.st_size < (off_t)sizeof(struct table_header) ||
        about.st_size > (off_t)TABLE_SIZE_BYTES_MAX)
        return ERR_INVALID;
    void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (at == MAP_FAILED)
        return errno == ENOMEM ? ERR_MEMORY : ERR_IO;
    *out = (struct table){.at = at, .size_bytes = (size_t)about.st_size};
    return ERR_OK;
}

err_t table_open(struct table *out, const char *path, uint32_t kind, uint32_t version)
{
    *out = (struct table){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    err_t err = map_file(out, file);
    close(file);
    if (err == ERR_OK && !table_holds(out, kind, version)) {
        err = ERR_INVALID;
        table_close(out);
    }
    if (err == ERR_OK)
        table_rest(out);
    return err;
}

bool table_is_there(const char *path, uint32_t kind, uint32_t version)
{
    struct table_header header;
    struct stat about;
    bool is_there = false;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return false;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) &&
        about.st_size <= (off_t)TABLE_SIZE_BYTES_MAX &&
        read(file, &header, sizeof(header)) == (ssize_t)sizeof(header))
        is_there = header_holds(&header, (uint64_t)about.st_size, kind, version);
    close(file);
    return is_there;
}

void table_rest(const struct table *table)
{
    /* Only the page tables forget: the file's pages stay in the system's cache. */
    if (table->at != NULL)
        (void)madvise((void *)(uintptr_t)table->at, table->size_bytes, MADV_DONTNEED);
}

void table_close(struct table *table)
{
    if (table == NULL || table->at == NULL)
        return;
    munmap((void *)(uintptr_t)table->at, table->size_bytes);
    *table = (struct table){0};
}

err_t table_section(const struct table *table, unsigned index, size_t record_bytes,
                    const void **out_records, uint32_t *out_count)
{
    CHECK(table->at != NULL);
    const struct table_header *header = (const struct table_header *)table->at;
    if (index >= header->section_count || header->sections[index].record_bytes != record_bytes)
        return ERR_INVALID;
    *out_records = table->at + header->sections[index].offset_bytes;
    *out_count = header->sections[index].count;
    return ERR_OK;
}
