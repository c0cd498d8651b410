#include "drivers/io/io_lines.h"

#include <string.h>

#define BIT_OF(wire) IO_BIT((wire)->line - 1)

/* Adds the lines to `taken`; false when one is beyond the board or taken already. */
static bool take(const struct io_line *lines, size_t count, uint8_t line_count, uint32_t *taken)
{
    for (const struct io_line *wire = lines; wire < lines + count; wire++) {
        if (wire->line == 0)
            continue;
        if (wire->line > line_count || (*taken & BIT_OF(wire)) != 0)
            return false;
        *taken |= BIT_OF(wire);
    }
    return true;
}

bool io_lines_fit(const struct io_map *map, uint8_t line_count, bool shared)
{
    uint32_t taken = 0;

    if (line_count > IO_LINES_MAX || !take(map->inputs, IO_INPUT_COUNT, line_count, &taken))
        return false;
    if (!shared)
        taken = 0;
    return take(map->outputs, IO_OUTPUT_COUNT, line_count, &taken);
}

struct io_inputs io_lines_read(const struct io_map *map, uint32_t levels)
{
    struct io_inputs inputs = {0, 0};

    for (size_t i = 0; i < IO_INPUT_COUNT; i++) {
        const struct io_line *wire = &map->inputs[i];

        if (wire->line == 0)
            continue;
        inputs.known |= IO_BIT(i);
        if (((levels & BIT_OF(wire)) != 0) != wire->inverted)
            inputs.values |= IO_BIT(i);
    }
    return inputs;
}

uint32_t io_lines_wired(const struct io_map *map)
{
    uint32_t lines = 0;

    for (size_t i = 0; i < IO_OUTPUT_COUNT; i++)
        if (map->outputs[i].line != 0)
            lines |= BIT_OF(&map->outputs[i]);
    return lines;
}

uint32_t io_lines_write(const struct io_map *map, uint32_t outputs)
{
    uint32_t levels = 0;

    for (size_t i = 0; i < IO_OUTPUT_COUNT; i++) {
        const struct io_line *wire = &map->outputs[i];

        if (wire->line != 0 && ((outputs & IO_BIT(i)) != 0) != wire->inverted)
            levels |= BIT_OF(wire);
    }
    return levels;
}
