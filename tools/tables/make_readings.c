#include "tools/tables/make.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"
#include "tools/tables/writer.h"

err_t make_readings(const struct make_paths *paths, const struct unihan *unihan)
{
    struct grow text = {0};
    const struct unihan_character *all = unihan->characters.at;
    for (size_t i = 0; i < unihan->characters.count; i++) {
        if (all[i].reading_count == 0)
            continue;
        char line[16 + UNIHAN_READINGS_MAX * 12];
        size_t length = text_put(line, all[i].character);
        for (int r = 0; r < all[i].reading_count; r++)
            length += (size_t)snprintf(line + length, sizeof(line) - length, "%c%s%d",
                                       r == 0 ? '\t' : ' ', all[i].readings[r].letters,
                                       all[i].readings[r].tone);
        line[length++] = '\n';
        grow_append(&text, line, 1, length);
    }
    char path[4096];
    snprintf(path, sizeof(path), "%s/readings.tbl", paths->out);
    err_t err = writer_save_bytes(path, text.at, text.count);
    grow_finish(&text);
    return err;
}
