/* Channels: SOCK_SEQPACKET pairs between two processes, one message a packet, never waiting. Bytes
 * in a message come from a process that may have been taken over, so sizes and kinds are checked
 * before anything is used. The caller owns all memory and every descriptor that is handed out. */
#ifndef BANSHI_APP_CHANNEL_H
#define BANSHI_APP_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/event.h"

#define CHANNEL_MEMORY_BYTES_MAX 16781312 /* of a sealed memory file: 16 MiB, and a head */

/* One packet to receive into. */
struct channel_packet {
    void *bytes;
    size_t size_max;
    size_t size; /* out */
    int file;    /* out: the descriptor that came along, the caller's now; -1: none */
};

/* Makes the two ends, close-on-exec, non-blocking. ERR_IO. */
MUST_USE err_t channel_pair(int out_ends[2]);

/* Sends one packet, with `file` beside it unless it is -1 (the caller keeps its own copy).
 * ERR_BUSY: the mailbox is full; ERR_NO_DEVICE: the other end is gone; ERR_IO. Nothing was sent
 * then. */
MUST_USE err_t channel_send(int fd, const void *bytes, size_t size_bytes, int file);

/* Receives one packet. ERR_BUSY: none is there; ERR_NO_DEVICE: the other end is gone; ERR_LIMIT:
 * longer than size_max or more than one descriptor, dropped; ERR_IO. */
MUST_USE err_t channel_receive(int fd, struct channel_packet *packet);

/* The bytes of an effect on a channel. As effect_size_bytes(), but a PRINT ends where its paper
 * begins: the paper travels as a painted page in a sealed memory file. */
size_t channel_effect_bytes(enum effect_kind kind);

/* Send and receive an event or an effect; errors as channel_send() and channel_receive(), and
 * ERR_INVALID for a kind that does not exist or a size that is not the kind's. What was not sent by
 * the peer is zero. `out_file` as packet.file; with NULL a file is closed. */
MUST_USE err_t channel_send_event(int fd, const struct event *event, int file);
MUST_USE err_t channel_receive_event(int fd, struct event *out_event, int *out_file);
MUST_USE err_t channel_send_effect(int fd, const struct effect *effect, int file);
MUST_USE err_t channel_receive_effect(int fd, struct effect *out_effect, int *out_file);

/* A memory file with the bytes in it that nobody can change any more. ERR_LIMIT, ERR_MEMORY. */
MUST_USE err_t channel_seal_memory(const void *bytes, size_t size_bytes, int *out_file);

/* A sealed memory file of another process, mapped to read. */
struct channel_memory {
    const uint8_t *bytes;
    size_t size;
};

/* Maps it; the descriptor is closed in every case. ERR_INVALID: no file, not sealed against change,
 * empty, or larger than CHANNEL_MEMORY_BYTES_MAX; ERR_MEMORY. */
MUST_USE err_t channel_open_memory(int file, struct channel_memory *out_memory);

/* Unmaps and zeroes; a zeroed one is allowed. */
void channel_close_memory(struct channel_memory *memory);

/* Closes and sets to -1; -1 is allowed. */
void channel_close(int *fd);

#endif
