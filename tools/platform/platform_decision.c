#include "tools/platform/platform_decision.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/civil.h"
#include "firmware/services/trust/trust.h"
#include "tools/platform/platform_keys.h"

/* Decided at once: a certificate is a look into a register. */
static const char *const instant_services[] = {
#define DOCUMENT(service, title, issuer, prefix, body) service,
#define ROW(service, label, source, argument)
#include "tools/platform/platform_documents.def"
#undef DOCUMENT
#undef ROW
};

#define VALID_DAYS 90
#define DAY_S 86400
#define DATE_LENGTH 10
#define SYMBOL_COUNT 16

void platform_decision_code(const struct platform_decision_input *input,
                            char out_code[PLATFORM_DECISION_CODE_BYTES])
{
    static const char symbols[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t tag[TRUST_DIGEST_BYTES];
    char text[128];
    size_t at = 0;

    snprintf(text, sizeof(text), "verification|%s", input->case_id);
    trust_hmac(input->secret, PLATFORM_KEYS_SECRET_BYTES, text, strlen(text), tag);
    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        if (i > 0 && i % 4 == 0)
            out_code[at++] = '-';
        out_code[at++] = symbols[tag[i] % 32];
    }
    out_code[at] = '\0';
}

static json_t *decided(const struct platform_decision_input *input)
{
    char code[PLATFORM_DECISION_CODE_BYTES], until[CIVIL_TEXT_BYTES];

    platform_decision_code(input, code);
    civil_format(input->accepted_s + (int64_t)VALID_DAYS * DAY_S, until);
    until[DATE_LENGTH] = '\0';
    return json_pack("{s:s,s:i,s:s,s:s,s:[{s:s,s:s,s:s}]}", "state", "DECIDED_YES", "state_version",
                     2, "next_step", "print", "decided_by", "system", "documents", "kind",
                     input->svc, "verification_code", code, "valid_until", until);
}

bool platform_decision_has_code(const struct platform_decision_input *input)
{
    for (size_t i = 0; i < sizeof(instant_services) / sizeof(instant_services[0]); i++)
        if (strcmp(input->svc, instant_services[i]) == 0)
            return input->missing_count == 0;
    return false;
}

/* What a department of a bundle does, and how long after the case was accepted the first one does
 * it; the second takes twice as long, the third three times. */
static const struct move {
    const char *state;
    int64_t after_s;
} moves[] = {{"SUBMITTED", 0}, {"ACCEPTED", 20}, {"REVIEW", 60}, {"DONE", 180}};
#define MOVE_COUNT (sizeof(moves) / sizeof(moves[0]))

static size_t moves_made(const struct platform_decision_input *input, size_t index)
{
    int64_t age_s = input->now_s - input->accepted_s;
    size_t made = 0;

    if (input->missing_count > 0)
        return 0;
    while (made + 1 < MOVE_COUNT && age_s >= moves[made + 1].after_s * (int64_t)(index + 1))
        made++;
    return made;
}

struct platform_stage platform_decision_stage(const struct platform_decision_input *input,
                                              size_t index)
{
    size_t made;

    if (input->department_count == 0)
        return (struct platform_stage){platform_decision_state(input), input->accepted_s};
    made = moves_made(input, index);
    return (struct platform_stage){moves[made].state,
                                   input->accepted_s + moves[made].after_s * (int64_t)(index + 1)};
}

/* How many moves all departments together have made. */
static size_t all_moves(const struct platform_decision_input *input)
{
    size_t sum = 0;

    for (size_t i = 0; i < input->department_count; i++)
        sum += moves_made(input, i);
    return sum;
}

const char *platform_decision_state(const struct platform_decision_input *input)
{
    size_t sum = all_moves(input);

    if (platform_decision_has_code(input))
        return "DECIDED_YES";
    if (sum == 0)
        return "SUBMITTED";
    return sum == input->department_count * (MOVE_COUNT - 1) ? "DONE" : "ACCEPTED";
}

json_t *platform_decision_status(const struct platform_decision_input *input)
{
    bool done;

    if (platform_decision_has_code(input))
        return decided(input);
    done = strcmp(platform_decision_state(input), "DONE") == 0;
    return json_pack("{s:s,s:i,s:s,s:s,s:[]}", "state", platform_decision_state(input),
                     "state_version", (int)(1 + all_moves(input)), "next_step",
                     done ? "none" : "wait", "decided_by", done ? "system" : "", "documents");
}
