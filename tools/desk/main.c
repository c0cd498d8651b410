/* banshi-desk: a small window beside the kiosk on an engineer's desk. It lays cards down, breaks
 * devices and cuts the network, by lines to the control sockets of tools/bench and tools/platform.
 */
#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "tools/desk/ask.h"
#include "tools/desk/panel.h"

#define LOOK_MS 500  /* how often the printer's tray is looked at */
#define ANSWER_MS 30 /* how often an answer is looked for while one is due */

struct desk {
    const char *bench, *platform, *paper;
    const char *line; /* the last that was asked; static memory */
    SDL_Window *window;
    struct ask ask;
    struct panel panel;
};

static bool read_options(int count, char **words, struct desk *desk)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--bench") == 0)
            desk->bench = words[i + 1];
        else if (strcmp(words[i], "--platform") == 0)
            desk->platform = words[i + 1];
        else if (strcmp(words[i], "--paper") == 0)
            desk->paper = words[i + 1];
        else
            return false;
    }
    return count == 7 && desk->bench != NULL && desk->platform != NULL && desk->paper != NULL;
}

static void paint(struct desk *desk)
{
    SDL_Surface *to = SDL_GetWindowSurface(desk->window);
    if (to == NULL || to->w < PANEL_WIDTH || to->h < PANEL_HEIGHT)
        return;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PANEL_WIDTH, PANEL_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    panel_paint(&desk->panel, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    SDL_Surface *from = SDL_CreateRGBSurfaceWithFormatFrom(
        cairo_image_surface_get_data(surface), PANEL_WIDTH, PANEL_HEIGHT, 32,
        cairo_image_surface_get_stride(surface), SDL_PIXELFORMAT_RGB888);
    if (from != NULL) {
        SDL_BlitSurface(from, NULL, to, NULL);
        SDL_UpdateWindowSurface(desk->window);
    }
    SDL_FreeSurface(from);
    cairo_surface_destroy(surface);
}

/* The answer of what was asked stays on the panel until the next. */
static void show_answer(struct desk *desk)
{
    const char *answer = desk->ask.state == ASK_WAITING ? "…" : desk->ask.answer;
    desk->panel.failed = desk->ask.state == ASK_FAILED;
    snprintf(desk->panel.answer, sizeof(desk->panel.answer), "%s: %.200s", desk->line, answer);
}

static void press(struct desk *desk, const struct panel_button *button)
{
    desk->line = button->line;
    ask_begin(&desk->ask, button->to == PANEL_BENCH ? desk->bench : desk->platform, button->line);
    show_answer(desk);
}

/* A button works when it is let go where it was pressed. */
static void handle_mouse(struct desk *desk, const SDL_MouseButtonEvent *event)
{
    int at = panel_find(event->x, event->y);
    if (event->type == SDL_MOUSEBUTTONDOWN) {
        desk->panel.pressed = at;
        paint(desk);
        return;
    }
    if (at != PANEL_NONE && at == desk->panel.pressed)
        press(desk, panel_button(at));
    desk->panel.pressed = PANEL_NONE;
    paint(desk);
}

/* What changes without anybody pressing: an answer, a new receipt. */
static void look(struct desk *desk)
{
    bool answered = ask_look(&desk->ask);
    if (answered)
        show_answer(desk);
    if (panel_look(&desk->panel, desk->paper) || answered)
        paint(desk);
}

static void run(struct desk *desk)
{
    for (;;) {
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, desk->ask.state == ASK_WAITING ? ANSWER_MS : LOOK_MS) == 0)
            look(desk);
        else if (event.type == SDL_QUIT)
            return;
        else if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP)
            handle_mouse(desk, &event.button);
        else if (event.type == SDL_WINDOWEVENT)
            paint(desk);
    }
}

/* The size of the display without its bars, so that a script can choose a board that fits. */
static int print_display(void)
{
    SDL_Rect area;
    if (SDL_GetDisplayUsableBounds(0, &area) != 0)
        return 1;
    printf("%d %d\n", area.w, area.h);
    return 0;
}

/* At the right edge, where it covers little of the kiosk's window. */
static bool open_window(struct desk *desk)
{
    SDL_Rect area = {0, 0, PANEL_WIDTH, PANEL_HEIGHT};
    SDL_GetDisplayUsableBounds(0, &area);
    desk->window = SDL_CreateWindow("办事 · desk", area.x + area.w - PANEL_WIDTH, area.y,
                                    PANEL_WIDTH, PANEL_HEIGHT, 0);
    return desk->window != NULL;
}

int main(int count, char **words)
{
    struct desk desk = {0};
    bool asks_display = count == 2 && strcmp(words[1], "--display") == 0;
    int status = 1;
    if (!asks_display && !read_options(count, words, &desk)) {
        fputs("usage: banshi-desk --bench SOCKET --platform SOCKET --paper DIR\n"
              "       banshi-desk --display     prints width and height of the display in px\n",
              stderr);
        return 2;
    }
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        fprintf(stderr, "banshi-desk: no display: %s\n", SDL_GetError());
        return 1;
    }
    ask_init(&desk.ask);
    panel_init(&desk.panel);
    if (asks_display) {
        status = print_display();
    } else if (open_window(&desk)) {
        panel_look(&desk.panel, desk.paper);
        paint(&desk);
        run(&desk);
        SDL_DestroyWindow(desk.window);
        status = 0;
    }
    ask_finish(&desk.ask);
    panel_finish(&desk.panel);
    SDL_Quit();
    return status;
}
