#include "tools/visit/pointer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

#include "firmware/base/check.h"

#define PRESS_MS 60 /* a quick tap of a person */
#define MOVE_MS 20
#define STROKE_STEPS 8 /* of a finger between two places of a stroke */
#define STROKE_MS 6
#define DEPTH_MAX 4 /* a window manager puts one or two frames around a window */

struct pointer {
    Display *display;
};

/* The window that is the kiosk's, as far as the search has come. */
struct found {
    Window window;
    long area;
    bool named;
};

static void sleep_ms(long ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* A window may vanish between two requests (the kiosk is restarted): that is no reason to die. */
static int ignore_error(Display *display, XErrorEvent *event)
{
    (void)display;
    (void)event;
    return 0;
}

struct pointer *pointer_open(void)
{
    int unused = 0;
    Display *display = XOpenDisplay(NULL);
    if (display == NULL)
        return NULL;
    XSetErrorHandler(ignore_error);
    struct pointer *pointer = calloc(1, sizeof(*pointer));
    if (pointer == NULL || !XTestQueryExtension(display, &unused, &unused, &unused, &unused)) {
        free(pointer);
        XCloseDisplay(display);
        return NULL;
    }
    pointer->display = display;
    return pointer;
}

static bool has_title(Display *display, Window window, const char *title)
{
    char *name = NULL;
    bool same = XFetchName(display, window, &name) != 0 && name != NULL &&
                strncmp(name, title, strlen(title)) == 0;
    if (name != NULL)
        XFree(name);
    return same;
}

static void consider(Display *display, Window window, const char *title, struct found *found)
{
    XWindowAttributes look;
    if (XGetWindowAttributes(display, window, &look) == 0 || look.map_state != IsViewable ||
        look.class != InputOutput)
        return;
    bool named = has_title(display, window, title);
    long area = (long)look.width * look.height;
    if ((named && !found->named) || (named == found->named && area > found->area))
        *found = (struct found){.window = window, .area = area, .named = named};
}

static void search(Display *display, Window under, const char *title, int depth,
                   struct found *found)
{
    Window root, parent, *children = NULL;
    unsigned int count = 0;
    if (depth == 0 || XQueryTree(display, under, &root, &parent, &children, &count) == 0)
        return;
    for (unsigned int i = 0; i < count; i++) {
        consider(display, children[i], title, found);
        search(display, children[i], title, depth - 1, found);
    }
    if (children != NULL)
        XFree(children);
}

/* Where the kiosk's window is, and how large. */
struct area {
    Window window;
    int x, y, width, height;
};

static bool find_area(Display *display, const char *title, struct area *out)
{
    Window root = DefaultRootWindow(display), unused;
    struct found found = {0};
    XWindowAttributes look;
    int x = 0, y = 0;

    search(display, root, title, DEPTH_MAX, &found);
    if (found.window == 0 || XGetWindowAttributes(display, found.window, &look) == 0)
        return false;
    if (!XTranslateCoordinates(display, found.window, root, 0, 0, &x, &y, &unused))
        return false;
    *out = (struct area){found.window, x, y, look.width, look.height};
    return true;
}

static void move(Display *display, const struct area *area, const struct pointer_place *place)
{
    CHECK(place->panel_width > 0 && place->panel_height > 0);
    XTestFakeMotionEvent(display, -1, area->x + place->x * area->width / place->panel_width,
                         area->y + place->y * area->height / place->panel_height, CurrentTime);
    XSync(display, False);
}

static void hold(Display *display, bool down)
{
    XTestFakeButtonEvent(display, 1, down, CurrentTime);
    XSync(display, False);
}

bool pointer_tap(struct pointer *pointer, const char *title, struct pointer_place place)
{
    struct area area;

    if (!find_area(pointer->display, title, &area))
        return false;
    move(pointer->display, &area, &place);
    sleep_ms(MOVE_MS);
    hold(pointer->display, true);
    sleep_ms(PRESS_MS);
    hold(pointer->display, false);
    return true;
}

/* A finger moves through all between two places, so several steps lead from one to the next. */
static void draw(struct pointer *pointer, const struct area *area, struct pointer_place from,
                 const struct pointer_place *to)
{
    for (int i = 1; i <= STROKE_STEPS; i++) {
        struct pointer_place at = from;

        at.x += (to->x - from.x) * i / STROKE_STEPS;
        at.y += (to->y - from.y) * i / STROKE_STEPS;
        move(pointer->display, area, &at);
        sleep_ms(STROKE_MS);
    }
}

bool pointer_stroke(struct pointer *pointer, const char *title, const struct pointer_place *places,
                    int count)
{
    struct area area;

    CHECK(count > 0);
    if (!find_area(pointer->display, title, &area))
        return false;
    move(pointer->display, &area, &places[0]);
    sleep_ms(MOVE_MS);
    hold(pointer->display, true);
    for (int i = 1; i < count; i++)
        draw(pointer, &area, places[i - 1], &places[i]);
    hold(pointer->display, false);
    return true;
}

bool pointer_key(struct pointer *pointer, const char *title, const char *key)
{
    KeyCode code = XKeysymToKeycode(pointer->display, XStringToKeysym(key));
    struct area area;

    if (code == 0 || !find_area(pointer->display, title, &area))
        return false;
    XSetInputFocus(pointer->display, area.window, RevertToPointerRoot, CurrentTime);
    XTestFakeKeyEvent(pointer->display, code, True, CurrentTime);
    XSync(pointer->display, False);
    sleep_ms(PRESS_MS);
    XTestFakeKeyEvent(pointer->display, code, False, CurrentTime);
    XSync(pointer->display, False);
    return true;
}

void pointer_close(struct pointer *pointer)
{
    if (pointer == NULL)
        return;
    XCloseDisplay(pointer->display);
    free(pointer);
}
