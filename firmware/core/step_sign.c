/* Sign: a finger writes the name, or, for whoever cannot, the same is confirmed in words. What was
 * signed is what the review showed: any change after it asks for a new signature. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"

#define STROKE_TENTHS_MIN 50 /* one stroke of 5 mm: less is a slip of the finger */

void sign_forget(struct session *session)
{
    bytes_wipe(&session->signature, sizeof(session->signature));
    session->signed_by = SIGNED_NONE;
}

static void enter(struct core *core, struct effects *out)
{
    (void)out;
    sign_forget(&core->session);
    core->session.in_words = 0;
}

/* The ink comes from another process: its ends must lie in order and within its points. */
static bool is_whole(const struct ink *ink)
{
    uint16_t last = 0;

    if (ink->stroke_count > INK_STROKES_MAX || ink->point_count > INK_POINTS_MAX)
        return false;
    for (uint16_t i = 0; i < ink->stroke_count; i++) {
        if (ink->ends[i] <= last || ink->ends[i] > ink->point_count)
            return false;
        last = ink->ends[i];
    }
    return last == ink->point_count;
}

/* A distance without a root: the longer side and three eighths of the shorter, within 7 %. */
static int32_t distance(struct ink_point from, struct ink_point to)
{
    int32_t x = to.x > from.x ? to.x - from.x : from.x - to.x;
    int32_t y = to.y > from.y ? to.y - from.y : from.y - to.y;

    return x > y ? x + 3 * y / 8 : y + 3 * x / 8;
}

static int32_t longest_stroke(const struct ink *ink)
{
    int32_t longest = 0;

    for (uint16_t i = 0; i < ink->stroke_count; i++) {
        int32_t length = 0;

        for (uint16_t j = (uint16_t)(ink_start(ink, i) + 1); j < ink->ends[i]; j++)
            length += distance(ink->points[j - 1], ink->points[j]);
        longest = length > longest ? length : longest;
    }
    return longest;
}

static void signed_on_pad(struct core *core, const struct event_signature *news)
{
    if (news->serial != core->serial || core->session.in_words ||
        core->session.sheet != SHEET_NONE || !is_whole(&news->ink))
        return;
    core->session.signature = news->ink;
}

static void take(struct core *core, struct effects *out)
{
    struct session *session = &core->session;

    if (session->in_words) {
        session->signed_by = SIGNED_CONFIRMED;
    } else if (longest_stroke(&session->signature) < STROKE_TENTHS_MIN) {
        sign_forget(session);
        session->problem = WORD_SIGN_TOO_LITTLE;
        return;
    } else {
        session->signed_by = SIGNED_INK;
    }
    session_advance(core, out);
}

static void change_way(struct core *core)
{
    sign_forget(&core->session);
    core->session.in_words = !core->session.in_words;
    core->session.problem = WORD_NONE;
    session_new_screen(core);
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_SIGNED)
        signed_on_pad(core, &event->signature);
    if (event->kind != EVENT_TOUCHED)
        return;
    if (event->touched.action.kind == ACTION_PRIMARY)
        take(core, out);
    else if (event->touched.action.kind == ACTION_SECONDARY)
        change_way(core);
}

static void compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;

    view->question = phrase_word(session->in_words ? WORD_SIGN_WORDS_QUESTION : WORD_SIGN_QUESTION);
    view->hint = phrase_word(session->in_words ? WORD_SIGN_WORDS_HINT : WORD_SIGN_HINT);
    if (session->problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)session->problem));
    if (session->in_words)
        compose_part(view, PART_BANNER)->text = phrase_word(WORD_SIGN_WHAT);
    else
        compose_part(view, PART_SIGNATURE)->text = phrase_word(WORD_SIGN_WHAT);
    view->primary =
        compose_button(session->in_words ? WORD_SIGN_CONFIRM : WORD_SIGN_DONE, ACTION_PRIMARY);
    view->secondary =
        compose_button(session->in_words ? WORD_SIGN_PAD : WORD_SIGN_CANNOT, ACTION_SECONDARY);
}

const struct step step_sign = {WORD_NAME_SIGN, enter, event, compose};
