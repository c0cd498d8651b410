#include "firmware/services/vision/portrait.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/services/vision/measure.h"
#include "firmware/services/vision/outline.h"

/* Of GA 461-2004, as in vision.h. */
#define HEAD_PX 207
#define ABOVE_PX 14

/* How heads and shoulders are made, of any adult and child. [M] */
#define SHOULDERS_MIN 1.35f       /* widths of the head */
#define SHOULDERS_MIN_FILLED 1.1f /* of shoulders that reach over both sides of the picture */
#define HEAD_HEIGHT_MIN 0.7f      /* from the crown to the neck, in widths */
#define HEAD_HEIGHT_MAX 2.2f
#define LEAN_MAX 0.7f       /* between the middles of head and shoulders, in widths of the head */
#define WAIST_MIN 1.12f     /* how much wider the head is than its neck, to call it one */
#define HEAD_PART_MIN 0.06f /* of the picture's height: what is smaller is no head */

#define FAR_PART 0.17f  /* a head of less of the picture's height has too few pixels for the crop */
#define ASIDE_PART 0.1f /* of the picture's width: so far from its middle a head may be */
#define DARK_LEVEL 80   /* of the ground: a skin's own darkness says nothing about the light */
#define BURNT_PART 0.03f
#define UNEVEN_RATIO 0.62f /* of the darker half of the face to the other */

/* In pixels of the small picture. */
struct head {
    float left, right, top, width;
};

static int compare_widths(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

/* The width that parts head from shoulders: of all, the one between whose narrower and wider rows there
 * is the greatest difference (N. Otsu, "A threshold selection method", 1979). */
static int parting_width(const struct outline *outline)
{
    int widths[OUTLINE_ROWS_MAX], count = outline->bottom - outline->top, best_at = 0;
    double total = 0, sum = 0, best = -1;

    for (int i = 0; i < count; i++)
        total += widths[i] = outline_width(outline, outline->top + i);
    qsort(widths, (size_t)count, sizeof(widths[0]), compare_widths);
    for (int i = 0; i + 1 < count; i++) {
        double below, above;

        sum += widths[i];
        below = sum / (i + 1);
        above = (total - sum) / (count - i - 1);
        if ((i + 1.0) * (count - i - 1.0) * (above - below) * (above - below) > best) {
            best = (i + 1.0) * (count - i - 1.0) * (above - below) * (above - below);
            best_at = widths[i];
        }
    }
    return best_at;
}

static int widest_row(const struct outline *outline, int from, int to)
{
    int widest = from;

    for (int row = from; row < to; row++)
        if (outline_width(outline, row) > outline_width(outline, widest))
            widest = row;
    return widest;
}

/* The row that is most clearly narrower than something above it and something below it. -1: none. */
static int waist_row(const struct outline *outline)
{
    int16_t below[OUTLINE_ROWS_MAX];
    int above = 0, found = -1;
    float best = WAIST_MIN;

    for (int row = outline->bottom - 1, most = 0; row >= outline->top; row--) {
        below[row] = (int16_t)most;
        most = outline_width(outline, row) > most ? outline_width(outline, row) : most;
    }
    for (int row = outline->top; row < outline->bottom; row++) {
        int width = outline_width(outline, row), wider = above < below[row] ? above : below[row];

        if ((float)wider >= best * (float)width) {
            best = (float)wider / (float)width;
            found = row;
        }
        above = width > above ? width : above;
    }
    return found;
}

/* Where the head ends: at the neck, and under long hair, which hides it, where shoulders begin. -1: it
 * does not end. */
static int neck_row(const struct outline *outline)
{
    int row = waist_row(outline), parting;

    if (row >= 0)
        return row;
    parting = parting_width(outline);
    for (row = outline->top; row < outline->bottom; row++)
        if (outline_width(outline, row) > parting)
            return row > outline->top ? row - 1 : -1;
    return -1;
}

static float middle_of(const struct outline *outline, int row)
{
    return (float)(outline->left[row] + outline->right[row]) / 2;
}

static bool has_shoulders(const struct outline *outline, const struct head *head, int from)
{
    int row = widest_row(outline, from, outline->bottom);
    bool filled = outline->left[row] == 0 && outline->right[row] == outline->width_px - 1;
    float least = filled ? SHOULDERS_MIN_FILLED : SHOULDERS_MIN;

    return (float)outline_width(outline, row) >= least * head->width &&
           fabsf(middle_of(outline, row) - (head->left + head->right) / 2) <=
               (filled ? 2 : LEAN_MAX) * head->width;
}

static bool find_head(const struct outline *outline, struct head *out)
{
    int neck = outline->bottom == 0 ? -1 : neck_row(outline), widest;

    if (neck < 0)
        return false;
    widest = widest_row(outline, outline->top, neck + 1);
    *out = (struct head){outline->left[widest], outline->right[widest], (float)outline->top,
                         (float)outline_width(outline, widest)};
    return out->width >= HEAD_PART_MIN * (float)outline->height_px &&
           (float)(neck - outline->top) >= HEAD_HEIGHT_MIN * out->width &&
           (float)(neck - outline->top) <= HEAD_HEIGHT_MAX * out->width &&
           has_shoulders(outline, out, neck);
}

static struct quad box_of(float left, float top, float right, float bottom)
{
    return (struct quad){.corners = {{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

/* The crop in the whole picture; `head` too. */
static struct quad crop_of(const struct head *head)
{
    float scale = head->width / HEAD_PX, middle = (head->left + head->right) / 2;
    float half = scale * VISION_PORTRAIT_WIDTH_PX / 2, top = head->top - scale * ABOVE_PX;

    return box_of(middle - half, top, middle + half, top + scale * VISION_PORTRAIT_HEIGHT_PX);
}

static uint32_t judge_place(const struct gray *whole, const struct head *head,
                            const struct quad *crop)
{
    float width = (float)whole->width_px, height = (float)whole->height_px;
    float aside = (head->left + head->right) / 2 - width / 2;
    uint32_t warnings = 0;

    if (quad_is_cut(crop, whole->width_px, whole->height_px))
        warnings |= VISION_BIT(VISION_WARNING_CUT);
    if (head->width < FAR_PART * height)
        warnings |= VISION_BIT(VISION_WARNING_FAR);
    if (aside < -ASIDE_PART * width || (crop->corners[0].x < 0 && aside < 0))
        warnings |= VISION_BIT(VISION_WARNING_LEFT);
    if (aside > ASIDE_PART * width || (crop->corners[2].x > width - 1 && aside > 0))
        warnings |= VISION_BIT(VISION_WARNING_RIGHT);
    if (crop->corners[2].y - crop->corners[0].y > height)
        return warnings | VISION_BIT(VISION_WARNING_NEAR);
    if (crop->corners[0].y < 0)
        warnings |= VISION_BIT(VISION_WARNING_HIGH);
    if (crop->corners[2].y > height - 1)
        warnings |= VISION_BIT(VISION_WARNING_LOW);
    return warnings;
}

static uint32_t judge_light(const struct gray *whole, const struct head *head, float ground)
{
    float middle = (head->left + head->right) / 2, reach = 0.3f * head->width;
    float top = head->top + 0.4f * head->width, bottom = head->top + 1.1f * head->width;
    const struct quad left = box_of(middle - reach, top, middle, bottom);
    const struct quad right = box_of(middle, top, middle + reach, bottom);
    struct measure_light on_left = measure_light(whole, &left, 0);
    struct measure_light on_right = measure_light(whole, &right, 0);
    int darker = on_left.middle < on_right.middle ? on_left.middle : on_right.middle;
    int lighter = on_left.middle < on_right.middle ? on_right.middle : on_left.middle;
    uint32_t warnings = 0;

    if (ground < DARK_LEVEL)
        warnings |= VISION_BIT(VISION_WARNING_DARK);
    if ((on_left.burnt + on_right.burnt) / 2 > BURNT_PART)
        warnings |= VISION_BIT(VISION_WARNING_BRIGHT);
    if ((float)darker < UNEVEN_RATIO * (float)lighter)
        warnings |= VISION_BIT(VISION_WARNING_UNEVEN);
    return warnings;
}

static struct head enlarge(const struct head *head, int factor)
{
    struct place upper_left =
        gray_enlarge((struct place){head->left - 0.5f, head->top - 0.5f}, factor);

    return (struct head){upper_left.x, upper_left.x + head->width * (float)factor, upper_left.y,
                         head->width * (float)factor};
}

err_t portrait_find(const struct vision_picture *picture, const struct gray *whole,
                    struct portrait *out)
{
    struct outline outline;
    struct head head;
    struct quad box;
    err_t err = outline_find(picture, &outline);

    *out = (struct portrait){.warnings = VISION_BIT(VISION_WARNING_NONE)};
    if (err != ERR_OK)
        return err;
    out->found = find_head(&outline, &head);
    if (!out->found) {
        out->warnings |= outline.ground < 16 ? VISION_BIT(VISION_WARNING_DARK) : 0;
        return ERR_OK;
    }
    head = enlarge(&head, outline.factor);
    out->crop = crop_of(&head);
    out->warnings =
        judge_place(whole, &head, &out->crop) | judge_light(whole, &head, outline.ground);
    box = box_of(head.left, head.top, head.right, head.top + 1.3f * head.width);
    if (measure_is_blurred(whole, &box))
        out->warnings |= VISION_BIT(VISION_WARNING_BLUR);
    return ERR_OK;
}
