/* How long the glass takes: medians in ms, and as a multiple of copying the frame once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/services/documents/receipt.h"
#include "tests/support/view_samples.h"
#include "ui/ui.h"

#define RUNS 41
#define SCRIBBLES 300

static struct ui *ui;
static struct present *present;
static struct view view;
static uint8_t *copy;
static int minute;

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double median(void (*run)(void))
{
    double times[RUNS];

    run();
    for (int i = 0; i < RUNS; i++) {
        double start = now_ms();

        run();
        times[i] = now_ms() - start;
    }
    qsort(times, RUNS, sizeof(times[0]), compare);
    return times[RUNS / 2];
}

static void poll_all(void)
{
    struct event_touched touched;

    while (ui_poll(ui, &touched))
        ;
}

static void run_copy(void)
{
    memcpy(copy, present->frame.pixels,
           (size_t)present->frame.stride_bytes * (size_t)present->frame.height_px);
}

static void run_full(void)
{
    struct present_input exposed = {PRESENT_EXPOSED, 0, 0, 0, 0};

    present_memory_touch(present, &exposed);
    poll_all();
}

static void run_press(void)
{
    static bool down;
    const struct draw_list *list = ui_list(ui);
    struct present_input input = {PRESENT_DOWN, 1, 0, 0, 0};

    for (int i = 0; i < list->target_count; i++)
        if (strcmp(list->targets[i].role, "service") == 0) {
            input.x = list->targets[i].box.x + 9;
            input.y = list->targets[i].box.y + 9;
        }
    down = !down;
    if (!down) {
        input.kind = PRESENT_UP;
        input.x = 1;
        input.y = 1;
    }
    present_memory_touch(present, &input);
    poll_all();
}

static void run_clock(void)
{
    ui_set_clock(ui, 21, minute++ % 60);
}

static void run_show(void)
{
    view_samples_make(view_samples_find(minute++ % 2 == 0 ? "home" : "review"), LANGUAGE_ZH_HANS, 0,
                      &view);
    ui_show(ui, &view);
}

static void run_receipt(void)
{
    struct receipt_raster raster;
    struct paper paper;

    view_samples_paper(LANGUAGE_ZH_HANS, true, &paper);
    if (receipt_paint(&paper, view_samples_texts(), 576, &raster) == ERR_OK)
        receipt_free(&raster);
}

/* A finger that flies to and fro over the pad of the signature: lines across all of it. */
static void scribble(void)
{
    const struct draw_list *list;
    struct present_input input = {PRESENT_DOWN, 1, 0, 0, 0};
    struct box pad = {0};

    view_samples_make(view_samples_find("home"), LANGUAGE_ZH_HANS, 0, &view);
    view.serial++;
    view.part_count = 1;
    memset(&view.parts[0], 0, sizeof(view.parts[0]));
    view.parts[0].kind = PART_SIGNATURE;
    ui_show(ui, &view);
    list = ui_list(ui);
    for (int i = 0; i < list->item_count; i++)
        if (list->items[i].kind == DRAW_INK)
            pad = list->items[i].box;
    for (int i = 0; i <= SCRIBBLES; i++) {
        input.x = pad.x + pad.width * (i * 37 % 97) / 97;
        input.y = pad.y + pad.height * (i * 61 % 89) / 89;
        present_memory_touch(present, &input);
        poll_all();
        input.kind = i + 1 < SCRIBBLES ? PRESENT_MOVE : PRESENT_UP;
    }
}

/* The home screen in every mode, painted whole. */
static void bench_modes(double copied)
{
    for (int i = 0; i < view_samples_modes_count(); i++) {
        double taken;

        view_samples_make(view_samples_find("home-situations"), LANGUAGE_ZH_HANS,
                          view_samples_modes[i].modes, &view);
        ui_show(ui, &view);
        taken = median(run_full);
        printf("home, %-18s %8.3f ms  ratio %.2f\n", view_samples_modes[i].name, taken,
               taken / copied);
    }
}

int main(void)
{
    struct ui_options options = {.panel = view_samples_panel(0),
                                 .texts = view_samples_texts(),
                                 .site = {"阳光街道便民服务站"},
                                 .title = ""};
    struct present_options size = {"", options.panel.width_px, options.panel.height_px, false};
    double start, copied;

    view_samples_make(view_samples_find("home"), LANGUAGE_ZH_HANS, 0, &view);
    start = now_ms();
    if (present_memory_open(&size, &present) != ERR_OK ||
        ui_open_on(&options, present, &ui) != ERR_OK)
        return 1;
    ui_set_clock(ui, 21, 40);
    ui_show(ui, &view);
    printf("%-24s %8.2f ms\n", "open and first frame", now_ms() - start);
    copy = malloc((size_t)present->frame.stride_bytes * (size_t)present->frame.height_px);
    copied = median(run_copy);
    printf("%-24s %8.3f ms  ratio 1.00\n", "copy of the frame", copied);
    {
        static const struct {
            const char *name;
            void (*run)(void);
        } benches[] = {{"full repaint of home", run_full},
                       {"pressed card", run_press},
                       {"clock", run_clock},
                       {"another screen", run_show},
                       {"receipt", run_receipt}};

        for (size_t i = 0; i < sizeof(benches) / sizeof(benches[0]); i++) {
            double taken = median(benches[i].run);

            printf("%-24s %8.3f ms  ratio %.2f\n", benches[i].name, taken, taken / copied);
        }
    }
    bench_modes(copied);
    start = now_ms();
    scribble();
    printf("%-24s %8.3f ms a line of %d\n", "a wild scribble", (now_ms() - start) / SCRIBBLES,
           SCRIBBLES);
    start = median(run_full);
    printf("%-24s %8.3f ms  ratio %.2f\n", "full repaint of it", start, start / copied);
    free(copy);
    ui_close(ui);
    return 0;
}
