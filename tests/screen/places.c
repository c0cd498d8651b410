#include "tests/screen/places.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/core/step.h"

enum place {
    PLACE_BACK,
    PLACE_HELP,
    PLACE_LEAVE,
    PLACE_LANGUAGE,
    PLACE_VOICE,
    PLACE_SENSES,
    PLACES
};

static const char *const roles[PLACES] = {"back", "help", "leave", "language", "voice", "senses"};

/* By panel, then by the bits of the modes that move the frame. */
static struct box known[HOUSE_PANELS][16][PLACES];
static struct box clocks[HOUSE_PANELS][16];

static bool is_near(struct box a, struct box b)
{
    return abs(a.x - b.x) <= 1 && abs(a.y - b.y) <= 1 && abs(box_right(a) - box_right(b)) <= 1 &&
           abs(box_bottom(a) - box_bottom(b)) <= 1;
}

/* Screens without a key, each with its reason:
 *   starting, clearing: no touch is taken there;
 *   out of service: nobody's visit, nothing to go back to; the question says where to go;
 *   a sheet: it lies over a screen that has them, and closes with its own key;
 *   submit, pages, result, deposit, rating: what is handed in cannot be taken back by going back;
 *   submit cannot be left while the matter is being saved, nor a locker while its lock is fired;
 *   home: the first screen. */
static bool may_miss(const struct shot *shot, enum place place)
{
    const struct view *view = &shot->view;
    bool handed_in = view->step == STEP_SUBMIT || view->step == STEP_PAGES ||
                     view->step == STEP_RESULT || view->step == STEP_DEPOSIT ||
                     view->step == STEP_RATING;
    bool firing = (view->step == STEP_PICKUP || view->step == STEP_DEPOSIT) &&
                  locker_is_firing(&shot->screen->core.session);
    bool before = view->step == STEP_HOME && view->back.action.kind == ACTION_NONE;

    if (view->step == VIEW_NAME_STARTING || view->step == VIEW_NAME_CLEARING)
        return true;
    if (place >= PLACE_LANGUAGE)
        return place == PLACE_VOICE && !view->voice.ready;
    if (view->step == VIEW_NAME_OUT || view->sheet)
        return true;
    if (place == PLACE_BACK)
        return before || handed_in || firing;
    return place == PLACE_LEAVE && (before || firing || view->step == STEP_SUBMIT);
}

static void check_place(struct checker *checker, const struct shot *shot, enum place place)
{
    struct box *at = &known[shot->panel_index][shot->view.modes & 15][place];

    for (int i = 0; i < shot->list->target_count; i++) {
        const struct draw_target *target = &shot->list->targets[i];

        if (strcmp(target->role, roles[place]) != 0)
            continue;
        if (at->width == 0)
            *at = target->box;
        check_true(checker, CHECK_A15, BY_LIST, is_near(*at, target->box),
                   "'%s' stands at %d,%d, elsewhere at %d,%d", roles[place], target->box.x,
                   target->box.y, at->x, at->y);
        return;
    }
    check_true(checker, CHECK_A15, BY_LIST, may_miss(shot, place), "no '%s' here", roles[place]);
}

static void check_clock(struct checker *checker, const struct shot *shot)
{
    struct box *at = &clocks[shot->panel_index][shot->view.modes & 15];

    for (int i = 0; i < shot->list->item_count; i++) {
        const struct draw_item *item = &shot->list->items[i];

        if (item->kind != DRAW_TEXT || strcmp(shot->list->text + item->text, "21:40") != 0)
            continue;
        if (at->width == 0)
            *at = item->ink;
        check_true(checker, CHECK_A15, BY_LIST, is_near(*at, item->ink), "the time moved");
        return;
    }
    check_true(checker, CHECK_A15, BY_LIST, false, "the time is not shown");
}

void places_check(struct checker *checker, const struct shot *shot)
{
    for (int i = 0; i < PLACES; i++)
        check_place(checker, shot, (enum place)i);
    check_clock(checker, shot);
}
