/* The virtual resident ID card reader 0400:C35A: the SDT protocol from the reader's end, three
 * citizens' cards, three cards of other kinds, and the faults that real readers show. All persons
 * are invented. Safe to call from several threads. */
#ifndef BANSHI_TOOLS_BENCH_SDT_READER_H
#define BANSHI_TOOLS_BENCH_SDT_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/bench/device.h"

#define SDT_READER_TEXT_BYTES 256

enum sdt_reader_fault {
#define SDT_READER_FAULT(id, name, help) SDT_READER_FAULT_##id,
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
    SDT_READER_FAULT_COUNT
};

struct sdt_reader;

/* NULL without memory. */
struct sdt_reader *sdt_reader_create(void);
void sdt_reader_destroy(struct sdt_reader *reader);

/* The device to plug in; lives as long as the reader. */
struct bench_device *sdt_reader_device(struct sdt_reader *reader);

/* Lays a built-in card into the field ("zhang", "wang", "li", "permit", "foreigner",
 * "foreigner-2023") in place of the one there. False when there is no such card. */
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

/* How many requests with a good checksum came in. */
unsigned sdt_reader_requests(struct sdt_reader *reader);

#endif
