/* Identify: the resident ID card is read and believed only when its number and dates hold. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/identify.h"

static void read_card(struct core *core, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_CARD_READ);

    effect->card_read.op = core->session.wait.op;
    effect->card_read.limit_ms = CORE_CARD_MS;
    core->session.wait.deadline_ms = core->now.mono_ms + CORE_CARD_MS + CORE_STORE_MS;
}

/* The social security card beside it, where the service takes its word. */
static void ask_social(struct core *core, struct effects *out)
{
    struct session *session = &core->session;
    struct effect *effect;

    if (!session->chosen || !session->service.social_card || session->social_wait.op != 0 ||
        !device_is_online(core, DEVICE_SMARTCARD))
        return;
    wait_begin(core, &session->social_wait, EFFECT_SOCIAL_READ, CORE_CARD_MS + CORE_STORE_MS);
    effect = effects_push(core, out, EFFECT_SOCIAL_READ);
    effect->card_read.op = session->social_wait.op;
    effect->card_read.limit_ms = CORE_CARD_MS;
}

static void ask(struct core *core, struct effects *out)
{
    wait_begin(core, &core->session.wait, EFFECT_CARD_READ, CORE_CARD_MS + CORE_STORE_MS);
    read_card(core, out);
}

static void enter(struct core *core, struct effects *out)
{
    if (core->session.identified)
        return;
    if (device_is_online(core, DEVICE_READER))
        ask(core, out);
    else
        core->session.problem = WORD_IDENTIFY_READER_DOWN;
    ask_social(core, out);
}

static struct identify_input today(const struct core *core, const char *text)
{
    struct civil now = civil_shanghai(core->now.wall_s);
    struct identify_input input = {text, strlen(text), 0, 0, 0};

    if (core->now.trust != CLOCK_UNKNOWN) {
        input.year = now.year;
        input.month = now.month;
        input.day = now.day;
    }
    return input;
}

/* A clock that nobody vouches for makes no card expired. */
static bool is_expired(const struct core *core, const char *valid_to)
{
    struct civil now = civil_shanghai(core->now.wall_s);
    uint32_t last = 0;

    if (valid_to[0] == '\0' || core->now.trust == CLOCK_UNKNOWN)
        return false;
    for (const char *digit = valid_to; *digit != '\0'; digit++)
        last = last * 10 + (uint32_t)(*digit - '0');
    return last < (uint32_t)now.year * 10000 + now.month * 100u + now.day;
}

/* The foreigner's card of 2017: three letters and twelve digits, without a check that is public. */
static bool is_foreigners_number(const char *number)
{
    for (int i = 0; i < 15; i++)
        if (i < 3 ? number[i] < 'A' || number[i] > 'Z' : number[i] < '0' || number[i] > '9')
            return false;
    return number[15] == '\0';
}

/* The number holds by itself, and says the same birthday as the card if that says one. */
static bool is_number(const struct core *core, const struct person *person)
{
    struct identify_input input = today(core, person->number);
    char number[IDENTIFY_TEXT_BYTES];
    bool good;

    if (person->card == CARD_FOREIGNER)
        return is_foreigners_number(person->number);
    good = identify_id(&input, number, sizeof(number)) == IDENTIFY_OK &&
           ((person->card == CARD_SOCIAL && person->birth[0] == '\0') ||
            memcmp(person->number + 6, person->birth, 8) == 0);
    bytes_wipe(number, sizeof(number));
    return good;
}

static enum word problem_of_person(const struct core *core, const struct person *person)
{
    if (!is_number(core, person))
        return WORD_IDENTIFY_BAD_NUMBER;
    return is_expired(core, person->valid_to) ? WORD_IDENTIFY_EXPIRED : WORD_NONE;
}

static enum word problem_of_error(err_t err)
{
    if (err == ERR_CARD_UNSUPPORTED)
        return WORD_IDENTIFY_OTHER_CARD;
    if (err == ERR_PIN_NEEDED)
        return WORD_IDENTIFY_PIN;
    if (err_who(err) == ERR_WHO_CITIZEN || err == ERR_CHECKSUM)
        return WORD_IDENTIFY_AGAIN;
    return WORD_IDENTIFY_READER_DOWN;
}

/* Known by one card; the other reader need not look any more. */
static void known(struct core *core, const struct person *person, struct effects *out)
{
    struct session *session = &core->session;

    session->person = *person;
    session->identified = 1;
    if (session->wait.op != 0)
        effects_push(core, out, EFFECT_CARD_CANCEL)->op_only.op = session->wait.op;
    if (session->social_wait.op != 0)
        effects_push(core, out, EFFECT_SOCIAL_CANCEL)->op_only.op = session->social_wait.op;
    wait_end(&session->wait);
    wait_end(&session->social_wait);
    session_new_screen(core);
}

/* The social security card; its reader's troubles are nobody's, as the ID card serves as well. */
static void social_read(struct core *core, const struct event_card *card, struct effects *out)
{
    struct session *session = &core->session;

    wait_end(&session->social_wait);
    if (card->err == ERR_OK || err_who(card->err) == ERR_WHO_CITIZEN) {
        if (card->err != ERR_NO_CARD) {
            session->touched_ms = core->now.mono_ms;
            session->problem =
                (uint16_t)(card->err == ERR_OK ? problem_of_person(core, &card->person)
                                               : problem_of_error(card->err));
        }
        if (card->err == ERR_OK && session->problem == WORD_NONE)
            known(core, &card->person, out);
        else
            ask_social(core, out);
    }
}

static void card_read(struct core *core, const struct event_card *card, struct effects *out)
{
    struct session *session = &core->session;

    if (wait_is(&session->social_wait, card->op)) {
        social_read(core, card, out);
        return;
    }
    if (!wait_is(&session->wait, card->op))
        return;
    wait_end(&session->wait);
    if (card->err == ERR_NO_CARD) {
        ask(core, out);
        return;
    }
    session->touched_ms = core->now.mono_ms;
    session->problem = (uint16_t)(card->err == ERR_OK ? problem_of_person(core, &card->person)
                                                      : problem_of_error(card->err));
    if (session->problem == WORD_NONE) {
        known(core, &card->person, out);
    } else if (session->problem != WORD_IDENTIFY_READER_DOWN) {
        ask(core, out);
    }
}

/* The reader, or its worker, came or went. */
static void reader_changed(struct core *core, const struct event_device *news, struct effects *out)
{
    struct session *session = &core->session;

    if (news->device == DEVICE_SMARTCARD && !session->identified) {
        if (news->state != DEVICE_ONLINE || news->restarted)
            wait_end(&session->social_wait);
        ask_social(core, out);
    }
    if (news->device != DEVICE_READER || session->identified)
        return;
    if (news->state != DEVICE_ONLINE || news->restarted)
        wait_end(&session->wait);
    if (news->state != DEVICE_ONLINE) {
        session->problem = WORD_IDENTIFY_READER_DOWN;
        return;
    }
    if (session->problem == WORD_IDENTIFY_READER_DOWN)
        session->problem = WORD_NONE;
    if (session->wait.op == 0)
        ask(core, out);
}

static void retry(struct core *core, struct effects *out)
{
    core->session.problem = WORD_NONE;
    wait_end(&core->session.wait);
    enter(core, out);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    if (action->kind != ACTION_PRIMARY)
        return;
    if (core->session.identified && core->session.chosen)
        session_advance(core, out);
    else if (core->session.identified)
        pickup_identified(core, out);
    else if (core->session.problem == WORD_IDENTIFY_READER_DOWN)
        retry(core, out);
}

/* The same op: a card that was read while we were away is answered now. */
static void resumed(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->identified)
        return;
    if (session->wait.op != 0)
        read_card(core, out);
    wait_end(&session->social_wait);
    ask_social(core, out);
}

static void busy(struct core *core, uint64_t op)
{
    struct wait *const waits[] = {&core->session.wait, &core->session.social_wait};

    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
        if (wait_is(waits[i], op))
            waits[i]->deadline_ms = core->now.mono_ms + CORE_BUSY_MS;
}

static void timer(struct core *core, struct effects *out)
{
    if (wait_is_over(core, &core->session.wait))
        retry(core, out);
    if (wait_is_over(core, &core->session.social_wait)) {
        wait_end(&core->session.social_wait);
        ask_social(core, out);
    }
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else if (event->kind == EVENT_CARD)
        card_read(core, &event->card, out);
    else if (event->kind == EVENT_DEVICE)
        reader_changed(core, &event->device, out);
    else if (event->kind == EVENT_RESUMED)
        resumed(core, out);
    else if (event->kind == EVENT_BUSY)
        busy(core, event->op.op);
    else if (event->kind == EVENT_DEADLINE)
        timer(core, out);
}

static void compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    bool both = session->social_wait.op != 0;
    struct part *part;

    if (session->identified) {
        view->question = phrase_word(WORD_IDENTIFY_KNOWN);
        part = compose_part(view, PART_BANNER);
        part->text = phrase_with(phrase_word(WORD_IDENTIFY_DONE),
                                 compose_masked_name(&view->pool, session->person.name));
        part->tone = TONE_DONE;
        part->secret = 1;
        compose_part(view, PART_PICTURE)->icon = PICTURE_TAKE_CARD;
        compose_paragraph(view, phrase_word(session->person.card == CARD_SOCIAL
                                                ? WORD_IDENTIFY_TAKE_SOCIAL
                                                : WORD_IDENTIFY_TAKE_CARD));
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
        return;
    }
    view->question = phrase_word(both ? WORD_IDENTIFY_QUESTION_BOTH : WORD_IDENTIFY_QUESTION);
    part = compose_part(view, PART_PICTURE);
    part->icon = PICTURE_CARD_ON_READER;
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)session->problem));
    else
        compose_paragraph(view, phrase_word(both ? WORD_IDENTIFY_HOW_BOTH : WORD_IDENTIFY_HOW));
    if (session->problem == WORD_IDENTIFY_READER_DOWN)
        view->primary = compose_button(WORD_IDENTIFY_RETRY, ACTION_PRIMARY);
    else
        compose_part(view, PART_PROGRESS)->text =
            phrase_word(both ? WORD_IDENTIFY_READING_BOTH : WORD_IDENTIFY_READING);
}

const struct step step_identify = {WORD_NAME_IDENTIFY, enter, event, compose};
