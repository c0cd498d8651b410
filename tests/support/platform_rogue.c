#include "tests/support/platform_rogue.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <microhttpd.h>

#include "firmware/base/check.h"

#define PEM_BYTES 8192

struct platform_rogue {
    struct MHD_Daemon *daemon;
    const struct platform_rogue_script *script;
    char certificate[PEM_BYTES], key[PEM_BYTES];
    unsigned request_count;
};

static void read_file(const char *folder, const char *name, char out[PEM_BYTES])
{
    char path[256];
    FILE *file;
    size_t size_bytes;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "r");
    CHECK(file != NULL);
    size_bytes = fread(out, 1, PEM_BYTES - 1, file);
    out[size_bytes] = '\0';
    fclose(file);
}

static ssize_t make_blanks(void *context, uint64_t at, char *out, size_t limit_bytes)
{
    const struct platform_rogue_script *script = context;
    struct timespec pause = {.tv_nsec = (long)script->drip_ms * 1000000};

    (void)at;
    if (script->drip_ms > 0) {
        nanosleep(&pause, NULL);
        limit_bytes = 1;
    }
    memset(out, ' ', limit_bytes);
    return (ssize_t)limit_bytes;
}

static struct MHD_Response *make_response(const struct platform_rogue_script *script)
{
    uint64_t size_bytes = script->flood_bytes > 0 ? script->flood_bytes : MHD_SIZE_UNKNOWN;

    if (script->flood_bytes > 0 || script->drip_ms > 0)
        return MHD_create_response_from_callback(size_bytes, 4096, make_blanks, (void *)script,
                                                 NULL);
    return MHD_create_response_from_buffer(script->body == NULL ? 0 : strlen(script->body),
                                           (void *)script->body, MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_bytes, void **at)
{
    struct platform_rogue *rogue = context;
    struct MHD_Response *response;
    enum MHD_Result sent;

    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    if (*at == NULL || *upload_bytes > 0) {
        *at = rogue;
        *upload_bytes = 0;
        return MHD_YES;
    }
    __atomic_add_fetch(&rogue->request_count, 1, __ATOMIC_SEQ_CST);
    response = make_response(rogue->script);
    if (rogue->script->header != NULL)
        MHD_add_response_header(response, rogue->script->header, rogue->script->value);
    sent = MHD_queue_response(connection, (unsigned)rogue->script->status, response);
    MHD_destroy_response(response);
    return sent;
}

struct platform_rogue *platform_rogue_open(const char *pki, const char *priorities,
                                           const struct platform_rogue_script *script)
{
    struct platform_rogue *rogue = calloc(1, sizeof(*rogue));
    struct sockaddr_in address = {.sin_family = AF_INET};

    CHECK(rogue != NULL);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    rogue->script = script;
    read_file(pki, "platform.pem", rogue->certificate);
    read_file(pki, "platform.key", rogue->key);
    rogue->daemon = MHD_start_daemon(
        MHD_USE_TLS | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL,
        NULL, answer, rogue, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_HTTPS_MEM_KEY, rogue->key, MHD_OPTION_HTTPS_MEM_CERT, rogue->certificate,
        MHD_OPTION_HTTPS_PRIORITIES, priorities == NULL ? "NORMAL" : priorities, MHD_OPTION_END);
    CHECK(rogue->daemon != NULL);
    return rogue;
}

uint16_t platform_rogue_port(const struct platform_rogue *rogue)
{
    return MHD_get_daemon_info(rogue->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

unsigned platform_rogue_request_count(const struct platform_rogue *rogue)
{
    return __atomic_load_n(&rogue->request_count, __ATOMIC_SEQ_CST);
}

void platform_rogue_close(struct platform_rogue *rogue)
{
    if (rogue == NULL)
        return;
    MHD_stop_daemon(rogue->daemon);
    free(rogue);
}
