/* What is looked at or signed: the camera's picture, a page of a document, a signature, pictures of a
 * door and of headphones. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/layout_new.h"
#include "ui/layout_write.h"

#define PEN_MM 1.3
#define CAMERA_MM 96
#define CAMERA_LOW_MM 44
#define SIGNATURE_MM 90
#define SIGNATURE_LOW_MM 26
#define SIGNATURE_MOST_MM 150
#define FRAME_EMPTY 0x101214 /* until the first picture comes: dark in every mode */

/* ---- the camera ---- */

static void put_frame_item(struct layout *layout, enum outline outline, struct box box)
{
    struct draw_item item;

    if (!layout->drawing)
        return;
    memset(&item, 0, sizeof(item));
    item.kind = DRAW_FRAME;
    item.value = (uint8_t)outline;
    item.target = DRAW_NO_TARGET;
    item.pen_px = (uint16_t)layout_mm(layout, 1.2);
    item.color = FRAME_EMPTY;
    item.border = THEME_NO_COLOR;
    item.background = layout->ground;
    item.box = item.ink = box;
    draw_list_add(layout->out, &item);
}

static int put_advice(struct layout *layout, const struct part *part, struct box at)
{
    struct type type = layout_type_answer(layout);
    int icon_px = layout_mm(layout, 9), height;
    enum draw_icon icon = part->tone == TONE_DONE        ? DRAW_ICON_TICK
                          : part->tone == TONE_ATTENTION ? DRAW_ICON_NOTICE
                          : part->tone == TONE_STOP      ? DRAW_ICON_STOP
                                                         : DRAW_ICON_INFO;
    char text[TEXTS_SENTENCE_BYTES];
    struct box words = {at.x + icon_px + layout_mm(layout, 3), at.y,
                        at.width - icon_px - layout_mm(layout, 3), 0};

    layout_text(layout, &part->text, text);
    if (text[0] == '\0')
        return 0;
    height = keys_larger(layout_measure(layout, text, &type, words.width).height_px, icon_px);
    layout_put_icon(layout, icon, 0,
                    (struct box){at.x, at.y + (height - icon_px) / 2, icon_px, icon_px},
                    part->tone == TONE_DONE   ? layout->theme.done
                    : part->tone == TONE_STOP ? layout->theme.stop
                                              : layout->theme.action);
    layout_put_text(layout, text, &type, words);
    return height;
}

/* The advice stands over the picture, where it is read before one looks into the camera. */
int media_put_camera(struct layout *layout, const struct part *part, struct box at)
{
    int least = layout_mm(layout, layout_is_portrait(layout) ? CAMERA_MM : CAMERA_LOW_MM);
    int gap = layout_gap(layout, 4), advice = put_advice(layout, part, at), height, width;

    advice += advice > 0 ? gap : 0;
    height = keys_smaller(keys_larger(at.height - advice, least), at.width * 3 / 4);
    width = keys_smaller(at.width, height * 4 / 3);
    put_frame_item(layout, (enum outline)part->icon,
                   (struct box){at.x + (at.width - width) / 2, at.y + advice, width, height});
    return advice + height;
}

/* ---- a page ---- */

static struct type page_type(const struct layout *layout)
{
    struct type type = layout_type_explain(layout);

    type.color = layout->theme.ink;
    return type;
}

static int page_margin(const struct layout *layout)
{
    return layout_mm(layout, 3) + layout_gap(layout, layout_is_portrait(layout) ? 8 : 3);
}

static int page_foot(const struct layout *layout)
{
    return layout_mm(layout, layout->theme.explain_min_mm * 1.8);
}

/* The title stands on the first piece of a page that is spread over several. */
static int put_page_title(struct layout *layout, const struct piece *piece, struct box at)
{
    struct type title = layout_type_answer(layout);
    char text[TEXTS_SENTENCE_BYTES];
    int height;

    title.align = TYPE_CENTER;
    layout_text(layout, &piece->part->more, text);
    if (piece->start != 0 || text[0] == '\0')
        return 0;
    height = layout_put_text(layout, text, &title, at);
    return height + layout_gap(layout, 4);
}

static int put_page_words(struct layout *layout, const struct piece *piece, struct box at)
{
    struct type body = page_type(layout);
    char text[TEXTS_SENTENCE_BYTES];
    int title = put_page_title(layout, piece, at);

    parts_piece_text(layout, piece, text);
    at.y += title;
    return title + layout_put_text(layout, text, &body, at);
}

void media_page_room(struct layout *layout, const struct piece *piece, struct type *type,
                     int *width_px, int *height_px)
{
    bool drawing = layout->drawing;

    *type = page_type(layout);
    *width_px -= 2 * page_margin(layout);
    layout->drawing = false;
    *height_px -= 2 * page_margin(layout) + page_foot(layout) +
                  put_page_title(layout, piece, (struct box){0, 0, *width_px, 0});
    layout->drawing = drawing;
}

int media_put_page(struct layout *layout, const struct piece *piece, struct box at)
{
    const struct theme *theme = &layout->theme;
    struct look sheet = {theme->surface, theme->line, 0.5, 1, false};
    struct type foot = {theme->explain_min_mm, false, TYPE_CENTER, theme->quiet};
    int margin = page_margin(layout), line = page_foot(layout), words;
    struct box inner = {at.x + margin, at.y + margin, at.width - 2 * margin, 0};
    char number[16], text[TEXTS_SENTENCE_BYTES];
    uint32_t ground = layout->ground;
    bool drawing = layout->drawing;

    layout->drawing = false;
    words = put_page_words(layout, piece, inner);
    layout->drawing = drawing;
    at.height = keys_larger(at.height, words + 2 * margin + line);
    layout_put_box(layout, at, &sheet);
    layout->ground = sheet.fill;
    put_page_words(layout, piece, inner);
    snprintf(number, sizeof(number), "%u", piece->part->value);
    keys_word_with(layout, WORD_PAGE_NUMBER, number, NULL, text);
    layout_put_label(layout, text, &foot,
                     (struct box){inner.x, box_bottom(at) - line - margin / 2, inner.width, line});
    layout->ground = ground;
    return at.height;
}

/* ---- a signature ---- */

/* The line and what is to be done on it, under the ink. */
static void put_line(struct layout *layout, struct box pad)
{
    const struct theme *theme = &layout->theme;
    struct look line = {theme->line, THEME_NO_COLOR, 0, 0, false};
    struct type type = {theme->explain_mm, false, TYPE_LEFT, theme->quiet};
    int edge = layout_mm(layout, 8), y = pad.y + pad.height * 7 / 10;
    int tall = keys_smaller(layout_mm(layout, type.cap_mm * 1.7), box_bottom(pad) - y);
    char text[TEXTS_SENTENCE_BYTES];
    struct box words;
    bool fits;

    layout_put_box(
        layout, (struct box){pad.x + edge, y, pad.width - 2 * edge, layout_mm(layout, 0.5)}, &line);
    keys_word(layout, WORD_SIGN_HERE, text);
    words = (struct box){pad.x + edge, y + layout_mm(layout, 1), pad.width - 2 * edge,
                         tall - layout_mm(layout, 1)};
    layout_fit(layout, text, &type, words, &fits);
    if (fits) /* the question says it too */
        layout_put_label(layout, text, &type, words);
}

/* What is signed, over the pad; a low panel has one line for it where that is enough. */
static int put_signed(struct layout *layout, const char *text, struct box at)
{
    struct type type = layout_type_answer(layout), least = type;
    bool fits = false;

    at.height = (int)(layout_mm(layout, layout->theme.explain_min_mm) * 1.9);
    if (!layout_is_portrait(layout))
        least = layout_fit(layout, text, &type, at, &fits);
    return layout_put_text(layout, text, fits ? &least : &type, at);
}

int media_put_signature(struct layout *layout, const struct part *part, struct box at)
{
    bool portrait = layout_is_portrait(layout);
    int least = layout_mm(layout, portrait ? SIGNATURE_MM : SIGNATURE_LOW_MM);
    int gap = layout_target_gap(layout);
    int keys = layout_mm(layout, layout->theme.target_mm + (portrait ? 4 : 0));
    struct keys_grid grid = {at, 2, 1, gap};
    struct keys_key undo = {
        .role = "key", .local = LOCAL_INK_UNDO, .cap_mm = layout->theme.answer_mm};
    struct keys_key again = {
        .role = "key", .local = LOCAL_INK_CLEAR, .cap_mm = layout->theme.answer_mm};
    char label[TEXTS_SENTENCE_BYTES];
    int words, height;

    layout_text(layout, &part->text, label);
    words = put_signed(layout, label, at);
    words += words > 0 ? layout_gap(layout, 3) + layout_mm(layout, 1) : 0;
    at.y += words;
    height = keys_smaller(keys_larger(at.height - words - keys - gap, least),
                          layout_mm(layout, SIGNATURE_MOST_MM));
    write_put_ink(layout, (struct box){at.x, at.y, at.width, height}, label, PEN_MM, put_line);
    grid.box.y = at.y + height + gap;
    grid.box.height = keys;
    keys_put_word(layout, WORD_WRITE_UNDO, undo, keys_cell(&grid, 0));
    keys_put_word(layout, WORD_SIGN_AGAIN, again, keys_cell(&grid, 1));
    return words + height + gap + keys;
}

/* ---- pictures ---- */

/* The number on the door, as large as the door lets it. */
static void put_door_number(struct layout *layout, const struct part *part, struct box box)
{
    struct type type = {layout->theme.question_mm * 2, true, TYPE_CENTER, layout->theme.on_action};
    uint32_t ground = layout->ground;
    char text[8];

    snprintf(text, sizeof(text), "%u", part->value);
    layout->ground = layout->theme.action;
    layout_put_label(layout, text, &type,
                     (struct box){box.x + box.width * 6 / 24, box.y + box.height * 7 / 24,
                                  box.width * 10 / 24, box.height * 10 / 24});
    layout->ground = ground;
}

int media_put_picture(struct layout *layout, const struct part *part, struct box at)
{
    bool portrait = layout_is_portrait(layout), door = part->icon == PICTURE_DOOR;
    int least = layout_mm(layout, portrait ? 76 : 36), most = layout_mm(layout, 130), size;
    struct box box;

    size = keys_smaller(keys_smaller(keys_larger(at.height, least), most), at.width);
    box = (struct box){at.x + (at.width - size) / 2, at.y, size, size};
    layout_put_icon(layout, door ? DRAW_ICON_DOOR : DRAW_ICON_HEADPHONES, 0, box,
                    layout->theme.action);
    if (door)
        put_door_number(layout, part, box);
    return size;
}
