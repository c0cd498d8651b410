#include "firmware/services/store/store_number.h"

#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

#define MODULUS 36

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* ISO/IEC 7064:2003, section 9.2: the hybrid system. -1 when a character is outside the alphabet.
 */
static int find_check(const char *text, size_t length)
{
    int product = MODULUS;
    for (size_t i = 0; i < length; i++) {
        const char *found = text[i] != '\0' ? strchr(alphabet, text[i]) : NULL;
        if (found == NULL)
            return -1;
        int sum = (product + (int)(found - alphabet)) % MODULUS;
        if (sum == 0)
            sum = MODULUS;
        product = sum * 2 % (MODULUS + 1);
    }
    return (MODULUS + 1 - product) % MODULUS;
}

void store_number_format(const char *site, int64_t wall_s, uint64_t sequence,
                         char out_number[CASE_NUMBER_BYTES])
{
    struct civil date = civil_shanghai(wall_s < 0 ? 0 : wall_s);
    out_number[0] = '\0';
    text_append(out_number, CASE_NUMBER_BYTES, site);
    text_append_number(out_number, CASE_NUMBER_BYTES, (uint64_t)date.year % 100, 2);
    text_append_number(out_number, CASE_NUMBER_BYTES, date.month, 2);
    text_append_number(out_number, CASE_NUMBER_BYTES, date.day, 2);
    text_append_number(out_number, CASE_NUMBER_BYTES, sequence % 10000, 4);
    int check = find_check(out_number, STORE_NUMBER_LENGTH - 1);
    CHECK(check >= 0 && strlen(out_number) == STORE_NUMBER_LENGTH - 1);
    out_number[STORE_NUMBER_LENGTH - 1] = alphabet[check];
    out_number[STORE_NUMBER_LENGTH] = '\0';
}

static bool is_between(char c, char first, char last)
{
    return c >= first && c <= last;
}

bool store_number_is_valid(const char *number)
{
    if (strlen(number) != STORE_NUMBER_LENGTH)
        return false;
    for (size_t i = 0; i < STORE_NUMBER_LENGTH - 1; i++) {
        bool fits = i < 2 ? is_between(number[i], 'A', 'Z') : is_between(number[i], '0', '9');
        if (!fits)
            return false;
    }
    int check = find_check(number, STORE_NUMBER_LENGTH - 1);
    return check >= 0 && alphabet[check] == number[STORE_NUMBER_LENGTH - 1];
}
