/* Driver "ipp": A4 printers and CUPS queues that speak the Internet Printing Protocol.
 *
 * How a print becomes certain: Create-Job gives the job a number before any byte of the document is
 * on the wire; Send-Document goes out once. From then on the job is asked by its number, over a new
 * connection if the old one broke, until the printer calls it completed and its counters say that
 * every sheet came out. Whatever else happens, the job is cancelled, so that nothing comes out later
 * in front of somebody else, and the act counts as unknown. A worker that was killed cannot cancel:
 * its successor does, before anything else. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drivers/page_printer/ipp_client.h"
#include "drivers/page_printer/ipp_status_parse.h"
#include "drivers/page_printer/page_printer.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/check.h"

#define PDF_FORMAT "application/pdf"
#define MEDIA_A4 "iso_a4_210x297mm"
#define POLL_MS 250
#define LOST_MS 5000   /* a printer that says nothing for so long is gone */
#define FAULT_MS 2000  /* a printer may stop for a moment and help itself */
#define SETTLE_MS 1500 /* counters may come after the word "completed" */
#define CANCEL_MS 2000
#define LEFTOVERS_MAX 32

struct page_printer {
    struct ipp_client client;
    /* What the printer takes, from its last description: asked for only then. */
    bool knows_a4, knows_one_sided, knows_scaling, is_cups;
};

/* A job on its way. */
struct track {
    struct page_printer *printer;
    int id;
    uint16_t pages;
    uint64_t heard;    /* until when a word of the printer is waited for */
    uint64_t patience; /* until when a fault may last; 0: there is none */
    uint64_t settled;  /* until when counters are waited for; 0: not completed */
    err_t fault;       /* what stopped the printer last */
    ipp_jstate_t state;
    int32_t impressions, sheets; /* came out; -1: not told */
};

/* Talking ------------------------------------------------------------------------------------ */

/* Exchanges, and takes the IPP status for the result. */
static err_t ask(struct ipp_client *client, ipp_t *request, uint64_t deadline, ipp_t **out_answer)
{
    err_t err = ipp_client_exchange(client, request, NULL, deadline, out_answer);

    if (err == ERR_OK)
        err = ipp_client_err(*out_answer);
    if (err != ERR_OK) {
        ippDelete(*out_answer);
        *out_answer = NULL;
    }
    return err;
}

/* The same where nothing is wanted but the status. */
static err_t tell(struct ipp_client *client, ipp_t *request, uint64_t deadline)
{
    ipp_t *answer;
    err_t err = ask(client, request, deadline, &answer);

    ippDelete(answer);
    return err;
}

static int32_t integer_of(ipp_t *answer, const char *name, ipp_tag_t tag, int32_t otherwise)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, tag);

    return attribute != NULL ? ippGetInteger(attribute, 0) : otherwise;
}

static bool has_word(ipp_t *answer, const char *name, const char *word)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO);

    return attribute != NULL && ippContainsString(attribute, word);
}

/* The printer ------------------------------------------------------------------------------- */

static void read_reasons(ipp_t *answer, struct ipp_facts *facts)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD);

    for (int i = 0; i < ippGetCount(attribute); i++) {
        const char *word = ippGetString(attribute, i, NULL);

        facts->says |= ipp_status_parse_reasons(word, strlen(word));
    }
}

static void read_trays(ipp_t *answer, struct ipp_facts *facts)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, "printer-input-tray", IPP_TAG_STRING);

    for (int i = 0; i < ippGetCount(attribute); i++) {
        struct ipp_supply tray;
        int size = 0;
        const char *text = ippGetOctetString(attribute, i, &size);

        ipp_status_parse_supply(text, (size_t)size, &tray);
        ipp_status_add_tray(facts, &tray);
    }
}

/* Levels in percent, as most printers tell them, or supplies with a capacity. */
static void read_markers(ipp_t *answer, struct ipp_facts *facts)
{
    ipp_attribute_t *levels = ippFindAttribute(answer, "marker-levels", IPP_TAG_INTEGER);
    ipp_attribute_t *types = ippFindAttribute(answer, "marker-types", IPP_TAG_ZERO);
    ipp_attribute_t *supplies = ippFindAttribute(answer, "printer-supply", IPP_TAG_STRING);

    for (int i = 0; i < ippGetCount(levels); i++) {
        const char *type = ippGetString(types, i, NULL);

        if (type == NULL || strncmp(type, "waste", 5) != 0)
            ipp_status_add_marker(facts, ippGetInteger(levels, i));
    }
    for (int i = 0; levels == NULL && i < ippGetCount(supplies); i++) {
        struct ipp_supply supply;
        int size = 0;
        const char *text = ippGetOctetString(supplies, i, &size);

        if (ipp_status_parse_supply(text, (size_t)size, &supply) && !supply.waste &&
            supply.capacity > 0 && supply.level >= 0)
            ipp_status_add_marker(facts, (int32_t)((int64_t)supply.level * 100 / supply.capacity));
    }
}

static void read_printer(struct page_printer *printer, ipp_t *answer, struct ipp_facts *out_facts)
{
    ipp_attribute_t *accepting =
        ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);

    *out_facts = (struct ipp_facts){.sheets = IPP_STATUS_NONE_YET, .percent = -1};
    out_facts->state = integer_of(answer, "printer-state", IPP_TAG_ENUM, 0);
    out_facts->accepting = accepting == NULL || ippGetBoolean(accepting, 0) != 0;
    out_facts->takes_pdf = has_word(answer, "document-format-supported", PDF_FORMAT);
    read_reasons(answer, out_facts);
    read_trays(answer, out_facts);
    read_markers(answer, out_facts);
    printer->knows_a4 = has_word(answer, "media-supported", MEDIA_A4);
    printer->knows_one_sided = has_word(answer, "sides-supported", "one-sided");
    printer->knows_scaling = has_word(answer, "print-scaling-supported", "none");
    printer->is_cups = ippFindAttribute(answer, "cups-version", IPP_TAG_ZERO) != NULL;
}

/* A printer that knows IPP 1.1 only says so once and is asked in it from then on. */
static err_t ask_printer(struct page_printer *printer, uint64_t deadline,
                         struct ipp_facts *out_facts)
{
    static const char *const wanted[] = {"printer-state",
                                         "printer-state-reasons",
                                         "printer-is-accepting-jobs",
                                         "printer-input-tray",
                                         "printer-supply",
                                         "marker-levels",
                                         "marker-types",
                                         "document-format-supported",
                                         "media-supported",
                                         "sides-supported",
                                         "print-scaling-supported",
                                         "cups-version"};
    struct ipp_client *client = &printer->client;
    bool again = false;
    err_t err;

    do {
        ipp_t *answer, *request = ipp_client_request(client, IPP_OP_GET_PRINTER_ATTRIBUTES);

        if (request != NULL)
            ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                          COUNT_OF(wanted), NULL, wanted);
        err = ipp_client_exchange(client, request, NULL, deadline, &answer);
        again = !again && err == ERR_OK && client->version[0] == 2 &&
                ippGetStatusCode(answer) == IPP_STATUS_ERROR_VERSION_NOT_SUPPORTED;
        if (again)
            client->version[0] = client->version[1] = 1;
        else if (err == ERR_OK)
            err = ipp_client_err(answer);
        if (err == ERR_OK && !again)
            read_printer(printer, answer, out_facts);
        ippDelete(answer);
    } while (again);
    if (err == ERR_OK &&
        (out_facts->state < IPP_STATUS_IDLE || out_facts->state > IPP_STATUS_STOPPED))
        return ERR_PROTOCOL; /* something else speaks IPP here */
    return err == ERR_NOT_FOUND ? ERR_NO_DEVICE : err;
}

static err_t status(struct page_printer *printer, uint32_t limit_ms,
                    struct page_printer_status *out_status)
{
    struct ipp_facts facts;
    err_t err = ask_printer(printer, deadline_after(limit_ms), &facts);

    memset(out_status, 0, sizeof(*out_status));
    if (err == ERR_OK)
        ipp_status_judge(&facts, out_status);
    ipp_client_hang_up(&printer->client);
    return err;
}

/* Jobs -------------------------------------------------------------------------------------- */

static ipp_t *job_request(struct page_printer *printer, ipp_op_t operation, int id)
{
    ipp_t *request = ipp_client_request(&printer->client, operation);

    if (request != NULL)
        ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", id);
    return request;
}

/* CUPS keeps finished jobs; this one leaves nothing there. Other printers ignore it or say no. */
static void forget_job(struct page_printer *printer, int id, uint64_t deadline)
{
    ipp_t *request = job_request(printer, IPP_OP_CANCEL_JOB, id);

    if (request != NULL)
        ippAddBoolean(request, IPP_TAG_OPERATION, "purge-job", 1);
    (void)!tell(&printer->client, request, deadline);
}

/* Cancels what still waits there in our name: a killed worker's page. */
static err_t cancel_leftovers(struct page_printer *printer, uint64_t deadline, int *out_count)
{
    ipp_t *request = ipp_client_request(&printer->client, IPP_OP_GET_JOBS), *answer;
    int ids[LEFTOVERS_MAX], count = 0;
    err_t err;

    if (request != NULL) {
        ippAddBoolean(request, IPP_TAG_OPERATION, "my-jobs", 1);
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL,
                     "not-completed");
    }
    err = ask(&printer->client, request, deadline, &answer);
    for (ipp_attribute_t *id = ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER);
         id != NULL && count < LEFTOVERS_MAX;
         id = ippFindNextAttribute(answer, "job-id", IPP_TAG_INTEGER))
        ids[count++] = ippGetInteger(id, 0);
    ippDelete(answer);
    for (int i = 0; i < count && err == ERR_OK; i++) {
        err = tell(&printer->client, job_request(printer, IPP_OP_CANCEL_JOB, ids[i]), deadline);
        if (err == ERR_STATE || err == ERR_NOT_FOUND) /* it ended by itself meanwhile */
            err = ERR_OK;
    }
    *out_count = count;
    return err;
}

static err_t create_job(struct page_printer *printer, const char *name, uint64_t deadline,
                        int *out_id)
{
    ipp_t *request = ipp_client_request(&printer->client, IPP_OP_CREATE_JOB), *answer;
    err_t err;

    *out_id = 0;
    if (request == NULL)
        return ERR_MEMORY;
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, name);
    if (printer->knows_a4)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, MEDIA_A4);
    if (printer->knows_one_sided)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", NULL, "one-sided");
    if (printer->knows_scaling)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
    if (printer->is_cups)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_NAME, "job-sheets", NULL, "none");
    err = ask(&printer->client, request, deadline, &answer);
    if (err == ERR_OK)
        *out_id = integer_of(answer, "job-id", IPP_TAG_INTEGER, 0);
    ippDelete(answer);
    return err == ERR_OK && *out_id <= 0 ? ERR_PROTOCOL : err;
}

/* Once, whatever becomes of it. */
static err_t send_document(struct page_printer *printer, const struct page_printer_job *job, int id,
                           uint64_t deadline)
{
    struct ipp_document document = {job->pdf, job->size_bytes};
    ipp_t *request = job_request(printer, IPP_OP_SEND_DOCUMENT, id), *answer;
    err_t err;

    if (request != NULL) {
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                     PDF_FORMAT);
        ippAddBoolean(request, IPP_TAG_OPERATION, "last-document", 1);
    }
    err = ipp_client_exchange(&printer->client, request, &document, deadline, &answer);
    if (err == ERR_OK)
        err = ipp_client_err(answer);
    ippDelete(answer);
    return err;
}

static err_t ask_job(struct track *track, uint64_t deadline)
{
    static const char *const wanted[] = {"job-state", "job-impressions-completed",
                                         "job-media-sheets-completed"};
    ipp_t *request = job_request(track->printer, IPP_OP_GET_JOB_ATTRIBUTES, track->id), *answer;
    err_t err;

    if (request != NULL)
        ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                      COUNT_OF(wanted), NULL, wanted);
    err = ask(&track->printer->client, request, deadline, &answer);
    if (err != ERR_OK)
        return err;
    track->state = (ipp_jstate_t)integer_of(answer, "job-state", IPP_TAG_ENUM, 0);
    track->impressions = integer_of(answer, "job-impressions-completed", IPP_TAG_INTEGER, -1);
    track->sheets = integer_of(answer, "job-media-sheets-completed", IPP_TAG_INTEGER, -1);
    ippDelete(answer);
    return ERR_OK;
}

/* Following ---------------------------------------------------------------------------------- */

static bool is_out(const struct track *track)
{
    return track->state == IPP_JSTATE_COMPLETED &&
           ipp_status_counted(track->impressions, track->sheets, track->pages);
}

static bool is_over(const struct track *track)
{
    return track->state >= IPP_JSTATE_CANCELED && track->state <= IPP_JSTATE_COMPLETED;
}

/* False at the deadline. */
static bool rest(uint64_t deadline)
{
    uint32_t ms = deadline_left_most(deadline, POLL_MS);
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
    return deadline_left(deadline) > 0;
}

/* Notes a printer that stands still, and since when. Movement ends the patience. A CUPS queue never
 * calls itself stopped while it has a job, so words count as well; but not that the paper is at its
 * end, which is true of every last sheet. */
static err_t watch_printer(struct track *track, uint64_t deadline)
{
    struct page_printer_status now;
    struct ipp_facts facts;
    err_t err = ask_printer(track->printer, deadline, &facts);

    if (err != ERR_OK)
        return err;
    ipp_status_judge(&facts, &now);
    if (facts.state != IPP_STATUS_STOPPED && track->state != IPP_JSTATE_STOPPED &&
        (facts.says & IPP_SAYS_STILL) == 0) {
        track->patience = 0;
        track->fault = ERR_OK;
        return ERR_OK;
    }
    track->fault = now.reason;
    if (track->patience == 0)
        track->patience = deadline_after(FAULT_MS);
    return ERR_OK;
}

/* One look. True while there is something to wait for. */
static bool look(struct track *track, uint64_t deadline)
{
    uint64_t most = deadline_after(deadline_left_most(deadline, LOST_MS));
    err_t err = ask_job(track, most);

    if (err == ERR_OK && !is_over(track))
        err = watch_printer(track, most);
    if (err == ERR_OK)
        track->heard = deadline_after(LOST_MS);
    else if (err == ERR_NOT_FOUND || deadline_left(track->heard) == 0)
        return false;
    if (track->state == IPP_JSTATE_COMPLETED && track->settled == 0)
        track->settled = deadline_after(SETTLE_MS);
    if (is_over(track))
        return track->state == IPP_JSTATE_COMPLETED && !is_out(track) &&
               deadline_left(track->settled) > 0;
    return track->patience == 0 || deadline_left(track->patience) > 0;
}

static void follow(struct track *track, uint64_t deadline)
{
    while (look(track, deadline) && rest(deadline))
        ;
}

/* Ends the job, and looks once more: it may have come to its end on its own before. */
static void cancel(struct track *track, uint64_t deadline)
{
    ipp_t *request = job_request(track->printer, IPP_OP_CANCEL_JOB, track->id);
    err_t err = tell(&track->printer->client, request, deadline);

    if (err == ERR_NO_DEVICE || err == ERR_TIMEOUT)
        return;
    do
        err = ask_job(track, deadline);
    while (err == ERR_OK && !is_over(track) && rest(deadline));
}

static err_t outcome(const struct track *track)
{
    if (is_out(track))
        return ERR_OK;
    if (track->fault == ERR_PAPER_JAM || track->fault == ERR_DEVICE_FAULT)
        return track->fault;
    return ERR_PRINT_UNKNOWN;
}

/* Everything after the point of no return. */
static err_t carry_out(struct page_printer *printer, const struct page_printer_job *job, int id,
                       uint64_t deadline)
{
    struct track track = {printer, id, job->pages, deadline_after(LOST_MS), 0, 0, ERR_OK,
                          0,       -1, -1};
    err_t err = send_document(printer, job, id, deadline);

    /* A lost answer is not a lost document: the job knows. A refused one never becomes a page. */
    if (err == ERR_OK || err == ERR_IO || err == ERR_TIMEOUT || err == ERR_NO_DEVICE)
        follow(&track, deadline);
    deadline = deadline_after(CANCEL_MS);
    if (!is_over(&track))
        cancel(&track, deadline);
    if (printer->is_cups && is_over(&track))
        forget_job(printer, id, deadline);
    return outcome(&track);
}

/* Printing ----------------------------------------------------------------------------------- */

static bool is_printable(const struct page_printer_job *job)
{
    size_t length = strnlen(job->name, PAGE_PRINTER_NAME_BYTES);

    for (size_t i = 0; i < length; i++)
        if (job->name[i] < 0x20 || job->name[i] > 0x7e)
            return false;
    return length > 0 && length < PAGE_PRINTER_NAME_BYTES && job->size_bytes > 0 &&
           job->size_bytes <= PAGE_PRINTER_PDF_BYTES_MAX && job->pages > 0 &&
           job->pages <= PAGE_PRINTER_PAGES_MAX;
}

/* Everything that can be refused before there is a job. */
static err_t prepare(struct page_printer *printer, uint16_t pages, uint64_t deadline)
{
    struct page_printer_status now = {0};
    struct ipp_facts facts;
    int leftovers = 0;
    err_t err = ask_printer(printer, deadline, &facts);

    if (err == ERR_OK)
        err = cancel_leftovers(printer, deadline, &leftovers);
    if (err == ERR_OK && leftovers > 0)
        err = ask_printer(printer, deadline, &facts);
    if (err != ERR_OK)
        return err;
    ipp_status_judge(&facts, &now);
    if (now.reason == ERR_OK && now.sheets >= 0 && now.sheets < pages)
        return ERR_PAPER_OUT;
    return now.reason;
}

static err_t print(struct page_printer *printer, const struct page_printer_job *job,
                   uint32_t limit_ms, page_printer_passed_fn *passed, void *context)
{
    uint64_t deadline = deadline_after(limit_ms);
    int id = 0;
    err_t err;

    if (!is_printable(job))
        return ERR_LIMIT;
    err = prepare(printer, job->pages, deadline);
    if (err == ERR_OK)
        err = create_job(printer, job->name, deadline, &id);
    if (err == ERR_OK) {
        passed(context);
        err = carry_out(printer, job, id, deadline);
    }
    ipp_client_hang_up(&printer->client);
    return err;
}

/* Opening ------------------------------------------------------------------------------------ */

static void close_printer(struct page_printer *printer)
{
    if (printer == NULL)
        return;
    ipp_client_hang_up(&printer->client);
    free(printer);
}

/* libcups would ask for a password on the terminal. */
static const char *no_password(const char *prompt, http_t *http, const char *method,
                               const char *resource, void *context)
{
    (void)prompt;
    (void)http;
    (void)method;
    (void)resource;
    (void)context;
    return NULL;
}

static err_t open_printer(const char *port, uint32_t limit_ms, struct page_printer **out_printer)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct page_printer *printer = calloc(1, sizeof(*printer));
    struct ipp_facts facts;
    int leftovers;
    err_t err;

    *out_printer = NULL;
    if (printer == NULL)
        return ERR_MEMORY;
    cupsSetPasswordCB2(no_password, NULL);
    err = ipp_client_init(&printer->client, port);
    if (err == ERR_OK)
        err = ask_printer(printer, deadline, &facts);
    if (err == ERR_OK)
        err = cancel_leftovers(printer, deadline, &leftovers);
    ipp_client_hang_up(&printer->client);
    if (err != ERR_OK) {
        close_printer(printer);
        return err;
    }
    *out_printer = printer;
    return ERR_OK;
}

extern const struct page_printer_driver page_printer_ipp;
const struct page_printer_driver page_printer_ipp = {
    .name = "ipp",
    .open = open_printer,
    .close = close_printer,
    .status = status,
    .print = print,
};
