/* The boot number: grows with every start of the kiosk without a kept state, so that the ops of two
 * starts never meet in the store. Kept in one small file of the data folder. */
#ifndef BANSHI_APP_BOOT_H
#define BANSHI_APP_BOOT_H

#include <stdint.h>

#include "firmware/base/err.h"

/* Reads, adds one, writes durably. When the file is missing or damaged it goes on from the wall
 * clock's seconds, which no counter that began at 1 has reached. ERR_IO, ERR_LIMIT: the number
 * could not be made durable; nobody may use it. */
MUST_USE err_t boot_next(const char *data, uint32_t *out_boot);

#endif
