/* Handwriting, strokes and components, and the keys that change the way of writing. */
#include "ui/layout_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"

#define PEN_MM 2.4
#define INK_EDGE_MM 2 /* ink stays off the round corners of its pad, which are painted whole */
#define CANDIDATES_MOST 8
#define CANDIDATE_MM 22 /* of a high panel */
#define MISSING_MOST 4
#define STROKE_COUNT 5
#define ROUNDING_MM 1    /* what rows and gaps lose to whole pixels */
#define STROKE_PART 0.36 /* cap height of a stroke's shape in its key */

static const struct writing nothing = {.ways = ~0u};

const struct writing *write_state(const struct layout *layout)
{
    return layout->input->writing != NULL ? layout->input->writing : &nothing;
}

static double candidate_mm(const struct layout *layout)
{
    return layout_is_portrait(layout) ? CANDIDATE_MM : layout->theme.target_mm;
}

/* ---- candidates ---- */

static void put_candidate(struct layout *layout, int index, enum draw_local as, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct keys_key key = {.role = "candidate",
                           .text = writing->candidates[index].text,
                           .local = as,
                           .local_arg = index,
                           .look = index == writing->first ? KEYS_FIRST : KEYS_PLAIN,
                           .cap_mm = layout->theme.answer_mm * 1.15};

    keys_put(layout, &key, box);
}

/* "None of these" stands at the right end, as wide as its words; the rest of the row is returned. A
 * code means one or two characters and has no others. */
static struct box more_plan(struct layout *layout, struct box box, struct box *out_more)
{
    struct type type = {layout->theme.explain_min_mm, true, TYPE_CENTER, layout->theme.ink};
    char text[TEXTS_SENTENCE_BYTES];
    int width;

    keys_word(layout, WORD_WRITE_MORE, text);
    width = layout_measure(layout, text, &type, 0).width_px + layout_mm(layout, 4);
    width = keys_larger(width, keys_least_px(layout));
    *out_more = (struct box){box_right(box) - width, box.y, width, box.height};
    box.width -= width + layout_target_gap(layout);
    return box;
}

/* Cells of one width. */
static void put_even(struct layout *layout, struct box box, enum draw_local as)
{
    const struct writing *writing = write_state(layout);
    int gap = layout_target_gap(layout), least = layout_mm(layout, candidate_mm(layout));
    struct keys_key key = {.role = "more", .local = LOCAL_MORE};
    struct box more, cells = writing->by_code ? box : more_plan(layout, box, &more);
    int columns = keys_smaller((cells.width + gap) / (least + gap), CANDIDATES_MOST);
    struct keys_grid grid = {cells, columns, 1, gap};
    int shown = keys_smaller(columns, writing->candidate_count - writing->first);

    for (int i = 0; i < shown; i++)
        put_candidate(layout, writing->first + i, as, keys_cell(&grid, i));
    key.local_arg = writing->first + shown;
    if (!writing->by_code)
        keys_put_word(layout, WORD_WRITE_MORE, key, more);
}

/* Words are as wide as they are. */
static void put_uneven(struct layout *layout, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct type type = {layout->theme.answer_mm * 1.15, true, TYPE_CENTER, layout->theme.ink};
    int gap = layout_target_gap(layout), least = keys_least_px(layout), i = writing->first;
    struct box more, cells = more_plan(layout, box, &more);
    struct keys_key key = {.role = "more", .local = LOCAL_MORE};

    for (int x = box.x; i < writing->candidate_count && i < writing->first + CANDIDATES_MOST; i++) {
        int width = layout_measure(layout, writing->candidates[i].text, &type, 0).width_px +
                    layout_mm(layout, 6);

        width = keys_larger(width, least);
        if (x + width > box_right(cells) && i == writing->first)
            width = box_right(cells) - x;
        if (x + width > box_right(cells))
            break;
        put_candidate(layout, i, LOCAL_CANDIDATE, (struct box){x, box.y, width, box.height});
        x += width + gap;
    }
    key.local_arg = i;
    keys_put_word(layout, WORD_WRITE_MORE, key, more);
}

void write_put_candidates(struct layout *layout, struct box box, const char *hint,
                          enum draw_local as)
{
    const struct writing *writing = write_state(layout);

    if (writing->candidate_count == 0)
        keys_put_hint(layout, hint, box, TYPE_LEFT);
    else if (writing->scope.way == WAY_PINYIN)
        put_uneven(layout, box);
    else
        put_even(layout, box, as);
}

/* ---- ink ---- */

static void put_ink_item(struct layout *layout, struct box box, double pen_mm)
{
    struct draw_item item;

    if (!layout->drawing)
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_INK;
    item.target = (int16_t)layout->target;
    item.pen_px = (uint16_t)layout_mm(layout, pen_mm);
    item.px_per_m = (uint16_t)lround(layout->px_per_mm * 1000);
    item.color = layout->theme.ink;
    item.border = THEME_NO_COLOR;
    item.background = layout->ground;
    item.box = item.ink = box;
    draw_list_add(layout->out, &item);
}

void write_put_ink(struct layout *layout, struct box box, const char *label, double pen_mm,
                   void (*under)(struct layout *, struct box))
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.7, 4, false};
    struct touch touch = {{ACTION_NONE, 0}, "ink", label, false, LOCAL_INK, 0, false};
    uint32_t ground = layout->ground;

    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    under(layout, box);
    put_ink_item(layout, box_inset(box, layout_mm(layout, INK_EDGE_MM)), pen_mm);
    layout_end_target(layout);
    layout->ground = ground;
}

/* Keys beside the pad, from its top on. */
struct side_key {
    enum word word;
    struct keys_key key;
};

static void put_side(struct layout *layout, struct box box, const struct side_key *keys, int count)
{
    struct keys_grid grid = {box, 1, count, layout_target_gap(layout)};
    int most = keys_height(&grid, layout_mm(layout, 26));

    grid.box.height = keys_smaller(box.height, most);
    for (int i = 0; i < count; i++) {
        struct keys_key key = keys[i].key;

        key.cap_mm = layout->theme.answer_mm;
        keys_put_word(layout, keys[i].word, key, keys_cell(&grid, i));
    }
}

/* A light cross under the ink, as in a copybook. */
static void put_cross(struct layout *layout, struct box pad)
{
    struct look look = {layout->theme.rule, THEME_NO_COLOR, 0, 0, false};
    int edge = layout_mm(layout, 5), thin = layout_mm(layout, 0.4);

    layout_put_box(
        layout,
        (struct box){pad.x + edge, pad.y + (pad.height - thin) / 2, pad.width - 2 * edge, thin},
        &look);
    layout_put_box(
        layout,
        (struct box){pad.x + (pad.width - thin) / 2, pad.y + edge, thin, pad.height - 2 * edge},
        &look);
}

/* A pad with a cross and its keys at the side. */
static void put_ink_pad(struct layout *layout, struct box box, const struct side_key *keys,
                        int count)
{
    int side_px = layout_mm(layout, layout_is_portrait(layout) ? 52 : 32);
    struct box pad = box, side = box;
    char label[TEXTS_SENTENCE_BYTES];

    pad.width -= side_px + layout_target_gap(layout);
    side.x = box_right(box) - side_px;
    side.width = side_px;
    keys_word(layout, WORD_WRITE_PAD_HINT, label);
    write_put_ink(layout, pad, label, PEN_MM, put_cross);
    put_side(layout, side, keys, count);
}

/* ---- handwriting ---- */

static void put_hand(struct layout *layout, struct box box)
{
    static const struct side_key keys[] = {
        {WORD_WRITE_CLEAR, {.role = "key", .local = LOCAL_INK_CLEAR}},
        {WORD_WRITE_UNDO, {.role = "key", .local = LOCAL_INK_UNDO}},
        {WORD_WRITE_ERASE, {.role = "key", .action = {ACTION_KEY, VIEW_KEY_ERASE}}},
    };
    int row = layout_mm(layout, candidate_mm(layout)), gap = layout_target_gap(layout);
    char hint[TEXTS_SENTENCE_BYTES];

    keys_word(layout, WORD_WRITE_PAD_HINT, hint);
    write_put_candidates(layout, (struct box){box.x, box.y, box.width, row}, hint, LOCAL_CANDIDATE);
    put_ink_pad(layout, (struct box){box.x, box.y + row + gap, box.width, box.height - row - gap},
                keys, 3);
}

/* ---- strokes ---- */

/* The five classes of GB 13000.1's order of strokes, with the shape that stands for each. */
static const struct {
    char stroke;
    const char *shape;
    enum word word;
} strokes[STROKE_COUNT] = {{'h', "一", WORD_WRITE_STROKE_H},
                           {'s', "丨", WORD_WRITE_STROKE_S},
                           {'p', "丿", WORD_WRITE_STROKE_P},
                           {'d', "丶", WORD_WRITE_STROKE_D},
                           {'z', "乛", WORD_WRITE_STROKE_Z}};

static void strokes_text(const char *from, char *out, size_t size_bytes)
{
    out[0] = '\0';
    for (; *from != '\0'; from++)
        for (size_t i = 0; i < STROKE_COUNT; i++)
            if (strokes[i].stroke == *from)
                text_append(out, size_bytes, strokes[i].shape);
}

/* What takes back the last of the pad while there is one, then the last character of the field. */
static void put_erase(struct layout *layout, bool of_pad, enum draw_local local, int arg,
                      struct box box)
{
    struct keys_key key = {
        .role = "key", .icon = DRAW_ICON_ERASE, .cap_mm = layout->theme.explain_mm};
    char text[TEXTS_SENTENCE_BYTES];

    keys_word(layout, of_pad ? WORD_WRITE_UNDO : WORD_WRITE_ERASE, text);
    key.text = layout_is_portrait(layout) ? text : "";
    key.label = text;
    if (of_pad) {
        key.local = local;
        key.local_arg = arg;
    } else {
        key.action = (struct action){ACTION_KEY, VIEW_KEY_ERASE};
    }
    keys_put(layout, &key, box);
}

/* The shape and its word on one line; no blank to break at. */
static void stroke_text(const struct layout *layout, int index, char *out, size_t size_bytes)
{
    char word[TEXTS_SENTENCE_BYTES];

    keys_word(layout, strokes[index].word, word);
    text_copy(out, size_bytes, strokes[index].shape);
    text_append(out, size_bytes, "\u00a0");
    text_append(out, size_bytes, word);
}

static bool strokes_fit(const struct layout *layout, struct box box)
{
    char text[TEXTS_SENTENCE_BYTES];
    bool all = true;

    for (int i = 0; i < STROKE_COUNT; i++) {
        stroke_text(layout, i, text, sizeof(text));
        all = all && keys_fits(layout, text, layout->theme.answer_mm, box);
    }
    return all;
}

/* The shape over its word; on a low panel both on one line where all have room, or shapes alone. */
static void put_stroke_key(struct layout *layout, int index, bool beside, struct box box)
{
    char word[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];
    bool high = layout_is_portrait(layout);
    double high_mm = fmin(layout->theme.question_mm, box.height / layout->px_per_mm * STROKE_PART);
    struct keys_key key = {.role = "stroke",
                           .text = text,
                           .label = word,
                           .under = high ? word : NULL,
                           .local = LOCAL_STROKE,
                           .local_arg = strokes[index].stroke,
                           .cap_mm = high ? high_mm : layout->theme.answer_mm};

    keys_word(layout, strokes[index].word, word);
    if (beside && !high)
        stroke_text(layout, index, text, sizeof(text));
    else
        text_copy(text, sizeof(text), strokes[index].shape);
    keys_put(layout, &key, box);
}

static void put_stroke_keys(struct layout *layout, struct box box)
{
    struct keys_grid grid = {box, 3, 2, layout_target_gap(layout)};
    bool beside = strokes_fit(layout, keys_cell(&grid, 0));

    for (int i = 0; i < STROKE_COUNT; i++)
        put_stroke_key(layout, i, beside, keys_cell(&grid, i));
    put_erase(layout, write_state(layout)->strokes[0] != '\0', LOCAL_STROKE, VIEW_KEY_ERASE,
              keys_cell(&grid, 5));
}

static void put_strokes(struct layout *layout, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct type type = {layout->theme.answer_mm, true, TYPE_LEFT, layout->theme.action};
    int row = layout_mm(layout, candidate_mm(layout)), gap = layout_target_gap(layout);
    int line = layout_mm(layout, layout->theme.answer_mm * 1.7);
    char text[TEXTS_SENTENCE_BYTES], hint[TEXTS_SENTENCE_BYTES];
    struct box keys = {box.x, box.y + line + row + 2 * gap, box.width, 0};

    keys.height = box_bottom(box) - keys.y;
    strokes_text(writing->strokes, text, sizeof(text));
    layout_put_label(layout, text, &type, (struct box){box.x, box.y, box.width, line});
    keys_word(layout, WORD_WRITE_STROKES_HINT, hint);
    write_put_candidates(layout, (struct box){box.x, box.y + line + gap, box.width, row}, hint,
                         LOCAL_CANDIDATE);
    put_stroke_keys(layout, keys);
}

/* ---- components ---- */

/* "王 + 月", or what to do while there is none. */
static void components_text(const struct layout *layout, char *out, size_t size_bytes)
{
    const struct writing *writing = write_state(layout);
    char character[8];

    out[0] = '\0';
    if (writing->component_count == 0)
        keys_word(layout, WORD_WRITE_PARTS_HINT, out);
    for (int i = 0; i < writing->component_count; i++) {
        character[text_put(character, writing->components[i])] = '\0';
        text_append(out, size_bytes, i == 0 ? "" : " + ");
        text_append(out, size_bytes, character);
    }
}

/* The code of the likeliest character, for people to note; on a low panel Unicode's alone. */
static void put_code(struct layout *layout, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct type type = {layout->theme.explain_min_mm, false, TYPE_RIGHT, layout->theme.quiet};
    char text[sizeof(writing->first_code)];

    text_copy(text, sizeof(text), writing->first_code);
    if (!layout_is_portrait(layout))
        text[strcspn(text, " ")] = '\0';
    if (writing->ink.stroke_count == 0)
        layout_put_label(layout, text, &type, box);
}

/* The components so far and what takes the last one back; before the first, the way to a code. */
static void put_components(struct layout *layout, struct box box)
{
    bool empty = write_state(layout)->component_count == 0;
    struct type type = {empty ? layout->theme.explain_mm : layout->theme.answer_mm * 1.15, !empty,
                        TYPE_LEFT, empty ? layout->theme.quiet : layout->theme.action};
    struct keys_key key = {
        .role = "key", .local = empty ? LOCAL_CODE : LOCAL_COMPONENT, .local_arg = empty ? 0 : -1};
    int key_px = layout_mm(layout, layout_is_portrait(layout) ? 52 : 32);
    struct box words = {box.x, box.y, box.width - key_px - layout_mm(layout, 4), box.height};
    char text[TEXTS_SENTENCE_BYTES];

    components_text(layout, text, sizeof(text));
    keys_put_word(layout, empty ? WORD_WRITE_CODE : WORD_WRITE_PARTS_BACK, key,
                  (struct box){box_right(box) - key_px, box.y, key_px, box.height});
    if (!empty) {
        put_code(layout,
                 (struct box){words.x + words.width / 2, box.y, words.width / 2, box.height});
        words.width /= 2;
    }
    layout_put_label(layout, text, &type, words);
}

/* While something is written the candidates are components; else they are what these make. */
static void put_parts(struct layout *layout, struct box box)
{
    static const struct side_key keys[] = {
        {WORD_WRITE_CLEAR, {.role = "key", .local = LOCAL_INK_CLEAR}},
        {WORD_WRITE_ERASE, {.role = "key", .action = {ACTION_KEY, VIEW_KEY_ERASE}}},
    };
    const struct writing *writing = write_state(layout);
    bool written = writing->ink.stroke_count > 0;
    int least = keys_least_px(layout), gap = layout_target_gap(layout);
    int row = layout_mm(layout, candidate_mm(layout));
    char hint[TEXTS_SENTENCE_BYTES];
    struct box pad = {box.x, box.y + least + row + 2 * gap, box.width, 0};

    pad.height = box_bottom(box) - pad.y;
    put_components(layout, (struct box){box.x, box.y, box.width, least});
    keys_word(layout,
              written                        ? WORD_WRITE_PARTS_WHICH
              : writing->component_count > 0 ? WORD_WRITE_PARTS_NONE
                                             : WORD_WRITE_PAD_HINT,
              hint);
    write_put_candidates(layout, (struct box){box.x, box.y + least + gap, box.width, row}, hint,
                         written ? LOCAL_COMPONENT : LOCAL_CANDIDATE);
    put_ink_pad(layout, pad, keys, 2);
}

/* ---- one pad of any way ---- */

struct pad_kind {
    double least_mm, most_mm;
    void (*put)(struct layout *layout, struct box box);
};

static struct pad_kind pad_kind(const struct layout *layout, enum way way)
{
    const struct theme *theme = &layout->theme;
    bool portrait = layout_is_portrait(layout), by_code = write_state(layout)->by_code;
    double row = candidate_mm(layout) + theme->gap_mm,
           line = theme->answer_mm * 1.7 + theme->gap_mm;
    double parts = row + theme->target_mm + theme->gap_mm;
    double stroke =
        portrait ? fmax(theme->target_mm, 3.3 * theme->explain_min_mm + 3) : theme->target_mm;
    double side = 3 * theme->target_mm + 2 * theme->gap_mm + 0.5;

    switch (way) {
    case WAY_HAND:
        return (struct pad_kind){row + (portrait ? 90 : fmax(44, side)), row + 190, put_hand};
    case WAY_STROKES:
        return (struct pad_kind){row + line + 2 * stroke + theme->gap_mm + ROUNDING_MM,
                                 row + line + 80, put_strokes};
    case WAY_PARTS:
        if (by_code)
            return (struct pad_kind){write_code_mm(layout, false), write_code_mm(layout, true),
                                     write_put_code};
        return (struct pad_kind){parts + (portrait ? 80 : 40), parts + 170, put_parts};
    case WAY_PINYIN:
        return (struct pad_kind){write_letters_mm(layout, false), write_letters_mm(layout, true),
                                 write_put_letters};
    case WAY_LATIN:
        return (struct pad_kind){write_latin_mm(layout, false), write_latin_mm(layout, true),
                                 write_put_latin};
    case WAY_PLACES:
        return (struct pad_kind){write_places_mm(layout, false), write_places_mm(layout, true),
                                 write_put_places};
    case WAY_DIGITS:
    case WAY_ID:
    case WAY_COUNT:
        break;
    }
    return (struct pad_kind){0, 0, NULL};
}

static int put_not_here(struct layout *layout, struct box at)
{
    struct type type = layout_type_explain(layout);
    char text[TEXTS_SENTENCE_BYTES];

    keys_word(layout, WORD_WRITE_NOT_HERE, text);
    return layout_put_text(layout, text, &type, at);
}

int write_put_pad(struct layout *layout, const struct part *part, struct box at)
{
    enum way way = (enum way)part->value;
    struct pad_kind kind = pad_kind(layout, way);
    struct part keypad = *part;
    int least;

    if (way == WAY_DIGITS || way == WAY_ID) {
        keypad.value = way == WAY_ID;
        return write_shows_ways(layout) ? write_put_all_ways(layout, at)
                                        : pads_put_keypad(layout, &keypad, at);
    }
    if (kind.put == NULL || (write_state(layout)->ways >> way & 1) == 0)
        return put_not_here(layout, at);
    least = layout_mm(layout, kind.least_mm);
    at.height = keys_smaller(keys_larger(at.height, least), layout_mm(layout, kind.most_mm));
    if (layout->drawing && write_shows_ways(layout))
        write_put_all_ways(layout, at);
    else if (layout->drawing)
        kind.put(layout, at);
    return at.height;
}

/* ---- characters without a shape ---- */

int write_put_missing(struct layout *layout, const struct part *part, struct box at)
{
    struct type type = layout_type_explain(layout);
    char value[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES], character[8], code[16];
    const char *next = value;
    uint32_t point;
    size_t length;
    int height = 0, said = 0, most = layout_is_portrait(layout) ? MISSING_MOST : 1;

    type.color = layout->theme.stop;
    layout_text(layout, &part->detail, value);
    for (; (point = text_next(next, &length)) != 0 && said < most; next += length) {
        if (point < 0x80 || typeset_can_draw(layout->input->typeset, point))
            continue;
        character[text_put(character, point)] = '\0';
        snprintf(code, sizeof(code), "%X", (unsigned)point);
        keys_word_with(layout, WORD_WRITE_NO_GLYPH, character, code, text);
        at.y += height;
        height += layout_put_text(layout, text, &type, at);
        said++;
    }
    return height;
}
