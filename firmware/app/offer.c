#include "firmware/app/offer.h"

#include <string.h>

#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/version.h"
#include "firmware/base/bytes.h"
#include "firmware/world/search.h"

err_t offer_open(struct offer *offer, const char *assets)
{
    char folder[OPTIONS_PATH_BYTES], why[WORDS_WHY_BYTES] = "";
    err_t err = options_path(assets, "words", folder);

    *offer = (struct offer){0};
    if (err == ERR_OK)
        err = words_open(folder, why, &offer->words);
    if (err != ERR_OK) {
        offer->words = NULL;
        log_line("words: %s %s", err_name(err), why);
        return err;
    }
    words_texts(offer->words, &offer->texts);
    return ERR_OK;
}

void offer_close(struct offer *offer)
{
    catalogue_close(offer->current);
    catalogue_close(offer->next);
    catalogue_close(offer->last);
    channel_close_memory(&offer->next_bytes);
    words_close(offer->words);
    *offer = (struct offer){0};
}

/* NULL when it cannot be used. */
static struct catalogue *compile(const uint8_t *bytes, size_t size_bytes)
{
    char why[CATALOGUE_WHY_BYTES] = "";
    struct catalogue *catalogue = NULL;
    err_t err = catalogue_open(bytes, size_bytes, why, &catalogue);

    if (err != ERR_OK) {
        log_line("a catalogue cannot be used: %s %s", err_name(err), why);
        return NULL;
    }
    return catalogue;
}

bool offer_restore(struct offer *offer, const struct keep *keep, uint32_t version)
{
    const uint8_t *bytes;
    size_t size;

    if (!keep_read_catalogue(keep, &bytes, &size))
        return false;
    offer->current = compile(bytes, size);
    if (offer->current == NULL || catalogue_info(offer->current)->version != version)
        return false;
    offer->valid = true;
    catalogue_texts(offer->current, &offer->texts);
    return true;
}

bool offer_take(struct offer *offer, int file, uint32_t *out_version)
{
    struct channel_memory bytes;
    struct catalogue *catalogue = NULL;

    *out_version = 0;
    if (channel_open_memory(file, &bytes) != ERR_OK)
        return false;
    if (bytes.size <= KEEP_CATALOGUE_BYTES_MAX)
        catalogue = compile(bytes.bytes, bytes.size);
    if (catalogue == NULL ||
        (offer->current != NULL &&
         catalogue_info(catalogue)->version == catalogue_info(offer->current)->version)) {
        catalogue_close(catalogue);
        channel_close_memory(&bytes);
        return false;
    }
    catalogue_close(offer->next);
    channel_close_memory(&offer->next_bytes);
    offer->next = catalogue;
    offer->next_bytes = bytes;
    *out_version = catalogue_info(catalogue)->version;
    return true;
}

bool offer_switch(struct offer *offer, struct keep *keep, uint32_t version)
{
    if (offer->next == NULL || catalogue_info(offer->next)->version != version)
        return false;
    keep_write_catalogue(keep, offer->next_bytes.bytes, offer->next_bytes.size);
    channel_close_memory(&offer->next_bytes);
    offer_switched(offer);
    offer->last = offer->current;
    offer->current = offer->next;
    offer->next = NULL;
    catalogue_texts(offer->current, &offer->texts);
    return true;
}

void offer_switched(struct offer *offer)
{
    catalogue_close(offer->last);
    offer->last = NULL;
}

static bool is_valid(const struct offer *offer, int64_t wall_s)
{
    return offer->current != NULL &&
           catalogue_check(offer->current, wall_s, BANSHI_VERSION) == ERR_OK;
}

void offer_event(struct offer *offer, int64_t wall_s, struct event *out_event)
{
    struct event_catalogue *news = &out_event->catalogue;

    memset(out_event, 0, sizeof(*out_event));
    out_event->kind = EVENT_CATALOGUE;
    news->version = catalogue_info(offer->current)->version;
    offer->valid = is_valid(offer, wall_s);
    if (!offer->valid) {
        log_line("catalogue %u may not be offered any more", (unsigned)news->version);
        return;
    }
    news->count = (uint32_t)catalogue_count(offer->current);
    for (uint32_t i = 0; i < news->count; i++)
        news->items[i] = *catalogue_item(offer->current, i);
}

bool offer_has_turned(const struct offer *offer, int64_t wall_s)
{
    return offer->current != NULL && is_valid(offer, wall_s) != offer->valid;
}

void offer_service(const struct offer *offer, const struct effect_service_load *wish,
                   struct event *out_event)
{
    struct event_service *answer = &out_event->service;

    memset(out_event, 0, sizeof(*out_event));
    out_event->kind = EVENT_SERVICE;
    answer->op = wish->op;
    if (offer->current == NULL || wish->index >= catalogue_count(offer->current))
        answer->err = ERR_NOT_FOUND;
    else if (wish->version != catalogue_info(offer->current)->version)
        answer->err = ERR_STALE;
    else
        answer->service = *catalogue_service(offer->current, wish->index);
}

void offer_search(const struct offer *offer, const struct effect_search *wish,
                  struct event *out_event)
{
    struct catalogue_item items[CATALOGUE_ITEMS_MAX];
    struct search search = {.texts = &offer->texts, .items = items};
    struct event_found *answer = &out_event->found;
    char query[FIELD_VALUE_BYTES];

    memset(out_event, 0, sizeof(*out_event));
    out_event->kind = EVENT_FOUND;
    answer->op = wish->op;
    if (offer->current == NULL || !offer->valid)
        return;
    search.keywords = catalogue_keywords(offer->current);
    search.count = catalogue_count(offer->current);
    for (size_t i = 0; i < search.count; i++)
        items[i] = *catalogue_item(offer->current, i);
    memcpy(query, wish->text, sizeof(query));
    query[sizeof(query) - 1] = '\0';
    answer->count = (uint32_t)search_find(&search, query, answer->items);
    bytes_wipe(query, sizeof(query));
}
