/* The comparison of shapes: place and direction whatever the order, the order by the path, and lines
 * that are there once too often. */
#include "ui/input/hand_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct line {
    struct ink_point from, to;
};

/* 二 and 三 of straight lines from left to right, 1000 wide. */
static const struct line TOP = {{0, 0}, {1000, 0}};
static const struct line MIDDLE = {{0, 450}, {1000, 450}};
static const struct line BOTTOM = {{0, 900}, {1000, 900}};

static struct hand_shape shape_of(const struct line *const *lines, int count)
{
    struct ink ink = {0};
    struct hand_shape shape;

    for (int i = 0; i < count; i++)
        assert_true(ink_begin(&ink, lines[i]->from) && ink_go_on(&ink, lines[i]->to));
    assert_true(hand_shape_make(&ink, &shape));
    return shape;
}

static void the_same_is_no_way_apart(void **state)
{
    struct hand_shape shape = shape_of((const struct line *[]){&TOP, &MIDDLE, &BOTTOM}, 3);
    struct hand_match match = hand_match_compare(&shape, &shape);

    (void)state;
    assert_true(match.there < 10 && match.back < 10 && match.path < 10);
    assert_true(match.unclaimed < 0.05f);
    assert_true(hand_match_distance(&shape, &shape) < 20);
}

static void only_the_path_knows_the_order(void **state)
{
    struct hand_shape taught = shape_of((const struct line *[]){&TOP, &MIDDLE, &BOTTOM}, 3);
    struct hand_shape other = shape_of((const struct line *[]){&BOTTOM, &TOP, &MIDDLE}, 3);
    struct hand_match match = hand_match_compare(&other, &taught);

    (void)state;
    assert_true(match.there < 10 && match.back < 10 && match.unclaimed < 0.05f);
    assert_true(match.path > 1000);
}

/* Every line of 三 and a second one along the middle: near to something everywhere, but too much. */
static void a_line_too_many_is_seen(void **state)
{
    const struct line again = {{0, 470}, {1000, 470}};
    struct hand_shape taught = shape_of((const struct line *[]){&TOP, &MIDDLE, &BOTTOM}, 3);
    struct hand_shape more = shape_of((const struct line *[]){&TOP, &MIDDLE, &again, &BOTTOM}, 4);
    struct hand_match match = hand_match_compare(&more, &taught);

    (void)state;
    assert_true(match.unclaimed > 0.1f);
    assert_true(match.path > hand_match_compare(&taught, &taught).path);
}

static void a_line_too_few_is_seen(void **state)
{
    struct hand_shape taught = shape_of((const struct line *[]){&TOP, &MIDDLE, &BOTTOM}, 3);
    struct hand_shape fewer = shape_of((const struct line *[]){&TOP, &BOTTOM}, 2);
    struct hand_match match = hand_match_compare(&fewer, &taught);

    (void)state;
    assert_true(match.back > 400 && match.back > 4 * match.there);
    assert_true(match.path > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_no_way_apart),
        cmocka_unit_test(only_the_path_knows_the_order),
        cmocka_unit_test(a_line_too_many_is_seen),
        cmocka_unit_test(a_line_too_few_is_seen),
    };
    return cmocka_run_group_tests_name("hand_match", tests, NULL, NULL);
}
