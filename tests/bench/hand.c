/* How well handwriting is recognised, beside the recogniser Debian has (zinnia with the simplified
 * Chinese model of tegaki): the share of characters that come first, and among the first five.
 *
 *   hand [--table FILE] [--every N] [INK...]
 *
 * Every character of the standard table (通用规范汉字表, 8,105) is written once by each hand: its
 * template is the copybook, tests/support/hand_ink.h is the hand. Copybook and template being one,
 * these figures are optimistic. An INK file holds ink of real writers, one character a line,
 * "字<TAB>x,y x,y|x,y": there only what is named is done to it, and its halves are told apart: the
 * weights of ui/input/hand.c were found on characters number 0, 2, 4... of one such file, those with
 * odd numbers were kept for measuring. Zinnia is loaded when it is installed; packages libzinnia0
 * and tegaki-zinnia-simplified-chinese. */
#include <dlfcn.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/support/hand_ink.h"
#include "ui/input/hand.h"
#include "ui/input/hand_file.h"

#define SEED 20260101
#define SAMPLES_MAX 20000
#define CHARACTER_END 0x40000
#define ZINNIA_MODEL "/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model"

struct sample {
    uint32_t character;
    struct ink ink;
};

struct samples {
    int count;
    struct sample at[SAMPLES_MAX];
};

/* Samples number `first`, `first + step` and so on. */
struct part {
    const struct samples *of;
    int first, step;
};

/* The part of zinnia.h that is called, found at run time. */
struct zinnia {
    void *recogniser, *character;
    void (*clear)(void *character);
    void (*set_width)(void *character, size_t width);
    void (*set_height)(void *character, size_t height);
    int (*add)(void *character, size_t stroke, int x, int y);
    void *(*classify)(const void *recogniser, const void *character, size_t best);
    size_t (*result_size)(const void *result);
    const char *(*result_value)(const void *result, size_t index);
    void (*result_destroy)(void *result);
    size_t (*size)(const void *recogniser);
    const char *(*value)(const void *recogniser, size_t index);
};

struct score {
    int written, first, in_five, shown;
    double ms, ms_max;
};

struct method {
    const char *name;
    int (*recognise)(const struct ink *ink, uint32_t *out_candidates, int max);
};

static struct samples copybook, written;
static struct hand *hand;
static struct zinnia zinnia;
static uint8_t is_standard[CHARACTER_END];

/* Time of the processor, so that what else the machine does is left out. */
static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int recognise_by_hand(const struct ink *ink, uint32_t *out_candidates, int max)
{
    return hand_recognise(hand, ink, out_candidates, max);
}

static int recognise_by_zinnia(const struct ink *ink, uint32_t *out_candidates, int max)
{
    void *result;
    int count = 0, start = 0;

    zinnia.clear(zinnia.character);
    zinnia.set_width(zinnia.character, HAND_INK_SIDE * 2);
    zinnia.set_height(zinnia.character, HAND_INK_SIDE * 2);
    for (int stroke = 0; stroke < ink->stroke_count; stroke++) {
        for (int i = start; i < ink->ends[stroke]; i++)
            zinnia.add(zinnia.character, (size_t)stroke, ink->points[i].x, ink->points[i].y);
        start = ink->ends[stroke];
    }
    result = zinnia.classify(zinnia.recogniser, zinnia.character, (size_t)max);
    for (; result != NULL && count < max && (size_t)count < zinnia.result_size(result); count++) {
        size_t length;

        out_candidates[count] = text_next(zinnia.result_value(result, (size_t)count), &length);
    }
    if (result != NULL)
        zinnia.result_destroy(result);
    return count;
}

static bool zinnia_load(void)
{
    void *library = dlopen("libzinnia.so.0", RTLD_NOW);
    void *(*recogniser_new)(void), *(*character_new)(void);
    int (*recogniser_open)(void *recogniser, const char *path);

    if (library == NULL)
        return false;
#define FIND(target, name) (*(void **)&(target) = dlsym(library, "zinnia_" name)) != NULL
    if (!(FIND(recogniser_new, "recognizer_new") && FIND(recogniser_open, "recognizer_open") &&
          FIND(character_new, "character_new") && FIND(zinnia.clear, "character_clear") &&
          FIND(zinnia.set_width, "character_set_width") &&
          FIND(zinnia.set_height, "character_set_height") && FIND(zinnia.add, "character_add") &&
          FIND(zinnia.classify, "recognizer_classify") && FIND(zinnia.size, "recognizer_size") &&
          FIND(zinnia.value, "recognizer_value") && FIND(zinnia.result_size, "result_size") &&
          FIND(zinnia.result_value, "result_value") &&
          FIND(zinnia.result_destroy, "result_destroy")))
        return false;
#undef FIND
    zinnia.recogniser = recogniser_new();
    zinnia.character = character_new();
    return recogniser_open(zinnia.recogniser, ZINNIA_MODEL) != 0;
}

static int zinnia_knows(void)
{
    int known = 0;

    for (size_t i = 0; i < zinnia.size(zinnia.recogniser); i++) {
        size_t length;
        uint32_t character = text_next(zinnia.value(zinnia.recogniser, i), &length);

        known += character < CHARACTER_END && is_standard[character];
    }
    return known;
}

/* The templates of the standard table are the copybook. */
static err_t copybook_read(const char *path)
{
    struct table table;
    const void *records, *bytes;
    uint32_t count, byte_count;
    err_t err = table_open(&table, path, HAND_FILE, HAND_FILE_VERSION);

    if (err == ERR_OK)
        err = table_section(&table, HAND_FILE_TEMPLATES, sizeof(struct hand_file_template),
                            &records, &count);
    if (err == ERR_OK)
        err = table_section(&table, HAND_FILE_INK, 1, &bytes, &byte_count);
    for (uint32_t i = 0; err == ERR_OK && i < count; i++) {
        const struct hand_file_template *template = (const struct hand_file_template *)records + i;
        struct sample *sample = &copybook.at[copybook.count];

        if (template->cost >= HAND_FILE_COST_OUTSIDE || copybook.count == SAMPLES_MAX)
            continue;
        sample->character = template->character;
        if (!hand_file_unpack(bytes, byte_count, template->first_byte, &sample->ink))
            err = ERR_INVALID;
        is_standard[sample->character] = 1;
        copybook.count++;
    }
    table_close(&table);
    return err;
}

/* False when the ink is over a limit. */
static bool line_read(const char *at, struct ink *out)
{
    bool is_first = true, fits = true;
    struct ink_point point;
    int length;

    memset(out, 0, sizeof(*out));
    while (fits && sscanf(at, "%hd,%hd%n", &point.x, &point.y, &length) == 2) {
        fits = is_first ? ink_begin(out, point) : ink_go_on(out, point);
        at += length;
        is_first = *at == '|';
        at += *at == '|' || *at == ' ';
    }
    return fits && out->stroke_count > 0;
}

static bool written_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    written.count = 0;
    if (file == NULL)
        return false;
    while (getline(&line, &room, file) > 0 && written.count < SAMPLES_MAX) {
        struct sample *sample = &written.at[written.count];
        size_t length;

        sample->character = text_next(line, &length);
        if (sample->character < CHARACTER_END && is_standard[sample->character] &&
            line[length] == '\t' && line_read(line + length + 1, &sample->ink))
            written.count++;
    }
    free(line);
    fclose(file);
    return true;
}

static void sample_score(const struct sample *sample, const struct ink *ink,
                         const struct method *method, struct score *score)
{
    uint32_t candidates[HAND_CANDIDATES_MAX];
    double start = now_ms(), took;
    int count = method->recognise(ink, candidates, HAND_CANDIDATES_MAX);

    took = now_ms() - start;
    score->written++;
    score->ms += took;
    score->ms_max = took > score->ms_max ? took : score->ms_max;
    for (int i = 0; i < count; i++) {
        if (candidates[i] != sample->character)
            continue;
        score->first += i < 1;
        score->in_five += i < 5;
        score->shown++;
    }
}

static void score_print(const char *name, const char *method, const struct score *score)
{
    double whole = score->written > 0 ? score->written / 100.0 : 1;

    printf("%-28s %-8s %6d   first %6.2f %%   in five %6.2f %%   in 24 %6.2f %%   %5.2f ms\n", name,
           method, score->written, score->first / whole, score->in_five / whole,
           score->shown / whole, score->ms / (whole * 100));
    fflush(stdout);
}

static void hand_try(const char *name, struct part part, struct hand_ink_habits habits)
{
    static const struct method METHODS[] = {{"banshi", recognise_by_hand},
                                            {"zinnia", recognise_by_zinnia}};
    int methods = zinnia.recogniser != NULL ? 2 : 1;

    for (int i = 0; i < methods; i++) {
        struct score score = {0};
        struct random random;

        random_init(&random, SEED);
        for (int j = part.first; j < part.of->count; j += part.step) {
            struct ink ink;

            hand_ink_write(&part.of->at[j].ink, habits, &random, &ink);
            sample_score(&part.of->at[j], &ink, &METHODS[i], &score);
        }
        score_print(name, METHODS[i].name, &score);
    }
}

static void heading_print(void)
{
    printf("handwriting: %d characters of the standard table", copybook.count);
    if (zinnia.recogniser != NULL)
        printf(", zinnia knows %d of them", zinnia_knows());
    else
        printf("; zinnia is not installed");
    printf(
        "\ndistorted, at most: slant %.2f, stretch %.2f, turn %.2f rad, wave %.2f; strokes moved "
        "%.2f, scaled %.2f, turned %.2f rad; points moved %.2f; seed %d\n",
        HAND_INK_SLANT, HAND_INK_STRETCH, HAND_INK_TURN, HAND_INK_WAVE, HAND_INK_STROKE_MOVE,
        HAND_INK_STROKE_SCALE, HAND_INK_STROKE_TURN, HAND_INK_POINT_MOVE, SEED);
    printf("shuffled: strokes in any order; joined: each gap drawn over with chance 1/2\n");
}

static void writers_try(const char *path, int every)
{
    if (!written_read(path)) {
        fprintf(stderr, "hand: %s cannot be read\n", path);
        return;
    }
    for (int half = 0; half < 2; half++) {
        struct part part = {&written, half, 2 * every};

        printf("writers' ink of %s, %s half\n", path, half == 0 ? "even" : "odd");
        hand_try("as written", part, (struct hand_ink_habits){0});
        hand_try("distorted", part, (struct hand_ink_habits){.distorts = true});
        hand_try("shuffled", part, (struct hand_ink_habits){.shuffles = true});
        hand_try("joined", part, (struct hand_ink_habits){.joins = true});
    }
}

int main(int count, char **arguments)
{
    static const struct option OPTIONS[] = {{"table", required_argument, NULL, 't'},
                                            {"every", required_argument, NULL, 'e'},
                                            {NULL, 0, NULL, 0}};
    const char *table = "build/tables/hand.tbl";
    struct part own;
    int every = 1;

    for (int option; (option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1;) {
        if (option == 't')
            table = optarg;
        else if (option == 'e' && atoi(optarg) > 0)
            every = atoi(optarg);
        else
            return 2;
    }
    if (copybook_read(table) != ERR_OK || hand_open(table, &hand) != ERR_OK) {
        fprintf(stderr, "hand: %s is no table of handwriting\n", table);
        return 1;
    }
    if (!zinnia_load())
        zinnia.recogniser = NULL;
    heading_print();
    own = (struct part){&copybook, 0, every};
    hand_try("distorted", own, (struct hand_ink_habits){.distorts = true});
    hand_try("distorted, shuffled", own, (struct hand_ink_habits){true, true, false});
    hand_try("distorted, joined", own, (struct hand_ink_habits){true, false, true});
    hand_try("all three", own, (struct hand_ink_habits){true, true, true});
    for (int i = optind; i < count; i++)
        writers_try(arguments[i], every);
    hand_close(hand);
    return 0;
}
