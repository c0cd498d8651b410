#include "ui/input/hand_file.h"

bool hand_file_unpack(const uint8_t *bytes, size_t size_bytes, size_t first_byte, struct ink *out)
{
    size_t at = first_byte;

    if (at >= size_bytes || bytes[at] == 0 || bytes[at] > INK_STROKES_MAX)
        return false;
    out->stroke_count = bytes[at++];
    out->point_count = 0;
    for (int stroke = 0; stroke < out->stroke_count; stroke++) {
        size_t count;

        if (at >= size_bytes)
            return false;
        count = bytes[at++];
        if (count == 0 || count * 2 > size_bytes - at || out->point_count + count > INK_POINTS_MAX)
            return false;
        for (size_t i = 0; i < count; i++, at += 2)
            out->points[out->point_count++] = (struct ink_point){bytes[at], bytes[at + 1]};
        out->ends[stroke] = out->point_count;
    }
    return true;
}
