/* Driver "gpio-chardev": lines of the board's own processor, through libgpiod (version 1) and the
 * kernel's GPIO character device. Line 1 of the map is offset 0 of the chip. The calls answer at
 * once; a limit has nothing to cut short. The kernel does not promise what becomes of a line that is
 * let go; most chips keep its level until somebody takes it again. */
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/io/io_lines.h"

#define CONSUMER "banshi"

struct io_board {
    struct gpiod_chip *chip;
    struct io_map map;
    struct gpiod_line_bulk inputs, outputs;
};

static err_t err_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return ERR_NO_DEVICE;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EBUSY: /* another process, or a driver of the kernel, holds one of the lines */
        return ERR_BUSY;
    case ENOTTY: /* no GPIO chip */
    case EINVAL:
        return ERR_INVALID;
    case ENOMEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

/* Adds the wired ones of `wires` to the bulk. */
static err_t gather(struct gpiod_chip *chip, const struct io_line *wires, size_t count,
                    struct gpiod_line_bulk *bulk)
{
    for (size_t i = 0; i < count; i++) {
        struct gpiod_line *line;

        if (wires[i].line == 0)
            continue;
        line = gpiod_chip_get_line(chip, wires[i].line - 1u);
        if (line == NULL)
            return err_of(errno);
        gpiod_line_bulk_add(bulk, line);
    }
    return ERR_OK;
}

/* The levels of all lines of the bulk, each at its own bit. */
static err_t get_levels(struct gpiod_line_bulk *bulk, uint32_t *out_levels)
{
    int values[IO_LINES_MAX] = {0};

    *out_levels = 0;
    if (gpiod_line_bulk_num_lines(bulk) == 0)
        return ERR_OK;
    if (gpiod_line_get_value_bulk(bulk, values) != 0)
        return err_of(errno);
    for (unsigned i = 0; i < gpiod_line_bulk_num_lines(bulk); i++)
        if (values[i] != 0)
            *out_levels |= IO_BIT(gpiod_line_offset(gpiod_line_bulk_get_line(bulk, i)));
    return ERR_OK;
}

static void spread_levels(struct gpiod_line_bulk *bulk, uint32_t levels, int values[IO_LINES_MAX])
{
    for (unsigned i = 0; i < gpiod_line_bulk_num_lines(bulk); i++)
        values[i] = (levels & IO_BIT(gpiod_line_offset(gpiod_line_bulk_get_line(bulk, i)))) != 0;
}

static err_t read_board(struct io_board *board, uint32_t limit_ms, struct io_inputs *out_inputs)
{
    uint32_t levels;
    err_t err = get_levels(&board->inputs, &levels);

    (void)limit_ms;
    memset(out_inputs, 0, sizeof(*out_inputs));
    if (err == ERR_OK)
        *out_inputs = io_lines_read(&board->map, levels);
    return err;
}

static err_t write_board(struct io_board *board, uint32_t outputs, uint32_t limit_ms)
{
    uint32_t wanted = io_lines_write(&board->map, outputs), levels;
    int values[IO_LINES_MAX] = {0};
    err_t err;

    (void)limit_ms;
    spread_levels(&board->outputs, wanted, values);
    if (gpiod_line_bulk_num_lines(&board->outputs) > 0 &&
        gpiod_line_set_value_bulk(&board->outputs, values) != 0)
        return err_of(errno);
    err = get_levels(&board->outputs, &levels);
    return err == ERR_OK && levels != wanted ? ERR_DEVICE_FAULT : err;
}

static void close_board(struct io_board *board)
{
    if (board == NULL)
        return;
    if (board->chip != NULL)
        gpiod_chip_close(board->chip); /* with all its lines */
    free(board);
}

/* Takes the lines; the outputs come up at rest. */
static err_t request_lines(struct io_board *board)
{
    int values[IO_LINES_MAX] = {0};
    err_t err = gather(board->chip, board->map.inputs, IO_INPUT_COUNT, &board->inputs);

    if (err == ERR_OK)
        err = gather(board->chip, board->map.outputs, IO_OUTPUT_COUNT, &board->outputs);
    if (err != ERR_OK)
        return err;
    spread_levels(&board->outputs, io_lines_write(&board->map, IO_OUTPUTS_AT_REST), values);
    if (gpiod_line_bulk_num_lines(&board->inputs) > 0 &&
        gpiod_line_request_bulk_input(&board->inputs, CONSUMER) != 0)
        return err_of(errno);
    if (gpiod_line_bulk_num_lines(&board->outputs) > 0 &&
        gpiod_line_request_bulk_output(&board->outputs, CONSUMER, values) != 0)
        return err_of(errno);
    return ERR_OK;
}

static err_t open_board(const char *port, const struct io_map *map, uint32_t limit_ms,
                        struct io_board **out_board)
{
    struct io_board *board;
    unsigned lines;
    err_t err;

    *out_board = NULL;
    if (strncmp(port, "gpio:/", 6) != 0)
        return ERR_INVALID;
    board = calloc(1, sizeof(*board));
    if (board == NULL)
        return ERR_MEMORY;
    board->map = *map;
    gpiod_line_bulk_init(&board->inputs);
    gpiod_line_bulk_init(&board->outputs);
    board->chip = gpiod_chip_open(port + 5);
    err = board->chip == NULL ? err_of(errno) : ERR_OK;
    lines = err == ERR_OK ? gpiod_chip_num_lines(board->chip) : 0;
    if (err == ERR_OK &&
        !io_lines_fit(map, (uint8_t)(lines < IO_LINES_MAX ? lines : IO_LINES_MAX), true))
        err = ERR_INVALID;
    if (err == ERR_OK)
        err = request_lines(board);
    if (err == ERR_OK)
        err = write_board(board, IO_OUTPUTS_AT_REST, limit_ms);
    if (err != ERR_OK) {
        close_board(board);
        return err;
    }
    *out_board = board;
    return ERR_OK;
}

extern const struct io_driver gpio_chardev;
const struct io_driver gpio_chardev = {
    .name = "gpio-chardev",
    .open = open_board,
    .close = close_board,
    .read = read_board,
    .write = write_board,
};
