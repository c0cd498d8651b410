/* A pseudo-terminal with a voice: what a virtual device says comes out at the other end after the
 * pauses it asks for, what a program writes is handed to the device. A thread of its own does both,
 * so a program that does not listen stops nobody. The terminal hangs behind a link with a name that
 * stays when the device is pulled out and put back. Any one thread may call at a time; the listener
 * is called from the line's thread and may call cdc_line_say(). */
#ifndef BANSHI_TOOLS_BENCH_CDC_LINE_H
#define BANSHI_TOOLS_BENCH_CDC_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cdc_line;

struct cdc_line_listener {
    void (*heard)(void *context, const uint8_t *bytes, size_t size_bytes); /* or NULL */
    void *context;
};

/* `link` is the path of the link to make; what is there is replaced. The line is not plugged in
 * yet. NULL without memory. */
struct cdc_line *cdc_line_create(const char *link, const struct cdc_line_listener *listener);

/* Pulls and frees. NULL is allowed. */
void cdc_line_destroy(struct cdc_line *line);

/* Makes the terminal and its link. False when the system refuses. */
bool cdc_line_plug(struct cdc_line *line);

/* Hangs up: programs that hold the terminal see it gone. What was not said yet is forgotten. */
void cdc_line_pull(struct cdc_line *line);

bool cdc_line_is_plugged(struct cdc_line *line);

/* Says bytes `pause_ms` after what was said before. Nothing happens while pulled. When nobody reads
 * for 200 ms, all that waits is forgotten, as a device and the kernel's queue would. */
void cdc_line_say(struct cdc_line *line, const void *bytes, size_t size_bytes, uint32_t pause_ms);

#endif
