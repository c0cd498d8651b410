/* Between what a machine senses and switches and the lines of a board: pure functions of a map. The
 * caller owns all memory. Lines are bits, line 1 in bit 0. */
#ifndef BANSHI_DRIVERS_IO_IO_LINES_H
#define BANSHI_DRIVERS_IO_IO_LINES_H

#include "drivers/io/io.h"

/* True when every wired line is one of the board's `line_count`, no two inputs share a line, and no
 * two outputs do. `shared` says that inputs and outputs are the same lines. */
bool io_lines_fit(const struct io_map *map, uint8_t line_count, bool shared);

/* What the inputs mean, given the levels of the lines. */
struct io_inputs io_lines_read(const struct io_map *map, uint32_t levels);

/* The lines of all wired outputs, and their levels for these outputs. */
uint32_t io_lines_wired(const struct io_map *map);
uint32_t io_lines_write(const struct io_map *map, uint32_t outputs);

#endif
