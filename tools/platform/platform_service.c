#include "tools/platform/platform_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/services/relay/relay_receipt_parse.h"
#include "tools/platform/platform_attachment.h"
#include "tools/platform/platform_case.h"
#include "tools/platform/platform_change.h"
#include "tools/platform/platform_locker.h"
#include "tools/platform/platform_progress.h"

#define ID_LENGTH_MAX 64
#define NUMBER_LENGTH_MAX 19
#define HEX_DIGEST_BYTES (2 * TRUST_DIGEST_BYTES + 1)
#define BASE64_SIGNATURE_BYTES 89
#define LEVEL_MAX 5

/* What a PUT is about. */
struct subject {
    const char *kind, *id;
    const char *case_id; /* of an attachment */
    const struct platform_request *request;
    struct platform_change change;
    size_t missing_count; /* attachments that the case awaits once this object is here */
};

void platform_service_init(struct platform_service *service)
{
    pthread_mutex_init(&service->lock, NULL);
}

void platform_service_finish(struct platform_service *service)
{
    pthread_mutex_destroy(&service->lock);
}

/* The receipt is made once and kept as text: a repetition gets the same bytes. NULL: out of memory
 * or a key that cannot sign. The caller frees. */
static char *make_receipt(const struct platform_service *service, const struct subject *subject,
                          int64_t accepted_s)
{
    const char *id = subject->id, *digest = subject->change.digest;
    struct relay_receipt receipt;
    char lines[RELAY_RECEIPT_LINES_BYTES], base64[BASE64_SIGNATURE_BYTES];
    uint8_t receipt_id[16];
    json_t *object;
    char *text;

    memset(&receipt, 0, sizeof(receipt));
    trust_random(receipt_id, sizeof(receipt_id));
    bytes_to_hex(receipt_id, sizeof(receipt_id), receipt.receipt_id);
    snprintf(receipt.object_id, sizeof(receipt.object_id), "%s", id);
    snprintf(receipt.content_digest, sizeof(receipt.content_digest), "%s", digest);
    snprintf(receipt.state, sizeof(receipt.state), "%s",
             subject->missing_count == 0 ? "complete" : "awaiting_attachments");
    civil_format(accepted_s, receipt.accepted_at);
    relay_receipt_lines(&receipt, lines);
    if (trust_sign(service->keys->receipt_key, lines, strlen(lines), receipt.signature) != ERR_OK)
        return NULL;
    trust_base64(receipt.signature, sizeof(receipt.signature), base64);
    object = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "receipt_id", receipt.receipt_id,
                       "object_id", id, "content_digest", digest, "state", receipt.state,
                       "accepted_at", receipt.accepted_at, "kid",
                       trust_key_id(service->keys->receipt_key), "sig", base64);
    text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(object);
    return text;
}

/* An object that is already there: the same receipt for the same bytes, and never anything else. */
static void answer_repetition(struct platform_service *service, const struct subject *subject,
                              const json_t *row, struct platform_answer *answer)
{
    const char *digest = json_string_value(json_object_get(row, "digest"));

    if (strcmp(digest, subject->change.digest) != 0) {
        platform_service_count(service, "conflicts");
        platform_answer_problem(answer, 422, "digest-conflict",
                                "this object is already here with other contents");
        return;
    }
    if (platform_store_count_delivery(service->store, subject->kind,
                                      subject->request->identity->kiosk, subject->id) != ERR_OK) {
        platform_answer_problem(answer, 500, "store", "the platform cannot write");
        return;
    }
    platform_answer_text(answer, 200, json_string_value(json_object_get(row, "receipt")));
}

static void answer_new(struct platform_service *service, const struct subject *subject,
                       struct platform_answer *answer)
{
    int64_t now_s = (int64_t)time(NULL);
    char *receipt = make_receipt(service, subject, now_s);
    bool is_attachment = strcmp(subject->kind, "attachment") == 0;
    char *text = is_attachment ? platform_attachment_text(subject->request->body,
                                                          subject->request->size_bytes)
                               : NULL;
    struct platform_object object = {.kind = subject->kind,
                                     .kiosk = subject->request->identity->kiosk,
                                     .id = subject->id,
                                     .key = subject->change.key,
                                     .digest = subject->change.digest,
                                     .body = subject->request->body,
                                     .size_bytes = subject->request->size_bytes,
                                     .receipt = receipt,
                                     .accepted_s = now_s};

    if (text != NULL) {
        object.body = text;
        object.size_bytes = strlen(text);
    }
    if (receipt == NULL || (is_attachment && text == NULL) ||
        platform_store_insert(service->store, &object) != ERR_OK)
        platform_answer_problem(answer, 500, "store", "the platform cannot write");
    else
        platform_answer_text(answer, 201, receipt);
    free(text);
    free(receipt);
}

/* False: the refusal is already answered. */
static bool check_case(struct platform_service *service, struct subject *subject,
                       struct platform_answer *answer)
{
    struct platform_case opened;
    const char *reason;
    bool own;

    if (platform_case_init(&opened, subject->id, subject->request->body, service->keys->case_key,
                           &reason) != ERR_OK) {
        platform_answer_problem(answer, 400, "case-form", reason);
        return false;
    }
    own = strcmp(opened.kiosk_id, subject->request->identity->kiosk) == 0;
    subject->missing_count = json_array_size(opened.attachments);
    platform_case_finish(&opened);
    if (!own)
        platform_answer_problem(answer, 403, "kiosk",
                                "the case names another kiosk than the certificate");
    return own;
}

/* The refusals of platform_attachment_check() are permanent, but for one: the disk. */
static bool check_attachment(struct platform_service *service, struct subject *subject,
                             struct platform_answer *answer)
{
    const struct platform_attachment attachment = {.kiosk = subject->request->identity->kiosk,
                                                   .case_id = subject->case_id,
                                                   .id = subject->id,
                                                   .body = subject->request->body,
                                                   .size_bytes = subject->request->size_bytes,
                                                   .digest = subject->change.digest};
    size_t missing = 0;
    err_t err = platform_attachment_check(service->store, service->keys, &attachment, &missing);

    if (err == ERR_NOT_FOUND)
        platform_answer_problem(answer, 404, "not-found", "no case of this kiosk awaits it");
    else if (err == ERR_CONFLICT)
        platform_answer_problem(answer, 422, "digest-conflict",
                                "the case names it with other contents");
    else if (err == ERR_SIGNATURE || err == ERR_INVALID)
        platform_answer_problem(answer, 400, "attachment-form",
                                "it does not open, or holds other bytes than were confirmed");
    else if (err != ERR_OK)
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
    subject->missing_count = missing == 0 ? 0 : missing - 1;
    return err == ERR_OK;
}

/* An event is noted before it is stored: told twice, it changes nothing the second time. */
static bool check_locker_event(struct platform_service *service, const struct subject *subject,
                               struct platform_answer *answer)
{
    const struct platform_request *request = subject->request;

    if (!platform_locker_is_event(service, request->identity->kiosk, request->body,
                                  request->size_bytes))
        platform_answer_problem(answer, 400, "locker-event-form",
                                "the body is not an event of a cell of this kiosk");
    else if (platform_locker_note(service, request->body, request->size_bytes) != ERR_OK)
        platform_answer_problem(answer, 500, "store", "the platform cannot write");
    else
        return true;
    return false;
}

static bool check_rating(const struct subject *subject, struct platform_answer *answer)
{
    json_t *body = json_loadb(subject->request->body, subject->request->size_bytes,
                              JSON_REJECT_DUPLICATES, NULL);
    const json_t *case_id = json_object_get(body, "case_id");
    json_int_t level = json_integer_value(json_object_get(body, "level"));
    bool valid = (json_is_null(case_id) || json_is_string(case_id)) && level >= 1 &&
                 level <= LEVEL_MAX && json_is_string(json_object_get(body, "svc"));

    json_decref(body);
    if (!valid)
        platform_answer_problem(answer, 400, "rating-form", "the body is not a rating");
    return valid;
}

/* False: the refusal is already answered. */
static bool check_object(struct platform_service *service, struct subject *subject,
                         struct platform_answer *answer)
{
    if (strcmp(subject->kind, "case") == 0)
        return check_case(service, subject, answer);
    if (strcmp(subject->kind, "attachment") == 0)
        return check_attachment(service, subject, answer);
    if (strcmp(subject->kind, "locker-event") == 0)
        return check_locker_event(service, subject, answer);
    return check_rating(subject, answer);
}

/* First look whether it is already here: a repetition is answered even when the rules for new
 * objects have changed since. */
static void put_object(struct platform_service *service, struct subject *subject,
                       struct platform_answer *answer)
{
    json_t *row = NULL;
    err_t err;

    if (!platform_change_is_name(subject->id, ID_LENGTH_MAX, "")) {
        platform_answer_problem(answer, 404, "not-found", "there is no such place");
        return;
    }
    if (!platform_change_take(subject->request, &subject->change, answer))
        return;
    err = platform_store_find(service->store, subject->kind, subject->request->identity->kiosk,
                              subject->id, &row);
    if (err == ERR_OK)
        answer_repetition(service, subject, row, answer);
    else if (err != ERR_NOT_FOUND)
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
    else if (check_object(service, subject, answer))
        answer_new(service, subject, answer);
    json_decref(row);
}

static void get_case(struct platform_service *service, const struct platform_request *request,
                     const char *id, struct platform_answer *answer)
{
    json_t *row = NULL;
    err_t err = platform_store_find(service->store, "case", request->identity->kiosk, id, &row);

    if (err == ERR_OK)
        platform_answer_json(answer, 200, platform_progress_status(service, row));
    else if (err == ERR_NOT_FOUND)
        platform_answer_problem(answer, 404, "not-found", "this kiosk has brought no such case");
    else
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
    json_decref(row);
}

/* Signed, because a certificate that a machine prints is believed. */
static void get_document(struct platform_service *service, const struct platform_request *request,
                         const char *id, struct platform_answer *answer)
{
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    json_t *row = NULL, *document = NULL;
    err_t err = platform_store_find(service->store, "case", request->identity->kiosk, id, &row);

    if (err == ERR_OK)
        document = platform_progress_document(service, row);
    json_decref(row);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
        return;
    }
    if (document == NULL) {
        platform_answer_problem(answer, 404, "not-found", "there is no document of this case");
        return;
    }
    platform_answer_json(answer, 200, document);
    if (trust_sign(service->keys->receipt_key, answer->body, answer->size_bytes, signature) ==
        ERR_OK)
        trust_base64(signature, sizeof(signature), answer->document_signature);
}

static void get_assignments(struct platform_service *service,
                            const struct platform_request *request, struct platform_answer *answer)
{
    json_t *list = platform_locker_list(service, request->identity->kiosk, request->after);

    if (list == NULL)
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
    else
        platform_answer_json(answer, 200, list);
}

/* Numbers follow each other and can be guessed, so a kiosk may ask only so often. True: this one
 * has asked too often in this minute. */
static bool asks_too_often(struct platform_service *service, const char *kiosk, int64_t now_s)
{
    struct platform_asker *asker = &service->askers[0];

    for (size_t i = 0; i < PLATFORM_SERVICE_ASKERS_MAX; i++) {
        struct platform_asker *other = &service->askers[i];

        if (strcmp(other->kiosk, kiosk) == 0) {
            asker = other;
            break;
        }
        if (other->minute < asker->minute)
            asker = other; /* whose place is taken when nobody of this name is there */
    }
    if (strcmp(asker->kiosk, kiosk) != 0 || asker->minute != now_s / 60) {
        snprintf(asker->kiosk, sizeof(asker->kiosk), "%s", kiosk);
        asker->minute = now_s / 60;
        asker->count = 0;
    }
    return ++asker->count > PLATFORM_SERVICE_ASKS_MAX;
}

/* Any kiosk may ask for any case: a citizen may stand before another one than last time. Nothing of
 * the person is answered, so the number is all it takes. */
static void get_number(struct platform_service *service, const struct platform_request *request,
                       const char *number, struct platform_answer *answer)
{
    int64_t now_s = (int64_t)time(NULL);
    json_t *row = NULL;
    err_t err;

    if (asks_too_often(service, request->identity->kiosk, now_s)) {
        platform_answer_problem(answer, 429, "too-often", "too many numbers in one minute");
        answer->retry_after_s = (uint32_t)(60 - now_s % 60);
        return;
    }
    err = platform_change_is_name(number, NUMBER_LENGTH_MAX, "")
              ? platform_store_find_number(service->store, number, &row)
              : ERR_NOT_FOUND;
    if (err == ERR_OK)
        platform_answer_json(answer, 200,
                             platform_progress_number(service, row, request->accept_language));
    else if (err == ERR_NOT_FOUND)
        platform_answer_problem(answer, 404, "not-found", "no case has this number");
    else
        platform_answer_problem(answer, 500, "store", "the platform cannot read");
    json_decref(row);
}

static void post_heartbeat(struct platform_service *service, const struct platform_request *request,
                           struct platform_answer *answer)
{
    struct platform_change change;
    json_t *body;

    if (!platform_change_take(request, &change, answer))
        return;
    body = json_loadb(request->body, request->size_bytes, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(body))
        platform_answer_problem(answer, 400, "heartbeat-form", "the body is not a JSON object");
    else if (platform_store_heartbeat(service->store, request->identity->kiosk, request->body,
                                      (int64_t)time(NULL)) != ERR_OK)
        platform_answer_problem(answer, 500, "store", "the platform cannot write");
    else
        answer->status = 204;
    json_decref(body);
    platform_service_count(service, "heartbeats");
}

/* The file is read for every request, so that publishing is replacing it by rename(). In a province
 * the signature comes from an offline key; the reference signs what it is given. */
static void get_catalogue(struct platform_service *service, const struct platform_request *request,
                          struct platform_answer *answer)
{
    uint8_t digest[TRUST_DIGEST_BYTES], signature[TRUST_SIGNATURE_BYTES];
    char hex[HEX_DIGEST_BYTES], *bytes = NULL;
    size_t size_bytes = 0;

    if (service->catalogue_path == NULL ||
        platform_keys_read_file(service->catalogue_path, PLATFORM_SERVICE_BODY_BYTES_MAX, &bytes,
                                &size_bytes) != ERR_OK) {
        platform_answer_problem(answer, 503, "no-catalogue", "there is no catalogue to serve now");
        return;
    }
    trust_sha256(bytes, size_bytes, digest);
    bytes_to_hex(digest, sizeof(digest), hex);
    snprintf(answer->etag, sizeof(answer->etag), "\"%.32s\"", hex);
    if (request->if_none_match != NULL && strcmp(request->if_none_match, answer->etag) == 0) {
        answer->status = 304;
        free(bytes);
        return;
    }
    answer->status = 200;
    answer->content_type = "application/json";
    answer->body = bytes;
    answer->size_bytes = size_bytes;
    if (trust_sign(service->keys->catalogue_key, bytes, size_bytes, signature) == ERR_OK)
        trust_base64(signature, sizeof(signature), answer->catalogue_signature);
}

/* The rest of the path behind `folder`, or NULL. */
static const char *path_tail(const char *path, const char *folder)
{
    size_t length = strlen(folder);

    return strncmp(path, folder, length) == 0 ? path + length : NULL;
}

size_t platform_service_body_limit(const char *path)
{
    return path_tail(path, "/v1/cases/") != NULL && strstr(path, "/attachments/") != NULL
               ? PLATFORM_SERVICE_ATTACHMENT_BYTES_MAX
               : PLATFORM_SERVICE_BODY_BYTES_MAX;
}

/* Paths below a case: true when it was one, and is answered. */
static bool route_below_case(struct platform_service *service,
                             const struct platform_request *request, const char *tail,
                             struct platform_answer *answer)
{
    char case_id[ID_LENGTH_MAX + 1];
    size_t length = strcspn(tail, "/");
    struct subject subject = {.kind = "attachment", .case_id = case_id, .request = request};

    if (tail[length] == '\0' || length > ID_LENGTH_MAX)
        return false;
    memcpy(case_id, tail, length);
    case_id[length] = '\0';
    subject.id = path_tail(tail + length, "/attachments/");
    if (strcmp(request->method, "PUT") == 0 && subject.id != NULL)
        put_object(service, &subject, answer);
    else if (strcmp(request->method, "GET") == 0 && strcmp(tail + length, "/document") == 0)
        get_document(service, request, case_id, answer);
    else
        return false;
    return true;
}

/* Paths of a locker, which is its kiosk's alone. */
static void route_locker(struct platform_service *service, const struct platform_request *request,
                         const char *tail, struct platform_answer *answer)
{
    const char *rest = path_tail(tail, request->identity->kiosk);
    struct subject subject = {.kind = "locker-event", .request = request};

    subject.id = rest == NULL ? NULL : path_tail(rest, "/events/");
    if (rest == NULL || rest[0] != '/')
        platform_answer_problem(answer, 403, "kiosk",
                                "the locker is another kiosk's than the certificate");
    else if (strcmp(request->method, "PUT") == 0 && subject.id != NULL)
        put_object(service, &subject, answer);
    else if (strcmp(request->method, "GET") == 0 && strcmp(rest, "/assignments") == 0)
        get_assignments(service, request, answer);
    else
        platform_answer_problem(answer, 404, "not-found", "there is no such place");
}

static void route(struct platform_service *service, const struct platform_request *request,
                  struct platform_answer *answer)
{
    const char *case_id = path_tail(request->path, "/v1/cases/");
    const char *rating_id = path_tail(request->path, "/v1/ratings/");
    const char *number = path_tail(request->path, "/v1/case-numbers/");
    const char *locker = path_tail(request->path, "/v1/lockers/");
    bool put = strcmp(request->method, "PUT") == 0, get = strcmp(request->method, "GET") == 0;
    struct subject subject = {.request = request};

    if (locker != NULL) {
        route_locker(service, request, locker, answer);
    } else if (case_id != NULL && route_below_case(service, request, case_id, answer)) {
        return;
    } else if (put && case_id != NULL) {
        subject.kind = "case";
        subject.id = case_id;
        put_object(service, &subject, answer);
    } else if (put && rating_id != NULL) {
        subject.kind = "rating";
        subject.id = rating_id;
        put_object(service, &subject, answer);
    } else if (get && case_id != NULL) {
        get_case(service, request, case_id, answer);
    } else if (get && number != NULL) {
        get_number(service, request, number, answer);
    } else if (get && strcmp(request->path, "/v1/catalogue") == 0) {
        get_catalogue(service, request, answer);
    } else if (strcmp(request->method, "POST") == 0 &&
               strcmp(request->path, "/v1/telemetry/heartbeats") == 0) {
        post_heartbeat(service, request, answer);
    } else {
        platform_answer_problem(answer, 404, "not-found", "there is no such place");
    }
}

void platform_service_answer(struct platform_service *service,
                             const struct platform_request *request,
                             struct platform_answer *out_answer)
{
    memset(out_answer, 0, sizeof(*out_answer));
    pthread_mutex_lock(&service->lock);
    if (request->identity == NULL) {
        platform_answer_problem(out_answer, 401, "identity",
                                "no certificate of a kiosk of this platform");
        platform_service_count(service, "unidentified");
    } else {
        route(service, request, out_answer);
        if (out_answer->status >= 400)
            platform_service_count(service, "refusals");
    }
    pthread_mutex_unlock(&service->lock);
}

err_t platform_service_later(struct platform_service *service, const char *seconds)
{
    char *end;
    long more_s = strtol(seconds, &end, 10);
    err_t err = ERR_INVALID;

    pthread_mutex_lock(&service->lock);
    if (end != seconds && *end == '\0' && more_s >= 0 &&
        more_s <= PLATFORM_SERVICE_LATER_S_MAX - service->later_s) {
        service->later_s += more_s;
        err = ERR_OK;
    }
    pthread_mutex_unlock(&service->lock);
    return err;
}

void platform_service_count(struct platform_service *service, const char *name)
{
    if (platform_store_count(service->store, name) != ERR_OK)
        fprintf(stderr, "banshi-platform: the counter %s could not be written\n", name);
}

char *platform_service_list_cases(struct platform_service *service)
{
    json_t *list, *rows, *row;
    char *text;
    size_t i;

    pthread_mutex_lock(&service->lock);
    rows = platform_store_list(service->store, "case");
    list = json_array();
    json_array_foreach(rows, i, row)
    {
        json_t *body = json_loads(json_string_value(json_object_get(row, "body")), 0, NULL);
        json_t *status = platform_progress_status(service, row);

        json_array_append_new(
            list, json_pack("{s:O,s:O,s:O,s:O,s:O}", "case_id", json_object_get(row, "id"),
                            "kiosk_id", json_object_get(row, "kiosk"), "number",
                            json_object_get(body, "number"), "svc", json_object_get(body, "svc"),
                            "state", json_object_get(status, "state")));
        json_decref(status);
        json_decref(body);
    }
    pthread_mutex_unlock(&service->lock);
    json_decref(rows);
    text = json_dumps(list, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(list);
    return text;
}
