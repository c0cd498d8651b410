#include "tools/platform/platform_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <microhttpd.h>

#define CONNECTION_COUNT_MAX 64
#define CONNECTION_IDLE_S 30
/* A larger body is cut off instead of being read to its end. */
#define DISCARD_BYTES_MAX (8u << 20)

struct platform_http {
    struct MHD_Daemon *daemon;
    struct platform_service *service;
    uint16_t port;
};

/* A request that is coming in; the body has room for one byte too many and a NUL. */
struct incoming {
    char body[PLATFORM_SERVICE_ATTACHMENT_BYTES_MAX + 1];
    size_t size_bytes, seen_bytes;
};

static enum MHD_Result accept_connection(void *context, const struct sockaddr *address,
                                         socklen_t size_bytes)
{
    struct platform_http *http = context;

    (void)address;
    (void)size_bytes;
    return platform_faults_is_away(http->service->faults) ? MHD_NO : MHD_YES;
}

static void request_completed(void *context, struct MHD_Connection *connection, void **at,
                              enum MHD_RequestTerminationCode how)
{
    (void)context;
    (void)connection;
    (void)how;
    free(*at);
    *at = NULL;
}

static enum MHD_Result take_upload(struct incoming *incoming, const char *bytes, size_t *size_bytes)
{
    size_t room_bytes = PLATFORM_SERVICE_ATTACHMENT_BYTES_MAX - incoming->size_bytes;
    size_t part_bytes = *size_bytes < room_bytes ? *size_bytes : room_bytes;

    memcpy(incoming->body + incoming->size_bytes, bytes, part_bytes);
    incoming->size_bytes += part_bytes;
    incoming->seen_bytes += *size_bytes;
    *size_bytes = 0;
    return incoming->seen_bytes > DISCARD_BYTES_MAX ? MHD_NO : MHD_YES;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* A broken connection shows as RST, not as a polite end: the kiosk must survive both. */
static enum MHD_Result break_connection(struct MHD_Connection *connection)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (info != NULL)
        setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    return MHD_NO;
}

static void sleep_ms(uint32_t ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0)
        continue;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection,
                                   struct platform_answer *answer)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->size_bytes, answer->body, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result sent;
    char seconds[16];

    if (response == NULL) {
        free(answer->body);
        return MHD_NO;
    }
    if (answer->content_type != NULL)
        MHD_add_response_header(response, "Content-Type", answer->content_type);
    if (answer->etag[0] != '\0')
        MHD_add_response_header(response, "ETag", answer->etag);
    if (answer->catalogue_signature[0] != '\0')
        MHD_add_response_header(response, "Catalogue-Signature", answer->catalogue_signature);
    if (answer->document_signature[0] != '\0')
        MHD_add_response_header(response, "Document-Signature", answer->document_signature);
    if (answer->retry_after_s != 0) {
        snprintf(seconds, sizeof(seconds), "%u", (unsigned)answer->retry_after_s);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    MHD_add_response_header(response, "Cache-Control", "no-store");
    sent = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return sent;
}

static enum MHD_Result send_lie(struct MHD_Connection *connection)
{
    struct platform_answer answer = {.status = 200, .content_type = "text/html"};

    answer.body = strdup("<html><body>Welcome to the guest network</body></html>\n");
    answer.size_bytes = answer.body == NULL ? 0 : strlen(answer.body);
    return send_answer(connection, &answer);
}

static void count_fault(struct platform_http *http, const char *name)
{
    platform_service_count(http->service, name);
}

/* The request is taken; what is left is how the answer travels. */
static enum MHD_Result serve(struct platform_http *http, struct MHD_Connection *connection,
                             const struct platform_request *request,
                             const struct platform_fate *fate)
{
    struct platform_answer answer;

    platform_service_answer(http->service, request, &answer);
    if (fate->dup) {
        free(answer.body);
        count_fault(http, "fault-dup");
        platform_service_answer(http->service, request, &answer);
    }
    if (fate->slow_ms > 0) {
        count_fault(http, "fault-slow");
        sleep_ms(fate->slow_ms);
    }
    if (fate->lose_reply) {
        free(answer.body);
        count_fault(http, "fault-lose-reply");
        return break_connection(connection);
    }
    return send_answer(connection, &answer);
}

static enum MHD_Result meet_fate(struct platform_http *http, struct MHD_Connection *connection,
                                 const struct platform_request *request)
{
    struct platform_fate fate = platform_faults_draw(http->service->faults);

    if (fate.away)
        return break_connection(connection);
    if (fate.reset) {
        count_fault(http, "fault-reset");
        return break_connection(connection);
    }
    if (fate.lie_200) {
        count_fault(http, "fault-lie-200");
        return send_lie(connection);
    }
    return serve(http, connection, request, &fate);
}

static enum MHD_Result dispatch(struct platform_http *http, struct MHD_Connection *connection,
                                struct platform_request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    struct platform_identity identity;
    enum MHD_Result result;

    request->idempotency_key = header(connection, "Idempotency-Key");
    request->content_digest = header(connection, "Content-Digest");
    request->kiosk_signature = header(connection, "Kiosk-Signature");
    request->if_none_match = header(connection, "If-None-Match");
    request->accept_language = header(connection, "Accept-Language");
    request->after = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "after");
    memset(&identity, 0, sizeof(identity));
    if (info != NULL && platform_identity_init(&identity, info->tls_session) == ERR_OK)
        request->identity = &identity;
    result = meet_fate(http, connection, request);
    platform_identity_finish(&identity);
    return result;
}

static enum MHD_Result take_request(void *context, struct MHD_Connection *connection,
                                    const char *url, const char *method, const char *version,
                                    const char *upload, size_t *upload_bytes, void **at)
{
    struct incoming *incoming = *at;
    struct platform_request request = {.method = method, .path = url};

    (void)version;
    if (incoming == NULL) {
        *at = calloc(1, sizeof(*incoming));
        return *at == NULL ? MHD_NO : MHD_YES;
    }
    if (*upload_bytes > 0)
        return take_upload(incoming, upload, upload_bytes);
    incoming->body[incoming->size_bytes] = '\0';
    request.body = incoming->body;
    request.size_bytes = incoming->size_bytes;
    request.too_large = incoming->seen_bytes > platform_service_body_limit(url);
    return dispatch(context, connection, &request);
}

static struct MHD_Daemon *start(struct platform_http *http, const struct sockaddr_in *address)
{
    const struct platform_keys *keys = http->service->keys;

    return MHD_start_daemon(
        MHD_USE_TLS | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0,
        accept_connection, http, take_request, http, MHD_OPTION_SOCK_ADDR,
        (const struct sockaddr *)address, MHD_OPTION_HTTPS_MEM_KEY, keys->key_pem,
        MHD_OPTION_HTTPS_MEM_CERT, keys->certificate_pem, MHD_OPTION_HTTPS_MEM_TRUST, keys->ca_pem,
        MHD_OPTION_HTTPS_PRIORITIES, "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTION_COUNT_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_IDLE_S,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
}

err_t platform_http_open(struct platform_service *service, uint16_t port,
                         struct platform_http **out_http)
{
    struct platform_http *http = calloc(1, sizeof(*http));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    const union MHD_DaemonInfo *info;
    err_t err = ERR_MEMORY;

    *out_http = NULL;
    if (http == NULL)
        goto out;
    err = ERR_IO;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    http->service = service;
    http->daemon = start(http, &address);
    if (http->daemon == NULL)
        goto out;
    info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info == NULL)
        goto out;
    http->port = info->port;
    *out_http = http;
    http = NULL;
    err = ERR_OK;
out:
    platform_http_close(http);
    return err;
}

uint16_t platform_http_port(const struct platform_http *http)
{
    return http->port;
}

void platform_http_close(struct platform_http *http)
{
    if (http == NULL)
        return;
    if (http->daemon != NULL)
        MHD_stop_daemon(http->daemon);
    free(http);
}
