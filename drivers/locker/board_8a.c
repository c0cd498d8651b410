/* Driver "board-8a": the five-byte boards that speak 8A, boards 1 to 32, 9600 baud. A board of up
 * to 8 locks is asked lock by lock (board_8a_parse.h says why). */
#include "drivers/locker/board_8a_parse.h"
#include "drivers/locker/locker_bus.h"

static size_t states(const struct locker_shape *shape)
{
    return board_8a_state_bytes(shape->door_count);
}

static bool asks_each_door(const struct locker_shape *shape)
{
    return states(shape) == 1;
}

static size_t encode_query(const struct locker_shape *shape, uint8_t first, uint8_t *out)
{
    return asks_each_door(shape) ? board_8a_encode_query(shape->board, first, out)
                                 : board_8a_encode_query_all(shape->board, out);
}

static size_t encode_open(const struct locker_shape *shape, uint8_t door, uint8_t *out)
{
    return board_8a_encode_open(shape->board, door, out);
}

static enum locker_scan parse(const struct locker_shape *shape, struct locker_stream stream,
                              size_t *out_used, struct locker_frame *out_frame)
{
    return board_8a_parse(stream, states(shape), out_used, out_frame);
}

static const struct locker_model model = {
    .baud = 9600,
    .board_min = 1,
    .board_max = BOARD_8A_BOARD_MAX,
    .doors_max = LOCKER_DOORS_MAX,
    .asks_each_door = asks_each_door,
    .encode_query = encode_query,
    .encode_open = encode_open,
    .parse = parse,
};

static err_t open_locker(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                         struct locker **out_locker)
{
    return locker_bus_open(&model, port, shape, limit_ms, out_locker);
}

extern const struct locker_driver board_8a;
const struct locker_driver board_8a = {
    .name = "board-8a",
    .open = open_locker,
    .close = locker_bus_close,
    .status = locker_bus_status,
    .fire = locker_bus_fire,
};
