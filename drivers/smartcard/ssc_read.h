/* Reading a social security card through any channel to its chip: choose the application, read the
 * two files that are open to everybody, item by item. Only SELECT and READ RECORD are sent. The
 * caller owns all memory and wipes the record. */
#ifndef BANSHI_DRIVERS_SMARTCARD_SSC_READ_H
#define BANSHI_DRIVERS_SMARTCARD_SSC_READ_H

#include "drivers/smartcard/apdu.h"
#include "drivers/smartcard/smartcard.h"
#include "firmware/base/err.h"

/* ERR_CARD_UNSUPPORTED: the application or its files are not there; ERR_PIN_NEEDED: the card shows
 * its holder only after a PIN; ERR_PROTOCOL: what it shows cannot be, or holds no number or no
 * name; else what the channel gives. The record is zeroed on every error. */
err_t MUST_USE ssc_read(const struct apdu_channel *channel, struct smartcard_record *out_record);

#endif
