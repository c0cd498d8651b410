/* C6: no session sees another's data. Whatever is shown, printed or saved in a session holds only
 * canaries of persons whose card was read, or who typed, in that session; nothing is shown outside
 * of one; numbers of cases stay in the session that made them; and after clearing, neither the
 * state of the core nor the disk holds any canary. */
#include <string.h>

#include "tests/sim/canary.h"
#include "tests/sim/checks/checks.h"

static bool belongs(const struct log *log, const struct fact *fact, uint32_t person)
{
    for (const struct fact *at = log->facts; at < fact; at++)
        if ((at->kind == FACT_READ || at->kind == FACT_TYPED) && at->boot == fact->boot &&
            at->epoch == fact->epoch && at->number == person)
            return true;
    return false;
}

static void check_bytes(const struct log *log, const struct fact *fact, const void *bytes,
                        size_t size_bytes, struct verdict *verdict)
{
    const char *at = bytes, *end = at + size_bytes, *found;

    while ((found = canary_find(at, (size_t)(end - at))) != NULL) {
        uint32_t owner = canary_owner(found, (size_t)(end - found));
        if (owner != 0 && (fact->epoch == 0 || !belongs(log, fact, owner)))
            checks_note(verdict, "C6", "a session holds another person's data", fact);
        at = found + 1;
    }
}

static bool holds(const struct view *view, const char *text, size_t length)
{
    return memmem(view->pool.text, view->pool.used, text, length) != NULL;
}

static void check_numbers(const struct log *log, const struct fact *shown, struct verdict *verdict)
{
    const struct view *view = shown->data;

    for (const struct fact *at = log->facts; at < shown; at++) {
        const struct event_case_saved *saved = at->data;
        if (at->kind != FACT_CASE_SAVED || at->err != ERR_OK ||
            (at->boot == shown->boot && at->epoch == shown->epoch))
            continue;
        if (holds(view, saved->number, strlen(saved->number)))
            checks_note(verdict, "C6", "a session shows the number of another's case", shown);
        /* The simulated platform makes verification codes from the id. */
        if (holds(view, saved->case_id, 8))
            checks_note(verdict, "C6", "a session shows the code of another's case", shown);
    }
}

void c6_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        const struct view *view = fact->data;
        if (fact->kind == FACT_SHOWN && view->pool.used > 0) {
            check_bytes(log, fact, view->pool.text, view->pool.used, verdict);
            if (view->step == STEP_RESULT || view->sheet || fact->epoch == 0)
                check_numbers(log, fact, verdict);
        } else if (fact->kind == FACT_PRINT) {
            check_bytes(log, fact, fact->data, sizeof(struct paper), verdict);
        } else if (fact->kind == FACT_PAGES) {
            check_bytes(log, fact, fact->data, sizeof(struct certificate), verdict);
        } else if (fact->kind == FACT_CASE_SAVE) {
            check_bytes(log, fact, fact->data, sizeof(struct draft), verdict);
        } else if (fact->kind == FACT_LEAK) {
            checks_note(verdict, "C6", fact->data, fact);
        }
    }
}
