#include "tools/tables/strokes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/tables/lines.h"
#include "tools/tables/unihan.h"

#define STROKES_MAX 127

const char *strokes_of(const struct strokes *strokes, uint32_t character)
{
    uint32_t first = strokes->first[character];
    if (first == 0)
        return NULL;
    const struct table_spelling *spellings = strokes->spellings.at;
    return (const char *)strokes->text.at + spellings[first - 1].first_stroke;
}

static void add(struct strokes *strokes, uint32_t character, const char *spelling)
{
    struct table_spelling *made = grow_add(&strokes->spellings, sizeof(*made));
    made->part = character;
    made->first_stroke = (uint32_t)grow_append(&strokes->text, spelling, 1, strlen(spelling) + 1);
    if (strokes->first[character] == 0)
        strokes->first[character] = (uint32_t)strokes->spellings.count;
}

/* The one character that the text is; 0 when it is more or none of ours. */
static uint32_t character_of(const char *text)
{
    size_t length = 0;
    uint32_t character = text_next(text, &length);
    return text[length] == 0 && character >= 0x80 && character <= UNIHAN_CHARACTER_MAX ? character
                                                                                       : 0;
}

static err_t read_dictionary(struct strokes *strokes, const char *path)
{
    struct lines lines;
    err_t err = lines_open(&lines, path, "\t ");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines)) {
        uint32_t character = character_of(lines.fields[0]);
        char *spelling = lines.field_count > 1 ? lines.fields[1] : NULL;
        if (character == 0 || spelling == NULL || strlen(spelling) > STROKES_MAX ||
            spelling[strspn(spelling, "hspnz")] != 0)
            continue;
        for (char *at = spelling; (at = strchr(at, 'n')) != NULL;)
            *at = 'd';
        add(strokes, character, spelling);
    }
    lines_close(&lines);
    return ERR_OK;
}

/* One line of the house's list: the strokes at its end, or those of the parts in a row. */
static void take_own(struct strokes *strokes, const struct lines *lines)
{
    char spelling[STROKES_MAX + 1] = "";
    uint32_t character = character_of(lines->fields[0]);
    const char *last = lines->fields[lines->field_count - 1];
    CHECK(character != 0);
    if (strokes_of(strokes, character) != NULL)
        return;
    if (isalpha((unsigned char)last[0])) {
        add(strokes, character, last);
        return;
    }
    for (int i = 1; i < lines->field_count; i++) {
        const char *part = strokes_of(strokes, character_of(lines->fields[i]));
        if (part == NULL || !text_append(spelling, sizeof(spelling), part)) {
            fprintf(stderr, "banshi-tables: no strokes for %s\n", lines->fields[i]);
            return;
        }
    }
    add(strokes, character, spelling);
}

err_t strokes_load(struct strokes *out, const char *path, const char *folder)
{
    *out = (struct strokes){.first = calloc(UNIHAN_CHARACTER_MAX + 1, sizeof(uint32_t))};
    CHECK(out->first != NULL);
    char own[4096];
    snprintf(own, sizeof(own), "%s/parts.txt", folder);
    struct lines lines;
    err_t err = read_dictionary(out, path);
    if (err == ERR_OK)
        err = lines_open(&lines, own, " \t");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines))
        take_own(out, &lines);
    lines_close(&lines);
    return ERR_OK;
}

void strokes_finish(struct strokes *strokes)
{
    if (strokes == NULL)
        return;
    grow_finish(&strokes->spellings);
    grow_finish(&strokes->text);
    free(strokes->first);
    *strokes = (struct strokes){0};
}

static int by_strokes(const void *a, const void *b, void *text)
{
    const struct table_spelling *left = a, *right = b;
    int order = strcmp((char *)text + left->first_stroke, (char *)text + right->first_stroke);
    if (order != 0)
        return order;
    return left->part < right->part ? -1 : left->part > right->part;
}

void strokes_keep(struct strokes *strokes, const uint32_t *known)
{
    struct table_spelling *spellings = strokes->spellings.at;
    size_t kept = 0;
    for (size_t i = 0; i < strokes->spellings.count; i++)
        if (known[spellings[i].part] != 0)
            spellings[kept++] = spellings[i];
    strokes->spellings.count = kept;
    qsort_r(spellings, kept, sizeof(*spellings), by_strokes, strokes->text.at);
}
