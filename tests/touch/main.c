/* banshi-touch: millions of touches through the real way of input, see fuzz.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/step.h"
#include "tests/touch/clock.h"
#include "tests/touch/fuzz.h"

#define ROUND_EVENTS 10000
#define HOME_EVERY 2500 /* events between two tests of the way home */
#define VIOLATIONS_MAX 100

static int usage(void)
{
    fprintf(stderr, "banshi-touch [--seed S] [--events N] [--from I] [--window-every R] "
                    "[--paint-every R] [--round E]\n"
                    "  --from I tells each event from I on; its round alone is run\n");
    return 2;
}

static bool parse(int argc, char **argv, struct fuzz_options *out)
{
    *out = (struct fuzz_options){
        .seed = 1, .events = 200000, .round = ROUND_EVENTS, .window_every = 10, .paint_every = 50};
    for (int i = 1; i + 1 < argc; i += 2) {
        uint64_t number = strtoull(argv[i + 1], NULL, 10);

        if (strcmp(argv[i], "--seed") == 0) {
            out->seed = number;
        } else if (strcmp(argv[i], "--events") == 0) {
            out->events = number;
        } else if (strcmp(argv[i], "--from") == 0) {
            out->from = number;
            out->traces = true;
        } else if (strcmp(argv[i], "--window-every") == 0) {
            out->window_every = (int)number;
        } else if (strcmp(argv[i], "--round") == 0 && number > 0) {
            out->round = number;
        } else if (strcmp(argv[i], "--paint-every") == 0) {
            out->paint_every = (int)number;
        } else {
            return false;
        }
    }
    return argc % 2 == 1;
}

static void round_run(struct fuzz *fuzz, uint64_t round)
{
    uint64_t end = (round + 1) * fuzz->options.round, home = fuzz->options.round * round;

    if (end > fuzz->options.events)
        end = fuzz->options.events;
    if (fuzz_begin(fuzz, round) != ERR_OK) {
        fuzz_broken(fuzz, "the glass does not open", "begin");
        fuzz_end(fuzz);
        return;
    }
    while (!fuzz->broken && fuzz->index < end) {
        hand_act(fuzz);
        if (fuzz->index < home + HOME_EVERY && fuzz->index < end)
            continue;
        home = fuzz->index;
        oracle_home(fuzz);
    }
    fuzz_end(fuzz);
}

static const char *name_of(uint8_t step)
{
    const struct view view = {.step = step};

    return view_name(&view);
}

static void report(const struct fuzz *fuzz, double seconds)
{
    const struct fuzz_stats *stats = &fuzz->stats;

    printf("seed %" PRIu64 ": %" PRIu64 " events in %.1f s (%.0f a second); %" PRIu64
           " through a window, %" PRIu64 " painted\n",
           fuzz->options.seed, stats->events, seconds, (double)stats->events / seconds,
           stats->window_events, stats->painted_events);
    printf("fingers down %" PRIu64 ", touches reported %" PRIu64 " (characters of pads %" PRIu64
           "), stale %" PRIu64 ", steps of the core %" PRIu64 "\n",
           stats->downs, stats->touches, stats->inserts, stats->stale, stats->steps);
    printf("visits %" PRIu64 ", returns home %" PRIu64 ", longest way home %" PRIu64 " ms\nscreens",
           stats->visits, stats->homes, stats->longest_home_ms);
    for (int i = 0; i < FUZZ_VIEWS; i++)
        if (stats->views[i] > 0)
            printf(" %s %" PRIu64, name_of((uint8_t)i), stats->views[i]);
    printf("\npads");
    for (int i = 0; i < WAY_COUNT; i++)
        printf(" %" PRIu64, stats->ways[i]);
    printf(" (by enum way), strokes %" PRIu64 "\neffects", stats->strokes);
    for (int i = 0; i < EFFECT_COUNT; i++)
        if (stats->effects[i] > 0)
            printf(" %s %" PRIu64, effect_name((enum effect_kind)i), stats->effects[i]);
    printf("\n%s: %d violations\n", stats->violations == 0 ? "ok" : "FAILED", stats->violations);
}

int main(int argc, char **argv)
{
    static struct fuzz fuzz;
    double start_s;

    if (!parse(argc, argv, &fuzz.options))
        return usage();
    if (house_open(&fuzz.house) != ERR_OK)
        return 1;
    start_s = clock_real_s();
    for (uint64_t round = fuzz.options.from / fuzz.options.round;
         round * fuzz.options.round < fuzz.options.events && fuzz.stats.violations < VIOLATIONS_MAX;
         round++)
        round_run(&fuzz, round);
    report(&fuzz, clock_real_s() - start_s);
    house_close(&fuzz.house);
    return fuzz.stats.violations == 0 ? 0 : 1;
}
