#include "firmware/app/timeline.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define TIMELINE_LINE_BYTES 256

void timeline_open(struct timeline *timeline, const char *path)
{
    timeline->file = -1;
    if (path == NULL)
        return;
    timeline->file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (timeline->file < 0)
        log_line("the timeline %s cannot be written", path);
}

void timeline_close(struct timeline *timeline)
{
    if (timeline->file >= 0)
        close(timeline->file);
    timeline->file = -1;
}

static void line_add(char *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void line_add(char *line, const char *format, ...)
{
    size_t length = strlen(line);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line + length, TIMELINE_LINE_BYTES - 1 - length, format, arguments);
    va_end(arguments);
}

static void line_write(const struct timeline *timeline, char *line)
{
    size_t length = strlen(line);

    line[length++] = '\n';
    if (write(timeline->file, line, length) < 0)
        return; /* a desk's disk is full; the citizen need not know */
}

static void add_answer(char *line, uint64_t op, err_t err)
{
    line_add(line, " op=%llu err=%s", (unsigned long long)op, err_name(err));
}

/* What devices say. */
static void add_device_event(char *line, const struct event *event)
{
    if (event->kind == EVENT_DEVICE) {
        line_add(line, " device=%s state=%s consumable=%u err=%s restarted=%u",
                 device_name((enum device)event->device.device),
                 device_state_name((enum device_state)event->device.state),
                 (unsigned)event->device.consumable, err_name(event->device.err),
                 (unsigned)event->device.restarted);
    } else if (event->kind == EVENT_CARD) {
        add_answer(line, event->card.op, event->card.err);
    } else if (event->kind == EVENT_VOICE) {
        line_add(line, " speaking=%u headphones=%u ready=%u", (unsigned)event->voice.speaking,
                 (unsigned)event->voice.headphones, (unsigned)event->voice.ready);
    } else if (event->kind == EVENT_LOOK) {
        line_add(line, " found=%u warnings=%x", (unsigned)event->look.found,
                 (unsigned)event->look.warnings);
    } else if (event->kind == EVENT_CAPTURED) {
        add_answer(line, event->captured.op, event->captured.err);
        line_add(line, " warnings=%x", (unsigned)event->captured.warnings);
    } else if (event->kind == EVENT_ATTACHED) {
        add_answer(line, event->attached.op, event->attached.err);
        line_add(line, " attachment=%s bytes=%u", event->attached.attachment.id,
                 (unsigned)event->attached.attachment.size_bytes);
    } else if (event->kind == EVENT_SCANNED) {
        add_answer(line, event->scanned.op, event->scanned.err);
    } else if (event->kind == EVENT_DOCUMENT) {
        add_answer(line, event->document.op, event->document.err);
        line_add(line, " pages=%u", (unsigned)event->document.pages);
    } else if (event->kind == EVENT_PAPER) {
        line_add(line, " op=%llu held=%u", (unsigned long long)event->paper.op,
                 (unsigned)event->paper.held);
    } else if (event->kind == EVENT_LOCKER_FOUND) {
        add_answer(line, event->locker_found.op, event->locker_found.err);
        line_add(line, " count=%u", (unsigned)event->locker_found.count);
    } else if (event->kind == EVENT_LOCKER_OPENED) {
        add_answer(line, event->locker_opened.op, event->locker_opened.err);
        line_add(line, " door=%u", (unsigned)event->locker_opened.door);
    } else if (event->kind == EVENT_LOCKER_DOOR) {
        line_add(line, " cell=%u door=%u", (unsigned)event->locker_door.cell,
                 (unsigned)event->locker_door.door);
    } else if (event->kind == EVENT_SIGNALS) {
        line_add(line, " known=%x on=%x", (unsigned)event->signals.known,
                 (unsigned)event->signals.on);
    }
}

/* What becomes of matters. */
static void add_matter_event(char *line, const struct event *event)
{
    char digest[2 * DIGEST_BYTES + 1];

    if (event->kind == EVENT_CATALOGUE) {
        line_add(line, " version=%u count=%u", (unsigned)event->catalogue.version,
                 (unsigned)event->catalogue.count);
    } else if (event->kind == EVENT_CATALOGUE_READY) {
        line_add(line, " version=%u", (unsigned)event->ready.version);
    } else if (event->kind == EVENT_SERVICE) {
        add_answer(line, event->service.op, event->service.err);
    } else if (event->kind == EVENT_CASE_SAVED) {
        add_answer(line, event->case_saved.op, event->case_saved.err);
        bytes_to_hex(event->case_saved.digest, DIGEST_BYTES, digest);
        line_add(line, " case=%s digest=%s", event->case_saved.case_id, digest);
    } else if (event->kind == EVENT_CASE_RECEIPTED) {
        line_add(line, " case=%s", event->case_receipted.case_id);
    } else if (event->kind == EVENT_CASE_STATUS) {
        add_answer(line, event->case_status.op, event->case_status.err);
        line_add(line, " state=%s", case_state_name((enum case_state)event->case_status.state));
    } else if (event->kind == EVENT_CASE_FOUND) {
        add_answer(line, event->case_found.op, event->case_found.err);
        line_add(line, " state=%s stages=%u",
                 case_state_name((enum case_state)event->case_found.progress.state),
                 (unsigned)event->case_found.progress.stage_count);
    } else if (event->kind == EVENT_FOUND) {
        line_add(line, " op=%llu count=%u", (unsigned long long)event->found.op,
                 (unsigned)event->found.count);
    } else if (event->kind == EVENT_INTENT) {
        add_answer(line, event->intent.op, event->intent.err);
        line_add(line, " intent=%llu", (unsigned long long)event->intent.intent);
    } else {
        add_device_event(line, event);
    }
}

/* Not the argument of a touch: the digits of an ID number are touches, too. */
static void add_event(char *line, const struct event *event)
{
    if (event->kind == EVENT_STARTED) {
        line_add(line, " boot=%u", (unsigned)event->started.boot);
    } else if (event->kind == EVENT_TOUCHED) {
        /* Not the argument: the digits of an ID number are touches, too. */
        line_add(line, " serial=%u action=%u", (unsigned)event->touched.serial,
                 (unsigned)event->touched.action.kind);
    } else if (event->kind == EVENT_PRINT_PASSED || event->kind == EVENT_PRINTED ||
               event->kind == EVENT_PAGES_PASSED || event->kind == EVENT_PAGES_PRINTED ||
               event->kind == EVENT_LOCKER_PASSED || event->kind == EVENT_CLEARED ||
               event->kind == EVENT_BUSY) {
        add_answer(line, event->op.op, event->op.err);
    } else if (event->kind == EVENT_SIGNED) {
        line_add(line, " serial=%u", (unsigned)event->signature.serial);
    } else {
        add_matter_event(line, event);
    }
}

/* Whatever has an op begins with it. */
uint64_t timeline_op(const struct effect *effect)
{
    static const enum effect_kind without[] = {
        EFFECT_NONE,   EFFECT_SHOW,   EFFECT_CATALOGUE_SWITCH, EFFECT_REPORT,
        EFFECT_DETACH, EFFECT_LIGHTS, EFFECT_POWER_CYCLE,
    };

    for (size_t i = 0; i < COUNT_OF(without); i++)
        if (effect->kind == (uint32_t)without[i])
            return 0;
    return effect->op_only.op;
}

static void add_effect(char *line, const struct effect *effect)
{
    if (timeline_op(effect) != 0)
        line_add(line, " op=%llu", (unsigned long long)timeline_op(effect));
    if (effect->kind == EFFECT_SHOW)
        line_add(line, " serial=%u view=%s", (unsigned)effect->view.serial,
                 view_name(&effect->view));
    else if (effect->kind == EFFECT_CATALOGUE_SWITCH)
        line_add(line, " version=%u", (unsigned)effect->version.version);
    else if (effect->kind == EFFECT_INTENT_SETTLE)
        line_add(line, " intent=%llu state=%s", (unsigned long long)effect->intent_ref.intent,
                 intent_state_name((enum intent_state)effect->intent_ref.state));
    else if (effect->kind == EFFECT_PRINT)
        line_add(line, " intent=%llu", (unsigned long long)effect->paper.intent);
    else if (effect->kind == EFFECT_PAGES)
        line_add(line, " intent=%llu", (unsigned long long)effect->pages.intent);
    else if (effect->kind == EFFECT_LOCKER_OPEN)
        line_add(line, " intent=%llu assignment=%s", (unsigned long long)effect->locker_open.intent,
                 effect->locker_open.assignment);
    else if (effect->kind == EFFECT_LIGHTS)
        line_add(line, " on=%x", (unsigned)effect->lights.on);
    else if (effect->kind == EFFECT_REPORT)
        line_add(line, " code=%s err=%s", report_name((enum report_code)effect->report.code),
                 err_name(effect->report.err));
}

void timeline_event(const struct timeline *timeline, const struct event *event)
{
    char line[TIMELINE_LINE_BYTES] = "";

    if (timeline->file < 0)
        return;
    line_add(line, "%llu event %s", (unsigned long long)event->at.mono_ms,
             event_name((enum event_kind)event->kind));
    add_event(line, event);
    line_write(timeline, line);
}

void timeline_effect(const struct timeline *timeline, const struct effect *effect)
{
    char line[TIMELINE_LINE_BYTES] = "";

    if (timeline->file < 0)
        return;
    line_add(line, "%llu effect %s epoch=%u", (unsigned long long)clock_mono_ms(),
             effect_name((enum effect_kind)effect->kind), (unsigned)effect->epoch);
    add_effect(line, effect);
    line_write(timeline, line);
}
