#include "ui/ui_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "ui/focus.h"
#include "ui/layout.h"
#include "ui/paint.h"

/* The sign of work takes one step a second: calm, and far under three flashes a second. */
#define DOT_MS 1000
#define DOTS 3

int64_t ui_now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

err_t ui_open_on(const struct ui_options *options, struct present *present, struct ui **out)
{
    struct ui *ui = calloc(1, sizeof(*ui));
    err_t err = ERR_MEMORY;

    *out = NULL;
    if (ui == NULL) {
        present->kind->close(present);
        return ERR_MEMORY;
    }
    ui->present = present;
    ui->panel = options->panel;
    ui->texts = options->texts;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        text_copy(ui->site[i], sizeof(ui->site[i]),
                  options->site[options->site[i] != NULL ? i : 0]);
    ui->hour = -1;
    ui->pressed = ui->held = ui->focus = DRAW_NO_TARGET;
    ui->now = calloc(1, sizeof(*ui->now));
    ui->next = calloc(1, sizeof(*ui->next));
    if (ui->now == NULL || ui->next == NULL)
        goto out;
    err = writing_tables_open(options->tables_path, &ui->tables);
    if (err != ERR_OK)
        goto out;
    ui->writing.ways = writing_tables_ways(ui->tables);
    writing_wipe(&ui->writing);
    err = typeset_open(&ui->typeset);
    if (err != ERR_OK)
        goto out;
    if (options->record_path != NULL)
        err =
            record_open(options->record_path, &options->panel, !options->no_pictures, &ui->record);
out:
    if (err != ERR_OK) {
        ui_close(ui);
        return err;
    }
    *out = ui;
    return ERR_OK;
}

static void list_close(struct draw_list *list)
{
    if (list != NULL)
        bytes_wipe(list, sizeof(*list));
    free(list);
}

void ui_close(struct ui *ui)
{
    if (ui == NULL)
        return;
    record_close(ui->record);
    typeset_close(ui->typeset);
    writing_tables_close(ui->tables);
    camera_close(&ui->camera);
    list_close(ui->now);
    list_close(ui->next);
    ui->present->kind->close(ui->present);
    bytes_wipe(ui, sizeof(*ui));
    free(ui);
}

/* Paints boxes of the list that is on the glass now and shows them. */
void ui_repaint(struct ui *ui, const struct box *boxes, int count)
{
    const struct paint paint = {ui->now, ui->typeset, &ui->writing.ink, &ui->camera.frame,
                                ui->pressed};

    if (count == 0)
        return;
    paint_boxes(&paint, &ui->present->frame, boxes, count);
    ui->present->kind->show(ui->present, boxes, count);
}

static void repaint_all(struct ui *ui)
{
    const struct present_frame *frame = &ui->present->frame;
    struct box all = {0, 0, frame->width_px, frame->height_px};

    if (ui->has_view) /* a new window need not show that it is empty */
        ui_repaint(ui, &all, 1);
}

struct draw_item *ui_item_find(const struct ui *ui, enum draw_kind kind)
{
    for (int i = 0; i < ui->now->item_count; i++)
        if (ui->now->items[i].kind == kind)
            return &ui->now->items[i];
    return NULL;
}

/* A pixel as a place on the pad, in tenths of a millimetre, and never so near to its edge that the
 * pen is cut. */
struct ink_point ui_pad_point(const struct draw_item *pad, int x, int y)
{
    struct box room = box_inset(pad->ink, pad->pen_px / 2 + 1);
    int right = box_right(room) - 1, bottom = box_bottom(room) - 1;
    double tenths_per_px = 10000.0 / pad->px_per_m;

    x = x < room.x ? room.x : x > right ? right : x;
    y = y < room.y ? room.y : y > bottom ? bottom : y;
    return (struct ink_point){(int16_t)((x - pad->box.x) * tenths_per_px + 0.5),
                              (int16_t)((y - pad->box.y) * tenths_per_px + 0.5)};
}

/* Ink and pictures belong to the pad that is on the glass now. */
static void fit_live(struct ui *ui)
{
    struct draw_item *pad = ui_item_find(ui, DRAW_INK);
    struct ink_point corner;

    if (pad != NULL) {
        corner = ui_pad_point(pad, box_right(pad->box), box_bottom(pad->box));
        writing_fit(&ui->writing, corner.x, corner.y);
        pad->value = ui->writing.erased;
    }
    if (ui_item_find(ui, DRAW_FRAME) == NULL)
        camera_close(&ui->camera);
}

/* The focus stays on its thing, wherever that is in the next list. True when its index is another. */
static bool focus_follows(struct ui *ui)
{
    int before = ui->focus;

    if (before == DRAW_NO_TARGET)
        return false;
    ui->focus = before < ui->now->target_count ? focus_same(ui->next, &ui->now->targets[before])
                                               : DRAW_NO_TARGET;
    return ui->focus != before;
}

/* A screen that changed under the finger: where the same thing is now, if it is in the same place. */
static int find_again(const struct ui *ui, const struct draw_target *held)
{
    for (int i = 0; i < ui->now->target_count; i++) {
        const struct draw_target *now = &ui->now->targets[i];

        if (now->enabled && memcmp(&now->box, &held->box, sizeof(held->box)) == 0 &&
            memcmp(&now->action, &held->action, sizeof(held->action)) == 0 &&
            now->local == held->local && now->local_arg == held->local_arg)
            return i;
    }
    return DRAW_NO_TARGET;
}

/* The finger stays on its thing, wherever that is in the list that is shown now. Returns what must be
 * painted again because nothing lies there any more. */
static struct box finger_follows(struct ui *ui, const struct draw_list *before)
{
    bool pressed = ui->pressed != DRAW_NO_TARGET;
    const struct draw_target *held;

    if (ui->held == DRAW_NO_TARGET)
        return (struct box){0, 0, 0, 0};
    held = &before->targets[ui->held];
    ui->held = find_again(ui, held);
    ui->pressed = pressed ? ui->held : DRAW_NO_TARGET;
    return pressed && ui->held == DRAW_NO_TARGET ? held->box : (struct box){0, 0, 0, 0};
}

void ui_refresh(struct ui *ui)
{
    struct layout_input input = {.view = &ui->view,
                                 .texts = ui->texts,
                                 .panel = &ui->panel,
                                 .site = ui->site[ui->view.language],
                                 .hour = ui->hour,
                                 .minute = ui->minute,
                                 .page = ui->page,
                                 .pages_seen = ui->pages_seen,
                                 .dot = ui->dot,
                                 .typeset = ui->typeset,
                                 .focus = ui->focus,
                                 .writing = &ui->writing};
    struct box boxes[DRAW_BOXES_MAX];
    struct draw_list *before = ui->now;
    int count;

    if (!ui->has_view)
        return;
    layout_view(&input, ui->next);
    if (focus_follows(ui)) {
        input.focus = ui->focus;
        layout_view(&input, ui->next);
    }
    ui->now = ui->next;
    ui->next = before;
    fit_live(ui);
    count = draw_list_damage(before, ui->now, boxes);
    count = draw_list_join(boxes, count, finger_follows(ui, before));
    if (ui->pages_seen <= ui->now->page)
        ui->pages_seen = ui->now->page + 1;
    ui_repaint(ui, boxes, count);
    if (ui->record != NULL && (count > 0 || before->serial != ui->now->serial))
        record_screen(ui->record, ui->now, &ui->present->frame);
}

struct writing_scope ui_scope(const struct view *view)
{
    struct writing_scope scope = {view->serial, -1, WAY_COUNT, ABOUT_ANY, 0, 0};

    for (int i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];

        if (part->kind == PART_FIELD && part->selected)
            scope.focus = (int32_t)part->action.arg;
        if (part->kind == PART_SIGNATURE)
            scope.signature = 1;
        if (part->kind == PART_WRITE) {
            scope.way = (uint8_t)part->value;
            scope.about = (uint8_t)part->number;
        }
    }
    return scope;
}

void ui_show(struct ui *ui, const struct view *view)
{
    struct writing_scope scope = ui_scope(view);

    if (!ui->has_view || ui->view.serial != view->serial || ui->view.language != view->language ||
        ui->view.modes != view->modes) {
        ui_release(ui);
        ui->page = ui->pages_seen = 0;
        ui->focus = DRAW_NO_TARGET;
        ui->dot = 0;
        ui->dot_ms = ui_now_ms();
    }
    ui->view = *view;
    ui->has_view = true;
    writing_begin(&ui->writing, ui->tables, &scope);
    ui_refresh(ui);
}

void ui_set_clock(struct ui *ui, int hour, int minute)
{
    if (ui->hour == hour && ui->minute == minute)
        return;
    ui->hour = hour;
    ui->minute = minute;
    ui_refresh(ui);
}

void ui_texts(struct ui *ui, const struct texts *texts)
{
    ui->texts = texts;
    ui_refresh(ui);
}

int ui_fd(const struct ui *ui)
{
    return ui->present->kind->fd(ui->present);
}

int ui_wait_ms(const struct ui *ui)
{
    int64_t left_ms;

    if (ui->writing.insert_count > 0)
        return 0;
    if (!ui->has_view || !ui->now->dots)
        return -1;
    left_ms = ui->dot_ms + DOT_MS - ui_now_ms();
    return left_ms < 0 ? 0 : (int)left_ms;
}

bool ui_is_closed(const struct ui *ui)
{
    return ui->closed;
}

const struct draw_list *ui_list(const struct ui *ui)
{
    return ui->now;
}

static void move_dot(struct ui *ui)
{
    if (!ui->has_view || !ui->now->dots || ui_now_ms() < ui->dot_ms + DOT_MS)
        return;
    ui->dot = (ui->dot + 1) % DOTS;
    ui->dot_ms = ui_now_ms();
    ui_refresh(ui);
}

bool ui_poll(struct ui *ui, struct event_touched *out)
{
    struct present_input input;

    if (ui_take_insert(ui, out))
        return true;
    move_dot(ui); /* before the input: what is painted after it could hide an input from ui_fd() */
    while (ui->present->kind->input(ui->present, &input)) {
        if (input.kind == PRESENT_EXPOSED)
            repaint_all(ui);
        else if (input.kind == PRESENT_CLOSED)
            ui->closed = true;
        else if (ui_take_input(ui, &input, out))
            return true;
    }
    return false;
}

bool ui_take_ink(struct ui *ui, struct ink *out)
{
    if (!ui->has_view || !ui->writing.scope.signature || ui->writing.ink.stroke_count == 0)
        return false;
    *out = ui->writing.ink;
    return true;
}

bool ui_has_way(const struct ui *ui, enum way way)
{
    return (ui->writing.ways >> way & 1) != 0;
}

void ui_camera(struct ui *ui, const struct ui_frame *frame)
{
    const struct draw_item *item = ui->has_view ? ui_item_find(ui, DRAW_FRAME) : NULL;

    if (item == NULL)
        return;
    if (camera_take(&ui->camera, frame, item->box, item->value == OUTLINE_FACE))
        ui_repaint(ui, &item->box, 1);
}

void ui_clear(struct ui *ui)
{
    const struct present_frame *frame = &ui->present->frame;
    struct box all = {0, 0, frame->width_px, frame->height_px};
    const struct paint paint = {ui->now, ui->typeset, NULL, NULL, DRAW_NO_TARGET};

    ui->pressed = ui->held = DRAW_NO_TARGET;
    ui->page = ui->pages_seen = 0;
    ui->focus = DRAW_NO_TARGET;
    bytes_wipe(&ui->said, sizeof(ui->said));
    writing_wipe(&ui->writing);
    camera_close(&ui->camera);
    bytes_wipe(&ui->view, sizeof(ui->view));
    ui->has_view = false;
    typeset_clear(ui->typeset);
    bytes_wipe(ui->now, sizeof(*ui->now));
    bytes_wipe(ui->next, sizeof(*ui->next));
    ui->now->paper = theme_make(0, &ui->panel).paper;
    paint_boxes(&paint, frame, &all, 1);
    ui->present->kind->show(ui->present, &all, 1);
}
