#include "firmware/app/kiosk_effects.h"

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/kiosk_pages.h"
#include "firmware/app/kiosk_paper.h"
#include "firmware/app/log.h"
#include "firmware/base/check.h"

void kiosk_effects_queue(struct kiosk_world *world, const struct event *event)
{
    struct kiosk_queue *queue = &world->queue;

    CHECK(queue->count < KIOSK_QUEUE_MAX);
    queue->events[(queue->first + queue->count) % KIOSK_QUEUE_MAX] = *event;
    queue->count++;
}

/* An answer that is nothing but its op. An effect without an op waits for none. */
static void answer(struct kiosk_world *world, enum event_kind kind, uint64_t op, err_t err)
{
    struct event event = {.kind = kind};

    event.op.op = op;
    event.op.err = err;
    if (op != 0)
        kiosk_effects_queue(world, &event);
}

static void send(struct kiosk_world *world, enum process peer, const struct effect *effect,
                 int file)
{
    err_t err = channel_send_effect(world->control.peers[peer], effect, file);

    if (err == ERR_OK)
        return;
    log_line("%s did not take %s: %s", process_name(peer),
             effect_name((enum effect_kind)effect->kind), err_name(err));
    answer(world, EVENT_BUSY, timeline_op(effect), ERR_BUSY);
}

/* The page is painted here, where the fonts are; the printer's worker gets dots. */
static void print(struct kiosk_world *world, const struct effect *effect)
{
    int file;
    err_t err = kiosk_paper_seal(&effect->paper.paper, &world->offer.texts,
                                 world->board->printer.width_dots, &file);

    if (err != ERR_OK) {
        log_line("a receipt cannot be painted: %s", err_name(err));
        answer(world, EVENT_PRINTED, effect->paper.op, ERR_MEMORY); /* surely not printed */
        return;
    }
    send(world, PROCESS_PRINTER, effect, file);
    channel_close(&file);
}

/* The same for a certificate: the A4 printer gets a whole document. */
static void print_pages(struct kiosk_world *world, const struct effect *effect)
{
    int file;
    err_t err = kiosk_pages_seal(&effect->pages.certificate, &world->offer.texts,
                                 world->board->site[0], &file);

    if (err != ERR_OK) {
        log_line("a certificate cannot be painted: %s", err_name(err));
        answer(world, EVENT_PAGES_PRINTED, effect->pages.op, ERR_MEMORY); /* surely not printed */
        return;
    }
    send(world, PROCESS_PAGES, effect, file);
    channel_close(&file);
}

/* What was captured goes to the store as it came from the camera. */
static void attach(struct kiosk_world *world, const struct effect *effect)
{
    struct event event = {.kind = EVENT_ATTACHED, .at = clock_moment()};

    if (world->camera.shot >= 0) {
        send(world, PROCESS_STORE, effect, world->camera.shot);
        return;
    }
    event.attached.op = effect->attach.op;
    event.attached.err = ERR_NOT_FOUND;
    kiosk_effects_queue(world, &event);
}

static void capture(struct kiosk_world *world, const struct effect_capture *wish)
{
    struct event event;

    kiosk_camera_capture(&world->camera, wish);
    while (kiosk_camera_next(&world->camera, &event))
        kiosk_effects_queue(world, &event);
}

/* The end of a visit: the glass, and everybody who may hold something of it. Who is not there holds
 * nothing; who does not take the word must be told again. */
static void clear(struct kiosk_world *world, const struct effect *effect)
{
    bool told = true;

    ui_clear(world->ui);
    for (enum process peer = PROCESS_WORKER_FIRST; peer <= PROCESS_WORKER_LAST; peer++)
        if (channel_send_effect(world->control.peers[peer], effect, -1) == ERR_BUSY)
            told = false;
    if (!kiosk_voice_clear(&world->voice))
        told = false;
    if (!kiosk_camera_clear(&world->camera))
        told = false;
    answer(world, told ? EVENT_CLEARED : EVENT_BUSY, effect->op_only.op, told ? ERR_OK : ERR_BUSY);
}

static void switch_catalogue(struct kiosk_world *world, uint32_t version)
{
    struct event event;

    if (!offer_switch(&world->offer, &world->keep, version))
        return;
    ui_texts(world->ui, &world->offer.texts);
    offer_switched(&world->offer);
    offer_event(&world->offer, clock_wall_s(), &event);
    kiosk_effects_queue(world, &event);
}

static void load_service(struct kiosk_world *world, const struct effect_service_load *wish)
{
    struct event event;

    offer_service(&world->offer, wish, &event);
    kiosk_effects_queue(world, &event);
}

static void search(struct kiosk_world *world, const struct effect_search *wish)
{
    struct event event;

    offer_search(&world->offer, wish, &event);
    kiosk_effects_queue(world, &event);
}

static void report(const struct effect_report *report)
{
    log_line("report %s %s %s", report_name((enum report_code)report->code),
             report->device < DEVICE_COUNT ? device_name((enum device)report->device) : "-",
             err_name(report->err));
}

static void show(struct kiosk_world *world, const struct view *view)
{
    ui_show(world->ui, view);
    kiosk_voice_show(&world->voice, view, &world->offer.texts);
    kiosk_camera_show(&world->camera, view);
    if (!world->shown)
        log_line("first frame after %u ms", (unsigned)clock_process_age_ms());
    world->shown = true;
}

/* What this process does itself. */
static void perform_here(struct kiosk_world *world, const struct effect *effect)
{
    if (effect->kind == EFFECT_SHOW)
        show(world, &effect->view);
    else if (effect->kind == EFFECT_CATALOGUE_SWITCH)
        switch_catalogue(world, effect->version.version);
    else if (effect->kind == EFFECT_SERVICE_LOAD)
        load_service(world, &effect->service_load);
    else if (effect->kind == EFFECT_SEARCH)
        search(world, &effect->search);
    else if (effect->kind == EFFECT_CLEAR)
        clear(world, effect);
    else if (effect->kind == EFFECT_REPORT)
        report(&effect->report);
}

void kiosk_effects_perform(struct kiosk_world *world, const struct effect *effect)
{
    static const enum process workers[] = {
        [TO_READER] = PROCESS_READER,   [TO_PRINTER] = PROCESS_PRINTER,
        [TO_STORE] = PROCESS_STORE,     [TO_RELAY] = PROCESS_RELAY,
        [TO_CAMERA] = PROCESS_CAMERA,   [TO_PAGES] = PROCESS_PAGES,
        [TO_SCANNER] = PROCESS_SCANNER, [TO_SMARTCARD] = PROCESS_SMARTCARD,
        [TO_LOCKER] = PROCESS_LOCKER,   [TO_SIGNALS] = PROCESS_SIGNALS,
    };
    enum effect_to to = effect_destination((enum effect_kind)effect->kind);

    timeline_effect(&world->timeline, effect);
    if (to == TO_GLASS || to == TO_WORLD)
        perform_here(world, effect);
    else if (effect->kind == EFFECT_PRINT)
        print(world, effect);
    else if (effect->kind == EFFECT_PAGES)
        print_pages(world, effect);
    else if (effect->kind == EFFECT_CAPTURE)
        capture(world, &effect->capture);
    else if (effect->kind == EFFECT_ATTACH)
        attach(world, effect);
    else
        send(world, workers[to], effect, -1);
}
