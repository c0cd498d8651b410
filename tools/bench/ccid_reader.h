/* The virtual smart card reader: USB class CCID (rev. 1.10) at the level of short commands, with
 * the numbers 058F:9540 of a common one, one slot and a notice when a card comes or goes. The real
 * pcscd and its libccid are what speaks to it. Safe to call from several threads. */
#ifndef BANSHI_TOOLS_BENCH_CCID_READER_H
#define BANSHI_TOOLS_BENCH_CCID_READER_H

#include "tools/bench/device.h"
#include "tools/bench/ssc_chip.h"

struct ccid_reader;

/* `serial` distinguishes two of them, and lives as long as the reader. NULL without memory. */
struct ccid_reader *ccid_reader_create(const char *serial);
void ccid_reader_destroy(struct ccid_reader *reader);

/* The device to plug in; lives as long as the reader. */
struct bench_device *ccid_reader_device(struct ccid_reader *reader);

/* The card, or its absence; lives as long as the reader. */
struct ssc_chip *ccid_reader_chip(struct ccid_reader *reader);

/* By the name in the .def file; false when there is no such fault. */
bool ccid_reader_set_fault_name(struct ccid_reader *reader, const char *name);
const char *ccid_reader_fault_name(struct ccid_reader *reader);

#endif
