/* The divisions: their shape, some known ones, and that a damaged table is refused. */
#include "ui/input/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"
#include "tests/support/table_forge.h"
#include "ui/input/table.h"

static struct places *places;

static uint32_t child(uint32_t parent, const char *name)
{
    for (uint32_t i = 0; i < places_count(places, parent); i++) {
        uint32_t place = places_child(places, parent, i);
        if (strcmp(places_name(places, place), name) == 0)
            return place;
    }
    fail_msg("%s is not in %s", name, places_name(places, parent));
    return 0;
}

static void provinces(void **state)
{
    (void)state;
    assert_int_equal(places_count(places, PLACES_ROOT), 34);
    assert_string_equal(places_name(places, places_child(places, PLACES_ROOT, 0)), "北京市");
    assert_int_equal(places_code(places, child(PLACES_ROOT, "北京市")), 110000);
    assert_int_equal(places_code(places, child(PLACES_ROOT, "台湾省")), 710000);
    assert_int_equal(places_code(places, PLACES_ROOT), 0);
}

static void down_to_a_street(void **state)
{
    (void)state;
    uint32_t county = child(child(child(PLACES_ROOT, "广东省"), "深圳市"), "南山区");
    assert_int_equal(places_code(places, county), 440305);
    uint32_t street = child(county, "粤海街道");
    assert_int_equal(places_code(places, street) / 1000, 440305);
    assert_int_equal(places_count(places, street), 0);
}

/* Levels on paper are gone: a district follows the municipality, a town its city. */
static void no_pointless_level(void **state)
{
    (void)state;
    assert_int_equal(places_code(places, child(child(PLACES_ROOT, "北京市"), "朝阳区")), 110105);
    assert_int_equal(places_code(places, child(child(PLACES_ROOT, "重庆市"), "云阳县")), 500235);
    assert_int_equal(places_code(places, child(child(PLACES_ROOT, "河南省"), "济源市")), 419001);
    uint32_t dongguan = child(child(PLACES_ROOT, "广东省"), "东莞市");
    assert_int_equal(places_code(places, dongguan), 441900);
    assert_int_equal(places_code(places, child(dongguan, "虎门镇")), 441900121);
}

/* Every name is sound text, nobody is named after a level on paper, nobody has one child of its own
 * name, and every code begins with that of the place above. */
static void every_place(void **state)
{
    (void)state;
    uint32_t seen = 1, streets = 0;
    for (uint32_t place = 0; place < seen; place++) {
        const char *name = places_name(places, place);
        uint32_t code = places_code(places, place), count = places_count(places, place);
        assert_true(name[0] != 0 && text_is_utf8(name, strlen(name)));
        assert_string_not_equal(name, "市辖区");
        assert_string_not_equal(name, "县");
        assert_null(strstr(name, "直辖"));
        streets += code > 999999;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t below = places_child(places, place, i);
            uint32_t its_code = places_code(places, below);
            assert_true(count > 1 || strcmp(places_name(places, below), name) != 0);
            if (place != PLACES_ROOT)
                assert_int_equal(its_code / (its_code > 999999 ? 10000000 : 10000), code / 10000);
            seen++;
        }
    }
    assert_true(streets > 41000 && streets < 42000);
}

static void damaged(void **state)
{
    (void)state;
    static const struct table_place WRONG[] = {
        {UINT32_MAX, 1, 2, 0}, /* the name is outside */
        {0, 1, 1, 1},          /* its own child */
        {0, 1, 0, 1},          /* its parent's parent */
        {0, 1, 2, UINT32_MAX}, /* more children than places */
        {0, 1, UINT32_MAX, 1}, /* children outside */
    };
    size_t size_bytes;
    struct places *none;
    uint8_t *bytes = table_forge_read(table_forge_real("places.tbl"), &size_bytes);
    struct table_place *second = (void *)table_forge_record(bytes, TABLE_PLACES_PLACES, 1);
    struct table_place honest = *second;
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        *second = WRONG[i];
        assert_int_equal(places_open(table_forge_write(bytes, size_bytes, true), &none),
                         ERR_INVALID);
        assert_null(none);
    }
    *second = honest;
    bytes[size_bytes - 1] = 'x';
    bytes[size_bytes - 9] = 'x';
    struct table_header *header = (struct table_header *)bytes;
    memset(bytes + header->sections[1].offset_bytes, 'x', header->sections[1].count);
    assert_int_equal(places_open(table_forge_write(bytes, size_bytes, true), &none), ERR_INVALID);
    free(bytes);
    places_close(NULL);
}

static int open_real(void **state)
{
    (void)state;
    return places_open(table_forge_real("places.tbl"), &places) == ERR_OK ? 0 : -1;
}

static int close_real(void **state)
{
    (void)state;
    places_close(places);
    table_forge_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(provinces),
        cmocka_unit_test(down_to_a_street),
        cmocka_unit_test(no_pointless_level),
        cmocka_unit_test(every_place),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests_name("places", tests, open_real, close_real);
}
