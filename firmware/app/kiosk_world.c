#include "firmware/app/kiosk_world.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "firmware/app/boot.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/kiosk_effects.h"
#include "firmware/app/kiosk_peers.h"
#include "firmware/app/log.h"
#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"
#include "ui/prepare.h"

#define WORLD_RESUMPTIONS_MAX 3 /* a state that kills the kiosk oftener is given up */
#define WORLD_SETTLED_MS 15000  /* who lives so long with a state is not killed by it */
#define WORLD_BLIND_POLL_MS 20  /* for a glass without a descriptor to wait on */

/* ---- the loop ---- */

/* The next event, with the kiosk's own time on it. */
static void take_first(struct kiosk_world *world, struct event *out_event)
{
    struct kiosk_queue *queue = &world->queue;
    struct event *first = &queue->events[queue->first];

    *out_event = *first;
    out_event->at = clock_moment();
    bytes_wipe(first, sizeof(*first));
    queue->first = (queue->first + 1) % KIOSK_QUEUE_MAX;
    queue->count--;
    timeline_event(&world->timeline, out_event);
}

/* What was signed comes before the touch that says it is done. */
static void take_ink(struct kiosk_world *world, const struct event_touched *touched)
{
    struct event event = {.kind = EVENT_SIGNED};

    event.signature.serial = touched->serial;
    if (touched->action.kind == ACTION_PRIMARY && ui_take_ink(world->ui, &event.signature.ink))
        kiosk_effects_queue(world, &event);
    bytes_wipe(&event, sizeof(event));
}

static void take_touches(struct kiosk_world *world)
{
    struct event event = {.kind = EVENT_TOUCHED};
    uint32_t felt = ui_felt(world->ui);
    struct speech_line said;

    while (world->queue.count < KIOSK_QUEUE_MAX / 2 && ui_poll(world->ui, &event.touched)) {
        take_ink(world, &event.touched);
        kiosk_effects_queue(world, &event);
    }
    if (ui_felt(world->ui) != felt)
        kiosk_voice_click(&world->voice);
    if (ui_take_said(world->ui, &said))
        kiosk_voice_say_key(&world->voice, &said);
    bytes_wipe(&said, sizeof(said));
}

/* Once a minute: the clock on the glass, and whether the catalogue is still in its time. */
static void tick(struct kiosk_world *world)
{
    struct moment now = clock_moment();
    struct civil civil = civil_shanghai(now.wall_s);
    struct event event;

    if (now.mono_ms < world->minute_ms)
        return;
    world->minute_ms = clock_next_minute_ms();
    ui_set_clock(world->ui, now.trust == CLOCK_UNKNOWN ? -1 : civil.hour, civil.minute);
    if (offer_has_turned(&world->offer, now.wall_s)) {
        offer_event(&world->offer, now.wall_s, &event);
        kiosk_effects_queue(world, &event);
    }
}

static void settle(struct kiosk_world *world)
{
    if (!world->settled && clock_mono_ms() - world->started_ms >= WORLD_SETTLED_MS) {
        world->settled = true;
        keep_settle(&world->keep);
    }
}

static uint64_t wake_ms(const struct kiosk_world *world, uint64_t deadline_ms)
{
    uint64_t wake = world->minute_ms, now_ms = clock_mono_ms();
    int glass_ms = ui_wait_ms(world->ui);

    if (deadline_ms != 0 && deadline_ms < wake)
        wake = deadline_ms;
    if (ui_fd(world->ui) < 0 && now_ms + WORLD_BLIND_POLL_MS < wake)
        wake = now_ms + WORLD_BLIND_POLL_MS;
    if (glass_ms >= 0 && now_ms + (uint64_t)glass_ms < wake)
        wake = now_ms + (uint64_t)glass_ms;
    return wake;
}

static bool world_next(struct world *base, uint64_t deadline_ms, struct event *out_event)
{
    struct kiosk_world *world = (struct kiosk_world *)base;
    struct control_ready ready;

    for (;;) {
        tick(world);
        settle(world);
        take_touches(world);
        if (world->queue.count > 0) {
            take_first(world, out_event);
            return true;
        }
        if (deadline_ms != 0 && clock_mono_ms() >= deadline_ms) {
            *out_event = (struct event){.kind = EVENT_DEADLINE, .at = clock_moment()};
            timeline_event(&world->timeline, out_event);
            return true;
        }
        if (ui_is_closed(world->ui)) {
            control_stop(&world->control);
            return false;
        }
        if (!control_wait(&world->control, wake_ms(world, deadline_ms), ui_fd(world->ui), &ready))
            return false;
        kiosk_peers_take(world, &ready);
    }
}

static void world_keep(struct world *base, const struct core *core)
{
    keep_write(&((struct kiosk_world *)base)->keep, core);
}

static void world_perform(struct world *base, const struct effect *effect)
{
    kiosk_effects_perform((struct kiosk_world *)base, effect);
}

/* ---- opening ---- */

/* The supervisor has sent the channels before we ran; the first step may need them at once. */
static void take_channels(struct kiosk_world *world)
{
    struct control_ready ready;

    if (control_wait(&world->control, clock_mono_ms(), -1, &ready))
        kiosk_peers_take(world, &ready);
}

/* The kept state, if it is whole, its catalogue is there too, and it has not killed us before. */
static bool resume(struct kiosk_world *world, struct core *core)
{
    struct event event = {.kind = EVENT_RESUMED};

    if (!keep_read(&world->keep, core) || core->outer == OUTER_STARTING)
        return false;
    if (keep_count_resumption(&world->keep) > WORLD_RESUMPTIONS_MAX) {
        log_line("the kept state is given up after %d resumptions", WORLD_RESUMPTIONS_MAX);
        return false;
    }
    if (core->catalogue.version != 0 &&
        !offer_restore(&world->offer, &world->keep, core->catalogue.version))
        return false;
    log_line("resumes in epoch %u", (unsigned)core->epoch);
    kiosk_effects_queue(world, &event);
    return true;
}

static err_t start_fresh(struct kiosk_world *world, struct core *core)
{
    struct event event = {.kind = EVENT_STARTED};
    err_t err = boot_next(world->options->data, &event.started.boot);

    core_init(core);
    if (err != ERR_OK) {
        log_line("the boot number cannot be kept in %s: %s", world->options->data, err_name(err));
        return err;
    }
    keep_settle(&world->keep);
    text_copy(event.started.site, sizeof(event.started.site), world->board->site[0]);
    text_copy(event.started.code, sizeof(event.started.code), world->board->code);
    event.started.near_count = world->board->near_count;
    memcpy(event.started.near, world->board->near, sizeof(event.started.near));
    log_line("starts with boot %u", (unsigned)event.started.boot);
    kiosk_effects_queue(world, &event);
    return ERR_OK;
}

static err_t open_glass(struct kiosk_world *world)
{
    const struct board_panel *panel = &world->board->panel;
    struct ui_options wish = {.panel = {.width_px = panel->width_px,
                                        .height_px = panel->height_px,
                                        .width_mm = panel->width_mm,
                                        .height_mm = panel->height_mm,
                                        .mount_bottom_mm = panel->mount_bottom_mm,
                                        .viewing_mm = panel->viewing_mm},
                              .texts = &world->offer.texts,
                              .title = "Banshi",
                              .fullscreen = !world->options->windowed,
                              .record_path = world->options->record,
                              .no_pictures = world->options->no_pictures,
                              .tables_path = world->options->tables};
    err_t err;

    for (int i = 0; i < LANGUAGE_COUNT; i++)
        wish.site[i] = world->board->site[i];
    if (wish.record_path != NULL && mkdir(wish.record_path, 0700) < 0 && errno != EEXIST)
        log_line("no pictures: %s cannot be made", wish.record_path);
    err = ui_open(&wish, &world->ui);
    if (err != ERR_OK)
        log_line("no glass: %s", err_name(err));
    return err;
}

/* A kiosk that begins anew beside workers that go on: whatever they keep of a visit that nobody
 * will end any more is to be forgotten. */
static void forget_others(struct kiosk_world *world)
{
    const struct effect effect = {.kind = EFFECT_CLEAR};
    err_t err;

    for (enum process peer = PROCESS_WORKER_FIRST; peer <= PROCESS_WORKER_LAST; peer++) {
        err = channel_send_effect(world->control.peers[peer], &effect, -1);
        (void)err; /* who is not there holds nothing */
    }
    (void)kiosk_voice_clear(&world->voice);
}

err_t kiosk_world_open(struct kiosk_world *world, const struct options *options,
                       const struct board *board, struct core *core)
{
    char fonts[OPTIONS_PATH_BYTES];
    err_t err;

    *world = (struct kiosk_world){
        .world = {.next = world_next, .keep = world_keep, .perform = world_perform},
        .options = options,
        .board = board,
        .started_ms = clock_mono_ms()};
    core_init(core);
    control_init(&world->control, CONTROL_FD);
    timeline_open(&world->timeline, options->timeline);
    kiosk_voice_init(&world->voice, options->record);
    kiosk_camera_init(&world->camera);
    err = keep_open(&world->keep, CONTROL_MEMORY_FD);
    if (err != ERR_OK) {
        log_line("no memory file from the supervisor: %s", err_name(err));
        return err;
    }
    if (options_path(options->assets, "fonts.conf", fonts) == ERR_OK)
        ui_prepare(fonts);
    err = offer_open(&world->offer, options->assets);
    if (err == ERR_OK && !resume(world, core))
        err = start_fresh(world, core);
    if (err == ERR_OK)
        err = open_glass(world);
    if (err == ERR_OK)
        take_channels(world);
    if (err == ERR_OK && core->outer == OUTER_STARTING)
        forget_others(world);
    return err;
}

void kiosk_world_close(struct kiosk_world *world)
{
    if (world->ui != NULL) {
        ui_clear(world->ui);
        ui_close(world->ui);
    }
    (void)kiosk_camera_clear(&world->camera);
    kiosk_voice_finish(&world->voice);
    offer_close(&world->offer);
    timeline_close(&world->timeline);
    keep_close(&world->keep);
    control_finish(&world->control);
    bytes_wipe(world, sizeof(*world));
}
