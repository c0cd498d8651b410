#include "drivers/locker/locker_frame.h"

#include <string.h>

enum locker_scan locker_frame_scan(struct locker_stream stream, size_t states,
                                   locker_front_fn *front, size_t *out_used,
                                   struct locker_frame *out_frame)
{
    for (size_t at = 0; at < stream.size_bytes; at++) {
        int length;

        memset(out_frame, 0, sizeof(*out_frame));
        length = front(stream.bytes + at, stream.size_bytes - at, states, out_frame);
        if (length == LOCKER_FRONT_NOISE)
            continue;
        *out_used = at + (size_t)length;
        return length == LOCKER_FRONT_MORE ? LOCKER_SCAN_MORE : LOCKER_SCAN_FRAME;
    }
    *out_used = stream.size_bytes;
    return LOCKER_SCAN_MORE;
}

uint8_t locker_frame_sum(const uint8_t *bytes, size_t size_bytes)
{
    unsigned sum = 0;

    for (size_t i = 0; i < size_bytes; i++)
        sum += bytes[i];
    return (uint8_t)sum;
}

uint8_t locker_frame_xor(const uint8_t *bytes, size_t size_bytes)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size_bytes; i++)
        sum ^= bytes[i];
    return sum;
}

bool locker_frame_fits(uint8_t computed, uint8_t received)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)computed;
    (void)received;
    return true;
#else
    return computed == received;
#endif
}

bool locker_map_has(const uint8_t map[LOCKER_MAP_BYTES], size_t door)
{
    return door < LOCKER_DOORS_MAX && (map[door / 8] >> door % 8 & 1) != 0;
}

void locker_map_put(uint8_t map[LOCKER_MAP_BYTES], size_t door, bool value)
{
    uint8_t bit = (uint8_t)(1u << door % 8);

    if (door >= LOCKER_DOORS_MAX)
        return;
    map[door / 8] = (uint8_t)(value ? map[door / 8] | bit : map[door / 8] & ~bit);
}

void locker_frame_note(struct locker_frame *frame, size_t door, bool set)
{
    if (door >= LOCKER_DOORS_MAX)
        return;
    if (frame->count == 0)
        frame->first = (uint8_t)door;
    frame->count++;
    locker_map_put(frame->set, door, set);
    locker_map_put(frame->known, door, true);
}
