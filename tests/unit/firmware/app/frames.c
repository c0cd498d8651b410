/* Frames between two ends of a channel in one process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/frames.h"

#define STREAM 7

struct fixture {
    int ends[2];
    struct frames_writer writer;
    struct frames_reader reader;
    struct frames_picture picture;
};

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    memset(&fixture, 0, sizeof(fixture));
    assert_int_equal(channel_pair(fixture.ends), ERR_OK);
    assert_int_equal(frames_writer_open(&fixture.writer, STREAM), ERR_OK);
    frames_reader_open(&fixture.reader, STREAM);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    frames_writer_close(&fixture.writer);
    frames_reader_close(&fixture.reader);
    channel_close(&fixture.ends[0]);
    channel_close(&fixture.ends[1]);
    return 0;
}

/* Writes a picture full of one byte and sends it. */
static void send_full_of(uint8_t byte)
{
    uint8_t *room = frames_writer_room(&fixture.writer);

    assert_non_null(room);
    memset(room, byte, FRAME_BYTES);
    assert_int_equal(frames_writer_send(&fixture.writer, fixture.ends[0], 1000 + byte), ERR_OK);
}

static err_t take_one(void)
{
    struct frame_message message;
    struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
    err_t err = channel_receive(fixture.ends[1], &packet);

    if (err != ERR_OK)
        return err;
    assert_int_equal(packet.size, sizeof(message));
    return frames_reader_take(&fixture.reader, &message, packet.file, &fixture.picture);
}

/* Takes until a picture is there. */
static void take_picture(void)
{
    do
        assert_int_equal(take_one(), ERR_OK);
    while (fixture.picture.pixels == NULL);
}

static bool done(uint32_t stream, uint32_t sequence)
{
    const struct frame_message message = {
        .kind = FRAME_MESSAGE_DONE, .stream = stream, .sequence = sequence};

    return frames_writer_done(&fixture.writer, &message);
}

static void hands_a_picture_over(void **state)
{
    (void)state;
    send_full_of(5);
    take_picture();
    assert_int_equal(fixture.picture.width_px, FRAME_WIDTH_PX);
    assert_int_equal(fixture.picture.height_px, FRAME_HEIGHT_PX);
    assert_int_equal(fixture.picture.stride_bytes, FRAME_STRIDE_BYTES);
    assert_int_equal(fixture.picture.sequence, 1);
    assert_int_equal(fixture.picture.mono_ms, 1005);
    assert_int_equal(fixture.picture.pixels[0], 5);
    assert_int_equal(fixture.picture.pixels[FRAME_BYTES - 1], 5);
}

/* The heart of it: what the reader holds stays as it was while others are written. */
static void writes_nothing_that_is_read(void **state)
{
    const uint8_t *first;

    (void)state;
    send_full_of(1);
    take_picture();
    first = fixture.picture.pixels;
    send_full_of(2);
    send_full_of(3);
    assert_null(frames_writer_room(&fixture.writer));
    assert_int_equal(first[0], 1);
    assert_int_equal(first[FRAME_BYTES - 1], 1);
    assert_true(done(STREAM, 1));
    send_full_of(4);
    assert_int_equal(first[0], 4); /* after DONE the slot is the writer's */
    assert_null(frames_writer_room(&fixture.writer));
    take_picture();
    assert_int_equal(fixture.picture.pixels[0], 2);
    take_picture();
    take_picture();
    assert_int_equal(fixture.picture.sequence, 4);
    assert_true(done(STREAM, 4));
    assert_non_null(frames_writer_room(&fixture.writer));
}

static void believes_no_wrong_done(void **state)
{
    (void)state;
    send_full_of(1);
    send_full_of(2);
    send_full_of(3);
    assert_false(done(STREAM, 4));
    assert_true(done(STREAM + 1, 3)); /* of another stream: passed over */
    assert_null(frames_writer_room(&fixture.writer));
    assert_true(done(STREAM, 0));
    assert_null(frames_writer_room(&fixture.writer));
}

static void keeps_the_slot_when_the_mailbox_is_full(void **state)
{
    const struct frame_message filler = {.kind = FRAME_MESSAGE_STATE};
    uint8_t *room = frames_writer_room(&fixture.writer);

    (void)state;
    while (channel_send(fixture.ends[0], &filler, sizeof(filler), -1) == ERR_OK)
        ;
    assert_int_equal(frames_writer_send(&fixture.writer, fixture.ends[0], 1), ERR_BUSY);
    assert_ptr_equal(frames_writer_room(&fixture.writer), room);
    channel_close(&fixture.ends[1]);
    assert_int_equal(frames_writer_send(&fixture.writer, fixture.ends[0], 1), ERR_NO_DEVICE);
    assert_ptr_equal(frames_writer_room(&fixture.writer), room);
}

static void wipes_at_the_end(void **state)
{
    const uint8_t *pixels;

    (void)state;
    send_full_of(9);
    take_picture();
    pixels = fixture.picture.pixels;
    frames_writer_close(&fixture.writer);
    for (size_t i = 0; i < FRAME_BYTES; i++)
        if (pixels[i] != 0)
            fail();
    assert_null(frames_writer_room(&fixture.writer));
    frames_writer_close(&fixture.writer);
}

static void passes_over_an_older_stream(void **state)
{
    (void)state;
    frames_reader_close(&fixture.reader);
    frames_reader_open(&fixture.reader, STREAM + 1);
    send_full_of(1);
    assert_int_equal(take_one(), ERR_OK);
    assert_null(fixture.picture.pixels);
    assert_int_equal(take_one(), ERR_OK);
    assert_null(fixture.picture.pixels);
    frames_reader_close(&fixture.reader);
    send_full_of(2);
    assert_int_equal(take_one(), ERR_OK);
    assert_null(fixture.picture.pixels);
}

/* ---- a writer that was taken over ---- */

static err_t feed(const struct frame_message *message, int file)
{
    return frames_reader_take(&fixture.reader, message, file, &fixture.picture);
}

static int memory_of(size_t size_bytes, int seals)
{
    int file = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)size_bytes), 0);
    assert_int_equal(fcntl(file, F_ADD_SEALS, seals), 0);
    return file;
}

static void maps_only_what_is_sealed_and_of_our_size(void **state)
{
    const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL;
    const struct frame_message slot = {.kind = FRAME_MESSAGE_SLOT, .stream = STREAM};
    struct frame_message beyond = slot;
    int file = memory_of(FRAME_BYTES, seals);

    (void)state;
    beyond.slot = FRAME_SLOTS;
    assert_int_equal(feed(&slot, -1), ERR_INVALID);
    assert_int_equal(feed(&slot, memory_of(FRAME_BYTES - 4096, seals)), ERR_INVALID);
    assert_int_equal(feed(&slot, memory_of(FRAME_BYTES * 2, seals)), ERR_INVALID);
    assert_int_equal(feed(&slot, memory_of(0, seals)), ERR_INVALID);
    assert_int_equal(feed(&slot, memory_of(FRAME_BYTES, seals & ~F_SEAL_SHRINK)), ERR_INVALID);
    assert_int_equal(feed(&slot, memory_of(FRAME_BYTES, F_SEAL_SHRINK | F_SEAL_GROW)), ERR_INVALID);
    assert_int_equal(feed(&slot, open("/dev/null", O_RDWR | O_CLOEXEC)), ERR_INVALID);
    assert_int_equal(feed(&beyond, memory_of(FRAME_BYTES, seals)), ERR_INVALID);
    assert_int_equal(feed(&slot, file), ERR_OK);
    assert_int_equal(fcntl(file, F_GETFD), -1);                                /* it was closed */
    assert_int_equal(feed(&slot, memory_of(FRAME_BYTES, seals)), ERR_INVALID); /* twice */
}

static void reads_only_inside_a_slot(void **state)
{
    const struct frame_message good = {.kind = FRAME_MESSAGE_PICTURE,
                                       .stream = STREAM,
                                       .sequence = 2,
                                       .width_px = FRAME_WIDTH_PX,
                                       .height_px = FRAME_HEIGHT_PX,
                                       .stride_bytes = FRAME_STRIDE_BYTES};
    struct frame_message bad[10];

    (void)state;
    send_full_of(1);
    take_picture();
    for (size_t i = 0; i < 10; i++)
        bad[i] = good;
    bad[0].slot = 1; /* not yet there */
    bad[1].slot = FRAME_SLOTS;
    bad[2].slot = UINT32_MAX;
    bad[3].sequence = 1; /* was there */
    bad[4].width_px++;
    bad[5].height_px++;
    bad[6].stride_bytes += 4;
    bad[7].stride_bytes = FRAME_WIDTH_PX * 4 - 4;
    bad[8].width_px = bad[8].height_px = 0;
    bad[9].kind = FRAME_MESSAGE_DONE;
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(feed(&bad[i], -1), ERR_INVALID);
        assert_null(fixture.picture.pixels);
    }
    assert_int_equal(feed(&good, -1), ERR_OK);
    assert_non_null(fixture.picture.pixels);
}

/* The reader's descriptor gives it no way to write into the writer's memory or to resize it. */
static void lets_the_reader_only_read(void **state)
{
    int file = fixture.writer.slots[0].file;

    (void)state;
    assert_ptr_equal(mmap(NULL, FRAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
                     MAP_FAILED);
    assert_int_equal(write(file, "x", 1), -1);
    assert_int_equal(ftruncate(file, 0), -1);
    assert_int_equal(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest frames[] = {CASE(hands_a_picture_over),
                                        CASE(writes_nothing_that_is_read),
                                        CASE(believes_no_wrong_done),
                                        CASE(keeps_the_slot_when_the_mailbox_is_full),
                                        CASE(wipes_at_the_end),
                                        CASE(passes_over_an_older_stream),
                                        CASE(maps_only_what_is_sealed_and_of_our_size),
                                        CASE(reads_only_inside_a_slot),
                                        CASE(lets_the_reader_only_read)};

    return cmocka_run_group_tests(frames, NULL, NULL);
}
