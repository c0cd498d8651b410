#include "firmware/app/device.h"

#include <string.h>

#include "drivers/idcard/idcard.h"
#include "firmware/app/clock.h"
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
    uint32_t moved, trouble;
};

struct reader {
    struct worker worker;
    const struct idcard_driver *driver;
    const char *port;
    struct idcard_reader *handle; /* NULL: not open */
    uint64_t status_ms;           /* when to ask for health next */
    uint32_t failures;            /* of looks in a row, as device_pause_ms() counts */
    struct search search;
};

static void hang_up(struct reader *reader)
{
    reader->driver->close(reader->handle);
    reader->handle = NULL;
}

/* Opens the reader when it is not; says how it is. */
static err_t have_reader(struct reader *reader)
{
    err_t err;

    if (reader->handle != NULL)
        return ERR_OK;
    control_busy(&reader->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = reader->driver->open(reader->port, DEVICE_OPEN_LIMIT_MS, &reader->handle);
    if (err != ERR_OK)
        reader->handle = NULL;
    worker_health(&reader->worker, err, CONSUMABLE_UNKNOWN);
    return err;
}

static void look_after(struct reader *reader)
{
    err_t err = have_reader(reader);

    if (err == ERR_OK) {
        err = reader->driver->status(reader->handle, DEVICE_STATUS_LIMIT_MS);
        worker_health(&reader->worker, err, CONSUMABLE_UNKNOWN);
        if (err != ERR_OK)
            hang_up(reader);
    }
    reader->status_ms = clock_mono_ms() + device_pause_ms(err, &reader->failures);
}

/* Ends the search with an answer; `record` is NULL without a person, and is wiped by its owner. */
static void answer(struct reader *reader, err_t err, const struct idcard_record *record)
{
    struct event event = {.kind = EVENT_CARD, .at = clock_moment()};
    struct person *person = &event.card.person;

    event.card.op = reader->search.op;
    event.card.err = err;
    if (record != NULL) {
        memcpy(person->name, record->name, sizeof(person->name));
        memcpy(person->number, record->number, sizeof(person->number));
        memcpy(person->address, record->address, sizeof(person->address));
        memcpy(person->birth, record->birth, sizeof(person->birth));
        memcpy(person->valid_to, record->valid_to, sizeof(person->valid_to));
        person->sex = record->sex;
        person->nation = record->nation;
    }
    reader->search = (struct search){0};
    worker_answer(&reader->worker, &event);
    bytes_wipe(&event, sizeof(event));
}

/* One find and, with a card there, one read. The record is zeroed on every error. */
static err_t find_and_read(struct reader *reader, struct idcard_record *out_record)
{
    err_t err = have_reader(reader);

    memset(out_record, 0, sizeof(*out_record));
    if (err == ERR_OK)
        err = reader->driver->find(reader->handle, READER_FIND_LIMIT_MS);
    if (err == ERR_OK) {
        control_busy(&reader->worker.control, READER_READ_LIMIT_MS);
        err = reader->driver->read(reader->handle, READER_READ_LIMIT_MS, out_record);
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
    struct idcard_record record;
    err_t err = find_and_read(reader, &record);

    search->next_ms = clock_mono_ms() + READER_FIND_MS;
    if (err == ERR_OK)
        answer(reader, ERR_OK, &record);
    else if (err == ERR_CARD_UNSUPPORTED)
        answer(reader, err, NULL);
    else if (err == ERR_CARD_MOVED && ++search->moved > READER_TRIES)
        answer(reader, err, NULL);
    else if (err == ERR_CARD_MOVED)
        search->next_ms = clock_mono_ms(); /* at once: the card is still near */
    else if (err != ERR_NO_CARD)
        meet_trouble(reader, err);
    bytes_wipe(&record, sizeof(record));
    if (search->op != 0 && clock_mono_ms() >= search->until_ms)
        answer(reader, ERR_NO_CARD, NULL);
}

static void begin_search(struct reader *reader, const struct effect_card_read *wish)
{
    uint64_t now_ms = clock_mono_ms();

    if (wish->op == 0 || wish->op == reader->search.op)
        return;
    if (reader->worker.answer.kind == EVENT_CARD && reader->worker.answer.card.op == wish->op) {
        reader->worker.answer_due = true; /* asked again by a reborn kiosk */
        return;
    }
    worker_forget(&reader->worker);
    reader->search =
        (struct search){.op = wish->op, .until_ms = now_ms + wish->limit_ms, .next_ms = now_ms};
}

static void take_effects(struct reader *reader)
{
    struct effect effect;

    while (worker_next(&reader->worker, &effect, NULL)) {
        if (effect.kind == EFFECT_CARD_READ) {
            begin_search(reader, &effect.card_read);
        } else if (effect.kind == EFFECT_CARD_CANCEL && effect.op_only.op == reader->search.op &&
                   reader->search.op != 0) {
            answer(reader, ERR_CANCELLED, NULL);
        } else if (effect.kind == EFFECT_CLEAR) {
            reader->search = (struct search){0};
            worker_forget(&reader->worker);
        }
    }
}

err_t device_run_reader(const struct board_device *board)
{
    static struct reader reader;
    struct control_ready ready;

    reader.driver = idcard_driver_find(board->driver);
    reader.port = board->port;
    if (reader.driver == NULL)
        return ERR_NOT_FOUND;
    worker_init(&reader.worker, DEVICE_READER, CONTROL_FD);
    look_after(&reader);
    while (worker_wait(&reader.worker,
                       reader.search.op != 0 ? reader.search.next_ms : reader.status_ms, &ready)) {
        take_effects(&reader);
        if (reader.search.op != 0 && clock_mono_ms() >= reader.search.next_ms)
            search_once(&reader);
        else if (reader.search.op == 0 && clock_mono_ms() >= reader.status_ms)
            look_after(&reader);
    }
    hang_up(&reader);
    worker_finish(&reader.worker);
    return ERR_OK;
}
