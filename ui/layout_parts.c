#include "ui/layout_parts.h"

#include <stdio.h>
#include <string.h>

#include "ui/layout_new.h"
#include "ui/layout_write.h"

#define PICTURE_LEAST_PORTRAIT_MM 76
#define PICTURE_LEAST_LANDSCAPE_MM 36
#define PICTURE_MOST_MM 190
#define LABEL_BESIDE_MM 180 /* from this width on a label stands beside its value, not above */
#define LABEL_PART 0.29

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* True for the headline of what is done: the one message of a whole visit. */
static bool is_headline(const struct part *part)
{
    return part->kind == PART_BANNER && part->tone == TONE_DONE;
}

/* What is plain has no frame: a frame means something to touch, or something to look at. */
static struct look tone_look(const struct layout *layout, const struct part *part)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, THEME_NO_COLOR, 0, 4, false};
    enum tone tone = (enum tone)part->tone;

    if (is_headline(part))
        look.fill = theme->done;
    else if (tone == TONE_DONE)
        look = (struct look){theme->done_soft, theme->done, 0.5, 4, false};
    else if (tone == TONE_ATTENTION)
        look = (struct look){theme->attention, theme->attention_line, 0.5, 4, false};
    else if (tone == TONE_STOP)
        look = (struct look){theme->stop_soft, theme->stop, 0.5, 4, false};
    return look;
}

void parts_put_sign(struct layout *layout, enum tone tone, struct box box)
{
    const struct theme *theme = &layout->theme;

    if (tone == TONE_DONE)
        layout_put_icon(layout, DRAW_ICON_TICK, 0, box, theme->done);
    else if (tone == TONE_ATTENTION)
        layout_put_icon(layout, DRAW_ICON_NOTICE, 0, box, theme->ink);
    else if (tone == TONE_STOP)
        layout_put_icon(layout, DRAW_ICON_STOP, 0, box, theme->stop);
    else
        layout_put_icon(layout, DRAW_ICON_INFO, 0, box, theme->action);
}

/* ---- words ---- */

static struct type paragraph_type(const struct layout *layout)
{
    struct type type = layout_type_explain(layout);

    if (layout->input->view->sheet) {
        type = layout_type_answer(layout);
        type.bold = false;
    }
    return type;
}

int parts_paragraph_gap(const struct layout *layout)
{
    struct type type = paragraph_type(layout);
    int line_px = layout_measure(layout, "0", &type, 0).height_px;

    return (int)((layout->theme.paragraph_factor - 1) * line_px + 0.999);
}

void parts_piece_text(const struct layout *layout, const struct piece *piece,
                      char out[TEXTS_SENTENCE_BYTES])
{
    layout_text(layout, &piece->part->text, out);
    if (piece->length != 0) {
        memmove(out, out + piece->start, piece->length);
        out[piece->length] = '\0';
    }
}

static int put_paragraph(struct layout *layout, const struct piece *piece, struct box at)
{
    struct type type = paragraph_type(layout);
    char text[TEXTS_SENTENCE_BYTES];

    parts_piece_text(layout, piece, text);
    return layout_put_text(layout, text, &type, at);
}

/* True when the text at `at` begins with one of the signs. */
static bool starts_with(const char *at, const char *const *signs, int count)
{
    for (int i = 0; i < count; i++)
        if (strncmp(at, signs[i], strlen(signs[i])) == 0)
            return true;
    return false;
}

/* A page ends with a sentence where one ends in its last third, else behind a word or a comma. */
static uint16_t good_cut(const char *text, size_t fits)
{
    static const char *const ends[] = {"。", "？", "！", ". ", "? "};
    static const char *const stops[] = {"，", "；", "、", "："};
    size_t stop = 0;

    for (size_t back = fits; back > fits - fits / 3; back--) {
        size_t ended = back > 3 ? back - 3 : 0;

        if (((text[back] & 0xc0) == 0x80))
            continue;
        if (starts_with(text + ended, ends, 3) || starts_with(text + back - 2, ends + 3, 2))
            return (uint16_t)back;
        if (stop == 0 && (starts_with(text + ended, stops, 4) || text[back - 1] == ' '))
            stop = back;
    }
    return (uint16_t)(stop > 0 ? stop : fits);
}

uint16_t parts_paragraph_cut(struct layout *layout, const struct piece *piece, int width_px,
                             int height_px)
{
    struct type type = paragraph_type(layout);
    char text[TEXTS_SENTENCE_BYTES], part[TEXTS_SENTENCE_BYTES];
    size_t fits = 0;

    if (piece->part->kind == PART_PAGE)
        media_page_room(layout, piece, &type, &width_px, &height_px);
    parts_piece_text(layout, piece, text);
    for (size_t most = strlen(text) + 1; most - fits > 1;) { /* what fits, and what does not */
        size_t at = fits + (most - fits) / 2;

        while (at > fits && (text[at] & 0xc0) == 0x80)
            at--;
        if (at == fits) /* the next character is the last in question */
            for (at++; (text[at] & 0xc0) == 0x80;)
                at++;
        if (at >= most)
            break;
        memcpy(part, text, at);
        part[at] = '\0';
        if (layout_measure(layout, part, &type, width_px).height_px > height_px)
            most = at;
        else
            fits = at;
    }
    return text[fits] == '\0' ? (uint16_t)fits : good_cut(text, fits);
}

/* The sign of a note of several lines belongs to the first of them, any other to the whole box. */
static struct box sign_box(struct layout *layout, const struct part *part, const struct type *type,
                           struct box words, int size_px)
{
    int line = layout_measure(layout, "0", type, 0).height_px;
    int height = part->kind == PART_NOTE && words.height > line ? line : words.height;

    return (struct box){0, words.y + (height - size_px) / 2, size_px, size_px};
}

/* A note or a banner: a sign and a text in a box of its tone. */
static int put_tone(struct layout *layout, const struct part *part, struct box at,
                    const struct type *type)
{
    struct look look = tone_look(layout, part);
    bool banner = part->kind == PART_BANNER;
    int padding = layout_mm(layout, 2) + layout_gap(layout, banner ? 5 : 3);
    int icon_px = layout_mm(layout, !layout_is_portrait(layout) ? 8
                                    : banner                    ? 18
                                                                : layout->theme.explain_mm * 1.7),
        height;
    struct box box = at, inner = at, sign;
    char text[TEXTS_SENTENCE_BYTES];
    uint32_t ground = layout->ground;

    layout_text(layout, &part->text, text);
    inner.x += padding + icon_px + layout_mm(layout, banner && layout_is_portrait(layout) ? 6 : 3);
    inner.width = box_right(at) - padding - inner.x;
    height = layout_measure(layout, text, type, inner.width).height_px;
    box.height = larger(height, icon_px) + 2 * padding;
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    inner.y = box.y + (box.height - height) / 2;
    inner.height = height;
    sign = sign_box(layout, part, type, inner, icon_px);
    sign.x = box.x + padding;
    if (is_headline(part))
        layout_put_icon(layout, DRAW_ICON_TICK, 0, sign, type->color);
    else
        parts_put_sign(layout, (enum tone)part->tone, sign);
    layout_put_text(layout, text, type, inner);
    layout->ground = ground;
    return box.height;
}

static int put_note(struct layout *layout, const struct part *part, struct box at)
{
    struct type type = layout_type_explain(layout);

    type.color = layout->theme.ink;
    return put_tone(layout, part, at, &type);
}

static int put_banner(struct layout *layout, const struct part *part, struct box at)
{
    struct type type =
        layout->squeeze.modest ? layout_type_answer(layout) : layout_type_question(layout);

    if (is_headline(part))
        type.color = layout->theme.on_action;
    return put_tone(layout, part, at, &type);
}

/* ---- the ledger: facts and rows of a review in one box ---- */

struct ledger_plan {
    bool beside; /* the label stands beside the value */
    int padding_px, label_px, value_x_px, value_px, key_px;
};

/* The width of a key that holds its word on one line. */
static int ledger_key_word(const struct layout *layout)
{
    struct type type = {layout_type_explain(layout).cap_mm, true, TYPE_CENTER, 0};
    struct phrase change = phrase_word(WORD_CHANGE);
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &change, text);
    return layout_measure(layout, text, &type, 0).width_px + layout_mm(layout, 4);
}

static struct ledger_plan ledger_plan(const struct layout *layout, bool has_keys, int width_px)
{
    struct ledger_plan plan = {0};
    bool narrow = width_px < layout_mm(layout, 150);

    plan.beside = width_px >= layout_mm(layout, LABEL_BESIDE_MM) && !layout_is_elder(layout);
    plan.padding_px = layout_mm(layout, 3) + layout_gap(layout, 3);
    if (has_keys)
        plan.key_px = larger(layout_mm(layout, narrow ? 31 : 40), ledger_key_word(layout));
    plan.value_x_px = plan.padding_px;
    if (plan.beside) {
        plan.label_px = (int)(width_px * LABEL_PART) - plan.padding_px;
        plan.value_x_px += plan.label_px + layout_mm(layout, 4);
    }
    plan.value_px = width_px - plan.value_x_px - plan.padding_px -
                    (has_keys ? plan.key_px + layout_mm(layout, 4) : 0);
    if (!plan.beside)
        plan.label_px = plan.value_px;
    return plan;
}

/* On a low panel a value of many lines stands under its label and the key, over the whole width. */
static bool ledger_is_under(struct layout *layout, const struct part *part,
                            const struct ledger_plan *plan)
{
    struct type value = layout_type_answer(layout);
    char text[TEXTS_SENTENCE_BYTES];

    if (layout_is_portrait(layout) || plan->beside || part->action.kind == ACTION_NONE)
        return false;
    layout_text(layout, &part->detail, text);
    return layout_measure(layout, text, &value, plan->value_px).lines > 2;
}

/* The words of one row from `at` on; returns their height. */
static int ledger_words(struct layout *layout, const struct part *part,
                        const struct ledger_plan *plan, struct box at)
{
    struct type label = layout_type_explain(layout), value = layout_type_answer(layout);
    struct box values = {at.x + plan->value_x_px, at.y, plan->value_px, 0};
    struct box labels = {at.x + plan->padding_px, at.y, plan->label_px, 0};
    char text[TEXTS_SENTENCE_BYTES];
    int height, label_height, lift;

    layout_text(layout, &part->text, text);
    if (ledger_is_under(layout, part, plan)) {
        values.width += plan->key_px + layout_mm(layout, 4);
        values.y += layout_mm(layout, layout->theme.target_mm);
    }
    if (plan->beside) /* both first lines stand on one line */
        labels.y += (layout_measure(layout, "0", &value, 0).height_px -
                     layout_measure(layout, "0", &label, 0).height_px) /
                    2;
    lift = labels.y - at.y;
    label_height = layout_put_text(layout, text, &label, labels);
    if (!plan->beside) {
        values.y = larger(values.y, labels.y + label_height);
        label_height = values.y - at.y;
    }
    layout_text(layout, &part->detail, text);
    height = layout_put_text(layout, text, &value, values);
    values.y += height;
    layout_text(layout, &part->more, text);
    height += layout_put_text(layout, text, &label, values);
    return plan->beside ? larger(height, label_height + lift) : height + label_height;
}

static void ledger_key(struct layout *layout, const struct part *part, struct box box)
{
    const struct theme *theme = &layout->theme;
    struct phrase change = phrase_word(WORD_CHANGE);
    char text[TEXTS_SENTENCE_BYTES];
    struct touch touch = {part->action, "change", text, false, LOCAL_NONE, 0, false};
    struct look look = {theme->surface, theme->action, 0.6, 3, false};
    struct type type = {layout_type_explain(layout).cap_mm, true, TYPE_CENTER, theme->action};

    layout_text(layout, &change, text);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout_put_label(layout, text, &type, box_inset(box, layout_mm(layout, 1)));
    layout_end_target(layout);
}

static int ledger_row(struct layout *layout, const struct part *part,
                      const struct ledger_plan *plan, struct box at)
{
    bool drawing = layout->drawing;
    int words, height,
        key_px = layout_mm(layout, layout->theme.target_mm + (layout_is_portrait(layout) ? 3 : 0));

    layout->drawing = false;
    words = ledger_words(layout, part, plan, at);
    layout->drawing = drawing;
    height = words + 2 * layout_gap(layout, 3) + layout_mm(layout, 1);
    if (part->action.kind != ACTION_NONE)
        height = larger(height, key_px + layout_target_gap(layout));
    if (!drawing)
        return height;
    if (part->action.kind != ACTION_NONE)
        ledger_key(
            layout, part,
            (struct box){
                box_right(at) - plan->padding_px - plan->key_px,
                at.y + (ledger_is_under(layout, part, plan) ? height - words : height - key_px) / 2,
                plan->key_px, key_px});
    at.y += (height - words) / 2;
    ledger_words(layout, part, plan, at);
    return height;
}

static int ledger_rows(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    struct look rule = {layout->theme.rule, THEME_NO_COLOR, 0, 0, false};
    int edge = layout_mm(layout, 1), y = at.y + edge;
    struct ledger_plan plan;
    bool has_keys = false;

    for (int i = 0; i < count; i++)
        has_keys = has_keys || pieces[i].part->action.kind != ACTION_NONE;
    plan = ledger_plan(layout, has_keys, at.width);
    for (int i = 0; i < count; i++) {
        if (i > 0)
            layout_put_box(layout,
                           (struct box){at.x + plan.padding_px, y, at.width - 2 * plan.padding_px,
                                        layout_mm(layout, 0.3)},
                           &rule);
        y += ledger_row(layout, pieces[i].part, &plan, (struct box){at.x, y, at.width, 0});
    }
    return y + edge - at.y;
}

static int put_ledger(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    struct look look = {layout->theme.surface, THEME_NO_COLOR, 0, 4, false};
    uint32_t ground = layout->ground;
    bool drawing = layout->drawing;
    int height;

    layout->drawing = false;
    height = ledger_rows(layout, pieces, count, at);
    layout->drawing = drawing;
    layout_put_box(layout, (struct box){at.x, at.y, at.width, height}, &look);
    layout->ground = look.fill;
    if (drawing)
        ledger_rows(layout, pieces, count, at);
    layout->ground = ground;
    return height;
}

/* ---- pictures and signs ---- */

static int put_picture(struct layout *layout, const struct part *part, struct box at)
{
    int least = layout_mm(layout, layout_is_portrait(layout) ? PICTURE_LEAST_PORTRAIT_MM
                                                             : PICTURE_LEAST_LANDSCAPE_MM);
    int most = layout_mm(layout, PICTURE_MOST_MM);
    enum draw_icon icon = part->icon == PICTURE_CARD_ON_READER ? DRAW_ICON_CARD_ON_READER
                          : part->icon == PICTURE_TAKE_CARD    ? DRAW_ICON_TAKE_CARD
                          : part->icon == PICTURE_TAKE_PAGES   ? DRAW_ICON_TAKE_PAGES
                                                               : DRAW_ICON_TAKE_PAPER;

    if (most > at.width * 4 / 5)
        most = at.width * 4 / 5;
    if (at.height > least)
        least = at.height < most ? at.height : larger(most, least);
    at.height = least;
    layout_put_icon(layout, icon, 0, at, layout->theme.action);
    return at.height;
}

/* Alone on the page the sign of work stands large in the middle; beside other parts it is a line.
 */
static int put_progress(struct layout *layout, const struct part *part, struct box at)
{
    bool alone = layout->input->view->part_count == 1;
    struct type type = alone ? layout_type_answer(layout) : layout_type_explain(layout);
    int dots_px = layout_mm(layout, alone ? 40 : 18), padding = layout_gap(layout, 20), height;
    char text[TEXTS_SENTENCE_BYTES];
    struct box dots = {at.x, at.y, dots_px, dots_px}, words = at;

    layout_text(layout, &part->text, text);
    if (alone) {
        type.align = TYPE_CENTER;
        dots.x += (at.width - dots_px) / 2;
        dots.y += padding;
        words.y = box_bottom(dots);
        height = dots_px + 2 * padding + layout_put_text(layout, text, &type, words);
    } else {
        words.x += dots_px + layout_mm(layout, 4);
        words.width -= dots_px + layout_mm(layout, 4);
        height = layout_measure(layout, text, &type, words.width).height_px;
        words.y += (larger(height, dots_px) - height) / 2;
        layout_put_text(layout, text, &type, words);
        height = larger(height, dots_px);
        dots.y += (height - dots_px) / 2;
    }
    layout_put_icon(layout, DRAW_ICON_DOTS, layout->input->dot, dots, layout->theme.action);
    if (layout->drawing)
        layout->out->dots = 1;
    return height;
}

static int put_countdown(struct layout *layout, const struct part *part, struct box at)
{
    bool portrait = layout_is_portrait(layout);
    int ring_px = layout_mm(layout, portrait ? 72 : 40), height;
    struct box ring = {at.x + (at.width - ring_px) / 2, at.y + layout_gap(layout, 8), ring_px,
                       ring_px};
    struct look look = {layout->theme.action_soft, layout->theme.action, 2, portrait ? 36 : 20,
                        false};
    struct type number = {portrait ? 24 : 13, true, TYPE_CENTER, layout->theme.action};
    struct type words = layout_type_answer(layout);
    char text[TEXTS_SENTENCE_BYTES];
    uint32_t ground = layout->ground;

    words.align = TYPE_CENTER;
    layout_put_box(layout, ring, &look);
    layout->ground = look.fill;
    snprintf(text, sizeof(text), "%u", part->value);
    layout_put_label(layout, text, &number, ring);
    layout->ground = ground;
    layout_text(layout, &part->text, text);
    height = ring_px + 2 * layout_gap(layout, 8);
    at.y += height;
    return height + layout_put_text(layout, text, &words, at);
}

static int put_qr(struct layout *layout, const struct part *part, struct box at)
{
    int size = layout_mm(layout, layout_is_portrait(layout) ? 60 : 44);
    char text[TEXTS_SENTENCE_BYTES];

    layout_text(layout, &part->text, text);
    layout_put_qr(layout, text, (struct box){at.x, at.y, size, size});
    return size;
}

/* ---- groups ---- */

static bool is_ledger(const struct part *part)
{
    return part->kind == PART_FACT || part->kind == PART_ROW;
}

int parts_group_count(const struct piece *pieces, int count)
{
    const struct part *first = pieces[0].part;
    int same = 1;

    if (!is_ledger(first) && first->kind != PART_CARD && first->kind != PART_CHOICE &&
        first->kind != PART_FACE && first->kind != PART_FIELD && first->kind != PART_TILE &&
        first->kind != PART_WAY && first->kind != PART_SLOT && first->kind != PART_STAGE &&
        first->kind != PART_PLACE && first->kind != PART_SWITCH)
        return 1;
    while (same < count && (pieces[same].part->kind == first->kind ||
                            (is_ledger(first) && is_ledger(pieces[same].part))))
        same++;
    return same;
}

bool parts_is_touched(const struct piece *pieces, int count)
{
    for (int i = 0; i < count; i++) {
        const struct part *part = pieces[i].part;

        if (part->action.kind != ACTION_NONE || part->kind == PART_KEYPAD ||
            part->kind == PART_WRITE || part->kind == PART_MONTH || part->kind == PART_CALENDAR ||
            part->kind == PART_SIGNATURE || part->kind == PART_VOLUME || part->kind == PART_FIELD ||
            part->kind == PART_CARD || part->kind == PART_TILE)
            return true;
    }
    return false;
}

bool parts_stretch(const struct layout *layout, const struct piece *piece)
{
    enum part_kind kind = (enum part_kind)piece->part->kind;

    (void)layout;
    return kind == PART_CARD || kind == PART_CHOICE || kind == PART_KEYPAD || kind == PART_MONTH ||
           kind == PART_FACE || kind == PART_PICTURE || kind == PART_TILE || kind == PART_WRITE ||
           kind == PART_CALENDAR || kind == PART_SIGNATURE || kind == PART_CAMERA ||
           kind == PART_PAGE || kind == PART_SWITCH || kind == PART_SLOT;
}

int parts_put_group(struct layout *layout, const struct piece *pieces, int count, struct box at)
{
    const struct part *part = pieces[0].part;

    switch ((enum part_kind)part->kind) {
    case PART_PARAGRAPH:
        return put_paragraph(layout, &pieces[0], at);
    case PART_NOTE:
        return put_note(layout, part, at);
    case PART_FACT:
    case PART_ROW:
        return put_ledger(layout, pieces, count, at);
    case PART_CARD:
    case PART_CHOICE:
        return pads_put_cards(layout, pieces, count, at);
    case PART_FIELD:
        return fields_put(layout, pieces, count, at);
    case PART_KEYPAD:
        return write_shows_ways(layout) ? write_put_all_ways(layout, at)
                                        : pads_put_keypad(layout, part, at);
    case PART_MONTH:
        return pads_put_month(layout, part, at);
    case PART_PICTURE:
        return part->icon >= PICTURE_DOOR ? media_put_picture(layout, part, at)
                                          : put_picture(layout, part, at);
    case PART_PROGRESS:
        return put_progress(layout, part, at);
    case PART_QR:
        return put_qr(layout, part, at);
    case PART_FACE:
        return rating_put_faces(layout, pieces, count, at);
    case PART_COUNTDOWN:
        return put_countdown(layout, part, at);
    case PART_BANNER:
        return put_banner(layout, part, at);
    case PART_TILE:
        return home_put_tiles(layout, pieces, count, at);
    case PART_WRITE:
        return write_put_pad(layout, part, at);
    case PART_WAY:
        return write_put_ways(layout, pieces, count, at);
    case PART_CALENDAR:
        return calendar_put(layout, part, at);
    case PART_SLOT:
        return calendar_put_slots(layout, pieces, count, at);
    case PART_SIGNATURE:
        return media_put_signature(layout, part, at);
    case PART_CAMERA:
        return media_put_camera(layout, part, at);
    case PART_PAGE:
        return media_put_page(layout, &pieces[0], at);
    case PART_STAGE:
        return stages_put(layout, pieces, count, at);
    case PART_PLACE:
        return map_put(layout, pieces, count, at);
    case PART_SWITCH:
        return senses_put_switches(layout, pieces, count, at);
    case PART_VOLUME:
        return senses_put_volume(layout, part, at);
    case PART_NONE:
        break;
    }
    return 0;
}
