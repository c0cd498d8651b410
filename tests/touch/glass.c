#include "tests/touch/glass.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/touch/clock.h"

/* What the window passes on must be what was sent; what it makes of its own life (exposed) is its
 * affair, and a kiosk's window is never closed from outside. */
static void compare(struct glass *glass, const struct present_input *got)
{
    const struct present_input *sent = &glass->sent[0];

    if (got->kind == PRESENT_EXPOSED)
        return;
    if (got->kind == PRESENT_CLOSED) {
        glass->wrong = "the window of a kiosk can be closed from outside";
        return;
    }
    if (glass->sent_count == 0) {
        glass->wrong = "an input came of an event that means nothing";
        return;
    }
    if (sent->kind != got->kind || sent->key != got->key ||
        (got->kind != PRESENT_KEY &&
         (sent->finger != got->finger || sent->x != got->x || sent->y != got->y)))
        glass->wrong = "the window passed on another input than was sent";
    glass->sent_count--;
    memmove(glass->sent, glass->sent + 1, (size_t)glass->sent_count * sizeof(*sent));
}

static bool on_panel(const struct glass *glass, const struct present_input *input)
{
    return input->x >= 0 && input->y >= 0 && input->x < glass->panel.width_px &&
           input->y < glass->panel.height_px;
}

static bool glass_input(struct present *present, struct present_input *out)
{
    struct glass *glass = (struct glass *)present;
    bool stray;

    if (!glass->inner->kind->input(glass->inner, out))
        return false;
    if (glass->options.paints)
        present->frame = glass->inner->frame;
    stray = glass->sent_count > 0 && glass->sent[0].x == INT32_MIN && out->kind < PRESENT_KEY;
    if (stray && on_panel(glass, out))
        glass->wrong = "a finger from nowhere came down on the panel";
    if (stray) { /* where exactly nowhere is does not matter */
        glass->sent[0].x = out->x;
        glass->sent[0].y = out->y;
    }
    if (glass->options.window)
        compare(glass, out);
    rule_see(&glass->rule, out, ui_list(glass->ui), clock_ms());
    return true;
}

static void glass_show(struct present *present, const struct box *boxes, int count)
{
    struct glass *glass = (struct glass *)present;

    if (glass->options.paints || !glass->options.window)
        glass->inner->kind->show(glass->inner, boxes, count);
}

static int glass_fd(const struct present *present)
{
    const struct glass *glass = (const struct glass *)present;

    return glass->inner->kind->fd(glass->inner);
}

static void glass_end(struct present *present)
{
    struct glass *glass = (struct glass *)present;

    glass->inner->kind->close(glass->inner);
    glass->inner = NULL;
}

static const struct present_kind glass_kind = {glass_show, glass_input, glass_fd, glass_end};

static err_t open_inner(struct glass *glass)
{
    bool small = !glass->options.window && !glass->options.paints;
    const struct present_options size = {"touch", small ? 1 : glass->panel.width_px,
                                         small ? 1 : glass->panel.height_px, true};

    if (!glass->options.window)
        return present_memory_open(&size, &glass->inner);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return present_sdl_open(&size, &glass->inner);
}

err_t glass_open(const struct glass_options *options, struct glass *glass)
{
    const struct house *house = options->house;
    struct ui_options wish = {.texts = &house->texts, .tables_path = "build/tables"};
    err_t err;

    memset(glass, 0, sizeof(*glass));
    glass->options = *options;
    glass->panel = wish.panel = house->panels[options->panel];
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        wish.site[i] = house->sites[i];
    err = open_inner(glass);
    if (err != ERR_OK)
        return err;
    glass->present.kind = &glass_kind;
    glass->present.frame = (struct present_frame){(uint8_t *)&glass->pixel, 4, 1, 1};
    if (options->paints)
        glass->present.frame = glass->inner->frame;
    return ui_open_on(&wish, &glass->present, &glass->ui);
}

void glass_close(struct glass *glass)
{
    if (glass->ui == NULL)
        return;
    ui_clear(glass->ui);
    ui_close(glass->ui);
    memset(glass, 0, sizeof(*glass));
}

/* ---- into the window ---- */

static const struct {
    enum present_key to;
    SDL_Keycode from[3];
} keypad[] = {
    {PRESENT_KEY_UP, {SDLK_UP}},
    {PRESENT_KEY_DOWN, {SDLK_DOWN}},
    {PRESENT_KEY_LEFT, {SDLK_LEFT}},
    {PRESENT_KEY_RIGHT, {SDLK_RIGHT}},
    {PRESENT_KEY_SELECT, {SDLK_RETURN, SDLK_KP_ENTER}},
    {PRESENT_KEY_BACK, {SDLK_ESCAPE}},
    {PRESENT_KEY_HELP, {SDLK_F1}},
    {PRESENT_KEY_REPEAT, {SDLK_SPACE}},
    {PRESENT_KEY_SLOWER, {SDLK_F2}},
    {PRESENT_KEY_LOUDER, {SDLK_PLUS, SDLK_KP_PLUS, SDLK_EQUALS}},
    {PRESENT_KEY_SOFTER, {SDLK_MINUS, SDLK_KP_MINUS}},
    {PRESENT_KEY_ERASE, {SDLK_BACKSPACE}},
    {PRESENT_KEY_STAR, {SDLK_ASTERISK, SDLK_KP_MULTIPLY, SDLK_x}},
    {PRESENT_KEY_HASH, {SDLK_HASH}},
};

static SDL_Keycode keycode(uint32_t key)
{
    if (key >= PRESENT_KEY_DIGIT0 && key <= PRESENT_KEY_DIGIT9)
        return SDLK_0 + (SDL_Keycode)(key - PRESENT_KEY_DIGIT0);
    for (size_t i = 0; i < COUNT_OF(keypad); i++)
        if (keypad[i].to == key)
            return keypad[i].from[0];
    return SDLK_UNKNOWN;
}

static bool is_keypad(SDL_Keycode code)
{
    if ((code >= SDLK_0 && code <= SDLK_9) || code == SDLK_KP_0 ||
        (code >= SDLK_KP_1 && code <= SDLK_KP_9))
        return true;
    for (size_t i = 0; i < COUNT_OF(keypad); i++)
        for (size_t j = 0; j < COUNT_OF(keypad[i].from) && keypad[i].from[j] != 0; j++)
            if (keypad[i].from[j] == code)
                return true;
    return false;
}

static SDL_Event event_of(const struct glass *glass, const struct present_input *input)
{
    static const uint32_t fingers[] = {SDL_FINGERDOWN, SDL_FINGERMOTION, SDL_FINGERUP};
    static const uint32_t mice[] = {SDL_MOUSEBUTTONDOWN, SDL_MOUSEMOTION, SDL_MOUSEBUTTONUP};
    SDL_Event event;

    memset(&event, 0, sizeof(event));
    if (input->kind == PRESENT_KEY) {
        event.type = SDL_KEYDOWN;
        event.key.keysym.sym = keycode(input->key);
    } else if (input->finger != 0) {
        event.type = fingers[input->kind];
        event.tfinger.fingerId = (SDL_FingerID)(input->finger - 1);
        event.tfinger.x = ((float)input->x + 0.5f) / (float)glass->panel.width_px;
        event.tfinger.y = ((float)input->y + 0.5f) / (float)glass->panel.height_px;
    } else if (input->kind == PRESENT_MOVE) {
        event.type = mice[input->kind];
        event.motion.x = input->x;
        event.motion.y = input->y;
    } else {
        event.type = mice[input->kind];
        event.button.button = SDL_BUTTON_LEFT;
        event.button.x = input->x;
        event.button.y = input->y;
    }
    return event;
}

static void await(struct glass *glass, const struct present_input *input)
{
    CHECK(glass->sent_count < GLASS_SENT_MAX);
    glass->sent[glass->sent_count++] = *input;
}

void glass_send(struct glass *glass, const struct present_input *input)
{
    struct present_input wish = *input;
    SDL_Event event;

    if (!glass->options.window) {
        present_memory_touch(glass->inner, input);
        return;
    }
    /* A finger's place is a fraction, which cannot be told exactly outside of the panel. */
    if (input->finger != 0 && input->kind < PRESENT_KEY && !on_panel(glass, input))
        wish.x = INT32_MIN;
    if (input->kind == PRESENT_EXPOSED) {
        memset(&event, 0, sizeof(event));
        event.type = SDL_WINDOWEVENT;
        event.window.event = SDL_WINDOWEVENT_EXPOSED;
    } else {
        event = event_of(glass, input);
        await(glass, &wish);
    }
    CHECK(SDL_PushEvent(&event) == 1);
}

void glass_send_noise(struct glass *glass, SDL_Event *event)
{
    if (!glass->options.window ||
        (event->type == SDL_KEYDOWN && event->key.repeat == 0 && is_keypad(event->key.keysym.sym)))
        return;
    CHECK(SDL_PushEvent(event) == 1);
}

void glass_send_stray(struct glass *glass, uint32_t kind, float x, float y)
{
    struct present_input wish = {kind, 3, INT32_MIN, 0, 0};
    SDL_Event event = event_of(glass, &wish);

    if (!glass->options.window)
        return;
    event.tfinger.x = x;
    event.tfinger.y = y;
    await(glass, &wish);
    CHECK(SDL_PushEvent(&event) == 1);
}

bool glass_poll(struct glass *glass, struct event_touched *out, const char **out_wrong)
{
    bool touched = ui_poll(glass->ui, out);

    if (touched)
        *out_wrong = rule_reported(&glass->rule, out, ui_list(glass->ui));
    else
        *out_wrong = rule_silent(&glass->rule);
    if (!touched && glass->options.window && glass->sent_count > 0) {
        glass->wrong = "the window swallowed an input";
        glass->sent_count = 0;
    }
    if (glass->wrong != NULL)
        *out_wrong = glass->wrong;
    glass->wrong = NULL;
    return touched;
}
