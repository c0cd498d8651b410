/* C2: nothing is at the platform, or on its way there, that no person confirmed. Every case the
 * core asks to save follows a touch of the primary button on a review that had been on the glass
 * for the time of the repeat guard, in the same session; the draft says what that review showed;
 * and what arrives is one of those drafts, no more often than it was confirmed. */
#include <stdio.h>
#include <string.h>

#include "tests/sim/checks/checks.h"

static const struct fact *find_confirmation(const struct log *log, const struct fact *asked)
{
    const struct fact *found = NULL;

    for (const struct fact *at = log->facts; at < asked; at++)
        if (at->kind == FACT_CONFIRMED && at->boot == asked->boot && at->epoch == asked->epoch)
            found = at;
    return found;
}

/* True when the phrase, or one of its arguments, is this text. */
static bool phrase_says(const struct view *view, const struct phrase *phrase, const char *text)
{
    if (phrase->head.kind == PHRASE_LITERAL && strcmp(view->pool.text + phrase->head.id, text) == 0)
        return true;
    for (int i = 0; i < PHRASE_ARGS_MAX; i++)
        if (phrase->args[i].kind == PHRASE_LITERAL &&
            strcmp(view->pool.text + phrase->args[i].id, text) == 0)
            return true;
    return false;
}

static bool view_says(const struct view *view, const char *text)
{
    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        if (phrase_says(view, &part->text, text) || phrase_says(view, &part->detail, text) ||
            phrase_says(view, &part->more, text))
            return true;
    }
    return false;
}

/* A telephone number is the one thing a person writes that the review shows letter for letter. */
static bool shows_mobile(const struct view *view, const struct draft *draft)
{
    for (uint8_t i = 0; i < draft->field_count; i++)
        if (strcmp(draft->fields[i].code, "mobile") == 0 &&
            !view_says(view, draft->fields[i].value))
            return false;
    return true;
}

/* Months are shown as "2026-11", or as year and month by themselves. */
static bool shows_months(const struct view *view, const struct draft *draft)
{
    for (uint8_t i = 0; i < draft->field_count; i++) {
        const char *code = draft->fields[i].code, *value = draft->fields[i].value;
        char year[8], month[8];
        unsigned y, m;
        if ((strcmp(code, "from") != 0 && strcmp(code, "until") != 0) ||
            sscanf(value, "%4u-%2u", &y, &m) != 2)
            continue;
        snprintf(year, sizeof(year), "%u", y % 10000);
        snprintf(month, sizeof(month), "%u", m % 100);
        if (!view_says(view, value) && !(view_says(view, year) && view_says(view, month)))
            return false;
    }
    return true;
}

/* Names, places and texts are shown letter for letter; a slot with its day. */
static bool shows_written(const struct view *view, const struct draft *draft)
{
    for (uint8_t i = 0; i < draft->field_count; i++) {
        const char *code = draft->fields[i].code, *value = draft->fields[i].value;
        char day[11];

        if (strcmp(code, "visit") == 0) {
            snprintf(day, sizeof(day), "%.10s", value);
            if (!view_says(view, day))
                return false;
        } else if ((strcmp(code, "baby") == 0 || strcmp(code, "home") == 0 ||
                    strcmp(code, "note") == 0 || strcmp(code, "code") == 0) &&
                   !view_says(view, value)) {
            return false;
        }
    }
    return true;
}

/* The review said "captured" once for each picture that goes along. */
static bool shows_pictures(const struct view *view, const struct draft *draft)
{
    uint32_t count = 0;

    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct phrase_atom *detail = &view->parts[i].detail.head;
        count += detail->kind == PHRASE_WORD && detail->id == WORD_REVIEW_CAPTURED;
    }
    return count == draft->attachment_count;
}

static void check_asked(const struct log *log, const struct fact *asked, struct verdict *verdict)
{
    const struct fact *confirmed = find_confirmation(log, asked);
    const struct fact *first = log_find_op(log, FACT_CASE_SAVE, asked->op);
    const struct draft *draft = asked->data;

    if (memcmp(first->data, draft, sizeof(*draft)) != 0)
        checks_note(verdict, "C2", "one op asks to save two different drafts", asked);
    if (confirmed == NULL)
        checks_note(verdict, "C2", "a case is saved that nobody confirmed", asked);
    else if (!shows_mobile(confirmed->data, draft))
        checks_note(verdict, "C2", "the draft has a telephone the review did not show", asked);
    else if (!shows_pictures(confirmed->data, draft))
        checks_note(verdict, "C2", "the draft has other pictures than the review showed", asked);
    else if (!shows_written(confirmed->data, draft))
        checks_note(verdict, "C2", "the draft has a text the review did not show", asked);
    else if (!shows_months(confirmed->data, draft))
        checks_note(verdict, "C2", "the draft has a month the review did not show", asked);
}

static uint32_t count_confirmed(const struct log *log, const struct arrival *arrival)
{
    uint32_t count = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind == FACT_CASE_SAVE && checks_same_case(arrival, fact->data) &&
            log_find_op(log, FACT_CASE_SAVE, fact->op) == fact)
            count++;
    }
    return count;
}

static void check_arrived(const struct log *log, const struct fact *arrived,
                          struct verdict *verdict)
{
    const struct arrival *arrival = arrived->data;
    uint32_t count = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct arrival *other = log->facts[i].data;
        if (log->facts[i].kind == FACT_ARRIVED && other->is_case &&
            other->payload_bytes == arrival->payload_bytes &&
            memcmp(other->payload, arrival->payload, arrival->payload_bytes) == 0)
            count++;
    }
    uint32_t confirmed = count_confirmed(log, arrival);
    if (confirmed == 0)
        checks_note(verdict, "C2", "at the platform is a case that nobody confirmed", arrived);
    else if (count > confirmed)
        checks_note(verdict, "C2", "at the platform a case is more often than confirmed", arrived);
}

void c2_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        if (fact->kind == FACT_CASE_SAVE)
            check_asked(log, fact, verdict);
        else if (fact->kind == FACT_ARRIVED && ((const struct arrival *)fact->data)->is_case)
            check_arrived(log, fact, verdict);
    }
}
