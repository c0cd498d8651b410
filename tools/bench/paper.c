#include "tools/bench/paper.h"

#include <cairo.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_STEP 1024

static bool make_room(struct paper *paper)
{
    unsigned room = paper->room + ROWS_STEP;
    uint8_t *dots;

    if (paper->rows < paper->room)
        return true;
    if (room > PAPER_ROWS_MAX)
        return false;
    dots = realloc(paper->dots, (size_t)room * PAPER_ROW_BYTES);
    if (dots == NULL)
        return false;
    paper->dots = dots;
    paper->room = room;
    return true;
}

void paper_add(struct paper *paper, const uint8_t *row, size_t size)
{
    uint8_t *at;

    if (!make_room(paper))
        return;
    at = paper->dots + (size_t)paper->rows++ * PAPER_ROW_BYTES;
    memset(at, 0, PAPER_ROW_BYTES);
    if (row != NULL)
        memcpy(at, row, size < PAPER_ROW_BYTES ? size : PAPER_ROW_BYTES);
}

bool paper_dot(const struct paper *paper, unsigned x, unsigned y)
{
    if (x >= PAPER_ROW_BYTES * 8 || y >= paper->rows)
        return false;
    return (paper->dots[(size_t)y * PAPER_ROW_BYTES + x / 8] >> (7 - x % 8) & 1) != 0;
}

void paper_finish(struct paper *paper)
{
    free(paper->dots);
    memset(paper, 0, sizeof(*paper));
}

static cairo_surface_t *draw(const struct paper *paper)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PAPER_ROW_BYTES * 8, (int)paper->rows);
    uint8_t *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);

    if (pixels == NULL)
        return surface;
    for (unsigned y = 0; y < paper->rows; y++)
        for (unsigned x = 0; x < PAPER_ROW_BYTES * 8; x++)
            memset(pixels + (size_t)y * (size_t)stride + 4 * x, paper_dot(paper, x, y) ? 0 : 0xff,
                   4);
    cairo_surface_mark_dirty(surface);
    return surface;
}

bool paper_write_png(const struct paper *paper, const char *folder, unsigned number)
{
    char numbered[PATH_MAX], newest[PATH_MAX], draft[PATH_MAX];
    cairo_surface_t *surface;
    bool written;

    if (paper->rows == 0)
        return false;
    snprintf(numbered, sizeof(numbered), "%s/receipt-%u.png", folder, number);
    snprintf(newest, sizeof(newest), "%s/receipt.png", folder);
    snprintf(draft, sizeof(draft), "%s/.receipt.png.new", folder);
    surface = draw(paper);
    written = cairo_surface_write_to_png(surface, numbered) == CAIRO_STATUS_SUCCESS &&
              cairo_surface_write_to_png(surface, draft) == CAIRO_STATUS_SUCCESS &&
              rename(draft, newest) == 0;
    cairo_surface_destroy(surface);
    return written;
}
