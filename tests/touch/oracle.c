/* What must hold, whatever hands do: after every step, on every list, and once all hands are gone. */
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"
#include "tests/touch/fuzz.h"
#include "tests/touch/world.h"
#include "ui/ui_private.h"

/* What a second tap must not do again. */
static bool is_dangerous(uint32_t effect)
{
    return effect == EFFECT_CASE_SAVE || effect == EFFECT_INTENT_SAVE ||
           effect == EFFECT_INTENT_CLAIM || effect == EFFECT_PRINT || effect == EFFECT_RATE ||
           effect == EFFECT_CLEAR;
}

static void touched(struct fuzz *fuzz, const struct event *event, bool changed)
{
    struct fuzz_past *past = &fuzz->past;
    char detail[96];

    snprintf(detail, sizeof(detail), "action %u, %u ms after the screen came",
             event->touched.action.kind, (unsigned)(fuzz->now_ms - past->screen_ms));
    if (changed && fuzz->now_ms < past->screen_ms + CORE_TOUCH_GUARD_MS)
        fuzz_broken(fuzz, "the repeat guard let a touch through", detail);
    for (uint32_t i = 0; i < fuzz->effects.count; i++) {
        uint32_t kind = fuzz->effects.items[i].kind;

        if (!is_dangerous(kind))
            continue;
        if (past->acted_ms[kind] != 0 && fuzz->now_ms < past->acted_ms[kind] + CORE_TOUCH_GUARD_MS)
            fuzz_broken(fuzz, "a double tap did it twice", effect_name((enum effect_kind)kind));
        past->acted_ms[kind] = fuzz->now_ms;
    }
}

/* A touch of another screen changes nothing, unless its time had come anyway. */
static void stale(struct fuzz *fuzz, bool changed)
{
    if (changed && fuzz->core.session.sheet != SHEET_IDLE && fuzz->core.outer != OUTER_CLEARING)
        fuzz_broken(fuzz, "a touch of an old screen did something", "stale");
}

static bool is_found(const void *bytes, size_t size_bytes)
{
    for (int i = 0; world_canaries[i] != NULL; i++)
        if (memmem(bytes, size_bytes, world_canaries[i], strlen(world_canaries[i])) != NULL)
            return true;
    return false;
}

/* From the moment a visit ends, the core knows neither its citizen nor what was sought. */
static void forgotten(struct fuzz *fuzz)
{
    static const struct query none;

    if (is_found(&fuzz->core, sizeof(fuzz->core)) ||
        memcmp(&fuzz->core.session.query, &none, sizeof(none)) != 0 || fuzz->core.session.chosen)
        fuzz_broken(fuzz, "the core knows something of a visit that has ended", "clearing");
}

/* Nobody is asked whether he is there while his hands are at work. */
static void asked(struct fuzz *fuzz)
{
    uint64_t idle_ms = (fuzz->core.session.modes & (MODE_ELDER | MODE_SPEECH)) != 0
                           ? CORE_IDLE_ELDER_MS
                           : CORE_IDLE_MS;

    if (fuzz->now_ms < fuzz->glass.rule.done_ms + idle_ms)
        fuzz_broken(fuzz, "somebody who is at work was asked whether he is there", "idle");
}

void oracle_cleared(struct fuzz *fuzz)
{
    static const struct ink no_ink;
    static const struct draw_list no_list;
    const struct ui *ui = fuzz->glass.ui;
    const struct writing *writing = &ui->writing;

    if (memcmp(&writing->ink, &no_ink, sizeof(no_ink)) != 0 || writing->letters[0] != '\0' ||
        writing->strokes[0] != '\0' || writing->code[0] != '\0' || writing->insert_count != 0 ||
        writing->candidate_count != 0 || writing->depth != 0 || writing->component_count != 0)
        fuzz_broken(fuzz, "the pads remember after the visit", "cleared");
    if (memcmp(ui->now->text, no_list.text, sizeof(no_list.text)) != 0 ||
        memcmp(ui->next->text, no_list.text, sizeof(no_list.text)) != 0 ||
        ui->now->item_count != 0 || ui->next->item_count != 0)
        fuzz_broken(fuzz, "the lists remember after the visit", "cleared");
    if (is_found(ui, sizeof(*ui)) || ui->said.text[0] != '\0')
        fuzz_broken(fuzz, "the glass remembers after the visit", "cleared");
}

void oracle_step(struct fuzz *fuzz, const struct event *event, const struct oracle_before *before)
{
    const struct core *core = &fuzz->core;
    bool changed = core->serial != before->serial;
    bool looks = core->session.language != before->language || core->session.modes != before->modes;

    if (event->kind == EVENT_TOUCHED && event->touched.serial != before->serial)
        stale(fuzz, changed || looks);
    else if (event->kind == EVENT_TOUCHED)
        touched(fuzz, event, changed || looks);
    if (changed || looks)
        fuzz->past.screen_ms = fuzz->now_ms;
    if (core->outer == OUTER_CLEARING)
        forgotten(fuzz);
    if (core->session.sheet == SHEET_IDLE && before->sheet != SHEET_IDLE)
        asked(fuzz);
    if (before->outer != core->outer && core->outer == OUTER_SESSION)
        fuzz->stats.visits++;
    if (before->outer != core->outer && core->outer == OUTER_IDLE)
        fuzz->stats.homes++;
}

/* ---- lists ---- */

static bool is_within(const struct draw_list *list, struct box box)
{
    return box.x >= 0 && box.y >= 0 && !box_is_empty(box) && box_right(box) <= list->width_px &&
           box_bottom(box) <= list->height_px;
}

void oracle_list(struct fuzz *fuzz)
{
    const struct draw_list *list = ui_list(fuzz->glass.ui);

    if (list->overflow)
        fuzz_broken(fuzz, "a screen did not fit", list->name);
    if (list->serial != fuzz->view.serial)
        fuzz_broken(fuzz, "the glass shows another screen", list->name);
    for (int i = 0; i < list->target_count; i++) {
        if (!list->targets[i].enabled)
            continue;
        if (!is_within(list, list->targets[i].box))
            fuzz_broken(fuzz, "a target lies outside of the panel", list->targets[i].role);
        for (int j = 0; j < i; j++)
            if (list->targets[j].enabled && box_meets(list->targets[i].box, list->targets[j].box))
                fuzz_broken(fuzz, "two targets lie over each other", list->targets[i].role);
    }
}

/* ---- home ---- */

/* What is in use of a list; the number of the screen does not count. */
static void copy_used(const struct draw_list *list, struct draw_list *out)
{
    memset(out, 0, sizeof(*out));
    text_copy(out->name, sizeof(out->name), list->name);
    out->language = list->language;
    out->modes = list->modes;
    out->sheet = list->sheet;
    out->page = list->page;
    out->page_count = list->page_count;
    out->paper = list->paper;
    out->item_count = list->item_count;
    out->target_count = list->target_count;
    out->text_used = list->text_used;
    memcpy(out->items, list->items, (size_t)list->item_count * sizeof(list->items[0]));
    memcpy(out->targets, list->targets, (size_t)list->target_count * sizeof(list->targets[0]));
    memcpy(out->text, list->text, list->text_used);
}

/* As it is at midnight, for everybody. */
static void home_list(struct fuzz *fuzz, struct draw_list *out)
{
    ui_set_clock(fuzz->glass.ui, 0, 1); /* both lists of the glass are written anew */
    ui_set_clock(fuzz->glass.ui, 0, 0);
    fuzz->next_minute_ms = 0;
    copy_used(ui_list(fuzz->glass.ui), out);
    rule_list(&fuzz->glass.rule, ui_list(fuzz->glass.ui));
}

void oracle_remember_home(struct fuzz *fuzz)
{
    home_list(fuzz, &fuzz->past.home);
}

/* The longest way home: idle, the question, clearing; and what was begun may end before. */
static uint64_t allowance_ms(const struct fuzz *fuzz)
{
    const struct core *core = &fuzz->core;
    const struct session *session = &core->session;
    uint64_t idle_ms = CORE_IDLE_ELDER_MS + CORE_SHEET_ELDER_MS;
    bool begun = session->wait.op != 0 || session->papers[PAPER_RECEIPT].wait.op != 0 ||
                 session->status_wait.op != 0 || session->find_wait.op != 0 ||
                 session->query.wait.op != 0 || session->receipt_until_ms != 0 ||
                 core->late[PAPER_RECEIPT].wait.op != 0 ||
                 core->late[PAPER_CERTIFICATE].wait.op != 0 || session->opening.wait.op != 0 ||
                 session->papers[PAPER_CERTIFICATE].wait.op != 0 || core->voice.speaking ||
                 fuzz->answer_count > 0;

    if ((session->modes & (MODE_ELDER | MODE_SPEECH)) == 0)
        idle_ms = CORE_IDLE_MS + CORE_SHEET_MS;
    idle_ms += CORE_CLEAR_MS + 1000;
    if (begun) /* saved, intended, claimed, printed, and the platform; each screen may be read */
        idle_ms += 3 * CORE_STORE_TRIES * CORE_STORE_MS + CORE_RECEIPT_MS + CORE_STATUS_MS +
                   CORE_PRINT_MS + CORE_PAGES_MS + CORE_ASSIGN_MS + CORE_OPEN_MS +
                   3 * FUZZ_SPEECH_MS_MAX;
    if (session->opening.state != OPENING_NONE) /* a door that nobody closes is spoken of first */
        idle_ms += CORE_DOOR_MS;
    return idle_ms;
}

static void nothing_left(struct fuzz *fuzz)
{
    static struct session nobody;
    static struct draw_list list;
    static struct ink ink;
    struct session session = fuzz->core.session;
    struct ui *ui = fuzz->glass.ui;

    session.screen_since_ms = 0;
    if (memcmp(&session, &nobody, sizeof(session)) != 0)
        fuzz_broken(fuzz, "the core knows something of a visit that is over", "home");
    if (is_found(&fuzz->core, sizeof(fuzz->core)))
        fuzz_broken(fuzz, "the core knows a person after his visit", "home");
    if (is_found(ui, sizeof(*ui)) || is_found(ui->now, sizeof(*ui->now)) ||
        is_found(ui->next, sizeof(*ui->next)))
        fuzz_broken(fuzz, "the glass knows a person after his visit", "home");
    if (ui_take_ink(ui, &ink))
        fuzz_broken(fuzz, "there is ink at home", "home");
    home_list(fuzz, &list);
    if (memcmp(&list, &fuzz->past.home, sizeof(list)) != 0)
        fuzz_broken(fuzz, "home is not as it was for the first", list.name);
}

/* A clean finger on the first service of the home screen, long after everything: somebody who comes
 * to a kiosk that a palm, a child or a lost end of a touch has left. */
static void serves(struct fuzz *fuzz)
{
    const struct draw_list *list = ui_list(fuzz->glass.ui);
    struct present_input input = {.finger = 9000 + fuzz->index};
    int i = 0;

    while (i < list->target_count &&
           (!list->targets[i].enabled || (list->targets[i].action.kind != ACTION_SITUATION &&
                                          list->targets[i].action.kind != ACTION_SERVICE)))
        i++;
    if (i == list->target_count) {
        fuzz_broken(fuzz, "home offers nothing", "home");
        return;
    }
    input.x = list->targets[i].box.x + list->targets[i].box.width / 2;
    input.y = list->targets[i].box.y + list->targets[i].box.height / 2;
    fuzz_pass(fuzz, RULE_HOLD_MS + 1000);
    fuzz_send(fuzz, &input);
    fuzz_pass(fuzz, 100);
    input.kind = PRESENT_UP;
    fuzz_send(fuzz, &input);
    fuzz_pass(fuzz, 10);
    if (!fuzz->broken && fuzz->core.outer != OUTER_SESSION)
        fuzz_broken(fuzz, "the glass is deaf: a clean tap at home does nothing", "home");
}

void oracle_home(struct fuzz *fuzz)
{
    uint64_t begun_ms = fuzz->now_ms, limit_ms;

    fuzz->calm = true;
    world_heal(fuzz);
    fuzz_pass(fuzz, 0);
    limit_ms = begun_ms + allowance_ms(fuzz);
    while (!fuzz->broken && fuzz->now_ms < limit_ms &&
           (fuzz->core.outer != OUTER_IDLE || fuzz->core.late[PAPER_RECEIPT].wait.op != 0 ||
            fuzz->core.late[PAPER_CERTIFICATE].wait.op != 0))
        fuzz_pass(fuzz, 250);
    if (!fuzz->broken && fuzz->core.outer != OUTER_IDLE)
        fuzz_broken(fuzz, "not home within the idle time", "home");
    if (fuzz->now_ms - begun_ms > fuzz->stats.longest_home_ms)
        fuzz->stats.longest_home_ms = fuzz->now_ms - begun_ms;
    /* What was told while the machine was out of service is told to its end. */
    for (int i = 0; i * 250 < FUZZ_SPEECH_MS_MAX && fuzz->core.voice.speaking; i++)
        fuzz_pass(fuzz, 250);
    if (!fuzz->broken)
        nothing_left(fuzz);
    if (!fuzz->broken)
        serves(fuzz);
    fuzz->calm = false;
}
