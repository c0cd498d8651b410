#include "ui/input/writing.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "ui/input/writing_tables.h"

void writing_wipe(struct writing *writing)
{
    uint32_t ways = writing->ways;
    uint8_t erased = writing->erased;

    bytes_wipe(writing, sizeof(*writing));
    writing->ways = ways;
    writing->erased = (uint8_t)(erased + 1);
    writing->scope.way = WAY_COUNT;
}

static void find(struct writing *writing, const struct writing_tables *tables)
{
    bytes_wipe(writing->candidates, sizeof(writing->candidates));
    writing->candidate_count = 0;
    writing->first = 0;
    writing_tables_find(tables, writing);
}

static void find_anew(struct writing *writing, const struct writing_tables *tables)
{
    writing->skipped = 0;
    find(writing, tables);
}

void writing_begin(struct writing *writing, struct writing_tables *tables,
                   const struct writing_scope *scope)
{
    if (memcmp(&writing->scope, scope, sizeof(*scope)) == 0)
        return;
    writing_wipe(writing);
    writing_tables_need(tables, (enum way)scope->way);
    if (tables != NULL)
        writing->ways = writing_tables_ways(tables);
    writing->scope = *scope;
    if (scope->way == WAY_PLACES)
        find_anew(writing, tables);
}

/* ---- ink ---- */

static void ink_wipe(struct writing *writing)
{
    ink_clear(&writing->ink);
    writing->stroke_open = false;
    writing->erased++;
}

void writing_stroke_begin(struct writing *writing, struct ink_point point)
{
    writing->stroke_open = ink_begin(&writing->ink, point);
}

void writing_stroke_go_on(struct writing *writing, struct ink_point point)
{
    if (writing->stroke_open && !ink_go_on(&writing->ink, point))
        writing->stroke_open = false;
}

void writing_stroke_end(struct writing *writing, const struct writing_tables *tables)
{
    writing->stroke_open = false;
    if (!writing->scope.signature)
        find_anew(writing, tables);
}

static int16_t scaled(int value, double factor)
{
    return (int16_t)(value * factor + 0.5);
}

void writing_fit(struct writing *writing, int16_t width, int16_t height)
{
    double across, down, factor;

    if (writing->pad_width == width && writing->pad_height == height)
        return;
    if (writing->pad_width > 0 && writing->pad_height > 0 && writing->ink.point_count > 0) {
        across = (double)width / writing->pad_width;
        down = (double)height / writing->pad_height;
        factor = across < down ? across : down;
        for (int i = 0; i < writing->ink.point_count; i++) {
            writing->ink.points[i].x = scaled(writing->ink.points[i].x, factor);
            writing->ink.points[i].y = scaled(writing->ink.points[i].y, factor);
        }
        writing->erased++;
    }
    writing->pad_width = width;
    writing->pad_height = height;
}

/* ---- what is chosen ---- */

static void insert(struct writing *writing, const char *text)
{
    size_t length;
    uint32_t character;

    for (; (character = text_next(text, &length)) != 0; text += length)
        if (writing->insert_count < WRITING_INSERTS_MAX)
            writing->inserts[writing->insert_count++] = character;
}

bool writing_take(struct writing *writing, uint32_t *out_character)
{
    if (writing->insert_count == 0)
        return false;
    *out_character = writing->inserts[0];
    writing->insert_count--;
    memmove(writing->inserts, writing->inserts + 1,
            (size_t)writing->insert_count * sizeof(writing->inserts[0]));
    writing->inserts[writing->insert_count] = 0;
    return true;
}

/* The name of the place from the province down. */
static void insert_path(struct writing *writing)
{
    for (int i = 0; i < writing->depth; i++)
        insert(writing, writing->path[i].text);
}

static void pads_wipe(struct writing *writing)
{
    ink_wipe(writing);
    bytes_wipe(writing->strokes, sizeof(writing->strokes));
    bytes_wipe(writing->components, sizeof(writing->components));
    bytes_wipe(writing->code, sizeof(writing->code));
    bytes_wipe(writing->path, sizeof(writing->path));
    writing->component_count = writing->depth = 0;
}

/* The pinyin of what was chosen is done; the letters behind it stay. */
static void letters_take(struct writing *writing, size_t count)
{
    size_t length = strlen(writing->letters);

    if (count > length)
        count = length;
    memmove(writing->letters, writing->letters + count, length - count);
    bytes_wipe(writing->letters + length - count, count);
}

static bool choose(struct writing *writing, const struct writing_tables *tables, int32_t index)
{
    if (index == -1 && writing->depth > 0) {
        insert_path(writing);
    } else if (index >= 0 && index < writing->candidate_count) {
        insert(writing, writing->candidates[index].text);
        letters_take(writing, writing->candidates[index].letters);
    } else {
        return false;
    }
    pads_wipe(writing);
    find_anew(writing, tables);
    return true;
}

/* Behind the last ones that are held come those the tables have more of, and then the first. */
static bool show_more(struct writing *writing, const struct writing_tables *tables, int32_t first)
{
    if (first >= 0 && first < writing->candidate_count) {
        writing->first = first;
        return true;
    }
    if (writing->candidate_count == WRITING_CANDIDATES_MAX) {
        writing->skipped += WRITING_CANDIDATES_MAX;
        find(writing, tables);
        if (writing->candidate_count > 0)
            return true;
    }
    find_anew(writing, tables);
    return true;
}

/* ---- letters, strokes, components, codes ---- */

/* One character more, or one less. */
static bool type(char *text, size_t length_max, int32_t key)
{
    size_t length = strlen(text);

    if (key == VIEW_KEY_ERASE && length == 0)
        return false;
    if (key == VIEW_KEY_ERASE)
        text[length - 1] = '\0';
    else if (length == length_max)
        return false;
    else
        text[length] = (char)key;
    return true;
}

static bool type_letter(struct writing *writing, int32_t key)
{
    if (writing->scope.way == WAY_PARTS)
        return type(writing->code, WRITING_CODE_MAX, key);
    return type(writing->letters, WRITING_LETTERS_MAX, key);
}

static bool take_component(struct writing *writing, int32_t index)
{
    size_t length;

    if (index == -1) {
        if (writing->component_count == 0)
            return false;
        writing->components[--writing->component_count] = 0;
        return true;
    }
    if (index < 0 || index >= writing->candidate_count ||
        writing->component_count == WRITING_COMPONENTS_MAX)
        return false;
    writing->components[writing->component_count++] =
        text_next(writing->candidates[index].text, &length);
    ink_wipe(writing);
    return true;
}

static bool enter_place(struct writing *writing, const struct writing_tables *tables, int32_t index)
{
    if (index == -1) {
        if (writing->depth > 0)
            bytes_wipe(&writing->path[--writing->depth], sizeof(writing->path[0]));
        find_anew(writing, tables);
        return true;
    }
    if (index < 0 || index >= writing->candidate_count || writing->depth == WRITING_DEPTH_MAX)
        return false;
    writing->path[writing->depth++] = writing->candidates[index];
    if (!writing_tables_is_divided(tables, &writing->path[writing->depth - 1]))
        return choose(writing, tables, -1);
    find_anew(writing, tables);
    return true;
}

static bool toggle(bool *flag)
{
    *flag = !*flag;
    return true;
}

static bool toggle_code(struct writing *writing)
{
    pads_wipe(writing);
    return toggle(&writing->by_code);
}

static bool erase_ink(struct writing *writing, bool all)
{
    if (writing->ink.stroke_count == 0)
        return false;
    if (all) {
        ink_wipe(writing);
    } else {
        ink_undo(&writing->ink);
        writing->erased++;
    }
    return true;
}

/* What changes the text on a pad, after which the candidates are others. */
static bool edit(struct writing *writing, enum draw_local local, int32_t arg)
{
    switch (local) {
    case LOCAL_INK_UNDO:
    case LOCAL_INK_CLEAR:
        return erase_ink(writing, local == LOCAL_INK_CLEAR);
    case LOCAL_LETTER:
        return type_letter(writing, arg);
    case LOCAL_STROKE:
        return type(writing->strokes, WRITING_STROKES_MAX, arg);
    case LOCAL_COMPONENT:
        return take_component(writing, arg);
    case LOCAL_CODE:
        return toggle_code(writing);
    case LOCAL_NONE:
    case LOCAL_PAGE:
    case LOCAL_INK:
    case LOCAL_CANDIDATE:
    case LOCAL_MORE:
    case LOCAL_PLACES:
    case LOCAL_SHIFT:
    case LOCAL_WAYS:
        break;
    }
    return false;
}

bool writing_touch(struct writing *writing, const struct writing_tables *tables,
                   enum draw_local local, int32_t arg)
{
    if (local == LOCAL_CANDIDATE)
        return choose(writing, tables, arg);
    if (local == LOCAL_MORE)
        return show_more(writing, tables, arg);
    if (local == LOCAL_PLACES)
        return enter_place(writing, tables, arg);
    if (local == LOCAL_SHIFT)
        return toggle(&writing->shift);
    if (local == LOCAL_WAYS)
        return toggle(&writing->ways_shown);
    if (!edit(writing, local, arg))
        return false;
    if (!writing->scope.signature)
        find_anew(writing, tables);
    return true;
}
