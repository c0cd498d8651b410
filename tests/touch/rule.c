#include "tests/touch/rule.h"

#include <string.h>

static bool is_same(const struct draw_target *a, const struct draw_target *b)
{
    return a->box.x == b->box.x && a->box.y == b->box.y && a->box.width == b->box.width &&
           a->box.height == b->box.height && a->action.kind == b->action.kind &&
           a->action.arg == b->action.arg && a->local == b->local && a->local_arg == b->local_arg &&
           a->enabled && b->enabled;
}

static bool is_inside(const struct draw_target *target, int x, int y)
{
    return x >= target->box.x && x - target->box.x < target->box.width && y >= target->box.y &&
           y - target->box.y < target->box.height;
}

static bool is_on(const struct draw_list *list, const struct draw_target *target)
{
    for (int i = 0; i < list->target_count; i++)
        if (is_same(&list->targets[i], target))
            return true;
    return false;
}

void rule_list(struct rule *rule, const struct draw_list *list)
{
    bool another = rule->serial != list->serial || rule->language != list->language ||
                   rule->modes != list->modes;

    if (another)
        rule->may_insert = false;
    if (another || (rule->holds && !is_on(list, &rule->target)))
        rule->holds = false;
    rule->serial = list->serial;
    rule->language = list->language;
    rule->modes = list->modes;
}

static void down(struct rule *rule, const struct present_input *input, const struct draw_list *list,
                 uint64_t now_ms)
{
    if (rule->holds && rule->finger != input->finger && now_ms < rule->since_ms + RULE_HOLD_MS)
        return;
    rule->holds = false;
    for (int i = 0; i < list->target_count && !rule->holds; i++)
        if (list->targets[i].enabled && is_inside(&list->targets[i], input->x, input->y)) {
            rule->target = list->targets[i];
            rule->finger = input->finger;
            rule->since_ms = now_ms;
            rule->holds = true;
        }
}

/* Who writes is there, however long it takes. */
static void move(struct rule *rule, const struct present_input *input, uint64_t now_ms)
{
    if (rule->holds && rule->finger == input->finger && rule->target.local == LOCAL_INK)
        rule->since_ms = now_ms;
}

static void owe(struct rule *rule, uint32_t kind, uint32_t arg)
{
    rule->is_owed = true;
    rule->owed = (struct event_touched){rule->serial, {kind, arg}};
}

static void up(struct rule *rule, const struct present_input *input, uint64_t now_ms)
{
    if (!rule->holds || rule->finger != input->finger)
        return;
    rule->holds = false;
    if (rule->target.local != LOCAL_INK && !is_inside(&rule->target, input->x, input->y))
        return;
    rule->done_ms = now_ms;
    if (rule->target.local != LOCAL_NONE) {
        rule->may_insert = rule->target.local != LOCAL_INK;
        rule->may_none = true;
        return;
    }
    owe(rule, rule->target.action.kind, rule->target.action.arg);
}

/* A key that stands for a target of the screen, if there is one that can be pressed. */
static void key_role(struct rule *rule, const char *role, const struct draw_list *list)
{
    for (int i = 0; i < list->target_count; i++) {
        const struct draw_target *target = &list->targets[i];

        if (!target->enabled || strcmp(target->role, role) != 0)
            continue;
        if (target->local == LOCAL_NONE)
            owe(rule, target->action.kind, target->action.arg);
        else
            rule->may_insert = rule->may_none = true;
        return;
    }
}

static void key(struct rule *rule, uint32_t key, const struct draw_list *list)
{
    if (list->name[0] == '\0' || key >= PRESENT_KEY_COUNT)
        return;
    if ((list->modes & MODE_SPEECH) == 0)
        owe(rule, ACTION_MODE, MODE_SPEECH);
    else if (key >= PRESENT_KEY_DIGIT0 && key <= PRESENT_KEY_DIGIT9)
        owe(rule, ACTION_KEY, '0' + key - PRESENT_KEY_DIGIT0);
    else if (key == PRESENT_KEY_STAR)
        owe(rule, ACTION_KEY, 'X');
    else if (key == PRESENT_KEY_ERASE)
        owe(rule, ACTION_KEY, VIEW_KEY_ERASE);
    else if (key == PRESENT_KEY_REPEAT)
        owe(rule, ACTION_REPEAT, 0);
    else if (key == PRESENT_KEY_SLOWER)
        owe(rule, ACTION_SLOWER, 0);
    else if (key == PRESENT_KEY_LOUDER)
        owe(rule, ACTION_LOUDER, 0);
    else if (key == PRESENT_KEY_SOFTER)
        owe(rule, ACTION_SOFTER, 0);
    else if (key == PRESENT_KEY_BACK)
        key_role(rule, "back", list);
    else if (key == PRESENT_KEY_HELP)
        key_role(rule, "help", list);
    else if (key == PRESENT_KEY_HASH)
        key_role(rule, "primary", list);
    else if (key == PRESENT_KEY_SELECT)
        rule->may_select = rule->may_insert = rule->may_none = true;
}

void rule_see(struct rule *rule, const struct present_input *input, const struct draw_list *list,
              uint64_t now_ms)
{
    rule_list(rule, list);
    rule->may_select = rule->may_none = false;
    switch ((enum present_input_kind)input->kind) {
    case PRESENT_DOWN:
        down(rule, input, list, now_ms);
        break;
    case PRESENT_UP:
        up(rule, input, now_ms);
        break;
    case PRESENT_KEY:
        key(rule, input->key, list);
        break;
    case PRESENT_MOVE:
        move(rule, input, now_ms);
        break;
    case PRESENT_EXPOSED:
    case PRESENT_CLOSED:
        break;
    }
}

/* One of the targets that the focus can be on. */
static bool is_selectable(const struct event_touched *touched, const struct draw_list *list)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].enabled && list->targets[i].local == LOCAL_NONE &&
            list->targets[i].action.kind == touched->action.kind &&
            list->targets[i].action.arg == touched->action.arg)
            return touched->serial == list->serial;
    return false;
}

const char *rule_reported(struct rule *rule, const struct event_touched *touched,
                          const struct draw_list *list)
{
    bool is_owed = rule->is_owed;

    if (is_owed && touched->serial == rule->owed.serial &&
        touched->action.kind == rule->owed.action.kind &&
        touched->action.arg == rule->owed.action.arg) {
        rule->is_owed = false;
        return NULL;
    }
    if (touched->action.kind == ACTION_INSERT && rule->may_insert)
        return touched->serial == rule->serial ? NULL : "a character for another screen";
    if (touched->action.kind == ACTION_NONE && rule->may_none) {
        rule->may_none = rule->may_select = false;
        return touched->serial == list->serial ? NULL : "a touch of another screen";
    }
    if (rule->may_select && is_selectable(touched, list)) {
        rule->may_select = false;
        return NULL;
    }
    return is_owed ? "another touch than the finger made" : "a touch that no finger made";
}

const char *rule_silent(struct rule *rule)
{
    bool is_owed = rule->is_owed;

    rule->is_owed = false;
    return is_owed ? "a touch was swallowed" : NULL;
}
