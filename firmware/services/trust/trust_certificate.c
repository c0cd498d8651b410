#include "firmware/services/trust/trust.h"

#include <stdbool.h>
#include <string.h>

#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>

#include "firmware/base/civil.h"

static int64_t utc_of(const mbedtls_x509_time *time)
{
    return civil_days(time->year, time->mon, time->day) * 86400 + time->hour * 3600 +
           time->min * 60 + time->sec;
}

static bool is_valid_at(const mbedtls_x509_crt *certificate, int64_t utc_s)
{
    return utc_s >= utc_of(&certificate->valid_from) && utc_s <= utc_of(&certificate->valid_to);
}

static bool has_common_name(const mbedtls_x509_crt *certificate, const char *common_name)
{
    size_t length = strlen(common_name);

    for (const mbedtls_x509_name *at = &certificate->subject; at != NULL; at = at->next)
        if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &at->oid) == 0)
            return at->val.len == length && memcmp(at->val.p, common_name, length) == 0;
    return false;
}

/* mbedTLS judges the validity time by the machine's clock, which a kiosk does not always know;
 * those two flags are left out and the time is compared here with the time the caller trusts. */
static bool was_issued_by(mbedtls_x509_crt *certificate, mbedtls_x509_crt *ca)
{
    uint32_t flags = 0;

    if (mbedtls_x509_crt_verify(certificate, ca, NULL, NULL, &flags, NULL, NULL) == 0)
        return true;
    return flags != 0 &&
           (flags & ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)) == 0;
}

static err_t certificate_parse(mbedtls_x509_crt *certificate, const char *path)
{
    int failed = mbedtls_x509_crt_parse_file(certificate, path);

    if (failed == MBEDTLS_ERR_PK_FILE_IO_ERROR)
        return ERR_IO;
    return failed == 0 ? ERR_OK : ERR_INVALID;
}

err_t trust_check_certificate(const char *path, const char *ca_path, const char *common_name,
                              int64_t utc_s)
{
    mbedtls_x509_crt certificate, ca;
    err_t err;

    mbedtls_x509_crt_init(&certificate);
    mbedtls_x509_crt_init(&ca);
    err = certificate_parse(&certificate, path);
    if (err == ERR_OK)
        err = certificate_parse(&ca, ca_path);
    if (err != ERR_OK)
        goto out;
    if (!was_issued_by(&certificate, &ca))
        err = ERR_SIGNATURE;
    else if (!is_valid_at(&certificate, utc_s) || !is_valid_at(&ca, utc_s))
        err = ERR_EXPIRED;
    else if (common_name != NULL && !has_common_name(&certificate, common_name))
        err = ERR_DENIED;
out:
    mbedtls_x509_crt_free(&certificate);
    mbedtls_x509_crt_free(&ca);
    return err;
}
