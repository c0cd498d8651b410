/* The core in time: what no picture can show. Each state that the crawler met is asked what it would
 * do when nobody touches anything, when somebody touches too soon, when the visit ends. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "tests/screen/check.h"
#include "tests/screen/crawl.h"

#define FLOOR_EXTENSIONS 12 /* more than ten */

struct bench {
    struct checker *checker;
    const struct screen *screen;
    const struct mutant *mutant;
    struct core *core;
    struct view view;
    struct effects *effects;
    bool slow;
    uint64_t touched_ms; /* when the last touch really was */
};

static void tell(struct bench *bench, struct event *event, uint64_t at_ms)
{
    event->at = bench->core->now;
    event->at.mono_ms = at_ms;
    core_step(bench->core, event, bench->effects);
    if (bench->mutant != NULL && bench->mutant->core != NULL)
        bench->mutant->core(bench->core);
    for (uint32_t i = 0; i < bench->effects->count; i++)
        if (bench->effects->items[i].kind == EFFECT_SHOW)
            bench->view = bench->effects->items[i].view;
}

static void touch(struct bench *bench, enum action_kind kind, uint32_t arg, uint64_t after_ms)
{
    struct event event = {.kind = EVENT_TOUCHED};

    event.touched.serial = bench->core->serial;
    event.touched.action = (struct action){kind, arg};
    bench->touched_ms = bench->core->now.mono_ms + after_ms;
    tell(bench, &event, bench->touched_ms);
}

static void begin(struct bench *bench)
{
    *bench->core = bench->screen->core;
    bench->view = bench->screen->view;
    bench->touched_ms = bench->core->session.touched_ms;
    if (bench->mutant != NULL && bench->mutant->core != NULL)
        bench->mutant->core(bench->core);
}

static bool nothing_is_awaited(const struct core *core)
{
    const struct session *at = &core->session;

    return at->wait.op == 0 && at->papers[PAPER_RECEIPT].wait.op == 0 &&
           at->papers[PAPER_CERTIFICATE].wait.op == 0 && at->status_wait.op == 0 &&
           at->find_wait.op == 0 && at->query.wait.op == 0 && at->opening.wait.op == 0 &&
           at->opening.until_ms == 0 && at->receipt_until_ms == 0;
}

/* ---- the idle clock: A16, A17, A18, A20 ---- */

static bool pass_deadline(struct bench *bench)
{
    struct event event = {.kind = EVENT_DEADLINE};
    uint64_t at = core_deadline(bench->core);

    if (at == 0)
        return false;
    tell(bench, &event, at > bench->core->now.mono_ms ? at : bench->core->now.mono_ms + 1);
    return true;
}

/* Waits for the alert; the time from the last touch to it, or 0 when none comes. */
static uint64_t wait_for_alert(struct bench *bench)
{
    uint64_t from = bench->touched_ms;

    for (int i = 0;
         i < 40 && bench->core->outer == OUTER_SESSION && bench->core->session.sheet != SHEET_IDLE;
         i++)
        if (!pass_deadline(bench))
            return 0;
    if (bench->core->outer != OUTER_SESSION)
        return 0;
    return bench->core->now.mono_ms - from;
}

/* Nobody answers: the countdown to its end, in words that change each second. */
static uint64_t let_alert_pass(struct bench *bench)
{
    uint64_t from = bench->core->now.mono_ms;

    for (int i = 0; i < 200 && bench->core->outer == OUTER_SESSION; i++)
        if (!pass_deadline(bench))
            return 0;
    return bench->core->now.mono_ms - from;
}

static bool is_one_big_button(const struct view *view)
{
    bool counts = false;

    for (int i = 0; i < view->part_count; i++)
        counts = counts || view->parts[i].kind == PART_COUNTDOWN;
    return counts && view->primary.action.kind == ACTION_PRIMARY &&
           view->secondary.action.kind == ACTION_NONE && view->question.head.kind != PHRASE_NONE;
}

static void check_idle(struct bench *bench)
{
    struct checker *checker = bench->checker;
    uint64_t alert_ms, answer_ms;

    begin(bench);
    if (bench->core->outer != OUTER_SESSION || bench->core->session.sheet == SHEET_IDLE ||
        !nothing_is_awaited(bench->core) || !bench->core->session.chosen)
        return;
    alert_ms = wait_for_alert(bench);
    if (bench->core->voice.speaking && alert_ms == 0)
        return;
    check_least(checker, CHECK_A16, BY_CORE, (double)alert_ms, bench->slow ? 120000 : 60000,
                "first alert on %s", bench->screen->name);
    check_true(checker, CHECK_A17, BY_CORE, is_one_big_button(&bench->view),
               "the alert lacks its countdown, words or button");
    for (int i = 0; i < FLOOR_EXTENSIONS; i++) {
        touch(bench, ACTION_PRIMARY, 0, 1000);
        check_true(checker, CHECK_A18, BY_CORE,
                   bench->core->outer == OUTER_SESSION && bench->core->session.sheet == SHEET_NONE,
                   "extension %d on %s is refused", i + 1, bench->screen->name);
        if (wait_for_alert(bench) == 0)
            return;
    }
    answer_ms = let_alert_pass(bench);
    check_least(checker, CHECK_A17, BY_CORE, (double)answer_ms, bench->slow ? 45000 : 30000,
                "time to answer on %s", bench->screen->name);
}

/* Until the alert comes nothing on the glass changes by itself, and what stands stays. */
static void check_still(struct bench *bench)
{
    uint32_t serial;

    begin(bench);
    if (bench->core->outer != OUTER_SESSION || !nothing_is_awaited(bench->core) ||
        bench->core->session.sheet == SHEET_IDLE)
        return;
    serial = bench->core->serial;
    for (uint64_t ms = 5000; ms <= 55000; ms += 5000) {
        struct event event = {.kind = EVENT_DEADLINE};

        tell(bench, &event, bench->screen->core.now.mono_ms + ms);
        if (bench->core->now.mono_ms >= bench->core->session.touched_ms + CORE_IDLE_MS)
            break;
        check_true(bench->checker, CHECK_A20, BY_CORE, bench->core->serial == serial,
                   "%s changes by itself after %d s", bench->screen->name, (int)(ms / 1000));
    }
}

/* ---- the clock stands: A19 ---- */

static void check_stopped(struct bench *bench)
{
    struct event event = {.kind = EVENT_VOICE};

    begin(bench);
    if (bench->core->outer != OUTER_SESSION || !bench->core->session.chosen ||
        !nothing_is_awaited(bench->core) || bench->core->session.sheet == SHEET_IDLE)
        return;
    event.voice = (struct event_voice){.speaking = 1, .ready = 1};
    tell(bench, &event, bench->core->now.mono_ms + 10);
    event.kind = EVENT_DEADLINE;
    for (int i = 0; i < 4; i++)
        tell(bench, &event, bench->core->now.mono_ms + 60000);
    check_true(bench->checker, CHECK_A19, BY_CORE,
               bench->core->outer == OUTER_SESSION && bench->core->session.sheet != SHEET_IDLE,
               "%s: an alert while a text is read aloud", bench->screen->name);
}

static bool is_printing(const struct core *core)
{
    return core->session.papers[PAPER_RECEIPT].state == PAPER_PRINTING ||
           core->session.papers[PAPER_CERTIFICATE].state == PAPER_PRINTING;
}

static void check_paper(struct bench *bench)
{
    begin(bench);
    if (!is_printing(bench->core) || bench->core->outer != OUTER_SESSION)
        return;
    for (int i = 0; i < 4 && is_printing(bench->core); i++) {
        check_true(bench->checker, CHECK_A19, BY_CORE, bench->core->session.sheet != SHEET_IDLE,
                   "an alert while paper moves");
        if (!pass_deadline(bench))
            return;
    }
}

/* ---- the guard: A23; work is shown: A25 ---- */

static void check_guard(struct bench *bench)
{
    uint32_t serial;

    begin(bench);
    if (bench->core->outer != OUTER_SESSION || bench->view.help.action.kind != ACTION_HELP)
        return;
    touch(bench, ACTION_HELP, 0, 1000);
    serial = bench->core->serial;
    touch(bench, ACTION_PRIMARY, 0, 490);
    check_true(bench->checker, CHECK_A23, BY_CORE,
               bench->core->serial == serial && bench->core->session.sheet == SHEET_HELP,
               "%s: a second touch after 490 ms is taken", bench->screen->name);
    touch(bench, ACTION_PRIMARY, 0, 20);
    check_true(bench->checker, CHECK_A23, BY_CORE, bench->core->session.sheet != SHEET_HELP,
               "%s: a touch after 510 ms is not taken", bench->screen->name);
}

static bool shows(const struct view *view, enum part_kind kind)
{
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == kind)
            return true;
    return false;
}

/* A case is saved, sent, looked for; a card is waited for; a paper is printed; a door is opened.
 * Loading a service and searching happen in this process, within a second (make bench). */
static void check_busy(struct bench *bench)
{
    const struct session *at = &bench->screen->core.session;
    bool works = (at->wait.op != 0 && at->wait.effect != EFFECT_SERVICE_LOAD) ||
                 (at->query.wait.op != 0 && at->query.wait.effect == EFFECT_CASE_FIND) ||
                 at->papers[PAPER_RECEIPT].wait.op != 0 ||
                 at->papers[PAPER_CERTIFICATE].wait.op != 0 || at->opening.wait.op != 0;

    if (bench->screen->core.outer != OUTER_SESSION || at->sheet != SHEET_NONE || !works ||
        at->failed != WORD_NONE)
        return;
    check_true(bench->checker, CHECK_A25, BY_CORE,
               shows(&bench->screen->view, PART_PROGRESS) ||
                   bench->screen->view.step == STEP_IDENTIFY ||
                   bench->screen->view.step == STEP_RATING,
               "%s waits and nothing says so", bench->screen->name);
}

/* ---- the end of a visit: A27, A31 ---- */

static void check_reset(struct bench *bench)
{
    struct event event = {.kind = EVENT_CLEARED};
    static const struct session nothing;
    struct session left;
    struct view home;

    begin(bench);
    if (bench->core->outer != OUTER_SESSION ||
        bench->core->session.papers[PAPER_RECEIPT].state == PAPER_PRINTING)
        return;
    touch(bench, ACTION_SENSES, 0, 1000);
    if (bench->core->session.sheet != SHEET_SENSES)
        return;
    for (int i = 0; i < VIEW_VOLUMES; i++)
        touch(bench, ACTION_LOUDER, 0, 1000);
    check_least(bench->checker, CHECK_A27, BY_CORE, 3.0 * bench->view.voice.volume, 3.0 * 6,
                "the loudest step is %d", bench->view.voice.volume);
    touch(bench, ACTION_SLOWER, 0, 1000);
    touch(bench, ACTION_PRIMARY, 0, 1000);
    for (int i = 0; i < 400 && bench->core->outer == OUTER_SESSION; i++)
        if (!pass_deadline(bench))
            return;
    event.op.op = bench->core->clear_wait.op;
    tell(bench, &event, bench->core->now.mono_ms + 100);
    home = bench->view;
    check_true(bench->checker, CHECK_A31, BY_CORE,
               home.modes == 0 && home.language == LANGUAGE_ZH_HANS && home.voice.rate == 0 &&
                   home.voice.volume == CORE_VOLUME && home.voice.on == 0,
               "%s: modes %u, language %u, volume %u stay", bench->screen->name, home.modes,
               home.language, home.voice.volume);
    check_true(bench->checker, CHECK_A27, BY_CORE, home.voice.volume == CORE_VOLUME,
               "the volume stays at %u", home.voice.volume);
    left = bench->core->session;
    left.screen_since_ms = 0; /* of the screen that came after the visit */
    check_true(bench->checker, CHECK_A31, BY_CORE, memcmp(&left, &nothing, sizeof(nothing)) == 0,
               "%s: something of the visit stays in the core", bench->screen->name);
}

/* ---- errors: A35 ---- */

static void check_problem(struct bench *bench)
{
    const struct session *at = &bench->screen->core.session;
    const struct view *view = &bench->screen->view;
    bool focus = false, told = false;

    if (at->problem == WORD_NONE || at->sheet != SHEET_NONE ||
        bench->screen->core.outer != OUTER_SESSION)
        return;
    for (int i = 0; i < view->part_count; i++) {
        focus = focus || (view->parts[i].kind == PART_FIELD && view->parts[i].selected);
        told = told || (view->parts[i].kind == PART_NOTE && view->parts[i].tone != TONE_PLAIN);
    }
    check_true(bench->checker, CHECK_A35, BY_CORE, told, "%s: a problem is not told",
               bench->screen->name);
    if (view->step == STEP_FORM || view->step == STEP_SEARCH || view->step == STEP_PROGRESS)
        check_true(bench->checker, CHECK_A35, BY_CORE, focus, "%s: no field has the focus",
                   bench->screen->name);
}

/* ---- services: A36, A38 ---- */

static void check_service(struct checker *checker, const struct service *service)
{
    int review = -1, submit = -1;

    for (int i = 0; i < service->step_count; i++) {
        review = service->steps[i].kind == STEP_REVIEW ? i : review;
        submit = service->steps[i].kind == STEP_SUBMIT ? i : submit;
    }
    check_true(checker, CHECK_A36, BY_CORE, submit < 0 || (review >= 0 && review < submit),
               "%s submits without a review", service->code);
    for (int i = 0; i < service->field_count; i++) {
        const struct service_field *field = &service->fields[i];

        for (int j = i + 1; j < service->field_count; j++)
            check_true(checker, CHECK_A38, BY_CORE,
                       strcmp(field->code, service->fields[j].code) != 0 &&
                           field->question != service->fields[j].question,
                       "%s asks for %s twice", service->code, field->code);
        /* An address is on the card, unless it is the new one of who moved. */
        check_true(checker, CHECK_A38, BY_CORE,
                   field->kind != FIELD_ADDRESS || field->source == SOURCE_ADDRESS ||
                       strcmp(service->code, "residence-change") == 0,
                   "%s: %s is on the ID card and cannot be taken from it", service->code,
                   field->code);
    }
}

static void check_services(struct checker *checker, const struct house *house)
{
    for (size_t i = 0; i < catalogue_count(house->catalogue); i++)
        check_service(checker, catalogue_service(house->catalogue, i));
}

/* ---- coverage: A0 ---- */

/* Parts that no step shows yet; they are audited as samples (samples.c):
 *   NONE: no part;
 *   QR: the code stands on the paper, no step shows it on the glass. */
static const uint32_t parts_without_step = 1u << PART_NONE | 1u << PART_QR;

/* Ways that are keys of digits, PART_KEYPAD and no pad. */
static const uint32_t ways_of_digits = 1u << WAY_DIGITS | 1u << WAY_ID;

static void check_coverage(struct checker *checker, const struct crawl_facts *facts)
{
    check_true(checker, CHECK_A0, BY_CORE, !facts->overflowed, "the crawl met its limit");
    for (int i = 0; i < STEP_COUNT; i++)
        check_true(checker, CHECK_A0, BY_CORE, (facts->step_kinds >> i & 1) != 0,
                   "step kind %d was never shown", i);
    for (int i = VIEW_NAME_STARTING; i <= VIEW_NAME_SENSES; i++)
        check_true(checker, CHECK_A0, BY_CORE, (facts->names >> (i - VIEW_NAME_STARTING) & 1) != 0,
                   "screen %d was never shown", i);
    for (int i = 0; i <= PART_BANNER; i++)
        check_true(checker, CHECK_A0, BY_CORE,
                   ((facts->part_kinds | parts_without_step) >> i & 1) != 0,
                   "part kind %d was never shown", i);
    for (int i = 0; i < WAY_COUNT; i++)
        check_true(checker, CHECK_A0, BY_CORE, ((facts->way_kinds | ways_of_digits) >> i & 1) != 0,
                   "way of writing %d was never shown", i);
}

/* ---- */

static void check_one(struct bench *bench)
{
    check_idle(bench);
    check_still(bench);
    check_stopped(bench);
    check_paper(bench);
    check_guard(bench);
    check_busy(bench);
    check_reset(bench);
    check_problem(bench);
}

void check_core(struct checker *checker, const struct house *house, const struct registry *registry,
                const struct crawl_facts *facts, const struct mutant *mutant)
{
    struct bench bench = {.checker = checker, .mutant = mutant};

    bench.core = malloc(sizeof(*bench.core));
    bench.effects = malloc(sizeof(*bench.effects));
    CHECK(bench.core != NULL && bench.effects != NULL);
    check_services(checker, house);
    if (facts != NULL) {
        check_coverage(checker, facts);
        check_true(checker, CHECK_A36, BY_CORE, facts->submits_unreviewed == 0, "%s",
                   facts->unreviewed);
        check_true(checker, CHECK_A20, BY_CORE, facts->self_changes == 0, "%s", facts->self_change);
    }
    for (int i = 0; i < registry->count; i++) {
        bench.screen = &registry->screens[i];
        bench.slow = (bench.screen->core.session.modes & (MODE_ELDER | MODE_SPEECH)) != 0;
        check_one(&bench);
    }
    free(bench.core);
    free(bench.effects);
}
