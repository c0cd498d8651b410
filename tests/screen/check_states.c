/* Pairs of states (A14, A21, A24): the same view with a thing chosen and not chosen, in one tone and in
 * another. Painted in grey, and every fill taken for the same grey, they must still differ. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "tests/screen/check.h"
#include "tests/screen/pixels.h"

#define SHAPE_MM2 0.5 /* of difference, without its soft edges, that an eye finds */
#define SEEN_MAX 4096
#define PRESS_MS 100.0

/* What is ink and what is ground in a box: a bit for each pixel, whatever the colours are. */
static uint8_t *shape_of(const struct present_frame *frame, struct box box)
{
    uint32_t ground = pixels_ground(frame, box_inset(box, 8));
    uint8_t *shape = malloc((size_t)box.width * (size_t)box.height);

    CHECK(shape != NULL);
    for (int y = 0; y < box.height; y++)
        for (int x = 0; x < box.width; x++)
            shape[y * box.width + x] =
                pixels_contrast(pixels_at(frame, box.x + x, box.y + y), ground) > 1.6;
    return shape;
}

static bool differs(const uint8_t *a, const uint8_t *b, int width, long at)
{
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            long near = at + (long)dy * width + dx;

            if (a[near] == b[near])
                return false;
        }
    return true;
}

/* Only what differs three pixels thick counts: the soft edge of a letter moves with its colour. */
static double difference_mm2(const struct shot *shot, const uint8_t *a, const uint8_t *b,
                             struct box box)
{
    long count = 0;

    for (int y = 1; y + 1 < box.height; y++)
        for (int x = 1; x + 1 < box.width; x++)
            count += differs(a, b, box.width, (long)y * box.width + x);
    return (double)count * shot->mm_x * shot->mm_y;
}

static int target_of_action(const struct draw_list *list, const struct action *action)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].action.kind == action->kind &&
            list->targets[i].action.arg == action->arg)
            return i;
    return DRAW_NO_TARGET;
}

/* Pairs are looked at once for each kind of part, combination of modes and panel. */
static bool is_new(const struct stage *stage, int kind, int state)
{
    static uint32_t seen[SEEN_MAX];
    uint32_t key = 1u + (uint32_t)kind + 64u * (uint32_t)state + 1024u * stage->shot.view.modes +
                   65536u * (uint32_t)stage->shot.panel_index + 131072u * stage->shot.view.language;

    if (stage->mutant != NULL)
        return true;
    for (int i = 0; i < SEEN_MAX; i++) {
        if (seen[i] == key)
            return false;
        if (seen[i] == 0) {
            seen[i] = key;
            return true;
        }
    }
    return false;
}

/* Draws the view with one part turned over and compares the part's own box. */
static void compare_selected(struct checker *checker, struct stage *stage, int part)
{
    struct shot *shot = &stage->shot;
    struct action action = shot->view.parts[part].action;
    int target = target_of_action(shot->list, &action);
    struct box box;
    uint8_t *before, *after;
    double area;

    if (target == DRAW_NO_TARGET)
        return;
    box = shot->list->targets[target].box;
    before = shape_of(&shot->frame, box);
    shot->view.parts[part].selected ^= 1;
    stage_draw(stage, 0, DRAW_NO_TARGET);
    shot->view.parts[part].selected ^= 1;
    target = target_of_action(shot->list, &action);
    if (target == DRAW_NO_TARGET ||
        memcmp(&box, &shot->list->targets[target].box, sizeof(box)) != 0) {
        free(before);
        stage_draw(stage, 0, DRAW_NO_TARGET);
        return; /* it is even in another place */
    }
    after = shape_of(&shot->frame, box);
    area = difference_mm2(shot, before, after, box);
    check_least(checker, CHECK_A14, BY_PIXELS, area, SHAPE_MM2,
                "part %d of kind %d, chosen and not: square millimetres that differ", part,
                shot->view.parts[part].kind);
    free(before);
    free(after);
    stage_draw(stage, 0, DRAW_NO_TARGET);
}

/* Tones of notes and banners: the whole middle is compared, for the sign may stand anywhere. */
static void compare_tones(struct checker *checker, struct stage *stage, int part)
{
    struct shot *shot = &stage->shot;
    struct box all = {0, shot->frame.height_px / 8, shot->frame.width_px,
                      shot->frame.height_px * 3 / 4};
    uint8_t tone = shot->view.parts[part].tone;
    uint8_t *before = shape_of(&shot->frame, all), *after;

    shot->view.parts[part].tone = tone == TONE_STOP ? TONE_ATTENTION : TONE_STOP;
    stage_draw(stage, 0, DRAW_NO_TARGET);
    after = shape_of(&shot->frame, all);
    check_least(checker, CHECK_A14, BY_PIXELS, difference_mm2(shot, before, after, all), SHAPE_MM2,
                "part %d of kind %d in two tones: square millimetres that differ", part,
                shot->view.parts[part].kind);
    shot->view.parts[part].tone = tone;
    free(before);
    free(after);
    stage_draw(stage, 0, DRAW_NO_TARGET);
}

static bool has_states(const struct part *part)
{
    if (part->kind == PART_FIELD)
        return part->action.kind == ACTION_FOCUS;
    return part->kind == PART_CHOICE || part->kind == PART_WAY || part->kind == PART_SLOT ||
           part->kind == PART_SWITCH;
}

/* The sign of work: what of the glass changes from step to step (A21). It takes a step a second. */
static void check_flashes(struct checker *checker, struct stage *stage)
{
    struct shot *shot = &stage->shot;
    const struct box all = {0, 0, shot->frame.width_px, shot->frame.height_px};
    uint8_t *before, *after;
    double area;

    if (!shot->list->dots)
        return;
    before = shape_of(&shot->frame, all);
    stage->input.dot = 1;
    stage_draw(stage, 0, DRAW_NO_TARGET);
    after = shape_of(&shot->frame, all);
    area = difference_mm2(shot, before, after, all);
    check_least(checker, CHECK_A21, BY_PIXELS, 400 / fmax(area, 1), 1,
                "%.0f square millimetres change with the sign of work", area);
    stage->input.dot = 0;
    free(before);
    free(after);
}

/* From the touch to the painted answer: one layout and one full frame, the most it can take (A24). */
static void check_pace(struct checker *checker, struct stage *stage)
{
    clock_t from = clock();
    double took_ms;

    stage_draw(stage, 0, DRAW_NO_TARGET);
    took_ms = (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
    check_least(checker, CHECK_A24, BY_PIXELS, PRESS_MS / fmax(took_ms, 0.1), 1,
                "%.0f ms to lay out and paint", took_ms);
}

/* The ring of the keypad moves nothing and can be seen (A7). */
static void check_ring(struct checker *checker, struct stage *stage)
{
    struct check_needs needs = check_needs(&stage->shot);
    const struct draw_list *list = stage->shot.list;
    struct box box;
    double contrast = 0;

    if (list->target_count == 0)
        return;
    stage_draw(stage, 0, 0);
    box = list->targets[0].box;
    for (int d = 1; d < 2.5 / stage->shot.mm_y; d++)
        contrast =
            fmax(contrast,
                 pixels_contrast(pixels_at(&stage->shot.frame, box.x - d, box.y + box.height / 2),
                                 list->paper));
    check_least(checker, CHECK_A7, BY_PIXELS, contrast, needs.edge_contrast, "the ring of focus");
    stage_draw(stage, 0, DRAW_NO_TARGET);
}

void check_states(struct checker *checker, struct stage *stage)
{
    checker_begin(checker, &stage->shot);
    for (int i = 0; i < stage->shot.view.part_count; i++) {
        const struct part *part = &stage->shot.view.parts[i];
        bool pair = has_states(part) && is_new(stage, part->kind, part->selected);
        bool tones = (part->kind == PART_NOTE || part->kind == PART_BANNER) &&
                     is_new(stage, part->kind, 4 + part->tone);

        if (!pair && !tones)
            continue;
        stage_draw(stage, 0, DRAW_NO_TARGET);
        if (pair)
            compare_selected(checker, stage, i);
        else if (stage->shot.page_count == 1)
            compare_tones(checker, stage, i);
    }
    if (!is_new(stage, 40 + stage->shot.view.step % 20, 8))
        return;
    check_pace(checker, stage);
    check_flashes(checker, stage);
    check_ring(checker, stage);
}
