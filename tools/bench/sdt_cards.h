/* The cards of the virtual reader. All persons are invented; their numbers carry right check
 * digits. */
#ifndef BANSHI_TOOLS_BENCH_SDT_CARDS_H
#define BANSHI_TOOLS_BENCH_SDT_CARDS_H

#include <stddef.h>
#include <stdint.h>

#define SDT_CARDS_TEXT_BYTES 256
#define SDT_CARDS_PIECES_MAX 14
#define SDT_CARDS_ADDRESS_BYTES 70

/* A text block is pieces of text at offsets, on spaces; a piece with NULL ends the list. */
struct sdt_card {
    const char *name;
    const char *newest; /* the address after a move; NULL: never moved */
    struct {
        uint16_t at; /* bytes */
        const char *text;
    } pieces[SDT_CARDS_PIECES_MAX];
};

/* Every card, from index 0 until NULL. Static memory. */
const struct sdt_card *sdt_cards_at(size_t index);

/* NULL when there is no such card. Static memory. */
const struct sdt_card *sdt_cards_find(const char *name);

/* UTF-16LE as on the wire. */
void sdt_cards_write(const struct sdt_card *card, uint8_t out_text[SDT_CARDS_TEXT_BYTES]);

/* The address after a move, padded with spaces. */
void sdt_cards_write_newest(const struct sdt_card *card,
                            uint8_t out_address[SDT_CARDS_ADDRESS_BYTES]);

#endif
