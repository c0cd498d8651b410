/* Home: what can be done here, now. Nobody is known yet, so there is nothing to lose. Services lie
 * under situations of life; what does not fit the screen of this mode lies behind "more", and a
 * citizen who knows the most used ones needs one touch. */
#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/check.h"

#define FEW_SERVICES 3 /* so few need no situations */
#define MOST_USED 2
#define ENTRIES_MAX (CATALOGUE_ITEMS_MAX + SITUATION_COUNT + 4)

enum entry_kind {
    ENTRY_SERVICE,
    ENTRY_SITUATION,  /* or SITUATION_BUNDLES */
    ENTRY_SHORT_WAYS, /* progress, and picking up: one small row */
    ENTRY_MOST        /* a service that is used most */
};

struct entry {
    uint8_t kind; /* enum entry_kind */
    uint8_t index;
};

struct entries {
    uint32_t count;
    uint32_t needed; /* the first so many must be reachable; the others come when there is room */
    struct entry items[ENTRIES_MAX];
};

static void add(struct entries *entries, enum entry_kind kind, uint32_t index)
{
    CHECK(entries->count < ENTRIES_MAX);
    entries->items[entries->count++] = (struct entry){(uint8_t)kind, (uint8_t)index};
}

static bool is_in(const struct catalogue_item *item, uint32_t situation)
{
    return situation == SITUATION_BUNDLES ? item->bundle != 0 : item->situation == situation;
}

static uint32_t count_in(const struct core *core, uint32_t situation)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < core->catalogue.count; i++)
        count += is_in(&core->catalogue.items[i], situation);
    return count;
}

/* With few services, and none that several departments do together, they stand here themselves. */
static bool is_flat(const struct core *core)
{
    return core->catalogue.count <= FEW_SERVICES && count_in(core, SITUATION_BUNDLES) == 0;
}

static void list_services(const struct core *core, uint32_t situation, struct entries *out)
{
    for (uint32_t i = 0; i < core->catalogue.count; i++)
        if (is_in(&core->catalogue.items[i], situation))
            add(out, ENTRY_SERVICE, i);
    out->needed = out->count;
}

static bool is_pickup_open(const struct core *core)
{
    return device_is_online(core, DEVICE_LOCKER) && device_is_online(core, DEVICE_READER) &&
           device_is_online(core, DEVICE_STORE);
}

static void list_flat(const struct core *core, struct entries *out)
{
    for (uint32_t i = 0; i < core->catalogue.count; i++)
        add(out, ENTRY_SERVICE, i);
    add(out, ENTRY_SHORT_WAYS, 0);
    out->needed = out->count;
}

/* In large text the situations come first. */
static void list_home(const struct core *core, struct entries *out)
{
    bool elder = (core->session.modes & MODE_ELDER) != 0;

    if (!elder)
        add(out, ENTRY_SHORT_WAYS, 0);
    for (uint32_t i = 0; i < SITUATION_COUNT; i++)
        if (count_in(core, i) > 0)
            add(out, ENTRY_SITUATION, i);
    if (elder)
        add(out, ENTRY_SHORT_WAYS, 0);
    out->needed = out->count;
    if (count_in(core, SITUATION_BUNDLES) > 0)
        add(out, ENTRY_SITUATION, SITUATION_BUNDLES);
    for (uint32_t i = 0; i < MOST_USED && i < core->catalogue.count; i++)
        add(out, ENTRY_MOST, i);
}

static void list(const struct core *core, struct entries *out)
{
    memset(out, 0, sizeof(*out));
    if (core->session.opened != 0)
        list_services(core, core->session.opened - 1u, out);
    else if (is_flat(core))
        list_flat(core, out);
    else
        list_home(core, out);
}

/* What the page shows: entries from `first` on, `count` of them, and whether more come. */
struct page {
    uint32_t first, count;
    bool more;
};

/* The search takes the place of one choice on the first page of the home screen. */
static uint32_t places_on(const struct core *core, uint32_t page)
{
    bool has_search = core->session.opened == 0 && page == 0 && !is_flat(core);

    return matters_choices_max(core) - has_search;
}

static struct page page_of(const struct core *core, const struct entries *entries)
{
    struct page page = {0, 0, false};

    for (uint32_t i = 0;; i++) {
        uint32_t places = places_on(core, i);

        page.more = entries->needed > page.first + places;
        page.count = page.more ? places - 1 : places;
        if (page.count > entries->count - page.first)
            page.count = entries->count - page.first;
        if (i == core->session.page || !page.more)
            return page;
        page.first += page.count;
    }
}

/* ---- touches ---- */

static void open_situation(struct core *core, uint32_t situation)
{
    struct session *session = &core->session;
    struct entries entries;

    list(core, &entries);
    if (situation == SITUATION_MORE) {
        if (!page_of(core, &entries).more)
            return;
        session->page++;
    } else {
        if (situation > SITUATION_BUNDLES || count_in(core, situation) == 0)
            return;
        session->opened = (uint8_t)(situation + 1);
        session->page = 0;
    }
    session_new_screen(core);
}

static void touched(struct core *core, const struct action *action, struct effects *out)
{
    if (action->kind == ACTION_SERVICE)
        matters_ask(core, action->arg, out);
    else if (action->kind == ACTION_SITUATION)
        open_situation(core, action->arg);
    else if (action->kind == ACTION_PLACE &&
             (action->arg == STEP_SEARCH || action->arg == STEP_PROGRESS ||
              (action->arg == STEP_PICKUP && is_pickup_open(core))))
        session_go_to(core, (enum step_kind)action->arg, out);
}

static void enter(struct core *core, struct effects *out)
{
    (void)core;
    (void)out;
}

static void event(struct core *core, const struct event *event, struct effects *out)
{
    if (event->kind == EVENT_TOUCHED)
        touched(core, &event->touched.action, out);
    else
        matters_event(core, event, out);
}

/* ---- on the glass ---- */

static void compose_search(struct view *view)
{
    struct part *part = compose_part(view, PART_FIELD);

    part->text = phrase_word(WORD_HOME_SEARCH);
    part->icon = ICON_SEARCH;
    part->action.kind = ACTION_PLACE;
    part->action.arg = STEP_SEARCH;
}

static void compose_progress(struct view *view)
{
    struct part *part = compose_part(view, PART_TILE);

    part->text = phrase_word(WORD_HOME_PROGRESS);
    part->icon = ICON_CASE_PROGRESS;
    part->action.kind = ACTION_PLACE;
    part->action.arg = STEP_PROGRESS;
}

/* Where nothing can be picked up the key stands at its place and says where instead. */
static void compose_pickup(const struct core *core, struct view *view)
{
    struct part *part = compose_part(view, PART_TILE);

    part->text = phrase_word(WORD_HOME_PICKUP);
    part->icon = ICON_PICKUP;
    if (is_pickup_open(core)) {
        part->action.kind = ACTION_PLACE;
        part->action.arg = STEP_PICKUP;
        return;
    }
    part->tone = TONE_ATTENTION;
    part->detail = phrase_word(WORD_HOME_PICKUP_NOT);
    if (core->near_count > 0)
        part->detail = phrase_with(phrase_word(WORD_HOME_PICKUP_WHERE),
                                   compose_place_name(core, &view->pool, 0));
}

/* The names of the first services tell what lies under a situation. */
static struct phrase held_by(const struct core *core, uint32_t situation)
{
    const struct catalogue_item *first = NULL;

    for (uint32_t i = 0; i < core->catalogue.count; i++) {
        const struct catalogue_item *item = &core->catalogue.items[i];

        if (!is_in(item, situation))
            continue;
        if (first != NULL)
            return phrase_with(
                phrase_with(phrase_word(WORD_HOME_HOLDS), phrase_catalogue(first->name)),
                phrase_catalogue(item->name));
        first = item;
    }
    return first == NULL ? phrase_none() : phrase_catalogue(first->name);
}

static enum word situation_word(uint32_t situation)
{
    static const uint16_t words[] = {
#define SITUATION(name, icon, word, code) [SITUATION_##name] = WORD_##word,
#include "firmware/core/situations.def"
#undef SITUATION
        [SITUATION_BUNDLES] = WORD_HOME_BUNDLES,
    };

    return (enum word)words[situation];
}

static void compose_situation(const struct core *core, struct view *view, uint32_t situation)
{
    static const uint8_t icons[] = {
#define SITUATION(name, icon, word, code) [SITUATION_##name] = icon,
#include "firmware/core/situations.def"
#undef SITUATION
        [SITUATION_BUNDLES] = ICON_BUNDLE,
    };
    struct part *part = compose_part(view, PART_CARD);

    part->icon = icons[situation];
    part->text = phrase_word(situation_word(situation));
    part->detail = situation == SITUATION_BUNDLES ? phrase_word(WORD_HOME_BUNDLES_NOTE)
                                                  : held_by(core, situation);
    part->action.kind = ACTION_SITUATION;
    part->action.arg = situation;
}

static void compose_more(struct view *view)
{
    struct part *part = compose_part(view, PART_CARD);

    part->text = phrase_word(WORD_HOME_MORE);
    part->action.kind = ACTION_SITUATION;
    part->action.arg = SITUATION_MORE;
}

static void compose_entry(const struct core *core, struct view *view, const struct entry *entry)
{
    switch ((enum entry_kind)entry->kind) {
    case ENTRY_MOST:
        if (entry->index == 0)
            compose_paragraph(view, phrase_word(WORD_HOME_MOST));
        matters_compose(core, view, entry->index);
        break;
    case ENTRY_SERVICE:
        matters_compose(core, view, entry->index);
        break;
    case ENTRY_SITUATION:
        compose_situation(core, view, entry->index);
        break;
    case ENTRY_SHORT_WAYS:
        compose_progress(view);
        if ((view->modes & MODE_ELDER) == 0 || is_pickup_open(core))
            compose_pickup(core, view);
        break;
    }
}

static void compose(const struct core *core, struct view *view)
{
    const struct session *session = &core->session;
    struct entries entries;
    struct page page;

    list(core, &entries);
    page = page_of(core, &entries);
    view->question = phrase_word(session->opened == 0 ? WORD_HOME_QUESTION
                                                      : situation_word(session->opened - 1u));
    view->hint = phrase_word(core->catalogue.count == 0 ? WORD_HOME_EMPTY : WORD_HOME_HINT);
    if (session->opened == 0 && session->page == 0) {
        view->elder_key = compose_button(
            (view->modes & MODE_ELDER) != 0 ? WORD_ELDER_OFF : WORD_ELDER_ON, ACTION_MODE);
        view->elder_key.action.arg = MODE_ELDER;
        view->low_key =
            compose_button((view->modes & MODE_LOW) != 0 ? WORD_LOW_OFF : WORD_LOW_ON, ACTION_MODE);
        view->low_key.action.arg = MODE_LOW;
        if (!is_flat(core))
            compose_search(view);
    } else {
        view->back = compose_button(WORD_BACK, ACTION_BACK);
        view->leave = compose_button(WORD_LEAVE, ACTION_LEAVE);
    }
    for (uint32_t i = 0; i < page.count; i++)
        compose_entry(core, view, &entries.items[page.first + i]);
    if (page.more)
        compose_more(view);
    compose_paragraph(view, phrase_word(WORD_HOME_COUNTER));
}

const struct step step_home = {WORD_NONE, enter, event, compose};
