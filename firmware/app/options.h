/* The command line, the same for the supervisor and for each process it starts: the supervisor
 * hands its own arguments on. The strings belong to argv. */
#ifndef BANSHI_APP_OPTIONS_H
#define BANSHI_APP_OPTIONS_H

#include <stdbool.h>

#include "firmware/base/err.h"

#define OPTIONS_TABLES "build/tables" /* where `make` leaves them */

struct options {
    const char *board;    /* folder with board.json */
    const char *assets;   /* folder with words, icons, sounds */
    const char *data;     /* folder of everything that outlives a power cut */
    const char *pki;      /* folder of keys and certificates, named as tools/platform/pki.sh does */
    const char *platform; /* https://host:port */
    const char *tables;   /* folder of the tables for writing; OPTIONS_TABLES when not said */
    const char *record;   /* folder for a picture of each screen that is shown; NULL: none */
    const char *timeline; /* file for a line per event and effect; NULL: none */
    bool no_pictures;     /* what is recorded is the lists of the screens alone */
    bool windowed;        /* a window on a desk instead of the whole screen */
};

/* Reads argv from `first`; the four folders and the platform must be there. ERR_INVALID: a sentence
 * that names the wrong argument has been written to stderr. */
MUST_USE err_t options_parse(int argc, char **argv, int first, struct options *out_options);

/* Writes "folder/name" into `out`, which holds OPTIONS_PATH_BYTES. ERR_LIMIT: too long. */
#define OPTIONS_PATH_BYTES 512
MUST_USE err_t options_path(const char *folder, const char *name, char *out);

#endif
