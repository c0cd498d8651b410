/* Two faces of a screen with a pad on a low panel: where pad and words have no room beside each
 * other, the pad stands on a page with the end of the answer, and the words on pages of their own. */
#include "ui/layout_middle.h"
#include "ui/layout_wide.h"

/* A face of the same view; the columns of the frame follow from what is on it. */
static void face_begin(struct layout *layout, struct middle *middle, enum face face)
{
    layout->face = face;
    middle_plan_frame(layout, middle);
}

/* How many pages the words take beside the one of the pad. */
static int words_count(struct layout *layout, struct middle *middle)
{
    enum face face = layout->face;
    int count;

    face_begin(layout, middle, FACE_WORDS);
    count = pages_count(layout, middle);
    face_begin(layout, middle, face);
    return count;
}

/* The pages of the words, before the pad or after it. */
static void put_words(struct layout *layout, struct middle *middle, int words, bool before)
{
    face_begin(layout, middle, FACE_WORDS);
    pages_put_from(layout, middle, before ? 0 : 1, words + 1);
}

/* The page of the pad with a key to the words; what was found or a warning
 * that has no room here is read before it. */
static void put_wide(struct layout *layout, struct middle *middle)
{
    struct wide_rest rest = wide_rest(layout, middle->frame.middle);
    int words = rest.any ? words_count(layout, middle) : 0, pad = rest.first ? words : 0;
    int page = keys_smaller(layout->input->page, words);

    layout->out->page_count = (uint8_t)(words + 1);
    layout->out->page = (uint8_t)page;
    if (page == pad)
        wide_put(layout, middle->frame.middle, words == 0 ? 0 : rest.first ? -1 : 1, page);
    else
        put_words(layout, middle, words, rest.first);
}

/* A pad beside its question where that has room with the end of the answer alone. */
static bool put_beside(struct layout *layout, struct middle *middle, enum face face)
{
    bool before = face == FACE_PAD_ALONE && middle_has(layout->input->view, PART_NOTE);
    int words, page;

    face_begin(layout, middle, face);
    if (!pages_fit_pad(layout, middle))
        return false;
    words = words_count(layout, middle);
    page = keys_smaller(layout->input->page, words);
    if (page == (before ? words : 0))
        pages_put_pad(layout, middle, page, words + 1);
    else
        put_words(layout, middle, words, before);
    return true;
}

bool faces_put(struct layout *layout, struct middle *middle)
{
    const struct view *view = layout->input->view;

    if (write_is_wide(layout)) {
        face_begin(layout, middle, FACE_PAD);
        put_wide(layout, middle);
        return true;
    }
    if (layout_is_portrait(layout) ||
        (!middle_has(view, PART_WRITE) && !middle_has(view, PART_KEYPAD)))
        return false;
    if (put_beside(layout, middle, FACE_PAD) || put_beside(layout, middle, FACE_PAD_ALONE))
        return true;
    face_begin(layout, middle, FACE_WHOLE);
    return false;
}
