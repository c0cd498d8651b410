/* The inside of the virtual page printer: what its mechanics (ipp_printer.c), its operations
 * (ipp_printer_answer.c) and its HTTP server (ipp_printer_http.c) share. Everything is guarded by
 * `lock`, except what says otherwise. */
#ifndef BANSHI_TOOLS_BENCH_IPP_PRINTER_PRIVATE_H
#define BANSHI_TOOLS_BENCH_IPP_PRINTER_PRIVATE_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>

#include "tools/bench/ipp_printer.h"
#include "tools/bench/ipp_wire.h"

#define IPP_PRINTER_JOBS_MAX 32 /* the oldest one at its end makes room */
#define IPP_PRINTER_WORD_BYTES 128
#define IPP_PRINTER_DOCUMENT_BYTES_MAX (32u << 20)

/* job-state, RFC 8011 5.3.7. */
enum ipp_job_state {
    IPP_JOB_NONE = 0,
    IPP_JOB_PENDING = 3,
    IPP_JOB_HELD = 4, /* its document has not come yet */
    IPP_JOB_PROCESSING = 5,
    IPP_JOB_STOPPED = 6,
    IPP_JOB_CANCELED = 7,
    IPP_JOB_ABORTED = 8,
    IPP_JOB_COMPLETED = 9
};

struct ipp_job {
    int32_t id;
    enum ipp_job_state state;
    char name[IPP_PRINTER_WORD_BYTES], user[IPP_PRINTER_WORD_BYTES];
    int document;           /* a memory file; -1: none */
    unsigned pages, sheets; /* of the document; came out */
    uint64_t next_ms;       /* when the next sheet is out */
    uint64_t ended_ms;
};

struct ipp_printer {
    struct MHD_Daemon *daemon; /* NULL: unplugged; guarded by the caller's order, not the lock */
    pthread_t worker;
    pthread_mutex_t lock;
    atomic_bool ending;    /* the worker goes home */
    atomic_bool unplugged; /* handlers that wait give up */
    char folder[PATH_MAX], uri[IPP_PRINTER_URI_BYTES];
    uint16_t port;
    enum ipp_printer_fault fault;
    unsigned sheets_until_fault;
    bool line_is_dead;            /* every connection is closed without a word */
    unsigned requests_until_dead; /* 0: it stays alive */
    struct ipp_job jobs[IPP_PRINTER_JOBS_MAX];
    int32_t last_id;
    uint64_t started_ms;
    struct ipp_printer_counts counts;
};

/* What is to be done with an answer. */
enum ipp_delivery {
    IPP_DELIVERY_SEND,
    IPP_DELIVERY_DROP,  /* close the connection without a word */
    IPP_DELIVERY_NEVER, /* keep it open and say nothing */
    IPP_DELIVERY_DRIP,
    IPP_DELIVERY_ENDLESS,
    IPP_DELIVERY_500,
    IPP_DELIVERY_401
};

uint64_t ipp_printer_now_ms(void);

/* True when the fault is there and has set in. The lock is held in all that follow. */
bool ipp_printer_has(const struct ipp_printer *printer, enum ipp_printer_fault fault);

/* The keyword of printer-state-reasons for what stops the paper; NULL: nothing does. "" stands for
 * a stop without a word. */
const char *ipp_printer_stop(const struct ipp_printer *printer);

/* The job of that number; NULL: none. */
struct ipp_job *ipp_printer_job(struct ipp_printer *printer, int32_t id);

/* The job that is under way or next; NULL: none. */
struct ipp_job *ipp_printer_active(struct ipp_printer *printer);

/* A new job; NULL when the printer is full of work. */
struct ipp_job *ipp_printer_add_job(struct ipp_printer *printer, const char *name,
                                    const char *user);

/* Takes the document. False: it cannot be read, and the job is aborted. */
bool ipp_printer_take(struct ipp_printer *printer, struct ipp_job *job, const uint8_t *pdf,
                      size_t size_bytes);
void ipp_printer_end(struct ipp_printer *printer, struct ipp_job *job, enum ipp_job_state state);

/* Reads one request and writes the answer (`answer->bytes` has room). Takes the lock itself. */
enum ipp_delivery ipp_printer_answer(struct ipp_printer *printer, const uint8_t *bytes, size_t size,
                                     struct ipp_wire_answer *answer);

/* Starts and stops the server at printer->port (0: then the port it got is put there). */
bool ipp_printer_listen(struct ipp_printer *printer);
void ipp_printer_deafen(struct ipp_printer *printer);

#endif
