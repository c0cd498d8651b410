/* The server: TLS with client certificates on the loopback interface, one thread for a connection
 * (libmicrohttpd's own), and the faults that a request meets on its way. */
#ifndef BANSHI_PLATFORM_HTTP_H
#define BANSHI_PLATFORM_HTTP_H

#include <stdint.h>

#include "firmware/base/err.h"
#include "tools/platform/platform_service.h"

struct platform_http;

/* Listens on 127.0.0.1; port 0 lets the system choose. ERR_IO: the port is taken or the certificate
 * cannot be used. `service` must live longer. */
MUST_USE err_t platform_http_open(struct platform_service *service, uint16_t port,
                                  struct platform_http **out_http);

/* The port it listens on. */
uint16_t platform_http_port(const struct platform_http *http);

/* Waits for the requests in hand and ends; NULL is allowed. */
void platform_http_close(struct platform_http *http);

#endif
