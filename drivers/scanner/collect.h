/* A payload that comes in pieces: characters of a keyboard, reports of a HID device, bytes of a
 * line. Keeps the limit of the class: what is longer is counted as one payload and dropped whole,
 * never cut, for the front half of a code may be another code. Pure; the caller owns all memory and
 * wipes it with collect_clear(). */
#ifndef BANSHI_DRIVERS_SCANNER_COLLECT_H
#define BANSHI_DRIVERS_SCANNER_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/scanner/scanner.h"

/* How long the rest of a payload that was given up may stay away before it counts as never
 * coming. */
#define COLLECT_REST_MS 500

struct collect {
    struct scanner_payload payload; /* so far */
    bool started;                   /* something of a payload has come, good or bad */
    bool over;                      /* more came than a payload may hold */
    bool broken;                    /* something came that no payload has */
    bool rest; /* what comes is the rest of a payload that was given up, of no use to anybody */
    uint64_t last_ms; /* when the last piece came, of any clock */
};

/* Nothing has come. Wipes what had. */
void collect_clear(struct collect *collect);

/* A piece came at `now_ms`; a piece of 0 bytes also starts a payload. */
void collect_add(struct collect *collect, const uint8_t *bytes, size_t size_bytes, uint64_t now_ms);

/* Something came at `now_ms` that makes the payload worthless. */
void collect_break(struct collect *collect, uint64_t now_ms);

/* The payload has ended. One CR, LF or CR LF at its end is the scanner's suffix and is cut. Gives
 * the payload (ERR_OK), or zeros with ERR_LIMIT (too long), ERR_PROTOCOL (broken, or empty). Clears
 * `collect`. */
err_t MUST_USE collect_finish(struct collect *collect, struct scanner_payload *out_payload);

/* Milliseconds until a payload that has started counts as lost when nothing more comes, `gap_ms`
 * after its last piece, or COLLECT_REST_MS for a rest; 0: it is lost. UINT32_MAX when none has
 * started. */
uint32_t collect_patience(const struct collect *collect, uint32_t gap_ms, uint64_t now_ms);

/* Gives up what has started, its patience being over. True: that was a payload. Its rest may still
 * come, and the tail of a code may be another code: what comes within COLLECT_REST_MS counts as
 * that rest. False: no rest came, the next piece begins a payload. */
bool collect_lose(struct collect *collect, uint64_t now_ms);

#endif
