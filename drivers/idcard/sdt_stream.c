#include "drivers/idcard/sdt_stream.h"

#include <string.h>

#include "drivers/transport/deadline.h"
#include "drivers/transport/usb.h"

/* What came so far and was not understood yet. */
struct heap {
    uint8_t *bytes;
    size_t size;
    bool heard;   /* something came, be it noise */
    err_t damage; /* the worst that was seen; ERR_OK: nothing */
};

static void drop(struct heap *heap, size_t count)
{
    memmove(heap->bytes, heap->bytes + count, heap->size - count);
    heap->size -= count;
}

/* True when the heap began with a whole reply. Else all that cannot become one is dropped. */
static bool take_reply(struct heap *heap, struct sdt_reply *out_reply)
{
    enum sdt_scan scan = SDT_SCAN_NOISE;
    size_t used;

    while (scan != SDT_SCAN_MORE) {
        scan = sdt_parse_stream(heap->bytes, heap->size, &used, out_reply);
        if (scan == SDT_SCAN_REPLY)
            return true;
        if (scan == SDT_SCAN_SUM)
            heap->damage = ERR_CHECKSUM;
        else if (scan == SDT_SCAN_NOISE && heap->damage == ERR_OK)
            heap->damage = ERR_PROTOCOL;
        drop(heap, used);
    }
    return false;
}

/* Reads more. Once something came, silence is told after the gap. */
static err_t read_more(struct sdt_wire *wire, sdt_stream_read *read, struct heap *heap,
                       uint64_t deadline)
{
    size_t room = (SDT_WIRE_BYTES - heap->size) / USB_PACKET_BYTES * USB_PACKET_BYTES, got = 0;
    uint32_t left_ms = deadline_left(deadline);
    err_t err;

    if (left_ms == 0)
        return ERR_TIMEOUT;
    if (heap->heard)
        left_ms = deadline_left_most(deadline, SDT_STREAM_GAP_MS);
    err = read(wire, heap->bytes + heap->size, room, left_ms, &got);
    heap->size += got;
    heap->heard = heap->heard || got > 0;
    return err;
}

/* What waits for its rest may be noise that looked like a beginning, with the true reply inside: it
 * gives up its first byte, and what is behind it is looked at, to the end. */
static bool take_hidden_reply(struct heap *heap, struct sdt_reply *out_reply)
{
    while (heap->size > 0) {
        drop(heap, 1);
        if (take_reply(heap, out_reply))
            return true;
    }
    return false;
}

err_t sdt_stream_receive(struct sdt_wire *wire, sdt_stream_read *read, uint8_t *bytes,
                         uint64_t deadline, struct sdt_reply *out_reply)
{
    struct heap heap = {.bytes = bytes};
    err_t err = ERR_OK;

    memset(out_reply, 0, sizeof(*out_reply));
    while (err == ERR_OK) {
        if (take_reply(&heap, out_reply))
            return ERR_OK;
        err = read_more(wire, read, &heap, deadline);
    }
    if (err != ERR_TIMEOUT || !heap.heard)
        return err;
    if (take_hidden_reply(&heap, out_reply))
        return ERR_OK;
    if (heap.damage != ERR_OK)
        return heap.damage;
    return deadline_left(deadline) == 0 ? ERR_TIMEOUT : ERR_PROTOCOL;
}
