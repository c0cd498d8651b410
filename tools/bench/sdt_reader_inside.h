/* The inside of the virtual reader, for its own files: the SAM (sdt_reader.c) and its two kinds of
 * wire (sdt_reader_usb.c, sdt_reader_serial.c). Functions here want the lock held. */
#ifndef BANSHI_TOOLS_BENCH_SDT_READER_INSIDE_H
#define BANSHI_TOOLS_BENCH_SDT_READER_INSIDE_H

#include <pthread.h>

#include "tools/bench/sdt_cards.h"
#include "tools/bench/sdt_reader.h"

#define SDT_READER_HEADER_BYTES 7
#define SDT_READER_REQUEST_MAX 128
#define SDT_READER_PIECE_MAX 64

/* Bytes that wait until the host asks for them, or the line takes them. */
struct sdt_pipe {
    uint8_t bytes[8192];
    size_t size;
};

struct sdt_reader {
    struct bench_device device; /* the first member: the plug gives it back */
    pthread_mutex_t lock;
    enum sdt_reader_wire wire;
    enum sdt_reader_fault fault;
    char card_name[32];
    uint8_t card_text[SDT_READER_TEXT_BYTES], card_newest[SDT_CARDS_ADDRESS_BYTES];
    bool card_present, card_was_read, card_selected, card_moved_house;
    uint8_t request[SDT_READER_REQUEST_MAX];
    size_t request_size;
    struct sdt_pipe header_in, body_in;     /* two-pipe; the other wires use the second only */
    struct sdt_pipe twin_header, twin_body; /* goes into those when they are empty */
    uint64_t ready_ms;                      /* nothing is given before this moment */
    unsigned requests, resets, pieces;
    bool held, empty_report_sent; /* HID: the host owes its "send more" */
    bool freezes, frozen;
    unsigned transfers_left; /* before it freezes */
    uint32_t baud;
    struct sdt_line *line; /* serial: the plugged line */
};

/* Milliseconds of the monotonic clock. */
uint64_t sdt_reader_now_ms(void);

/* True once for a fault of the kind "once". */
bool sdt_reader_fault_once(struct sdt_reader *reader, enum sdt_reader_fault fault);

/* Answers one request whose header and body came apart (two-pipe); sizes as they came. */
void sdt_reader_take_body(struct sdt_reader *reader, const uint8_t *body, size_t size);

/* Collects requests out of a stream and answers them. */
void sdt_reader_take_stream(struct sdt_reader *reader, const uint8_t *bytes, size_t size);

/* Takes up to `size_max` bytes that wait, as many as a piece has under the present fault. 0: none,
 * or not yet. */
size_t sdt_reader_give(struct sdt_reader *reader, struct sdt_pipe *pipe, uint8_t *out,
                       size_t size_max);

/* Counts one transfer that is about to happen. False: the reader is frozen, nothing happens. */
bool sdt_reader_passes(struct sdt_reader *reader);

/* Power: forgets everything under way. */
void sdt_reader_power_on(struct sdt_reader *reader);

/* Makes the reader a device of its wire. */
void sdt_reader_usb_init(struct sdt_reader *reader);

#endif
