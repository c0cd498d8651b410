/* parts.tbl: what each character is made of, how it is written, its codes. The decompositions are
 * those of cjk-decomp ("喆:ra(吉)", numbers standing for parts that are no characters), the strokes
 * those of the rime dictionary of strokes. */
#include "tools/tables/make.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/tables/gb18030.h"
#include "tools/tables/lines.h"
#include "tools/tables/strokes.h"
#include "tools/tables/writer.h"

#define NUMBERS 200000u

enum state { STATE_NEW, STATE_OPEN, STATE_DONE };

/* A part while the graph is read: in the order it was first named. */
struct piece {
    uint32_t character;
    uint32_t first_child; /* in graph.children, indices of pieces */
    uint32_t child_count;
    uint32_t form;  /* index of a piece */
    uint32_t index; /* in the table, once STATE_DONE */
    enum state state;
};

struct graph {
    const struct unihan *unihan;
    struct grow pieces;   /* struct piece */
    struct grow children; /* uint32_t */
    uint32_t *characters; /* character -> piece + 1 */
    uint32_t *numbers;    /* number -> piece + 1 */
    struct grow parts;    /* struct table_part */
    struct grow ordered;  /* uint32_t: the children as indices of parts */
};

static struct piece *piece_at(const struct graph *graph, uint32_t index)
{
    return (struct piece *)graph->pieces.at + index;
}

/* The piece that a character or a number names. */
static uint32_t piece_of(struct graph *graph, const char *name)
{
    size_t length = 0;
    bool is_number = isdigit((unsigned char)name[0]);
    uint32_t value = is_number ? (uint32_t)atoi(name) : text_next(name, &length);
    CHECK(value < (is_number ? NUMBERS : UNIHAN_CHARACTER_MAX));
    uint32_t *slot = is_number ? &graph->numbers[value] : &graph->characters[value];
    if (*slot == 0) {
        struct piece *made = grow_add(&graph->pieces, sizeof(*made));
        made->character = is_number ? 0 : value;
        made->form = (uint32_t)graph->pieces.count - 1;
        *slot = (uint32_t)graph->pieces.count;
    }
    return *slot - 1;
}

/* How often a way of composing repeats its part: ra, rd and rst twice, r3... three times and so on;
 * those that turn or mirror it (rrefl, rrotu, refh, rot) leave it single. */
static int times_of(const char *way)
{
    if (way[0] != 'r' || strncmp(way, "rr", 2) == 0 || strncmp(way, "ref", 3) == 0 ||
        strncmp(way, "rot", 3) == 0)
        return 1;
    return isdigit((unsigned char)way[1]) ? way[1] - '0' : 2;
}

static void set_children(struct graph *graph, const char *name, char *const *parts, int count,
                         int times)
{
    uint32_t piece = piece_of(graph, name);
    uint32_t first = (uint32_t)graph->children.count;
    for (int i = 0; i < count; i++) {
        uint32_t child = piece_of(graph, parts[i]);
        for (int t = 0; t < times; t++)
            grow_append(&graph->children, &child, sizeof(child), 1);
    }
    piece_at(graph, piece)->first_child = first;
    piece_at(graph, piece)->child_count = (uint32_t)graph->children.count - first;
}

static err_t read_decompositions(struct graph *graph, const char *path)
{
    struct lines lines;
    err_t err = lines_open(&lines, path, ":(), \t");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines)) {
        char *const *fields = lines.fields;
        int count = lines.field_count;
        if (count > 2)
            set_children(graph, fields[0], fields + 2, count - 2, times_of(fields[1]));
    }
    lines_close(&lines);
    return ERR_OK;
}

/* The house's own decompositions; letters at the end of a line are strokes, not a part. */
static err_t read_own(struct graph *graph, const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/parts.txt", folder);
    struct lines lines;
    err_t err = lines_open(&lines, path, " \t");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines)) {
        int count = lines.field_count;
        if (isalpha((unsigned char)lines.fields[count - 1][0]))
            count--;
        set_children(graph, lines.fields[0], lines.fields + 1, count - 1, 1);
    }
    lines_close(&lines);
    return ERR_OK;
}

static err_t read_forms(struct graph *graph, const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/forms.txt", folder);
    struct lines lines;
    err_t err = lines_open(&lines, path, " \t");
    if (err != ERR_OK)
        return err;
    while (lines_next(&lines)) {
        uint32_t form = piece_of(graph, lines.fields[0]);
        for (int i = 1; i < lines.field_count; i++) {
            uint32_t other = piece_of(graph, lines.fields[i]);
            piece_at(graph, other)->form = form;
        }
    }
    lines_close(&lines);
    return ERR_OK;
}

/* Every standard character is a part, whether it was decomposed or not; so is every other one that
 * is known. */
static void add_rest(struct graph *graph)
{
    const struct unihan_character *all = graph->unihan->characters.at;
    for (size_t i = 0; i < graph->unihan->characters.count; i++) {
        char text[8] = {0};
        text_put(text, all[i].character);
        if (all[i].strokes > 0)
            piece_of(graph, text);
    }
}

/* Puts a piece into the table behind everything it is made of. A part that would contain itself is
 * left out; the data has a handful of such circles. */
static void place(struct graph *graph, uint32_t at)
{
    struct piece *piece = piece_at(graph, at);
    if (piece->state != STATE_NEW)
        return;
    piece->state = STATE_OPEN;
    const uint32_t *children = (uint32_t *)graph->children.at + piece->first_child;
    for (uint32_t i = 0; i < piece->child_count; i++)
        place(graph, children[i]);
    struct table_part part = {.character = piece->character,
                              .first_child = (uint32_t)graph->ordered.count,
                              .rank = UINT16_MAX};
    for (uint32_t i = 0; i < piece->child_count; i++) {
        if (piece_at(graph, children[i])->state != STATE_DONE || part.child_count == UINT8_MAX)
            continue;
        grow_append(&graph->ordered, &piece_at(graph, children[i])->index, sizeof(uint32_t), 1);
        part.child_count++;
    }
    const struct unihan_character *known = unihan_find(graph->unihan, piece->character);
    if (known != NULL) {
        part.rank = known->rank;
        part.strokes = known->strokes;
    }
    piece->index = (uint32_t)grow_append(&graph->parts, &part, sizeof(part), 1);
    piece->state = STATE_DONE;
}

static void place_all(struct graph *graph)
{
    for (uint32_t i = 0; i < graph->pieces.count; i++)
        place(graph, i);
    struct table_part *parts = graph->parts.at;
    for (uint32_t i = 0; i < graph->pieces.count; i++)
        parts[piece_at(graph, i)->index].form = piece_at(graph, piece_at(graph, i)->form)->index;
}

/* The parts that are characters, in the order of these. */
static void list_characters(const struct graph *graph, struct grow *out)
{
    for (uint32_t c = 0; c <= UNIHAN_CHARACTER_MAX; c++)
        if (graph->characters[c] != 0)
            grow_append(out, &piece_at(graph, graph->characters[c] - 1)->index, sizeof(uint32_t),
                        1);
}

/* For people: how much of the standard table can be found each way. */
static void report(const struct graph *graph, const struct strokes *strokes)
{
    const struct unihan_character *all = graph->unihan->characters.at;
    unsigned divided = 0, written = 0;
    for (size_t i = 0; i < graph->unihan->characters.count; i++) {
        if (all[i].standard == 0)
            continue;
        divided += piece_at(graph, graph->characters[all[i].character] - 1)->child_count > 0;
        written += strokes_of(strokes, all[i].character) != NULL;
    }
    printf("parts.tbl: %zu parts, %zu spellings; of the standard table %u have parts, %u strokes\n",
           graph->parts.count, strokes->spellings.count, divided, written);
}

/* The spellings with the index of their part instead of the character. */
static void index_spellings(const struct graph *graph, struct strokes *strokes)
{
    struct table_spelling *spellings = strokes->spellings.at;
    for (size_t i = 0; i < strokes->spellings.count; i++) {
        char text[8] = {0};
        text_put(text, spellings[i].part);
        spellings[i].part = piece_at(graph, graph->characters[spellings[i].part] - 1)->index;
    }
}

static err_t save(const struct graph *graph, const struct strokes *strokes, const char *folder)
{
    struct grow characters = {0};
    static uint16_t two[TABLE_PARTS_GB_LEADS * TABLE_PARTS_GB_TRAILS];
    static uint16_t four[TABLE_PARTS_GB_LINEAR];
    err_t err = gb18030_tables(two, four);
    if (err != ERR_OK)
        return err;
    list_characters(graph, &characters);
    struct writer writer = {.kind = TABLE_PARTS, .version = TABLE_PARTS_VERSION};
    const struct grow *lists[] = {&graph->parts, &graph->ordered, &characters, &strokes->spellings,
                                  &strokes->text};
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        writer_add(&writer, lists[i]->at, lists[i]->record_bytes, lists[i]->count);
    writer_add(&writer, two, sizeof(two[0]), COUNT_OF(two));
    writer_add(&writer, four, sizeof(four[0]), COUNT_OF(four));
    char path[4096];
    snprintf(path, sizeof(path), "%s/parts.tbl", folder);
    err = writer_save(&writer, path);
    grow_finish(&characters);
    return err;
}

err_t make_parts(const struct make_paths *paths, const struct unihan *unihan)
{
    struct strokes strokes = {0};
    struct graph graph = {.unihan = unihan,
                          .characters = calloc(UNIHAN_CHARACTER_MAX + 1, sizeof(uint32_t)),
                          .numbers = calloc(NUMBERS, sizeof(uint32_t))};
    CHECK(graph.characters != NULL && graph.numbers != NULL);
    err_t err = read_decompositions(&graph, paths->parts);
    if (err == ERR_OK)
        err = read_own(&graph, paths->lexicon);
    if (err == ERR_OK)
        err = read_forms(&graph, paths->lexicon);
    if (err == ERR_OK)
        err = strokes_load(&strokes, paths->strokes, paths->lexicon);
    if (err != ERR_OK)
        goto out;
    add_rest(&graph);
    place_all(&graph);
    report(&graph, &strokes);
    strokes_keep(&strokes, graph.characters);
    index_spellings(&graph, &strokes);
    err = save(&graph, &strokes, paths->out);
out:
    strokes_finish(&strokes);
    grow_finish(&graph.pieces);
    grow_finish(&graph.children);
    grow_finish(&graph.parts);
    grow_finish(&graph.ordered);
    free(graph.characters);
    free(graph.numbers);
    return err;
}
