/* IPP requests over HTTP with limits, on libcups: one request goes out at most once, nobody is asked
 * for a password, and no call waits for long beyond its deadline. (cupsDoRequest connects again and
 * sends again by itself, which a page must never be.) Runs in the worker of the page printer; the
 * caller owns all memory. Source: RFC 8010 (encoding and transport). */
#ifndef BANSHI_DRIVERS_PAGE_PRINTER_IPP_CLIENT_H
#define BANSHI_DRIVERS_PAGE_PRINTER_IPP_CLIENT_H

#include <cups/cups.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define IPP_CLIENT_USER "banshi" /* whose jobs ours are */

#define IPP_CLIENT_HOST_BYTES 256
#define IPP_CLIENT_PATH_BYTES 256
#define IPP_CLIENT_URI_BYTES 640

struct ipp_client {
    char host[IPP_CLIENT_HOST_BYTES]; /* or the socket of the local CUPS */
    char path[IPP_CLIENT_PATH_BYTES];
    char uri[IPP_CLIENT_URI_BYTES]; /* printer-uri */
    int port;
    http_encryption_t encryption;
    uint8_t version[2]; /* of IPP; 1.1 for a printer that knows no other */
    http_t *http;       /* NULL: not connected */
};

/* The document of a Send-Document. */
struct ipp_document {
    const uint8_t *bytes;
    size_t size_bytes;
};

/* Reads "ipp://HOST[:PORT]/PATH", "ipps://..." or "cups:QUEUE" without asking anybody. ERR_INVALID:
 * another form, or too long. */
MUST_USE err_t ipp_client_init(struct ipp_client *client, const char *port);

/* Closes the connection, if there is one; the client can go on. */
void ipp_client_hang_up(struct ipp_client *client);

/* A new request with charset, language, printer-uri and requesting-user-name; NULL without memory.
 * The caller gives it to ipp_client_exchange(). */
ipp_t *ipp_client_request(const struct ipp_client *client, ipp_op_t operation);

/* Sends the request (and frees it, also on errors; NULL is ERR_MEMORY) with the document behind it,
 * if there is one, and waits for the answer. It connects when there is no connection. `out_answer`
 * is the caller's, to ippDelete(); NULL on errors. An answer with an IPP error is no error here.
 * ERR_NO_DEVICE: nobody takes the connection; ERR_TIMEOUT; ERR_DENIED: HTTP 401, 403, 426;
 * ERR_PROTOCOL: another HTTP status, no IPP, or an endless answer; ERR_IO: the connection broke.
 * After every error the connection is closed. */
MUST_USE err_t ipp_client_exchange(struct ipp_client *client, ipp_t *request,
                                   const struct ipp_document *document, uint64_t deadline,
                                   ipp_t **out_answer);

/* What the IPP status of an answer means. 0: done. ERR_DENIED, ERR_NOT_FOUND, ERR_BUSY, ERR_STATE,
 * ERR_OFFLINE, ERR_DEVICE_FAULT, ERR_PROTOCOL. */
MUST_USE err_t ipp_client_err(const ipp_t *answer);

#endif
