/* Renders every sample view, on both panels, in all modes and languages, for people to look at:
 *   render FOLDER [SAMPLE]   writes NAME-PANEL-MODES-LANGUAGE-PAGE.png and says what did not fit. */
#include <stdio.h>
#include <string.h>

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
        struct present_input input = {PRESENT_DOWN, 1, box.x + 5, box.y + 5, 0};

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

static void render_all(const char *folder, const char *only, int panel,
                       const struct view_samples_modes *modes, enum language language)
{
    struct ui_options options = {.panel = view_samples_panel(panel),
                                 .texts = view_samples_texts(),
                                 .site = {view_samples_site(language)},
                                 .title = ""};
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

        if (only != NULL && strcmp(only, view_samples_name(i)) != 0)
            continue;
        view_samples_make(i, language, modes->modes, &view);
        snprintf(name, sizeof(name), "%s-%s-%s-%s", view_samples_name(i),
                 panel == 0 ? "portrait" : "landscape", modes->name, language_tag(language));
        ui_show(ui, &view);
        do
            render_page(ui, present, folder, name);
        while (turn_page(ui, present));
    }
    ui_close(ui);
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: render FOLDER [SAMPLE]\n");
        return 2;
    }
    for (int panel = 0; panel < 2; panel++)
        for (int modes = 0; modes < view_samples_modes_count(); modes++)
            for (int language = 0; language < LANGUAGE_COUNT; language++)
                render_all(argv[1], argc == 3 ? argv[2] : NULL, panel, &view_samples_modes[modes],
                           (enum language)language);
    printf("%d screens with overflow\n", overflows);
    return overflows == 0 ? 0 : 1;
}
