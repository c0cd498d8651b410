#include "drivers/idcard/sdt_session.h"

#include <stdlib.h>
#include <string.h>

#include "drivers/idcard/sdt_text_parse.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"

#define SELECT_MS_MAX 1500 /* what the vendors' own library allows a select */
#define OPEN_STATUS_MS 1000
#define FAILED_READS_MAX 2 /* the first was the citizen's hand, the second may be the SAM */

struct idcard_reader {
    struct sdt_wire *wire;
    bool stale;            /* an answer that nobody waited for may still come */
    bool knows_no_newest;  /* it refused the command */
    unsigned failed_reads; /* in a row */
    uint8_t frame[SDT_WIRE_BYTES];
};

static err_t exchange_once(struct idcard_reader *reader, enum sdt_command command,
                           uint64_t deadline, struct sdt_reply *out_reply)
{
    uint8_t request[SDT_REQUEST_BYTES_MAX];
    size_t size = sdt_encode_request(command, NULL, 0, request);
    err_t err = reader->wire->send(reader->wire, request, size, deadline);

    if (err == ERR_OK)
        err = reader->wire->receive(reader->wire, reader->frame, deadline, out_reply);
    if (err == ERR_OK && !sdt_parse_is_answer(command, out_reply))
        err = ERR_PROTOCOL;
    return err;
}

/* One command and its reply; once more when the line, not the card, was to blame. Asking again is
 * harmless: no command changes the card. Whatever went wrong, the pipes are quiet afterwards, or a
 * late reply would be taken for the next answer. */
static err_t exchange(struct idcard_reader *reader, enum sdt_command command, uint64_t deadline,
                      struct sdt_reply *out_reply)
{
    err_t err = ERR_OK;

    for (int attempt = 0; attempt < 2; attempt++) {
        if (reader->stale)
            reader->wire->drain(reader->wire);
        memset(out_reply, 0, sizeof(*out_reply));
        err = exchange_once(reader, command, deadline, out_reply);
        reader->stale = err != ERR_OK;
        if (err == ERR_OK && !sdt_status_is_line_noise(out_reply->sw3))
            break;
        if (err != ERR_OK && err != ERR_CHECKSUM && err != ERR_PROTOCOL)
            break;
        if (deadline_left(deadline) == 0)
            break;
    }
    if (err == ERR_TIMEOUT)
        reader->wire->drain(reader->wire);
    return err;
}

/* A question about the reader itself, not about a card. */
static err_t ask_sam(struct idcard_reader *reader, enum sdt_command command, uint64_t deadline)
{
    struct sdt_reply reply;
    err_t err = exchange(reader, command, deadline, &reply);

    if (err == ERR_OK && reply.sw3 != SDT_SW_OK)
        err = sdt_status_err(reply.sw3) == ERR_DEVICE_FAULT ? ERR_DEVICE_FAULT : ERR_PROTOCOL;
    return err;
}

err_t sdt_session_status(struct idcard_reader *reader, uint32_t limit_ms)
{
    err_t err = ask_sam(reader, SDT_SAM_STATUS, deadline_after(limit_ms));

    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}

err_t sdt_session_open(struct sdt_wire *wire, uint32_t limit_ms, struct idcard_reader **out_reader)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct idcard_reader *reader = calloc(1, sizeof(*reader));
    err_t err;

    *out_reader = NULL;
    if (reader == NULL) {
        wire->close(wire);
        return ERR_MEMORY;
    }
    reader->wire = wire;
    reader->stale = true;
    err = sdt_session_status(reader, deadline_left_most(deadline, OPEN_STATUS_MS));
    if (err != ERR_OK) {
        sdt_session_close(reader);
        return err;
    }
    *out_reader = reader;
    return ERR_OK;
}

void sdt_session_close(struct idcard_reader *reader)
{
    if (reader == NULL)
        return;
    reader->wire->close(reader->wire);
    bytes_wipe(reader, sizeof(*reader));
    free(reader);
}

/* A SAM that failed to read again and again is reset before the next card, as the vendors' own
 * programs do. One that refuses to be reset is asked all the same. */
static err_t reset_if_due(struct idcard_reader *reader, uint64_t deadline)
{
    err_t err;

    if (reader->failed_reads < FAILED_READS_MAX)
        return ERR_OK;
    reader->failed_reads = 0;
    err = ask_sam(reader, SDT_SAM_RESET, deadline);
    return err == ERR_PROTOCOL ? ERR_OK : err;
}

err_t sdt_session_find(struct idcard_reader *reader, uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    struct sdt_reply reply;
    err_t err = reset_if_due(reader, deadline);

    if (err == ERR_OK)
        err = exchange(reader, SDT_CARD_FIND, deadline, &reply);
    if (err == ERR_OK)
        err = sdt_status_err(reply.sw3);
    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}

/* What the answer to a command for a card that was found means: "no card" now means that it was
 * taken away meanwhile. */
static err_t card_err(const struct sdt_reply *reply)
{
    err_t err = sdt_status_err(reply->sw3);

    return err == ERR_NO_CARD ? ERR_CARD_MOVED : err;
}

static err_t select_card(struct idcard_reader *reader, uint64_t deadline)
{
    uint64_t soon = deadline_after(deadline_left_most(deadline, SELECT_MS_MAX));
    struct sdt_reply reply;
    err_t err = exchange(reader, SDT_CARD_SELECT, soon, &reply);

    return err == ERR_OK ? card_err(&reply) : err;
}

static err_t read_text(struct idcard_reader *reader, uint64_t deadline,
                       struct idcard_record *out_record)
{
    struct sdt_reply reply;
    err_t err = exchange(reader, SDT_CARD_READ, deadline, &reply);

    if (err == ERR_OK)
        err = card_err(&reply);
    reader->failed_reads = err == ERR_OK ? 0 : reader->failed_reads + 1;
    return err == ERR_OK ? sdt_text_parse_read(&reply, out_record) : err;
}

/* Most cards have no supplement (91), and readers of the first years do not know the command; both
 * leave the printed address. Any other failure fails the reading: the card may hold a newer address
 * than the one that would be given. */
static err_t read_newest(struct idcard_reader *reader, uint64_t deadline,
                         struct idcard_record *record)
{
    struct sdt_reply reply;
    err_t err;

    if (reader->knows_no_newest || record->address[0] == '\0')
        return ERR_OK;
    err = exchange(reader, SDT_CARD_READ_NEWEST, deadline, &reply);
    if (err != ERR_OK || reply.sw3 == SDT_SW_EMPTY)
        return err;
    reader->knows_no_newest = reply.sw3 == SDT_SW_COMMAND || reply.sw3 == SDT_SW_NOT_PERMITTED;
    if (reader->knows_no_newest)
        return ERR_OK;
    err = card_err(&reply);
    return err == ERR_OK ? sdt_text_parse_newest(&reply, record) : err;
}

err_t sdt_session_read(struct idcard_reader *reader, uint32_t limit_ms,
                       struct idcard_record *out_record)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err;

    bytes_wipe(out_record, sizeof(*out_record));
    err = select_card(reader, deadline);
    if (err == ERR_OK)
        err = read_text(reader, deadline, out_record);
    if (err == ERR_OK)
        err = read_newest(reader, deadline, out_record);
    if (err != ERR_OK)
        bytes_wipe(out_record, sizeof(*out_record));
    bytes_wipe(reader->frame, sizeof(reader->frame));
    return err;
}
