#include "tools/tables/hand_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"

#define OF_MAX 4
#define OWN_KEYS (HAND_PART_UNNAMED + 1000000u) /* beyond the numbers of the file */

/* One line as it is written: "key:kind(part,part,...)". */
struct line {
    uint32_t key;
    char kind[HAND_PARTS_KIND_BYTES];
    uint32_t of[OF_MAX];
    int count;
};

static const char *const OWN_LINES[] = {
#define PARTS(line) line,
#include "tools/tables/hand_parts.def"
#undef PARTS
};

/* A character or a number of five digits. */
static uint32_t key_read(const char **at)
{
    size_t length;
    uint32_t key;

    if (**at >= '0' && **at <= '9') {
        char *end;

        key = HAND_PART_UNNAMED + (uint32_t)strtoul(*at, &end, 10);
        *at = end;
        return key;
    }
    key = text_next(*at, &length);
    *at += length;
    return key;
}

static bool line_read(const char *text, struct line *out)
{
    size_t length;

    *out = (struct line){0};
    out->key = key_read(&text);
    if (*text++ != ':')
        return false;
    length = strcspn(text, "/(");
    if (length >= sizeof(out->kind))
        return false;
    memcpy(out->kind, text, length);
    text = strchr(text, '(');
    while (text != NULL && (*text == '(' || *text == ',') && text[1] != ')' &&
           out->count < OF_MAX) {
        text++;
        out->of[out->count++] = key_read(&text);
    }
    return out->count > 0;
}

static uint32_t entry_add(struct hand_parts *parts, uint32_t key, const char *kind,
                          const uint32_t of[2])
{
    struct hand_parts_entry *entry = grow_add(&parts->list, sizeof(*entry));

    entry->key = key != 0 ? key : parts->next_key++;
    snprintf(entry->kind, sizeof(entry->kind), "%s", kind);
    entry->of[0] = of[0];
    entry->of[1] = of[1];
    return entry->key;
}

/* Says every way to put parts together as pairs. */
static void line_add(struct hand_parts *parts, const struct line *line)
{
    uint32_t once = line->of[0];
    uint32_t pair[2] = {once, once};

    if (strcmp(line->kind, "ra") == 0) {
        entry_add(parts, line->key, "a", pair);
    } else if (strcmp(line->kind, "r3tr") == 0) {
        uint32_t below = entry_add(parts, 0, "a", pair);

        entry_add(parts, line->key, "d", (uint32_t[2]){once, below});
    } else if (strcmp(line->kind, "r4sq") == 0) {
        uint32_t row = entry_add(parts, 0, "a", pair);

        entry_add(parts, line->key, "d", (uint32_t[2]){row, row});
    } else if (line->count == 2) {
        entry_add(parts, line->key, line->kind, line->of);
    } else if (line->count == 3) {
        uint32_t rest = entry_add(parts, 0, line->kind, &line->of[1]);

        entry_add(parts, line->key, line->kind, (uint32_t[2]){once, rest});
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const struct hand_parts_entry *)a)->key;
    uint32_t right = ((const struct hand_parts_entry *)b)->key;

    return left < right ? -1 : left > right;
}

static bool is_own(uint32_t key)
{
    for (size_t i = 0; i < sizeof(OWN_LINES) / sizeof(OWN_LINES[0]); i++) {
        const char *at = OWN_LINES[i];

        if (key_read(&at) == key)
            return true;
    }
    return false;
}

err_t hand_parts_read(struct hand_parts *parts, const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    struct line line;

    if (file == NULL)
        return ERR_NOT_FOUND;
    parts->next_key = OWN_KEYS;
    while (getline(&text, &room, file) > 0)
        if (line_read(text, &line) && !is_own(line.key))
            line_add(parts, &line);
    free(text);
    fclose(file);
    for (size_t i = 0; i < sizeof(OWN_LINES) / sizeof(OWN_LINES[0]); i++)
        if (line_read(OWN_LINES[i], &line))
            line_add(parts, &line);
    qsort(parts->list.at, parts->list.count, sizeof(struct hand_parts_entry), compare);
    return ERR_OK;
}

const struct hand_parts_entry *hand_parts_find(const struct hand_parts *parts, uint32_t key)
{
    struct hand_parts_entry wanted = {.key = key};

    return bsearch(&wanted, parts->list.at, parts->list.count, sizeof(wanted), compare);
}

void hand_parts_finish(struct hand_parts *parts)
{
    grow_finish(&parts->list);
}
