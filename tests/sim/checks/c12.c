/* C12: what is a citizen's own is never told through the speaker: every part that shows it is marked
 * secret, and what has no such mark (question, hint, keys) holds none of it (accessibility.md A28). */
#include <string.h>

#include "tests/sim/canary.h"
#include "tests/sim/checks/checks.h"

/* The numbers of the cases of this life. */
struct numbers {
    uint32_t count;
    const char *items[256];
};

static void collect(const struct log *log, struct numbers *out)
{
    out->count = 0;
    for (size_t i = 0; i < log->count && out->count < 256; i++) {
        const struct event_case_saved *saved = log->facts[i].data;

        if (log->facts[i].kind == FACT_CASE_SAVED && log->facts[i].err == ERR_OK)
            out->items[out->count++] = saved->number;
    }
}

static bool atom_tells(const struct numbers *numbers, const struct view *view,
                       struct phrase_atom atom)
{
    const char *text = view->pool.text + atom.id;

    if (atom.kind != PHRASE_LITERAL)
        return false;
    if (canary_find(text, strlen(text)) != NULL)
        return true;
    for (uint32_t i = 0; i < numbers->count; i++)
        if (strstr(text, numbers->items[i]) != NULL)
            return true;
    return false;
}

static bool tells(const struct numbers *numbers, const struct view *view,
                  const struct phrase *phrase)
{
    bool found = atom_tells(numbers, view, phrase->head);

    for (int i = 0; i < PHRASE_ARGS_MAX; i++)
        found = found || atom_tells(numbers, view, phrase->args[i]);
    return found;
}

/* Kinds that show nothing but what the citizen said, and the greeting by name. */
static bool is_own(const struct part *part)
{
    bool searches = part->action.kind == ACTION_PLACE;

    return part->kind == PART_ROW || part->kind == PART_STAGE || part->kind == PART_CALENDAR ||
           part->kind == PART_MONTH || (part->kind == PART_FIELD && !searches) ||
           (part->text.head.kind == PHRASE_WORD && part->text.head.id == WORD_IDENTIFY_DONE);
}

static void check_view(const struct numbers *numbers, const struct fact *shown,
                       struct verdict *verdict)
{
    const struct view *view = shown->data;
    const struct phrase *const open[] = {
        &view->path,
        &view->step_text,
        &view->question,
        &view->hint,
        &view->primary.label,
        &view->secondary.label,
        &view->back.label,
        &view->help.label,
        &view->leave.label,
        &view->language_key.label,
        &view->voice_key.label,
        &view->senses_key.label,
    };

    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        if (tells(numbers, view, open[i]))
            checks_note(verdict, "C12", "a citizen's own stands outside of the parts", shown);
    for (uint8_t i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];

        if (part->secret)
            continue;
        if (is_own(part) || tells(numbers, view, &part->text) ||
            tells(numbers, view, &part->detail) || tells(numbers, view, &part->more))
            checks_note(verdict, "C12", "a citizen's own may be told aloud", shown);
    }
}

void c12_check(const struct log *log, struct verdict *verdict)
{
    struct numbers numbers;

    collect(log, &numbers);
    for (size_t i = 0; i < log->count; i++)
        if (log->facts[i].kind == FACT_SHOWN)
            check_view(&numbers, &log->facts[i], verdict);
}
