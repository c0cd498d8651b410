#include "tests/sim/canary.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"

static const struct marker {
    const char *text;
    size_t length;
} markers[] = {
    {"532331", 6},                               /* numbers, of the person and of the child */
    {"\xe6\xac\xa7\xe9\x98\xb3", 6},             /* name */
    {"\xe9\x9d\x92\xe7\x9f\xb3\xe8\xb7\xaf", 9}, /* address */
    {"13971", 5},                                /* mobile */
};

static void finish_number(char number[19])
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (int i = 0; i < 17; i++)
        sum += (number[i] - '0') * weights[i];
    number[17] = "10X98765432"[sum % 11];
    number[18] = '\0';
}

void canary_person(uint32_t index, struct person *out)
{
    char text[112];

    CHECK(index > 0 && index < 1000);
    memset(out, 0, sizeof(*out));
    snprintf(text, sizeof(text), "%s%03u", markers[1].text, index);
    memcpy(out->name, text, strlen(text) + 1);
    snprintf(text, sizeof(text), "53233119400229%03u0", index);
    memcpy(out->number, text, 19);
    finish_number(out->number);
    /* As with the telephone: no slip of the finger makes one person's address another's. */
    snprintf(text, sizeof(text), "%s%06u", markers[2].text, index * 123457 % 1000000);
    memcpy(out->address, text, strlen(text) + 1);
    memcpy(out->birth, "19400229", 9);
    out->sex = 1;
    out->nation = 1;
}

void canary_mobile(uint32_t index, char out[12])
{
    /* Two persons' numbers differ in several digits: no slip of the finger makes one the other. */
    snprintf(out, 12, "%s%06u", markers[3].text, index * 123457 % 1000000);
}

void canary_child(uint32_t index, char out[19])
{
    snprintf(out, 19, "5323312015%02u%02u%03u", index % 12 + 1, index % 18 + 10,
             index * 137 % 1000);
    finish_number(out);
}

void canary_baby(uint32_t index, char out[16])
{
    static const char *const numerals[] = {"\xe4\xb8\x80", "\xe4\xba\x8c", "\xe4\xb8\x89",
                                           "\xe5\x9b\x9b", "\xe4\xba\x94", "\xe5\x85\xad",
                                           "\xe4\xb8\x83", "\xe5\x85\xab"};

    CHECK(index > 0 && index <= CANARY_PERSONS_MAX);
    snprintf(out, 16, "%s%s%s%s", markers[1].text, numerals[index - 1], numerals[0],
             numerals[index - 1]);
}

void canary_code(uint32_t index, char out[16])
{
    snprintf(out, 16, "%s77%06u", markers[0].text, index * 123457 % 1000000);
}

void canary_door(uint32_t index, char out[16])
{
    snprintf(out, 16, "%s%05u", markers[0].text, 80000 + index * 137 % 10000);
}

void canary_ink(struct ink *out)
{
    struct ink_point points[2] = {{0, 0}, {0, 0}};

    memset(out, 0, sizeof(*out));
    memcpy(points, markers[0].text, markers[0].length);
    ink_begin(out, points[0]);
    ink_go_on(out, points[1]);
}

const char *canary_find(const void *bytes, size_t size_bytes)
{
    const char *first = NULL;

    for (size_t i = 0; i < COUNT_OF(markers); i++) {
        const char *at = memmem(bytes, size_bytes, markers[i].text, markers[i].length);
        if (at != NULL && (first == NULL || at < first))
            first = at;
    }
    return first;
}

static bool is_whole(const char *at, size_t size_bytes, const char *text)
{
    size_t length = strlen(text);

    return size_bytes >= length && memcmp(at, text, length) == 0;
}

uint32_t canary_owner(const char *at, size_t size_bytes)
{
    for (uint32_t index = 1; index <= CANARY_PERSONS_MAX; index++) {
        struct person person;
        char mobile[12], child[19], baby[16], code[16], door[16];
        canary_code(index, code);
        canary_door(index, door);
        canary_baby(index, baby);
        canary_person(index, &person);
        canary_mobile(index, mobile);
        canary_child(index, child);
        if (is_whole(at, size_bytes, person.name) || is_whole(at, size_bytes, person.number) ||
            is_whole(at, size_bytes, person.address) || is_whole(at, size_bytes, mobile) ||
            is_whole(at, size_bytes, child) || is_whole(at, size_bytes, baby) ||
            is_whole(at, size_bytes, code) || is_whole(at, size_bytes, door))
            return index;
    }
    return 0;
}
