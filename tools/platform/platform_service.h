/* The platform's answers: what each request of openapi.yaml does, without knowing how it came in.
 * Called by many threads; one lock makes every change a whole. */
#ifndef BANSHI_PLATFORM_SERVICE_H
#define BANSHI_PLATFORM_SERVICE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "tools/platform/platform_answer.h"
#include "tools/platform/platform_faults.h"
#include "tools/platform/platform_identity.h"
#include "tools/platform/platform_keys.h"
#include "tools/platform/platform_store.h"

#define PLATFORM_SERVICE_BODY_BYTES_MAX 262144
#define PLATFORM_SERVICE_ATTACHMENT_BYTES_MAX                                                      \
    1052672                            /* of a sealed attachment: 1 MiB and its head */
#define PLATFORM_SERVICE_ASKERS_MAX 64 /* kiosks whose questions by number are counted */
#define PLATFORM_SERVICE_ASKS_MAX 30   /* questions by number of one kiosk in one minute */

/* How often a kiosk has asked for numbers in its last minute. */
struct platform_asker {
    char kiosk[PLATFORM_IDENTITY_KIOSK_BYTES];
    int64_t minute;
    unsigned count;
};

struct platform_service {
    struct platform_keys *keys;
    struct platform_store *store;
    struct platform_faults *faults;
    const char *catalogue_path; /* NULL: there is none */
    int64_t later_s;            /* added to the time by which decisions are made */
    struct platform_asker askers[PLATFORM_SERVICE_ASKERS_MAX];
    pthread_mutex_t lock;
};

/* One request; every string lives in the caller and may be NULL when the header was absent. */
struct platform_request {
    const char *method, *path;
    const char *idempotency_key, *content_digest, *kiosk_signature, *if_none_match,
        *accept_language;
    const char *after;                        /* of the query */
    const struct platform_identity *identity; /* NULL: the caller proved no identity */
    const char *body;                         /* a NUL follows; bytes, if it is an attachment */
    size_t size_bytes;
    bool too_large;
};

/* How large the body of a request of that path may be. */
size_t platform_service_body_limit(const char *path);

void platform_service_init(struct platform_service *service);
void platform_service_finish(struct platform_service *service);

/* Answers one request. The caller frees `out_answer->body`. */
void platform_service_answer(struct platform_service *service,
                             const struct platform_request *request,
                             struct platform_answer *out_answer);

/* Lets the departments be so many seconds further on, for desks and tests; the sum of all calls.
 * ERR_INVALID: not 0 to PLATFORM_SERVICE_LATER_S_MAX in all. */
#define PLATFORM_SERVICE_LATER_S_MAX 31536000
MUST_USE err_t platform_service_later(struct platform_service *service, const char *seconds);

/* Counts one event of the server itself ("fault-reset", ...). A failing count is not an error. */
void platform_service_count(struct platform_service *service, const char *name);

/* [{"case_id","kiosk_id","number","svc","state"}, ...] as one line of JSON; the caller frees. */
char *platform_service_list_cases(struct platform_service *service);

#endif
