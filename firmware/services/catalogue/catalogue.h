/* Catalogue: what the kiosk offers, compiled from the document that the platform serves. Whoever
 * opens it owns it; services and texts live as long as it does. No files, no network: the caller
 * has the bytes, and has checked their signature (services/trust) before.
 *
 * The document is canonical JSON (sorted keys, no blanks) of the form
 *   {"version": 7, "issued": "2026-11-22T08:00:00+08:00", "expires": "...", "min_fw": "1.0.0",
 *    "services": [ ... ]}
 * with services as assets/services/service.schema.json describes them. Nothing of it is taken on
 * trust: unknown keys, a text without the first language, a step that cannot be reached or answered,
 * all refuse the document whole, with the path of what is wrong. Where a text lacks another
 * language, the first speaks in its place. */
#ifndef BANSHI_SERVICES_CATALOGUE_CATALOGUE_H
#define BANSHI_SERVICES_CATALOGUE_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"
#include "firmware/world/texts.h"

#define CATALOGUE_SIZE_BYTES_MAX (256 * 1024)
#define CATALOGUE_TEXT_BYTES_MAX (TEXTS_SENTENCE_BYTES - 1)
#define CATALOGUE_VERSION_MAX INT32_MAX
#define CATALOGUE_WHY_BYTES 320
#define CATALOGUE_FIRMWARE_BYTES 16

struct catalogue;

struct catalogue_info {
    uint32_t version;
    int64_t issued_s, expires_s;           /* UTC */
    char min_fw[CATALOGUE_FIRMWARE_BYTES]; /* "1.0.0" */
};

/* Compiles a document. On failure `why` (CATALOGUE_WHY_BYTES) holds one line for a technician or an
 * editor, such as "services[0].steps[3].field: no field 'kindd'"; on success it is empty. The bytes
 * are not needed afterwards. ERR_INVALID: not a catalogue; ERR_LIMIT: over a limit of model.h;
 * ERR_CONFLICT: the same code twice; ERR_MEMORY. Nothing happened to the world. */
MUST_USE err_t catalogue_open(const void *bytes, size_t size_bytes, char why[CATALOGUE_WHY_BYTES],
                              struct catalogue **out_catalogue);
void catalogue_close(struct catalogue *catalogue);

const struct catalogue_info *catalogue_info(const struct catalogue *catalogue);

/* May it be offered at this UTC moment by this firmware ("1.2.0")? ERR_EXPIRED: past its time;
 * ERR_STATE: it asks for a newer firmware. A moment before `issued` is no reason to refuse: the
 * clock of a kiosk may be behind. */
MUST_USE err_t catalogue_check(const struct catalogue *catalogue, int64_t utc_s,
                               const char *firmware);

/* 1 to CATALOGUE_ITEMS_MAX. */
size_t catalogue_count(const struct catalogue *catalogue);

/* What home shows, and what a visit pins (it copies it); `index` is below catalogue_count(). */
const struct catalogue_item *catalogue_item(const struct catalogue *catalogue, size_t index);
const struct service *catalogue_service(const struct catalogue *catalogue, size_t index);

/* Sets the catalogue half of `texts`; the words stay as they are. */
void catalogue_texts(const struct catalogue *catalogue, struct texts *texts);

/* What else people call each service, in all languages, for search: catalogue_count() strings, in
 * which each word is followed by a line feed; NULL: none. */
const char *const *catalogue_keywords(const struct catalogue *catalogue);

#endif
