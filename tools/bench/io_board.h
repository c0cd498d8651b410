/* A virtual I/O board with eight inputs and eight outputs: a Modbus RTU slave written from the
 * Modbus application protocol (functions 01, 02, 05, 0F; exceptions) on a serial line, and the
 * cabinet wired to it. A thread of its own answers. Safe to call from several threads.
 *
 * How the cabinet is wired, for the board's file; (i) is inverted:
 *   inputs   1 cabinet door, closed gives a level (i)   2 tilt   3 mains present (i)   4 headphones
 *   outputs  1 card light   2 receipt light   3 pages light   4 scanner light   5 locker light
 *            6 beeper   7 power of the locker, over the rest contact (i)   8 of the scanner (i) */
#ifndef BANSHI_TOOLS_BENCH_IO_BOARD_H
#define BANSHI_TOOLS_BENCH_IO_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IO_BOARD_LINES 8

enum io_board_fault {
#define IO_BOARD_FAULT(id, name, help) IO_BOARD_FAULT_##id,
#include "tools/bench/io_board_faults.def"
#undef IO_BOARD_FAULT
    IO_BOARD_FAULT_COUNT
};

/* What the cabinet can be told to do. */
enum io_board_event {
    IO_BOARD_DOOR_OPEN,
    IO_BOARD_TILTED,
    IO_BOARD_MAINS_OFF,
    IO_BOARD_HEADPHONES_IN,
    IO_BOARD_EVENT_COUNT
};

struct io_board_sim;

/* A board of this address and speed, plugged in at `link`; the cabinet is closed and upright, the
 * mains are there, no headphones. NULL: no memory, or no terminal. */
struct io_board_sim *io_board_create(const char *link, uint8_t address, uint32_t baud);
void io_board_destroy(struct io_board_sim *board);

/* The line: pulling it out hangs up on whoever has it open. */
bool io_board_plug(struct io_board_sim *board);
void io_board_unplug(struct io_board_sim *board);

/* Pulls the line out when the board hears its `requests`-th request from now (1: the next). */
void io_board_unplug_at(struct io_board_sim *board, unsigned requests);

void io_board_set_fault(struct io_board_sim *board, enum io_board_fault fault);
bool io_board_set_fault_name(struct io_board_sim *board, const char *name);
const char *io_board_fault_name(struct io_board_sim *board);

/* The cabinet, and what the outputs do to it: bit 0 is output 1, set when its relay is drawn. */
void io_board_set(struct io_board_sim *board, enum io_board_event event, bool happens);
uint8_t io_board_outputs(struct io_board_sim *board);

/* One command of the bench, without the board's own name in front:
 *   door open | door close | tilt on | tilt off | mains off | mains on | headphones in |
 *   headphones out | fault NAME | plug | unplug | state | help
 * Writes an answer ("ok ..." or "error ...") and returns 0, or 1 for an error. */
int io_board_command(struct io_board_sim *board, char *const words[], int count, char *out_answer,
                     size_t size_bytes);

#endif
