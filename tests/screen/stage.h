/* The stage: lays a view out, paints it, and holds both beside each other. Between the product and
 * the checks lies a hook, through which mutants spoil one of them; without a mutant what is said (the
 * list), what is painted and what is spoken are the product's own. */
#ifndef BANSHI_TESTS_SCREEN_STAGE_H
#define BANSHI_TESTS_SCREEN_STAGE_H

#include "tests/screen/house.h"
#include "tests/screen/registry.h"
#include "ui/layout.h"
#include "ui/present.h"
#include "ui/speech.h"

struct shot; /* below */

/* Each member is called when it is not NULL. */
struct mutant {
    const char *name;
    int check;          /* enum check that is meant to catch it */
    int way;            /* enum check_way that must */
    const char *screen; /* the view it is planted in: "review", ... */
    uint32_t modes;     /* in which it is planted */
    int panel;
    void (*view)(struct view *view);                            /* what the product is given */
    void (*list)(struct shot *shot, struct draw_list *list);    /* what is said and painted */
    void (*said)(struct shot *shot, struct draw_list *list);    /* what is said alone */
    void (*painted)(struct shot *shot, struct draw_list *list); /* what is painted alone */
    void (*frame)(struct shot *shot);                           /* the pixels */
    void (*speech)(struct speech *speech);                      /* what is spoken, both forms */
    void (*core)(struct core *core);                            /* the state behind it */
};

/* One page of one view on one panel. */
struct shot {
    const struct house *house;
    const struct screen *screen;
    const char *variant; /* of the pad: "", "candidates", ... */
    const struct panel *panel;
    int panel_index, page, page_count;
    double mm_x, mm_y; /* millimetres of a pixel */
    bool elder, contrast, low;
    struct view view;
    struct writing *writing;
    struct draw_list *list; /* what is said */
    struct draw_list *painted;
    struct present_frame frame;
    struct typeset *typeset;
    struct speech *open, *whole; /* for the open room, and for headphones */
};

struct stage {
    struct shot shot;
    struct present *present[HOUSE_PANELS];
    const struct mutant *mutant;
    struct layout_input input;
};

MUST_USE err_t stage_open(const struct house *house, struct stage *stage);
void stage_close(struct stage *stage);

/* The view in these modes on that panel; the pads are empty. */
void stage_set(struct stage *stage, const struct screen *screen, const struct view *view,
               int panel);

/* Lays out and paints one page. `focus` is a target or DRAW_NO_TARGET. */
void stage_draw(struct stage *stage, int page, int focus);

/* The same without the pixels. */
void stage_layout(struct stage *stage, int page, int focus);

/* The states of the pad of a view, as touches of the glass's own targets. Returns the count. */
int stage_variants(const struct view *view);
void stage_set_variant(struct stage *stage, int variant);

/* "portrait-elder-contrast-en/review-03-candidates-2" */
#define STAGE_NAME_BYTES 128
void stage_name(const struct shot *shot, char out[STAGE_NAME_BYTES]);
void stage_modes_name(uint32_t modes, char out[32]);

#endif
