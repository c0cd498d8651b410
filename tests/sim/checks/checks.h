/* The invariants, one file each. A checker reads the log of one life and says what it found wrong;
 * it knows nothing of the core's or the store's inside. */
#ifndef BANSHI_TESTS_SIM_CHECKS_CHECKS_H
#define BANSHI_TESTS_SIM_CHECKS_CHECKS_H

#include "tests/sim/log.h"

struct verdict {
    const char *invariant; /* NULL: nothing is wrong; else "C1" ... */
    const char *what;
    uint64_t at_ms;
};

typedef void check_fn(const struct log *log, struct verdict *verdict);

check_fn c1_check, c2_check, c3_check, c4_check, c6_check, c7_check, c9_check, c10_check, c11_check,
    c12_check, c13_check, c14_check, c15_check;

/* All of them in order; the first verdict stands. */
void checks_all(const struct log *log, struct verdict *verdict);

/* Notes a violation unless one is noted already. */
void checks_note(struct verdict *verdict, const char *invariant, const char *what,
                 const struct fact *fact);

/* ---- for checkers that compare a draft with what arrived ---- */

/* True when the opened payload says the same as the draft: the person, every field, the language.
 */
bool checks_same_case(const struct arrival *arrival, const struct draft *draft);

#endif
