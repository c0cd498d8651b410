/* Rare characters: by components, by strokes, by code; and that a damaged table is refused. */
#include "ui/input/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/random.h"
#include "firmware/base/text.h"
#include "tests/support/table_forge.h"
#include "ui/input/table.h"

static struct parts *parts;
static uint32_t found[PARTS_FOUND_MAX];

static uint32_t one(const char *text)
{
    size_t length;
    return text_next(text, &length);
}

static int search(const char *components, int max)
{
    uint32_t all[PARTS_COMPONENTS_MAX + 1]; /* text_next() ends with 0 */
    int count = 0;
    size_t length;
    for (; (all[count] = text_next(components, &length)) != 0; components += length)
        count++;
    return parts_by_components(parts, all, count, found, max);
}

static void assert_among(int count, const char *text, int first)
{
    for (int i = 0; i < count && i < first; i++)
        if (found[i] == one(text))
            return;
    fail_msg("%s is not among the first %d of %d", text, first, count);
}

static void components(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"吉吉", "喆"},   {"文武贝", "赟"}, {"王君", "珺"},     {"女青", "婧"},   {"木木", "林"},
        {"金金金", "鑫"}, {"水青", "清"},   {"人尔", "你"},     {"日韦", "𬀩"}, {"鱼喜", "𬶮"},
        {"土口", "吐"},   {"龙龙", "龖"},   {"火火火", "焱"},   {"石石石", "磊"}, {"马马马", "骉"},
        {"方方土", "堃"}, {"示韦", "祎"},   {"龙龙龙", "龘"},   {"雷雷雷", "靐"}, {"草化", "花"},
        {"岁羽", "翙"},   {"火宣", "煊"},   {"火火火木", "燊"}, {"言正", "证"},   {"手斤", "折"},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_among(search(CASES[i][0], PARTS_FOUND_MAX), CASES[i][1], 3);
}

static void components_edges(void **state)
{
    (void)state;
    uint32_t nothing = 'x';
    assert_int_equal(search("", PARTS_FOUND_MAX), 0);
    assert_int_equal(search("吉吉", 0), 0);
    assert_int_equal(search("木", 1), 1);
    assert_int_equal(search("木", PARTS_FOUND_MAX), PARTS_FOUND_MAX);
    assert_int_equal(parts_by_components(parts, &nothing, 1, found, 8), 0);
    assert_int_equal(search("龙龙龙龙龙龙龙龙", PARTS_FOUND_MAX), 0);
    for (int i = 0, count = search("吉", PARTS_FOUND_MAX); i < count; i++)
        assert_int_not_equal(found[i], one("吉"));
}

/* The same question has the same answer, whatever was asked before: the scratch is clean. */
static void no_trace(void **state)
{
    (void)state;
    uint32_t before[PARTS_FOUND_MAX];
    int count = search("文武贝", PARTS_FOUND_MAX);
    memcpy(before, found, sizeof(before));
    search("木木木木", PARTS_FOUND_MAX);
    assert_int_equal(search("文武贝", PARTS_FOUND_MAX), count);
    assert_memory_equal(before, found, (size_t)count * sizeof(found[0]));
}

static void strokes(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"hshszhhshszh", "喆"}, {"hs", "十"},    {"pd", "人"}, {"dhpdhhshshzdszpd", "赟"},
        {"szh", "口"},          {"dzzpd", "永"}, {"z", "乙"},  {"dzhhp", "户"},
        {"szhhhhsp", "𬀩"},
    };
    for (size_t i = 0; i < 7; i++)
        assert_among(parts_by_strokes(parts, CASES[i][0], true, found, 32), CASES[i][1], 3);
    assert_among(parts_by_strokes(parts, "szh", false, found, 32), "口", 1);
    assert_among(parts_by_strokes(parts, "hshszhhshszh", false, found, 32), "喆", 1);
    assert_int_equal(parts_by_strokes(parts, "", false, found, 32), 0);
    assert_int_equal(parts_by_strokes(parts, "hsn", false, found, 32), 0);
    assert_int_equal(parts_by_strokes(parts, "hs", false, found, 0), 0);
    assert_int_equal(parts_by_strokes(parts, "hhhhhhhhhhhhhhhhhhhhhh", false, found, 32), 0);
}

static void codes(void **state)
{
    (void)state;
    uint32_t out[2];
    assert_int_equal(parts_from_code(parts, "U+20BB7", out), 1);
    assert_int_equal(out[0], 0x20bb7);
    assert_int_equal(parts_from_code(parts, " u+20 bb7 ", out), 1);
    assert_int_equal(parts_from_code(parts, "20BB7", out), 1);
    assert_int_equal(parts_from_code(parts, "9534B235", out), 1);
    assert_int_equal(out[0], 0x20bb7);
    assert_int_equal(parts_from_code(parts, "GBBCAA", out), 1);
    assert_int_equal(out[0], one("吉"));
    assert_int_equal(parts_from_code(parts, "BCAA", out), 1);
    assert_int_equal(out[0], one("吉"));
    assert_int_equal(parts_from_code(parts, "86B4", out), 2);
    assert_int_equal(out[0], 0x86b4);
    assert_int_equal(out[1], one("喆"));
    assert_int_equal(parts_from_code(parts, "FE59", out), 1);
    assert_int_equal(out[0], 0x9fb4);
}

static void no_codes(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "U+",
        "U+41",
        "0041",
        "吉",
        "U+110000",
        "123456789",
        "GB4E00",
        "FFFFFFFF",
        "E3329A35",
        "GB",
        "U+4E0G",
        "8130813",
        "81308130",
        "AC00 AC00 AC00",
        "                                                       4E0",
        "D800"};
    uint32_t out[2];
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
        if (parts_from_code(parts, WRONG[i], out) != 0)
            fail_msg("%s gives U+%X", WRONG[i], (unsigned)out[0]);
}

/* What is shown can be typed again: both codes of every ideograph of the basic plane lead back. */
static void codes_back(void **state)
{
    (void)state;
    char shown[PARTS_CODE_BYTES];
    uint32_t out[2], none = 0;
    for (uint32_t c = 0x3400; c < 0x2ff00; c += c < 0xa000 ? 37 : 997) {
        bool ideograph = (c < 0x4dc0) || (c >= 0x4e00 && c < 0xa000) ||
                         (c >= 0xf900 && c < 0xfb00) || c >= 0x20000;
        if (!parts_code_of(parts, c, shown)) {
            none += ideograph;
            continue;
        }
        assert_true(ideograph);
        char *space = strchr(shown, ' ');
        assert_int_equal(parts_from_code(parts, space, out), 1);
        assert_int_equal(out[0], c);
        *space = 0;
        assert_int_equal(parts_from_code(parts, shown, out), 1);
        assert_int_equal(out[0], c);
    }
    assert_int_equal(none, 0);
    assert_false(parts_code_of(parts, 'A', shown));
}

/* Every character of the standard table, those whose rank is below its size, has strokes and
 * parts, but for 一, which is made of nothing. */
static void whole_standard_table(void **state)
{
    (void)state;
    size_t size_bytes;
    uint8_t *bytes = table_forge_read(table_forge_real("parts.tbl"), &size_bytes);
    const struct table_header *header = (struct table_header *)bytes;
    const struct table_part *all = (void *)table_forge_record(bytes, TABLE_PARTS_PARTS, 0);
    const struct table_spelling *spellings =
        (void *)table_forge_record(bytes, TABLE_PARTS_SPELLINGS, 0);
    const char *text = (char *)table_forge_record(bytes, TABLE_PARTS_STROKES, 0);
    uint32_t count = header->sections[TABLE_PARTS_PARTS].count, standard = 0, written = 0;
    bool *seen = calloc(count, sizeof(*seen));
    for (uint32_t i = 0; i < header->sections[TABLE_PARTS_SPELLINGS].count; i++) {
        assert_true(i == 0 || strcmp(text + spellings[i - 1].first_stroke,
                                     text + spellings[i].first_stroke) <= 0);
        seen[spellings[i].part] = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        standard += all[i].rank < TABLE_PARTS_STANDARD;
        written += all[i].rank < TABLE_PARTS_STANDARD && seen[i] && all[i].child_count > 0;
    }
    assert_int_equal(standard, TABLE_PARTS_STANDARD);
    assert_int_equal(written, TABLE_PARTS_STANDARD - 1);
    free(seen);
    free(bytes);
}

static void refuse(unsigned section, size_t offset, uint32_t value, size_t size)
{
    size_t size_bytes;
    struct parts *none;
    uint8_t *bytes = table_forge_read(table_forge_real("parts.tbl"), &size_bytes);
    memcpy(table_forge_record(bytes, section, 0) + offset, &value, size);
    err_t err = parts_open(table_forge_write(bytes, size_bytes, true), &none);
    free(bytes);
    if (err != ERR_INVALID)
        fail_msg("section %u at %zu: %s", section, offset, err_name(err));
    assert_null(none);
}

static void damaged(void **state)
{
    (void)state;
    refuse(TABLE_PARTS_PARTS, 4, UINT32_MAX, 4);
    refuse(TABLE_PARTS_PARTS, 8, UINT32_MAX, 4);
    refuse(TABLE_PARTS_PARTS, 14, 1, 1);
    refuse(TABLE_PARTS_CHILDREN, 0, UINT32_MAX, 4);
    refuse(TABLE_PARTS_CHARACTERS, 0, UINT32_MAX, 4);
    refuse(TABLE_PARTS_SPELLINGS, 0, UINT32_MAX, 4);
    refuse(TABLE_PARTS_SPELLINGS, 4, UINT32_MAX, 4);
    parts_close(NULL);
}

static int open_real(void **state)
{
    (void)state;
    return parts_open(table_forge_real("parts.tbl"), &parts) == ERR_OK ? 0 : -1;
}

static int close_real(void **state)
{
    (void)state;
    parts_close(parts);
    table_forge_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components), cmocka_unit_test(components_edges),
        cmocka_unit_test(no_trace),   cmocka_unit_test(strokes),
        cmocka_unit_test(codes),      cmocka_unit_test(no_codes),
        cmocka_unit_test(codes_back), cmocka_unit_test(whole_standard_table),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests_name("parts", tests, open_real, close_real);
}
