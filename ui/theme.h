/* The look: colours and sizes of each mode. Colours are 0xRRGGBB; sizes are millimetres on the
 * panel, text by its cap height (Noto Sans CJK: cap = 0.733 em). The numbers come from the
 * accessibility table of the house (A1 smallest text, A6 and A7 contrast, A8 targets, A9 gaps). */
#ifndef BANSHI_UI_THEME_H
#define BANSHI_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/core/view.h"

#define THEME_CAP_PER_EM 0.733
#define THEME_NO_COLOR 0xff000000u
#define THEME_LARGE_PANEL_MM 300
#define THEME_LARGE_CAP_MM 8.5

struct theme {
    uint32_t paper, sheet, surface, ink, quiet, line, rule;
    uint32_t action, action_soft, pressed, on_action;
    uint32_t done, done_soft, stop, stop_soft;
    uint32_t attention, attention_line; /* a box that asks for attention, and its border */
    uint32_t focus;                     /* the ring around what a keypad will touch */
    double question_mm, question_min_mm;
    double answer_mm, answer_min_mm;
    double explain_mm, explain_min_mm;
    double target_mm;        /* least width and height of a target */
    double key_mm;           /* least height of a key of a pad */
    double gap_mm;           /* least gap between targets */
    double line_factor;      /* distance of two lines in ems */
    double paragraph_factor; /* distance of two paragraphs in distances of lines */
    int choices_max;         /* cards, tiles or choices on one page */
};

/* What a board's panel is; all of it is declared, nothing is guessed from pixels. */
struct panel {
    int width_px, height_px;
    double width_mm, height_mm;
    double mount_bottom_mm; /* height of the panel's lower edge above the floor */
    double viewing_mm;      /* from the eyes to the glass */
};

/* The theme of the modes (bits of enum mode) on that panel: MODE_ELDER gives the sizes, MODE_CONTRAST
 * the colours. The elder mode's smallest text also subtends 0.7 degrees at the viewing distance (EN
 * 301 549 5.1.4); on a panel at least THEME_LARGE_PANEL_MM high it is THEME_LARGE_CAP_MM, the largest
 * of the four sizes that VVSG 2.0 names, for everything that is said. */
struct theme theme_make(uint32_t modes, const struct panel *panel);

/* Pixels per millimetre; the larger of the two axes, so that what is computed is never too small.
 */
double theme_px_per_mm(const struct panel *panel);

/* The WCAG contrast ratio of two colours, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);

#endif
