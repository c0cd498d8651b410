/* A wire of prepared pieces in front of the stream: what it makes of noise, damage and silence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "drivers/idcard/sdt_stream.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/check.h"

#define PIECES_MAX 8
#define LIMIT_MS 20

static const uint8_t status_reply[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00,
                                       0x04, 0x00, 0x00, 0x90, 0x94};

/* Pieces that come one by one; then silence, which takes no time here. */
struct pieces {
    struct sdt_wire wire;
    struct {
        const void *bytes;
        size_t size;
    } pieces[PIECES_MAX];
    size_t next;
    err_t end; /* what comes after them */
};

static err_t read_piece(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                        uint32_t limit_ms, size_t *out_size)
{
    struct pieces *pieces = (struct pieces *)wire;

    assert_true(limit_ms <= LIMIT_MS);
    assert_true(size_max >= 64 && size_max % 64 == 0);
    if (pieces->next == PIECES_MAX || pieces->pieces[pieces->next].size == 0)
        return pieces->end;
    *out_size = pieces->pieces[pieces->next].size;
    memcpy(out_bytes, pieces->pieces[pieces->next++].bytes, *out_size);
    return ERR_OK;
}

static err_t receive(struct pieces *pieces, struct sdt_reply *out_reply)
{
    static uint8_t bytes[SDT_WIRE_BYTES];

    return sdt_stream_receive(&pieces->wire, read_piece, bytes, deadline_after(LIMIT_MS),
                              out_reply);
}

static void puts_pieces_together(void **state)
{
    struct sdt_reply reply;

    (void)state;
    for (size_t cut = 1; cut < sizeof(status_reply); cut++) {
        struct pieces pieces = {
            .pieces = {{status_reply, cut}, {status_reply + cut, sizeof(status_reply) - cut}},
            .end = ERR_TIMEOUT};

        assert_int_equal(receive(&pieces, &reply), ERR_OK);
        assert_int_equal(reply.sw3, SDT_SW_OK);
    }
}

static void finds_a_reply_behind_noise(void **state)
{
    static const uint8_t noises[][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                         {0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa},
                                         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0xff, 0xff, 0xaa, 0xaa},
                                         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x08, 0x00, 0x00, 0x00},
                                         {0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x05, 0xaa, 0xaa}};
    struct sdt_reply reply;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(noises); i++) {
        struct pieces pieces = {
            .pieces = {{noises[i], sizeof(noises[i])}, {status_reply, sizeof(status_reply)}},
            .end = ERR_TIMEOUT};

        assert_int_equal(receive(&pieces, &reply), ERR_OK);
        assert_int_equal(reply.sw3, SDT_SW_OK);
    }
}

static void tells_what_is_wrong(void **state)
{
    uint8_t sum[sizeof(status_reply)], preamble[sizeof(status_reply)], length[sizeof(status_reply)];
    const struct {
        const uint8_t *bytes;
        size_t size;
        err_t end, err;
    } rows[] = {{sum, sizeof(sum), ERR_TIMEOUT, ERR_CHECKSUM},
                {preamble, sizeof(preamble), ERR_TIMEOUT, ERR_PROTOCOL},
                {length, sizeof(length), ERR_TIMEOUT, ERR_PROTOCOL},
                {status_reply, 6, ERR_TIMEOUT, ERR_PROTOCOL}, /* the gap, long before the limit */
                {status_reply, 0, ERR_TIMEOUT, ERR_TIMEOUT},
                {status_reply, 6, ERR_NO_DEVICE, ERR_NO_DEVICE},
                {sum, sizeof(sum), ERR_IO, ERR_IO}};
    struct sdt_reply reply;

    (void)state;
    memcpy(sum, status_reply, sizeof(sum));
    sum[10] ^= 1;
    memcpy(preamble, status_reply, sizeof(preamble));
    preamble[3] ^= 1;
    memcpy(length, status_reply, sizeof(length));
    length[5] = 0xff;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pieces pieces = {.pieces = {{rows[i].bytes, rows[i].size}}, .end = rows[i].end};

        assert_int_equal(receive(&pieces, &reply), rows[i].err);
    }
}

/* A reader that never stops talking rubbish does not outlast the limit. */
static err_t read_rubbish(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                          uint32_t limit_ms, size_t *out_size)
{
    (void)wire;
    (void)limit_ms;
    memset(out_bytes, 0xaa, size_max);
    *out_size = size_max;
    return ERR_OK;
}

static void ends_in_endless_noise(void **state)
{
    static uint8_t bytes[SDT_WIRE_BYTES];
    struct sdt_wire wire = {0};
    struct sdt_reply reply;

    (void)state;
    assert_int_equal(
        sdt_stream_receive(&wire, read_rubbish, bytes, deadline_after(LIMIT_MS), &reply),
        ERR_TIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_pieces_together), cmocka_unit_test(finds_a_reply_behind_noise),
        cmocka_unit_test(tells_what_is_wrong), cmocka_unit_test(ends_in_endless_noise)};

    return cmocka_run_group_tests_name("drivers/idcard/sdt_stream", tests, NULL, NULL);
}
