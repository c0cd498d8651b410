#include "ui/input/parts.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "ui/input/table.h"

/* A character outside the standard table stands as if it had this many strokes more. */
#define OUTSIDE_STROKES 6u
#define STROKE_LETTERS "hspdz"

struct parts {
    struct table table;
    const struct table_part *parts;
    const uint32_t *children;
    const uint32_t *characters;
    const struct table_spelling *spellings;
    const char *strokes;
    const uint16_t *gb_two;
    const uint16_t *gb_four;
    uint32_t counts[TABLE_PARTS_SECTIONS];
    uint8_t *found; /* scratch: for each part, how often the component is in it */
    bool *dropped;  /* scratch: for each part, whether a component is missing in it */
};

/* The best results so far, in order; at most `max` are kept. */
struct best {
    uint32_t *characters;
    uint32_t keys[PARTS_FOUND_MAX];
    int count;
    int max;
};

/* ---- opening ---- */

static bool parts_hold(const struct parts *parts)
{
    uint32_t part_count = parts->counts[TABLE_PARTS_PARTS];
    uint32_t child_count = parts->counts[TABLE_PARTS_CHILDREN];
    for (uint32_t i = 0; i < part_count; i++) {
        const struct table_part *part = &parts->parts[i];
        if (part->form >= part_count || part->child_count > child_count ||
            part->first_child > child_count - part->child_count)
            return false;
        for (unsigned c = 0; c < part->child_count; c++)
            if (parts->children[part->first_child + c] >= i)
                return false;
    }
    for (uint32_t i = 0; i < parts->counts[TABLE_PARTS_CHARACTERS]; i++)
        if (parts->characters[i] >= part_count)
            return false;
    return true;
}

static bool spellings_hold(const struct parts *parts)
{
    uint32_t stroke_count = parts->counts[TABLE_PARTS_STROKES];
    if (stroke_count == 0 || parts->strokes[stroke_count - 1] != 0)
        return false;
    for (uint32_t i = 0; i < parts->counts[TABLE_PARTS_SPELLINGS]; i++)
        if (parts->spellings[i].first_stroke >= stroke_count ||
            parts->spellings[i].part >= parts->counts[TABLE_PARTS_PARTS])
            return false;
    return true;
}

static err_t take_sections(struct parts *parts)
{
    const struct {
        const void *records;
        size_t record_bytes;
    } SECTIONS[TABLE_PARTS_SECTIONS] = {
        [TABLE_PARTS_PARTS] = {&parts->parts, sizeof(*parts->parts)},
        [TABLE_PARTS_CHILDREN] = {&parts->children, sizeof(*parts->children)},
        [TABLE_PARTS_CHARACTERS] = {&parts->characters, sizeof(*parts->characters)},
        [TABLE_PARTS_SPELLINGS] = {&parts->spellings, sizeof(*parts->spellings)},
        [TABLE_PARTS_STROKES] = {&parts->strokes, sizeof(*parts->strokes)},
        [TABLE_PARTS_GB_TWO] = {&parts->gb_two, sizeof(*parts->gb_two)},
        [TABLE_PARTS_GB_FOUR] = {&parts->gb_four, sizeof(*parts->gb_four)},
    };
    for (unsigned i = 0; i < TABLE_PARTS_SECTIONS; i++) {
        const void *records = NULL;
        err_t err =
            table_section(&parts->table, i, SECTIONS[i].record_bytes, &records, &parts->counts[i]);
        if (err != ERR_OK)
            return err;
        memcpy((void *)(uintptr_t)SECTIONS[i].records, &records, sizeof(records));
    }
    return parts_hold(parts) && spellings_hold(parts) &&
                   parts->counts[TABLE_PARTS_GB_TWO] ==
                       TABLE_PARTS_GB_LEADS * TABLE_PARTS_GB_TRAILS &&
                   parts->counts[TABLE_PARTS_GB_FOUR] == TABLE_PARTS_GB_LINEAR
               ? ERR_OK
               : ERR_INVALID;
}

err_t parts_open(const char *path, struct parts **out)
{
    *out = NULL;
    struct parts *made = calloc(1, sizeof(*made));
    if (made == NULL)
        return ERR_MEMORY;
    err_t err = table_open(&made->table, path, TABLE_PARTS, TABLE_PARTS_VERSION);
    if (err == ERR_OK)
        err = take_sections(made);
    if (err != ERR_OK)
        goto out;
    made->found = calloc(made->counts[TABLE_PARTS_PARTS] + 1, sizeof(*made->found));
    made->dropped = calloc(made->counts[TABLE_PARTS_PARTS] + 1, sizeof(*made->dropped));
    err = made->found == NULL || made->dropped == NULL ? ERR_MEMORY : ERR_OK;
out:
    if (err == ERR_OK)
        *out = made;
    else
        parts_close(made);
    return err;
}

void parts_close(struct parts *parts)
{
    if (parts == NULL)
        return;
    table_close(&parts->table);
    free(parts->found);
    free(parts->dropped);
    free(parts);
}

/* ---- results ---- */

/* Takes a character in by its key, less being better; of equals the earlier stays ahead. */
static void best_take(struct best *best, uint32_t character, uint32_t key)
{
    if (best->count == best->max && (best->max == 0 || best->keys[best->max - 1] <= key))
        return;
    for (int i = 0; i < best->count; i++)
        if (best->characters[i] == character)
            return;
    int at = best->count < best->max ? best->count++ : best->max - 1;
    for (; at > 0 && best->keys[at - 1] > key; at--) {
        best->characters[at] = best->characters[at - 1];
        best->keys[at] = best->keys[at - 1];
    }
    best->characters[at] = character;
    best->keys[at] = key;
}

/* ---- by components ---- */

static const struct table_part *find_part(const struct parts *parts, uint32_t character)
{
    uint32_t low = 0, high = parts->counts[TABLE_PARTS_CHARACTERS];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct table_part *part = &parts->parts[parts->characters[middle]];
        if (part->character == character)
            return part;
        if (part->character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Counts the component in every part, those inside before those around them, and drops the parts
 * that have it less than `times`, as well as the component itself. Returns the strokes of its
 * shortest form. */
static unsigned drop_without(const struct parts *parts, uint32_t form, unsigned times)
{
    unsigned strokes = UINT8_MAX;
    for (uint32_t i = 0; i < parts->counts[TABLE_PARTS_PARTS]; i++) {
        const struct table_part *part = &parts->parts[i];
        unsigned count = part->form == form;
        if (count > 0 && part->strokes > 0 && part->strokes < strokes)
            strokes = part->strokes;
        parts->dropped[i] |= count > 0;
        for (unsigned c = 0; c < part->child_count && part->form != form; c++)
            count += parts->found[parts->children[part->first_child + c]];
        parts->found[i] = count < UINT8_MAX ? (uint8_t)count : UINT8_MAX;
        parts->dropped[i] |= count < times;
    }
    return strokes == UINT8_MAX ? 1 : strokes;
}

/* What is left, simplest first. A character has at least the strokes of its components: without that
 * 佶 would count as 吉 and 口, the 口 being inside the 吉. */
static void take_left(const struct parts *parts, unsigned strokes, struct best *best)
{
    for (uint32_t i = 0; i < parts->counts[TABLE_PARTS_PARTS]; i++) {
        const struct table_part *part = &parts->parts[i];
        if (parts->dropped[i] || part->strokes < strokes || part->strokes == 0 ||
            part->character == 0)
            continue;
        unsigned size = part->strokes + (part->rank >= TABLE_PARTS_STANDARD ? OUTSIDE_STROKES : 0);
        best_take(best, part->character, size << 16 | part->rank);
    }
}

int parts_by_components(const struct parts *parts, const uint32_t *components, int count,
                        uint32_t *out, int max)
{
    CHECK(count >= 0 && count <= PARTS_COMPONENTS_MAX && max >= 0 && max <= PARTS_FOUND_MAX);
    struct best best = {.characters = out, .max = max};
    uint32_t forms[PARTS_COMPONENTS_MAX];
    unsigned strokes = 0;
    for (int i = 0; i < count; i++) {
        const struct table_part *part = find_part(parts, components[i]);
        if (part == NULL)
            return 0;
        forms[i] = part->form;
    }
    for (int i = 0; i < count; i++) {
        unsigned times = 0;
        for (int other = 0; other < count; other++)
            times += forms[other] == forms[i];
        strokes += drop_without(parts, forms[i], times);
    }
    if (count > 0)
        take_left(parts, strokes, &best);
    bytes_wipe(parts->found, parts->counts[TABLE_PARTS_PARTS] * sizeof(*parts->found));
    bytes_wipe(parts->dropped, parts->counts[TABLE_PARTS_PARTS] * sizeof(*parts->dropped));
    bytes_wipe(forms, sizeof(forms));
    return best.count;
}

/* ---- by strokes ---- */

static const char *spelling_at(const struct parts *parts, uint32_t index)
{
    return parts->strokes + parts->spellings[index].first_stroke;
}

/* The first spelling that is not before `strokes`. */
static uint32_t lower_bound(const struct parts *parts, const char *strokes)
{
    uint32_t low = 0, high = parts->counts[TABLE_PARTS_SPELLINGS];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(spelling_at(parts, middle), strokes) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int parts_by_strokes(const struct parts *parts, const char *strokes, bool whole, uint32_t *out,
                     int max)
{
    CHECK(max >= 0 && max <= PARTS_FOUND_MAX);
    struct best best = {.characters = out, .max = max};
    size_t length = strlen(strokes);
    if (length == 0 || strspn(strokes, STROKE_LETTERS) != length)
        return 0;
    for (uint32_t i = lower_bound(parts, strokes); i < parts->counts[TABLE_PARTS_SPELLINGS]; i++) {
        const struct table_part *part = &parts->parts[parts->spellings[i].part];
        if (strncmp(spelling_at(parts, i), strokes, length) != 0)
            break;
        bool exact = spelling_at(parts, i)[length] == 0;
        if ((exact || !whole) && part->strokes > 0 && part->character != 0)
            best_take(&best, part->character, (uint32_t)part->rank | (exact ? 0 : 1u << 16));
    }
    return best.count;
}

/* ---- by code ---- */

static bool is_ideograph(uint32_t c)
{
    return c == 0x3007 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

/* The linear number of a four-byte code, which counts its bytes like digits of 126 * 10 * 126 * 10;
 * UINT32_MAX for what is none. */
static uint32_t gb_linear(const uint8_t code[4])
{
    if (code[0] < 0x81 || code[0] == 0xff || code[1] < 0x30 || code[1] > 0x39 || code[2] < 0x81 ||
        code[2] == 0xff || code[3] < 0x30 || code[3] > 0x39)
        return UINT32_MAX;
    return (((code[0] - 0x81u) * 10 + code[1] - 0x30u) * 126 + code[2] - 0x81u) * 10 + code[3] -
           0x30u;
}

/* GB 18030, four bytes: a table up to 8431A439, from 90308130 on the other planes in order. */
#define GB_OTHER_PLANES 189000u

static uint32_t from_gb_four(const struct parts *parts, const uint8_t code[4])
{
    uint32_t linear = gb_linear(code);
    if (linear < TABLE_PARTS_GB_LINEAR)
        return parts->gb_four[linear];
    return linear >= GB_OTHER_PLANES && linear < GB_OTHER_PLANES + 0x100000
               ? linear - GB_OTHER_PLANES + 0x10000
               : 0;
}

static uint32_t from_gb_two(const struct parts *parts, const uint8_t code[2])
{
    if (code[0] < 0x81 || code[0] == 0xff || code[1] < 0x40 || code[1] == 0x7f || code[1] == 0xff)
        return 0;
    return parts
        ->gb_two[(code[0] - 0x81u) * TABLE_PARTS_GB_TRAILS + code[1] - 0x40u - (code[1] > 0x7f)];
}

static int take_code(uint32_t character, uint32_t out[2], int count)
{
    if (!is_ideograph(character) || (count == 1 && out[0] == character))
        return count;
    out[count] = character;
    return count + 1;
}

/* The digits behind an optional prefix, blanks left out; what kind of prefix: 'U', 'G' or 0. False
 * when there is anything else or too much. */
static bool read_digits(const char *text, char out_digits[9], char *out_prefix)
{
    char plain[PARTS_CODE_BYTES];
    size_t length = 0;
    for (; *text != 0; text++) {
        if (*text == ' ')
            continue;
        if (length == sizeof(plain) - 1)
            return false;
        plain[length++] = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
    }
    plain[length] = 0;
    const char *digits = plain;
    *out_prefix = 0;
    if (strncmp(plain, "U+", 2) == 0 || strncmp(plain, "GB", 2) == 0) {
        *out_prefix = plain[0];
        digits += 2;
    }
    length = strlen(digits);
    memcpy(out_digits, digits, length < 9 ? length + 1 : 0);
    return length >= 4 && length <= 8 && strspn(digits, "0123456789ABCDEF") == length;
}

int parts_from_code(const struct parts *parts, const char *text, uint32_t out[2])
{
    char digits[9], prefix;
    uint8_t code[4];
    int count = 0;
    if (!read_digits(text, digits, &prefix))
        return 0;
    size_t length = strlen(digits);
    if (prefix != 'G' && length <= 6)
        count = take_code((uint32_t)strtoul(digits, NULL, 16), out, count);
    if (prefix != 'U' && length == 4 && bytes_from_hex(digits, code, 2))
        count = take_code(from_gb_two(parts, code), out, count);
    if (prefix != 'U' && length == 8 && bytes_from_hex(digits, code, 4))
        count = take_code(from_gb_four(parts, code), out, count);
    return count;
}

static void gb_from_linear(uint32_t linear, uint8_t out[4])
{
    out[0] = (uint8_t)(0x81 + linear / 12600);
    out[1] = (uint8_t)(0x30 + linear / 1260 % 10);
    out[2] = (uint8_t)(0x81 + linear / 10 % 126);
    out[3] = (uint8_t)(0x30 + linear % 10);
}

/* The character's code and its length, 2 or 4; 0 when it has none. */
static size_t gb_of(const struct parts *parts, uint32_t character, uint8_t out[4])
{
    if (character >= 0x10000) {
        gb_from_linear(character - 0x10000 + GB_OTHER_PLANES, out);
        return 4;
    }
    for (uint32_t i = 0; i < parts->counts[TABLE_PARTS_GB_TWO]; i++) {
        if (parts->gb_two[i] != character)
            continue;
        unsigned trail = i % TABLE_PARTS_GB_TRAILS;
        out[0] = (uint8_t)(0x81 + i / TABLE_PARTS_GB_TRAILS);
        out[1] = (uint8_t)(0x40 + trail + (trail >= 0x3f));
        return 2;
    }
    for (uint32_t i = 0; i < TABLE_PARTS_GB_LINEAR; i++) {
        if (parts->gb_four[i] != character)
            continue;
        gb_from_linear(i, out);
        return 4;
    }
    return 0;
}

static char *write_hex(char *out, uint32_t value, unsigned digits)
{
    while (digits-- > 0)
        *out++ = "0123456789ABCDEF"[value >> (4 * digits) & 0xf];
    return out;
}

bool parts_code_of(const struct parts *parts, uint32_t character, char out[PARTS_CODE_BYTES])
{
    uint8_t code[4];
    size_t length = is_ideograph(character) ? gb_of(parts, character, code) : 0;
    out[0] = 0;
    if (length == 0)
        return false;
    memcpy(out, "U+", 2);
    out = write_hex(out + 2, character, character > 0xffff ? 5 : 4);
    memcpy(out, " GB ", 4);
    out += 4;
    for (size_t i = 0; i < length; i++)
        out = write_hex(out, code[i], 2);
    *out = 0;
    return true;
}
