/* The hand-written canonical JSON against the library, and drafts that must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "firmware/base/random.h"
#include "firmware/services/store/store_json.h"
#include "tests/support/store_bench.h"

/* Reads the text strictly, writes it canonically again and expects the same bytes. */
static json_t *assert_canonical(const struct store_json *json)
{
    json_t *value = json_loadb(json->out, json->length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(value);
    char *again = json_dumps(value, JSON_SORT_KEYS | JSON_COMPACT);
    assert_non_null(again);
    assert_int_equal(strlen(again), json->length);
    assert_memory_equal(again, json->out, json->length);
    free(again);
    return value;
}

static void test_draft(void **state)
{
    (void)state;
    char out[STORE_PAYLOAD_BYTES];
    struct draft draft;
    struct store_json json = store_json_start(out, sizeof(out));
    store_bench_draft(&draft, 1);
    assert_int_equal(store_json_draft(&json, &draft), ERR_OK);
    json_t *value = assert_canonical(&json);
    json_t *applicant = json_object_get(value, "applicant");
    assert_int_equal(json_object_size(applicant), 6);
    assert_string_equal(json_string_value(json_object_get(applicant, "address")),
                        draft.person.address);
    assert_int_equal(json_integer_value(json_object_get(applicant, "nation")), 1);
    json_t *fields = json_object_get(value, "fields");
    assert_int_equal(json_object_size(fields), 2);
    assert_string_equal(json_string_value(json_object_get(fields, "mobile")), "19900000001");
    assert_string_equal(json_string_value(json_object_get(value, "language")), "zh-Hans");
    json_decref(value);
}

/* Two strokes: a line of three points and a dot. */
static void sign(struct draft *draft)
{
    draft->signed_by = SIGNED_INK;
    assert_true(ink_begin(&draft->signature, (struct ink_point){10, 20}));
    assert_true(ink_go_on(&draft->signature, (struct ink_point){310, 25}));
    assert_true(ink_go_on(&draft->signature, (struct ink_point){620, 1000}));
    assert_true(ink_begin(&draft->signature, (struct ink_point){-5, 0}));
}

static void test_signature(void **state)
{
    (void)state;
    static const char tail[] = "\"language\":\"zh-Hans\",\"signature\":{\"strokes\":"
                               "[[10,20,310,25,620,1000],[-5,0]],\"unit\":\"0.1mm\"},"
                               "\"signed_by\":\"ink\"}";
    char out[STORE_PAYLOAD_BYTES];
    struct draft draft;
    struct store_json json = store_json_start(out, sizeof(out));
    store_bench_draft(&draft, 1);
    sign(&draft);
    assert_int_equal(store_json_draft(&json, &draft), ERR_OK);
    json_decref(assert_canonical(&json));
    assert_memory_equal(json.out + json.length - strlen(tail), tail, strlen(tail));
}

/* Confirmed in words: said so, and whatever ink was left behind stays out. */
static void test_confirmed(void **state)
{
    (void)state;
    char out[STORE_PAYLOAD_BYTES];
    struct draft draft;
    struct store_json json = store_json_start(out, sizeof(out));
    store_bench_draft(&draft, 1);
    sign(&draft);
    draft.signed_by = SIGNED_CONFIRMED;
    assert_int_equal(store_json_draft(&json, &draft), ERR_OK);
    json_t *value = assert_canonical(&json);
    assert_string_equal(json_string_value(json_object_get(value, "signed_by")), "confirmed");
    assert_null(json_object_get(value, "signature"));
    json_decref(value);
}

/* The payload of a service without a signature is, byte for byte, what it was before there were
 * any: what lies in the stores of the field and at the platform keeps its digest. */
static void test_unsigned_is_as_ever(void **state)
{
    (void)state;
    static const char as_ever[] =
        "{\"applicant\":{\"address\":\"某省某市某路 \\\"7\\\" 号\\\\1\",\"birth\":\"19400229\","
        "\"name\":\"测试甲\",\"nation\":1,\"number\":\"532331194002290019\",\"sex\":1},"
        "\"fields\":{\"mobile\":\"19900000001\",\"month\":\"2026-11\"},\"language\":\"zh-Hans\"}";
    char out[STORE_PAYLOAD_BYTES];
    struct draft draft;
    struct store_json json = store_json_start(out, sizeof(out));
    store_bench_draft(&draft, 1);
    assert_int_equal(store_json_draft(&json, &draft), ERR_OK);
    assert_int_equal(json.length, strlen(as_ever));
    assert_memory_equal(json.out, as_ever, json.length);
}

static void fill_text(struct random *random, char *out, size_t size_bytes)
{
    size_t length = (size_t)random_below(random, size_bytes);
    for (size_t i = 0; i < length; i++)
        out[i] = (char)(1 + random_below(random, 127));
    out[length] = '\0';
}

static void test_any_text(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 7);
    for (int round = 0; round < 2000; round++) {
        char out[STORE_PAYLOAD_BYTES];
        struct draft draft;
        struct store_json json = store_json_start(out, sizeof(out));
        store_bench_draft(&draft, 1);
        fill_text(&random, draft.person.name, sizeof(draft.person.name));
        fill_text(&random, draft.person.address, sizeof(draft.person.address));
        draft.field_count = (uint8_t)random_below(&random, SERVICE_FIELDS_MAX + 1);
        for (size_t i = 0; i < draft.field_count; i++) {
            fill_text(&random, draft.fields[i].code, FIELD_CODE_BYTES - 3);
            snprintf(draft.fields[i].code + strlen(draft.fields[i].code), 3, "%02zu", i % 100);
            fill_text(&random, draft.fields[i].value, FIELD_VALUE_BYTES);
        }
        err_t err = store_json_draft(&json, &draft);
        if (err == ERR_INVALID)
            continue; /* two codes fell together */
        assert_int_equal(err, ERR_OK);
        json_decref(assert_canonical(&json));
    }
}

static void test_largest(void **state)
{
    (void)state;
    char out[STORE_PAYLOAD_BYTES];
    struct draft draft;
    struct store_json json = store_json_start(out, sizeof(out));
    memset(&draft, 1, sizeof(draft));
    draft.service[SERVICE_CODE_BYTES - 1] = draft.person.name[63] = draft.person.number[18] = '\0';
    draft.person.address[111] = draft.person.birth[8] = '\0';
    draft.language = 0;
    draft.field_count = SERVICE_FIELDS_MAX;
    for (size_t i = 0; i < SERVICE_FIELDS_MAX; i++) {
        draft.fields[i].code[0] = (char)(1 + i);
        draft.fields[i].code[FIELD_CODE_BYTES - 1] = '\0';
        draft.fields[i].value[FIELD_VALUE_BYTES - 1] = '\0';
    }
    draft.attachment_count = SERVICE_MATERIALS_MAX;
    for (size_t i = 0; i < SERVICE_MATERIALS_MAX; i++) {
        draft.attachments[i].id[0] = (char)(1 + i);
        draft.attachments[i].id[CASE_ID_BYTES - 1] = '\0';
        draft.attachments[i].code[FIELD_CODE_BYTES - 1] = '\0';
        draft.attachments[i].size_bytes = UINT32_MAX;
    }
    draft.signed_by = SIGNED_INK;
    draft.signature.stroke_count = INK_STROKES_MAX;
    draft.signature.point_count = INK_POINTS_MAX;
    for (size_t i = 0; i < INK_POINTS_MAX; i++)
        draft.signature.points[i] = (struct ink_point){INT16_MIN, INT16_MIN};
    for (size_t i = 0; i < INK_STROKES_MAX; i++)
        draft.signature.ends[i] = (uint16_t)(INK_POINTS_MAX - INK_STROKES_MAX + 1 + i);
    assert_int_equal(store_json_draft(&json, &draft), ERR_OK);
    assert_true(json.length / 3 * 4 + 2048 < STORE_BODY_BYTES_MAX);
    struct store_json small = store_json_start(out, 100);
    assert_int_equal(store_json_draft(&small, &draft), ERR_LIMIT);
}

static err_t write(const struct draft *draft)
{
    char out[STORE_PAYLOAD_BYTES];
    struct store_json json = store_json_start(out, sizeof(out));
    return store_json_draft(&json, draft);
}

static void test_refused(void **state)
{
    (void)state;
    struct draft good, bad;
    store_bench_draft(&good, 1);
    bad = good;
    memset(bad.person.name, 'x', sizeof(bad.person.name));
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    strcpy(bad.person.address, "\xc3(");
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.field_count = SERVICE_FIELDS_MAX + 1;
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    strcpy(bad.fields[1].code, bad.fields[0].code);
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.fields[0].code[0] = '\0';
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.language = LANGUAGE_COUNT;
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.service[0] = '\0';
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.signed_by = SIGNED_CONFIRMED + 1;
    assert_int_equal(write(&bad), ERR_INVALID);
}

static void test_refused_ink(void **state)
{
    (void)state;
    struct draft good, bad;
    store_bench_draft(&good, 1);
    sign(&good);
    assert_int_equal(write(&good), ERR_OK);
    bad = good;
    ink_clear(&bad.signature);
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.signature.stroke_count = INK_STROKES_MAX + 1;
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.signature.point_count = INK_POINTS_MAX + 1;
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.signature.point_count++;
    assert_int_equal(write(&bad), ERR_INVALID);
    bad = good;
    bad.signature.ends[1] = bad.signature.ends[0];
    assert_int_equal(write(&bad), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draft),       cmocka_unit_test(test_any_text),
        cmocka_unit_test(test_largest),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refused_ink), cmocka_unit_test(test_signature),
        cmocka_unit_test(test_confirmed),   cmocka_unit_test(test_unsigned_is_as_ever),
    };
    return cmocka_run_group_tests_name("store_json", tests, NULL, NULL);
}
