/* What the draw list says of a page: sizes, colours, targets, gaps, places. */
#include <math.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/screen/check.h"
#include "tests/screen/places.h"

static const char *text_of(const struct shot *shot, const struct draw_item *item)
{
    return shot->list->text + item->text;
}

static bool is_hanzi(uint32_t character)
{
    return (character >= 0x3400 && character <= 0x9fff) || character >= 0x20000;
}

static bool has_hanzi(const char *text)
{
    size_t length;

    for (; *text != '\0'; text += length)
        if (is_hanzi(text_next(text, &length)))
            return true;
    return false;
}

/* ---- texts ---- */

static void check_size(struct checker *checker, const struct shot *shot,
                       const struct draw_item *item)
{
    struct check_needs needs = check_needs(shot);
    double em_mm = item->style.em_px * shot->mm_y, cap_mm = em_mm * THEME_CAP_PER_EM;
    const char *text = text_of(shot, item);

    check_least(checker, CHECK_A1, BY_LIST, cap_mm, shot->elder ? 6.4 : needs.cap_mm, "cap of '%s'",
                text);
    if (shot->elder) {
        check_least(checker, CHECK_A3, BY_LIST, cap_mm, shot->panel->viewing_mm * 0.01222,
                    "cap of '%s'", text);
        if (shot->panel->height_mm >= THEME_LARGE_PANEL_MM)
            check_least(checker, CHECK_A2, BY_LIST, cap_mm, 8.49, "cap of '%s'", text);
    }
    if (has_hanzi(text))
        check_least(checker, CHECK_A4, BY_LIST, em_mm, needs.hanzi_em_mm, "em of '%s'", text);
    /* Noto Sans CJK: the thinnest strokes of hanzi are 0.07 em, bold ones 0.12. */
    check_least(checker, CHECK_A5, BY_LIST, em_mm * (item->style.bold ? 0.115 : 0.07),
                cap_mm >= 6.35 ? 0.7 : 0.35, "stroke of '%s', cap %.1f", text, cap_mm);
    check_least(checker, CHECK_A6, BY_LIST, theme_contrast(item->color, item->background),
                needs.contrast, "'%s' #%06X on #%06X", text, item->color, item->background);
    if (item->style.width_px > 0 &&
        item->box.height > item->style.em_px * 2) /* more than one line */
        check_least(checker, CHECK_A12, BY_LIST, (double)item->style.line_px / item->style.em_px,
                    needs.line - 0.01, "line spacing of '%s'", text);
}

static bool is_in(struct box inner, struct box outer)
{
    return inner.x >= outer.x && inner.y >= outer.y && box_right(inner) <= box_right(outer) &&
           box_bottom(inner) <= box_bottom(outer);
}

static void check_whole(struct checker *checker, const struct shot *shot,
                        const struct draw_item *item)
{
    const struct box frame = {0, 0, shot->list->width_px, shot->list->height_px};
    const char *text = text_of(shot, item);

    check_true(checker, CHECK_A13, BY_LIST, is_in(item->ink, frame), "'%s' leaves the glass", text);
    check_true(checker, CHECK_A13, BY_LIST, strstr(text, "…") == NULL, "'%s' is shortened", text);
    if (item->target >= 0 && item->target < shot->list->target_count)
        check_true(checker, CHECK_A13, BY_LIST,
                   is_in(item->ink, box_inset(shot->list->targets[item->target].box, -1)),
                   "'%s' leaves its key", text);
}

static void check_overlap(struct checker *checker, const struct shot *shot, int index)
{
    const struct draw_list *list = shot->list;
    const struct draw_item *item = &list->items[index];

    for (int i = index + 1; i < list->item_count; i++) {
        const struct draw_item *other = &list->items[i];

        if (other->kind != DRAW_TEXT)
            continue;
        check_true(checker, CHECK_A13, BY_LIST,
                   !box_meets(box_inset(item->ink, 1), box_inset(other->ink, 1)),
                   "'%.60s' over '%.60s'", text_of(shot, item), text_of(shot, other));
    }
}

static void check_texts(struct checker *checker, const struct shot *shot)
{
    const struct draw_list *list = shot->list;

    check_true(checker, CHECK_A13, BY_LIST, !list->overflow, "the layout says it does not fit");
    for (int i = 0; i < list->item_count; i++) {
        const struct draw_item *item = &list->items[i];

        if (item->kind != DRAW_TEXT || list->text[item->text] == '\0')
            continue;
        check_size(checker, shot, item);
        check_whole(checker, shot, item);
        check_overlap(checker, shot, i);
    }
}

/* ---- paragraphs ---- */

static const struct draw_item *item_of(const struct shot *shot, const struct phrase *phrase)
{
    char text[TEXTS_SENTENCE_BYTES];

    texts_resolve(shot->screen->texts, (enum language)shot->view.language, phrase, &shot->view.pool,
                  text);
    for (int i = 0; i < shot->list->item_count; i++)
        if (shot->list->items[i].kind == DRAW_TEXT &&
            strcmp(text_of(shot, &shot->list->items[i]), text) == 0)
            return &shot->list->items[i];
    return NULL;
}

/* Two paragraphs that follow each other: from the last line of one to the first of the other. */
static void check_paragraphs(struct checker *checker, const struct shot *shot)
{
    for (int i = 1; i < shot->view.part_count; i++) {
        const struct part *part = &shot->view.parts[i];
        const struct draw_item *above, *below;
        double pitch;

        if (part->kind != PART_PARAGRAPH || part[-1].kind != PART_PARAGRAPH)
            continue;
        above = item_of(shot, &part[-1].text);
        below = item_of(shot, &part->text);
        if (above == NULL || below == NULL || below->box.y <= above->box.y ||
            below->box.x != above->box.x)
            continue;
        pitch = below->box.y - box_bottom(above->box) + above->style.line_px;
        check_least(checker, CHECK_A12, BY_LIST, pitch / above->style.line_px,
                    check_needs(shot).paragraph - 0.03,
                    "from paragraph to paragraph, in lines: '%s'", text_of(shot, below));
    }
}

/* ---- icons and edges ---- */

static const struct draw_item *frame_of(const struct draw_list *list, int target)
{
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_BOX && list->items[i].target == target)
            return &list->items[i];
    return NULL;
}

static double edge_contrast(const struct draw_item *item)
{
    double border =
        item->border == THEME_NO_COLOR ? 1 : theme_contrast(item->border, item->background);
    double fill = item->color == THEME_NO_COLOR ? 1 : theme_contrast(item->color, item->background);

    return fmax(border, fill);
}

static void check_edges(struct checker *checker, const struct shot *shot)
{
    const struct draw_list *list = shot->list;
    struct check_needs needs = check_needs(shot);

    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_ICON)
            check_least(checker, CHECK_A7, BY_LIST,
                        theme_contrast(list->items[i].color, list->items[i].background),
                        needs.edge_contrast, "icon %d #%06X on #%06X", list->items[i].icon,
                        list->items[i].color, list->items[i].background);
    for (int i = 0; i < list->target_count; i++) {
        const struct draw_item *frame = frame_of(list, i);

        check_true(checker, CHECK_A9, BY_LIST, frame != NULL, "target '%s' is not drawn",
                   list->targets[i].role);
        if (frame == NULL)
            continue;
        check_least(checker, CHECK_A7, BY_LIST, edge_contrast(frame), needs.edge_contrast,
                    "edge of '%s'", list->targets[i].role);
        check_true(checker, CHECK_A9, BY_LIST,
                   memcmp(&frame->box, &list->targets[i].box, sizeof(frame->box)) == 0,
                   "target '%s' is not where it is drawn", list->targets[i].role);
    }
}

/* ---- targets ---- */

static void check_target(struct checker *checker, const struct shot *shot,
                         const struct draw_target *target)
{
    struct check_needs needs = check_needs(shot);
    enum check check = check_is_key(target) ? CHECK_A10 : CHECK_A8;
    double width_mm = target->box.width * shot->mm_x, height_mm = target->box.height * shot->mm_y;
    double top_mm, bottom_mm;

    check_least(checker, check, BY_LIST, width_mm, needs.target_mm - 0.02, "width of '%s' '%s'",
                target->role, shot->list->text + target->label);
    check_least(checker, check, BY_LIST, height_mm, needs.target_mm - 0.02, "height of '%s' '%s'",
                target->role, shot->list->text + target->label);
    if (strcmp(target->role, "primary") == 0)
        check_least(checker, CHECK_A8, BY_LIST, height_mm, needs.primary_mm - 0.02,
                    "height of primary");
    if (!shot->low)
        return;
    bottom_mm = shot->panel->mount_bottom_mm + shot->panel->height_mm;
    top_mm = bottom_mm - target->box.y * shot->mm_y;
    bottom_mm -= box_bottom(target->box) * shot->mm_y;
    check_least(checker, CHECK_A32, BY_LIST, 1220 / top_mm, 1, "'%s' reaches up to %.0f mm",
                target->role, top_mm);
    check_least(checker, CHECK_A32, BY_LIST, bottom_mm / 380, 1, "'%s' reaches down to %.0f mm",
                target->role, bottom_mm);
}

/* What is free between two boxes, in millimetres; negative when they overlap. */
static double gap_mm(const struct shot *shot, struct box a, struct box b)
{
    double x = fmax(a.x - box_right(b), b.x - box_right(a)) * shot->mm_x;
    double y = fmax(a.y - box_bottom(b), b.y - box_bottom(a)) * shot->mm_y;

    if (x >= 0 && y >= 0)
        return hypot(x, y);
    return fmax(x, y);
}

static void check_gaps(struct checker *checker, const struct shot *shot, int index)
{
    const struct draw_list *list = shot->list;
    struct check_needs needs = check_needs(shot);

    for (int i = index + 1; i < list->target_count; i++) {
        bool keys = check_is_key(&list->targets[i]) && check_is_key(&list->targets[index]);

        check_least(checker, keys ? CHECK_A10 : CHECK_A9, BY_LIST,
                    gap_mm(shot, list->targets[index].box, list->targets[i].box),
                    (keys ? needs.key_gap_mm : needs.gap_mm) - 0.02, "gap of '%s' and '%s'",
                    list->targets[index].role, list->targets[i].role);
    }
}

/* The line for searching is a field to write in, for who does not find his matter among the choices. */
static bool is_search(const struct draw_target *target)
{
    return target->action.kind == ACTION_PLACE && strcmp(target->role, "place") == 0;
}

static bool is_choice(const struct draw_target *target)
{
    return target->action.kind == ACTION_SERVICE || target->action.kind == ACTION_SITUATION ||
           target->action.kind == ACTION_CHOOSE || target->action.kind == ACTION_PLACE;
}

static void check_targets(struct checker *checker, const struct shot *shot)
{
    const struct draw_list *list = shot->list;
    int choices = 0;

    for (int i = 0; i < list->target_count; i++) {
        check_target(checker, shot, &list->targets[i]);
        check_gaps(checker, shot, i);
        choices += is_choice(&list->targets[i]) && !is_search(&list->targets[i]);
        if (list->targets[i].enabled && list->targets[i].local != LOCAL_INK)
            check_true(checker, CHECK_A26, BY_LIST, list->text[list->targets[i].label] != '\0',
                       "key '%s' has no name to be spoken", list->targets[i].role);
    }
    check_least(checker, CHECK_A11, BY_LIST, check_needs(shot).choices, choices,
                "%d choices on one page", choices);
}

/* ---- equal keys ---- */

static const struct draw_target *target_of(const struct shot *shot, const char *role)
{
    for (int i = 0; i < shot->list->target_count; i++)
        if (strcmp(shot->list->targets[i].role, role) == 0)
            return &shot->list->targets[i];
    return NULL;
}

static bool has_part(const struct view *view, enum part_kind kind)
{
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == kind)
            return true;
    return false;
}

static void check_equal(struct checker *checker, const struct shot *shot)
{
    const struct draw_target *yes = target_of(shot, "primary"), *no = target_of(shot, "secondary");
    const struct draw_target *face = NULL;

    if (shot->view.step == STEP_CONSENT && yes != NULL && no != NULL)
        check_true(checker, CHECK_A34, BY_LIST,
                   yes->box.width == no->box.width && yes->box.height == no->box.height,
                   "yes is %dx%d, no is %dx%d", yes->box.width, yes->box.height, no->box.width,
                   no->box.height);
    if (!has_part(&shot->view, PART_FACE))
        return;
    for (int i = 0; i < shot->list->target_count; i++) {
        const struct draw_target *target = &shot->list->targets[i];

        if (target->action.kind != ACTION_RATE)
            continue;
        face = face == NULL ? target : face;
        check_true(checker, CHECK_A34, BY_LIST,
                   abs(target->box.width - face->box.width) <= 1 &&
                       abs(target->box.height - face->box.height) <= 1,
                   "faces differ in size");
    }
    check_true(checker, CHECK_A34, BY_LIST, face != NULL, "no face on the page");
}

/* Ink is drawn with a drag: something else must lead on (A22). */
static void check_gestures(struct checker *checker, const struct shot *shot)
{
    const struct draw_list *list = shot->list;
    bool ink = false, other = shot->view.secondary.action.kind != ACTION_NONE;

    for (int i = 0; i < list->target_count; i++) {
        ink = ink || list->targets[i].local == LOCAL_INK;
        other = other || list->targets[i].local == LOCAL_WAYS ||
                (list->targets[i].action.kind == ACTION_WAY && !list->targets[i].selected);
        check_true(checker, CHECK_A22, BY_LIST,
                   !list->targets[i].enabled || list->targets[i].action.kind != ACTION_NONE ||
                       list->targets[i].local != LOCAL_NONE,
                   "a tap on '%s' does nothing", list->targets[i].role);
    }
    check_true(checker, CHECK_A22, BY_LIST, !ink || other, "writing by hand is the only way here");
}

/* Where an outline of a face asks for one, something beside it leads on without the face. While the
 * picture is taken, a moment that says so, nothing is asked. */
static void check_faces(struct checker *checker, const struct shot *shot)
{
    for (int i = 0; i < shot->view.part_count; i++)
        if (shot->view.parts[i].kind == PART_PROGRESS)
            return;
    for (int i = 0; i < shot->view.part_count; i++)
        if (shot->view.parts[i].kind == PART_CAMERA && shot->view.parts[i].icon == OUTLINE_FACE)
            check_true(checker, CHECK_A30, BY_LIST, shot->view.secondary.action.kind != ACTION_NONE,
                       "no way without the face");
}

void check_list(struct checker *checker, const struct shot *shot)
{
    check_texts(checker, shot);
    check_paragraphs(checker, shot);
    check_edges(checker, shot);
    check_targets(checker, shot);
    check_equal(checker, shot);
    check_gestures(checker, shot);
    check_faces(checker, shot);
    places_check(checker, shot);
}
