#include "tests/screen/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "ui/paint.h"
#include "ui/ui.h"

err_t stage_open(const struct house *house, struct stage *stage)
{
    struct shot *shot = &stage->shot;
    err_t err = ERR_OK;

    memset(stage, 0, sizeof(*stage));
    shot->house = house;
    shot->list = calloc(1, sizeof(*shot->list));
    shot->painted = calloc(1, sizeof(*shot->painted));
    shot->writing = calloc(1, sizeof(*shot->writing));
    shot->open = calloc(1, sizeof(*shot->open));
    shot->whole = calloc(1, sizeof(*shot->whole));
    if (shot->list == NULL || shot->painted == NULL || shot->writing == NULL ||
        shot->open == NULL || shot->whole == NULL)
        return ERR_MEMORY;
    shot->writing->ways = writing_tables_ways(house->tables);
    for (int i = 0; i < HOUSE_PANELS && err == ERR_OK; i++) {
        const struct present_options size = {"", house->panels[i].width_px,
                                             house->panels[i].height_px, false};

        err = present_memory_open(&size, &stage->present[i]);
    }
    return err == ERR_OK ? typeset_open(&shot->typeset) : err;
}

void stage_close(struct stage *stage)
{
    struct shot *shot = &stage->shot;

    for (int i = 0; i < HOUSE_PANELS; i++)
        if (stage->present[i] != NULL)
            stage->present[i]->kind->close(stage->present[i]);
    typeset_close(shot->typeset);
    free(shot->list);
    free(shot->painted);
    free(shot->writing);
    free(shot->open);
    free(shot->whole);
    memset(stage, 0, sizeof(*stage));
}

static void speak(struct stage *stage)
{
    struct shot *shot = &stage->shot;

    speech_make(&shot->view, shot->screen->texts, true, shot->open);
    speech_make(&shot->view, shot->screen->texts, false, shot->whole);
    if (stage->mutant != NULL && stage->mutant->speech != NULL) {
        stage->mutant->speech(shot->open);
        stage->mutant->speech(shot->whole);
    }
}

void stage_set(struct stage *stage, const struct screen *screen, const struct view *view, int panel)
{
    struct shot *shot = &stage->shot;
    struct writing_scope scope;

    shot->screen = screen;
    shot->view = *view;
    if (stage->mutant != NULL && stage->mutant->view != NULL)
        stage->mutant->view(&shot->view);
    shot->variant = "";
    shot->panel_index = panel;
    shot->panel = &shot->house->panels[panel];
    shot->mm_x = shot->panel->width_mm / shot->panel->width_px;
    shot->mm_y = shot->panel->height_mm / shot->panel->height_px;
    shot->elder = (view->modes & MODE_ELDER) != 0;
    shot->contrast = (view->modes & MODE_CONTRAST) != 0;
    shot->low = (view->modes & MODE_LOW) != 0;
    shot->frame = stage->present[panel]->frame;
    scope = ui_scope(&shot->view);
    writing_wipe(shot->writing);
    writing_begin(shot->writing, shot->house->tables, &scope);
    stage->input = (struct layout_input){.view = &shot->view,
                                         .texts = screen->texts,
                                         .panel = shot->panel,
                                         .site = shot->house->sites[view->language],
                                         .hour = 21,
                                         .minute = 40,
                                         .typeset = shot->typeset,
                                         .focus = DRAW_NO_TARGET,
                                         .writing = shot->writing};
    speak(stage);
}

/* ---- the pads ---- */

struct pad_touch {
    uint8_t way, variant;
    enum draw_local local;
    int32_t arg;
};

static const char *const variant_names[] = {"", "begun", "more", "other", "full"};

/* Initials that make no word: each is a syllable of its own, the longest line of letters. */
#define LETTERS_FULL "zhchshzhchshzhchshzhchshzhchshzhchsh"
#define VARIANT_FULL 4

/* What is touched on each pad to come to its states. */
static const struct pad_touch pad_touches[] = {
    {WAY_PINYIN, 1, LOCAL_LETTER, 'z'},  {WAY_PINYIN, 1, LOCAL_LETTER, 'h'},
    {WAY_PINYIN, 1, LOCAL_LETTER, 'u'},  {WAY_PINYIN, 1, LOCAL_LETTER, 'a'},
    {WAY_PINYIN, 1, LOCAL_LETTER, 'n'},  {WAY_PINYIN, 1, LOCAL_LETTER, 'g'},
    {WAY_PINYIN, 1, LOCAL_LETTER, 's'},  {WAY_PINYIN, 1, LOCAL_LETTER, 'h'},
    {WAY_PINYIN, 1, LOCAL_LETTER, 'i'},  {WAY_PINYIN, 2, LOCAL_LETTER, 'y'},
    {WAY_PINYIN, 2, LOCAL_LETTER, 'i'},  {WAY_PINYIN, 2, LOCAL_MORE, 8},
    {WAY_PINYIN, 3, LOCAL_WAYS, 0},      {WAY_STROKES, 1, LOCAL_STROKE, 'h'},
    {WAY_STROKES, 1, LOCAL_STROKE, 's'}, {WAY_STROKES, 1, LOCAL_STROKE, 'p'},
    {WAY_STROKES, 2, LOCAL_STROKE, 'h'}, {WAY_STROKES, 2, LOCAL_MORE, 8},
    {WAY_STROKES, 3, LOCAL_WAYS, 0},     {WAY_PARTS, 1, LOCAL_STROKE, 'h'},
    {WAY_PARTS, 1, LOCAL_COMPONENT, 0},  {WAY_PARTS, 2, LOCAL_CODE, 0},
    {WAY_PARTS, 2, LOCAL_LETTER, '9'},   {WAY_PARTS, 2, LOCAL_LETTER, '5'},
    {WAY_PARTS, 3, LOCAL_WAYS, 0},       {WAY_PLACES, 1, LOCAL_PLACES, 4},
    {WAY_PLACES, 2, LOCAL_PLACES, 4},    {WAY_PLACES, 2, LOCAL_PLACES, 6},
    {WAY_PLACES, 2, LOCAL_PLACES, 1},    {WAY_PLACES, 3, LOCAL_WAYS, 0},
    {WAY_LATIN, 1, LOCAL_SHIFT, 0},      {WAY_LATIN, 3, LOCAL_WAYS, 0},
    {WAY_HAND, 2, LOCAL_MORE, 4},        {WAY_HAND, 3, LOCAL_WAYS, 0},
};

int stage_variants(const struct view *view)
{
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_WRITE)
            return view->parts[i].value == WAY_PINYIN ? VARIANT_FULL + 1 : VARIANT_FULL;
        else if (view->parts[i].kind == PART_SIGNATURE)
            return 2;
    return 1;
}

static void stroke(struct stage *stage, int16_t x1, int16_t y1, int16_t x2, int16_t y2)
{
    struct writing *writing = stage->shot.writing;

    writing_stroke_begin(writing, (struct ink_point){x1, y1});
    for (int i = 1; i <= 10; i++)
        writing_stroke_go_on(writing, (struct ink_point){(int16_t)(x1 + (x2 - x1) * i / 10),
                                                         (int16_t)(y1 + (y2 - y1) * i / 10)});
    writing_stroke_end(writing, stage->shot.house->tables);
}

static void type_full(struct stage *stage)
{
    for (const char *letter = LETTERS_FULL; *letter != '\0'; letter++)
        writing_touch(stage->shot.writing, stage->shot.house->tables, LOCAL_LETTER, *letter);
}

void stage_set_variant(struct stage *stage, int variant)
{
    struct writing *writing = stage->shot.writing;
    uint8_t way = writing->scope.way;
    bool inked = writing->scope.signature || way == WAY_HAND;

    stage->shot.variant = variant_names[variant];
    if (inked && (variant == 1 || variant == 2)) {
        stroke(stage, 60, 120, 240, 120);
        stroke(stage, 150, 40, 150, 260);
    }
    if (way == WAY_PINYIN && variant == VARIANT_FULL)
        type_full(stage);
    for (size_t i = 0; i < COUNT_OF(pad_touches); i++)
        if (pad_touches[i].way == way && pad_touches[i].variant == variant)
            writing_touch(writing, stage->shot.house->tables, pad_touches[i].local,
                          pad_touches[i].arg);
}

/* ---- layout and paint ---- */

void stage_layout(struct stage *stage, int page, int focus)
{
    struct shot *shot = &stage->shot;
    const struct mutant *mutant = stage->mutant;

    stage->input.page = page;
    stage->input.pages_seen = page;
    stage->input.focus = focus;
    layout_view(&stage->input, shot->list);
    if (mutant != NULL && mutant->list != NULL)
        mutant->list(shot, shot->list);
    memcpy(shot->painted, shot->list, sizeof(*shot->list));
    if (mutant != NULL && mutant->said != NULL)
        mutant->said(shot, shot->list);
    if (mutant != NULL && mutant->painted != NULL)
        mutant->painted(shot, shot->painted);
    shot->page = page;
    shot->page_count = shot->list->page_count;
}

void stage_draw(struct stage *stage, int page, int focus)
{
    struct shot *shot = &stage->shot;
    const struct box all = {0, 0, shot->frame.width_px, shot->frame.height_px};
    struct paint paint;

    stage_layout(stage, page, focus);
    memset(&paint, 0, sizeof(paint));
    paint.list = shot->painted;
    paint.typeset = shot->typeset;
    paint.ink = &shot->writing->ink;
    paint.pressed = DRAW_NO_TARGET;
    paint_boxes(&paint, &shot->frame, &all, 1);
    if (stage->mutant != NULL && stage->mutant->frame != NULL)
        stage->mutant->frame(shot);
}

/* ---- names ---- */

void stage_modes_name(uint32_t modes, char out[32])
{
    static const char *const names[] = {"elder", "contrast", "low", "speech"};

    out[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if ((modes >> i & 1) == 0)
            continue;
        if (out[0] != '\0')
            text_append(out, 32, "+");
        text_append(out, 32, names[i]);
    }
    if (out[0] == '\0')
        text_copy(out, 32, "standard");
}

void stage_name(const struct shot *shot, char out[STAGE_NAME_BYTES])
{
    char modes[32];

    stage_modes_name(shot->view.modes, modes);
    snprintf(out, STAGE_NAME_BYTES, "%s-%s-%s/%s%s%s-%d", house_panel_names[shot->panel_index],
             modes, language_tag((enum language)shot->view.language), shot->screen->name,
             shot->variant[0] == '\0' ? "" : "-", shot->variant, shot->page + 1);
}
