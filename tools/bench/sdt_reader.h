/* The virtual resident ID card reader: the SDT protocol from the reader's end over four wires, with
 * cards of all four kinds and the faults that real readers show. All persons are invented. The
 * wires on USB are plugged in as a bench_device; the serial one is a pseudo-terminal behind a path
 * of one's choice, served by a thread of its own. Safe to call from several threads. */
#ifndef BANSHI_TOOLS_BENCH_SDT_READER_H
#define BANSHI_TOOLS_BENCH_SDT_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/bench/device.h"

#define SDT_READER_TEXT_BYTES 256
#define SDT_READER_BAUD 115200

enum sdt_reader_wire {
    SDT_READER_TWO_PIPE, /* 0400:C35A, four bulk endpoints */
    SDT_READER_ONE_PIPE, /* 0400:C35A, two bulk endpoints */
    SDT_READER_HID,      /* 0483:572B, two interrupt endpoints */
    SDT_READER_SERIAL,   /* 8N1 */
    SDT_READER_WIRE_COUNT
};

enum sdt_reader_fault {
#define SDT_READER_FAULT(id, name, help) SDT_READER_FAULT_##id,
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
    SDT_READER_FAULT_COUNT
};

struct sdt_reader;

/* NULL without memory. */
struct sdt_reader *sdt_reader_create(enum sdt_reader_wire wire);

/* Unplugs a serial reader too. NULL is allowed. */
void sdt_reader_destroy(struct sdt_reader *reader);

/* The device to plug in; lives as long as the reader. NULL for a serial reader. */
struct bench_device *sdt_reader_device(struct sdt_reader *reader);

/* Makes a pseudo-terminal, has `path` point to it (a symbolic link, replaced if it is there), and
 * answers on it. False when that is impossible or it is plugged in already. */
bool sdt_reader_plug_serial(struct sdt_reader *reader, const char *path);

/* Hangs up and removes the link. False when it was not plugged in. */
bool sdt_reader_unplug_serial(struct sdt_reader *reader);

/* The speed at which a serial reader understands anything; 115200 from the start. */
void sdt_reader_set_baud(struct sdt_reader *reader, uint32_t baud);

/* Lays a built-in card into the field (sdt_cards.c) in place of the one there. False when there is
 * no such card. */
bool sdt_reader_place(struct sdt_reader *reader, const char *card);
void sdt_reader_remove(struct sdt_reader *reader);

/* Lays down a card with this text block, for tests of cards that no office would issue. */
void sdt_reader_place_text(struct sdt_reader *reader, const uint8_t text[SDT_READER_TEXT_BYTES]);

/* The text block of a built-in card as it goes over the wire; false when there is no such card. */
bool sdt_reader_card_text(const char *card, uint8_t out_text[SDT_READER_TEXT_BYTES]);

/* The name of the card in the field; "none". */
const char *sdt_reader_card(struct sdt_reader *reader);

void sdt_reader_set_fault(struct sdt_reader *reader, enum sdt_reader_fault fault);

/* By the name in the .def file; false when there is no such fault. */
bool sdt_reader_set_fault_name(struct sdt_reader *reader, const char *name);
const char *sdt_reader_fault_name(struct sdt_reader *reader);

/* How many requests with a good checksum came in, and how many of them were resets. */
unsigned sdt_reader_requests(struct sdt_reader *reader);
unsigned sdt_reader_resets(struct sdt_reader *reader);

/* Lets `transfers` more pieces pass in either direction and then holds everything, so that a test
 * can pull the plug at exactly that place; plugging it in again frees it. */
void sdt_reader_freeze_after(struct sdt_reader *reader, unsigned transfers);
bool sdt_reader_is_frozen(struct sdt_reader *reader);

/* Carries out `count` words of a command line, e.g. {"place", "zhang"}, and writes one line without
 * newline: "ok", "ok WORDS" or "error WORDS". Returns 0 for ok. The lines:
 *
 *   place NAME | remove | fault NAME | state | cards | faults
 */
int sdt_reader_command(struct sdt_reader *reader, char *const words[], int count, char *out_answer,
                       size_t size_bytes);

#endif
