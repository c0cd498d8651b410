/* A server that answers every request as it is told: gateways, portals and attackers for the
 * relay's tests. It speaks TLS with a certificate of the test's choice. */
#ifndef BANSHI_TESTS_SUPPORT_PLATFORM_ROGUE_H
#define BANSHI_TESTS_SUPPORT_PLATFORM_ROGUE_H

#include <stddef.h>
#include <stdint.h>

struct platform_rogue;

struct platform_rogue_script {
    int status;
    const char *header, *value; /* one more header, or NULL */
    const char *body;           /* NULL: none */
    uint64_t flood_bytes;       /* not 0: this many blanks instead of the body */
    uint32_t drip_ms;           /* not 0: one blank per so many ms, without end */
};

/* `pki` is a folder of pki.sh. `priorities` is a GnuTLS priority string, NULL for a modern one. The
 * script may be changed between requests and must live as long. */
struct platform_rogue *platform_rogue_open(const char *pki, const char *priorities,
                                           const struct platform_rogue_script *script);

uint16_t platform_rogue_port(const struct platform_rogue *rogue);

/* How many requests came in whole. */
unsigned platform_rogue_request_count(const struct platform_rogue *rogue);

void platform_rogue_close(struct platform_rogue *rogue);

#endif
