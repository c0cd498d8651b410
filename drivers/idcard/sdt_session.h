/* The talk with a reader that speaks SDT, the same over every transport: find, select and read in
 * their order, one question at a time, time limits, one repetition when the line was to blame, and
 * quiet pipes after whatever went wrong. A transport is a `struct sdt_wire`; each file
 * sdt_<transport>.c makes one and gives it to sdt_session_open(). Runs in the reader's worker. The
 * frame buffer, which holds what a card says, is wiped after every call. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_SESSION_H
#define BANSHI_DRIVERS_IDCARD_SDT_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_parse.h"
#include "firmware/base/err.h"

/* What a wire may write into: the longest frame, and room for whole USB packets behind it. */
#define SDT_WIRE_BYTES (SDT_FRAME_BYTES_MAX + 128)

/* A transport, open. Deadlines are those of drivers/transport/deadline.h. */
struct sdt_wire {
    /* Gives one whole request to the reader. */
    err_t (*send)(struct sdt_wire *wire, const uint8_t *frame, size_t size_bytes,
                  uint64_t deadline);

    /* Waits for one whole reply; `bytes` holds SDT_WIRE_BYTES, the reply points into it.
     * ERR_TIMEOUT, ERR_PROTOCOL, ERR_CHECKSUM, ERR_NO_DEVICE, ERR_IO. */
    err_t (*receive)(struct sdt_wire *wire, uint8_t *bytes, uint64_t deadline,
                     struct sdt_reply *out_reply);

    /* Forgets what comes until nothing comes any more. */
    void (*drain)(struct sdt_wire *wire);

    /* Frees it. */
    void (*close)(struct sdt_wire *wire);
};

/* Begins a session over `wire`, which is the session's from now on, even when this fails. A worker
 * that was killed may have left half a request or an unread answer in the device: the wire is
 * drained before the first word. Errors as open() of the class. */
err_t MUST_USE sdt_session_open(struct sdt_wire *wire, uint32_t limit_ms,
                                struct idcard_reader **out_reader);

/* The functions of the class, for every driver that speaks SDT. */
void sdt_session_close(struct idcard_reader *reader);
err_t sdt_session_status(struct idcard_reader *reader, uint32_t limit_ms);
err_t sdt_session_find(struct idcard_reader *reader, uint32_t limit_ms);
err_t sdt_session_read(struct idcard_reader *reader, uint32_t limit_ms,
                       struct idcard_record *out_record);

#endif
