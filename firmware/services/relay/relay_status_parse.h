/* Where a case stands, as the platform tells it (GET /v1/cases/{id}). Pure. Source: openapi.yaml,
 * CaseStatus; the names of states are those of the project's data standard, section 3.4. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_STATUS_PARSE_H
#define BANSHI_SERVICES_RELAY_RELAY_STATUS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define RELAY_STATUS_BYTES_MAX 65536
#define RELAY_STATUS_DOCUMENT_COUNT_MAX 8

struct relay_document {
    char kind[64];              /* the document's name in the catalogue */
    char verification_code[33]; /* what anyone types to check the paper */
    char valid_until[11];       /* "2027-02-20" */
};

struct relay_status {
    char state[24];         /* "SUBMITTED" ... "DONE" */
    uint32_t state_version; /* grows with every move; never goes back */
    char next_step[32];     /* "wait", "supplement", "print", "pick_up", "none" */
    char decided_by[16];    /* "system", "person", or "" while undecided */
    struct relay_document documents[RELAY_STATUS_DOCUMENT_COUNT_MAX];
    size_t document_count;
};

/* ERR_LIMIT: too many bytes or documents; ERR_INVALID: not a status. On error all is zeroed. */
MUST_USE err_t relay_status_parse(const void *bytes, size_t size_bytes,
                                  struct relay_status *out_status);

#endif
