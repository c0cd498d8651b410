/* The world of the touch fuzzer: devices, store and platform that answer at once, late, wrong or
 * never, as the seed says. */
#include <string.h>

#include "firmware/base/text.h"
#include "firmware/core/step.h"
#include "tests/touch/fuzz.h"
#include "tests/touch/world.h"

const char *const world_canaries[] = {WORLD_NAME, WORLD_LANE, WORLD_NUMBER, NULL};

static void answer_op(struct fuzz *fuzz, enum event_kind kind, uint64_t op, err_t err,
                      uint64_t delay_ms)
{
    struct event event = {.kind = kind};

    event.op = (struct event_op){op, err, 0};
    fuzz_tell(fuzz, &event, delay_ms);
}

static void tell_device(struct fuzz *fuzz, enum device device, enum device_state state)
{
    struct event event = {.kind = EVENT_DEVICE};

    event.device.device = device;
    event.device.state = state;
    event.device.consumable = CONSUMABLE_FULL;
    event.device.sheets = device == DEVICE_PAGES ? 20 : SHEETS_UNKNOWN;
    event.device.err = state == DEVICE_ONLINE ? ERR_OK : ERR_DEVICE_FAULT;
    fuzz_tell(fuzz, &event, 0);
}

static void tell_voice(struct fuzz *fuzz, bool speaking, bool headphones, uint64_t delay_ms)
{
    struct event event = {.kind = EVENT_VOICE};

    event.voice = (struct event_voice){speaking, headphones, 1};
    fuzz_tell(fuzz, &event, delay_ms);
}

static void tell_signals(struct fuzz *fuzz, uint32_t on)
{
    struct event event = {.kind = EVENT_SIGNALS};

    event.signals = (struct event_signals){SIGNAL_TILT | SIGNAL_MAINS_LOST, on};
    fuzz_tell(fuzz, &event, 0);
}

void world_heal(struct fuzz *fuzz)
{
    tell_signals(fuzz, 0);
    for (enum device device = 0; device < DEVICE_COUNT; device++)
        tell_device(fuzz, device, DEVICE_ONLINE);
    tell_voice(fuzz, fuzz->now_ms < fuzz->speaks_until_ms, false, 0);
}

void world_boot(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_STARTED};

    event.started.boot = 1;
    text_copy(event.started.site, sizeof(event.started.site), fuzz->house.sites[0]);
    text_copy(event.started.code, sizeof(event.started.code), "LF");
    fuzz_tell(fuzz, &event, 0);
    house_offer(&fuzz->house, &event);
    fuzz_tell(fuzz, &event, 0);
    world_heal(fuzz);
}

/* ---- what happens by itself ---- */

static void stir_device(struct fuzz *fuzz)
{
    static const enum device_state states[] = {DEVICE_OFFLINE, DEVICE_HARDWARE_ERROR, DEVICE_ONLINE,
                                               DEVICE_ONLINE, DEVICE_ONLINE};

    tell_device(fuzz, (enum device)random_below(&fuzz->random, DEVICE_COUNT),
                states[random_below(&fuzz->random, 5)]);
}

static void stir_catalogue(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_CATALOGUE_READY};

    event.ready.version = fuzz->core.catalogue.version + 1;
    fuzz_tell(fuzz, &event, 0);
}

static void stir_camera(struct fuzz *fuzz)
{
    static uint8_t pixels[64 * 48 * 4];
    const struct ui_frame frame = {pixels, 64 * 4, 64, 48};

    pixels[random_below(&fuzz->random, sizeof(pixels))] ^= 0x55;
    ui_camera(fuzz->glass.ui, &frame);
}

/* What the camera's worker makes of it. */
static void stir_look(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_LOOK};

    event.look.warnings = fuzz_one_in(fuzz, 2) ? 0 : 1u << random_below(&fuzz->random, 10);
    event.look.found = event.look.warnings == 0;
    fuzz_tell(fuzz, &event, 0);
}

static void stir_door(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_LOCKER_DOOR};

    event.locker_door.cell = WORLD_CELL;
    event.locker_door.door = (uint32_t)fuzz_between(fuzz, DOOR_UNKNOWN, DOOR_OPEN);
    fuzz_tell(fuzz, &event, 0);
}

void world_stir(struct fuzz *fuzz)
{
    switch (random_below(&fuzz->random, 12)) {
    case 0:
        stir_device(fuzz);
        break;
    case 1:
        stir_catalogue(fuzz);
        break;
    case 2:
        tell_voice(fuzz, fuzz->now_ms < fuzz->speaks_until_ms, fuzz_one_in(fuzz, 2), 0);
        break;
    case 3:
        stir_camera(fuzz);
        break;
    case 4:
    case 5:
        stir_look(fuzz);
        break;
    case 6:
        stir_door(fuzz);
        break;
    case 7:
        tell_signals(fuzz, fuzz_one_in(fuzz, 8) ? SIGNAL_MAINS_LOST : SIGNAL_TILT);
        break;
    default:
        world_heal(fuzz);
        break;
    }
}

/* ---- what is asked ---- */

static void service_load(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_SERVICE};

    event.service.op = effect->service_load.op;
    if (effect->service_load.index < catalogue_count(fuzz->house.catalogue) &&
        !fuzz_one_in(fuzz, 60))
        event.service.service =
            *catalogue_service(fuzz->house.catalogue, effect->service_load.index);
    else
        event.service.err = ERR_NOT_FOUND;
    fuzz_tell(fuzz, &event, fuzz_one_in(fuzz, 20) ? 900 : 1);
}

static void person_fill(struct person *out)
{
    text_copy(out->name, sizeof(out->name), WORLD_NAME);
    text_copy(out->number, sizeof(out->number), WORLD_NUMBER);
    text_copy(out->address, sizeof(out->address), "云南省楚雄彝族自治州武定县" WORLD_LANE "七号");
    text_copy(out->birth, sizeof(out->birth), "19400229");
    out->sex = 1;
    out->nation = 5;
}

static void card_read(struct fuzz *fuzz, const struct effect *effect)
{
    static const err_t errors[] = {ERR_CARD_MOVED, ERR_CARD_UNSUPPORTED, ERR_DEVICE_FAULT,
                                   ERR_NO_CARD};
    struct event event = {.kind = EVENT_CARD};

    event.card.op = effect->card_read.op;
    if (fuzz->calm || fuzz_one_in(fuzz, 8)) /* nobody lays one down */
        event.card.err = ERR_NO_CARD;
    else if (fuzz_one_in(fuzz, 6))
        event.card.err = errors[random_below(&fuzz->random, 4)];
    else
        person_fill(&event.card.person);
    fuzz_tell(fuzz, &event,
              event.card.err == ERR_NO_CARD ? effect->card_read.limit_ms
                                            : fuzz_between(fuzz, 1, 3000));
}

static void case_save(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_CASE_SAVED};
    uint64_t delay_ms = fuzz_between(fuzz, 1, 400);

    if (fuzz_one_in(fuzz, 25)) /* silence */
        return;
    event.case_saved.op = effect->draft.op;
    event.case_saved.err = fuzz_one_in(fuzz, 10) ? ERR_DISK_FULL : ERR_OK;
    text_copy(event.case_saved.case_id, CASE_ID_BYTES, "01890000-0000-7000-8000-000000000001");
    text_copy(event.case_saved.number, CASE_NUMBER_BYTES, "LF2611220001X");
    fuzz_tell(fuzz, &event, delay_ms);
    if (event.case_saved.err != ERR_OK || fuzz_one_in(fuzz, 4))
        return;
    event = (struct event){.kind = EVENT_CASE_RECEIPTED};
    text_copy(event.case_receipted.case_id, CASE_ID_BYTES, "01890000-0000-7000-8000-000000000001");
    fuzz_tell(fuzz, &event, delay_ms + fuzz_between(fuzz, 300, 14000));
}

static void case_status(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_CASE_STATUS};

    if (fuzz_one_in(fuzz, 10))
        return;
    event.case_status.op = effect->case_ref.op;
    event.case_status.err = fuzz_one_in(fuzz, 8) ? ERR_NETWORK : ERR_OK;
    event.case_status.state = (uint32_t)fuzz_between(fuzz, CASE_SUBMITTED, CASE_STATE_COUNT - 1);
    if (event.case_status.state == CASE_DECIDED_YES)
        text_copy(event.case_status.code, CASE_CODE_BYTES, "7K2M-94QX-D3PH-8WTR");
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 5000));
}

static void case_find(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_CASE_FOUND};
    struct case_progress *progress = &event.case_found.progress;

    if (fuzz_one_in(fuzz, 10))
        return;
    event.case_found.op = effect->case_find.op;
    event.case_found.err = fuzz_one_in(fuzz, 4) ? ERR_NOT_FOUND : ERR_OK;
    progress->state = CASE_REVIEW;
    progress->stage_count = (uint32_t)fuzz_between(fuzz, 0, CASE_STAGES_MAX);
    text_copy(progress->service, CASE_NAME_BYTES, "高龄津贴申领（一件事）");
    for (uint32_t i = 0; i < progress->stage_count; i++) {
        text_copy(progress->stages[i].department, CASE_NAME_BYTES, "临汾市尧都区医疗保障局");
        progress->stages[i].state = (uint32_t)fuzz_between(fuzz, 1, CASE_STATE_COUNT - 1);
        progress->stages[i].at_wall_s = i == 0 ? 0 : HOUSE_WALL_S - 86400;
    }
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 7000));
}

static void search(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_FOUND};

    if (fuzz_one_in(fuzz, 20))
        return;
    event.found.op = effect->search.op;
    event.found.count = (uint32_t)fuzz_between(fuzz, 0, fuzz->core.catalogue.count);
    for (uint32_t i = 0; i < event.found.count; i++)
        event.found.items[i] = fuzz->core.catalogue.count - 1 - i;
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 200));
}

static void intent(struct fuzz *fuzz, uint64_t op, enum intent_state state)
{
    struct event event = {.kind = EVENT_INTENT};

    if (fuzz_one_in(fuzz, 30))
        return;
    event.intent.op = op;
    event.intent.err = fuzz_one_in(fuzz, 20) ? ERR_DISK_FULL : ERR_OK;
    event.intent.state = state;
    event.intent.intent = 7;
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 60));
}

/* A presenter holds the paper out; it is taken, or the kiosk wants it drawn back. */
static void paper_moves(struct fuzz *fuzz, uint64_t op, enum paper_held held, uint64_t delay_ms)
{
    struct event event = {.kind = EVENT_PAPER};

    event.paper.op = op;
    event.paper.held = held;
    fuzz_tell(fuzz, &event, delay_ms);
}

static void print(struct fuzz *fuzz, uint64_t op)
{
    uint64_t delay_ms = fuzz_between(fuzz, 200, 6000);

    if (fuzz_one_in(fuzz, 20))
        return;
    if (fuzz_one_in(fuzz, 8)) {
        answer_op(fuzz, EVENT_PRINTED, op, ERR_PAPER_OUT, delay_ms);
        return;
    }
    answer_op(fuzz, EVENT_PRINT_PASSED, op, ERR_OK, delay_ms / 2);
    answer_op(fuzz, EVENT_PRINTED, op, fuzz_one_in(fuzz, 8) ? ERR_PRINT_UNKNOWN : ERR_OK, delay_ms);
    if (fuzz_one_in(fuzz, 2))
        return;
    paper_moves(fuzz, op, PAPER_HELD, delay_ms);
    if (!fuzz_one_in(fuzz, 3))
        paper_moves(fuzz, op, PAPER_TAKEN, delay_ms + fuzz_between(fuzz, 500, 15000));
}

/* ---- pictures, codes, certificates, doors ---- */

static void capture(struct fuzz *fuzz, const struct effect *effect)
{
    static const err_t errors[] = {ERR_NOT_FOUND, ERR_IO, ERR_NO_DEVICE};
    struct event event = {.kind = EVENT_CAPTURED};

    if (fuzz_one_in(fuzz, 15))
        return;
    event.captured.op = effect->capture.op;
    event.captured.err = fuzz_one_in(fuzz, 6) ? errors[random_below(&fuzz->random, 3)] : ERR_OK;
    event.captured.warnings = fuzz_one_in(fuzz, 3) ? LOOK_BLUR : 0;
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 100, 3000));
}

static void attach(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_ATTACHED};
    struct attachment *attachment = &event.attached.attachment;

    if (fuzz_one_in(fuzz, 20))
        return;
    event.attached.op = effect->attach.op;
    event.attached.err = fuzz_one_in(fuzz, 10) ? ERR_DISK_FULL : ERR_OK;
    text_copy(attachment->id, CASE_ID_BYTES, WORLD_ATTACHMENT);
    memcpy(attachment->code, effect->attach.code, sizeof(attachment->code));
    attachment->size_bytes = 90000;
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 600));
}

static void scan(struct fuzz *fuzz, const struct effect *effect)
{
    static const char *const texts[] = {"91140000MA0GR9QX2T", "WX20261122", WORLD_NUMBER};
    struct event event = {.kind = EVENT_SCANNED};
    bool none = fuzz->calm || fuzz_one_in(fuzz, 3);

    event.scanned.op = effect->scan.op;
    if (none)
        event.scanned.err = ERR_TIMEOUT;
    else if (fuzz_one_in(fuzz, 4))
        event.scanned.err = fuzz_one_in(fuzz, 2) ? ERR_INVALID : ERR_DEVICE_FAULT;
    else
        text_copy(event.scanned.text, sizeof(event.scanned.text),
                  texts[random_below(&fuzz->random, 3)]);
    fuzz_tell(fuzz, &event, none ? effect->scan.limit_ms : fuzz_between(fuzz, 300, 6000));
}

static void document(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_DOCUMENT};
    struct certificate *certificate = &event.document.certificate;

    if (fuzz_one_in(fuzz, 10))
        return;
    event.document.op = effect->case_ref.op;
    event.document.err = fuzz_one_in(fuzz, 6) ? ERR_NOT_FOUND : ERR_OK;
    event.document.pages = (uint32_t)fuzz_between(fuzz, 1, 30);
    text_copy(certificate->title, sizeof(certificate->title), "社会保险参保证明");
    text_copy(certificate->code, sizeof(certificate->code), "7K2M9QXA");
    certificate->row_count = 1;
    text_copy(certificate->rows[0].label, CERTIFICATE_LABEL_BYTES, "姓名");
    text_copy(certificate->rows[0].value, CERTIFICATE_VALUE_BYTES, WORLD_NAME);
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 6000));
}

static void pages(struct fuzz *fuzz, uint64_t op)
{
    uint64_t delay_ms = fuzz_between(fuzz, 1000, 30000);

    if (fuzz_one_in(fuzz, 20))
        return;
    if (fuzz_one_in(fuzz, 8)) {
        answer_op(fuzz, EVENT_PAGES_PRINTED, op, ERR_PAPER_OUT, delay_ms);
        return;
    }
    answer_op(fuzz, EVENT_PAGES_PASSED, op, ERR_OK, delay_ms / 2);
    answer_op(fuzz, EVENT_PAGES_PRINTED, op, fuzz_one_in(fuzz, 6) ? ERR_PAPER_JAM : ERR_OK,
              delay_ms);
}

static void locker_find(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event = {.kind = EVENT_LOCKER_FOUND};

    if (fuzz_one_in(fuzz, 15))
        return;
    event.locker_found.op = effect->locker_find.op;
    event.locker_found.count = (uint32_t)fuzz_between(fuzz, 0, LOCKER_FOUND_MAX);
    for (uint32_t i = 0; i < event.locker_found.count; i++) {
        struct locker_cell *item = &event.locker_found.items[i];

        text_copy(item->assignment, CASE_ID_BYTES, WORLD_ATTACHMENT);
        text_copy(item->what, sizeof(item->what), "居住证");
        item->cell = (uint8_t)(WORLD_CELL + i);
        item->purpose = fuzz_one_in(fuzz, 2) ? LOCKER_DEPOSIT : LOCKER_PICKUP;
        item->factors = (uint8_t)fuzz_between(fuzz, 1, 3);
    }
    fuzz_tell(fuzz, &event, fuzz_between(fuzz, 1, 900));
}

static void locker_open(struct fuzz *fuzz, const struct effect *effect)
{
    static const err_t errors[] = {ERR_DOOR_STUCK, ERR_DOOR_OTHER, ERR_DOOR_UNKNOWN, ERR_DENIED,
                                   ERR_LIMIT,      ERR_EXPIRED,    ERR_BUSY,         ERR_NO_CARD};
    uint64_t delay_ms = fuzz_between(fuzz, 20, 2500);
    struct event event = {.kind = EVENT_LOCKER_OPENED};

    if (fuzz_one_in(fuzz, 15))
        return;
    event.locker_opened.op = effect->locker_open.op;
    event.locker_opened.err =
        fuzz_one_in(fuzz, 3) ? errors[random_below(&fuzz->random, 8)] : ERR_OK;
    event.locker_opened.door = event.locker_opened.err == ERR_OK ? DOOR_OPEN : DOOR_UNKNOWN;
    answer_op(fuzz, EVENT_LOCKER_PASSED, effect->locker_open.op, ERR_OK, delay_ms / 2);
    fuzz_tell(fuzz, &event, delay_ms);
    if (event.locker_opened.err != ERR_OK || fuzz_one_in(fuzz, 4)) /* or it is left open */
        return;
    event = (struct event){.kind = EVENT_LOCKER_DOOR};
    event.locker_door.cell = (uint32_t)fuzz_between(fuzz, WORLD_CELL, WORLD_CELL + 1);
    event.locker_door.door = DOOR_CLOSED;
    fuzz_tell(fuzz, &event, delay_ms + fuzz_between(fuzz, 2000, 20000));
}

/* The voice reads a screen that asks for it, for as long as it takes. */
static void hear(struct fuzz *fuzz, const struct view_voice *voice)
{
    bool speaks = fuzz->now_ms < fuzz->speaks_until_ms;

    if (voice->stopped != fuzz->stopped && speaks) {
        tell_voice(fuzz, false, voice->headphones, 1);
        fuzz->speaks_until_ms = fuzz->now_ms;
    } else if (voice->asked != fuzz->asked && voice->ready) {
        uint64_t lasts_ms = fuzz_between(fuzz, 500, FUZZ_SPEECH_MS_MAX);

        tell_voice(fuzz, true, voice->headphones, 1);
        tell_voice(fuzz, false, voice->headphones, lasts_ms);
        fuzz->speaks_until_ms = fuzz->now_ms + lasts_ms;
    }
    fuzz->asked = voice->asked;
    fuzz->stopped = voice->stopped;
}

static void count(struct fuzz *fuzz, const struct view *view)
{
    if (fuzz->view.serial != view->serial && view->step < FUZZ_VIEWS)
        fuzz->stats.views[view->step]++;
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_WRITE && view->parts[i].value < WAY_COUNT)
            fuzz->stats.ways[view->parts[i].value]++;
}

static void show(struct fuzz *fuzz, const struct effect *effect)
{
    count(fuzz, &effect->view);
    fuzz->view = effect->view;
    ui_show(fuzz->glass.ui, &effect->view);
    rule_list(&fuzz->glass.rule, ui_list(fuzz->glass.ui));
    oracle_list(fuzz);
    hear(fuzz, &effect->view.voice);
}

static void clear(struct fuzz *fuzz, const struct effect *effect)
{
    bool busy = fuzz_one_in(fuzz, 20);

    ui_clear(fuzz->glass.ui);
    oracle_cleared(fuzz);
    rule_list(&fuzz->glass.rule, ui_list(fuzz->glass.ui));
    answer_op(fuzz, busy ? EVENT_BUSY : EVENT_CLEARED, effect->op_only.op, busy ? ERR_BUSY : ERR_OK,
              0);
}

static void catalogue_switch(struct fuzz *fuzz, const struct effect *effect)
{
    struct event event;

    ui_texts(fuzz->glass.ui, &fuzz->house.texts);
    rule_list(&fuzz->glass.rule, ui_list(fuzz->glass.ui));
    house_offer(&fuzz->house, &event);
    event.catalogue.version = effect->version.version;
    fuzz_tell(fuzz, &event, 0);
}

/* A full mailbox, now and then, for whoever answers by an op. */
static bool is_busy(struct fuzz *fuzz, const struct effect *effect)
{
    enum effect_to to = effect_destination((enum effect_kind)effect->kind);
    bool asks = effect->kind != EFFECT_INTENT_SETTLE && effect->kind != EFFECT_RATE &&
                effect->kind != EFFECT_CARD_CANCEL && effect->kind != EFFECT_SCAN_CANCEL &&
                effect->kind != EFFECT_SOCIAL_CANCEL && effect->kind != EFFECT_DETACH &&
                effect->kind != EFFECT_RETRACT && to != TO_SIGNALS;

    if (to == TO_GLASS || to == TO_WORLD || !asks || !fuzz_one_in(fuzz, 100))
        return false;
    answer_op(fuzz, EVENT_BUSY, effect->op_only.op, ERR_BUSY, 0);
    return true;
}

void world_perform(struct fuzz *fuzz, const struct effect *effect)
{
    fuzz->stats.effects[effect->kind]++;
    if (is_busy(fuzz, effect))
        return;
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_SHOW:
        show(fuzz, effect);
        break;
    case EFFECT_CATALOGUE_SWITCH:
        catalogue_switch(fuzz, effect);
        break;
    case EFFECT_SERVICE_LOAD:
        service_load(fuzz, effect);
        break;
    case EFFECT_SEARCH:
        search(fuzz, effect);
        break;
    case EFFECT_CARD_READ:
        card_read(fuzz, effect);
        break;
    case EFFECT_CASE_SAVE:
        case_save(fuzz, effect);
        break;
    case EFFECT_CASE_STATUS:
        case_status(fuzz, effect);
        break;
    case EFFECT_CASE_FIND:
        case_find(fuzz, effect);
        break;
    case EFFECT_INTENT_SAVE:
        intent(fuzz, effect->intent_save.op, INTENT_SAVED);
        break;
    case EFFECT_INTENT_CLAIM:
        intent(fuzz, effect->intent_ref.op, INTENT_CLAIMED);
        break;
    case EFFECT_PRINT:
        print(fuzz, effect->paper.op);
        break;
    case EFFECT_CLEAR:
        clear(fuzz, effect);
        break;
    case EFFECT_CAPTURE:
        capture(fuzz, effect);
        break;
    case EFFECT_ATTACH:
        attach(fuzz, effect);
        break;
    case EFFECT_SCAN:
        scan(fuzz, effect);
        break;
    case EFFECT_SOCIAL_READ:
        card_read(fuzz, effect);
        break;
    case EFFECT_DOCUMENT_GET:
        document(fuzz, effect);
        break;
    case EFFECT_PAGES:
        pages(fuzz, effect->pages.op);
        break;
    case EFFECT_RETRACT:
        paper_moves(fuzz, effect->op_only.op, PAPER_RETRACTED, 800);
        break;
    case EFFECT_LOCKER_FIND:
        locker_find(fuzz, effect);
        break;
    case EFFECT_LOCKER_OPEN:
        locker_open(fuzz, effect);
        break;
    default: /* the others are not answered */
        break;
    }
}
