/* The words by which a person plays the virtual locker. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tools/bench/locker_board.h"

/* A word about one door. */
struct verb {
    const char *words[2];
    bool (*set)(struct locker_board *board, unsigned door, int value);
    int value;
};

static bool set_open(struct locker_board *board, unsigned door, int value)
{
    return locker_board_set_open(board, door, value != 0);
}

static bool set_item(struct locker_board *board, unsigned door, int value)
{
    return locker_board_set_item(board, door, value != 0);
}

static bool set_stuck(struct locker_board *board, unsigned door, int value)
{
    return locker_board_set_stuck(board, door, value != 0);
}

static bool set_sensor(struct locker_board *board, unsigned door, int value)
{
    return locker_board_set_sensor(board, door, (enum locker_board_sensor)value);
}

static const struct verb verbs[] = {
    {{"door", "close"}, set_open, 0},
    {{"door", "force-open"}, set_open, 1},
    {{"item", "put"}, set_item, 1},
    {{"item", "take"}, set_item, 0},
    {{"stuck", "on"}, set_stuck, 1},
    {{"stuck", "off"}, set_stuck, 0},
    {{"sensor", "works"}, set_sensor, LOCKER_BOARD_SENSOR_WORKS},
    {{"sensor", "broken"}, set_sensor, LOCKER_BOARD_SENSOR_FLICKERS},
    {{"sensor", "closed"}, set_sensor, LOCKER_BOARD_SENSOR_CLOSED},
    {{"sensor", "open"}, set_sensor, LOCKER_BOARD_SENSOR_OPEN},
};

static int state(struct locker_board *board, char *out, size_t size)
{
    char doors[LOCKER_BOARD_DOORS_MAX + 1] = "", items[LOCKER_BOARD_DOORS_MAX + 1] = "";

    for (unsigned i = 0; i < locker_board_door_count(board); i++) {
        doors[i] = locker_board_is_open(board, i) ? 'o' : 'c';
        items[i] = locker_board_has_item(board, i) ? 'x' : '-';
    }
    snprintf(out, size, "ok %s fault=%s doors=%s items=%s",
             locker_board_is_plugged(board) ? "plugged" : "unplugged",
             locker_board_fault_name(board), doors, items);
    return 0;
}

/* How often any lock was pulsed. */
static int pulses(struct locker_board *board, char *out, size_t size)
{
    unsigned count = 0;

    for (unsigned i = 0; i < locker_board_door_count(board); i++)
        count += locker_board_pulses(board, i);
    snprintf(out, size, "ok %u", count);
    return 0;
}

static int help(char *out, size_t size)
{
    snprintf(out, size,
             "ok door N close | door N force-open | item N put | item N take | stuck N on | "
             "stuck N off | sensor N works | sensor N broken | sensor N closed | sensor N open | "
             "fault NAME | plug | unplug | state | pulses; faults"
#define LOCKER_BOARD_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/locker_board_faults.def"
#undef LOCKER_BOARD_FAULT
    );
    return 0;
}

/* "door 3 close" and its like. */
static int about_door(struct locker_board *board, char *const words[], char *out, size_t size)
{
    unsigned number = (unsigned)strtoul(words[1], NULL, 10);

    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(words[0], verbs[i].words[0]) != 0 || strcmp(words[2], verbs[i].words[1]) != 0)
            continue;
        if (number >= 1 && verbs[i].set(board, number - 1, verbs[i].value))
            return snprintf(out, size, "ok"), 0;
        return snprintf(out, size, "error no such door"), 1;
    }
    return snprintf(out, size, "error not understood; see: help"), 1;
}

int locker_board_command(struct locker_board *board, char *const words[], int count,
                         char *out_answer, size_t size_bytes)
{
    bool done = false;

    if (count == 3)
        return about_door(board, words, out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "state") == 0)
        return state(board, out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "pulses") == 0)
        return pulses(board, out_answer, size_bytes);
    if (count == 1 && strcmp(words[0], "help") == 0)
        return help(out_answer, size_bytes);
    if (count == 2 && strcmp(words[0], "fault") == 0)
        done = locker_board_set_fault_name(board, words[1]);
    if (count == 1 && strcmp(words[0], "plug") == 0)
        done = locker_board_plug(board);
    if (count == 1 && strcmp(words[0], "unplug") == 0) {
        locker_board_unplug(board);
        done = true;
    }
    snprintf(out_answer, size_bytes, "%s", done ? "ok" : "error not understood; see: help");
    return done ? 0 : 1;
}
