/* The parts of a view as groups of items. Each function puts a group of pieces of one kind into
 * at.width pixels from (at.x, at.y) on and returns the height it took. at.height is the height it
 * may stretch to; 0 asks for the natural one. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_PARTS_H
#define BANSHI_UI_LAYOUT_PARTS_H

#include "ui/layout_draw.h"

/* A part, or some lines of one that is spread over pages. */
struct piece {
    const struct part *part;
    uint16_t start, length; /* bytes of its text; length 0: all of it */
};

/* A stage on two pages: the piece of its name has this length, that of the rest this start. */
#define STAGES_WHO 1

/* The words of a piece. */
void parts_piece_text(const struct layout *layout, const struct piece *piece,
                      char out[TEXTS_SENTENCE_BYTES]);

/* How many pieces from the first on are laid out together. */
int parts_group_count(const struct piece *pieces, int count);

/* True when a group of this kind looks better with the room that is left. */
bool parts_stretch(const struct layout *layout, const struct piece *piece);

/* True when a finger uses one of the group: in the low mode it stands within reach. */
bool parts_is_touched(const struct piece *pieces, int count);

/* What stays free between two paragraphs. */
int parts_paragraph_gap(const struct layout *layout);

/* The sign of a tone, so that no colour says it alone. */
void parts_put_sign(struct layout *layout, enum tone tone, struct box box);

/* Lays one group out. */
int parts_put_group(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* Lines of a paragraph that fit into a height, as bytes from `start` on; 0 when not one does. */
uint16_t parts_paragraph_cut(struct layout *layout, const struct piece *piece, int width_px,
                             int height_px);

/* Groups of what is touched (ui/layout_pads.c). */
int pads_put_cards(struct layout *layout, const struct piece *pieces, int count, struct box at);
int pads_put_keypad(struct layout *layout, const struct part *part, struct box at);
int pads_put_month(struct layout *layout, const struct part *part, struct box at);
/* The icon of a card or tile; `icon` is enum icon. (ui/layout_pads.c) */
enum draw_icon pads_service_icon(int icon);

/* Five faces (ui/layout_rating.c). */
int rating_put_faces(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* Fields of a form (ui/layout_fields.c). */
int fields_put(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* True for the field that a warning of its view speaks of: the one that has the focus. */
bool fields_is_wrong(const struct layout *layout, const struct part *part);

/* True when the panel is higher than wide. */
bool layout_is_portrait(const struct layout *layout);

#endif
