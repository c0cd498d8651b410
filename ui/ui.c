#include "ui/ui.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "ui/input/writing_tables.h"
#include "ui/layout.h"
#include "ui/paint.h"
#include "ui/camera.h"
#include "ui/record.h"

/* The sign of work takes one step a second: calm, and far under three flashes a second. */
#define DOT_MS 1000
#define DOTS 3
#define KEYS_MAX 16

struct ui {
    struct panel panel;
    const struct texts *texts;
    struct present *present;
    struct typeset *typeset;
    struct record *record; /* NULL: nothing is recorded */
    struct draw_list *now, *next;
    char site[LANGUAGE_COUNT][64];
    struct view view;
    bool has_view, closed;
    int hour, minute, page, pages_seen, dot;
    int64_t dot_ms; /* when the dot last moved */
    int pressed;    /* target under the finger, or DRAW_NO_TARGET */
    int held;       /* target on which the finger came down, or DRAW_NO_TARGET */
    uint64_t finger;
    struct writing_tables *tables;
    struct writing writing;
    struct camera camera;   /* of the camera */
    uint8_t keys[KEYS_MAX]; /* enum present_key, the oldest first */
    int key_count;
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
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        text_copy(ui->site[i], sizeof(ui->site[i]),
                  options->site[options->site[i] != NULL ? i : 0]);
    ui->hour = -1;
    ui->pressed = ui->held = DRAW_NO_TARGET;
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
    writing_tables_close(ui->tables);
    camera_close(&ui->camera);
    list_close(ui->now);
    list_close(ui->next);
    ui->present->kind->close(ui->present);
    bytes_wipe(ui, sizeof(*ui));
    free(ui);
}

/* Paints boxes of the list that is on the glass now and shows them. */
static void repaint(struct ui *ui, const struct box *boxes, int count)
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

    repaint(ui, &all, 1);
}

static struct draw_item *item_find(const struct ui *ui, enum draw_kind kind)
{
    for (int i = 0; i < ui->now->item_count; i++)
        if (ui->now->items[i].kind == kind)
            return &ui->now->items[i];
    return NULL;
}

/* A pixel as a place on the pad, in tenths of a millimetre, and never so near to its edge that the
 * pen is cut. */
static struct ink_point pad_point(const struct draw_item *pad, int x, int y)
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
    struct draw_item *pad = item_find(ui, DRAW_INK);
    struct ink_point corner;

    if (pad != NULL) {
        corner = pad_point(pad, box_right(pad->box), box_bottom(pad->box));
        writing_fit(&ui->writing, corner.x, corner.y);
        pad->value = ui->writing.erased;
    }
    if (item_find(ui, DRAW_FRAME) == NULL)
        camera_close(&ui->camera);
}

/* Lays the view out again and paints the difference to what is on the glass. */
static void refresh(struct ui *ui)
{
    const struct layout_input input = {.view = &ui->view,
                                       .texts = ui->texts,
                                       .panel = &ui->panel,
                                       .site = ui->site[ui->view.language],
                                       .hour = ui->hour,
                                       .minute = ui->minute,
                                       .page = ui->page,
                                       .pages_seen = ui->pages_seen,
                                       .dot = ui->dot,
                                       .typeset = ui->typeset,
                                       .focus = DRAW_NO_TARGET,
                                       .writing = &ui->writing};
    struct box boxes[DRAW_BOXES_MAX];
    struct draw_list *before = ui->now;
    int count;

    if (!ui->has_view)
        return;
    layout_view(&input, ui->next);
    ui->now = ui->next;
    ui->next = before;
    fit_live(ui);
    count = draw_list_damage(before, ui->now, boxes);
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
           memcmp(&now->action, &held->action, sizeof(held->action)) == 0 &&
           now->local == held->local && now->local_arg == held->local_arg;
}

/* What the view writes into, and how. */
static struct writing_scope scope_of(const struct view *view)
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
    struct writing_scope scope = scope_of(view);
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
    writing_begin(&ui->writing, ui->tables, &scope);
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

    if (ui->writing.insert_count > 0)
        return 0;
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
    if (!ui->has_view || !ui->now->dots || now_ms() < ui->dot_ms + DOT_MS)
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

/* ---- strokes ---- */

static bool is_writing(const struct ui *ui)
{
    return ui->held != DRAW_NO_TARGET && ui->now->targets[ui->held].local == LOCAL_INK;
}

/* Paints what the last point added. */
static void repaint_stroke(struct ui *ui, const struct draw_item *pad)
{
    const struct ink *ink = &ui->writing.ink;
    const struct ink_point *last = &ink->points[ink->point_count - 1];
    bool alone = ink->point_count - 1 == ink_start(ink, (uint16_t)(ink->stroke_count - 1));
    struct box box = paint_ink_box(pad, last[0], alone ? last[0] : last[-1]);

    repaint(ui, &box, 1);
}

static void stroke_begin(struct ui *ui, const struct present_input *input)
{
    const struct draw_item *pad = item_find(ui, DRAW_INK);

    if (pad == NULL)
        return;
    writing_stroke_begin(&ui->writing, pad_point(pad, input->x, input->y));
    if (ui->writing.stroke_open)
        repaint_stroke(ui, pad);
}

static void stroke_go_on(struct ui *ui, const struct present_input *input)
{
    const struct draw_item *pad = item_find(ui, DRAW_INK);
    int before = ui->writing.ink.point_count;

    if (pad == NULL)
        return;
    writing_stroke_go_on(&ui->writing, pad_point(pad, input->x, input->y));
    if (ui->writing.ink.point_count > before)
        repaint_stroke(ui, pad);
}

static void stroke_end(struct ui *ui)
{
    ui->held = ui->pressed = DRAW_NO_TARGET;
    writing_stroke_end(&ui->writing, ui->tables);
    refresh(ui);
}

/* ---- touches ---- */

/* A finger that came down on nothing (a resting palm) holds nothing and hinders no other. */
static void finger_down(struct ui *ui, const struct present_input *input)
{
    if (ui->held != DRAW_NO_TARGET)
        return;
    ui->held = draw_list_hit(ui->now, input->x, input->y);
    ui->finger = input->finger;
    if (is_writing(ui))
        stroke_begin(ui, input);
    else
        press(ui, ui->held);
}

static void finger_move(struct ui *ui, const struct present_input *input)
{
    if (ui->held == DRAW_NO_TARGET || input->finger != ui->finger)
        return;
    if (is_writing(ui))
        stroke_go_on(ui, input);
    else
        press(ui,
              draw_list_hit(ui->now, input->x, input->y) == ui->held ? ui->held : DRAW_NO_TARGET);
}

/* What the glass does by itself. */
static void touch_local(struct ui *ui, const struct draw_target *target)
{
    if (target->local == LOCAL_PAGE)
        ui->page = ui->now->page + target->local_arg;
    else if (!writing_touch(&ui->writing, ui->tables, (enum draw_local)target->local,
                            target->local_arg))
        return;
    refresh(ui);
}

static bool take_insert(struct ui *ui, struct event_touched *out)
{
    uint32_t character;

    if (!writing_take(&ui->writing, &character))
        return false;
    out->serial = ui->writing.scope.serial;
    out->action = (struct action){ACTION_INSERT, character};
    return true;
}

static bool finger_up(struct ui *ui, const struct present_input *input, struct event_touched *out)
{
    struct draw_target target;
    bool inside;

    if (ui->held == DRAW_NO_TARGET || input->finger != ui->finger)
        return false;
    if (is_writing(ui)) {
        stroke_go_on(ui, input);
        stroke_end(ui);
        return false;
    }
    inside = draw_list_hit(ui->now, input->x, input->y) == ui->held;
    target = ui->now->targets[ui->held];
    release(ui);
    if (!inside)
        return false;
    if (target.local != LOCAL_NONE) {
        touch_local(ui, &target);
        return take_insert(ui, out);
    }
    out->serial = ui->now->serial;
    out->action = target.action;
    return true;
}

/* A full queue forgets the newest. */
static void key_down(struct ui *ui, uint32_t key)
{
    if (ui->key_count < KEYS_MAX && key < PRESENT_KEY_COUNT)
        ui->keys[ui->key_count++] = (uint8_t)key;
}

bool ui_take_key(struct ui *ui, enum present_key *out)
{
    if (ui->key_count == 0)
        return false;
    *out = (enum present_key)ui->keys[0];
    ui->key_count--;
    memmove(ui->keys, ui->keys + 1, (size_t)ui->key_count);
    return true;
}

bool ui_poll(struct ui *ui, struct event_touched *out)
{
    struct present_input input;

    if (take_insert(ui, out))
        return true;
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
        case PRESENT_KEY:
            key_down(ui, input.key);
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
    const struct draw_item *item = ui->has_view ? item_find(ui, DRAW_FRAME) : NULL;

    if (item == NULL)
        return;
    if (camera_take(&ui->camera, frame, item->box, item->value == OUTLINE_FACE))
        repaint(ui, &item->box, 1);
}

void ui_clear(struct ui *ui)
{
    const struct present_frame *frame = &ui->present->frame;
    struct box all = {0, 0, frame->width_px, frame->height_px};
    const struct paint paint = {ui->now, ui->typeset, NULL, NULL, DRAW_NO_TARGET};

    ui->pressed = ui->held = DRAW_NO_TARGET;
    ui->page = ui->pages_seen = 0;
    ui->key_count = 0;
    bytes_wipe(ui->keys, sizeof(ui->keys));
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
