#include "firmware/core/event.h"

#include <stddef.h>
#include <string.h>

#define SIZE_OF(type, field)                                                                       \
    (uint32_t)(offsetof(struct type, field) + sizeof(((struct type *)0)->field))

const char *event_name(enum event_kind kind)
{
    static const char *const names[EVENT_COUNT] = {
#define EVENT(name, field) [EVENT_##name] = #name,
#include "firmware/core/events.def"
#undef EVENT
    };

    return kind > EVENT_NONE && kind < EVENT_COUNT ? names[kind] : "NONE";
}

const char *effect_name(enum effect_kind kind)
{
    static const char *const names[EFFECT_COUNT] = {
#define EFFECT(name, field, to) [EFFECT_##name] = #name,
#include "firmware/core/effects.def"
#undef EFFECT
    };

    return kind > EFFECT_NONE && kind < EFFECT_COUNT ? names[kind] : "NONE";
}

enum effect_to effect_destination(enum effect_kind kind)
{
    static const uint8_t destinations[EFFECT_COUNT] = {
#define EFFECT(name, field, to) [EFFECT_##name] = TO_##to,
#include "firmware/core/effects.def"
#undef EFFECT
    };

    return kind < EFFECT_COUNT ? destinations[kind] : TO_WORLD;
}

uint32_t event_size_bytes(enum event_kind kind)
{
    static const uint32_t sizes[EVENT_COUNT] = {
#define EVENT(name, field) [EVENT_##name] = SIZE_OF(event, field),
#include "firmware/core/events.def"
#undef EVENT
    };

    return kind < EVENT_COUNT ? sizes[kind] : 0;
}

uint32_t effect_size_bytes(enum effect_kind kind)
{
    static const uint32_t sizes[EFFECT_COUNT] = {
#define EFFECT(name, field, to) [EFFECT_##name] = SIZE_OF(effect, field),
#include "firmware/core/effects.def"
#undef EFFECT
    };

    return kind < EFFECT_COUNT ? sizes[kind] : 0;
}

uint64_t event_answers(const struct event *event)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_SERVICE:
        return event->service.op;
    case EVENT_FOUND:
        return event->found.op;
    case EVENT_CASE_FOUND:
        return event->case_found.op;
    case EVENT_CARD:
        return event->card.op;
    case EVENT_CASE_SAVED:
        return event->case_saved.op;
    case EVENT_CASE_STATUS:
        return event->case_status.op;
    case EVENT_INTENT:
        return event->intent.op;
    case EVENT_CAPTURED:
        return event->captured.op;
    case EVENT_ATTACHED:
        return event->attached.op;
    case EVENT_SCANNED:
        return event->scanned.op;
    case EVENT_DOCUMENT:
        return event->document.op;
    case EVENT_LOCKER_FOUND:
        return event->locker_found.op;
    case EVENT_LOCKER_OPENED:
        return event->locker_opened.op;
    case EVENT_PRINT_PASSED:
    case EVENT_PRINTED:
    case EVENT_PAGES_PASSED:
    case EVENT_PAGES_PRINTED:
    case EVENT_LOCKER_PASSED:
    case EVENT_CLEARED:
    case EVENT_BUSY:
        return event->op.op;
    case EVENT_NONE:
    case EVENT_STARTED:
    case EVENT_RESUMED:
    case EVENT_DEADLINE:
    case EVENT_TOUCHED:
    case EVENT_SIGNED:
    case EVENT_VOICE:
    case EVENT_CATALOGUE:
    case EVENT_CATALOGUE_READY:
    case EVENT_DEVICE:
    case EVENT_CASE_RECEIPTED:
    case EVENT_LOOK:
    case EVENT_PAPER:
    case EVENT_LOCKER_DOOR:
    case EVENT_SIGNALS:
    case EVENT_COUNT:
        break;
    }
    return 0;
}

const char *report_name(enum report_code code)
{
    static const char *const names[] = {
        [REPORT_DEVICE_CHANGED] = "device-changed", [REPORT_PRINT_UNKNOWN] = "print-unknown",
        [REPORT_CASE_NOT_SAVED] = "case-not-saved", [REPORT_SESSION_STARTED] = "session-started",
        [REPORT_SESSION_ENDED] = "session-ended",   [REPORT_SESSION_LEFT] = "session-left",
        [REPORT_CLEAR_LATE] = "clear-late",         [REPORT_PAPER_LEFT] = "paper-left",
        [REPORT_DOOR_LEFT_OPEN] = "door-left-open", [REPORT_TILT] = "tilt",
        [REPORT_DOOR_FORCED] = "door-forced",       [REPORT_CABINET_OPENED] = "cabinet-opened",
    };

    return code < sizeof(names) / sizeof(names[0]) ? names[code] : "?";
}

const char *language_tag(enum language language)
{
    static const char *const tags[LANGUAGE_COUNT] = {
#define LANGUAGE(name, tag, own, extent) [LANGUAGE_##name] = tag,
#include "firmware/core/languages.def"
#undef LANGUAGE
    };

    return language < LANGUAGE_COUNT ? tags[language] : "und";
}

const char *language_name(enum language language)
{
    static const char *const names[LANGUAGE_COUNT] = {
#define LANGUAGE(name, tag, own, extent) [LANGUAGE_##name] = own,
#include "firmware/core/languages.def"
#undef LANGUAGE
    };

    return language < LANGUAGE_COUNT ? names[language] : "?";
}

bool language_is_whole(enum language language)
{
    enum extent { WHOLE, PART };
    static const enum extent extents[LANGUAGE_COUNT] = {
#define LANGUAGE(name, tag, own, extent) [LANGUAGE_##name] = extent,
#include "firmware/core/languages.def"
#undef LANGUAGE
    };

    return language < LANGUAGE_COUNT && extents[language] == WHOLE;
}

const char *device_name(enum device device)
{
    static const char *const names[DEVICE_COUNT] = {"reader",    "printer", "store",  "platform",
                                                    "locker",    "pages",   "camera", "scanner",
                                                    "smartcard", "signals"};

    return device < DEVICE_COUNT ? names[device] : "none";
}

const char *device_state_name(enum device_state state)
{
    static const char *const names[] = {"starting",       "online",     "offline", "no-device",
                                        "hardware-error", "user-error", "busy"};

    return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

static const char *const case_states[CASE_STATE_COUNT] = {
    "NONE",   "SUBMITTED", "ACCEPTED",    "SUPPLEMENT", "REFUSED_ACCEPT",
    "REVIEW", "SUSPENDED", "DECIDED_YES", "DECIDED_NO", "DELIVERING",
    "DONE",   "WITHDRAWN", "EXPIRED",
};

const char *case_state_name(enum case_state state)
{
    return state < CASE_STATE_COUNT ? case_states[state] : "?";
}

enum case_state case_state_find(const char *name)
{
    for (uint32_t i = 0; i < CASE_STATE_COUNT; i++)
        if (strcmp(case_states[i], name) == 0)
            return (enum case_state)i;
    return CASE_STATE_COUNT;
}

const char *intent_state_name(enum intent_state state)
{
    static const char *const names[] = {"none",      "saved",   "claimed", "passed",
                                        "confirmed", "unknown", "void"};

    return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

const char *view_name(const struct view *view)
{
    static const char *const steps[STEP_COUNT] = {
#define STEP(name, file) [STEP_##name] = #file,
#include "firmware/core/steps.def"
#undef STEP
    };
    static const char *const others[] = {"starting", "out-of-service", "clearing",  "idle",
                                         "help",     "leave",          "languages", "senses"};

    if (view->step < STEP_COUNT)
        return steps[view->step];
    if (view->step >= VIEW_NAME_STARTING && view->step <= VIEW_NAME_SENSES)
        return others[view->step - VIEW_NAME_STARTING];
    return "none";
}
