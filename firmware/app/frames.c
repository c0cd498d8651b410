#include "firmware/app/frames.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

/* What the reader insists on. The maker's own mapping stays writable. */
#define FRAMES_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE)

/* ---- the writer ---- */

static err_t make_slot(struct frames_slot *slot)
{
    void *at = MAP_FAILED;

    slot->file = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (slot->file >= 0 && ftruncate(slot->file, FRAME_BYTES) == 0)
        at = mmap(NULL, FRAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, slot->file, 0);
    if (at == MAP_FAILED)
        return ERR_MEMORY;
    slot->pixels = at;
    return fcntl(slot->file, F_ADD_SEALS, FRAMES_SEALS) < 0 ? ERR_MEMORY : ERR_OK;
}

err_t frames_writer_open(struct frames_writer *writer, uint32_t stream)
{
    err_t err = ERR_OK;

    CHECK(stream != 0);
    *writer = (struct frames_writer){.stream = stream};
    for (int i = 0; i < FRAME_SLOTS; i++)
        writer->slots[i].file = -1;
    for (int i = 0; i < FRAME_SLOTS && err == ERR_OK; i++)
        err = make_slot(&writer->slots[i]);
    if (err != ERR_OK)
        frames_writer_close(writer);
    return err;
}

void frames_writer_close(struct frames_writer *writer)
{
    if (writer->stream == 0)
        return;
    for (int i = 0; i < FRAME_SLOTS; i++) {
        struct frames_slot *slot = &writer->slots[i];

        if (slot->pixels != NULL) {
            bytes_wipe(slot->pixels, FRAME_BYTES);
            munmap(slot->pixels, FRAME_BYTES);
        }
        channel_close(&slot->file);
    }
    *writer = (struct frames_writer){0};
}

static int free_slot(const struct frames_writer *writer)
{
    for (int i = 0; i < FRAME_SLOTS; i++)
        if (writer->slots[i].sequence == 0 && writer->slots[i].pixels != NULL)
            return i;
    return -1;
}

uint8_t *frames_writer_room(const struct frames_writer *writer)
{
    int slot = free_slot(writer);

    return slot < 0 ? NULL : writer->slots[slot].pixels;
}

err_t frames_writer_send(struct frames_writer *writer, int channel, uint64_t mono_ms)
{
    int index = free_slot(writer);
    struct frame_message message = {.kind = FRAME_MESSAGE_SLOT,
                                    .stream = writer->stream,
                                    .slot = (uint32_t)index,
                                    .sequence = writer->sequence + 1,
                                    .width_px = FRAME_WIDTH_PX,
                                    .height_px = FRAME_HEIGHT_PX,
                                    .stride_bytes = FRAME_STRIDE_BYTES,
                                    .mono_ms = mono_ms};
    struct frames_slot *slot;
    err_t err = ERR_OK;

    CHECK(index >= 0);
    slot = &writer->slots[index];
    if (!slot->announced)
        err = channel_send(channel, &message, sizeof(message), slot->file);
    slot->announced = slot->announced || err == ERR_OK;
    message.kind = FRAME_MESSAGE_PICTURE;
    if (err == ERR_OK)
        err = channel_send(channel, &message, sizeof(message), -1);
    if (err == ERR_OK)
        slot->sequence = ++writer->sequence;
    return err;
}

bool frames_writer_done(struct frames_writer *writer, const struct frame_message *message)
{
    if (message->stream != writer->stream)
        return true;
    if (message->sequence > writer->sequence)
        return false;
    for (int i = 0; i < FRAME_SLOTS; i++)
        if (writer->slots[i].sequence <= message->sequence)
            writer->slots[i].sequence = 0;
    return true;
}

/* ---- the reader ---- */

void frames_reader_open(struct frames_reader *reader, uint32_t stream)
{
    CHECK(stream != 0);
    *reader = (struct frames_reader){.stream = stream};
}

void frames_reader_close(struct frames_reader *reader)
{
    for (int i = 0; i < FRAME_SLOTS; i++)
        if (reader->slots[i] != NULL)
            munmap((void *)(uintptr_t)reader->slots[i], FRAME_BYTES);
    *reader = (struct frames_reader){0};
}

static err_t map_slot(struct frames_reader *reader, uint32_t slot, int file)
{
    struct stat about;
    void *at;

    if (file < 0 || reader->slots[slot] != NULL ||
        (fcntl(file, F_GET_SEALS) & FRAMES_SEALS) != FRAMES_SEALS || fstat(file, &about) < 0 ||
        about.st_size != FRAME_BYTES)
        return ERR_INVALID;
    at = mmap(NULL, FRAME_BYTES, PROT_READ, MAP_SHARED, file, 0);
    if (at == MAP_FAILED)
        return ERR_MEMORY;
    reader->slots[slot] = at;
    return ERR_OK;
}

static err_t take_picture(struct frames_reader *reader, const struct frame_message *message,
                          struct frames_picture *out_picture)
{
    if (reader->slots[message->slot] == NULL || message->sequence <= reader->sequence ||
        message->width_px == 0 || message->width_px > FRAME_WIDTH_PX || message->height_px == 0 ||
        message->height_px > FRAME_HEIGHT_PX || message->stride_bytes % 4 != 0 ||
        message->stride_bytes < message->width_px * 4 ||
        message->stride_bytes > FRAME_BYTES / message->height_px)
        return ERR_INVALID;
    reader->sequence = message->sequence;
    *out_picture = (struct frames_picture){.pixels = reader->slots[message->slot],
                                           .width_px = message->width_px,
                                           .height_px = message->height_px,
                                           .stride_bytes = message->stride_bytes,
                                           .sequence = message->sequence,
                                           .mono_ms = message->mono_ms};
    return ERR_OK;
}

err_t frames_reader_take(struct frames_reader *reader, const struct frame_message *message,
                         int file, struct frames_picture *out_picture)
{
    err_t err = ERR_INVALID;

    *out_picture = (struct frames_picture){0};
    if (message->stream != reader->stream || reader->stream == 0)
        err = ERR_OK;
    else if (message->slot < FRAME_SLOTS && message->kind == FRAME_MESSAGE_SLOT)
        err = map_slot(reader, message->slot, file);
    else if (message->slot < FRAME_SLOTS && message->kind == FRAME_MESSAGE_PICTURE)
        err = take_picture(reader, message, out_picture);
    channel_close(&file);
    return err;
}
