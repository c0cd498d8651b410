/* What the files of the layout share: sizes, texts and the ways to put items into the list. While
 * `drawing` is false everything measures and nothing is added. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_DRAW_H
#define BANSHI_UI_LAYOUT_DRAW_H

#include "ui/layout.h"

/* How far sizes are reduced to make a screen fit. */
struct squeeze {
    double gap;                       /* factor of all gaps and paddings */
    double explain, answer, question; /* 1: full size, 0: the theme's minimum; below 0: down to the
                                         smallest text of the mode */
    bool brief;  /* the path names the step only; with `answer` below 0 its bars alone are left */
    bool modest; /* a banner is no larger than the facts it stands among */
    bool terse;  /* cards and choices show their names alone */
    double grow; /* 0 to 1: how far type grows towards the next size of the scale */
};

/* What of a view is laid out: ui/layout_faces.c. */
enum face {
    FACE_WHOLE,
    FACE_PAD,       /* fields show the end of a long answer */
    FACE_PAD_ALONE, /* nor are there warnings and explanations */
    FACE_WORDS      /* all but the pad and its ways */
};

struct layout {
    enum face face;
    const struct layout_input *input;
    struct draw_list *out;
    struct theme theme;
    struct squeeze squeeze;
    double px_per_mm;
    bool drawing;
    int target;      /* the target that items belong to now */
    bool unread;     /* pages are left that must be shown before the primary action */
    uint32_t ground; /* what items stand on now */
    int reach_top;   /* no target lies above this y; 0 in all modes but the low one */
};

/* A kind of type. */
struct type {
    double cap_mm;
    bool bold;
    enum type_align align;
    uint32_t color;
};

/* Millimetres in whole pixels, rounded up. */
int layout_mm(const struct layout *layout, double mm);

/* A gap, in pixels, after the squeeze; never under the theme's gap between targets when `between`.
 */
int layout_gap(const struct layout *layout, double mm);
int layout_target_gap(const struct layout *layout);

bool layout_is_elder(const struct layout *layout);

struct type layout_type_question(const struct layout *layout);
struct type layout_type_answer(const struct layout *layout);
struct type layout_type_explain(const struct layout *layout);

/* The sentence of a phrase of the view. */
void layout_text(const struct layout *layout, const struct phrase *phrase,
                 char out[TEXTS_SENTENCE_BYTES]);

/* Size of a text broken at a width (0: one line). */
struct type_extent layout_measure(const struct layout *layout, const char *text,
                                  const struct type *type, int width_px);

/* Puts a text with its top left corner at (x, y), broken at the width; returns its height. */
int layout_put_text(struct layout *layout, const char *text, const struct type *type,
                    struct box at);

/* The largest type from `type` down to the smallest allowed that lets the text stand in the box
 * without breaking a word; sets `*fits` to false when even the smallest does not. */
struct type layout_fit(const struct layout *layout, const char *text, const struct type *type,
                       struct box box, bool *fits);

/* Puts a text into the middle of the box's height, as large as layout_fit() allows; what does not
 * fit sets the list's `overflow`. */
void layout_put_label(struct layout *layout, const char *text, const struct type *type,
                      struct box box);

struct look {
    uint32_t fill, border;
    double border_mm, radius_mm;
    bool dashed;
};

void layout_put_box(struct layout *layout, struct box box, const struct look *look);
void layout_put_icon(struct layout *layout, enum draw_icon icon, int value, struct box box,
                     uint32_t color);
void layout_put_qr(struct layout *layout, const char *text, struct box box);

/* Begins a target: what is put until layout_end_target() belongs to it. */
struct touch {
    struct action action;
    const char *role;
    const char *label;
    bool selected;
    enum draw_local local;
    int local_arg;
    bool disabled;
};
void layout_begin_target(struct layout *layout, struct box box, const struct touch *touch);
void layout_end_target(struct layout *layout);

/* Something is too large: a defect of the screen that tests must see. */
void layout_overflow(struct layout *layout);

#endif
