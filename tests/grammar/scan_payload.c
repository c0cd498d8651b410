/* What people hold before a scanner: the four forms of ours, mostly right, and the same cut,
 * joined, in small letters, with a foreign byte, or with a wrong check character. */
#include <string.h>

#include "drivers/scanner/payload_parse.h"
#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

enum state { STATE_PICKUP, STATE_CASE, STATE_COMPANY, STATE_PLAIN, STATE_REFUSED, STATE_COUNT };

static const char *const state_names[STATE_COUNT] = {"pickup", "case", "company", "plain",
                                                     "refused"};

#define BASE32 "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define ALPHABET "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static size_t put(char *out, const char *alphabet, size_t count, struct random *random)
{
    for (size_t i = 0; i < count; i++)
        out[i] = alphabet[random_below(random, strlen(alphabet))];
    return count;
}

/* Whole groups of 8 leave no bits over; a mac of 26 leaves two, which are zero in A, E, I ... */
static size_t make_pickup(struct random *random, char *out)
{
    size_t size = 3;

    memcpy(out, "K1:", 3);
    size += put(out + size, BASE32, 16 + 8 * (size_t)random_below(random, 20), random);
    out[size++] = ':';
    size += put(out + size, BASE32, 25, random);
    size += put(out + size, "AEIMQUY4", 1, random);
    return size;
}

/* The check character is found by trial: one of 36 is right. */
static size_t make_case(struct random *random, char *out)
{
    size_t size = put(out, ALPHABET + 10, 2, random);

    memcpy(out + size, "26112", 5);
    size += 5;
    size += put(out + size, "0123456789", 5, random);
    return size + put(out + size, ALPHABET, 1, random);
}

static size_t make_company(struct random *random, char *out)
{
    static const char *const codes[] = {"91110000600037341L", "91350100M000100Y43"};

    memcpy(out, codes[random_below(random, 2)], 18);
    return 18;
}

static size_t make_plain(struct random *random, char *out)
{
    return put(out, ALPHABET "-", 2 + (size_t)random_below(random, 70), random);
}

static size_t spoil(struct random *random, uint8_t *bytes, size_t size)
{
    size_t at = (size_t)random_below(random, size);

    switch (random_below(random, 4)) {
    case 0:
        bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
        return size;
    case 1:
        bytes[at] = (uint8_t)random_next(random);
        return size;
    case 2:
        memmove(bytes + at, bytes + at + 1, size - at - 1);
        return size - 1;
    default:
        memcpy(bytes + size, bytes, size);
        return 2 * size;
    }
}

static size_t make(struct random *random, uint8_t *out_bytes, size_t size_max)
{
    static size_t (*const forms[])(struct random *, char *) = {make_pickup, make_case, make_company,
                                                               make_plain};
    size_t size = forms[random_below(random, COUNT_OF(forms))](random, (char *)out_bytes);

    CHECK(2 * size <= size_max);
    while (size > 0 && random_chance(random, 300000))
        size = 2 * size <= size_max / 2 ? spoil(random, out_bytes, size) : size / 2;
    return size;
}

static void check(const uint8_t *bytes, size_t size_bytes, uint64_t reached[GRAMMAR_STATES_MAX])
{
    static const enum state of_kind[] = {STATE_REFUSED, STATE_PICKUP, STATE_CASE, STATE_COMPANY,
                                         STATE_PLAIN};
    struct payload payload;
    err_t err = payload_parse(bytes, size_bytes, &payload);

    CHECK((err == ERR_OK) == (payload.kind != PAYLOAD_NONE));
    CHECK(err == ERR_OK || payload.text[0] == '\0');
    if (err == ERR_OK)
        CHECK(strspn(payload.text, ALPHABET "-:") == size_bytes && payload.length == size_bytes);
    reached[of_kind[payload.kind]]++;
}

const struct grammar grammar_scan_payload = {"scan_payload", state_names, STATE_COUNT, make, check};
