/* The cards of the virtual reader. All persons are invented; their numbers carry right check
 * digits. */
#ifndef BANSHI_TOOLS_BENCH_SDT_CARDS_H
#define BANSHI_TOOLS_BENCH_SDT_CARDS_H

#include <stdint.h>

#define SDT_CARDS_TEXT_BYTES 256
#define SDT_CARDS_PIECES_MAX 12

/* A text block is pieces of text at offsets, on spaces; a piece with NULL ends the list. */
struct sdt_card {
    const char *name;
    struct {
        uint16_t at; /* bytes */
        const char *text;
    } pieces[SDT_CARDS_PIECES_MAX];
};

/* NULL when there is no such card. Static memory. */
const struct sdt_card *sdt_cards_find(const char *name);

/* UTF-16LE as on the wire. */
void sdt_cards_write(const struct sdt_card *card, uint8_t out_text[SDT_CARDS_TEXT_BYTES]);

#endif
