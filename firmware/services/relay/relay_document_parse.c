#include "firmware/services/relay/relay_document_parse.h"

#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

/* Where a text goes and what it may be. */
struct slot {
    const char *name;
    char *out;
    size_t size_bytes;
    bool is_code;  /* printable ASCII alone: it is typed in or encoded as a QR code */
    bool is_lines; /* may have line feeds */
};

static bool is_allowed(const char *text, const struct slot *slot)
{
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte == '\n' && slot->is_lines)
            continue;
        if (byte < ' ' || byte == 0x7f || (slot->is_code && (byte == ' ' || byte > '~')))
            return false;
    }
    return true;
}

static err_t take_text(const json_t *object, const struct slot *slot)
{
    const json_t *value = json_object_get(object, slot->name);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || strlen(text) != json_string_length(value) ||
        !is_allowed(text, slot))
        return ERR_INVALID;
    return text_copy(slot->out, slot->size_bytes, text) ? ERR_OK : ERR_LIMIT;
}

static err_t take_slots(const json_t *object, const struct slot *slots, size_t count)
{
    err_t err = ERR_OK;

    for (size_t i = 0; i < count && err == ERR_OK; i++)
        err = take_text(object, &slots[i]);
    return err;
}

static err_t take_rows(const json_t *array, struct certificate *out)
{
    err_t err = json_is_array(array) ? ERR_OK : ERR_INVALID;

    if (json_array_size(array) > CERTIFICATE_ROWS_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < json_array_size(array) && err == ERR_OK; i++) {
        const struct slot slots[] = {
            {"label", out->rows[i].label, sizeof(out->rows[i].label), false, false},
            {"value", out->rows[i].value, sizeof(out->rows[i].value), false, false}};

        err = take_slots(json_array_get(array, i), slots, sizeof(slots) / sizeof(slots[0]));
    }
    out->row_count = (uint32_t)json_array_size(array);
    return err;
}

static err_t take_certificate(const json_t *object, struct certificate *out)
{
    const struct slot slots[] = {{"title", out->title, sizeof(out->title), false, false},
                                 {"number", out->number, sizeof(out->number), true, false},
                                 {"issuer", out->issuer, sizeof(out->issuer), false, false},
                                 {"date", out->date, sizeof(out->date), false, false},
                                 {"code", out->code, sizeof(out->code), true, false},
                                 {"verify", out->verify, sizeof(out->verify), true, false},
                                 {"body", out->body, sizeof(out->body), false, true}};
    err_t err = take_slots(object, slots, sizeof(slots) / sizeof(slots[0]));

    return err == ERR_OK ? take_rows(json_object_get(object, "rows"), out) : err;
}

err_t relay_document_parse(const void *bytes, size_t size_bytes,
                           struct certificate *out_certificate)
{
    json_t *object;
    err_t err;

    memset(out_certificate, 0, sizeof(*out_certificate));
    if (size_bytes > RELAY_DOCUMENT_BYTES_MAX)
        return ERR_LIMIT;
    object = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, NULL);
    err = object == NULL ? ERR_INVALID : take_certificate(object, out_certificate);
    json_decref(object);
    if (err != ERR_OK)
        bytes_wipe(out_certificate, sizeof(*out_certificate));
    return err;
}
