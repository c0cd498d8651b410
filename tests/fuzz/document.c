/* Any bytes as a certificate: no crash, every text ended, and on refusal nothing is left. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/relay/relay_document_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

#define IS_ENDED(text) (memchr(text, '\0', sizeof(text)) != NULL)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct certificate certificate;

    if (relay_document_parse(bytes, size_bytes, &certificate) != ERR_OK) {
        CHECK(certificate.row_count == 0 && certificate.title[0] == '\0' &&
              certificate.body[0] == '\0' && certificate.rows[0].value[0] == '\0');
        return 0;
    }
    CHECK(IS_ENDED(certificate.title) && IS_ENDED(certificate.number) &&
          IS_ENDED(certificate.issuer) && IS_ENDED(certificate.date) &&
          IS_ENDED(certificate.code) && IS_ENDED(certificate.verify) &&
          IS_ENDED(certificate.body) && certificate.row_count <= CERTIFICATE_ROWS_MAX);
    for (uint32_t i = 0; i < certificate.row_count; i++)
        CHECK(IS_ENDED(certificate.rows[i].label) && IS_ENDED(certificate.rows[i].value));
    return 0;
}
