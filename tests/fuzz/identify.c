/* Fuzz: identifier checks. The first byte chooses kind and day; whatever is called right must be
 * right again, unchanged, when its normalised form is judged. */
#include <stdlib.h>
#include <string.h>

#include "firmware/base/identify.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    char normalised[IDENTIFY_TEXT_BYTES], again[IDENTIFY_TEXT_BYTES];
    struct identify_input in = {.month = 11, .day = 22};
    enum identify_kind kind;
    enum identify_verdict verdict;

    if (size_bytes == 0)
        return 0;
    kind = (enum identify_kind)(bytes[0] % IDENTIFY_KIND_COUNT);
    in.year = bytes[0] & 0x80 ? 2026 : 0;
    in.text = (const char *)bytes + 1;
    in.length = size_bytes - 1;
    verdict = identify_check_input(kind, &in, normalised, sizeof normalised);
    if (identify_is_ok(verdict) &&
        (identify_check(kind, normalised, again, sizeof again) != IDENTIFY_OK ||
         strcmp(normalised, again) != 0))
        abort();
    if (!identify_is_ok(verdict) && verdict != IDENTIFY_LEGACY15 && normalised[0] != '\0')
        abort();
    return 0;
}
