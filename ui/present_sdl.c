#include "ui/present.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <poll.h>
#include <stdlib.h>

#include "firmware/base/bytes.h"

#define BOXES_MAX 32

struct window {
    struct present present; /* first: the back end is found from it */
    SDL_Window *handle;
    bool closes;  /* from outside: a window on a desk, never the full screen of a kiosk */
    bool stirred; /* SDL spoke with the window system since "nothing" was last heard of it */
    int fd;       /* what tells of input, or -1 */
};

/* Takes over the pixels of the window, which SDL may have made anew. */
static bool window_take_surface(struct window *window)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window->handle);

    window->stirred = true;
    if (surface == NULL || surface->format->BytesPerPixel != 4 ||
        surface->format->Rmask != 0x00ff0000)
        return false;
    window->present.frame =
        (struct present_frame){surface->pixels, surface->pitch, surface->w, surface->h};
    return true;
}

static void window_show(struct present *present, const struct box *boxes, int count)
{
    struct window *window = (struct window *)present;
    SDL_Rect rects[BOXES_MAX];
    int shown = 0;

    for (int i = 0; i < count && shown < BOXES_MAX; i++)
        rects[shown++] = (SDL_Rect){boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
    SDL_UpdateWindowSurfaceRects(window->handle, rects, shown);
    window->stirred = true;
}

/* A place from 0 to 1 as a pixel. 1 is the last one; what is no place on the window, or no number at
 * all, becomes -1, which is outside. */
static int pixel_of(float place, int size_px)
{
    int pixel;

    if (!(place >= 0.0f && place <= 1.0f))
        return -1;
    pixel = (int)(place * (float)size_px);
    return pixel < size_px ? pixel : size_px - 1;
}

static bool window_input_finger(const struct window *window, const SDL_TouchFingerEvent *event,
                                struct present_input *out)
{
    out->kind = event->type == SDL_FINGERDOWN ? PRESENT_DOWN
                : event->type == SDL_FINGERUP ? PRESENT_UP
                                              : PRESENT_MOVE;
    out->finger = (uint64_t)event->fingerId + 1;
    out->x = pixel_of(event->x, window->present.frame.width_px);
    out->y = pixel_of(event->y, window->present.frame.height_px);
    return true;
}

/* A mouse is finger 0. What SDL makes of touches is not asked for, so nothing counts twice. */
static bool window_input_mouse(const SDL_Event *event, struct present_input *out)
{
    bool moved = event->type == SDL_MOUSEMOTION;

    if ((moved ? event->motion.which : event->button.which) == SDL_TOUCH_MOUSEID)
        return false;
    if (!moved && event->button.button != SDL_BUTTON_LEFT)
        return false;
    out->kind = moved                                ? PRESENT_MOVE
                : event->type == SDL_MOUSEBUTTONDOWN ? PRESENT_DOWN
                                                     : PRESENT_UP;
    out->finger = 0;
    out->x = moved ? event->motion.x : event->button.x;
    out->y = moved ? event->motion.y : event->button.y;
    return true;
}

static bool window_input_window(struct window *window, const SDL_WindowEvent *event,
                                struct present_input *out)
{
    if (event->event != SDL_WINDOWEVENT_EXPOSED && event->event != SDL_WINDOWEVENT_SIZE_CHANGED)
        return false;
    if (!window_take_surface(window))
        return false;
    out->kind = PRESENT_EXPOSED;
    return true;
}

static const struct key_name {
    SDL_Keycode from;
    enum present_key to;
} key_names[] = {
    {SDLK_UP, PRESENT_KEY_UP},           {SDLK_DOWN, PRESENT_KEY_DOWN},
    {SDLK_LEFT, PRESENT_KEY_LEFT},       {SDLK_RIGHT, PRESENT_KEY_RIGHT},
    {SDLK_RETURN, PRESENT_KEY_SELECT},   {SDLK_KP_ENTER, PRESENT_KEY_SELECT},
    {SDLK_ESCAPE, PRESENT_KEY_BACK},     {SDLK_F1, PRESENT_KEY_HELP},
    {SDLK_SPACE, PRESENT_KEY_REPEAT},    {SDLK_F2, PRESENT_KEY_SLOWER},
    {SDLK_PLUS, PRESENT_KEY_LOUDER},     {SDLK_EQUALS, PRESENT_KEY_LOUDER},
    {SDLK_KP_PLUS, PRESENT_KEY_LOUDER},  {SDLK_MINUS, PRESENT_KEY_SOFTER},
    {SDLK_KP_MINUS, PRESENT_KEY_SOFTER}, {SDLK_BACKSPACE, PRESENT_KEY_ERASE},
    {SDLK_ASTERISK, PRESENT_KEY_STAR},   {SDLK_KP_MULTIPLY, PRESENT_KEY_STAR},
    {SDLK_x, PRESENT_KEY_STAR},          {SDLK_HASH, PRESENT_KEY_HASH},
    {SDLK_KP_0, PRESENT_KEY_DIGIT0},
};

/* SDL_KP_1 to 9 and the digits of the row follow each other; the keypad's 0 comes after its 9. */
static bool window_input_key(const SDL_KeyboardEvent *event, struct present_input *out)
{
    SDL_Keycode key = event->keysym.sym;

    if (event->repeat != 0)
        return false;
    out->kind = PRESENT_KEY;
    if (key >= SDLK_0 && key <= SDLK_9) {
        out->key = PRESENT_KEY_DIGIT0 + (uint32_t)(key - SDLK_0);
        return true;
    }
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9) {
        out->key = PRESENT_KEY_DIGIT0 + 1 + (uint32_t)(key - SDLK_KP_1);
        return true;
    }
    for (size_t i = 0; i < sizeof(key_names) / sizeof(key_names[0]); i++)
        if (key_names[i].from == key) {
            out->key = key_names[i].to;
            return true;
        }
    return false;
}

/* Painting reads the window system's socket, and what it finds there waits where no descriptor tells
 * of it; and SDL ends its first look at what it had read before the painting. So "nothing" counts only
 * the second time. */
static bool next_event(SDL_Event *event)
{
    return SDL_PollEvent(event) != 0 || SDL_PollEvent(event) != 0;
}

/* SDL's own look at everything is dear, and an idle kiosk is woken by others: without a painting
 * since the last look all there can be is on the socket, and asking that is one call. */
static bool is_quiet(const struct window *window)
{
    struct pollfd socket = {window->fd, POLLIN, 0};

    return !window->stirred && window->fd >= 0 && poll(&socket, 1, 0) == 0;
}

static bool window_input(struct present *present, struct present_input *out)
{
    struct window *window = (struct window *)present;
    SDL_Event event;

    if (is_quiet(window))
        return false;
    window->stirred = true;
    while (next_event(&event)) {
        bool found = false;

        *out = (struct present_input){0};
        if (event.type == SDL_FINGERDOWN || event.type == SDL_FINGERUP ||
            event.type == SDL_FINGERMOTION)
            found = window_input_finger(window, &event.tfinger, out);
        else if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP ||
                 event.type == SDL_MOUSEMOTION)
            found = window_input_mouse(&event, out);
        else if (event.type == SDL_KEYDOWN)
            found = window_input_key(&event.key, out);
        else if (event.type == SDL_WINDOWEVENT)
            found = window_input_window(window, &event.window, out);
        else if (event.type == SDL_QUIT && window->closes) {
            out->kind = PRESENT_CLOSED;
            found = true;
        }
        if (found)
            return true;
    }
    window->stirred = false;
    return false;
}

/* Only X11 has one descriptor that tells of all input; elsewhere the caller must look now and
 * then. ConnectionNumber is a macro of Xlib.h: nothing of X is linked. */
static int find_fd(const struct window *window)
{
    SDL_SysWMinfo info;

    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window->handle, &info))
        return -1;
#ifdef SDL_VIDEO_DRIVER_X11
    if (info.subsystem == SDL_SYSWM_X11)
        return ConnectionNumber(info.info.x11.display);
#endif
    return -1;
}

static int window_fd(const struct present *present)
{
    return ((const struct window *)present)->fd;
}

static void window_close(struct present *present)
{
    struct window *window = (struct window *)present;
    struct present_frame *frame = &present->frame;

    if (frame->pixels != NULL && window_take_surface(window))
        bytes_wipe(frame->pixels, (size_t)frame->stride_bytes * (size_t)frame->height_px);
    if (window->handle != NULL)
        SDL_DestroyWindow(window->handle);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(window);
}

/* A kiosk has no window manager to ask for the full screen, and SDL would wait 100 ms for its answer:
 * a window without a frame, as large as the panel and above all others, covers it at once. */
#define FULL_SCREEN (SDL_WINDOW_BORDERLESS | SDL_WINDOW_ALWAYS_ON_TOP)

static const struct present_kind window_kind = {window_show, window_input, window_fd, window_close};

/* Painting into the window's own surface is four times faster without a GPU than SDL's default of a
 * texture; the other hints keep SDL from doing what a kiosk has no use for. */
static void set_hints(void)
{
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1"); /* or the touch that follows a change of
                                                            focus is swallowed */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
}

err_t present_sdl_open(const struct present_options *options, struct present **out)
{
    struct window *window = calloc(1, sizeof(*window));
    Uint32 flags = options->fullscreen ? FULL_SCREEN : 0;
    struct present_frame *frame;

    *out = NULL;
    if (window == NULL)
        return ERR_MEMORY;
    window->present.kind = &window_kind;
    window->closes = !options->fullscreen;
    set_hints();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) == 0) {
        window->handle =
            SDL_CreateWindow(options->title, 0, 0, options->width_px, options->height_px, flags);
        SDL_StopTextInput();
    }
    frame = &window->present.frame;
    if (window->handle == NULL || !window_take_surface(window) ||
        frame->width_px != options->width_px || frame->height_px != options->height_px) {
        window_close(&window->present);
        return ERR_NO_DEVICE;
    }
    window->fd = find_fd(window);
    if (options->fullscreen)
        SDL_ShowCursor(SDL_DISABLE);
    *out = &window->present;
    return ERR_OK;
}
