/* C1: every case that was shown to a citizen as accepted is at the platform exactly once, with the
 * digest the store named and with the contents of the draft. Shown as accepted: a view of the
 * result step, or any view with the words of acceptance. It must name the number of a case that the
 * store had answered for in that very session. */
#include <string.h>

#include "tests/sim/checks/checks.h"

static bool is_acceptance(const struct view *view)
{
    if (view->step == STEP_RESULT)
        return true;
    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct phrase_atom *head = &view->parts[i].text.head;
        if (head->kind == PHRASE_WORD &&
            (head->id == WORD_RESULT_ACCEPTED || head->id == WORD_RESULT_KEPT))
            return true;
    }
    return false;
}

static const char *number_of(const struct view *view)
{
    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        if (part->text.head.kind == PHRASE_WORD && part->text.head.id == WORD_RESULT_NUMBER &&
            part->detail.head.kind == PHRASE_LITERAL)
            return view->pool.text + part->detail.head.id;
    }
    return "";
}

static const struct fact *find_saved(const struct log *log, const struct fact *shown,
                                     const char *number)
{
    const struct fact *saved = NULL;

    for (const struct fact *at = log->facts; at < shown; at++) {
        const struct event_case_saved *answer = at->data;
        if (at->kind == FACT_CASE_SAVED && at->err == ERR_OK && at->boot == shown->boot &&
            at->epoch == shown->epoch && strcmp(answer->number, number) == 0)
            saved = at;
    }
    return saved;
}

static void check_arrival(const struct log *log, const struct fact *saved, struct verdict *verdict)
{
    const struct event_case_saved *answer = saved->data;
    const struct fact *asked = log_find_op(log, FACT_CASE_SAVE, saved->op);
    uint32_t count = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct arrival *arrival = log->facts[i].data;
        if (log->facts[i].kind != FACT_ARRIVED || strcmp(arrival->id, answer->case_id) != 0)
            continue;
        count++;
        if (memcmp(arrival->digest, answer->digest, DIGEST_BYTES) != 0 ||
            memcmp(arrival->stated_digest, answer->digest, DIGEST_BYTES) != 0)
            checks_note(verdict, "C1", "the digest at the platform is another", saved);
        if (asked == NULL || !checks_same_case(arrival, asked->data))
            checks_note(verdict, "C1", "the case at the platform says something else", saved);
    }
    if (count == 0)
        checks_note(verdict, "C1", "an accepted case is not at the platform", saved);
    if (count > 1)
        checks_note(verdict, "C1", "an accepted case is at the platform twice", saved);
}

void c1_check(const struct log *log, struct verdict *verdict)
{
    const struct fact *last = NULL;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind != FACT_SHOWN || !is_acceptance(fact->data))
            continue;
        const struct fact *saved = find_saved(log, fact, number_of(fact->data));
        if (saved == NULL)
            checks_note(verdict, "C1", "accepted was shown before the store had answered", fact);
        else if (saved != last)
            check_arrival(log, saved, verdict);
        last = saved;
    }
}
