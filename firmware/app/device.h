/* The device workers: one process, one blocking driver, straight-line code with limits. Both run
 * until the supervisor ends them. */
#ifndef BANSHI_APP_DEVICE_H
#define BANSHI_APP_DEVICE_H

#include "firmware/app/board.h"

#define DEVICE_STATUS_MS 3000 /* between two proofs of health while nothing else is done */
#define DEVICE_OPEN_LIMIT_MS 3000
#define DEVICE_STATUS_LIMIT_MS 1500

/* ERR_NOT_FOUND: no driver of that name, so nothing was run. */
MUST_USE err_t device_run_reader(const struct board_device *board);
MUST_USE err_t device_run_printer(const struct board_device *board);

#endif
