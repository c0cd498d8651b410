/* The store's worker: the real store on the simulated disk, a cheap sealer, and the two ways in
 * which it ends in the middle of things. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "tests/sim/sim.h"
#include "tests/sim/vfs.h"

/* Not a secret from the platform's model, but no canary is legible on the disk. */
static err_t seal(void *context, const struct store_sealing *sealing)
{
    struct sim *sim = context;
    const uint8_t *payload = sealing->payload;

    memset(sealing->out_envelope, 0, sizeof(*sealing->out_envelope));
    memcpy(sealing->out_envelope->kid, "0123456789abcdef", TRUST_KID_TEXT_BYTES);
    uint64_t iv = random_next(&sim->random);
    memcpy(sealing->out_envelope->iv, &iv, sizeof(iv));
    for (size_t i = 0; i < sealing->size_bytes; i++)
        sealing->out_cipher[i] = payload[i] ^ 0x5a;
    return ERR_OK;
}

static void fill_random(void *context, void *out, size_t size_bytes)
{
    struct sim *sim = context;
    uint8_t *at = out;

    for (size_t i = 0; i < size_bytes; i++)
        at[i] = (uint8_t)random_next(&sim->random);
}

static uint64_t free_bytes(void *context)
{
    const struct sim *sim = context;

    return sim->full ? 0 : UINT64_C(1) << 40;
}

static struct store_options options_of(struct sim *sim)
{
    return (struct store_options){
        .path = SIM_DATABASE,
        .vfs = VFS_NAME,
        .kiosk_id = "sim-1",
        .site = "LF",
        .sealer = {.context = sim, .seal = seal, .random = fill_random},
        .free_bytes = free_bytes,
        .free_bytes_context = sim,
    };
}

void store_host_risk(struct sim *sim)
{
    if (sim->healed)
        vfs_arm(VFS_RUNS, 0);
    else if (sim_strikes(sim, FAULT_POWER_CUT_IN_WRITE))
        vfs_arm(VFS_POWER_CUT, (uint32_t)sim_between(sim, 1, 16));
    else if (sim_strikes(sim, FAULT_STORE_DEATH_IN_WRITE))
        vfs_arm(VFS_PROCESS_DEATH, (uint32_t)sim_between(sim, 1, 16));
}

static void come_back(struct sim *sim, const void *bytes)
{
    (void)bytes;
    if (sim->booted && sim->store == NULL && store_host_start(sim)) {
        sim_tell_device(sim, 1, DEVICE_STORE, DEVICE_ONLINE, true);
        network_requeued(sim);
    }
}

static void die(struct sim *sim)
{
    sim_kill(sim, SIM_STORE);
    vfs_stop_now(VFS_PROCESS_DEATH);
    store_close(sim->store);
    sim->store = NULL;
    vfs_power_on();
    sim_tell_device(sim, 5, DEVICE_STORE, DEVICE_OFFLINE, false);
    sim_post(sim, SIM_WORLD, sim_between(sim, 200, 3000), come_back, NULL, 0);
}

bool store_host_survived(struct sim *sim)
{
    switch (vfs_stopped()) {
    case VFS_RUNS:
        return true;
    case VFS_POWER_CUT:
        sim_cut_power(sim);
        return false;
    case VFS_PROCESS_DEATH:
        die(sim);
        return false;
    }
    return true;
}

static void catalogue_first(struct sim *sim)
{
    struct store_catalogue held;

    if (store_catalogue_get(sim->store, &held) != ERR_NOT_FOUND)
        return;
    struct store_catalogue first = {1, "\"1\"", "catalogue 1", 11, "signed", 6};
    err_t err = store_catalogue_put(sim->store, &first);
    sim_trace(sim, "store", "CATALOGUE_PUT", 1, err);
}

/* A second actor with an op of its own: what was once claimed must never be given to it. */
static void claim_as_rival(struct sim *sim)
{
    uint64_t op = UINT64_C(1) << 62 | ++sim->rivals;

    if (sim->store == NULL || sim->claimed == 0 || !sim_strikes(sim, FAULT_RIVAL_CLAIM))
        return;
    err_t err = store_intent_claim(sim->store, op, sim->claimed);
    sim_trace(sim, "store", "RIVAL", sim->claimed, err);
    if (err == ERR_OK && vfs_stopped() == VFS_RUNS)
        sim_fact(sim, (struct fact){.kind = FACT_CLAIMED, .op = op, .number = sim->claimed}, 0);
}

bool store_host_start(struct sim *sim)
{
    struct store_options options = options_of(sim);

    store_host_risk(sim);
    err_t err = store_open(&options, &sim->store);
    sim_trace(sim, "store", "OPEN", err, err == ERR_OK ? store_boot(sim->store) : 0);
    if (err != ERR_OK)
        sim->store = NULL;
    if (!store_host_survived(sim))
        return false;
    if (err != ERR_OK) {
        /* Nothing stopped it, so the disk it was left with cannot be opened. */
        struct rows rows = {.readable = false};
        sim_fact(sim, (struct fact){.kind = FACT_ROWS, .err = err, .data = &rows}, sizeof(rows));
        sim->over = true;
        return false;
    }
    sim->processes[SIM_STORE].lives = true;
    catalogue_first(sim);
    claim_as_rival(sim);
    if (!store_host_survived(sim))
        return false;
    store_host_look(sim, true);
    return true;
}

static uint32_t count_of(sqlite3 *database, const char *sql, bool *readable)
{
    sqlite3_stmt *statement = NULL;
    uint32_t count = 0;

    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        count = (uint32_t)sqlite3_column_int64(statement, 0);
    else
        *readable = false;
    sqlite3_finalize(statement);
    return count;
}

/* Looks at a copy, with nothing but SQL: what the store says of itself is not asked. */
void store_host_look(struct sim *sim, bool cleared)
{
    struct rows rows = {.readable = true, .cleared = cleared};
    sqlite3 *database = NULL;

    vfs_copy(SIM_DATABASE, SIM_COPY);
    if (sqlite3_open_v2(SIM_COPY, &database, SQLITE_OPEN_READWRITE, VFS_NAME) == SQLITE_OK &&
        sqlite3_exec(database, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK) {
        rows.cases = count_of(database, "SELECT count(*) FROM kase", &rows.readable);
        rows.without_outbox =
            count_of(database,
                     "SELECT count(*) FROM kase k WHERE NOT EXISTS(SELECT 1 FROM outbox o"
                     " WHERE o.case_id=k.id AND o.kind=0)",
                     &rows.readable);
        rows.without_case =
            count_of(database,
                     "SELECT count(*) FROM outbox o WHERE o.kind=0 AND NOT EXISTS(SELECT 1"
                     " FROM kase k WHERE k.id=o.case_id)",
                     &rows.readable);
        rows.attachments = count_of(database, "SELECT count(*) FROM attachment", &rows.readable);
        rows.orphans = count_of(database,
                                "SELECT count(*) FROM outbox WHERE kind=2 AND (case_id IS NULL OR"
                                " case_id NOT IN (SELECT id FROM kase))",
                                &rows.readable);
        rows.double_outbox =
            count_of(database,
                     "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE kind=0 GROUP BY"
                     " case_id HAVING count(*)>1)",
                     &rows.readable);
    } else {
        rows.readable = false;
    }
    sqlite3_close(database);
    vfs_remove(SIM_COPY);
    sim_fact(sim, (struct fact){.kind = FACT_ROWS, .data = &rows}, sizeof(rows));
}

/* ---- effects ---- */

static uint64_t answer_delay(struct sim *sim)
{
    if (sim_strikes(sim, FAULT_STORE_SLOW))
        return sim_between(sim, 9000, 30000);
    return sim_between(sim, 2, 20);
}

/* True when the answer goes out: the store lives and does not die now. */
static bool answers(struct sim *sim)
{
    if (!store_host_survived(sim))
        return false;
    if (!sim_strikes(sim, FAULT_STORE_DEATH))
        return true;
    die(sim);
    return false;
}

static void save_case(struct sim *sim, const struct effect *effect)
{
    struct moment at = sim_moment(sim);
    struct store_case saved;
    struct event event;

    err_t err = store_save_case(sim->store, effect->draft.op, &effect->draft.draft, &at, &saved);
    sim_trace(sim, "store", "CASE", effect->draft.op, err);
    if (!answers(sim))
        return;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CASE_SAVED;
    event.case_saved.op = effect->draft.op;
    event.case_saved.err = err;
    memcpy(event.case_saved.case_id, saved.case_id, CASE_ID_BYTES);
    memcpy(event.case_saved.number, saved.number, CASE_NUMBER_BYTES);
    memcpy(event.case_saved.digest, saved.digest, DIGEST_BYTES);
    sim_fact(sim,
             (struct fact){.kind = FACT_CASE_SAVED,
                           .op = effect->draft.op,
                           .err = err,
                           .epoch = effect->epoch,
                           .data = &event.case_saved},
             sizeof(event.case_saved));
    sim_tell(sim, answer_delay(sim), &event);
    sim->totals.cases += err == ERR_OK;
    network_kick(sim, 5);
}

static void intent_answer(struct sim *sim, uint64_t op, err_t err, uint64_t intent,
                          enum intent_state state)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_INTENT;
    event.intent.op = op;
    event.intent.err = err;
    event.intent.state = state;
    event.intent.intent = intent;
    sim_tell(sim, answer_delay(sim), &event);
}

static void save_intent(struct sim *sim, const struct effect *effect)
{
    const struct effect_intent_save *save = &effect->intent_save;
    uint64_t intent = 0;

    bool opens = save->kind == INTENT_OPEN;
    err_t err = opens ? store_opening_save(sim->store, save->op, save->case_id,
                                           sim_moment(sim).mono_ms, &intent)
                      : store_intent_save(sim->store, save->op, (enum intent_kind)save->kind,
                                          save->case_id, &intent);
    sim_trace(sim, "store", opens ? "OPENING" : "INTENT", intent, err);
    if (!answers(sim))
        return;
    if (err == ERR_OK)
        sim_fact(sim,
                 (struct fact){.kind = opens ? FACT_OPENING : FACT_INTENT,
                               .op = save->op,
                               .number = intent,
                               .epoch = effect->epoch,
                               .data = save->case_id},
                 CASE_ID_BYTES);
    intent_answer(sim, save->op, err, intent, INTENT_SAVED);
}

static void claim_intent(struct sim *sim, const struct effect *effect)
{
    const struct effect_intent_ref *claim = &effect->intent_ref;

    err_t err = store_intent_claim(sim->store, claim->op, claim->intent);
    sim_trace(sim, "store", "CLAIM", claim->intent, err);
    if (!answers(sim))
        return;
    if (err == ERR_OK) {
        sim->claimed = claim->intent;
        sim_fact(sim,
                 (struct fact){.kind = FACT_CLAIMED,
                               .op = claim->op,
                               .number = claim->intent,
                               .epoch = effect->epoch},
                 0);
        claim_as_rival(sim);
        if (!store_host_survived(sim))
            return;
    }
    intent_answer(sim, claim->op, err, claim->intent, INTENT_CLAIMED);
}

static void settle_intent(struct sim *sim, const struct effect *effect)
{
    const struct effect_intent_ref *settle = &effect->intent_ref;

    err_t err = store_intent_settle(sim->store, settle->intent, (enum intent_state)settle->state);
    sim_trace(sim, "store", "SETTLE", settle->intent << 8 | settle->state, err);
    (void)store_host_survived(sim);
}

static void save_rating(struct sim *sim, const struct effect *effect)
{
    err_t err = store_save_rating(sim->store, &effect->rate);

    sim_trace(sim, "store", "RATING", effect->rate.level, err);
    if (answers(sim))
        network_kick(sim, 5);
}

/* ---- attachments ---- */

struct attach_message {
    uint64_t op;
    uint32_t epoch, size_bytes;
    char code[FIELD_CODE_BYTES];
    char bytes[SIM_PICTURE_BYTES];
};

static void attach(struct sim *sim, const void *bytes)
{
    const struct attach_message *message = bytes;
    const struct store_attaching wish = {.op = message->op,
                                         .code = message->code,
                                         .bytes = message->bytes,
                                         .size_bytes = message->size_bytes};
    struct event event;

    if (sim->store == NULL)
        return;
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_ATTACHED;
    event.attached.op = message->op;
    store_host_risk(sim);
    event.attached.err = store_attachment_save(sim->store, &wish, &event.attached.attachment);
    sim_trace(sim, "store", "ATTACH", message->op, event.attached.err);
    sim->attached = true;
    if (!answers(sim))
        return;
    sim_secret(sim, event.attached.attachment.id);
    if (event.attached.err == ERR_OK)
        sim_fact(sim,
                 (struct fact){.kind = FACT_ATTACHED,
                               .op = message->op,
                               .epoch = message->epoch,
                               .data = &event.attached.attachment},
                 sizeof(event.attached.attachment));
    sim_tell(sim, answer_delay(sim), &event);
}

void store_host_attach(struct sim *sim, const struct effect *effect)
{
    struct attach_message message = {.op = effect->attach.op, .epoch = effect->epoch};
    struct event event;

    if (sim->camera.shot_bytes > 0) {
        message.size_bytes = sim->camera.shot_bytes;
        memcpy(message.code, effect->attach.code, sizeof(message.code));
        memcpy(message.bytes, sim->camera.shot, sizeof(message.bytes));
        sim_post(sim, SIM_STORE, sim_between(sim, 0, 3), attach, &message, sizeof(message));
        return;
    }
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_ATTACHED;
    event.attached.op = effect->attach.op;
    event.attached.err = ERR_NOT_FOUND;
    sim_tell(sim, 0, &event);
}

/* The visit is over, for the store as well. */
void store_host_clear(struct sim *sim, const void *bytes)
{
    (void)bytes;
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_attachment_clear(sim->store, NULL);
    sim_trace(sim, "store", "CLEAR", err, 0);
    if (!store_host_survived(sim) || err != ERR_OK || !sim->attached)
        return;
    sim->attached = false;
    store_host_look(sim, true);
}

static void detach(struct sim *sim, const struct effect *effect)
{
    err_t err = store_attachment_drop(sim->store, effect->detach.id);

    sim_trace(sim, "store", "DETACH", err, 0);
    (void)store_host_survived(sim);
}

/* ---- the locker's assignments ---- */

void store_host_put(struct sim *sim, const struct sim_parcel *parcel)
{
    const struct assignment *from = &parcel->assignment;
    struct store_assignment put = {.seq = from->seq,
                                   .state = from->state,
                                   .cell = from->cell,
                                   .purpose = from->purpose,
                                   .factors = from->factors,
                                   .not_before_s = from->not_before_s,
                                   .expires_s = from->expires_s,
                                   .bytes = from,
                                   .size_bytes = sizeof(*from)};

    memcpy(put.id, from->id, sizeof(put.id));
    memcpy(put.subject_hash, from->subject_hash, sizeof(put.subject_hash));
    memcpy(put.what, from->what, sizeof(put.what));
    store_host_risk(sim);
    err_t err = store_assignment_put(sim->store, &put);
    sim_trace(sim, "store", "ASSIGNMENT", from->seq, err);
    (void)store_host_survived(sim);
}

static void find_cells(struct sim *sim, const struct effect *effect)
{
    struct store_assignment_wish wish = {.number = effect->locker_find.number,
                                         .wall_s = sim_moment(sim).wall_s};
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_LOCKER_FOUND;
    event.locker_found.op = effect->locker_find.op;
    event.locker_found.err = store_assignment_find(sim->store, &wish, event.locker_found.items,
                                                   &event.locker_found.count);
    sim_trace(sim, "store", "FIND", event.locker_found.count, event.locker_found.err);
    if (!answers(sim))
        return;
    for (uint32_t i = 0; i < event.locker_found.count; i++)
        sim_secret(sim, event.locker_found.items[i].assignment);
    sim_tell(sim, answer_delay(sim), &event);
}

void store_host_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (sim->store == NULL)
        return;
    if (sim_strikes(sim, FAULT_DISK_FULL))
        sim->full = !sim->full;
    store_host_risk(sim);
    if (effect->kind == EFFECT_CASE_SAVE)
        save_case(sim, effect);
    else if (effect->kind == EFFECT_INTENT_SAVE)
        save_intent(sim, effect);
    else if (effect->kind == EFFECT_INTENT_CLAIM)
        claim_intent(sim, effect);
    else if (effect->kind == EFFECT_INTENT_SETTLE)
        settle_intent(sim, effect);
    else if (effect->kind == EFFECT_RATE)
        save_rating(sim, effect);
    else if (effect->kind == EFFECT_DETACH)
        detach(sim, effect);
    else if (effect->kind == EFFECT_LOCKER_FIND)
        find_cells(sim, effect);
}
