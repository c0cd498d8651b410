/* The proof of a visit, from witnesses who do not know each other: the kiosk's timeline (what was
 * confirmed and saved), the platform's dump (what arrived) and the paper (what the citizen has in
 * hand). */
#ifndef BANSHI_TOOLS_VISIT_PROOF_H
#define BANSHI_TOOLS_VISIT_PROOF_H

#include <stdbool.h>
#include <stdio.h>

#define PROOF_ANY (-1)

/* What a visit must have left, by the names that stand in scripts and options:
 *   cases          at the platform
 *   attachments    of all cases, each at the platform whole and with the digest its case states
 *   signatures     of all cases, each with strokes
 *   receipts       pieces of paper that came out
 *   sheets         of A4 that came out
 *   certificates   that the platform issued and that stand on a sheet, with their code, the number
 *                  of the case and the person's name
 *   door-events    of cells that were opened, each with a receipt that holds
 *   forced-doors   alarms: doors that opened without an order */
enum proof_thing {
    PROOF_CASES,
    PROOF_ATTACHMENTS,
    PROOF_SIGNATURES,
    PROOF_RECEIPTS,
    PROOF_SHEETS,
    PROOF_CERTIFICATES,
    PROOF_DOOR_EVENTS,
    PROOF_FORCED_DOORS,
    PROOF_THING_COUNT
};

struct proof {
    const char *timeline; /* file: CASE_SAVED lines with case id and digest */
    const char *dump;     /* file: platform.json of `banshi-platform --dump` */
    const char *paper;    /* file: text read from the receipt's QR code; NULL: do not ask */
    const char *sheets;   /* folder: receipt-* and sheet-N.pdf; NULL: none came out */
    int expected[PROOF_THING_COUNT]; /* how many there must be, or PROOF_ANY */
};

/* Sets what is expected of the thing of this name. False: there is none, or `count` is negative. */
bool proof_expect(struct proof *proof, const char *name, int count);

/* Compares them and writes a line for each finding. True when every saved case is at the platform
 * exactly once, with the digest that was confirmed and every check of the platform good; nothing
 * else is there; all that is expected is there, and whole; and, when there is a case, the paper
 * carries the number of the last. */
bool proof_check(const struct proof *proof, FILE *out);

#endif
