/* The core under a storm: any event in any state, in any order, answered, stale or doubled.
 * Whatever comes, it must not break a CHECK, must be the same twice, must keep no pointer, and must
 * always have a way on: a target to touch or a deadline to come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/random.h"
#include "firmware/core/core.h"
#include "tests/support/sample_service.h"

struct storm {
    struct core core, twin;
    struct effects effects, twin_effects;
    struct event event;
    struct random random;
    uint64_t ops[8]; /* the last ops that were asked */
    struct view view;
    uint32_t *seen; /* how often each screen was shown */
};

static uint32_t below(struct storm *storm, uint32_t limit)
{
    return (uint32_t)random_below(&storm->random, limit);
}

/* One of the questions that wait for an answer, if there is any. */
static const struct wait *some_wait(struct storm *storm)
{
    const struct session *session = &storm->core.session;
    const struct wait *waits[] = {&session->wait,        &session->papers[PAPER_RECEIPT].wait,
                                  &session->status_wait, &storm->core.clear_wait,
                                  &session->query.wait,  &session->find_wait,
                                  &session->scan_wait,   &session->papers[PAPER_CERTIFICATE].wait,
                                  &session->opening.wait};
    const struct wait *wait = waits[below(storm, 9)];

    for (int i = 0; i < 9 && wait->op == 0; i++)
        wait = waits[i];
    return wait;
}

static uint64_t some_op(struct storm *storm)
{
    uint64_t op = some_wait(storm)->op;

    return op != 0 && below(storm, 8) != 0 ? op : storm->ops[below(storm, 8)];
}

static enum event_kind some_kind(struct storm *storm)
{
    static const uint8_t answers[EFFECT_COUNT] = {
        [EFFECT_SERVICE_LOAD] = EVENT_SERVICE,
        [EFFECT_CARD_READ] = EVENT_CARD,
        [EFFECT_CASE_SAVE] = EVENT_CASE_SAVED,
        [EFFECT_CASE_STATUS] = EVENT_CASE_STATUS,
        [EFFECT_INTENT_SAVE] = EVENT_INTENT,
        [EFFECT_INTENT_CLAIM] = EVENT_INTENT,
        [EFFECT_PRINT] = EVENT_PRINTED,
        [EFFECT_CLEAR] = EVENT_CLEARED,
        [EFFECT_SEARCH] = EVENT_FOUND,
        [EFFECT_CASE_FIND] = EVENT_CASE_FOUND,
        [EFFECT_CAPTURE] = EVENT_CAPTURED,
        [EFFECT_ATTACH] = EVENT_ATTACHED,
        [EFFECT_SCAN] = EVENT_SCANNED,
        [EFFECT_DOCUMENT_GET] = EVENT_DOCUMENT,
        [EFFECT_PAGES] = EVENT_PAGES_PRINTED,
        [EFFECT_LOCKER_FIND] = EVENT_LOCKER_FOUND,
        [EFFECT_LOCKER_OPEN] = EVENT_LOCKER_OPENED,
    };
    enum event_kind kind = (enum event_kind)answers[some_wait(storm)->effect];

    if (kind != EVENT_NONE && below(storm, 3) == 0)
        return kind;
    if (below(storm, 3) != 0)
        return EVENT_TOUCHED;
    return (enum event_kind)(1 + below(storm, EVENT_COUNT - 1));
}

static err_t some_err(struct storm *storm)
{
    return below(storm, 6) == 0 ? below(storm, ERR_COUNT) : ERR_OK;
}

static struct action some_character(struct storm *storm)
{
    static const uint32_t characters[] = {0x5f20, 0x9f98, 0x20bb7, 'A', '7', ' ', 0xb7, 0x202e, 0};

    return (struct action){ACTION_INSERT,
                           below(storm, 20) ? characters[below(storm, 9)] : below(storm, 0x120000)};
}

/* What a pad does by itself; none for another part. */
static struct action some_key(struct storm *storm, const struct part *part)
{
    if (part->kind == PART_WRITE)
        return below(storm, 5) ? some_character(storm)
                               : (struct action){ACTION_KEY, VIEW_KEY_ERASE};
    if (part->kind == PART_KEYPAD)
        return (struct action){ACTION_KEY, '0' + below(storm, 10)};
    if (part->kind == PART_MONTH)
        return (struct action){ACTION_MONTH, below(storm, 4)};
    if (part->kind == PART_CALENDAR)
        return below(storm, 3) ? (struct action){ACTION_DAY, 1 + below(storm, 31)}
                               : (struct action){ACTION_MONTH, below(storm, 4)};
    return part->action;
}

static struct action some_action(struct storm *storm)
{
    struct action targets[VIEW_PARTS_MAX + 16];
    uint32_t count = 0;
    const struct view *view = &storm->view;
    const struct button *buttons[] = {
        &view->back,      &view->primary,      &view->secondary,  &view->primary,
        &view->help,      &view->leave,        &view->low_key,    &view->elder_key,
        &view->voice_key, &view->language_key, &view->senses_key,
    };

    size_t last = sizeof(buttons) / sizeof(buttons[0]);

    if (below(storm, 8) != 0) /* what leads away from the matter is not for every moment */
        last -= 7;
    for (size_t i = 0; i < last; i++)
        if (buttons[i]->action.kind != ACTION_NONE)
            targets[count++] = buttons[i]->action;
    for (uint32_t i = 0; i < view->part_count; i++)
        if (view->parts[i].action.kind != ACTION_NONE)
            targets[count++] = view->parts[i].action;
    if (view->primary.action.kind != ACTION_NONE && below(storm, 2) == 0)
        return view->primary.action;
    if (view->part_count > 0 && below(storm, 2) == 0)
        return some_key(storm, &view->parts[below(storm, view->part_count)]);
    if (count == 0 || below(storm, 20) == 0)
        return (struct action){(uint16_t)below(storm, ACTION_RATE + 2),
                               (uint16_t)below(storm, 300)};
    return targets[below(storm, count)];
}

static void fill_answer(struct storm *storm)
{
    struct event *event = &storm->event;

    switch ((enum event_kind)event->kind) {
    case EVENT_SERVICE:
        event->service.op = some_op(storm);
        event->service.err = some_err(storm);
        sample_service_at(below(storm, 6), &event->service.service);
        break;
    case EVENT_CARD:
        event->card.op = some_op(storm);
        event->card.err = some_err(storm);
        sample_person(&event->card.person);
        break;
    case EVENT_CASE_SAVED:
        event->case_saved.op = some_op(storm);
        event->case_saved.err = some_err(storm);
        strcpy(event->case_saved.number, "LF26112200017");
        break;
    case EVENT_FOUND:
        event->found.op = some_op(storm);
        event->found.count = below(storm, CATALOGUE_ITEMS_MAX + 9);
        for (uint32_t i = 0; i < CATALOGUE_ITEMS_MAX; i++)
            event->found.items[i] = below(storm, 9);
        break;
    case EVENT_CASE_FOUND:
        event->case_found.op = some_op(storm);
        event->case_found.err = some_err(storm);
        memset(&event->case_found.progress, 'x', sizeof(event->case_found.progress));
        event->case_found.progress.stage_count = below(storm, 9);
        break;
    case EVENT_CASE_STATUS:
        event->case_status.op = some_op(storm);
        event->case_status.err = some_err(storm);
        event->case_status.state = below(storm, CASE_STATE_COUNT + 2);
        break;
    case EVENT_INTENT:
        event->intent.op = some_op(storm);
        event->intent.err = some_err(storm);
        event->intent.intent = 1 + below(storm, 9);
        break;
    case EVENT_CAPTURED:
        event->captured.op = some_op(storm);
        event->captured.err = some_err(storm);
        event->captured.warnings = below(storm, 3) == 0 ? below(storm, 1024) : 0;
        break;
    case EVENT_ATTACHED:
        event->attached.op = some_op(storm);
        event->attached.err = some_err(storm);
        strcpy(event->attached.attachment.id, "0b9f2a64-5a0e-4c1c-9d2e-5b7c1f0a9d22");
        break;
    case EVENT_SCANNED:
        event->scanned.op = some_op(storm);
        event->scanned.err = some_err(storm);
        strcpy(event->scanned.text, below(storm, 2) ? "K1CODE7" : "91530000MA6K00000X");
        break;
    case EVENT_DOCUMENT:
        event->document.op = some_op(storm);
        event->document.err = some_err(storm);
        event->document.pages = below(storm, 4);
        sample_certificate(&event->document.certificate);
        break;
    case EVENT_LOCKER_FOUND:
        event->locker_found.op = some_op(storm);
        event->locker_found.err = some_err(storm);
        event->locker_found.count = below(storm, LOCKER_FOUND_MAX + 2);
        for (uint32_t i = 0; i < LOCKER_FOUND_MAX; i++)
            sample_locker_cell((enum locker_purpose)below(storm, 2), (uint8_t)(1 + below(storm, 3)),
                               &event->locker_found.items[i]);
        break;
    case EVENT_LOCKER_OPENED:
        event->locker_opened.op = some_op(storm);
        event->locker_opened.err = some_err(storm);
        event->locker_opened.door = below(storm, 3);
        break;
    default:
        event->op.op = some_op(storm);
        event->op.err = some_err(storm);
        break;
    }
}

/* Some ink, now and then such as no pad can make. */
static void sign(struct storm *storm, struct ink *ink)
{
    for (uint32_t i = below(storm, 9); i > 0; i--) {
        ink_begin(ink, (struct ink_point){(int16_t)below(storm, 900), (int16_t)below(storm, 400)});
        ink_go_on(ink, (struct ink_point){(int16_t)below(storm, 900), (int16_t)below(storm, 400)});
    }
    if (below(storm, 5) == 0)
        ink->ends[below(storm, 9)] = (uint16_t)below(storm, 65536);
    if (below(storm, 9) == 0)
        ink->stroke_count = (uint16_t)below(storm, 65536);
}

static void fill_news(struct storm *storm)
{
    struct event *event = &storm->event;

    if (event->kind == EVENT_DEVICE) {
        event->device.device = below(storm, DEVICE_COUNT + 1);
        event->device.state = below(storm, 40) ? DEVICE_ONLINE : below(storm, DEVICE_BUSY + 1);
        event->device.restarted = below(storm, 8) == 0;
    } else if (event->kind == EVENT_CATALOGUE) {
        sample_catalogue(below(storm, 8) != 0, below(storm, 9), &event->catalogue);
    } else if (event->kind == EVENT_VOICE) {
        event->voice = (struct event_voice){below(storm, 2), below(storm, 2), below(storm, 9) != 0};
    } else if (event->kind == EVENT_SIGNED) {
        event->signature.serial = storm->core.serial;
        sign(storm, &event->signature.ink);
    } else if (event->kind == EVENT_LOOK) {
        event->look = (struct event_look){below(storm, 2), below(storm, 1024)};
    } else if (event->kind == EVENT_SIGNALS) {
        event->signals = (struct event_signals){15, below(storm, 30) ? 0 : below(storm, 16)};
    } else if (event->kind == EVENT_LOCKER_DOOR) {
        event->locker_door = (struct event_locker_door){7, below(storm, 3)};
    } else if (event->kind == EVENT_PAPER) {
        event->paper.op = storm->core.session.papers[PAPER_RECEIPT].op;
        event->paper.held = below(storm, 3);
    } else if (event->kind == EVENT_CATALOGUE_READY) {
        event->ready.version = below(storm, 9);
    } else if (event->kind == EVENT_STARTED) {
        event->started.boot = 1;
        event->started.near_count = below(storm, 9);
        memset(event->started.near, 'x', sizeof(event->started.near));
    }
}

static void make_event(struct storm *storm)
{
    struct event *event = &storm->event;
    struct moment at = event->at;

    memset(event, 0, sizeof(*event));
    event->at = at;
    event->at.mono_ms += below(storm, 90) == 0 ? below(storm, 70000) : 400 + below(storm, 900);
    event->at.wall_s += below(storm, 100) == 0 ? (int64_t)below(storm, 9999999) - 5000000 : 1;
    event->at.trust = below(storm, 3);
    event->kind = some_kind(storm);
    if (event->kind == EVENT_TOUCHED) {
        event->touched.serial = below(storm, 10) ? storm->core.serial : below(storm, 99);
        event->touched.action = some_action(storm);
    } else if (event_answers(event) == 0 && event->kind != EVENT_CASE_RECEIPTED) {
        fill_news(storm);
        if (event->kind != EVENT_DEVICE && event->kind != EVENT_CATALOGUE &&
            event->kind != EVENT_VOICE && event->kind != EVENT_SIGNED &&
            event->kind != EVENT_LOOK && event->kind != EVENT_SIGNALS &&
            event->kind != EVENT_LOCKER_DOOR && event->kind != EVENT_PAPER)
            fill_answer(storm);
    }
}

/* A part whose text is the citizen's own may be told into headphones only (A28), and a screen from
 * which he chooses a way holds no more than he can overlook (A11). */
static void look_at_view(const struct view *view)
{
    uint32_t choices = 0;
    bool elder = (view->modes & MODE_ELDER) != 0;

    for (uint32_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        bool searches = part->action.kind == ACTION_PLACE && part->action.arg == STEP_SEARCH;

        if ((part->kind == PART_FIELD && !searches) || part->kind == PART_ROW ||
            part->kind == PART_STAGE || part->kind == PART_CALENDAR || part->kind == PART_MONTH)
            assert_true(part->secret);
        /* The search counts as one; the small tiles beside it are no matters to choose from. */
        choices += part->action.kind == ACTION_SERVICE || part->action.kind == ACTION_SITUATION ||
                   (part->action.kind == ACTION_PLACE && part->kind != PART_TILE);
    }
    assert_true(choices <= (elder ? 5 : 8));
}

static void look_at_effects(struct storm *storm)
{
    for (uint32_t i = 0; i < storm->effects.count; i++) {
        const struct effect *effect = &storm->effects.items[i];

        assert_in_range(effect->kind, 1, EFFECT_COUNT - 1);
        if (effect->kind == EFFECT_SHOW) {
            storm->view = effect->view;
            look_at_view(&storm->view);
            storm->seen[effect->view.step]++;
        } else if (effect->kind != EFFECT_REPORT && effect->kind != EFFECT_CATALOGUE_SWITCH)
            storm->ops[below(storm, 8)] = effect->op_only.op;
    }
}

/* Nobody may stand before a screen with nothing to touch and nothing to come. */
static void has_a_way_on(const struct storm *storm)
{
    bool touchable = storm->view.primary.action.kind != ACTION_NONE ||
                     storm->view.leave.action.kind != ACTION_NONE ||
                     storm->view.language_key.action.kind != ACTION_NONE;

    assert_true(touchable || core_deadline(&storm->core) != 0);
    if (storm->core.outer == OUTER_SESSION)
        assert_true(core_deadline(&storm->core) != 0);
}

static void storm_of(uint64_t seed, int steps, uint32_t *seen)
{
    struct storm *storm = calloc(1, sizeof(*storm));

    storm->seen = seen;
    random_init(&storm->random, seed);
    core_init(&storm->core);
    storm->event.at = (struct moment){1000, 1795354800, CLOCK_TRUSTED, 0};
    storm->event.kind = EVENT_STARTED;
    for (int i = 0; i < steps; i++) {
        storm->twin = storm->core;
        core_step(&storm->core, &storm->event, &storm->effects);
        core_step(&storm->twin, &storm->event, &storm->twin_effects);
        assert_true(core_hash(&storm->core) == core_hash(&storm->twin));
        assert_int_equal(storm->effects.count, storm->twin_effects.count);
        look_at_effects(storm);
        has_a_way_on(storm);
        make_event(storm);
    }
    free(storm);
}

static void any_event_in_any_state(void **state)
{
    uint32_t seen[256] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        storm_of(seed, 2500, seen);
    for (int step = 0; step < STEP_COUNT; step++)
        assert_int_not_equal(seen[step], 0);
    for (int name = VIEW_NAME_OUT; name <= VIEW_NAME_SENSES; name++)
        assert_int_not_equal(seen[name], 0);
}

static void a_cleared_visit_leaves_nothing(void **state)
{
    struct session nothing;
    struct core core;
    struct effects *effects = calloc(1, sizeof(*effects));
    struct event event;

    (void)state;
    memset(&nothing, 0, sizeof(nothing));
    memset(&event, 0, sizeof(event));
    core_init(&core);
    core.outer = OUTER_CLEARING;
    sample_person(&core.session.person);
    core.clear_wait.op = 7;
    core.clear_wait.deadline_ms = 5000;
    event.kind = EVENT_CLEARED;
    event.at.mono_ms = 2000;
    event.op.op = 7;
    core_step(&core, &event, effects);
    nothing.screen_since_ms = core.session.screen_since_ms;
    assert_memory_equal(&core.session, &nothing, sizeof(nothing));
    free(effects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_event_in_any_state),
        cmocka_unit_test(a_cleared_visit_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
