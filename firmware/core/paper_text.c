/* What the receipt says. */
#include "firmware/core/step.h"

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

static void paper_row(struct paper *paper, enum word label, struct phrase value, bool large)
{
    struct paper_row *row = &paper->rows[paper->row_count++];

    row->label = phrase_word(label);
    row->value = value;
    row->large = large;
}

/* "2026-11-22 14:26" with an en space, where a narrow paper may break the line. */
static struct phrase paper_time(const struct core *core, struct phrase_pool *pool)
{
    char full[CIVIL_TEXT_BYTES], text[CIVIL_TEXT_BYTES] = "";

    civil_format(core->session.accepted_wall_s, full);
    full[10] = full[16] = '\0';
    text_append(text, sizeof(text), full);
    text_append(text, sizeof(text), "\u2002");
    text_append(text, sizeof(text), full + 11);
    return phrase_literal(pool, text);
}

static enum word paper_state_word(const struct session *session)
{
    if (session->case_state == CASE_DECIDED_YES || session->case_state == CASE_DONE)
        return WORD_RESULT_STATE_DECIDED;
    return session->progress == PROGRESS_RECEIPTED ? WORD_RESULT_STATE_RECEIVED
                                                   : WORD_RESULT_STATE_WAITING;
}

void paper_fill(const struct core *core, struct paper *paper)
{
    const struct session *session = &core->session;
    const struct service *service = &session->service;
    struct phrase state = phrase_word(paper_state_word(session));

    if (phrase_word_args((enum word)state.head.id) == 1)
        state = phrase_with(state, phrase_catalogue(service->department));
    paper->language = session->language;
    paper->elder = (session->modes & MODE_ELDER) != 0;
    paper->title = phrase_word(WORD_PAPER_TITLE);
    paper_row(paper, WORD_PAPER_NUMBER, phrase_literal(&paper->pool, session->number), true);
    paper_row(paper, WORD_PAPER_SERVICE, phrase_catalogue(service->name), false);
    paper_row(paper, WORD_PAPER_PERSON, compose_masked_name(&paper->pool, session->person.name),
              false);
    paper_row(paper, WORD_PAPER_TIME, paper_time(core, &paper->pool), true);
    paper_row(paper, WORD_PAPER_STATE, state, false);
    if (session->code[0] != '\0')
        paper_row(paper, WORD_PAPER_CODE, phrase_literal(&paper->pool, session->code), true);
    paper_row(paper, WORD_PAPER_DEPARTMENT, phrase_catalogue(service->department), false);
    paper_row(paper, WORD_PAPER_PHONE, phrase_catalogue(service->phone), false);
    paper_row(paper, WORD_PAPER_SITE, phrase_literal(&paper->pool, core->site), false);
    paper->notes[paper->note_count++] = phrase_word(WORD_PAPER_KEEP);
    paper->notes[paper->note_count++] = phrase_word(WORD_PAPER_QUERY);
    paper->qr = phrase_literal(&paper->pool, session->number);
}
