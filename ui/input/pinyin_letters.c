#include "ui/input/pinyin_letters.h"

/* What a piece costs: whole syllables first, then a beginning at the end, then initials; no syllable
 * begins with i, u or v. */
#define PIECE_SYLLABLE 1u
#define PIECE_BEGINNING 2u
#define PIECE_INITIAL 4u
#define PIECE_NONE 40u

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '\'';
}

bool pinyin_letters_valid(const char *letters)
{
    size_t count = 0;
    while (is_letter(letters[count]))
        count++;
    return letters[count] == 0 && count <= PINYIN_LETTERS_MAX;
}

/* Takes the piece when it is cheaper with all that follows, or as cheap and longer. */
static void try_piece(struct pinyin_letters *letters, unsigned place, unsigned length,
                      unsigned cost)
{
    cost += letters->rest[place + length];
    if (cost > PINYIN_LETTERS_REST_MAX)
        cost = PINYIN_LETTERS_REST_MAX;
    if (letters->piece[place] != 0 &&
        (cost > letters->rest[place] ||
         (cost == letters->rest[place] && length <= letters->piece[place])))
        return;
    letters->rest[place] = (uint8_t)cost;
    letters->piece[place] = (uint8_t)length;
}

static void divide_at(struct pinyin_letters *letters, const struct pinyin_syllables *syllables,
                      unsigned place)
{
    const char *at = letters->at + place;
    if (*at == '\'')
        try_piece(letters, place, 1, 0);
    else
        try_piece(letters, place, 1, strchr("iuv", *at) != NULL ? PIECE_NONE : PIECE_INITIAL);
    if (strchr("zcs", *at) != NULL && at[1] == 'h')
        try_piece(letters, place, 2, PIECE_INITIAL);
    for (uint32_t i = 0; i < syllables->count; i++) {
        unsigned common = pinyin_letters_common(at, &syllables->at[i]);
        unsigned length = pinyin_letters_length(&syllables->at[i]);
        if (common >= length)
            try_piece(letters, place, length, PIECE_SYLLABLE);
        else if (common > 0 && place + common == letters->count)
            try_piece(letters, place, common, PIECE_BEGINNING);
        letters->starts_whole |= place == 0 && common >= length;
    }
}

/* Whether the cheapest pieces are all syllables: then each costs one. */
static bool is_whole(const struct pinyin_letters *letters)
{
    unsigned pieces = 0;
    for (unsigned place = 0; place < letters->count; place += letters->piece[place])
        pieces += letters->at[place] != '\'';
    return letters->rest[0] == pieces * PIECE_SYLLABLE;
}

unsigned pinyin_letters_set(struct pinyin_letters *out, const struct pinyin_syllables *syllables,
                            const char *typed)
{
    unsigned skipped = (unsigned)strspn(typed, "'");
    *out = (struct pinyin_letters){0};
    while (out->count < PINYIN_LETTERS_MAX && is_letter(typed[skipped + out->count])) {
        out->at[out->count] = typed[skipped + out->count];
        out->count++;
    }
    for (unsigned place = out->count; place-- > 0;)
        divide_at(out, syllables, place);
    out->whole = is_whole(out);
    return skipped;
}
