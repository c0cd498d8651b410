/* How long a person waits at the pads: from a finger on a key to its painted look, from the last
 * stroke to its candidates, from a letter of pinyin to its words, all through the whole glass. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/view_samples.h"
#include "ui/ui.h"

#define TABLES "build/tables"
#define ROUNDS 40

struct glass {
    struct ui *ui;
    struct present *present;
};

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct glass glass_open(int panel)
{
    struct ui_options options = {.panel = view_samples_panel(panel),
                                 .texts = view_samples_texts(),
                                 .site = {"阳光街道便民服务站"},
                                 .title = "",
                                 .tables_path = TABLES};
    struct present_options size = {"", options.panel.width_px, options.panel.height_px, false};
    struct glass glass = {NULL, NULL};

    if (present_memory_open(&size, &glass.present) != ERR_OK ||
        ui_open_on(&options, glass.present, &glass.ui) != ERR_OK)
        exit(1);
    return glass;
}

static void show_way(struct glass *glass, enum way way, uint32_t serial, uint8_t modes)
{
    static struct view view;
    struct part *part;

    memset(&view, 0, sizeof(view));
    view.serial = serial;
    view.modes = modes;
    view.question = phrase_literal(&view.pool, "您叫什么名字？");
    part = &view.parts[view.part_count++];
    part->kind = PART_FIELD;
    part->selected = 1;
    part->text = phrase_literal(&view.pool, "姓名");
    part->action = (struct action){ACTION_FOCUS, 0};
    part = &view.parts[view.part_count++];
    part->kind = way <= WAY_ID ? PART_KEYPAD : PART_WRITE;
    part->value = way <= WAY_ID ? way == WAY_ID : (uint16_t)way;
    ui_show(glass->ui, &view);
}

/* Milliseconds until the input is taken and painted. */
static double take(struct glass *glass, enum present_input_kind kind, int x, int y)
{
    struct present_input input = {.kind = kind, .finger = 1, .x = x, .y = y};
    struct event_touched touched;
    double start = now_ms();

    present_memory_touch(glass->present, &input);
    while (ui_poll(glass->ui, &touched))
        ;
    return now_ms() - start;
}

static const struct draw_target *pad_of(const struct glass *glass)
{
    const struct draw_list *list = ui_list(glass->ui);

    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].local == LOCAL_INK)
            return &list->targets[i];
    return NULL;
}

/* The longest way from a finger to the painted key, over every key of every keyboard. */
static double worst_key(struct glass *glass, uint8_t modes)
{
    double worst = 0;

    for (enum way way = 0; way < WAY_COUNT; way++) {
        show_way(glass, way, 100 + (uint32_t)way, modes);
        for (int i = 0; i < ui_list(glass->ui)->target_count; i++) {
            struct box box = ui_list(glass->ui)->targets[i].box;
            double taken;

            if (ui_list(glass->ui)->targets[i].local == LOCAL_INK)
                continue;
            taken = take(glass, PRESENT_DOWN, box.x + box.width / 2, box.y + box.height / 2);
            take(glass, PRESENT_UP, -1, -1);
            worst = taken > worst ? taken : worst;
        }
    }
    return worst;
}

/* 大: three strokes, in hundredths of the pad. */
static const int strokes[][4] = {{20, 40, 80, 38}, {50, 15, 20, 85}, {50, 40, 82, 85}};

static double write_character(struct glass *glass)
{
    double taken = 0;

    for (int s = 0; s < 3; s++) {
        struct box pad = pad_of(glass)->box;
        const int *way = strokes[s];

        for (int i = 0; i <= 10; i++)
            take(glass, i == 0 ? PRESENT_DOWN : PRESENT_MOVE,
                 pad.x + pad.width * (10 * way[0] + (way[2] - way[0]) * i) / 1000,
                 pad.y + pad.height * (10 * way[1] + (way[3] - way[1]) * i) / 1000);
        taken = take(glass, PRESENT_UP, pad.x + pad.width * way[2] / 100,
                     pad.y + pad.height * way[3] / 100);
    }
    return taken;
}

static double type_letters(struct glass *glass, const char *letters)
{
    double worst = 0;

    for (; *letters != '\0'; letters++) {
        const struct draw_list *list = ui_list(glass->ui);
        struct box box = {0, 0, 0, 0};
        double taken;

        for (int i = 0; i < list->target_count; i++)
            if (list->targets[i].local == LOCAL_LETTER && list->targets[i].local_arg == *letters)
                box = list->targets[i].box;
        take(glass, PRESENT_DOWN, box.x + box.width / 2, box.y + box.height / 2);
        taken = take(glass, PRESENT_UP, box.x + box.width / 2, box.y + box.height / 2);
        worst = taken > worst ? taken : worst;
    }
    return worst;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void bench(int panel, const char *name)
{
    struct glass glass = glass_open(panel);
    double keys[ROUNDS], hand[ROUNDS], pinyin[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        keys[i] = worst_key(&glass, i % 2 == 0 ? 0 : MODE_ELDER);
        show_way(&glass, WAY_HAND, 1000 + 2 * (uint32_t)i, 0);
        hand[i] = write_character(&glass);
        show_way(&glass, WAY_PINYIN, 1001 + 2 * (uint32_t)i, 0);
        pinyin[i] = type_letters(&glass, "shanxisheng");
    }
    qsort(keys, ROUNDS, sizeof(keys[0]), by_size);
    qsort(hand, ROUNDS, sizeof(hand[0]), by_size);
    qsort(pinyin, ROUNDS, sizeof(pinyin[0]), by_size);
    printf("%s: slowest key painted       %8.3f ms\n", name, keys[ROUNDS / 2]);
    printf("%s: last stroke to candidates %8.3f ms\n", name, hand[ROUNDS / 2]);
    printf("%s: slowest letter to words   %8.3f ms\n", name, pinyin[ROUNDS / 2]);
    ui_close(glass.ui);
}

int main(void)
{
    bench(0, "portrait");
    bench(1, "landscape");
    return 0;
}
