/* The inside of the virtual receipt printer, shared by escpos_printer*.c and nobody else. Whoever
 * calls a function of this header holds the lock. */
#ifndef BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_STATE_H
#define BANSHI_TOOLS_BENCH_ESCPOS_PRINTER_STATE_H

#include <limits.h>
#include <pthread.h>

#include "tools/bench/escpos_printer.h"
#include "tools/bench/paper.h"

#define ESCPOS_PRINTER_BUFFER_BYTES 16384
#define ESCPOS_PRINTER_REPLIES_MAX 512
#define ESCPOS_PRINTER_DESCRIPTOR_BYTES (18 + 9 + 9 + 14)

/* What a model can do. */
struct escpos_printer_model {
    uint16_t vendor, product;
    const char *name; /* as it says itself in string descriptors and in its IEEE 1284 identity */
    bool mouth;       /* GS e and DLE EOT 20 */
    bool pushes;      /* GS a */
    bool fences;      /* GS r */
    uint8_t fixed;    /* the fixed bits of its answers to DLE EOT 1 to 4 */
};

struct escpos_printer {
    struct bench_device device;
    const struct escpos_printer_model *model;
    uint8_t descriptors[ESCPOS_PRINTER_DESCRIPTOR_BYTES];
    uint8_t endpoint_out, endpoint_in;
    pthread_mutex_t lock;
    char folder[PATH_MAX];
    enum escpos_printer_fault fault;
    unsigned rows_until_fault;
    bool cutter_jammed, mouth_jammed;
    bool printed_on;                             /* since the last cut */
    bool behind;                                 /* a cut piece waits behind the mouth */
    bool holding;                                /* a piece lies in the mouth */
    uint8_t buffer[ESCPOS_PRINTER_BUFFER_BYTES]; /* taken from the host, not yet carried out */
    size_t buffered;
    uint8_t window[2]; /* the last two bytes taken: DLE EOT is seen wherever it is */
    size_t skip_left;  /* data of a command that is not drawn */
    size_t raster_left, raster_row_bytes, raster_have;
    uint8_t raster_row[ESCPOS_PRINTER_ROW_BYTES];
    uint8_t replies[ESCPOS_PRINTER_REPLIES_MAX];
    size_t replies_size;
    uint8_t asb_report;
    uint64_t slow_since_ms, slow_rows;
    struct paper paper, page; /* what is under the head; what was cut last */
    struct escpos_printer_counts counts;
};

/* The fault is set and its rows are over. */
bool escpos_printer_has(const struct escpos_printer *printer, enum escpos_printer_fault fault);

/* It has stopped, and says so. */
bool escpos_printer_is_offline(const struct escpos_printer *printer);

/* One byte for the host; lost when nobody has read for long. */
void escpos_printer_say(struct escpos_printer *printer, uint8_t byte);

/* DLE EOT n has come by. */
void escpos_printer_answer(struct escpos_printer *printer, uint8_t n);

/* Something changed, or a row was printed: whoever pushes does so now. */
void escpos_printer_push(struct escpos_printer *printer);
void escpos_printer_push_row(struct escpos_printer *printer);

/* Forgets everything that is in memory, as a soft reset and a power cut do; paper stays. */
void escpos_printer_forget(struct escpos_printer *printer);

/* What has been printed on since the last time becomes a piece of its own; a white slip is none. */
void escpos_printer_part(struct escpos_printer *printer);

/* Carries out what can be carried out of the buffer. */
void escpos_printer_work(struct escpos_printer *printer);

#endif
