/* The bench: the virtual devices of one kiosk on one virtual bus, and the commands that stand for
 * what hands and time do to real ones. The program's control socket and the desk panel both call
 * bench_command(); it may be called from one thread at a time. */
#ifndef BANSHI_TOOLS_BENCH_BENCH_H
#define BANSHI_TOOLS_BENCH_BENCH_H

#include <stddef.h>

#define BENCH_ANSWER_BYTES 2048

struct bench;

/* Makes the bus and plugs in the reader (0400:c35a, place 1-1) and the printer (0416:5011, place
 * 1-2). Receipts go into `paper_folder` as PNG; it is made if need be. NULL when that is
 * impossible; the reason is on stderr. Sets UMOCKDEV_DIR in this process's environment. */
struct bench *bench_create(const char *paper_folder);

/* Unplugs everything and removes the bus. NULL is allowed. */
void bench_destroy(struct bench *bench);

/* Carries out one line and writes one line without newline into `out_answer` (size_bytes, better
 * BENCH_ANSWER_BYTES): "ok", "ok WORDS" or "error WORDS". Returns 0 for ok. The lines:
 *
 *   card place NAME | card remove
 *   reader fault NAME | reader unplug | reader plug
 *   printer fault NAME [ROWS] | printer pages | printer unplug | printer plug
 *   state                             what is plugged, laid and broken
 *   help [cards|reader|printer]
 *
 * A fault called "none" mends. */
int bench_command(struct bench *bench, const char *line, char *out_answer, size_t size_bytes);

#endif
