/* Numbers of persons, bodies, certificates and parcels: every row of the vectors, and the edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/base/identify.h"

#define VECTORS "tests/vectors/identifiers.tsv"

static char normalised[IDENTIFY_TEXT_BYTES];

static const char *verdict(enum identify_kind kind, const char *text)
{
    return identify_verdict_name(identify_check(kind, text, normalised, sizeof normalised));
}

static void vectors_all_pass(void **state)
{
    FILE *file = fopen(VECTORS, "r");
    char line[512];
    int rows = 0;

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the heading */
    while (fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, '\t'), *expect, *end;

        assert_non_null(value);
        *value++ = '\0';
        expect = strchr(value, '\t');
        assert_non_null(expect);
        *expect++ = '\0';
        end = strpbrk(expect, "\t\n");
        *end = '\0';
        assert_int_not_equal(identify_kind_find(line), IDENTIFY_KIND_COUNT);
        assert_string_equal(verdict(identify_kind_find(line), value), expect);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 29);
}

static void normalised_text_is_given_with_an_ok_only(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_ID, "110105 19491231 002x"), "ok_normalise_upper");
    assert_string_equal(normalised, "11010519491231002X");
    assert_string_equal(verdict(IDENTIFY_ID, "１１０１０５１９４９１２３１００２ｘ"),
                        "ok_normalise_width");
    assert_string_equal(normalised, "11010519491231002X");
    assert_string_equal(verdict(IDENTIFY_ID, "532331194002290018"), "bad_check");
    assert_string_equal(normalised, "");
    assert_string_equal(verdict(IDENTIFY_ID, "532331560101002"), "legacy15");
    assert_string_equal(normalised, "532331560101002");
    assert_int_equal(identify_check(IDENTIFY_ID, "11010519491231002X", NULL, 0), IDENTIFY_OK);
}

static void text_that_is_no_number_is_bad(void **state)
{
    char long_text[400];
    int kind;

    (void)state;
    memset(long_text, '1', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    for (kind = 0; kind < IDENTIFY_KIND_COUNT; kind++) {
        assert_string_equal(verdict((enum identify_kind)kind, ""), "bad");
        assert_string_equal(verdict((enum identify_kind)kind, "  \xE3\x80\x80"), "bad");
        assert_string_equal(verdict((enum identify_kind)kind, long_text), "bad");
        assert_string_equal(verdict((enum identify_kind)kind, "1\xC3(2"), "bad_char");
        assert_string_equal(verdict((enum identify_kind)kind, "\xEF\xBC"), "bad_char");
        assert_string_equal(verdict((enum identify_kind)kind, "身份证"), "bad_char");
    }
}

static void nul_inside_is_a_bad_character(void **state)
{
    struct identify_input in = {.text = "11010519491231002X\0", .length = 19};

    (void)state;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_BAD_CHAR);
    in.length = 18;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_OK);
}

static void input_need_not_end_with_nul(void **state)
{
    char *exact = malloc(18);
    struct identify_input in = {.text = exact, .length = 18};

    (void)state;
    assert_non_null(exact);
    memcpy(exact, "11010519491231002X", 18);
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_OK);
    exact[17] = '\xEF'; /* the begin of a character that never ends */
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_BAD_CHAR);
    free(exact);
}

static void id_judges_region_date_and_place_of_x(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_ID, "1101051949123100X2"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_ID, "X1010519491231002X"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_ID, "1101051949123100"), "bad");
    assert_string_equal(verdict(IDENTIFY_ID, "1101051949123100222"), "bad");
    assert_string_equal(verdict(IDENTIFY_ID, "110105184912310020"), "bad_date");
    assert_string_equal(verdict(IDENTIFY_ID, "110105190002290020"), "bad_date");
    assert_string_equal(verdict(IDENTIFY_ID, "000000194912310020"), "bad_region");
    assert_string_equal(verdict(IDENTIFY_ID, "550105194912310020"), "bad_region");
    assert_string_equal(verdict(IDENTIFY_ID, "560101560101002"), "bad_region");
    assert_string_equal(verdict(IDENTIFY_ID, "532331561301002"), "bad_date");
    assert_string_equal(verdict(IDENTIFY_ID, "53233156010100X"), "bad");
}

static void every_province_prefix_is_known(void **state)
{
    static const char KNOWN[] =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 "
        "52 53 54 61 62 63 64 65 71 81 82 83 91";
    char text[19] = "000105194912310020", prefix[3];
    int region;

    (void)state;
    for (region = 0; region < 100; region++) {
        text[0] = prefix[0] = (char)('0' + region / 10);
        text[1] = prefix[1] = (char)('0' + region % 10);
        prefix[2] = '\0';
        if (strstr(KNOWN, prefix) != NULL)
            assert_string_not_equal(verdict(IDENTIFY_ID, text), "bad_region");
        else
            assert_string_equal(verdict(IDENTIFY_ID, text), "bad_region");
    }
}

static void birth_after_today_is_a_bad_date(void **state)
{
    struct identify_input in = {
        .text = "532331194002290019", .length = 18, .year = 1940, .month = 2, .day = 28};

    (void)state;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_BAD_DATE);
    in.day = 29;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_OK);
    in.year = 1939;
    in.month = 12;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_BAD_DATE);
    in.year = 0;
    assert_int_equal(identify_id(&in, NULL, 0), IDENTIFY_OK);
}

/* Each single wrong digit and each swap of neighbours must be seen: that is what MOD 11-2 is for.
 */
static void id_check_sees_every_slip(void **state)
{
    static const char GOOD[] = "532331194002290019";
    char text[19];
    int at, digit;

    (void)state;
    for (at = 0; at < 18; at++) {
        for (digit = '0'; digit <= '9'; digit++) {
            strcpy(text, GOOD);
            text[at] = (char)digit;
            assert_true((strcmp(verdict(IDENTIFY_ID, text), "ok") == 0) == (digit == GOOD[at]));
        }
    }
    for (at = 0; at < 17; at++) {
        strcpy(text, GOOD);
        text[at] = GOOD[at + 1];
        text[at + 1] = GOOD[at];
        assert_true((strcmp(verdict(IDENTIFY_ID, text), "ok") == 0) == (GOOD[at] == GOOD[at + 1]));
    }
}

static void uscc_judges_both_checks(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_USCC, "11532302000000019U"), "ok");
    assert_string_equal(verdict(IDENTIFY_USCC, "11532302000000019u"), "ok_normalise_upper");
    assert_string_equal(verdict(IDENTIFY_USCC, "11532302000000018W"), "bad_check");
    assert_string_equal(verdict(IDENTIFY_USCC, "11532302000000019A"), "bad_check");
    assert_string_equal(verdict(IDENTIFY_USCC, "11A32302000000019U"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_USCC, "11532302000000019"), "bad");
}

static void cert_id_judges_its_shape(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.A.B.C"), "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2."), "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.A..C.001.M"), "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.A.B.C.001.MM"), "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.A.B.C.001."), "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.3.11100000MB03271699022.340100."
                                                  "000000016.001.9"),
                        "bad");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.11100000mb03271699022.340100."
                                                  "000000016.001.9"),
                        "ok_normalise_upper");
    assert_string_equal(verdict(IDENTIFY_CERT_ID, "1.2.156.3005.2.11100000MB03271699022.340101."
                                                  "000000016.001.9"),
                        "bad_check");
}

static void mobile_takes_what_people_write(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_MOBILE, "+86 138-0013-8000"), "ok_normalise");
    assert_string_equal(normalised, "13800138000");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "＋８６１３８００１３８０００"),
                        "ok_normalise_width");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "12800138000"), "bad");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "138001380001"), "bad");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "+8613800138000"), "ok_normalise");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "+86"), "bad");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "1380013800O"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_MOBILE, "-"), "bad");
}

static void item31_judges_level_and_body(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_ITEM31, "11370800MB285591843370117002011"), "ok");
    assert_string_equal(verdict(IDENTIFY_ITEM31, "11370800MB285591847370117002011"), "bad");
    assert_string_equal(verdict(IDENTIFY_ITEM31, "11370800MB28559183337011700201A"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_ITEM31, "11370800MB285591853370117002011"), "bad_check");
    assert_string_equal(verdict(IDENTIFY_ITEM31, "11370800MB28559184"), "bad");
}

static void s10_takes_any_country(void **state)
{
    (void)state;
    assert_string_equal(verdict(IDENTIFY_S10, "RR473124829GB"), "ok");
    assert_string_equal(verdict(IDENTIFY_S10, "rr 473 124 829 cn"), "ok_normalise_upper");
    assert_string_equal(verdict(IDENTIFY_S10, "RR 473124829 CN"), "ok_normalise");
    assert_string_equal(verdict(IDENTIFY_S10, "R1473124829CN"), "bad_char");
    assert_string_equal(verdict(IDENTIFY_S10, "RR473124829C"), "bad");
}

static void names_go_both_ways(void **state)
{
    int kind;

    (void)state;
    for (kind = 0; kind < IDENTIFY_KIND_COUNT; kind++)
        assert_int_equal(identify_kind_find(identify_kind_name((enum identify_kind)kind)), kind);
    assert_int_equal(identify_kind_find("ID"), IDENTIFY_KIND_COUNT);
    assert_int_equal(identify_kind_find(""), IDENTIFY_KIND_COUNT);
    assert_string_equal(identify_verdict_name(IDENTIFY_VERDICT_COUNT), "?");
    assert_false(identify_is_ok(IDENTIFY_LEGACY15));
}

int main(void)
{
    const struct CMUnitTest identify[] = {
        cmocka_unit_test(vectors_all_pass),
        cmocka_unit_test(normalised_text_is_given_with_an_ok_only),
        cmocka_unit_test(text_that_is_no_number_is_bad),
        cmocka_unit_test(nul_inside_is_a_bad_character),
        cmocka_unit_test(input_need_not_end_with_nul),
        cmocka_unit_test(id_judges_region_date_and_place_of_x),
        cmocka_unit_test(every_province_prefix_is_known),
        cmocka_unit_test(birth_after_today_is_a_bad_date),
        cmocka_unit_test(id_check_sees_every_slip),
        cmocka_unit_test(uscc_judges_both_checks),
        cmocka_unit_test(cert_id_judges_its_shape),
        cmocka_unit_test(mobile_takes_what_people_write),
        cmocka_unit_test(item31_judges_level_and_body),
        cmocka_unit_test(s10_takes_any_country),
        cmocka_unit_test(names_go_both_ways),
    };

    return cmocka_run_group_tests(identify, NULL, NULL);
}
