/* Events and effects: the whole vocabulary between the kiosk and the world (events.def,
 * effects.def). Fixed layout, no pointers: the same structs travel between processes. The receiver
 * owns its copy; those that hold a person, draft, paper or view are wiped after use. */
#ifndef BANSHI_CORE_EVENT_H
#define BANSHI_CORE_EVENT_H

#include "firmware/core/model.h"
#include "firmware/core/view.h"

enum event_kind {
    EVENT_NONE,
#define EVENT(name, field) EVENT_##name,
#include "firmware/core/events.def"
#undef EVENT
    EVENT_COUNT
};

enum effect_kind {
    EFFECT_NONE,
#define EFFECT(name, field, to) EFFECT_##name,
#include "firmware/core/effects.def"
#undef EFFECT
    EFFECT_COUNT
};

enum effect_to {
    TO_GLASS,
    TO_WORLD,
    TO_READER,
    TO_PRINTER,
    TO_STORE,
    TO_RELAY,
    TO_CAMERA,
    TO_PAGES,
    TO_SCANNER,
    TO_SMARTCARD,
    TO_LOCKER,
    TO_SIGNALS
};

/* How far the wall clock can be trusted. */
enum clock_trust { CLOCK_UNKNOWN, CLOCK_LOCAL, CLOCK_TRUSTED };

/* When an event happened. */
struct moment {
    uint64_t mono_ms; /* since boot, never goes back; 0 is never used */
    int64_t wall_s;   /* UTC; may jump */
    uint32_t trust;   /* enum clock_trust */
    uint32_t unused;
};

/* An answer's err is 0 or why the effect failed; err_world() says what that means. */
struct event_op {
    uint64_t op;
    err_t err;
    uint32_t unused;
};

/* Another place where the same can be done. */
#define PLACES_MAX 3

struct place_near {
    char name[LANGUAGE_COUNT][64]; /* UTF-8; empty: as in the first language */
    char hours[LANGUAGE_COUNT][64];
    uint16_t metres;
    int16_t degrees; /* from the way the citizen faces, clockwise */
};

struct event_started {
    uint32_t boot; /* grows with every start of the machine: makes ops unique across boots */
    uint32_t near_count;
    char site[64];                      /* UTF-8, the name of this place */
    char code[4];                       /* the two letters of its case numbers; empty: not known */
    struct place_near near[PLACES_MAX]; /* nearest first */
};

struct event_touched {
    uint32_t serial; /* of the view that was touched */
    struct action action;
};

/* What was written on the signature pad. */
struct event_signature {
    uint32_t serial; /* of the view that holds the pad */
    struct ink ink;
};

struct event_voice {
    uint32_t speaking, headphones, ready; /* 0 or 1 each */
};

struct event_found {
    uint64_t op;
    uint32_t count;                      /* best first; none: nothing fits */
    uint32_t items[CATALOGUE_ITEMS_MAX]; /* indices of catalogue items */
};

struct event_catalogue {
    uint32_t version, count;
    struct catalogue_item items[CATALOGUE_ITEMS_MAX];
};

struct event_ready {
    uint32_t version;
};

struct event_service {
    uint64_t op;
    err_t err;
    uint32_t unused;
    struct service service;
};

struct event_device {
    uint32_t device;     /* enum device */
    uint32_t state;      /* enum device_state */
    uint32_t consumable; /* enum consumable */
    err_t err;           /* why, when it is not online */
    uint32_t restarted;  /* 1: its worker is new: what it was doing is unknown */
    uint32_t sheets;     /* A4 printer: sheets left in its trays; SHEETS_UNKNOWN */
};

#define SHEETS_UNKNOWN 0xffffffffu

struct event_card {
    uint64_t op;
    err_t err;
    uint32_t unused;
    struct person person;
};

struct event_case_saved {
    uint64_t op;
    err_t err;
    uint32_t unused;
    char case_id[CASE_ID_BYTES];
    char number[CASE_NUMBER_BYTES];
    uint8_t digest[DIGEST_BYTES]; /* SHA-256 of the canonical payload that was confirmed */
};

struct event_case_receipted {
    char case_id[CASE_ID_BYTES];
};

struct event_case_status {
    uint64_t op;
    err_t err;
    uint32_t state;             /* enum case_state */
    char code[CASE_CODE_BYTES]; /* verification code of the result; empty: none */
};

struct event_case_found {
    uint64_t op;
    err_t err; /* ERR_NOT_FOUND: no case has this number */
    uint32_t unused;
    struct case_progress progress;
};

struct event_intent {
    uint64_t op;
    err_t err;
    uint32_t state; /* enum intent_state */
    uint64_t intent;
};

/* What the camera sees while it looks for something; sent when it changes and stays so. */
struct event_look {
    uint32_t found;    /* 1: what is looked for stands well */
    uint32_t warnings; /* bits of enum look_warning */
};

enum look_warning {
    LOOK_NOTHING = 1, /* no page, nobody */
    LOOK_CUT = 2,     /* not whole in the picture */
    LOOK_FAR = 4,     /* too small */
    LOOK_NEAR = 8,    /* too large */
    LOOK_BLUR = 16,
    LOOK_GLARE = 32,
    LOOK_DARK = 64,
    LOOK_BRIGHT = 128,
    LOOK_MOVING = 256,
    LOOK_OFF_CENTRE = 512
};

struct event_captured {
    uint64_t op;
    err_t err; /* ERR_NOT_FOUND: what was looked for was not there */
    uint32_t warnings;
};

struct event_attached {
    uint64_t op;
    err_t err;
    uint32_t unused;
    struct attachment attachment;
};

struct event_scanned {
    uint64_t op;
    err_t err; /* ERR_TIMEOUT: nothing was held before it; ERR_INVALID: no code of ours */
    uint32_t unused;
    char text[FIELD_VALUE_BYTES];
};

struct event_document {
    uint64_t op;
    err_t err;      /* ERR_NOT_FOUND: there is none yet */
    uint32_t pages; /* it fills on A4; 0 on an error */
    struct certificate certificate;
};

/* What became of a paper that a presenter holds out. */
enum paper_held { PAPER_HELD, PAPER_TAKEN, PAPER_RETRACTED };

struct event_paper {
    uint64_t op; /* of the PRINT */
    uint32_t held;
    uint32_t unused;
};

struct event_locker_found {
    uint64_t op;
    err_t err;
    uint32_t count;
    struct locker_cell items[LOCKER_FOUND_MAX];
};

/* A door, as its sensor says. */
enum door_state { DOOR_UNKNOWN, DOOR_CLOSED, DOOR_OPEN };

struct event_locker_opened {
    uint64_t op;
    err_t err;
    uint32_t door; /* enum door_state */
};

struct event_locker_door {
    uint32_t cell;
    uint32_t door; /* enum door_state */
};

/* What the I/O board feels. */
enum signal {
    SIGNAL_CABINET = 1,    /* the cabinet's door is open */
    SIGNAL_TILT = 2,       /* the machine is being moved */
    SIGNAL_MAINS_LOST = 4, /* it runs on its battery */
    SIGNAL_HEADPHONES = 8
};

struct event_signals {
    uint32_t known, on; /* bits of enum signal */
};

struct event {
    uint32_t kind; /* enum event_kind */
    uint32_t unused;
    struct moment at;
    union {
        uint64_t none;
        struct event_op op;
        struct event_started started;
        struct event_touched touched;
        struct event_signature signature;
        struct event_voice voice;
        struct event_found found;
        struct event_catalogue catalogue;
        struct event_ready ready;
        struct event_service service;
        struct event_device device;
        struct event_card card;
        struct event_case_saved case_saved;
        struct event_case_receipted case_receipted;
        struct event_case_status case_status;
        struct event_case_found case_found;
        struct event_intent intent;
        struct event_look look;
        struct event_captured captured;
        struct event_attached attached;
        struct event_scanned scanned;
        struct event_document document;
        struct event_paper paper;
        struct event_locker_found locker_found;
        struct event_locker_opened locker_opened;
        struct event_locker_door locker_door;
        struct event_signals signals;
    };
};

struct effect_version {
    uint32_t version;
};

struct effect_op_only {
    uint64_t op;
};

struct effect_service_load {
    uint64_t op;
    uint32_t index, version;
};

struct effect_card_read {
    uint64_t op;
    uint32_t limit_ms; /* after it the worker answers ERR_NO_CARD */
    uint32_t unused;
};

struct effect_draft {
    uint64_t op;
    struct draft draft;
};

struct effect_case_ref {
    uint64_t op;
    uint32_t limit_ms;
    char case_id[CASE_ID_BYTES];
};

struct effect_search {
    uint64_t op;
    char text[FIELD_VALUE_BYTES]; /* as the citizen wrote it */
};

struct effect_case_find {
    uint64_t op;
    uint32_t limit_ms;
    uint32_t language; /* enum language: of the names in the answer */
    char number[CASE_NUMBER_BYTES];
};

struct effect_intent_save {
    uint64_t op;
    uint32_t kind;               /* enum intent_kind */
    char case_id[CASE_ID_BYTES]; /* OPEN: the assignment */
};

struct effect_intent_ref {
    uint64_t op;
    uint64_t intent;
    uint32_t state; /* SETTLE: PASSED, CONFIRMED, UNKNOWN or VOID */
    uint32_t unused;
};

struct effect_paper {
    uint64_t op;
    uint64_t intent;
    uint32_t limit_ms;
    uint32_t unused;
    struct paper paper;
};

struct effect_capture {
    uint64_t op;
    uint32_t limit_ms;
    uint32_t purpose; /* enum capture_purpose */
};

/* The picture that was captured last goes to the store; the world has it. */
struct effect_attach {
    uint64_t op;
    char code[FIELD_CODE_BYTES]; /* of the material */
};

/* An attachment that the citizen took back. */
struct effect_detach {
    char id[CASE_ID_BYTES];
};

struct effect_scan {
    uint64_t op;
    uint32_t limit_ms; /* after it the answer is ERR_TIMEOUT */
    uint32_t unused;
};

struct effect_pages {
    uint64_t op;
    uint64_t intent;
    uint32_t limit_ms;
    uint32_t unused;
    struct certificate certificate;
};

struct effect_locker_find {
    uint64_t op;
    uint32_t language; /* enum language, of the names in the answer */
    char number[19];   /* GB 11643, of the person who was identified */
};

struct effect_locker_open {
    uint64_t op;
    uint64_t intent;
    uint32_t epoch; /* of the visit in which the person was identified */
    uint32_t unused;
    char assignment[CASE_ID_BYTES];
    char code[LOCKER_CODE_BYTES]; /* empty: none is asked for */
};

/* Guide lights and sounds: all that are on. */
enum light {
    LIGHT_CARD = 1,
    LIGHT_RECEIPT = 2,
    LIGHT_PAGES = 4,
    LIGHT_SCANNER = 8,
    LIGHT_LOCKER = 16,
    LIGHT_CAMERA = 32,
    LIGHT_BEEP = 64
};

struct effect_lights {
    uint32_t on; /* bits of enum light */
};

/* A device that does not come to itself is without power for a moment. */
struct effect_power {
    uint32_t device; /* enum device */
};

struct effect_rate {
    uint64_t op;
    uint32_t level; /* 1 to 5 */
    uint32_t unused;
    char case_id[CASE_ID_BYTES];
    char service[SERVICE_CODE_BYTES];
};

struct effect_report {
    uint32_t device; /* enum device, or DEVICE_COUNT for none */
    err_t err;
    uint32_t code; /* enum report_code */
};

enum report_code {
    REPORT_DEVICE_CHANGED,
    REPORT_PRINT_UNKNOWN,
    REPORT_CASE_NOT_SAVED,
    REPORT_SESSION_STARTED,
    REPORT_SESSION_ENDED,
    REPORT_SESSION_LEFT,
    REPORT_CLEAR_LATE,
    REPORT_PAPER_LEFT,
    REPORT_DOOR_LEFT_OPEN,
    REPORT_TILT,
    REPORT_DOOR_FORCED,
    REPORT_CABINET_OPENED
};

struct effect {
    uint32_t kind;  /* enum effect_kind */
    uint32_t epoch; /* of the session it belongs to; 0 outside of one */
    union {
        struct effect_version version;
        struct effect_op_only op_only;
        struct effect_service_load service_load;
        struct effect_card_read card_read;
        struct effect_draft draft;
        struct effect_case_ref case_ref;
        struct effect_search search;
        struct effect_case_find case_find;
        struct effect_intent_save intent_save;
        struct effect_intent_ref intent_ref;
        struct effect_paper paper;
        struct effect_rate rate;
        struct effect_report report;
        struct effect_capture capture;
        struct effect_attach attach;
        struct effect_detach detach;
        struct effect_scan scan;
        struct effect_pages pages;
        struct effect_locker_find locker_find;
        struct effect_locker_open locker_open;
        struct effect_lights lights;
        struct effect_power power;
        struct view view;
    };
};

#define EFFECTS_MAX 16

/* The list one step fills; performed in order. */
struct effects {
    uint32_t count;
    struct effect items[EFFECTS_MAX];
};

const char *event_name(enum event_kind kind);
const char *effect_name(enum effect_kind kind);
const char *report_name(enum report_code code);

/* Who performs it. */
enum effect_to effect_destination(enum effect_kind kind);

/* How many bytes of the struct this kind needs on the wire, from its start. */
uint32_t event_size_bytes(enum event_kind kind);
uint32_t effect_size_bytes(enum effect_kind kind);

/* The op an answer answers; 0 for events that answer nothing. */
uint64_t event_answers(const struct event *event);

#endif
