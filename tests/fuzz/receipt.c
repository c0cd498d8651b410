/* Any bytes as a receipt: no crash, nothing half-filled, never believed without the key. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/relay/relay_receipt_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct trust_key *key;
    static const uint8_t digest[TRUST_DIGEST_BYTES];
    struct relay_receipt_claim claim = {"case-1", digest};
    struct relay_receipt receipt;
    char lines[RELAY_RECEIPT_LINES_BYTES];

    if (key == NULL)
        CHECK(trust_key_generate(&key) == ERR_OK);
    if (relay_receipt_parse(bytes, size_bytes, &receipt) != ERR_OK) {
        CHECK(receipt.text_length == 0 && receipt.object_id[0] == '\0');
        return 0;
    }
    CHECK(receipt.text_length == size_bytes);
    relay_receipt_lines(&receipt, lines);
    CHECK(strlen(lines) < sizeof(lines) - 1); /* the longest receipt was not cut */
    CHECK(relay_receipt_verify(&receipt, key, &claim) == ERR_NO_RECEIPT);
    return 0;
}
