/* Walking through the JSON of a board's file: typed reading with the first problem named. Failures
 * stick, and every later read gives a harmless value. Inside board_*.c only. */
#ifndef BANSHI_APP_BOARD_WALK_H
#define BANSHI_APP_BOARD_WALK_H

#include <jansson.h>
#include <stdbool.h>

#include "firmware/app/board.h"

/* Where we are, and the first problem. */
struct board_walk {
    struct board_problem *problem;
    bool failed;
};

/* One member of an object that holds a whole number. */
struct board_number {
    const char *name;
    long long least, most;
};

/* One member that holds a text; it is copied to `out`. */
struct board_string {
    const char *name;
    char *out;
    size_t size_bytes;
};

/* Names the problem, unless there is one already. */
void board_fail(struct board_walk *walk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The number, or its least value after a failure. */
long long board_read_number(struct board_walk *walk, const char *place, const json_t *object,
                            struct board_number number);
void board_read_string(struct board_walk *walk, const char *place, const json_t *object,
                       struct board_string string);

/* An object with no members beyond `names`; NULL, which every reader above takes as missing, when
 * it is none. */
const json_t *board_read_object(struct board_walk *walk, const char *place, const json_t *value,
                                const char *const *names);

/* Reads "devices" (board_devices.c). */
void board_devices_read(struct board_walk *walk, const json_t *root, struct board *board);

#endif
