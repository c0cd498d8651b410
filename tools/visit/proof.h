/* The proof of a visit, from three witnesses who do not know each other: the kiosk's timeline (what
 * was confirmed and saved), the platform's dump (what arrived) and the paper (what the citizen has
 * in hand). */
#ifndef BANSHI_TOOLS_VISIT_PROOF_H
#define BANSHI_TOOLS_VISIT_PROOF_H

#include <stdbool.h>
#include <stdio.h>

#define PROOF_ANY (-1)

struct proof {
    const char *timeline; /* file: CASE_SAVED lines with case id and digest */
    const char *dump;     /* file: platform.json of `banshi-platform --dump` */
    const char *paper;    /* file: text read from the receipt's QR code; NULL: do not ask */
    int cases;            /* how many there must be, or PROOF_ANY */
};

/* Compares them and writes a line for each finding. True when every saved case is at the platform
 * exactly once, with the digest that was confirmed and every check of the platform good; nothing
 * else is there; the count fits; and the paper carries the number of a case. */
bool proof_check(const struct proof *proof, FILE *out);

#endif
