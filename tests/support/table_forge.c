#include "tests/support/table_forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "firmware/base/bytes.h"
#include "ui/input/table.h"

static const char *forged_path(void)
{
    static char path[64];
    snprintf(path, sizeof(path), "/tmp/banshi-forged-%d.tbl", (int)getpid());
    return path;
}

const char *table_forge_real(const char *name)
{
    static char path[512];
    const char *folder = getenv("BANSHI_TABLES");
    snprintf(path, sizeof(path), "%s/%s", folder == NULL ? "build/tables" : folder, name);
    return path;
}

uint8_t *table_forge_read(const char *path, size_t *out_size_bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s is not there; run tools/run/tables.sh", path);
    fseek(file, 0, SEEK_END);
    long size_bytes = ftell(file);
    rewind(file);
    uint8_t *bytes = malloc((size_t)size_bytes + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size_bytes, file), size_bytes);
    fclose(file);
    bytes[size_bytes] = 0;
    *out_size_bytes = (size_t)size_bytes;
    return bytes;
}

const char *table_forge_write(uint8_t *bytes, size_t size_bytes, bool mend)
{
    struct table_header *header = (struct table_header *)bytes;
    if (mend && size_bytes >= sizeof(*header))
        header->checksum =
            bytes_hash(BYTES_HASH_START, bytes + sizeof(*header), size_bytes - sizeof(*header));
    FILE *file = fopen(forged_path(), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
    assert_int_equal(fclose(file), 0);
    return forged_path();
}

void table_forge_remove(void)
{
    remove(forged_path());
}

uint8_t *table_forge_record(uint8_t *bytes, unsigned section, uint32_t index)
{
    const struct table_section *at = &((struct table_header *)bytes)->sections[section];
    assert_true(index < at->count);
    return bytes + at->offset_bytes + (size_t)at->record_bytes * index;
}
