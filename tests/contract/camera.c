/* The contract of the class "camera", run over every driver of the class. Each driver, unmodified,
 * looks through the virtual camera it speaks to: this program is its own preload library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drivers/camera/camera.h"
#include "firmware/base/check.h"
#include "firmware/services/vision/vision.h"
#include "tests/support/camera_bars.h"
#include "tools/bench/camera_scene.h"
#include "tools/bench/v4l2_shim/v4l2_camera.h"
#include "tools/camera/preload.c"

#define LIMIT_MS 1000
#define SHORT_MS 200

/* Where a driver finds its virtual device, once for each format, and the size that it must choose
 * there: the largest that comes ten times a second. A driver without a row fails. */
static const struct place {
    const char *name, *driver, *port;
    int width_px, height_px;
} places[] = {{"v4l2 YUYV", "v4l2", V4L2_CAMERA_NODE "-yuyv", 1280, 720},
              {"v4l2 MJPEG", "v4l2", V4L2_CAMERA_NODE "-mjpeg", 1920, 1080},
              {"v4l2 both", "v4l2", V4L2_CAMERA_NODE, 1920, 1080}};

struct fixture {
    const struct place *place;
    const struct camera_driver *driver;
    struct camera_source *source;
    uint8_t pixels[CAMERA_PICTURE_BYTES] __attribute__((aligned(4)));
    struct camera_snap snap;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->place = *state;
    fixture->driver = camera_driver_find(fixture->place->driver);
    fixture->snap.pixels = malloc(CAMERA_SNAP_BYTES_MAX);
    assert_non_null(fixture->snap.pixels);
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_NONE);
    assert_non_null(fixture->driver);
    assert_int_equal(fixture->driver->open(fixture->place->port, &fixture->source), ERR_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    fixture->driver->close(fixture->source);
    assert_true(v4l2_camera_left_nothing());
    free(fixture->snap.pixels);
    free(fixture);
    return 0;
}

static err_t start(struct fixture *fixture)
{
    return fixture->driver->start(fixture->source);
}

static err_t look(struct fixture *fixture, uint32_t limit_ms)
{
    return fixture->driver->read(fixture->source, limit_ms, fixture->pixels);
}

/* The number of the picture that was read; both edges must tell the same. */
static uint32_t number_of(const struct fixture *fixture)
{
    const struct camera_bars_picture picture = {fixture->pixels, CAMERA_STRIDE_BYTES,
                                                CAMERA_WIDTH_PX, CAMERA_HEIGHT_PX};
    uint32_t top = 0, bottom = 0;

    assert_true(camera_bars_read(&picture, &top, &bottom));
    assert_int_equal(top, bottom);
    return top;
}

static void assert_looks(struct fixture *fixture)
{
    assert_int_equal(start(fixture), ERR_OK);
    assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
    number_of(fixture);
}

static err_t snap(struct fixture *fixture)
{
    return fixture->driver->snap(fixture->source, LIMIT_MS, &fixture->snap);
}

/* The number of the picture that was snapped. The bars fill its middle part of shape 4:3. */
static uint32_t number_of_snap(const struct fixture *fixture)
{
    const struct camera_snap *whole = &fixture->snap;
    int width = whole->height_px * 4 / 3;
    const struct camera_bars_picture picture = {whole->pixels +
                                                    (size_t)(whole->width_px - width) / 2 * 4,
                                                whole->stride_bytes, width, whole->height_px};
    uint32_t top = 0, bottom = 0;

    assert_true(camera_bars_read(&picture, &top, &bottom));
    assert_int_equal(top, bottom);
    return top;
}

/* Closes, sets the fault and opens again. */
static err_t reopen(struct fixture *fixture, enum v4l2_camera_fault fault)
{
    fixture->driver->close(fixture->source);
    v4l2_camera_set_fault(fault);
    return fixture->driver->open(fixture->place->port, &fixture->source);
}

static void shows_one_picture_after_the_other(void **state)
{
    struct fixture *fixture = *state;
    uint32_t before = 0;

    assert_int_equal(start(fixture), ERR_OK);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
        assert_true(i == 0 || number_of(fixture) == before + 1);
        before = number_of(fixture);
    }
}

/* The ground is dark blue to violet, the oval in the middle row is of a warm tone. */
static void tells_colours_apart(void **state)
{
    struct fixture *fixture = *state;
    uint32_t left, right;

    assert_looks(fixture);
    memcpy(&left, fixture->pixels + 300 * CAMERA_STRIDE_BYTES + 4 * 8, 4);
    memcpy(&right, fixture->pixels + 300 * CAMERA_STRIDE_BYTES + 4 * 630, 4);
    assert_true((left & 0xff) + 15 < (left >> 8 & 0xff));   /* little blue */
    assert_true((right & 0xff) > (right >> 8 & 0xff) + 15); /* much blue */
}

static void leaves_nothing_behind(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 3; i++) {
        assert_looks(fixture);
        fixture->driver->stop(fixture->source);
        assert_true(v4l2_camera_left_nothing());
    }
    fixture->driver->stop(fixture->source);
    assert_int_equal(start(fixture), ERR_OK);
    assert_int_equal(start(fixture), ERR_OK);
}

static void tells_its_health(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(fixture->driver->status(fixture->source), ERR_OK);
    assert_looks(fixture);
    assert_int_equal(fixture->driver->status(fixture->source), ERR_OK);
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_UNPLUG);
    assert_int_equal(fixture->driver->status(fixture->source), ERR_NO_DEVICE);
}

static void says_when_no_picture_comes(void **state)
{
    struct fixture *fixture = *state;
    int64_t start_ms;

    assert_looks(fixture);
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_STALL);
    start_ms = now_ms();
    assert_int_equal(look(fixture, SHORT_MS), ERR_TIMEOUT);
    assert_true(now_ms() - start_ms >= SHORT_MS - 20 && now_ms() - start_ms < SHORT_MS + 200);
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_NONE);
    assert_looks(fixture);
}

static void drops_what_is_damaged(void **state)
{
    static const enum v4l2_camera_fault faults[] = {V4L2_CAMERA_FAULT_CORRUPT,
                                                    V4L2_CAMERA_FAULT_CUT};
    struct fixture *fixture = *state;
    int whole = 0;

    assert_looks(fixture);
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        v4l2_camera_set_fault(faults[i]);
        assert_int_equal(look(fixture, LIMIT_MS), ERR_CORRUPT);
        assert_int_equal(look(fixture, LIMIT_MS), ERR_CORRUPT);
    }
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_CORRUPT_SOME);
    for (int i = 0; i < 10; i++)
        whole += look(fixture, LIMIT_MS) == ERR_OK && number_of(fixture) % 2 == 1;
    assert_int_equal(whole, 5);
}

static void shows_every_size_as_ours(void **state)
{
    static const struct {
        enum v4l2_camera_fault fault;
        int width_px, height_px;
    } rows[] = {{V4L2_CAMERA_FAULT_ODD_SIZE, 800, 600}, {V4L2_CAMERA_FAULT_WIDE, 1280, 720}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(reopen(fixture, rows[i].fault), ERR_OK);
        assert_looks(fixture);
        assert_int_equal(snap(fixture), ERR_OK);
        assert_int_equal(fixture->snap.width_px, rows[i].width_px);
        assert_int_equal(fixture->snap.height_px, rows[i].height_px);
        number_of_snap(fixture);
    }
    assert_int_equal(reopen(fixture, V4L2_CAMERA_FAULT_HUGE), ERR_PROTOCOL);
    assert_null(fixture->source);
}

static void chooses_the_largest_that_is_often_enough(void **state)
{
    struct fixture *fixture = *state;

    assert_looks(fixture);
    assert_int_equal(snap(fixture), ERR_OK);
    assert_int_equal(fixture->snap.width_px, fixture->place->width_px);
    assert_int_equal(fixture->snap.height_px, fixture->place->height_px);
    assert_int_equal(fixture->snap.stride_bytes, fixture->place->width_px * 4);
}

/* Cameras that name no sizes, or only a range of them, still work at some size within the limits. */
static void copes_with_what_is_not_listed(void **state)
{
    static const enum v4l2_camera_fault faults[] = {V4L2_CAMERA_FAULT_NO_SIZES,
                                                    V4L2_CAMERA_FAULT_ANY_SIZE};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        assert_int_equal(reopen(fixture, faults[i]), ERR_OK);
        assert_looks(fixture);
        assert_int_equal(snap(fixture), ERR_OK);
        assert_in_range(fixture->snap.width_px, 1280, 1920);
    }
}

/* What is snapped was taken after the call, and the live pictures go on. */
static void snaps_what_is_there_now(void **state)
{
    struct fixture *fixture = *state;
    const struct timespec pause = {.tv_nsec = 300000000};
    uint32_t before;

    assert_looks(fixture);
    before = number_of(fixture);
    nanosleep(&pause, NULL);
    assert_int_equal(snap(fixture), ERR_OK);
    assert_true(number_of_snap(fixture) - before >= 3);
    before = number_of_snap(fixture);
    assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
    assert_true(number_of(fixture) > before);
    assert_int_equal(snap(fixture), ERR_OK);
}

static void says_when_a_snap_fails(void **state)
{
    static const struct {
        enum v4l2_camera_fault fault;
        err_t err;
    } rows[] = {{V4L2_CAMERA_FAULT_CORRUPT, ERR_CORRUPT},
                {V4L2_CAMERA_FAULT_CUT, ERR_CORRUPT},
                {V4L2_CAMERA_FAULT_STALL, ERR_TIMEOUT},
                {V4L2_CAMERA_FAULT_NONE, ERR_OK},
                {V4L2_CAMERA_FAULT_UNPLUG, ERR_NO_DEVICE}};
    struct fixture *fixture = *state;

    assert_looks(fixture);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        v4l2_camera_set_fault(rows[i].fault);
        assert_int_equal(snap(fixture), rows[i].err);
        assert_int_equal(fixture->snap.width_px != 0, rows[i].err == ERR_OK);
    }
}

/* Puts the page of the bench before the camera. */
static void place(const char *scene, char *out_path, size_t size_bytes)
{
    int file;

    snprintf(out_path, size_bytes, "/tmp/banshi-scene-XXXXXX");
    file = mkstemp(out_path);
    assert_true(file >= 0);
    close(file);
    assert_true(camera_scene_write(scene, out_path));
    v4l2_camera_set_scene(out_path, camera_scene_find(scene)->moves);
}

static struct vision_verdict live_verdict(struct fixture *fixture, struct vision *vision)
{
    const struct vision_picture picture = {fixture->pixels, CAMERA_WIDTH_PX, CAMERA_HEIGHT_PX,
                                           CAMERA_STRIDE_BYTES};
    struct vision_verdict verdict;

    assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
    assert_int_equal(vision_look(vision, VISION_DOCUMENT, &picture, &verdict), ERR_OK);
    return verdict;
}

/* What the driver hands over is good enough for its purpose: a page is found and found to be sharp in
 * the live picture and in the snap, and one that is moved is seen to move. */
static void shows_pages_as_they_lie(void **state)
{
    static uint8_t jpeg_bytes[1 << 20];
    struct fixture *fixture = *state;
    struct vision_jpeg jpeg = {.bytes = jpeg_bytes, .size_max = sizeof(jpeg_bytes)};
    struct vision_picture whole;
    struct vision_verdict verdict;
    struct vision *vision;
    char path[64];

    assert_int_equal(vision_create(&vision), ERR_OK);
    place("document-turned", path, sizeof(path));
    assert_int_equal(start(fixture), ERR_OK);
    for (int i = 0; i < 2; i++) {
        verdict = live_verdict(fixture, vision);
        assert_int_equal(verdict.found, 1);
        assert_int_equal(verdict.warnings, 0);
    }
    assert_int_equal(snap(fixture), ERR_OK);
    whole = (struct vision_picture){fixture->snap.pixels, fixture->snap.width_px,
                                    fixture->snap.height_px, fixture->snap.stride_bytes};
    assert_int_equal(vision_take(vision, VISION_DOCUMENT, &whole, &jpeg, &verdict), ERR_OK);
    assert_int_equal(verdict.warnings, 0);
    v4l2_camera_set_scene(path, true);
    live_verdict(fixture, vision);
    verdict = live_verdict(fixture, vision);
    assert_int_equal(verdict.warnings & VISION_BIT(VISION_WARNING_MOVING),
                     VISION_BIT(VISION_WARNING_MOVING));
    vision_destroy(vision);
    v4l2_camera_set_scene(NULL, false);
    unlink(path);
}

/* A slow camera is slow and nothing worse. */
static void bears_a_slow_camera(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(reopen(fixture, V4L2_CAMERA_FAULT_SLOW), ERR_OK);
    for (int i = 0; i < 3; i++)
        assert_looks(fixture);
    assert_int_equal(snap(fixture), ERR_OK);
}

/* One round of all that the driver can do. */
static err_t whole_round(struct fixture *fixture)
{
    struct camera_source **source = &fixture->source;
    err_t err = fixture->driver->open(fixture->place->port, source);

    if (err == ERR_OK)
        err = fixture->driver->status(*source);
    if (err == ERR_OK)
        err = start(fixture);
    for (int i = 0; i < 2 && err == ERR_OK; i++)
        err = look(fixture, LIMIT_MS);
    if (err == ERR_OK)
        err = snap(fixture);
    if (*source != NULL)
        fixture->driver->stop(*source);
    fixture->driver->close(*source);
    *source = NULL;
    assert_true(v4l2_camera_left_nothing());
    return err;
}

/* Pulled out before the first call to the camera, before the second, and so on until a round ends
 * unharmed; each time it is put in again and works. */
static void outlives_being_unplugged_at_every_call(void **state)
{
    struct fixture *fixture = *state;
    uint32_t calls = 0;
    err_t err = ERR_NO_DEVICE;

    fixture->driver->close(fixture->source);
    fixture->source = NULL;
    while (err != ERR_OK || calls < 20) {
        assert_true(++calls < 200);
        v4l2_camera_unplug_after(calls);
        err = whole_round(fixture);
        assert_true(err == ERR_OK || err == ERR_NO_DEVICE);
        v4l2_camera_set_fault(V4L2_CAMERA_FAULT_NONE);
        if (calls % 10 == 0)
            assert_int_equal(whole_round(fixture), ERR_OK);
    }
}

static void gives_no_more_than_can_be_shown(void **state)
{
    struct fixture *fixture = *state;
    int64_t start_ms;
    int count = 0;

    assert_int_equal(reopen(fixture, V4L2_CAMERA_FAULT_FAST), ERR_OK);
    assert_looks(fixture);
    for (start_ms = now_ms(); now_ms() - start_ms < 2000; count++)
        assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
    assert_in_range(count, 10, 2 * CAMERA_RATE_MOST + 1);
}

/* Whoever was away sees now, not the past: four buffers are older than a second. */
static void shows_the_newest(void **state)
{
    struct fixture *fixture = *state;
    const struct timespec pause = {.tv_nsec = 300000000};
    uint32_t before;

    assert_looks(fixture);
    before = number_of(fixture);
    nanosleep(&pause, NULL);
    assert_int_equal(look(fixture, LIMIT_MS), ERR_OK);
    assert_in_range(number_of(fixture) - before, 2, 6);
    assert_int_equal(fixture->driver->read(fixture->source, LIMIT_MS, NULL), ERR_OK);
}

static void says_when_it_was_unplugged(void **state)
{
    struct fixture *fixture = *state;

    assert_looks(fixture);
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_UNPLUG);
    assert_int_equal(look(fixture, LIMIT_MS), ERR_NO_DEVICE);
    assert_int_equal(reopen(fixture, V4L2_CAMERA_FAULT_UNPLUG), ERR_NO_DEVICE);
    assert_null(fixture->source);
    assert_int_equal(reopen(fixture, V4L2_CAMERA_FAULT_NONE), ERR_OK);
    assert_looks(fixture);
}

static void opens_only_cameras(void **state)
{
    static const struct {
        enum v4l2_camera_fault fault;
        err_t err;
    } rows[] = {{V4L2_CAMERA_FAULT_BUSY, ERR_BUSY},
                {V4L2_CAMERA_FAULT_NO_CAPTURE, ERR_PROTOCOL},
                {V4L2_CAMERA_FAULT_NO_FORMAT, ERR_PROTOCOL}};
    struct fixture *fixture = *state;
    struct camera_source *other = NULL;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(reopen(fixture, rows[i].fault), rows[i].err);
        assert_null(fixture->source);
    }
    assert_int_equal(fixture->driver->open("usb:0400:c35a", &other), ERR_INVALID);
    assert_int_equal(fixture->driver->open("/dev/video-nowhere", &other), ERR_NO_DEVICE);
    assert_int_equal(fixture->driver->open("/dev/null", &other), ERR_PROTOCOL);
    assert_null(other);
}

#define CASE(name)                                                                                 \
    {                                                                                              \
#name, name, set_up, tear_down, NULL                                                       \
    }

static const struct CMUnitTest contract[] = {CASE(shows_one_picture_after_the_other),
                                             CASE(tells_colours_apart),
                                             CASE(leaves_nothing_behind),
                                             CASE(tells_its_health),
                                             CASE(says_when_no_picture_comes),
                                             CASE(drops_what_is_damaged),
                                             CASE(shows_every_size_as_ours),
                                             CASE(chooses_the_largest_that_is_often_enough),
                                             CASE(copes_with_what_is_not_listed),
                                             CASE(snaps_what_is_there_now),
                                             CASE(says_when_a_snap_fails),
                                             CASE(shows_pages_as_they_lie),
                                             CASE(bears_a_slow_camera),
                                             CASE(gives_no_more_than_can_be_shown),
                                             CASE(shows_the_newest),
                                             CASE(says_when_it_was_unplugged),
                                             CASE(outlives_being_unplugged_at_every_call),
                                             CASE(opens_only_cameras)};

static void has_a_place_for_every_driver(void **state)
{
    (void)state;
    for (size_t i = 0; camera_driver_at(i) != NULL; i++) {
        bool found = false;

        for (size_t k = 0; k < COUNT_OF(places); k++)
            found = found || strcmp(places[k].driver, camera_driver_at(i)->name) == 0;
        assert_true(found);
    }
}

int main(void)
{
    static struct CMUnitTest camera[COUNT_OF(places) * COUNT_OF(contract) + 1];
    static char names[COUNT_OF(camera)][96];
    size_t count = 0;

    camera[count++] = (struct CMUnitTest)cmocka_unit_test(has_a_place_for_every_driver);
    for (size_t i = 0; i < COUNT_OF(places); i++)
        for (size_t k = 0; k < COUNT_OF(contract); k++, count++) {
            snprintf(names[count], sizeof(names[count]), "%s: %s", places[i].name,
                     contract[k].name);
            camera[count] = contract[k];
            camera[count].name = names[count];
            camera[count].initial_state = (void *)(uintptr_t)&places[i];
        }
    return cmocka_run_group_tests(camera, NULL, NULL);
}
