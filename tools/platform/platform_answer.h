/* Answers: what one request of openapi.yaml gets, without knowing how it came in or goes out. */
#ifndef BANSHI_PLATFORM_ANSWER_H
#define BANSHI_PLATFORM_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define PLATFORM_ANSWER_ETAG_BYTES 72

/* One answer; `body` is from the heap or NULL. */
struct platform_answer {
    int status;
    const char *content_type;
    char *body;
    size_t size_bytes;
    uint32_t retry_after_s; /* 0: not said */
    char etag[PLATFORM_ANSWER_ETAG_BYTES];
    char catalogue_signature[96], document_signature[96];
};

/* A JSON body, whose reference is taken; a problem from 400 on. */
void platform_answer_json(struct platform_answer *answer, int status, json_t *body);

/* A problem (RFC 9457) of that type and title. */
void platform_answer_problem(struct platform_answer *answer, int status, const char *type,
                             const char *title);

/* A JSON text as it is. */
void platform_answer_text(struct platform_answer *answer, int status, const char *text);

#endif
