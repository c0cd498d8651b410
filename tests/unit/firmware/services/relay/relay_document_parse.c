/* Certificates from the wire: whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "firmware/services/relay/relay_document_parse.h"

static const char good[] =
    "{\"title\":\"社会保险参保证明\",\"number\":\"SBZ-LF2611220001K\",\"issuer\":"
    "\"市社会保险中心\","
    "\"date\":\"2026年11月22日\",\"code\":\"7K2M-9QXA-VTCB-4H8P\","
    "\"verify\":\"https://banshi.example/verify?code=7K2M\",\"body\":\"兹证明\\n测试\","
    "\"rows\":[{\"label\":\"姓名\",\"value\":\"测试\"},{\"label\":\"状态\",\"value\":\"正常\"}]}";

static err_t parse(const char *text, struct certificate *out)
{
    return relay_document_parse(text, strlen(text), out);
}

static void reads_all(void **state)
{
    struct certificate certificate;

    (void)state;
    assert_int_equal(parse(good, &certificate), ERR_OK);
    assert_string_equal(certificate.title, "社会保险参保证明");
    assert_string_equal(certificate.number, "SBZ-LF2611220001K");
    assert_string_equal(certificate.issuer, "市社会保险中心");
    assert_string_equal(certificate.date, "2026年11月22日");
    assert_string_equal(certificate.code, "7K2M-9QXA-VTCB-4H8P");
    assert_string_equal(certificate.verify, "https://banshi.example/verify?code=7K2M");
    assert_string_equal(certificate.body, "兹证明\n测试");
    assert_int_equal(certificate.row_count, 2);
    assert_string_equal(certificate.rows[1].label, "状态");
    assert_string_equal(certificate.rows[1].value, "正常");
}

/* The good one with a member replaced (NULL: taken out). */
static err_t parse_with(const char *name, json_t *value)
{
    json_t *object = json_loads(good, 0, NULL);
    struct certificate certificate, zero;
    char *text;
    err_t err;

    if (value == NULL)
        json_object_del(object, name);
    else
        json_object_set_new(object, name, value);
    text = json_dumps(object, JSON_COMPACT);
    err = parse(text, &certificate);
    memset(&zero, 0, sizeof(zero));
    if (err != ERR_OK)
        assert_memory_equal(&certificate, &zero, sizeof(zero));
    free(text);
    json_decref(object);
    return err;
}

static json_t *text_of(size_t length)
{
    char text[1024];

    memset(text, 'a', length);
    return json_stringn(text, length);
}

static void refuses_what_is_missing_or_too_long(void **state)
{
    static const struct {
        const char *name;
        size_t bytes;
    } texts[] = {{"title", CASE_NAME_BYTES},      {"number", 64},
                 {"issuer", CASE_NAME_BYTES},     {"date", sizeof(((struct certificate *)0)->date)},
                 {"code", CASE_CODE_BYTES},       {"verify", 128},
                 {"body", CERTIFICATE_BODY_BYTES}};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(parse_with(texts[i].name, NULL), ERR_INVALID);
        assert_int_equal(parse_with(texts[i].name, json_string("")), ERR_INVALID);
        assert_int_equal(parse_with(texts[i].name, json_integer(1)), ERR_INVALID);
        assert_int_equal(parse_with(texts[i].name, json_string("a\x01")), ERR_INVALID);
        assert_int_equal(parse_with(texts[i].name, text_of(texts[i].bytes - 1)), ERR_OK);
        assert_int_equal(parse_with(texts[i].name, text_of(texts[i].bytes)), ERR_LIMIT);
    }
    assert_int_equal(parse_with("title", json_string("a\nb")), ERR_INVALID);
    assert_int_equal(parse_with("verify", json_string("https://例")), ERR_INVALID);
    assert_int_equal(parse_with("code", json_string("A B")), ERR_INVALID);
}

static json_t *rows_of(size_t count, size_t value_bytes)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(rows,
                              json_pack("{s:s,s:o}", "label", "l", "value", text_of(value_bytes)));
    return rows;
}

static void keeps_the_limits_of_rows(void **state)
{
    (void)state;
    assert_int_equal(parse_with("rows", NULL), ERR_INVALID);
    assert_int_equal(parse_with("rows", rows_of(0, 1)), ERR_OK);
    assert_int_equal(parse_with("rows", rows_of(CERTIFICATE_ROWS_MAX, 159)), ERR_OK);
    assert_int_equal(parse_with("rows", rows_of(CERTIFICATE_ROWS_MAX + 1, 1)), ERR_LIMIT);
    assert_int_equal(parse_with("rows", rows_of(1, 160)), ERR_LIMIT);
    assert_int_equal(parse_with("rows", json_pack("[{s:s}]", "label", "l")), ERR_INVALID);
    assert_int_equal(parse_with("rows", json_pack("[i]", 1)), ERR_INVALID);
}

static void refuses_other_texts(void **state)
{
    struct certificate certificate;
    char *large = calloc(1, RELAY_DOCUMENT_BYTES_MAX + 2);

    (void)state;
    assert_int_equal(parse("", &certificate), ERR_INVALID);
    assert_int_equal(parse("[]", &certificate), ERR_INVALID);
    assert_int_equal(parse("{\"title\":\"a\",\"title\":\"b\"}", &certificate), ERR_INVALID);
    memset(large, ' ', RELAY_DOCUMENT_BYTES_MAX + 1);
    assert_int_equal(parse(large, &certificate), ERR_LIMIT);
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all),
        cmocka_unit_test(refuses_what_is_missing_or_too_long),
        cmocka_unit_test(keeps_the_limits_of_rows),
        cmocka_unit_test(refuses_other_texts),
    };

    return cmocka_run_group_tests_name("relay_document_parse", tests, NULL, NULL);
}
