/* Relay: the kiosk's side of the platform's interface (tools/platform/openapi.yaml). Blocking
 * calls, each with a limit in milliseconds, for the one worker process that may reach the network.
 * The relay keeps no queue: the store's outbox remembers, the worker asks, relay_backoff.h says
 * when.
 *
 * Only https to the stated address, the private root, TLS 1.2 or newer, the kiosk's own
 * certificate; no redirect, no proxy, no compression. A 2xx answer without a receipt signed by the
 * pinned key over this object and these bytes is a failure: that one rule defeats captive portals,
 * transparent proxies and gateways that say 200 to everything.
 *
 * What every call returns, and what it means for the world (err_world() agrees):
 *   ERR_OK          done; a receipt (if the call has one) is verified
 *   ERR_NETWORK     nothing arrived or nothing was taken: no connection, TLS not agreed, a limit
 * over before the request left, 408, 429, 503. Try later with the same key. ERR_TIMEOUT     it may
 * have arrived: the request left and no whole answer came (limit over, connection broken), 409 (the
 * first copy is still being worked on), other 5xx. Try later with the same key and the same bytes.
 *   ERR_NO_RECEIPT  it may have arrived: 2xx without a valid receipt, 3xx, any status outside the
 *                   contract. Try later with the same key and the same bytes.
 *   ERR_REFUSED     refused for good: 400, 403, 404, 410, 413, 422. Quarantine, alarm, never
 * repeat. ERR_DENIED      401: the platform does not know this kiosk. Stop all sending, keep
 * storing. ERR_INVALID, ERR_LIMIT  the caller's arguments; nothing was sent. Calls that only ask
 * (status, progress, catalogue, document, assignments) change nothing up there; they return
 * ERR_PROTOCOL for a 2xx that cannot be understood and ERR_NOT_FOUND for 404. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_H
#define BANSHI_SERVICES_RELAY_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/services/relay/relay_assignments_parse.h"
#include "firmware/services/relay/relay_document_parse.h"
#include "firmware/services/relay/relay_problem_parse.h"
#include "firmware/services/relay/relay_progress_parse.h"
#include "firmware/services/relay/relay_receipt_parse.h"
#include "firmware/services/relay/relay_status_parse.h"

#define RELAY_BODY_BYTES_MAX 262144             /* both ways */
#define RELAY_ATTACHMENT_BODY_BYTES_MAX 1052672 /* 1 MiB, and room for what stands before it */
#define RELAY_ETAG_BYTES 80
#define RELAY_ID_LENGTH_MAX 64   /* letters, digits and '-' */
#define RELAY_KEY_LENGTH_MAX 128 /* letters, digits, '-', ':', '.' and '_' */

struct relay;

/* All strings are copied. Paths name PEM files: `ca` the private root, `certificate` and `key` the
 * kiosk's own, `receipt_key` and `catalogue_key` the pinned public keys. */
struct relay_options {
    const char *base_url; /* "https://host:port", no path, no '/' at the end */
    const char *kiosk_id; /* the common name that the kiosk's certificate must carry */
    const char *ca;
    const char *certificate;
    const char *key;
    const char *receipt_key;
    const char *catalogue_key;
};

/* One object to bring up. The key is the idempotency key that the outbox made and stored before the
 * first attempt; every repetition carries the same key and the same bytes. */
struct relay_put {
    const char *key;
    const char *id;
    const void *body;
    size_t size_bytes;
    uint32_t limit_ms;
};

/* What is known of the answer beside the error; filled by every call, also by failing ones. */
struct relay_reply {
    int http_status;        /* 0: no answer */
    uint32_t retry_after_s; /* 0: the platform did not say */
    enum err_world world; /* NOTHING: surely nothing arrived; at least as exact as err_world(err) */
    struct relay_problem
        problem; /* what an error answer said of itself; empty texts when nothing */
};

/* The catalogue as it came. `body` lies in the relay and holds until its next call. */
struct relay_catalogue {
    char etag[RELAY_ETAG_BYTES]; /* in: the one already held, or ""; out: the one of `body` */
    bool changed;                /* false: 304, keep what is held */
    const uint8_t *body;
    size_t size_bytes;
};

/* Opens the client; connects to nobody yet. ERR_IO, ERR_INVALID: a file or an address that cannot
 * be used; ERR_SIGNATURE: the certificate is not of this root; ERR_DENIED: it names another kiosk;
 * ERR_MEMORY. Dates are left to the TLS handshake. Close with relay_close(). Before the first relay
 * of a process that also uses libcurl elsewhere, that process calls curl_global_init(). */
MUST_USE err_t relay_open(const struct relay_options *options, struct relay **out_relay);

/* Ends the connection and frees everything; NULL is allowed. */
void relay_close(struct relay *relay);

/* PUT /v1/cases/{id}: the canonical JSON of a sealed case. On ERR_OK the receipt is verified. */
MUST_USE err_t relay_put_case(struct relay *relay, const struct relay_put *put,
                              struct relay_receipt *out_receipt, struct relay_reply *out_reply);

/* PUT /v1/ratings/{id}: {"case_id":string or null,"level":1..5,"svc":string}. As relay_put_case().
 */
MUST_USE err_t relay_put_rating(struct relay *relay, const struct relay_put *put,
                                struct relay_receipt *out_receipt, struct relay_reply *out_reply);

/* PUT /v1/cases/{case_id}/attachments/{id}: the sealed bytes of an attachment that the case names,
 * in one go. As relay_put_case(); the receipt's state is that of the case after it. */
MUST_USE err_t relay_put_attachment(struct relay *relay, const char *case_id,
                                    const struct relay_put *put, struct relay_receipt *out_receipt,
                                    struct relay_reply *out_reply);

/* PUT /v1/lockers/{own kiosk id}/events/{id}: what happened at a door. As relay_put_case(). */
MUST_USE err_t relay_put_locker_event(struct relay *relay, const struct relay_put *put,
                                      struct relay_receipt *out_receipt,
                                      struct relay_reply *out_reply);

/* POST /v1/telemetry/heartbeats: lossy by design, no receipt; `put->id` is not used (NULL). */
MUST_USE err_t relay_post_heartbeat(struct relay *relay, const struct relay_put *put,
                                    struct relay_reply *out_reply);

/* GET /v1/cases/{id}: where a case stands. */
MUST_USE err_t relay_get_status(struct relay *relay, const char *case_id, uint32_t limit_ms,
                                struct relay_status *out_status, struct relay_reply *out_reply);

/* What to look for by its number, as a citizen holds it. */
struct relay_find {
    const char *number;   /* "LF2611220001K" */
    const char *language; /* a BCP 47 tag: of the names in the answer */
    uint32_t limit_ms;
};

/* GET /v1/case-numbers/{number}: how far each department is, with any kiosk's case.
 * ERR_NOT_FOUND: no case has this number; ERR_NETWORK with a status of 429: asked too often. */
MUST_USE err_t relay_find_case(struct relay *relay, const struct relay_find *find,
                               struct case_progress *out_progress, struct relay_reply *out_reply);

/* GET /v1/cases/{id}/document: the certificate of a decided case. ERR_SIGNATURE: it is not signed
 * by the pinned receipt key, nothing is handed out; ERR_NOT_FOUND: there is none (yet). The
 * certificate is personal: the caller wipes it. */
MUST_USE err_t relay_get_document(struct relay *relay, const char *case_id, uint32_t limit_ms,
                                  struct certificate *out_certificate,
                                  struct relay_reply *out_reply);

/* GET /v1/lockers/{own kiosk id}/assignments?after=`after`: at most RELAY_ASSIGNMENTS_MAX, oldest
 * first. Their signatures are for the reader to judge, who has the key. */
MUST_USE err_t relay_get_assignments(struct relay *relay, uint64_t after, uint32_t limit_ms,
                                     struct relay_assignments *out_assignments,
                                     struct relay_reply *out_reply);

/* GET /v1/catalogue. ERR_SIGNATURE: the body is not signed by the pinned catalogue key; nothing is
 * handed out. The caller still checks version and expiry. */
MUST_USE err_t relay_get_catalogue(struct relay *relay, uint32_t limit_ms,
                                   struct relay_catalogue *catalogue,
                                   struct relay_reply *out_reply);

#endif
