#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

const struct step *step_of(enum step_kind kind)
{
    static const struct step *const steps[STEP_COUNT] = {
#define STEP(name, file) [STEP_##name] = &step_##file,
#include "firmware/core/steps.def"
#undef STEP
    };

    CHECK(kind < STEP_COUNT);
    return steps[kind];
}

bool device_is_online(const struct core *core, enum device device)
{
    return core->devices[device].state == DEVICE_ONLINE;
}

enum device device_missing(const struct core *core, uint32_t needs)
{
    for (uint32_t i = 0; i < DEVICE_COUNT; i++)
        if ((needs >> i & 1) != 0 && !device_is_online(core, (enum device)i))
            return (enum device)i;
    return DEVICE_COUNT;
}

enum word device_word(enum device device)
{
    switch (device) {
    case DEVICE_READER:
        return WORD_DEVICE_READER;
    case DEVICE_PRINTER:
        return WORD_DEVICE_PRINTER;
    case DEVICE_STORE:
        return WORD_DEVICE_STORE;
    case DEVICE_LOCKER:
        return WORD_DEVICE_LOCKER;
    case DEVICE_PAGES:
        return WORD_DEVICE_PAGES;
    case DEVICE_CAMERA:
        return WORD_DEVICE_CAMERA;
    case DEVICE_SCANNER:
        return WORD_DEVICE_SCANNER;
    case DEVICE_SMARTCARD:
        return WORD_DEVICE_SMARTCARD;
    case DEVICE_SIGNALS:
    case DEVICE_PLATFORM:
    case DEVICE_COUNT:
        break;
    }
    return WORD_DEVICE_PLATFORM;
}

const struct service_step *session_service_step(const struct core *core)
{
    CHECK(core->session.chosen && core->session.step < core->session.service.step_count);
    return &core->session.service.steps[core->session.step];
}

enum step_kind session_step(const struct core *core)
{
    const struct session *session = &core->session;

    return (enum step_kind)(session->chosen ? session_service_step(core)->kind : session->place);
}

void session_new_screen(struct core *core)
{
    core->serial++;
    core->session.screen_since_ms = core->now.mono_ms;
}

void session_begin(struct core *core, struct effects *out)
{
    uint64_t since_ms = core->session.screen_since_ms;

    memset(&core->session, 0, sizeof(core->session));
    core->session.screen_since_ms = since_ms; /* the repeat guard of the home screen goes on */
    core->epoch++;
    core->session.epoch = core->epoch;
    core->session.touched_ms = core->now.mono_ms;
    core->outer = OUTER_SESSION;
    effects_report(core, out, REPORT_SESSION_STARTED, DEVICE_COUNT, ERR_OK);
}

/* Forgets everything but how the citizen sees and hears, and when he was last felt. */
static void wipe(struct session *session)
{
    uint8_t language = session->language, modes = session->modes;
    struct hearing hearing = session->hearing;
    uint32_t epoch = session->epoch;
    uint64_t touched_ms = session->touched_ms;

#ifdef MUTANT_QUERY_STAYS /* planted for `make mutants` only: the next one reads what was sought */
    struct query query = session->query;
#endif
#ifdef MUTANT_CODE_STAYS /* planted for `make mutants` only: codes and doors outlive the visit */
    struct opening opening = session->opening;
#endif

    bytes_wipe(session, sizeof(*session));
#ifdef MUTANT_QUERY_STAYS
    session->query = query;
#endif
#ifdef MUTANT_CODE_STAYS
    session->opening = opening;
#endif
    session->language = language;
    session->modes = modes;
    session->hearing = hearing;
    session->epoch = epoch;
    session->touched_ms = touched_ms;
}

/* Nobody waits any more for a card or a code. */
static void cancel_reading(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->wait.effect == EFFECT_CARD_READ)
        effects_push(core, out, EFFECT_CARD_CANCEL)->op_only.op = session->wait.op;
    if (session->social_wait.op != 0)
        effects_push(core, out, EFFECT_SOCIAL_CANCEL)->op_only.op = session->social_wait.op;
    wait_end(&session->social_wait);
    scan_end(core, out);
}

void session_end(struct core *core, struct effects *out, enum report_code why)
{
    struct session *session = &core->session;

    cancel_reading(core, out);
    paper_leave(core, out);
    locker_leave(core, out);
    effects_report(core, out, why, DEVICE_COUNT, ERR_OK);
    senses_hush(core);
#ifdef MUTANT_NO_CLEAR /* planted for `make mutants` only: the visit leaves its traces */
    session->chosen = session->sheet = 0;
#else
    wipe(session);
#endif
    core->outer = OUTER_CLEARING;
    session_new_screen(core);
    wait_begin(core, &core->clear_wait, EFFECT_CLEAR, CORE_CLEAR_MS);
    effects_push(core, out, EFFECT_CLEAR)->op_only.op = core->clear_wait.op;
}

bool session_takes(const struct session *session, uint8_t step)
{
    const struct service_step *at = &session->service.steps[step];
    const struct answer *answer;

    if (at->when_field == FIELD_NONE)
        return true;
    answer = &session->answers[at->when_field];
    return answer->given == GIVEN_YES && answer->option == at->when_option;
}

void session_go_to(struct core *core, enum step_kind place, struct effects *out)
{
    cancel_reading(core, out);
    core->session.place = (uint8_t)place;
    bytes_wipe(&core->session.query, sizeof(core->session.query));
    bytes_wipe(&core->session.found, sizeof(core->session.found));
    session_new_screen(core);
    step_of(place)->enter(core, out);
}

bool session_asks(const struct session *session, uint8_t field)
{
    for (uint8_t i = 0; i < session->service.step_count; i++) {
        const struct service_step *step = &session->service.steps[i];

        for (uint8_t j = 0; j < step->field_count; j++)
            if (step->fields[j] == field)
                return session_takes(session, i);
    }
    return false;
}

static void leave_step(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    cancel_reading(core, out);
    wait_end(&session->wait);
    wait_end(&session->find_wait);
    session->problem = WORD_NONE;
    session->focus = 0;
}

static void enter_step(struct core *core, uint8_t step, struct effects *out)
{
    leave_step(core, out);
    core->session.step = step;
    session_new_screen(core);
    step_of(session_step(core))->enter(core, out);
}

void session_start_service(struct core *core, struct effects *out)
{
    bytes_wipe(&core->session.query, sizeof(core->session.query));
    core->session.chosen = 1;
    core->session.changing = 0;
    enter_step(core, 0, out);
}

static bool is_answered(const struct session *session, const struct service_step *step)
{
    if (step->kind == STEP_SIGN && session->signed_by == SIGNED_NONE)
        return false;
    if (step->kind == STEP_CAPTURE && session->material_given[step->material] == GIVEN_NOT)
        return false;
    for (uint8_t i = 0; i < step->field_count; i++)
        if (session->answers[step->fields[i]].given == GIVEN_NOT)
            return false;
    return true;
}

void session_advance(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    uint8_t next = session->step;

    for (;;) {
        const struct service_step *step;

        next++;
        CHECK(next < session->service.step_count);
        step = &session->service.steps[next];
        if (!session_takes(session, next))
            continue;
        if (session->changing && step->kind != STEP_REVIEW && is_answered(session, step))
            continue;
        break;
    }
    if (session->service.steps[next].kind == STEP_REVIEW)
        session->changing = 0;
    enter_step(core, next, out);
}

/* To where the service was found: its situation, or the home screen. */
static void go_home(struct core *core, struct effects *out)
{
    uint8_t opened = core->session.opened, page = core->session.page;

    leave_step(core, out);
    wipe(&core->session);
    core->session.opened = opened;
    core->session.page = page;
    session_new_screen(core);
}

static void go_back_at_home(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->place != STEP_HOME) {
        go_home(core, out);
    } else if (session->page > 0) {
        session->page--;
        session_new_screen(core);
    } else if (session->opened != 0) {
        session->opened = 0;
        session_new_screen(core);
    }
}

static void go_back(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    uint8_t step = session->step;

    if (!session->chosen) {
        go_back_at_home(core, out);
        return;
    }
    if (session->changing) {
        while (session->service.steps[step].kind != STEP_REVIEW)
            step++;
        if (is_answered(session, session_service_step(core))) {
            session->changing = 0;
            enter_step(core, step, out);
            return;
        }
        step = session->step;
    }
    do {
        if (step == 0) {
            go_home(core, out);
            return;
        }
        step--;
    } while (!session_takes(session, step));
    enter_step(core, step, out);
}

void session_change_field(struct core *core, uint8_t field, struct effects *out)
{
    struct session *session = &core->session;

    for (uint8_t i = 0; i < session->service.step_count; i++) {
        const struct service_step *step = &session->service.steps[i];

        for (uint8_t j = 0; j < step->field_count; j++) {
            if (step->fields[j] == field && session_takes(session, i)) {
                session->changing = 1;
                sign_forget(session); /* what is changed was not signed */
                enter_step(core, i, out);
                return;
            }
        }
    }
}

void session_change_material(struct core *core, uint8_t material, struct effects *out)
{
    struct session *session = &core->session;

    for (uint8_t i = 0; i < session->service.step_count; i++) {
        const struct service_step *step = &session->service.steps[i];

        if (step->kind != STEP_CAPTURE || step->material != material || !session_takes(session, i))
            continue;
        session->changing = 1;
        sign_forget(session); /* what is changed was not signed */
        enter_step(core, i, out);
        return;
    }
}

bool session_lose_materials(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    uint8_t first = SERVICE_MATERIALS_MAX;

    for (uint8_t i = session->service.material_count; i > 0; i--) {
        if (session->material_given[i - 1] != GIVEN_YES)
            continue;
        session->material_given[i - 1] = GIVEN_NOT;
        bytes_wipe(&session->attachments[i - 1], sizeof(session->attachments[i - 1]));
        first = (uint8_t)(i - 1);
    }
    if (first == SERVICE_MATERIALS_MAX)
        return false;
    session->progress = PROGRESS_NONE;
    session_change_material(core, first, out);
    session->problem = WORD_CAPTURE_NOT_KEPT;
    return true;
}

/* True when the step still lets the citizen turn back: until the matter is being saved. */
static bool is_before_submit(const struct core *core)
{
    enum step_kind step = session_step(core);

    return step != STEP_SUBMIT && step != STEP_RESULT && step != STEP_PAGES &&
           step != STEP_DEPOSIT && step != STEP_RATING && !locker_is_firing(&core->session);
}

static void leave_touched(struct core *core, struct effects *out)
{
    if ((core->session.failed == WORD_NONE && session_step(core) == STEP_SUBMIT) ||
        locker_is_firing(&core->session))
        return;
    if (!core->session.chosen || session_step(core) == STEP_RATING)
        session_end(core, out, REPORT_SESSION_ENDED);
    else
        sheet_open(core, SHEET_LEAVE);
}

static void touched(struct core *core, const struct event *event, struct effects *out)
{
    const struct action *action = &event->touched.action;
    struct session *session = &core->session;
    bool is_idle = session->sheet == SHEET_IDLE;

    if (event->touched.serial != core->serial)
        return;
    session->touched_ms = core->now.mono_ms;
    if (core->now.mono_ms < session->screen_since_ms + CORE_TOUCH_GUARD_MS)
        return;
    if (is_idle && action->kind != ACTION_LEAVE)
        sheet_close(core); /* whatever was touched, somebody is there */
    if (senses_touched(core, action) || (is_idle && session->sheet == SHEET_NONE))
        return;
    if (session->sheet != SHEET_NONE)
        sheet_touched(core, action, out);
    else if (action->kind == ACTION_HELP)
        sheet_open(core, SHEET_HELP);
    else if (action->kind == ACTION_LEAVE)
        leave_touched(core, out);
    else if (action->kind == ACTION_BACK && is_before_submit(core))
        go_back(core, out);
    else
        step_of(session_step(core))->event(core, event, out);
}

/* ---- the idle clock: stopped while paper moves, a case is being saved or a text is read ---- */

static bool is_clock_stopped(const struct core *core)
{
    const struct session *session = &core->session;

    if (session->sheet != SHEET_IDLE && senses_speaks(core))
        return true;
    return paper_is_moving(session) || locker_is_moving(session) ||
           (session_step(core) == STEP_SUBMIT && session->failed == WORD_NONE);
}

static uint64_t idle_at(const struct core *core)
{
    const struct session *session = &core->session;

    if (is_clock_stopped(core))
        return senses_speaks(core) ? core->voice.since_ms + CORE_SPEECH_MS : 0;
    if (session->sheet == SHEET_IDLE) {
        uint64_t gone = core->now.mono_ms - session->sheet_since_ms;
        return session->sheet_since_ms + (gone / 1000 + 1) * 1000;
    }
    return session->touched_ms + (senses_is_slow(core) ? CORE_IDLE_ELDER_MS : CORE_IDLE_MS);
}

static void idle_event(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    uint64_t answer_ms = senses_is_slow(core) ? CORE_SHEET_ELDER_MS : CORE_SHEET_MS;

    if (is_clock_stopped(core)) {
        session->touched_ms = core->now.mono_ms;
        return;
    }
    if (session->sheet == SHEET_IDLE) {
        if (core->now.mono_ms >= session->sheet_since_ms + answer_ms)
            session_end(core, out, REPORT_SESSION_LEFT);
        return;
    }
    if (core->now.mono_ms < idle_at(core))
        return;
    if (session->chosen || session->place != STEP_HOME)
        sheet_open(core, SHEET_IDLE);
    else
        session_end(core, out, REPORT_SESSION_LEFT);
}

uint64_t session_deadline(const struct core *core)
{
    const struct session *session = &core->session;
    uint64_t deadline = wait_earlier(idle_at(core), session->wait.deadline_ms);

    deadline = wait_earlier(deadline, paper_deadline(session));
    deadline = wait_earlier(deadline, locker_deadline(session));
    deadline = wait_earlier(deadline, session->scan_wait.deadline_ms);
    deadline = wait_earlier(deadline, session->social_wait.deadline_ms);
    deadline = wait_earlier(deadline, session->status_wait.deadline_ms);
    deadline = wait_earlier(deadline, session->find_wait.deadline_ms);
    deadline = wait_earlier(deadline, session->query.wait.deadline_ms);
    return wait_earlier(deadline, session->receipt_until_ms);
}

void session_event(struct core *core, const struct event *event, struct effects *out)
{
    uint32_t epoch = core->session.epoch, serial = core->serial;
    uint16_t problem = core->session.problem;

    if (event->kind == EVENT_RESUMED) /* the glass was dark: the repeat guard begins anew */
        core->session.screen_since_ms = core->now.mono_ms;
    if (event->kind == EVENT_TOUCHED) {
        touched(core, event, out);
    } else {
        step_of(session_step(core))->event(core, event, out);
    }
    if (core->session.problem != problem && core->session.problem != WORD_NONE &&
        core->serial == serial) /* what is wrong is said as well as shown (EN 301 549 5.1.3.11) */
        senses_read_again(core);
    if (core->outer == OUTER_SESSION && core->session.epoch == epoch)
        paper_event(core, event, out);
    if (core->outer == OUTER_SESSION)
        idle_event(core, out);
}
