/* Store: what must survive a power cut. Cases and their attachments (sealed), the outbox, the
 * effect ledger, the last catalogue, the assignments of the pick-up locker. Blocking calls for the
 * one store process, and for the simulator, which runs the same code on an SQLite VFS of its own.
 * One store per file; a second opener is refused.
 *
 * Every call that changes something is one transaction: when it returns ERR_OK the change is on the
 * disk, and when it returns anything whose err_world() is NOTHING it is not. After ERR_IO nobody
 * knows: the store is broken, every later call answers ERR_STATE, and the machine must start again,
 * because a failed fsync that "works" the second time proves nothing. ERR_CORRUPT breaks it too.
 * Every call may return ERR_IO, ERR_CORRUPT, ERR_STATE (broken before), ERR_MEMORY, ERR_DISK_FULL;
 * below they are named only where they mean more.
 *
 * A draft is never stored in clear: it is made into canonical JSON, sealed to the platform's public
 * key and wiped; so is an attachment. The store cannot open what it keeps. What it keeps in clear
 * names no person: case ids and numbers, the codes of services and materials, digests, receipts,
 * times, and assignments, whose person is a salted digest.
 *
 * Planted bugs for mutation testing stand behind #ifdef MUTANT_*. No product build defines one;
 * they are the only compile-time branches here, and each says what it breaks:
 *   MUTANT_OUTBOX_SEPARATE_TRANSACTION  case and outbox row in two transactions
 *   MUTANT_FRESH_KEY_PER_RETRY          a new id and idempotency key with every claim
 *   MUTANT_CLAIM_TWICE                  an intent that was claimed can be claimed again
 *   MUTANT_MARK_DELIVERED_AT_CLAIM      a row counts as delivered as soon as it is handed out
 *   MUTANT_SYNC_OFF                     commits do not reach the disk
 *   MUTANT_OP_NOT_UNIQUE                the same op saves a second case
 *   MUTANT_UNKNOWN_TO_SAVED             a print found open at start may be printed again
 *   MUTANT_CATALOGUE_DOWNGRADE          an older catalogue replaces a newer one
 *   MUTANT_OPEN_TWICE                   an opening that was claimed can be claimed again
 *   MUTANT_ORPHANS_STAY                 attachments that no case names outlive their visit */
#ifndef BANSHI_SERVICES_STORE_STORE_H
#define BANSHI_SERVICES_STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/event.h"
#include "firmware/core/model.h"
#include "firmware/services/trust/trust.h"

#define STORE_KIOSK_ID_BYTES 33 /* 1 to 32 of letters, digits, '-', '_', '.' */
#define STORE_SITE_BYTES 3      /* two capital letters */
#define STORE_KEY_BYTES 64
#define STORE_BODY_BYTES_MAX 57344 /* the largest payload in base64, and 2 KB around it */
#define STORE_RECEIPT_BYTES_MAX 4096
#define STORE_RECEIPT_ID_BYTES 65
#define STORE_CATALOGUE_BYTES_MAX 524288
#define STORE_ETAG_BYTES 80
#define STORE_IN_FLIGHT_MAX 2
#define STORE_FREE_BYTES_MIN (64ull << 20)
#define STORE_KEEP_DAYS 400
#define STORE_ATTACHMENT_BYTES_MAX 1048576
/* What stands before the cipher text of an attachment's body: "BSA1", the 16 characters of the key
 * id, then ephemeral, wrapped_dek, iv and tag of struct trust_envelope. */
#define STORE_ATTACHMENT_HEAD_BYTES                                                                \
    (4 + TRUST_KID_TEXT_BYTES - 1 + TRUST_POINT_BYTES + TRUST_WRAPPED_BYTES + TRUST_IV_BYTES +     \
     TRUST_TAG_BYTES)
#define STORE_ATTACHMENT_BODY_BYTES_MAX (STORE_ATTACHMENT_BYTES_MAX + STORE_ATTACHMENT_HEAD_BYTES)
#define STORE_ASSIGNMENT_BYTES_MAX 4096
#define STORE_ASSIGNMENT_KEEP_DAYS 30 /* after it has expired */

struct store;

/* One sealing. `out_cipher` holds `size_bytes`. */
struct store_sealing {
    const void *aad;
    size_t aad_bytes;
    const void *payload;
    size_t size_bytes;
    struct trust_envelope *out_envelope;
    uint8_t *out_cipher;
};

/* Where sealing and randomness come from. The product's is store_seal_trust() (store_seal_trust.h);
 * the simulator brings a cheap one that answers from its seed. `seal` has trust_seal()'s promises;
 * `random` always succeeds. */
struct store_sealer {
    void *context;
    err_t (*seal)(void *context, const struct store_sealing *sealing);
    void (*random)(void *context, void *out, size_t size_bytes);
};

/* All strings are copied; `context`s must live as long as the store. */
struct store_options {
    const char *path;     /* of the database file; "-wal" lies beside it */
    const char *vfs;      /* a registered SQLite VFS; NULL: the operating system's */
    const char *kiosk_id; /* STORE_KIOSK_ID_BYTES */
    const char *site;     /* STORE_SITE_BYTES, for example "LF" */
    struct store_sealer sealer;
    /* A new case is refused while fewer bytes are free; 0: STORE_FREE_BYTES_MIN. `free_bytes` NULL:
     * statvfs() of the path, or no admission at all when `vfs` is not NULL. */
    uint64_t free_bytes_min;
    uint64_t (*free_bytes)(void *context);
    void *free_bytes_context;
};

/* What opening found open from the last run, and decided. */
struct store_recovery {
    uint32_t requeued;       /* outbox rows that were in flight and are NEW again */
    uint32_t prints_unknown; /* print intents that were CLAIMED or PASSED and are UNKNOWN */
    uint32_t prints_void;    /* print intents that were SAVED and are VOID */
    uint32_t opens_unknown;  /* open intents that were CLAIMED or PASSED and are UNKNOWN */
    uint32_t opens_void;     /* open intents that were SAVED and are VOID */
};

struct store_case {
    char case_id[CASE_ID_BYTES];    /* UUID version 4 */
    char number[CASE_NUMBER_BYTES]; /* store_number.h: "LF2611220001K" */
    uint8_t digest[DIGEST_BYTES];   /* SHA-256 of the canonical payload */
};

enum store_item_kind {
    STORE_ITEM_CASE,
    STORE_ITEM_RATING,
    STORE_ITEM_ATTACHMENT,
    STORE_ITEM_LOCKER_EVENT
};

/* One thing to send. `key` and `id` were made and stored before the first attempt and are the same
 * with every attempt, as is the body. */
struct store_item {
    int64_t seq;                 /* the outbox row */
    uint32_t kind;               /* enum store_item_kind */
    uint32_t tries;              /* attempts before this one, over all boots */
    char key[STORE_KEY_BYTES];   /* "<id>:case:0", "<id>:attachment:0", "rating:<id>" ... */
    char id[CASE_ID_BYTES];      /* of the object sent: the case id, or the object's own UUID */
    char case_id[CASE_ID_BYTES]; /* what it is about; empty: nothing that has a case */
    uint32_t size_bytes;
    /* The body of an attachment: it lies in the store until the next store_outbox_next() or close.
     * NULL of all other kinds, whose body is canonical JSON, not terminated, in `body`. */
    const uint8_t *large;
    uint8_t body[STORE_BODY_BYTES_MAX];
};

/* Where the `size_bytes` bytes of its body lie. */
const void *store_item_bytes(const struct store_item *item);

/* A receipt whose signature was verified. */
struct store_receipt {
    const char *receipt_id; /* STORE_RECEIPT_ID_BYTES */
    const void *bytes;      /* as it came */
    size_t size_bytes;      /* at most STORE_RECEIPT_BYTES_MAX */
};

struct store_counts {
    uint32_t waiting, in_flight, delivered, quarantined; /* outbox rows, NEW being `waiting` */
    uint32_t prints_unknown;                             /* somebody must look */
    uint32_t sends_unknown;                              /* the next attempt will tell */
    uint32_t opens_unknown;                              /* somebody must look */
};

/* A catalogue as it was published. `signature` may be of any form the catalogue room defines. On
 * reading, the pointers lie in the store and hold until the next store_catalogue_get() or close. */
struct store_catalogue {
    uint32_t version;
    char etag[STORE_ETAG_BYTES];
    const void *bytes;
    size_t size_bytes;
    const void *signature;
    size_t signature_bytes; /* at most TRUST_SIGNATURE_BYTES * 4 */
};

/* Opens or makes the database, checks it (quick_check) and settles what the last run left open:
 * outbox rows in flight are NEW and due at once (the caller adds its jitter), prints claimed or
 * past the point of no return are UNKNOWN, prints only saved are VOID, sends claimed are UNKNOWN,
 * openings as prints; attachments that no case names are gone.
 * ERR_INVALID: an option; ERR_CORRUPT: damaged (the file is left as it is; store_quarantine() is
 * the caller's decision); ERR_BUSY: another process has it; ERR_STATE: written by a firmware more
 * than one schema ahead; ERR_IO, ERR_MEMORY, ERR_DISK_FULL. Close with store_close(). */
MUST_USE err_t store_open(const struct store_options *options, struct store **out_store);

/* Frees all; NULL is allowed. A broken store is closed without a checkpoint. */
void store_close(struct store *store);

/* Moves the database and its log to lost/<n>/ beside it (n: the first that is free), so that
 * store_open() starts empty. Only while no store is open. ERR_INVALID when the options name a VFS;
 * ERR_NOT_FOUND: there is no database; ERR_IO: a copy under both names may be left, nothing is
 * lost. `out_number` is n. */
MUST_USE err_t store_quarantine(const struct store_options *options, uint32_t *out_number);

/* Grows by one with each store_open() that succeeds; 1 for a fresh database. */
uint32_t store_boot(const struct store *store);

/* What store_open() settled. Lives as long as the store. */
const struct store_recovery *store_recovered(const struct store *store);

/* ---- Saving. `op` is unique across boots; the same op again gives the same answer. ---- */

/* Seals the draft and saves it with its outbox row and its SEND intent, all or nothing. The same op
 * again: the same case, nothing written. Each attachment that the draft names goes into the outbox
 * with it, behind it. ERR_CONFLICT: this op saved another draft; ERR_NOT_FOUND: an attachment is
 * not (or no longer) here, or is another; ERR_INVALID: a text of the draft is not terminated or not
 * UTF-8, or a field or an attachment is named twice; ERR_DISK_FULL: less than the admission limit
 * is free; what the sealer answers. On any error `out_case` is zeroed. */
MUST_USE err_t store_save_case(struct store *store, uint64_t op, const struct draft *draft,
                               const struct moment *at, struct store_case *out_case);

/* What to attach. The bytes stay the caller's, who wipes them. */
struct store_attaching {
    uint64_t op;
    const char *code; /* of the material, FIELD_CODE_BYTES */
    const void *bytes;
    size_t size_bytes; /* 1 to STORE_ATTACHMENT_BYTES_MAX */
};

/* Seals the bytes and keeps them for the open visit, until a case names them,
 * store_attachment_drop() or store_attachment_clear(). The additional data of the seal are
 * "<id>|attachment|1|<kiosk_id>". The same op again: the same attachment, nothing written;
 * ERR_CONFLICT: with other contents; ERR_INVALID, ERR_LIMIT, ERR_DISK_FULL, what the sealer
 * answers. On any error it is zeroed. */
MUST_USE err_t store_attachment_save(struct store *store, const struct store_attaching *attaching,
                                     struct attachment *out_attachment);

/* Forgets one that no case has named yet; one that is not here is as good as forgotten. */
MUST_USE err_t store_attachment_drop(struct store *store, const char *id);

/* The visit is over: forgets all that no case has named. `out_count` may be NULL. */
MUST_USE err_t store_attachment_clear(struct store *store, uint32_t *out_count);

/* Saves a rating with its outbox row: {"case_id","level","svc"}. The same op again: ERR_OK, nothing
 * written; ERR_CONFLICT: with other contents; ERR_INVALID: level not 1 to 5, texts; ERR_DISK_FULL.
 */
MUST_USE err_t store_save_rating(struct store *store, const struct effect_rate *rate);

/* ---- The outbox: NEW -> INFLIGHT -> DELIVERED, or back to NEW, or QUARANTINED. ---- */

/* Hands out the next row that is due and marks it in flight, its SEND intent CLAIMED. Cases, then
 * ratings, attachments, events of the locker, in the order they were saved; nothing of a case
 * overtakes what was saved of it before; at most STORE_IN_FLIGHT_MAX rows in flight. `now_ms` is
 * monotonic. ERR_NOT_FOUND: nothing now. ERR_CHECKSUM: the next row is not what was saved; it is
 * QUARANTINED, its intent UNKNOWN; ask again for the one after it. On any error `out_item` is
 * zeroed. */
MUST_USE err_t store_outbox_next(struct store *store, uint64_t now_ms, struct store_item *out_item);

/* When to ask again: at or after `now_ms`. ERR_NOT_FOUND: not before something changes (nothing
 * waits, or the flight is full). */
MUST_USE err_t store_outbox_due(struct store *store, uint64_t now_ms, uint64_t *out_due_ms);

/* The platform has it: keeps the receipt, the row DELIVERED, its intent CONFIRMED. A verified
 * receipt is believed in whatever state the row is; for a row already delivered nothing changes.
 * ERR_NOT_FOUND: no such row; ERR_INVALID, ERR_LIMIT: the receipt. */
MUST_USE err_t store_outbox_delivered(struct store *store, int64_t seq,
                                      const struct store_receipt *receipt);

/* The attempt failed with `why`: NEW again, due at `next_at_ms`, the intent SAVED when
 * err_world(why) is NOTHING and UNKNOWN otherwise. ERR_STATE: the row is not in flight;
 * ERR_NOT_FOUND. */
MUST_USE err_t store_outbox_retry(struct store *store, int64_t seq, uint64_t next_at_ms, err_t why);

/* What waits for a later attempt is due at `due_ms` at the latest. */
MUST_USE err_t store_outbox_hurry(struct store *store, uint64_t due_ms);

/* Refused for good: QUARANTINED, kept with its body until a technician decides, the intent VOID or,
 * when err_world(why) is not NOTHING, UNKNOWN. Errors as store_outbox_retry(). */
MUST_USE err_t store_outbox_refused(struct store *store, int64_t seq, err_t why);

/* Takes the bodies, and with them the envelopes, out of delivered rows; case id, number, digest and
 * receipt stay for STORE_KEEP_DAYS counted by a trusted clock, then go. Empties the log file.
 * `out_purged` (not NULL): how many bodies went. */
MUST_USE err_t store_purge(struct store *store, const struct moment *now, uint32_t *out_purged);

/* ---- The effect ledger, prints. SEND intents belong to the outbox alone; who may claim an OPEN
 * intent is said below. ---- */

/* Saves an intent. The same op again: the same id; ERR_CONFLICT with other contents. `kind` must be
 * INTENT_PRINT (ERR_INVALID); `case_id` may be empty. Ids grow and are never used twice. */
MUST_USE err_t store_intent_save(struct store *store, uint64_t op, enum intent_kind kind,
                                 const char *case_id, uint64_t *out_intent);

/* SAVED -> CLAIMED by this op. The same op again while it is still CLAIMED: ERR_OK. ERR_STATE: it
 * was claimed by another op, or is settled; ERR_NOT_FOUND. */
MUST_USE err_t store_intent_claim(struct store *store, uint64_t op, uint64_t intent);

/* Legal: SAVED -> VOID; CLAIMED -> PASSED, CONFIRMED, UNKNOWN, VOID; PASSED -> CONFIRMED, UNKNOWN;
 * UNKNOWN -> CONFIRMED, VOID (somebody looked). Anything else: ERR_STATE; ERR_NOT_FOUND. */
MUST_USE err_t store_intent_settle(struct store *store, uint64_t intent, enum intent_state state);

/* INTENT_NONE with ERR_NOT_FOUND. */
MUST_USE err_t store_intent_state(struct store *store, uint64_t intent,
                                  enum intent_state *out_state);

/* ---- The effect ledger, openings of the locker: claimed by the guard alone, and once. ---- */

struct store_opening {
    uint64_t intent;
    uint64_t saved_ms; /* on the monotonic clock */
    uint32_t boot;     /* of the store, when it was saved */
    uint32_t state;    /* enum intent_state */
    char assignment[CASE_ID_BYTES];
};

/* As store_intent_save(), of kind INTENT_OPEN, for that assignment (ERR_INVALID: empty). */
MUST_USE err_t store_opening_save(struct store *store, uint64_t op, const char *assignment,
                                  uint64_t now_ms, uint64_t *out_intent);

/* SAVED -> CLAIMED, once: not even the same op can have it again. ERR_STATE, ERR_NOT_FOUND; then
 * `out_opening` is zeroed. Settling is store_intent_settle()'s. */
MUST_USE err_t store_opening_claim(struct store *store, uint64_t op, uint64_t intent,
                                   struct store_opening *out_opening);

/* The guard is gone: what it had claimed is UNKNOWN. `out_count` may be NULL. */
MUST_USE err_t store_opening_lost(struct store *store, uint32_t *out_count);

/* The first UNKNOWN opening whose intent is above `after`, for the guard that looks at its door.
 * ERR_NOT_FOUND: none is left. */
MUST_USE err_t store_opening_unknown(struct store *store, uint64_t after,
                                     struct store_opening *out_opening);

/* ---- Assignments of the locker. Who signs and verifies them is not the store's concern. ---- */

/* On disk; never renumbered. */
enum store_assignment_state {
    STORE_ASSIGNMENT_READY = 1,
    STORE_ASSIGNMENT_DONE = 2,
    STORE_ASSIGNMENT_WITHDRAWN = 3
};

/* One as it was read; `bytes` are kept as they came. */
struct store_assignment {
    char id[CASE_ID_BYTES];
    uint64_t seq;
    uint8_t state;   /* enum store_assignment_state */
    uint8_t cell;    /* 1 to LOCKER_CELLS_MAX */
    uint8_t purpose; /* enum locker_purpose */
    uint8_t factors; /* bits of enum locker_factor */
    int64_t not_before_s, expires_s;
    uint8_t subject_hash[DIGEST_BYTES];         /* SHA-256 of id || ID number */
    char what[LANGUAGE_COUNT][CASE_NAME_BYTES]; /* empty: as in the first language */
    const void *bytes;
    size_t size_bytes; /* at most STORE_ASSIGNMENT_BYTES_MAX */
};

/* The highest seq of an assignment wins; the same again is ERR_OK. ERR_STALE: a higher seq is held;
 * ERR_CONFLICT: this seq with other bytes; ERR_INVALID, ERR_LIMIT. */
MUST_USE err_t store_assignment_put(struct store *store, const struct store_assignment *assignment);

/* The highest seq of all that are held; 0: none. */
MUST_USE err_t store_assignment_seq(struct store *store, uint64_t *out_seq);

/* Whose assignments are looked for. */
struct store_assignment_wish {
    const char *number; /* as in struct person; 1 to 18 characters */
    enum language language;
    int64_t wall_s;
};

/* Those that are READY, not done here and in their time, oldest first, at most LOCKER_FOUND_MAX;
 * ones of the same cell are all given. `out_count` may be 0. */
MUST_USE err_t store_assignment_find(struct store *store, const struct store_assignment_wish *wish,
                                     struct locker_cell out_items[LOCKER_FOUND_MAX],
                                     uint32_t *out_count);

/* The bytes as they were put. `out_bytes` holds STORE_ASSIGNMENT_BYTES_MAX. ERR_NOT_FOUND;
 * ERR_STATE: it was done here already, and no newer one has come. */
MUST_USE err_t store_assignment_get(struct store *store, const char *id, uint8_t *out_bytes,
                                    size_t *out_size_bytes);

/* What happened at a door; the names in the platform's interface are the same in small letters. */
enum store_locker_event_kind {
    STORE_LOCKER_PICKUP,
    STORE_LOCKER_DEPOSIT,
    STORE_LOCKER_REFUSED,
    STORE_LOCKER_EXPIRED,
    STORE_LOCKER_DOOR_FORCED,
    STORE_LOCKER_EMPTY_ON_OPEN
};

struct store_locker_event {
    uint32_t kind;          /* enum store_locker_event_kind */
    uint32_t cell;          /* 1 to LOCKER_CELLS_MAX */
    const char *assignment; /* CASE_ID_BYTES; empty: DOOR_FORCED without an opening */
    const struct moment *at;
    const uint8_t *evidence; /* DIGEST_BYTES; NULL: none */
};

/* Saves the event with its outbox row; PICKUP and DEPOSIT also mark the assignment as done here, in
 * the same transaction. ERR_INVALID, ERR_DISK_FULL. */
MUST_USE err_t store_assignment_report(struct store *store, const struct store_locker_event *event);

MUST_USE err_t store_count(struct store *store, struct store_counts *out_counts);

/* ---- The catalogue: one, the newest. Who publishes and verifies it is not the store's concern.
 * --- */

/* ERR_STALE: a higher version is held; ERR_CONFLICT: this version with other bytes is held (the
 * etag may change); ERR_INVALID, ERR_LIMIT. */
MUST_USE err_t store_catalogue_put(struct store *store, const struct store_catalogue *catalogue);

/* ERR_NOT_FOUND: none is held yet. */
MUST_USE err_t store_catalogue_get(struct store *store, struct store_catalogue *out_catalogue);

#endif
