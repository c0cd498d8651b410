/* How the two columns share the parts, and whether they hold them. */
#include "ui/layout_middle.h"

/* A high panel has room to give; on a low one the question is the first to yield. Type that grows
 * stays under 6.3 mm or reaches the next size of the scale: between them the strokes of Chinese
 * characters are thinner than their size asks for. */
static const struct squeeze portrait_squeezes[] = {
    {2, 1, 1, 1, false, false, false, 1},        {1.6, 1, 1, 1, false, false, false, 1},
    {1.6, 1, 1, 1, false, false, false, 0.32},   {1.3, 1, 1, 1, false, false, false, 0.32},
    {1.3, 1, 1, 1, false, false, false, 0},      {1, 1, 1, 1, false, false, false, 0},
    {0.75, 1, 1, 1, false, false, false, 0},     {0.5, 1, 1, 1, false, false, false, 0},
    {0.5, 0.5, 1, 1, false, false, false, 0},    {0.5, 0, 1, 1, false, false, false, 0},
    {0.5, 0, 0.6, 0.75, false, false, false, 0}, {0.45, 0, 0.45, 0.6, false, false, false, 0},
    {0.4, 0, 0.3, 0.5, false, false, false, 0},  {0.35, 0, 0, 0, false, false, false, 0},
};
static const struct squeeze landscape_squeezes[] = {
    {1, 1, 1, 0.6, false, false, false, 0},      {0.75, 1, 1, 0.6, false, false, false, 0},
    {0.5, 1, 1, 0.4, false, false, false, 0},    {0.5, 0.5, 0.8, 0.2, false, false, false, 0},
    {0.5, 0, 0.6, 0, false, false, false, 0},    {0.4, 0, 0.3, -0.3, false, false, false, 0},
    {0.35, 0, 0, -0.6, false, false, false, 0},  {0.3, 0, 0, -0.6, true, false, false, 0},
    {0.2, 0, 0, -1, true, false, false, 0},      {0.1, 0, -1, -1, true, false, false, 0},
    {0.5, 0.5, 0.8, 0.2, false, false, true, 0}, {0.4, 0, 0.3, -0.3, false, false, true, 0},
    {0.2, 0, -0.05, -1, true, false, true, 0},   {0.2, 0, -1, -1, true, false, true, 0},
};
static struct squeeze squeeze_of(const struct layout *layout, int index)
{
    return layout_is_portrait(layout) ? portrait_squeezes[index] : landscape_squeezes[index];
}

bool middle_has(const struct view *view, enum part_kind kind)
{
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == kind)
            return true;
    return false;
}

bool middle_is_one_column(const struct layout *layout)
{
    return layout_is_portrait(layout) || middle_has(layout->input->view, PART_FACE);
}

enum share middle_share_first(const struct layout *layout)
{
    return middle_is_one_column(layout) ? SHARE_ALL_RIGHT : SHARE_WORDS_LEFT;
}

bool middle_is_choice(const struct piece *piece)
{
    return piece->part->kind == PART_CARD || piece->part->kind == PART_TILE ||
           piece->part->kind == PART_CHOICE;
}

static bool is_words(const struct part *part)
{
    return part->kind == PART_PARAGRAPH || part->kind == PART_NOTE || part->kind == PART_PROGRESS ||
           part->kind == PART_FIELD || part->kind == PART_BANNER || part->kind == PART_WAY;
}

static bool goes_left(const struct layout *layout, const struct part *part, enum share share)
{
    const struct view *view = layout->input->view;
    bool others = false, ledger = middle_has(view, PART_FACT) || middle_has(view, PART_ROW);

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

/* What the face shows of the view. */
static bool is_on_face(const struct layout *layout, const struct part *part)
{
    if (layout->face == FACE_WORDS)
        return part->kind != PART_WRITE && part->kind != PART_KEYPAD && part->kind != PART_WAY;
    if (layout->face == FACE_PAD_ALONE && (part->kind == PART_NOTE || part->kind == PART_PARAGRAPH))
        return false;
    return layout->face == FACE_WHOLE || part->kind != PART_CARD;
}

void middle_plan_frame(const struct layout *layout, struct middle *middle)
{
    middle->frame = frame_plan(layout);
    if (layout->input->view->sheet) {
        int edge = layout_mm(layout, layout_is_portrait(layout) ? 8 : 3);

        middle->frame.left = box_inset(middle->frame.left, edge);
        middle->frame.right = box_inset(middle->frame.right, edge);
    }
    if (middle_is_one_column(layout)) {
        middle->frame.left.width = box_right(middle->frame.right) - middle->frame.left.x;
        middle->frame.right = middle->frame.left;
    }
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

        if ((notes_first && is_warning(piece.part)) || !is_on_face(layout, piece.part))
            continue;
        if (goes_left(layout, piece.part, share))
            middle->left_pieces[middle->left_count++] = piece;
        else
            middle->pieces[middle->count++] = piece;
    }
}

void middle_begin(struct layout *layout, struct middle *middle, int squeeze, enum share share)
{
    layout->squeeze = squeeze_of(layout, squeeze);
    layout->squeeze.modest = share == SHARE_ALL_RIGHT && !layout_is_portrait(layout);
    layout->out->squeeze = (uint8_t)squeeze;
    middle_fill(layout, middle, share);
}

/* Takes the height of the head, and of the secondary action, off the areas. */
static void middle_measure(struct layout *layout, struct middle *middle, int reserve_px)
{
    bool one = middle_is_one_column(layout);
    struct box *room;
    int head;

    middle->left = middle->frame.left;
    middle->right = middle->frame.right;
    if (!one)
        middle->left.height -= reserve_px;
    layout->drawing = false;
    head = head_put(layout, middle->left);
    middle->left.y += head;
    middle->left.height -= head;
    if (one)
        middle->right = middle->left;
    room = one ? &middle->right : &middle->left;
    if (layout->input->view->secondary.action.kind != ACTION_NONE)
        room->height = middle->frame.secondary.y - layout_target_gap(layout) - room->y -
                       (one ? 0 : reserve_px);
}

static bool left_fits(struct layout *layout, const struct middle *middle)
{
    return flow_measure(layout, middle->left_pieces, middle->left_count, middle->left) <=
           middle->left.height;
}

/* True when no word of it is broken. */
static bool question_is_whole(const struct layout *layout, const struct middle *middle)
{
    struct box box = {0, 0, middle->frame.left.width, layout->out->height_px};
    struct type type = layout_type_question(layout);
    char text[TEXTS_SENTENCE_BYTES];
    bool fits;

    layout_text(layout, &layout->input->view->question, text);
    return layout_fit(layout, text, &type, box, &fits).cap_mm >= type.cap_mm;
}

/* A short question on one line is easier to take in than a larger one on two. */
static bool line_of_question(struct layout *layout, struct middle *middle, int reserve_px)
{
    static const double sizes[] = {0.6, 0.45, 0.3, 0.15, 0};
    char text[TEXTS_SENTENCE_BYTES];

    if (middle_is_one_column(layout))
        return false;
    layout_text(layout, &layout->input->view->question, text);
    layout->squeeze.brief = false;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct type type;

        layout->squeeze.question = sizes[i];
        type = layout_type_question(layout);
        if (layout_measure(layout, text, &type, 0).width_px > middle->frame.left.width)
            continue;
        middle_measure(layout, middle, reserve_px);
        return left_fits(layout, middle);
    }
    return false;
}

/* In landscape the question has a column of its own: it stays as large as that allows, and only
 * where even a small one is too much does the path grow short. */
bool middle_fit_question(struct layout *layout, struct middle *middle, int reserve_px)
{
    static const double sizes[] = {0.6, 0.3, 0, -0.3, -0.6, -1};
    int tries = 2 * (int)(sizeof(sizes) / sizeof(sizes[0]));

    if (line_of_question(layout, middle, reserve_px))
        return true;
    middle_measure(layout, middle, reserve_px);
    for (int i = 0; !middle_is_one_column(layout) && i < tries; i++) {
        layout->squeeze.brief = i >= tries / 2;
        layout->squeeze.question = sizes[i % (tries / 2)];
        middle_measure(layout, middle, reserve_px);
        if (question_is_whole(layout, middle) && left_fits(layout, middle))
            return true;
    }
    return middle_is_one_column(layout);
}

bool middle_fits(struct layout *layout, const struct middle *middle)
{
    layout->drawing = false;
    return middle->left.height >= 0 &&
           flow_measure(layout, middle->left_pieces, middle->left_count, middle->left) <=
               middle->left.height &&
           flow_measure(layout, middle->pieces, middle->count, middle->right) <=
               middle->right.height;
}

/* ---- drawing ---- */

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

void middle_put(struct layout *layout, struct middle *middle)
{
    layout->drawing = true;
    put_sheet(layout, &middle->frame);
    head_put(layout, middle->frame.left);
    flow_put(layout, middle->left_pieces, middle->left_count, middle->left);
}
