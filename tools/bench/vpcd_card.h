/* Virtual cards for pcscd through Debian's vsmartcard-vpcd: a reader driver with two slots that
 * listens on TCP ports 35963 and 35964; a card is whoever connects. It listens at every address, so
 * its pcscd must have a network of its own (pcscd_child.h), which the cards then enter: nothing of
 * this is to be seen from outside. Entering takes root. Protocol (frankmorgner/vsmartcard): each
 * message is a big-endian 16-bit length and its bytes; of length 1: 00 power off, 01 power on, 02
 * reset, 04 give the answer to reset, of which only the last is answered; any other is a command to
 * the card. No card, no connection. */
#ifndef BANSHI_TOOLS_BENCH_VPCD_CARD_H
#define BANSHI_TOOLS_BENCH_VPCD_CARD_H

#include <sys/types.h>

#include "tools/bench/ssc_chip.h"

#define VPCD_CARD_SLOTS 2

/* The lines for pcscd's reader.conf.d; its slots are then "Banshi bench 00 00" and "Banshi bench 00
 * 01". */
#define VPCD_CARD_CONF                                                                             \
    "FRIENDLYNAME \"Banshi bench\"\nDEVICENAME /dev/null:0x8C7B\n"                                 \
    "LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID 0x8C7B\n"

struct vpcd_card;

/* Both slots empty, in the network of the process `pcscd`. NULL when that cannot be entered. */
struct vpcd_card *vpcd_card_create(pid_t pcscd);
void vpcd_card_destroy(struct vpcd_card *card);

/* The chip in slot 0 or 1. */
struct ssc_chip *vpcd_card_chip(struct vpcd_card *card, int slot);

#endif
