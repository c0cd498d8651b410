/* Catalogue JSON: typed reading of a document that must have exactly the form it should, with the
 * path of the first thing wrong. Inside the catalogue only.
 *
 * Errors stick: the first failure is kept, and every later read gives a harmless value, so a reader
 * is straight-line code that asks once, at its end. */
#ifndef BANSHI_SERVICES_CATALOGUE_CATALOGUE_JSON_H
#define BANSHI_SERVICES_CATALOGUE_CATALOGUE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

struct catalogue_json {
    char *why; /* the caller's buffer for "path: what" */
    size_t why_bytes;
    err_t err;
};

/* A place in the document. It lives on the stack and refers to the place above it. */
struct catalogue_at {
    struct catalogue_json *json;
    const struct catalogue_at *up; /* NULL: the root */
    const char *key;               /* NULL: an element of an array */
    size_t index;
    json_t *value; /* borrowed; NULL: not there */
};

struct catalogue_at catalogue_json_root(struct catalogue_json *json, json_t *value);
struct catalogue_at catalogue_json_key(const struct catalogue_at *up, const char *key);
struct catalogue_at catalogue_json_element(const struct catalogue_at *up, size_t index);

/* Keeps "services[0].steps[3].field: <what>" and `err`, unless something failed before. */
void catalogue_json_fail(const struct catalogue_at *at, err_t err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool catalogue_json_failed(const struct catalogue_at *at);

/* It must be an object with these keys (NULL ends them) and no others; a key that begins with '?'
 * may be absent. */
void catalogue_json_object(const struct catalogue_at *at, const char *const *keys);

/* The count of an array of `min` to `max` elements; 0 on failure. */
size_t catalogue_json_array(const struct catalogue_at *at, size_t min, size_t max);

/* A string of 1 to `max` bytes without control characters but line feed; "" on failure. Borrowed.
 */
const char *catalogue_json_string(const struct catalogue_at *at, size_t max);

/* Like catalogue_json_string(), of [a-z0-9_-] only, copied to `out` of `size_bytes`. */
void catalogue_json_code(const struct catalogue_at *at, char *out, size_t size_bytes);

/* An integer of that range; `min` on failure. */
int64_t catalogue_json_integer(const struct catalogue_at *at, int64_t min, int64_t max);

/* true or false; absent counts as false. */
bool catalogue_json_flag(const struct catalogue_at *at);

/* The index of a name in a list of `count`, in which NULL is no name; 0 on failure. */
size_t catalogue_json_name(const struct catalogue_at *at, const char *const *names, size_t count);

#endif
