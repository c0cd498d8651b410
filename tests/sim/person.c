/* The citizen: knows nothing but what the glass shows, looks, thinks, touches. Most go straight to
 * their matter; some wander, tap twice, go back, wait, forget their card or simply walk away. */
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/sim/canary.h"
#include "tests/sim/sim.h"

#define TARGETS_MAX 96
#define LOOKS_MAX 200
#define CASE_NUMBER "LF26112200017" /* of a receipt that lies at home */

struct target {
    struct action action;
    uint16_t word;
    uint32_t weight;
};

struct targets {
    uint32_t count;
    struct target items[TARGETS_MAX];
};

static void look(struct sim *sim, const void *bytes);

static void look_later(struct sim *sim, uint64_t delay_ms)
{
    if (!sim->person.present || sim->person.look_pending)
        return;
    sim->person.look_pending = true;
    sim_post(sim, SIM_WORLD, delay_ms, look, &sim->person.index, sizeof(sim->person.index));
}

static void come_again(struct sim *sim)
{
    bool hurries = sim_strikes(sim, FAULT_PERSON_HURRIES);

    if (sim->visits < sim->visits_planned)
        sim_post(sim, SIM_WORLD, sim_between(sim, 800, hurries ? 4000 : 200000), person_come, NULL,
                 0);
}

void person_leave(struct sim *sim)
{
    if (!sim->person.present)
        return;
    sim_trace(sim, "person", "GONE", sim->person.index, 0);
    if (!sim_strikes(sim, FAULT_CARD_FORGOTTEN))
        reader_card_up(sim);
    sim->person.present = false;
    come_again(sim);
}

void person_come(struct sim *sim, const void *bytes)
{
    struct sim_person *person = &sim->person;

    (void)bytes;
    if (!sim->powered || !sim->glass.lit) {
        sim_post(sim, SIM_WORLD, 30000, person_come, NULL, 0);
        return;
    }
    memset(person, 0, sizeof(*person));
    person->index = ++sim->visits;
    person->present = true;
    person->wanders = sim_strikes(sim, FAULT_PERSON_WANDERS);
    canary_person(person->index, &person->card);
    canary_mobile(person->index, person->mobile);
    canary_child(person->index, person->child);
    canary_baby(person->index, person->baby);
    canary_code(person->index, person->code);
    canary_door(person->index, person->door);
    person->has_parcel = random_below(&sim->random, 3) != 0;
    if (person->has_parcel)
        locker_assign(sim, person->index, LOCKER_PICKUP);
    sim_trace(sim, "person", "COMES", person->index, 0);
    look_later(sim, sim_between(sim, 700, 3000));
}

void person_see(struct sim *sim)
{
    look_later(sim, sim_between(sim, 650, 3500));
}

/* ---- touching ---- */

struct tap {
    struct event event;
    struct touch touch;
    uint32_t epoch;
};

static bool is_confirmation(const struct sim *sim, const struct touch *touch, uint32_t serial)
{
    return touch->step == STEP_REVIEW && touch->action.kind == ACTION_PRIMARY &&
           serial == sim->glass.view.serial && sim->glass.view.step == STEP_REVIEW &&
           sim->now_ms >= sim->glass.screen_ms + CORE_TOUCH_GUARD_MS;
}

/* The glass tells what was written on the pad just before the touch that takes it. */
static void sign_before(struct sim *sim, const struct tap *tap)
{
    struct event event;

    if (tap->touch.step != STEP_SIGN || tap->touch.action.kind != ACTION_PRIMARY)
        return;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_SIGNED;
    event.signature.serial = tap->event.touched.serial;
    if (!sim_strikes(sim, FAULT_SIGNED_BADLY))
        canary_ink(&event.signature.ink);
    else if (random_below(&sim->random, 2) == 0)
        ink_begin(&event.signature.ink, (struct ink_point){100, 100});
    sim_tell(sim, 0, &event);
}

static void finger_down(struct sim *sim, const void *bytes)
{
    const struct tap *tap = bytes;
    struct touch touched = tap->touch;

    touched.fresh = tap->event.touched.serial == sim->glass.view.serial &&
                    sim->now_ms >= sim->glass.screen_ms + CORE_TOUCH_GUARD_MS;
    sim_fact(sim, (struct fact){.kind = FACT_TOUCHED, .epoch = tap->epoch, .data = &touched},
             sizeof(touched));
    if (tap->touch.word == WORD_RESULT_PRINT_AGAIN)
        sim_fact(sim,
                 (struct fact){.kind = FACT_AGAIN, .epoch = tap->epoch, .number = tap->touch.step},
                 0);
    if (is_confirmation(sim, &tap->touch, tap->event.touched.serial))
        sim_fact(
            sim,
            (struct fact){.kind = FACT_CONFIRMED, .epoch = tap->epoch, .data = &sim->glass.view},
            sizeof(sim->glass.view));
    if (tap->touch.action.kind == ACTION_KEY || tap->touch.action.kind == ACTION_INSERT)
        sim_fact(
            sim,
            (struct fact){.kind = FACT_TYPED, .epoch = tap->epoch, .number = sim->person.index}, 0);
    sign_before(sim, tap);
    sim_tell(sim, 0, &tap->event);
}

static void touch(struct sim *sim, const struct target *target)
{
    const struct view *view = &sim->glass.view;
    struct tap tap;
    bool old = sim_strikes(sim, FAULT_PERSON_TOUCHES_OLD_VIEW);

    memset(&tap, 0, sizeof(tap));
    tap.event.kind = EVENT_TOUCHED;
    tap.event.touched.serial = old ? sim->glass.old_view.serial : view->serial;
    tap.event.touched.action = target->action;
    tap.touch = (struct touch){.action = target->action,
                               .word = target->word,
                               .step = view->step,
                               .about = view->question.head.id};
    tap.epoch = sim->glass.epoch;
    sim->person.epoch = sim->glass.epoch;
    sim_post(sim, SIM_WORLD, 0, finger_down, &tap, sizeof(tap));
    if (sim_strikes(sim, FAULT_PERSON_TAPS_TWICE))
        sim_post(sim, SIM_WORLD, sim_between(sim, 60, 300), finger_down, &tap, sizeof(tap));
}

/* The same place again, whatever is there by then: the second half of a double tap. */
static void touch_place(struct sim *sim, const void *bytes)
{
    struct target target;

    memcpy(&target, bytes, sizeof(target));
    if (sim->glass.lit && sim->glass.view.primary.action.kind == ACTION_PRIMARY) {
        target.action = sim->glass.view.primary.action;
        target.word = sim->glass.view.primary.label.head.id;
        touch(sim, &target);
    }
}

/* ---- what can be touched, and how much it attracts ---- */

static uint32_t weight_of(enum action_kind kind, bool wanders)
{
    static const uint8_t weights[][2] = {
        [ACTION_NONE] = {0, 0},      [ACTION_BACK] = {2, 8},        [ACTION_PRIMARY] = {80, 14},
        [ACTION_SECONDARY] = {5, 8}, [ACTION_HELP] = {1, 4},        [ACTION_LEAVE] = {0, 1},
        [ACTION_STAY] = {40, 20},    [ACTION_LANGUAGE] = {1, 5},    [ACTION_MODE] = {1, 5},
        [ACTION_SERVICE] = {60, 30}, [ACTION_CHOOSE] = {20, 10},    [ACTION_FOCUS] = {2, 8},
        [ACTION_KEY] = {0, 2},       [ACTION_MONTH] = {10, 10},     [ACTION_CHANGE] = {1, 8},
        [ACTION_RATE] = {30, 10},    [ACTION_LANGUAGES] = {1, 4},   [ACTION_SENSES] = {1, 4},
        [ACTION_VOICE] = {1, 5},     [ACTION_SLOWER] = {3, 4},      [ACTION_LOUDER] = {3, 4},
        [ACTION_SOFTER] = {3, 4},    [ACTION_SITUATION] = {60, 30}, [ACTION_PLACE] = {8, 12},
        [ACTION_INSERT] = {0, 3},    [ACTION_WAY] = {1, 5},         [ACTION_FILL] = {1, 6},
        [ACTION_DAY] = {0, 4},       [ACTION_SLOT] = {0, 8},
    };

    CHECK(kind < COUNT_OF(weights));
    return weights[kind][wanders];
}

static void add(struct sim *sim, struct targets *targets, struct action action, uint16_t word)
{
    if (action.kind == ACTION_NONE || targets->count == TARGETS_MAX)
        return;
    targets->items[targets->count] = (struct target){
        action, word, weight_of((enum action_kind)action.kind, sim->person.wanders)};
    if (action.kind == ACTION_PLACE && action.arg == STEP_PICKUP)
        targets->items[targets->count].weight = sim->person.has_parcel ? 160 : 10;
    targets->count++;
}

static void add_keys(struct sim *sim, struct targets *targets, const struct part *part)
{
    if (part->kind == PART_KEYPAD) {
        for (uint16_t key = '0'; key <= '9'; key++)
            add(sim, targets, (struct action){ACTION_KEY, key}, 0);
        add(sim, targets, (struct action){ACTION_KEY, VIEW_KEY_ERASE}, 0);
    } else if (part->kind == PART_WRITE) {
        static const uint32_t characters[] = {0x4e00, 0x9f98, 0x20bb7, 'Q', '7', ' ', 0xb7, 0x202e};
        for (size_t i = 0; i < COUNT_OF(characters); i++)
            add(sim, targets, (struct action){ACTION_INSERT, characters[i]}, 0);
        add(sim, targets, (struct action){ACTION_KEY, VIEW_KEY_ERASE}, 0);
    } else if (part->kind == PART_CALENDAR) {
        add(sim, targets, (struct action){ACTION_DAY, (uint32_t)sim_between(sim, 1, 31)}, 0);
        for (uint16_t key = VIEW_YEAR_LESS; key <= VIEW_MONTH_MORE; key++)
            add(sim, targets, (struct action){ACTION_MONTH, key}, 0);
    } else if (part->kind == PART_VOLUME) {
        add(sim, targets, (struct action){ACTION_LOUDER, 0}, 0);
        add(sim, targets, (struct action){ACTION_SOFTER, 0}, 0);
    } else if (part->kind == PART_MONTH) {
        for (uint16_t key = VIEW_YEAR_LESS; key <= VIEW_MONTH_MORE; key++)
            add(sim, targets, (struct action){ACTION_MONTH, key}, 0);
    }
}

static void find_targets(struct sim *sim, struct targets *targets)
{
    const struct view *view = &sim->glass.view;
    const struct button *const buttons[] = {
        &view->back,         &view->primary,   &view->secondary,  &view->help,      &view->leave,
        &view->language_key, &view->voice_key, &view->senses_key, &view->elder_key, &view->low_key};

    targets->count = 0;
    for (size_t i = 0; i < COUNT_OF(buttons); i++)
        add(sim, targets, buttons[i]->action, buttons[i]->label.head.id);
    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        add(sim, targets, part->action, part->text.head.id);
        /* A choice that is made attracts less. */
        if (part->selected && targets->count > 0 && part->action.kind != ACTION_NONE)
            targets->items[targets->count - 1].weight /= 8;
        add_keys(sim, targets, part);
    }
}

static const struct target *pick(struct sim *sim, const struct targets *targets)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < targets->count; i++)
        sum += targets->items[i].weight;
    uint64_t draw = random_below(&sim->random, sum);
    for (uint32_t i = 0; i < targets->count && sum > 0; i++) {
        if (draw < targets->items[i].weight)
            return &targets->items[i];
        draw -= targets->items[i].weight;
    }
    return NULL;
}

/* ---- writing ---- */

static const char *literal(const struct view *view, struct phrase phrase)
{
    bool is_text = phrase.head.kind == PHRASE_LITERAL && phrase.head.id < PHRASE_POOL_BYTES;

    return is_text ? view->pool.text + phrase.head.id : "";
}

/* What the person wants in the field with the focus; NULL: nothing in particular. */
static const char *wanted_text(const struct sim *sim, const struct part *pad)
{
    const struct sim_person *person = &sim->person;

    if (sim->glass.view.step == STEP_PROGRESS)
        return CASE_NUMBER;
    if (sim->glass.view.step == STEP_SEARCH)
        return person->card.address;
    if (sim->glass.view.step == STEP_SCAN)
        return person->code;
    if (sim->glass.view.step == STEP_PICKUP || sim->glass.view.step == STEP_DEPOSIT)
        return person->door;
    if (pad->kind == PART_KEYPAD)
        return pad->value == 1 ? person->child : person->mobile;
    if (pad->number == ABOUT_NAME)
        return person->baby;
    if (pad->number == ABOUT_ADDRESS)
        return person->card.address;
    return person->index % 2 == 0 ? "" : "ok";
}

/* The next character that brings `written` nearer to `wanted`. */
static struct action next_character(const char *wanted, const char *written, const struct part *pad)
{
    size_t length = strlen(written), ignored;
    uint32_t character;

    if (strcmp(wanted, written) == 0)
        return (struct action){ACTION_NONE, 0};
    if (strncmp(wanted, written, length) != 0)
        return (struct action){ACTION_KEY, VIEW_KEY_ERASE};
    character = text_next(wanted + length, &ignored);
    if (pad->kind == PART_WRITE)
        return (struct action){ACTION_INSERT, character};
    if (character < '0' || (character > '9' && character != 'X'))
        return (struct action){ACTION_WAY, WAY_LATIN};
    return (struct action){ACTION_KEY, character};
}

/* The first day that can be chosen, or the month that may hold one. */
static struct action next_day(const struct part *calendar)
{
    for (uint32_t day = 1; calendar->value == 0 && day <= 31; day++)
        if ((calendar->bits >> (day - 1) & 1) != 0)
            return (struct action){ACTION_DAY, day};
    return (struct action){ACTION_NONE, 0};
}

/* What to write next in the field with the focus; none: it is as it should be. */
static struct action writing_wanted(const struct sim *sim)
{
    const struct view *view = &sim->glass.view;
    const struct part *pad = NULL, *slot = NULL;
    struct action day = {ACTION_NONE, 0};
    const char *written = "";
    bool has_ways = false, has_slot = false;

    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        if (part->kind == PART_KEYPAD || part->kind == PART_WRITE)
            pad = part;
        else if (part->kind == PART_FIELD && part->selected)
            written = literal(view, part->detail);
        else if (part->kind == PART_CALENDAR)
            day = next_day(part);
        else if (part->kind == PART_SLOT && part->selected)
            has_slot = true;
        else if (part->kind == PART_SLOT)
            slot = part;
        has_ways = has_ways || part->kind == PART_WAY;
    }
    if (day.kind == ACTION_NONE && slot != NULL && !has_slot)
        return slot->action;
    if (pad == NULL)
        return day;
    /* Digits alone write no word. */
    if (pad->kind == PART_KEYPAD && has_ways && view->step != STEP_PROGRESS &&
        view->step != STEP_SCAN && view->step != STEP_PICKUP && view->step != STEP_DEPOSIT)
        return (struct action){ACTION_WAY, WAY_HAND};
    return next_character(wanted_text(sim, pad), written, pad);
}

/* ---- looking ---- */

static bool at_reader(struct sim *sim)
{
    const struct view *view = &sim->glass.view;
    bool asked = view->step == STEP_IDENTIFY || view->step == STEP_PICKUP;

    if (asked && sim->reader.on_it == 0 && sim->reader.op != 0) {
        reader_card_down(sim);
        sim_trace(sim, "person", "CARD_DOWN", sim->person.index, 0);
        return true;
    }
    if (sim->reader.on_it != 0 && sim->reader.op == 0 &&
        (!asked || random_below(&sim->random, 4) == 0)) {
        reader_card_up(sim);
        sim_trace(sim, "person", "CARD_UP", sim->person.index, 0);
    }
    return false;
}

/* What came out of the slot decides, not the screen; some answer wrong. */
static const struct target *about_paper(struct sim *sim, const struct targets *targets)
{
    const struct target *came_out = NULL, *again = NULL;

    for (uint32_t i = 0; i < targets->count; i++) {
        if (targets->items[i].word == WORD_RESULT_CAME_OUT)
            came_out = &targets->items[i];
        if (targets->items[i].word == WORD_RESULT_PRINT_AGAIN)
            again = &targets->items[i];
    }
    if (came_out == NULL)
        return NULL;
    bool wrong = sim_strikes(sim, FAULT_PERSON_ANSWERS_WRONG);
    bool seen =
        sim->glass.view.step == STEP_PAGES ? sim->person.seen_pages : sim->person.seen_paper;
    return seen != wrong ? came_out : again;
}

/* Some change their mind about a picture: from the review back to it, and then it is to come later. */
static const struct target *about_pictures(struct sim *sim, const struct targets *targets)
{
    bool at_review = sim->glass.view.step == STEP_REVIEW;

    if (at_review && sim_strikes(sim, FAULT_PERSON_CHANGES_MIND))
        sim->person.regrets = true;
    for (uint32_t i = 0; sim->person.regrets && i < targets->count; i++) {
        const struct target *target = &targets->items[targets->count - 1 - i];

        if (at_review && target->action.kind == ACTION_CHANGE &&
            target->action.arg >= SERVICE_FIELDS_MAX)
            return target;
        if (!at_review && target->word == WORD_CAPTURE_LATER) {
            sim->person.regrets = false;
            return target;
        }
    }
    return NULL;
}

static bool is_finished(struct sim *sim)
{
    uint8_t step = sim->glass.view.step;

    if (step == STEP_RESULT)
        sim->person.was_served = true;
    if (++sim->person.looks > LOOKS_MAX)
        return true;
    bool over = step == VIEW_NAME_CLEARING || step == STEP_HOME;
    if (step == STEP_PICKUP && random_below(&sim->random, 12) == 0)
        sim->person.was_served = sim->person.seen_door;
    return over && sim->person.was_served && random_below(&sim->random, 4) != 0;
}

static void act(struct sim *sim)
{
    static struct targets targets;
    struct target typed = {.action = {ACTION_NONE, 0}};

    if (!sim->person.wanders)
        typed.action = writing_wanted(sim);
    if (typed.action.kind != ACTION_NONE) {
        touch(sim, &typed);
        look_later(sim, sim_between(sim, 120, 350));
        return;
    }
    find_targets(sim, &targets);
    const struct target *chosen = about_paper(sim, &targets);
    if (chosen == NULL)
        chosen = about_pictures(sim, &targets);
    if (chosen == NULL)
        chosen = pick(sim, &targets);
    if (chosen != NULL) {
        touch(sim, chosen);
        if (chosen->action.kind == ACTION_PRIMARY && sim_strikes(sim, FAULT_PERSON_TAPS_TWICE))
            sim_post(sim, SIM_WORLD, sim_between(sim, 150, 450), touch_place, chosen,
                     sizeof(*chosen));
    }
}

static void look(struct sim *sim, const void *bytes)
{
    uint32_t index;

    memcpy(&index, bytes, sizeof(index));
    if (!sim->person.present || sim->person.index != index)
        return;
    sim->person.look_pending = false;
    if (sim_strikes(sim, FAULT_PERSON_WALKS_AWAY) || is_finished(sim)) {
        person_leave(sim);
        return;
    }
    if (sim_strikes(sim, FAULT_PERSON_WAITS)) {
        look_later(sim, sim_between(sim, 50000, 260000));
        return;
    }
    if (sim->glass.lit && !at_reader(sim))
        act(sim);
    look_later(sim, sim_between(sim, 2500, 9000));
}
