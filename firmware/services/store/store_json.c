#include "firmware/services/store/store_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

struct store_json store_json_start(char *out, size_t size_bytes)
{
    return (struct store_json){.out = out, .size_bytes = size_bytes};
}

static void append(struct store_json *json, const char *text, size_t length)
{
    if (json->is_full || length > json->size_bytes - json->length) {
        json->is_full = true;
        return;
    }
    memcpy(json->out + json->length, text, length);
    json->length += length;
}

void store_json_raw(struct store_json *json, const char *text)
{
    append(json, text, strlen(text));
}

static void append_escaped(struct store_json *json, char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof(named); i += 2) {
        if (named[i] == c) {
            append(json, (char[]){'\\', named[i + 1]}, 2);
            return;
        }
    }
    char code[8];
    int length = snprintf(code, sizeof(code), "\\u%04X", (unsigned)(unsigned char)c);
    append(json, code, (size_t)length);
}

void store_json_string(struct store_json *json, const char *text)
{
    append(json, "\"", 1);
    while (*text != '\0') {
        size_t plain = 0;
        while ((unsigned char)text[plain] >= ' ' && text[plain] != '"' && text[plain] != '\\')
            plain++;
        append(json, text, plain);
        text += plain;
        if (*text != '\0')
            append_escaped(json, *text++);
    }
    append(json, "\"", 1);
}

void store_json_number(struct store_json *json, int64_t number)
{
    char text[24];
    int length = snprintf(text, sizeof(text), "%" PRId64, number);
    append(json, text, (size_t)length);
}

void store_json_base64(struct store_json *json, const void *bytes, size_t size_bytes)
{
    size_t length = (size_bytes + 2) / 3 * 4;
    append(json, "\"", 1);
    /* The encoder ends its text with a NUL, which the closing quote then overwrites. */
    if (json->is_full || length + 1 > json->size_bytes - json->length) {
        json->is_full = true;
        return;
    }
    trust_base64(bytes, size_bytes, json->out + json->length);
    json->length += length;
    append(json, "\"", 1);
}

bool store_json_is_text(const char *text, size_t size_bytes)
{
    const char *end = memchr(text, '\0', size_bytes);
    return end != NULL && text_is_utf8(text, (size_t)(end - text));
}

static bool is_person(const struct person *person)
{
    return store_json_is_text(person->name, sizeof(person->name)) &&
           store_json_is_text(person->number, sizeof(person->number)) &&
           store_json_is_text(person->address, sizeof(person->address)) &&
           store_json_is_text(person->birth, sizeof(person->birth));
}

static bool is_field(const struct draft_field *field)
{
    return store_json_is_text(field->code, sizeof(field->code)) && field->code[0] != '\0' &&
           store_json_is_text(field->value, sizeof(field->value));
}

/* Strokes that follow each other without a gap, none of them empty. */
static bool is_ink(const struct ink *ink)
{
    uint16_t start = 0;
    if (ink->stroke_count == 0 || ink->stroke_count > INK_STROKES_MAX ||
        ink->point_count > INK_POINTS_MAX)
        return false;
    for (size_t i = 0; i < ink->stroke_count; i++) {
        if (ink->ends[i] <= start)
            return false;
        start = ink->ends[i];
    }
    return start == ink->point_count;
}

static bool is_attachment(const struct attachment *attachment)
{
    return store_json_is_text(attachment->id, sizeof(attachment->id)) &&
           attachment->id[0] != '\0' &&
           store_json_is_text(attachment->code, sizeof(attachment->code)) &&
           attachment->code[0] != '\0' && attachment->size_bytes > 0;
}

static bool are_attachments(const struct draft *draft)
{
    if (draft->attachment_count > SERVICE_MATERIALS_MAX)
        return false;
    for (size_t i = 0; i < draft->attachment_count; i++) {
        if (!is_attachment(&draft->attachments[i]))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(draft->attachments[i].id, draft->attachments[j].id) == 0)
                return false;
        }
    }
    return true;
}

static bool is_draft(const struct draft *draft)
{
    if (draft->signed_by > SIGNED_CONFIRMED ||
        (draft->signed_by == SIGNED_INK && !is_ink(&draft->signature)) || !are_attachments(draft))
        return false;
    if (draft->field_count > SERVICE_FIELDS_MAX || draft->language >= LANGUAGE_COUNT ||
        !store_json_is_text(draft->service, sizeof(draft->service)) || draft->service[0] == '\0' ||
        !is_person(&draft->person))
        return false;
    for (size_t i = 0; i < draft->field_count; i++) {
        if (!is_field(&draft->fields[i]))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(draft->fields[i].code, draft->fields[j].code) == 0)
                return false;
        }
    }
    return true;
}

static void write_member(struct store_json *json, const char *key, const char *value)
{
    store_json_raw(json, key);
    store_json_string(json, value);
}

static void write_count(struct store_json *json, const char *key, int64_t value)
{
    store_json_raw(json, key);
    store_json_number(json, value);
}

static void write_bytes(struct store_json *json, const char *key, const void *bytes,
                        size_t size_bytes)
{
    store_json_raw(json, key);
    store_json_base64(json, bytes, size_bytes);
}

static void write_person(struct store_json *json, const struct person *person)
{
    write_member(json, "{\"address\":", person->address);
    write_member(json, ",\"birth\":", person->birth);
    write_member(json, ",\"name\":", person->name);
    write_count(json, ",\"nation\":", person->nation);
    write_member(json, ",\"number\":", person->number);
    write_count(json, ",\"sex\":", person->sex);
    store_json_raw(json, "}");
}

/* Nothing at all without one, as for a signature. */
static void write_attachments(struct store_json *json, const struct draft *draft)
{
    for (size_t i = 0; i < draft->attachment_count; i++) {
        const struct attachment *attachment = &draft->attachments[i];
        char digest[2 * DIGEST_BYTES + 1];
        bytes_to_hex(attachment->digest, DIGEST_BYTES, digest);
        store_json_raw(json, i == 0 ? ",\"attachments\":[" : ",");
        write_member(json, "{\"code\":", attachment->code);
        write_member(json, ",\"id\":", attachment->id);
        write_member(json, ",\"sha256\":", digest);
        write_count(json, ",\"size_bytes\":", attachment->size_bytes);
        store_json_raw(json, i + 1 == draft->attachment_count ? "}]" : "}");
    }
}

/* The field whose code comes next after `last` in byte order; NULL: there is none. */
static const struct draft_field *find_next(const struct draft *draft, const char *last)
{
    const struct draft_field *next = NULL;
    for (size_t i = 0; i < draft->field_count; i++) {
        const struct draft_field *field = &draft->fields[i];
        if (strcmp(field->code, last) > 0 && (next == NULL || strcmp(field->code, next->code) < 0))
            next = field;
    }
    return next;
}

static void write_stroke(struct store_json *json, const struct ink *ink, uint16_t stroke)
{
    uint16_t start = ink_start(ink, stroke);
    for (uint16_t i = start; i < ink->ends[stroke]; i++) {
        store_json_raw(json, i == start ? "[" : ",");
        store_json_number(json, ink->points[i].x);
        store_json_raw(json, ",");
        store_json_number(json, ink->points[i].y);
    }
    store_json_raw(json, "]");
}

/* Nothing at all for a service that asks for no signature, so that its payload stays as it ever
 * was. */
static void write_signature(struct store_json *json, const struct draft *draft)
{
    if (draft->signed_by == SIGNED_NONE)
        return;
    if (draft->signed_by == SIGNED_INK) {
        for (uint16_t i = 0; i < draft->signature.stroke_count; i++) {
            store_json_raw(json, i == 0 ? ",\"signature\":{\"strokes\":[" : ",");
            write_stroke(json, &draft->signature, i);
        }
        store_json_raw(json, "],\"unit\":\"0.1mm\"}");
    }
    write_member(json, ",\"signed_by\":", draft->signed_by == SIGNED_INK ? "ink" : "confirmed");
}

err_t store_json_draft(struct store_json *json, const struct draft *draft)
{
    if (!is_draft(draft))
        return ERR_INVALID;
    store_json_raw(json, "{\"applicant\":");
    write_person(json, &draft->person);
    write_attachments(json, draft);
    store_json_raw(json, ",\"fields\":{");
    const struct draft_field *field = find_next(draft, "");
    while (field != NULL) {
        store_json_string(json, field->code);
        write_member(json, ":", field->value);
        field = find_next(draft, field->code);
        if (field != NULL)
            store_json_raw(json, ",");
    }
    write_member(json, "},\"language\":", language_tag((enum language)draft->language));
    write_signature(json, draft);
    store_json_raw(json, "}");
    return json->is_full ? ERR_LIMIT : ERR_OK;
}

static void write_created(struct store_json *json, const struct store_json_case *parts)
{
    char wall[CIVIL_TEXT_BYTES];

    civil_format(parts->at->wall_s, wall);
    write_count(json, "{\"boot\":", parts->boot);
    write_count(json, ",\"mono\":", (int64_t)parts->at->mono_ms);
    write_count(json, ",\"trust\":", parts->at->trust);
    write_member(json, ",\"wall\":", wall);
    store_json_raw(json, "}");
}

static void write_envelope(struct store_json *json, const struct store_json_case *parts)
{
    const struct trust_envelope *envelope = parts->envelope;
    store_json_raw(json, "{\"alg\":\"ecdh-p256+hkdf-sha256+a256gcm\"");
    write_bytes(json, ",\"ct\":", parts->cipher, parts->cipher_bytes);
    write_bytes(json, ",\"ephemeral\":", envelope->ephemeral, sizeof(envelope->ephemeral));
    write_bytes(json, ",\"iv\":", envelope->iv, sizeof(envelope->iv));
    write_member(json, ",\"kid\":", envelope->kid);
    write_bytes(json, ",\"tag\":", envelope->tag, sizeof(envelope->tag));
    write_bytes(json, ",\"wrapped_dek\":", envelope->wrapped_dek, sizeof(envelope->wrapped_dek));
    store_json_raw(json, "}");
}

static void write_awaited(struct store_json *json, const struct store_json_case *parts)
{
    store_json_raw(json, "{\"attachments\":[");
    for (size_t i = 0; i < parts->attachment_count; i++) {
        const struct store_json_attachment *attachment = &parts->attachments[i];
        char digest[2 * DIGEST_BYTES + 1];
        bytes_to_hex(attachment->digest, DIGEST_BYTES, digest);
        write_member(json, i == 0 ? "{\"id\":" : ",{\"id\":", attachment->id);
        write_member(json, ",\"sha256\":", digest);
        write_count(json, ",\"size\":", attachment->size_bytes);
        store_json_raw(json, "}");
    }
    store_json_raw(json, "]");
}

void store_json_case(struct store_json *json, const struct store_json_case *parts)
{
    char digest[2 * DIGEST_BYTES + 1];
    bytes_to_hex(parts->saved->digest, DIGEST_BYTES, digest);
    write_awaited(json, parts);
    write_count(json, ",\"consent\":{\"text_version\":", parts->draft->consent_version);
    store_json_raw(json, "},\"created\":");
    write_created(json, parts);
    store_json_raw(json, ",\"envelope\":");
    write_envelope(json, parts);
    write_member(json, ",\"kiosk_id\":", parts->kiosk_id);
    write_member(json, ",\"number\":", parts->saved->number);
    write_member(json, ",\"payload_sha256\":", digest);
    store_json_raw(json, ",\"schema\":1");
    write_member(json, ",\"svc\":", parts->draft->service);
    write_count(json, ",\"svc_version\":", parts->draft->service_version);
    store_json_raw(json, "}");
}
