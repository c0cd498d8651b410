/* IPP messages by hand (RFC 8010): the virtual printer reads requests and writes answers with this
 * and nothing of libcups, so that the driver's library talks to an independent other end. The
 * caller owns all memory. */
#ifndef BANSHI_TOOLS_BENCH_IPP_WIRE_H
#define BANSHI_TOOLS_BENCH_IPP_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IPP_WIRE_ATTRIBUTES_MAX 128

/* Delimiters and value tags, RFC 8010 3.5. */
enum {
    IPP_WIRE_OPERATION_GROUP = 0x01,
    IPP_WIRE_JOB_GROUP = 0x02,
    IPP_WIRE_END = 0x03,
    IPP_WIRE_PRINTER_GROUP = 0x04,
    IPP_WIRE_UNSUPPORTED_GROUP = 0x05,
    IPP_WIRE_NO_VALUE = 0x13,
    IPP_WIRE_INTEGER = 0x21,
    IPP_WIRE_BOOLEAN = 0x22,
    IPP_WIRE_ENUM = 0x23,
    IPP_WIRE_OCTETS = 0x30,
    IPP_WIRE_DATE = 0x31,
    IPP_WIRE_RESOLUTION = 0x32,
    IPP_WIRE_RANGE = 0x33,
    IPP_WIRE_TEXT = 0x41,
    IPP_WIRE_NAME = 0x42,
    IPP_WIRE_KEYWORD = 0x44,
    IPP_WIRE_URI = 0x45,
    IPP_WIRE_CHARSET = 0x47,
    IPP_WIRE_LANGUAGE = 0x48,
    IPP_WIRE_MIME = 0x49
};

/* One value; the bytes lie in the message. A further value of an attribute has its name, too. */
struct ipp_wire_attribute {
    uint8_t group, tag;
    const char *name; /* not terminated */
    uint16_t name_length;
    const uint8_t *value;
    uint16_t length;
};

struct ipp_wire_request {
    uint8_t major, minor;
    uint16_t operation;
    uint32_t id;
    struct ipp_wire_attribute attributes[IPP_WIRE_ATTRIBUTES_MAX];
    size_t count;
    const uint8_t *document; /* what comes behind the attributes */
    size_t document_size;
};

/* False: no IPP request, or more attributes than fit. */
bool ipp_wire_read(const uint8_t *bytes, size_t size, struct ipp_wire_request *out_request);

/* The first value of that name; NULL: none. */
const struct ipp_wire_attribute *ipp_wire_find(const struct ipp_wire_request *request,
                                               const char *name);
bool ipp_wire_is(const struct ipp_wire_attribute *attribute, const char *text);
int32_t ipp_wire_integer(const struct ipp_wire_request *request, const char *name,
                         int32_t otherwise);
bool ipp_wire_flag(const struct ipp_wire_request *request, const char *name);

/* Copies a text value as a C string, cut to the buffer; empty when there is none. */
void ipp_wire_text(const struct ipp_wire_request *request, const char *name, char *out,
                   size_t size_bytes);

/* True when the request's requested-attributes let `name` pass: it names it, or `group`, or "all",
 * or there is no such attribute. */
bool ipp_wire_wants(const struct ipp_wire_request *request, const char *name, const char *group);

/* An answer being written. What no longer fits is left out, and `full` says so. */
struct ipp_wire_answer {
    uint8_t *bytes;
    size_t size, room;
    bool full;
    const struct ipp_wire_request *filter; /* its requested-attributes count, when not NULL */
    const char *filter_group;
    bool skipping; /* the attribute under way was not asked for */
};

/* Begins with version, status, the request's id, charset and language. */
void ipp_wire_begin(struct ipp_wire_answer *answer, const struct ipp_wire_request *request,
                    uint16_t status);
void ipp_wire_group(struct ipp_wire_answer *answer, uint8_t delimiter);

/* Adds an attribute; a NULL name adds one more value to the last one. */
void ipp_wire_add(struct ipp_wire_answer *answer, uint8_t tag, const char *name, const void *value,
                  size_t length);
void ipp_wire_add_text(struct ipp_wire_answer *answer, uint8_t tag, const char *name,
                       const char *text);
void ipp_wire_add_integer(struct ipp_wire_answer *answer, uint8_t tag, const char *name,
                          int32_t number);
void ipp_wire_add_flag(struct ipp_wire_answer *answer, const char *name, bool flag);
void ipp_wire_add_range(struct ipp_wire_answer *answer, const char *name, int32_t from, int32_t to);

#endif
