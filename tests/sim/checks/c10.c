/* C10, as far as a log can tell: boots grow; an op belongs to its boot, asks for one kind of thing
 * only, and comes back only where asking twice is harmless. (A broken CHECK and the sanitizers stop
 * the process by themselves; main.c says which seed it was.) */
#include "tests/sim/checks/checks.h"

static bool may_repeat(uint64_t kind)
{
    return kind == EFFECT_ATTACH || kind == EFFECT_CASE_SAVE || kind == EFFECT_INTENT_SAVE ||
           kind == EFFECT_INTENT_CLAIM || kind == EFFECT_CARD_READ || kind == EFFECT_CARD_CANCEL;
}

/* Its op names another question. */
static bool is_about_another(uint64_t kind)
{
    return kind == EFFECT_CARD_CANCEL || kind == EFFECT_SCAN_CANCEL ||
           kind == EFFECT_SOCIAL_CANCEL || kind == EFFECT_RETRACT;
}

static void check_op(const struct log *log, const struct fact *fact, struct verdict *verdict)
{
    if (fact->op == 0)
        return;
    if (fact->op >> 32 != fact->boot)
        checks_note(verdict, "C10", "an op of another boot", fact);
    for (const struct fact *at = log->facts; at < fact; at++) {
        if (at->kind != FACT_OP || at->op != fact->op || is_about_another(fact->number))
            continue;
        if (at->number != fact->number || !may_repeat(fact->number))
            checks_note(verdict, "C10", "an op was used again", fact);
    }
}

void c10_check(const struct log *log, struct verdict *verdict)
{
    uint64_t boot = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind == FACT_OP)
            check_op(log, fact, verdict);
        if (fact->kind != FACT_BOOT)
            continue;
        if (fact->number <= boot)
            checks_note(verdict, "C10", "the boot number does not grow", fact);
        boot = fact->number;
    }
}
