/* How long the ways to write take: opening the tables, candidates after each letter of what people
 * type, rare characters by components and by strokes. Prints one line each; the worst is what counts,
 * for a person types every letter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "ui/input/parts.h"
#include "ui/input/pinyin.h"
#include "ui/input/places.h"

#define ROUNDS 9

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* One search, asked ROUNDS times; its median. */
static double median_find(const struct pinyin *pinyin, enum pinyin_about about, const char *letters)
{
    static struct pinyin_candidate found[24];
    double taken[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        pinyin_find(pinyin, about, letters, 0, found, COUNT_OF(found));
        taken[i] = now_ms() - start;
    }
    qsort(taken, ROUNDS, sizeof(taken[0]), by_value);
    return taken[ROUNDS / 2];
}

/* Every beginning of every text, as it grows under the finger. */
static void bench_pinyin(const struct pinyin *pinyin)
{
    static const char *const TYPED[] = {"shanxishengtaiyuanshi",
                                        "chaoyangquwangjingjiedao",
                                        "wulumuqishi",
                                        "zhangxiaoming",
                                        "sxstys",
                                        "shangguanjing",
                                        "shshshshshshshshshshshshshshshshshshshshshshshsh"};
    double worst = 0, sum = 0;
    int count = 0;
    for (size_t i = 0; i < COUNT_OF(TYPED); i++)
        for (size_t length = 1; length <= strlen(TYPED[i]); length++)
            for (int about = PINYIN_NAME; about <= PINYIN_ANY; about++, count++) {
                char letters[PINYIN_LETTERS_MAX + 1] = "";
                memcpy(letters, TYPED[i], length);
                double taken = median_find(pinyin, (enum pinyin_about)about, letters);
                worst = taken > worst ? taken : worst;
                sum += taken;
            }
    printf("%-24s %8.3f ms\n%-24s %8.3f ms\n", "candidates, mean", sum / count, "candidates, worst",
           worst);
}

static void bench_parts(const struct parts *parts)
{
    static const uint32_t EIGHT[] = {0x6728, 0x6728, 0x53e3, 0x53e3,
                                     0x571f, 0x65e5, 0x4eba, 0x6c34};
    static const char *const STROKES[] = {"h", "s", "p", "d", "z", "hs", "hshszhh"};
    uint32_t found[64];
    double start = now_ms();
    parts_by_components(parts, EIGHT, COUNT_OF(EIGHT), found, COUNT_OF(found));
    printf("%-24s %8.3f ms\n", "eight components", now_ms() - start);
    double worst = 0;
    for (size_t i = 0; i < COUNT_OF(STROKES); i++) {
        start = now_ms();
        parts_by_strokes(parts, STROKES[i], false, found, COUNT_OF(found));
        worst = now_ms() - start > worst ? now_ms() - start : worst;
    }
    printf("%-24s %8.3f ms\n", "strokes, worst", worst);
}

int main(void)
{
    struct pinyin *pinyin;
    struct parts *parts;
    struct places *places;
    double start = now_ms();
    if (pinyin_open("build/tables/pinyin.tbl", &pinyin) != ERR_OK)
        return 1;
    printf("%-24s %8.3f ms\n", "open pinyin", now_ms() - start);
    start = now_ms();
    if (parts_open("build/tables/parts.tbl", &parts) != ERR_OK)
        return 1;
    printf("%-24s %8.3f ms\n", "open parts", now_ms() - start);
    start = now_ms();
    if (places_open("build/tables/places.tbl", &places) != ERR_OK)
        return 1;
    printf("%-24s %8.3f ms\n", "open places", now_ms() - start);
    bench_pinyin(pinyin);
    bench_parts(parts);
    places_close(places);
    parts_close(parts);
    pinyin_close(pinyin);
    return 0;
}
