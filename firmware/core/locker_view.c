/* A door of the locker, on the glass. */
#include "firmware/core/step.h"

#include <string.h>

static const struct locker_cell *chosen(const struct session *session)
{
    return &session->opening.items[session->opening.chosen];
}

static struct phrase door_phrase(const struct session *session, struct view *view, enum word word)
{
    return phrase_with(phrase_word(word), phrase_number(&view->pool, chosen(session)->cell));
}

static void compose_list(const struct session *session, struct view *view)
{
    bool deposit = session->opening.purpose == LOCKER_DEPOSIT;

    if (session->opening.count == 0) {
        view->question = phrase_word(deposit ? WORD_LOCKER_NO_CELL : WORD_LOCKER_NOTHING);
        compose_note(view, TONE_ATTENTION,
                     phrase_word(deposit ? WORD_LOCKER_BRING_LATER : WORD_LOCKER_NOTHING_WHY));
        view->primary =
            compose_button(deposit ? WORD_NEXT : WORD_LOCKER_LOOK_AGAIN, ACTION_PRIMARY);
        return;
    }
    view->question = phrase_word(WORD_LOCKER_WHICH);
    for (uint8_t i = 0; i < session->opening.count; i++) {
        struct part *part = compose_part(view, PART_CHOICE);

        part->text = phrase_literal(&view->pool, session->opening.items[i].what);
        part->detail = phrase_with(phrase_word(WORD_LOCKER_DOOR),
                                   phrase_number(&view->pool, session->opening.items[i].cell));
        part->action.kind = ACTION_CHOOSE;
        part->action.arg = i;
        part->secret = 1;
    }
}

static void compose_code(const struct session *session, struct view *view)
{
    struct part *part;

    view->question = phrase_word(WORD_LOCKER_CODE_QUESTION);
    view->hint =
        phrase_word(session->scan_wait.op != 0 ? WORD_LOCKER_CODE_SCAN : WORD_LOCKER_CODE_HINT);
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_STOP, phrase_word((enum word)session->problem));
    part = compose_part(view, PART_FIELD);
    part->text = phrase_word(WORD_LOCKER_CODE);
    part->detail = phrase_literal(&view->pool, session->opening.code);
    part->selected = 1;
    part->secret = 1;
    letters_compose_ways(view, LETTERS_CODE, (enum way)session->way);
    letters_compose_pad(view, LETTERS_CODE, (enum way)session->way);
    view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
}

static void compose_door(const struct session *session, struct view *view)
{
    struct part *part = compose_part(view, PART_PICTURE);

    part->icon = PICTURE_DOOR;
    part->value = chosen(session)->cell;
}

static void compose_ask(const struct session *session, struct view *view)
{
    uint8_t first;

    view->question = door_phrase(session, view, WORD_LOCKER_OPEN_QUESTION);
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)session->problem));
    first = view->part_count;
    compose_fact(view,
                 phrase_word(session->opening.purpose == LOCKER_DEPOSIT ? WORD_LOCKER_WHAT_PUT
                                                                        : WORD_LOCKER_WHAT),
                 phrase_literal(&view->pool, chosen(session)->what));
    compose_secret(view, first);
    compose_door(session, view);
    view->primary = compose_button(WORD_LOCKER_OPEN, ACTION_PRIMARY);
    if (session->chosen)
        view->secondary = compose_button(WORD_LOCKER_NOT_NOW, ACTION_SECONDARY);
}

static void compose_open(const struct session *session, struct view *view)
{
    bool deposit = session->opening.purpose == LOCKER_DEPOSIT;

    view->question = door_phrase(session, view, WORD_LOCKER_IS_OPEN);
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)session->problem));
    compose_door(session, view);
    compose_paragraph(view, phrase_word(deposit ? WORD_LOCKER_PUT : WORD_LOCKER_TAKE));
    view->primary = compose_button(WORD_LOCKER_CLOSED, ACTION_PRIMARY);
}

static void compose_failed(const struct session *session, struct view *view)
{
    bool unknown = session->opening.why == WORD_LOCKER_UNKNOWN;

    view->question =
        door_phrase(session, view, unknown ? WORD_LOCKER_IS_IT_OPEN : WORD_LOCKER_FAILED);
    compose_note(view, TONE_STOP, phrase_word((enum word)session->opening.why));
    compose_paragraph(view, phrase_word(WORD_HOME_COUNTER));
    if (unknown) {
        view->primary = compose_button(WORD_LOCKER_YES_OPEN, ACTION_PRIMARY);
        view->secondary = compose_button(WORD_LOCKER_NOT_OPEN, ACTION_SECONDARY);
    } else if (session->chosen) {
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
    } else {
        view->primary = compose_button(WORD_LOCKER_LOOK_AGAIN, ACTION_PRIMARY);
    }
}

static void compose_done(const struct session *session, struct view *view)
{
    struct part *part = compose_part(view, PART_BANNER);

    part->tone = TONE_DONE;
    part->text = phrase_word(session->opening.purpose == LOCKER_DEPOSIT ? WORD_LOCKER_LEFT
                                                                        : WORD_LOCKER_GOT);
    compose_paragraph(view, phrase_word(WORD_LOCKER_THANKS));
    if (session->chosen)
        view->primary = compose_button(WORD_NEXT, ACTION_PRIMARY);
    else if (session->opening.count > 1)
        view->primary = compose_button(WORD_LOCKER_NEXT_ONE, ACTION_PRIMARY);
    else
        view->primary = compose_button(WORD_RESULT_DONE, ACTION_LEAVE);
}

void locker_compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;

    switch ((enum opening_state)session->opening.state) {
    case OPENING_LIST:
        compose_list(session, view);
        break;
    case OPENING_CODE:
        compose_code(session, view);
        break;
    case OPENING_ASK:
        compose_ask(session, view);
        break;
    case OPENING_OPEN:
        compose_open(session, view);
        break;
    case OPENING_FAILED:
        compose_failed(session, view);
        break;
    case OPENING_DONE:
        compose_done(session, view);
        break;
    case OPENING_NONE:
    case OPENING_FIND:
        view->question =
            phrase_word(session->opening.purpose == LOCKER_DEPOSIT ? WORD_LOCKER_FINDING_CELL
                                                                   : WORD_LOCKER_FINDING);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_PROGRESS_ASKING);
        break;
    case OPENING_SAVE:
    case OPENING_FIRE:
        memset(&view->back, 0, sizeof(view->back));
        memset(&view->leave, 0, sizeof(view->leave));
        view->question = door_phrase(session, view, WORD_LOCKER_OPENING);
        compose_part(view, PART_PROGRESS)->text = phrase_word(WORD_SUBMIT_STAY);
        break;
    }
}
