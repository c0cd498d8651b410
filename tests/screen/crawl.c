#include "tests/screen/crawl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define STATES_MAX 60000
#define SEEN_SLOTS (1 << 18)
#define TOUCH_AFTER_MS 1000 /* longer than the repeat guard */
#define START_MS 1000000

/* ---- which states are one ---- */

struct hidden {
    uint32_t outer, chosen, service, step, sheet, changing, identified, consented;
    uint32_t progress, paper, paper_passed, papers, state, problem, failed, place;
    uint32_t opened, page, way, focus, in_words, waits, devices, answered;
    uint32_t certificate, capturing, opening, held;
};

static uint32_t waits_of(const struct core *core)
{
    const struct session *session = &core->session;

    return (session->wait.op != 0) | (session->papers[PAPER_RECEIPT].wait.op != 0) << 1 |
           (session->status_wait.op != 0) << 2 | (session->find_wait.op != 0) << 3 |
           (session->query.wait.op != 0) << 4 | (core->late[PAPER_RECEIPT].wait.op != 0) << 5 |
           (session->receipt_until_ms != 0) << 6 |
           (session->papers[PAPER_CERTIFICATE].wait.op != 0) << 7 |
           (session->scan_wait.op != 0) << 8 | (session->social_wait.op != 0) << 9 |
           (session->opening.wait.op != 0) << 10 | (session->opening.until_ms != 0) << 11 |
           (core->late[PAPER_CERTIFICATE].wait.op != 0) << 12;
}

static uint32_t devices_of(const struct core *core)
{
    uint32_t bits = 0;

    for (int i = 0; i < DEVICE_COUNT; i++)
        bits |= (uint32_t)(core->devices[i].state == DEVICE_ONLINE) << i |
                (uint32_t)(core->devices[i].state == DEVICE_STARTING) << (16 + i);
    return bits;
}

/* The options that decide which steps come; what else was answered shows when it is reviewed. */
static uint32_t branch_of(const struct session *session)
{
    uint32_t hash = 0;

    for (int i = 0; i < session->service.step_count; i++) {
        const struct service_step *step = &session->service.steps[i];

        if (step->when_field != FIELD_NONE)
            hash = hash * 31 + session->answers[step->when_field].option +
                   session->answers[step->when_field].given * 8u;
    }
    return hash;
}

static uint64_t state_key(const struct crawler *crawler, const struct crawl_node *node)
{
    const struct session *at = &node->core.session;
    uint64_t view = registry_key(&crawler->options->house->texts, &node->view, true);
    struct hidden hidden;

    memset(&hidden, 0, sizeof(hidden));
    if (at->sheet != SHEET_NONE) { /* what lies under a sheet was met without it */
        hidden = (struct hidden){.outer = node->core.outer, .chosen = at->chosen};
        return bytes_hash(view, &hidden, sizeof(hidden));
    }
    hidden = (struct hidden){
        .outer = node->core.outer,
        .chosen = at->chosen,
        .service = at->chosen ? at->service.name : 0,
        .step = at->step,
        .sheet = at->sheet,
        .changing = at->changing,
        .identified = at->identified,
        .consented = at->consented,
        .progress = at->progress,
        .paper = at->papers[PAPER_RECEIPT].state,
        .paper_passed = at->papers[PAPER_RECEIPT].passed,
        .papers = at->papers[PAPER_RECEIPT].tries >= CORE_PAPERS_MAX,
        .state = at->case_state,
        .problem = at->problem,
        .failed = at->failed,
        .place = at->chosen ? 0 : at->place,
        .opened = at->chosen ? 0 : at->opened,
        .page = at->chosen ? 0 : at->page,
        .way = at->way,
        .focus = at->focus,
        .in_words = at->in_words,
        .waits = waits_of(&node->core),
        .certificate = at->papers[PAPER_CERTIFICATE].state,
        .held = at->papers[PAPER_RECEIPT].held,
        .capturing = at->capturing.state,
        .opening = at->opening.state,
        .devices = devices_of(&node->core),
        .answered = at->chosen ? branch_of(at) : at->query.answered,
    };
    if (at->chosen && at->service.steps[at->step].kind >= STEP_SUBMIT) /* answers matter no more */
        hidden.answered = hidden.way = hidden.focus = hidden.problem = hidden.in_words = 0;
    return bytes_hash(view, &hidden, sizeof(hidden));
}

/* True when it was not there before. */
static bool remember(struct crawler *crawler, uint64_t key)
{
    uint32_t slot = (uint32_t)(key ^ key >> 32) % SEEN_SLOTS;

    key |= 1;
    while (crawler->seen[slot] != 0) {
        if (crawler->seen[slot] == key)
            return false;
        slot = (slot + 1) % SEEN_SLOTS;
    }
    crawler->seen[slot] = key;
    crawler->seen_count++;
    return true;
}

/* A visit with a device missing is followed only where that is said. */
static bool is_worth_following(const struct crawl_node *node)
{
    const struct session *session = &node->core.session;
    uint32_t kind = session->chosen ? session->service.steps[session->step].kind : session->place;
    bool printer = node->core.devices[DEVICE_PRINTER].state == DEVICE_ONLINE;
    bool others = true;

    for (int i = 0; i < DEVICE_COUNT; i++)
        others = others && (i == DEVICE_PRINTER || i == DEVICE_LOCKER ||
                            node->core.devices[i].state == DEVICE_ONLINE);
    if (node->core.outer != OUTER_SESSION || (others && printer) || !session->chosen)
        return true;
    return others ? kind == STEP_REVIEW || kind >= STEP_SUBMIT : kind == STEP_IDENTIFY;
}

void crawl_push(struct crawler *crawler, const struct crawl_node *node)
{
    if (!is_worth_following(node) || !remember(crawler, state_key(crawler, node)))
        return;
    if (crawler->count == STATES_MAX) {
        crawler->facts->overflowed = 1;
        return;
    }
    if (crawler->count == crawler->room) {
        crawler->room = crawler->room == 0 ? 256 : 2 * crawler->room;
        crawler->nodes = realloc(crawler->nodes, (size_t)crawler->room * sizeof(*crawler->nodes));
        CHECK(crawler->nodes != NULL);
    }
    crawler->nodes[crawler->count++] = *node;
}

/* ---- one event ---- */

static void note_view(struct crawler *crawler, const struct crawl_node *node)
{
    struct crawl_facts *facts = crawler->facts;
    const struct view *view = &node->view;

    if (view->step < STEP_COUNT)
        facts->step_kinds |= 1u << view->step;
    else
        facts->names |= 1u << (view->step - VIEW_NAME_STARTING);
    for (int i = 0; i < view->part_count; i++) {
        facts->part_kinds |= 1u << view->parts[i].kind;
        if (view->parts[i].kind == PART_WRITE)
            facts->way_kinds |= 1u << view->parts[i].value;
    }
    registry_add(crawler->registry, view, &node->core);
}

void crawl_tell(struct crawler *crawler, struct crawl_node *node, struct event *event,
                uint64_t after_ms)
{
    struct effects *effects = crawler->effects;
    uint32_t before = node->view.step;
    bool was_sheet = node->view.sheet != 0;

    event->at.mono_ms = node->core.now.mono_ms == 0 ? START_MS : node->core.now.mono_ms + after_ms;
    event->at.wall_s = HOUSE_WALL_S;
    event->at.trust = CLOCK_TRUSTED;
    core_step(&node->core, event, effects);
    crawler->facts->steps++;
    for (uint32_t i = 0; i < effects->count; i++) {
        if (effects->items[i].kind != EFFECT_SHOW)
            continue;
        node->view = effects->items[i].view;
        note_view(crawler, node);
    }
    if (node->view.step == STEP_SUBMIT && before != STEP_SUBMIT && !was_sheet &&
        before != STEP_REVIEW && before != STEP_SIGN) {
        crawler->facts->submits_unreviewed++;
        snprintf(crawler->facts->unreviewed, sizeof(crawler->facts->unreviewed),
                 "submit after view %u by event %s", before,
                 event_name((enum event_kind)event->kind));
    }
}

void crawl_touch(struct crawler *crawler, struct crawl_node *node, enum action_kind kind,
                 uint32_t arg)
{
    struct event event = {.kind = EVENT_TOUCHED};

    event.touched.serial = node->view.serial;
    event.touched.action = (struct action){kind, arg};
    crawl_tell(crawler, node, &event, TOUCH_AFTER_MS);
}

/* ---- time, devices, the voice ---- */

static bool nothing_is_awaited(const struct core *core)
{
    return waits_of(core) == 0 && core->clear_wait.op == 0 && core->outer == OUTER_SESSION &&
           core->session.sheet != SHEET_IDLE &&
           core->session.papers[PAPER_RECEIPT].state != PAPER_SAVING;
}

/* Lets deadlines come until the screen is another one. A countdown is one screen. */
static void let_time_pass(struct crawler *crawler, const struct crawl_node *from)
{
    struct crawl_node *node = malloc(sizeof(*node));
    uint64_t key = state_key(crawler, from);
    bool quiet = nothing_is_awaited(&from->core);

    CHECK(node != NULL);
    *node = *from;
    for (int i = 0; i < 400 && state_key(crawler, node) == key; i++) {
        struct event event = {.kind = EVENT_DEADLINE};
        uint64_t at = core_deadline(&node->core);

        if (at == 0)
            break;
        crawl_tell(crawler, node, &event,
                   at > node->core.now.mono_ms ? at - node->core.now.mono_ms : 1);
    }
    if (quiet && state_key(crawler, node) != key && node->core.session.sheet != SHEET_IDLE &&
        node->core.outer == OUTER_SESSION) {
        crawler->facts->self_changes++;
        snprintf(crawler->facts->self_change, sizeof(crawler->facts->self_change),
                 "%s became %s by itself", view_name(&from->view), view_name(&node->view));
    }
    crawl_push(crawler, node);
    free(node);
}

static void set_device(struct crawler *crawler, struct crawl_node *node, enum device device,
                       enum device_state state)
{
    struct event event = {.kind = EVENT_DEVICE};

    event.device.device = device;
    event.device.state = state;
    event.device.consumable = CONSUMABLE_FULL;
    event.device.err = state == DEVICE_ONLINE ? ERR_OK : ERR_DEVICE_FAULT;
    crawl_tell(crawler, node, &event, 10);
}

/* One device at a time goes, where that shows: at home, and where the visit needs it. */
static bool may_lose(const struct crawl_node *node, enum device device)
{
    const struct view *view = &node->view;

    if (node->devices_changed >= 1 || view->sheet || device == DEVICE_LOCKER)
        return false;
    if (view->step == STEP_HOME || view->step == VIEW_NAME_OUT)
        return node->core.session.opened <= 1;
    return (view->step == STEP_IDENTIFY && device == DEVICE_READER) ||
           (view->step == STEP_SEARCH && device == DEVICE_PRINTER) ||
           ((view->step == STEP_REVIEW || view->step == STEP_RESULT) && device == DEVICE_PRINTER) ||
           (view->step == STEP_PROGRESS && device == DEVICE_PLATFORM);
}

static void lose_devices(struct crawler *crawler, const struct crawl_node *from)
{
    struct crawl_node *node = malloc(sizeof(*node));

    CHECK(node != NULL);
    for (int i = 0; i < DEVICE_COUNT; i++) {
        bool online = from->core.devices[i].state == DEVICE_ONLINE;

        if (!may_lose(from, (enum device)i))
            continue;
        *node = *from;
        node->devices_changed++;
        set_device(crawler, node, (enum device)i, online ? DEVICE_HARDWARE_ERROR : DEVICE_ONLINE);
        crawl_push(crawler, node);
    }
    free(node);
}

/* Something is being read aloud, with headphones in and without. The key of the voice changes, and
 * nothing else; once for each kind of screen will do. */
static void let_speak(struct crawler *crawler, const struct crawl_node *from)
{
    struct crawl_node *node = malloc(sizeof(*node));
    uint32_t *spoken = &crawler->spoken[from->view.step >= VIEW_NAME_STARTING];
    uint32_t bit = 1u << (from->view.step % VIEW_NAME_STARTING);

    if ((*spoken & bit) != 0) {
        free(node);
        return;
    }
    *spoken |= bit;
    CHECK(node != NULL);
    for (uint32_t headphones = 0; headphones < 2; headphones++) {
        struct event event = {.kind = EVENT_VOICE};

        *node = *from;
        event.voice = (struct event_voice){.speaking = 1, .headphones = headphones, .ready = 1};
        crawl_tell(crawler, node, &event, 10);
    }
    free(node);
}

/* ---- the start ---- */

static void start(struct crawler *crawler, struct crawl_node *node)
{
    struct event event = {.kind = EVENT_STARTED};

    core_init(&node->core);
    event.started.boot = 1;
    event.started.near_count = PLACES_MAX;
    text_copy(event.started.site, sizeof(event.started.site), crawler->options->house->sites[0]);
    memcpy(event.started.code, "LF", 3);
    for (int i = 0; i < PLACES_MAX; i++) {
        struct place_near *place = &event.started.near[i];

        text_copy(place->name[0], 64, "阳光街道新时代文明实践便民服务中心二楼");
        text_copy(place->hours[0], 64, "周一到周五，8:30到12:00，14:00到17:30");
        text_copy(place->name[LANGUAGE_EN], 64,
                  "Sunshine Subdistrict Citizen Service Centre, second floor");
        text_copy(place->hours[LANGUAGE_EN], 64, "Monday to Friday, 8:30 to 12:00, 14:00 to 17:30");
        place->metres = (uint16_t)(180 + 640 * i);
        place->degrees = (int16_t)(40 + 110 * i);
    }
    crawl_tell(crawler, node, &event, 0);
    crawl_push(crawler, node);
}

static void choose_senses(struct crawler *crawler, struct crawl_node *node)
{
    for (uint32_t bit = 1; bit <= MODE_SPEECH; bit <<= 1)
        if ((crawler->options->modes & bit) != 0)
            crawl_touch(crawler, node, ACTION_MODE, bit);
    if (crawler->options->language != LANGUAGE_ZH_HANS)
        crawl_touch(crawler, node, ACTION_LANGUAGE, crawler->options->language);
}

/* The world comes up: first nothing is ready, then the voice, the devices, the catalogue. */
static void come_up(struct crawler *crawler, struct crawl_node *node)
{
    struct event event = {.kind = EVENT_VOICE};

    start(crawler, node);
    event.voice.ready = 1;
    crawl_tell(crawler, node, &event, 10);
    house_offer(crawler->options->house, &event);
    crawl_tell(crawler, node, &event, 10);
    crawl_push(crawler, node);
    set_device(crawler, node, DEVICE_STORE, DEVICE_HARDWARE_ERROR);
    crawl_push(crawler, node);
    for (int i = DEVICE_COUNT; i-- > 0;)
        set_device(crawler, node, (enum device)i, DEVICE_ONLINE);
    crawl_push(crawler, node);
    choose_senses(crawler, node);
    crawl_push(crawler, node);
}

/* ---- the crawl ---- */

static bool is_of_these_modes(const struct crawler *crawler, const struct view *view)
{
    return view->modes == crawler->options->modes && view->language == crawler->options->language;
}

static void expand(struct crawler *crawler, const struct crawl_node *from)
{
    crawl_answers(crawler, from);
    let_time_pass(crawler, from);
    lose_devices(crawler, from);
    if (!is_of_these_modes(crawler, &from->view) && from->core.outer == OUTER_SESSION)
        return;
    if (from->core.outer == OUTER_IDLE && !is_of_these_modes(crawler, &from->view))
        return; /* the next visit begins as every visit does */
    crawl_touches(crawler, from);
    let_speak(crawler, from);
}

void crawl(const struct crawl_options *options, struct registry *registry,
           struct crawl_facts *facts)
{
    struct crawler crawler = {.options = options, .registry = registry, .facts = facts};
    struct crawl_node *node = calloc(1, sizeof(*node));

    memset(facts, 0, sizeof(*facts));
    crawler.seen = calloc(SEEN_SLOTS, sizeof(*crawler.seen));
    crawler.effects = malloc(sizeof(*crawler.effects));
    CHECK(node != NULL && crawler.seen != NULL && crawler.effects != NULL);
    come_up(&crawler, node);
    while (crawler.first < crawler.count) {
        *node = crawler.nodes[crawler.first++];
        expand(&crawler, node);
    }
    facts->states = crawler.count;
    free(node);
    free(crawler.nodes);
    free(crawler.seen);
    free(crawler.effects);
}
