/* The relay's worker, the network and the way to the platform. The relay asks the real store for
 * the next item and reports what became of it; requests and answers get lost, doubled and late. */
#include <string.h>

#include "firmware/base/check.h"
#include "tests/sim/sim.h"

struct journey {
    uint64_t token;
    bool lied, doubled;
    err_t err;
    char receipt[96];
    struct store_item item; /* last: a short body travels short */
};

static void tick(struct sim *sim, const void *bytes);

static size_t journey_size(const struct journey *journey)
{
    return offsetof(struct journey, item) + offsetof(struct store_item, body) +
           journey->item.size_bytes;
}

static struct sim_request *request_find(struct sim *sim, uint64_t token)
{
    for (int i = 0; i < SIM_REQUESTS_MAX; i++)
        if (sim->relay.requests[i].seq != 0 && sim->relay.requests[i].token == token)
            return &sim->relay.requests[i];
    return NULL;
}

static void set_online(struct sim *sim, bool online)
{
    if (sim->relay.online == online)
        return;
    sim->relay.online = online;
    sim_tell_device(sim, 1, DEVICE_PLATFORM, online ? DEVICE_ONLINE : DEVICE_OFFLINE, false);
}

void network_kick(struct sim *sim, uint64_t delay_ms)
{
    if (sim->relay.tick_pending)
        return;
    sim->relay.tick_pending = true;
    sim_post(sim, SIM_RELAY, delay_ms, tick, NULL, 0);
}

static void kick_later(struct sim *sim, uint64_t wait_ms)
{
    if (sim->relay.next_ms < sim->now_ms + wait_ms)
        sim->relay.next_ms = sim->now_ms + wait_ms;
    network_kick(sim, wait_ms);
}

/* The attempt failed; `why` tells the ledger what the world may have seen. */
static void attempt_failed(struct sim *sim, struct sim_request *request, err_t why)
{
    uint64_t wait_ms = relay_backoff_after_failure(&sim->relay.backoff, 0);
    int64_t seq = request->seq;

    memset(request, 0, sizeof(*request));
    set_online(sim, false);
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_outbox_retry(sim->store, seq, sim_moment(sim).mono_ms + wait_ms, why);
    if (!store_host_survived(sim))
        return;
    sim_trace(sim, "store", "RETRY", (uint64_t)seq, err);
    kick_later(sim, wait_ms);
}

static void attempt_delivered(struct sim *sim, struct sim_request *request,
                              const struct journey *journey)
{
    struct store_receipt receipt = {journey->receipt, journey->receipt, strlen(journey->receipt)};
    struct event event;

    memset(request, 0, sizeof(*request));
    relay_backoff_after_success(&sim->relay.backoff);
    sim->relay.next_ms = 0;
    set_online(sim, true);
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_outbox_delivered(sim->store, journey->item.seq, &receipt);
    if (!store_host_survived(sim))
        return;
    sim_trace(sim, "store", "DELIVERED", (uint64_t)journey->item.seq, err);
    if (err == ERR_OK && journey->item.kind == STORE_ITEM_CASE) {
        memset(&event, 0, sizeof(event));
        event.kind = EVENT_CASE_RECEIPTED;
        memcpy(event.case_receipted.case_id, journey->item.id, CASE_ID_BYTES);
        sim_tell(sim, 2, &event);
    }
    network_kick(sim, 20);
}

static void attempt_refused(struct sim *sim, struct sim_request *request)
{
    int64_t seq = request->seq;

    memset(request, 0, sizeof(*request));
    if (sim->store == NULL)
        return;
    store_host_risk(sim);
    err_t err = store_outbox_refused(sim->store, seq, ERR_REFUSED);
    if (store_host_survived(sim))
        sim_trace(sim, "store", "REFUSED", (uint64_t)seq, err);
}

/* The relay is back; what its predecessor had on the way may have arrived. */
static void come_back(struct sim *sim, const void *bytes)
{
    (void)bytes;
    if (!sim->powered)
        return;
    sim->processes[SIM_RELAY].lives = true;
    sim->relay.tick_pending = false;
    for (int i = 0; i < SIM_REQUESTS_MAX && sim->powered; i++)
        if (sim->relay.requests[i].seq != 0)
            attempt_failed(sim, &sim->relay.requests[i], ERR_TIMEOUT);
    network_kick(sim, 100);
}

static void timed_out(struct sim *sim, const void *bytes)
{
    uint64_t token;

    memcpy(&token, bytes, sizeof(token));
    struct sim_request *request = request_find(sim, token);
    if (request != NULL)
        attempt_failed(sim, request, ERR_TIMEOUT);
}

static void reply(struct sim *sim, const void *bytes)
{
    const struct journey *journey = bytes;
    struct sim_request *request = request_find(sim, journey->token);

    if (request == NULL)
        return;
    if (sim_strikes(sim, FAULT_RELAY_DEATH)) {
        sim_kill(sim, SIM_RELAY);
        sim_post(sim, SIM_WORLD, sim_between(sim, 300, 3000), come_back, NULL, 0);
    } else if (journey->lied) {
        attempt_failed(sim, request, ERR_NO_RECEIPT);
    } else if (journey->err == ERR_REFUSED) {
        attempt_refused(sim, request);
    } else if (journey->err != ERR_OK) {
        attempt_failed(sim, request, journey->err);
    } else {
        attempt_delivered(sim, request, journey);
    }
}

/* At the platform's door. */
static void arrive(struct sim *sim, const void *bytes)
{
    static struct journey back;
    const struct journey *journey = bytes;

    memcpy(&back, journey, journey_size(journey));
    back.lied = sim_strikes(sim, FAULT_PLATFORM_LIES);
    if (sim_strikes(sim, FAULT_PLATFORM_BUSY)) {
        back.err = ERR_NETWORK;
    } else if (!back.lied || random_below(&sim->random, 2) == 0) {
        struct platform_answer answer = platform_put(sim, &journey->item);
        back.err = answer.err;
        memcpy(back.receipt, answer.receipt, sizeof(back.receipt));
    }
    if (journey->doubled || sim_strikes(sim, FAULT_REPLY_LOST))
        return;
    bool late = sim_strikes(sim, FAULT_REPLY_LATE);
    uint64_t delay_ms = sim_between(sim, 20, 400) + (late ? sim_between(sim, 1000, 40000) : 0);
    sim_post(sim, SIM_RELAY, delay_ms, reply, &back, journey_size(&back));
    if (sim_strikes(sim, FAULT_REPLY_DOUBLED))
        sim_post(sim, SIM_RELAY, delay_ms + 50, reply, &back, journey_size(&back));
}

static bool is_away(struct sim *sim)
{
    if (sim_strikes(sim, FAULT_PLATFORM_AWAY))
        sim->platform.away_until_ms = sim->now_ms + sim_between(sim, 10000, 4 * 3600 * 1000);
    return !sim->healed && sim->now_ms < sim->platform.away_until_ms;
}

static void send(struct sim *sim, struct journey *journey)
{
    uint64_t delay_ms = sim_between(sim, 20, 300);

    sim_trace(sim, "relay", "SEND", (uint64_t)journey->item.seq, journey->item.tries);
    sim_post(sim, SIM_RELAY, 15000, timed_out, &journey->token, sizeof(journey->token));
    if (is_away(sim) || sim_strikes(sim, FAULT_REQUEST_LOST))
        return;
    sim_post(sim, SIM_WORLD, delay_ms, arrive, journey, journey_size(journey));
    if (sim_strikes(sim, FAULT_REQUEST_DOUBLED)) {
        journey->doubled = true;
        sim_post(sim, SIM_WORLD, delay_ms + sim_between(sim, 1, 60000), arrive, journey,
                 journey_size(journey));
    }
}

static struct sim_request *request_place(struct sim *sim)
{
    for (int i = 0; i < SIM_REQUESTS_MAX; i++)
        if (sim->relay.requests[i].seq == 0)
            return &sim->relay.requests[i];
    return NULL;
}

static void tick(struct sim *sim, const void *bytes)
{
    static struct journey journey;
    struct sim_request *place = request_place(sim);
    uint64_t due_ms, mono_ms = sim_moment(sim).mono_ms;

    (void)bytes;
    sim->relay.tick_pending = false;
    if (sim->store == NULL || place == NULL)
        return;
    if (sim->now_ms < sim->relay.next_ms) {
        network_kick(sim, sim->relay.next_ms - sim->now_ms);
        return;
    }
    memset(&journey, 0, offsetof(struct journey, item));
    store_host_risk(sim);
    err_t err = store_outbox_next(sim->store, mono_ms, &journey.item);
    if (!store_host_survived(sim))
        return;
    if (err == ERR_OK) {
        CHECK(journey.item.size_bytes <= sizeof(journey.item.body));
        if (journey.item.large != NULL)
            memcpy(journey.item.body, journey.item.large, journey.item.size_bytes);
        journey.item.large = NULL;
        journey.token = ++sim->relay.token;
        *place = (struct sim_request){
            .seq = journey.item.seq, .kind = journey.item.kind, .token = journey.token};
        send(sim, &journey);
        network_kick(sim, 5);
    } else if (store_outbox_due(sim->store, mono_ms, &due_ms) == ERR_OK) {
        network_kick(sim, due_ms > mono_ms ? due_ms - mono_ms : 1000);
    }
}

static void status_answer(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CASE_STATUS;
    event.case_status.op = effect->case_ref.op;
    event.case_status.err = ERR_NOT_FOUND;
    for (uint32_t i = 0; i < sim->platform.object_count; i++)
        if (strcmp(sim->platform.objects[i].id, effect->case_ref.case_id) == 0)
            event.case_status.err = ERR_OK;
    if (event.case_status.err == ERR_OK && random_below(&sim->random, 2) == 0) {
        event.case_status.state = CASE_DECIDED_YES;
        memcpy(event.case_status.code, "CODE", 4);
        memcpy(event.case_status.code + 4, effect->case_ref.case_id, 8);
    } else {
        event.case_status.state = CASE_ACCEPTED;
    }
    sim_tell(sim, 1, &event);
}

void network_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (is_away(sim) || sim_strikes(sim, FAULT_REQUEST_LOST)) {
        set_online(sim, false);
        return;
    }
    bool late = sim_strikes(sim, FAULT_REPLY_LATE);
    sim_post(sim, SIM_RELAY, late ? sim_between(sim, 3000, 30000) : sim_between(sim, 30, 500),
             status_answer, effect, effect_size_bytes(EFFECT_CASE_STATUS));
}

/* How far a case is: whoever asks holds the number, and gets nothing personal. */
static void found_answer(struct sim *sim, const void *bytes)
{
    static const char service[] = "newborn", department[] = "office";
    const struct effect *effect = bytes;
    struct event event;
    struct case_progress *progress = &event.case_found.progress;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CASE_FOUND;
    event.case_found.op = effect->case_find.op;
    event.case_found.err = random_below(&sim->random, 3) == 0 ? ERR_NOT_FOUND : ERR_OK;
    if (event.case_found.err == ERR_OK) {
        progress->state = CASE_REVIEW;
        memcpy(progress->service, service, sizeof(service));
        progress->stage_count = (uint32_t)sim_between(sim, 0, CASE_STAGES_MAX);
        for (uint32_t i = 0; i < progress->stage_count; i++) {
            memcpy(progress->stages[i].department, department, sizeof(department));
            progress->stages[i].state = (uint32_t)sim_between(sim, 0, CASE_STATE_COUNT - 1);
            progress->stages[i].at_wall_s = sim_moment(sim).wall_s;
        }
    }
    sim_tell(sim, 1, &event);
}

void network_find(struct sim *sim, const void *bytes)
{
    if (is_away(sim) || sim_strikes(sim, FAULT_REQUEST_LOST))
        return;
    bool late = sim_strikes(sim, FAULT_REPLY_LATE);
    sim_post(sim, SIM_RELAY, late ? sim_between(sim, 3000, 30000) : sim_between(sim, 30, 500),
             found_answer, bytes, effect_size_bytes(EFFECT_CASE_FIND));
}

/* The certificate of a decided case: it says whose it is. */
static void document_answer(struct sim *sim, const void *bytes)
{
    static struct event event;
    const struct effect *effect = bytes;
    struct certificate *certificate = &event.document.certificate;
    struct person person;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_DOCUMENT;
    event.document.op = effect->case_ref.op;
    event.document.err = ERR_NOT_FOUND;
    for (uint32_t i = 0; i < sim->platform.object_count; i++) {
        const struct sim_object *object = &sim->platform.objects[i];

        if (strcmp(object->id, effect->case_ref.case_id) != 0 || object->person == 0 ||
            sim_strikes(sim, FAULT_DOCUMENT_NONE))
            continue;
        canary_person(object->person, &person);
        event.document.err = ERR_OK;
        event.document.pages = (uint32_t)sim_between(sim, 1, 3);
        memcpy(certificate->title, "certificate", 12);
        memcpy(certificate->code, "7K2M9QXA", 9);
        certificate->row_count = 1;
        memcpy(certificate->rows[0].label, "name", 5);
        memcpy(certificate->rows[0].value, person.name, sizeof(person.name));
    }
    sim_tell(sim, 1, &event);
}

void network_document(struct sim *sim, const void *bytes)
{
    if (is_away(sim) || sim_strikes(sim, FAULT_REQUEST_LOST))
        return;
    bool late = sim_strikes(sim, FAULT_REPLY_LATE);
    sim_post(sim, SIM_RELAY, late ? sim_between(sim, 3000, 30000) : sim_between(sim, 30, 900),
             document_answer, bytes, effect_size_bytes(EFFECT_DOCUMENT_GET));
}

void network_requeued(struct sim *sim)
{
    memset(sim->relay.requests, 0, sizeof(sim->relay.requests));
    network_kick(sim, 50);
}

void network_start(struct sim *sim)
{
    sim->processes[SIM_RELAY].lives = true;
    sim->relay.tick_pending = false;
    sim->relay.next_ms = 0;
    sim->relay.online = true;
    memset(sim->relay.requests, 0, sizeof(sim->relay.requests));
    relay_backoff_init(&sim->relay.backoff, random_next(&sim->random));
    sim_tell_device(sim, 600, DEVICE_PLATFORM, DEVICE_ONLINE, true);
    network_kick(sim, 1000);
}
