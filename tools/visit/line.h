/* One line to a control socket, one answer back: how tools speak to the virtual devices
 * (tools/bench) and to the platform (tools/platform). */
#ifndef BANSHI_TOOLS_VISIT_LINE_H
#define BANSHI_TOOLS_VISIT_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Sends `line` and a newline to the stream socket at `path` and takes what comes back, up to its
 * end or `limit_ms`, into `answer` (NUL at the end, cut to `answer_bytes`, newlines at the end
 * cut). False when nobody listens, no answer came in time, or the answer begins with "error": then
 * `answer` says why. */
bool line_ask(const char *path, const char *line, int limit_ms, char *answer, size_t answer_bytes);

#endif
