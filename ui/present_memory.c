#include "ui/present.h"

#include <stdlib.h>

#include "firmware/base/bytes.h"

#define QUEUE_MAX 32

struct memory {
    struct present present; /* first: the back end is found from it */
    struct present_input queue[QUEUE_MAX];
    int queued;
    struct present_shown shown;
};

static void memory_show(struct present *present, const struct box *boxes, int count)
{
    struct memory *memory = (struct memory *)present;

    memory->shown.boxes += count;
    for (int i = 0; i < count; i++)
        memory->shown.pixels += (int64_t)boxes[i].width * boxes[i].height;
}

static bool memory_input(struct present *present, struct present_input *out)
{
    struct memory *memory = (struct memory *)present;

    if (memory->queued == 0)
        return false;
    *out = memory->queue[0];
    memory->queued--;
    for (int i = 0; i < memory->queued; i++)
        memory->queue[i] = memory->queue[i + 1];
    return true;
}

static int memory_fd(const struct present *present)
{
    (void)present;
    return -1;
}

static void memory_close(struct present *present)
{
    struct present_frame *frame = &present->frame;

    bytes_wipe(frame->pixels, (size_t)frame->stride_bytes * (size_t)frame->height_px);
    free(frame->pixels);
    free(present);
}

static const struct present_kind memory_kind = {memory_show, memory_input, memory_fd, memory_close};

err_t present_memory_open(const struct present_options *options, struct present **out)
{
    struct memory *memory = calloc(1, sizeof(*memory));
    struct present_frame frame = {NULL, options->width_px * 4, options->width_px,
                                  options->height_px};

    *out = NULL;
    frame.pixels = calloc((size_t)frame.height_px, (size_t)frame.stride_bytes);
    if (memory == NULL || frame.pixels == NULL) {
        free(memory);
        free(frame.pixels);
        return ERR_MEMORY;
    }
    memory->present.kind = &memory_kind;
    memory->present.frame = frame;
    *out = &memory->present;
    return ERR_OK;
}

void present_memory_touch(struct present *present, const struct present_input *input)
{
    struct memory *memory = (struct memory *)present;

    if (memory->queued < QUEUE_MAX)
        memory->queue[memory->queued++] = *input;
}

struct present_shown present_memory_shown(struct present *present)
{
    struct memory *memory = (struct memory *)present;
    struct present_shown shown = memory->shown;

    memory->shown = (struct present_shown){0, 0};
    return shown;
}
