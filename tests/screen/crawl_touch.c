/* What a person can do on a view: each key once, and in each pad the shortest, the longest and a
 * wrong text. */
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/screen/crawl.h"

#define NAME_LONGEST "阿卜杜热合曼·买买提伊力亚斯·吐尔逊江·热合曼"
#define NAME_LONGEST_EN "Abdurahman Memet'iliyas-Tursunjan Rahman"
#define ADDRESS_LONGEST                                                                                                                          \
    "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文西大街新时代花园小区北区十二号楼三单" \
    "元一千二百零一室"
#define COMPANY_LONGEST                                                                            \
    "中国（新疆）自由贸易试验区乌鲁木齐片区丝绸之路国际商贸物流供应链管理有限责任公司"

struct walk {
    struct crawler *crawler;
    const struct crawl_node *from;
    struct crawl_node *node;
};

static void begin(struct walk *walk)
{
    *walk->node = *walk->from;
}

static void touch(struct walk *walk, enum action_kind kind, uint32_t arg)
{
    crawl_touch(walk->crawler, walk->node, kind, arg);
}

static void once(struct walk *walk, const struct action *action)
{
    /* Modes and languages are crawled each from its own start. */
    if (action->kind == ACTION_NONE || action->kind == ACTION_MODE ||
        action->kind == ACTION_LANGUAGE)
        return;
    begin(walk);
    touch(walk, (enum action_kind)action->kind, action->arg);
    crawl_push(walk->crawler, walk->node);
}

static void buttons(struct walk *walk)
{
    const struct view *view = &walk->from->view;
    const struct button *keys[] = {&view->back,         &view->primary,   &view->secondary,
                                   &view->help,         &view->leave,     &view->elder_key,
                                   &view->language_key, &view->voice_key, &view->senses_key};

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        once(walk, &keys[i]->action);
}

/* ---- pads ---- */

static void write_text(struct walk *walk, const char *text)
{
    size_t length;

    begin(walk);
    for (int i = 0; i < 60; i++)
        touch(walk, ACTION_KEY, VIEW_KEY_ERASE);
    for (const char *at = text; *at != '\0'; at += length)
        touch(walk, ACTION_INSERT, text_next(at, &length));
    crawl_push(walk->crawler, walk->node);
}

static void write_keys(struct walk *walk, const char *keys)
{
    begin(walk);
    for (int i = 0; i < 20; i++)
        touch(walk, ACTION_KEY, VIEW_KEY_ERASE);
    for (const char *at = keys; *at != '\0'; at++)
        touch(walk, ACTION_KEY, (uint8_t)*at);
    crawl_push(walk->crawler, walk->node);
}

static const struct service_field *field_in_focus(const struct core *core)
{
    const struct session *session = &core->session;
    const struct service_step *step = &session->service.steps[session->step];

    if (!session->chosen || step->field_count <= session->focus)
        return NULL;
    return &session->service.fields[step->fields[session->focus]];
}

static void write_pad(struct walk *walk, const struct part *part)
{
    const struct service_field *field = field_in_focus(&walk->from->core);

    if (part->number == ABOUT_NAME) {
        write_text(walk, NAME_LONGEST);
        write_text(walk, "王");
    } else if (part->number == ABOUT_ADDRESS) {
        write_text(walk, ADDRESS_LONGEST);
    } else if (field != NULL && field->kind == FIELD_USCC) {
        write_text(walk, CRAWL_COMPANY);
        write_text(walk, "9135");
    } else if (walk->from->view.step == STEP_PROGRESS) {
        write_text(walk, CRAWL_CASE);
    } else {
        write_text(walk, COMPANY_LONGEST);
        write_text(walk, "社保");
    }
}

static void keypad(struct walk *walk, const struct part *part)
{
    const struct service_field *field = field_in_focus(&walk->from->core);

    write_keys(walk, "1");
    if (walk->from->view.step == STEP_PROGRESS) {
        write_text(walk, CRAWL_CASE);
    } else if (part->value != 0) {
        write_keys(walk, "11010519491231002X");
        write_keys(walk, "110105194912310021");
    } else if (field != NULL && field->kind == FIELD_MOBILE) {
        write_keys(walk, "13800138000");
    } else {
        write_keys(walk, "20261122");
    }
}

static void months(struct walk *walk)
{
    for (uint32_t key = VIEW_YEAR_LESS; key <= VIEW_MONTH_MORE; key++)
        once(walk, &(struct action){ACTION_MONTH, key});
}

static void calendar(struct walk *walk, const struct part *part)
{
    uint32_t first = 0, last = 0;

    months(walk);
    for (uint32_t day = 1; day <= 31; day++)
        if ((part->bits >> (day - 1) & 1) != 0) {
            first = first == 0 ? day : first;
            last = day;
        }
    if (first != 0)
        once(walk, &(struct action){ACTION_DAY, first});
    if (last != first)
        once(walk, &(struct action){ACTION_DAY, last});
}

/* A line of 40 mm across the pad, then the touch that says it is done. */
static void sign(struct walk *walk)
{
    struct event event = {.kind = EVENT_SIGNED};

    begin(walk);
    event.signature.serial = walk->from->view.serial;
    ink_begin(&event.signature.ink, (struct ink_point){20, 100});
    for (int16_t x = 40; x <= 420; x = (int16_t)(x + 20))
        ink_go_on(&event.signature.ink, (struct ink_point){x, (int16_t)(100 + x % 40)});
    crawl_tell(walk->crawler, walk->node, &event, 1000);
    touch(walk, ACTION_PRIMARY, 0);
    crawl_push(walk->crawler, walk->node);
}

static void part(struct walk *walk, const struct part *at)
{
    once(walk, &at->action);
    switch ((enum part_kind)at->kind) {
    case PART_KEYPAD:
        keypad(walk, at);
        break;
    case PART_WRITE:
        write_pad(walk, at);
        break;
    case PART_MONTH:
        months(walk);
        break;
    case PART_CALENDAR:
        calendar(walk, at);
        break;
    case PART_SIGNATURE:
        sign(walk);
        break;
    case PART_VOLUME:
        once(walk, &(struct action){ACTION_LOUDER, 0});
        once(walk, &(struct action){ACTION_SOFTER, 0});
        break;
    default: /* the others have no keys of their own */
        break;
    }
}

void crawl_touches(struct crawler *crawler, const struct crawl_node *from)
{
    struct walk walk = {crawler, from, malloc(sizeof(*from))};

    CHECK(walk.node != NULL);
    buttons(&walk);
    for (int i = 0; i < from->view.part_count; i++)
        part(&walk, &from->view.parts[i]);
    free(walk.node);
}
