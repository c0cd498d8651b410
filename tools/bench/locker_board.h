/* A virtual pick-up locker: a lock board of one of four models on a serial line, doors with springs,
 * things in the cells, and a person who closes the doors. A thread of its own answers. Safe to call
 * from several threads. Doors are indices from 0 in these functions, and numbers from 1 in the
 * words of a command. */
#ifndef BANSHI_TOOLS_BENCH_LOCKER_BOARD_H
#define BANSHI_TOOLS_BENCH_LOCKER_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCKER_BOARD_DOORS_MAX 96
#define LOCKER_BOARD_PULSE_MS 300 /* from the open command to the door springing open */

enum locker_board_fault {
#define LOCKER_BOARD_FAULT(id, name, help) LOCKER_BOARD_FAULT_##id,
#include "tools/bench/locker_board_faults.def"
#undef LOCKER_BOARD_FAULT
    LOCKER_BOARD_FAULT_COUNT
};

enum locker_board_sensor {
    LOCKER_BOARD_SENSOR_WORKS,
    LOCKER_BOARD_SENSOR_CLOSED, /* says closed, whatever the door does */
    LOCKER_BOARD_SENSOR_OPEN,
    LOCKER_BOARD_SENSOR_FLICKERS /* a loose wire: another word each time */
};

struct locker_board_shape {
    const char *model; /* "kerong-cu16", "kerong-cu48", "board-8a", "wkly" */
    const char *link;  /* the path under which the kiosk opens its line */
    uint8_t address;
    uint8_t door_count;
    uint32_t baud;                         /* 0: as the model leaves the factory */
    bool inverted[LOCKER_BOARD_DOORS_MAX]; /* contacts wired so that a set bit means open */
};

struct locker_board;

/* A board that is plugged in, all doors closed, a thing in every cell. NULL: no such model, no
 * memory, or no terminal. */
struct locker_board *locker_board_create(const struct locker_board_shape *shape);
void locker_board_destroy(struct locker_board *board);

/* The line: pulling it out hangs up on whoever has it open. The board keeps its power and state. */
bool locker_board_plug(struct locker_board *board);
void locker_board_unplug(struct locker_board *board);
bool locker_board_is_plugged(struct locker_board *board);

/* Pulls the line out when the board hears its `frames`-th frame from now (1: the next), before it
 * answers; an order in that frame is still carried out. */
void locker_board_unplug_at(struct locker_board *board, unsigned frames);

void locker_board_set_fault(struct locker_board *board, enum locker_board_fault fault);

/* By the name in the .def file; false when there is no such fault. */
bool locker_board_set_fault_name(struct locker_board *board, const char *name);
const char *locker_board_fault_name(struct locker_board *board);

/* The world. A stuck door does not spring open. Returns are false for a door that is not there. */
bool locker_board_set_open(struct locker_board *board, unsigned door, bool open);
bool locker_board_set_item(struct locker_board *board, unsigned door, bool there);
bool locker_board_set_stuck(struct locker_board *board, unsigned door, bool stuck);
bool locker_board_set_sensor(struct locker_board *board, unsigned door,
                             enum locker_board_sensor sensor);
bool locker_board_is_open(struct locker_board *board, unsigned door);
bool locker_board_has_item(struct locker_board *board, unsigned door);
unsigned locker_board_door_count(struct locker_board *board);

/* How often a lock was pulsed; how many whole frames the board heard. */
unsigned locker_board_pulses(struct locker_board *board, unsigned door);
unsigned locker_board_frames(struct locker_board *board);

/* One command of the bench, without the board's own name in front:
 *   door N close | door N force-open | item N put | item N take | stuck N on | stuck N off
 *   sensor N works | sensor N broken | sensor N closed | sensor N open
 *   fault NAME | plug | unplug | state | pulses | help
 * Writes an answer ("ok ..." or "error ...") and returns 0, or 1 for an error. */
int locker_board_command(struct locker_board *board, char *const words[], int count,
                         char *out_answer, size_t size_bytes);

#endif
