#include "tests/support/story_devices.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "firmware/base/text.h"
#include "tests/support/sample_service.h"

static err_t err_of(const char *name)
{
    for (err_t err = 0; err < ERR_COUNT; err++)
        if (strcasecmp(err_name(err), name) == 0)
            return err;
    return ERR_OK;
}

/* "pickup", "code" (a pick-up that asks for a code), "deposit", "two"; anything else: nothing. */
static void find_cells(struct event_locker_found *found, const char *how)
{
    if (strcmp(how, "pickup") == 0 || strcmp(how, "code") == 0 || strcmp(how, "two") == 0)
        sample_locker_cell(LOCKER_PICKUP,
                           how[0] == 'c' ? LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE
                                         : LOCKER_FACTOR_CARD,
                           &found->items[found->count++]);
    if (strcmp(how, "two") == 0) {
        sample_locker_cell(LOCKER_PICKUP, LOCKER_FACTOR_CARD, &found->items[found->count]);
        found->items[found->count++].cell = 12;
    }
    if (strcmp(how, "deposit") == 0)
        sample_locker_cell(LOCKER_DEPOSIT, LOCKER_FACTOR_CARD, &found->items[found->count++]);
}

static bool answer_locker(struct event *event, const uint64_t ops[EFFECT_COUNT], const char *what,
                          const char *how)
{
    if (strcmp(what, "cells") == 0) {
        event->kind = EVENT_LOCKER_FOUND;
        event->locker_found.op = ops[EFFECT_LOCKER_FIND];
        find_cells(&event->locker_found, how);
    } else if (strcmp(what, "opened") == 0) {
        event->kind = EVENT_LOCKER_OPENED;
        event->locker_opened.op = ops[EFFECT_LOCKER_OPEN];
        event->locker_opened.err = err_of(how);
        event->locker_opened.door = how[0] == '\0' ? DOOR_OPEN : DOOR_UNKNOWN;
    } else if (strcmp(what, "door") == 0) {
        event->kind = EVENT_LOCKER_DOOR;
        event->locker_door.cell = 7;
        event->locker_door.door = strcmp(how, "closed") == 0 ? DOOR_CLOSED : DOOR_OPEN;
    } else {
        return false;
    }
    return true;
}

bool story_device_answer(struct event *event, const uint64_t ops[EFFECT_COUNT], const char *what,
                         const char *how)
{
    if (answer_locker(event, ops, what, how))
        return true;
    if (strcmp(what, "captured") == 0) {
        event->kind = EVENT_CAPTURED;
        event->captured.op = ops[EFFECT_CAPTURE];
        event->captured.err = err_of(how);
    } else if (strcmp(what, "attached") == 0) {
        event->kind = EVENT_ATTACHED;
        event->attached.op = ops[EFFECT_ATTACH];
        event->attached.err = err_of(how);
        strcpy(event->attached.attachment.id, "00000000-0000-4000-8000-0000000000a1");
        strcpy(event->attached.attachment.code, "booklet");
    } else if (strcmp(what, "look") == 0) {
        event->kind = EVENT_LOOK;
        event->look.warnings = (uint32_t)atoi(how);
        event->look.found = event->look.warnings == 0;
    } else if (strcmp(what, "scanned") == 0) {
        event->kind = EVENT_SCANNED;
        event->scanned.op = ops[EFFECT_SCAN];
        event->scanned.err = err_of(how);
        text_copy(event->scanned.text, sizeof(event->scanned.text), how);
    } else if (strcmp(what, "document") == 0) {
        event->kind = EVENT_DOCUMENT;
        event->document.op = ops[EFFECT_DOCUMENT_GET];
        event->document.err = err_of(how);
        event->document.pages = 2;
        sample_certificate(&event->document.certificate);
    } else if (strcmp(what, "pages-passed") == 0 || strcmp(what, "pages") == 0) {
        event->kind = what[5] == '-' ? EVENT_PAGES_PASSED : EVENT_PAGES_PRINTED;
        event->op.op = ops[EFFECT_PAGES];
        event->op.err = err_of(how);
    } else if (strcmp(what, "paper") == 0) {
        event->kind = EVENT_PAPER;
        event->paper.op = ops[EFFECT_PRINT];
        event->paper.held = strcmp(how, "held") == 0 ? PAPER_HELD : PAPER_TAKEN;
    } else if (strcmp(what, "signals") == 0) {
        event->kind = EVENT_SIGNALS;
        event->signals.known = SIGNAL_CABINET | SIGNAL_TILT | SIGNAL_MAINS_LOST;
        event->signals.on = (uint32_t)atoi(how);
    } else {
        return false;
    }
    return true;
}
