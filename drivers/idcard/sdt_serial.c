/* Driver "sdt-serial": readers on a serial line, or on USB behind a serial adapter: whole SDT
 * frames as they are, 8N1, 115200 unless the port says otherwise ("serial:/dev/ttyS1@9600").
 * Source: the vendors' protocol document, table 1, and two public drivers. */
#include <stdlib.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_stream.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/serial.h"

#define BAUD 115200
#define QUIET_MS 50 /* at 9600 a byte takes 1 ms, an adapter may hold some back for 16 */

struct serial_wire {
    struct sdt_wire wire;
    struct serial_line *line;
};

static struct serial_line *line_of(struct sdt_wire *wire)
{
    return ((struct serial_wire *)wire)->line;
}

/* What came unasked since the last reply is noise. */
static err_t send(struct sdt_wire *wire, const uint8_t *frame, size_t size_bytes, uint64_t deadline)
{
    serial_flush(line_of(wire));
    return serial_write(line_of(wire), frame, size_bytes, deadline_left(deadline));
}

static err_t read_piece(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                        uint32_t limit_ms, size_t *out_size)
{
    return serial_read(line_of(wire), out_bytes, size_max, limit_ms, out_size);
}

static err_t receive(struct sdt_wire *wire, uint8_t *bytes, uint64_t deadline,
                     struct sdt_reply *out_reply)
{
    return sdt_stream_receive(wire, read_piece, bytes, deadline, out_reply);
}

static void drain(struct sdt_wire *wire)
{
    serial_drain(line_of(wire), QUIET_MS);
}

static void close_wire(struct sdt_wire *wire)
{
    serial_close(line_of(wire));
    free(wire);
}

static err_t open_reader(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct serial_wire *wire = NULL;
    struct serial_port where;
    err_t err = serial_port_parse(port, BAUD, &where);

    *out_reader = NULL;
    if (err != ERR_OK)
        return err;
    wire = calloc(1, sizeof(*wire));
    if (wire == NULL)
        return ERR_MEMORY;
    wire->wire = (struct sdt_wire){send, receive, drain, close_wire};
    err = serial_open(where.path, where.baud, false, &wire->line);
    if (err != ERR_OK) {
        close_wire(&wire->wire);
        return err;
    }
    return sdt_session_open(&wire->wire, deadline_left(deadline), out_reader);
}

extern const struct idcard_driver sdt_serial;
const struct idcard_driver sdt_serial = {
    .name = "sdt-serial",
    .open = open_reader,
    .close = sdt_session_close,
    .status = sdt_session_status,
    .find = sdt_session_find,
    .read = sdt_session_read,
};
