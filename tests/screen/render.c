/* Renders every sample view, on both panels, in both modes and languages, for people to look at:
 *   render FOLDER   writes NAME-PANEL-MODE-LANGUAGE-PAGE.png and says what did not fit. */
#include <stdio.h>

#include "tests/support/view_samples.h"
#include "ui/record.h"
#include "ui/ui.h"

static int overflows;

static void render_page(struct ui *ui, struct present *present, const char *folder,
                        const char *name)
{
    const struct draw_list *list = ui_list(ui);
    char path[512];

    snprintf(path, sizeof(path), "%s/%s-%d.png", folder, name, list->page + 1);
    if (record_write_png(&present->frame, path) != ERR_OK)
        fprintf(stderr, "cannot write %s\n", path);
    printf("%-44s page %d of %d, squeeze %d%s\n", name, list->page + 1, list->page_count,
           list->squeeze, list->overflow ? "  OVERFLOW" : "");
    overflows += list->overflow;
}

/* Touches the key of the next page, as a person would. False on the last page. */
static bool turn_page(struct ui *ui, struct present *present)
{
    const struct draw_list *list = ui_list(ui);
    struct event_touched touched;

    for (int i = 0; i < list->target_count; i++) {
        struct box box = list->targets[i].box;
        struct present_input input = {PRESENT_DOWN, 1, box.x + 5, box.y + 5};

        if (list->targets[i].local != LOCAL_PAGE || list->targets[i].local_arg != 1)
            continue;
        present_memory_touch(present, &input);
        input.kind = PRESENT_UP;
        present_memory_touch(present, &input);
        while (ui_poll(ui, &touched))
            ;
        return true;
    }
    return false;
}

static void render_all(const char *folder, int panel, bool elder, enum language language)
{
    struct ui_options options = {
        view_samples_panel(panel), view_samples_texts(), "阳光街道便民服务站", "", false, NULL};
    struct present_options size = {"", options.panel.width_px, options.panel.height_px, false};
    struct present *present;
    struct ui *ui;

    if (present_memory_open(&size, &present) != ERR_OK ||
        ui_open_on(&options, present, &ui) != ERR_OK)
        return;
    ui_set_clock(ui, 21, 40);
    for (int i = 0; i < view_samples_count(); i++) {
        struct view view;
        char name[128];

        view_samples_make(i, language, elder, &view);
        snprintf(name, sizeof(name), "%s-%s-%s-%s", view_samples_name(i),
                 panel == 0 ? "portrait" : "landscape", elder ? "elder" : "standard",
                 language_tag(language));
        ui_show(ui, &view);
        do
            render_page(ui, present, folder, name);
        while (turn_page(ui, present));
    }
    ui_close(ui);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: render FOLDER\n");
        return 2;
    }
    for (int panel = 0; panel < 2; panel++)
        for (int elder = 0; elder < 2; elder++)
            for (int language = 0; language < LANGUAGE_COUNT; language++)
                render_all(argv[1], panel, elder != 0, (enum language)language);
    printf("%d screens with overflow\n", overflows);
    return overflows == 0 ? 0 : 1;
}
