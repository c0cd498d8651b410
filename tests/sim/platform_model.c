/* The platform as the contract promises it: one object per id, the same receipt for the same bytes,
 * a refusal for the same id with other bytes. It opens what the simulated sealer sealed. */
#include <stdio.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/sim/sim.h"

void platform_start(struct sim *sim)
{
    memset(&sim->platform, 0, sizeof(sim->platform));
    sim->platform.published = 1;
}

/* The text of a string member, found by its quoted key; canonical JSON has no spaces. */
static bool member(const struct store_item *item, const char *key, char *out, size_t size_bytes)
{
    const char *body = (const char *)item->body;
    const char *at = memmem(body, item->size_bytes, key, strlen(key));

    if (at == NULL)
        return false;
    at += strlen(key);
    const char *end = memchr(at, '"', item->size_bytes - (size_t)(at - body));
    if (end == NULL || (size_t)(end - at) >= size_bytes)
        return false;
    memcpy(out, at, (size_t)(end - at));
    out[end - at] = '\0';
    return true;
}

static void open_case(const struct store_item *item, struct arrival *arrival)
{
    static char cipher[STORE_BODY_BYTES_MAX];
    char digest[2 * DIGEST_BYTES + 1];
    size_t size_bytes = 0;

    if (!member(item, "\"ct\":\"", cipher, sizeof(cipher)) ||
        trust_base64_decode(cipher, arrival->payload, sizeof(arrival->payload), &size_bytes) !=
            ERR_OK)
        return;
    for (size_t i = 0; i < size_bytes; i++)
        arrival->payload[i] = (char)((uint8_t)arrival->payload[i] ^ 0x5a);
    arrival->payload_bytes = (uint32_t)size_bytes;
    trust_sha256(arrival->payload, size_bytes, arrival->digest);
    if (member(item, "\"payload_sha256\":\"", digest, sizeof(digest)) &&
        !bytes_from_hex(digest, arrival->stated_digest, DIGEST_BYTES))
        memset(arrival->stated_digest, 0, DIGEST_BYTES);
}

/* A picture: what stands before the cipher text is not looked at. */
static void open_attachment(const struct store_item *item, struct arrival *arrival)
{
    arrival->payload_bytes = item->size_bytes - STORE_ATTACHMENT_HEAD_BYTES;
    CHECK(item->size_bytes > STORE_ATTACHMENT_HEAD_BYTES &&
          arrival->payload_bytes <= sizeof(arrival->payload));
    for (uint32_t i = 0; i < arrival->payload_bytes; i++)
        arrival->payload[i] = (char)(item->body[STORE_ATTACHMENT_HEAD_BYTES + i] ^ 0x5a);
    trust_sha256(arrival->payload, arrival->payload_bytes, arrival->digest);
}

/* Whose case it is, by the first canary in it that is whole. */
static uint32_t owner_of(const struct arrival *arrival)
{
    const char *at = arrival->payload, *end = at + arrival->payload_bytes, *found;

    while ((found = canary_find(at, (size_t)(end - at))) != NULL) {
        uint32_t owner = canary_owner(found, (size_t)(end - found));
        if (owner != 0)
            return owner;
        at = found + 1;
    }
    return 0;
}

static void take_in(struct sim *sim, const struct store_item *item, uint64_t body_hash)
{
    static struct arrival arrival;
    struct sim_platform *platform = &sim->platform;

    CHECK(platform->object_count < SIM_OBJECTS_MAX);
    struct sim_object *object = &platform->objects[platform->object_count++];
    memcpy(object->id, item->id, sizeof(object->id));
    object->body_hash = body_hash;
    object->kind = item->kind;
    memset(&arrival, 0, sizeof(arrival));
    memcpy(arrival.id, item->id, sizeof(arrival.id));
    arrival.is_case = item->kind == STORE_ITEM_CASE;
    arrival.is_attachment = item->kind == STORE_ITEM_ATTACHMENT;
    memcpy(arrival.about, item->case_id, sizeof(arrival.about));
    if (arrival.is_case)
        open_case(item, &arrival);
    else if (arrival.is_attachment)
        open_attachment(item, &arrival);
    object->person = arrival.is_case ? owner_of(&arrival) : 0;
    if (object->person != 0 && random_below(&sim->random, 3) != 0)
        locker_assign(sim, object->person, LOCKER_DEPOSIT);
    size_t size = offsetof(struct arrival, payload) + arrival.payload_bytes;
    sim_fact(sim, (struct fact){.kind = FACT_ARRIVED, .data = &arrival}, size);
}

struct platform_answer platform_put(struct sim *sim, const struct store_item *item)
{
    struct platform_answer answer = {.err = ERR_OK};
    uint64_t hash = bytes_hash(BYTES_HASH_START, item->body, item->size_bytes);
    const struct sim_object *known = NULL;

    for (uint32_t i = 0; i < sim->platform.object_count; i++)
        if (strcmp(sim->platform.objects[i].id, item->id) == 0)
            known = &sim->platform.objects[i];
    if (known == NULL || sim->options.no_dedupe) {
        take_in(sim, item, hash);
    } else {
        sim->totals.doubles++;
        if (known->body_hash != hash)
            answer.err = ERR_REFUSED;
    }
    snprintf(answer.receipt, sizeof(answer.receipt), "receipt-of-%s", item->id);
    return answer;
}
