/* The way from key to key: every reachable one once around, in the order of the step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/focus.h"

static struct draw_list list;

static void target(const char *role, uint8_t enabled, uint32_t arg)
{
    struct draw_target *added = &list.targets[list.target_count++];

    memset(added, 0, sizeof(*added));
    added->role = role;
    added->enabled = enabled;
    added->action.kind = ACTION_CHOOSE;
    added->action.arg = arg;
}

static int set_up(void **state)
{
    (void)state;
    memset(&list, 0, sizeof(list));
    target("language", 1, 0);
    target("voice", 1, 0);
    target("choice", 1, 0);
    target("choice", 0, 1);
    target("choice", 1, 2);
    target("back", 1, 0);
    target("primary", 1, 0);
    target("ink", 1, 0);
    list.targets[7].local = LOCAL_INK;
    return 0;
}

static void the_way_goes_round(void **state)
{
    static const int way[] = {2, 4, 6, 5, 1, 0, 2};
    int at = DRAW_NO_TARGET;

    (void)state;
    for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
        at = focus_move(&list, at, 1);
        assert_int_equal(at, way[i]);
    }
    for (int i = (int)(sizeof(way) / sizeof(way[0])) - 2; i >= 0; i--) {
        at = focus_move(&list, at, -1);
        assert_int_equal(at, way[i]);
    }
    assert_int_equal(focus_move(&list, DRAW_NO_TARGET, -1), 0);
}

static void a_list_without_keys_has_no_way(void **state)
{
    (void)state;
    list.target_count = 0;
    assert_int_equal(focus_move(&list, DRAW_NO_TARGET, 1), DRAW_NO_TARGET);
    target("primary", 1, 0);
    assert_int_equal(focus_move(&list, 0, 1), 0);
    list.targets[0].enabled = 0;
    assert_int_equal(focus_move(&list, 0, 1), DRAW_NO_TARGET);
}

static void roles_and_the_same_thing(void **state)
{
    struct draw_target choice = list.targets[4];

    (void)state;
    assert_int_equal(focus_role(&list, "back"), 5);
    assert_int_equal(focus_role(&list, "help"), DRAW_NO_TARGET);
    assert_int_equal(focus_same(&list, &choice), 4);
    choice.action.arg = 9;
    assert_int_equal(focus_same(&list, &choice), DRAW_NO_TARGET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_way_goes_round, set_up),
        cmocka_unit_test_setup(a_list_without_keys_has_no_way, set_up),
        cmocka_unit_test_setup(roles_and_the_same_thing, set_up),
    };

    return cmocka_run_group_tests_name("ui/focus", tests, NULL, NULL);
}
