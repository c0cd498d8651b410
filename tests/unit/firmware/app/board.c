/* Board files: what is right is read, what is wrong is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/base/check.h"

#define PANEL                                                                                      \
    "\"panel\":{\"width_mm\":268,\"height_mm\":476,\"width_px\":1080,\"height_px\":1920,"          \
    "\"mount_bottom_mm\":820,\"viewing_mm\":500}"
#define SITE "\"site\":{\"name\":\"阳光街道便民服务站\",\"code\":\"LF\",\"kiosk_id\":\"desk-0001\"}"
#define READER "\"reader\":{\"driver\":\"sdt-usb-two-pipe\",\"port\":\"usb:0400:c35a\"}"
#define PRINTER                                                                                    \
    "\"printer\":{\"driver\":\"escpos-usb\",\"port\":\"usb:0416:5011\",\"width_dots\":576}"
#define DEVICES "\"devices\":{" READER "," PRINTER "}"

static struct board board;
static struct board_problem problem;

static err_t parse(const char *text)
{
    return board_parse(text, strlen(text), &board, &problem);
}

static void a_board_is_read(void **state)
{
    (void)state;
    assert_int_equal(parse("{" PANEL "," SITE "," DEVICES "}"), ERR_OK);
    assert_string_equal(problem.text, "");
    assert_int_equal(board.panel.width_mm, 268);
    assert_int_equal(board.panel.viewing_mm, 500);
    assert_string_equal(board.site[LANGUAGE_ZH_HANS], "阳光街道便民服务站");
    assert_string_equal(board.site[LANGUAGE_EN], "阳光街道便民服务站");
    assert_string_equal(board.code, "LF");
    assert_string_equal(board.kiosk_id, "desk-0001");
    assert_string_equal(board.reader.driver, "sdt-usb-two-pipe");
    assert_int_equal(board.printer.width_dots, 576);
    assert_int_equal(board.user, 0);
}

#define NEAR(metres)                                                                               \
    "{\"name\":{\"zh-Hans\":\"甲\",\"en\":\"A\"},\"hours\":\"24小时\",\"metres\":" #metres         \
    ",\"degrees\":-40}"
#define NEAR_SITE(near)                                                                            \
    "\"site\":{\"name\":{\"zh-Hans\":\"站\"},\"code\":\"LF\",\"kiosk_id\":\"k\",\"near\":" near "}"

static void places_near_here_are_read(void **state)
{
    (void)state;
    assert_int_equal(
        parse("{" PANEL "," NEAR_SITE("[" NEAR(350) "," NEAR(1200) "]") "," DEVICES "}"), ERR_OK);
    assert_int_equal(board.near_count, 2);
    assert_string_equal(board.near[0].name[LANGUAGE_ZH_HANS], "甲");
    assert_string_equal(board.near[0].name[LANGUAGE_EN], "A");
    assert_string_equal(board.near[0].hours[LANGUAGE_ZH_HANS], "24小时");
    assert_string_equal(board.near[0].hours[LANGUAGE_EN], ""); /* as in the first language */
    assert_int_equal(board.near[1].metres, 1200);
    assert_int_equal(board.near[0].degrees, -40);
    assert_string_equal(board.site[LANGUAGE_EN], "站"); /* what lacks is said in the first */
}

static void the_desks_are_read(void **state)
{
    (void)state;
    assert_int_equal(board_open("board/desk-portrait", &board, &problem), ERR_OK);
    assert_int_equal(board.panel.height_px, 1920);
    assert_string_not_equal(board.site[LANGUAGE_ZH_HANS], board.site[LANGUAGE_EN]);
    assert_string_equal(board.site[LANGUAGE_ZH_HANT], "陽光街道便民服務站");
    assert_string_equal(board.site[LANGUAGE_II], board.site[LANGUAGE_ZH_HANS]);
    assert_int_equal(board_open("board/desk-landscape", &board, &problem), ERR_OK);
    assert_int_equal(board.panel.width_px, 1280);
    assert_int_equal(board_open("board/no-such", &board, &problem), ERR_IO);
    assert_string_not_equal(problem.text, "");
}

/* A file and the beginning of what must be said about it. */
static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"{", "line 1:"},
        {"[]", "board: an object"},
        {"{" SITE "," DEVICES "}", "panel: an object"},
        {"{" PANEL "," PANEL "," SITE "," DEVICES "}", "line 1: duplicate"},
        {"{" PANEL "," SITE "," DEVICES ",\"colour\":1}", "board.colour: no such member"},
        {"{" PANEL "," SITE "," DEVICES ",\"user\":0}", "board.user: a whole number from 1"},
        {"{\"panel\":{\"width_mm\":\"268\"}," SITE "," DEVICES "}", "panel.width_mm: a whole"},
        {"{\"panel\":{\"width_mm\":20}," SITE "," DEVICES "}", "panel.width_mm: a whole number"},
        {"{\"panel\":{\"width_mm\":268}," SITE "," DEVICES "}", "panel.height_mm: a whole"},
        {"{" PANEL ",\"site\":{\"name\":\"a\",\"code\":\"lf\",\"kiosk_id\":\"k\"}," DEVICES "}",
         "site.code: two capital"},
        {"{" PANEL ",\"site\":{\"name\":\"a\",\"code\":\"LFX\",\"kiosk_id\":\"k\"}," DEVICES "}",
         "site.code: a text of 1 to 2"},
        {"{" PANEL ",\"site\":{\"name\":\"a\",\"code\":\"LF\",\"kiosk_id\":\"a/b\"}," DEVICES "}",
         "site.kiosk_id: only letters"},
        {"{" PANEL ",\"site\":{\"name\":{\"en\":\"a\"},\"code\":\"LF\",\"kiosk_id\":\"k\"}," DEVICES
         "}",
         "site.name.zh-Hans: a text"},
        {"{" PANEL ",\"site\":{\"name\":{\"xx\":\"a\"},\"code\":\"LF\",\"kiosk_id\":\"k\"}," DEVICES
         "}",
         "site.name.xx: no such member"},
        {"{" PANEL ",\"site\":{\"name\":\"a\\u0000b\",\"code\":\"LF\",\"kiosk_id\":\"k\"}," DEVICES
         "}",
         "line 1:"},
        {"{" PANEL "," NEAR_SITE("{}") "," DEVICES "}", "site.near: a list of at most 3"},
        {"{" PANEL "," NEAR_SITE("[" NEAR(1) "," NEAR(1) "," NEAR(1) "," NEAR(1) "]") "," DEVICES
                                                                                      "}",
         "site.near: a list of at most 3"},
        {"{" PANEL "," NEAR_SITE("[" NEAR(2) "," NEAR(1) "]") "," DEVICES "}",
         "site.near: the nearest"},
        {"{" PANEL "," NEAR_SITE("[" NEAR(0) "]") "," DEVICES "}", "site.near.metres: a whole"},
        {"{" PANEL "," NEAR_SITE("[{\"name\":\"a\"}]") "," DEVICES "}", "site.near.hours: an obj"},
        {"{" PANEL "," SITE ",\"devices\":{" READER "}}", "devices.printer: an object"},
        {"{" PANEL "," SITE ",\"devices\":{\"reader\":{\"driver\":\"x\"}," PRINTER "}}",
         "devices.reader.port: a text"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static const struct board empty;

        assert_int_equal(parse(cases[i].text), ERR_INVALID);
        if (strncmp(problem.text, cases[i].problem, strlen(cases[i].problem)) != 0)
            fail_msg("said \"%s\" instead of \"%s\"", problem.text, cases[i].problem);
        assert_memory_equal(&board, &empty, sizeof(board));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_board_is_read),
        cmocka_unit_test(places_near_here_are_read),
        cmocka_unit_test(the_desks_are_read),
        cmocka_unit_test(what_is_wrong_is_named),
    };

    return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
