#include "ui/focus.h"

#include <string.h>

#include "firmware/base/check.h"

/* Later ranks come later on the way; what is not named comes first, in the order it is drawn. */
static int rank_of(const struct draw_target *target)
{
    static const char *const late[] = {"primary", "secondary", "back",  "help",   "leave",
                                       "elder",   "low",       "voice", "senses", "language"};

    for (int i = 0; i < (int)COUNT_OF(late); i++)
        if (strcmp(target->role, late[i]) == 0)
            return i + 1;
    return 0;
}

/* The place of a target on the way: a number that grows along it. */
static int place_of(const struct draw_list *list, int index)
{
    return rank_of(&list->targets[index]) * DRAW_TARGETS_MAX + index;
}

/* A surface for strokes is nothing that a key can use. */
static bool is_reachable(const struct draw_target *target)
{
    return target->enabled && target->local != LOCAL_INK;
}

int focus_move(const struct draw_list *list, int from, int step)
{
    int here = from == DRAW_NO_TARGET ? -1 : place_of(list, from), nearest = DRAW_NO_TARGET,
        round = DRAW_NO_TARGET;

    CHECK(step == 1 || step == -1);
    for (int i = 0; i < list->target_count; i++) {
        int place = place_of(list, i);

        if (!is_reachable(&list->targets[i]) || i == from)
            continue;
        if (round == DRAW_NO_TARGET || (place_of(list, round) - place) * step > 0)
            round = i;
        if (from == DRAW_NO_TARGET || (place - here) * step < 0)
            continue;
        if (nearest == DRAW_NO_TARGET || (place_of(list, nearest) - place) * step > 0)
            nearest = i;
    }
    if (nearest == DRAW_NO_TARGET && round == DRAW_NO_TARGET && from != DRAW_NO_TARGET)
        return is_reachable(&list->targets[from]) ? from : DRAW_NO_TARGET;
    return nearest != DRAW_NO_TARGET ? nearest : round;
}

int focus_role(const struct draw_list *list, const char *role)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].enabled && strcmp(list->targets[i].role, role) == 0)
            return i;
    return DRAW_NO_TARGET;
}

int focus_same(const struct draw_list *list, const struct draw_target *target)
{
    for (int i = 0; i < list->target_count; i++) {
        const struct draw_target *other = &list->targets[i];

        if (other->enabled && strcmp(other->role, target->role) == 0 &&
            memcmp(&other->action, &target->action, sizeof(other->action)) == 0 &&
            other->local == target->local && other->local_arg == target->local_arg)
            return i;
    }
    return DRAW_NO_TARGET;
}
