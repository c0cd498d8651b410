/* The things a visit is about: a person, a service, the answers, a case, a paper. Plain data with
 * fixed limits and no pointers, so that it can be kept, sent, hashed and compared. Whoever holds a
 * person, a draft or a paper wipes it. */
#ifndef BANSHI_CORE_MODEL_H
#define BANSHI_CORE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/base/ink.h"
#include "firmware/core/phrase.h"

/* Languages, in the order in which they are offered. */
enum language {
#define LANGUAGE(name, tag, own, extent) LANGUAGE_##name,
#include "firmware/core/languages.def"
#undef LANGUAGE
    LANGUAGE_COUNT
};

/* The BCP 47 tag, which is also the name of the word file. Static memory. */
const char *language_tag(enum language language);

/* Its name in itself: "English". Static memory. */
const char *language_name(enum language language);

/* False for a beginning (languages.def): where it is silent the first language speaks, and aloud
 * that one speaks alone. */
bool language_is_whole(enum language language);

/* What the readiness gate knows of. Their states are XFS4IoT's. */
enum device {
    DEVICE_READER,
    DEVICE_PRINTER,
    DEVICE_STORE,
    DEVICE_PLATFORM,
    DEVICE_LOCKER, /* the pick-up locker */
    DEVICE_PAGES,  /* the A4 printer */
    DEVICE_CAMERA,
    DEVICE_SCANNER,   /* of codes */
    DEVICE_SMARTCARD, /* the social security card */
    DEVICE_SIGNALS,   /* lights, beeper, door, tilt and mains: the I/O board */
    DEVICE_COUNT
};

enum device_state {
    DEVICE_STARTING,
    DEVICE_ONLINE,
    DEVICE_OFFLINE,
    DEVICE_NO_DEVICE,
    DEVICE_HARDWARE_ERROR,
    DEVICE_USER_ERROR,
    DEVICE_BUSY
};

enum consumable { CONSUMABLE_UNKNOWN, CONSUMABLE_FULL, CONSUMABLE_LOW, CONSUMABLE_OUT };

const char *device_name(enum device device);
const char *device_state_name(enum device_state state);

/* The card that says who somebody is. The first four are an ID card reader's kinds. */
enum card_kind {
    CARD_CITIZEN,
    CARD_RESIDENCE_PERMIT, /* of people from Hong Kong, Macau and Taiwan */
    CARD_FOREIGNER,        /* permanent residence, edition of 2017: a number of 15 characters */
    CARD_FOREIGNER_2023,
    CARD_SOCIAL /* social security card */
};

/* ---- A person, as far as a case needs him: the photo never leaves the reader's worker. ---- */
struct person {
    char name[64];
    char number[19]; /* GB 11643; CARD_FOREIGNER: 3 letters, 12 digits */
    char address[112];
    char birth[9];    /* YYYYMMDD */
    char valid_to[9]; /* YYYYMMDD; empty: 长期 */
    uint8_t sex;      /* GB/T 2261.1 */
    uint8_t nation;   /* GB/T 3304 */
    uint8_t card;     /* enum card_kind */
};

/* ---- A service: the structure of one JSON file, its texts by number (phrase_catalogue). ---- */
#define SERVICE_CODE_BYTES 40
#define SERVICE_ITEM_BYTES 32 /* GB/T 39554.1: 31 characters */
#define SERVICE_STEPS_MAX 16
#define SERVICE_FIELDS_MAX 12
#define SERVICE_OPTIONS_MAX 8
#define SERVICE_STEP_FIELDS_MAX 4
#define SERVICE_FILLS_MAX 2
#define SERVICE_MATERIALS_MAX 4
#define FIELD_CODE_BYTES 24
#define FIELD_VALUE_BYTES 160 /* an address of 50 characters */
#define FIELD_NONE 255

enum step_kind {
#define STEP(name, file) STEP_##name,
#include "firmware/core/steps.def"
#undef STEP
    STEP_COUNT
};

enum field_kind {
    FIELD_CHOICE,
    FIELD_MONTH,
    FIELD_MOBILE,
    FIELD_ID,
    FIELD_USCC,
    FIELD_TEXT,
    FIELD_NAME,    /* of a person */
    FIELD_ADDRESS, /* from the province down to the door */
    FIELD_DATE,
    FIELD_SLOT, /* a day, and one of the options as the time of day */
    FIELD_KIND_COUNT
};

/* What of the ID card may be taken into a field, so that nobody writes it (A38). */
enum field_source { SOURCE_NONE, SOURCE_NAME, SOURCE_ADDRESS };

/* An option may fill month fields: field = this month minus `months_back`. */
struct service_fill {
    uint8_t field; /* FIELD_NONE: no fill */
    uint8_t months_back;
};

struct service_option {
    char code[FIELD_CODE_BYTES];
    uint16_t name, note; /* note 0: none */
    struct service_fill fills[SERVICE_FILLS_MAX];
};

struct service_field {
    char code[FIELD_CODE_BYTES];
    uint8_t kind; /* enum field_kind */
    uint8_t optional;
    uint8_t option_count;
    uint8_t not_before; /* month: index of the field it must not precede; FIELD_NONE */
    uint8_t source;     /* enum field_source */
    uint8_t length_max; /* text, name, address: characters, at most 50 */
    uint16_t
        span_months_max; /* month with not_before: at most so many months, both counted; 0: any */
    int16_t days_from, days_to; /* date, slot: allowed days, counted from today, both included */
    uint16_t label, question, help;
    struct service_option options[SERVICE_OPTIONS_MAX];
};

/* A paper or a picture that is taken with the camera and goes to the platform with the case. */
enum capture_purpose { CAPTURE_DOCUMENT, CAPTURE_PORTRAIT };

struct service_material {
    char code[FIELD_CODE_BYTES];
    uint8_t purpose;            /* enum capture_purpose */
    uint8_t optional;           /* 1: may be brought later (容缺) */
    uint16_t label, name, help; /* name: what is asked for; label: what it is, on the review */
};

struct service_step {
    uint8_t kind;     /* enum step_kind */
    uint8_t material; /* capture: index of the material; 0 of others */
    uint8_t field_count;
    uint8_t fields[SERVICE_STEP_FIELDS_MAX];
    uint8_t when_field;  /* taken only while this choice field ... FIELD_NONE: always */
    uint8_t when_option; /* ... has this option */
};

struct service {
    char code[SERVICE_CODE_BYTES];
    char item[SERVICE_ITEM_BYTES]; /* 实施编码 */
    uint32_t version;
    uint32_t consent_version;
    uint32_t needs; /* bit (1 << enum device) for each device it cannot do without */
    uint8_t step_count, field_count;
    uint8_t bundle; /* 1: a matter (一件事) that several departments do together */
    uint8_t material_count;
    uint8_t social_card; /* 1: the social security card says as well who somebody is */
    uint8_t unused;
    uint16_t name, summary;
    /* The six elements of a guide (晋政发〔2024〕8号), and whom to ask. */
    uint16_t basis, who, bring, time, fee, result;
    uint16_t department, phone, counter;
    uint16_t consent;
    struct service_step steps[SERVICE_STEPS_MAX];
    struct service_field fields[SERVICE_FIELDS_MAX];
    struct service_material materials[SERVICE_MATERIALS_MAX];
};

/* What the home screen knows of each service. */
#define CATALOGUE_ITEMS_MAX 16
struct catalogue_item {
    uint16_t name, summary;
    uint16_t icon;     /* enum icon, view.h */
    uint8_t situation; /* enum situation */
    uint8_t bundle;    /* as in struct service */
    uint32_t needs;
};

/* Situations of life, under which services are found (situations.def). */
enum situation {
#define SITUATION(name, icon, word, code) SITUATION_##name,
#include "firmware/core/situations.def"
#undef SITUATION
    SITUATION_COUNT,
    SITUATION_BUNDLES =
        SITUATION_COUNT, /* no situation, but opened like one: what is done together */
    SITUATION_MORE       /* the next page of whatever is opened */
};

/* ---- A draft: what the citizen confirms on the review step. ---- */
struct draft_field {
    char code[FIELD_CODE_BYTES];
    char value[FIELD_VALUE_BYTES]; /* option code, "2026-11", or the digits */
};

/* How the citizen vouched for it. */
enum signed_by { SIGNED_NONE, SIGNED_INK, SIGNED_CONFIRMED /* in words, without a signature */ };

#define CASE_ID_BYTES 37 /* UUID text, made once by the store */
#define DIGEST_BYTES 32

/* A captured material as the store holds it. */
struct attachment {
    char id[CASE_ID_BYTES];      /* made by the store; empty: none */
    char code[FIELD_CODE_BYTES]; /* of the material */
    uint32_t size_bytes;
    uint8_t digest[DIGEST_BYTES]; /* SHA-256 of its bytes */
};

struct draft {
    char service[SERVICE_CODE_BYTES];
    uint32_t service_version, consent_version;
    uint32_t session; /* the visit it was confirmed in */
    uint8_t language; /* enum language */
    uint8_t field_count;
    uint8_t signed_by; /* enum signed_by */
    uint8_t attachment_count;
    struct person person;
    struct draft_field fields[SERVICE_FIELDS_MAX];
    struct attachment attachments[SERVICE_MATERIALS_MAX];
    struct ink signature; /* with SIGNED_INK only */
};

/* ---- A case, after the store has it. ---- */
#define CASE_NUMBER_BYTES 20
#define CASE_CODE_BYTES 24

enum case_state {
    CASE_NONE,
    CASE_SUBMITTED,
    CASE_ACCEPTED,
    CASE_SUPPLEMENT,
    CASE_REFUSED_ACCEPT,
    CASE_REVIEW,
    CASE_SUSPENDED,
    CASE_DECIDED_YES,
    CASE_DECIDED_NO,
    CASE_DELIVERING,
    CASE_DONE,
    CASE_WITHDRAWN,
    CASE_EXPIRED,
    CASE_STATE_COUNT
};

/* The name in the platform's interface ("DECIDED_YES"), and back (CASE_STATE_COUNT: unknown). */
const char *case_state_name(enum case_state state);
enum case_state case_state_find(const char *name);

/* One department's part of a case. */
#define CASE_STAGES_MAX 6
#define CASE_NAME_BYTES 96

struct case_stage {
    char department[CASE_NAME_BYTES];
    uint32_t state; /* enum case_state */
    uint32_t unused;
    int64_t at_wall_s; /* of its last change; 0: nothing has happened yet */
};

/* How far a case is, for whoever holds its number. */
struct case_progress {
    uint32_t state; /* enum case_state, of the whole */
    uint32_t stage_count;
    char service[CASE_NAME_BYTES];
    char code[CASE_CODE_BYTES]; /* verification code of the result; empty: none */
    struct case_stage stages[CASE_STAGES_MAX];
};

/* ---- A certificate: what the platform hands out to be printed on A4 for a decided case. ---- */
#define CERTIFICATE_ROWS_MAX 12
#define CERTIFICATE_LABEL_BYTES 48
#define CERTIFICATE_VALUE_BYTES 160
#define CERTIFICATE_BODY_BYTES 640

struct certificate {
    char title[CASE_NAME_BYTES];
    char number[64]; /* of the certificate */
    char issuer[CASE_NAME_BYTES];
    char date[24];              /* as it is printed: "2026年11月22日" */
    char code[CASE_CODE_BYTES]; /* verification code */
    char verify[128];           /* where it can be verified; the QR code's text */
    char body[CERTIFICATE_BODY_BYTES];
    uint32_t row_count;
    uint32_t unused;
    struct {
        char label[CERTIFICATE_LABEL_BYTES], value[CERTIFICATE_VALUE_BYTES];
    } rows[CERTIFICATE_ROWS_MAX];
};

/* ---- The pick-up locker. ---- */
#define LOCKER_CELLS_MAX 96 /* numbered from 1 as on their doors */
#define LOCKER_FOUND_MAX 4
#define LOCKER_CODE_BYTES 64

enum locker_purpose { LOCKER_PICKUP, LOCKER_DEPOSIT };

/* Bits: what must be shown before a cell opens. */
enum locker_factor { LOCKER_FACTOR_CARD = 1, LOCKER_FACTOR_CODE = 2 };

/* One cell that waits for the person who stands here. */
struct locker_cell {
    char assignment[CASE_ID_BYTES];
    char what[CASE_NAME_BYTES];
    uint8_t cell;    /* 1 to LOCKER_CELLS_MAX */
    uint8_t purpose; /* enum locker_purpose */
    uint8_t factors; /* bits of enum locker_factor */
};

/* ---- The effect ledger: what may be done once in the world. ---- */
enum intent_kind { INTENT_PRINT, INTENT_SEND, INTENT_OPEN };
enum intent_state {
    INTENT_NONE,
    INTENT_SAVED,     /* decided, nothing done */
    INTENT_CLAIMED,   /* one actor has it; from here it is never claimed again */
    INTENT_PASSED,    /* past the point of no return */
    INTENT_CONFIRMED, /* the device or platform said it is done */
    INTENT_UNKNOWN,   /* done or not: a sensor, a person or the platform must say */
    INTENT_VOID       /* certainly not done, and never will be */
};

const char *intent_state_name(enum intent_state state);

/* ---- A paper: what the receipt says. ---- */
#define PAPER_ROWS_MAX 10
#define PAPER_NOTES_MAX 3

struct paper_row {
    struct phrase label, value;
    uint8_t large; /* numbers and dates a person must find again */
    uint8_t unused[3];
};

struct paper {
    uint8_t language, elder, row_count, note_count;
    struct phrase title;
    struct paper_row rows[PAPER_ROWS_MAX];
    struct phrase notes[PAPER_NOTES_MAX];
    struct phrase qr; /* literal; none: no code */
    struct phrase_pool pool;
};

#endif
