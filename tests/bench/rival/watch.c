/* The eye and the finger of the comparison with Chromium: one program outside of both, so that both
 * are measured alike. It presses by XTest, hears of every drawing by DAMAGE, and takes a page for
 * painted when every pixel of the screen but the clock's is as in a picture kept before.
 *
 *   watch start STAMP COMMAND...            notes time and process in the file, becomes the command
 *   watch keep PICTURE                      keeps the screen, once it has stayed the same for long
 *   watch wait PICTURE LIST STAMP           prints the ms from the stamp until the screen is so
 *   watch press LIST ROLE                   presses the first target of that role
 *   watch press LIST ROLE PICTURE NEXT      and prints the ms until the screen is as PICTURE
 *
 * PICTURE is a PPM. LIST and NEXT are draw lists of the kiosk (ui/draw_list_json.h): of the page
 * that is shown, which says where targets are, and of the page that PICTURE is of, which says where
 * the clock is. */
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>

#define LIMIT_MS 60000.0
#define QUIET_MS 2000 /* a page on which nothing was drawn for so long is whole */
/* The kiosk drops touches that come too soon after a new page (CORE_TOUCH_GUARD_MS). */
#define READ_MS 800
#define RGB 0xffffffu

struct box {
    int x, y, width, height;
};

struct eye {
    Display *display;
    Damage damage;
    int damage_event;
    XImage *screen;
    XShmSegmentInfo shared;
};

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "watch: %s %s\n", what, name);
    exit(1);
}

static void look(struct eye *eye)
{
    XShmGetImage(eye->display, DefaultRootWindow(eye->display), eye->screen, 0, 0, AllPlanes);
}

static void open_screen(struct eye *eye)
{
    Window root = DefaultRootWindow(eye->display);
    int screen = DefaultScreen(eye->display);

    eye->screen = XShmCreateImage(eye->display, DefaultVisual(eye->display, screen), 24, ZPixmap,
                                  NULL, &eye->shared, (unsigned)DisplayWidth(eye->display, screen),
                                  (unsigned)DisplayHeight(eye->display, screen));
    if (eye->screen == NULL || eye->screen->bits_per_pixel != 32)
        fail("no 32-bit pictures from", DisplayString(eye->display));
    eye->shared.shmid =
        shmget(IPC_PRIVATE, (size_t)eye->screen->bytes_per_line * (size_t)eye->screen->height,
               IPC_CREAT | 0600);
    eye->shared.shmaddr = eye->screen->data = shmat(eye->shared.shmid, NULL, 0);
    if (!XShmAttach(eye->display, &eye->shared))
        fail("no shared memory with", DisplayString(eye->display));
    XSync(eye->display, False);
    shmctl(eye->shared.shmid, IPC_RMID, NULL); /* it goes when both have let go */
    eye->damage = XDamageCreate(eye->display, root, XDamageReportRawRectangles);
    look(eye); /* the first look touches every page */
}

static void open_eye(struct eye *eye)
{
    int unused;

    *eye = (struct eye){.display = XOpenDisplay(NULL)};
    if (eye->display == NULL || !XShmQueryExtension(eye->display) ||
        !XDamageQueryExtension(eye->display, &eye->damage_event, &unused) ||
        !XTestQueryExtension(eye->display, &unused, &unused, &unused, &unused))
        fail("no display with MIT-SHM, DAMAGE and XTEST:", getenv("DISPLAY"));
    open_screen(eye);
}

/* Waits at most so long for drawings and takes all that are there; false when there was none. */
static bool take_drawings(struct eye *eye, int limit_ms)
{
    struct pollfd source = {.fd = ConnectionNumber(eye->display), .events = POLLIN};
    bool drawn = false;

    if (XPending(eye->display) == 0)
        poll(&source, 1, limit_ms);
    while (XPending(eye->display) > 0) {
        XEvent event;

        XNextEvent(eye->display, &event);
        drawn = drawn || event.type == eye->damage_event + XDamageNotify;
    }
    return drawn;
}

static const uint32_t *row_of(const struct eye *eye, int y)
{
    return (const uint32_t *)(const void *)(eye->screen->data +
                                            (ptrdiff_t)y * eye->screen->bytes_per_line);
}

static bool same_pixels(const uint32_t *a, const uint32_t *b, int count)
{
    uint32_t different = 0;

    for (int i = 0; i < count; i++)
        different |= a[i] ^ b[i];
    return (different & RGB) == 0;
}

/* Whether the screen is as the picture, but for what is in the box. */
static bool same_screen(const struct eye *eye, const uint32_t *picture, struct box clock)
{
    int width = eye->screen->width;

    for (int y = 0; y < eye->screen->height; y++) {
        const uint32_t *row = row_of(eye, y), *kept = picture + (size_t)y * (size_t)width;
        bool beside = y >= clock.y && y < clock.y + clock.height;
        int left = beside ? clock.x : width, right = beside ? clock.x + clock.width : width;

        if (!same_pixels(row, kept, left) || !same_pixels(row + right, kept + right, width - right))
            return false;
    }
    return true;
}

/* The moment of the drawing that made the screen so, or a failure. When more was drawn while we
 * looked, that drawing may have been the one, and we look again. */
static double wait_same(struct eye *eye, const uint32_t *picture, struct box clock)
{
    double until_ms = now_ms() + LIMIT_MS;

    while (now_ms() < until_ms) {
        bool drawn = take_drawings(eye, 1000);
        double drawn_ms = now_ms();

        if (!drawn)
            continue;
        look(eye);
        if (XEventsQueued(eye->display, QueuedAlready) == 0 && same_screen(eye, picture, clock))
            return drawn_ms;
    }
    fail("the awaited page was not seen on", DisplayString(eye->display));
    return 0;
}

static void save_picture(const struct eye *eye, const char *path)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL)
        fail("cannot write", path);
    fprintf(file, "P6\n%d %d\n255\n", eye->screen->width, eye->screen->height);
    for (int y = 0; y < eye->screen->height; y++)
        for (int x = 0; x < eye->screen->width; x++) {
            uint32_t pixel = row_of(eye, y)[x];

            putc(pixel >> 16 & 255, file);
            putc(pixel >> 8 & 255, file);
            putc(pixel & 255, file);
        }
    if (fclose(file) != 0)
        fail("cannot write", path);
}

static uint32_t *load_picture(const struct eye *eye, const char *path)
{
    size_t count = (size_t)eye->screen->width * (size_t)eye->screen->height;
    uint32_t *picture = malloc(count * sizeof(*picture));
    FILE *file = fopen(path, "rb");
    int width = 0, height = 0;

    if (file == NULL || picture == NULL || fscanf(file, "P6 %d %d 255", &width, &height) != 2 ||
        getc(file) == EOF || width != eye->screen->width || height != eye->screen->height)
        fail("no picture of this screen in", path);
    for (size_t i = 0; i < count; i++) {
        uint8_t rgb[3];

        if (fread(rgb, 1, sizeof(rgb), file) != sizeof(rgb))
            fail("a cut picture in", path);
        picture[i] = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
    }
    fclose(file);
    return picture;
}

/* The box of the first item of an array of the list that the test accepts. */
static struct box find_box(const char *path, const char *array, const char *role,
                           bool (*fits)(const json_t *item, const char *role))
{
    json_t *list = json_load_file(path, 0, NULL), *item;
    struct box box = {0};
    size_t i;

    json_array_foreach(json_object_get(list, array), i, item)
    {
        if (fits(item, role) &&
            json_unpack(item, "{s:[iiii]}", "box", &box.x, &box.y, &box.width, &box.height) == 0) {
            json_decref(list);
            return box;
        }
    }
    fail(role, "is not in the draw list");
    return box;
}

static bool has_role(const json_t *item, const char *role)
{
    const char *own = json_string_value(json_object_get(item, "role"));

    return own != NULL && strcmp(own, role) == 0;
}

static bool is_clock(const json_t *item, const char *role)
{
    const char *text = json_string_value(json_object_get(item, "text"));
    size_t length = text == NULL ? 0 : strlen(text); /* "9:30" or "10:30" */

    (void)role;
    return (length == 4 || length == 5) && text[length - 3] == ':';
}

static int start(char **words)
{
    FILE *file = fopen(words[0], "w");

    if (file == NULL)
        fail("cannot write", words[0]);
    fprintf(file, "%.3f %d\n", now_ms(), (int)getpid());
    fclose(file);
    execvp(words[1], words + 1);
    fail("cannot run", words[1]);
    return 1;
}

static int keep(char **words)
{
    struct eye eye;

    open_eye(&eye);
    while (take_drawings(&eye, QUIET_MS))
        ;
    look(&eye);
    save_picture(&eye, words[0]);
    XCloseDisplay(eye.display);
    return 0;
}

static int await(char **words)
{
    struct box clock = find_box(words[1], "texts", "the clock", is_clock);
    double started_ms = 0, painted_ms;
    uint32_t *picture;
    struct eye eye;
    FILE *file;

    open_eye(&eye);
    picture = load_picture(&eye, words[0]);
    painted_ms = wait_same(&eye, picture, clock);
    file = fopen(words[2], "r");
    if (file == NULL || fscanf(file, "%lf", &started_ms) != 1)
        fail("no start is noted in", words[2]);
    fclose(file);
    free(picture);
    XCloseDisplay(eye.display);
    printf("%.2f\n", painted_ms - started_ms);
    return 0;
}

/* A finger that does not stay: how long a person presses is no property of what is pressed. */
static void tap(struct eye *eye, struct box target)
{
    XTestFakeMotionEvent(eye->display, -1, target.x + target.width / 2,
                         target.y + target.height / 2, CurrentTime);
    XFlush(eye->display);
    usleep(READ_MS * 1000);
    (void)take_drawings(eye, 0);
    XTestFakeButtonEvent(eye->display, 1, True, CurrentTime);
    XTestFakeButtonEvent(eye->display, 1, False, CurrentTime);
}

static int press(char **words)
{
    struct box target = find_box(words[0], "targets", words[1], has_role);
    struct box clock = find_box(words[3], "texts", "the clock", is_clock);
    double pressed_ms;
    uint32_t *picture;
    struct eye eye;

    open_eye(&eye);
    picture = load_picture(&eye, words[2]);
    tap(&eye, target);
    pressed_ms = now_ms();
    XFlush(eye.display);
    printf("%.2f\n", wait_same(&eye, picture, clock) - pressed_ms);
    free(picture);
    XCloseDisplay(eye.display);
    return 0;
}

static int press_only(char **words)
{
    struct box target = find_box(words[0], "targets", words[1], has_role);
    struct eye eye;

    open_eye(&eye);
    tap(&eye, target);
    XCloseDisplay(eye.display);
    return 0;
}

int main(int count, char **words)
{
    if (count >= 4 && strcmp(words[1], "start") == 0)
        return start(words + 2);
    if (count == 3 && strcmp(words[1], "keep") == 0)
        return keep(words + 2);
    if (count == 5 && strcmp(words[1], "wait") == 0)
        return await(words + 2);
    if (count == 6 && strcmp(words[1], "press") == 0)
        return press(words + 2);
    if (count == 4 && strcmp(words[1], "press") == 0)
        return press_only(words + 2);
    fputs("usage: watch start | keep | wait | press: see tests/bench/rival/watch.c\n", stderr);
    return 2;
}
