/* banshi-grammar: gives the parsers of outside bytes what their grammars make.
 *
 *   banshi-grammar [--inputs N] [--seconds S] [--seed N] [--only NAME]
 *
 * N inputs in all, shared by the parsers, or as many as S seconds allow. Prints for each parser how
 * many inputs it took and how often each state of its protocol was reached; a state that never was
 * fails, and so does whatever a parser's own checks say (they abort with the seed of the input). */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "tests/grammar/grammar.h"

#define ROUND 2000 /* inputs between two looks at the clock */

#define GRAMMAR(symbol) extern const struct grammar symbol;
#include "tests/grammar/grammars.def"
#undef GRAMMAR

static const struct grammar *const grammars[] = {
#define GRAMMAR(symbol) &symbol,
#include "tests/grammar/grammars.def"
#undef GRAMMAR
};

struct wish {
    unsigned long long inputs; /* for each parser; 0: time counts */
    double seconds;            /* for each parser */
    unsigned long long seed;
    const char *only;
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The numbers of each input come from a seed of its own, so that one that fails can be made again. */
static void feed(const struct grammar *grammar, unsigned long long seed, uint64_t reached[])
{
    static uint8_t bytes[GRAMMAR_BYTES_MAX];
    struct random random;
    size_t size;

    random_init(&random, seed);
    size = grammar->make(&random, bytes, sizeof(bytes));
    CHECK(size <= sizeof(bytes));
    grammar->check(bytes, size, reached);
}

/* True when every state was reached. */
static bool tell(const struct grammar *grammar, unsigned long long count, double seconds,
                 const uint64_t reached[])
{
    bool all = true;

    printf("%-24s %12llu inputs %9.0f/s ", grammar->name, count, (double)count / seconds);
    for (size_t i = 0; i < grammar->state_count; i++) {
        printf(" %s=%llu", grammar->states[i], (unsigned long long)reached[i]);
        all = all && reached[i] > 0;
    }
    printf("%s\n", all ? "" : "  FAIL: a state was never reached");
    fflush(stdout);
    return all;
}

static bool run(const struct grammar *grammar, const struct wish *wish)
{
    uint64_t reached[GRAMMAR_STATES_MAX] = {0};
    unsigned long long count = 0;
    double begun_s = now_s();

    CHECK(grammar->state_count <= GRAMMAR_STATES_MAX);
    while (wish->inputs != 0 ? count < wish->inputs : now_s() < begun_s + wish->seconds)
        for (int i = 0; i < ROUND; i++)
            feed(grammar, wish->seed + count++, reached);
    return tell(grammar, count, now_s() - begun_s, reached);
}

int main(int count, char **words)
{
    struct wish wish = {.seconds = 1, .seed = 1};
    size_t chosen = 0;
    bool all = true;

    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--inputs") == 0)
            wish.inputs = strtoull(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--seconds") == 0)
            wish.seconds = strtod(words[i + 1], NULL);
        else if (strcmp(words[i], "--seed") == 0)
            wish.seed = strtoull(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--only") == 0)
            wish.only = words[i + 1];
        else
            return 2;
    }
    for (size_t i = 0; i < COUNT_OF(grammars); i++)
        chosen += wish.only == NULL || strcmp(grammars[i]->name, wish.only) == 0;
    if (chosen == 0)
        return 2;
    wish.inputs = (wish.inputs + chosen - 1) / chosen;
    wish.seconds /= (double)chosen;
    for (size_t i = 0; i < COUNT_OF(grammars); i++)
        if (wish.only == NULL || strcmp(grammars[i]->name, wish.only) == 0)
            all = run(grammars[i], &wish) && all;
    return all ? 0 : 1;
}
