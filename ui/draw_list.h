/* The draw list: a screen as it will be painted, item by item, and its targets. Layout writes it,
 * the painter paints it, the comparison of two lists is the damage, and a JSON of it lets tests
 * measure what people see. Plain data without pointers; it holds what citizens wrote and is wiped
 * by its owner. All lengths are pixels. */
#ifndef BANSHI_UI_DRAW_LIST_H
#define BANSHI_UI_DRAW_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/core/view.h"
#include "ui/box.h"
#include "ui/typeset.h"

#define DRAW_ITEMS_MAX 480
#define DRAW_TARGETS_MAX 96
#define DRAW_TEXT_BYTES 24576
#define DRAW_BOXES_MAX 24 /* boxes of damage; more are joined */

enum draw_kind {
    DRAW_BOX,
    DRAW_TEXT,
    DRAW_ICON,
    DRAW_QR,
    DRAW_INK,  /* what was written on a pad; value: how often something was taken from it */
    DRAW_FRAME /* the camera's picture; value: enum outline, which is drawn over it */
};

/* What is drawn by a path: ui/icons.c. */
enum draw_icon {
    DRAW_ICON_NONE,
    DRAW_ICON_CERTIFICATE,
    DRAW_ICON_HOUSE,
    DRAW_ICON_MEDICAL,
    DRAW_ICON_PENSION,
    DRAW_ICON_WORK,
    DRAW_ICON_FAMILY,
    DRAW_ICON_CARD,
    DRAW_ICON_SEARCH,
    DRAW_ICON_BUNDLE,
    DRAW_ICON_PICKUP,
    DRAW_ICON_CASE_PROGRESS,
    DRAW_ICON_BACK,
    DRAW_ICON_FORWARD,
    DRAW_ICON_HELP,
    DRAW_ICON_LEAVE,
    DRAW_ICON_GLOBE,
    DRAW_ICON_VOICE,
    DRAW_ICON_VOICE_STOP,
    DRAW_ICON_SENSES,
    DRAW_ICON_ELDER,
    DRAW_ICON_LOW, /* value: 1 points up */
    DRAW_ICON_TICK,
    DRAW_ICON_NOTICE,
    DRAW_ICON_STOP,
    DRAW_ICON_INFO,
    DRAW_ICON_ERASE,
    DRAW_ICON_MINUS,
    DRAW_ICON_PLUS,
    DRAW_ICON_RADIO,
    DRAW_ICON_RADIO_ON,
    DRAW_ICON_CLOSED,
    DRAW_ICON_DOTS, /* value: which of the three is lit */
    DRAW_ICON_FACE, /* value: 1 to 5 */
    DRAW_ICON_CARD_ON_READER,
    DRAW_ICON_TAKE_CARD,
    DRAW_ICON_TAKE_PAPER,
    DRAW_ICON_TAKE_PAGES,
    /* What the newer parts need: ui/icons_parts.c. */
    DRAW_ICON_DOOR = 100,
    DRAW_ICON_HEADPHONES,
    DRAW_ICON_STAGE_DONE,
    DRAW_ICON_STAGE_NOW,
    DRAW_ICON_STAGE_LATER,
    DRAW_ICON_SWITCH,  /* value: 1 is on */
    DRAW_ICON_POINTER, /* an arrow; value: half the degrees from straight up, clockwise */
    DRAW_ICON_PIN,
    DRAW_ICON_HERE,
    DRAW_ICON_TAKEN,
    DRAW_ICON_SHIFT,
    DRAW_ICON_SOUND
};

#define DRAW_NO_TARGET (-1)

/* Targets that the core never hears of: pages, and what the pads hold before a character is chosen. */
enum draw_local {
    LOCAL_NONE,
    LOCAL_PAGE,      /* arg: -1 or 1 */
    LOCAL_INK,       /* a surface that takes strokes, not touches */
    LOCAL_INK_UNDO,  /* takes the last stroke back */
    LOCAL_INK_CLEAR, /* wipes the pad */
    LOCAL_CANDIDATE, /* arg: index of the candidate that is taken, or -1: the place so far */
    LOCAL_MORE,      /* none of these; arg: index of the candidate that is shown first then */
    LOCAL_LETTER,    /* arg: a letter of pinyin, a digit of a code, or VIEW_KEY_ERASE */
    LOCAL_STROKE,    /* arg: 'h' 's' 'p' 'd' 'z', or VIEW_KEY_ERASE */
    LOCAL_COMPONENT, /* arg: index of the candidate that becomes a component, or -1: one back */
    LOCAL_PLACES,    /* arg: index of the division that is entered, or -1: one up */
    LOCAL_SHIFT,     /* capital letters */
    LOCAL_CODE,      /* a rare character by its code instead of its components, or back */
    LOCAL_WAYS       /* shows the other ways of writing instead of the pad, or the pad again */
};

struct draw_item {
    uint8_t kind;   /* enum draw_kind */
    uint8_t icon;   /* enum draw_icon */
    uint8_t dashed; /* 1: the border is dashed */
    uint8_t value;
    int16_t target;     /* index of the target it is part of, or DRAW_NO_TARGET */
    uint16_t pen_px;    /* width of border or strokes */
    uint16_t radius_px; /* of the corners */
    uint16_t
        px_per_m;    /* ink: pixels per metre, which turns its tenths of a millimetre into pixels */
    uint32_t text;   /* offset of the text */
    uint32_t color;  /* text, icon or fill; THEME_NO_COLOR: none */
    uint32_t border; /* THEME_NO_COLOR: none */
    uint32_t background; /* what it stands on, for the contrast */
    struct box box;      /* where it was put */
    struct box ink;      /* all it may paint */
    struct type_style style;
};

/* Roles beyond the kinds of action. */
struct draw_target {
    struct box box;
    struct action action;
    const char *role; /* static memory: "back", "primary", "choice", "key", ... */
    uint32_t label;   /* offset of the text */
    uint8_t enabled, selected;
    uint8_t local; /* enum draw_local: what the glass does by itself */
    uint8_t unused;
    int32_t local_arg; /* as enum draw_local says */
};

struct draw_list {
    char name[16]; /* of the screen */
    uint32_t serial;
    uint8_t language, modes, sheet;
    uint8_t overflow;         /* 1: something did not fit: a defect */
    uint8_t page, page_count; /* of the middle, from 0 */
    uint8_t squeeze;          /* how far sizes were reduced to fit */
    uint8_t dots;             /* 1: a sign of work is shown */
    uint32_t paper;           /* what lies under everything */
    int width_px, height_px;
    int item_count, target_count;
    uint32_t text_used;
    struct draw_item items[DRAW_ITEMS_MAX];
    struct draw_target targets[DRAW_TARGETS_MAX];
    char text[DRAW_TEXT_BYTES];
};

/* Appends a copy of the item; a full list sets `overflow` and drops it. */
void draw_list_add(struct draw_list *list, const struct draw_item *item);

/* Appends a target and returns its index; a full list sets `overflow` and gives DRAW_NO_TARGET. */
int draw_list_add_target(struct draw_list *list, const struct draw_target *target);

/* Keeps a text and returns its offset; offset 0 is the empty text. */
uint32_t draw_list_keep(struct draw_list *list, const char *text);

/* The target at a point, or DRAW_NO_TARGET. Only enabled ones are hit. */
int draw_list_hit(const struct draw_list *list, int x, int y);

/* Writes the boxes that must be painted again to turn `before` into `after`, and returns their
 * count, at most DRAW_BOXES_MAX. Another screen or panel gives the whole frame. Boxes do not
 * overlap. */
int draw_list_damage(const struct draw_list *before, const struct draw_list *after,
                     struct box boxes[DRAW_BOXES_MAX]);

/* Adds a box to `count` boxes, joining what overlaps; returns the new count. */
int draw_list_join(struct box boxes[DRAW_BOXES_MAX], int count, struct box box);

#endif
