/* Findings: one line each, and how many there were. The caller owns the struct and the file. */
#ifndef BANSHI_TOOLS_LINT_LINT_REPORT_H
#define BANSHI_TOOLS_LINT_LINT_REPORT_H

#include <stdio.h>

struct lint_report {
    FILE *to;
    unsigned count;
};

/* Writes "banshi-lint: where: what" and counts it. */
void lint_report_add(struct lint_report *report, const char *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
