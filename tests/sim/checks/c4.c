/* C4, for the printer: paper comes out only for an intent that was durably claimed by one op
 * before, at most once per intent; and a second paper for a case comes only after somebody standing
 * there said that none came out. */
#include <string.h>

#include "tests/sim/checks/checks.h"

/* A kind of paper: what came out, what asked for it again, and where. */
static const struct kind {
    enum fact_kind out;
    enum step_kind step;
    const char *twice, *again;
} kinds[] = {
    {FACT_PAPER, STEP_RESULT, "one intent brought two papers",
     "a case was printed again and nobody had asked"},
    {FACT_SHEETS, STEP_PAGES, "one intent brought two certificates",
     "a certificate was printed again and nobody had asked"},
};

static const char *case_of(const struct log *log, uint64_t intent)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->facts[i].kind == FACT_INTENT && log->facts[i].number == intent)
            return log->facts[i].data;
    return NULL;
}

static void check_intent(const struct log *log, const struct fact *paper, const struct kind *kind,
                         struct verdict *verdict)
{
    bool claimed = false;

    for (const struct fact *at = log->facts; at < paper; at++) {
        if (at->kind == FACT_CLAIMED && at->number == paper->number)
            claimed = true;
        if (at->kind == (uint32_t)kind->out && at->number == paper->number)
            checks_note(verdict, "C4", kind->twice, paper);
    }
    if (!claimed)
        checks_note(verdict, "C4", "paper came out for an intent nobody had claimed", paper);
}

static void check_case(const struct log *log, const struct fact *paper, const struct kind *kind,
                       struct verdict *verdict)
{
    const char *case_id = case_of(log, paper->number);
    uint32_t papers = 1, asked = 0;

    if (case_id == NULL) {
        checks_note(verdict, "C4", "paper came out for an intent the store never saved", paper);
        return;
    }
    for (const struct fact *at = log->facts; at < paper; at++) {
        if (at->kind == FACT_AGAIN && at->number == (uint64_t)kind->step &&
            at->epoch == paper->epoch && at->boot == paper->boot)
            asked++;
        if (at->kind == (uint32_t)kind->out && case_of(log, at->number) != NULL &&
            strcmp(case_of(log, at->number), case_id) == 0)
            papers++;
    }
    if (papers > 1 + asked)
        checks_note(verdict, "C4", kind->again, paper);
}

/* An intent is claimed by one op, once and for all. */
static void check_claim(const struct log *log, const struct fact *claim, struct verdict *verdict)
{
    for (const struct fact *at = log->facts; at < claim; at++)
        if (at->kind == FACT_CLAIMED && at->number == claim->number && at->op != claim->op)
            checks_note(verdict, "C4", "an intent was claimed by two", claim);
}

static bool said(const struct log *log, const struct fact *settled, uint16_t word)
{
    for (const struct fact *at = log->facts; at < settled; at++) {
        const struct touch *touch = at->data;
        if (at->kind == FACT_TOUCHED && touch->word == word && at->epoch == settled->epoch &&
            at->boot == settled->boot)
            return true;
    }
    return false;
}

static void check_settled(const struct log *log, const struct fact *settled,
                          struct verdict *verdict)
{
    bool came = false;

    for (size_t i = 0; i < log->count; i++)
        if ((log->facts[i].kind == FACT_PAPER || log->facts[i].kind == FACT_SHEETS) &&
            log->facts[i].number == settled->number)
            came = true;
    if (settled->err == INTENT_CONFIRMED && !came && !said(log, settled, WORD_RESULT_CAME_OUT))
        checks_note(verdict, "C4", "the ledger says printed and no paper came out", settled);
    if (settled->err == INTENT_VOID && came && !said(log, settled, WORD_RESULT_PRINT_AGAIN))
        checks_note(verdict, "C4", "the ledger says not printed and a paper came out", settled);
}

void c4_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind == FACT_CLAIMED)
            check_claim(log, fact, verdict);
        if (fact->kind == FACT_SETTLED)
            check_settled(log, fact, verdict);
        for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
            if (fact->kind != (uint32_t)kinds[k].out)
                continue;
            check_intent(log, fact, &kinds[k], verdict);
            check_case(log, fact, &kinds[k], verdict);
        }
    }
}
