/* Commands to a card, and the detours of its answers; and that nothing but reading can be sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "drivers/smartcard/apdu.h"
#include "drivers/smartcard/ssc_read.h"
#include "firmware/base/check.h"

/* A card that says prepared answers, one a command, and remembers what it was asked. */
struct script {
    struct {
        const char *bytes;
        size_t size;
    } answers[12];
    size_t asked;
    uint8_t last[APDU_COMMAND_BYTES];
    size_t last_size;
    bool repeats; /* the first answer for ever */
};

#define SAYS(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static err_t exchange(void *context, const uint8_t *bytes, size_t size, uint8_t *out,
                      size_t *out_size)
{
    struct script *script = context;
    size_t at = script->repeats ? 0 : script->asked;

    script->asked++;
    memcpy(script->last, bytes, size);
    script->last_size = size;
    if (at >= COUNT_OF(script->answers) || script->answers[at].bytes == NULL)
        return ERR_CARD_MOVED;
    memcpy(out, script->answers[at].bytes, script->answers[at].size);
    *out_size = script->answers[at].size;
    return ERR_OK;
}

static err_t ask(struct script *script, struct apdu_answer *out)
{
    const struct apdu_channel channel = {exchange, script};
    const struct apdu_command command = {APDU_READ_RECORD, 8, 0, NULL, 0, 20};

    return apdu_ask(&channel, &command, out);
}

/* The whole vocabulary: select, read record, get response. A PIN would be 20. */
static void can_only_read(void **state)
{
    static const uint8_t vocabulary[] = {
#define APDU_COMMAND(id, ins, help) ins,
#include "drivers/smartcard/apdu_commands.def"
#undef APDU_COMMAND
    };

    (void)state;
    assert_int_equal(sizeof(vocabulary), 3);
    for (size_t i = 0; i < sizeof(vocabulary); i++)
        assert_true(vocabulary[i] == 0xa4 || vocabulary[i] == 0xb2 || vocabulary[i] == 0xc0);
}

static void writes_commands(void **state)
{
    static const uint8_t file[] = {0xef, 0x05};
    const struct apdu_command select = {APDU_SELECT, 2, 0, file, 2, 0},
                              read = {APDU_READ_RECORD, 1, 4, NULL, 0, 0x14},
                              fetch = {APDU_GET_RESPONSE, 0, 0, NULL, 0, 256};
    uint8_t out[APDU_COMMAND_BYTES];

    (void)state;
    assert_int_equal(apdu_encode(&select, out), 7);
    assert_memory_equal(out, "\x00\xa4\x02\x00\x02\xef\x05", 7);
    assert_int_equal(apdu_encode(&read, out), 5);
    assert_memory_equal(out, "\x00\xb2\x01\x04\x14", 5);
    assert_int_equal(apdu_encode(&fetch, out), 5);
    assert_memory_equal(out, "\x00\xc0\x00\x00\x00", 5);
}

static void follows_the_detours(void **state)
{
    struct script fetch = {.answers = {SAYS("\x61\x04"), SAYS("AB\x61\x02"), SAYS("CD\x90\x00")}},
                  exact = {.answers = {SAYS("\x6c\x03"), SAYS("ABC\x90\x00")}};
    struct apdu_answer answer;

    (void)state;
    assert_int_equal(ask(&fetch, &answer), ERR_OK);
    assert_int_equal(answer.status, APDU_OK);
    assert_int_equal(answer.size, 4);
    assert_memory_equal(answer.bytes, "ABCD", 4);
    assert_memory_equal(fetch.last, "\x00\xc0\x00\x00\x02", 5);
    assert_int_equal(ask(&exact, &answer), ERR_OK);
    assert_int_equal(answer.size, 3);
    assert_memory_equal(exact.last, "\x00\xb2\x08\x00\x03", 5);
}

static void ends_detours_that_do_not(void **state)
{
    struct script fetch = {.answers = {SAYS("\x61\x04")}, .repeats = true},
                  exact = {.answers = {SAYS("\x6c\x00")}, .repeats = true};
    struct apdu_answer answer;

    (void)state;
    assert_int_equal(ask(&fetch, &answer), ERR_PROTOCOL);
    assert_in_range(fetch.asked, 2, 16);
    assert_int_equal(ask(&exact, &answer), ERR_PROTOCOL);
    assert_int_equal(answer.size, 0);
}

static void refuses_answers_without_a_status(void **state)
{
    struct script empty = {.answers = {SAYS("")}}, short_one = {.answers = {SAYS("\x90")}},
                  gone = {.repeats = true};
    static char long_one[257 + 2];
    struct script twice = {.answers = {{long_one, 256}, {long_one, 256}}};
    struct apdu_answer answer;

    (void)state;
    assert_int_equal(ask(&empty, &answer), ERR_PROTOCOL);
    assert_int_equal(ask(&short_one, &answer), ERR_PROTOCOL);
    assert_int_equal(ask(&gone, &answer), ERR_CARD_MOVED);
    long_one[254] = 0x61;
    assert_int_equal(ask(&twice, &answer), ERR_PROTOCOL);
}

static void names_every_status(void **state)
{
    static const struct {
        uint16_t sw;
        enum apdu_status status;
    } rows[] = {{0x9000, APDU_OK},      {0x9001, APDU_FAILED},  {0x6104, APDU_MORE},
                {0x6c04, APDU_LENGTH},  {0x6982, APDU_LOCKED},  {0x6985, APDU_LOCKED},
                {0x6983, APDU_FAILED},  {0x6a82, APDU_NO_FILE}, {0x6a81, APDU_NO_FILE},
                {0x6283, APDU_NO_FILE}, {0x6282, APDU_FAILED},  {0x6a83, APDU_NO_RECORD},
                {0x6a86, APDU_NOT_SO},  {0x6a80, APDU_NOT_SO},  {0x6b00, APDU_NOT_SO},
                {0x6700, APDU_NOT_SO},  {0x6d00, APDU_NOT_SO},  {0x6e00, APDU_NOT_SO},
                {0x63c3, APDU_FAILED},  {0x6581, APDU_FAILED},  {0x0000, APDU_FAILED}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(apdu_status((uint8_t)(rows[i].sw >> 8), (uint8_t)rows[i].sw),
                         rows[i].status);
}

/* A card that refuses whatever it is asked, at every step: never a PIN, always an end. */
static void never_answers_a_refusal_with_a_pin(void **state)
{
    (void)state;
    for (unsigned sw = 0; sw < 0x10000; sw++) {
        char bytes[2] = {(char)(sw >> 8), (char)sw};
        struct script script = {.answers = {{bytes, 2}}, .repeats = true};
        const struct apdu_channel channel = {exchange, &script};
        struct smartcard_record record;

        assert_int_not_equal(ssc_read(&channel, &record), ERR_OK);
        assert_true(script.asked < 64);
        assert_true(script.last[1] == 0xa4 || script.last[1] == 0xb2 || script.last[1] == 0xc0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(can_only_read),
                                       cmocka_unit_test(writes_commands),
                                       cmocka_unit_test(follows_the_detours),
                                       cmocka_unit_test(ends_detours_that_do_not),
                                       cmocka_unit_test(refuses_answers_without_a_status),
                                       cmocka_unit_test(names_every_status),
                                       cmocka_unit_test(never_answers_a_refusal_with_a_pin)};

    return cmocka_run_group_tests_name("apdu", tests, NULL, NULL);
}
