/* What an IPP printer says of itself: keywords and "key=value;" texts into facts, and facts into a
 * status. Pure; the caller owns all memory. Sources: RFC 8011 (states, reasons, counters), PWG
 * 5100.13 (printer-input-tray), PWG 5100.9 (printer-supply). */
#ifndef BANSHI_DRIVERS_PAGE_PRINTER_IPP_STATUS_PARSE_H
#define BANSHI_DRIVERS_PAGE_PRINTER_IPP_STATUS_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/page_printer/page_printer.h"

/* Meanings of ipp_reasons.def, as bits. */
enum {
    IPP_SAYS_NOTHING = 0,
    IPP_SAYS_MEDIA_OUT = 1,
    IPP_SAYS_MEDIA_LOW = 2,
    IPP_SAYS_MARKER_OUT = 4,
    IPP_SAYS_MARKER_LOW = 8,
    IPP_SAYS_JAM = 16,
    IPP_SAYS_COVER = 32,
    IPP_SAYS_TRAY = 64, /* a tray was pulled out */
    IPP_SAYS_OUTPUT_FULL = 128,
    IPP_SAYS_FAULT = 256,
    IPP_SAYS_OFFLINE = 512,
    IPP_SAYS_AWAY = 1024, /* a queue does not reach its printer */
    IPP_SAYS_ALL = 2047,
    /* No paper moves as long as these hold. */
    IPP_SAYS_STILL = IPP_SAYS_JAM | IPP_SAYS_COVER | IPP_SAYS_TRAY | IPP_SAYS_FAULT
};

/* The meanings, together, of keywords with commas between them. A word that is not listed means
 * nothing: makers have their own, and whether the printer stands still is told by its state. */
uint32_t ipp_status_parse_reasons(const char *text, size_t length);

/* One tray or one supply. */
struct ipp_supply {
    int32_t level, capacity; /* as told; negative: not told, or one of the protocol's "unknown" */
    bool by_hand;            /* a slot where a person feeds sheet by sheet */
    bool in_sheets;          /* counted in sheets (also when no unit is named) */
    bool waste;              /* a receptacle that fills, not a supply that empties */
};

/* Reads "type=sheetFeedAutoRemovableTray;maxcapacity=250;level=100;...". False, with everything
 * unknown, when it holds no level or a number that is none. */
bool ipp_status_parse_supply(const char *text, size_t length, struct ipp_supply *out_supply);

/* printer-state, RFC 8011 5.4.11. */
enum { IPP_STATUS_IDLE = 3, IPP_STATUS_PROCESSING = 4, IPP_STATUS_STOPPED = 5 };

/* What was asked of a printer. */
struct ipp_facts {
    int32_t state;   /* printer-state */
    uint32_t says;   /* IPP_SAYS_ bits */
    bool accepting;  /* printer-is-accepting-jobs */
    bool takes_pdf;  /* document-format-supported holds application/pdf */
    int32_t sheets;  /* in all trays; -1: unknown */
    int32_t percent; /* of the emptiest marker; -1: unknown */
};

/* Adds a tray or a marker to the facts; sheets and percent begin as IPP_STATUS_NONE_YET. A tray
 * that does not count makes the sum unknown, but a slot for single sheets does not matter. */
#define IPP_STATUS_NONE_YET (-2)
void ipp_status_add_tray(struct ipp_facts *facts, const struct ipp_supply *tray);
void ipp_status_add_marker(struct ipp_facts *facts, int32_t percent);

/* The status that the facts stand for. What a technician must mend comes before what a person can,
 * and both before waiting. */
void ipp_status_judge(const struct ipp_facts *facts, struct page_printer_status *out_status);

/* True when the counters of a completed job prove that `pages` sheets came out, one-sided: one of
 * them is equal to it, and the other is too or was never moved (0) or is not told (-1). */
bool ipp_status_counted(int32_t impressions, int32_t sheets, uint16_t pages);

#endif
