/* What the virtual receipt printer does with the bytes it was given. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/escpos_printer_state.h"

#define SLOW_ROWS_PER_S 300
#define CHARACTER_ROWS 30 /* the paper a line feed moves */

/* Commands of a fixed size, with their parameters. What follows them is skipped by start_data(). */
static const struct {
    uint8_t lead;
    const char *letters;
    size_t size;
} sizes[] = {
    {0x10, "\x04", 3},  {0x1b, "@02imSLv", 2}, {0x1b, " !-3EGJMRVadert{=U", 3},
    {0x1b, "$\\cB", 4}, {0x1b, "p*", 5},       {0x1c, ".&", 2},
    {0x1c, "-!CWA", 3}, {0x1c, "Sp", 4},       {0x1d, "!BHfhwIarb/|", 3},
    {0x1d, "LWPk", 4},  {0x1d, "(", 5},        {0x1d, "v", 8},
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Paper -------------------------------------------------------------------------------------- */

static void add_row(struct escpos_printer *printer, const uint8_t *row, size_t size)
{
    paper_add(&printer->paper, row, size);
    printer->slow_rows++;
    if (row != NULL) {
        printer->counts.rows++;
        printer->printed_on = true;
        escpos_printer_push_row(printer);
    }
    if (printer->rows_until_fault == 0 || --printer->rows_until_fault > 0)
        return;
    escpos_printer_push(printer);
    if (printer->fault == ESCPOS_PRINTER_FAULT_POWER_OFF)
        escpos_printer_forget(printer);
}

static void feed(struct escpos_printer *printer, unsigned rows)
{
    for (unsigned i = 0; i < rows; i++)
        add_row(printer, NULL, 0);
}

static void drop(struct escpos_printer *printer, bool *piece)
{
    printer->counts.dropped += *piece;
    *piece = false;
}

void escpos_printer_part(struct escpos_printer *printer)
{
    if (!printer->printed_on) {
        paper_finish(&printer->paper);
        return;
    }
    printer->printed_on = false;
    printer->counts.pages++;
    paper_finish(&printer->page);
    printer->page = printer->paper;
    memset(&printer->paper, 0, sizeof(printer->paper));
    if (printer->model->mouth) {
        drop(printer, &printer->behind);
        printer->behind = true;
    }
    if (printer->folder[0] != '\0' &&
        !paper_write_png(&printer->page, printer->folder, printer->counts.pages))
        fprintf(stderr, "bench: cannot write a receipt to %s\n", printer->folder);
}

static void cut(struct escpos_printer *printer)
{
    if (printer->fault == ESCPOS_PRINTER_FAULT_CUTTER) {
        printer->cutter_jammed = true;
        escpos_printer_push(printer);
        return;
    }
    escpos_printer_part(printer);
}

static void present(struct escpos_printer *printer)
{
    if (printer->printed_on)
        cut(printer);
    if (!printer->behind || printer->cutter_jammed)
        return;
    if (printer->fault == ESCPOS_PRINTER_FAULT_PRESENT_JAM) {
        printer->mouth_jammed = true;
        return;
    }
    drop(printer, &printer->holding);
    printer->behind = false;
    printer->holding = true;
    printer->counts.presented++;
}

static void retract(struct escpos_printer *printer)
{
    if (printer->fault == ESCPOS_PRINTER_FAULT_NO_RETRACT)
        return;
    if (printer->printed_on)
        cut(printer);
    printer->counts.retracted += printer->holding + printer->behind;
    printer->holding = printer->behind = false;
}

/* Commands ----------------------------------------------------------------------------------- */

/* 0 for a command without an entry. */
static size_t fixed_size(uint8_t lead, uint8_t letter)
{
    for (size_t i = 0; i < COUNT_OF(sizes) && letter != '\0'; i++)
        if (sizes[i].lead == lead && strchr(sizes[i].letters, letter) != NULL)
            return sizes[i].size;
    return 0;
}

static bool is_command(uint8_t byte)
{
    return byte == 0x10 || byte == 0x1b || byte == 0x1c || byte == 0x1d;
}

/* How long a command is, with its parameters, as far as its first bytes tell; more than `size` as
 * long as some of them have not come. */
static size_t command_size(const uint8_t *at, size_t size)
{
    size_t fixed;

    if (!is_command(at[0]))
        return 1;
    if (size < 2)
        return 2;
    fixed = fixed_size(at[0], at[1]);
    if (at[0] != 0x1d || (at[1] != 'V' && at[1] != 'e'))
        return fixed != 0 ? fixed : 2;
    if (size < 3)
        return 3;
    if (at[1] == 'V')
        return at[2] >= 'A' ? 4 : 3;
    return at[2] == 3 ? 4 : at[2] == 32 ? 5 : 3;
}

static bool is_known(const uint8_t *at)
{
    return fixed_size(at[0], at[1]) != 0 || (at[0] == 0x1d && (at[1] == 'V' || at[1] == 'e'));
}

static void start_raster(struct escpos_printer *printer, const uint8_t *at)
{
    printer->raster_row_bytes = bytes_get_le16(at + 4);
    printer->raster_left = printer->raster_row_bytes * bytes_get_le16(at + 6);
    printer->raster_have = 0;
    if (at[2] != '0' || printer->raster_row_bytes > ESCPOS_PRINTER_ROW_BYTES)
        printer->counts.unknown++;
}

static void run_escape(struct escpos_printer *printer, const uint8_t *at)
{
    if (at[1] == '@')
        printer->asb_report = 0;
    else if (at[1] == 'J')
        feed(printer, at[2]);
    else if (at[1] == 'd')
        feed(printer, at[2] * CHARACTER_ROWS);
    else if (at[1] == 'i' || at[1] == 'm')
        cut(printer);
    else if (at[1] == '*') /* a column picture, one or three bytes a column */
        printer->skip_left = (at[2] >= 32 ? 3u : 1u) * bytes_get_le16(at + 3);
}

static void run_mouth(struct escpos_printer *printer, uint8_t what)
{
    if (!printer->model->mouth) {
        printer->counts.unknown++;
        return;
    }
    if (what == 3 || what == 32)
        present(printer);
    else if (what == 2)
        retract(printer);
    else if (what == 5)
        drop(printer, &printer->holding);
}

static void run_group(struct escpos_printer *printer, const uint8_t *at)
{
    const struct escpos_printer_model *model = printer->model;

    if (at[1] == 'v') {
        start_raster(printer, at);
    } else if (at[1] == 'V') {
        if (at[2] >= 'A')
            feed(printer, at[3]);
        cut(printer);
    } else if (at[1] == 'e') {
        run_mouth(printer, at[2]);
    } else if (at[1] == '(') {
        printer->skip_left = bytes_get_le16(at + 3);
    } else if (at[1] == 'k') { /* the form with a length */
        printer->skip_left = at[3];
    } else if (at[1] == 'a' && model->pushes) {
        printer->asb_report = at[2];
        escpos_printer_push(printer);
    } else if (at[1] == 'r' && model->fences) {
        if (!escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NO_FENCE))
            escpos_printer_say(
                printer, escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NEAR_END) ? 0x03 : 0x00);
    } else if (at[1] == 'a' || at[1] == 'r') {
        printer->counts.unknown++;
    }
}

static void run(struct escpos_printer *printer, const uint8_t *at)
{
    if (at[0] >= 0x20) {
        printer->counts.characters++;
        printer->printed_on = true;
    } else if (at[0] == '\n') {
        feed(printer, CHARACTER_ROWS);
    } else if (at[0] == 0x10) {
        printer->counts.unknown += at[1] != 0x04; /* DLE EOT was answered on arrival */
    } else if (!is_command(at[0])) {
        printer->counts.unknown += at[0] != '\r' && at[0] != '\t';
    } else if (!is_known(at)) {
        printer->counts.unknown++;
    } else if (at[0] == 0x1b) {
        run_escape(printer, at);
    } else if (at[0] == 0x1d) {
        run_group(printer, at);
    }
}

static void take_raster(struct escpos_printer *printer, uint8_t byte)
{
    if (printer->raster_have < sizeof(printer->raster_row))
        printer->raster_row[printer->raster_have] = byte;
    printer->raster_left--;
    if (++printer->raster_have == printer->raster_row_bytes) {
        printer->raster_have = 0;
        add_row(printer, printer->raster_row, printer->raster_row_bytes);
    }
}

static bool is_slow(const struct escpos_printer *printer)
{
    return printer->fault == ESCPOS_PRINTER_FAULT_SLOW ||
           printer->fault == ESCPOS_PRINTER_FAULT_ODD_PUSH;
}

static bool may_move(const struct escpos_printer *printer)
{
    uint64_t allowed = (now_ms() - printer->slow_since_ms) * SLOW_ROWS_PER_S / 1000;

    if (escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_SILENT_JAM) ||
        escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_POWER_OFF))
        return false;
    return !escpos_printer_is_offline(printer) &&
           (!is_slow(printer) || printer->slow_rows <= allowed);
}

/* One step at `at`; the bytes it used, 0 when more are needed. */
static size_t step(struct escpos_printer *printer, const uint8_t *at, size_t left)
{
    size_t size;

    if (printer->raster_left > 0) {
        take_raster(printer, *at);
        return 1;
    }
    if (printer->skip_left > 0) {
        printer->skip_left--;
        return 1;
    }
    size = command_size(at, left);
    if (size > left)
        return 0;
    run(printer, at);
    return size;
}

void escpos_printer_work(struct escpos_printer *printer)
{
    size_t done = 0;

    while (done < printer->buffered && may_move(printer)) {
        size_t used = step(printer, printer->buffer + done, printer->buffered - done);

        if (used == 0)
            break;
        done += used;
    }
    if (done > printer->buffered) /* the power went, and with it the buffer */
        return;
    printer->buffered -= done;
    memmove(printer->buffer, printer->buffer + done, printer->buffered);
}
