/* Assignments: the platform's signed word which cell is whose. Read from the bytes as the store
 * keeps them, always together with their signature: nothing of an unsigned one is ever looked at.
 * The store's process and the guard; the caller owns all memory. Source: openapi.yaml, Assignment.
 */
#ifndef BANSHI_SERVICES_PICKUP_ASSIGNMENT_H
#define BANSHI_SERVICES_PICKUP_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"
#include "firmware/services/trust/trust.h"

#define ASSIGNMENT_BYTES_MAX (TRUST_SIGNATURE_BYTES + 3072) /* the signature, then canonical JSON */
#define ASSIGNMENT_KIOSK_BYTES 65

enum assignment_state { ASSIGNMENT_READY = 1, ASSIGNMENT_DONE, ASSIGNMENT_WITHDRAWN };

struct assignment {
    char id[CASE_ID_BYTES]; /* UUID text */
    uint64_t seq;           /* grows with every change of any assignment of the kiosk; from 1 */
    char kiosk_id[ASSIGNMENT_KIOSK_BYTES];
    char case_id[CASE_ID_BYTES]; /* empty: none */
    uint8_t state;               /* enum assignment_state */
    uint8_t cell;                /* 1 to LOCKER_CELLS_MAX */
    uint8_t purpose;             /* enum locker_purpose */
    uint8_t factors;             /* bits of enum locker_factor, at least one */
    bool has_code;
    uint8_t subject_hash[DIGEST_BYTES];         /* SHA-256 of id || ID number */
    uint8_t code_hash[DIGEST_BYTES];            /* SHA-256 of id || code; zeros without one */
    int64_t not_before_s, expires_s;            /* UTC */
    char what[LANGUAGE_COUNT][CASE_NAME_BYTES]; /* by language; the first is always there */
};

/* Verifies the signature of `key` and reads. ERR_SIGNATURE: not signed, or by another key;
 * ERR_LIMIT: more than ASSIGNMENT_BYTES_MAX; ERR_INVALID: a member is missing or outside its range.
 * On error all is zeroed. */
MUST_USE err_t assignment_open(const struct trust_key *key, const void *bytes, size_t size_bytes,
                               struct assignment *out_assignment);

/* Reads the JSON alone; errors as assignment_open(). */
MUST_USE err_t assignment_parse(const void *text, size_t size_bytes,
                                struct assignment *out_assignment);

/* SHA-256 of id || secret: how an assignment names a person or a code without saying it. */
void assignment_hash(const struct assignment *assignment, const char *secret,
                     uint8_t out_hash[DIGEST_BYTES]);

#endif
