/* An address by its divisions: province, city, county, street. */
#include <string.h>

#include "ui/layout_write.h"

#include "firmware/base/text.h"

#define PLACES_STANDARD 8
#define PLACES_LOW 6 /* on a low panel */
#define PLACES_ELDER 5

static int places_most(const struct layout *layout)
{
    return layout_is_elder(layout)      ? PLACES_ELDER
           : layout_is_portrait(layout) ? PLACES_STANDARD
                                        : PLACES_LOW;
}

static int rows(const struct layout *layout)
{
    return (places_most(layout) + 1) / 2;
}

static double line_mm(const struct layout *layout)
{
    return layout_is_portrait(layout) ? layout->theme.explain_mm * 1.9
                                      : layout->theme.explain_min_mm * 1.6;
}

double write_places_mm(const struct layout *layout, bool most)
{
    double gap = layout->theme.gap_mm, row = most ? 24 : layout->theme.target_mm;

    return line_mm(layout) + 3 + rows(layout) * (row + gap) + layout->theme.target_mm;
}

/* "山西省 › 太原市", from one of the divisions on. */
static void path_text(const struct writing *writing, int first, char *out, size_t size_bytes)
{
    out[0] = '\0';
    for (int i = first; i < writing->depth; i++) {
        text_append(out, size_bytes, i == first ? "" : " › ");
        text_append(out, size_bytes, writing->path[i].text);
    }
}

/* Where the line is too short for all of it the smaller divisions stay. */
static void put_path(struct layout *layout, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct type type = {layout_is_portrait(layout) ? layout->theme.explain_mm
                                                   : layout->theme.explain_min_mm,
                        true, TYPE_LEFT, layout->theme.action};
    char text[TEXTS_SENTENCE_BYTES] = "";
    bool fits = false;

    if (writing->depth == 0) {
        keys_word(layout, WORD_WRITE_PLACE_HINT, text);
        keys_put_hint(layout, text, box, TYPE_LEFT);
        return;
    }
    for (int first = 0; first < writing->depth && !fits; first++) {
        path_text(writing, first, text, sizeof(text));
        layout_fit(layout, text, &type, box, &fits);
    }
    layout_put_label(layout, text, &type, box);
}

/* Two to a row, a long name alone in its own; returns the index behind the last that has room. */
static int put_places(struct layout *layout, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct keys_grid grid = {box, 2, rows(layout), layout_target_gap(layout)};
    int most = places_most(layout), i = writing->first, cell = 0;

    for (; i < writing->candidate_count && i < writing->first + most; i++) {
        struct keys_key key = {.role = "place",
                               .text = writing->candidates[i].text,
                               .local = LOCAL_PLACES,
                               .local_arg = i,
                               .cap_mm = layout->theme.answer_mm};
        bool wide = !keys_fits(layout, key.text, key.cap_mm, keys_cell(&grid, 0));

        cell += wide && cell % 2 != 0;
        if (cell + wide >= 2 * grid.rows)
            break;
        keys_put(layout, &key,
                 wide ? box_union(keys_cell(&grid, cell), keys_cell(&grid, cell + 1))
                      : keys_cell(&grid, cell));
        cell += 1 + wide;
    }
    return i;
}

/* One up, enough, next page: each in its place, and only when it leads somewhere. */
static void put_steps(struct layout *layout, int next, struct box box)
{
    const struct writing *writing = write_state(layout);
    struct keys_grid grid = {box, 3, 1, layout_target_gap(layout)};
    bool more = next < writing->candidate_count || writing->first > 0 || writing->skipped > 0 ||
                writing->candidate_count == WRITING_CANDIDATES_MAX;
    struct keys_key key = {.role = "key", .cap_mm = layout->theme.explain_mm};

    if (writing->depth > 0) {
        key.local = LOCAL_PLACES;
        key.local_arg = -1;
        keys_put_word(layout, WORD_WRITE_PLACE_UP, key, keys_cell(&grid, 0));
        key.local = LOCAL_CANDIDATE;
        key.look = KEYS_FIRST;
        keys_put_word(layout, WORD_WRITE_PLACE_HERE, key, keys_cell(&grid, 1));
        key.look = KEYS_PLAIN;
    }
    if (more) {
        key.local = LOCAL_MORE;
        key.local_arg = next;
        keys_put_word(layout, WORD_WRITE_PLACE_NEXT, key, keys_cell(&grid, 2));
    }
}

void write_put_places(struct layout *layout, struct box box)
{
    int gap = layout_target_gap(layout), least = keys_least_px(layout);
    int line = layout_mm(layout, line_mm(layout));
    int above = line + layout_mm(layout, 1), next;
    struct box middle = {box.x, box.y + above, box.width, box.height - above - least - gap};

    put_path(layout, (struct box){box.x, box.y, box.width, line});
    next = put_places(layout, middle);
    put_steps(layout, next, (struct box){box.x, box_bottom(middle) + gap, box.width, least});
}
