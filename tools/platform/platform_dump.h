/* The dump: everything the platform holds, opened and checked, as JSON for people and for tests. */
#ifndef BANSHI_PLATFORM_DUMP_H
#define BANSHI_PLATFORM_DUMP_H

#include "firmware/base/err.h"
#include "tools/platform/platform_service.h"

/* Writes the dump to `path` ("-": standard output). A case that fails a check is written all the
 * same, with the check false. ERR_IO. */
MUST_USE err_t platform_dump_write(const struct platform_service *service, const char *path);

#endif
