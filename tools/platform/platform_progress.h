/* Progress: where a stored case stands, by the decisions and with the names of the catalogue that
 * the platform serves. Reads the catalogue's file each time, as serving it does. */
#ifndef BANSHI_PLATFORM_PROGRESS_H
#define BANSHI_PLATFORM_PROGRESS_H

#include <jansson.h>

#include "tools/platform/platform_service.h"

/* The body of GET /v1/cases/{id} for a row of the store. The caller owns the reference. */
json_t *platform_progress_status(const struct platform_service *service, const json_t *row);

/* The body of GET /v1/case-numbers/{number}: state, name of the service, verification code if there
 * is one, and each department. `language` is the value of Accept-Language, NULL: zh-Hans. The
 * caller owns the reference. */
json_t *platform_progress_number(const struct platform_service *service, const json_t *row,
                                 const char *language);

/* The body of GET /v1/cases/{id}/document for a row of the store; NULL: there is none (yet). The
 * caller owns the reference. */
json_t *platform_progress_document(const struct platform_service *service, const json_t *row);

#endif
