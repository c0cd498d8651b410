#include "firmware/app/device_card.h"

#include <string.h>

#include "firmware/app/clock.h"
#include "firmware/app/channel.h"
#include "firmware/app/device.h"
#include "firmware/app/locker_message.h"
#include "firmware/app/worker.h"
#include "firmware/base/bytes.h"

#define READER_FIND_MS 300 /* between two looks for a card */
#define READER_FIND_LIMIT_MS 1000
#define READER_READ_LIMIT_MS 4000
#define READER_TRIES 3 /* of a card that moves, and of a reader in trouble */

/* The search for a card that the kiosk asked for. */
struct search {
    uint64_t op; /* 0: none */
    uint64_t until_ms, next_ms;
    uint32_t epoch; /* of the visit that asked */
    uint32_t moved, trouble;
};

struct reader {
    struct worker worker;
    const struct device_card *card;
    void *handle;       /* NULL: not open */
    uint64_t status_ms; /* when to ask for health next */
    uint32_t failures;  /* of looks in a row, as device_pause_ms() counts */
    struct search search;
    struct locker_message attested; /* whose card lay here in this visit; no epoch: nobody's */
};

static void hang_up(struct reader *reader)
{
    reader->card->close(reader->card, reader->handle);
    reader->handle = NULL;
}

/* Opens the reader when it is not; says how it is. */
static err_t have_reader(struct reader *reader)
{
    err_t err;

    if (reader->handle != NULL)
        return ERR_OK;
    control_busy(&reader->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = reader->card->open(reader->card, DEVICE_OPEN_LIMIT_MS, &reader->handle);
    if (err != ERR_OK)
        reader->handle = NULL;
    worker_health(&reader->worker, err, CONSUMABLE_UNKNOWN);
    return err;
}

static void look_after(struct reader *reader)
{
    err_t err = have_reader(reader);

    if (err == ERR_OK) {
        err = reader->card->status(reader->card, reader->handle, DEVICE_STATUS_LIMIT_MS);
        worker_health(&reader->worker, err, CONSUMABLE_UNKNOWN);
        if (err != ERR_OK)
            hang_up(reader);
    }
    reader->status_ms = clock_mono_ms() + device_pause_ms(err, &reader->failures);
}

/* Tells the locker's guard whose ID card lay here, past the kiosk: nobody else can say so. A guard
 * that does not hear it opens nothing; one that was started again hears it again, with the time of
 * the reading. */
static void tell_guard(const struct reader *reader)
{
    int guard = reader->worker.control.peers[PROCESS_LOCKER];
    err_t err;

    if (guard < 0 || reader->attested.epoch == 0)
        return;
    err = channel_send(guard, &reader->attested, sizeof(reader->attested), -1);
    (void)err;
}

static void attest(struct reader *reader, const struct person *person)
{
    if (reader->card->device != DEVICE_READER)
        return;
    reader->attested = (struct locker_message){
        .kind = LOCKER_IDENTITY, .epoch = reader->search.epoch, .mono_ms = clock_mono_ms()};
    memcpy(reader->attested.number, person->number, sizeof(person->number));
    tell_guard(reader);
}

/* Ends the search with an answer; `person` is NULL without one, and is wiped by its owner. */
static void answer(struct reader *reader, err_t err, const struct person *person)
{
    struct event event = {.kind = EVENT_CARD, .at = clock_moment()};

    event.card.op = reader->search.op;
    event.card.err = err;
    if (person != NULL) {
        event.card.person = *person;
        attest(reader, person);
    }
    reader->search = (struct search){0};
    worker_answer(&reader->worker, &event);
    bytes_wipe(&event, sizeof(event));
}

/* One find and, with a card there, one read. The person is zeroed on every error. */
static err_t find_and_read(struct reader *reader, struct person *out_person)
{
    err_t err = have_reader(reader);

    memset(out_person, 0, sizeof(*out_person));
    if (err == ERR_OK)
        err = reader->card->find(reader->card, reader->handle, READER_FIND_LIMIT_MS);
    if (err == ERR_OK) {
        control_busy(&reader->worker.control, READER_READ_LIMIT_MS);
        err = reader->card->read(reader->card, reader->handle, READER_READ_LIMIT_MS, out_person);
    }
    return err;
}

/* A reader that fails is closed and tried afresh; after the last try the citizen is told. */
static void meet_trouble(struct reader *reader, err_t err)
{
    hang_up(reader);
    if (++reader->search.trouble < READER_TRIES)
        return;
    worker_health(&reader->worker, err, CONSUMABLE_UNKNOWN);
    answer(reader, err, NULL);
}

static void search_once(struct reader *reader)
{
    struct search *search = &reader->search;
    struct person person;
    err_t err = find_and_read(reader, &person);

    search->next_ms = clock_mono_ms() + READER_FIND_MS;
    if (err == ERR_OK)
        answer(reader, ERR_OK, &person);
    else if (err == ERR_CARD_UNSUPPORTED || err == ERR_PIN_NEEDED)
        answer(reader, err, NULL);
    else if (err == ERR_CARD_MOVED && ++search->moved > READER_TRIES)
        answer(reader, err, NULL);
    else if (err == ERR_CARD_MOVED)
        search->next_ms = clock_mono_ms(); /* at once: the card is still near */
    else if (err != ERR_NO_CARD)
        meet_trouble(reader, err);
    bytes_wipe(&person, sizeof(person));
    if (search->op != 0 && clock_mono_ms() >= search->until_ms)
        answer(reader, ERR_NO_CARD, NULL);
}

static void begin_search(struct reader *reader, const struct effect_card_read *wish, uint32_t epoch)
{
    uint64_t now_ms = clock_mono_ms();

    if (wish->op == 0 || wish->op == reader->search.op)
        return;
    if (reader->worker.answer.kind == EVENT_CARD && reader->worker.answer.card.op == wish->op) {
        reader->worker.answer_due = true; /* asked again by a reborn kiosk */
        return;
    }
    worker_forget(&reader->worker);
    reader->search = (struct search){
        .op = wish->op, .until_ms = now_ms + wish->limit_ms, .next_ms = now_ms, .epoch = epoch};
}

static void take_effects(struct reader *reader)
{
    struct effect effect;

    while (worker_next(&reader->worker, &effect, NULL)) {
        if (effect.kind == (uint32_t)reader->card->read_effect) {
            begin_search(reader, &effect.card_read, effect.epoch);
        } else if (effect.kind == (uint32_t)reader->card->cancel_effect &&
                   effect.op_only.op == reader->search.op && reader->search.op != 0) {
            answer(reader, ERR_CANCELLED, NULL);
        } else if (effect.kind == EFFECT_CLEAR) {
            reader->search = (struct search){0};
            bytes_wipe(&reader->attested, sizeof(reader->attested));
            worker_forget(&reader->worker);
        }
    }
}

void device_run_card(const struct device_card *card)
{
    static struct reader reader;
    struct control_ready ready;

    reader.card = card;
    worker_init(&reader.worker, card->device, CONTROL_FD);
    look_after(&reader);
    while (worker_wait(&reader.worker,
                       reader.search.op != 0 ? reader.search.next_ms : reader.status_ms, -1,
                       &ready)) {
        if (ready.readable[PROCESS_LOCKER]) /* the guard says nothing: it is gone */
            control_drop(&reader.worker.control, PROCESS_LOCKER);
        if (ready.replaced[PROCESS_LOCKER])
            tell_guard(&reader);
        take_effects(&reader);
        if (reader.search.op != 0 && clock_mono_ms() >= reader.search.next_ms)
            search_once(&reader);
        else if (reader.search.op == 0 && clock_mono_ms() >= reader.status_ms)
            look_after(&reader);
    }
    hang_up(&reader);
    worker_finish(&reader.worker);
    bytes_wipe(&reader.attested, sizeof(reader.attested));
}
