/* The HTTP side of the virtual page printer. One thread a connection, so that a handler may take
 * its time. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/bench/ipp_printer_private.h"

#define ANSWER_BYTES 16384
#define DRIP_MS 200
#define IDLE_S 30

/* One request being received. */
struct upload {
    uint8_t *bytes;
    size_t size, room;
};

/* An answer that comes by and by. */
struct stream {
    struct ipp_printer *printer;
    enum ipp_delivery delivery;
    size_t size;
    uint8_t bytes[ANSWER_BYTES];
};

static void rest(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

/* Until somebody mends the printer, or it is unplugged. */
static void wait_for_ever(struct ipp_printer *printer, enum ipp_printer_fault fault)
{
    bool there = true;

    while (there && !atomic_load(&printer->unplugged)) {
        rest(10);
        pthread_mutex_lock(&printer->lock);
        there = printer->fault == fault;
        pthread_mutex_unlock(&printer->lock);
    }
}

/* The byte at `at` of an answer that goes on with attributes for ever. */
static char endless_byte(const struct stream *stream, uint64_t at)
{
    static const char more[] = {IPP_WIRE_KEYWORD, 0, 1, 'x', 0, 1, 'y'};
    uint64_t first = stream->size - 1; /* all but the end of the attributes */

    return at < first ? (char)stream->bytes[at] : more[(at - first) % sizeof(more)];
}

static ssize_t flow(void *context, uint64_t at, char *out, size_t size_max)
{
    struct stream *stream = context;

    if (atomic_load(&stream->printer->unplugged))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (stream->delivery == IPP_DELIVERY_ENDLESS) {
        for (size_t i = 0; i < size_max; i++)
            out[i] = endless_byte(stream, at + i);
        return (ssize_t)size_max;
    }
    if (at >= stream->size)
        return MHD_CONTENT_READER_END_OF_STREAM;
    rest(DRIP_MS);
    *out = (char)stream->bytes[at];
    return 1;
}

static enum MHD_Result send_whole(struct MHD_Connection *connection, unsigned status,
                                  const uint8_t *bytes, size_t size)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result;

    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/ipp");
    if (status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Basic realm=\"x\"");
    result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_slowly(struct ipp_printer *printer, struct MHD_Connection *connection,
                                   enum ipp_delivery delivery, const struct ipp_wire_answer *answer)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    struct MHD_Response *response;
    enum MHD_Result result;

    if (stream == NULL)
        return MHD_NO;
    stream->printer = printer;
    stream->delivery = delivery;
    stream->size = answer->size;
    memcpy(stream->bytes, answer->bytes, answer->size);
    response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, ANSWER_BYTES, flow, stream, free);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/ipp");
    result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result deliver(struct ipp_printer *printer, struct MHD_Connection *connection,
                               enum ipp_delivery delivery, const struct ipp_wire_answer *answer)
{
    switch (delivery) {
    case IPP_DELIVERY_SEND:
        return send_whole(connection, MHD_HTTP_OK, answer->bytes, answer->size);
    case IPP_DELIVERY_DROP:
        return MHD_NO;
    case IPP_DELIVERY_NEVER:
        wait_for_ever(printer, IPP_PRINTER_FAULT_SILENT);
        return MHD_NO;
    case IPP_DELIVERY_DRIP:
    case IPP_DELIVERY_ENDLESS:
        return send_slowly(printer, connection, delivery, answer);
    case IPP_DELIVERY_500:
        return send_whole(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, NULL, 0);
    case IPP_DELIVERY_401:
        return send_whole(connection, MHD_HTTP_UNAUTHORIZED, NULL, 0);
    }
    return MHD_NO;
}

static bool receive(struct upload *upload, const char *bytes, size_t size)
{
    if (upload->room - upload->size < size) {
        size_t room = (upload->size + size) * 2;
        uint8_t *more =
            room <= 2u * IPP_PRINTER_DOCUMENT_BYTES_MAX ? realloc(upload->bytes, room) : NULL;

        if (more == NULL)
            return false;
        upload->bytes = more;
        upload->room = room;
    }
    memcpy(upload->bytes + upload->size, bytes, size);
    upload->size += size;
    return true;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_size, void **state)
{
    struct ipp_printer *printer = context;
    struct upload *upload = *state;
    uint8_t bytes[ANSWER_BYTES];
    struct ipp_wire_answer answer = {.bytes = bytes, .room = sizeof(bytes)};
    enum ipp_delivery delivery;

    (void)version;
    if (upload == NULL) {
        *state = calloc(1, sizeof(struct upload));
        return *state != NULL ? MHD_YES : MHD_NO;
    }
    if (*upload_size > 0) {
        bool ok = receive(upload, upload_data, *upload_size);

        *upload_size = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    if (strcmp(method, "POST") != 0 || strcmp(url, "/ipp/print") != 0)
        return send_whole(connection, MHD_HTTP_NOT_FOUND, NULL, 0);
    delivery = ipp_printer_answer(printer, upload->bytes, upload->size, &answer);
    return deliver(printer, connection, delivery, &answer);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct upload *upload = *state;

    (void)context;
    (void)connection;
    (void)code;
    if (upload != NULL)
        free(upload->bytes);
    free(upload);
    *state = NULL;
}

bool ipp_printer_listen(struct ipp_printer *printer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(printer->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const union MHD_DaemonInfo *info;

    atomic_store(&printer->unplugged, false);
    printer->daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, printer->port, NULL, NULL,
        on_request, printer, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
        MHD_OPTION_END);
    if (printer->daemon == NULL)
        return false;
    info = MHD_get_daemon_info(printer->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info != NULL)
        printer->port = info->port;
    return true;
}

void ipp_printer_deafen(struct ipp_printer *printer)
{
    atomic_store(&printer->unplugged, true);
    if (printer->daemon != NULL)
        MHD_stop_daemon(printer->daemon);
    printer->daemon = NULL;
}
