#include "tests/screen/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

void registry_init(struct registry *registry, const struct texts *texts)
{
    memset(registry, 0, sizeof(*registry));
    registry->texts = texts;
}

void registry_finish(struct registry *registry)
{
    free(registry->screens);
    memset(registry, 0, sizeof(*registry));
}

int registry_phrases(const struct view *view, struct registry_phrase *out, int room)
{
    const struct button *buttons[] = {
        &view->back,         &view->primary,   &view->secondary,  &view->help,      &view->leave,
        &view->language_key, &view->voice_key, &view->senses_key, &view->elder_key, &view->low_key};
    int count = 0;

    CHECK(room >= REGISTRY_PHRASES_MAX);
    out[count++] = (struct registry_phrase){&view->path, -1, 3, NULL};
    out[count++] = (struct registry_phrase){&view->step_text, -1, 4, NULL};
    out[count++] = (struct registry_phrase){&view->question, -1, 5, NULL};
    out[count++] = (struct registry_phrase){&view->hint, -1, 6, NULL};
    for (int i = 0; i < view->part_count; i++) {
        out[count++] = (struct registry_phrase){&view->parts[i].text, i, 0, NULL};
        out[count++] = (struct registry_phrase){&view->parts[i].detail, i, 1, NULL};
        out[count++] = (struct registry_phrase){&view->parts[i].more, i, 2, NULL};
    }
    for (size_t i = 0; i < COUNT_OF(buttons); i++)
        if (buttons[i]->action.kind != ACTION_NONE)
            out[count++] = (struct registry_phrase){&buttons[i]->label, -1, 7, buttons[i]};
    return count;
}

/* ---- what makes two views one ---- */

/* Of what is written only whether it is there, and the longest is kept; for the crawler, roughly how
 * long it is, for that decides whether it is taken. */
static int length_class(const char *text, bool fine)
{
    size_t count = text_count(text);

    if (!fine)
        return count != 0;
    return count == 0 ? 0 : count <= 2 ? 1 : count <= 12 ? 2 : count <= 18 ? 3 : 4;
}

static bool is_written(const struct phrase *phrase)
{
    if (phrase->head.kind == PHRASE_LITERAL)
        return true;
    for (int i = 0; i < PHRASE_ARGS_MAX; i++)
        if (phrase->args[i].kind == PHRASE_LITERAL)
            return true;
    return false;
}

/* Values, answers and what is told of a case differ from visit to visit. */
static bool is_value(const struct view *view, const struct registry_phrase *at)
{
    const struct part *part = at->part < 0 ? NULL : &view->parts[at->part];

    if (part == NULL)
        return is_written(at->phrase);
    switch ((enum part_kind)part->kind) {
    case PART_ROW:
    case PART_FIELD:
    case PART_FACT:
    case PART_MONTH:
    case PART_CALENDAR:
        return at->role != 0;
    default:
        return is_written(at->phrase);
    }
}

static uint64_t hash_text(const struct texts *texts, const struct view *view,
                          const struct registry_phrase *at, bool fine, uint64_t hash)
{
    char text[TEXTS_SENTENCE_BYTES];
    int shape[2] = {at->part, at->role};

    texts_resolve(texts, (enum language)view->language, at->phrase, &view->pool, text);
    if (text[0] == '\0')
        return hash;
    hash = bytes_hash(hash, shape, sizeof(shape));
    if (is_value(view, at)) {
        int class = length_class(text, fine);

        return bytes_hash(hash, &class, sizeof(class));
    }
    return bytes_hash(hash, text, strlen(text));
}

/* A month by its shape alone: how many days, on which the first falls, whether one is chosen. */
static uint64_t hash_calendar(const struct part *part, uint64_t hash)
{
    int64_t first = civil_days(part->number / 12, part->number % 12 + 1, 1);
    int64_t shape[4] = {(first + 3) % 7 / 3, part->value != 0, part->bits != 0,
                        part->bits >> 20 != 0};

    return bytes_hash(hash, shape, sizeof(shape));
}

static uint64_t hash_part(const struct part *part, uint64_t hash)
{
    uint32_t shape[8] = {part->kind,
                         part->tone,
                         part->icon,
                         part->selected,
                         part->action.kind,
                         part->action.arg,
                         part->kind == PART_WRITE || part->kind == PART_KEYPAD ? part->value : 0,
                         part->secret};

    if (part->kind == PART_FIELD || part->kind == PART_ROW || part->kind == PART_CHOICE)
        shape[5] = 0;
    hash = bytes_hash(hash, shape, sizeof(shape));
    return part->kind == PART_CALENDAR ? hash_calendar(part, hash) : hash;
}

uint64_t registry_key(const struct texts *texts, const struct view *view, bool fine)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    uint8_t frame[6] = {view->language, view->modes,          view->sheet,
                        view->step,     view->voice.speaking, view->step_count != 0};
    uint64_t hash = bytes_hash(BYTES_HASH_START, frame, sizeof(frame));
    int count = registry_phrases(view, phrases, REGISTRY_PHRASES_MAX);

    for (int i = 0; i < view->part_count; i++)
        hash = hash_part(&view->parts[i], hash);
    for (int i = 0; i < count; i++)
        if (phrases[i].role != 3 && phrases[i].role != 4)
            hash = hash_text(texts, view, &phrases[i], fine, hash);
    return hash;
}

uint32_t registry_weight(const struct texts *texts, const struct view *view)
{
    struct registry_phrase phrases[REGISTRY_PHRASES_MAX];
    int count = registry_phrases(view, phrases, REGISTRY_PHRASES_MAX);
    uint32_t weight = 0;

    for (int i = 0; i < count; i++) {
        char text[TEXTS_SENTENCE_BYTES];

        texts_resolve(texts, (enum language)view->language, phrases[i].phrase, &view->pool, text);
        weight += (uint32_t)strlen(text);
    }
    return weight;
}

static int find(const struct registry *registry, uint64_t key)
{
    for (int i = 0; i < registry->count; i++)
        if (registry->screens[i].key == key)
            return i;
    return -1;
}

static struct screen *grow(struct registry *registry, const struct view *view)
{
    struct screen *screen;
    uint32_t ordinal = 1;

    if (registry->count == registry->room) {
        registry->room = registry->room == 0 ? 64 : 2 * registry->room;
        registry->screens =
            realloc(registry->screens, (size_t)registry->room * sizeof(*registry->screens));
        CHECK(registry->screens != NULL);
    }
    for (int i = 0; i < registry->count; i++)
        ordinal += registry->screens[i].view.step == view->step;
    screen = &registry->screens[registry->count++];
    memset(screen, 0, sizeof(*screen));
    screen->ordinal = ordinal;
    snprintf(screen->name, sizeof(screen->name), "%s-%02u", view_name(view), ordinal);
    return screen;
}

int registry_add(struct registry *registry, const struct view *view, const struct core *core)
{
    uint64_t key = registry_key(registry->texts, view, false);
    uint32_t weight = registry_weight(registry->texts, view);
    int index = find(registry, key);
    struct screen *screen = index >= 0 ? &registry->screens[index] : grow(registry, view);

    if (screen->weight < weight) {
        screen->key = key;
        screen->weight = weight;
        screen->view = *view;
        screen->core = *core;
        screen->texts = registry->texts;
    }
    return (int)(screen - registry->screens);
}
