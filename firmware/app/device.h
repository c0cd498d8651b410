/* The device workers: one program each, which holds no library but its device's; one blocking driver,
 * straight-line code with limits. */
#ifndef BANSHI_APP_DEVICE_H
#define BANSHI_APP_DEVICE_H

#include "firmware/app/board.h"

#define DEVICE_STATUS_MS 3000 /* between two proofs of health while nothing else is done */
#define DEVICE_RETRY_MS 200 /* after the first failure; doubled with each up to DEVICE_STATUS_MS */
#define DEVICE_OPEN_LIMIT_MS 3000
#define DEVICE_STATUS_LIMIT_MS 1500

/* What makes a device's program out of its work. */
struct device_program {
    const char *name; /* of the process */
    bool network;     /* it needs one */
    err_t (*run)(const struct board *board);
};

/* Each works until the supervisor ends it. ERR_NOT_FOUND: the board names no driver that exists, so
 * nothing was run. */
MUST_USE err_t device_run_reader(const struct board *board);
MUST_USE err_t device_run_printer(const struct board *board);
MUST_USE err_t device_run_camera(const struct board *board);
MUST_USE err_t device_run_pages(const struct board *board);
MUST_USE err_t device_run_scanner(const struct board *board);
MUST_USE err_t device_run_smartcard(const struct board *board);
MUST_USE err_t device_run_signals(const struct board *board);

/* The main() of a device's program; returns the exit status. */
int device_main(int argc, char **argv, const struct device_program *program);

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
