/* What the virtual receipt printer says. */
#include "tools/bench/escpos_printer_state.h"

#define PUSH_ROWS 16 /* how often a chattering printer says something */

bool escpos_printer_has(const struct escpos_printer *printer, enum escpos_printer_fault fault)
{
    return printer->fault == fault && printer->rows_until_fault == 0;
}

static bool is_jammed(const struct escpos_printer *printer)
{
    return escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_JAM) || printer->mouth_jammed;
}

bool escpos_printer_is_offline(const struct escpos_printer *printer)
{
    return escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT) ||
           escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_COVER) ||
           escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_OVERHEATED) || is_jammed(printer) ||
           printer->cutter_jammed;
}

void escpos_printer_say(struct escpos_printer *printer, uint8_t byte)
{
    if (!escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_DEAD_STATUS) &&
        printer->replies_size < ESCPOS_PRINTER_REPLIES_MAX)
        printer->replies[printer->replies_size++] = byte;
}

static void answer_full(struct escpos_printer *printer)
{
    bool out = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT);
    bool low = out || escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NEAR_END);
    bool cover = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_COVER);
    bool hot = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_OVERHEATED);

    escpos_printer_say(printer, 0x10);
    escpos_printer_say(printer, 0x0f);
    escpos_printer_say(printer,
                       (uint8_t)((out ? 1 : 0) | (low ? 4 : 0) | (printer->holding ? 0x20 : 0)));
    escpos_printer_say(printer, cover ? 0x02 : 0);
    escpos_printer_say(printer, (uint8_t)((is_jammed(printer) ? 0x40 : 0) | (hot ? 0x01 : 0)));
    escpos_printer_say(printer, printer->cutter_jammed ? 0x01 : 0);
}

void escpos_printer_answer(struct escpos_printer *printer, uint8_t n)
{
    bool out = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT);
    bool hot = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_OVERHEATED);
    bool low = out || escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NEAR_END);
    bool jam = is_jammed(printer);
    uint8_t bits = printer->model->fixed;

    if (escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NO_POLL))
        return;
    if (n == 20) {
        if (printer->model->mouth)
            answer_full(printer);
        return;
    }
    if (n == 1)
        bits |= escpos_printer_is_offline(printer) ? 0x08 : 0;
    if (n == 2)
        bits |= (uint8_t)((escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_COVER) ? 0x04 : 0) |
                          (out ? 0x20 : 0) | (jam || hot || printer->cutter_jammed ? 0x40 : 0));
    if (n == 3)
        bits |=
            (uint8_t)((printer->cutter_jammed ? 0x08 : 0) | (jam ? 0x20 : 0) | (hot ? 0x40 : 0));
    if (n == 4)
        bits |= (uint8_t)((low ? 0x0c : 0) | (out ? 0x60 : 0));
    escpos_printer_say(printer,
                       escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_ONE_REPLY) ? 0x16 : bits);
}

static void push_asb(struct escpos_printer *printer)
{
    bool out = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_PAPER_OUT);
    bool low = out || escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_NEAR_END);
    bool hot = escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_OVERHEATED);

    escpos_printer_say(
        printer, (uint8_t)(0x10 | (escpos_printer_is_offline(printer) ? 0x08 : 0) |
                           (escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_COVER) ? 0x20 : 0)));
    escpos_printer_say(printer, (uint8_t)((printer->cutter_jammed ? 0x08 : 0) |
                                          (is_jammed(printer) ? 0x20 : 0) | (hot ? 0x40 : 0)));
    escpos_printer_say(printer, (uint8_t)((low ? 0x03 : 0) | (out ? 0x0c : 0)));
    escpos_printer_say(printer, 0x0f);
}

/* Another maker's packet: paper, user, errors, errors; every byte 0 when all is well. */
static void push_odd(struct escpos_printer *printer)
{
    for (int i = 0; i < 4; i++)
        escpos_printer_say(printer, 0x00);
}

void escpos_printer_push(struct escpos_printer *printer)
{
    if (escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_ODD_PUSH))
        push_odd(printer);
    else if (printer->model->pushes && (printer->asb_report != 0 ||
                                        escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_CHATTER)))
        push_asb(printer);
}

void escpos_printer_push_row(struct escpos_printer *printer)
{
    if ((escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_ODD_PUSH) ||
         escpos_printer_has(printer, ESCPOS_PRINTER_FAULT_CHATTER)) &&
        printer->counts.rows % PUSH_ROWS == 0)
        escpos_printer_push(printer);
}
