/* Case numbers, for people to read, type and say: site (2 capital letters), the Shanghai date of
 * saving as yymmdd, the kiosk's running number modulo 10000 in 4 digits, 1 check character:
 * "LF2611220001" and its check. The check character is ISO/IEC 7064 MOD 37,36 over the 12
 * characters before it, alphabet 0-9A-Z; it finds every single wrong character and nearly
 * every swap of neighbours. The number is for people; the case id is the key. */
#ifndef BANSHI_SERVICES_STORE_STORE_NUMBER_H
#define BANSHI_SERVICES_STORE_STORE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/core/model.h"

#define STORE_NUMBER_LENGTH 13

/* Writes a number. `site`: two capital letters; times before 1970 count as 1970. */
void store_number_format(const char *site, int64_t wall_s, uint64_t sequence,
                         char out_number[CASE_NUMBER_BYTES]);

/* True when the text has the form of a number and its check character is right. */
bool store_number_is_valid(const char *number);

#endif
