/* The map between what is sensed and switched and the lines of a board. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drivers/io/io_lines.h"

static const struct io_map sample = {
    .inputs = {[IO_INPUT_CABINET_DOOR] = {1, true}, [IO_INPUT_HEADPHONES] = {32, false}},
    .outputs = {[IO_OUTPUT_BEEPER] = {2, false}, [IO_OUTPUT_POWER_LOCKER] = {32, true}},
};

static void reads_lines(void **state)
{
    struct io_inputs inputs = io_lines_read(&sample, 0);

    (void)state;
    assert_int_equal(inputs.known, IO_BIT(IO_INPUT_CABINET_DOOR) | IO_BIT(IO_INPUT_HEADPHONES));
    assert_int_equal(inputs.values, IO_BIT(IO_INPUT_CABINET_DOOR));
    inputs = io_lines_read(&sample, 0x80000001u);
    assert_int_equal(inputs.values, IO_BIT(IO_INPUT_HEADPHONES));
    inputs = io_lines_read(&sample, 0x7ffffffeu);
    assert_int_equal(inputs.values, IO_BIT(IO_INPUT_CABINET_DOOR));
    inputs = io_lines_read(&(struct io_map){0}, UINT32_MAX);
    assert_int_equal(inputs.known, 0);
    assert_int_equal(inputs.values, 0);
}

static void writes_lines(void **state)
{
    (void)state;
    assert_int_equal(io_lines_wired(&sample), 0x80000002u);
    assert_int_equal(io_lines_write(&sample, 0), 0x80000000u);
    assert_int_equal(io_lines_write(&sample, IO_OUTPUTS_AT_REST), 0);
    assert_int_equal(io_lines_write(&sample, IO_BIT(IO_OUTPUT_BEEPER)), 0x80000002u);
    assert_int_equal(io_lines_write(&sample, UINT32_MAX), 2);
    assert_int_equal(io_lines_write(&(struct io_map){0}, UINT32_MAX), 0);
}

/* A line beyond the board, or one that two would share. */
static void refuses_maps_that_cannot_be(void **state)
{
    struct io_map map = sample;

    (void)state;
    assert_true(io_lines_fit(&map, 32, false));
    assert_false(io_lines_fit(&map, 32, true)); /* line 32 is both */
    assert_false(io_lines_fit(&map, 31, false));
    assert_false(io_lines_fit(&map, 33, false));
    map.inputs[IO_INPUT_HEADPHONES].line = 3;
    assert_true(io_lines_fit(&map, 32, true));
    map.inputs[IO_INPUT_HEADPHONES].line = 1;
    assert_false(io_lines_fit(&map, 32, false));
    map.inputs[IO_INPUT_HEADPHONES].line = 0;
    map.outputs[IO_OUTPUT_LIGHT_CARD].line = 2;
    assert_false(io_lines_fit(&map, 32, false));
    assert_true(io_lines_fit(&(struct io_map){0}, 8, true));
}

static void rests_with_power_on(void **state)
{
    (void)state;
    for (unsigned i = 0; i < IO_OUTPUT_COUNT; i++)
        assert_int_equal((IO_OUTPUTS_AT_REST & IO_BIT(i)) != 0, i >= IO_OUTPUT_POWER_CARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lines), cmocka_unit_test(writes_lines),
        cmocka_unit_test(refuses_maps_that_cannot_be), cmocka_unit_test(rests_with_power_on)};

    return cmocka_run_group_tests_name("drivers/io/io_lines", tests, NULL, NULL);
}
