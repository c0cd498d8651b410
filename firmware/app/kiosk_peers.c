#include "firmware/app/kiosk_peers.h"

#include "firmware/app/channel.h"
#include "firmware/app/kiosk_effects.h"
#include "firmware/app/kiosk_pages.h"
#include "firmware/app/log.h"
#include "firmware/base/bytes.h"

/* Whose word an event is; PROCESS_KIOSK: no worker's. */
static enum process speaker(const struct event *event)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_DEVICE:
        return process_of_device((enum device)event->device.device);
    case EVENT_PRINT_PASSED:
    case EVENT_PRINTED:
    case EVENT_PAPER:
        return PROCESS_PRINTER;
    case EVENT_CATALOGUE_READY:
    case EVENT_CASE_SAVED:
    case EVENT_CASE_RECEIPTED:
    case EVENT_INTENT:
    case EVENT_ATTACHED:
    case EVENT_LOCKER_FOUND:
        return PROCESS_STORE;
    case EVENT_CASE_STATUS:
    case EVENT_CASE_FOUND:
    case EVENT_DOCUMENT:
        return PROCESS_RELAY;
    case EVENT_PAGES_PASSED:
    case EVENT_PAGES_PRINTED:
        return PROCESS_PAGES;
    case EVENT_SCANNED:
        return PROCESS_SCANNER;
    case EVENT_LOCKER_PASSED:
    case EVENT_LOCKER_OPENED:
    case EVENT_LOCKER_DOOR:
        return PROCESS_LOCKER;
    case EVENT_SIGNALS:
        return PROCESS_SIGNALS;
    case EVENT_CARD: /* or the smart card's reader */
        return PROCESS_READER;
    case EVENT_NONE:
    case EVENT_STARTED:
    case EVENT_RESUMED:
    case EVENT_DEADLINE:
    case EVENT_TOUCHED:
    case EVENT_SIGNED:
    case EVENT_VOICE:
    case EVENT_FOUND:
    case EVENT_CATALOGUE:
    case EVENT_SERVICE:
    case EVENT_CLEARED:
    case EVENT_BUSY:
    case EVENT_LOOK:
    case EVENT_CAPTURED:
    case EVENT_COUNT:
        break;
    }
    return PROCESS_KIOSK;
}

static bool is_its_to_say(enum process peer, const struct event *event)
{
    return speaker(event) == peer || (peer == PROCESS_SMARTCARD && event->kind == EVENT_CARD);
}

#define END_TEXT(text) ((text)[sizeof(text) - 1] = '\0')

static void bound_progress(struct case_progress *progress)
{
    END_TEXT(progress->service);
    END_TEXT(progress->code);
    if (progress->stage_count > CASE_STAGES_MAX)
        progress->stage_count = CASE_STAGES_MAX;
    if (progress->state >= CASE_STATE_COUNT)
        progress->state = CASE_NONE;
    for (uint32_t i = 0; i < CASE_STAGES_MAX; i++) {
        END_TEXT(progress->stages[i].department);
        if (progress->stages[i].state >= CASE_STATE_COUNT)
            progress->stages[i].state = CASE_NONE;
    }
}

static void bound_certificate(struct certificate *certificate)
{
    END_TEXT(certificate->title);
    END_TEXT(certificate->number);
    END_TEXT(certificate->issuer);
    END_TEXT(certificate->date);
    END_TEXT(certificate->code);
    END_TEXT(certificate->verify);
    END_TEXT(certificate->body);
    if (certificate->row_count > CERTIFICATE_ROWS_MAX)
        certificate->row_count = CERTIFICATE_ROWS_MAX;
    for (uint32_t i = 0; i < CERTIFICATE_ROWS_MAX; i++) {
        END_TEXT(certificate->rows[i].label);
        END_TEXT(certificate->rows[i].value);
    }
}

static void bound_found(struct event_locker_found *found)
{
    if (found->count > LOCKER_FOUND_MAX)
        found->count = LOCKER_FOUND_MAX;
    for (uint32_t i = 0; i < LOCKER_FOUND_MAX; i++) {
        END_TEXT(found->items[i].assignment);
        END_TEXT(found->items[i].what);
    }
}

/* Every text ends inside its member, whatever the worker sent. */
static void end_texts(struct event *event)
{
    if (event->kind == EVENT_CARD) {
        END_TEXT(event->card.person.name);
        END_TEXT(event->card.person.number);
        END_TEXT(event->card.person.address);
        END_TEXT(event->card.person.birth);
        END_TEXT(event->card.person.valid_to);
    } else if (event->kind == EVENT_CASE_SAVED) {
        END_TEXT(event->case_saved.case_id);
        END_TEXT(event->case_saved.number);
    } else if (event->kind == EVENT_CASE_RECEIPTED) {
        END_TEXT(event->case_receipted.case_id);
    } else if (event->kind == EVENT_CASE_STATUS) {
        END_TEXT(event->case_status.code);
    } else if (event->kind == EVENT_CASE_FOUND) {
        bound_progress(&event->case_found.progress);
    } else if (event->kind == EVENT_ATTACHED) {
        END_TEXT(event->attached.attachment.id);
        END_TEXT(event->attached.attachment.code);
    } else if (event->kind == EVENT_SCANNED) {
        END_TEXT(event->scanned.text);
    } else if (event->kind == EVENT_DOCUMENT) {
        bound_certificate(&event->document.certificate);
    } else if (event->kind == EVENT_LOCKER_FOUND) {
        bound_found(&event->locker_found);
    }
}

static void lost(struct kiosk_world *world, enum process peer)
{
    struct event event = {.kind = EVENT_DEVICE};

    control_drop(&world->control, peer);
    if (!world->joined[peer])
        return;
    world->joined[peer] = false;
    event.device.device = process_device(peer);
    event.device.state = DEVICE_STARTING;
    event.device.restarted = 1;
    kiosk_effects_queue(world, &event);
}

static void take_event(struct kiosk_world *world, struct event *event, int file)
{
    if (event->kind == EVENT_CATALOGUE_READY) {
        /* The version of the document itself counts, not the one that was told. */
        if (!offer_take(&world->offer, file, &event->ready.version))
            return;
    } else {
        channel_close(&file);
    }
    end_texts(event);
    if (event->kind == EVENT_DOCUMENT && event->document.err == ERR_OK)
        event->document.pages =
            kiosk_pages_count(&event->document.certificate, &world->offer.texts);
    kiosk_effects_queue(world, event);
}

static void take_packets(struct kiosk_world *world, enum process peer)
{
    for (int i = 0; i < KIOSK_PEERS_ROUND; i++) {
        struct event event;
        int file;
        err_t err = channel_receive_event(world->control.peers[peer], &event, &file);

        if (err == ERR_BUSY)
            return;
        if (err == ERR_OK && is_its_to_say(peer, &event)) {
            take_event(world, &event, file);
            bytes_wipe(&event, sizeof(event));
            continue;
        }
        if (err != ERR_NO_DEVICE)
            log_line("dropped %s: it said what is not its to say", process_name(peer));
        if (err == ERR_OK)
            channel_close(&file);
        lost(world, peer);
        return;
    }
}

/* ---- the voice: it says nothing but how it is ---- */

static void join_voice(struct kiosk_world *world, int channel)
{
    struct event event;

    if (kiosk_voice_join(&world->voice, channel, &event))
        kiosk_effects_queue(world, &event);
}

static void take_voice(struct kiosk_world *world)
{
    for (int i = 0; i < KIOSK_PEERS_ROUND; i++) {
        struct event event;
        err_t err = kiosk_voice_take(&world->voice, &event);

        if (err == ERR_BUSY)
            return;
        if (err != ERR_OK) {
            control_drop(&world->control, PROCESS_VOICE);
            join_voice(world, -1);
            return;
        }
        if (event.kind != EVENT_NONE)
            kiosk_effects_queue(world, &event);
    }
}

/* Its pictures go to the glass; the core hears what they show. */
static void take_camera(struct kiosk_world *world, const struct control_ready *ready)
{
    struct event event;

    if (ready->readable[PROCESS_CAMERA] && kiosk_camera_take(&world->camera, world->ui) != ERR_OK) {
        control_drop(&world->control, PROCESS_CAMERA);
        kiosk_camera_join(&world->camera, -1);
    }
    if (ready->replaced[PROCESS_CAMERA])
        kiosk_camera_join(&world->camera, world->control.peers[PROCESS_CAMERA]);
    while (world->queue.count < KIOSK_QUEUE_MAX / 2 && kiosk_camera_next(&world->camera, &event))
        kiosk_effects_queue(world, &event);
}

void kiosk_peers_take(struct kiosk_world *world, const struct control_ready *ready)
{
    take_camera(world, ready);
    if (ready->readable[PROCESS_VOICE])
        take_voice(world);
    if (ready->replaced[PROCESS_VOICE])
        join_voice(world, world->control.peers[PROCESS_VOICE]);
    for (enum process peer = PROCESS_WORKER_FIRST; peer <= PROCESS_WORKER_LAST; peer++) {
        if (ready->readable[peer])
            take_packets(world, peer);
        if (!ready->replaced[peer])
            continue;
        if (world->joined[peer]) {
            /* The old channel ended and the new one came in one wait: still a new worker. */
            int fresh = world->control.peers[peer];

            world->control.peers[peer] = -1;
            lost(world, peer);
            world->control.peers[peer] = fresh;
        }
        world->joined[peer] = true;
    }
}
