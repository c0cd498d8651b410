#include "firmware/app/outbox.h"

#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/base/text.h"
#include "firmware/services/relay/relay_receipt_parse.h"

#define OUTBOX_FULL_MS 500  /* the relay's mailbox was full */
#define OUTBOX_DENIED_S 300 /* the platform does not know us: somebody must act first */

void outbox_init(struct outbox *outbox, struct store *store, const struct trust_key *receipt_key)
{
    uint64_t seed;

    *outbox = (struct outbox){.store = store, .receipt_key = receipt_key};
    trust_random(&seed, sizeof(seed));
    relay_backoff_init(&outbox->backoff, seed);
}

/* Only a broken store is the caller's concern. */
static err_t only_broken(err_t err)
{
    return err == ERR_IO || err == ERR_CORRUPT ? ERR_IO : ERR_OK;
}

static struct outbox_flight *find_flight(struct outbox *outbox, int64_t seq)
{
    for (int i = 0; i < STORE_IN_FLIGHT_MAX; i++)
        if (outbox->flights[i].seq == seq)
            return &outbox->flights[i];
    return NULL;
}

static err_t send_item(int relay, const struct store_item *item)
{
    struct outbox_message message = {
        .kind = OUTBOX_ITEM, .item_kind = item->kind, .seq = item->seq};
    int file;
    err_t err = channel_seal_memory(store_item_bytes(item), item->size_bytes, &file);

    text_copy(message.key, sizeof(message.key), item->key);
    text_copy(message.id, sizeof(message.id), item->id);
    text_copy(message.case_id, sizeof(message.case_id), item->case_id);
    if (err == ERR_OK)
        err = channel_send(relay, &message, sizeof(message), file);
    channel_close(&file);
    return err;
}

err_t outbox_pump(struct outbox *outbox, int relay)
{
    struct outbox_flight *flight;
    uint64_t now_ms = clock_mono_ms();
    err_t err;

    while (relay >= 0 && (flight = find_flight(outbox, 0)) != NULL) {
        err = store_outbox_next(outbox->store, now_ms, &outbox->item);
        if (err != ERR_OK)
            return err == ERR_NOT_FOUND ? ERR_OK : only_broken(err);
        err = send_item(relay, &outbox->item);
        if (err != ERR_OK)
            return only_broken(store_outbox_retry(outbox->store, outbox->item.seq,
                                                  now_ms + OUTBOX_FULL_MS, ERR_BUSY));
        *flight = (struct outbox_flight){.seq = outbox->item.seq, .kind = outbox->item.kind};
        text_copy(flight->id, sizeof(flight->id), outbox->item.id);
        trust_sha256(store_item_bytes(&outbox->item), outbox->item.size_bytes, flight->digest);
    }
    return ERR_OK;
}

uint64_t outbox_due_ms(struct outbox *outbox)
{
    uint64_t due_ms;

    if (find_flight(outbox, 0) == NULL ||
        store_outbox_due(outbox->store, clock_mono_ms(), &due_ms) != ERR_OK)
        return 0;
    return due_ms;
}

/* The receipt must speak of these very bytes, whoever brought it. */
static err_t check_receipt(const struct outbox *outbox, const struct outbox_flight *flight,
                           const struct outbox_message *message, struct relay_receipt *out_receipt)
{
    const struct relay_receipt_claim claim = {.object_id = flight->id, .digest = flight->digest};
    err_t err = ERR_NO_RECEIPT;

    if (message->receipt_bytes <= sizeof(message->receipt))
        err = relay_receipt_parse(message->receipt, message->receipt_bytes, out_receipt);
    if (err == ERR_OK)
        err = relay_receipt_verify(out_receipt, outbox->receipt_key, &claim);
    return err == ERR_OK ? ERR_OK : ERR_NO_RECEIPT;
}

static err_t delivered(struct outbox *outbox, const struct outbox_flight *flight,
                       const struct relay_receipt *receipt)
{
    const struct store_receipt kept = {.receipt_id = receipt->receipt_id,
                                       .bytes = receipt->text,
                                       .size_bytes = receipt->text_length};

    relay_backoff_after_success(&outbox->backoff);
    log_line("outbox %lld is at the platform", (long long)flight->seq);
    return store_outbox_delivered(outbox->store, flight->seq, &kept);
}

static err_t try_again(struct outbox *outbox, const struct outbox_message *message, err_t why)
{
    uint32_t retry_after_s = message->retry_after_s;
    uint64_t wait_ms, now_ms = clock_mono_ms();

    if (why == ERR_DENIED && retry_after_s < OUTBOX_DENIED_S)
        retry_after_s = OUTBOX_DENIED_S;
    wait_ms = relay_backoff_after_failure(&outbox->backoff, retry_after_s);
    log_line("outbox %lld: %s; again in %llu ms", (long long)message->seq, err_name(why),
             (unsigned long long)wait_ms);
    outbox->is_cut = message->http_status == 0;
    if (retry_after_s > 0 && now_ms + wait_ms > outbox->not_before_ms)
        outbox->not_before_ms = now_ms + wait_ms;
    return store_outbox_retry(outbox->store, message->seq, now_ms + wait_ms, why);
}

err_t outbox_result(struct outbox *outbox, const struct outbox_message *message, char *out_case_id)
{
    struct outbox_flight *flight = message->seq > 0 ? find_flight(outbox, message->seq) : NULL;
    struct relay_receipt receipt;
    err_t why = message->err, err;

    out_case_id[0] = '\0';
    if (flight == NULL)
        return ERR_OK; /* of a flight that was given up */
    if (why == ERR_OK)
        why = check_receipt(outbox, flight, message, &receipt);
    if (why == ERR_OK) {
        err = delivered(outbox, flight, &receipt);
        if (err == ERR_OK && flight->kind == STORE_ITEM_CASE)
            text_copy(out_case_id, CASE_ID_BYTES, flight->id);
    } else if (why == ERR_REFUSED) {
        log_line("outbox %lld is refused for good; quarantined", (long long)flight->seq);
        err = store_outbox_refused(outbox->store, flight->seq, why);
    } else {
        err = try_again(outbox, message, why);
    }
    *flight = (struct outbox_flight){0};
    return only_broken(err);
}

err_t outbox_reached(struct outbox *outbox, uint64_t away_ms)
{
    uint64_t due_ms = clock_mono_ms() + relay_backoff_after_outage(&outbox->backoff, away_ms);

    if (!outbox->is_cut)
        return ERR_OK;
    outbox->is_cut = false;
    if (due_ms < outbox->not_before_ms)
        due_ms = outbox->not_before_ms;
    return only_broken(store_outbox_hurry(outbox->store, due_ms));
}

err_t outbox_lost(struct outbox *outbox)
{
    err_t broken = ERR_OK;

    for (int i = 0; i < STORE_IN_FLIGHT_MAX; i++) {
        struct outbox_flight *flight = &outbox->flights[i];
        const struct outbox_message unheard = {.seq = flight->seq};

        if (flight->seq == 0)
            continue;
        if (only_broken(try_again(outbox, &unheard, ERR_TIMEOUT)) != ERR_OK)
            broken = ERR_IO;
        *flight = (struct outbox_flight){0};
    }
    return broken;
}
