#include "ui/ui.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "ui/layout.h"
#include "ui/paint.h"
#include "ui/record.h"

/* The sign of work takes one step a second: calm, and far under three flashes a second. */
#define DOT_MS 1000
#define DOTS 3

struct ui {
    struct panel panel;
    const struct texts *texts;
    struct present *present;
    struct typeset *typeset;
    struct record *record; /* NULL: nothing is recorded */
    struct draw_list *now, *next;
    char site[64];
    struct view view;
    bool has_view, closed;
    int hour, minute, page, pages_seen, dot;
    int64_t dot_ms; /* when the dot last moved */
    int pressed;    /* target under the finger, or DRAW_NO_TARGET */
    int held;       /* target on which the finger came down, or DRAW_NO_TARGET */
    uint64_t finger;
};

static int64_t now_ms(void)
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
    text_copy(ui->site, sizeof(ui->site), options->site);
    ui->hour = -1;
    ui->pressed = ui->held = DRAW_NO_TARGET;
    ui->now = calloc(1, sizeof(*ui->now));
    ui->next = calloc(1, sizeof(*ui->next));
    if (ui->now == NULL || ui->next == NULL)
        goto out;
    err = typeset_open("zh-cn", &ui->typeset);
    if (err != ERR_OK)
        goto out;
    if (options->record_path != NULL)
        err = record_open(options->record_path, &options->panel, &ui->record);
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
    list_close(ui->now);
    list_close(ui->next);
    ui->present->kind->close(ui->present);
    bytes_wipe(ui, sizeof(*ui));
    free(ui);
}

/* Paints boxes of the list that is on the glass now and shows them. */
static void repaint(struct ui *ui, const struct box *boxes, int count)
{
    if (count == 0)
        return;
    paint_boxes(ui->now, ui->typeset, &ui->present->frame, boxes, count, ui->pressed);
    ui->present->kind->show(ui->present, boxes, count);
}

static void repaint_all(struct ui *ui)
{
    const struct present_frame *frame = &ui->present->frame;
    struct box all = {0, 0, frame->width_px, frame->height_px};

    repaint(ui, &all, 1);
}

/* Lays the view out again and paints the difference to what is on the glass. */
static void refresh(struct ui *ui)
{
    struct layout_input input = {&ui->view,  ui->texts, &ui->panel,     ui->site, ui->hour,
                                 ui->minute, ui->page,  ui->pages_seen, ui->dot,  ui->typeset};
    struct box boxes[DRAW_BOXES_MAX];
    struct draw_list *before = ui->now;
    int count;

    if (!ui->has_view)
        return;
    layout_view(&input, ui->next);
    count = draw_list_damage(ui->now, ui->next, boxes);
    ui->now = ui->next;
    ui->next = before;
    if (ui->pages_seen <= ui->now->page)
        ui->pages_seen = ui->now->page + 1;
    repaint(ui, boxes, count);
    if (ui->record != NULL && (count > 0 || before->serial != ui->now->serial))
        record_screen(ui->record, ui->now, &ui->present->frame);
}

/* The finger counts no more; its target gets its look back. */
static void release(struct ui *ui)
{
    int pressed = ui->pressed;

    ui->pressed = ui->held = DRAW_NO_TARGET;
    if (pressed != DRAW_NO_TARGET && pressed < ui->now->target_count)
        repaint(ui, &ui->now->targets[pressed].box, 1);
}

/* A screen that changed under the finger: the target must be the same thing in the same place. */
static bool is_still_there(const struct ui *ui, const struct draw_target *held)
{
    const struct draw_target *now = &ui->now->targets[ui->held];

    return ui->held < ui->now->target_count &&
           memcmp(&now->box, &held->box, sizeof(held->box)) == 0 &&
           memcmp(&now->action, &held->action, sizeof(held->action)) == 0;
}

void ui_show(struct ui *ui, const struct view *view)
{
    struct draw_target held = {0};

    if (!ui->has_view || ui->view.serial != view->serial || ui->view.language != view->language ||
        ui->view.modes != view->modes) {
        release(ui);
        ui->page = ui->pages_seen = 0;
        ui->dot = 0;
        ui->dot_ms = now_ms();
    }
    ui->view = *view;
    ui->has_view = true;
    if (ui->held != DRAW_NO_TARGET)
        held = ui->now->targets[ui->held];
    refresh(ui);
    if (ui->held != DRAW_NO_TARGET && !is_still_there(ui, &held))
        release(ui);
}

void ui_set_clock(struct ui *ui, int hour, int minute)
{
    if (ui->hour == hour && ui->minute == minute)
        return;
    ui->hour = hour;
    ui->minute = minute;
    refresh(ui);
}

void ui_texts(struct ui *ui, const struct texts *texts)
{
    ui->texts = texts;
    refresh(ui);
}

int ui_fd(const struct ui *ui)
{
    return ui->present->kind->fd(ui->present);
}

int ui_wait_ms(const struct ui *ui)
{
    int64_t left_ms;

    if (!ui->has_view || !ui->now->dots)
        return -1;
    left_ms = ui->dot_ms + DOT_MS - now_ms();
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
    if (ui_wait_ms(ui) != 0)
        return;
    ui->dot = (ui->dot + 1) % DOTS;
    ui->dot_ms = now_ms();
    refresh(ui);
}

/* ---- fingers ---- */

static void press(struct ui *ui, int target)
{
    int before = ui->pressed;

    if (before == target)
        return;
    ui->pressed = target;
    if (before != DRAW_NO_TARGET)
        repaint(ui, &ui->now->targets[before].box, 1);
    if (target != DRAW_NO_TARGET)
        repaint(ui, &ui->now->targets[target].box, 1);
}

/* A finger that came down on nothing (a resting palm) holds nothing and hinders no other. */
static void finger_down(struct ui *ui, const struct present_input *input)
{
    if (ui->held != DRAW_NO_TARGET)
        return;
    ui->held = draw_list_hit(ui->now, input->x, input->y);
    ui->finger = input->finger;
    press(ui, ui->held);
}

static void finger_move(struct ui *ui, const struct present_input *input)
{
    if (ui->held == DRAW_NO_TARGET || input->finger != ui->finger)
        return;
    press(ui, draw_list_hit(ui->now, input->x, input->y) == ui->held ? ui->held : DRAW_NO_TARGET);
}

static bool finger_up(struct ui *ui, const struct present_input *input, struct event_touched *out)
{
    struct draw_target target;
    bool inside;

    if (ui->held == DRAW_NO_TARGET || input->finger != ui->finger)
        return false;
    inside = draw_list_hit(ui->now, input->x, input->y) == ui->held;
    target = ui->now->targets[ui->held];
    release(ui);
    if (!inside)
        return false;
    if (target.local == LOCAL_PAGE) {
        ui->page = ui->now->page + target.local_arg;
        refresh(ui);
        return false;
    }
    out->serial = ui->now->serial;
    out->action = target.action;
    return true;
}

bool ui_poll(struct ui *ui, struct event_touched *out)
{
    struct present_input input;

    while (ui->present->kind->input(ui->present, &input)) {
        switch ((enum present_input_kind)input.kind) {
        case PRESENT_DOWN:
            finger_down(ui, &input);
            break;
        case PRESENT_MOVE:
            finger_move(ui, &input);
            break;
        case PRESENT_UP:
            if (finger_up(ui, &input, out))
                return true;
            break;
        case PRESENT_EXPOSED:
            repaint_all(ui);
            break;
        case PRESENT_CLOSED:
            ui->closed = true;
            break;
        }
    }
    move_dot(ui);
    return false;
}

void ui_clear(struct ui *ui)
{
    const struct present_frame *frame = &ui->present->frame;
    struct box all = {0, 0, frame->width_px, frame->height_px};

    ui->pressed = ui->held = DRAW_NO_TARGET;
    ui->page = ui->pages_seen = 0;
    bytes_wipe(&ui->view, sizeof(ui->view));
    ui->has_view = false;
    typeset_clear(ui->typeset);
    bytes_wipe(ui->now, sizeof(*ui->now));
    bytes_wipe(ui->next, sizeof(*ui->next));
    ui->now->paper = theme_make(false, &ui->panel).paper;
    paint_boxes(ui->now, ui->typeset, frame, &all, 1, DRAW_NO_TARGET);
    ui->present->kind->show(ui->present, &all, 1);
}
