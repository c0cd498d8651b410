/* Capture: a paper, or the person, is taken with the camera. The live picture says what to do until
 * what is looked for stands well; the citizen judges the picture, and only then the store has it.
 * Nobody must be photographed here: what is not taken is brought to the counter (A30). */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"

static const struct service_material *material_of(const struct core *core)
{
    return &core->session.service.materials[session_service_step(core)->material];
}

static bool is_portrait(const struct core *core)
{
    return material_of(core)->purpose == CAPTURE_PORTRAIT;
}

static void aim(struct core *core)
{
    memset(&core->session.capturing, 0, sizeof(core->session.capturing));
    core->session.capturing.warnings = LOOK_NOTHING;
    wait_end(&core->session.wait);
    session_new_screen(core);
}

/* What was taken before is forgotten, here and in the store. */
static void forget(struct core *core, struct effects *out)
{
    uint8_t index = session_service_step(core)->material;
    struct attachment *kept = &core->session.attachments[index];

#ifdef MUTANT_SKIPPED_GOES /* planted for `make mutants` only: what was taken back goes along */
    return;
#endif
    if (kept->id[0] != '\0')
        memcpy(effects_push(core, out, EFFECT_DETACH)->detach.id, kept->id, sizeof(kept->id));
    bytes_wipe(kept, sizeof(*kept));
    core->session.material_given[index] = GIVEN_NOT;
}

static void enter(struct core *core, struct effects *out)
{
    forget(core, out);
    aim(core);
}

static void take_picture(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    if (!device_is_online(core, DEVICE_CAMERA)) {
        session->problem = WORD_CAPTURE_DOWN;
        return;
    }
    session->problem = WORD_NONE;
    session->capturing.state = CAPTURE_TAKE;
    wait_begin(core, &session->wait, EFFECT_CAPTURE, CORE_CAPTURE_MS + CORE_BUSY_MS);
    effect = effects_push(core, out, EFFECT_CAPTURE);
    effect->capture.op = session->wait.op;
    effect->capture.limit_ms = CORE_CAPTURE_MS;
    effect->capture.purpose = material_of(core)->purpose;
}

static void save(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_ATTACH);

    effect->attach.op = core->session.wait.op;
    memcpy(effect->attach.code, material_of(core)->code, sizeof(effect->attach.code));
    core->session.wait.deadline_ms = core->now.mono_ms + CORE_STORE_MS;
}

static void keep(struct core *core, struct effects *out)
{
    core->session.capturing.state = CAPTURE_KEEP;
    wait_begin(core, &core->session.wait, EFFECT_ATTACH, CORE_STORE_MS);
    save(core, out);
}

static void fail(struct core *core, enum word why)
{
    aim(core);
    core->session.problem = (uint16_t)why;
    core->session.touched_ms = core->now.mono_ms;
}

static void captured(struct core *core, const struct event_captured *news)
{
    struct session *session = &core->session;

    if (session->capturing.state != CAPTURE_TAKE || !wait_is(&session->wait, news->op))
        return;
    if (news->err != ERR_OK) {
        fail(core, news->err == ERR_NOT_FOUND ? WORD_CAPTURE_NOT_SEEN : WORD_CAPTURE_FAILED);
        return;
    }
    wait_end(&session->wait);
    session->capturing.state = CAPTURE_SHOW;
    session->capturing.warnings = news->warnings;
    session->touched_ms = core->now.mono_ms;
    session_new_screen(core);
}

static void attached(struct core *core, const struct event_attached *news, struct effects *out)
{
    struct session *session = &core->session;
    uint8_t index = session_service_step(core)->material;

    if (session->capturing.state != CAPTURE_KEEP || !wait_is(&session->wait, news->op))
        return;
    if (news->err != ERR_OK) {
        fail(core, WORD_CAPTURE_NOT_KEPT);
        return;
    }
    session->attachments[index] = news->attachment;
    session->material_given[index] = GIVEN_YES;
    session_advance(core, out);
}

/* The camera's word stands for a while, so that the advice can be read and heard. */
static void look(struct core *core, const struct event_look *news)
{
    struct capturing *capturing = &core->session.capturing;

    if (capturing->state != CAPTURE_AIM ||
        (capturing->advice && core->now.mono_ms < capturing->advised_ms + CORE_ADVICE_MS))
        return;
    if (capturing->warnings == news->warnings && capturing->found == (news->found != 0))
        return;
    capturing->advice = 1;
    capturing->advised_ms = core->now.mono_ms;
    capturing->warnings = news->warnings;
    capturing->found = news->found != 0; /* no sign of life: a paper that was left lies there too */
}

static void timer(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (!wait_is_over(core, &session->wait))
        return;
    if (session->capturing.state == CAPTURE_KEEP && session->wait.tries < CORE_STORE_TRIES) {
        session->wait.tries++;
        save(core, out);
    } else {
        fail(core, session->capturing.state == CAPTURE_KEEP ? WORD_CAPTURE_NOT_KEPT
                                                            : WORD_CAPTURE_FAILED);
    }
}

static void skip(struct core *core, struct effects *out)
{
    if (!material_of(core)->optional)
        return;
    forget(core, out);
    core->session.material_given[session_service_step(core)->material] = GIVEN_SKIPPED;
#ifdef MUTANT_SKIPPED_GOES
    if (core->session.attachments[session_service_step(core)->material].id[0] != '\0')
        core->session.material_given[session_service_step(core)->material] = GIVEN_YES;
#endif
    session_advance(core, out);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    enum capture_state state = (enum capture_state)core->session.capturing.state;

    if (state == CAPTURE_AIM && action->kind == ACTION_PRIMARY)
        take_picture(core, out);
    else if (state == CAPTURE_AIM && action->kind == ACTION_SECONDARY)
        skip(core, out);
    else if (state == CAPTURE_SHOW && action->kind == ACTION_PRIMARY)
        keep(core, out);
    else if (state == CAPTURE_SHOW && action->kind == ACTION_SECONDARY)
        aim(core);
}

/* The camera or the store came or went; a picture that was being taken is lost with its worker. */
static void device_changed(struct core *core, const struct event_device *news, struct effects *out)
{
    struct session *session = &core->session;
    bool camera = news->device == DEVICE_CAMERA;

    if (camera && session->capturing.state == CAPTURE_TAKE &&
        (news->restarted || news->state != DEVICE_ONLINE))
        fail(core, WORD_CAPTURE_FAILED);
    if (camera && news->state == DEVICE_ONLINE && session->problem == WORD_CAPTURE_DOWN)
        session->problem = WORD_NONE;
    if (news->device == DEVICE_STORE && news->state == DEVICE_ONLINE &&
        session->capturing.state == CAPTURE_KEEP)
        save(core, out);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    struct session *session = &core->session;

    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else if (event->kind == EVENT_LOOK)
        look(core, &event->look);
    else if (event->kind == EVENT_CAPTURED)
        captured(core, &event->captured);
    else if (event->kind == EVENT_ATTACHED)
        attached(core, &event->attached, out);
    else if (event->kind == EVENT_DEVICE)
        device_changed(core, &event->device, out);
    else if (event->kind == EVENT_BUSY && wait_is(&session->wait, event->op.op))
        session->wait.deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
    else if (event->kind == EVENT_RESUMED && session->capturing.state != CAPTURE_AIM)
        aim(core); /* the picture lay in the process that died */
    else
        timer(core, out);
}

/* ---- on the glass ---- */

/* What to say first, when several things are wrong. */
static enum word advice_of(const struct core *core)
{
    static const struct {
        uint32_t warning;
        enum word page, person;
    } advices[] = {
        {LOOK_NOTHING, WORD_CAPTURE_LAY_PAGE, WORD_CAPTURE_STAND},
        {LOOK_DARK, WORD_CAPTURE_DARK, WORD_CAPTURE_DARK},
        {LOOK_CUT, WORD_CAPTURE_WHOLE_PAGE, WORD_CAPTURE_CENTRE},
        {LOOK_OFF_CENTRE, WORD_CAPTURE_WHOLE_PAGE, WORD_CAPTURE_CENTRE},
        {LOOK_FAR, WORD_CAPTURE_WHOLE_PAGE, WORD_CAPTURE_NEARER},
        {LOOK_NEAR, WORD_CAPTURE_WHOLE_PAGE, WORD_CAPTURE_BACK},
        {LOOK_GLARE, WORD_CAPTURE_GLARE, WORD_CAPTURE_GLARE},
        {LOOK_BRIGHT, WORD_CAPTURE_GLARE, WORD_CAPTURE_GLARE},
        {LOOK_MOVING, WORD_CAPTURE_STILL, WORD_CAPTURE_STILL},
        {LOOK_BLUR, WORD_CAPTURE_STILL, WORD_CAPTURE_STILL},
    };

    for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
        if ((core->session.capturing.warnings & advices[i].warning) != 0)
            return is_portrait(core) ? advices[i].person : advices[i].page;
    return WORD_CAPTURE_GOOD;
}

static void compose_picture(const struct core *core, struct view *view, struct phrase text,
                            enum tone tone)
{
    struct part *part = compose_part(view, PART_CAMERA);

    part->selected = core->session.capturing.state == CAPTURE_SHOW;
    part->icon = part->selected ? OUTLINE_NONE : is_portrait(core) ? OUTLINE_FACE : OUTLINE_PAGE;
    part->text = text;
    part->tone = (uint8_t)tone;
}

static void compose_name(const struct core *core, struct view *view)
{
    view->question = phrase_catalogue(material_of(core)->name);
    view->hint = phrase_catalogue(material_of(core)->help);
}

static void compose_aim(const struct core *core, struct view *view)
{
    enum word advice = advice_of(core);

    compose_name(core, view);
    if (core->session.problem != WORD_NONE)
        compose_note(view, TONE_STOP, phrase_word((enum word)core->session.problem));
    compose_picture(core, view, phrase_word(advice),
                    advice == WORD_CAPTURE_GOOD ? TONE_DONE : TONE_ATTENTION);
    view->primary = compose_button(WORD_CAPTURE_TAKE, ACTION_PRIMARY);
    if (material_of(core)->optional)
        view->secondary = compose_button(WORD_CAPTURE_LATER, ACTION_SECONDARY);
}

static void compose(const struct core *core, struct view *view)
{
    switch ((enum capture_state)core->session.capturing.state) {
    case CAPTURE_AIM:
        compose_aim(core, view);
        break;
    case CAPTURE_TAKE:
        compose_name(core, view); /* as it was, so that nothing moves while one is to hold still */
        compose_picture(core, view, phrase_word(WORD_CAPTURE_STILL), TONE_PLAIN);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
        break;
    case CAPTURE_SHOW:
        view->question = phrase_word(WORD_CAPTURE_LOOK);
        compose_picture(core, view,
                        phrase_word(core->session.capturing.warnings == 0 ? WORD_CAPTURE_CLEAR
                                                                          : advice_of(core)),
                        core->session.capturing.warnings == 0 ? TONE_DONE : TONE_ATTENTION);
        view->primary = compose_button(WORD_CAPTURE_USE, ACTION_PRIMARY);
        view->secondary = compose_button(WORD_CAPTURE_AGAIN, ACTION_SECONDARY);
        break;
    case CAPTURE_KEEP:
        view->question = phrase_word(WORD_CAPTURE_SAVING);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
        break;
    }
}

const struct step step_capture = {WORD_NAME_CAPTURE, enter, event, compose};
