/* C14: pictures. What a draft names was taken in that very visit, is what the
 * store answered for, was not taken back or skipped, and arrives whole at the platform, once, behind
 * its case; and when a visit is over, or the store begins anew, no picture is left that no case
 * names. */
#include <string.h>

#include "tests/sim/checks/checks.h"
#include "tests/sim/sim.h"

static bool is_here(const struct fact *at, const struct fact *asked)
{
    return at->boot == asked->boot && at->epoch == asked->epoch;
}

static bool was_taken(const struct log *log, const struct fact *asked,
                      const struct attachment *attachment)
{
    for (const struct fact *at = log->facts; at < asked; at++)
        if (at->kind == FACT_SHOT && is_here(at, asked) &&
            memcmp(at->data, attachment->digest, DIGEST_BYTES) == 0)
            return true;
    return false;
}

static bool was_kept(const struct log *log, const struct fact *asked,
                     const struct attachment *attachment)
{
    bool kept = false;

    for (const struct fact *at = log->facts; at < asked; at++) {
        if (at->kind == FACT_ATTACHED && is_here(at, asked) &&
            memcmp(at->data, attachment, sizeof(*attachment)) == 0)
            kept = true;
        if (at->kind == FACT_DETACH && strcmp(at->data, attachment->id) == 0)
            kept = false;
    }
    return kept;
}

/* The last that was said of this material was "later". */
static bool was_skipped(const struct log *log, const struct fact *asked, const char *code)
{
    bool skipped = false;

    for (const struct fact *at = log->facts; at < asked; at++) {
        const struct touch *touch = at->data;

        if (at->kind != FACT_TOUCHED || !is_here(at, asked) || touch->step != STEP_CAPTURE ||
            !touch->fresh)
            continue;
        if (touch->word == WORD_CAPTURE_LATER && touch->about == services_material_name(code))
            skipped = true;
        else if (touch->word == WORD_CAPTURE_TAKE && touch->about == services_material_name(code))
            skipped = false;
    }
    return skipped;
}

static void check_draft(const struct log *log, const struct fact *asked, struct verdict *verdict)
{
    const struct draft *draft = asked->data;

    for (uint8_t i = 0; i < draft->attachment_count; i++) {
        const struct attachment *attachment = &draft->attachments[i];

        if (!was_taken(log, asked, attachment))
            checks_note(verdict, "C14", "a case names a picture of another visit", asked);
        else if (!was_kept(log, asked, attachment))
            checks_note(verdict, "C14", "a case names a picture the store does not hold", asked);
        else if (was_skipped(log, asked, attachment->code))
            checks_note(verdict, "C14", "a case names a picture that was to come later", asked);
    }
}

static void check_arrived(const struct log *log, const struct fact *saved, struct verdict *verdict)
{
    const struct event_case_saved *answer = saved->data;
    const struct fact *asked = log_find_op(log, FACT_CASE_SAVE, saved->op);
    const struct draft *draft = asked->data;

    for (uint8_t i = 0; i < draft->attachment_count; i++) {
        uint32_t count = 0;

        for (size_t j = 0; j < log->count; j++) {
            const struct arrival *arrival = log->facts[j].data;

            if (log->facts[j].kind != FACT_ARRIVED || !arrival->is_attachment ||
                strcmp(arrival->id, draft->attachments[i].id) != 0)
                continue;
            count++;
            if (memcmp(arrival->digest, draft->attachments[i].digest, DIGEST_BYTES) != 0 ||
                strcmp(arrival->about, answer->case_id) != 0)
                checks_note(verdict, "C14", "a picture at the platform is another", saved);
        }
        if (count != 1)
            checks_note(verdict, "C14", "a picture is not at the platform once", saved);
    }
}

void c14_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        const struct rows *rows = fact->data;

        if (fact->kind == FACT_CASE_SAVE)
            check_draft(log, fact, verdict);
        else if (fact->kind == FACT_CASE_SAVED && fact->err == ERR_OK)
            check_arrived(log, fact, verdict);
        else if (fact->kind == FACT_ROWS && rows->cleared && rows->attachments > 0)
            checks_note(verdict, "C14", "a picture that no case names outlives its visit", fact);
    }
}
