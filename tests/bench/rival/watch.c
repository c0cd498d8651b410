/* The eye and the finger of the comparison with Chromium: one program outside of both, so that both
 * are measured alike. It presses by XTest, hears of every drawing by DAMAGE, and takes a page for
 * painted when every pixel of the screen but the clock's is as in a picture kept before. It reads the
 * screen where Xvfb holds it (option -shmem): asking the server for eight megabytes after each drawing
 * kept the next one waiting for two milliseconds, and that is what a press takes.
 *
 *   watch start STAMP COMMAND...            notes time and process in the file, becomes the command
 *   watch keep PICTURE                      keeps the screen, once it has stayed the same for long
 *   watch wait PICTURE LIST STAMP           prints the ms from the stamp until the screen is so
 *   watch press LIST ROLE                   presses the first target of that role
 *   watch press LIST ROLE PICTURE NEXT      and prints the ms until the screen is as PICTURE
 *
 * $WATCH_SCREEN is the number of the shared memory, as Xvfb says it ("screen 0 shmid 5"). PICTURE is a
 * PPM. LIST and NEXT are draw lists of the kiosk (ui/draw_list_json.h): of the page
 * that is shown, which says where targets are, and of the page that PICTURE is of, which says where
 * the clock is. */
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>
#include <X11/Xlib.h>
#include <X11/Xmd.h>
#include <X11/XWDFile.h>
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
    const char *pixels; /* 32 bits each, as the server draws them */
    int width, height, stride_bytes;
    int drawn_from, drawn_to; /* the rows that were drawn since take_drawings() was asked before */
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

/* The server's memory is a picture in XWD: a header of big-endian numbers, colors, pixels. */
static void open_screen(struct eye *eye)
{
    const char *number = getenv("WATCH_SCREEN");
    const XWDFileHeader *header;

    if (number == NULL)
        fail("no number of a shared memory in", "WATCH_SCREEN");
    header = shmat(atoi(number), NULL, SHM_RDONLY);
    if (header == (const void *)-1 || ntohl(header->file_version) != XWD_FILE_VERSION ||
        ntohl(header->bits_per_pixel) != 32)
        fail("no screen of 32 bits in the shared memory", number);
    eye->width = (int)ntohl(header->pixmap_width);
    eye->height = (int)ntohl(header->pixmap_height);
    eye->stride_bytes = (int)ntohl(header->bytes_per_line);
    eye->pixels =
        (const char *)header + ntohl(header->header_size) + ntohl(header->ncolors) * sz_XWDColor;
}

static void open_eye(struct eye *eye)
{
    int unused;

    *eye = (struct eye){.display = XOpenDisplay(NULL)};
    if (eye->display == NULL || !XDamageQueryExtension(eye->display, &eye->damage_event, &unused) ||
        !XTestQueryExtension(eye->display, &unused, &unused, &unused, &unused))
        fail("no display with DAMAGE and XTEST:", getenv("DISPLAY"));
    open_screen(eye);
    eye->damage =
        XDamageCreate(eye->display, DefaultRootWindow(eye->display), XDamageReportRawRectangles);
    XSync(eye->display, False);
}

static void add_rows(struct eye *eye, const XDamageNotifyEvent *drawing)
{
    int to = drawing->area.y + drawing->area.height;

    if (drawing->area.y < eye->drawn_from)
        eye->drawn_from = drawing->area.y;
    if (to > eye->drawn_to)
        eye->drawn_to = to;
}

/* Waits at most so long for drawings and takes all that are there; false when there was none. */
static bool take_drawings(struct eye *eye, int limit_ms)
{
    struct pollfd source = {.fd = ConnectionNumber(eye->display), .events = POLLIN};

    eye->drawn_from = eye->height;
    eye->drawn_to = 0;
    if (XPending(eye->display) == 0)
        poll(&source, 1, limit_ms);
    while (XPending(eye->display) > 0) {
        XEvent event;

        XNextEvent(eye->display, &event);
        if (event.type == eye->damage_event + XDamageNotify)
            add_rows(eye, (const XDamageNotifyEvent *)&event);
    }
    return eye->drawn_to > 0;
}

static const uint32_t *row_of(const struct eye *eye, int y)
{
    return (const uint32_t *)(const void *)(eye->pixels + (ptrdiff_t)y * eye->stride_bytes);
}

static bool same_pixels(const uint32_t *a, const uint32_t *b, int count)
{
    uint32_t different = 0;

    for (int i = 0; i < count; i++)
        different |= a[i] ^ b[i];
    return (different & RGB) == 0;
}

/* A page to come: which rows of the screen are not as they will be, but for what is in the box. */
struct awaited {
    uint32_t *picture;
    struct box clock;
    bool *differs;
    int count; /* of these */
};

static void compare_row(const struct eye *eye, struct awaited *page, int y)
{
    const struct box *clock = &page->clock;
    const uint32_t *row = row_of(eye, y), *kept = page->picture + (size_t)y * (size_t)eye->width;
    bool beside = y >= clock->y && y < clock->y + clock->height;
    int left = beside ? clock->x : eye->width,
        right = beside ? clock->x + clock->width : eye->width;
    bool differs = !same_pixels(row, kept, left) ||
                   !same_pixels(row + right, kept + right, eye->width - right);

    page->count += differs - page->differs[y];
    page->differs[y] = differs;
}

static void save_picture(const struct eye *eye, const char *path)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL)
        fail("cannot write", path);
    fprintf(file, "P6\n%d %d\n255\n", eye->width, eye->height);
    for (int y = 0; y < eye->height; y++)
        for (int x = 0; x < eye->width; x++) {
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
    size_t count = (size_t)eye->width * (size_t)eye->height;
    uint32_t *picture = malloc(count * sizeof(*picture));
    FILE *file = fopen(path, "rb");
    int width = 0, height = 0;

    if (file == NULL || picture == NULL || fscanf(file, "P6 %d %d 255", &width, &height) != 2 ||
        getc(file) == EOF || width != eye->width || height != eye->height)
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

/* The picture in a file, without the clock of the page in the list. */
static struct awaited load_page(const struct eye *eye, const char *path, const char *list)
{
    struct awaited page = {load_picture(eye, path), find_box(list, "texts", "the clock", is_clock),
                           calloc((size_t)eye->height, sizeof(bool)), 0};

    if (page.differs == NULL)
        fail("no memory for", "rows");
    return page;
}

static void free_page(struct awaited *page)
{
    free(page->picture);
    free(page->differs);
}

/* Compares every row, which touches every page too: nothing of that is left for later. */
static void compare_all(const struct eye *eye, struct awaited *page)
{
    for (int y = 0; y < eye->height; y++)
        compare_row(eye, page, y);
}

/* The moment of the drawing that made the screen so, or a failure. Only rows that were drawn are
 * compared: it takes a part of a millisecond. When more was drawn meanwhile, that drawing may have
 * been the one, and we look again. */
static double wait_same(struct eye *eye, struct awaited *page)
{
    double until_ms = now_ms() + LIMIT_MS, drawn_ms;

    while (now_ms() < until_ms) {
        if (!take_drawings(eye, 1000))
            continue;
        drawn_ms = now_ms();
        for (int y = eye->drawn_from; y < eye->drawn_to; y++)
            compare_row(eye, page, y);
        if (page->count == 0 && XPending(eye->display) == 0)
            return drawn_ms;
    }
    fail("the awaited page was not seen on", DisplayString(eye->display));
    return 0;
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
    save_picture(&eye, words[0]);
    XCloseDisplay(eye.display);
    return 0;
}

static int await(char **words)
{
    double started_ms = 0, painted_ms;
    struct awaited page;
    struct eye eye;
    FILE *file;

    open_eye(&eye);
    page = load_page(&eye, words[0], words[1]);
    compare_all(&eye, &page);
    painted_ms = wait_same(&eye, &page);
    file = fopen(words[2], "r");
    if (file == NULL || fscanf(file, "%lf", &started_ms) != 1)
        fail("no start is noted in", words[2]);
    fclose(file);
    free_page(&page);
    XCloseDisplay(eye.display);
    printf("%.2f\n", painted_ms - started_ms);
    return 0;
}

/* The finger comes to the target, and rests until a touch may count. */
static void approach(struct eye *eye, struct box target)
{
    XTestFakeMotionEvent(eye->display, -1, target.x + target.width / 2,
                         target.y + target.height / 2, CurrentTime);
    XFlush(eye->display);
    usleep(READ_MS * 1000);
    (void)take_drawings(eye, 0);
}

/* It does not stay: how long a person presses is no property of what is pressed. */
static void tap(struct eye *eye)
{
    XTestFakeButtonEvent(eye->display, 1, True, CurrentTime);
    XTestFakeButtonEvent(eye->display, 1, False, CurrentTime);
    XFlush(eye->display);
}

static int press(char **words)
{
    struct box target = find_box(words[0], "targets", words[1], has_role);
    struct awaited page;
    double pressed_ms;
    struct eye eye;

    open_eye(&eye);
    page = load_page(&eye, words[2], words[3]);
    approach(&eye, target);
    compare_all(&eye, &page);
    pressed_ms = now_ms();
    tap(&eye);
    printf("%.2f\n", wait_same(&eye, &page) - pressed_ms);
    free_page(&page);
    XCloseDisplay(eye.display);
    return 0;
}

static int press_only(char **words)
{
    struct box target = find_box(words[0], "targets", words[1], has_role);
    struct eye eye;

    open_eye(&eye);
    approach(&eye, target);
    tap(&eye);
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
