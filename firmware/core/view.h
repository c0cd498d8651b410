/* A view: what is on the glass, as data. A step composes parts; the painter (ui/) lays them out and
 * knows no step. Parts of one kind that follow each other form a group (a grid of cards, a list of
 * choices, the rows of a review). Plain data without pointers; it may hold personal data. */
#ifndef BANSHI_CORE_VIEW_H
#define BANSHI_CORE_VIEW_H

#include <stdint.h>

#include "firmware/core/phrase.h"

#define VIEW_PARTS_MAX 24

/* Ways to see and to touch. A visit may combine them; they are reset when it ends. */
enum mode {
    MODE_ELDER = 1,    /* 长辈版 */
    MODE_CONTRAST = 2, /* black, white and yellow */
    MODE_LOW = 4,      /* every control within reach of a seated person */
    MODE_SPEECH = 8    /* everything is told, and a keypad does what a finger does */
};

/* What a touch means. `arg` is what the comment says. */
enum action_kind {
    ACTION_NONE,
    ACTION_BACK,
    ACTION_PRIMARY,
    ACTION_SECONDARY,
    ACTION_HELP,
    ACTION_LEAVE,
    ACTION_STAY,      /* closes a sheet */
    ACTION_LANGUAGES, /* opens the sheet of languages */
    ACTION_LANGUAGE,  /* arg: enum language */
    ACTION_SENSES,    /* opens the sheet of seeing and hearing */
    ACTION_MODE,      /* arg: one enum mode, on or off */
    ACTION_VOICE,     /* reads this screen aloud, or stops */
    ACTION_REPEAT,    /* reads this screen from its beginning */
    ACTION_SLOWER,    /* the next pace of the voice */
    ACTION_LOUDER,
    ACTION_SOFTER,
    ACTION_SERVICE,   /* arg: index of the catalogue item */
    ACTION_SITUATION, /* arg: enum situation, SITUATION_BUNDLES or SITUATION_MORE */
    ACTION_PLACE,     /* arg: enum step_kind of a place beside the services: search, ... */
    ACTION_CHOOSE,    /* arg: index of the option */
    ACTION_FOCUS,     /* arg: index of the field in the form */
    ACTION_KEY,       /* arg: '0' to '9', 'X', VIEW_KEY_ERASE */
    ACTION_INSERT,    /* arg: a Unicode code point that was written */
    ACTION_WAY,       /* arg: enum way */
    ACTION_FILL,      /* takes what the ID card says into the field; once more empties it */
    ACTION_MONTH,     /* arg: enum view_month_key */
    ACTION_DAY,       /* arg: day of the shown month, from 1 */
    ACTION_SLOT,      /* arg: index of the option */
    ACTION_CHANGE,    /* arg: index of the field in the service, or SERVICE_FIELDS_MAX + material */
    ACTION_RATE       /* arg: 1 to 5 */
};

#define VIEW_KEY_ERASE 8
enum view_month_key { VIEW_YEAR_LESS, VIEW_YEAR_MORE, VIEW_MONTH_LESS, VIEW_MONTH_MORE };

struct action {
    uint32_t kind; /* enum action_kind */
    uint32_t arg;
};

/* Ways of writing. What the pads hold before a character is chosen (strokes, letters) stays in the
 * glass and is wiped with the screen; each chosen character is one ACTION_INSERT. */
enum way {
    WAY_DIGITS,
    WAY_ID,      /* digits and X */
    WAY_HAND,    /* handwriting with candidates */
    WAY_PINYIN,  /* letters with candidates */
    WAY_STROKES, /* 横竖撇点折 with candidates */
    WAY_PARTS,   /* a rare character by its components or its code */
    WAY_PLACES,  /* an address by its divisions */
    WAY_LATIN,   /* an English keyboard */
    WAY_COUNT
};

enum part_kind {
    PART_NONE,
    PART_PARAGRAPH, /* text */
    PART_NOTE,      /* text, in a box of attention; tone tells which */
    PART_FACT,      /* text: label; detail: value; selected: what a person writes down */
    PART_CARD,      /* text, detail, icon; action; disabled when the action is none */
    PART_TILE, /* a small card: text, icon; action; disabled when the action is none; detail: why */
    PART_CHOICE, /* text, detail; action; selected */
    PART_ROW,    /* text: label; detail: value; more: small line; action CHANGE or none */
    PART_FIELD,  /* text: label; detail: value; selected: has the focus; action FOCUS; more: what
                       screen or printer cannot show of it */
    PART_KEYPAD, /* digits; value 1: with X; actions KEY by themselves */
    PART_WRITE, /* a pad; value: enum way; number: enum about; actions INSERT, KEY erase by themselves */
    PART_WAY,   /* a key that changes the way of writing; text; action WAY or FILL; selected */
    PART_MONTH, /* detail: the month in words; year and month keys; actions MONTH by themselves */
    PART_CALENDAR, /* detail: the month in words; number: year * 12 + month - 1; value: the chosen day
                       or 0; bits: bit (day - 1) of each day that can be chosen; actions DAY and MONTH
                       by themselves */
    PART_SLOT,     /* a time slot: text; action SLOT, or none: taken; selected */
    PART_SIGNATURE, /* a pad to sign on; text: what is signed; its ink comes with EVENT_SIGNED */
    PART_PICTURE,   /* icon: enum picture; value: the number of a door */
    PART_CAMERA,    /* live frames; icon: enum outline; text: advice; tone */
    PART_PAGE,      /* one page of a document: more: title; text; value: its number from 1 */
    PART_PROGRESS,  /* a gentle sign of work; text */
    PART_STAGE,     /* a department's part of a case: text: who; detail: state; more: when; tone;
                       selected: it is under way there now */
    PART_PLACE,  /* a place near here, on a map: text: name; detail: hours; value: metres; number:
                       degrees from the way the citizen faces, clockwise */
    PART_QR,     /* text: literal */
    PART_FACE,   /* value 1 to 5; text; action RATE */
    PART_SWITCH, /* a setting: text; detail: its state in a word; selected; action */
    PART_VOLUME, /* text; value of number: how loud of how many; actions LOUDER, SOFTER by themselves */
    PART_COUNTDOWN, /* value: seconds left; text */
    PART_BANNER     /* text: a large statement; tone */
};

enum tone { TONE_PLAIN, TONE_DONE, TONE_ATTENTION, TONE_STOP };

enum icon {
    ICON_NONE,
    ICON_CERTIFICATE,
    ICON_HOUSE,
    ICON_MEDICAL,
    ICON_PENSION,
    ICON_WORK,
    ICON_FAMILY,
    ICON_CARD,
    ICON_SEARCH,
    ICON_BUNDLE,
    ICON_PICKUP,
    ICON_CASE_PROGRESS,
    ICON_COUNT
};

enum picture {
    PICTURE_NONE,
    PICTURE_CARD_ON_READER,
    PICTURE_TAKE_CARD,
    PICTURE_TAKE_PAPER, /* a receipt */
    PICTURE_TAKE_PAGES, /* sheets of A4 */
    PICTURE_DOOR,
    PICTURE_HEADPHONES,
    PICTURE_COUNT
};

/* What the person or thing before the camera should fill. */
enum outline { OUTLINE_NONE, OUTLINE_FACE, OUTLINE_CARD, OUTLINE_PAGE };

/* What a text is about: the pads put the fitting candidates first. */
enum about { ABOUT_ANY, ABOUT_NAME, ABOUT_ADDRESS };

struct part {
    uint8_t kind;     /* enum part_kind */
    uint8_t tone;     /* enum tone */
    uint8_t icon;     /* enum icon, picture or outline */
    uint8_t selected; /* 0 or 1 */
    uint8_t secret;   /* 1: text, detail and more may be spoken into headphones only */
    uint8_t unused;
    uint16_t value;
    int32_t number;
    uint32_t bits;
    struct action action;
    struct phrase text, detail, more;
};

struct button {
    struct phrase label;
    struct action action; /* none: the place stays empty */
};

#define VIEW_VOLUMES 8 /* steps of 3 dB, so the range is 21 dB (EN 301 549 8.2.1) */

/* How this screen is to be heard. */
struct view_voice {
    uint8_t on;         /* 1: every new screen is read by itself */
    uint8_t asked;      /* counts: another number reads this screen from its beginning */
    uint8_t stopped;    /* counts: another number ends what is being said */
    uint8_t rate;       /* 0 normal, 1 slow, 2 slower */
    uint8_t volume;     /* 0 to VIEW_VOLUMES - 1 */
    uint8_t headphones; /* 1: what is secret may be told */
    uint8_t speaking;   /* 1: something is being said now */
    uint8_t ready;      /* 1: there is a voice */
};

struct view {
    uint32_t serial;              /* changes with the screen; a touch on another serial is stale */
    uint8_t language;             /* enum language */
    uint8_t modes;                /* bits of enum mode */
    uint8_t sheet;                /* 1: a sheet over the step (idle, help, leave, ...) */
    uint8_t step_now, step_count; /* 0: no path is shown */
    uint8_t part_count;
    uint8_t step; /* enum step_kind, or VIEW_NAME_* : names pictures and traces only */
    uint8_t unused;
    struct view_voice voice;
    struct phrase path;      /* "社保参保证明" */
    struct phrase step_text; /* "第2步,共5步:认人" */
    struct phrase question, hint;
    struct button back, primary, secondary, help, leave; /* bottom band */
    struct button language_key, voice_key, senses_key;   /* top band */
    struct button elder_key, low_key;                    /* bottom band of the home screen */
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
    VIEW_NAME_LEAVE,
    VIEW_NAME_LANGUAGES,
    VIEW_NAME_SENSES
};

/* "home", "identify", "idle", ...: for file names and traces. Static memory. */
const char *view_name(const struct view *view);

#endif
