/* Pages that the glass itself turns. */
#include "ui/layout_middle.h"

#include <stdio.h>
#include <string.h>

#include "ui/layout_write.h"

#define PAGES_MAX 16
#define SQUEEZE_OF_PORTRAIT_PAGES 9
#define SQUEEZE_OF_PAGES 6
#define SQUEEZE_OF_TERSE_PAGES 10

/* What a key of the pages is called when it is told: the page it leads to. */
static void page_name(const struct layout *layout, int page, char out[TEXTS_SENTENCE_BYTES])
{
    const struct layout_input *input = layout->input;
    struct phrase_pool pool;
    struct phrase name;

    memset(&pool, 0, sizeof(pool));
    name = phrase_with(phrase_word(WORD_PAGE_NUMBER), phrase_number(&pool, (uint64_t)page + 1));
    texts_resolve(input->texts, (enum language)input->view->language, &name, &pool, out);
}

void pages_put_key(struct layout *layout, struct box box, int step, int page)
{
    const struct theme *theme = &layout->theme;
    struct look look = {theme->surface, theme->action, 0.8, 4, false};
    char name[TEXTS_SENTENCE_BYTES];
    struct touch touch = {{ACTION_NONE, 0},
                          step > 0 ? "page_next" : "page_back",
                          name,
                          false,
                          LOCAL_PAGE,
                          step,
                          false};
    uint32_t ground = layout->ground;

    page_name(layout, page + step, name);
    layout_begin_target(layout, box, &touch);
    layout_put_box(layout, box, &look);
    layout->ground = look.fill;
    layout_put_icon(layout, step > 0 ? DRAW_ICON_FORWARD : DRAW_ICON_BACK, 0,
                    box_inset(box, box.height / 5), theme->action);
    layout_end_target(layout);
    layout->ground = ground;
}

/* On the last page nothing leads on: where its pad stands without the key to the other ways of
 * writing, that key takes the place. */
static void put_pager(struct layout *layout, struct box at, int page, int count, bool lacks_ways)
{
    struct type type = {layout->theme.answer_min_mm, true, TYPE_CENTER, layout->theme.ink};
    struct box end;
    int words, width;
    char text[32];

    snprintf(text, sizeof(text), "%d / %d", page + 1, count);
    words = layout_measure(layout, text, &type, 0).width_px + layout_mm(layout, 4);
    width = keys_smaller(at.width / 3, (at.width - words) / 2);
    end = (struct box){box_right(at) - width, at.y, width, at.height};
    if (page > 0)
        pages_put_key(layout, (struct box){at.x, at.y, width, at.height}, -1, page);
    if (page + 1 < count)
        pages_put_key(layout, end, 1, page);
    else if (lacks_ways)
        write_put_fold(layout, end);
    layout_put_label(layout, text, &type,
                     (struct box){at.x + width, at.y, at.width - 2 * width, at.height});
}

/* Makes room behind a piece for what follows it. */
static struct piece *piece_add(struct middle *middle, int index)
{
    struct piece *piece = &middle->pieces[index];

    memmove(piece + 2, piece + 1, (size_t)(middle->count - index - 1) * sizeof(*piece));
    middle->count++;
    piece[1] = *piece;
    return &piece[1];
}

/* A department whose name fills a page: how far it is stands on the next. */
static void split_stage(struct middle *middle, int index)
{
    struct piece *rest = piece_add(middle, index);

    middle->pieces[index].length = STAGES_WHO;
    rest->start = STAGES_WHO;
}

static void split_paragraph(struct layout *layout, struct middle *middle, int index, int height_px)
{
    struct piece *piece = &middle->pieces[index], *rest;
    char text[TEXTS_SENTENCE_BYTES];
    uint16_t cut = parts_paragraph_cut(layout, piece, middle->right.width, height_px);

    if (cut == 0)
        return;
    layout_text(layout, &piece->part->text, text);
    rest = piece_add(middle, index);
    rest->start = (uint16_t)(piece->start + cut);
    rest->length = (uint16_t)(strlen(text) - rest->start);
    piece->length = cut;
}

/* Paragraphs and stages longer than a page become pieces. */
static void split_long(struct layout *layout, struct middle *middle, int height_px)
{
    for (int i = 0; i < middle->count && middle->count < MIDDLE_PIECES_MAX; i++) {
        const struct piece *piece = &middle->pieces[i];
        enum part_kind kind = (enum part_kind)piece->part->kind;
        bool words = kind == PART_PARAGRAPH || kind == PART_PAGE;

        if ((!words && kind != PART_STAGE) ||
            flow_measure(layout, piece, 1, middle->right) <= height_px)
            continue;
        if (words)
            split_paragraph(layout, middle, i, height_px);
        else if (piece->start == 0 && piece->length == 0)
            split_stage(middle, i);
    }
}

/* The five faces are one question: no page shows some of them. */
static bool is_whole(const struct piece *piece)
{
    return piece[0].part->kind == PART_FACE && piece[-1].part->kind == PART_FACE;
}

/* A line over cards stands on their page. */
static bool is_heading(const struct piece *piece)
{
    return piece[0].part->kind == PART_PARAGRAPH &&
           (piece[1].part->kind == PART_CARD || piece[1].part->kind == PART_TILE);
}

static int choices_count(const struct piece *pieces, int count)
{
    int choices = 0;

    for (int i = 0; i < count; i++)
        choices += middle_is_choice(&pieces[i]);
    return choices;
}

/* As many on each page, so that the last one is not left with a single card. */
static int choices_on_page(const struct layout *layout, const struct middle *middle)
{
    int most = layout->theme.choices_max, count = choices_count(middle->pieces, middle->count);
    int pages = (count + most - 1) / most;

    return pages == 0 ? most : (count + pages - 1) / pages;
}

/* Fills `starts` with the first piece of each page; returns the count of pages. */
static int cut_pages(struct layout *layout, const struct middle *middle, int height_px,
                     int starts[PAGES_MAX + 1])
{
    int pages = 0, at = 0, choices_max = choices_on_page(layout, middle);

    while (at < middle->count && pages < PAGES_MAX) {
        int taken = 1;

        starts[pages++] = at;
        while (at + taken < middle->count &&
               choices_count(&middle->pieces[at], taken + 1) <= choices_max &&
               flow_measure(layout, &middle->pieces[at], taken + 1, middle->right) <= height_px)
            taken++;
        while (at + taken < middle->count && is_whole(&middle->pieces[at + taken]))
            taken++;
        if (taken > 1 && at + taken < middle->count && is_heading(&middle->pieces[at + taken - 1]))
            taken--;
        at += taken;
    }
    starts[pages] = middle->count;
    return pages;
}

static bool all_pages_fit(struct layout *layout, const struct middle *middle, const int *starts,
                          int pages, int height_px)
{
    for (int i = 0; i < pages; i++)
        if (flow_measure(layout, &middle->pieces[starts[i]], starts[i + 1] - starts[i],
                         middle->right) > height_px)
            return false;
    return true;
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

    if (middle_is_one_column(layout) || !middle_fit_question(layout, middle, height + gap)) {
        middle_fit_question(layout, middle, 0);
        room = &middle->right;
        room->height -= height + gap;
    }
    pages->pager = (struct box){room->x, box_bottom(*room) + gap, room->width, height};
}

static bool pages_plan(struct layout *layout, struct middle *middle, struct pages *pages)
{
    pager_plan(layout, middle, pages);
    if (flow_measure(layout, middle->left_pieces, middle->left_count, middle->left) >
        middle->left.height)
        return false;
    split_long(layout, middle, middle->right.height);
    pages->count = cut_pages(layout, middle, middle->right.height, pages->starts);
    return pages->count > 0 &&
           all_pages_fit(layout, middle, pages->starts, pages->count, middle->right.height);
}

static bool pages_try(struct layout *layout, struct middle *middle, int squeeze, int share,
                      struct pages *pages)
{
    middle_begin(layout, middle, squeeze, (enum share)share);
    return pages_plan(layout, middle, pages);
}

/* The way with the fewest pages, and of those the one with the largest type. */
static bool pages_find(struct layout *layout, struct middle *middle, struct pages *pages)
{
    const struct view *view = layout->input->view;
    bool terse = middle_has(view, PART_CARD) || middle_has(view, PART_CHOICE);
    int first = layout->face == FACE_WORDS   ? 0
                : layout_is_portrait(layout) ? SQUEEZE_OF_PORTRAIT_PAGES
                : terse                      ? SQUEEZE_OF_TERSE_PAGES
                                             : SQUEEZE_OF_PAGES;
    int best = PAGES_MAX + 1, squeeze = MIDDLE_SQUEEZES - 1, share = SHARE_ALL_RIGHT;

    for (int i = first; i < MIDDLE_SQUEEZES; i++)
        for (int s = middle_share_first(layout); s < SHARE_COUNT; s++)
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
    bool words = middle_has(view, PART_PARAGRAPH);

    for (int i = 0; i < view->part_count; i++)
        words =
            words && (view->parts[i].kind == PART_PARAGRAPH || view->parts[i].kind == PART_NOTE);
    return !view->sheet && (words || middle_has(view, PART_ROW));
}

static bool holds(const struct piece *pieces, int count, enum part_kind kind)
{
    for (int i = 0; i < count; i++)
        if (pieces[i].part->kind == kind)
            return true;
    return false;
}

/* True for a page with a pad whose key to the other ways stands on another page. */
static bool lacks_ways(const struct layout *layout, const struct middle *middle, int first,
                       int count)
{
    return write_has_fold(layout) && holds(&middle->pieces[first], count, PART_WRITE) &&
           !holds(&middle->pieces[first], count, PART_WAY) &&
           !holds(middle->left_pieces, middle->left_count, PART_WAY);
}

/* Draws page `page` of the plan; for the person it is page `shown` of `count`. */
static void put_planned(struct layout *layout, struct middle *middle, const struct pages *pages,
                        int page, int shown, int count)
{
    int first = pages->starts[page], pieces = pages->starts[page + 1] - first;

    layout->out->page = (uint8_t)shown;
    layout->out->page_count = (uint8_t)count;
    middle_put(layout, middle);
    put_pager(layout, pages->pager, shown, count, lacks_ways(layout, middle, first, pieces));
    flow_put(layout, &middle->pieces[first], pieces, middle->right);
}

void pages_put(struct layout *layout, struct middle *middle)
{
    const struct layout_input *input = layout->input;
    struct pages pages;
    int page, seen;

    memset(&pages, 0, sizeof(pages));
    if (!pages_find(layout, middle, &pages))
        layout->out->overflow = 1;
    if (pages.count == 0) { /* nothing to turn: the head alone is too large */
        middle_put(layout, middle);
        return;
    }
    page = input->page < pages.count ? input->page : pages.count - 1;
    seen = input->pages_seen > page + 1 ? input->pages_seen : page + 1;
    layout->unread = is_affirmed(input->view) && seen < pages.count;
    put_planned(layout, middle, &pages, page, page, pages.count);
}

int pages_count(struct layout *layout, struct middle *middle)
{
    struct pages pages;

    memset(&pages, 0, sizeof(pages));
    pages_find(layout, middle, &pages);
    return pages.count > 0 ? pages.count : 1;
}

void pages_put_from(struct layout *layout, struct middle *middle, int first, int count)
{
    int shown = layout->input->page < count ? layout->input->page : count - 1;
    struct pages pages;

    memset(&pages, 0, sizeof(pages));
    if (!pages_find(layout, middle, &pages))
        layout->out->overflow = 1;
    put_planned(layout, middle, &pages, shown - first, shown, count);
}

/* All there is, with room for the keys of the pages. */
static bool pad_try(struct layout *layout, struct middle *middle, int squeeze, struct pages *pages)
{
    middle_begin(layout, middle, squeeze, SHARE_WORDS_LEFT);
    pager_plan(layout, middle, pages);
    return middle_fits(layout, middle);
}

bool pages_fit_pad(struct layout *layout, struct middle *middle)
{
    struct pages pages;

    for (int i = 0; i < SQUEEZE_OF_TERSE_PAGES; i++)
        if (pad_try(layout, middle, i, &pages))
            return true;
    return false;
}

void pages_put_pad(struct layout *layout, struct middle *middle, int page, int count)
{
    struct pages pages;

    memset(&pages, 0, sizeof(pages));
    for (int i = 0; i < SQUEEZE_OF_TERSE_PAGES && !pad_try(layout, middle, i, &pages); i++)
        ;
    pages.starts[1] = middle->count;
    put_planned(layout, middle, &pages, 0, page, count);
}
