/* Documents: the certificate of a decided case, as data to be printed. Source: openapi.yaml, schema
 * Certificate; the texts are platform_documents.def. */
#ifndef BANSHI_PLATFORM_DOCUMENT_H
#define BANSHI_PLATFORM_DOCUMENT_H

#include <jansson.h>

#include "firmware/services/trust/trust.h"
#include "tools/platform/platform_decision.h"

/* A stored case with what the catalogue says of its service. */
struct platform_matter {
    json_t *body;    /* as it was brought */
    json_t *service; /* its entry in the catalogue; NULL: it is not there (any more) */
    struct platform_decision_input input;
};

/* The certificate of a case that was decided, in Chinese; `row` is the store's. NULL: its service
 * issues none, or its envelope does not open. The caller owns the reference. */
json_t *platform_document_make(const struct trust_key *case_key, const json_t *row,
                               const struct platform_matter *matter);

#endif
