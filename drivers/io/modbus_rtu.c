/* Driver "modbus-rtu": serial boards with eight inputs and eight outputs that speak Modbus RTU over
 * RS-485, through libmodbus. Discrete inputs 0 to 7 by function 02, coils 0 to 7 by functions 01
 * and 0F; 9600 baud 8N1 and address 1 as they leave the factory. This is how Waveshare describes its
 * "Modbus RTU IO 8CH" (www.waveshare.com/wiki/Modbus_RTU_IO_8CH), and what boards of other makers
 * share with it; the frames are those of the Modbus application protocol V1.1b3.
 *
 * Levels may be set twice without harm, so everything is tried three times. */
#include <errno.h>
#include <modbus.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "drivers/io/io_lines.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/serial.h"

#define LINES 8
#define BAUD 9600
#define ADDRESS_MAX 247
#define REPLY_MS 300
#define TRIES 3

struct io_board {
    modbus_t *bus;
    struct io_map map;
};

static err_t err_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO: /* what the kernel says of a line that was hung up */
    case EBADF:
    case ECONNRESET: /* what libmodbus makes of the end of a line */
        return ERR_NO_DEVICE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EWOULDBLOCK:
        return ERR_BUSY;
    case ETIMEDOUT:
        return ERR_TIMEOUT;
    case EMBBADCRC:
        return ERR_CHECKSUM;
    case ENOMEM:
        return ERR_MEMORY;
    default: /* exceptions and answers of another form have libmodbus's own numbers */
        return error >= MODBUS_ENOBASE ? ERR_PROTOCOL : ERR_IO;
    }
}

/* One exchange of the bus: eight bits in or out. Returns libmodbus's count, -1 with errno. */
typedef int exchange_fn(modbus_t *bus, uint8_t bits[LINES]);

static int read_inputs(modbus_t *bus, uint8_t bits[LINES])
{
    return modbus_read_input_bits(bus, 0, LINES, bits);
}

static int read_coils(modbus_t *bus, uint8_t bits[LINES])
{
    return modbus_read_bits(bus, 0, LINES, bits);
}

static int write_coils(modbus_t *bus, uint8_t bits[LINES])
{
    return modbus_write_bits(bus, 0, LINES, bits);
}

/* Up to three tries within the deadline. */
static err_t exchange(struct io_board *board, exchange_fn *act, uint8_t bits[LINES],
                      uint64_t deadline)
{
    err_t err = ERR_TIMEOUT;

    for (int i = 0; i < TRIES && deadline_left(deadline) > 0; i++) {
        uint32_t wait_ms = deadline_left_most(deadline, REPLY_MS);
        int count;

        (void)modbus_set_response_timeout(board->bus, 0, wait_ms * 1000);
        (void)modbus_flush(board->bus);
        errno = 0;
        count = act(board->bus, bits);
        err = count == LINES ? ERR_OK : count < 0 ? err_of(errno) : ERR_PROTOCOL;
        if (err == ERR_OK || err == ERR_NO_DEVICE)
            break;
    }
    return err;
}

static uint32_t levels_of(const uint8_t bits[LINES])
{
    uint32_t levels = 0;

    for (size_t i = 0; i < LINES; i++)
        if (bits[i] != 0)
            levels |= IO_BIT(i);
    return levels;
}

static err_t read_board(struct io_board *board, uint32_t limit_ms, struct io_inputs *out_inputs)
{
    uint8_t bits[LINES] = {0};
    err_t err = exchange(board, read_inputs, bits, deadline_after(limit_ms));

    memset(out_inputs, 0, sizeof(*out_inputs));
    if (err == ERR_OK)
        *out_inputs = io_lines_read(&board->map, levels_of(bits));
    return err;
}

/* Writes all coils and asks them back. */
static err_t write_once(struct io_board *board, uint32_t wanted, uint64_t deadline)
{
    uint8_t bits[LINES];
    err_t err;

    for (size_t i = 0; i < LINES; i++)
        bits[i] = (wanted & IO_BIT(i)) != 0;
    err = exchange(board, write_coils, bits, deadline);
    if (err == ERR_OK)
        err = exchange(board, read_coils, bits, deadline);
    if (err == ERR_OK && ((levels_of(bits) ^ wanted) & io_lines_wired(&board->map)) != 0)
        err = ERR_DEVICE_FAULT;
    return err;
}

/* An answer to a worker that was killed may still have been under way, and have passed for the one
 * to this request while the two collided: coils that did not follow get a second chance. */
static err_t write_board(struct io_board *board, uint32_t outputs, uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    uint32_t wanted = io_lines_write(&board->map, outputs);
    err_t err = write_once(board, wanted, deadline);

    return err == ERR_DEVICE_FAULT ? write_once(board, wanted, deadline) : err;
}

static void close_board(struct io_board *board)
{
    if (board == NULL)
        return;
    if (board->bus != NULL) {
        modbus_close(board->bus);
        modbus_free(board->bus);
    }
    free(board);
}

/* Takes the line for this process alone. */
static err_t connect_bus(struct io_board *board, const struct serial_port *where)
{
    board->bus = modbus_new_rtu(where->path, (int)where->baud, 'N', 8, 1);
    if (board->bus == NULL)
        return err_of(errno);
    if (modbus_set_slave(board->bus, board->map.address) != 0 || modbus_connect(board->bus) != 0)
        return err_of(errno);
    if (flock(modbus_get_socket(board->bus), LOCK_EX | LOCK_NB) != 0)
        return err_of(errno);
    return ERR_OK;
}

static err_t open_board(const char *port, const struct io_map *map, uint32_t limit_ms,
                        struct io_board **out_board)
{
    struct serial_port where;
    struct io_board *board;
    err_t err;

    *out_board = NULL;
    err = serial_port_parse(port, map->baud != 0 ? map->baud : BAUD, &where);
    if (err != ERR_OK || map->address < 1 || map->address > ADDRESS_MAX ||
        !io_lines_fit(map, LINES, false))
        return ERR_INVALID;
    board = calloc(1, sizeof(*board));
    if (board == NULL)
        return ERR_MEMORY;
    board->map = *map;
    err = connect_bus(board, &where);
    if (err == ERR_OK)
        err = write_board(board, IO_OUTPUTS_AT_REST, limit_ms);
    if (err != ERR_OK) {
        close_board(board);
        return err;
    }
    *out_board = board;
    return ERR_OK;
}

extern const struct io_driver modbus_rtu;
const struct io_driver modbus_rtu = {
    .name = "modbus-rtu",
    .open = open_board,
    .close = close_board,
    .read = read_board,
    .write = write_board,
};
