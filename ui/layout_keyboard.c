/* Keyboards: pinyin, English, and the digits of a code. */
#include <math.h>
#include <string.h>

#include "ui/layout_write.h"

#include "firmware/base/text.h"

#define KEY_MOST_MM 32
#define ROUNDING_MM 1    /* what the rows and gaps of a pad lose to whole pixels */
#define LETTER_PART 0.45 /* cap height in a key, so that tails stay in it */

static int key_gap(const struct layout *layout)
{
    return layout_mm(layout, KEYS_GAP_MM);
}

static double candidates_mm(const struct layout *layout)
{
    return layout_is_portrait(layout) ? 22 : layout->theme.target_mm;
}

static double line_mm(const struct layout *layout)
{
    return layout->theme.answer_mm * 1.7;
}

/* ---- rows of keys, ten to a row ---- */

/* Where the keys of a row stand: `start` and `width` count halves of a key. */
static struct box half_box(struct box row, int start, int width, int gap)
{
    int left = start * (row.width + gap) / 20, right = (start + width) * (row.width + gap) / 20;

    return (struct box){row.x + left, row.y, right - left - gap, row.height};
}

static struct box row_box(struct box keys, int row, int rows, int gap)
{
    struct keys_grid grid = {keys, 1, rows, gap};

    return keys_cell(&grid, row);
}

/* How a key of one character is touched and shown. */
struct letters {
    bool pinyin, capital;
};

static void put_letter(struct layout *layout, char letter, const struct letters *how,
                       struct box box)
{
    bool is_letter = letter >= 'a' && letter <= 'z';
    char text[8] = {how->capital && is_letter ? (char)(letter - 'a' + 'A') : letter, '\0'};
    struct keys_key key = {.role = "letter",
                           .text = text,
                           .cap_mm = fmax(layout->theme.explain_min_mm,
                                          fmin(layout->theme.answer_mm * 1.1,
                                               box.height / layout->px_per_mm * LETTER_PART))};

    if (letter == '.' && how->capital)
        text_copy(text, sizeof(text), "·");
    if (how->pinyin && letter == 'v')
        text_copy(text, sizeof(text), "ü");
    if (how->pinyin) {
        key.local = LOCAL_LETTER;
        key.local_arg = letter;
    } else {
        size_t length;

        key.action = (struct action){ACTION_INSERT, text_next(text, &length)};
    }
    keys_put(layout, &key, box);
}

/* Letters from the half key `start` on. */
static void put_row(struct layout *layout, struct box row, const char *letters, int start,
                    const struct letters *how)
{
    for (int i = 0; letters[i] != '\0'; i++)
        put_letter(layout, letters[i], how, half_box(row, start + 2 * i, 2, key_gap(layout)));
}

/* While letters are there the key takes the last of them back, then the last character. */
static void put_erase(struct layout *layout, bool of_pad, struct box box)
{
    struct keys_key key = {.role = "key", .text = "", .icon = DRAW_ICON_ERASE};
    char label[TEXTS_SENTENCE_BYTES];

    keys_word(layout, WORD_WRITE_ERASE, label);
    key.label = label;
    if (of_pad) {
        key.local = LOCAL_LETTER;
        key.local_arg = VIEW_KEY_ERASE;
    } else {
        key.action = (struct action){ACTION_KEY, VIEW_KEY_ERASE};
    }
    keys_put(layout, &key, box);
}

void write_put_pinyin_keys(struct layout *layout, struct box keys)
{
    const struct letters how = {true, false};
    int gap = key_gap(layout);
    struct box last = row_box(keys, 2, 3, gap);

    put_row(layout, row_box(keys, 0, 3, gap), "qwertyuiop", 0, &how);
    put_row(layout, row_box(keys, 1, 3, gap), "asdfghjkl", 1, &how);
    if (!layout_is_portrait(layout))
        write_put_fold(layout, half_box(last, 0, 3, gap));
    put_row(layout, last, "zxcvbnm", 3, &how);
    put_erase(layout, write_state(layout)->letters[0] != '\0', half_box(last, 17, 3, gap));
}

static void put_shift(struct layout *layout, struct box box)
{
    bool shift = write_state(layout)->shift;
    struct keys_key key = {.role = "shift",
                           .text = "",
                           .label = "Shift",
                           .local = LOCAL_SHIFT,
                           .icon = DRAW_ICON_SHIFT,
                           .look = shift ? KEYS_CHOSEN : KEYS_PLAIN};

    keys_put(layout, &key, box);
}

/* A narrow one bears the sign for a blank. */
static void put_space(struct layout *layout, struct box box)
{
    char label[TEXTS_SENTENCE_BYTES];
    struct keys_key key = {.role = "letter",
                           .text = label,
                           .label = label,
                           .action = {ACTION_INSERT, ' '},
                           .cap_mm = layout->theme.explain_mm};

    keys_word(layout, WORD_WRITE_SPACE, label);
    if (!keys_fits(layout, label, key.cap_mm, box))
        key.text = "␣";
    keys_put(layout, &key, box);
}

static void put_sign_layer(struct layout *layout, struct box box)
{
    struct keys_key key = {.role = "key",
                           .text = write_state(layout)->by_code ? "abc" : "123",
                           .local = LOCAL_CODE,
                           .cap_mm = layout->theme.explain_mm};

    keys_put(layout, &key, box);
}

/* Five rows on a high panel; on a low one three, with digits and signs on a layer of their own. */
static void put_latin_high(struct layout *layout, struct box keys)
{
    const struct letters how = {false, write_state(layout)->shift};
    int gap = key_gap(layout);
    struct box last = row_box(keys, 4, 5, gap);

    put_row(layout, row_box(keys, 0, 5, gap), "1234567890", 0, &how);
    put_row(layout, row_box(keys, 1, 5, gap), "qwertyuiop", 0, &how);
    put_row(layout, row_box(keys, 2, 5, gap), "asdfghjkl", 1, &how);
    put_row(layout, row_box(keys, 3, 5, gap), "zxcvbnm", 3, &how);
    put_shift(layout, half_box(last, 0, 3, gap));
    put_row(layout, last, "-.", 3, &how);
    put_space(layout, half_box(last, 7, 10, gap));
    put_erase(layout, false, half_box(last, 17, 3, gap));
}

static void put_latin_low(struct layout *layout, struct box keys)
{
    const struct letters how = {false, write_state(layout)->shift};
    bool signs = write_state(layout)->by_code;
    int gap = key_gap(layout);
    struct box middle = row_box(keys, 1, 3, gap), last = row_box(keys, 2, 3, gap);

    put_row(layout, row_box(keys, 0, 3, gap), signs ? "1234567890" : "qwertyuiop", 0, &how);
    put_row(layout, middle, signs ? "-.,/()&#'" : "asdfghjkl", 0, &how);
    put_erase(layout, false, half_box(middle, 18, 2, gap));
    put_shift(layout, half_box(last, 0, 2, gap));
    if (!signs)
        put_row(layout, last, "zxcvbnm", 2, &how);
    put_sign_layer(layout, half_box(last, signs ? 2 : 16, 2, gap));
    put_space(layout, signs ? half_box(last, 4, 14, gap) : half_box(last, 18, 2, gap));
}

void write_put_latin(struct layout *layout, struct box keys)
{
    if (layout_is_portrait(layout))
        put_latin_high(layout, keys);
    else
        put_latin_low(layout, keys);
}

/* ---- the pads of a high panel ---- */

static double keys_mm(const struct layout *layout, int rows, bool most)
{
    double key = most ? KEY_MOST_MM : fmax(layout->theme.target_mm, layout->theme.key_mm);

    return rows * key + (rows - 1) * KEYS_GAP_MM + ROUNDING_MM;
}

double write_letters_mm(const struct layout *layout, bool most)
{
    return line_mm(layout) + candidates_mm(layout) + 2 * layout->theme.gap_mm +
           keys_mm(layout, 3, most);
}

double write_code_mm(const struct layout *layout, bool most)
{
    double line = layout_is_portrait(layout) ? line_mm(layout) + layout->theme.gap_mm : 0;

    return line + candidates_mm(layout) + layout->theme.gap_mm + keys_mm(layout, 3, most);
}

double write_latin_mm(const struct layout *layout, bool most)
{
    return keys_mm(layout, layout_is_portrait(layout) ? 5 : 3, most);
}

/* The syllables that have room, the last ones: those are being written. */
static const char *last_syllables(const struct layout *layout, const char *letters,
                                  const struct type *type, struct box box)
{
    bool fits;

    layout_fit(layout, letters, type, box, &fits);
    while (!fits && strchr(letters, ' ') != NULL) {
        letters = strchr(letters, ' ') + 1;
        layout_fit(layout, letters, type, box, &fits);
    }
    return letters;
}

/* In the colour of what is not yet decided. */
static void put_letters_line(struct layout *layout, const char *letters, struct box box)
{
    struct look look = {layout->theme.action_soft, THEME_NO_COLOR, 0, 3, false};
    struct type type = {layout->theme.answer_mm, true, TYPE_LEFT, layout->theme.action};
    uint32_t ground = layout->ground;

    if (letters[0] == '\0')
        return;
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    box.x += layout_mm(layout, 3);
    box.width -= layout_mm(layout, 6);
    layout_put_label(layout, last_syllables(layout, letters, &type, box), &type, box);
    layout->ground = ground;
}

/* v stands for u with dots. */
static void shown_letters(const char *letters, char *out, size_t size_bytes)
{
    char one[2] = "";

    out[0] = '\0';
    for (; *letters != '\0'; letters++) {
        one[0] = *letters;
        text_append(out, size_bytes, *letters == 'v' ? "ü" : one);
    }
}

struct box write_take_row(struct box *rest, int height, int gap)
{
    struct box row = {rest->x, rest->y, rest->width, height};

    rest->y += height + gap;
    rest->height -= height + gap;
    return row;
}

void write_put_syllables(struct layout *layout, struct box box)
{
    char letters[4 * WRITING_LETTERS_MAX + 1];

    shown_letters(write_state(layout)->syllables, letters, sizeof(letters));
    put_letters_line(layout, letters, box);
}

void write_put_letters(struct layout *layout, struct box box)
{
    int gap = layout_target_gap(layout);
    struct box line = write_take_row(&box, layout_mm(layout, line_mm(layout)), gap);
    struct box candidates = write_take_row(&box, layout_mm(layout, candidates_mm(layout)), gap);
    char hint[TEXTS_SENTENCE_BYTES];

    write_put_syllables(layout, line);
    keys_word(layout, WORD_WRITE_LETTERS_HINT, hint);
    write_put_candidates(layout, candidates, hint, LOCAL_CANDIDATE);
    write_put_pinyin_keys(layout, box);
}

/* ---- a rare character by its code ---- */

static void put_code_keys(struct layout *layout, struct box box)
{
    static const char digits[] = "0123456789ABCDEF";
    struct keys_grid grid = {box, 6, 3, key_gap(layout)};
    char text[2] = "";

    for (int i = 0; digits[i] != '\0'; i++) {
        struct keys_key key = {.role = "letter",
                               .text = text,
                               .local = LOCAL_LETTER,
                               .local_arg = digits[i],
                               .cap_mm = layout->theme.answer_mm * 1.1};

        text[0] = digits[i];
        keys_put(layout, &key, keys_cell(&grid, i));
    }
    put_erase(layout, write_state(layout)->code[0] != '\0',
              box_union(keys_cell(&grid, 16), keys_cell(&grid, 17)));
}

/* Back to the components, at the right end of the row of candidates; returns the rest. */
static struct box put_parts_key(struct layout *layout, struct box row)
{
    int width = layout_mm(layout, layout_is_portrait(layout) ? 52 : 32);
    struct keys_key key = {.role = "key", .local = LOCAL_CODE, .cap_mm = layout->theme.explain_mm};

    keys_put_word(layout, WORD_WRITE_PARTS, key,
                  (struct box){box_right(row) - width, row.y, width, row.height});
    row.width -= width + layout_target_gap(layout);
    return row;
}

void write_put_code(struct layout *layout, struct box box)
{
    int gap = layout_target_gap(layout);
    struct box line = {0}, candidates;
    char hint[TEXTS_SENTENCE_BYTES];

    if (layout_is_portrait(layout))
        line = write_take_row(&box, layout_mm(layout, line_mm(layout)), gap);
    candidates =
        put_parts_key(layout, write_take_row(&box, layout_mm(layout, candidates_mm(layout)), gap));
    if (!layout_is_portrait(layout) && write_state(layout)->code[0] != '\0') {
        line = candidates;
        line.width = candidates.width * 2 / 5;
        candidates.x += line.width + gap;
        candidates.width -= line.width + gap;
    }
    put_letters_line(layout, write_state(layout)->code, line);
    if (box_right(line) != box_right(candidates))
        hint[0] = '\0'; /* who has begun knows */
    else
        keys_word(layout, WORD_WRITE_CODE_HINT, hint);
    write_put_candidates(layout, candidates, hint, LOCAL_CANDIDATE);
    put_code_keys(layout, box);
}
