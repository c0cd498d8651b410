/* Search: a few characters, and what fits them. Each change asks anew; an answer to an older text is
 * stale. What was written is forgotten with the visit, and never leaves the machine. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/bytes.h"

#define RESULTS_MAX 3 /* beside the pad */
#define RESULTS_ELDER_MAX 2

static void ask(struct core *core, struct effects *out)
{
    struct query *query = &core->session.query;
    struct effect *effect;

    core->session.problem = WORD_NONE;
    wait_end(&query->wait);
    if (query->text[0] == '\0') {
        query->answered = query->count = 0;
        return;
    }
    wait_begin(core, &query->wait, EFFECT_SEARCH, CORE_SEARCH_MS);
    effect = effects_push(core, out, EFFECT_SEARCH);
    effect->search.op = query->wait.op;
    memcpy(effect->search.text, query->text, sizeof(effect->search.text));
}

static void enter(struct core *core, struct effects *out)
{
    (void)out;
    core->session.way = (uint8_t)letters_way(LETTERS_TEXT, (enum language)core->session.language);
}

static void found(struct core *core, const struct event_found *news)
{
    struct query *query = &core->session.query;

    if (!wait_is(&query->wait, news->op))
        return;
    wait_end(&query->wait);
    query->answered = 1;
    query->count = 0;
    for (uint32_t i = 0; i < news->count && i < CATALOGUE_ITEMS_MAX; i++)
        if (news->items[i] < core->catalogue.count)
            query->items[query->count++] = (uint8_t)news->items[i];
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    struct session *session = &core->session;

    if (action->kind == ACTION_SERVICE) {
        matters_ask(core, action->arg, out);
    } else if (action->kind == ACTION_WAY && letters_has_way(LETTERS_TEXT, action->arg)) {
        session->way = (uint8_t)action->arg;
    } else if (action->kind == ACTION_INSERT || action->kind == ACTION_KEY) {
        (void)letters_touched(session->query.text, LETTERS_TEXT, CORE_QUERY_CHARACTERS, action);
        ask(core, out);
    }
}

/* No answer, or nobody to answer: the citizen can still choose by himself. */
static void give_up(struct core *core)
{
    wait_end(&core->session.query.wait);
    core->session.query.answered = core->session.query.count = 0;
    core->session.problem = WORD_SEARCH_LATE;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    struct query *query = &core->session.query;

    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else
        matters_event(core, event, out);
    if (core->session.chosen)
        return;
    if (event->kind == EVENT_FOUND)
        found(core, &event->found);
    else if (event->kind == EVENT_CATALOGUE ||
             (event->kind == EVENT_RESUMED && query->wait.op != 0))
        ask(core, out);
    else if (event->kind == EVENT_BUSY && wait_is(&query->wait, event->op.op))
        give_up(core);
    else if (wait_is_over(core, &query->wait))
        give_up(core);
}

static void compose_results(const struct core *core, struct view *view)
{
    const struct query *query = &core->session.query;
    uint8_t most = (view->modes & MODE_ELDER) != 0 ? RESULTS_ELDER_MAX : RESULTS_MAX;

    for (uint8_t i = 0; i < query->count && i < most; i++)
        if (query->items[i] < core->catalogue.count)
            matters_compose(core, view, query->items[i]);
    if (query->answered && query->count == 0)
        compose_note(view, TONE_ATTENTION, phrase_word(WORD_SEARCH_NONE));
    if (core->session.problem != WORD_NONE)
        compose_note(view, TONE_ATTENTION, phrase_word((enum word)core->session.problem));
}

static void compose(const struct core *core, struct view *view)
{
    struct part *part = compose_part(view, PART_FIELD);

    view->question = phrase_word(WORD_SEARCH_QUESTION);
    view->hint = phrase_word(WORD_SEARCH_HINT);
    part->text = phrase_word(WORD_SEARCH_FIELD);
    part->detail = phrase_literal(&view->pool, core->session.query.text);
    part->selected = 1;
    part->secret = 1;
    letters_compose_ways(view, LETTERS_TEXT, (enum way)core->session.way);
    letters_compose_pad(view, LETTERS_TEXT, (enum way)core->session.way);
    compose_results(core, view); /* under the pad, which must not move while somebody writes */
}

const struct step step_search = {WORD_NONE, enter, event, compose};
