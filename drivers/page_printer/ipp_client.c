#include "drivers/page_printer/ipp_client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define ANSWER_BYTES_MAX                                                                           \
    (96u << 10) /* a printer's whole description has some 30 KB, and we ask for less */
#define PORT_OF_IPP 631
#define QUEUE_PREFIX "cups:"

/* Where an answer is read from, and how much longer. */
struct source {
    http_t *http;
    uint64_t deadline;
    size_t read;
};

static err_t init_queue(struct ipp_client *client, const char *queue)
{
    size_t length = strlen(queue);

    if (length == 0 || strcspn(queue, "/?# ") != length)
        return ERR_INVALID;
    client->port = ippPort();
    client->encryption = cupsEncryption();
    if (!text_copy(client->host, sizeof(client->host), cupsServer()) ||
        !text_copy(client->path, sizeof(client->path), "/printers/") ||
        !text_append(client->path, sizeof(client->path), queue) ||
        !text_copy(client->uri, sizeof(client->uri), "ipp://localhost") ||
        !text_append(client->uri, sizeof(client->uri), client->path))
        return ERR_INVALID;
    return ERR_OK;
}

static err_t init_printer(struct ipp_client *client, const char *port)
{
    char scheme[32], user[64];
    http_uri_status_t status = httpSeparateURI(
        HTTP_URI_CODING_ALL, port, scheme, sizeof(scheme), user, sizeof(user), client->host,
        sizeof(client->host), &client->port, client->path, sizeof(client->path));
    bool secure = strcmp(scheme, "ipps") == 0;

    if (status != HTTP_URI_STATUS_OK || (!secure && strcmp(scheme, "ipp") != 0) ||
        user[0] != '\0' || client->host[0] == '\0' ||
        !text_copy(client->uri, sizeof(client->uri), port))
        return ERR_INVALID;
    if (client->port == 0)
        client->port = PORT_OF_IPP;
    client->encryption = secure ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_NEVER;
    return ERR_OK;
}

err_t ipp_client_init(struct ipp_client *client, const char *port)
{
    memset(client, 0, sizeof(*client));
    client->version[0] = 2;
    if (strncmp(port, QUEUE_PREFIX, strlen(QUEUE_PREFIX)) == 0)
        return init_queue(client, port + strlen(QUEUE_PREFIX));
    return init_printer(client, port);
}

void ipp_client_hang_up(struct ipp_client *client)
{
    httpClose(client->http);
    client->http = NULL;
}

ipp_t *ipp_client_request(const struct ipp_client *client, ipp_op_t operation)
{
    ipp_t *request = ippNewRequest(operation);

    if (request == NULL)
        return NULL;
    ippSetVersion(request, client->version[0], client->version[1]);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, client->uri);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                 IPP_CLIENT_USER);
    return request;
}

/* libcups asks whether to go on waiting; we never do. */
static int give_up(http_t *http, void *context)
{
    (void)http;
    (void)context;
    return 0;
}

static err_t connect_printer(struct ipp_client *client, uint64_t deadline)
{
    uint32_t left_ms = deadline_left(deadline);

    if (left_ms == 0)
        return ERR_TIMEOUT;
    if (client->http == NULL)
        client->http = httpConnect2(client->host, client->port, NULL, AF_UNSPEC, client->encryption,
                                    1, (int)left_ms, NULL);
    if (client->http == NULL)
        return deadline_left(deadline) == 0 ? ERR_TIMEOUT : ERR_NO_DEVICE;
    return ERR_OK;
}

/* The connection waits no longer than until the deadline for the next byte. */
static err_t set_limit(http_t *http, uint64_t deadline)
{
    uint32_t left_ms = deadline_left(deadline);

    httpSetTimeout(http, left_ms / 1000.0 + 0.001, give_up, NULL);
    return left_ms == 0 ? ERR_TIMEOUT : ERR_OK;
}

static err_t broken(uint64_t deadline)
{
    return deadline_left(deadline) == 0 ? ERR_TIMEOUT : ERR_IO;
}

static err_t send_request(struct ipp_client *client, ipp_t *request,
                          const struct ipp_document *document, uint64_t deadline)
{
    http_t *http = client->http;
    size_t size = ippLength(request) + (document != NULL ? document->size_bytes : 0);
    ipp_state_t state = IPP_STATE_ERROR;

    httpClearFields(http);
    httpSetField(http, HTTP_FIELD_CONTENT_TYPE, "application/ipp");
    httpSetLength(http, size);
    ippSetState(request, IPP_STATE_IDLE);
    if (set_limit(http, deadline) == ERR_OK && httpPost(http, client->path) == 0)
        do
            state = ippWrite(http, request);
        while (state != IPP_STATE_DATA && state != IPP_STATE_ERROR);
    if (state == IPP_STATE_ERROR || set_limit(http, deadline) != ERR_OK)
        return broken(deadline);
    if (document != NULL && httpWrite2(http, (const char *)document->bytes, document->size_bytes) !=
                                (ssize_t)document->size_bytes)
        return broken(deadline);
    return httpFlushWrite(http) < 0 ? broken(deadline) : ERR_OK;
}

static err_t await_status(http_t *http, uint64_t deadline)
{
    http_status_t status = HTTP_STATUS_CONTINUE;

    while (status == HTTP_STATUS_CONTINUE && set_limit(http, deadline) == ERR_OK)
        status = httpUpdate(http);
    if (status == HTTP_STATUS_OK)
        return ERR_OK;
    if (status == HTTP_STATUS_ERROR || status == HTTP_STATUS_CONTINUE)
        return broken(deadline);
    if (status == HTTP_STATUS_UNAUTHORIZED || status == HTTP_STATUS_FORBIDDEN ||
        status == HTTP_STATUS_UPGRADE_REQUIRED)
        return ERR_DENIED;
    return ERR_PROTOCOL;
}

/* ippReadIO() wants all of `size` or an error. */
static ssize_t read_answer(void *context, ipp_uchar_t *out, size_t size)
{
    struct source *source = context;
    size_t have = 0;

    while (have < size) {
        ssize_t got;

        if (source->read > ANSWER_BYTES_MAX)
            return -1;
        if (httpGetReady(source->http) == 0 && set_limit(source->http, source->deadline) != ERR_OK)
            return -1;
        got = httpRead2(source->http, (char *)out + have, size - have);
        if (got <= 0)
            return -1;
        have += (size_t)got;
        source->read += (size_t)got;
    }
    return (ssize_t)have;
}

static err_t receive_answer(http_t *http, uint64_t deadline, ipp_t **out_answer)
{
    struct source source = {http, deadline, 0};
    ipp_t *answer = ippNew();
    ipp_state_t state = IPP_STATE_IDLE;

    if (answer == NULL)
        return ERR_MEMORY;
    while (state != IPP_STATE_DATA && state != IPP_STATE_ERROR)
        state = ippReadIO(&source, read_answer, 1, NULL, answer);
    if (state == IPP_STATE_ERROR) {
        ippDelete(answer);
        return deadline_left(deadline) == 0 ? ERR_TIMEOUT : ERR_PROTOCOL;
    }
    *out_answer = answer;
    return ERR_OK;
}

/* Whether another request may follow on this connection: the answer has come to its end, and the
 * printer does not close. */
static bool stays_open(http_t *http, uint64_t deadline)
{
    char more;

    if (set_limit(http, deadline) != ERR_OK)
        return false;
    if (httpGetState(http) != HTTP_STATE_WAITING && httpRead2(http, &more, 1) != 0)
        return false;
    return httpGetState(http) == HTTP_STATE_WAITING &&
           strcasecmp(httpGetField(http, HTTP_FIELD_CONNECTION), "close") != 0;
}

err_t ipp_client_exchange(struct ipp_client *client, ipp_t *request,
                          const struct ipp_document *document, uint64_t deadline,
                          ipp_t **out_answer)
{
    err_t err = request == NULL ? ERR_MEMORY : connect_printer(client, deadline);

    *out_answer = NULL;
    if (err == ERR_OK)
        err = send_request(client, request, document, deadline);
    if (err == ERR_OK)
        err = await_status(client->http, deadline);
    if (err == ERR_OK)
        err = receive_answer(client->http, deadline, out_answer);
    ippDelete(request);
    if (err != ERR_OK || !stays_open(client->http, deadline))
        ipp_client_hang_up(client);
    return err;
}

err_t ipp_client_err(const ipp_t *answer)
{
    ipp_status_t status = ippGetStatusCode((ipp_t *)answer);

    if (status >= IPP_STATUS_OK && status < IPP_STATUS_REDIRECTION_OTHER_SITE)
        return ERR_OK;
    if (status == IPP_STATUS_ERROR_FORBIDDEN || status == IPP_STATUS_ERROR_NOT_AUTHENTICATED ||
        status == IPP_STATUS_ERROR_NOT_AUTHORIZED)
        return ERR_DENIED;
    if (status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE)
        return ERR_NOT_FOUND;
    if (status == IPP_STATUS_ERROR_NOT_POSSIBLE)
        return ERR_STATE;
    if (status == IPP_STATUS_ERROR_BUSY || status == IPP_STATUS_ERROR_TEMPORARY)
        return ERR_BUSY;
    if (status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS ||
        status == IPP_STATUS_ERROR_SERVICE_UNAVAILABLE)
        return ERR_OFFLINE;
    return status == IPP_STATUS_ERROR_DEVICE ? ERR_DEVICE_FAULT : ERR_PROTOCOL;
}
