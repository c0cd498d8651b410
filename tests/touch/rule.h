/* The rule of touch, told once more without the glass: a touch is one finger that comes down on an
 * enabled target and goes up on the same one while the screen is the same; other fingers count for
 * nothing meanwhile; a target that went, moved or became another thing under the finger counts for
 * nothing either; the surface of a pad takes strokes and gives no touch; characters come only from a
 * touch on a pad. A finger that has lain for ten seconds is a palm, a bag or an end that was lost: the
 * next that comes down takes its place. The keypad does what its keys say, once the speech mode is on;
 * before that each of its keys turns it on. The fuzzer shows it each input just before the glass gets it, and each list. Plain
 * data of the caller; it knows ui/draw_list.h and nothing else of the glass. */
#ifndef BANSHI_TESTS_TOUCH_RULE_H
#define BANSHI_TESTS_TOUCH_RULE_H

#include <stdbool.h>

#include "firmware/core/event.h"
#include "ui/draw_list.h"
#include "ui/present.h"

#define RULE_HOLD_MS 10000

struct rule {
    bool holds;      /* a finger came down on `target` and counts */
    bool is_owed;    /* the glass owes us `owed` */
    bool may_insert; /* a pad was touched on this screen */
    bool may_none;   /* the glass dealt with a touch itself, and may say so (ACTION_NONE) */
    bool may_select; /* a key pressed the target with the focus: any, or none */
    uint64_t finger;
    uint64_t since_ms; /* when it came down, or last wrote */
    uint64_t done_ms;  /* when a touch or stroke was last complete */
    uint32_t serial;   /* of the screen all of this belongs to */
    uint8_t language, modes;
    struct draw_target target;
    struct event_touched owed;
};

/* The list on the glass is this one now. */
void rule_list(struct rule *rule, const struct draw_list *list);

/* The glass is about to get this input, at that time. */
void rule_see(struct rule *rule, const struct present_input *input, const struct draw_list *list,
              uint64_t now_ms);

/* The glass reports a touch; NULL when the rule allows it, or what is wrong. */
const char *rule_reported(struct rule *rule, const struct event_touched *touched,
                          const struct draw_list *list);

/* The glass has no more to report; NULL, or what it has swallowed. */
const char *rule_silent(struct rule *rule);

#endif
