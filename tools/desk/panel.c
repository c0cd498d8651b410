#include "tools/desk/panel.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <pango/pangocairo.h>

#include "firmware/base/check.h"

#define MARGIN 12
#define GAP 6
#define COLUMNS 3
#define BUTTON_HEIGHT 30
#define TITLE_HEIGHT 24
#define ANSWER_HEIGHT 36
#define FONT "Noto Sans CJK SC"

struct colour {
    double red, green, blue;
};

/* The colours of the house (paper, ink, action, line, stop, done). */
static const struct colour PAPER = {0.980, 0.969, 0.941}, INK = {0.106, 0.118, 0.137},
                           ACTION = {0.043, 0.290, 0.471}, LINE = {0.522, 0.486, 0.420},
                           STOP = {0.608, 0.165, 0.118}, DONE = {0.059, 0.361, 0.235},
                           WHITE = {1, 1, 1};

/* A row of the table is a group's title, a button, or, with neither, where the other side begins. */
struct row {
    const char *title, *label, *line;
    enum panel_to to;
};

static const struct row ROWS[] = {
#define DESK_GROUP(text) {.title = text},
#define DESK_BUTTON(text, whom, what) {.label = text, .line = what, .to = PANEL_##whom},
#define DESK_OTHER_SIDE() {.title = NULL},
#include "tools/desk/buttons.def"
#undef DESK_OTHER_SIDE
#undef DESK_GROUP
#undef DESK_BUTTON
};

static struct panel_button buttons[COUNT_OF(ROWS)];
static int button_count, buttons_bottom;

static void lay_button(const struct row *row, int left, int column, int y)
{
    int width = (PANEL_SIDE - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
    struct panel_button *button = &buttons[button_count++];
    button->label = row->label;
    button->line = row->line;
    button->to = row->to;
    button->x = left + MARGIN + column * (width + GAP);
    button->y = y;
    button->width = width;
    button->height = BUTTON_HEIGHT;
}

void panel_init(struct panel *panel)
{
    int y = MARGIN, column = 0, left = 0;
    *panel = (struct panel){.pressed = PANEL_NONE};
    memset(buttons, 0, sizeof(buttons));
    button_count = 0;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        if (ROWS[i].title == NULL && ROWS[i].label == NULL) {
            buttons_bottom = y + BUTTON_HEIGHT + GAP;
            left = PANEL_SIDE;
            y = MARGIN;
            column = 0;
            continue;
        }
        if (ROWS[i].title != NULL) {
            y += column > 0 ? BUTTON_HEIGHT + GAP : 0;
            buttons[button_count].group = ROWS[i].title;
            y += TITLE_HEIGHT;
            column = 0;
            continue;
        }
        if (column == COLUMNS) {
            column = 0;
            y += BUTTON_HEIGHT + GAP;
        }
        lay_button(&ROWS[i], left, column++, y);
    }
}

int panel_find(int x, int y)
{
    for (int i = 0; i < button_count; i++)
        if (x >= buttons[i].x && x < buttons[i].x + buttons[i].width && y >= buttons[i].y &&
            y < buttons[i].y + buttons[i].height)
            return i;
    return PANEL_NONE;
}

const struct panel_button *panel_button(int index)
{
    CHECK(index >= 0 && index < button_count);
    return &buttons[index];
}

bool panel_look(struct panel *panel, const char *folder)
{
    char path[512];
    struct stat file;
    snprintf(path, sizeof(path), "%s/receipt.png", folder);
    if (stat(path, &file) != 0 || (file.st_mtim.tv_sec == panel->receipt_time.tv_sec &&
                                   file.st_mtim.tv_nsec == panel->receipt_time.tv_nsec))
        return false;
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    if (cairo_surface_status(picture) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(picture);
        return false;
    }
    cairo_surface_destroy(panel->receipt);
    panel->receipt = picture;
    panel->receipt_time = file.st_mtim;
    return true;
}

static void use_colour(cairo_t *cairo, struct colour colour)
{
    cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

struct words {
    const char *text;
    int x, y, width, height; /* px, of the box */
    double size;             /* px */
    bool centred;
};

/* Writes words into a box, in the middle of its height, cut with an ellipsis. */
static void write_words(cairo_t *cairo, struct words words)
{
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    int width = 0, height = 0;
    pango_font_description_set_absolute_size(font, words.size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, words.text, -1);
    pango_layout_set_width(layout, words.width * PANGO_SCALE);
    pango_layout_set_height(layout, words.height * PANGO_SCALE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout, words.centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    pango_layout_get_pixel_size(layout, &width, &height);
    cairo_move_to(cairo, words.x, words.y + (words.height - height) / 2.0);
    pango_cairo_show_layout(cairo, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void paint_button(cairo_t *cairo, const struct panel_button *button, bool pressed)
{
    if (button->group != NULL) {
        use_colour(cairo, INK);
        write_words(cairo, (struct words){.text = button->group,
                                          .x = button->x,
                                          .y = button->y - TITLE_HEIGHT,
                                          .width = PANEL_SIDE - 2 * MARGIN,
                                          .height = TITLE_HEIGHT,
                                          .size = 13});
    }
    cairo_rectangle(cairo, button->x + 0.5, button->y + 0.5, button->width - 1, button->height - 1);
    use_colour(cairo, pressed ? ACTION : WHITE);
    cairo_fill_preserve(cairo);
    use_colour(cairo, LINE);
    cairo_set_line_width(cairo, 1);
    cairo_stroke(cairo);
    use_colour(cairo, pressed ? WHITE : INK);
    write_words(cairo, (struct words){.text = button->label,
                                      .x = button->x,
                                      .y = button->y,
                                      .width = button->width,
                                      .height = button->height,
                                      .size = 15,
                                      .centred = true});
}

/* The last receipt under the answer, as wide as fits, its top in sight. */
static void paint_receipt(cairo_t *cairo, cairo_surface_t *receipt, int top)
{
    double width = cairo_image_surface_get_width(receipt);
    double height = cairo_image_surface_get_height(receipt);
    double room_width = PANEL_SIDE - 2 * MARGIN, room_height = PANEL_HEIGHT - top - MARGIN;
    double scale = room_width / width;
    if (scale * height > room_height)
        scale = room_height / height;
    cairo_save(cairo);
    cairo_rectangle(cairo, MARGIN, top, room_width, room_height);
    cairo_clip(cairo);
    cairo_translate(cairo, (PANEL_SIDE - width * scale) / 2, top);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, receipt, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
}

void panel_paint(const struct panel *panel, cairo_t *cairo)
{
    use_colour(cairo, PAPER);
    cairo_paint(cairo);
    for (int i = 0; i < button_count; i++)
        paint_button(cairo, &buttons[i], i == panel->pressed);
    use_colour(cairo, panel->failed ? STOP : DONE);
    write_words(cairo, (struct words){.text = panel->answer,
                                      .x = MARGIN,
                                      .y = buttons_bottom,
                                      .width = PANEL_SIDE - 2 * MARGIN,
                                      .height = ANSWER_HEIGHT,
                                      .size = 13});
    if (panel->receipt != NULL)
        paint_receipt(cairo, panel->receipt, buttons_bottom + ANSWER_HEIGHT + GAP);
}

void panel_finish(struct panel *panel)
{
    if (panel == NULL)
        return;
    cairo_surface_destroy(panel->receipt);
    panel->receipt = NULL;
}
