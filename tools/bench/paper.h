/* Paper of 576 dots across that grows as it is printed on. The bench's virtual printer owns one; no
 * locking of its own. */
#ifndef BANSHI_TOOLS_BENCH_PAPER_H
#define BANSHI_TOOLS_BENCH_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAPER_ROW_BYTES 72
#define PAPER_ROWS_MAX 16384 /* 2 m; what comes after is lost */

struct paper {
    uint8_t *dots; /* PAPER_ROW_BYTES a row, most significant bit left, 1 is black; heap */
    unsigned rows, room;
};

/* Adds one row; `row` holds `size` bytes (the rest is white), NULL for a white row. */
void paper_add(struct paper *paper, const uint8_t *row, size_t size);
bool paper_dot(const struct paper *paper, unsigned x, unsigned y);
void paper_finish(struct paper *paper);

/* Writes FOLDER/receipt-NUMBER.png and, whole at every moment, FOLDER/receipt.png. False when the
 * folder does not take them. */
bool paper_write_png(const struct paper *paper, const char *folder, unsigned number);

#endif
