/* Writing: what the pads hold before a character is chosen (strokes, letters, components, the way
 * down to a place) and the candidates for it. The glass owns one for the shown screen; the layout
 * reads it, touches on the glass's own targets change it, and what was chosen leaves it character by
 * character. It is personal: writing_wipe() overwrites it, and another screen, field or way of
 * writing does so by itself. Kiosk process; no allocation; nothing here blocks. */
#ifndef BANSHI_UI_INPUT_WRITING_H
#define BANSHI_UI_INPUT_WRITING_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/ink.h"
#include "firmware/core/view.h"
#include "ui/draw_list.h"

#define WRITING_CANDIDATES_MAX 40
#define WRITING_TEXT_BYTES 64
#define WRITING_LETTERS_MAX 40
#define WRITING_STROKES_MAX 32
#define WRITING_COMPONENTS_MAX 5
#define WRITING_CODE_MAX 8 /* four bytes of GB 18030 */
#define WRITING_INSERTS_MAX 64
#define WRITING_DEPTH_MAX 4 /* province, city, county, street */

/* What is written into: another scope wipes what was begun. */
struct writing_scope {
    uint32_t serial;
    int32_t focus;     /* arg of the field that has the focus, -1: none */
    uint8_t way;       /* enum way, WAY_COUNT: no pad is shown */
    uint8_t about;     /* enum about */
    uint8_t signature; /* 1: the ink is a signature */
    uint8_t unused;
};

struct writing_candidate {
    char text[WRITING_TEXT_BYTES];
    uint32_t place;  /* of a division: its number in the table */
    uint8_t letters; /* how many letters of pinyin it takes */
};

struct writing {
    uint32_t ways; /* bit (1 << enum way) of each way that can be offered; survives a wipe */
    struct writing_scope scope;
    struct ink ink;
    bool stroke_open;
    uint8_t erased; /* counts what was taken from the ink, so that the glass sees the difference */
    int16_t pad_width, pad_height; /* tenths of a millimetre, of the pad the ink was written on */
    struct writing_candidate candidates[WRITING_CANDIDATES_MAX];
    int candidate_count;
    int first;   /* the candidate that is shown first */
    int skipped; /* better ones that were already shown and are not held any more */
    char letters[WRITING_LETTERS_MAX + 1];
    char syllables[2 * (WRITING_LETTERS_MAX + 8)]; /* the letters with a blank between syllables */
    char strokes[WRITING_STROKES_MAX + 1];         /* of 'h' 's' 'p' 'd' 'z' */
    uint32_t components[WRITING_COMPONENTS_MAX];
    int component_count;
    char code[WRITING_CODE_MAX + 1]; /* hexadecimal digits */
    char first_code[32];             /* the code of the first candidate, for people to note */
    struct writing_candidate path[WRITING_DEPTH_MAX];
    int depth;
    bool shift, by_code, ways_shown;
    uint32_t inserts[WRITING_INSERTS_MAX]; /* characters on their way to the core */
    int insert_count;
};

struct writing_tables; /* ui/input/writing_tables.h; NULL: none */

/* Begins in a scope, with empty pads unless it is the one from before; opens the tables of its way
 * and tells which ways can be offered since. */
void writing_begin(struct writing *writing, struct writing_tables *tables,
                   const struct writing_scope *scope);

/* Overwrites everything but `ways`. */
void writing_wipe(struct writing *writing);

/* The stroke of a finger. Full ink takes no more; the finger is then ignored. */
void writing_stroke_begin(struct writing *writing, struct ink_point point);
void writing_stroke_go_on(struct writing *writing, struct ink_point point);

/* Ends the stroke and looks for candidates. */
void writing_stroke_end(struct writing *writing, const struct writing_tables *tables);

/* The pad has this size now, in tenths of a millimetre; ink that was written on another is scaled
 * to it without losing its shape. */
void writing_fit(struct writing *writing, int16_t width, int16_t height);

/* A touch on one of the glass's own targets. True when something changed and the screen must be
 * laid out again. */
bool writing_touch(struct writing *writing, const struct writing_tables *tables,
                   enum draw_local local, int32_t arg);

/* Takes the next chosen character; false when none is left. */
bool writing_take(struct writing *writing, uint32_t *out_character);

#endif
