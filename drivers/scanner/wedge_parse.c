#include "drivers/scanner/wedge_parse.h"

#include <linux/input-event-codes.h>

#include "firmware/base/check.h"

enum { RELEASED = 0, PRESSED = 1 }; /* 2: repeated by the kernel, which no scanner means */

/* The main block of a US keyboard: the character alone and with Shift. */
static const char characters[][2] = {
    [KEY_1] = {'1', '!'},          [KEY_2] = {'2', '@'},           [KEY_3] = {'3', '#'},
    [KEY_4] = {'4', '$'},          [KEY_5] = {'5', '%'},           [KEY_6] = {'6', '^'},
    [KEY_7] = {'7', '&'},          [KEY_8] = {'8', '*'},           [KEY_9] = {'9', '('},
    [KEY_0] = {'0', ')'},          [KEY_MINUS] = {'-', '_'},       [KEY_EQUAL] = {'=', '+'},
    [KEY_Q] = {'q', 'Q'},          [KEY_W] = {'w', 'W'},           [KEY_E] = {'e', 'E'},
    [KEY_R] = {'r', 'R'},          [KEY_T] = {'t', 'T'},           [KEY_Y] = {'y', 'Y'},
    [KEY_U] = {'u', 'U'},          [KEY_I] = {'i', 'I'},           [KEY_O] = {'o', 'O'},
    [KEY_P] = {'p', 'P'},          [KEY_LEFTBRACE] = {'[', '{'},   [KEY_RIGHTBRACE] = {']', '}'},
    [KEY_A] = {'a', 'A'},          [KEY_S] = {'s', 'S'},           [KEY_D] = {'d', 'D'},
    [KEY_F] = {'f', 'F'},          [KEY_G] = {'g', 'G'},           [KEY_H] = {'h', 'H'},
    [KEY_J] = {'j', 'J'},          [KEY_K] = {'k', 'K'},           [KEY_L] = {'l', 'L'},
    [KEY_SEMICOLON] = {';', ':'},  [KEY_APOSTROPHE] = {'\'', '"'}, [KEY_GRAVE] = {'`', '~'},
    [KEY_BACKSLASH] = {'\\', '|'}, [KEY_Z] = {'z', 'Z'},           [KEY_X] = {'x', 'X'},
    [KEY_C] = {'c', 'C'},          [KEY_V] = {'v', 'V'},           [KEY_B] = {'b', 'B'},
    [KEY_N] = {'n', 'N'},          [KEY_M] = {'m', 'M'},           [KEY_COMMA] = {',', '<'},
    [KEY_DOT] = {'.', '>'},        [KEY_SLASH] = {'/', '?'},       [KEY_SPACE] = {' ', ' '},
};

static void type_character(struct wedge *wedge, uint16_t code, uint64_t now_ms)
{
    bool shift = wedge->shift_left || wedge->shift_right;
    uint8_t character;

    if (code >= COUNT_OF(characters) || characters[code][0] == '\0') {
        collect_break(&wedge->collect, now_ms);
        return;
    }
    character = (uint8_t)characters[code][shift ? 1 : 0];
    collect_add(&wedge->collect, &character, 1, now_ms);
}

static bool take_key(struct wedge *wedge, const struct wedge_event *event, uint64_t now_ms)
{
    if (event->code == KEY_LEFTSHIFT)
        wedge->shift_left = event->value != RELEASED;
    else if (event->code == KEY_RIGHTSHIFT)
        wedge->shift_right = event->value != RELEASED;
    else if (event->value == PRESSED && event->code == KEY_ENTER)
        return wedge->collect.started;
    else if (event->value == PRESSED)
        type_character(wedge, event->code, now_ms);
    return false;
}

/* The kernel says so when it had to drop events: a character may be missing. */
bool wedge_take(struct wedge *wedge, const struct wedge_event *event, uint64_t now_ms)
{
    if (event->type == EV_SYN && event->code == SYN_DROPPED)
        collect_break(&wedge->collect, now_ms);
    return event->type == EV_KEY && take_key(wedge, event, now_ms);
}
