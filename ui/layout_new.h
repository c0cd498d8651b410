/* The newer parts of a view, as groups like those of layout_parts.h. Internal to ui/. */
#ifndef BANSHI_UI_LAYOUT_NEW_H
#define BANSHI_UI_LAYOUT_NEW_H

#include "ui/layout_keys.h"

/* Small cards (ui/layout_home.c). */
int home_put_tiles(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* A month of days, weeks from Monday on, and times of a day (ui/layout_calendar.c). Where a low panel
 * has no room for all weeks the keys of the month first go through its weeks (LOCAL_PAGE). */
int calendar_put(struct layout *layout, const struct part *part, struct box at);
int calendar_put_slots(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* Departments on a line from done to later (ui/layout_stages.c). */
int stages_put(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* Places around here on a sketch, and the list of them (ui/layout_map.c). */
int map_put(struct layout *layout, const struct piece *pieces, int count, struct box at);

/* The camera's picture with its advice, a page of a document, a pad to sign on, the pictures of a
 * door and of headphones (ui/layout_media.c). */
int media_put_camera(struct layout *layout, const struct part *part, struct box at);
int media_put_page(struct layout *layout, const struct piece *piece, struct box at);

/* What a page of that height leaves for its words: their type, and the width and height that
 * parts_paragraph_cut() may fill. */
void media_page_room(struct layout *layout, const struct piece *piece, struct type *type,
                     int *width_px, int *height_px);
int media_put_signature(struct layout *layout, const struct part *part, struct box at);
int media_put_picture(struct layout *layout, const struct part *part, struct box at);

/* Settings of seeing and hearing (ui/layout_senses.c). */
int senses_put_switches(struct layout *layout, const struct piece *pieces, int count,
                        struct box at);
int senses_put_volume(struct layout *layout, const struct part *part, struct box at);

#endif
