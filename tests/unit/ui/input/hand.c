/* The handwriting recogniser: what people write is found however they write it, and nothing damaged
 * or odd gets it off its feet. The figures over all characters are the bench's (tests/bench/hand.c). */
#include "ui/input/hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/random.h"
#include "tests/support/hand_ink.h"
#include "tests/support/table_forge.h"
#include "ui/input/hand_file.h"

#define STANDARD_COUNT 8105

/* Written for this test by nobody's template: x,y in hundredths of a box, ';' lifts the finger. */
static const struct {
    uint32_t character;
    const char *drawing;
} DRAWINGS[] = {
    {0x4e00, "10,52 92,48"},                                               /* 一 */
    {0x5341, "10,45 90,42;50,5 51,95"},                                    /* 十 */
    {0x4eba, "50,8 44,45 10,92;47,40 60,65 92,90"},                        /* 人 */
    {0x5927, "12,38 88,35;50,6 46,45 10,94;50,42 64,68 92,92"},            /* 大 */
    {0x53e3, "18,18 20,84;18,20 82,18 80,82;20,80 80,80"},                 /* 口 */
    {0x65e5, "25,8 25,92;25,10 76,9 76,92;26,50 75,49;26,88 75,88"},       /* 日 */
    {0x4e2d, "15,28 17,66;15,29 86,27 84,64;17,63 84,61;50,4 51,97"},      /* 中 */
    {0x738b, "18,14 84,12;20,50 80,48;50,13 50,90;8,92 93,90"},            /* 王 */
    {0x6728, "10,32 90,30;50,5 50,96;48,32 36,55 8,78;52,32 66,55 94,76"}, /* 木 */
    {0x5c71, "50,8 50,84;14,36 14,86 86,84;87,34 86,88"},                  /* 山 */
    {0x5f20, "8,12 38,11 37,32;10,33 38,32;12,33 9,55 39,53 34,88 22,82;86,10 60,36;"
             "48,48 96,44;60,10 61,88 76,76;66,50 92,90"}, /* 张 */
    {0x5586,
     "4,24 46,22;25,4 25,44;9,45 42,43;12,60 14,92;12,61 40,59 38,90;14,89 38,88;"
     "54,24 97,22;75,4 75,44;59,45 92,43;62,60 64,92;62,61 90,59 88,90;64,89 88,88"}, /* 喆 */
    {0x73c5, "6,20 38,18;8,48 36,46;22,19 22,78;4,82 40,74;50,22 51,66;50,23 90,21 89,64;"
             "51,43 89,42;51,64 89,63;70,4 71,98"}, /* 珅 */
};

static struct ink drawn(const char *drawing)
{
    struct ink ink = {0};
    bool is_first = true;

    while (*drawing != '\0') {
        char *end;
        struct ink_point point;

        point.x = (int16_t)(100 + strtol(drawing, &end, 10) * 4);
        point.y = (int16_t)(100 + strtol(end + 1, &end, 10) * 4);
        assert_true(is_first ? ink_begin(&ink, point) : ink_go_on(&ink, point));
        is_first = *end == ';';
        drawing = *end == '\0' ? end : end + 1;
    }
    return ink;
}

static int open_real(void **state)
{
    struct hand *hand;

    assert_int_equal(hand_open(table_forge_real("hand.tbl"), &hand), ERR_OK);
    *state = hand;
    return 0;
}

static int close_real(void **state)
{
    hand_close(*state);
    return 0;
}

/* Some of these differ from another in nothing but their size (口, 囗) or the slant of one stroke (珅,
 * 坤): the first three places are what can be asked. */

/* Where a character comes among the candidates; HAND_CANDIDATES_MAX when it does not. */
static int place_of(struct hand *hand, const struct ink *ink, uint32_t character)
{
    uint32_t candidates[HAND_CANDIDATES_MAX];
    int count = hand_recognise(hand, ink, candidates, HAND_CANDIDATES_MAX);

    for (int i = 0; i < count; i++)
        if (candidates[i] == character)
            return i;
    return HAND_CANDIDATES_MAX;
}

static int worst_place(struct hand *hand, struct hand_ink_habits habits, uint64_t seed)
{
    struct random random;
    int worst = 0;

    random_init(&random, seed);
    for (size_t i = 0; i < sizeof(DRAWINGS) / sizeof(DRAWINGS[0]); i++) {
        struct ink ink = drawn(DRAWINGS[i].drawing), other;
        int place;

        hand_ink_write(&ink, habits, &random, &other);
        place = place_of(hand, &other, DRAWINGS[i].character);
        worst = place > worst ? place : worst;
    }
    return worst;
}

static void as_taught(void **state)
{
    assert_in_range(worst_place(*state, (struct hand_ink_habits){0}, 1), 0, 2);
}

static void in_any_order(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        assert_in_range(worst_place(*state, (struct hand_ink_habits){.shuffles = true}, seed), 0,
                        2);
}

static void with_strokes_joined(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        assert_in_range(worst_place(*state, (struct hand_ink_habits){.joins = true}, seed), 0, 4);
}

/* A large and a small hand, and one in the corner of the pad, are one hand. */
static void of_any_size(void **state)
{
    struct ink ink = drawn(DRAWINGS[10].drawing), other = ink;

    for (int i = 0; i < ink.point_count; i++) {
        other.points[i].x = (int16_t)(ink.points[i].x / 3 + 900);
        other.points[i].y = (int16_t)(ink.points[i].y / 3 - 40);
    }
    assert_int_equal(place_of(*state, &other, DRAWINGS[10].character), 0);
}

static void letters_and_digits(void **state)
{
    struct ink seven = drawn("20,10 78,8 44,95"), letter = drawn("22,6 22,94;22,8 70,24 22,48");

    assert_in_range(place_of(*state, &seven, '7'), 0, 5);
    assert_in_range(place_of(*state, &letter, 'P'), 0, 5);
}

static void as_many_as_wanted(void **state)
{
    uint32_t candidates[HAND_CANDIDATES_MAX];
    struct ink ink = drawn(DRAWINGS[5].drawing), empty = {0};

    assert_int_equal(hand_recognise(*state, &empty, candidates, HAND_CANDIDATES_MAX), 0);
    assert_int_equal(hand_recognise(*state, &ink, candidates, 0), 0);
    assert_int_equal(hand_recognise(*state, &ink, candidates, 1), 1);
    assert_int_equal(hand_recognise(*state, &ink, candidates, HAND_CANDIDATES_MAX),
                     HAND_CANDIDATES_MAX);
    for (int i = 0; i < HAND_CANDIDATES_MAX; i++)
        for (int j = 0; j < i; j++)
            assert_int_not_equal(candidates[i], candidates[j]);
}

/* Ink that is no character: it must come back with something or nothing, and whole. */
static void odd_ink(void **state)
{
    uint32_t candidates[HAND_CANDIDATES_MAX];
    static struct ink ink;
    struct random random;

    ink_clear(&ink);
    ink_begin(&ink, (struct ink_point){INT16_MAX, INT16_MIN});
    hand_recognise(*state, &ink, candidates, HAND_CANDIDATES_MAX);
    ink_go_on(&ink, (struct ink_point){INT16_MIN, INT16_MIN});
    hand_recognise(*state, &ink, candidates, HAND_CANDIDATES_MAX);
    random_init(&random, 7);
    for (int round = 0; round < 20; round++) {
        ink_clear(&ink);
        for (bool more = true; more;) {
            struct ink_point point = {(int16_t)random_next(&random), (int16_t)random_next(&random)};

            more = ink.stroke_count == 0 || random_chance(&random, 30000) ? ink_begin(&ink, point)
                                                                          : ink_go_on(&ink, point);
        }
        hand_recognise(*state, &ink, candidates, HAND_CANDIDATES_MAX);
    }
}

/* Whatever was written, the memory of the handle is the same afterwards. */
static void nothing_stays(void **state)
{
    uint32_t candidates[HAND_CANDIDATES_MAX];
    size_t size_bytes = malloc_usable_size(*state);
    uint8_t *before = malloc(size_bytes);

    for (size_t i = 0; i < sizeof(DRAWINGS) / sizeof(DRAWINGS[0]); i++) {
        struct ink ink = drawn(DRAWINGS[i].drawing);

        hand_recognise(*state, &ink, candidates, HAND_CANDIDATES_MAX);
        if (i > 0)
            assert_memory_equal(before, *state, size_bytes);
        memcpy(before, *state, size_bytes);
    }
    free(before);
}

static void the_standard_table_is_whole(void **state)
{
    struct table table;
    const void *records;
    uint32_t count, standard = 0;

    (void)state;
    assert_int_equal(table_open(&table, table_forge_real("hand.tbl"), HAND_FILE, HAND_FILE_VERSION),
                     ERR_OK);
    assert_int_equal(table_section(&table, HAND_FILE_TEMPLATES, sizeof(struct hand_file_template),
                                   &records, &count),
                     ERR_OK);
    for (uint32_t i = 0; i < count; i++)
        standard += ((const struct hand_file_template *)records)[i].cost < HAND_FILE_COST_OUTSIDE;
    assert_int_equal(standard, STANDARD_COUNT);
    table_close(&table);
}

static void damaged_tables_are_refused(void **state)
{
    size_t size_bytes;
    uint8_t *bytes = table_forge_read(table_forge_real("hand.tbl"), &size_bytes);
    struct hand_file_template *template;
    struct hand *hand;

    (void)state;
    assert_int_not_equal(hand_open("no/such/table", &hand), ERR_OK);
    assert_null(hand);
    for (size_t cut = 1; cut < size_bytes; cut = cut * 5 + 1)
        assert_int_equal(hand_open(table_forge_write(bytes, cut, false), &hand), ERR_INVALID);
    bytes[size_bytes / 2] ^= 1;
    assert_int_equal(hand_open(table_forge_write(bytes, size_bytes, false), &hand), ERR_INVALID);
    template = (struct hand_file_template *)table_forge_record(bytes, HAND_FILE_TEMPLATES, 5);
    template->first_byte = UINT32_MAX;
    assert_int_equal(hand_open(table_forge_write(bytes, size_bytes, true), &hand), ERR_INVALID);
    template->first_byte = 0;
    template->character = 0x110000;
    assert_int_equal(hand_open(table_forge_write(bytes, size_bytes, true), &hand), ERR_INVALID);
    free(bytes);
    table_forge_remove();
    hand_close(NULL);
}

/* Bytes changed anywhere, the checksum right: refused, or recognising something. */
static void forged_tables_do_no_harm(void **state)
{
    size_t size_bytes;
    uint8_t *bytes = table_forge_read(table_forge_real("hand.tbl"), &size_bytes);
    uint8_t *ink_at = table_forge_record(bytes, HAND_FILE_INK, 0);
    size_t ink_bytes = size_bytes - (size_t)(ink_at - bytes);
    struct random random;

    (void)state;
    random_init(&random, 3);
    for (int round = 0; round < 24; round++) {
        struct ink ink = drawn(DRAWINGS[(size_t)round % 12].drawing);
        uint32_t candidates[HAND_CANDIDATES_MAX];
        struct hand *hand;

        if (round % 3 == 0)
            bytes[random_below(&random, sizeof(struct table_header))] ^= (uint8_t)(1 + round);
        else
            ink_at[random_below(&random, ink_bytes)] = (uint8_t)random_next(&random);
        if (hand_open(table_forge_write(bytes, size_bytes, true), &hand) == ERR_OK)
            hand_recognise(hand, &ink, candidates, HAND_CANDIDATES_MAX);
        hand_close(hand);
        if (round % 3 == 0) {
            free(bytes);
            bytes = table_forge_read(table_forge_real("hand.tbl"), &size_bytes);
            ink_at = table_forge_record(bytes, HAND_FILE_INK, 0);
        }
    }
    free(bytes);
    table_forge_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_taught),
        cmocka_unit_test(in_any_order),
        cmocka_unit_test(with_strokes_joined),
        cmocka_unit_test(of_any_size),
        cmocka_unit_test(letters_and_digits),
        cmocka_unit_test(as_many_as_wanted),
        cmocka_unit_test(odd_ink),
        cmocka_unit_test(nothing_stays),
        cmocka_unit_test(the_standard_table_is_whole),
        cmocka_unit_test(damaged_tables_are_refused),
        cmocka_unit_test(forged_tables_do_no_harm),
    };
    return cmocka_run_group_tests_name("hand", tests, open_real, close_real);
}
