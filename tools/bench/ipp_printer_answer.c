/* The operations of the virtual page printer (RFC 8011): what it says of itself and of its jobs. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "firmware/base/check.h"
#include "tools/bench/ipp_printer_private.h"

#define LOW_SHEETS 12
#define TRAY_CAPACITY 250
#define LATE_MS 600
#define PDF "application/pdf"
#define GARBAGE_BYTES 64

enum {
    OP_PRINT_JOB = 0x0002,
    OP_VALIDATE_JOB = 0x0004,
    OP_CREATE_JOB = 0x0005,
    OP_SEND_DOCUMENT = 0x0006,
    OP_CANCEL_JOB = 0x0008,
    OP_GET_JOB_ATTRIBUTES = 0x0009,
    OP_GET_JOBS = 0x000a,
    OP_GET_PRINTER_ATTRIBUTES = 0x000b
};

enum {
    STATUS_OK = 0x0000,
    STATUS_BAD_REQUEST = 0x0400,
    STATUS_NOT_AUTHORIZED = 0x0403,
    STATUS_NOT_POSSIBLE = 0x0404,
    STATUS_NOT_FOUND = 0x0406,
    STATUS_DOCUMENT_FORMAT = 0x040a,
    STATUS_DOCUMENT_FORMAT_ERROR = 0x0411,
    STATUS_CHARSET = 0x040d,
    STATUS_OPERATION = 0x0501,
    STATUS_VERSION = 0x0503,
    STATUS_NOT_ACCEPTING = 0x0506,
    STATUS_BUSY = 0x0507
};

/* One request on its way to its answer; the lock is held. */
struct call {
    struct ipp_printer *printer;
    const struct ipp_wire_request *request;
    struct ipp_wire_answer *answer;
};

static enum ipp_delivery finish(const struct call *call, uint16_t status)
{
    ipp_wire_begin(call->answer, call->request, status);
    ipp_wire_group(call->answer, IPP_WIRE_END);
    return IPP_DELIVERY_SEND;
}

/* The printer ------------------------------------------------------------------------------- */

static int32_t state_of(struct ipp_printer *printer)
{
    if (ipp_printer_stop(printer) != NULL)
        return 5;
    if (printer->fault == IPP_PRINTER_FAULT_BUSY || ipp_printer_active(printer) != NULL)
        return 4;
    return 3;
}

static void add_reasons(struct ipp_printer *printer, struct ipp_wire_answer *answer)
{
    const char *stop = ipp_printer_stop(printer), *name = "printer-state-reasons";
    const char *low = NULL;

    if (printer->fault == IPP_PRINTER_FAULT_MEDIA_LOW || printer->counts.tray < LOW_SHEETS)
        low = "media-low-warning";
    if (printer->fault == IPP_PRINTER_FAULT_TONER_LOW)
        low = "toner-low-warning";
    if (stop != NULL && *stop != '\0') {
        ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, name, stop);
        name = NULL;
    }
    if (low != NULL) {
        ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, name, low);
        name = NULL;
    }
    if (name != NULL)
        ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, name, "none");
}

static void add_levels(struct ipp_printer *printer, struct ipp_wire_answer *answer)
{
    unsigned sheets = printer->counts.tray;
    int32_t toner = 80;
    char tray[160];

    if (printer->fault == IPP_PRINTER_FAULT_NO_LEVELS)
        return;
    if (ipp_printer_has(printer, IPP_PRINTER_FAULT_MEDIA_EMPTY))
        sheets = 0;
    else if (printer->fault == IPP_PRINTER_FAULT_MEDIA_LOW && sheets > LOW_SHEETS)
        sheets = LOW_SHEETS;
    snprintf(tray, sizeof(tray),
             "type=sheetFeedAutoRemovableTray;mediafeed=297000;mediaxfeed=210000;maxcapacity=%d;"
             "level=%u;status=0;name=Tray1;",
             TRAY_CAPACITY, sheets);
    ipp_wire_add_text(answer, IPP_WIRE_OCTETS, "printer-input-tray", tray);
    ipp_wire_add_text(answer, IPP_WIRE_OCTETS, NULL,
                      "type=sheetFeedManual;maxcapacity=1;level=-2;status=0;name=Manual;");
    if (printer->fault == IPP_PRINTER_FAULT_TONER_LOW)
        toner = 4;
    if (ipp_printer_has(printer, IPP_PRINTER_FAULT_TONER_EMPTY))
        toner = 0;
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "marker-levels", toner);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, NULL, 3);
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "marker-types", "toner");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, NULL, "waste-toner");
    ipp_wire_add_text(answer, IPP_WIRE_NAME, "marker-names", "Black");
    ipp_wire_add_text(answer, IPP_WIRE_NAME, NULL, "Waste");
}

static void add_formats(struct ipp_printer *printer, struct ipp_wire_answer *answer)
{
    bool pdf = printer->fault != IPP_PRINTER_FAULT_NO_PDF;

    ipp_wire_add_text(answer, IPP_WIRE_MIME, "document-format-default", "application/octet-stream");
    ipp_wire_add_text(answer, IPP_WIRE_MIME, "document-format-supported",
                      "application/octet-stream");
    ipp_wire_add_text(answer, IPP_WIRE_MIME, NULL, pdf ? PDF : "image/pwg-raster");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "compression-supported", "none");
}

static void add_operations(struct ipp_wire_answer *answer)
{
    static const int32_t operations[] = {
        OP_PRINT_JOB,  OP_VALIDATE_JOB,       OP_CREATE_JOB, OP_SEND_DOCUMENT,
        OP_CANCEL_JOB, OP_GET_JOB_ATTRIBUTES, OP_GET_JOBS,   OP_GET_PRINTER_ATTRIBUTES};

    for (size_t i = 0; i < COUNT_OF(operations); i++)
        ipp_wire_add_integer(answer, IPP_WIRE_ENUM, i == 0 ? "operations-supported" : NULL,
                             operations[i]);
}

static void add_identity(struct ipp_printer *printer, struct ipp_wire_answer *answer)
{
    ipp_wire_add_text(answer, IPP_WIRE_URI, "printer-uri-supported", printer->uri);
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "uri-security-supported", "none");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "uri-authentication-supported", "none");
    ipp_wire_add_text(answer, IPP_WIRE_NAME, "printer-name", "page-printer");
    ipp_wire_add_text(answer, IPP_WIRE_TEXT, "printer-make-and-model",
                      "Banshi bench virtual page printer");
    ipp_wire_add_text(answer, IPP_WIRE_TEXT, "printer-info", "Virtual page printer");
    ipp_wire_add_text(answer, IPP_WIRE_TEXT, "printer-location", "");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "ipp-versions-supported", "1.1");
    if (printer->fault != IPP_PRINTER_FAULT_ONLY_1_1)
        ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, NULL, "2.0");
    ipp_wire_add_text(answer, IPP_WIRE_CHARSET, "charset-configured", "utf-8");
    ipp_wire_add_text(answer, IPP_WIRE_CHARSET, "charset-supported", "utf-8");
    ipp_wire_add_text(answer, IPP_WIRE_LANGUAGE, "natural-language-configured", "en");
    ipp_wire_add_text(answer, IPP_WIRE_LANGUAGE, "generated-natural-language-supported", "en");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "pdl-override-supported", "attempted");
    ipp_wire_add_flag(answer, "multiple-document-jobs-supported", false);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "multiple-operation-time-out", 60);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "printer-up-time",
                         (int32_t)((ipp_printer_now_ms() - printer->started_ms) / 1000 + 1));
}

static void add_job_template(struct ipp_wire_answer *answer)
{
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "media-default", "iso_a4_210x297mm");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "media-supported", "iso_a4_210x297mm");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "media-ready", "iso_a4_210x297mm");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "sides-default", "two-sided-long-edge");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "sides-supported", "one-sided");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, NULL, "two-sided-long-edge");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "print-scaling-default", "auto");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "print-scaling-supported", "auto");
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, NULL, "none");
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "copies-default", 1);
    ipp_wire_add_range(answer, "copies-supported", 1, 1);
}

static enum ipp_delivery get_printer(const struct call *call)
{
    struct ipp_printer *printer = call->printer;
    struct ipp_wire_answer *answer = call->answer;

    ipp_wire_begin(answer, call->request, STATUS_OK);
    ipp_wire_group(answer, IPP_WIRE_PRINTER_GROUP);
    answer->filter = call->request;
    answer->filter_group = "printer-description";
    add_identity(printer, answer);
    ipp_wire_add_integer(answer, IPP_WIRE_ENUM, "printer-state", state_of(printer));
    add_reasons(printer, answer);
    ipp_wire_add_flag(answer, "printer-is-accepting-jobs",
                      printer->fault != IPP_PRINTER_FAULT_NOT_ACCEPTING);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "queued-job-count",
                         ipp_printer_active(printer) != NULL);
    add_operations(answer);
    add_formats(printer, answer);
    add_levels(printer, answer);
    answer->filter_group = "job-template";
    add_job_template(answer);
    ipp_wire_group(answer, IPP_WIRE_END);
    return IPP_DELIVERY_SEND;
}

/* Jobs --------------------------------------------------------------------------------------- */

static struct ipp_job *job_of(const struct call *call)
{
    const struct ipp_wire_attribute *uri = ipp_wire_find(call->request, "job-uri");
    int32_t id = ipp_wire_integer(call->request, "job-id", 0);
    char text[256];
    const char *slash;

    if (uri != NULL) {
        ipp_wire_text(call->request, "job-uri", text, sizeof(text));
        slash = strrchr(text, '/');
        if (slash == NULL || sscanf(slash + 1, "%d", &id) != 1)
            return NULL;
    }
    return ipp_printer_job(call->printer, id);
}

static const char *reason_of(struct ipp_printer *printer, const struct ipp_job *job)
{
    if (job->state == IPP_JOB_CANCELED)
        return "job-canceled-by-user";
    if (job->state == IPP_JOB_ABORTED)
        return "aborted-by-system";
    if (job->state == IPP_JOB_COMPLETED)
        return "job-completed-successfully";
    if (job->state == IPP_JOB_HELD)
        return "job-incoming";
    return ipp_printer_stop(printer) != NULL ? "printer-stopped" : "none";
}

static void add_counters(struct ipp_printer *printer, const struct ipp_job *job,
                         struct ipp_wire_answer *answer)
{
    bool late = printer->fault == IPP_PRINTER_FAULT_LATE_SHEETS &&
                (job->ended_ms == 0 || ipp_printer_now_ms() < job->ended_ms + LATE_MS);
    int32_t sheets = late ? 0 : (int32_t)job->sheets;

    if (printer->fault == IPP_PRINTER_FAULT_NO_SHEETS) {
        ipp_wire_add(answer, IPP_WIRE_NO_VALUE, "job-impressions-completed", NULL, 0);
        return;
    }
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "job-impressions-completed", sheets);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "job-media-sheets-completed", sheets);
}

static void add_job_name(struct ipp_printer *printer, const struct ipp_job *job,
                         struct ipp_wire_answer *answer)
{
    char uri[IPP_PRINTER_URI_BYTES + 16];

    snprintf(uri, sizeof(uri), "%s/%d", printer->uri, job->id);
    ipp_wire_group(answer, IPP_WIRE_JOB_GROUP);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "job-id", job->id);
    ipp_wire_add_text(answer, IPP_WIRE_URI, "job-uri", uri);
}

static void add_job(struct ipp_printer *printer, const struct ipp_job *job,
                    struct ipp_wire_answer *answer)
{
    add_job_name(printer, job, answer);
    ipp_wire_add_text(answer, IPP_WIRE_URI, "job-printer-uri", printer->uri);
    ipp_wire_add_integer(answer, IPP_WIRE_ENUM, "job-state", (int32_t)job->state);
    ipp_wire_add_text(answer, IPP_WIRE_KEYWORD, "job-state-reasons", reason_of(printer, job));
    ipp_wire_add_text(answer, IPP_WIRE_NAME, "job-name", job->name);
    ipp_wire_add_text(answer, IPP_WIRE_NAME, "job-originating-user-name", job->user);
    add_counters(printer, job, answer);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "time-at-creation", 1);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "time-at-processing", 1);
    if (job->state >= IPP_JOB_CANCELED)
        ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "time-at-completed", 1);
    else
        ipp_wire_add(answer, IPP_WIRE_NO_VALUE, "time-at-completed", NULL, 0);
    ipp_wire_add_integer(answer, IPP_WIRE_INTEGER, "job-printer-up-time",
                         (int32_t)((ipp_printer_now_ms() - printer->started_ms) / 1000 + 1));
}

static enum ipp_delivery answer_job(const struct call *call, const struct ipp_job *job)
{
    ipp_wire_begin(call->answer, call->request, STATUS_OK);
    call->answer->filter_group = "job-description";
    if (call->request->operation == OP_GET_JOB_ATTRIBUTES)
        call->answer->filter = call->request;
    add_job(call->printer, job, call->answer);
    ipp_wire_group(call->answer, IPP_WIRE_END);
    return IPP_DELIVERY_SEND;
}

/* Newest first when they are at their end, oldest first when they wait; only their numbers, unless
 * more is asked for (RFC 8011 4.2.6). */
static enum ipp_delivery get_jobs(const struct call *call)
{
    bool ended = ipp_wire_is(ipp_wire_find(call->request, "which-jobs"), "completed");
    bool mine = ipp_wire_flag(call->request, "my-jobs");
    int32_t limit = ipp_wire_integer(call->request, "limit", INT32_MAX);
    bool more = ipp_wire_find(call->request, "requested-attributes") != NULL;
    char user[IPP_PRINTER_WORD_BYTES];

    ipp_wire_text(call->request, "requesting-user-name", user, sizeof(user));
    ipp_wire_begin(call->answer, call->request, STATUS_OK);
    call->answer->filter_group = "job-description";
    call->answer->filter = call->request;
    for (int32_t i = 1; i <= call->printer->last_id && limit > 0; i++) {
        int32_t id = ended ? call->printer->last_id + 1 - i : i;
        const struct ipp_job *job = ipp_printer_job(call->printer, id);

        if (job == NULL || (job->state >= IPP_JOB_CANCELED) != ended ||
            (mine && strcmp(job->user, user) != 0))
            continue;
        if (more)
            add_job(call->printer, job, call->answer);
        else
            add_job_name(call->printer, job, call->answer);
        limit--;
    }
    ipp_wire_group(call->answer, IPP_WIRE_END);
    return IPP_DELIVERY_SEND;
}

/* 0: jobs are taken. */
static uint16_t refusal(const struct call *call)
{
    const struct ipp_wire_attribute *format = ipp_wire_find(call->request, "document-format");

    if (call->printer->fault == IPP_PRINTER_FAULT_DENY)
        return STATUS_NOT_AUTHORIZED;
    if (call->printer->fault == IPP_PRINTER_FAULT_NOT_ACCEPTING)
        return STATUS_NOT_ACCEPTING;
    if (call->printer->fault == IPP_PRINTER_FAULT_BUSY)
        return STATUS_BUSY;
    if (format != NULL && !ipp_wire_is(format, "application/octet-stream") &&
        (!ipp_wire_is(format, PDF) || call->printer->fault == IPP_PRINTER_FAULT_NO_PDF))
        return STATUS_DOCUMENT_FORMAT;
    return STATUS_OK;
}

static struct ipp_job *new_job(const struct call *call)
{
    char name[IPP_PRINTER_WORD_BYTES], user[IPP_PRINTER_WORD_BYTES];

    call->printer->counts.careless +=
        !ipp_wire_is(ipp_wire_find(call->request, "media"), "iso_a4_210x297mm") ||
        !ipp_wire_is(ipp_wire_find(call->request, "sides"), "one-sided") ||
        !ipp_wire_is(ipp_wire_find(call->request, "print-scaling"), "none");
    ipp_wire_text(call->request, "job-name", name, sizeof(name));
    ipp_wire_text(call->request, "requesting-user-name", user, sizeof(user));
    return ipp_printer_add_job(call->printer, name, user);
}

static enum ipp_delivery take_document(const struct call *call, struct ipp_job *job)
{
    struct ipp_printer *printer = call->printer;

    if (printer->fault == IPP_PRINTER_FAULT_REFUSE_DOCUMENT) {
        ipp_printer_end(printer, job, IPP_JOB_ABORTED);
        return finish(call, STATUS_DOCUMENT_FORMAT_ERROR);
    }
    if (!ipp_printer_take(printer, job, call->request->document, call->request->document_size))
        return finish(call, STATUS_DOCUMENT_FORMAT_ERROR);
    printer->line_is_dead = printer->fault == IPP_PRINTER_FAULT_LOST;
    if (printer->line_is_dead || printer->fault == IPP_PRINTER_FAULT_DROP_ANSWER)
        return IPP_DELIVERY_DROP;
    return answer_job(call, job);
}

static enum ipp_delivery create(const struct call *call)
{
    uint16_t status = refusal(call);
    struct ipp_job *job;

    if (status != STATUS_OK)
        return finish(call, status);
    if (call->request->operation == OP_VALIDATE_JOB)
        return finish(call, STATUS_OK);
    job = new_job(call);
    if (job == NULL)
        return finish(call, STATUS_BUSY);
    return call->request->operation == OP_PRINT_JOB ? take_document(call, job)
                                                    : answer_job(call, job);
}

static enum ipp_delivery send_document(const struct call *call)
{
    struct ipp_job *job = job_of(call);

    if (job == NULL)
        return finish(call, STATUS_NOT_FOUND);
    if (job->state != IPP_JOB_HELD)
        return finish(call, STATUS_NOT_POSSIBLE);
    if (ipp_wire_find(call->request, "last-document") == NULL)
        return finish(call, STATUS_BAD_REQUEST);
    return take_document(call, job);
}

static enum ipp_delivery cancel(const struct call *call)
{
    struct ipp_job *job = job_of(call);

    if (job == NULL)
        return finish(call, STATUS_NOT_FOUND);
    if (job->state >= IPP_JOB_CANCELED)
        return finish(call, STATUS_NOT_POSSIBLE);
    ipp_printer_end(call->printer, job, IPP_JOB_CANCELED);
    return finish(call, STATUS_OK);
}

static enum ipp_delivery get_job(const struct call *call)
{
    const struct ipp_job *job = job_of(call);

    return job != NULL ? answer_job(call, job) : finish(call, STATUS_NOT_FOUND);
}

/* Requests ----------------------------------------------------------------------------------- */

static enum ipp_delivery run(const struct call *call)
{
    switch (call->request->operation) {
    case OP_PRINT_JOB:
    case OP_VALIDATE_JOB:
    case OP_CREATE_JOB:
        return create(call);
    case OP_SEND_DOCUMENT:
        return send_document(call);
    case OP_CANCEL_JOB:
        return cancel(call);
    case OP_GET_JOB_ATTRIBUTES:
        return get_job(call);
    case OP_GET_JOBS:
        return get_jobs(call);
    case OP_GET_PRINTER_ATTRIBUTES:
        return get_printer(call);
    default:
        call->printer->counts.unknown++;
        return finish(call, STATUS_OPERATION);
    }
}

/* What every request must have, RFC 8011 4.1.4: charset first, then language, then the target. */
static uint16_t form_of(const struct ipp_wire_request *request)
{
    const struct ipp_wire_attribute *all = request->attributes;
    const struct ipp_wire_attribute *charset = ipp_wire_find(request, "attributes-charset");

    if (request->id == 0 || request->count < 2 || charset != &all[0] ||
        ipp_wire_find(request, "attributes-natural-language") != &all[1] ||
        all[0].group != IPP_WIRE_OPERATION_GROUP)
        return STATUS_BAD_REQUEST;
    if (!ipp_wire_is(charset, "utf-8") && !ipp_wire_is(charset, "us-ascii"))
        return STATUS_CHARSET;
    if (ipp_wire_find(request, "printer-uri") == NULL && ipp_wire_find(request, "job-uri") == NULL)
        return STATUS_BAD_REQUEST;
    return STATUS_OK;
}

/* Faults of the line, whatever was asked. */
static enum ipp_delivery line_fault(const struct ipp_printer *printer)
{
    static const struct {
        enum ipp_printer_fault fault;
        enum ipp_delivery delivery;
    } rows[] = {{IPP_PRINTER_FAULT_SILENT, IPP_DELIVERY_NEVER},
                {IPP_PRINTER_FAULT_DRIP, IPP_DELIVERY_DRIP},
                {IPP_PRINTER_FAULT_ENDLESS, IPP_DELIVERY_ENDLESS},
                {IPP_PRINTER_FAULT_HTTP_500, IPP_DELIVERY_500},
                {IPP_PRINTER_FAULT_HTTP_401, IPP_DELIVERY_401}};

    if (printer->line_is_dead)
        return IPP_DELIVERY_DROP;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (printer->fault == rows[i].fault)
            return rows[i].delivery;
    return IPP_DELIVERY_SEND;
}

static enum ipp_delivery answer_locked(struct call *call, bool is_ipp)
{
    const struct ipp_wire_request *request = call->request;
    uint8_t newest = call->printer->fault == IPP_PRINTER_FAULT_ONLY_1_1 ? 1 : 2;
    uint16_t form;

    if (!is_ipp) {
        call->printer->counts.unknown++;
        return finish(call, STATUS_BAD_REQUEST);
    }
    if (request->major == 0 || request->major > newest)
        return finish(call, STATUS_VERSION);
    form = form_of(request);
    if (form != STATUS_OK) {
        call->printer->counts.unknown++;
        return finish(call, form);
    }
    return run(call);
}

enum ipp_delivery ipp_printer_answer(struct ipp_printer *printer, const uint8_t *bytes, size_t size,
                                     struct ipp_wire_answer *answer)
{
    struct ipp_wire_request request;
    bool is_ipp = ipp_wire_read(bytes, size, &request);
    struct call call = {printer, &request, answer};
    enum ipp_delivery line, delivery;

    pthread_mutex_lock(&printer->lock);
    if (printer->requests_until_dead > 0 && --printer->requests_until_dead == 0)
        printer->line_is_dead = true;
    line = line_fault(printer);
    if (line == IPP_DELIVERY_SEND || line == IPP_DELIVERY_DRIP || line == IPP_DELIVERY_ENDLESS) {
        delivery = answer_locked(&call, is_ipp);
        if (delivery == IPP_DELIVERY_SEND)
            delivery = line;
    } else {
        delivery = line;
    }
    if (printer->fault == IPP_PRINTER_FAULT_GARBAGE) {
        answer->size = GARBAGE_BYTES;
        for (size_t i = 0; i < GARBAGE_BYTES; i++)
            answer->bytes[i] = (uint8_t)(i * 37);
    }
    pthread_mutex_unlock(&printer->lock);
    return delivery;
}
