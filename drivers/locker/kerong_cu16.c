/* Driver "kerong-cu16": Kerong KR-CU12 and KR-CU16, boards 0 to 15, up to 16 doors, 19200 baud. */
#include "drivers/locker/kerong_cu16_parse.h"
#include "drivers/locker/locker_bus.h"

static size_t encode_query(const struct locker_shape *shape, uint8_t first, uint8_t *out)
{
    (void)first;
    return kerong_cu16_encode_query(shape->board, out);
}

static size_t encode_open(const struct locker_shape *shape, uint8_t door, uint8_t *out)
{
    return kerong_cu16_encode_open(shape->board, door, out);
}

static enum locker_scan parse(const struct locker_shape *shape, struct locker_stream stream,
                              size_t *out_used, struct locker_frame *out_frame)
{
    (void)shape;
    return kerong_cu16_parse(stream, out_used, out_frame);
}

static const struct locker_model model = {
    .baud = 19200,
    .board_max = KERONG_CU16_BOARD_MAX,
    .doors_max = KERONG_CU16_DOORS,
    .encode_query = encode_query,
    .encode_open = encode_open,
    .parse = parse,
};

static err_t open_locker(const char *port, const struct locker_shape *shape, uint32_t limit_ms,
                         struct locker **out_locker)
{
    return locker_bus_open(&model, port, shape, limit_ms, out_locker);
}

extern const struct locker_driver kerong_cu16;
const struct locker_driver kerong_cu16 = {
    .name = "kerong-cu16",
    .open = open_locker,
    .close = locker_bus_close,
    .status = locker_bus_status,
    .fire = locker_bus_fire,
};
