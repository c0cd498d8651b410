#include "firmware/app/locker.h"

#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/device.h"
#include "firmware/app/locker_message.h"
#include "firmware/app/log.h"
#include "firmware/app/worker.h"
#include "firmware/base/bytes.h"
#include "firmware/services/pickup/guard.h"
#include "firmware/services/store/store.h"

#define LOCKER_STORE_MS 3000 /* the store's time for an answer */
#define LOCKER_WATCH_MS 500  /* between two looks while a door is open */
#define LOCKER_LATE_MS 60000 /* so late a door may open that was told to */

_Static_assert((int)DOOR_OPEN == (int)LOCKER_DOOR_OPEN &&
                   (int)DOOR_CLOSED == (int)LOCKER_DOOR_CLOSED &&
                   (int)GUARD_ITEM_EMPTY == (int)LOCKER_ITEM_EMPTY &&
                   (int)GUARD_ITEM_OCCUPIED == (int)LOCKER_ITEM_OCCUPIED &&
                   LOCKER_DOORS_MAX == LOCKER_CELLS_MAX,
               "the guard's words are the driver's");

enum stage { STAGE_NONE, STAGE_ASSIGNMENT, STAGE_CLAIM };

struct guard {
    struct worker worker;
    const struct board *board;
    const struct locker_driver *driver;
    const struct trust_key *key; /* the platform's, for assignments */
    struct locker *handle;       /* NULL: not open */
    struct locker_status status; /* as last seen */
    bool shut[LOCKER_DOORS_MAX]; /* seen closed, and not open since */
    uint32_t told;               /* the cell that was fired last; 0: none */
    uint64_t told_until_ms;      /* it opens until then because it was fired */
    uint64_t status_ms;          /* when to look next */
    uint32_t failures;           /* of looks in a row, as device_pause_ms() counts */
    /* The opening that is asked for, and everything it is judged by. */
    enum stage stage;
    uint64_t until_ms;
    struct effect_locker_open wish;
    struct guard_facts facts;
    uint8_t evidence[DIGEST_BYTES]; /* of the assignment's signed bytes */
    bool passed;                    /* the pulse can no longer be taken back */
    struct locker_message reported; /* the last report: the same is not told twice */
};

/* ---- to the others ---- */

static void tell_store(struct guard *guard, const struct locker_message *message)
{
    if (channel_send(guard->worker.control.peers[PROCESS_STORE], message, sizeof(*message), -1) !=
        ERR_OK)
        log_line("the store did not take message %u", (unsigned)message->kind);
}

static void settle(struct guard *guard, uint64_t intent, enum intent_state state)
{
    tell_store(guard,
               &(struct locker_message){.kind = LOCKER_SETTLE, .intent = intent, .state = state});
}

static void report(struct guard *guard, enum store_locker_event_kind kind)
{
    const struct assignment *assignment = &guard->facts.assignment;
    struct locker_message message = {
        .kind = LOCKER_REPORT, .event = kind, .cell = assignment->cell, .has_evidence = 1};

    memcpy(message.assignment, assignment->id, sizeof(assignment->id));
    memcpy(message.evidence, guard->evidence, sizeof(message.evidence));
    if (memcmp(&message, &guard->reported, sizeof(message)) == 0)
        return; /* whoever asks again and again does not fill the disk */
    guard->reported = message;
    tell_store(guard, &message);
}

/* A door that nobody was permitted to move: levered open, or moved by a damaged frame. It cannot be
 * shut from here; whoever watches the fleet must know what may be gone. */
static void report_forced(struct guard *guard, uint32_t cell)
{
    log_line("cell %u is open, and nobody was permitted to open it", (unsigned)cell);
    tell_store(guard, &(struct locker_message){
                          .kind = LOCKER_REPORT, .event = STORE_LOCKER_DOOR_FORCED, .cell = cell});
}

/* ---- the bus ---- */

/* What the sensors said last is kept: a door that was shut while the line was down has moved. */
static void hang_up(struct guard *guard)
{
    guard->driver->close(guard->handle);
    guard->handle = NULL;
}

/* The door that was fired may open late, and is its visitor's until it is shut. A sensor that says
 * nothing says nothing. */
static void watch_door(struct guard *guard, uint32_t cell, enum locker_door door)
{
    bool *shut = &guard->shut[cell - 1];

    if (door == LOCKER_DOOR_OPEN && *shut &&
        (cell != guard->told || clock_mono_ms() >= guard->told_until_ms))
        report_forced(guard, cell);
    if (door == LOCKER_DOOR_CLOSED && !*shut && cell == guard->told)
        guard->told = 0;
    if (door != LOCKER_DOOR_UNKNOWN)
        *shut = door == LOCKER_DOOR_CLOSED;
}

static void expect_open(struct guard *guard, uint32_t cell)
{
    guard->told = cell;
    guard->told_until_ms = clock_mono_ms() + LOCKER_LATE_MS;
}

/* Takes what the sensors say and tells the kiosk which door moved. True: one stands open, is on its
 * way or was told to open: somebody waits for the next look. */
static bool take_status(struct guard *guard, const struct locker_status *now)
{
    struct event event = {.kind = EVENT_LOCKER_DOOR, .at = clock_moment()};
    bool is_open = false;

    for (uint8_t i = 0; i < now->door_count; i++) {
        bool moved = i < guard->status.door_count && now->doors[i] != guard->status.doors[i];

        watch_door(guard, i + 1u, now->doors[i]);
        event.locker_door.cell = i + 1u;
        event.locker_door.door = now->doors[i];
        if (moved)
            (void)worker_tell(&guard->worker, &event, -1); /* unheard: the core asks the person */
        is_open = is_open || moved || now->doors[i] == LOCKER_DOOR_OPEN;
    }
    guard->status = *now;
    return is_open || (guard->told != 0 && clock_mono_ms() < guard->told_until_ms);
}

/* Opens the bus when it is not, and looks at every door. A lock-out lasts until this process is
 * started again. */
static err_t look(struct guard *guard)
{
    const struct board_locker *board = &guard->board->locker;
    struct locker_status now;
    bool is_open = false;
    err_t err = ERR_OK;

    if (guard->handle == NULL) {
        control_busy(&guard->worker.control, DEVICE_OPEN_LIMIT_MS);
        err = guard->driver->open(board->device.port, &board->shape, DEVICE_OPEN_LIMIT_MS,
                                  &guard->handle);
    }
    if (err == ERR_OK)
        err = guard->driver->status(guard->handle, DEVICE_STATUS_LIMIT_MS, &now);
    if (err == ERR_OK)
        is_open = take_status(guard, &now);
    else
        hang_up(guard);
    worker_health(&guard->worker, guard->facts.is_locked_out ? ERR_DOOR_OTHER : err,
                  CONSUMABLE_UNKNOWN);
    guard->status_ms =
        clock_mono_ms() + (is_open ? LOCKER_WATCH_MS : device_pause_ms(err, &guard->failures));
    return err;
}

/* What the sensors say of the cell now; unknown when the bus is silent. */
static void take_world(struct guard *guard)
{
    uint8_t door = (uint8_t)(guard->facts.assignment.cell - 1);
    bool known = look(guard) == ERR_OK && door < guard->status.door_count;

    guard->facts.door = known ? (uint32_t)guard->status.doors[door] : DOOR_UNKNOWN;
    guard->facts.item = known ? (uint32_t)guard->status.items[door] : GUARD_ITEM_UNKNOWN;
}

/* ---- one opening ---- */

static void end(struct guard *guard, err_t err, enum door_state door)
{
    struct event event = {.kind = EVENT_LOCKER_OPENED,
                          .at = clock_moment(),
                          .locker_opened = {.op = guard->wish.op, .err = err, .door = door}};

    guard->stage = STAGE_NONE;
    bytes_wipe(&guard->wish, sizeof(guard->wish)); /* a code */
    worker_answer(&guard->worker, &event);
}

static void refuse(struct guard *guard, enum guard_reason reason)
{
    log_line("cell %u stays shut: %s", (unsigned)guard->facts.assignment.cell,
             guard_reason_name(reason));
    if (reason == GUARD_CODE_WRONG)
        guard_note_wrong(&guard->facts.tries, clock_mono_ms());
    if (reason == GUARD_CELL_EMPTY)
        report(guard, STORE_LOCKER_EMPTY_ON_OPEN);
    else if (reason == GUARD_TOO_LATE)
        report(guard, STORE_LOCKER_EXPIRED);
    else if (reason == GUARD_OTHER_PERSON || reason == GUARD_TOO_MANY_TRIES)
        report(guard, STORE_LOCKER_REFUSED);
    end(guard, guard_err(reason), DOOR_UNKNOWN);
}

/* The last moment before the pulse. The claim is durable already: whatever happens from here,
 * nobody fires for this intent again. */
static void pass(void *context)
{
    struct guard *guard = context;
    struct event event = {
        .kind = EVENT_LOCKER_PASSED, .at = clock_moment(), .op = {.op = guard->wish.op}};

    guard->passed = true;
    settle(guard, guard->wish.intent, INTENT_PASSED);
    (void)worker_tell(&guard->worker, &event, -1);
}

/* Its door stands open: the intent and the assignment have had their day. */
static void confirm(struct guard *guard, uint64_t intent)
{
    settle(guard, intent, INTENT_CONFIRMED);
    report(guard, guard->facts.assignment.purpose == LOCKER_PICKUP ? STORE_LOCKER_PICKUP
                                                                   : STORE_LOCKER_DEPOSIT);
}

static void settle_fired(struct guard *guard, err_t err)
{
    uint64_t intent = guard->wish.intent;

    if (guard->passed && err == ERR_OK)
        confirm(guard, intent);
    else
        settle(guard, intent, guard->passed ? INTENT_UNKNOWN : INTENT_VOID);
    if (err == ERR_DOOR_STUCK)
        settle(guard, intent, INTENT_VOID); /* its sensor looked: it is still closed */
    if (err == ERR_DOOR_OTHER) {
        guard->facts.is_locked_out = true;
        report(guard, STORE_LOCKER_DOOR_FORCED); /* which one, the next look says for itself */
    }
}

/* The only pulse of the house. */
static void fire_door(struct guard *guard)
{
    uint8_t door = (uint8_t)(guard->facts.assignment.cell - 1);
    err_t err;

    guard->passed = false;
    expect_open(guard, door + 1u);
    control_busy(&guard->worker.control, LOCKER_FIRE_MS);
    err = guard->driver->fire(guard->handle, door, LOCKER_FIRE_MS, pass, guard);
    if (!guard->passed && err_world(err) != ERR_WORLD_NOTHING)
        err = ERR_BUSY; /* the bus went silent before the pulse */
    else if (guard->passed && err != ERR_OK && err != ERR_DOOR_STUCK && err != ERR_DOOR_OTHER)
        err = ERR_DOOR_UNKNOWN;
    log_line("cell %u: %s", door + 1u, err_name(err));
    settle_fired(guard, err);
    if (err == ERR_OK) { /* so that its closing is seen */
        guard->status.doors[door] = LOCKER_DOOR_OPEN;
        guard->shut[door] = false;
    }
    end(guard, err, err == ERR_OK ? DOOR_OPEN : err == ERR_DOOR_STUCK ? DOOR_CLOSED : DOOR_UNKNOWN);
    guard->status_ms = clock_mono_ms();
}

static void begin(struct guard *guard, const struct effect_locker_open *wish)
{
    const struct event *last = &guard->worker.answer;
    struct locker_message message = {.kind = LOCKER_ASK, .op = wish->op};

    if (wish->op == 0 || (guard->stage != STAGE_NONE && guard->wish.op == wish->op))
        return;
    if (last->kind == EVENT_LOCKER_OPENED && last->locker_opened.op == wish->op) {
        guard->worker.answer_due = true; /* asked again by a reborn kiosk: never fired again */
        return;
    }
    guard->wish = *wish; /* an opening before it, not yet claimed, is forgotten */
    guard->wish.assignment[sizeof(guard->wish.assignment) - 1] = '\0';
    guard->wish.code[sizeof(guard->wish.code) - 1] = '\0';
    guard->facts.epoch = wish->epoch;
    guard->facts.intent = (struct guard_intent){0};
    guard->stage = STAGE_ASSIGNMENT;
    guard->until_ms = clock_mono_ms() + LOCKER_STORE_MS;
    memcpy(message.assignment, guard->wish.assignment, sizeof(guard->wish.assignment));
    tell_store(guard, &message);
}

/* Reads and verifies the bytes, which the file then no longer holds. */
static err_t take_assignment(struct guard *guard, int *file)
{
    struct channel_memory memory;
    err_t err = channel_open_memory(*file, &memory);

    *file = -1;
    if (err == ERR_OK) {
        err = assignment_open(guard->key, memory.bytes, memory.size, &guard->facts.assignment);
        trust_sha256(memory.bytes, memory.size, guard->evidence);
    }
    channel_close_memory(&memory);
    if (err != ERR_OK)
        memset(&guard->facts.assignment, 0, sizeof(guard->facts.assignment));
    return err;
}

static void take_reply(struct guard *guard, const struct locker_message *message, int *file)
{
    enum guard_reason reason;

    if (guard->stage != STAGE_ASSIGNMENT || message->op != guard->wish.op)
        return;
    guard->facts.assignment_err = take_assignment(guard, file);
    guard->facts.now = clock_moment();
    reason = message->err == ERR_STATE ? GUARD_NOT_READY : guard_permit(&guard->facts);
    if (reason != GUARD_OPEN) {
        refuse(guard, reason);
        return;
    }
    guard->stage = STAGE_CLAIM;
    tell_store(guard, &(struct locker_message){.kind = LOCKER_CLAIM,
                                               .op = guard->wish.op,
                                               .intent = guard->wish.intent});
}

static void take_claim(struct guard *guard, const struct locker_message *message)
{
    struct guard_intent *intent = &guard->facts.intent;
    enum guard_reason reason;

    if (guard->stage != STAGE_CLAIM || message->op != guard->wish.op) {
        if (message->err == ERR_OK)
            settle(guard, message->intent, INTENT_VOID); /* came too late: it is burnt */
        return;
    }
    *intent = (struct guard_intent){.kind = message->intent_kind,
                                    .state = message->err == ERR_OK ? message->state : INTENT_NONE,
                                    .boot = message->boot,
                                    .boot_now = message->boot_now,
                                    .saved_ms = message->saved_ms};
    memcpy(intent->assignment, message->assignment, sizeof(intent->assignment) - 1);
    take_world(guard);
    guard->facts.now = clock_moment(); /* judged last, when nothing can come between */
    if (guard_decide(&guard->facts, &reason) == ERR_OK && guard->handle != NULL) {
        fire_door(guard);
        return;
    }
    if (message->err == ERR_OK)
        settle(guard, message->intent, INTENT_VOID);
    if (reason == GUARD_OPEN)
        end(guard, ERR_NO_DEVICE, DOOR_UNKNOWN);
    else
        refuse(guard, reason);
}

/* An opening whose guard died, perhaps in the middle of the pulse. The sensors may still tell;
 * where they do not, it stays unknown and a person must look. Nothing is fired. */
static void take_lost(struct guard *guard, const struct locker_message *message, int *file)
{
    if (message->err != ERR_OK || guard->stage != STAGE_NONE)
        return;
    if (*file >= 0 && take_assignment(guard, file) == ERR_OK) {
        expect_open(guard, guard->facts.assignment.cell);
        take_world(guard);
        if (guard->facts.door == DOOR_OPEN)
            confirm(guard, message->intent);
        else if (guard->facts.door == DOOR_CLOSED &&
                 guard->facts.assignment.purpose == LOCKER_PICKUP &&
                 guard->facts.item == GUARD_ITEM_OCCUPIED)
            settle(guard, message->intent, INTENT_VOID); /* the citizen asks again */
    }
    tell_store(guard, &(struct locker_message){.kind = LOCKER_ASK_LOST, .intent = message->intent});
}

/* ---- messages ---- */

static void take_identity(struct guard *guard, const struct locker_message *message)
{
    struct guard_identity *identity = &guard->facts.identity;

    *identity = (struct guard_identity){.epoch = message->epoch, .mono_ms = message->mono_ms};
    memcpy(identity->number, message->number, sizeof(identity->number) - 1);
}

/* Who may say what: an identity is the reader's word alone, all else the store's. */
static void take_message(struct guard *guard, enum process from,
                         const struct locker_message *message, int *file)
{
    if (from == PROCESS_READER && message->kind == LOCKER_IDENTITY)
        take_identity(guard, message);
    else if (from == PROCESS_STORE && message->kind == LOCKER_ASSIGNMENT)
        take_reply(guard, message, file);
    else if (from == PROCESS_STORE && message->kind == LOCKER_CLAIMED)
        take_claim(guard, message);
    else if (from == PROCESS_STORE && message->kind == LOCKER_LOST)
        take_lost(guard, message, file);
}

static void take_messages(struct guard *guard, enum process from)
{
    int *peer = &guard->worker.control.peers[from];

    while (*peer >= 0) {
        struct locker_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(*peer, &packet);

        if (err == ERR_BUSY)
            return;
        if (err == ERR_OK && packet.size == sizeof(message))
            take_message(guard, from, &message, &packet.file);
        else
            control_drop(&guard->worker.control, from);
        channel_close(&packet.file);
        bytes_wipe(&message, sizeof(message));
    }
}

/* The end of a visit: nobody is identified, nothing is asked for. */
static void clear(struct guard *guard)
{
    bytes_wipe(&guard->facts.identity, sizeof(guard->facts.identity));
    bytes_wipe(&guard->wish, sizeof(guard->wish));
    guard->stage = STAGE_NONE;
    worker_forget(&guard->worker);
}

static void take_effects(struct guard *guard)
{
    struct effect effect;

    while (worker_next(&guard->worker, &effect, NULL)) {
        if (effect.kind == EFFECT_LOCKER_OPEN)
            begin(guard, &effect.locker_open);
        else if (effect.kind == EFFECT_CLEAR)
            clear(guard);
        bytes_wipe(&effect, sizeof(effect));
    }
}

static void run(struct guard *guard)
{
    struct control_ready ready;

    (void)look(guard);
    while (worker_wait(&guard->worker,
                       guard->stage != STAGE_NONE && guard->until_ms < guard->status_ms
                           ? guard->until_ms
                           : guard->status_ms,
                       -1, &ready)) {
        if (ready.replaced[PROCESS_STORE])
            tell_store(guard, &(struct locker_message){.kind = LOCKER_ASK_LOST});
        take_messages(guard, PROCESS_READER);
        take_effects(guard);
        take_messages(guard, PROCESS_STORE);
        if (guard->stage != STAGE_NONE && clock_mono_ms() >= guard->until_ms)
            end(guard, ERR_BUSY, DOOR_UNKNOWN); /* the store is silent; a late claim is burnt */
        if (clock_mono_ms() >= guard->status_ms)
            (void)look(guard);
    }
    hang_up(guard);
}

void locker_run(const struct board *board, const struct locker_driver *driver,
                const struct trust_key *key, int fd)
{
    static struct guard guard;

    guard.board = board;
    guard.driver = driver;
    guard.key = key;
    guard.facts.kiosk_id = board->kiosk_id;
    guard.facts.door_count = board->locker.shape.door_count;
    guard.facts.wished = guard.wish.assignment;
    guard.facts.code = guard.wish.code;
    worker_init(&guard.worker, DEVICE_LOCKER, fd);
    run(&guard);
    worker_finish(&guard.worker);
    bytes_wipe(&guard, sizeof(guard));
}
