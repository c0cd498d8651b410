/* Store: what must survive a power cut. Cases (sealed), the outbox, the effect ledger, the last
 * catalogue. Blocking calls for the one store process, and for the simulator, which runs the same
 * code on an SQLite VFS of its own. One store per file; a second opener is refused.
 *
 * Every call that changes something is one transaction: when it returns ERR_OK the change is on the
 * disk, and when it returns anything whose err_world() is NOTHING it is not. After ERR_IO nobody
 * knows: the store is broken, every later call answers ERR_STATE, and the machine must start again,
 * because a failed fsync that "works" the second time proves nothing. ERR_CORRUPT breaks it too.
 * Every call may return ERR_IO, ERR_CORRUPT, ERR_STATE (broken before), ERR_MEMORY, ERR_DISK_FULL;
 * below they are named only where they mean more.
 *
 * A draft is never stored in clear: it is made into canonical JSON, sealed to the platform's public
 * key and wiped. The store cannot open what it keeps. What it keeps in clear names no person: case
 * ids and numbers, the code of the service, digests, receipts, times.
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
 *   MUTANT_CATALOGUE_DOWNGRADE          an older catalogue replaces a newer one */
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
};

struct store_case {
    char case_id[CASE_ID_BYTES];    /* UUID version 4 */
    char number[CASE_NUMBER_BYTES]; /* store_number.h: "LF2611220001K" */
    uint8_t digest[DIGEST_BYTES];   /* SHA-256 of the canonical payload */
};

enum store_item_kind { STORE_ITEM_CASE, STORE_ITEM_RATING };

/* One thing to send. `key` and `id` were made and stored before the first attempt and are the same
 * with every attempt, as is the body. */
struct store_item {
    int64_t seq;                 /* the outbox row */
    uint32_t kind;               /* enum store_item_kind */
    uint32_t tries;              /* attempts before this one, over all boots */
    char key[STORE_KEY_BYTES];   /* "<case_id>:case:0" or "rating:<id>" */
    char id[CASE_ID_BYTES];      /* of the object sent: the case id, or a rating's own UUID */
    char case_id[CASE_ID_BYTES]; /* what it is about; empty: a rating without a case */
    uint32_t size_bytes;
    uint8_t body[STORE_BODY_BYTES_MAX]; /* canonical JSON, not terminated */
};

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
 * past the point of no return are UNKNOWN, prints only saved are VOID, sends claimed are UNKNOWN.
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
 * again: the same case, nothing written. ERR_CONFLICT: this op saved another draft; ERR_INVALID: a
 * text of the draft is not terminated or not UTF-8, or a field is named twice; ERR_DISK_FULL: less
 * than the admission limit is free; what the sealer answers. On any error `out_case` is zeroed. */
MUST_USE err_t store_save_case(struct store *store, uint64_t op, const struct draft *draft,
                               const struct moment *at, struct store_case *out_case);

/* Saves a rating with its outbox row: {"case_id","level","svc"}. The same op again: ERR_OK, nothing
 * written; ERR_CONFLICT: with other contents; ERR_INVALID: level not 1 to 5, texts; ERR_DISK_FULL.
 */
MUST_USE err_t store_save_rating(struct store *store, const struct effect_rate *rate);

/* ---- The outbox: NEW -> INFLIGHT -> DELIVERED, or back to NEW, or QUARANTINED. ---- */

/* Hands out the next row that is due and marks it in flight, its SEND intent CLAIMED. Cases before
 * ratings, in the order they were saved; nothing of a case overtakes what was saved of it before;
 * at most STORE_IN_FLIGHT_MAX rows in flight. `now_ms` is monotonic. ERR_NOT_FOUND: nothing now.
 * ERR_CHECKSUM: the next row is not what was saved; it is QUARANTINED, its intent UNKNOWN; ask
 * again for the one after it. On any error `out_item` is zeroed. */
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

/* Refused for good: QUARANTINED, kept with its body until a technician decides, the intent VOID or,
 * when err_world(why) is not NOTHING, UNKNOWN. Errors as store_outbox_retry(). */
MUST_USE err_t store_outbox_refused(struct store *store, int64_t seq, err_t why);

/* Takes the bodies, and with them the envelopes, out of delivered rows; case id, number, digest and
 * receipt stay for STORE_KEEP_DAYS counted by a trusted clock, then go. Empties the log file.
 * `out_purged` (not NULL): how many bodies went. */
MUST_USE err_t store_purge(struct store *store, const struct moment *now, uint32_t *out_purged);

/* ---- The effect ledger, prints. SEND intents belong to the outbox alone. ---- */

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

MUST_USE err_t store_count(struct store *store, struct store_counts *out_counts);

/* ---- The catalogue: one, the newest. Who publishes and verifies it is not the store's concern.
 * --- */

/* ERR_STALE: a higher version is held; ERR_CONFLICT: this version with other bytes is held (the
 * etag may change); ERR_INVALID, ERR_LIMIT. */
MUST_USE err_t store_catalogue_put(struct store *store, const struct store_catalogue *catalogue);

/* ERR_NOT_FOUND: none is held yet. */
MUST_USE err_t store_catalogue_get(struct store *store, struct store_catalogue *out_catalogue);

#endif
