#include "tools/bench/camera_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/random.h"
#include "tools/bench/camera_things.h"

#define WRITE_WIDTH_PX 1920
#define WRITE_HEIGHT_PX 1080
#define SAMPLES 3 /* to a side of each pixel of a page */
#define A4 (210.0 / 297.0)

static const struct camera_scene scenes[] = {
#define CAMERA_SCENE(scene_name, scene_help, ...)                                                  \
    {.name = (scene_name), .help = (scene_help), __VA_ARGS__},
#include "tools/bench/camera_scenes.def"
#undef CAMERA_SCENE
};

const struct camera_scene *camera_scene_at(size_t index)
{
    return index < COUNT_OF(scenes) ? &scenes[index] : NULL;
}

const struct camera_scene *camera_scene_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(scenes); i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    return NULL;
}

struct picture {
    const struct camera_scene *scene;
    int width_px, height_px;
    double *levels; /* R, G, B of each pixel, 0 to 255 and beyond */
};

static double *level_of(const struct picture *picture, int x, int y)
{
    return picture->levels + ((size_t)y * (size_t)picture->width_px + (size_t)x) * 3;
}

/* ---- the page on the tray ---- */

void camera_scene_corners(const struct camera_scene *scene, int width_px, int height_px,
                          struct camera_scene_point out_corners[4])
{
    static const double signs[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    double turn = scene->turn_degrees * M_PI / 180;

    for (int i = 0; i < 4; i++) {
        double x = signs[i][0] * scene->size * A4 / 2 * (1 + signs[i][1] * scene->keystone);
        double y = signs[i][1] * scene->size / 2 * (1 + signs[i][0] * scene->keystone / 2);
        double across = x * cos(turn) - y * sin(turn) + scene->middle.x;
        double down = x * sin(turn) + y * cos(turn) + scene->middle.y;

        out_corners[i].x = across * height_px + width_px / 2.0 - 0.5;
        out_corners[i].y = down * height_px + height_px / 2.0 - 0.5;
    }
}

/* Solves the eight equations of a homography from four places to four places by elimination. */
static void solve(double rows[8][9], double out[8])
{
    for (int i = 0; i < 8; i++) {
        int best = i;

        for (int k = i + 1; k < 8; k++)
            best = fabs(rows[k][i]) > fabs(rows[best][i]) ? k : best;
        for (int k = 0; k < 9; k++) {
            double swap = rows[i][k];

            rows[i][k] = rows[best][k];
            rows[best][k] = swap;
        }
        for (int k = 0; k < 8; k++) {
            double part = k == i ? 0 : rows[k][i] / rows[i][i];

            for (int column = i; column < 9; column++)
                rows[k][column] -= part * rows[i][column];
        }
    }
    for (int i = 0; i < 8; i++)
        out[i] = rows[i][8] / rows[i][i];
}

/* From places of the picture to places of the page, both in pixels. */
static void page_of_picture(const struct camera_scene_point corners[4], double out[8])
{
    static const double page[4][2] = {{0, 0},
                                      {CAMERA_THINGS_PAGE_WIDTH, 0},
                                      {CAMERA_THINGS_PAGE_WIDTH, CAMERA_THINGS_PAGE_HEIGHT},
                                      {0, CAMERA_THINGS_PAGE_HEIGHT}};
    double rows[8][9] = {{0}};

    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 2; k++) {
            double *row = rows[2 * i + k];

            row[3 * k] = corners[i].x;
            row[3 * k + 1] = corners[i].y;
            row[3 * k + 2] = 1;
            row[6] = -corners[i].x * page[i][k];
            row[7] = -corners[i].y * page[i][k];
            row[8] = page[i][k];
        }
    solve(rows, out);
}

/* What a pixel sees of the page: the mean of its samples, those beside the page left as they are. */
static void see_page(const uint32_t *page, const double by[8], int x, int y, double *level)
{
    double sum[3] = {0};

    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double at_x = x + (i % SAMPLES + 0.5) / SAMPLES - 0.5;
        double at_y = y + (i / SAMPLES + 0.5) / SAMPLES - 0.5;
        double below = by[6] * at_x + by[7] * at_y + 1;
        double page_x = (by[0] * at_x + by[1] * at_y + by[2]) / below;
        double page_y = (by[3] * at_x + by[4] * at_y + by[5]) / below;
        bool on_page = page_x >= 0 && page_x < CAMERA_THINGS_PAGE_WIDTH && page_y >= 0 &&
                       page_y < CAMERA_THINGS_PAGE_HEIGHT;
        uint32_t color =
            on_page ? page[(size_t)page_y * CAMERA_THINGS_PAGE_WIDTH + (size_t)page_x] : 0;

        for (int k = 0; k < 3; k++)
            sum[k] += on_page ? color >> (16 - 8 * k) & 0xff : level[k];
    }
    for (int k = 0; k < 3; k++)
        level[k] = sum[k] / (SAMPLES * SAMPLES);
}

static bool lay_page(const struct picture *picture)
{
    const struct camera_scene *scene = picture->scene;
    struct camera_scene_point corners[4];
    uint32_t *page = camera_things_page(scene->paper == 0 ? 225 : scene->paper);
    double by[8];

    if (page == NULL)
        return false;
    camera_scene_corners(scene, picture->width_px, picture->height_px, corners);
    page_of_picture(corners, by);
    for (int y = 0; y < picture->height_px; y++)
        for (int x = 0; x < picture->width_px; x++)
            see_page(page, by, x, y, level_of(picture, x, y));
    free(page);
    return true;
}

/* ---- the lens and the room ---- */

static void shine(const struct picture *picture)
{
    const struct camera_scene *scene = picture->scene;
    struct camera_scene_point lamp = {scene->middle.x + scene->size * 0.1,
                                      scene->middle.y - scene->size * 0.15};

    for (int y = 0; y < picture->height_px; y++)
        for (int x = 0; x < picture->width_px; x++) {
            double across = (x - picture->width_px / 2.0) / picture->height_px;
            double down = (y - picture->height_px / 2.0) / picture->height_px;
            double far = hypot(across - lamp.x, down - lamp.y);

            double mirrored = scene->glare > 0 ? 400 * exp(-pow(far / scene->glare, 4)) : 0;

            for (int k = 0; k < 3; k++) {
                double *level = level_of(picture, x, y) + k;

                *level = *level * scene->light + mirrored;
            }
        }
}

/* One way of a separable blur of three boxes, which together come near a bell. */
static void blur_row(double *row, int count, int stride, int reach, double *scratch)
{
    for (int i = 0; i < count; i++)
        scratch[i] = row[(size_t)i * (size_t)stride];
    for (int i = 0; i < count; i++) {
        double sum = 0;

        for (int k = i - reach; k <= i + reach; k++)
            sum += scratch[k < 0 ? 0 : k >= count ? count - 1 : k];
        row[(size_t)i * (size_t)stride] = sum / (2 * reach + 1);
    }
}

static bool blur(const struct picture *picture)
{
    int reach = (int)lround(picture->scene->blur * picture->height_px / 1000);
    double *scratch = malloc(sizeof(double) * (size_t)(picture->width_px + picture->height_px));

    if (scratch == NULL)
        return false;
    for (int round = 0; round < 3 && reach > 0; round++)
        for (int k = 0; k < 3; k++) {
            for (int y = 0; y < picture->height_px; y++)
                blur_row(level_of(picture, 0, y) + k, picture->width_px, 3, reach, scratch);
            for (int x = 0; x < picture->width_px; x++)
                blur_row(level_of(picture, x, 0) + k, picture->height_px, 3 * picture->width_px,
                         reach, scratch);
        }
    free(scratch);
    return true;
}

/* The sum of three even distributions comes near enough to a sensor's noise. */
static double noise(struct random *random, double levels)
{
    double sum = 0;

    for (int i = 0; i < 3; i++)
        sum += (double)random_below(random, 2001) / 1000 - 1;
    return sum * levels;
}

static void develop(const struct picture *picture, uint32_t *out_pixels)
{
    size_t count = (size_t)picture->width_px * (size_t)picture->height_px;
    struct random random;

    random_init(&random, 7);
    for (size_t i = 0; i < count; i++) {
        double grain = noise(&random, picture->scene->noise);

        out_pixels[i] = 0;
        for (int k = 0; k < 3; k++) {
            double level = picture->levels[i * 3 + (size_t)k] + grain;

            level = level < 0 ? 0 : level > 255 ? 255 : level;
            out_pixels[i] = out_pixels[i] << 8 | (uint32_t)lround(level);
        }
    }
}

static void see(const struct picture *picture, const uint32_t *pixels)
{
    size_t count = (size_t)picture->width_px * (size_t)picture->height_px;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 3; k++)
            picture->levels[i * 3 + k] = pixels[i] >> (16 - 8 * k) & 0xff;
}

bool camera_scene_paint(const struct camera_scene *scene, int width_px, int height_px,
                        uint32_t *out_pixels)
{
    struct picture picture = {scene, width_px, height_px, NULL};
    bool painted = scene->kind == CAMERA_SCENE_PERSON
                       ? camera_things_person(scene, width_px, height_px, out_pixels)
                       : camera_things_tray(scene, width_px, height_px, out_pixels);

    picture.levels = malloc(sizeof(double) * (size_t)width_px * (size_t)height_px * 3);
    painted = painted && picture.levels != NULL;
    if (painted)
        see(&picture, out_pixels);
    if (painted && scene->kind == CAMERA_SCENE_PAGE)
        painted = lay_page(&picture);
    if (painted) {
        shine(&picture);
        painted = blur(&picture);
    }
    if (painted)
        develop(&picture, out_pixels);
    free(picture.levels);
    return painted;
}

/* ---- files ---- */

/* Written beside and renamed, so that a camera that looks meanwhile never sees half of it. */
static FILE *open_beside(const char *path, char *beside, size_t size)
{
    snprintf(beside, size, "%s.new", path);
    return fopen(beside, "we");
}

static bool put_in_place(FILE *file, const char *beside, const char *path)
{
    bool whole = ferror(file) == 0;

    whole = fclose(file) == 0 && whole;
    return whole && rename(beside, path) == 0;
}

bool camera_scene_write(const char *name, const char *path)
{
    const struct camera_scene *scene = camera_scene_find(name);
    size_t count = (size_t)WRITE_WIDTH_PX * WRITE_HEIGHT_PX;
    uint32_t *pixels = malloc(count * sizeof(*pixels));
    char beside[512];
    FILE *file = NULL;
    bool written = scene != NULL && pixels != NULL &&
                   camera_scene_paint(scene, WRITE_WIDTH_PX, WRITE_HEIGHT_PX, pixels);

    if (written)
        file = open_beside(path, beside, sizeof(beside));
    written = written && file != NULL;
    if (written) {
        fprintf(file, "P6\n%d %d\n255\n", WRITE_WIDTH_PX, WRITE_HEIGHT_PX);
        for (size_t i = 0; i < count; i++) {
            const uint8_t color[3] = {(uint8_t)(pixels[i] >> 16), (uint8_t)(pixels[i] >> 8),
                                      (uint8_t)pixels[i]};

            fwrite(color, 1, sizeof(color), file);
        }
        written = put_in_place(file, beside, path);
    }
    free(pixels);
    return written;
}

bool camera_scene_tell(const char *control_path, const char *fault, const char *picture_path,
                       bool moves)
{
    char beside[512];
    FILE *file = open_beside(control_path, beside, sizeof(beside));

    if (file == NULL)
        return false;
    fprintf(file, "%s\n", fault == NULL ? "none" : fault);
    if (picture_path != NULL)
        fprintf(file, "scene %s\n", picture_path);
    if (moves)
        fprintf(file, "pan\n");
    return put_in_place(file, beside, control_path);
}
