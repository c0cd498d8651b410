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
#define CORE_CLEAR_MS 3000
#define CORE_BUSY_MS 300  /* a full mailbox: ask again after this */
#define CORE_PAPERS_MAX 3 /* papers for one case in one visit (services.md 5.1) */

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
    uint32_t unused;
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
    PAPER_SAVING,   /* the intent is being saved */
    PAPER_CLAIMING, /* and claimed */
    PAPER_PRINTING,
    PAPER_DONE,
    PAPER_NOTHING, /* certainly not printed */
    PAPER_UNKNOWN  /* the citizen is asked */
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
    uint8_t paper;              /* enum paper_state */
    uint8_t paper_tries;        /* papers begun for this case */
    uint8_t paper_passed;       /* 1: this paper is past the point of no return */
    uint8_t case_state;         /* enum case_state */
    uint16_t failed;            /* submit: enum word of what to say, WORD_NONE while it goes on */
    struct hearing hearing;
    int32_t month_shown;      /* form: of the calendar, year * 12 + month - 1 */
    uint64_t screen_since_ms; /* when this screen came up */
    uint64_t touched_ms;      /* the last sign of life, for the idle clock */
    uint64_t sheet_since_ms;
    uint64_t receipt_until_ms; /* submit: how long the citizen waits for the platform; 0: not yet */
    uint64_t intent;           /* of the paper */
    int64_t accepted_wall_s;
    struct wait wait;       /* of the step */
    struct wait paper_wait; /* of the paper, which goes on beside the step */
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
    struct wait late_paper; /* a paper whose citizen is done: home waits until it is known */
    uint64_t late_intent;
    char site[64];
    char code[4];
    uint32_t near_count;
    struct place_near near[PLACES_MAX];
    struct voice_belief voice;
    struct device_belief devices[DEVICE_COUNT];
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
