#include "tools/platform/platform_decision.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/civil.h"
#include "firmware/services/trust/trust.h"
#include "tools/platform/platform_keys.h"

#define INSTANT_SERVICE "social-insurance-certificate"
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
                     INSTANT_SERVICE, "verification_code", code, "valid_until", until);
}

json_t *platform_decision_status(const struct platform_decision_input *input)
{
    if (strcmp(input->svc, INSTANT_SERVICE) == 0)
        return decided(input);
    return json_pack("{s:s,s:i,s:s,s:s,s:[]}", "state", "SUBMITTED", "state_version", 1,
                     "next_step", "wait", "decided_by", "", "documents");
}
