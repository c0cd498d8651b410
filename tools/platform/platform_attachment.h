/* Attachments of a case: which are awaited, whether one that comes is what was promised, and what
 * of it a dump shows. Called under the service's lock. Source: openapi.yaml, putAttachment. */
#ifndef BANSHI_PLATFORM_ATTACHMENT_H
#define BANSHI_PLATFORM_ATTACHMENT_H

#include <stddef.h>

#include <jansson.h>

#include "firmware/base/err.h"
#include "tools/platform/platform_keys.h"
#include "tools/platform/platform_store.h"

/* One that comes. */
struct platform_attachment {
    const char *kiosk, *case_id, *id;
    const void *body; /* as it is sent, sealed */
    size_t size_bytes;
    const char *digest; /* SHA-256 of the body, hex */
};

/* How many of those that a case's body names are not here. */
size_t platform_attachment_missing(struct platform_store *store, const char *kiosk,
                                   const json_t *body);

/* ERR_OK: it may be taken; `out_missing` counts those that are still awaited with it.
 * ERR_NOT_FOUND: no such case of this kiosk, or it names no such attachment; ERR_CONFLICT: it names
 * one with another digest or size; ERR_SIGNATURE: it does not open, or holds other bytes than the
 * citizen confirmed; ERR_IO. */
MUST_USE err_t platform_attachment_check(struct platform_store *store,
                                         const struct platform_keys *keys,
                                         const struct platform_attachment *attachment,
                                         size_t *out_missing);

/* A list in the order of the case, each entry with what is known of it: {"id","code","size_bytes",
 * "sha256","received","deliveries","receipt","checks"}. `payload` is the case's, opened. The caller
 * owns the reference. */
json_t *platform_attachment_dump(struct platform_store *store, const struct platform_keys *keys,
                                 const char *kiosk, const json_t *payload);

/* Base64 of bytes for the store's text column; the caller frees. NULL: no memory. */
char *platform_attachment_text(const void *bytes, size_t size_bytes);

#endif
