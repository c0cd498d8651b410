/* The log of facts of one simulated life: what a bystander with eyes everywhere could swear to. The
 * checkers read it and nothing else. It owns its memory; a new life begins with log_clear(). */
#ifndef BANSHI_TESTS_SIM_LOG_H
#define BANSHI_TESTS_SIM_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/core/event.h"

enum fact_kind {
    FACT_BOOT, /* the machine is up; number: its boot */
    FACT_POWER_CUT,
    FACT_DEATH,      /* number: which process */
    FACT_OP,         /* the core asked; op, number: enum effect_kind */
    FACT_SHOWN,      /* data: struct view */
    FACT_TOUCHED,    /* data: struct touch */
    FACT_CONFIRMED,  /* the primary button of the review was touched; data: struct view */
    FACT_READ,       /* the reader gave the core this person's card; number: the person */
    FACT_TYPED,      /* the person typed something of his own; number: the person */
    FACT_CASE_SAVE,  /* the core asked; op, data: struct draft */
    FACT_CASE_SAVED, /* the store answered; op, err, data: struct event_case_saved */
    FACT_INTENT,     /* the store saved an intent; number: it, data: the case id */
    FACT_CLAIMED,    /* the store let an intent be claimed; number: it, op */
    FACT_SETTLED,    /* the core told the ledger; number: intent, err: enum intent_state */
    FACT_PRINT,      /* the core asked; number: intent, op, data: struct paper */
    FACT_PAPER,      /* paper came out; number: intent, data: struct paper */
    FACT_AGAIN,      /* somebody said that no paper came out; number: enum step_kind */
    FACT_ARRIVED,    /* the platform made an object; data: struct arrival */
    FACT_CLEARED,    /* the world wiped the session */
    FACT_LEAK,       /* a canary where none may be; data: text */
    FACT_CATALOGUE,  /* held or in use from now on; number: version */
    FACT_ROWS,       /* a look into the database; data: struct rows */
    FACT_HEALED,     /* no fault strikes from here on */
    FACT_HOME,       /* the home screen, after healing */
    FACT_DRAINED,    /* the outbox is empty, after healing */
    FACT_PAGES,      /* the core asked; number: intent, op, data: struct certificate */
    FACT_SHEETS,     /* a certificate came out; number: intent */
    FACT_SHOT,       /* a picture was taken; op, number: the person, data: its digest */
    FACT_ATTACHED,   /* the store answered; op, data: struct attachment */
    FACT_DETACH,     /* the core asked; data: id */
    FACT_OPENING,    /* the store saved an opening; number: it, data: the assignment */
    FACT_FIRED,      /* the guard fired; number: intent, data: struct firing */
    FACT_LIGHTS,     /* of the board from now on; number: bits of enum light */
    FACT_POWER,      /* the power of a device was taken away; number: enum device */
    FACT_TILTED,     /* number: 1: the machine is being moved */
    FACT_HELD,       /* the kiosk was told of a paper in the mouth; op, number: enum paper_held */
    FACT_STORM,      /* the core wants its deadline again and again at one moment */
};

struct touch {
    struct action action;
    uint16_t word;  /* of its label; 0: none */
    uint8_t step;   /* of the touched view */
    bool fresh;     /* the view was still the one on the glass, and long enough */
    uint16_t about; /* the head of its question */
};

/* One pulse. */
struct firing {
    char assignment[CASE_ID_BYTES];
    uint32_t owner; /* the person the assignment names */
    uint32_t cell;
};

/* What the platform holds after taking an object in. */
struct arrival {
    char id[CASE_ID_BYTES];
    char about[CASE_ID_BYTES]; /* the case it belongs to; empty: none */
    uint8_t is_case, is_attachment;
    uint8_t digest[DIGEST_BYTES]; /* of the payload, computed there */
    uint8_t stated_digest[DIGEST_BYTES];
    uint32_t payload_bytes;
    char payload[40960]; /* opened */
};

struct rows {
    uint32_t cases, without_outbox, without_case, double_outbox;
    uint32_t attachments, orphans; /* not named by a case; sent and of no case */
    bool readable, cleared;        /* cleared: nothing of a visit may be here */
};

struct fact {
    uint32_t kind; /* enum fact_kind */
    uint32_t boot, epoch;
    uint32_t err;
    uint64_t at_ms; /* of the life, not of the boot */
    uint64_t op, number;
    const void *data;
};

struct log_chunk;

struct log {
    struct fact *facts;
    size_t count, room;
    struct log_chunk *chunks;
};

/* Appends a copy of the fact, and of `size_bytes` of its data. */
void log_add(struct log *log, const struct fact *fact, size_t size_bytes);

/* Empties it and keeps the memory for the next life. */
void log_clear(struct log *log);
void log_finish(struct log *log);

/* The first fact of that kind and op; NULL: none. */
const struct fact *log_find_op(const struct log *log, enum fact_kind kind, uint64_t op);

#endif
