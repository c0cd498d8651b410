/* How far a case is: the part of each department, in words, with when it last moved. */
#include "firmware/core/step.h"

#include "firmware/base/civil.h"
#include "firmware/base/text.h"

struct phrase stages_state(uint32_t state)
{
    static const uint16_t words[CASE_STATE_COUNT] = {
        [CASE_NONE] = WORD_STATE_NONE,
        [CASE_SUBMITTED] = WORD_STATE_SUBMITTED,
        [CASE_ACCEPTED] = WORD_STATE_ACCEPTED,
        [CASE_SUPPLEMENT] = WORD_STATE_SUPPLEMENT,
        [CASE_REFUSED_ACCEPT] = WORD_STATE_REFUSED_ACCEPT,
        [CASE_REVIEW] = WORD_STATE_REVIEW,
        [CASE_SUSPENDED] = WORD_STATE_SUSPENDED,
        [CASE_DECIDED_YES] = WORD_STATE_DECIDED_YES,
        [CASE_DECIDED_NO] = WORD_STATE_DECIDED_NO,
        [CASE_DELIVERING] = WORD_STATE_DELIVERING,
        [CASE_DONE] = WORD_STATE_DONE,
        [CASE_WITHDRAWN] = WORD_STATE_WITHDRAWN,
        [CASE_EXPIRED] = WORD_STATE_EXPIRED,
    };

    return phrase_word((enum word)words[state < CASE_STATE_COUNT ? state : CASE_NONE]);
}

static enum tone tone_of(uint32_t state)
{
    if (state == CASE_DECIDED_YES || state == CASE_DELIVERING || state == CASE_DONE)
        return TONE_DONE;
    if (state == CASE_REFUSED_ACCEPT || state == CASE_DECIDED_NO || state == CASE_EXPIRED)
        return TONE_STOP;
    return state == CASE_SUPPLEMENT || state == CASE_SUSPENDED ? TONE_ATTENTION : TONE_PLAIN;
}

/* The department has it and has not yet said the last word. */
static bool is_under_way(uint32_t state)
{
    return state == CASE_SUBMITTED || state == CASE_ACCEPTED || state == CASE_REVIEW;
}

void stages_take(struct case_progress *out, const struct case_progress *news)
{
    *out = *news;
    if (out->stage_count > CASE_STAGES_MAX)
        out->stage_count = CASE_STAGES_MAX;
    out->service[sizeof(out->service) - 1] = '\0';
    out->code[sizeof(out->code) - 1] = '\0';
    for (uint32_t i = 0; i < CASE_STAGES_MAX; i++)
        out->stages[i].department[CASE_NAME_BYTES - 1] = '\0';
}

/* "2026-11-22 14:26" */
static struct phrase time_of(struct phrase_pool *pool, int64_t wall_s)
{
    char full[CIVIL_TEXT_BYTES];

    if (wall_s == 0)
        return phrase_none();
    civil_format(wall_s, full);
    full[10] = ' ';
    full[16] = '\0';
    return phrase_literal(pool, full);
}

void stages_compose(const struct case_progress *progress, struct view *view)
{
    uint8_t first = view->part_count;

    for (uint32_t i = 0; i < progress->stage_count; i++) {
        const struct case_stage *stage = &progress->stages[i];
        struct part *part = compose_part(view, PART_STAGE);

        part->text = phrase_literal(&view->pool, stage->department);
        part->detail = stages_state(stage->state);
        part->more = time_of(&view->pool, stage->at_wall_s);
        part->tone = (uint8_t)tone_of(stage->state);
        part->selected = is_under_way(stage->state);
    }
    compose_secret(view, first);
}
