/* banshi-store: the process that owns the database and the platform's public key. Everything that
 * must survive a power cut passes through here; nothing leaves but answers, sealed bodies and the
 * catalogue. */
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "firmware/app/board.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/outbox.h"
#include "firmware/app/sandbox.h"
#include "firmware/app/store_locker.h"
#include "firmware/app/worker.h"
#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "firmware/services/store/store.h"
#include "firmware/services/store/store_seal_trust.h"
#include "firmware/services/trust/trust.h"

#define STORE_OPEN_LIMIT_MS 60000 /* a long log is replayed when opening */
#define STORE_ROOM_MS 30000       /* between two looks at the free room of the disk */
#define STORE_PURGE_MS 600000

struct keeper {
    struct worker worker;
    struct store *store;
    struct outbox outbox;
    struct store_locker locker;
    struct trust_key *case_key, *receipt_key, *locker_key;
    const char *folder;
    bool broken;
    uint64_t room_ms, purge_ms;  /* when to look next */
    char case_id[CASE_ID_BYTES]; /* the last case saved in this visit */
};

/* ---- opening ---- */

static err_t open_keys(struct keeper *keeper, const char *pki)
{
    char path[OPTIONS_PATH_BYTES];
    err_t err = options_path(pki, "case.pub", path);

    if (err == ERR_OK)
        err = trust_key_open_public(path, &keeper->case_key);
    if (err == ERR_OK)
        err = options_path(pki, "receipt.pub", path);
    if (err == ERR_OK)
        err = trust_key_open_public(path, &keeper->receipt_key);
    if (err != ERR_OK)
        log_line("case.pub or receipt.pub in %s: %s", pki, err_name(err));
    return err;
}

/* Without it every assignment is refused; nothing else of the kiosk needs it. */
static void open_locker_key(struct keeper *keeper, const char *pki)
{
    char path[OPTIONS_PATH_BYTES];
    err_t err = options_path(pki, "locker.pub", path);

    if (err == ERR_OK)
        err = trust_key_open_public(path, &keeper->locker_key);
    if (err != ERR_OK)
        log_line("locker.pub in %s: %s", pki, err_name(err));
}

/* A damaged database is put aside for a technician; its cases are lost to the citizen only if the
 * disk lost them. The kiosk goes on with an empty one. */
static err_t open_store(struct keeper *keeper, const struct store_options *options)
{
    const struct store_recovery *recovery;
    uint32_t number;
    err_t err = store_open(options, &keeper->store);

    if (err == ERR_CORRUPT) {
        err = store_quarantine(options, &number);
        if (err == ERR_OK) {
            log_line("the database is damaged; it lies in lost/%u", (unsigned)number);
            err = store_open(options, &keeper->store);
        }
    }
    if (err != ERR_OK) {
        log_line("the database cannot be opened: %s", err_name(err));
        return err;
    }
    recovery = store_recovered(keeper->store);
    log_line("boot %u: %u sends again, %u prints unknown, %u prints void, %u openings unknown",
             (unsigned)store_boot(keeper->store), (unsigned)recovery->requeued,
             (unsigned)recovery->prints_unknown, (unsigned)recovery->prints_void,
             (unsigned)recovery->opens_unknown);
    return ERR_OK;
}

/* ---- the kiosk's effects ---- */

/* After a failed write nobody knows what the disk holds: this process ends and opens it again. */
static void note_broken(struct keeper *keeper, err_t err)
{
    if (err == ERR_IO || err == ERR_CORRUPT)
        keeper->broken = true;
}

static void save_case(struct keeper *keeper, const struct effect_draft *wish)
{
    struct event event = {.kind = EVENT_CASE_SAVED, .at = clock_moment()};
    struct store_case saved;
    err_t err = store_save_case(keeper->store, wish->op, &wish->draft, &event.at, &saved);

    event.case_saved.op = wish->op;
    event.case_saved.err = err;
    memcpy(event.case_saved.case_id, saved.case_id, sizeof(saved.case_id));
    memcpy(event.case_saved.number, saved.number, sizeof(saved.number));
    memcpy(event.case_saved.digest, saved.digest, sizeof(saved.digest));
    memcpy(keeper->case_id, saved.case_id, sizeof(saved.case_id));
    note_broken(keeper, err);
    (void)worker_tell(&keeper->worker, &event, -1); /* unheard: the kiosk asks again */
}

/* The picture comes in a memory file; what is not one is refused like any other wrong input. */
static void attach(struct keeper *keeper, const struct effect_attach *wish, int *file)
{
    struct event event = {.kind = EVENT_ATTACHED, .at = clock_moment()};
    char code[FIELD_CODE_BYTES];
    struct store_attaching attaching = {.op = wish->op, .code = code};
    struct channel_memory picture;
    err_t err = channel_open_memory(*file, &picture);

    *file = -1;
    memcpy(code, wish->code, sizeof(code));
    code[sizeof(code) - 1] = '\0';
    attaching.bytes = picture.bytes;
    attaching.size_bytes = picture.size;
    if (err == ERR_OK)
        err = store_attachment_save(keeper->store, &attaching, &event.attached.attachment);
    channel_close_memory(&picture);
    event.attached.op = wish->op;
    event.attached.err = err;
    note_broken(keeper, err);
    (void)worker_tell(&keeper->worker, &event, -1); /* unheard: the kiosk asks again */
}

static void detach(struct keeper *keeper, const struct effect_detach *wish)
{
    char id[CASE_ID_BYTES];

    memcpy(id, wish->id, sizeof(id));
    id[sizeof(id) - 1] = '\0';
    note_broken(keeper, store_attachment_drop(keeper->store, id));
}

static void answer_intent(struct keeper *keeper, const struct event_intent *answer)
{
    struct event event = {.kind = EVENT_INTENT, .at = clock_moment(), .intent = *answer};

    note_broken(keeper, answer->err);
    (void)worker_tell(&keeper->worker, &event, -1);
}

static void save_intent(struct keeper *keeper, const struct effect_intent_save *wish)
{
    struct event_intent answer = {.op = wish->op, .state = INTENT_SAVED};
    char case_id[CASE_ID_BYTES];

    memcpy(case_id, wish->case_id, sizeof(case_id));
    case_id[sizeof(case_id) - 1] = '\0';
    if (wish->kind == INTENT_OPEN)
        answer.err =
            store_opening_save(keeper->store, wish->op, case_id, clock_mono_ms(), &answer.intent);
    else
        answer.err = store_intent_save(keeper->store, wish->op, (enum intent_kind)wish->kind,
                                       case_id, &answer.intent);
    answer_intent(keeper, &answer);
}

static void claim_intent(struct keeper *keeper, const struct effect_intent_ref *wish)
{
    struct event_intent answer = {.op = wish->op, .intent = wish->intent, .state = INTENT_CLAIMED};

    answer.err = store_intent_claim(keeper->store, wish->op, wish->intent);
    answer_intent(keeper, &answer);
}

static void settle_intent(struct keeper *keeper, const struct effect_intent_ref *wish)
{
    err_t err = store_intent_settle(keeper->store, wish->intent, (enum intent_state)wish->state);

    note_broken(keeper, err);
    if (err != ERR_OK)
        log_line("intent %llu to %s: %s", (unsigned long long)wish->intent,
                 intent_state_name((enum intent_state)wish->state), err_name(err));
}

static void save_rating(struct keeper *keeper, const struct effect_rate *wish)
{
    err_t err = store_save_rating(keeper->store, wish);

    note_broken(keeper, err);
    if (err != ERR_OK)
        log_line("a rating was not saved: %s", err_name(err));
}

/* Answered from what is held; the relay looks for newer ones meanwhile, and the kiosk asks again. */
static void find_cells(struct keeper *keeper, const struct effect_locker_find *wish)
{
    struct event event;

    note_broken(keeper, store_locker_find(&keeper->locker, wish, &event));
    (void)worker_tell(&keeper->worker, &event, -1);
    bytes_wipe(&event, sizeof(event));
    store_locker_tell(&keeper->locker, keeper->worker.control.peers[PROCESS_RELAY], true);
}

static void clear(struct keeper *keeper)
{
    worker_forget(&keeper->worker);
    note_broken(keeper, store_attachment_clear(keeper->store, NULL));
    bytes_wipe(keeper->case_id, sizeof(keeper->case_id));
    bytes_wipe(&keeper->outbox.item, sizeof(keeper->outbox.item));
    keeper->purge_ms = clock_mono_ms();
}

static void take_effect(struct keeper *keeper, const struct effect *effect, int *file)
{
    if (effect->kind == EFFECT_CASE_SAVE)
        save_case(keeper, &effect->draft);
    else if (effect->kind == EFFECT_INTENT_SAVE)
        save_intent(keeper, &effect->intent_save);
    else if (effect->kind == EFFECT_INTENT_CLAIM)
        claim_intent(keeper, &effect->intent_ref);
    else if (effect->kind == EFFECT_INTENT_SETTLE)
        settle_intent(keeper, &effect->intent_ref);
    else if (effect->kind == EFFECT_ATTACH)
        attach(keeper, &effect->attach, file);
    else if (effect->kind == EFFECT_DETACH)
        detach(keeper, &effect->detach);
    else if (effect->kind == EFFECT_LOCKER_FIND)
        find_cells(keeper, &effect->locker_find);
    else if (effect->kind == EFFECT_RATE)
        save_rating(keeper, &effect->rate);
    else if (effect->kind == EFFECT_CLEAR)
        clear(keeper);
}

static void take_effects(struct keeper *keeper)
{
    struct effect effect;
    int file = -1;

    while (!keeper->broken && worker_next(&keeper->worker, &effect, &file)) {
        take_effect(keeper, &effect, &file);
        channel_close(&file);
        bytes_wipe(&effect, sizeof(effect)); /* a draft */
    }
}

/* ---- the catalogue: from the relay to the disk to the kiosk ---- */

static void offer_catalogue(struct keeper *keeper)
{
    struct event event = {.kind = EVENT_CATALOGUE_READY, .at = clock_moment()};
    struct store_catalogue catalogue;
    int file;

    if (store_catalogue_get(keeper->store, &catalogue) != ERR_OK)
        return;
    event.ready.version = catalogue.version;
    if (channel_seal_memory(catalogue.bytes, catalogue.size_bytes, &file) != ERR_OK)
        return;
    (void)worker_tell(&keeper->worker, &event, file); /* a reborn kiosk is told anew */
    channel_close(&file);
}

static void tell_relay_what_is_held(struct keeper *keeper)
{
    struct outbox_message message = {.kind = OUTBOX_HELD};
    struct store_catalogue catalogue;
    err_t err;

    if (store_catalogue_get(keeper->store, &catalogue) == ERR_OK) {
        message.version = catalogue.version;
        text_copy(message.etag, sizeof(message.etag), catalogue.etag);
    }
    err = channel_send(keeper->worker.control.peers[PROCESS_RELAY], &message, sizeof(message), -1);
    (void)err; /* a relay that does not know asks for the whole catalogue once more */
}

static void take_catalogue(struct keeper *keeper, struct outbox_message *message, int file)
{
    struct store_catalogue catalogue = {.version = message->version};
    struct channel_memory memory;
    err_t err = channel_open_memory(file, &memory);

    if (err == ERR_OK) {
        message->etag[sizeof(message->etag) - 1] = '\0';
        text_copy(catalogue.etag, sizeof(catalogue.etag), message->etag);
        catalogue.bytes = memory.bytes;
        catalogue.size_bytes = memory.size;
        err = store_catalogue_put(keeper->store, &catalogue);
    }
    channel_close_memory(&memory);
    note_broken(keeper, err);
    log_line("catalogue %u: %s", (unsigned)message->version, err_name(err));
    if (err == ERR_OK)
        offer_catalogue(keeper);
    tell_relay_what_is_held(keeper);
}

/* ---- the relay ---- */

/* Kept for a reborn kiosk only when it is the case of this visit. */
static void tell_receipted(struct keeper *keeper, const char *case_id)
{
    struct event event = {.kind = EVENT_CASE_RECEIPTED, .at = clock_moment()};

    text_copy(event.case_receipted.case_id, sizeof(event.case_receipted.case_id), case_id);
    if (strcmp(case_id, keeper->case_id) == 0)
        worker_answer(&keeper->worker, &event);
    else
        (void)worker_tell(&keeper->worker, &event, -1);
}

static void take_result(struct keeper *keeper, const struct outbox_message *message)
{
    char case_id[CASE_ID_BYTES];

    note_broken(keeper, outbox_result(&keeper->outbox, message, case_id));
    if (case_id[0] != '\0')
        tell_receipted(keeper, case_id);
}

static void take_messages(struct keeper *keeper)
{
    int *relay = &keeper->worker.control.peers[PROCESS_RELAY];

    while (*relay >= 0 && !keeper->broken) {
        struct outbox_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(*relay, &packet);

        if (err == ERR_BUSY)
            return;
        if (err == ERR_OK && packet.size == sizeof(message) && message.kind == OUTBOX_RESULT) {
            take_result(keeper, &message);
        } else if (err == ERR_OK && packet.size == sizeof(message) &&
                   message.kind == OUTBOX_REACHED) {
            note_broken(keeper, outbox_reached(&keeper->outbox, message.away_ms));
        } else if (err == ERR_OK && packet.size == sizeof(message) &&
                   message.kind == OUTBOX_CATALOGUE) {
            take_catalogue(keeper, &message, packet.file);
            packet.file = -1;
        } else if (err == ERR_OK && packet.size == sizeof(message) &&
                   message.kind == OUTBOX_ASSIGNMENTS) {
            note_broken(keeper, store_locker_take(&keeper->locker, packet.file));
            packet.file = -1;
            store_locker_tell(&keeper->locker, *relay, false);
        } else {
            control_drop(&keeper->worker.control, PROCESS_RELAY);
            note_broken(keeper, outbox_lost(&keeper->outbox));
        }
        channel_close(&packet.file);
    }
}

/* ---- the loop ---- */

/* A disk that is filling up closes the matters before a citizen has typed anything in. */
static void look_for_room(struct keeper *keeper)
{
    struct statvfs disk;
    bool enough = statvfs(keeper->folder, &disk) == 0 &&
                  (uint64_t)disk.f_bavail * disk.f_frsize >= STORE_FREE_BYTES_MIN;

    worker_health(&keeper->worker, enough ? ERR_OK : ERR_DISK_FULL, CONSUMABLE_UNKNOWN);
    keeper->room_ms = clock_mono_ms() + STORE_ROOM_MS;
}

static void purge(struct keeper *keeper)
{
    struct moment now = clock_moment();
    uint32_t purged = 0;
    err_t err = store_purge(keeper->store, &now, &purged);

    note_broken(keeper, err);
    keeper->purge_ms = clock_mono_ms() + STORE_PURGE_MS;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0)
        return a == 0 ? b : a;
    return a < b ? a : b;
}

static void run(struct keeper *keeper)
{
    struct control_ready ready;
    uint64_t until_ms = 0;

    while (!keeper->broken && worker_wait(&keeper->worker, until_ms, -1, &ready)) {
        if (ready.replaced[PROCESS_KIOSK])
            offer_catalogue(keeper);
        if (ready.replaced[PROCESS_RELAY]) {
            note_broken(keeper, outbox_lost(&keeper->outbox));
            tell_relay_what_is_held(keeper);
            store_locker_tell(&keeper->locker, keeper->worker.control.peers[PROCESS_RELAY], false);
        }
        if (ready.replaced[PROCESS_LOCKER])
            note_broken(keeper, store_locker_met(&keeper->locker));
        take_effects(keeper);
        take_messages(keeper);
        note_broken(keeper, store_locker_serve(&keeper->locker, &keeper->worker.control));
        note_broken(keeper,
                    outbox_pump(&keeper->outbox, keeper->worker.control.peers[PROCESS_RELAY]));
        if (clock_mono_ms() >= keeper->room_ms)
            look_for_room(keeper);
        if (clock_mono_ms() >= keeper->purge_ms)
            purge(keeper);
        until_ms = earlier(keeper->room_ms, keeper->purge_ms);
        if (keeper->worker.control.peers[PROCESS_RELAY] >= 0)
            until_ms = earlier(until_ms, outbox_due_ms(&keeper->outbox));
    }
    if (keeper->broken)
        log_line("the database is broken; starting again");
}

static err_t start(struct keeper *keeper, const struct options *options, const struct board *board)
{
    const struct sandbox_profile profile = {.network = false, .user = board->user};
    static char folder[OPTIONS_PATH_BYTES], path[OPTIONS_PATH_BYTES];
    struct store_options wish = {.path = path, .kiosk_id = board->kiosk_id, .site = board->code};
    err_t err = options_path(options->data, "store", folder);

    if (err == ERR_OK)
        err = options_path(folder, "store.db", path);
    if (err == ERR_OK)
        err = open_keys(keeper, options->pki);
    if (err != ERR_OK)
        return err;
    if (board_has(board, PROCESS_LOCKER))
        open_locker_key(keeper, options->pki);
    sandbox_enter(&profile);
    (void)mkdir(folder, 0700); /* there already, or opening fails */
    keeper->folder = folder;
    wish.sealer = store_seal_trust(keeper->case_key);
    control_busy(&keeper->worker.control, STORE_OPEN_LIMIT_MS);
    return open_store(keeper, &wish);
}

int main(int argc, char **argv)
{
    static struct keeper keeper;
    static struct board board;
    struct board_problem problem;
    struct options options;
    err_t err;

    log_open("store");
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    worker_init(&keeper.worker, DEVICE_STORE, CONTROL_FD);
    err = start(&keeper, &options, &board);
    if (err == ERR_OK) {
        outbox_init(&keeper.outbox, keeper.store, keeper.receipt_key);
        store_locker_init(&keeper.locker, keeper.store, keeper.locker_key);
        keeper.purge_ms = clock_mono_ms() + STORE_PURGE_MS;
        look_for_room(&keeper);
        run(&keeper);
    }
    store_close(keeper.store);
    trust_key_close(keeper.case_key);
    trust_key_close(keeper.receipt_key);
    trust_key_close(keeper.locker_key);
    worker_finish(&keeper.worker);
    return err == ERR_OK && !keeper.broken ? 0 : 1;
}
