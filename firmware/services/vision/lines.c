#include "firmware/services/vision/lines.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define ANGLES 180 /* over the full circle: 2 degrees each */
#define SPREAD 3   /* angles to each side of the gradient's that a point votes for */
#define BIN_PX 2
#define REACH_PX 344 /* half the diagonal of a small picture and more */
#define BINS (2 * REACH_PX / BIN_PX)
#define EDGE_MIN 40    /* of the gradient, in eighths of a level per pixel: 10 levels of a step */
#define VOTES_PARTS 12 /* a line has votes for this part of the picture's height at least */

/* Lines nearer to each other than this are one. */
#define SAME_ANGLES 4
#define SAME_BINS 4

struct votes {
    uint16_t bins[ANGLES][BINS];
    float cosines[ANGLES], sines[ANGLES];
    int16_t angles[65][65]; /* of a gradient with 32 as its longer part */
};

static int wrap(int angle)
{
    return (angle + ANGLES) % ANGLES;
}

static void make_tables(struct votes *votes)
{
    for (int i = 0; i < ANGLES; i++) {
        votes->cosines[i] = cosf((float)i * 2 * (float)M_PI / ANGLES);
        votes->sines[i] = sinf((float)i * 2 * (float)M_PI / ANGLES);
    }
    for (int y = -32; y <= 32; y++)
        for (int x = -32; x <= 32; x++)
            votes->angles[y + 32][x + 32] = (int16_t)wrap(
                (int)lroundf(atan2f((float)y, (float)x) * ANGLES / (2 * (float)M_PI)));
}

static int angle_of(const struct votes *votes, int across, int down)
{
    int longer = abs(across) > abs(down) ? abs(across) : abs(down);

    return votes->angles[down * 32 / longer + 32][across * 32 / longer + 32];
}

static void vote(struct votes *votes, int angle, float x, float y)
{
    for (int i = -SPREAD; i <= SPREAD; i++) {
        int at = wrap(angle + i);
        float distance = x * votes->cosines[at] + y * votes->sines[at];

        votes->bins[at][(int)(distance + REACH_PX) / BIN_PX]++;
    }
}

/* Sobel's operator: a binomial mean across, a difference along. */
static void vote_row(struct votes *votes, const struct gray *small, int y)
{
    const uint8_t *row = small->pixels + (size_t)y * (size_t)small->width_px;
    const uint8_t *above = row - small->width_px, *below = row + small->width_px;

    for (int x = 1; x + 1 < small->width_px; x++) {
        int across = above[x + 1] - above[x - 1] + 2 * (row[x + 1] - row[x - 1]) + below[x + 1] -
                     below[x - 1];
        int down =
            below[x - 1] - above[x - 1] + 2 * (below[x] - above[x]) + below[x + 1] - above[x + 1];

        if (abs(across) + abs(down) >= EDGE_MIN)
            vote(votes, angle_of(votes, across, down), (float)(x - small->width_px / 2),
                 (float)(y - small->height_px / 2));
    }
}

static uint32_t strongest(const struct votes *votes, int *out_angle, int *out_bin)
{
    uint32_t most = 0;

    for (int angle = 0; angle < ANGLES; angle++)
        for (int bin = 0; bin < BINS; bin++)
            if (votes->bins[angle][bin] > most) {
                most = votes->bins[angle][bin];
                *out_angle = angle;
                *out_bin = bin;
            }
    return most;
}

static void clear_around(struct votes *votes, int angle, int bin)
{
    int from = bin < SAME_BINS ? 0 : bin - SAME_BINS;
    int to = bin + SAME_BINS >= BINS ? BINS - 1 : bin + SAME_BINS;

    for (int i = -SAME_ANGLES; i <= SAME_ANGLES; i++)
        for (int at = from; at <= to; at++)
            votes->bins[wrap(angle + i)][at] = 0;
}

err_t lines_find(const struct gray *small, struct lines *out)
{
    struct votes *votes = calloc(1, sizeof(*votes));
    uint32_t least = (uint32_t)(small->height_px / VOTES_PARTS);

    out->count = 0;
    if (votes == NULL)
        return ERR_MEMORY;
    make_tables(votes);
    for (int y = 1; y + 1 < small->height_px; y++)
        vote_row(votes, small, y);
    while (out->count < LINES_MAX) {
        int angle = 0, bin = 0;
        uint32_t most = strongest(votes, &angle, &bin);

        if (most < least)
            break;
        out->list[out->count++] = (struct line){{votes->cosines[angle], votes->sines[angle]},
                                                (float)((bin * BIN_PX) + BIN_PX / 2 - REACH_PX),
                                                most};
        clear_around(votes, angle, bin);
    }
    bytes_wipe(votes, sizeof(*votes));
    free(votes);
    return ERR_OK;
}
