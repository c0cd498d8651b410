/* C13: a door opens for nobody but the person its assignment names, who was identified in that very
 * visit and asked for it; once for an intent that the store had saved for that assignment and given
 * out once; and never again because its fate was not known. */
#include <string.h>

#include "tests/sim/checks/checks.h"

static bool is_here(const struct fact *at, const struct fact *fired)
{
    return at->boot == fired->boot && at->epoch == fired->epoch;
}

/* What of the way to a pulse was seen before it. */
struct path {
    uint32_t claims, asked, fired_here;
    bool saved, saved_here, known, fired;
};

static struct path way_to(const struct log *log, const struct fact *fired)
{
    const struct firing *firing = fired->data;
    struct path way = {0};

    for (const struct fact *at = log->facts; at < fired; at++) {
        const struct touch *touch = at->data;

        if (at->kind == FACT_OPENING && at->number == fired->number &&
            strcmp(at->data, firing->assignment) == 0) {
            way.saved = true;
            way.saved_here = is_here(at, fired);
        }
        if (at->kind == FACT_CLAIMED && at->number == fired->number)
            way.claims++;
        if (at->kind == FACT_FIRED && at->number == fired->number)
            way.fired = true;
        if (at->kind == FACT_FIRED && is_here(at, fired))
            way.fired_here++;
        if (at->kind == FACT_READ && is_here(at, fired) && at->number == firing->owner)
            way.known = true;
        if (at->kind == FACT_TOUCHED && is_here(at, fired) && touch->word == WORD_LOCKER_OPEN)
            way.asked++;
    }
    return way;
}

static void check_fired(const struct log *log, const struct fact *fired, struct verdict *verdict)
{
    struct path way = way_to(log, fired);

    if (!way.saved)
        checks_note(verdict, "C13", "a door was fired for an intent the store never saved", fired);
    else if (!way.saved_here)
        checks_note(verdict, "C13", "a door was fired for the intent of another visit", fired);
    else if (way.claims != 1)
        checks_note(verdict, "C13", "a door was fired and its intent not claimed once", fired);
    else if (way.fired)
        checks_note(verdict, "C13", "a door was fired twice for one intent", fired);
    else if (!way.known)
        checks_note(verdict, "C13", "a door was fired for a person who is not here", fired);
    else if (way.fired_here >= way.asked)
        checks_note(verdict, "C13", "a door was fired more often than it was asked for", fired);
}

void c13_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->facts[i].kind == FACT_FIRED)
            check_fired(log, &log->facts[i], verdict);
}
