/* What the desk says to the virtual camera, and what stands in the file then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/bench/camera_control.h"

static struct camera_control *control;
static char folder[] = "/tmp/banshi-camera-XXXXXX", path[64], drawn[80];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof(path), "%s/control", folder);
    snprintf(drawn, sizeof(drawn), "%s.ppm", path);
    control = camera_control_create(path);
    return control == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    camera_control_destroy(control);
    camera_control_destroy(NULL);
    return rmdir(folder); /* nothing is left in it */
}

static void assert_told(const char *expected)
{
    char text[512] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

static int command(const char *verb, const char *name)
{
    char first[64], second[128], answer[1024] = "";
    char *const words[] = {first, second};
    int result;

    snprintf(first, sizeof(first), "%s", verb);
    snprintf(second, sizeof(second), "%s", name == NULL ? "" : name);
    result = camera_control_command(control, words, name == NULL ? 1 : 2, answer, sizeof(answer));
    assert_int_equal(strncmp(answer, result == 0 ? "ok" : "error", result == 0 ? 2 : 5), 0);
    return result;
}

static void begins_healthy(void **state)
{
    (void)state;
    assert_told("none\n");
    assert_string_equal(camera_control_scene_name(control), "");
}

static void places_scenes_and_files(void **state)
{
    char expected[256];

    (void)state;
    assert_int_equal(command("place", "document-moving"), 0);
    snprintf(expected, sizeof(expected), "none\nscene %s\npan\n", drawn);
    assert_told(expected);
    assert_int_equal(access(drawn, R_OK), 0);
    assert_int_equal(command("place", path), 0); /* any file that can be read */
    snprintf(expected, sizeof(expected), "none\nscene %s\n", path);
    assert_told(expected);
    assert_int_equal(command("remove", NULL), 0);
    assert_told("none\n");
}

static void breaks_and_mends(void **state)
{
    (void)state;
    assert_int_equal(command("fault", "stall"), 0);
    assert_told("stall\n");
    assert_int_equal(command("unplug", NULL), 0);
    assert_told("unplug\n");
    assert_int_equal(command("plug", NULL), 0);
    assert_string_equal(camera_control_fault_name(control), "none");
}

static void refuses_what_it_does_not_know(void **state)
{
    (void)state;
    assert_int_equal(command("place", "document-nowhere"), 1);
    assert_int_equal(command("place", "/nowhere/at-all.jpg"), 1);
    assert_int_equal(command("fault", "cold"), 1);
    assert_int_equal(command("dance", NULL), 1);
    assert_told("none\n");
    assert_int_equal(command("scenes", NULL), 0);
    assert_int_equal(command("state", NULL), 0);
    assert_int_equal(command("help", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest camera_control[] = {
        cmocka_unit_test(begins_healthy), cmocka_unit_test(places_scenes_and_files),
        cmocka_unit_test(breaks_and_mends), cmocka_unit_test(refuses_what_it_does_not_know)};

    return cmocka_run_group_tests_name("camera_control", camera_control, set_up, tear_down);
}
