/* The virtual page printer: an HTTP server on loopback that speaks IPP 1.1 and 2.0 from the
 * printer's end, written by hand. It takes PDF, counts its pages with poppler and lets sheet after
 * sheet come out into a folder, one PDF each. Safe to call from several threads; drivers reach it
 * from any process. */
#ifndef BANSHI_TOOLS_BENCH_IPP_PRINTER_H
#define BANSHI_TOOLS_BENCH_IPP_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IPP_PRINTER_TRAY_SHEETS 250
#define IPP_PRINTER_URI_BYTES 64

enum ipp_printer_fault {
#define IPP_PRINTER_FAULT(id, name, help) IPP_PRINTER_FAULT_##id,
#include "tools/bench/ipp_printer_faults.def"
#undef IPP_PRINTER_FAULT
    IPP_PRINTER_FAULT_COUNT
};

struct ipp_printer;

/* Listens on 127.0.0.1:`port` (0: any free one). Sheets go as sheet-N.pdf into `paper_folder`,
 * which exists; NULL: nowhere. NULL when the port is taken or there is no memory. */
struct ipp_printer *ipp_printer_create(const char *paper_folder, uint16_t port);
void ipp_printer_destroy(struct ipp_printer *printer); /* NULL is allowed */

/* "ipp://127.0.0.1:PORT/ipp/print", as a board names it. Lives as long as the printer. */
const char *ipp_printer_uri(const struct ipp_printer *printer);

/* Pulls the network plug, and puts it back at the same port (false: taken meanwhile). What was
 * taken before goes on being printed. */
void ipp_printer_unplug(struct ipp_printer *printer);
bool ipp_printer_plug(struct ipp_printer *printer);
bool ipp_printer_is_plugged(struct ipp_printer *printer);

/* The `count`-th request from now (from 1) and all that follow find a dead line; set_fault()
 * revives it. */
void ipp_printer_cut_line(struct ipp_printer *printer, unsigned count);

/* `after_sheets` sheets from now the fault sets in, for those that stop the paper; 0: at once. A
 * mended printer goes on with what it holds. */
void ipp_printer_set_fault(struct ipp_printer *printer, enum ipp_printer_fault fault,
                           unsigned after_sheets);

/* By the name in the .def file; false when there is no such fault. */
bool ipp_printer_set_fault_name(struct ipp_printer *printer, const char *name,
                                unsigned after_sheets);
const char *ipp_printer_fault_name(struct ipp_printer *printer);

/* Puts that many sheets into the tray, in place of what is there. */
void ipp_printer_set_tray(struct ipp_printer *printer, unsigned sheets);

struct ipp_printer_counts {
    unsigned tray;      /* sheets left */
    unsigned sheets;    /* came out, ever */
    unsigned jobs;      /* created, ever */
    unsigned documents; /* taken, ever */
    unsigned waiting;   /* jobs not at their end */
    unsigned canceled;
    unsigned unknown;  /* requests that the model does not know or finds malformed: a driver's
                         mistake */
    unsigned careless; /* jobs that leave size, sides or scale to the printer: likewise */
    unsigned personal; /* jobs whose user is not the kiosk: a driver's mistake */
};
struct ipp_printer_counts ipp_printer_counts(struct ipp_printer *printer);

/* The name of the job created last, at most `size_bytes` with NUL. */
void ipp_printer_job_name(struct ipp_printer *printer, char *out, size_t size_bytes);

/* Carries out one line of the desk: "fault NAME [SHEETS]", "tray SHEETS", "unplug", "plug",
 * "sheets", "state", "help". `words` holds `count` words. Writes one line without newline; false
 * for a line it does not understand or cannot do. */
bool ipp_printer_command(struct ipp_printer *printer, char *const words[], int count,
                         char *out_answer, size_t size_bytes);

#endif
