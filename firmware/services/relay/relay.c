#include "firmware/services/relay/relay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/relay/relay_http.h"
#include "firmware/services/trust/trust.h"

#define PATH_BYTES 192
#define KEY_HEADER_BYTES 192
#define DIGEST_HEADER_BYTES 96
#define SIGNATURE_HEADER_BYTES 256
#define DIGEST_VALUE_BYTES 64
#define SIGNED_LINES_BYTES 512
#define BASE64_SIGNATURE_BYTES 89
#define LANGUAGE_LENGTH_MAX 16
#define LANGUAGE_HEADER_BYTES 48
#define JSON_TYPE "Content-Type: application/json"
#define BYTES_TYPE "Content-Type: application/octet-stream"

struct relay {
    struct relay_http *http;
    struct trust_key *kiosk_key, *receipt_key, *catalogue_key;
    char kiosk_id[RELAY_ID_LENGTH_MAX + 1];
};

/* A wrong date is for the handshake to judge, when the clock may have been set right. */
static err_t check_own_certificate(const struct relay_options *options)
{
    err_t err = trust_check_certificate(options->certificate, options->ca, options->kiosk_id,
                                        (int64_t)time(NULL));

    return err == ERR_EXPIRED ? ERR_OK : err;
}

static err_t keys_open(struct relay *relay, const struct relay_options *options)
{
    err_t err = check_own_certificate(options);

    if (err == ERR_OK)
        err = trust_key_open_private(options->key, &relay->kiosk_key);
    if (err == ERR_OK)
        err = trust_key_open_public(options->receipt_key, &relay->receipt_key);
    if (err == ERR_OK)
        err = trust_key_open_public(options->catalogue_key, &relay->catalogue_key);
    return err;
}

err_t relay_open(const struct relay_options *options, struct relay **out_relay)
{
    struct relay_http_options http = {.base_url = options->base_url,
                                      .ca = options->ca,
                                      .certificate = options->certificate,
                                      .key = options->key,
                                      .body_bytes_max = RELAY_BODY_BYTES_MAX};
    struct relay *relay = calloc(1, sizeof(*relay));
    err_t err = ERR_MEMORY;

    *out_relay = NULL;
    if (relay == NULL)
        goto out;
    err = text_copy(relay->kiosk_id, sizeof(relay->kiosk_id), options->kiosk_id) ? ERR_OK
                                                                                 : ERR_INVALID;
    if (err == ERR_OK)
        err = keys_open(relay, options);
    if (err == ERR_OK)
        err = relay_http_open(&http, &relay->http);
    if (err != ERR_OK)
        goto out;
    *out_relay = relay;
    relay = NULL;
out:
    relay_close(relay);
    return err;
}

void relay_close(struct relay *relay)
{
    if (relay == NULL)
        return;
    relay_http_close(relay->http);
    trust_key_close(relay->kiosk_key);
    trust_key_close(relay->receipt_key);
    trust_key_close(relay->catalogue_key);
    free(relay);
}

/* Names go into paths and headers unescaped, so only characters that need no escaping pass. */
static bool is_name(const char *text, size_t length_max, const char *more)
{
    size_t length = strlen(text);

    if (length == 0 || length > length_max)
        return false;
    for (size_t i = 0; i < length; i++) {
        char at = text[i];

        if (!((at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z') || (at >= '0' && at <= '9') ||
              at == '-' || strchr(more, at) != NULL))
            return false;
    }
    return true;
}

static err_t path_make(const char *folder, const char *id, char out[PATH_BYTES])
{
    if (!is_name(id, RELAY_ID_LENGTH_MAX, ""))
        return ERR_INVALID;
    text_copy(out, PATH_BYTES, folder);
    return text_append(out, PATH_BYTES, id) ? ERR_OK : ERR_INVALID;
}

/* The three headers of a call that changes something up there. */
struct change_headers {
    char key[KEY_HEADER_BYTES];
    char digest[DIGEST_HEADER_BYTES];
    char signature[SIGNATURE_HEADER_BYTES];
};

struct change {
    const char *method, *path, *key;
    const char *type;                /* the Content-Type header, whole */
    char digest[DIGEST_VALUE_BYTES]; /* the value of Content-Digest */
};

/* Kiosk-Signature: over method LF path LF key LF content digest LF created. The TLS session already
 * proves who speaks; this proof stays with the case when a gateway ends the TLS session early. */
static err_t signature_make(const struct relay *relay, const struct change *change,
                            char out[SIGNATURE_HEADER_BYTES])
{
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    char lines[SIGNED_LINES_BYTES], text[BASE64_SIGNATURE_BYTES];
    int64_t created_s = (int64_t)time(NULL);
    err_t err;

    snprintf(lines, sizeof(lines), "%s\n%s\n%s\n%s\n%" PRId64, change->method, change->path,
             change->key, change->digest, created_s);
    err = trust_sign(relay->kiosk_key, lines, strlen(lines), signature);
    if (err != ERR_OK)
        return err;
    trust_base64(signature, sizeof(signature), text);
    snprintf(out, SIGNATURE_HEADER_BYTES,
             "Kiosk-Signature: kid=\"%s\",alg=\"ecdsa-p256-sha256\",created=%" PRId64 ",sig=:%s:",
             trust_key_id(relay->kiosk_key), created_s, text);
    return ERR_OK;
}

static err_t headers_make(const struct relay *relay, struct change *change,
                          const uint8_t digest[TRUST_DIGEST_BYTES], struct change_headers *out)
{
    char text[4 * ((TRUST_DIGEST_BYTES + 2) / 3) + 1];

    trust_base64(digest, TRUST_DIGEST_BYTES, text);
    snprintf(change->digest, sizeof(change->digest), "sha-256=:%s:", text);
    snprintf(out->key, sizeof(out->key), "Idempotency-Key: \"%s\"", change->key);
    snprintf(out->digest, sizeof(out->digest), "Content-Digest: %s", change->digest);
    return signature_make(relay, change, out->signature);
}

/* The statuses of the contract. 2xx is left to the caller, who knows what it must contain. */
static err_t err_of_status(int status)
{
    switch (status) {
    case 400:
    case 403:
    case 404:
    case 410:
    case 413:
    case 422:
        return ERR_REFUSED;
    case 401:
        return ERR_DENIED;
    case 408:
    case 429:
    case 503:
        return ERR_NETWORK;
    case 409:
        return ERR_TIMEOUT;
    default:
        if (status >= 500)
            return ERR_TIMEOUT;
        return status >= 200 && status < 300 ? ERR_OK : ERR_NO_RECEIPT;
    }
}

/* One exchange and what its status means. ERR_OK: a 2xx whose body is still to be believed. */
static err_t exchange(struct relay *relay, const struct relay_http_request *request,
                      struct relay_http_answer *answer, struct relay_reply *out_reply)
{
    err_t err = relay_http_exchange(relay->http, request, answer);

    out_reply->http_status = answer->status;
    out_reply->retry_after_s = answer->retry_after_s;
    if (err == ERR_LIMIT)
        err = ERR_NO_RECEIPT;
    if (err != ERR_OK)
        return err;
    err = err_of_status(answer->status);
    /* A problem that cannot be read changes nothing: its texts stay empty. */
    if (err != ERR_OK &&
        relay_problem_parse(answer->body, answer->size_bytes, &out_reply->problem) != ERR_OK)
        memset(&out_reply->problem, 0, sizeof(out_reply->problem));
    return err;
}

static err_t reply_finish(struct relay_reply *reply, err_t err)
{
    reply->world = err_world(err);
    return err;
}

static err_t check_put(const struct relay_put *put, size_t limit_bytes)
{
    if (!is_name(put->key, RELAY_KEY_LENGTH_MAX, ":._") || put->body == NULL ||
        put->size_bytes == 0 || put->limit_ms == 0)
        return ERR_INVALID;
    return put->size_bytes <= limit_bytes ? ERR_OK : ERR_LIMIT;
}

static err_t send_change(struct relay *relay, struct change *change, const struct relay_put *put,
                         const uint8_t digest[TRUST_DIGEST_BYTES], struct relay_http_answer *answer,
                         struct relay_reply *out_reply)
{
    struct change_headers headers;
    const char *lines[] = {change->type, headers.key, headers.digest, headers.signature};
    struct relay_http_request request = {.method = change->method,
                                         .path = change->path,
                                         .headers = lines,
                                         .header_count = COUNT_OF(lines),
                                         .body = put->body,
                                         .size_bytes = put->size_bytes,
                                         .limit_ms = put->limit_ms};
    err_t err = headers_make(relay, change, digest, &headers);

    if (err != ERR_OK)
        return err;
    return exchange(relay, &request, answer, out_reply);
}

static err_t believe_receipt(const struct relay *relay, const struct relay_http_answer *answer,
                             const struct relay_receipt_claim *claim,
                             struct relay_receipt *out_receipt)
{
    if (relay_receipt_parse(answer->body, answer->size_bytes, out_receipt) != ERR_OK)
        return ERR_NO_RECEIPT;
    return relay_receipt_verify(out_receipt, relay->receipt_key, claim);
}

/* A PUT with a receipt, once its arguments were found good and its path is made. */
static err_t put_change(struct relay *relay, struct change *change, const struct relay_put *put,
                        struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    uint8_t digest[TRUST_DIGEST_BYTES];
    struct relay_receipt_claim claim = {put->id, digest};
    err_t err;

    change->method = "PUT";
    change->key = put->key;
    trust_sha256(put->body, put->size_bytes, digest);
    err = send_change(relay, change, put, digest, &answer, out_reply);
    if (err == ERR_OK)
        err = believe_receipt(relay, &answer, &claim, out_receipt);
    if (err != ERR_OK)
        memset(out_receipt, 0, sizeof(*out_receipt));
    return err;
}

static err_t put_object(struct relay *relay, const char *folder, const struct relay_put *put,
                        struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    char path[PATH_BYTES];
    struct change change = {.path = path, .type = JSON_TYPE};
    err_t err = check_put(put, RELAY_BODY_BYTES_MAX);

    memset(out_receipt, 0, sizeof(*out_receipt));
    memset(out_reply, 0, sizeof(*out_reply));
    if (err == ERR_OK)
        err = path_make(folder, put->id, path);
    if (err == ERR_OK)
        err = put_change(relay, &change, put, out_receipt, out_reply);
    return reply_finish(out_reply, err);
}

err_t relay_put_case(struct relay *relay, const struct relay_put *put,
                     struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    return put_object(relay, "/v1/cases/", put, out_receipt, out_reply);
}

err_t relay_put_rating(struct relay *relay, const struct relay_put *put,
                       struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    return put_object(relay, "/v1/ratings/", put, out_receipt, out_reply);
}

err_t relay_put_attachment(struct relay *relay, const char *case_id, const struct relay_put *put,
                           struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    char folder[PATH_BYTES], path[PATH_BYTES];
    struct change change = {.path = path, .type = BYTES_TYPE};
    err_t err = check_put(put, RELAY_ATTACHMENT_BODY_BYTES_MAX);

    memset(out_receipt, 0, sizeof(*out_receipt));
    memset(out_reply, 0, sizeof(*out_reply));
    if (err == ERR_OK)
        err = path_make("/v1/cases/", case_id, folder);
    if (err == ERR_OK) {
        text_append(folder, sizeof(folder), "/attachments/");
        err = path_make(folder, put->id, path);
    }
    if (err == ERR_OK)
        err = put_change(relay, &change, put, out_receipt, out_reply);
    return reply_finish(out_reply, err);
}

err_t relay_put_locker_event(struct relay *relay, const struct relay_put *put,
                             struct relay_receipt *out_receipt, struct relay_reply *out_reply)
{
    char folder[PATH_BYTES];

    snprintf(folder, sizeof(folder), "/v1/lockers/%s/events/", relay->kiosk_id);
    return put_object(relay, folder, put, out_receipt, out_reply);
}

err_t relay_post_heartbeat(struct relay *relay, const struct relay_put *put,
                           struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    uint8_t digest[TRUST_DIGEST_BYTES];
    struct change change = {
        .method = "POST", .path = "/v1/telemetry/heartbeats", .key = put->key, .type = JSON_TYPE};
    err_t err = check_put(put, RELAY_BODY_BYTES_MAX);

    memset(out_reply, 0, sizeof(*out_reply));
    if (err != ERR_OK)
        goto out;
    trust_sha256(put->body, put->size_bytes, digest);
    err = send_change(relay, &change, put, digest, &answer, out_reply);
    if (err == ERR_OK && answer.status != 204)
        err = ERR_NO_RECEIPT;
out:
    return reply_finish(out_reply, err);
}

/* Asking changes nothing up there, so what cannot be understood is a broken protocol. */
static err_t ask(struct relay *relay, const struct relay_http_request *request,
                 struct relay_http_answer *answer, struct relay_reply *out_reply)
{
    err_t err = exchange(relay, request, answer, out_reply);

    if (err == ERR_REFUSED && answer->status == 404)
        return ERR_NOT_FOUND;
    return err == ERR_NO_RECEIPT && answer->status != 304 ? ERR_PROTOCOL : err;
}

err_t relay_get_status(struct relay *relay, const char *case_id, uint32_t limit_ms,
                       struct relay_status *out_status, struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    char path[PATH_BYTES];
    struct relay_http_request request = {.method = "GET", .path = path, .limit_ms = limit_ms};
    err_t err = limit_ms == 0 ? ERR_INVALID : path_make("/v1/cases/", case_id, path);

    memset(out_status, 0, sizeof(*out_status));
    memset(out_reply, 0, sizeof(*out_reply));
    if (err == ERR_OK)
        err = ask(relay, &request, &answer, out_reply);
    if (err == ERR_OK && relay_status_parse(answer.body, answer.size_bytes, out_status) != ERR_OK)
        err = ERR_PROTOCOL;
    return reply_finish(out_reply, err);
}

err_t relay_find_case(struct relay *relay, const struct relay_find *find,
                      struct case_progress *out_progress, struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    char path[PATH_BYTES], language[LANGUAGE_HEADER_BYTES];
    const char *lines[] = {language};
    struct relay_http_request request = {.method = "GET",
                                         .path = path,
                                         .headers = lines,
                                         .header_count = COUNT_OF(lines),
                                         .limit_ms = find->limit_ms};
    err_t err = ERR_INVALID;

    memset(out_progress, 0, sizeof(*out_progress));
    memset(out_reply, 0, sizeof(*out_reply));
    if (find->limit_ms != 0 && is_name(find->language, LANGUAGE_LENGTH_MAX, ""))
        err = path_make("/v1/case-numbers/", find->number, path);
    if (err != ERR_OK)
        goto out;
    snprintf(language, sizeof(language), "Accept-Language: %s", find->language);
    err = ask(relay, &request, &answer, out_reply);
    if (err == ERR_OK &&
        relay_progress_parse(answer.body, answer.size_bytes, out_progress) != ERR_OK)
        err = ERR_PROTOCOL;
out:
    return reply_finish(out_reply, err);
}

/* True when the value of that header is this key's signature over the answer's body. */
static bool is_signed(const struct trust_key *key, const char *header,
                      const struct relay_http_answer *answer)
{
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    size_t size_bytes = 0;

    return trust_base64_decode(header, signature, sizeof(signature), &size_bytes) == ERR_OK &&
           size_bytes == sizeof(signature) &&
           trust_verify(key, answer->body, answer->size_bytes, signature) == ERR_OK;
}

err_t relay_get_document(struct relay *relay, const char *case_id, uint32_t limit_ms,
                         struct certificate *out_certificate, struct relay_reply *out_reply)
{
    struct relay_http_answer answer = {0};
    char path[PATH_BYTES];
    struct relay_http_request request = {.method = "GET", .path = path, .limit_ms = limit_ms};
    err_t err = limit_ms == 0 ? ERR_INVALID : path_make("/v1/cases/", case_id, path);

    memset(out_certificate, 0, sizeof(*out_certificate));
    memset(out_reply, 0, sizeof(*out_reply));
    if (err == ERR_OK && !text_append(path, sizeof(path), "/document"))
        err = ERR_INVALID;
    if (err == ERR_OK)
        err = ask(relay, &request, &answer, out_reply);
    if (err == ERR_OK && !is_signed(relay->receipt_key, answer.document_signature, &answer))
        err = ERR_SIGNATURE;
    if (err == ERR_OK &&
        relay_document_parse(answer.body, answer.size_bytes, out_certificate) != ERR_OK)
        err = ERR_PROTOCOL;
    relay_http_forget(relay->http);
    return reply_finish(out_reply, err);
}

err_t relay_get_assignments(struct relay *relay, uint64_t after, uint32_t limit_ms,
                            struct relay_assignments *out_assignments,
                            struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    char path[PATH_BYTES];
    struct relay_http_request request = {.method = "GET", .path = path, .limit_ms = limit_ms};
    err_t err = limit_ms == 0 ? ERR_INVALID : ERR_OK;

    memset(out_assignments, 0, sizeof(*out_assignments));
    memset(out_reply, 0, sizeof(*out_reply));
    snprintf(path, sizeof(path), "/v1/lockers/%s/assignments?after=%" PRIu64, relay->kiosk_id,
             after);
    if (err == ERR_OK)
        err = ask(relay, &request, &answer, out_reply);
    if (err == ERR_OK &&
        relay_assignments_parse(answer.body, answer.size_bytes, out_assignments) != ERR_OK)
        err = ERR_PROTOCOL;
    return reply_finish(out_reply, err);
}

static err_t believe_catalogue(const struct relay *relay, const struct relay_http_answer *answer,
                               struct relay_catalogue *catalogue)
{
    if (!is_signed(relay->catalogue_key, answer->catalogue_signature, answer))
        return ERR_SIGNATURE;
    if (!text_copy(catalogue->etag, sizeof(catalogue->etag), answer->etag))
        catalogue->etag[0] = '\0';
    catalogue->changed = true;
    catalogue->body = answer->body;
    catalogue->size_bytes = answer->size_bytes;
    return ERR_OK;
}

/* A tag came from the network once and goes into a header again: only what RFC 9110 allows passes.
 */
static bool is_etag(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~')
            return false;
    return text[0] != '\0';
}

err_t relay_get_catalogue(struct relay *relay, uint32_t limit_ms, struct relay_catalogue *catalogue,
                          struct relay_reply *out_reply)
{
    struct relay_http_answer answer;
    char condition[RELAY_ETAG_BYTES + 20];
    const char *lines[] = {condition};
    bool held = is_etag(catalogue->etag);
    struct relay_http_request request = {.method = "GET",
                                         .path = "/v1/catalogue",
                                         .headers = lines,
                                         .header_count = held ? 1 : 0,
                                         .limit_ms = limit_ms};
    err_t err = ERR_INVALID;

    memset(out_reply, 0, sizeof(*out_reply));
    catalogue->changed = false;
    catalogue->body = NULL;
    catalogue->size_bytes = 0;
    if (limit_ms == 0)
        goto out;
    snprintf(condition, sizeof(condition), "If-None-Match: %s", catalogue->etag);
    err = ask(relay, &request, &answer, out_reply);
    if (err == ERR_NO_RECEIPT)
        err = held ? ERR_OK : ERR_PROTOCOL; /* 304 */
    else if (err == ERR_OK)
        err = believe_catalogue(relay, &answer, catalogue);
out:
    return reply_finish(out_reply, err);
}
