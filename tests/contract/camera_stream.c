/* Live pictures from the camera's worker, in a process and a sandbox of its own, to the kiosk's side
 * of the camera in this one: at the promised rate, whole, and without a leak, whatever the camera or
 * the other process does. The glass is the only part that is not the product's: it proves what it
 * gets. This program is its own preload library, so the worker finds the virtual camera. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/app/device.h"
#include "firmware/app/kiosk_camera.h"
#include "firmware/app/log.h"
#include "firmware/app/sandbox.h"
#include "firmware/base/bytes.h"
#include "tests/support/camera_bars.h"
#include "tools/bench/v4l2_shim/v4l2_camera.h"
#include "tools/camera/preload.c"
#include "ui/ui.h"

#define STREAM_MS 20000
#define SETTLE_MS 3000 /* after this nothing grows any more */
#define RATE_MIN 14.5
#define GROWTH_KIB_MAX 512
#define RING_KIB (FRAME_SLOTS * FRAME_BYTES / 1024) /* a slot counts from its first picture on */
#define READ_SLOWLY 8 /* every so many pictures the glass takes its time */

/* What the glass saw. */
struct glass {
    uint32_t pictures, torn, changed, backward, dark;
    uint32_t number; /* of the last picture */
    uint64_t first_ms, last_ms;
};

static struct {
    struct kiosk_camera camera;
    struct glass glass;
    int control, peer; /* of the worker */
    pid_t worker;
    char fault_path[64];
} house;

/* ---- the glass ---- */

static uint64_t hash_of(const struct ui_frame *frame)
{
    return bytes_hash(BYTES_HASH_START, frame->pixels,
                      (size_t)frame->stride_bytes * (size_t)frame->height_px);
}

/* Looks for a while at the same memory: it must not change meanwhile. */
static void look_slowly(const struct ui_frame *frame)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    uint64_t before = hash_of(frame);

    nanosleep(&pause, NULL);
    house.glass.changed += hash_of(frame) != before;
}

void ui_camera(struct ui *ui, const struct ui_frame *frame)
{
    const struct camera_bars_picture picture = {frame->pixels, frame->stride_bytes, frame->width_px,
                                                frame->height_px};
    struct glass *glass = &house.glass;
    uint32_t top, bottom;

    assert_null(ui);
    if (frame->width_px == 2) {
        glass->dark++;
        return;
    }
    glass->last_ms = clock_mono_ms();
    if (glass->pictures++ == 0)
        glass->first_ms = glass->last_ms;
    if (glass->pictures % READ_SLOWLY == 0)
        look_slowly(frame);
    if (!camera_bars_read(&picture, &top, &bottom) || top != bottom) {
        glass->torn++;
        return;
    }
    glass->backward += glass->pictures > 1 && top <= glass->number;
    glass->number = top;
}

/* ---- the worker ---- */

static void be_worker(int control, const char *port)
{
    const struct sandbox_profile profile = {.network = false};
    static struct board board = {.camera.driver = "v4l2"};

    snprintf(board.camera.port, sizeof(board.camera.port), "%s", port);
    if (dup2(control, CONTROL_FD) < 0 || close_range(CONTROL_FD + 1, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
        _exit(9);
    for (int fd = CONTROL_FD + 1; fd < 64; fd++)
        close(fd);
    log_open("camera");
    sandbox_enter(&profile);
    _exit(device_run_camera(&board) == ERR_OK ? 0 : 8);
}

static void start_worker(const char *port)
{
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    house.worker = fork();
    assert_true(house.worker >= 0);
    if (house.worker == 0)
        be_worker(ends[1], port);
    channel_close(&ends[1]);
    house.control = ends[0];
}

/* A fresh channel between the two, as the supervisor makes one. */
static void join(void)
{
    const struct control_message message = {.kind = CONTROL_PEER, .peer = PROCESS_KIOSK};
    int ends[2];

    assert_int_equal(channel_pair(ends), ERR_OK);
    assert_int_equal(channel_send(house.control, &message, sizeof(message), ends[1]), ERR_OK);
    channel_close(&ends[1]);
    channel_close(&house.peer);
    house.peer = ends[0];
    kiosk_camera_join(&house.camera, house.peer);
}

static void set_fault(const char *name)
{
    FILE *file = fopen(house.fault_path, "we");

    assert_non_null(file);
    fprintf(file, "%s\n", name);
    fclose(file);
}

static void show(bool with_camera)
{
    struct view view = {.part_count = 2};

    view.parts[0].kind = PART_PARAGRAPH;
    view.parts[1].kind = with_camera ? PART_CAMERA : PART_NOTE;
    kiosk_camera_show(&house.camera, &view);
}

static void drain_control(void)
{
    struct control_message message;
    struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

    while (channel_receive(house.control, &packet) == ERR_OK)
        channel_close(&packet.file);
}

/* Is the kiosk for so long; at once back when its camera is gone. */
static err_t be_kiosk(uint32_t for_ms)
{
    uint64_t until_ms = clock_mono_ms() + for_ms;
    err_t err = ERR_OK;

    while (err == ERR_OK && clock_mono_ms() < until_ms) {
        struct pollfd sources[] = {{.fd = house.peer, .events = POLLIN},
                                   {.fd = house.control, .events = POLLIN}};

        if (poll(sources, 2, clock_wait_ms(until_ms, 1000)) <= 0)
            continue;
        if (sources[0].revents != 0)
            err = kiosk_camera_take(&house.camera, NULL);
        drain_control();
    }
    return err;
}

/* True when the camera was so within 4 seconds. */
static bool becomes(err_t err)
{
    for (int i = 0; i < 80 && house.camera.err != err; i++)
        assert_int_equal(be_kiosk(50), ERR_OK);
    return house.camera.err == err;
}

/* True when the glass gets `count` more pictures within 5 seconds. */
static bool sees(uint32_t count)
{
    uint32_t from = house.glass.pictures;

    for (int i = 0; i < 100 && house.glass.pictures - from < count; i++)
        assert_int_equal(be_kiosk(50), ERR_OK);
    return house.glass.pictures - from >= count;
}

static int set_up(void **state)
{
    house.control = house.peer = -1;
    memset(&house.glass, 0, sizeof(house.glass));
    set_fault("none");
    kiosk_camera_init(&house.camera);
    start_worker(*state);
    join();
    return 0;
}

static int end_worker(void)
{
    const struct control_message stop = {.kind = CONTROL_STOP};
    int status = -1;

    assert_int_equal(channel_send(house.control, &stop, sizeof(stop), -1), ERR_OK);
    assert_int_equal(waitpid(house.worker, &status, 0), house.worker);
    return status;
}

static int tear_down(void **state)
{
    (void)state;
    if (house.worker != 0)
        assert_int_equal(end_worker(), 0);
    kiosk_camera_join(&house.camera, -1);
    channel_close(&house.control);
    channel_close(&house.peer);
    assert_int_equal(house.glass.torn, 0);
    assert_int_equal(house.glass.changed, 0);
    assert_int_equal(house.glass.backward, 0);
    return 0;
}

/* ---- what a process holds ---- */

struct held {
    int files;
    long own_kib, shared_kib; /* its heap and stack; pictures */
};

static struct held held_by(pid_t pid)
{
    struct held held = {0, 0, 0};
    char path[64], line[128];
    DIR *folder;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    folder = opendir(path);
    assert_non_null(folder);
    while (readdir(folder) != NULL)
        held.files++;
    closedir(folder);
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "RssAnon: %ld", &held.own_kib) != 1)
            (void)sscanf(line, "RssShmem: %ld", &held.shared_kib);
    fclose(file);
    return held;
}

static void assert_no_growth(const char *who, struct held before, struct held after)
{
    printf("  %s: files %d, then %d; own KiB %ld, then %ld; shared KiB %ld, then %ld\n", who,
           before.files, after.files, before.own_kib, after.own_kib, before.shared_kib,
           after.shared_kib);
    assert_int_equal(after.files, before.files);
    assert_true(after.own_kib - before.own_kib <= GROWTH_KIB_MAX);
    assert_true(after.shared_kib - before.shared_kib <= RING_KIB);
}

/* ---- the tests ---- */

static double rate_of(const struct glass *glass)
{
    return (glass->pictures - 1) * 1000.0 / (double)(glass->last_ms - glass->first_ms);
}

static void streams_for_twenty_seconds(void **state)
{
    struct held worker, kiosk;

    (void)state;
    show(true);
    assert_int_equal(be_kiosk(SETTLE_MS), ERR_OK);
    worker = held_by(house.worker);
    kiosk = held_by(getpid());
    assert_int_equal(be_kiosk(STREAM_MS - SETTLE_MS), ERR_OK);
    printf("  %u pictures, %.2f a second, %u torn, %u changed while read, %u out of order\n",
           house.glass.pictures, rate_of(&house.glass), house.glass.torn, house.glass.changed,
           house.glass.backward);
    assert_true(rate_of(&house.glass) >= RATE_MIN);
    assert_int_equal(house.glass.torn + house.glass.changed + house.glass.backward, 0);
    assert_no_growth("worker", worker, held_by(house.worker));
    assert_no_growth("kiosk", kiosk, held_by(getpid()));
}

static void looks_only_while_it_is_shown(void **state)
{
    uint32_t seen;

    (void)state;
    assert_true(becomes(ERR_OK));
    assert_int_equal(be_kiosk(300), ERR_OK);
    assert_int_equal(house.glass.pictures, 0);
    show(true);
    assert_true(sees(3));
    show(false);
    seen = house.glass.pictures;
    assert_int_equal(be_kiosk(500), ERR_OK);
    assert_int_equal(house.glass.pictures, seen);
}

static void begins_and_ends_often_without_a_leak(void **state)
{
    struct held worker, kiosk;

    (void)state;
    for (int i = 0; i < 40; i++) {
        show(true);
        assert_true(sees(1));
        show(i % 2 == 0);
        show(false);
        if (i == 3) {
            assert_int_equal(be_kiosk(300), ERR_OK);
            worker = held_by(house.worker);
            kiosk = held_by(getpid());
        }
        house.glass.pictures = 0;
    }
    assert_int_equal(be_kiosk(300), ERR_OK);
    assert_no_growth("worker", worker, held_by(house.worker));
    assert_no_growth("kiosk", kiosk, held_by(getpid()));
}

/* The kiosk's own mappings are gone after STOP, so this looks through a reader of its own. */
static void wipes_every_picture_at_the_end(void **state)
{
    const struct frame_message start = {.kind = FRAME_MESSAGE_START, .stream = 5};
    const struct frame_message stop = {.kind = FRAME_MESSAGE_STOP, .stream = 5};
    struct frames_reader reader;
    struct frames_picture picture;
    size_t sum = 0;

    (void)state;
    frames_reader_open(&reader, 5);
    assert_int_equal(channel_send(house.peer, &start, sizeof(start), -1), ERR_OK);
    while (reader.sequence < FRAME_SLOTS) {
        struct frame_message message;
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};

        if (channel_receive(house.peer, &packet) == ERR_OK)
            assert_int_equal(frames_reader_take(&reader, &message, packet.file, &picture), ERR_OK);
        drain_control();
    }
    for (int i = 0; i < FRAME_SLOTS; i++)
        assert_true(reader.slots[i][FRAME_BYTES / 2] != 0);
    assert_int_equal(channel_send(house.peer, &stop, sizeof(stop), -1), ERR_OK);
    usleep(300 * 1000);
    for (int i = 0; i < FRAME_SLOTS; i++)
        for (size_t k = 0; k < FRAME_BYTES; k++)
            sum += reader.slots[i][k];
    assert_int_equal(sum, 0);
    frames_reader_close(&reader);
}

static void says_what_is_wrong_and_goes_on_when_it_is_mended(void **state)
{
    static const struct {
        const char *fault;
        err_t err;
    } rows[] = {{"stall", ERR_TIMEOUT},
                {"unplug", ERR_NO_DEVICE},
                {"corrupt", ERR_CORRUPT},
                {"cut", ERR_CORRUPT}};

    (void)state;
    show(true);
    assert_true(sees(2));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t dark = house.glass.dark;

        set_fault(rows[i].fault);
        assert_true(becomes(rows[i].err));
        assert_true(house.glass.dark > dark); /* never a frozen picture */
        house.glass.pictures = 0;             /* the number begins again */
        set_fault("none");
        assert_true(becomes(ERR_OK));
        assert_true(sees(3));
    }
    set_fault("corrupt-some");
    assert_int_equal(be_kiosk(1000), ERR_OK);
    assert_int_equal(house.camera.err, ERR_OK);
}

/* Late pictures are dropped: whoever comes back sees now. */
static void shows_no_past_after_a_pause(void **state)
{
    uint32_t before;

    (void)state;
    show(true);
    assert_true(sees(2));
    before = house.glass.number;
    usleep(1500 * 1000);
    assert_true(sees(1));
    assert_true(house.glass.number - before >= 20);
}

static void serves_a_reborn_kiosk(void **state)
{
    (void)state;
    show(true);
    assert_true(sees(2));
    for (int i = 0; i < 3; i++) {
        kiosk_camera_join(&house.camera, -1);
        channel_close(&house.peer);
        kiosk_camera_init(&house.camera);
        house.glass.pictures = 0;
        join();
        show(true);
        assert_true(sees(2));
    }
}

/* A kiosk that asks for nonsense loses its channel, and the next one is served. */
static void drops_a_kiosk_that_breaks_the_rules(void **state)
{
    const struct frame_message nonsense[] = {
        {.kind = FRAME_MESSAGE_START}, {.kind = FRAME_MESSAGE_PICTURE}, {.kind = 99}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        err_t err = ERR_OK;

        assert_int_equal(channel_send(house.peer, &nonsense[i], sizeof(nonsense[i]), -1), ERR_OK);
        for (int k = 0; k < 20 && err == ERR_OK; k++)
            err = be_kiosk(50);
        assert_int_equal(err, ERR_NO_DEVICE);
        join();
    }
    show(true);
    assert_true(sees(2));
}

static void outlives_a_worker_that_is_killed(void **state)
{
    (void)state;
    show(true);
    assert_true(sees(2));
    kill(house.worker, SIGKILL);
    assert_int_equal(waitpid(house.worker, NULL, 0), house.worker);
    assert_int_equal(be_kiosk(1000), ERR_NO_DEVICE);
    kiosk_camera_join(&house.camera, -1);
    assert_int_equal(house.camera.err, ERR_NO_DEVICE);
    show(true);
    channel_close(&house.control);
    house.glass.pictures = 0;
    start_worker(V4L2_CAMERA_NODE);
    join();
    assert_true(sees(2));
}

#define NODE (void *)(uintptr_t)V4L2_CAMERA_NODE
#define MJPEG (void *)(uintptr_t)(V4L2_CAMERA_NODE "-mjpeg")
#define CASE(name, node)                                                                           \
    {                                                                                              \
#name, name, set_up, tear_down, node                                                       \
    }

/* The sanitizer keeps freed memory for a while to catch its use; what is measured here is growth. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64";
}

int main(void)
{
    const struct CMUnitTest camera_stream[] = {
        CASE(streams_for_twenty_seconds, NODE),
        CASE(looks_only_while_it_is_shown, NODE),
        CASE(begins_and_ends_often_without_a_leak, MJPEG),
        CASE(wipes_every_picture_at_the_end, NODE),
        CASE(says_what_is_wrong_and_goes_on_when_it_is_mended, MJPEG),
        CASE(shows_no_past_after_a_pause, NODE),
        CASE(serves_a_reborn_kiosk, NODE),
        CASE(drops_a_kiosk_that_breaks_the_rules, NODE),
        CASE(outlives_a_worker_that_is_killed, NODE)};
    int status, file;

    snprintf(house.fault_path, sizeof(house.fault_path), "/tmp/banshi-camera-XXXXXX");
    file = mkstemp(house.fault_path);
    if (file < 0 || setenv(V4L2_CAMERA_CONTROL, house.fault_path, 1) != 0)
        return 1;
    close(file);
    status = cmocka_run_group_tests(camera_stream, NULL, NULL);
    unlink(house.fault_path);
    return status;
}
