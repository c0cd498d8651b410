#include "tools/platform/platform_locker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/identify.h"
#include "firmware/base/text.h"

#define CELLS_MAX 96
#define VALID_S_DEFAULT (7 * 86400)
#define VALID_S_MAX (400L * 86400)
#define FACTOR_CARD 1
#define FACTOR_CODE 2
#define WORD_BYTES 64
#define WHAT_BYTES 256
#define WHAT_TEXT_BYTES_MAX 95 /* of one language; what a kiosk can show */
#define FIRST_LANGUAGE "zh-Hans"

/* What a person at the desk asked for. */
struct wish {
    char kiosk[WORD_BYTES], number[WORD_BYTES], code[WORD_BYTES];
    int cell, factors;
    bool is_deposit;
    long valid_s;
    char what[WHAT_BYTES];
};

/* The next word; false: there is none, or it is too long. */
static bool next_word(const char **at, char out[WORD_BYTES])
{
    size_t length;

    *at += strspn(*at, " ");
    length = strcspn(*at, " ");
    if (length == 0 || length >= WORD_BYTES)
        return false;
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length;
    return true;
}

static bool read_number(const char *text, long least, long most, long *out)
{
    char *end;

    *out = strtol(text, &end, 10);
    return end != text && *end == '\0' && *out >= least && *out <= most;
}

static bool read_factors(const char *text, int *out)
{
    *out = strcmp(text, "card") == 0        ? FACTOR_CARD
           : strcmp(text, "code") == 0      ? FACTOR_CODE
           : strcmp(text, "card+code") == 0 ? FACTOR_CARD | FACTOR_CODE
                                            : 0;
    return *out != 0;
}

/* "deposit" and "for=S", in any order, before the text. */
static bool read_options(const char **at, struct wish *wish)
{
    char word[WORD_BYTES];

    for (;;) {
        const char *next = *at;

        if (!next_word(&next, word))
            return true; /* a long word is no option */
        if (strcmp(word, "deposit") == 0)
            wish->is_deposit = true;
        else if (strncmp(word, "for=", 4) != 0)
            return true;
        else if (!read_number(word + 4, 1, VALID_S_MAX, &wish->valid_s))
            return false;
        *at = next;
    }
}

static bool read_wish(const char *words, struct wish *wish)
{
    char word[WORD_BYTES], number[IDENTIFY_TEXT_BYTES];
    long cell;

    *wish = (struct wish){.valid_s = VALID_S_DEFAULT};
    if (!next_word(&words, wish->kiosk) || !next_word(&words, word) ||
        !read_number(word, 1, CELLS_MAX, &cell) || !next_word(&words, wish->number) ||
        !identify_is_ok(identify_check(IDENTIFY_ID, wish->number, number, sizeof(number))) ||
        !next_word(&words, word) || !read_factors(word, &wish->factors))
        return false;
    wish->cell = (int)cell;
    text_copy(wish->number, sizeof(wish->number), number);
    if ((wish->factors & FACTOR_CODE) != 0 && !next_word(&words, wish->code))
        return false;
    if (!read_options(&words, wish))
        return false;
    words += strspn(words, " ");
    return words[0] != '\0' && text_copy(wish->what, sizeof(wish->what), words);
}

/* "不动产权证|en=Title deed" as {"zh-Hans":...,"en":...}. NULL: a text is empty or too long. */
static json_t *read_what(char *text)
{
    json_t *what = json_object();
    char *save = NULL;

    for (char *part = strtok_r(text, "|", &save); part != NULL; part = strtok_r(NULL, "|", &save)) {
        char *equals = json_object_size(what) == 0 ? NULL : strchr(part, '=');
        const char *value = equals == NULL ? part : equals + 1;
        size_t length = strlen(value);

        if (equals != NULL)
            *equals = '\0';
        if (length == 0 || length > WHAT_TEXT_BYTES_MAX ||
            json_object_set_new(what, equals == NULL ? FIRST_LANGUAGE : part, json_string(value)) !=
                0) {
            json_decref(what);
            return NULL;
        }
    }
    return what;
}

static json_t *hash_of(const char *id, const char *secret)
{
    uint8_t digest[TRUST_DIGEST_BYTES];
    char text[PLATFORM_LOCKER_ID_BYTES + WORD_BYTES], hex[2 * TRUST_DIGEST_BYTES + 1];

    snprintf(text, sizeof(text), "%s%s", id, secret);
    trust_sha256(text, strlen(text), digest);
    bytes_to_hex(digest, sizeof(digest), hex);
    return json_string(hex);
}

/* A random UUID (RFC 9562 version 4). */
static void make_id(char out_id[PLATFORM_LOCKER_ID_BYTES])
{
    uint8_t bytes[16];
    char hex[33];

    trust_random(bytes, sizeof(bytes));
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    bytes_to_hex(bytes, sizeof(bytes), hex);
    snprintf(out_id, PLATFORM_LOCKER_ID_BYTES, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
             hex + 16, hex + 20);
}

static json_t *make(struct wish *wish, const char *id)
{
    int64_t now_s = (int64_t)time(NULL);
    char from[CIVIL_TEXT_BYTES], until[CIVIL_TEXT_BYTES];
    json_t *what = read_what(wish->what);

    if (what == NULL)
        return NULL;
    civil_format(now_s - 60, from); /* a kiosk's clock may be a little behind */
    civil_format(now_s + wish->valid_s, until);
    return json_pack("{s:s,s:n,s:i,s:o,s:s,s:i,s:s,s:s,s:s,s:o,s:o}", "assignment_id", id,
                     "case_id", "cell", wish->cell, "code_hash",
                     (wish->factors & FACTOR_CODE) != 0 ? hash_of(id, wish->code) : json_null(),
                     "expires", until, "factors", wish->factors, "kiosk_id", wish->kiosk,
                     "not_before", from, "purpose", wish->is_deposit ? "deposit" : "pickup",
                     "subject_hash", hash_of(id, wish->number), "what", what);
}

/* Gives it the next seq and that state, signs and keeps it. */
static err_t publish(struct platform_service *service, json_t *assignment, const char *state)
{
    int64_t seq = platform_store_next_seq(service->store);
    uint8_t signature[TRUST_SIGNATURE_BYTES];
    char *text = NULL, sig[89];
    err_t err = ERR_IO;

    json_object_set_new(assignment, "seq", json_integer(seq));
    json_object_set_new(assignment, "state", json_string(state));
    text = json_dumps(assignment, JSON_SORT_KEYS | JSON_COMPACT);
    if (seq == 0 || text == NULL ||
        trust_sign(service->keys->locker_key, text, strlen(text), signature) != ERR_OK)
        goto out;
    trust_base64(signature, sizeof(signature), sig);
    err = platform_store_assign(
        service->store, &(struct platform_assignment){
                            .id = json_string_value(json_object_get(assignment, "assignment_id")),
                            .kiosk = json_string_value(json_object_get(assignment, "kiosk_id")),
                            .seq = seq,
                            .cell = json_integer_value(json_object_get(assignment, "cell")),
                            .state = state,
                            .text = text,
                            .sig = sig});
out:
    free(text);
    return err;
}

/* A cell is given out as long as an assignment of it is READY, expired or not: something may lie in
 * it. */
static bool is_given_out(struct platform_service *service, const struct wish *wish)
{
    json_t *rows = platform_store_assignments(service->store, wish->kiosk, 0, INT64_MAX), *row;
    bool given = rows == NULL;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        const char *state = json_string_value(json_object_get(row, "state"));

        given = given || (strcmp(state, "READY") == 0 &&
                          json_integer_value(json_object_get(row, "cell")) == wish->cell);
    }
    json_decref(rows);
    return given;
}

err_t platform_locker_assign(struct platform_service *service, const char *words,
                             char out_id[PLATFORM_LOCKER_ID_BYTES])
{
    struct wish wish;
    json_t *assignment = NULL;
    err_t err = ERR_INVALID;

    make_id(out_id);
    if (read_wish(words, &wish))
        assignment = make(&wish, out_id);
    if (assignment != NULL) {
        pthread_mutex_lock(&service->lock);
        err = is_given_out(service, &wish) ? ERR_CONFLICT : publish(service, assignment, "READY");
        pthread_mutex_unlock(&service->lock);
    }
    bytes_wipe(&wish, sizeof(wish));
    json_decref(assignment);
    return err;
}

/* From READY to another state. */
static err_t move(struct platform_service *service, const char *id, const char *state)
{
    json_t *row = NULL, *assignment = NULL;
    err_t err = platform_store_find_assignment(service->store, id, &row);

    if (err == ERR_OK && strcmp(json_string_value(json_object_get(row, "state")), "READY") != 0)
        err = ERR_STATE;
    if (err == ERR_OK) {
        assignment = json_loads(json_string_value(json_object_get(row, "text")), 0, NULL);
        err = publish(service, assignment, state);
    }
    json_decref(assignment);
    json_decref(row);
    return err;
}

err_t platform_locker_withdraw(struct platform_service *service, const char *id)
{
    err_t err;

    pthread_mutex_lock(&service->lock);
    err = move(service, id, "WITHDRAWN");
    pthread_mutex_unlock(&service->lock);
    return err;
}

json_t *platform_locker_list(struct platform_service *service, const char *kiosk, const char *after)
{
    json_t *rows = platform_store_assignments(service->store, kiosk,
                                              after == NULL ? 0 : strtoll(after, NULL, 10),
                                              PLATFORM_LOCKER_LIST_MAX),
           *list = rows == NULL ? NULL : json_array(), *row;
    size_t i;

    json_array_foreach(rows, i, row) json_array_append_new(
        list,
        json_pack("{s:O,s:s,s:O}", "assignment", json_object_get(row, "text"), "kid",
                  trust_key_id(service->keys->locker_key), "sig", json_object_get(row, "sig")));
    json_decref(rows);
    return list;
}

/* Whether the assignment is one of this kiosk's. A door that was forced needs none. */
static bool is_own(struct platform_service *service, const char *kiosk, const char *kind,
                   const char *id)
{
    json_t *row = NULL;
    bool own;

    if (id == NULL)
        return strcmp(kind, "door_forced") == 0;
    own = platform_store_find_assignment(service->store, id, &row) == ERR_OK &&
          strcmp(json_string_value(json_object_get(row, "kiosk")), kiosk) == 0;
    json_decref(row);
    return own;
}

bool platform_locker_is_event(struct platform_service *service, const char *kiosk, const char *body,
                              size_t size_bytes)
{
    static const char *const kinds[] = {"pickup",  "deposit",     "refused",
                                        "expired", "door_forced", "empty_on_open"};
    json_t *event = json_loadb(body, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *kind = json_string_value(json_object_get(event, "kind"));
    const char *id = json_string_value(json_object_get(event, "assignment_id"));
    json_int_t cell = json_integer_value(json_object_get(event, "cell"));
    bool good = false;

    for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        good = good || strcmp(kind, kinds[i]) == 0;
    good = good && json_is_object(json_object_get(event, "created")) && cell >= 1 &&
           cell <= CELLS_MAX && is_own(service, kiosk, kind, id);
    json_decref(event);
    return good;
}

err_t platform_locker_note(struct platform_service *service, const char *body, size_t size_bytes)
{
    json_t *event = json_loadb(body, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *kind = json_string_value(json_object_get(event, "kind"));
    const char *id = json_string_value(json_object_get(event, "assignment_id"));
    err_t err = ERR_OK;

    if (strcmp(kind, "pickup") == 0 || strcmp(kind, "deposit") == 0)
        err = move(service, id, "DONE");
    json_decref(event);
    return err == ERR_STATE ? ERR_OK : err; /* it was withdrawn in between: the door was quicker */
}
