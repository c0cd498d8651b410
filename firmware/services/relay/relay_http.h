/* One HTTPS exchange over libcurl, with every limit the relay promises. Knows nothing of cases and
 * receipts. Owned by one struct relay; the answer's body lies in the client until the next
 * exchange. */
#ifndef BANSHI_SERVICES_RELAY_RELAY_HTTP_H
#define BANSHI_SERVICES_RELAY_RELAY_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define RELAY_HTTP_HEADER_BYTES 160

struct relay_http;

struct relay_http_options {
    const char *base_url, *ca, *certificate, *key;
    size_t body_bytes_max;
};

struct relay_http_request {
    const char *method; /* "GET", "PUT" or "POST" */
    const char *path;   /* begins with '/' */
    const char *const *headers;
    size_t header_count;
    const void *body; /* NULL: none */
    size_t size_bytes;
    uint32_t limit_ms;
};

struct relay_http_answer {
    int status;             /* 0 when no header of an answer came */
    bool request_sent;      /* at least the first bytes of the request left the kiosk */
    uint32_t retry_after_s; /* 0 when absent or a date */
    char etag[RELAY_HTTP_HEADER_BYTES];
    char catalogue_signature[RELAY_HTTP_HEADER_BYTES];
    char document_signature[RELAY_HTTP_HEADER_BYTES];
    const uint8_t *body;
    size_t size_bytes;
};

/* ERR_INVALID: not an https address; ERR_MEMORY. */
MUST_USE err_t relay_http_open(const struct relay_http_options *options,
                               struct relay_http **out_http);

/* NULL is allowed. */
void relay_http_close(struct relay_http *http);

/* Wipes the body of the last answer: it was personal. */
void relay_http_forget(struct relay_http *http);

/* ERR_OK: a whole answer of any status came. ERR_LIMIT: the answer was larger than allowed.
 * ERR_NETWORK: no connection, no TLS, or the time was over before the request left. ERR_TIMEOUT:
 * the request left, in part or whole, and no whole answer came. `out_answer` is filled in every
 * case. */
MUST_USE err_t relay_http_exchange(struct relay_http *http,
                                   const struct relay_http_request *request,
                                   struct relay_http_answer *out_answer);

#endif
