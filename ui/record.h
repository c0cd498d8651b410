/* The recorder: a picture and a draw list of every screen, for people and tests to look at. On only
 * when a folder is named; a kiosk that serves citizens has none. Screens are NN-name.png and
 * NN-name.json, NN counting from 01; a screen that changes under one serial is written again.
 * current.json is always the draw list that is on the glass now, replaced whole (rename). */
#ifndef BANSHI_UI_RECORD_H
#define BANSHI_UI_RECORD_H

#include "firmware/base/err.h"
#include "ui/draw_list.h"
#include "ui/present.h"
#include "ui/theme.h"

struct record;

/* The folder must exist; `path` is copied. Without `pictures` only the lists are written. ERR_MEMORY;
 * ERR_LIMIT: the path is too long. */
MUST_USE err_t record_open(const char *path, const struct panel *panel, bool pictures,
                           struct record **out);
void record_close(struct record *record);

/* Writes what is on the glass. What cannot be written is missing in the folder and nowhere else. */
void record_screen(struct record *record, const struct draw_list *list,
                   const struct present_frame *frame);

/* Writes a frame as PNG. ERR_IO: nothing usable was written. */
MUST_USE err_t record_write_png(const struct present_frame *frame, const char *path);

#endif
