/* banshi-relay: the one process that reaches the network. It keeps nothing: the store asks it to
 * send, the kiosk to look up, and by itself it reports life and looks for a newer catalogue. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/outbox_message.h"
#include "firmware/app/sandbox.h"
#include "firmware/app/version.h"
#include "firmware/app/worker.h"
#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/relay/relay.h"
#include "firmware/services/store/store.h"

#define COURIER_PUT_MS 8000
#define COURIER_HEARTBEAT_LIMIT_MS 4000
#define COURIER_CATALOGUE_LIMIT_MS 8000
#define COURIER_STATUS_MS_MAX 10000
#define COURIER_HEARTBEAT_MS 30000
#define COURIER_CATALOGUE_MS 60000
#define COURIER_ASSIGNMENTS_LIMIT_MS 4000
#define COURIER_ASSIGNMENTS_MS 30000
#define COURIER_WISH_MS 2000 /* at most so often when people look for theirs */
#define COURIER_FIRST_MS                                                                           \
    3000 /* between tries while no catalogue was ever had, or no platform seen */

struct courier {
    struct worker worker;
    struct relay *relay;
    const struct board *board;
    uint64_t heartbeat_ms, catalogue_ms; /* when next */
    uint64_t assignments_ms;             /* when next */
    uint64_t assignments_asked_ms;       /* when last */
    uint64_t assignments_seq;            /* the highest that the store has seen */
    bool assignments_known;              /* the store said which, and there is a locker */
    uint64_t started_ms;
    uint64_t away_since_ms; /* when the platform was found away; 0: it was reached since */
    uint32_t heartbeat_count;
    bool held_known; /* the store said what it holds */
    uint32_t held_version;
    char held_etag[RELAY_ETAG_BYTES];
    char refused_etag[RELAY_ETAG_BYTES]; /* of a catalogue that cannot be used: said once */
};

/* The store hears of it once: what waits there only because nobody answered can go. */
static void note_reach(struct courier *courier, bool reached)
{
    struct outbox_message message = {.kind = OUTBOX_REACHED};
    err_t err;

    if (!reached && courier->away_since_ms == 0)
        courier->away_since_ms = clock_mono_ms();
    if (!reached || courier->away_since_ms == 0)
        return;
    message.away_ms = clock_mono_ms() - courier->away_since_ms;
    err = channel_send(courier->worker.control.peers[PROCESS_STORE], &message, sizeof(message), -1);
    if (err == ERR_OK)
        courier->away_since_ms = 0; /* else told after the next answer */
}

/* What an answer, or none, says of the platform. A refusal is the word of a living platform. */
static void note_platform(struct courier *courier, err_t err)
{
    bool reached = err == ERR_OK || err == ERR_REFUSED || err == ERR_NOT_FOUND;
    enum device_state before = (enum device_state)courier->worker.health.device.state;

    if (err == ERR_INVALID || err == ERR_LIMIT)
        return; /* nothing was sent */
    if (!reached && err != ERR_DENIED && err != ERR_SIGNATURE)
        err = ERR_NETWORK;
    worker_health(&courier->worker, reached ? ERR_OK : err, CONSUMABLE_UNKNOWN);
    note_reach(courier, reached);
    if (reached && before != DEVICE_ONLINE && courier->held_version == 0)
        courier->catalogue_ms = clock_mono_ms();
}

/* ---- for the kiosk: where a case stands ---- */

static void look_up(struct courier *courier, const struct effect_case_ref *wish)
{
    struct event event = {.kind = EVENT_CASE_STATUS};
    struct relay_status status = {0};
    struct relay_reply reply;
    char case_id[CASE_ID_BYTES];
    uint32_t limit_ms =
        wish->limit_ms < COURIER_STATUS_MS_MAX ? wish->limit_ms : COURIER_STATUS_MS_MAX;
    err_t err;

    memcpy(case_id, wish->case_id, sizeof(case_id));
    case_id[sizeof(case_id) - 1] = '\0';
    control_busy(&courier->worker.control, limit_ms);
    err = relay_get_status(courier->relay, case_id, limit_ms, &status, &reply);
    note_platform(courier, err);
    event.at = clock_moment();
    event.case_status.op = wish->op;
    event.case_status.err = err;
    if (err == ERR_OK) {
        event.case_status.state = case_state_find(status.state);
        if (event.case_status.state == CASE_STATE_COUNT)
            event.case_status.err = ERR_PROTOCOL;
        if (status.document_count > 0)
            text_copy(event.case_status.code, sizeof(event.case_status.code),
                      status.documents[0].verification_code);
    }
    worker_answer(&courier->worker, &event);
    bytes_wipe(&status, sizeof(status));
}

static void find_case(struct courier *courier, const struct effect_case_find *wish)
{
    struct event event = {.kind = EVENT_CASE_FOUND};
    struct relay_reply reply;
    char number[CASE_NUMBER_BYTES];
    struct relay_find find = {
        .number = number,
        .language = language_tag(wish->language < LANGUAGE_COUNT ? (enum language)wish->language
                                                                 : (enum language)0),
        .limit_ms =
            wish->limit_ms < COURIER_STATUS_MS_MAX ? wish->limit_ms : COURIER_STATUS_MS_MAX};
    err_t err;

    memcpy(number, wish->number, sizeof(number));
    number[sizeof(number) - 1] = '\0';
    control_busy(&courier->worker.control, find.limit_ms);
    err = relay_find_case(courier->relay, &find, &event.case_found.progress, &reply);
    /* Who is told to ask less often was heard. */
    note_platform(courier, reply.http_status == 429 ? ERR_REFUSED : err);
    event.at = clock_moment();
    event.case_found.op = wish->op;
    event.case_found.err = err;
    worker_answer(&courier->worker, &event);
    bytes_wipe(&event, sizeof(event));
}

static void get_document(struct courier *courier, const struct effect_case_ref *wish)
{
    struct event event = {.kind = EVENT_DOCUMENT};
    struct relay_reply reply;
    char case_id[CASE_ID_BYTES];
    uint32_t limit_ms =
        wish->limit_ms < COURIER_STATUS_MS_MAX ? wish->limit_ms : COURIER_STATUS_MS_MAX;

    memcpy(case_id, wish->case_id, sizeof(case_id));
    case_id[sizeof(case_id) - 1] = '\0';
    control_busy(&courier->worker.control, limit_ms);
    event.document.err =
        relay_get_document(courier->relay, case_id, limit_ms, &event.document.certificate, &reply);
    note_platform(courier, event.document.err);
    event.at = clock_moment();
    event.document.op = wish->op;
    worker_answer(&courier->worker, &event);
    bytes_wipe(&event, sizeof(event));
}

static void take_effects(struct courier *courier)
{
    struct effect effect;

    while (worker_next(&courier->worker, &effect, NULL)) {
        if (effect.kind == EFFECT_CASE_STATUS)
            look_up(courier, &effect.case_ref);
        else if (effect.kind == EFFECT_CASE_FIND)
            find_case(courier, &effect.case_find);
        else if (effect.kind == EFFECT_DOCUMENT_GET)
            get_document(courier, &effect.case_ref);
        else if (effect.kind == EFFECT_CLEAR)
            worker_forget(&courier->worker);
    }
}

/* ---- for the store: one item to the platform ---- */

/* The store is told no more than is known: what surely did not arrive is an error of that kind. */
static err_t exact(err_t err, const struct relay_reply *reply)
{
    return reply->world == ERR_WORLD_NOTHING && err_world(err) != ERR_WORLD_NOTHING ? ERR_NETWORK
                                                                                    : err;
}

static err_t put_kind(struct courier *courier, const struct outbox_message *item,
                      const struct relay_put *wish, struct relay_receipt *out_receipt,
                      struct relay_reply *out_reply)
{
    switch ((enum store_item_kind)item->item_kind) {
    case STORE_ITEM_CASE:
        return relay_put_case(courier->relay, wish, out_receipt, out_reply);
    case STORE_ITEM_RATING:
        return relay_put_rating(courier->relay, wish, out_receipt, out_reply);
    case STORE_ITEM_ATTACHMENT:
        return relay_put_attachment(courier->relay, item->case_id, wish, out_receipt, out_reply);
    case STORE_ITEM_LOCKER_EVENT:
        return relay_put_locker_event(courier->relay, wish, out_receipt, out_reply);
    }
    return ERR_INVALID;
}

static err_t put(struct courier *courier, const struct outbox_message *item,
                 const struct channel_memory *body, struct outbox_message *out_result)
{
    const struct relay_put wish = {.key = item->key,
                                   .id = item->id,
                                   .body = body->bytes,
                                   .size_bytes = body->size,
                                   .limit_ms = COURIER_PUT_MS};
    struct relay_receipt receipt = {0};
    struct relay_reply reply = {0};
    err_t err;

    control_busy(&courier->worker.control, COURIER_PUT_MS);
    err = put_kind(courier, item, &wish, &receipt, &reply);
    note_platform(courier, err);
    if (err == ERR_OK && receipt.text_length <= sizeof(out_result->receipt)) {
        memcpy(out_result->receipt, receipt.text, receipt.text_length);
        out_result->receipt_bytes = (uint32_t)receipt.text_length;
    }
    if (err != ERR_OK && reply.http_status != 0)
        log_line("outbox %lld: HTTP %d, %s", (long long)item->seq, reply.http_status,
                 reply.problem.type);
    out_result->retry_after_s = reply.retry_after_s;
    out_result->http_status = (uint32_t)reply.http_status;
    return err == ERR_OK ? ERR_OK : exact(err, &reply);
}

static void deliver(struct courier *courier, struct outbox_message *item, int file)
{
    struct outbox_message result = {.kind = OUTBOX_RESULT, .seq = item->seq};
    struct channel_memory body;

    item->key[sizeof(item->key) - 1] = '\0';
    item->id[sizeof(item->id) - 1] = '\0';
    item->case_id[sizeof(item->case_id) - 1] = '\0';
    result.err = channel_open_memory(file, &body);
    if (result.err == ERR_OK)
        result.err = put(courier, item, &body, &result);
    channel_close_memory(&body);
    /* A store that does not take it finds the flight lost, and sends again with the same key. */
    if (channel_send(courier->worker.control.peers[PROCESS_STORE], &result, sizeof(result), -1) !=
        ERR_OK)
        control_drop(&courier->worker.control, PROCESS_STORE);
}

static void learn_held(struct courier *courier, struct outbox_message *message)
{
    message->etag[sizeof(message->etag) - 1] = '\0';
    courier->held_known = true;
    courier->held_version = message->version;
    text_copy(courier->held_etag, sizeof(courier->held_etag), message->etag);
}

static void learn_assignments(struct courier *courier, const struct outbox_message *message)
{
    uint64_t soon_ms = courier->assignments_asked_ms + COURIER_WISH_MS;

    courier->assignments_seq = message->seq > 0 ? (uint64_t)message->seq : 0;
    if (!courier->assignments_known ||
        (message->kind == OUTBOX_ASSIGNMENTS_WISH && soon_ms < courier->assignments_ms))
        courier->assignments_ms = courier->assignments_known ? soon_ms : clock_mono_ms();
    courier->assignments_known = board_has(courier->board, PROCESS_LOCKER);
}

static void take_messages(struct courier *courier)
{
    int *store = &courier->worker.control.peers[PROCESS_STORE];

    while (*store >= 0) {
        struct outbox_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(*store, &packet);

        if (err == ERR_BUSY)
            return;
        if (err == ERR_OK && packet.size == sizeof(message) && message.kind == OUTBOX_ITEM) {
            deliver(courier, &message, packet.file);
            packet.file = -1;
        } else if (err == ERR_OK && packet.size == sizeof(message) && message.kind == OUTBOX_HELD) {
            learn_held(courier, &message);
        } else if (err == ERR_OK && packet.size == sizeof(message) &&
                   (message.kind == OUTBOX_ASSIGNMENTS_HELD ||
                    message.kind == OUTBOX_ASSIGNMENTS_WISH)) {
            learn_assignments(courier, &message);
        } else {
            control_drop(&courier->worker.control, PROCESS_STORE);
        }
        channel_close(&packet.file);
    }
}

/* ---- by itself: life and the catalogue ---- */

static void report_life(struct courier *courier)
{
    char body[256], key[64];
    struct relay_put wish = {.key = key, .body = body, .limit_ms = COURIER_HEARTBEAT_LIMIT_MS};
    struct relay_reply reply = {0};
    err_t err;

    courier->heartbeat_count++;
    snprintf(key, sizeof(key), "heartbeat:%llu", (unsigned long long)clock_mono_ms());
    wish.size_bytes = (size_t)snprintf(
        body, sizeof(body),
        "{\"catalogue\":%u,\"clock_trust\":%u,\"fw\":\"%s\",\"kiosk\":\"%s\",\"seq\":%u,"
        "\"up_s\":%llu}",
        (unsigned)courier->held_version, (unsigned)clock_moment().trust, BANSHI_VERSION,
        courier->board->kiosk_id, (unsigned)courier->heartbeat_count,
        (unsigned long long)((clock_mono_ms() - courier->started_ms) / 1000));
    control_busy(&courier->worker.control, COURIER_HEARTBEAT_LIMIT_MS);
    err = relay_post_heartbeat(courier->relay, &wish, &reply);
    note_platform(courier, err);
    courier->heartbeat_ms = clock_mono_ms() + COURIER_HEARTBEAT_MS;
}

/* A catalogue is stored only if this firmware can compile and offer it: what is stored never goes
 * back, so a wrong one must not get in. */
static err_t check_catalogue(const struct relay_catalogue *news, uint32_t *out_version)
{
    char why[CATALOGUE_WHY_BYTES] = "";
    struct catalogue *catalogue = NULL;
    err_t err = catalogue_open(news->body, news->size_bytes, why, &catalogue);

    *out_version = 0;
    if (err == ERR_OK) {
        *out_version = catalogue_info(catalogue)->version;
        err = catalogue_check(catalogue, clock_wall_s(), BANSHI_VERSION);
    }
    catalogue_close(catalogue);
    if (err != ERR_OK)
        log_line("catalogue %u is not taken: %s %s", (unsigned)*out_version, err_name(err), why);
    return err;
}

static void hand_over(struct courier *courier, const struct relay_catalogue *news)
{
    struct outbox_message message = {.kind = OUTBOX_CATALOGUE};
    int file;
    err_t err;

    if (strcmp(news->etag, courier->refused_etag) == 0 && news->etag[0] != '\0')
        return;
    if (check_catalogue(news, &message.version) != ERR_OK ||
        message.version < courier->held_version) {
        text_copy(courier->refused_etag, sizeof(courier->refused_etag), news->etag);
        return;
    }
    text_copy(message.etag, sizeof(message.etag), news->etag);
    if (channel_seal_memory(news->body, news->size_bytes, &file) != ERR_OK)
        return;
    err =
        channel_send(courier->worker.control.peers[PROCESS_STORE], &message, sizeof(message), file);
    (void)err; /* asked for again at the next look */
    channel_close(&file);
}

static void look_for_catalogue(struct courier *courier)
{
    struct relay_catalogue news = {0};
    struct relay_reply reply = {0};
    err_t err;

    text_copy(news.etag, sizeof(news.etag), courier->held_etag);
    control_busy(&courier->worker.control, COURIER_CATALOGUE_LIMIT_MS);
    err = relay_get_catalogue(courier->relay, COURIER_CATALOGUE_LIMIT_MS, &news, &reply);
    note_platform(courier, err);
    if (err == ERR_SIGNATURE)
        log_line("the catalogue's signature is not valid; the old one stays");
    if (err == ERR_OK && news.changed)
        hand_over(courier, &news);
    courier->catalogue_ms =
        clock_mono_ms() +
        (err == ERR_OK || courier->held_version != 0 ? COURIER_CATALOGUE_MS : COURIER_FIRST_MS);
}

/* ---- assignments of the locker ---- */

static void look_for_assignments(struct courier *courier)
{
    static struct relay_assignments news;
    struct outbox_message message = {.kind = OUTBOX_ASSIGNMENTS};
    struct relay_reply reply = {0};
    int file;
    err_t err;

    control_busy(&courier->worker.control, COURIER_ASSIGNMENTS_LIMIT_MS);
    err = relay_get_assignments(courier->relay, courier->assignments_seq,
                                COURIER_ASSIGNMENTS_LIMIT_MS, &news, &reply);
    note_platform(courier, err);
    courier->assignments_asked_ms = clock_mono_ms();
    courier->assignments_ms = courier->assignments_asked_ms + COURIER_ASSIGNMENTS_MS;
    if (err != ERR_OK || news.count == 0 ||
        channel_seal_memory(
            &news, offsetof(struct relay_assignments, items) + news.count * sizeof(news.items[0]),
            &file) != ERR_OK)
        return;
    err =
        channel_send(courier->worker.control.peers[PROCESS_STORE], &message, sizeof(message), file);
    channel_close(&file);
    if (err == ERR_OK && news.count == RELAY_ASSIGNMENTS_MAX)
        courier->assignments_ms = courier->assignments_asked_ms + COURIER_WISH_MS; /* more wait */
}

/* ---- the loop ---- */

static uint64_t next_ms(const struct courier *courier)
{
    uint64_t until_ms = courier->heartbeat_ms;

    if (courier->held_known && courier->catalogue_ms < until_ms)
        until_ms = courier->catalogue_ms;
    if (courier->assignments_known && courier->assignments_ms < until_ms)
        until_ms = courier->assignments_ms;
    return until_ms;
}

static void run(struct courier *courier)
{
    struct control_ready ready;
    uint64_t until_ms = clock_mono_ms();

    courier->started_ms = courier->heartbeat_ms = courier->catalogue_ms = until_ms;
    courier->away_since_ms = until_ms; /* of what its predecessor had on the way nobody heard */
    while (worker_wait(&courier->worker, until_ms, -1, &ready)) {
        /* One call to the network at a time: first who stands before the glass, then the cases. */
        take_effects(courier);
        take_messages(courier);
        if (courier->held_known && clock_mono_ms() >= courier->catalogue_ms)
            look_for_catalogue(courier);
        else if (courier->assignments_known && clock_mono_ms() >= courier->assignments_ms)
            look_for_assignments(courier);
        else if (clock_mono_ms() >= courier->heartbeat_ms)
            report_life(courier);
        until_ms = next_ms(courier);
    }
}

static err_t open_relay(struct courier *courier, const struct options *options)
{
    static const char *const names[] = {"ca.pem", "kiosk.pem", "kiosk.key", "receipt.pub",
                                        "catalogue.pub"};
    static char paths[5][OPTIONS_PATH_BYTES];
    const struct relay_options wish = {.base_url = options->platform,
                                       .kiosk_id = courier->board->kiosk_id,
                                       .ca = paths[0],
                                       .certificate = paths[1],
                                       .key = paths[2],
                                       .receipt_key = paths[3],
                                       .catalogue_key = paths[4]};
    err_t err = ERR_OK;

    for (int i = 0; i < 5 && err == ERR_OK; i++)
        err = options_path(options->pki, names[i], paths[i]);
    if (err == ERR_OK)
        err = relay_open(&wish, &courier->relay);
    if (err != ERR_OK)
        log_line("keys in %s or address %s: %s", options->pki, options->platform, err_name(err));
    return err;
}

int main(int argc, char **argv)
{
    static struct courier courier;
    static struct board board;
    struct sandbox_profile profile = {.network = true};
    struct board_problem problem;
    struct options options;
    err_t err;

    log_open("relay");
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    profile.user = board.user;
    sandbox_enter(&profile);
    courier.board = &board;
    worker_init(&courier.worker, DEVICE_PLATFORM, CONTROL_FD);
    err = open_relay(&courier, &options);
    if (err == ERR_OK)
        run(&courier);
    relay_close(courier.relay);
    worker_finish(&courier.worker);
    return err == ERR_OK ? 0 : 1;
}
