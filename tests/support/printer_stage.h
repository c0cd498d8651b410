/* A stage for the contract of receipt printers: one virtual printer on a bus of its own, one driver
 * that has it open as one model, one page. For programs of cmocka that run with umockdev. */
#ifndef BANSHI_TESTS_SUPPORT_PRINTER_STAGE_H
#define BANSHI_TESTS_SUPPORT_PRINTER_STAGE_H

#include "drivers/printer/printer.h"
#include "tools/bench/escpos_printer.h"
#include "tools/bench/plug_umockdev.h"

#define PRINTER_STAGE_PORT 2
#define PRINTER_STAGE_ROWS 400
#define PRINTER_STAGE_LIMIT_MS 2000
#define PRINTER_STAGE_PRINT_MS 6000

/* One row of the contract: a driver as a model, and the virtual printer that is one. */
struct printer_cast {
    const char *driver, *profile;
    enum escpos_printer_kind kind;
    const char *port;
    struct escpos_printer_shape shape; /* its kind is taken from above */
};

struct printer_stage {
    const struct printer_cast *cast;
    const struct printer_driver *driver;
    const struct printer_profile *profile;
    struct plug_umockdev *plug;
    struct escpos_printer *model;
    struct printer *printer;
    uint8_t rows[PRINTER_STAGE_ROWS * ESCPOS_PRINTER_ROW_BYTES];
    struct printer_page page; /* as wide as the model prints; PRINTER_STAGE_ROWS high, or less */
    unsigned passed, rows_when_passed;
};

/* Every driver and model to be put on the stage, from index 0 until NULL. */
const struct printer_cast *printer_stage_cast(size_t index);

/* Set-up and tear-down of cmocka; *state is a const struct printer_cast before the set-up. The
 * tear-down fails when the driver sent a command that the model does not know, or let paper drop. */
int printer_stage_set_up(void **state);
int printer_stage_tear_down(void **state);

/* Opens the printer and looks at it once, as its worker does. */
void printer_stage_open(struct printer_stage *stage);
void printer_stage_reopen(struct printer_stage *stage);

/* Prints the page; `passed` counts afresh. */
err_t printer_stage_print(struct printer_stage *stage, uint32_t limit_ms);

/* A page, and the proof that it is on the paper dot by dot; then it is taken out of the mouth or
 * torn off. */
void printer_stage_assert_prints(struct printer_stage *stage);
void printer_stage_assert_on_paper(const struct printer_stage *stage);

bool printer_stage_has_mouth(const struct printer_stage *stage);
bool printer_stage_says(const struct printer_stage *stage, unsigned channel);
unsigned printer_stage_pages(const struct printer_stage *stage);

/* Runs the cases over the whole cast, as tests named "<driver> <profile>: <case>", in one group per
 * row. Returns how many failed. */
struct CMUnitTest;
int printer_stage_run(const struct CMUnitTest *cases, size_t count);

#endif
