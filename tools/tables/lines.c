#include "tools/tables/lines.h"

#include <stdlib.h>
#include <string.h>

err_t lines_open(struct lines *lines, const char *path, const char *separators)
{
    *lines = (struct lines){.file = fopen(path, "r"), .separators = separators};
    if (lines->file == NULL) {
        fprintf(stderr, "banshi-tables: cannot read %s\n", path);
        return ERR_NOT_FOUND;
    }
    return ERR_OK;
}

bool lines_next(struct lines *lines)
{
    while (getline(&lines->line, &lines->room, lines->file) >= 0) {
        lines->number++;
        lines->line[strcspn(lines->line, "#\r\n")] = 0;
        lines->field_count = 0;
        char *rest = NULL;
        for (char *field = strtok_r(lines->line, lines->separators, &rest);
             field != NULL && lines->field_count < LINES_FIELDS_MAX;
             field = strtok_r(NULL, lines->separators, &rest))
            lines->fields[lines->field_count++] = field;
        if (lines->field_count > 0)
            return true;
    }
    return false;
}

void lines_close(struct lines *lines)
{
    if (lines->file != NULL)
        fclose(lines->file);
    free(lines->line);
    *lines = (struct lines){0};
}
