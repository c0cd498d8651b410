/* The gallery: a picture and a draw list of every screen, and a contact sheet for a person. */
#ifndef BANSHI_TESTS_SCREEN_GALLERY_H
#define BANSHI_TESTS_SCREEN_GALLERY_H

#include <stdio.h>

#include "tests/screen/stage.h"

struct gallery {
    const char *out;
    FILE *list; /* a line for each picture, for the index */
    uint8_t *rows;
};

void gallery_open(struct gallery *gallery, const char *out, int share);
void gallery_add(struct gallery *gallery, const struct shot *shot, long failures);
void gallery_close(struct gallery *gallery);

/* Joins the lists of all shares into FOLDER/index.html. */
void gallery_write_index(const char *out, int shares);

#endif
