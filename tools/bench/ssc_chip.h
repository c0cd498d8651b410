/* The chip of a virtual social security card: application, files and records by 人社信息函〔2012〕37号,
 * T=0, spoken to in whole commands. What carries them is somebody else's: vpcd_card.h,
 * ccid_reader.h. Every instruction that ever arrived is counted, so that a test can say that no
 * PIN was tried. All persons are invented. Safe to call from several threads. */
#ifndef BANSHI_TOOLS_BENCH_SSC_CHIP_H
#define BANSHI_TOOLS_BENCH_SSC_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SSC_CHIP_ATR_BYTES 33
#define SSC_CHIP_ANSWER_BYTES 258

struct ssc_chip; /* a slot for a card, with or without one */

/* Empty. NULL without memory. */
struct ssc_chip *ssc_chip_create(void);
void ssc_chip_destroy(struct ssc_chip *chip);

/* Puts a built-in card in ("zhang": third generation; "wang": second, its records are numbered;
 * "li": first, shows its holder only after a PIN; "ouyang": a rare character; "bank": another kind
 * of card) in place of the one there. False when there is no such card. */
bool ssc_chip_insert(struct ssc_chip *chip, const char *card);
void ssc_chip_remove(struct ssc_chip *chip);
bool ssc_chip_is_present(struct ssc_chip *chip);

/* How often a card came or left since the slot was made. */
unsigned ssc_chip_changes(struct ssc_chip *chip);

/* The name of the card; "none". */
const char *ssc_chip_card(struct ssc_chip *chip);

/* By the name in the .def file; false when there is no such fault. */
bool ssc_chip_set_fault_name(struct ssc_chip *chip, const char *name);
const char *ssc_chip_fault_name(struct ssc_chip *chip);

/* The fault of that index; NULL at their end. */
const char *ssc_chip_fault_at(size_t index);

/* With the fault "torn": at which command after power the card leaves, from 1. */
void ssc_chip_tear_at(struct ssc_chip *chip, unsigned command);

/* Gives it power, or resets it: returns the bytes of its answer, 0 when it says nothing. */
size_t ssc_chip_power_on(struct ssc_chip *chip, uint8_t out_atr[SSC_CHIP_ATR_BYTES]);

/* The answer it would give to a reset, without touching it. */
size_t ssc_chip_atr(struct ssc_chip *chip, uint8_t out_atr[SSC_CHIP_ATR_BYTES]);

/* One command. Returns the bytes of the answer; 0: the card is not there any more. */
size_t ssc_chip_exchange(struct ssc_chip *chip, const uint8_t *command, size_t size,
                         uint8_t out_answer[SSC_CHIP_ANSWER_BYTES]);

/* How often this instruction has arrived since the slot was made. */
unsigned ssc_chip_saw(struct ssc_chip *chip, uint8_t instruction);

/* How many commands have arrived since the card got power. */
unsigned ssc_chip_commands(struct ssc_chip *chip);

/* Carries out "card NAME|none", "remove", "fault NAME [COMMAND]", "state" as words, and writes
 * "ok", "ok WORDS" or "error WORDS". Returns 0 for ok. */
int ssc_chip_command(struct ssc_chip *chip, const char *const *words, size_t count,
                     char *out_answer, size_t size_bytes);

#endif
