/* The camera as code scanner, beside the scanners of tests/contract/scanner.c: the real V4L2 driver
 * and the vision room before a virtual camera that is shown a code. This program is its own preload
 * library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/scanner_camera.h"
#include "firmware/base/check.h"
#include "tools/bench/v4l2_shim/v4l2_camera.h"
#include "tools/camera/preload.c"

#define PORT "camera:" V4L2_CAMERA_NODE
#define WIDTH 640
#define HEIGHT 480
#define MODULE_PX 9
#define LIMIT_MS 3000

static const char NUMBER[] = "LF26112200010";
static char scene[64];
static struct scanner *scanner;

/* A white sheet with the code in its middle; without one when `text` is NULL. */
static void paint(const char *text)
{
    static uint8_t pixels[WIDTH * HEIGHT * 3];
    QRcode *code = text == NULL ? NULL : QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    FILE *file = fopen(scene, "w");

    memset(pixels, 230, sizeof(pixels));
    for (int y = 0; code != NULL && y < code->width * MODULE_PX; y++)
        for (int x = 0; x < code->width * MODULE_PX; x++)
            if ((code->data[y / MODULE_PX * code->width + x / MODULE_PX] & 1) != 0)
                memset(&pixels[((y + 60) * WIDTH + x + 120) * 3], 25, 3);
    QRcode_free(code);
    assert_non_null(file);
    fprintf(file, "P6\n%d %d\n255\n", WIDTH, HEIGHT);
    assert_int_equal(fwrite(pixels, sizeof(pixels), 1, file), 1);
    fclose(file);
    v4l2_camera_set_scene(scene, false);
}

static int set_up(void **state)
{
    (void)state;
    v4l2_camera_set_fault(V4L2_CAMERA_FAULT_NONE);
    paint(NULL);
    return scanner_camera.open(PORT, LIMIT_MS, &scanner) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    scanner_camera.close(scanner);
    scanner = NULL;
    return v4l2_camera_left_nothing() ? 0 : -1;
}

static void reads_a_code(void **state)
{
    struct scanner_payload payload;

    (void)state;
    paint(NUMBER);
    assert_int_equal(scanner_camera.scan(scanner, LIMIT_MS, &payload), ERR_OK);
    assert_int_equal(payload.size, strlen(NUMBER));
    assert_memory_equal(payload.bytes, NUMBER, strlen(NUMBER));
}

static void sees_nothing_on_an_empty_sheet(void **state)
{
    struct scanner_payload payload;

    (void)state;
    assert_int_equal(scanner_camera.scan(scanner, 600, &payload), ERR_TIMEOUT);
    assert_int_equal(payload.size, 0);
}

static void rests_between_two_scans(void **state)
{
    struct scanner_payload payload;

    (void)state;
    paint(NUMBER);
    assert_int_equal(scanner_camera.scan(scanner, LIMIT_MS, &payload), ERR_OK);
    assert_int_equal(scanner_camera.status(scanner, LIMIT_MS), ERR_OK);
    assert_int_equal(scanner_camera.scan(scanner, LIMIT_MS, &payload), ERR_OK);
}

/* Pictures that wait in its memory show what was held there for the one before: it stops and wipes
 * them, and its lamp goes out. */
static void forgets_what_it_saw(void **state)
{
    struct scanner_payload payload;

    (void)state;
    assert_int_equal(scanner_camera.file(scanner), -1);
    paint(NUMBER);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(scanner_camera.scan(scanner, LIMIT_MS, &payload), ERR_OK);
        assert_true(v4l2_camera_is_lit());
        assert_int_equal(scanner_camera.forget(scanner), ERR_OK);
        assert_false(v4l2_camera_is_lit());
        assert_true(v4l2_camera_left_nothing());
    }
}

/* Whatever call finds the camera gone: the scan says so, and after opening it anew it reads. */
static void outlives_unplugging(void **state)
{
    struct scanner_payload payload;
    unsigned lost = 0;

    (void)state;
    paint(NUMBER);
    for (uint32_t calls = 1; calls <= 12; calls++) {
        err_t err;

        v4l2_camera_unplug_after(calls);
        err = scanner_camera.scan(scanner, LIMIT_MS, &payload);
        assert_true(err == ERR_OK || err == ERR_NO_DEVICE);
        lost += err == ERR_NO_DEVICE;
        scanner_camera.close(scanner);
        v4l2_camera_set_fault(V4L2_CAMERA_FAULT_NONE);
        assert_int_equal(scanner_camera.open(PORT, LIMIT_MS, &scanner), ERR_OK);
    }
    assert_true(lost > 0);
    assert_int_equal(scanner_camera.scan(scanner, LIMIT_MS, &payload), ERR_OK);
}

static void opens_only_what_is_named(void **state)
{
    struct scanner *other = NULL;

    (void)state;
    assert_int_equal(scanner_camera.open("serial:/dev/ttyS1", LIMIT_MS, &other), ERR_INVALID);
    assert_int_equal(scanner_camera.open("camera:/dev/none", LIMIT_MS, &other), ERR_NO_DEVICE);
    assert_null(other);
    scanner_camera.close(NULL);
}

#define CASE(function)                                                                             \
    {                                                                                              \
        "camera: " #function, function, set_up, tear_down, NULL                                    \
    }

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(reads_a_code),
                                       CASE(sees_nothing_on_an_empty_sheet),
                                       CASE(rests_between_two_scans),
                                       CASE(forgets_what_it_saw),
                                       CASE(outlives_unplugging),
                                       CASE(opens_only_what_is_named)};
    int failed;

    snprintf(scene, sizeof(scene), "/tmp/banshi-scene.%d.ppm", (int)getpid());
    failed = cmocka_run_group_tests(cases, NULL, NULL);
    unlink(scene);
    return failed;
}
