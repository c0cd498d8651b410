/* Text files line by line, as the sources of the tables come. Process: banshi-tables. */
#ifndef BANSHI_TOOLS_TABLES_LINES_H
#define BANSHI_TOOLS_TABLES_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "firmware/base/err.h"

#define LINES_FIELDS_MAX 8

struct lines {
    FILE *file;
    char *line;
    size_t room;
    size_t number; /* of the present line, from 1; for messages */
    int field_count;
    char *fields[LINES_FIELDS_MAX]; /* of the present line, split at tabs or blanks */
    const char *separators;
};

/* ERR_NOT_FOUND when there is no such file. `separators` are the characters between fields and must
 * outlive the reading; runs of them count as one. */
MUST_USE err_t lines_open(struct lines *lines, const char *path, const char *separators);

/* The next line with at least one field; what follows a '#' is a comment. False at the end. The
 * fields hold until the next call. */
bool lines_next(struct lines *lines);

/* A zeroed struct is allowed. */
void lines_close(struct lines *lines);

#endif
