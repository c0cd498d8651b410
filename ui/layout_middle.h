/* The middle of a screen: its head, its columns of parts and, where they are too many, its pages.
 * Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_MIDDLE_H
#define BANSHI_UI_LAYOUT_MIDDLE_H

#include "ui/layout_frame.h"
#include "ui/layout_parts.h"

#define MIDDLE_PIECES_MAX 48

/* From airy to the least; pages begin when the last does not fit. */
#define MIDDLE_SQUEEZES 14

#define MIDDLE_PART_GAP_MM 6

/* The middle as it is laid out now. */
struct middle {
    struct frame_plan frame;
    struct box left, right; /* what is free under the head; one column uses `right` alone */
    struct piece left_pieces[MIDDLE_PIECES_MAX], pieces[MIDDLE_PIECES_MAX];
    int left_count, count;
};

/* How the two columns of landscape share the parts. Words stand under the question while keys,
 * cards or rows take the other column; where they are too many, first the fields move over to their
 * keys, or the warnings, then all. */
enum share {
    SHARE_WORDS_LEFT,
    SHARE_FIELDS_RIGHT,
    SHARE_NOTES_RIGHT,
    SHARE_ALL_RIGHT,
    SHARE_COUNT
};

/* Puts path, question and hint at (at.x, at.y); returns their height. (ui/layout_head.c) */
int head_put(struct layout *layout, struct box at);

/* Pieces in a column: the height they take, and the column drawn with what is left over shared by
 * the groups that can use it. Whatever is touched stands within reach. (ui/layout_flow.c) */
int flow_measure(struct layout *layout, const struct piece *pieces, int count, struct box area);
void flow_put(struct layout *layout, const struct piece *pieces, int count, struct box area);

/* True when the view has a part of that kind. */
bool middle_has(const struct view *view, enum part_kind kind);

/* One column under the head: on a high panel, and for faces, which stand beside each other. */
bool middle_is_one_column(const struct layout *layout);

/* The first share that is tried. */
enum share middle_share_first(const struct layout *layout);

/* True for cards, tiles and choices: no page shows more of them than the theme's choices_max. */
bool middle_is_choice(const struct piece *piece);

/* Plans the frame of the layout's face, with its columns. */
void middle_plan_frame(const struct layout *layout, struct middle *middle);

/* Sets the layout's squeeze to the one of that index and fills the columns. */
void middle_begin(struct layout *layout, struct middle *middle, int squeeze, enum share share);

/* Lays the head out, as large as the left column allows in landscape; `reserve_px` stay free under
 * that column. True when it fits. */
bool middle_fit_question(struct layout *layout, struct middle *middle, int reserve_px);

/* True when both columns hold their pieces. */
bool middle_fits(struct layout *layout, const struct middle *middle);

/* Draws the sheet, the head and the left column. */
void middle_put(struct layout *layout, struct middle *middle);

/* Draws the page that is asked for, in the way that needs the fewest pages, and tells the list. */
void pages_put(struct layout *layout, struct middle *middle);

/* How many pages that are; and draws one of them where they are the pages from `first` on of
 * `count`. */
int pages_count(struct layout *layout, struct middle *middle);
void pages_put_from(struct layout *layout, struct middle *middle, int first, int count);

/* A pad and what stands beside it: whether it has room on one page, and drawn as page `page` of
 * `count`. */
bool pages_fit_pad(struct layout *layout, struct middle *middle);
void pages_put_pad(struct layout *layout, struct middle *middle, int page, int count);

/* A key that leads `step` pages on from `page`. */
void pages_put_key(struct layout *layout, struct box box, int step, int page);

/* Draws a view with a pad on a low panel, on one page for the pad and others for what has no room
 * beside it; false when it is none, or better drawn otherwise. (ui/layout_faces.c) */
bool faces_put(struct layout *layout, struct middle *middle);

#endif
