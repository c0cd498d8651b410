/* What people have put into QR codes to break the machine behind a scanner: SQL, paths, shells,
 * format strings, addresses, control characters, UTF-8 that is none, numbers over the edge. Made
 * after the findings in ZKTeco terminals (CVE-2023-3938 to 3943) and the usual lists; none of them
 * is a code of ours. Static memory. */
#ifndef BANSHI_TESTS_SUPPORT_SCAN_ATTACKS_H
#define BANSHI_TESTS_SUPPORT_SCAN_ATTACKS_H

#include <stdbool.h>
#include <stddef.h>

struct scan_attack {
    const char *bytes;
    size_t size;
};

size_t scan_attacks_count(void);
const struct scan_attack *scan_attacks_at(size_t index);

/* True when a US keyboard can type all of it and no line of text ends in it: then every kind of
 * scanner can carry it. */
bool scan_attacks_is_typed(const struct scan_attack *attack);

#endif
