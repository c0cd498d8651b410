/* The device workers: one process, one blocking driver, straight-line code with limits. All run
 * until the supervisor ends them. */
#ifndef BANSHI_APP_DEVICE_H
#define BANSHI_APP_DEVICE_H

#include "firmware/app/board.h"

#define DEVICE_STATUS_MS 3000 /* between two proofs of health while nothing else is done */
#define DEVICE_RETRY_MS 200 /* after the first failure; doubled with each up to DEVICE_STATUS_MS */
#define DEVICE_OPEN_LIMIT_MS 3000
#define DEVICE_STATUS_LIMIT_MS 1500

/* ERR_NOT_FOUND: no driver of that name, so nothing was run. */
MUST_USE err_t device_run_reader(const struct board_device *board);
MUST_USE err_t device_run_printer(const struct board_device *board);
MUST_USE err_t device_run_camera(const struct board_device *board);
MUST_USE err_t device_run_pages(const struct board_device *board);
MUST_USE err_t device_run_scanner(const struct board_device *board);
MUST_USE err_t device_run_smartcard(const struct board_device *board);
MUST_USE err_t device_run_signals(const struct board_signals *board);

/* What a print that failed says of the paper. Before the point of no return nothing is on it,
 * whatever ailed the printer; after it nobody can promise that nothing is. The fault itself goes into
 * the health. */
static inline err_t device_certain(err_t result, bool passed)
{
    if (passed)
        return ERR_PRINT_UNKNOWN;
    return err_world(result) == ERR_WORLD_NOTHING ? result : ERR_NO_DEVICE;
}

/* How long to wait before a device is looked at again: DEVICE_STATUS_MS while it is well; after
 * failures less, because most are over at once (a device that just came up, a cable that was moved).
 * `failures` counts them and is kept by the caller. */
static inline uint32_t device_pause_ms(err_t err, uint32_t *failures)
{
    uint32_t pause_ms = DEVICE_RETRY_MS << *failures;

    if (err == ERR_OK) {
        *failures = 0;
        return DEVICE_STATUS_MS;
    }
    if (pause_ms >= DEVICE_STATUS_MS)
        return DEVICE_STATUS_MS;
    (*failures)++;
    return pause_ms;
}

#endif
