/* Driver "kerong-cu48": Kerong CU48 in its serial protocol, boards 0 to 255, up to 48 doors. The
 * factory speed is not documented; 19200 baud is what its sister board has. */
#include "drivers/locker/kerong_cu48_parse.h"
#include "drivers/locker/locker_bus.h"

static size_t encode_query(const struct locker_shape *shape, uint8_t first, uint8_t *out)
{
    (void)first;
    return kerong_cu48_encode_query(shape->board, out);
}

static size_t encode_open(const struct locker_shape *shape, uint8_t door, uint8_t *out)
{
    return kerong_cu48_encode_open(shape->board, door, out);
}

static enum locker_scan parse(const struct locker_shape *shape, struct locker_stream stream,
                              size_t *out_used, struct locker_frame *out_frame)
{
    (void)shape;
    return kerong_cu48_parse(stream, out_used, out_frame);
}

static const struct locker_model model = {
    .baud = 19200,
    .board_max = UINT8_MAX,
    .doors_max = KERONG_CU48_DOORS,
    .encode_query = encode_query,
    .encode_open = encode_open,
    .parse = parse,
};

static err_t open_locker(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                         struct locker **out_locker)
{
    return locker_bus_open(&model, port, shape, limit_ms, out_locker);
}

extern const struct locker_driver kerong_cu48;
const struct locker_driver kerong_cu48 = {
    .name = "kerong-cu48",
    .open = open_locker,
    .close = locker_bus_close,
    .status = locker_bus_status,
    .fire = locker_bus_fire,
};
