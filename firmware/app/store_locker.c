#include "firmware/app/store_locker.h"

#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/locker_message.h"
#include "firmware/app/log.h"
#include "firmware/app/outbox_message.h"
#include "firmware/base/bytes.h"
#include "firmware/services/pickup/assignment.h"
#include "firmware/services/relay/relay_assignments_parse.h"

_Static_assert(RELAY_ASSIGNMENT_TEXT_BYTES + TRUST_SIGNATURE_BYTES <= ASSIGNMENT_BYTES_MAX &&
                   ASSIGNMENT_BYTES_MAX <= STORE_ASSIGNMENT_BYTES_MAX,
               "what the relay brings fits on its whole way");
_Static_assert((int)ASSIGNMENT_READY == (int)STORE_ASSIGNMENT_READY &&
                   (int)ASSIGNMENT_WITHDRAWN == (int)STORE_ASSIGNMENT_WITHDRAWN,
               "the states go one to one");

void store_locker_init(struct store_locker *locker, struct store *store,
                       const struct trust_key *key)
{
    err_t err;

    *locker = (struct store_locker){.store = store, .key = key};
    err = store_assignment_seq(store, &locker->seq);
    if (err != ERR_OK)
        log_line("assignments: %s", err_name(err));
}

/* Only a broken store is the caller's concern. */
static err_t only_broken(err_t err)
{
    return err == ERR_IO || err == ERR_CORRUPT ? err : ERR_OK;
}

/* ---- from the relay ---- */

static err_t keep(struct store_locker *locker, const struct relay_assignment *item)
{
    uint8_t bytes[ASSIGNMENT_BYTES_MAX];
    struct store_assignment kept = {.bytes = bytes};
    struct assignment read;
    err_t err = item->text_bytes <= sizeof(item->text) ? ERR_OK : ERR_INVALID;

    if (err == ERR_OK) {
        kept.size_bytes = TRUST_SIGNATURE_BYTES + item->text_bytes;
        memcpy(bytes, item->signature, TRUST_SIGNATURE_BYTES);
        memcpy(bytes + TRUST_SIGNATURE_BYTES, item->text, item->text_bytes);
        err = assignment_open(locker->key, bytes, kept.size_bytes, &read);
    }
    if (err != ERR_OK)
        return err;
    memcpy(kept.id, read.id, sizeof(kept.id));
    kept.seq = read.seq;
    kept.state = read.state;
    kept.cell = read.cell;
    kept.purpose = read.purpose;
    kept.factors = read.factors;
    kept.not_before_s = read.not_before_s;
    kept.expires_s = read.expires_s;
    memcpy(kept.subject_hash, read.subject_hash, sizeof(kept.subject_hash));
    memcpy(kept.what, read.what, sizeof(kept.what));
    if (read.seq > locker->seq)
        locker->seq = read.seq;
    return store_assignment_put(locker->store, &kept);
}

static err_t keep_all(struct store_locker *locker, const struct channel_memory *memory)
{
    const struct relay_assignments *list = (const struct relay_assignments *)memory->bytes;
    const size_t head_bytes = offsetof(struct relay_assignments, items);
    err_t err = ERR_OK;

    if (memory->size < head_bytes || list->count > RELAY_ASSIGNMENTS_MAX ||
        memory->size != head_bytes + list->count * sizeof(list->items[0]))
        return ERR_INVALID;
    for (uint32_t i = 0; i < list->count && only_broken(err) == ERR_OK; i++) {
        err = keep(locker, &list->items[i]);
        if (err != ERR_OK)
            log_line("an assignment is not taken: %s", err_name(err));
    }
    return only_broken(err);
}

err_t store_locker_take(struct store_locker *locker, int file)
{
    struct channel_memory memory;
    err_t err = channel_open_memory(file, &memory);

    if (err == ERR_OK && locker->key == NULL)
        err = ERR_SIGNATURE;
    if (err == ERR_OK)
        err = keep_all(locker, &memory);
    channel_close_memory(&memory);
    return only_broken(err);
}

void store_locker_tell(const struct store_locker *locker, int relay, bool ask_now)
{
    struct outbox_message message = {.kind = ask_now ? OUTBOX_ASSIGNMENTS_WISH
                                                     : OUTBOX_ASSIGNMENTS_HELD,
                                     .seq = (int64_t)locker->seq};
    err_t err = channel_send(relay, &message, sizeof(message), -1);

    (void)err; /* it asks by itself, a little later */
}

/* ---- for the kiosk ---- */

err_t store_locker_find(struct store_locker *locker, const struct effect_locker_find *wish,
                        struct event *out_event)
{
    char number[sizeof(wish->number)];
    struct event_locker_found *found = &out_event->locker_found;
    struct store_assignment_wish search = {
        .number = number,
        .language = wish->language < LANGUAGE_COUNT ? (enum language)wish->language : 0};

    memcpy(number, wish->number, sizeof(number));
    number[sizeof(number) - 1] = '\0';
    *out_event = (struct event){.kind = EVENT_LOCKER_FOUND, .at = clock_moment()};
    search.wall_s = out_event->at.wall_s;
    found->op = wish->op;
    found->err = store_assignment_find(locker->store, &search, found->items, &found->count);
    bytes_wipe(number, sizeof(number));
    return only_broken(found->err);
}

/* ---- for the guard ---- */

err_t store_locker_met(struct store_locker *locker)
{
    uint32_t count = 0;
    err_t err = store_opening_lost(locker->store, &count);

    if (count > 0)
        log_line("%u openings are unknown: the guard went away", (unsigned)count);
    return only_broken(err);
}

/* Answers with the bytes of the message's assignment beside it, or with why not. */
static err_t answer_bytes(struct store_locker *locker, int guard, struct locker_message *answer)
{
    uint8_t bytes[STORE_ASSIGNMENT_BYTES_MAX];
    size_t size_bytes = 0;
    int file = -1;
    err_t err = store_assignment_get(locker->store, answer->assignment, bytes, &size_bytes), sent;

    if (err == ERR_OK)
        err = channel_seal_memory(bytes, size_bytes, &file);
    if (answer->kind == LOCKER_ASSIGNMENT)
        answer->err = err;
    sent = channel_send(guard, answer, sizeof(*answer), file);
    channel_close(&file);
    (void)sent; /* the guard's own time runs out */
    return only_broken(err);
}

static void fill(struct store_locker *locker, struct locker_message *answer,
                 const struct store_opening *opening)
{
    answer->intent = opening->intent;
    answer->saved_ms = opening->saved_ms;
    answer->boot = opening->boot;
    answer->boot_now = store_boot(locker->store);
    answer->state = opening->state;
    answer->intent_kind = INTENT_OPEN;
    memcpy(answer->assignment, opening->assignment, sizeof(opening->assignment));
}

static err_t claim(struct store_locker *locker, int guard, const struct locker_message *wish)
{
    struct locker_message answer = {.kind = LOCKER_CLAIMED, .op = wish->op};
    struct store_opening opening;
    err_t sent;

    answer.err = store_opening_claim(locker->store, wish->op, wish->intent, &opening);
    if (answer.err == ERR_OK)
        fill(locker, &answer, &opening);
    sent = channel_send(guard, &answer, sizeof(answer), -1);
    (void)sent; /* a claim that nobody hears of is never fired */
    return only_broken(answer.err);
}

static err_t tell_lost(struct store_locker *locker, int guard, const struct locker_message *wish)
{
    struct locker_message answer = {.kind = LOCKER_LOST};
    struct store_opening opening;
    err_t sent;

    answer.err = store_opening_unknown(locker->store, wish->intent, &opening);
    if (answer.err == ERR_OK) {
        fill(locker, &answer, &opening);
        return answer_bytes(locker, guard, &answer);
    }
    sent = channel_send(guard, &answer, sizeof(answer), -1);
    (void)sent;
    return only_broken(answer.err);
}

static err_t report(struct store_locker *locker, const struct locker_message *message)
{
    struct moment now = clock_moment();
    const struct store_locker_event event = {
        .kind = message->event,
        .cell = message->cell,
        .assignment = message->assignment,
        .at = &now,
        .evidence = message->has_evidence != 0 ? message->evidence : NULL};
    err_t err = store_assignment_report(locker->store, &event);

    if (err != ERR_OK)
        log_line("what happened at cell %u is not kept: %s", (unsigned)message->cell,
                 err_name(err));
    return only_broken(err);
}

static err_t settle(struct store_locker *locker, const struct locker_message *message)
{
    err_t err =
        store_intent_settle(locker->store, message->intent, (enum intent_state)message->state);

    if (err != ERR_OK)
        log_line("opening %llu to %s: %s", (unsigned long long)message->intent,
                 intent_state_name((enum intent_state)message->state), err_name(err));
    return only_broken(err);
}

static err_t serve(struct store_locker *locker, int guard, struct locker_message *message)
{
    struct locker_message answer = {.kind = LOCKER_ASSIGNMENT, .op = message->op};

    message->assignment[CASE_ID_BYTES - 1] = '\0';
    memcpy(answer.assignment, message->assignment, sizeof(answer.assignment));
    switch ((enum locker_message_kind)message->kind) {
    case LOCKER_ASK:
        return answer_bytes(locker, guard, &answer);
    case LOCKER_CLAIM:
        return claim(locker, guard, message);
    case LOCKER_SETTLE:
        return settle(locker, message);
    case LOCKER_REPORT:
        return report(locker, message);
    case LOCKER_ASK_LOST:
        return tell_lost(locker, guard, message);
    case LOCKER_NONE:
    case LOCKER_ASSIGNMENT:
    case LOCKER_CLAIMED:
    case LOCKER_LOST:
    case LOCKER_IDENTITY:
        break;
    }
    return ERR_INVALID;
}

err_t store_locker_serve(struct store_locker *locker, struct control *control)
{
    int *guard = &control->peers[PROCESS_LOCKER];
    err_t broken = ERR_OK;

    while (*guard >= 0 && broken == ERR_OK) {
        struct locker_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(*guard, &packet);

        if (err == ERR_BUSY)
            return ERR_OK;
        if (err == ERR_OK && packet.size == sizeof(message))
            err = serve(locker, *guard, &message);
        else
            err = ERR_INVALID;
        channel_close(&packet.file);
        broken = only_broken(err);
        if (err == ERR_INVALID)
            control_drop(control, PROCESS_LOCKER);
    }
    return broken;
}
