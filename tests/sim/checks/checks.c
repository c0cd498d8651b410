#include "tests/sim/checks/checks.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"

void checks_note(struct verdict *verdict, const char *invariant, const char *what,
                 const struct fact *fact)
{
    if (verdict->invariant != NULL)
        return;
    verdict->invariant = invariant;
    verdict->what = what;
    verdict->at_ms = fact == NULL ? 0 : fact->at_ms;
}

static bool says(const struct arrival *arrival, const char *key, const char *value)
{
    char text[256];
    int length = snprintf(text, sizeof(text), "\"%s\":\"%s\"", key, value);

    CHECK(length > 0 && (size_t)length < sizeof(text));
    return memmem(arrival->payload, arrival->payload_bytes, text, (size_t)length) != NULL;
}

/* The ink arrives point by point. */
static bool has_signature(const struct arrival *arrival, const struct draft *draft)
{
    static char text[65536];
    const struct ink *ink = &draft->signature;
    int used = 0;

    if (draft->signed_by == SIGNED_NONE)
        return true;
    if (!says(arrival, "signed_by", draft->signed_by == SIGNED_INK ? "ink" : "confirmed"))
        return false;
    if (draft->signed_by != SIGNED_INK)
        return true;
    for (uint16_t i = 0; i < ink->point_count; i++)
        used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%d,%d", i == 0 ? "" : ",",
                         ink->points[i].x, ink->points[i].y);
    return ink->stroke_count != 1 ||
           memmem(arrival->payload, arrival->payload_bytes, text, (size_t)used) != NULL;
}

bool checks_same_case(const struct arrival *arrival, const struct draft *draft)
{
    uint32_t members = 0, expected = draft->field_count + 9u;

    if (!says(arrival, "name", draft->person.name) ||
        !says(arrival, "number", draft->person.number) ||
        !says(arrival, "address", draft->person.address) ||
        !says(arrival, "language", language_tag((enum language)draft->language)))
        return false;
    for (uint8_t i = 0; i < draft->field_count; i++)
        if (!says(arrival, draft->fields[i].code, draft->fields[i].value))
            return false;
    for (uint8_t i = 0; i < draft->attachment_count; i++)
        if (!says(arrival, "id", draft->attachments[i].id) ||
            !says(arrival, "code", draft->attachments[i].code))
            return false;
    if (!has_signature(arrival, draft))
        return false;
    /* No field more than were confirmed: five texts besides the fields, two numbers, and how it was
     * signed: who by, and with ink its strokes, their unit and the two in one. */
    if (draft->attachment_count > 0)
        expected += 1u + 4u * draft->attachment_count;
    if (draft->signed_by != SIGNED_NONE)
        expected += draft->signed_by == SIGNED_INK ? 4 : 1;
    for (uint32_t i = 0; i + 1 < arrival->payload_bytes; i++)
        members += arrival->payload[i] == '"' && arrival->payload[i + 1] == ':';
    return members == expected;
}

void checks_all(const struct log *log, struct verdict *verdict)
{
    static check_fn *const checks[] = {c2_check,  c1_check,  c3_check,  c4_check,  c6_check,
                                       c7_check,  c9_check,  c10_check, c11_check, c12_check,
                                       c13_check, c14_check, c15_check};

    memset(verdict, 0, sizeof(*verdict));
    for (size_t i = 0; i < COUNT_OF(checks) && verdict->invariant == NULL; i++)
        checks[i](log, verdict);
}
