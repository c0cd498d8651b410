/* A door of the locker, from what waits for this person to the door that is closed again. The core
 * asks; the locker's own process checks everything once more and alone decides (threats.md 4.2). A
 * door whose fate is not known is asked about, never silently opened again. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define ASK_AGAIN_MS 3000
#define CODE_CHARACTERS 12
#define CODE_CHARACTERS_MIN 4

static struct opening *opening_of(struct core *core)
{
    return &core->session.opening;
}

static const struct locker_cell *chosen(const struct session *session)
{
    return &session->opening.items[session->opening.chosen];
}

bool locker_is_firing(const struct session *session)
{
    return session->opening.state == OPENING_SAVE || session->opening.state == OPENING_FIRE;
}

bool locker_is_moving(const struct session *session)
{
    return locker_is_firing(session) ||
           (session->opening.state == OPENING_OPEN && session->opening.until_ms != 0);
}

uint64_t locker_deadline(const struct session *session)
{
    const struct opening *opening = &session->opening;

    return wait_earlier(opening->wait.deadline_ms,
                        opening->state == OPENING_OPEN ? opening->until_ms : 0);
}

static void set_state(struct core *core, enum opening_state state)
{
    opening_of(core)->state = (uint8_t)state;
    core->session.problem = WORD_NONE;
    core->session.touched_ms = core->now.mono_ms;
    session_new_screen(core);
}

static void fail(struct core *core, enum word why)
{
    wait_end(&opening_of(core)->wait);
    opening_of(core)->why = (uint16_t)why;
    set_state(core, OPENING_FAILED);
}

/* ---- what waits ---- */

static void find(struct core *core, struct effects *out)
{
    struct opening *opening = opening_of(core);
    struct effect *effect;

    wait_begin(core, &opening->wait, EFFECT_LOCKER_FIND, CORE_STORE_MS);
    effect = effects_push(core, out, EFFECT_LOCKER_FIND);
    effect->locker_find.op = opening->wait.op;
    effect->locker_find.language = core->session.language;
    memcpy(effect->locker_find.number, core->session.person.number,
           sizeof(effect->locker_find.number));
}

void locker_begin(struct core *core, enum locker_purpose purpose, struct effects *out)
{
    struct opening *opening = opening_of(core);

    bytes_wipe(opening, sizeof(*opening));
    opening->purpose = (uint8_t)purpose;
    opening->until_ms =
        core->now.mono_ms + (purpose == LOCKER_DEPOSIT ? CORE_ASSIGN_MS : ASK_AGAIN_MS);
    set_state(core, OPENING_FIND);
    find(core, out);
}

static void choose(struct core *core, uint32_t index, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (index >= opening->count)
        return;
    opening->chosen = (uint8_t)index;
    opening->tries = 0;
    bytes_wipe(opening->code, sizeof(opening->code));
    bytes_wipe(opening->refused, sizeof(opening->refused));
    core->session.way = WAY_DIGITS;
    if ((opening->items[index].factors & LOCKER_FACTOR_CODE) == 0) {
        set_state(core, OPENING_ASK);
        return;
    }
    set_state(core, OPENING_CODE);
    scan_begin(core, out);
}

static void found(struct core *core, const struct event_locker_found *news, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (opening->state != OPENING_FIND || !wait_is(&opening->wait, news->op))
        return;
    opening->count = 0;
    for (uint32_t i = 0; news->err == ERR_OK && i < news->count && i < LOCKER_FOUND_MAX; i++)
        if (news->items[i].purpose == opening->purpose)
            opening->items[opening->count++] = news->items[i];
    if (opening->count == 0 && core->now.mono_ms < opening->until_ms) {
        opening->wait.deadline_ms = core->now.mono_ms + ASK_AGAIN_MS;
        return;
    }
    wait_end(&opening->wait);
    set_state(core, OPENING_LIST);
    if (opening->count == 1)
        choose(core, 0, out);
}

/* ---- opening ---- */

static void save(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_INTENT_SAVE);

    effect->intent_save.op = opening_of(core)->wait.op;
    effect->intent_save.kind = INTENT_OPEN;
    memcpy(effect->intent_save.case_id, chosen(&core->session)->assignment, CASE_ID_BYTES);
}

static void ask_door(struct core *core, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (!device_is_online(core, DEVICE_LOCKER)) {
        fail(core, WORD_LOCKER_DOWN);
        return;
    }
    opening->tries++;
    opening->door = DOOR_UNKNOWN;
    set_state(core, OPENING_SAVE);
    wait_begin(core, &opening->wait, EFFECT_INTENT_SAVE, CORE_STORE_MS);
    save(core, out);
}

/* The guard claims the intent itself; what it does not claim in time is void. */
static void fire(struct core *core, const struct event_intent *news, struct effects *out)
{
    struct opening *opening = opening_of(core);
    struct effect *effect;

    if (opening->state != OPENING_SAVE || !wait_is(&opening->wait, news->op))
        return;
    if (news->err != ERR_OK) {
        fail(core, WORD_LOCKER_DOWN);
        return;
    }
    opening->intent = news->intent;
    opening->state = OPENING_FIRE;
    wait_begin(core, &opening->wait, EFFECT_LOCKER_OPEN, CORE_OPEN_MS);
    effect = effects_push(core, out, EFFECT_LOCKER_OPEN);
    effect->locker_open.op = opening->wait.op;
    effect->locker_open.intent = opening->intent;
    effect->locker_open.epoch = core->session.epoch;
    memcpy(effect->locker_open.assignment, chosen(&core->session)->assignment, CASE_ID_BYTES);
    memcpy(effect->locker_open.code, opening->code, sizeof(opening->code));
}

static void stand_open(struct core *core)
{
    set_state(core, OPENING_OPEN);
    opening_of(core)->until_ms = core->now.mono_ms + CORE_DOOR_MS;
}

/* The guard did not fire: why, and what the citizen can do about it. */
static void refused(struct core *core, err_t err, struct effects *out)
{
    struct opening *opening = opening_of(core);
    bool has_code = (chosen(&core->session)->factors & LOCKER_FACTOR_CODE) != 0;

    if (err == ERR_DENIED && has_code) {
        memcpy(opening->refused, opening->code, sizeof(opening->refused));
        bytes_wipe(opening->code, sizeof(opening->code));
        set_state(core, OPENING_CODE);
        core->session.problem = WORD_LOCKER_BAD_CODE;
        scan_begin(core, out);
    } else if (err == ERR_LIMIT) {
        fail(core, WORD_LOCKER_TOO_MANY);
    } else if (err == ERR_EXPIRED) {
        fail(core, WORD_LOCKER_EXPIRED);
    } else {
        fail(core, WORD_LOCKER_REFUSED);
    }
}

static void opened(struct core *core, const struct event_locker_opened *news, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (opening->state != OPENING_FIRE || !wait_is(&opening->wait, news->op))
        return;
    wait_end(&opening->wait);
    opening->door = (uint8_t)news->door;
    if (news->err == ERR_OK) {
        stand_open(core);
    } else if (news->err == ERR_DOOR_STUCK && opening->tries < CORE_OPEN_TRIES) {
        set_state(core, OPENING_ASK);
        core->session.problem = WORD_LOCKER_STUCK;
    } else if (news->err == ERR_DOOR_STUCK || news->err == ERR_DOOR_OTHER) {
        fail(core, WORD_LOCKER_BROKEN);
    } else if (err_world(news->err) == ERR_WORLD_NOTHING) {
        refused(core, news->err, out);
    } else {
        fail(core, WORD_LOCKER_UNKNOWN);
#ifdef MUTANT_DOOR_AGAIN /* planted for `make mutants` only: perhaps open, and fired once more */
        ask_door(core, out);
#endif
    }
}

/* ---- the open door ---- */

static void door_moved(struct core *core, const struct event_locker_door *news)
{
    struct opening *opening = opening_of(core);

    if (opening->state != OPENING_OPEN || news->cell != chosen(&core->session)->cell)
        return;
    if (news->door == DOOR_CLOSED) /* perhaps after a moment in which its sensor did not know */
        set_state(core, OPENING_DONE);
    opening->door = (uint8_t)news->door;
}

void locker_leave(struct core *core, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (opening->state == OPENING_OPEN && opening->door != DOOR_CLOSED)
        effects_report(core, out, REPORT_DOOR_LEFT_OPEN, DEVICE_LOCKER, ERR_NOT_TAKEN);
}

void locker_watch(struct core *core, const struct event_locker_door *news, struct effects *out)
{
    const struct session *session = &core->session;
    bool is_asked_for = core->outer == OUTER_SESSION &&
                        (locker_is_firing(session) || session->opening.state == OPENING_OPEN ||
                         session->opening.state == OPENING_FAILED) &&
                        news->cell == chosen(session)->cell;

    if (news->door == DOOR_OPEN && !is_asked_for)
        effects_report(core, out, REPORT_DOOR_FORCED, DEVICE_LOCKER, ERR_DOOR_OTHER);
}

/* ---- events ---- */

static void code_touched(struct core *core, const struct action *action, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (action->kind == ACTION_PRIMARY && strlen(opening->code) < CODE_CHARACTERS_MIN) {
        core->session.problem = WORD_LOCKER_SHORT_CODE;
    } else if (action->kind == ACTION_PRIMARY) {
        scan_end(core, out);
        set_state(core, OPENING_ASK);
    } else if (action->kind == ACTION_WAY && letters_has_way(LETTERS_CODE, action->arg)) {
        core->session.way = (uint8_t)action->arg;
    } else if (action->kind == ACTION_INSERT || action->kind == ACTION_KEY) {
        char text[FIELD_VALUE_BYTES] = "";

        core->session.problem = WORD_NONE;
        text_copy(text, sizeof(text), opening->code);
        (void)letters_touched(text, LETTERS_CODE, CODE_CHARACTERS, action);
        text_copy(opening->code, sizeof(opening->code), text);
        bytes_wipe(text, sizeof(text));
    }
}

/* A camera reads a code that is still held before it again and again; that it is not the right one
 * stands on the glass until another comes. */
static void code_scanned(struct core *core, const char *text, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (strcmp(text, opening->refused) == 0) {
        scan_begin(core, out);
        return;
    }
    text_copy(opening->code, sizeof(opening->code), text);
    scan_end(core, out);
    set_state(core, OPENING_ASK);
}

static void done_touched(struct core *core, struct effects *out)
{
    if (core->session.chosen)
        session_advance(core, out);
    else
        locker_begin(core, (enum locker_purpose)opening_of(core)->purpose, out);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    struct opening *opening = opening_of(core);
    bool primary = action->kind == ACTION_PRIMARY, secondary = action->kind == ACTION_SECONDARY;

    switch ((enum opening_state)opening->state) {
    case OPENING_LIST:
        if (action->kind == ACTION_CHOOSE)
            choose(core, action->arg, out);
        else if (primary && opening->count == 0)
            done_touched(core, out);
        break;
    case OPENING_CODE:
        code_touched(core, action, out);
        break;
    case OPENING_ASK:
        if (primary)
            ask_door(core, out);
        else if (secondary && core->session.chosen)
            session_advance(core, out);
        break;
    case OPENING_OPEN:
        if (primary && opening->door != DOOR_OPEN)
            set_state(core, OPENING_DONE);
        else if (primary)
            core->session.problem = WORD_LOCKER_STILL_OPEN;
        break;
    case OPENING_FAILED:
        if (primary && opening->why == WORD_LOCKER_UNKNOWN)
            stand_open(core);
        else if (primary || secondary)
            done_touched(core, out);
        break;
    case OPENING_DONE:
        if (primary)
            done_touched(core, out);
        break;
    case OPENING_NONE:
    case OPENING_FIND:
    case OPENING_SAVE:
    case OPENING_FIRE:
        break;
    }
}

static void ask_again(struct core *core, struct effects *out)
{
    struct opening *opening = opening_of(core);

    /* The last look comes after the time is over: by then the relay has asked the platform, too. */
    if (opening->state == OPENING_FIND && core->now.mono_ms < opening->until_ms + ASK_AGAIN_MS) {
        find(core, out);
    } else if (opening->state == OPENING_FIND) {
        wait_end(&opening->wait);
        set_state(core, OPENING_LIST);
    } else if (opening->state == OPENING_SAVE && opening->wait.tries < CORE_STORE_TRIES) {
        opening->wait.tries++;
        opening->wait.deadline_ms = core->now.mono_ms + CORE_STORE_MS;
        save(core, out);
    } else {
        fail(core, opening->state == OPENING_FIRE ? WORD_LOCKER_UNKNOWN : WORD_LOCKER_DOWN);
    }
}

static void timer(struct core *core, struct effects *out)
{
    struct opening *opening = opening_of(core);

    if (wait_is_over(core, &opening->wait))
        ask_again(core, out);
    if (opening->state == OPENING_OPEN && opening->until_ms != 0 &&
        core->now.mono_ms >= opening->until_ms) {
        opening->until_ms = 0;
        core->session.problem = WORD_LOCKER_STILL_OPEN;
        core->session.touched_ms = core->now.mono_ms;
    }
}

static void busy(struct core *core)
{
    struct opening *opening = opening_of(core);

    if (opening->state == OPENING_FIRE) /* the guard did not even hear it */
        fail(core, WORD_LOCKER_DOWN);
    else
        opening->wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
}

void locker_event(struct core *core, const struct event *event, struct effects *out)
{
    struct opening *opening = opening_of(core);
    const char *text;

    if (event->kind == EVENT_TOUCHED) {
        touched(core, &event->touched.action, out);
    } else if (event->kind == EVENT_LOCKER_FOUND) {
        found(core, &event->locker_found, out);
    } else if (event->kind == EVENT_INTENT) {
        fire(core, &event->intent, out);
    } else if (event->kind == EVENT_LOCKER_OPENED) {
        opened(core, &event->locker_opened, out);
    } else if (event->kind == EVENT_LOCKER_DOOR) {
        door_moved(core, &event->locker_door);
    } else if (event->kind == EVENT_DEVICE && event->device.device == DEVICE_LOCKER &&
               event->device.restarted && opening->state == OPENING_FIRE) {
        fail(core, WORD_LOCKER_UNKNOWN);
    } else if (event->kind == EVENT_DEVICE && event->device.device == DEVICE_LOCKER &&
               event->device.restarted && opening->state == OPENING_OPEN) {
        opening->door = DOOR_UNKNOWN; /* nobody saw what it did meanwhile: who stands there knows */
    } else if (event->kind == EVENT_BUSY && wait_is(&opening->wait, event->op.op)) {
        busy(core);
    } else if (event->kind == EVENT_RESUMED && opening->state == OPENING_SAVE) {
        save(core, out); /* the same op */
    } else if (event->kind == EVENT_RESUMED && opening->state == OPENING_FIND) {
        find(core, out);
    } else if (opening->state == OPENING_CODE && scan_event(core, event, out, &text)) {
        code_scanned(core, text, out);
    } else {
        timer(core, out);
    }
}
