/* Assignments of the locker's cells as the platform lists them (GET
 * /v1/lockers/{kiosk_id}/assignments). Pure, and blind: what an assignment says is between who
 * signed it and the guard. Source: openapi.yaml, SignedAssignment. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_ASSIGNMENTS_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_ASSIGNMENTS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/trust/trust.h"

#define RELAY_ASSIGNMENTS_BYTES_MAX 262144
#define RELAY_ASSIGNMENTS_MAX 64
#define RELAY_ASSIGNMENT_TEXT_BYTES 3072

/* Fixed layout: it travels between processes as it is. */
struct relay_assignment {
    uint8_t signature[TRUST_SIGNATURE_BYTES]; /* over the text */
    uint32_t text_bytes;
    uint32_t unused;
    char text[RELAY_ASSIGNMENT_TEXT_BYTES]; /* canonical JSON, not terminated */
};

struct relay_assignments {
    uint32_t count;
    uint32_t unused;
    struct relay_assignment items[RELAY_ASSIGNMENTS_MAX];
};

/* ERR_LIMIT: too many bytes, items, or a text that is too long; ERR_INVALID: not such a list. On
 * error all is zeroed. */
MUST_USE err_t relay_assignments_parse(const void *bytes, size_t size_bytes,
                                       struct relay_assignments *out_assignments);

#endif
