#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "ui/focus.h"
#include "ui/paint.h"
#include "ui/ui_private.h"

#define HOLD_MS_MAX 10000 /* what lies longer is no finger: a palm, a bag, an end that was lost */

/* The finger counts no more; its target gets its look back. */
void ui_release(struct ui *ui)
{
    int pressed = ui->pressed;

    ui->pressed = ui->held = DRAW_NO_TARGET;
    if (pressed != DRAW_NO_TARGET && pressed < ui->now->target_count)
        ui_repaint(ui, &ui->now->targets[pressed].box, 1);
}

/* ---- fingers ---- */

static void press(struct ui *ui, int target)
{
    int before = ui->pressed;

    if (before == target)
        return;
    ui->pressed = target;
    if (before != DRAW_NO_TARGET)
        ui_repaint(ui, &ui->now->targets[before].box, 1);
    if (target != DRAW_NO_TARGET)
        ui_repaint(ui, &ui->now->targets[target].box, 1);
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

    ui_repaint(ui, &box, 1);
}

static void stroke_begin(struct ui *ui, const struct present_input *input)
{
    const struct draw_item *pad = ui_item_find(ui, DRAW_INK);

    if (pad == NULL)
        return;
    writing_stroke_begin(&ui->writing, ui_pad_point(pad, input->x, input->y));
    if (ui->writing.stroke_open)
        repaint_stroke(ui, pad);
}

static void stroke_go_on(struct ui *ui, const struct present_input *input)
{
    const struct draw_item *pad = ui_item_find(ui, DRAW_INK);
    int before = ui->writing.ink.point_count;

    if (pad == NULL)
        return;
    writing_stroke_go_on(&ui->writing, ui_pad_point(pad, input->x, input->y));
    if (ui->writing.ink.point_count > before)
        repaint_stroke(ui, pad);
}

static void stroke_end(struct ui *ui)
{
    ui->held = ui->pressed = DRAW_NO_TARGET;
    writing_stroke_end(&ui->writing, ui->tables);
    ui_refresh(ui);
}

/* ---- touches ---- */

/* What lay on the glass counts no more. */
static void forget(struct ui *ui)
{
    if (is_writing(ui))
        stroke_end(ui);
    else
        ui_release(ui);
}

/* A finger that came down on nothing (a resting palm) holds nothing and hinders no other; nor does
 * one whose end was lost or that has lain too long to be a touch: the kiosk must not be deaf to the
 * next citizen because of a bag or a loose plug. */
static void finger_down(struct ui *ui, const struct present_input *input)
{
    if (ui->held != DRAW_NO_TARGET && input->finger != ui->finger &&
        ui_now_ms() < ui->held_ms + HOLD_MS_MAX)
        return;
    forget(ui);
    ui->held_ms = ui_now_ms();
    ui->held = draw_list_hit(ui->now, input->x, input->y);
    ui->finger = input->finger;
    ui->felt += ui->held != DRAW_NO_TARGET;
    if (is_writing(ui))
        stroke_begin(ui, input);
    else
        press(ui, ui->held);
}

static void finger_move(struct ui *ui, const struct present_input *input)
{
    if (ui->held == DRAW_NO_TARGET || input->finger != ui->finger)
        return;
    if (is_writing(ui)) {
        ui->held_ms = ui_now_ms();
        stroke_go_on(ui, input);
    } else {
        press(ui,
              draw_list_hit(ui->now, input->x, input->y) == ui->held ? ui->held : DRAW_NO_TARGET);
    }
}

/* What the glass does by itself. */
static void touch_local(struct ui *ui, const struct draw_target *target)
{
    if (target->local == LOCAL_PAGE)
        ui->page = ui->now->page + target->local_arg;
    else if (!writing_touch(&ui->writing, ui->tables, (enum draw_local)target->local,
                            target->local_arg))
        return;
    ui_refresh(ui);
}

bool ui_take_insert(struct ui *ui, struct event_touched *out)
{
    uint32_t character;

    if (!writing_take(&ui->writing, &character))
        return false;
    out->serial = ui->writing.scope.serial;
    out->action = (struct action){ACTION_INSERT, character};
    return true;
}

/* What the glass dealt with itself is nothing to the core but a sign of life: who writes or turns
 * pages is not asked whether he is there, and what he leaves open is put back after him. */
static bool tell_life(struct ui *ui, struct event_touched *out)
{
    out->serial = ui->now->serial;
    out->action = (struct action){ACTION_NONE, 0};
    return true;
}

/* Does what a target is for; true with a touch for the core. */
static bool activate(struct ui *ui, const struct draw_target *target, struct event_touched *out)
{
    if (target->local != LOCAL_NONE) {
        touch_local(ui, target);
        return ui_take_insert(ui, out) || tell_life(ui, out);
    }
    out->serial = ui->now->serial;
    out->action = target->action;
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
        return tell_life(ui, out);
    }
    inside = draw_list_hit(ui->now, input->x, input->y) == ui->held;
    target = ui->now->targets[ui->held];
    ui_release(ui);
    if (!inside)
        return false;
    return activate(ui, &target, out);
}

/* ---- the keypad of the speech mode ---- */

static void say_focus(struct ui *ui)
{
    const struct draw_target *target = &ui->now->targets[ui->focus];
    const struct speech_key key = {ui->now->text + target->label, target->role,
                                   target->selected != 0, target->enabled != 0};

    speech_make_key(&key, ui->texts, (enum language)ui->view.language, &ui->said);
}

static void move_focus(struct ui *ui, int step)
{
    ui->focus = focus_move(ui->now, ui->focus, step);
    ui_refresh(ui);
    if (ui->focus != DRAW_NO_TARGET)
        say_focus(ui);
}

/* Presses a target by its index. A copy, because the list may change under it. */
static bool press_target(struct ui *ui, int index, struct event_touched *out)
{
    struct draw_target target;

    if (index == DRAW_NO_TARGET || !ui->now->targets[index].enabled)
        return false;
    target = ui->now->targets[index];
    ui->felt++;
    return activate(ui, &target, out);
}

static bool ask_core(struct ui *ui, enum action_kind kind, uint32_t arg, struct event_touched *out)
{
    ui->felt++;
    out->serial = ui->now->serial;
    out->action = (struct action){kind, arg};
    return true;
}

/* A digit is heard by the one who wrote it, and by nobody else. */
static bool write_key(struct ui *ui, char key, struct event_touched *out)
{
    ui->said = (struct speech_line){.part = SPEECH_NO_PART, .secret = 1, .text = {key, '\0'}};
    return ask_core(ui, ACTION_KEY, (uint32_t)key, out);
}

static bool take_key(struct ui *ui, enum present_key key, struct event_touched *out)
{
    if ((ui->view.modes & MODE_SPEECH) == 0)
        return ask_core(ui, ACTION_MODE, MODE_SPEECH, out);
    if (key >= PRESENT_KEY_DIGIT0 && key <= PRESENT_KEY_DIGIT9)
        return write_key(ui, (char)('0' + (key - PRESENT_KEY_DIGIT0)), out);
    switch (key) {
    case PRESENT_KEY_DOWN:
    case PRESENT_KEY_RIGHT:
        move_focus(ui, 1);
        break;
    case PRESENT_KEY_UP:
    case PRESENT_KEY_LEFT:
        move_focus(ui, -1);
        break;
    case PRESENT_KEY_SELECT:
        if (ui->focus != DRAW_NO_TARGET)
            return press_target(ui, ui->focus, out);
        move_focus(ui, 1); /* the screen is new: nothing is chosen on it yet */
        break;
    case PRESENT_KEY_BACK:
        return press_target(ui, focus_role(ui->now, "back"), out);
    case PRESENT_KEY_HELP:
        return press_target(ui, focus_role(ui->now, "help"), out);
    case PRESENT_KEY_HASH:
        return press_target(ui, focus_role(ui->now, "primary"), out);
    case PRESENT_KEY_REPEAT:
        return ask_core(ui, ACTION_REPEAT, 0, out);
    case PRESENT_KEY_SLOWER:
        return ask_core(ui, ACTION_SLOWER, 0, out);
    case PRESENT_KEY_LOUDER:
        return ask_core(ui, ACTION_LOUDER, 0, out);
    case PRESENT_KEY_SOFTER:
        return ask_core(ui, ACTION_SOFTER, 0, out);
    case PRESENT_KEY_ERASE:
        return ask_core(ui, ACTION_KEY, VIEW_KEY_ERASE, out);
    case PRESENT_KEY_STAR:
        return write_key(ui, 'X', out);
    case PRESENT_KEY_DIGIT0:
    case PRESENT_KEY_DIGIT9:
    case PRESENT_KEY_COUNT:
        break;
    }
    return false;
}

bool ui_take_said(struct ui *ui, struct speech_line *out)
{
    bool has = ui->said.text[0] != '\0';

    *out = ui->said;
    bytes_wipe(&ui->said, sizeof(ui->said));
    return has;
}

uint32_t ui_felt(const struct ui *ui)
{
    return ui->felt;
}

bool ui_take_input(struct ui *ui, const struct present_input *input, struct event_touched *out)
{
    switch ((enum present_input_kind)input->kind) {
    case PRESENT_DOWN:
        finger_down(ui, input);
        break;
    case PRESENT_MOVE:
        finger_move(ui, input);
        break;
    case PRESENT_UP:
        return finger_up(ui, input, out);
    case PRESENT_KEY:
        return ui->has_view && input->key < PRESENT_KEY_COUNT &&
               take_key(ui, (enum present_key)input->key, out);
    case PRESENT_EXPOSED:
    case PRESENT_CLOSED:
        break;
    }
    return false;
}
