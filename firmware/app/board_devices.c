/* The devices of a board's file. Reader and receipt printer must be there; a machine without one of
 * the others leaves it out. */
#include <stdio.h>
#include <string.h>

#include "firmware/app/board_walk.h"
#include "firmware/base/check.h"

static void read_device(struct board_walk *walk, const char *place, const json_t *object,
                        struct board_device *device)
{
    board_read_string(walk, place, object,
                      (struct board_string){"driver", device->driver, sizeof(device->driver)});
    board_read_string(walk, place, object,
                      (struct board_string){"port", device->port, sizeof(device->port)});
}

/* A device with nothing but its driver and its port; absent when the file does not name it. */
static void read_plain(struct board_walk *walk, const json_t *devices, const char *name,
                       struct board_device *device)
{
    static const char *const names[] = {"driver", "port", NULL};
    const json_t *value = json_object_get(devices, name);
    char place[64];

    if (value == NULL)
        return;
    snprintf(place, sizeof(place), "devices.%s", name);
    read_device(walk, place, board_read_object(walk, place, value, names), device);
}

static void read_printer(struct board_walk *walk, const json_t *devices,
                         struct board_device *device)
{
    static const char *const names[] = {"driver", "port", "profile", "width_dots", NULL};
    const json_t *object =
        board_read_object(walk, "devices.printer", json_object_get(devices, "printer"), names);

    read_device(walk, "devices.printer", object, device);
    device->width_dots = (uint16_t)board_read_number(walk, "devices.printer", object,
                                                     (struct board_number){"width_dots", 320, 576});
    if (json_object_get(object, "profile") != NULL)
        board_read_string(
            walk, "devices.printer", object,
            (struct board_string){"profile", device->profile, sizeof(device->profile)});
}

/* ---- the locker ---- */

static void set_bit(uint8_t map[LOCKER_MAP_BYTES], long long door, bool on)
{
    uint8_t bit = (uint8_t)(1u << (door % 8));

    map[door / 8] = (uint8_t)(on ? map[door / 8] | bit : map[door / 8] & ~bit);
}

/* true, false, or the list of the doors, numbered as on their plates, of which it is true. */
static void read_doors(struct board_walk *walk, const json_t *object, const char *name,
                       uint8_t doors, uint8_t map[LOCKER_MAP_BYTES])
{
    const json_t *value = json_object_get(object, name), *door;
    size_t i;

    for (int index = 0; index < doors; index++)
        set_bit(map, index, json_is_true(value));
    if (json_is_boolean(value))
        return;
    if (!json_is_array(value)) {
        board_fail(walk, "devices.locker.%s: true, false or a list of doors is needed", name);
        return;
    }
    json_array_foreach(value, i, door)
    {
        if (!json_is_integer(door) || json_integer_value(door) < 1 ||
            json_integer_value(door) > doors)
            board_fail(walk, "devices.locker.%s: doors are numbered from 1 to %u", name, doors);
        else
            set_bit(map, json_integer_value(door) - 1, true);
    }
}

static void read_locker(struct board_walk *walk, const json_t *devices, struct board_locker *locker)
{
    static const char *const names[] = {"driver",       "port",         "address",
                                        "doors",        "baud",         "open_is_set",
                                        "door_sensors", "item_sensors", NULL};
    const json_t *value = json_object_get(devices, "locker"), *object;
    struct locker_shape *shape = &locker->shape;

    if (value == NULL)
        return;
    object = board_read_object(walk, "devices.locker", value, names);
    read_device(walk, "devices.locker", object, &locker->device);
    shape->board = (uint8_t)board_read_number(walk, "devices.locker", object,
                                              (struct board_number){"address", 0, 255});
    shape->door_count = (uint8_t)board_read_number(
        walk, "devices.locker", object, (struct board_number){"doors", 1, LOCKER_DOORS_MAX});
    if (json_object_get(object, "baud") != NULL)
        shape->baud = (uint32_t)board_read_number(walk, "devices.locker", object,
                                                  (struct board_number){"baud", 1200, 115200});
    read_doors(walk, object, "open_is_set", shape->door_count, shape->open_is_set);
    read_doors(walk, object, "door_sensors", shape->door_count, shape->door_sensors);
    read_doors(walk, object, "item_sensors", shape->door_count, shape->item_sensors);
}

/* ---- the I/O board ---- */

/* "tilt": 3 is line 3, -3 is line 3 inverted. */
static void read_lines(struct board_walk *walk, const json_t *signals, const char *name,
                       const char *const *names, struct io_line *lines)
{
    char place[64];
    const json_t *object;

    snprintf(place, sizeof(place), "devices.signals.%s", name);
    object = board_read_object(walk, place, json_object_get(signals, name), names);
    for (size_t i = 0; object != NULL && names[i] != NULL; i++) {
        long long line;

        if (json_object_get(object, names[i]) == NULL)
            continue;
        line = board_read_number(walk, place, object,
                                 (struct board_number){names[i], -IO_LINES_MAX, IO_LINES_MAX});
        if (line == 0)
            board_fail(walk, "%s.%s: lines are numbered from 1", place, names[i]);
        lines[i] = (struct io_line){(uint8_t)(line < 0 ? -line : line), line < 0};
    }
}

static void read_signals(struct board_walk *walk, const json_t *devices,
                         struct board_signals *signals)
{
    static const char *const names[] = {"driver", "port",    "address", "baud",
                                        "inputs", "outputs", NULL};
    static const char *const inputs[IO_INPUT_COUNT + 1] = {"cabinet_door", "tilt", "mains_lost",
                                                           "headphones", NULL};
    static const char *const outputs[IO_OUTPUT_COUNT + 1] = {"light_card",
                                                             "light_receipt",
                                                             "light_pages",
                                                             "light_scanner",
                                                             "light_locker",
                                                             "beeper",
                                                             "power_reader",
                                                             "power_printer",
                                                             "power_pages",
                                                             "power_scanner",
                                                             "power_camera",
                                                             "power_locker",
                                                             NULL};
    const json_t *value = json_object_get(devices, "signals"), *object;

    if (value == NULL)
        return;
    object = board_read_object(walk, "devices.signals", value, names);
    read_device(walk, "devices.signals", object, &signals->device);
    if (json_object_get(object, "address") != NULL)
        signals->map.address = (uint8_t)board_read_number(walk, "devices.signals", object,
                                                          (struct board_number){"address", 1, 247});
    if (json_object_get(object, "baud") != NULL)
        signals->map.baud = (uint32_t)board_read_number(
            walk, "devices.signals", object, (struct board_number){"baud", 1200, 115200});
    read_lines(walk, object, "inputs", inputs, signals->map.inputs);
    read_lines(walk, object, "outputs", outputs, signals->map.outputs);
}

void board_devices_read(struct board_walk *walk, const json_t *root, struct board *board)
{
    static const char *const classes[] = {"reader",    "printer", "pages",   "camera", "scanner",
                                          "smartcard", "locker",  "signals", NULL};
    static const char *const plain[] = {"driver", "port", NULL};
    const json_t *devices =
        board_read_object(walk, "devices", json_object_get(root, "devices"), classes);

    read_device(
        walk, "devices.reader",
        board_read_object(walk, "devices.reader", json_object_get(devices, "reader"), plain),
        &board->reader);
    read_printer(walk, devices, &board->printer);
    read_plain(walk, devices, "pages", &board->pages);
    read_plain(walk, devices, "camera", &board->camera);
    read_plain(walk, devices, "scanner", &board->scanner);
    read_plain(walk, devices, "smartcard", &board->smartcard);
    read_locker(walk, devices, &board->locker);
    read_signals(walk, devices, &board->signals);
}
