/* Keys and grids of the pads, for the files of the layout that draw them. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_KEYS_H
#define BANSHI_UI_LAYOUT_KEYS_H

#include "ui/layout_parts.h"

#define KEYS_GAP_MM 2.6 /* between keys of one pad: 2.54 mm and a rounding */

/* Equal cells in a box. */
struct keys_grid {
    struct box box;
    int columns, rows, gap_px;
};

struct box keys_cell(const struct keys_grid *grid, int index);

/* The height of `rows` rows of that height. */
int keys_height(const struct keys_grid *grid, int row_px);

enum keys_look {
    KEYS_PLAIN,
    KEYS_CHOSEN, /* filled with the colour of the action */
    KEYS_FIRST,  /* framed by it: the likeliest */
    KEYS_QUIET,  /* without a box, words only */
    KEYS_CLOSED  /* dashed: cannot be touched */
};

struct keys_key {
    const char *role, *text;
    const char *label; /* what it says when heard; NULL: the text */
    const char *under; /* a small line under the text; NULL: none */
    struct action action;
    enum draw_local local;
    int local_arg;
    enum keys_look look;
    enum draw_icon icon; /* beside the text; alone when there is none */
    int icon_value;
    double cap_mm;
    bool regular, selected;
};

void keys_put(struct layout *layout, const struct keys_key *key, struct box box);

/* A word of the kiosk in the language of the view, with up to two arguments (NULL: none). */
void keys_word(const struct layout *layout, enum word word, char out[TEXTS_SENTENCE_BYTES]);
void keys_word_with(const struct layout *layout, enum word word, const char *first,
                    const char *second, char out[TEXTS_SENTENCE_BYTES]);

/* A key that says a word. */
void keys_put_word(struct layout *layout, enum word word, struct keys_key key, struct box box);

/* A quiet line of words in the middle of the box. */
void keys_put_hint(struct layout *layout, const char *text, struct box box, enum type_align align);

/* True when the text fits into a key of that box. */
bool keys_fits(const struct layout *layout, const char *text, double cap_mm, struct box box);

/* The height of a key of two lines of the smallest text. */
int keys_two_lines_px(const struct layout *layout);

/* Least height of a key, and of a row of candidates, in pixels. */
int keys_least_px(const struct layout *layout);

int keys_larger(int a, int b);
int keys_smaller(int a, int b);

#endif
