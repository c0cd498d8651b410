#include "ui/layout.h"

#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"
#include "ui/layout_frame.h"
#include "ui/layout_parts.h"

#define PIECES_MAX 48
#define PAGES_MAX 16

/* From airy to the least; pages begin when the last does not fit. A high panel has room to give; on
 * a low one the question is the first to yield. */
static const struct squeeze portrait_squeezes[] = {
    {2, 1, 1, 1, false, false, false, 1},        {1.6, 1, 1, 1, false, false, false, 1},
    {1.6, 1, 1, 1, false, false, false, 0.5},    {1.3, 1, 1, 1, false, false, false, 0.5},
    {1.3, 1, 1, 1, false, false, false, 0},      {1, 1, 1, 1, false, false, false, 0},
    {0.75, 1, 1, 1, false, false, false, 0},     {0.5, 1, 1, 1, false, false, false, 0},
    {0.5, 0.5, 1, 1, false, false, false, 0},    {0.5, 0, 1, 1, false, false, false, 0},
    {0.5, 0, 0.6, 0.75, false, false, false, 0}, {0.4, 0, 0.3, 0.5, false, false, false, 0},
    {0.35, 0, 0, 0, false, false, false, 0},
};
static const struct squeeze landscape_squeezes[] = {
    {1, 1, 1, 0.6, false, false, false, 0},      {0.75, 1, 1, 0.6, false, false, false, 0},
    {0.5, 1, 1, 0.4, false, false, false, 0},    {0.5, 0.5, 0.8, 0.2, false, false, false, 0},
    {0.5, 0, 0.6, 0, false, false, false, 0},    {0.4, 0, 0.3, -0.3, false, false, false, 0},
    {0.35, 0, 0, -0.6, false, false, false, 0},  {0.3, 0, 0, -0.6, true, false, false, 0},
    {0.2, 0, 0, -1, true, false, false, 0},      {0.1, 0, -1, -1, true, false, false, 0},
    {0.5, 0.5, 0.8, 0.2, false, false, true, 0}, {0.4, 0, 0.3, -0.3, false, false, true, 0},
    {0.2, 0, -1, -1, true, false, true, 0},
};
#define SQUEEZE_COUNT 13
#define SQUEEZE_OF_PORTRAIT_PAGES 9
#define SQUEEZE_OF_PAGES 6
#define SQUEEZE_OF_TERSE_PAGES 10
#define PART_GAP_MM 6
#define HEAD_GAP_MM 5 /* between path and question: fixed, so the question stays in its place */

/* The middle of a screen as it is laid out now. */
struct middle {
    struct frame_plan frame;
    struct box left, right; /* what is free under the head; portrait uses `right` alone */
    struct piece left_pieces[PIECES_MAX], pieces[PIECES_MAX];
    int left_count, count;
};

static struct squeeze squeeze_of(const struct layout *layout, int index)
{
    return layout_is_portrait(layout) ? portrait_squeezes[index] : landscape_squeezes[index];
}

/* ---- the head: path, question, hint ---- */

static int put_bars(struct layout *layout, struct box at)
{
    const struct theme *theme = &layout->theme;
    const struct view *view = layout->input->view;
    struct look done = {theme->action, THEME_NO_COLOR, 0, 1.25, false};
    struct look ahead = {theme->surface, theme->line, 0.4, 1.25, false};
    int gap = layout_mm(layout, 2), count = view->step_count;
    struct box bar = {at.x, at.y, 0, layout_mm(layout, 2.5)};

    for (int i = 0; i < count; i++) {
        bar.x = at.x + i * (at.width + gap) / count;
        bar.width = at.x + (i + 1) * (at.width + gap) / count - gap - bar.x;
        layout_put_box(layout, bar, i < view->step_now ? &done : &ahead);
    }
    return bar.height;
}

/* The last squeeze of a low panel: what is no question, no warning and no control gives way. */
static bool is_barest(const struct layout *layout)
{
    return layout->squeeze.brief && layout->squeeze.answer < 0;
}

/* On one line when both fit, else each on its own. The bars keep their room when there are none, so
 * the question stays where it is. */
static int put_path(struct layout *layout, struct box at)
{
    struct type name = layout_type_explain(layout), step = name;
    const struct view *view = layout->input->view;
    char path[TEXTS_SENTENCE_BYTES], text[TEXTS_SENTENCE_BYTES];
    int path_width, y = at.y;
    struct box beside = at;

    name.bold = true;
    name.color = layout->theme.ink;
    layout_text(layout, &view->path, path);
    layout_text(layout, &view->step_text, text);
    if ((path[0] == '\0' || is_barest(layout)) && text[0] == '\0')
        return 0;
    if (layout->squeeze.brief && text[0] != '\0') {
        if (!is_barest(layout))
            y += layout_put_text(layout, text, &step, at) + layout_mm(layout, 0.5);
        y += put_bars(layout, (struct box){at.x, y, at.width, 0});
        return y + layout_mm(layout, 1) - at.y;
    }
    path_width = layout_measure(layout, path, &name, 0).width_px + layout_mm(layout, 6);
    beside.x += path_width;
    beside.width -= path_width;
    if (layout_measure(layout, text, &step, 0).width_px <= beside.width) {
        y += layout_put_text(layout, path, &name, at);
        layout_put_text(layout, text, &step, beside);
    } else {
        y += layout_put_text(layout, path, &name, at);
        y += layout_put_text(layout, text, &step, (struct box){at.x, y, at.width, 0});
    }
    y += layout_mm(layout, 1);
    y += put_bars(layout, (struct box){at.x, y, at.width, 0});
    return y + layout_mm(layout, layout_is_portrait(layout) ? HEAD_GAP_MM : 1) - at.y;
}

static int put_head(struct layout *layout, struct box at)
{
    struct type question = layout_type_question(layout), hint = layout_type_explain(layout);
    const struct view *view = layout->input->view;
    char text[TEXTS_SENTENCE_BYTES];
    int y = at.y + put_path(layout, at);

    layout_text(layout, &view->question, text);
    y += layout_put_text(layout, text, &question, (struct box){at.x, y, at.width, 0});
    if (is_barest(layout))
        text[0] = '\0';
    else
        layout_text(layout, &view->hint, text);
    if (text[0] != '\0' && layout_is_portrait(layout))
        y += layout_mm(layout, 1);
    y += layout_put_text(layout, text, &hint, (struct box){at.x, y, at.width, 0});
    return y == at.y ? 0 : y + layout_gap(layout, PART_GAP_MM) - at.y;
}

/* ---- a column of groups ---- */

static int flow(struct layout *layout, const struct piece *pieces, int count, struct box area,
                int extra_px)
{
    int y = area.y;

    for (int i = 0; i < count;) {
        int group = parts_group_count(&pieces[i], count - i), natural;
        struct box at = {area.x, y, area.width, 0};
        bool drawing = layout->drawing;

        if (i > 0)
            at.y = y += layout_gap(layout, PART_GAP_MM) > layout_target_gap(layout)
                            ? layout_gap(layout, PART_GAP_MM)
                            : layout_target_gap(layout);
        layout->drawing = false;
        natural = parts_put_group(layout, &pieces[i], group, at);
        layout->drawing = drawing;
        if (drawing) {
            at.height = parts_stretch(layout, &pieces[i]) ? natural + extra_px : 0;
            natural = parts_put_group(layout, &pieces[i], group, at);
        }
        y += natural;
        i += group;
    }
    return y - area.y;
}

/* Draws a column; what is left over is shared by the groups that can use it. */
static void flow_put(struct layout *layout, const struct piece *pieces, int count, struct box area)
{
    int natural, growing = 0;

    layout->drawing = false;
    natural = flow(layout, pieces, count, area, 0);
    layout->drawing = true;
    for (int i = 0; i < count; i += parts_group_count(&pieces[i], count - i))
        growing += parts_stretch(layout, &pieces[i]);
    if (natural > area.height)
        layout_overflow(layout);
    flow(layout, pieces, count, area,
         growing > 0 && natural < area.height ? (area.height - natural) / growing : 0);
}

/* ---- the middle ---- */

static bool is_words(const struct part *part)
{
    return part->kind == PART_PARAGRAPH || part->kind == PART_NOTE || part->kind == PART_PROGRESS ||
           part->kind == PART_FIELD || part->kind == PART_BANNER;
}

/* How the two columns of landscape share the parts. Words stand under the question while keys,
 * cards or rows take the other column; where they are too many, first the fields move over to their
 * keys, or the warnings, then all. */
enum share {
    SHARE_WORDS_LEFT,
    SHARE_FIELDS_RIGHT,
    SHARE_NOTES_RIGHT,
    SHARE_ALL_RIGHT,
    SHARE_COUNT
};

static bool has_part(const struct view *view, enum part_kind kind)
{
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == kind)
            return true;
    return false;
}

static bool goes_left(const struct layout *layout, const struct part *part, enum share share)
{
    const struct view *view = layout->input->view;
    bool others = false, ledger = has_part(view, PART_FACT) || has_part(view, PART_ROW);

    if (share == SHARE_ALL_RIGHT || (share == SHARE_NOTES_RIGHT && part->kind == PART_NOTE) ||
        (share == SHARE_FIELDS_RIGHT && part->kind == PART_FIELD))
        return false;
    for (int i = 0; i < view->part_count; i++)
        others = others || !is_words(&view->parts[i]);
    if (part->kind == PART_PICTURE || part->kind == PART_QR)
        return ledger;
    return part->kind == PART_BANNER || (others && is_words(part));
}

/* Warnings that moved over come first: they say what the buttons ask. */
static bool is_warning(const struct part *part)
{
    return part->kind == PART_NOTE && part->tone != TONE_PLAIN;
}

static void middle_fill(const struct layout *layout, struct middle *middle, enum share share)
{
    const struct view *view = layout->input->view;
    bool notes_first = share == SHARE_NOTES_RIGHT;

    middle->left_count = middle->count = 0;
    for (int i = 0; notes_first && i < view->part_count; i++)
        if (is_warning(&view->parts[i]))
            middle->pieces[middle->count++] = (struct piece){&view->parts[i], 0, 0};
    for (int i = 0; i < view->part_count; i++) {
        struct piece piece = {&view->parts[i], 0, 0};

        if (notes_first && is_warning(piece.part))
            continue;
        if (goes_left(layout, piece.part, share))
            middle->left_pieces[middle->left_count++] = piece;
        else
            middle->pieces[middle->count++] = piece;
    }
}

/* One column under the head: on a high panel, and for faces, which stand beside each other. */
static bool is_one_column(const struct layout *layout)
{
    return layout_is_portrait(layout) || has_part(layout->input->view, PART_FACE);
}

/* Takes the height of the head, and of the secondary action, off the areas. */
static void middle_measure(struct layout *layout, struct middle *middle, int reserve_px)
{
    bool one = is_one_column(layout);
    struct box *room;
    int head;

    middle->left = middle->frame.left;
    middle->right = middle->frame.right;
    if (!one)
        middle->left.height -= reserve_px;
    layout->drawing = false;
    head = put_head(layout, middle->left);
    middle->left.y += head;
    middle->left.height -= head;
    if (one)
        middle->right = middle->left;
    room = one ? &middle->right : &middle->left;
    if (layout->input->view->secondary.action.kind != ACTION_NONE)
        room->height = middle->frame.secondary.y - layout_target_gap(layout) - room->y -
                       (one ? 0 : reserve_px);
}

/* In landscape the question has a column of its own: it stays as large as that allows, and only
 * where even a small one is too much does the path grow short. `reserve_px` stays free under it.
 * True when it fits. */
static bool question_fit(struct layout *layout, struct middle *middle, int reserve_px)
{
    static const double sizes[] = {0.6, 0.3, 0, -0.3, -0.6, -1};
    int tries = 2 * (int)(sizeof(sizes) / sizeof(sizes[0]));

    middle_measure(layout, middle, reserve_px);
    for (int i = 0; !is_one_column(layout) && i < tries; i++) {
        layout->squeeze.brief = i >= tries / 2;
        layout->squeeze.question = sizes[i % (tries / 2)];
        middle_measure(layout, middle, reserve_px);
        if (flow(layout, middle->left_pieces, middle->left_count, middle->left, 0) <=
            middle->left.height)
            return true;
    }
    return is_one_column(layout);
}

static bool middle_fits(struct layout *layout, const struct middle *middle)
{
    layout->drawing = false;
    return middle->left.height >= 0 &&
           flow(layout, middle->left_pieces, middle->left_count, middle->left, 0) <=
               middle->left.height &&
           flow(layout, middle->pieces, middle->count, middle->right, 0) <= middle->right.height;
}

/* ---- pages ---- */

static void put_page_key(struct layout *layout, struct box box, int step, bool enabled)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->action, 0.8, 4, false};
    struct touch touch = {
        {ACTION_NONE, 0}, step > 0 ? "page_next" : "page_back", "", false, LOCAL_PAGE, step, false};
    uint32_t ground = layout->ground;

    if (!enabled)
        return;
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    layout_put_icon(layout, step > 0 ? DRAW_ICON_FORWARD : DRAW_ICON_BACK, 0,
                    box_inset(box, box.height / 5), theme->action);
    layout_end_target(layout);
    layout->ground = ground;
}

static void put_pager(struct layout *layout, struct box at, int page, int count)
{
    struct type type = {layout->theme.answer_min_mm, true, TYPE_CENTER, layout->theme.ink};
    int width = at.width / 3;
    char text[32];

    snprintf(text, sizeof(text), "%d / %d", page + 1, count);
    put_page_key(layout, (struct box){at.x, at.y, width, at.height}, -1, page > 0);
    put_page_key(layout, (struct box){box_right(at) - width, at.y, width, at.height}, 1,
                 page + 1 < count);
    layout_put_label(layout, text, &type,
                     (struct box){at.x + width, at.y, at.width - 2 * width, at.height});
}

/* Paragraphs longer than a page become pieces of lines. */
static void split_paragraphs(struct layout *layout, struct middle *middle, int height_px)
{
    for (int i = 0; i < middle->count && middle->count < PIECES_MAX; i++) {
        struct piece *piece = &middle->pieces[i];
        char text[TEXTS_SENTENCE_BYTES];
        uint16_t cut;

        if (piece->part->kind != PART_PARAGRAPH ||
            flow(layout, piece, 1, middle->right, 0) <= height_px)
            continue;
        cut = parts_paragraph_cut(layout, piece, middle->right.width, height_px);
        if (cut == 0)
            continue;
        layout_text(layout, &piece->part->text, text);
        memmove(piece + 2, piece + 1, (size_t)(middle->count - i - 1) * sizeof(*piece));
        middle->count++;
        piece[1] = *piece;
        piece[1].start = (uint16_t)(piece->start + cut);
        piece[1].length = (uint16_t)(strlen(text) - piece[1].start);
        piece->length = cut;
    }
}

/* The five faces are one question: no page shows some of them. */
static bool is_whole(const struct piece *piece)
{
    return piece[0].part->kind == PART_FACE && piece[-1].part->kind == PART_FACE;
}

/* Fills `starts` with the first piece of each page; returns the count of pages. */
static int cut_pages(struct layout *layout, const struct middle *middle, int height_px,
                     int starts[PAGES_MAX + 1])
{
    int pages = 0, at = 0;

    while (at < middle->count && pages < PAGES_MAX) {
        int taken = 1;

        starts[pages++] = at;
        while (at + taken < middle->count &&
               flow(layout, &middle->pieces[at], taken + 1, middle->right, 0) <= height_px)
            taken++;
        while (at + taken < middle->count && is_whole(&middle->pieces[at + taken]))
            taken++;
        at += taken;
    }
    starts[pages] = middle->count;
    return pages;
}

static bool all_pages_fit(struct layout *layout, const struct middle *middle, const int *starts,
                          int pages, int height_px)
{
    for (int i = 0; i < pages; i++)
        if (flow(layout, &middle->pieces[starts[i]], starts[i + 1] - starts[i], middle->right, 0) >
            height_px)
            return false;
    return true;
}

static void put_sheet(struct layout *layout, const struct frame_plan *frame)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->line, 0.5, 6, false};
    bool portrait = layout_is_portrait(layout);

    if (!layout->input->view->sheet)
        return;
    layout_put_box(layout, box_inset(frame->middle, -layout_mm(layout, portrait ? 4 : 2)), &look);
    layout->ground = theme->surface;
}

static void put_middle(struct layout *layout, struct middle *middle)
{
    layout->drawing = true;
    put_sheet(layout, &middle->frame);
    put_head(layout, middle->frame.left);
    flow_put(layout, middle->left_pieces, middle->left_count, middle->left);
}

struct pages {
    int starts[PAGES_MAX + 1], count;
    struct box pager;
};

/* In landscape the keys of the pages stand under the question where there is room for them. */
static void pager_plan(struct layout *layout, struct middle *middle, struct pages *pages)
{
    int height = layout_mm(layout, layout->theme.target_mm), gap = layout_target_gap(layout);
    struct box *room = &middle->left;

    if (is_one_column(layout) || !question_fit(layout, middle, height + gap)) {
        question_fit(layout, middle, 0);
        room = &middle->right;
        room->height -= height + gap;
    }
    pages->pager = (struct box){room->x, box_bottom(*room) + gap, room->width, height};
}

static bool pages_plan(struct layout *layout, struct middle *middle, enum share share,
                       struct pages *pages)
{
    middle_fill(layout, middle, share);
    pager_plan(layout, middle, pages);
    if (flow(layout, middle->left_pieces, middle->left_count, middle->left, 0) >
        middle->left.height)
        return false;
    split_paragraphs(layout, middle, middle->right.height);
    pages->count = cut_pages(layout, middle, middle->right.height, pages->starts);
    return pages->count > 0 &&
           all_pages_fit(layout, middle, pages->starts, pages->count, middle->right.height);
}

static bool pages_try(struct layout *layout, struct middle *middle, int squeeze, int share,
                      struct pages *pages)
{
    layout->squeeze = squeeze_of(layout, squeeze);
    layout->squeeze.modest = share == SHARE_ALL_RIGHT;
    layout->out->squeeze = (uint8_t)squeeze;
    return pages_plan(layout, middle, (enum share)share, pages);
}

static int share_first(const struct layout *layout)
{
    return is_one_column(layout) ? SHARE_ALL_RIGHT : SHARE_WORDS_LEFT;
}

/* The way with the fewest pages, and of those the one with the largest type. */
static bool pages_find(struct layout *layout, struct middle *middle, struct pages *pages)
{
    const struct view *view = layout->input->view;
    bool terse = has_part(view, PART_CARD) || has_part(view, PART_CHOICE);
    int first = layout_is_portrait(layout) ? SQUEEZE_OF_PORTRAIT_PAGES
                : terse                    ? SQUEEZE_OF_TERSE_PAGES
                                           : SQUEEZE_OF_PAGES;
    int best = PAGES_MAX + 1, squeeze = SQUEEZE_COUNT - 1, share = SHARE_ALL_RIGHT;

    for (int i = first; i < SQUEEZE_COUNT; i++)
        for (int s = share_first(layout); s < SHARE_COUNT; s++)
            if (pages_try(layout, middle, i, s, pages) && pages->count < best) {
                best = pages->count;
                squeeze = i;
                share = s;
            }
    return pages_try(layout, middle, squeeze, share, pages);
}

/* True when the primary action says yes to words or rows: then all of them are shown first. */
static bool is_affirmed(const struct view *view)
{
    bool words = has_part(view, PART_PARAGRAPH);

    for (int i = 0; i < view->part_count; i++)
        words =
            words && (view->parts[i].kind == PART_PARAGRAPH || view->parts[i].kind == PART_NOTE);
    return !view->sheet && (words || has_part(view, PART_ROW));
}

static void put_on_pages(struct layout *layout, struct middle *middle)
{
    const struct layout_input *input = layout->input;
    struct pages pages;
    int page, first, seen;

    memset(&pages, 0, sizeof(pages));
    if (!pages_find(layout, middle, &pages))
        layout->out->overflow = 1;
    if (pages.count == 0) { /* nothing to turn: the head alone is too large */
        put_middle(layout, middle);
        return;
    }
    page = input->page < pages.count ? input->page : pages.count - 1;
    seen = input->pages_seen > page + 1 ? input->pages_seen : page + 1;
    layout->unread = is_affirmed(input->view) && seen < pages.count;
    layout->out->page = (uint8_t)page;
    layout->out->page_count = (uint8_t)pages.count;
    put_middle(layout, middle);
    put_pager(layout, pages.pager, page, pages.count);
    first = pages.starts[page];
    flow_put(layout, &middle->pieces[first], pages.starts[page + 1] - first, middle->right);
}

/* Two columns first, then, where the left one is full, everything in the right one. */
static bool put_on_one_page(struct layout *layout, struct middle *middle)
{
    for (int i = 0; i < SQUEEZE_COUNT; i++)
        for (int s = share_first(layout); s < SHARE_COUNT; s++) {
            layout->squeeze = squeeze_of(layout, i);
            layout->squeeze.modest = s == SHARE_ALL_RIGHT;
            middle_fill(layout, middle, (enum share)s);
            question_fit(layout, middle, 0);
            if (!middle_fits(layout, middle))
                continue;
            layout->out->squeeze = (uint8_t)i;
            put_middle(layout, middle);
            flow_put(layout, middle->pieces, middle->count, middle->right);
            return true;
        }
    return false;
}

static void out_begin(const struct layout_input *input, const struct theme *theme,
                      struct draw_list *out)
{
    const struct view *view = input->view;

    out->item_count = out->target_count = 0;
    out->text_used = 0;
    out->text[0] = '\0';
    text_copy(out->name, sizeof(out->name), view_name(view));
    out->serial = view->serial;
    out->language = view->language;
    out->modes = view->modes;
    out->sheet = view->sheet;
    out->overflow = out->page = out->squeeze = out->dots = 0;
    out->page_count = 1;
    out->paper = view->sheet ? theme->sheet : theme->paper;
    out->width_px = input->panel->width_px;
    out->height_px = input->panel->height_px;
}

void layout_view(const struct layout_input *input, struct draw_list *out)
{
    struct layout layout = {input,
                            out,
                            theme_make(input->view->modes != 0, input->panel),
                            portrait_squeezes[0],
                            theme_px_per_mm(input->panel),
                            true,
                            DRAW_NO_TARGET,
                            false,
                            0};
    struct middle middle;

    memset(&middle, 0, sizeof(middle));
    out_begin(input, &layout.theme, out);
    layout.ground = out->paper;
    middle.frame = frame_plan(&layout);
    if (input->view->sheet) {
        int edge = layout_mm(&layout, layout_is_portrait(&layout) ? 8 : 3);

        middle.frame.left = box_inset(middle.frame.left, edge);
        middle.frame.right = box_inset(middle.frame.right, edge);
    }
    if (is_one_column(&layout)) {
        middle.frame.left.width = box_right(middle.frame.right) - middle.frame.left.x;
        middle.frame.right = middle.frame.left;
    }
    if (!put_on_one_page(&layout, &middle))
        put_on_pages(&layout, &middle);
    layout.ground = out->paper;
    frame_put(&layout, &middle.frame);
}
