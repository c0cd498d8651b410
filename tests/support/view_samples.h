/* Sample views: one for every screen and every kind of part, as the core composes them, with the
 * longest texts a service has. Synthetic data only. */
#ifndef BANSHI_TESTS_SUPPORT_VIEW_SAMPLES_H
#define BANSHI_TESTS_SUPPORT_VIEW_SAMPLES_H

#include "firmware/core/model.h"
#include "firmware/core/view.h"
#include "firmware/world/texts.h"
#include "ui/theme.h"

/* The words of assets/words (from the current directory) and the samples' own catalogue. Loaded
 * once; ends the program when a file is missing. */
const struct texts *view_samples_texts(void);

int view_samples_count(void);

/* A short name for files. Static memory. */
const char *view_samples_name(int index);

/* The view in that language and in those modes (bits of enum mode). */
void view_samples_make(int index, enum language language, uint32_t modes, struct view *out);

/* The name of the place in that language. Static memory. */
const char *view_samples_site(enum language language);

/* The combinations of modes that change what is drawn, and their short names. */
struct view_samples_modes {
    uint32_t modes;
    const char *name;
};
extern const struct view_samples_modes view_samples_modes[];
int view_samples_modes_count(void);

/* The first sample of that name; ends the program when there is none. */
int view_samples_find(const char *name);

/* A receipt with every kind of row. */
void view_samples_paper(enum language language, bool elder, struct paper *out);

/* The two reference panels: 0 portrait 1080x1920, 1 landscape 1280x800. */
struct panel view_samples_panel(int index);

#endif
