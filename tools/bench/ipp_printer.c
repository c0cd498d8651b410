#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/ipp_printer_private.h"
#include "tools/bench/ipp_sheets.h"

#define SHEET_MS 60
#define SLOW_SHEET_MS 700
#define TICK_MS 5
#define KIOSK_USER "banshi"

static const char *const fault_names[] = {
#define IPP_PRINTER_FAULT(id, name, help) name,
#include "tools/bench/ipp_printer_faults.def"
#undef IPP_PRINTER_FAULT
};

uint64_t ipp_printer_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool ipp_printer_has(const struct ipp_printer *printer, enum ipp_printer_fault fault)
{
    return printer->fault == fault && printer->sheets_until_fault == 0;
}

const char *ipp_printer_stop(const struct ipp_printer *printer)
{
    static const struct {
        enum ipp_printer_fault fault;
        const char *reason;
    } stops[] = {{IPP_PRINTER_FAULT_MEDIA_JAM, "media-jam-error"},
                 {IPP_PRINTER_FAULT_COVER_OPEN, "cover-open-error"},
                 {IPP_PRINTER_FAULT_OUTPUT_FULL, "output-area-full-error"},
                 {IPP_PRINTER_FAULT_TONER_EMPTY, "toner-empty-error"},
                 {IPP_PRINTER_FAULT_FUSER, "fuser-over-temp-error"},
                 {IPP_PRINTER_FAULT_PAUSED, "paused"},
                 {IPP_PRINTER_FAULT_SILENT_STOP, ""}};

    for (size_t i = 0; i < COUNT_OF(stops); i++)
        if (ipp_printer_has(printer, stops[i].fault))
            return stops[i].reason;
    if (printer->counts.tray == 0 || ipp_printer_has(printer, IPP_PRINTER_FAULT_MEDIA_EMPTY))
        return "media-empty-error";
    return NULL;
}

/* Jobs --------------------------------------------------------------------------------------- */

struct ipp_job *ipp_printer_job(struct ipp_printer *printer, int32_t id)
{
    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++)
        if (printer->jobs[i].state != IPP_JOB_NONE && printer->jobs[i].id == id)
            return &printer->jobs[i];
    return NULL;
}

struct ipp_job *ipp_printer_active(struct ipp_printer *printer)
{
    struct ipp_job *first = NULL;

    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++) {
        struct ipp_job *job = &printer->jobs[i];

        if ((job->state == IPP_JOB_PENDING || job->state == IPP_JOB_PROCESSING ||
             job->state == IPP_JOB_STOPPED) &&
            (first == NULL || job->id < first->id))
            first = job;
    }
    return first;
}

static struct ipp_job *free_place(struct ipp_printer *printer)
{
    struct ipp_job *oldest = NULL;

    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++) {
        struct ipp_job *job = &printer->jobs[i];

        if (job->state == IPP_JOB_NONE)
            return job;
        if (job->state >= IPP_JOB_CANCELED && (oldest == NULL || job->id < oldest->id))
            oldest = job;
    }
    return oldest;
}

struct ipp_job *ipp_printer_add_job(struct ipp_printer *printer, const char *name, const char *user)
{
    struct ipp_job *job = free_place(printer);

    if (job == NULL)
        return NULL;
    memset(job, 0, sizeof(*job));
    job->id = ++printer->last_id;
    job->state = IPP_JOB_HELD;
    job->document = -1;
    snprintf(job->name, sizeof(job->name), "%s", name);
    snprintf(job->user, sizeof(job->user), "%s", user);
    printer->counts.jobs++;
    printer->counts.personal += strcmp(user, KIOSK_USER) != 0;
    return job;
}

void ipp_printer_end(struct ipp_printer *printer, struct ipp_job *job, enum ipp_job_state state)
{
    if (job->document >= 0)
        close(job->document);
    job->document = -1;
    job->state = state;
    job->ended_ms = ipp_printer_now_ms();
    printer->counts.canceled += state == IPP_JOB_CANCELED;
}

bool ipp_printer_take(struct ipp_printer *printer, struct ipp_job *job, const uint8_t *pdf,
                      size_t size_bytes)
{
    job->document = ipp_sheets_keep(pdf, size_bytes);
    if (job->document >= 0)
        job->pages = ipp_sheets_count(job->document);
    if (job->pages == 0) {
        ipp_printer_end(printer, job, IPP_JOB_ABORTED);
        return false;
    }
    printer->counts.documents++;
    job->state = IPP_JOB_PENDING;
    return true;
}

/* Mechanics ---------------------------------------------------------------------------------- */

static void let_out(struct ipp_printer *printer, struct ipp_job *job)
{
    char path[PATH_MAX + 32];

    job->sheets++;
    printer->counts.sheets++;
    printer->counts.tray--;
    if (printer->sheets_until_fault > 0)
        printer->sheets_until_fault--;
    if (printer->folder[0] == '\0')
        return;
    snprintf(path, sizeof(path), "%s/sheet-%u.pdf", printer->folder, printer->counts.sheets);
    if (!ipp_sheets_write(job->document, job->sheets, path))
        fprintf(stderr, "bench: cannot write %s\n", path);
}

static void work_on(struct ipp_printer *printer, struct ipp_job *job, uint64_t now_ms)
{
    uint64_t pace = printer->fault == IPP_PRINTER_FAULT_SLOW ? SLOW_SHEET_MS : SHEET_MS;
    unsigned pages = job->pages - (printer->fault == IPP_PRINTER_FAULT_FEWER_SHEETS);

    if (ipp_printer_has(printer, IPP_PRINTER_FAULT_ABORTED)) {
        ipp_printer_end(printer, job, IPP_JOB_ABORTED);
        return;
    }
    if (ipp_printer_stop(printer) != NULL && job->sheets < pages) {
        job->state = IPP_JOB_STOPPED;
        return;
    }
    if (job->state != IPP_JOB_PROCESSING) {
        job->state = IPP_JOB_PROCESSING;
        job->next_ms = now_ms + pace;
    }
    if (now_ms < job->next_ms || ipp_printer_has(printer, IPP_PRINTER_FAULT_STUCK))
        return;
    if (job->sheets < pages)
        let_out(printer, job);
    if (job->sheets >= pages)
        ipp_printer_end(printer, job, IPP_JOB_COMPLETED);
    job->next_ms = now_ms + pace;
}

static void *work(void *context)
{
    struct ipp_printer *printer = context;
    struct timespec tick = {0, TICK_MS * 1000000};

    while (!atomic_load(&printer->ending)) {
        struct ipp_job *job;

        pthread_mutex_lock(&printer->lock);
        job = ipp_printer_active(printer);
        if (job != NULL)
            work_on(printer, job, ipp_printer_now_ms());
        pthread_mutex_unlock(&printer->lock);
        nanosleep(&tick, NULL);
    }
    return NULL;
}

/* Making ------------------------------------------------------------------------------------- */

struct ipp_printer *ipp_printer_create(const char *paper_folder, uint16_t port)
{
    struct ipp_printer *printer = calloc(1, sizeof(*printer));

    if (printer == NULL)
        return NULL;
    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++)
        printer->jobs[i].document = -1;
    if (paper_folder != NULL)
        snprintf(printer->folder, sizeof(printer->folder), "%s", paper_folder);
    printer->port = port;
    printer->counts.tray = IPP_PRINTER_TRAY_SHEETS;
    printer->started_ms = ipp_printer_now_ms();
    pthread_mutex_init(&printer->lock, NULL);
    if (ipp_printer_listen(printer)) {
        snprintf(printer->uri, sizeof(printer->uri), "ipp://127.0.0.1:%u/ipp/print", printer->port);
        if (pthread_create(&printer->worker, NULL, work, printer) == 0)
            return printer;
    }
    ipp_printer_deafen(printer);
    pthread_mutex_destroy(&printer->lock);
    free(printer);
    return NULL;
}

void ipp_printer_destroy(struct ipp_printer *printer)
{
    if (printer == NULL)
        return;
    ipp_printer_deafen(printer);
    atomic_store(&printer->ending, true);
    pthread_join(printer->worker, NULL);
    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++)
        if (printer->jobs[i].document >= 0)
            close(printer->jobs[i].document);
    pthread_mutex_destroy(&printer->lock);
    free(printer);
}

const char *ipp_printer_uri(const struct ipp_printer *printer)
{
    return printer->uri;
}

void ipp_printer_unplug(struct ipp_printer *printer)
{
    ipp_printer_deafen(printer);
}

bool ipp_printer_plug(struct ipp_printer *printer)
{
    return printer->daemon != NULL || ipp_printer_listen(printer);
}

bool ipp_printer_is_plugged(struct ipp_printer *printer)
{
    return printer->daemon != NULL;
}

/* Hands --------------------------------------------------------------------------------------- */

void ipp_printer_cut_line(struct ipp_printer *printer, unsigned count)
{
    pthread_mutex_lock(&printer->lock);
    printer->requests_until_dead = count;
    pthread_mutex_unlock(&printer->lock);
}

void ipp_printer_set_fault(struct ipp_printer *printer, enum ipp_printer_fault fault,
                           unsigned after_sheets)
{
    pthread_mutex_lock(&printer->lock);
    printer->fault = fault;
    printer->sheets_until_fault = after_sheets;
    printer->line_is_dead = false;
    printer->requests_until_dead = 0;
    pthread_mutex_unlock(&printer->lock);
}

bool ipp_printer_set_fault_name(struct ipp_printer *printer, const char *name,
                                unsigned after_sheets)
{
    for (int i = 0; i < IPP_PRINTER_FAULT_COUNT; i++)
        if (strcmp(fault_names[i], name) == 0) {
            ipp_printer_set_fault(printer, (enum ipp_printer_fault)i, after_sheets);
            return true;
        }
    return false;
}

const char *ipp_printer_fault_name(struct ipp_printer *printer)
{
    const char *name;

    pthread_mutex_lock(&printer->lock);
    name = fault_names[printer->fault];
    pthread_mutex_unlock(&printer->lock);
    return name;
}

void ipp_printer_set_tray(struct ipp_printer *printer, unsigned sheets)
{
    pthread_mutex_lock(&printer->lock);
    printer->counts.tray = sheets;
    pthread_mutex_unlock(&printer->lock);
}

struct ipp_printer_counts ipp_printer_counts(struct ipp_printer *printer)
{
    struct ipp_printer_counts counts;

    pthread_mutex_lock(&printer->lock);
    counts = printer->counts;
    for (size_t i = 0; i < IPP_PRINTER_JOBS_MAX; i++)
        counts.waiting +=
            printer->jobs[i].state != IPP_JOB_NONE && printer->jobs[i].state < IPP_JOB_CANCELED;
    pthread_mutex_unlock(&printer->lock);
    return counts;
}

void ipp_printer_job_name(struct ipp_printer *printer, char *out, size_t size_bytes)
{
    const struct ipp_job *job;

    pthread_mutex_lock(&printer->lock);
    job = ipp_printer_job(printer, printer->last_id);
    snprintf(out, size_bytes, "%s", job != NULL ? job->name : "");
    pthread_mutex_unlock(&printer->lock);
}

static bool say_state(struct ipp_printer *printer, char *out, size_t size_bytes)
{
    struct ipp_printer_counts counts = ipp_printer_counts(printer);

    snprintf(out, size_bytes, "ok %s fault=%s tray=%u sheets=%u jobs=%u waiting=%u at=%s",
             ipp_printer_is_plugged(printer) ? "plugged" : "unplugged",
             ipp_printer_fault_name(printer), counts.tray, counts.sheets, counts.jobs,
             counts.waiting, printer->uri);
    return true;
}

static bool set_fault_words(struct ipp_printer *printer, char *const words[], int count, char *out,
                            size_t size_bytes)
{
    unsigned after = count > 2 ? (unsigned)strtoul(words[2], NULL, 10) : 0;
    bool ok = ipp_printer_set_fault_name(printer, words[1], after);

    snprintf(out, size_bytes, ok ? "ok" : "error no such fault; see: help");
    return ok;
}

bool ipp_printer_command(struct ipp_printer *printer, char *const words[], int count,
                         char *out_answer, size_t size_bytes)
{
    bool ok = true;

    snprintf(out_answer, size_bytes, "ok");
    if (count >= 2 && strcmp(words[0], "fault") == 0)
        return set_fault_words(printer, words, count, out_answer, size_bytes);
    if (count >= 2 && strcmp(words[0], "tray") == 0)
        ipp_printer_set_tray(printer, (unsigned)strtoul(words[1], NULL, 10));
    else if (count >= 1 && strcmp(words[0], "unplug") == 0)
        ipp_printer_unplug(printer);
    else if (count >= 1 && strcmp(words[0], "plug") == 0)
        ok = ipp_printer_plug(printer);
    else if (count >= 1 && strcmp(words[0], "sheets") == 0)
        snprintf(out_answer, size_bytes, "ok %u", ipp_printer_counts(printer).sheets);
    else if (count >= 1 && strcmp(words[0], "state") == 0)
        return say_state(printer, out_answer, size_bytes);
    else if (count >= 1 && strcmp(words[0], "help") == 0)
        snprintf(out_answer, size_bytes,
                 "ok fault NAME [SHEETS] | tray SHEETS | unplug | plug | sheets | state"
#define IPP_PRINTER_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/ipp_printer_faults.def"
#undef IPP_PRINTER_FAULT
        );
    else
        ok = false;
    if (!ok)
        snprintf(out_answer, size_bytes, "error not understood, or the port is taken; see: help");
    return ok;
}
