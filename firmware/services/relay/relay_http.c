#include "firmware/services/relay/relay_http.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"

#define URL_BYTES 512
#define CONNECT_MS_MAX 10000
/* Slower than this for this long is a peer that holds us, not a slow line. */
#define LOW_SPEED_BYTES_PER_S 16L
#define LOW_SPEED_S 20L

struct relay_http {
    CURL *curl;
    char base_url[URL_BYTES / 2];
    uint8_t *body;
    size_t size_bytes, limit_bytes;
    bool overflow;
    struct relay_http_answer *answer; /* only within an exchange */
};

static size_t take_body(char *bytes, size_t unit_bytes, size_t count, void *context)
{
    struct relay_http *http = context;
    size_t size_bytes = unit_bytes * count;

    if (size_bytes > http->limit_bytes - http->size_bytes) {
        http->overflow = true;
        return 0;
    }
    memcpy(http->body + http->size_bytes, bytes, size_bytes);
    http->size_bytes += size_bytes;
    return size_bytes;
}

/* The value of the header named `name`, without blanks around it; false for another header. */
static bool header_value(const char *line, size_t length, const char *name, char *out)
{
    size_t name_length = strlen(name), size = 0;

    if (length <= name_length || strncasecmp(line, name, name_length) != 0 ||
        line[name_length] != ':')
        return false;
    for (size_t i = name_length + 1; i < length && size < RELAY_HTTP_HEADER_BYTES - 1; i++)
        if (size > 0 || (line[i] != ' ' && line[i] != '\t'))
            out[size++] = line[i];
    while (size > 0 && isspace((unsigned char)out[size - 1]))
        size--;
    out[size] = '\0';
    return true;
}

/* Seconds only. The other form of Retry-After is a date, and the kiosk's clock may be wrong. */
static uint32_t retry_after_of(const char *value)
{
    uint32_t seconds = 0;

    for (const char *at = value; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return 0;
        if (seconds < 100000000u)
            seconds = seconds * 10 + (uint32_t)(*at - '0');
    }
    return seconds;
}

static size_t take_header(char *line, size_t unit_bytes, size_t count, void *context)
{
    struct relay_http *http = context;
    size_t length = unit_bytes * count;
    char value[RELAY_HTTP_HEADER_BYTES];

    if (header_value(line, length, "Retry-After", value))
        http->answer->retry_after_s = retry_after_of(value);
    else if (header_value(line, length, "ETag", value))
        text_copy(http->answer->etag, sizeof(http->answer->etag), value);
    else if (header_value(line, length, "Catalogue-Signature", value))
        text_copy(http->answer->catalogue_signature, sizeof(http->answer->catalogue_signature),
                  value);
    else if (header_value(line, length, "Document-Signature", value))
        text_copy(http->answer->document_signature, sizeof(http->answer->document_signature),
                  value);
    return length;
}

/* What never changes between exchanges. The system's certificate folder is taken out by name:
 * libcurl would otherwise believe every public authority beside the private root. */
static CURLcode set_once(struct relay_http *http, const struct relay_http_options *options)
{
    CURL *curl = http->curl;
    CURLcode code = CURLE_OK;

#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (code == CURLE_OK)                                                                      \
            code = curl_easy_setopt(curl, option, value);                                          \
    } while (0)
    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_CAINFO, options->ca);
    SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_SSLCERT, options->certificate);
    SET(CURLOPT_SSLKEY, options->key);
    SET(CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES_PER_S);
    SET(CURLOPT_LOW_SPEED_TIME, LOW_SPEED_S);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)options->body_bytes_max);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, http);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, http);
    return code;
}

err_t relay_http_open(const struct relay_http_options *options, struct relay_http **out_http)
{
    struct relay_http *http = NULL;
    err_t err = ERR_INVALID;

    *out_http = NULL;
    if (strncmp(options->base_url, "https://", 8) != 0 ||
        strlen(options->base_url) >= sizeof(http->base_url))
        goto out;
    err = ERR_MEMORY;
    http = calloc(1, sizeof(*http));
    if (http == NULL)
        goto out;
    text_copy(http->base_url, sizeof(http->base_url), options->base_url);
    http->limit_bytes = options->body_bytes_max;
    http->body = malloc(options->body_bytes_max);
    http->curl = curl_easy_init();
    if (http->body == NULL || http->curl == NULL || set_once(http, options) != CURLE_OK)
        goto out;
    *out_http = http;
    http = NULL;
    err = ERR_OK;
out:
    relay_http_close(http);
    return err;
}

void relay_http_close(struct relay_http *http)
{
    if (http == NULL)
        return;
    if (http->curl != NULL)
        curl_easy_cleanup(http->curl);
    free(http->body);
    free(http);
}

void relay_http_forget(struct relay_http *http)
{
    bytes_wipe(http->body, http->size_bytes);
    http->size_bytes = 0;
}

static bool header_append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

/* "Expect:" without a value keeps libcurl from waiting for a "100 Continue" that gateways forget.
 */
static bool headers_make(const struct relay_http_request *request, struct curl_slist **out_list)
{
    bool made = header_append(out_list, "Expect:");

    for (size_t i = 0; i < request->header_count; i++)
        made = made && header_append(out_list, request->headers[i]);
    return made;
}

static CURLcode set_request(struct relay_http *http, const struct relay_http_request *request,
                            struct curl_slist *headers)
{
    CURL *curl = http->curl;
    CURLcode code = CURLE_OK;
    char url[URL_BYTES];

    text_copy(url, sizeof(url), http->base_url);
    if (!text_append(url, sizeof(url), request->path))
        return CURLE_URL_MALFORMAT;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_TIMEOUT_MS, (long)request->limit_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS,
        (long)(request->limit_ms < CONNECT_MS_MAX ? request->limit_ms : CONNECT_MS_MAX));
    if (request->body == NULL) {
        SET(CURLOPT_HTTPGET, 1L);
        SET(CURLOPT_CUSTOMREQUEST, NULL);
        return code;
    }
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDS, request->body);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size_bytes);
    SET(CURLOPT_CUSTOMREQUEST, request->method);
    return code;
#undef SET
}

static err_t outcome_of(const struct relay_http *http, CURLcode code, bool request_sent)
{
    if (code == CURLE_OK)
        return ERR_OK;
    if (http->overflow || code == CURLE_FILESIZE_EXCEEDED)
        return ERR_LIMIT;
    return request_sent ? ERR_TIMEOUT : ERR_NETWORK;
}

err_t relay_http_exchange(struct relay_http *http, const struct relay_http_request *request,
                          struct relay_http_answer *out_answer)
{
    struct curl_slist *headers = NULL;
    long status = 0, sent_bytes = 0;
    CURLcode code;
    err_t err = ERR_MEMORY;

    memset(out_answer, 0, sizeof(*out_answer));
    out_answer->body = http->body;
    http->answer = out_answer;
    http->size_bytes = 0;
    http->overflow = false;
    if (!headers_make(request, &headers) || set_request(http, request, headers) != CURLE_OK)
        goto out;
    code = curl_easy_perform(http->curl);
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &sent_bytes);
    out_answer->status = (int)status;
    out_answer->request_sent = sent_bytes > 0;
    out_answer->size_bytes = http->size_bytes;
    err = outcome_of(http, code, out_answer->request_sent);
out:
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    http->answer = NULL;
    return err;
}
