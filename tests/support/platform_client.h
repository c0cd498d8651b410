/* A kiosk's side of a conversation with banshi-platform, for the suites of that contract: the real
 * relay with the keys of a test server, and sealed cases to bring. Failures are assertions. */
#ifndef BANSHI_TESTS_SUPPORT_PLATFORM_CLIENT_H
#define BANSHI_TESTS_SUPPORT_PLATFORM_CLIENT_H

#include "firmware/services/relay/relay.h"
#include "tests/support/platform_server.h"

#define PLATFORM_CLIENT_LIMIT_MS 5000
#define PLATFORM_CLIENT_INSTANT "social-insurance-certificate" /* decided at once */

/* One case of a test: its id, key and body. */
struct platform_parcel {
    char id[40], key[64], number[16], *body;
    struct relay_put put;
};

/* A relay to `url` with the keys of `keys`. */
struct relay *platform_client_relay(const char *url, const struct platform_server *keys);

/* Sends a line to the control socket, which must answer "ok". */
void platform_client_control(const struct platform_server *server, const char *line);

/* A new case of that service, sealed for the server's case key; numbers and ids never repeat within
 * a program. The caller frees `body`. */
void platform_client_parcel(const struct platform_server *server, const char *svc,
                            struct platform_parcel *out);

/* The same name with another seal: other bytes. The caller frees. */
char *platform_client_reseal(const struct platform_server *server, const char *svc,
                             const struct platform_parcel *parcel);

#endif
