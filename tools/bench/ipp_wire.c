#include "tools/bench/ipp_wire.h"

#include <string.h>

#define HEADER_BYTES 8

/* Reading ------------------------------------------------------------------------------------ */

static uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* One attribute at `at`. Returns the bytes it took; 0: it is cut off. */
static size_t read_attribute(const uint8_t *at, size_t left, struct ipp_wire_attribute *out)
{
    size_t name_length, length;

    if (left < 5)
        return 0;
    name_length = get16(at + 1);
    if (left < 5 + name_length)
        return 0;
    length = get16(at + 3 + name_length);
    if (left < 5 + name_length + length)
        return 0;
    out->tag = at[0];
    out->name = (const char *)at + 3;
    out->name_length = (uint16_t)name_length;
    out->value = at + 5 + name_length;
    out->length = (uint16_t)length;
    return 5 + name_length + length;
}

bool ipp_wire_read(const uint8_t *bytes, size_t size, struct ipp_wire_request *out_request)
{
    size_t at = HEADER_BYTES;
    uint8_t group = 0;

    memset(out_request, 0, sizeof(*out_request));
    if (size < HEADER_BYTES + 1)
        return false;
    out_request->major = bytes[0];
    out_request->minor = bytes[1];
    out_request->operation = get16(bytes + 2);
    out_request->id = get32(bytes + 4);
    while (at < size && bytes[at] != IPP_WIRE_END) {
        struct ipp_wire_attribute *attribute = &out_request->attributes[out_request->count];
        size_t took;

        if (bytes[at] < 0x10) {
            group = bytes[at++];
            continue;
        }
        if (out_request->count == IPP_WIRE_ATTRIBUTES_MAX || group == 0)
            return false;
        took = read_attribute(bytes + at, size - at, attribute);
        if (took == 0 || (attribute->name_length == 0 && out_request->count == 0))
            return false;
        attribute->group = group;
        if (attribute->name_length == 0) {
            attribute->name = attribute[-1].name;
            attribute->name_length = attribute[-1].name_length;
        }
        out_request->count++;
        at += took;
    }
    if (at >= size)
        return false;
    out_request->document = bytes + at + 1;
    out_request->document_size = size - at - 1;
    return true;
}

static bool is_named(const struct ipp_wire_attribute *attribute, const char *name)
{
    return attribute->name_length == strlen(name) &&
           memcmp(attribute->name, name, attribute->name_length) == 0;
}

const struct ipp_wire_attribute *ipp_wire_find(const struct ipp_wire_request *request,
                                               const char *name)
{
    for (size_t i = 0; i < request->count; i++)
        if (is_named(&request->attributes[i], name))
            return &request->attributes[i];
    return NULL;
}

bool ipp_wire_is(const struct ipp_wire_attribute *attribute, const char *text)
{
    return attribute != NULL && attribute->length == strlen(text) &&
           memcmp(attribute->value, text, attribute->length) == 0;
}

int32_t ipp_wire_integer(const struct ipp_wire_request *request, const char *name,
                         int32_t otherwise)
{
    const struct ipp_wire_attribute *attribute = ipp_wire_find(request, name);

    return attribute != NULL && attribute->length == 4 ? (int32_t)get32(attribute->value)
                                                       : otherwise;
}

bool ipp_wire_flag(const struct ipp_wire_request *request, const char *name)
{
    const struct ipp_wire_attribute *attribute = ipp_wire_find(request, name);

    return attribute != NULL && attribute->length == 1 && attribute->value[0] == 1;
}

void ipp_wire_text(const struct ipp_wire_request *request, const char *name, char *out,
                   size_t size_bytes)
{
    const struct ipp_wire_attribute *attribute = ipp_wire_find(request, name);
    size_t length = attribute != NULL ? attribute->length : 0;

    if (length >= size_bytes)
        length = size_bytes - 1;
    if (length > 0)
        memcpy(out, attribute->value, length);
    out[length] = '\0';
}

bool ipp_wire_wants(const struct ipp_wire_request *request, const char *name, const char *group)
{
    bool asked = false;

    for (size_t i = 0; i < request->count; i++) {
        const struct ipp_wire_attribute *attribute = &request->attributes[i];

        if (!is_named(attribute, "requested-attributes"))
            continue;
        asked = true;
        if (ipp_wire_is(attribute, name) || ipp_wire_is(attribute, "all") ||
            ipp_wire_is(attribute, group))
            return true;
    }
    return !asked;
}

/* Writing ------------------------------------------------------------------------------------ */

static void put(struct ipp_wire_answer *answer, const void *bytes, size_t size)
{
    if (answer->room - answer->size < size) {
        answer->full = true;
        return;
    }
    if (size > 0)
        memcpy(answer->bytes + answer->size, bytes, size);
    answer->size += size;
}

static void put8(struct ipp_wire_answer *answer, uint8_t byte)
{
    put(answer, &byte, 1);
}

static void put16(struct ipp_wire_answer *answer, size_t number)
{
    put8(answer, (uint8_t)(number >> 8));
    put8(answer, (uint8_t)number);
}

void ipp_wire_begin(struct ipp_wire_answer *answer, const struct ipp_wire_request *request,
                    uint16_t status)
{
    answer->size = 0;
    answer->skipping = answer->full = false;
    answer->filter = NULL;
    put8(answer, request->major);
    put8(answer, request->minor);
    put16(answer, status);
    put16(answer, request->id >> 16);
    put16(answer, request->id & 0xffff);
    ipp_wire_group(answer, IPP_WIRE_OPERATION_GROUP);
    ipp_wire_add_text(answer, IPP_WIRE_CHARSET, "attributes-charset", "utf-8");
    ipp_wire_add_text(answer, IPP_WIRE_LANGUAGE, "attributes-natural-language", "en");
}

void ipp_wire_group(struct ipp_wire_answer *answer, uint8_t delimiter)
{
    put8(answer, delimiter);
}

void ipp_wire_add(struct ipp_wire_answer *answer, uint8_t tag, const char *name, const void *value,
                  size_t length)
{
    if (name != NULL && answer->filter != NULL)
        answer->skipping = !ipp_wire_wants(answer->filter, name, answer->filter_group);
    if (answer->skipping)
        return;
    put8(answer, tag);
    put16(answer, name != NULL ? strlen(name) : 0);
    if (name != NULL)
        put(answer, name, strlen(name));
    put16(answer, length);
    put(answer, value, length);
}

void ipp_wire_add_text(struct ipp_wire_answer *answer, uint8_t tag, const char *name,
                       const char *text)
{
    ipp_wire_add(answer, tag, name, text, strlen(text));
}

static void to_bytes(int32_t number, uint8_t out[4])
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)((uint32_t)number >> (24 - 8 * i));
}

void ipp_wire_add_integer(struct ipp_wire_answer *answer, uint8_t tag, const char *name,
                          int32_t number)
{
    uint8_t bytes[4];

    to_bytes(number, bytes);
    ipp_wire_add(answer, tag, name, bytes, sizeof(bytes));
}

void ipp_wire_add_flag(struct ipp_wire_answer *answer, const char *name, bool flag)
{
    uint8_t byte = flag;

    ipp_wire_add(answer, IPP_WIRE_BOOLEAN, name, &byte, 1);
}

void ipp_wire_add_range(struct ipp_wire_answer *answer, const char *name, int32_t from, int32_t to)
{
    uint8_t bytes[8];

    to_bytes(from, bytes);
    to_bytes(to, bytes + 4);
    ipp_wire_add(answer, IPP_WIRE_RANGE, name, bytes, sizeof(bytes));
}
