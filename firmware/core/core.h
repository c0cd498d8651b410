/* The kiosk: one pure state machine. An event goes in, effects come out; time arrives inside
 * events. No heap, file, clock, thread or pointer lives here, and nothing is kept across a call but
 * `struct core`, which is plain data: it can be copied, hashed, kept in a memory file and restored.
 * The caller owns it. */
#ifndef BANSHI_CORE_CORE_H
#define BANSHI_CORE_CORE_H

#include "firmware/core/event.h"

/* Limits, each beside its name. accessibility.md A16, A17: first alert and time to answer. */
#define CORE_IDLE_MS 60000
#define CORE_IDLE_ELDER_MS 120000
#define CORE_SHEET_MS 30000
#define CORE_SHEET_ELDER_MS 45000
#define CORE_TOUCH_GUARD_MS 500 /* A23: a touch so soon after a new screen is a repeat */
#define CORE_CARD_MS 30000      /* one CARD_READ */
#define CORE_STORE_MS 8000      /* an answer of the store; then the same op is asked again */
#define CORE_STORE_TRIES 4
#define CORE_RECEIPT_MS 10000 /* how long the citizen waits for the platform (M25) */
#define CORE_STATUS_MS 6000
#define CORE_SEARCH_MS 4000
#define CORE_FIND_MS 8000
#define CORE_SPEECH_MS 300000 /* so long a voice that does not end keeps the idle clock stopped */
#define CORE_VOLUME 4         /* of VIEW_VOLUMES: after every visit (EN 301 549 5.1.3.14) */
#define CORE_QUERY_CHARACTERS 20
#define CORE_PRINT_MS 45000
#define CORE_PRINTER_BACK_MS 6000 /* how long a printer that is away is waited for */
#define CORE_PAGES_MS 120000      /* an A4 printer may have to warm up */
#define CORE_DOCUMENT_MS 8000     /* the certificate from the platform */
#define CORE_CAPTURE_MS 6000      /* one picture */
#define CORE_ADVICE_MS 1500       /* how long the camera's word stands before it may change */
#define CORE_SCAN_MS 30000        /* one SCAN */
#define CORE_OPEN_MS 9000         /* one door, with the guard's checks */
#define CORE_DOOR_MS 60000        /* an open door is spoken of again after this */
#define CORE_OPEN_TRIES 2         /* of one door in one visit */
#define CORE_ASSIGN_MS 40000      /* until the platform has named a cell for what is to be left */
#define CORE_CLEAR_MS 3000
#define CORE_BUSY_MS 300  /* a full mailbox: ask again after this */
#define CORE_PAPERS_MAX 3 /* papers for one case in one visit (services.md 5.1) */

#define CORE_MEND_MS 60000 /* a device lost for so long is without power for a moment */
#define CORE_MEND_AGAIN_MS 600000

#define CORE_START_MS 30000 /* how long a machine without a catalogue is still preparing */

enum outer { OUTER_STARTING, OUTER_OUT_OF_SERVICE, OUTER_IDLE, OUTER_SESSION, OUTER_CLEARING };
enum sheet { SHEET_NONE, SHEET_IDLE, SHEET_HELP, SHEET_LEAVE, SHEET_LANGUAGES, SHEET_SENSES };

/* One question to the world that waits for its answer. */
struct wait {
    uint64_t op;          /* 0: nothing is waited for */
    uint64_t deadline_ms; /* after it the core goes on without the answer */
    uint32_t effect;      /* enum effect_kind that asked */
    uint32_t tries;
};

struct device_belief {
    uint32_t state;      /* enum device_state */
    uint32_t consumable; /* enum consumable */
    err_t err;
    uint32_t sheets; /* A4 printer: left in its trays; SHEETS_UNKNOWN */
};

/* When a device was lost, and when its power was last taken away; 0: it is well, never. */
struct mend {
    uint64_t ill_since_ms, cycled_ms;
};

enum given { GIVEN_NOT, GIVEN_YES, GIVEN_SKIPPED };

struct answer {
    uint8_t given;  /* enum given */
    uint8_t option; /* of a choice or slot */
    uint8_t day;    /* of a date or slot, from 1; 0: none is chosen */
    uint8_t picked; /* slot: 1: `option` was chosen */
    int32_t month;  /* of a month, date or slot: year * 12 + month - 1 */
    char text[FIELD_VALUE_BYTES];
};

/* How far the matter is. Each value includes those before it. */
enum progress { PROGRESS_NONE, PROGRESS_SAVING, PROGRESS_SAVED, PROGRESS_RECEIPTED };

enum paper_state {
    PAPER_NOT_YET,
    PAPER_WAITING,  /* for its printer, which is away for a moment */
    PAPER_SAVING,   /* the intent is being saved */
    PAPER_CLAIMING, /* and claimed */
    PAPER_PRINTING,
    PAPER_DONE,
    PAPER_NOTHING, /* certainly not printed */
    PAPER_UNKNOWN  /* the citizen is asked */
};

enum paper_kind { PAPER_RECEIPT, PAPER_CERTIFICATE, PAPER_KIND_COUNT };

/* One paper on its way. */
struct paper_job {
    uint8_t state;  /* enum paper_state */
    uint8_t tries;  /* papers begun for this case */
    uint8_t passed; /* 1: past the point of no return */
    uint8_t held;   /* 1: the presenter holds it out */
    uint8_t unused[4];
    uint64_t op; /* of the print */
    uint64_t intent;
    struct wait wait;
};

/* A paper whose citizen is done: home waits until it is known. */
struct late_paper {
    struct wait wait;
    uint64_t intent;
};

/* Taking a picture of a material. */
enum capture_state {
    CAPTURE_AIM,  /* the live picture, with advice */
    CAPTURE_TAKE, /* the camera was asked */
    CAPTURE_SHOW, /* the citizen looks at what was taken */
    CAPTURE_KEEP  /* the store was asked */
};

struct capturing {
    uint8_t state;  /* enum capture_state */
    uint8_t advice; /* 1: `warnings` are shown since `advised_ms` */
    uint8_t found;
    uint8_t unused;
    uint32_t warnings; /* of what is shown; bits of enum look_warning */
    uint64_t advised_ms;
};

/* A door of the locker. */
enum opening_state {
    OPENING_NONE,
    OPENING_FIND, /* what waits for this person? */
    OPENING_LIST, /* the citizen chooses; with nothing to choose from it says so */
    OPENING_CODE, /* the pick-up code */
    OPENING_ASK,  /* this door? */
    OPENING_SAVE, /* the intent is being saved */
    OPENING_FIRE, /* the guard was asked */
    OPENING_OPEN, /* until the door is closed again */
    OPENING_DONE,
    OPENING_FAILED
};

struct opening {
    uint8_t state; /* enum opening_state */
    uint8_t count, chosen;
    uint8_t tries;
    uint8_t door;      /* enum door_state, of the chosen cell */
    uint8_t purpose;   /* enum locker_purpose */
    uint16_t why;      /* enum word of why it failed */
    uint64_t until_ms; /* OPEN: when to speak of the open door, 0: that time is over; FIND: how long
                          to ask again */
    uint64_t intent;
    struct wait wait;
    char code[LOCKER_CODE_BYTES];
    char refused[LOCKER_CODE_BYTES]; /* the last code that was not the right one; or empty */
    struct locker_cell items[LOCKER_FOUND_MAX];
};

/* How the citizen wants to hear; all zero is how every visit begins. */
struct hearing {
    uint8_t on;     /* 1: every new screen is read */
    uint8_t rate;   /* 0 to 2 */
    int16_t louder; /* steps of volume above CORE_VOLUME */
};

/* What the voice was told and said last. It belongs to the machine and outlives a visit. */
struct voice_belief {
    uint8_t asked, stopped; /* counts, as in struct view_voice */
    uint8_t headphones, ready, speaking;
    uint8_t unused[3];
    uint64_t since_ms; /* when it began to speak */
};

/* What is written at a place beside the services: words to search for, or the number of a case. */
struct query {
    char text[FIELD_VALUE_BYTES];
    struct wait wait;
    uint8_t answered; /* 1: what follows is the answer to this text */
    uint8_t count;    /* search: how many fit */
    uint8_t items[CATALOGUE_ITEMS_MAX];
};

struct session {
    uint32_t epoch;
    uint8_t language, modes; /* enum language, bits of enum mode; reset at the end of the visit
                                (VVSG 7.1-A) */
    uint8_t chosen;          /* 1: a service is pinned */
    uint8_t step;            /* index into service.steps; meaningless on home */
    uint8_t sheet;           /* enum sheet */
    uint8_t changing;        /* 1: the step was entered from the review and returns there */
    uint8_t focus;           /* form: index of the field with the focus */
    uint8_t place;           /* enum step_kind that is shown while nothing is chosen: home, ... */
    uint8_t opened;          /* home: 1 + enum situation that is opened; 0: none */
    uint8_t page;            /* home: of what is opened, when it has more than fits a screen */
    uint8_t way;             /* enum way of the field with the focus */
    uint8_t signed_by;       /* enum signed_by */
    uint8_t in_words;        /* sign: 1: it is confirmed in words instead */
    uint16_t problem;        /* enum word of what is wrong with the answer or card, WORD_NONE */
    uint8_t identified, consented;
    uint8_t confirmed_language; /* in which the draft was confirmed: it may be asked for again */
    uint8_t progress;           /* enum progress */
    uint8_t case_state;         /* enum case_state */
    uint16_t failed;            /* submit: enum word of what to say, WORD_NONE while it goes on */
    struct hearing hearing;
    int32_t month_shown;      /* form: of the calendar, year * 12 + month - 1 */
    uint64_t screen_since_ms; /* when this screen came up */
    uint64_t touched_ms;      /* the last sign of life, for the idle clock */
    uint64_t sheet_since_ms;
    uint64_t receipt_until_ms; /* submit: how long the citizen waits for the platform; 0: not yet */
    int64_t accepted_wall_s;
    struct wait wait;        /* of the step */
    struct wait scan_wait;   /* of the code scanner, beside the step */
    struct wait social_wait; /* identify: of the social security card */
    struct wait status_wait;
    struct wait find_wait; /* result: how far each department is */
    char case_id[CASE_ID_BYTES];
    char number[CASE_NUMBER_BYTES];
    char code[CASE_CODE_BYTES];
    struct person person;
    struct answer answers[SERVICE_FIELDS_MAX];
    struct query query;
    struct case_progress found; /* progress and result: of the case that was asked for */
    struct ink signature;
    struct paper_job papers[PAPER_KIND_COUNT];
    struct capturing capturing;
    struct opening opening;
    uint32_t pages;                                /* of the certificate on A4 */
    uint8_t material_given[SERVICE_MATERIALS_MAX]; /* enum given */
    struct attachment attachments[SERVICE_MATERIALS_MAX];
    struct certificate certificate;
    struct service service;
};

struct core {
    uint32_t outer; /* enum outer */
    uint32_t boot;
    uint32_t op_count;
    uint32_t serial;
    uint32_t epoch;           /* of the last session */
    uint32_t catalogue_ready; /* version that waits; 0: none */
    uint64_t view_hash;
    uint64_t start_until_ms; /* until then a missing catalogue is no reason to send anybody away */
    struct moment now;       /* of the last event */
    struct wait clear_wait;
    struct late_paper late[PAPER_KIND_COUNT];
    uint32_t lights; /* bits of enum light that are on */
    struct event_signals signals;
    char site[64];
    char code[4];
    uint32_t near_count;
    struct place_near near[PLACES_MAX];
    struct voice_belief voice;
    struct device_belief devices[DEVICE_COUNT];
    struct mend mend[DEVICE_COUNT];
    struct event_catalogue catalogue;
    struct session session;
};

/* A core that waits for EVENT_STARTED. */
void core_init(struct core *core);

/* One step: `event` in, `out` replaced by the effects of it, in the order to perform them. */
void core_step(struct core *core, const struct event *event, struct effects *out);

/* When EVENT_DEADLINE must come, on the monotonic clock; 0: no need. */
uint64_t core_deadline(const struct core *core);

/* A fingerprint of the state, for replay and comparison. */
uint64_t core_hash(const struct core *core);

#endif
