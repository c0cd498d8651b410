/* Whole SDT replies out of a transport that gives bytes in pieces: a serial line, packets of one
 * bulk pipe, reports. Noise between replies is skipped, also noise that looks like the beginning of
 * a longer reply. */
#ifndef BANSHI_DRIVERS_IDCARD_SDT_STREAM_H
#define BANSHI_DRIVERS_IDCARD_SDT_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/idcard/sdt_session.h"

#define SDT_STREAM_GAP_MS 150 /* silence inside a reply: the rest is not coming */

/* The next bytes of a wire: 1 to size_max, a multiple of 64. ERR_TIMEOUT: none came. */
typedef err_t sdt_stream_read(struct sdt_wire *wire, uint8_t *out_bytes, size_t size_max,
                              uint32_t limit_ms, size_t *out_size);

/* As `receive` of a wire; `bytes` holds SDT_WIRE_BYTES. A damaged reply is told as ERR_CHECKSUM or
 * ERR_PROTOCOL as soon as the line is quiet, so that there is time to ask again; bytes behind a
 * good reply are dropped. */
err_t MUST_USE sdt_stream_receive(struct sdt_wire *wire, sdt_stream_read *read, uint8_t *bytes,
                                  uint64_t deadline, struct sdt_reply *out_reply);

#endif
