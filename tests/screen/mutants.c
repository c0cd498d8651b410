#include "tests/screen/mutants.h"

#include <string.h>

#include "firmware/base/text.h"
#include "tests/screen/check.h"

#define GREY 0xA8A49C

/* ---- finding things ---- */

static int find_target(const struct draw_list *list, const char *role)
{
    for (int i = 0; i < list->target_count; i++)
        if (strcmp(list->targets[i].role, role) == 0)
            return i;
    return DRAW_NO_TARGET;
}

/* The first text of the middle that belongs to no key and has some length. */
static struct draw_item *find_text(struct draw_list *list)
{
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_TEXT && list->items[i].target == DRAW_NO_TARGET &&
            strlen(list->text + list->items[i].text) >= 9 &&
            list->items[i].box.y > list->height_px / 8)
            return &list->items[i];
    return &list->items[0];
}

/* The first text of at least two lines. */
static struct draw_item *find_long_text(struct draw_list *list)
{
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_TEXT &&
            list->items[i].box.height > 2 * list->items[i].style.em_px &&
            list->items[i].ink.height > 2 * list->items[i].style.em_px)
            return &list->items[i];
    return find_text(list);
}

static void move_target(struct draw_list *list, int target, int x, int y)
{
    if (target == DRAW_NO_TARGET)
        return;
    list->targets[target].box.x += x;
    list->targets[target].box.y += y;
    for (int i = 0; i < list->item_count; i++) {
        struct draw_item *item = &list->items[i];

        if (item->target != target)
            continue;
        item->box.x += x;
        item->box.y += y;
        item->ink.x += x;
        item->ink.y += y;
    }
}

static void resize_target(struct draw_list *list, int target, int width, int height)
{
    if (target == DRAW_NO_TARGET)
        return;
    list->targets[target].box.width += width;
    list->targets[target].box.height += height;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].target == target && list->items[i].kind == DRAW_BOX) {
            list->items[i].box.width += width;
            list->items[i].box.height += height;
            list->items[i].ink = list->items[i].box;
        }
}

static void fill(struct shot *shot, struct box box, uint32_t color)
{
    for (int y = box.y; y < box_bottom(box); y++)
        for (int x = box.x; x < box_right(box); x++)
            memcpy(shot->frame.pixels + (size_t)y * (size_t)shot->frame.stride_bytes +
                       4 * (size_t)x,
                   &color, 4);
}

/* ---- texts ---- */

static void grey_text(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    find_text(list)->color = GREY;
}

static void small_text(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    find_text(list)->style.em_px = 20;
}

static void smaller_elder(struct shot *shot, struct draw_list *list)
{
    find_text(list)->style.em_px = (int)(7.0 / THEME_CAP_PER_EM / shot->mm_y);
}

static void far_text(struct shot *shot, struct draw_list *list)
{
    find_text(list)->style.em_px = (int)(6.0 / THEME_CAP_PER_EM / shot->mm_y);
}

static void thin_text(struct shot *shot, struct draw_list *list)
{
    struct draw_item *item = find_text(list);

    item->style.em_px = (int)(6.8 / THEME_CAP_PER_EM / shot->mm_y);
    item->style.bold = 0;
}

/* Light strokes on light ground: the letters stand, their strokes are half as wide. */
static void thin_hairline(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_TEXT)
            list->items[i].style.em_px /= 2;
}

static void tight_lines(struct shot *shot, struct draw_list *list)
{
    struct draw_item *item = find_long_text(list);

    (void)shot;
    item->style.line_px = item->style.em_px * 11 / 10;
}

static void ellipsis(struct shot *shot, struct draw_list *list)
{
    struct draw_item *item = find_text(list);

    (void)shot;
    item->text = draw_list_keep(list, "证明您…");
}

static void drop_text(struct shot *shot, struct draw_list *list)
{
    struct draw_item *item = find_text(list);

    (void)shot;
    item->text = draw_list_keep(list, "");
}

static void text_on_text(struct shot *shot, struct draw_list *list)
{
    struct draw_item *first = find_text(list);

    (void)shot;
    for (struct draw_item *item = first + 1; item < list->items + list->item_count; item++)
        if (item->kind == DRAW_TEXT && item->target == DRAW_NO_TARGET) {
            item->ink.x += first->box.x - item->box.x;
            item->ink.y += first->box.y - item->box.y;
            item->box.x = first->box.x;
            item->box.y = first->box.y;
            return;
        }
}

static void text_out_of_key(struct shot *shot, struct draw_list *list)
{
    int target = find_target(list, "primary");

    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_TEXT && list->items[i].target == target) {
            list->items[i].box.x += list->targets[target].box.width / 2;
            list->items[i].ink.x += list->targets[target].box.width / 2;
        }
}

static void cut_text(struct shot *shot)
{
    const struct draw_item *item = find_text(shot->list);
    struct box half = item->ink;

    half.x += half.width / 2;
    half.width -= half.width / 2;
    fill(shot, half, item->background);
}

static void faint_character(struct shot *shot)
{
    const struct draw_item *item = find_text(shot->list);

    for (int y = item->ink.y; y < box_bottom(item->ink); y++)
        for (int x = item->ink.x; x < item->ink.x + item->style.em_px * 3 / 2; x++) {
            uint32_t *pixel =
                (uint32_t *)(void *)(shot->frame.pixels +
                                     (size_t)y * (size_t)shot->frame.stride_bytes + 4 * (size_t)x);
            if ((*pixel & 255) < 0x90)
                *pixel = GREY;
        }
}

static void stain(struct shot *shot)
{
    struct box box = find_text(shot->list)->ink;

    box.height /= 3;
    fill(shot, box, 0xFAF7F0);
}

/* ---- keys ---- */

static void pale_icon(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_ICON)
            list->items[i].color = 0xD9D2C3;
}

static void pale_edge(struct shot *shot, struct draw_list *list)
{
    int target = find_target(list, "back");

    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].target == target && list->items[i].kind == DRAW_BOX)
            list->items[i].border = 0xE0DACC;
}

static void small_back(struct shot *shot, struct draw_list *list)
{
    resize_target(list, find_target(list, "back"), 0,
                  (int)(12.0 / shot->mm_y) - list->targets[find_target(list, "back")].box.height);
}

static void low_primary(struct shot *shot, struct draw_list *list)
{
    int target = find_target(list, "primary");

    resize_target(list, target, 0, (int)(16.5 / shot->mm_y) - list->targets[target].box.height);
}

static void box_off_target(struct shot *shot, struct draw_list *list)
{
    int target = find_target(list, "back");

    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].target == target && list->items[i].kind == DRAW_BOX) {
            list->items[i].box = box_inset(list->items[i].box, 6);
            list->items[i].ink = list->items[i].box;
        }
}

static void target_off_box(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    list->targets[find_target(list, "help")].box.y += 14;
}

/* All of the list moves along, and the list says it stands where it did. */
static void help_elsewhere(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    move_target(list, find_target(list, "help"), 0, 6);
}

static void near_keys(struct shot *shot, struct draw_list *list)
{
    int help = find_target(list, "help"), leave = find_target(list, "leave");

    if (help != DRAW_NO_TARGET && leave != DRAW_NO_TARGET)
        resize_target(list, help,
                      list->targets[leave].box.x - box_right(list->targets[help].box) -
                          (int)(1.5 / shot->mm_x),
                      0);
}

static void flat_key(struct shot *shot, struct draw_list *list)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].action.kind == ACTION_KEY) {
            resize_target(list, i, 0, (int)(11.0 / shot->mm_y) - list->targets[i].box.height);
            return;
        }
}

static void many_choices(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].action.kind == ACTION_CHOOSE) {
            for (int n = 0; n < 9; n++)
                draw_list_add_target(list, &list->targets[i]);
            return;
        }
}

static void high_key(struct shot *shot, struct draw_list *list)
{
    int target = find_target(list, "back");

    (void)shot;
    move_target(list, target, 0, 40 - list->targets[target].box.y);
}

static void small_no(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    resize_target(list, find_target(list, "secondary"), -120, 0);
}

static void large_face(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].action.kind == ACTION_RATE && list->targets[i].action.arg == 5)
            resize_target(list, i, 20, 20);
}

static void nameless_key(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    list->targets[find_target(list, "help")].label = draw_list_keep(list, "");
}

static void dead_key(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    list->targets[find_target(list, "help")].action.kind = ACTION_NONE;
}

static void no_clock(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_TEXT &&
            strcmp(list->text + list->items[i].text, "21:40") == 0)
            list->items[i].text = draw_list_keep(list, "");
}

/* Chosen or not: the same sign, the same pen; only colours tell. */
static void color_alone(struct shot *shot, struct draw_list *list)
{
    (void)shot;
    for (int i = 0; i < list->item_count; i++) {
        struct draw_item *item = &list->items[i];

        if (item->kind == DRAW_ICON &&
            (item->icon == DRAW_ICON_RADIO || item->icon == DRAW_ICON_RADIO_ON))
            item->icon = DRAW_ICON_RADIO;
        if (item->kind == DRAW_BOX && item->target != DRAW_NO_TARGET)
            item->pen_px = 4;
    }
}

static void invisible_ring(struct shot *shot, struct draw_list *list)
{
    struct draw_item *last = &list->items[list->item_count - 1];

    (void)shot;
    if (last->kind == DRAW_BOX && last->color == THEME_NO_COLOR)
        last->border = list->paper;
}

/* ---- views ---- */

static void no_back(struct view *view)
{
    memset(&view->back, 0, sizeof(view->back));
}

static void unmarked(struct view *view)
{
    for (int i = 0; i < view->part_count; i++)
        view->parts[i].secret = 0;
}

static void long_sentence(struct view *view)
{
    view->hint =
        phrase_literal(&view->pool, "请您在仔细阅读本页面所载明的全部内容之后再行点击下方的按钮。");
}

static void bare_code(struct view *view)
{
    view->hint = phrase_literal(&view->pool, "ERR_PAPER_OUT");
}

static void only_by_hand(struct view *view)
{
    int kept = 0;

    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind != PART_WAY)
            view->parts[kept++] = view->parts[i];
    view->part_count = (uint8_t)kept;
}

static void only_by_face(struct view *view)
{
    struct part *part = &view->parts[view->part_count++];

    memset(part, 0, sizeof(*part));
    part->kind = PART_CAMERA;
    part->icon = OUTLINE_FACE;
    memset(&view->secondary, 0, sizeof(view->secondary));
}

/* ---- speech ---- */

static void silent_question(struct speech *speech)
{
    for (int i = 0; i < speech->count; i++)
        if (speech->lines[i].part == SPEECH_NO_PART)
            speech->lines[i].text[0] = '\0';
}

static void silent(struct speech *speech)
{
    speech->count = 0;
}

static void only_aloud(struct speech *speech)
{
    text_append(speech->lines[0].text, SPEECH_LINE_BYTES, "门在您的左边。");
}

static void out_of_order(struct speech *speech)
{
    struct speech_line line = speech->lines[speech->count - 3];

    for (int i = 0; i < speech->count; i++)
        if (speech->lines[i].part == 0) {
            speech->lines[speech->count - 3] = speech->lines[i];
            speech->lines[i] = line;
            return;
        }
}

static void number_aloud(struct speech *speech)
{
    text_append(speech->lines[0].text, SPEECH_LINE_BYTES, "11010519491231002X");
}

/* ---- the core ---- */

static void early_alert(struct core *core)
{
    if (core->outer == OUTER_SESSION && core->session.sheet == SHEET_NONE)
        core->session.touched_ms -= 20000;
}

static void hasty_sheet(struct core *core)
{
    if (core->session.sheet == SHEET_IDLE)
        core->session.sheet_since_ms -= 1500;
}

static void no_guard(struct core *core)
{
    core->session.screen_since_ms = 0;
}

static void deaf_clock(struct core *core)
{
    core->voice.speaking = 0;
}

static void restless(struct core *core)
{
    core->serial++;
}

static void remembers(struct core *core)
{
    if (core->outer == OUTER_IDLE)
        core->session.modes = MODE_ELDER;
}

static void loud_for_ever(struct core *core)
{
    if (core->outer == OUTER_SESSION)
        core->session.hearing.louder = -2;
}

static void one_extension(struct core *core)
{
    static int closed;

    if (core->outer == OUTER_SESSION && core->session.sheet == SHEET_NONE && ++closed % 3 == 0)
        core->session.sheet = SHEET_LEAVE;
}

#define ROW(title, id, by, on, in, hook, function)                                                 \
    {                                                                                              \
        .name = title, .check = CHECK_##id, .way = by, .screen = on, .modes = in, .hook = function \
    }
#define LIST(title, id, by, on, in, function) ROW(title, id, by, on, in, list, function)
#define PAINTED(title, id, by, on, in, function) ROW(title, id, by, on, in, painted, function)
#define FRAME(title, id, by, on, in, function) ROW(title, id, by, on, in, frame, function)
#define VIEW(title, id, by, on, in, function) ROW(title, id, by, on, in, view, function)
#define SPEECH(title, id, on, function) ROW(title, id, BY_WORDS, on, 0, speech, function)
#define CORE(title, id, function) ROW(title, id, BY_CORE, "guide", 0, core, function)

const struct mutant mutants[] = {
    LIST("a text is grey", A6, BY_LIST, "guide", 0, grey_text),
    PAINTED("painted grey, the list says ink", A6, BY_PIXELS, "guide", 0, grey_text),
    FRAME("one character is faint", A6, BY_PIXELS, "guide", 0, faint_character),
    LIST("a text is small", A1, BY_LIST, "guide", 0, small_text),
    PAINTED("painted 20 px, the list says more", A1, BY_PIXELS, "guide", 0, small_text),
    LIST("the elder mode has no 8.5 mm", A2, BY_LIST, "guide", MODE_ELDER, smaller_elder),
    LIST("too small for the distance", A3, BY_LIST, "guide", MODE_ELDER, far_text),
    LIST("small hanzi", A4, BY_LIST, "guide", 0, small_text),
    LIST("thin strokes", A5, BY_LIST, "guide", 0, thin_text),
    PAINTED("painted thin, the list says bold", A5, BY_PIXELS, "guide", 0, thin_hairline),
    LIST("pale icons", A7, BY_LIST, "guide", 0, pale_icon),
    PAINTED("a pale edge, the list says a dark one", A7, BY_PIXELS, "guide", 0, pale_edge),
    LIST("the ring cannot be seen", A7, BY_PIXELS, "guide", 0, invisible_ring),
    LIST("a shrunken button", A8, BY_LIST, "guide", 0, small_back),
    LIST("a shrunken button, by its pixels", A8, BY_PIXELS, "guide", 0, small_back),
    LIST("a primary too low for elder", A8, BY_LIST, "guide", MODE_ELDER, low_primary),
    PAINTED("drawn smaller than its hit box", A9, BY_PIXELS, "guide", 0, box_off_target),
    LIST("the hit box is off its drawing", A9, BY_LIST, "guide", 0, target_off_box),
    LIST("two keys too near", A9, BY_LIST, "guide", 0, near_keys),
    LIST("a flat key of the pad", A10, BY_LIST, "form", 0, flat_key),
    LIST("too many choices", A11, BY_LIST, "choice", 0, many_choices),
    LIST("tight lines", A12, BY_LIST, "consent", 0, tight_lines),
    PAINTED("lines painted tight, the list says wide", A12, BY_PIXELS, "consent", 0, tight_lines),
    FRAME("half of a text is clipped", A13, BY_PIXELS, "guide", 0, cut_text),
    FRAME("a band over a text", A13, BY_PIXELS, "guide", 0, stain),
    LIST("an ellipsis", A13, BY_LIST, "guide", 0, ellipsis),
    LIST("a text over another", A13, BY_PIXELS, "guide", 0, text_on_text),
    LIST("a text over another, by the list", A13, BY_LIST, "guide", 0, text_on_text),
    LIST("a label leaves its key", A13, BY_LIST, "guide", 0, text_out_of_key),
    LIST("a text is left out", A13, BY_WORDS, "guide", 0, drop_text),
    PAINTED("a text is not painted", A13, BY_PIXELS, "guide", 0, drop_text),
    LIST("chosen by colour alone", A14, BY_PIXELS, "choice", 0, color_alone),
    LIST("help moved by 6 px", A15, BY_LIST, "guide", 0, help_elsewhere),
    VIEW("no way back", A15, BY_LIST, "guide", 0, no_back),
    LIST("no time", A15, BY_LIST, "guide", 0, no_clock),
    LIST("a key that does nothing", A22, BY_LIST, "guide", 0, dead_key),
    VIEW("writing by hand alone", A22, BY_LIST, "form", 0, only_by_hand),
    SPEECH("an unspoken screen", A26, "guide", silent),
    SPEECH("an unspoken question", A26, "guide", silent_question),
    SPEECH("another order of speech", A26, "guide", out_of_order),
    LIST("a key without a name", A26, BY_LIST, "guide", 0, nameless_key),
    VIEW("private parts are not marked", A28, BY_WORDS, "review", 0, unmarked),
    SPEECH("an ID number aloud", A28, "review", number_aloud),
    SPEECH("a sentence for ears alone", A29, "guide", only_aloud),
    VIEW("a face and no other way", A30, BY_LIST, "guide", 0, only_by_face),
    LIST("a key out of reach", A32, BY_LIST, "guide", MODE_LOW, high_key),
    LIST("a key out of reach, by its pixels", A32, BY_PIXELS, "guide", MODE_LOW, high_key),
    VIEW("a long sentence", A33, BY_WORDS, "guide", MODE_ELDER, long_sentence),
    VIEW("a bare code", A33, BY_WORDS, "guide", 0, bare_code),
    LIST("a smaller no", A34, BY_LIST, "consent", 0, small_no),
    LIST("a larger face", A34, BY_LIST, "rating", 0, large_face),
    CORE("an early alert", A16, early_alert),
    CORE("a hasty countdown", A17, hasty_sheet),
    CORE("extensions run out", A18, one_extension),
    CORE("an alert over the voice", A19, deaf_clock),
    CORE("a restless screen", A20, restless),
    CORE("no repeat guard", A23, no_guard),
    CORE("the volume does not rise", A27, loud_for_ever),
    CORE("the mode outlives the visit", A31, remembers),
    {.name = NULL},
};
