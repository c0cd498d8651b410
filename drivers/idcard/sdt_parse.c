#include "drivers/idcard/sdt_parse.h"

#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

static const uint8_t preamble[SDT_PREAMBLE_BYTES] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};

uint8_t sdt_checksum(const uint8_t *bytes, size_t size_bytes)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size_bytes; i++)
        sum ^= bytes[i];
    return sum;
}

size_t sdt_encode_request(enum sdt_command command, const uint8_t *data, size_t data_size,
                          uint8_t *out)
{
    size_t size = SDT_HEADER_BYTES + 2 + data_size;

    CHECK(data_size <= SDT_REQUEST_DATA_MAX);
    memcpy(out, preamble, SDT_PREAMBLE_BYTES);
    bytes_put_be16(out + SDT_PREAMBLE_BYTES, (uint16_t)(data_size + 3));
    bytes_put_be16(out + SDT_HEADER_BYTES, (uint16_t)command);
    if (data_size > 0)
        memcpy(out + SDT_HEADER_BYTES + 2, data, data_size);
    out[size] = sdt_checksum(out + SDT_PREAMBLE_BYTES, size - SDT_PREAMBLE_BYTES);
    return size + 1;
}

err_t sdt_parse_header(const uint8_t header[SDT_HEADER_BYTES], size_t *out_length)
{
    *out_length = bytes_get_be16(header + SDT_PREAMBLE_BYTES);
    if (memcmp(header, preamble, SDT_PREAMBLE_BYTES) != 0)
        return ERR_PROTOCOL;
    return *out_length < SDT_LENGTH_MIN || *out_length > SDT_LENGTH_MAX ? ERR_PROTOCOL : ERR_OK;
}

/* A fuzzer that had to guess the sum would never see what lies behind it. */
static bool is_sum_right(const uint8_t *bytes, size_t size_bytes)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)bytes;
    (void)size_bytes;
    return true;
#else
    return sdt_checksum(bytes, size_bytes) == 0;
#endif
}

err_t sdt_parse_reply(const uint8_t *frame, size_t size_bytes, struct sdt_reply *out_reply)
{
    const uint8_t *body = frame + SDT_HEADER_BYTES;
    size_t length;

    memset(out_reply, 0, sizeof(*out_reply));
    if (size_bytes < SDT_HEADER_BYTES || sdt_parse_header(frame, &length) != ERR_OK)
        return ERR_PROTOCOL;
    if (size_bytes != SDT_HEADER_BYTES + length)
        return ERR_PROTOCOL;
    if (!is_sum_right(frame + SDT_PREAMBLE_BYTES, size_bytes - SDT_PREAMBLE_BYTES))
        return ERR_CHECKSUM;
    out_reply->sw1 = body[0];
    out_reply->sw2 = body[1];
    out_reply->sw3 = body[2];
    out_reply->data = body + 3;
    out_reply->data_size = length - SDT_LENGTH_MIN;
    return ERR_OK;
}

/* How many bytes at the front cannot be the beginning of a preamble. */
static size_t noise_size(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes; at++) {
        size_t rest = size_bytes - at;

        if (memcmp(bytes + at, preamble, rest < SDT_PREAMBLE_BYTES ? rest : SDT_PREAMBLE_BYTES) ==
            0)
            return at;
    }
    return size_bytes;
}

enum sdt_scan sdt_parse_stream(const uint8_t *bytes, size_t size_bytes, size_t *out_used,
                               struct sdt_reply *out_reply)
{
    size_t skip = noise_size(bytes, size_bytes), length;

    memset(out_reply, 0, sizeof(*out_reply));
    *out_used = skip;
    if (size_bytes - skip < SDT_HEADER_BYTES)
        return SDT_SCAN_MORE;
    *out_used = skip + 1;
    if (sdt_parse_header(bytes + skip, &length) != ERR_OK)
        return SDT_SCAN_NOISE;
    if (size_bytes - skip < SDT_HEADER_BYTES + length) {
        *out_used = skip;
        return SDT_SCAN_MORE;
    }
    if (sdt_parse_reply(bytes + skip, SDT_HEADER_BYTES + length, out_reply) != ERR_OK)
        return SDT_SCAN_SUM;
    *out_used = skip + SDT_HEADER_BYTES + length;
    return SDT_SCAN_REPLY;
}

err_t sdt_status_err(uint8_t sw3)
{
    switch (sw3) {
    case 0x90: /* ok */
    case 0x9f: /* card found */
        return ERR_OK;
    case 0x80: /* no card */
        return ERR_NO_CARD;
    case 0x31: /* the card refused the SAM */
    case 0x32: /* the SAM refused the card */
    case 0x33: /* verification of the contents failed */
    case 0x40: /* unknown kind of card */
    case 0x41: /* reading failed */
    case 0x47: /* no random number from the card */
    case 0x81: /* selecting failed */
        return ERR_CARD_MOVED;
    case 0x60: /* self-test failed */
    case 0x66: /* not authorised */
        return ERR_DEVICE_FAULT;
    default: /* 10, 11, 21, 23, 24, 91 and whatever a maker invents */
        return ERR_PROTOCOL;
    }
}

bool sdt_status_is_line_noise(uint8_t sw3)
{
    return sw3 == 0x10 || sw3 == 0x11 || sw3 == SDT_SW_COMMAND || sw3 == 0x24;
}

/* A status other than "ok": those about a card answer no question about the SAM. */
static bool is_answer_with_status(enum sdt_command command, uint8_t sw3)
{
    err_t err = sdt_status_err(sw3);

    if (sw3 == SDT_SW_FOUND)
        return command == SDT_CARD_FIND;
    if (sw3 == SDT_SW_EMPTY)
        return command == SDT_CARD_READ_NEWEST;
    if (err == ERR_NO_CARD || err == ERR_CARD_MOVED)
        return command != SDT_SAM_RESET && command != SDT_SAM_STATUS && command != SDT_SAM_ID;
    return true;
}

bool sdt_parse_is_answer(enum sdt_command command, const struct sdt_reply *reply)
{
    if (reply->sw3 != SDT_SW_OK)
        return is_answer_with_status(command, reply->sw3);
    switch (command) {
    case SDT_SAM_RESET:
    case SDT_SAM_STATUS:
        return reply->data_size == 0;
    case SDT_SAM_ID:
        return reply->data_size == SDT_SAM_ID_BYTES;
    case SDT_CARD_FIND:
        return false;
    case SDT_CARD_SELECT:
        return reply->data_size > 0 && reply->data_size <= SDT_SERIAL_BYTES_MAX;
    case SDT_CARD_READ:
        return reply->data_size > SDT_ADDRESS_BYTES;
    case SDT_CARD_READ_NEWEST:
        return reply->data_size == SDT_ADDRESS_BYTES;
    }
    return false;
}
