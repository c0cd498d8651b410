/* Rating: comes by itself, five equal faces, nothing chosen beforehand, and as easily skipped
 * (DB2203/T 8-2024 4.8, 5.1.3; systems.md M38). No answer is no rating. */
#include "firmware/core/step.h"

#include <string.h>

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void rate(struct core *core, uint16_t level, struct effects *out)
{
    struct effect *effect = effects_push(core, out, EFFECT_RATE);

    core->op_count++;
    effect->rate.op = (uint64_t)core->boot << 32 | core->op_count;
    effect->rate.level = level;
    memcpy(effect->rate.case_id, core->session.case_id, sizeof(effect->rate.case_id));
    memcpy(effect->rate.service, core->session.service.code, sizeof(effect->rate.service));
    session_end(core, out, REPORT_SESSION_ENDED);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    const struct action *action = &event->touched.action;

    if (event->kind != EVENT_TOUCHED)
        return;
    if (action->kind == ACTION_RATE && action->arg >= 1 && action->arg <= 5)
        rate(core, action->arg, out);
    else if (action->kind == ACTION_PRIMARY)
        session_end(core, out, REPORT_SESSION_ENDED);
}

static void compose(const struct core *core, struct view *view)
{
    static const enum word words[] = {WORD_RATING_5, WORD_RATING_4, WORD_RATING_3, WORD_RATING_2,
                                      WORD_RATING_1};

    (void)core;
    memset(&view->back, 0, sizeof(view->back));
    view->question = phrase_word(WORD_RATING_QUESTION);
    view->hint = phrase_word(WORD_RATING_HINT);
    for (uint16_t i = 0; i < 5; i++) {
        struct part *part = compose_part(view, PART_FACE);

        part->value = (uint16_t)(5 - i);
        part->text = phrase_word(words[i]);
        part->action.kind = ACTION_RATE;
        part->action.arg = (uint16_t)(5 - i);
    }
    view->primary = compose_button(WORD_RATING_SKIP, ACTION_PRIMARY);
}

const struct step step_rating = {WORD_NONE, enter, event, compose};
