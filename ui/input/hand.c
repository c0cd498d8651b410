#include "ui/input/hand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "ui/input/hand_file.h"
#include "ui/input/hand_match.h"

#define NEAR_MAX 250 /* templates that are compared point by point */

/* How much each finding of hand_match_compare() speaks against a template, in hundredths of the
 * natural logarithm of its odds. Found by conditional logistic regression on half of the characters
 * of one writer (tests/bench/hand.c tells which half), as written, shuffled, joined and distorted,
 * and rounded. */
#define WEIGH_THERE 1.1f
#define WEIGH_BACK 1.7f
#define WEIGH_UNCLAIMED 3000.0f
#define WEIGH_PATH 0.8f
#define PATH_MOST 1500.0f /* beyond it the order is another one and says nothing */
#define SAME_STROKES 140  /* as many strokes as taught speak for a template */
#define MORE_STROKES 100 /* each stroke more, against: people join strokes, and seldom break them */
#define MORE_MOST 3

/* A template and how well it fits: more is better. */
struct near {
    float score;
    uint32_t template;
};

struct near_list {
    int count;
    struct near at[NEAR_MAX];
};

/* What the ink leaves behind; wiped as one. */
struct scratch {
    struct hand_shape shape;
    struct near_list likely, best;
    int8_t features[HAND_FEATURES];
};

struct hand {
    struct table table;
    uint32_t template_count, ink_bytes;
    const struct hand_file_template *templates;
    const int8_t *features;
    const uint8_t *ink;
    struct ink template_ink;
    struct hand_shape template_shape;
    struct scratch scratch;
};

/* Everything that hand_recognise() relies on, so that it need not doubt again. */
static bool templates_hold(struct hand *hand)
{
    if (hand->template_count == 0 || hand->template_count > HAND_FILE_TEMPLATES_MAX)
        return false;
    for (uint32_t i = 0; i < hand->template_count; i++) {
        const struct hand_file_template *template = &hand->templates[i];

        if (template->character == 0 || template->character > 0x10ffff ||
            !hand_file_unpack(hand->ink, hand->ink_bytes, template->first_byte,
                              &hand->template_ink))
            return false;
    }
    return true;
}

static err_t sections_find(struct hand *hand)
{
    const void *templates, *features, *ink;
    uint32_t feature_count;
    err_t err = table_section(&hand->table, HAND_FILE_TEMPLATES, sizeof(*hand->templates),
                              &templates, &hand->template_count);

    if (err == ERR_OK)
        err = table_section(&hand->table, HAND_FILE_FEATURES, HAND_FEATURES, &features,
                            &feature_count);
    if (err == ERR_OK)
        err = table_section(&hand->table, HAND_FILE_INK, 1, &ink, &hand->ink_bytes);
    if (err != ERR_OK)
        return err;
    hand->templates = templates;
    hand->features = features;
    hand->ink = ink;
    if (feature_count != hand->template_count || !templates_hold(hand))
        return ERR_INVALID;
    return ERR_OK;
}

err_t hand_open(const char *path, struct hand **out_hand)
{
    struct hand *hand = calloc(1, sizeof(*hand));
    err_t err;

    *out_hand = NULL;
    if (hand == NULL)
        return ERR_MEMORY;
    err = table_open(&hand->table, path, HAND_FILE, HAND_FILE_VERSION);
    if (err == ERR_OK)
        err = sections_find(hand);
    if (err != ERR_OK) {
        hand_close(hand);
        return err;
    }
    *out_hand = hand;
    return ERR_OK;
}

void hand_close(struct hand *hand)
{
    if (hand == NULL)
        return;
    table_close(&hand->table);
    bytes_wipe(hand, sizeof(*hand));
    free(hand);
}

/* Keeps the list sorted, the best first, and no longer than NEAR_MAX. */
static void near_add(struct near_list *list, struct near near)
{
    int at;

    if (list->count == NEAR_MAX && near.score <= list->at[NEAR_MAX - 1].score)
        return;
    if (list->count < NEAR_MAX)
        list->count++;
    for (at = list->count - 1; at > 0 && list->at[at - 1].score < near.score; at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = near;
}

static int likeness(const int8_t *a, const int8_t *b)
{
    int sum = 0;

    for (int i = 0; i < HAND_FEATURES; i++)
        sum += a[i] * b[i];
    return sum;
}

static void scan(struct hand *hand)
{
    struct scratch *scratch = &hand->scratch;

    for (uint32_t i = 0; i < hand->template_count; i++) {
        const int8_t *features = &hand->features[(size_t)i * HAND_FEATURES];
        int sum = likeness(scratch->features, features);

        near_add(&scratch->likely, (struct near){(float)sum, i});
    }
}

static float doubt(const struct hand_match *match, int ink_strokes, int template_strokes)
{
    int more = ink_strokes - template_strokes;
    float sum = WEIGH_THERE * match->there + WEIGH_BACK * match->back +
                WEIGH_UNCLAIMED * match->unclaimed + WEIGH_PATH * fminf(match->path, PATH_MOST);

    if (more == 0)
        return sum - SAME_STROKES;
    more = more < MORE_MOST ? more : MORE_MOST;
    return more > 0 ? sum + (float)(more * MORE_STROKES) : sum;
}

static void refine(struct hand *hand, int strokes)
{
    struct scratch *scratch = &hand->scratch;

    for (int i = 0; i < scratch->likely.count; i++) {
        uint32_t at = scratch->likely.at[i].template;
        const struct hand_file_template *template = &hand->templates[at];
        bool whole =
            hand_file_unpack(hand->ink, hand->ink_bytes, template->first_byte, &hand->template_ink);
        struct hand_match match;
        float against;

        CHECK(whole);
        if (!hand_shape_make(&hand->template_ink, &hand->template_shape))
            continue;
        match = hand_match_compare(&scratch->shape, &hand->template_shape);
        against = doubt(&match, strokes, hand->template_ink.stroke_count);
        near_add(&scratch->best, (struct near){-against - (float)template->cost, at});
    }
}

static bool is_listed(const uint32_t *candidates, int count, uint32_t character)
{
    for (int i = 0; i < count; i++)
        if (candidates[i] == character)
            return true;
    return false;
}

int hand_recognise(struct hand *hand, const struct ink *ink, uint32_t *out_candidates, int max)
{
    struct scratch *scratch = &hand->scratch;
    int count = 0;

    CHECK(max >= 0 && max <= HAND_CANDIDATES_MAX);
    if (!hand_shape_make(ink, &scratch->shape))
        return 0;
    hand_shape_measure(&scratch->shape, scratch->features);
    scan(hand);
    refine(hand, ink->stroke_count);
    for (int i = 0; i < scratch->best.count && count < max; i++) {
        uint32_t character = hand->templates[scratch->best.at[i].template].character;

        if (!is_listed(out_candidates, count, character))
            out_candidates[count++] = character;
    }
    bytes_wipe(scratch, sizeof(*scratch));
    bytes_wipe(&hand->template_ink, sizeof(hand->template_ink));
    bytes_wipe(&hand->template_shape, sizeof(hand->template_shape));
    return count;
}
