/* A view: what is on the glass, as data. A step composes parts; the painter (ui/) lays them out and
 * knows no step. Parts of one kind that follow each other form a group (a grid of cards, a list of
 * choices, the rows of a review). Plain data without pointers; it may hold personal data. */
#ifndef BANSHI_CORE_VIEW_H
#define BANSHI_CORE_VIEW_H

#include <stdint.h>

#include "firmware/core/phrase.h"

#define VIEW_PARTS_MAX 20

/* What a touch means. `arg` is what the comment says. */
enum action_kind {
    ACTION_NONE,
    ACTION_BACK,
    ACTION_PRIMARY,
    ACTION_SECONDARY,
    ACTION_HELP,
    ACTION_LEAVE,
    ACTION_STAY,     /* closes a sheet */
    ACTION_LANGUAGE, /* the next language */
    ACTION_ELDER,    /* 长辈版 on or off */
    ACTION_SERVICE,  /* arg: index of the catalogue item */
    ACTION_CHOOSE,   /* arg: index of the option */
    ACTION_FOCUS,    /* arg: index of the field in the form */
    ACTION_KEY,      /* arg: '0' to '9', 'X', VIEW_KEY_ERASE */
    ACTION_MONTH,    /* arg: enum view_month_key */
    ACTION_CHANGE,   /* arg: index of the field in the service */
    ACTION_RATE      /* arg: 1 to 5 */
};

#define VIEW_KEY_ERASE 8
enum view_month_key { VIEW_YEAR_LESS, VIEW_YEAR_MORE, VIEW_MONTH_LESS, VIEW_MONTH_MORE };

struct action {
    uint16_t kind; /* enum action_kind */
    uint16_t arg;
};

enum part_kind {
    PART_NONE,
    PART_PARAGRAPH, /* text */
    PART_NOTE,      /* text, in a box of attention; tone tells which */
    PART_FACT,      /* text: label; detail: value */
    PART_CARD,      /* text, detail, icon; action; disabled when the action is none */
    PART_CHOICE,    /* text, detail; action; selected */
    PART_ROW,       /* text: label; detail: value; more: small line; action CHANGE or none */
    PART_FIELD,     /* text: label; detail: value; selected: has the focus; action FOCUS */
    PART_KEYPAD,    /* digits; value 1: with X; actions KEY by themselves */
    PART_MONTH,   /* detail: the month in words; year and month keys; actions MONTH by themselves */
    PART_PICTURE, /* icon: enum picture */
    PART_PROGRESS,  /* a gentle sign of work; text */
    PART_QR,        /* text: literal */
    PART_FACE,      /* value 1 to 5; text; action RATE */
    PART_COUNTDOWN, /* value: seconds left; text */
    PART_BANNER     /* text: a large statement; tone */
};

enum tone { TONE_PLAIN, TONE_DONE, TONE_ATTENTION, TONE_STOP };

enum icon { ICON_NONE, ICON_CERTIFICATE, ICON_HOUSE, ICON_MEDICAL, ICON_PENSION, ICON_COUNT };

enum picture { PICTURE_NONE, PICTURE_CARD_ON_READER, PICTURE_TAKE_CARD, PICTURE_TAKE_PAPER };

struct part {
    uint8_t kind;     /* enum part_kind */
    uint8_t tone;     /* enum tone */
    uint8_t icon;     /* enum icon or enum picture */
    uint8_t selected; /* 0 or 1 */
    uint16_t value;
    struct action action;
    struct phrase text, detail, more;
};

struct button {
    struct phrase label;
    struct action action; /* none: the place stays empty */
};

struct view {
    uint32_t serial;              /* changes with the screen; a touch on another serial is stale */
    uint8_t language;             /* enum language */
    uint8_t elder;                /* 0 or 1 */
    uint8_t sheet;                /* 1: a sheet over the step (idle, help, leave) */
    uint8_t step_now, step_count; /* 0: no path is shown */
    uint8_t part_count;
    uint8_t step;            /* enum step_kind, or VIEW_NAME_* : names pictures and traces only */
    struct phrase path;      /* "社保参保证明" */
    struct phrase step_text; /* "第2步,共5步:认人" */
    struct phrase question, hint;
    struct button back, primary, secondary, help, leave, language_key, elder_key;
    struct part parts[VIEW_PARTS_MAX];
    struct phrase_pool pool;
};

/* Screens that are no step. */
enum {
    VIEW_NAME_STARTING = 100,
    VIEW_NAME_OUT,
    VIEW_NAME_CLEARING,
    VIEW_NAME_IDLE,
    VIEW_NAME_HELP,
    VIEW_NAME_LEAVE
};

/* "home", "identify", "idle", ...: for file names and traces. Static memory. */
const char *view_name(const struct view *view);

#endif
