/* The control socket: lines of text that switch faults while the server runs, for the desk panel
 * and for tests. Each line gets one line back: "ok", "error", or what was asked for.
 *
 *   away on|off   dup on|off   slow MS   lose-reply P   reset P   lie-200 P   clear   cases
 *   later S (the departments are S seconds further on)
 *   assign KIOSK CELL NUMBER FACTORS [CODE] [deposit] [for=SECONDS] WHAT...  (platform_locker.h;
 *       its answer is the assignment's id)
 *   withdraw ASSIGNMENT */
#ifndef BANSHI_PLATFORM_CONTROL_H
#define BANSHI_PLATFORM_CONTROL_H

#include <poll.h>
#include <stddef.h>

#include "firmware/base/err.h"
#include "tools/platform/platform_service.h"

#define PLATFORM_CONTROL_CLIENT_COUNT_MAX 8
#define PLATFORM_CONTROL_POLL_COUNT (PLATFORM_CONTROL_CLIENT_COUNT_MAX + 1)

struct platform_control;

/* Makes the unix socket at `path`, replacing what an earlier run left there. ERR_IO, ERR_LIMIT. */
MUST_USE err_t platform_control_open(struct platform_service *service, const char *path,
                                     struct platform_control **out_control);

/* Removes the socket; NULL is allowed. */
void platform_control_close(struct platform_control *control);

/* Fills PLATFORM_CONTROL_POLL_COUNT entries for poll(); afterwards serves what is ready. */
void platform_control_prepare(const struct platform_control *control, struct pollfd *out_polls);
void platform_control_serve(struct platform_control *control, const struct pollfd *polls);

#endif
