#include "drivers/smartcard/apdu.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define DETOURS_MAX 8

size_t apdu_encode(const struct apdu_command *command, uint8_t *out)
{
    size_t size = 0;

    CHECK(command->data_size <= APDU_DATA_BYTES && command->answer_max <= 256);
    out[size++] = 0;
    out[size++] = (uint8_t)command->instruction;
    out[size++] = command->p1;
    out[size++] = command->p2;
    if (command->data_size > 0) {
        out[size++] = command->data_size;
        memcpy(out + size, command->data, command->data_size);
        size += command->data_size;
    }
    if (command->answer_max > 0)
        out[size++] = (uint8_t)command->answer_max; /* 256 is written as 0 */
    return size;
}

static enum apdu_status status_6a(uint8_t sw2)
{
    switch (sw2) {
    case 0x81:
    case 0x82:
        return APDU_NO_FILE;
    case 0x83:
        return APDU_NO_RECORD;
    case 0x80:
    case 0x86:
        return APDU_NOT_SO;
    default:
        return APDU_FAILED;
    }
}

enum apdu_status apdu_status(uint8_t sw1, uint8_t sw2)
{
    switch (sw1) {
    case 0x90:
        return sw2 == 0 ? APDU_OK : APDU_FAILED;
    case 0x61:
        return APDU_MORE;
    case 0x6c:
        return APDU_LENGTH;
    case 0x69:
        return sw2 == 0x82 || sw2 == 0x85 ? APDU_LOCKED : APDU_FAILED;
    case 0x6a:
        return status_6a(sw2);
    case 0x62:
        return sw2 == 0x83 ? APDU_NO_FILE : APDU_FAILED;
    case 0x67:
    case 0x6b:
    case 0x6d:
    case 0x6e:
        return APDU_NOT_SO;
    default:
        return APDU_FAILED;
    }
}

/* One command to the card; its data goes to the end of the answer, its status word into it. */
static err_t ask_once(const struct apdu_channel *channel, const struct apdu_command *command,
                      struct apdu_answer *answer, uint8_t *out_sw2)
{
    uint8_t request[APDU_COMMAND_BYTES], reply[APDU_ANSWER_BYTES];
    size_t size = sizeof(reply);
    err_t err =
        channel->exchange(channel->context, request, apdu_encode(command, request), reply, &size);

    if (err == ERR_OK && (size < 2 || size > sizeof(reply) || answer->size + size - 2 > 256))
        err = ERR_PROTOCOL;
    if (err == ERR_OK) {
        memcpy(answer->bytes + answer->size, reply, size - 2);
        answer->size += size - 2;
        answer->status = apdu_status(reply[size - 2], reply[size - 1]);
        *out_sw2 = reply[size - 1];
    }
    bytes_wipe(reply, sizeof(reply));
    return err;
}

/* 6100 and 6C00 mean 256. */
err_t apdu_ask(const struct apdu_channel *channel, const struct apdu_command *command,
               struct apdu_answer *out_answer)
{
    struct apdu_command next = *command;
    uint8_t sw2 = 0;
    err_t err = ERR_OK;

    bytes_wipe(out_answer, sizeof(*out_answer));
    for (int i = 0; i <= DETOURS_MAX; i++) {
        err = ask_once(channel, &next, out_answer, &sw2);
        if (err != ERR_OK)
            break;
        if (out_answer->status == APDU_MORE)
            next = (struct apdu_command){.instruction = APDU_GET_RESPONSE};
        else if (out_answer->status != APDU_LENGTH)
            return ERR_OK;
        next.answer_max = sw2 == 0 ? 256 : sw2;
    }
    bytes_wipe(out_answer, sizeof(*out_answer));
    return err == ERR_OK ? ERR_PROTOCOL : err;
}
