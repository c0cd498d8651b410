/* Who speaks: the certificate that the other end of a TLS session proved to hold. */
#ifndef BANSHI_PLATFORM_IDENTITY_H
#define BANSHI_PLATFORM_IDENTITY_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "firmware/base/err.h"
#include "firmware/services/trust/trust.h"

#define PLATFORM_IDENTITY_KIOSK_BYTES 65

struct platform_identity {
    char kiosk[PLATFORM_IDENTITY_KIOSK_BYTES]; /* the common name: letters, digits and '-' */
    char kid[TRUST_KID_TEXT_BYTES];
    gnutls_pubkey_t key;
};

/* ERR_DENIED: no certificate, not of our root, not for clients, not valid today, or without a
 * usable name. On error nothing needs platform_identity_finish(). */
MUST_USE err_t platform_identity_init(struct platform_identity *identity, gnutls_session_t session);

/* Frees; a zeroed struct is allowed. */
void platform_identity_finish(struct platform_identity *identity);

/* Checks an ECDSA P-256 signature (r || s) of the certificate's key; deliberately by GnuTLS and not
 * by the library that made it. ERR_SIGNATURE. */
MUST_USE err_t platform_identity_verify(const struct platform_identity *identity, const char *text,
                                        const uint8_t signature[TRUST_SIGNATURE_BYTES]);

#endif
