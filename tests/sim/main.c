/* banshi-sim: lives of a kiosk, one per seed. Prints what happened in one line; on a violation the
 * seed, the invariant, what was seen, and the command that lives that life again. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tests/sim/checks/checks.h"
#include "tests/sim/sim.h"
#include "tests/sim/vfs.h"

#define JOBS_MAX 64

struct arguments {
    struct sim_options options;
    uint64_t seeds;
    uint32_t jobs, job;
    bool list_faults, print_hash, stop;
};

/* For check_failed(), which has no other way to know. */
static const struct sim *current;

static void print_replay(const struct sim *sim)
{
    printf("replay: banshi-sim --seed %llu --seeds 1 --trace%s\n",
           (unsigned long long)sim->options.seed,
           sim->options.no_dedupe ? " --model-no-dedupe" : "");
}

void check_failed(const char *file, int line, const char *condition)
{
    printf("VIOLATION seed %llu C10: a CHECK is broken at %s:%d: %s\n",
           current == NULL ? 0ull : (unsigned long long)current->options.seed, file, line,
           condition);
    if (current != NULL)
        print_replay(current);
    fflush(stdout);
    _exit(1);
}

static void live(struct sim *sim, const struct arguments *arguments, uint64_t seed)
{
    struct sim_options options = arguments->options;
    struct verdict verdict;

    options.seed = seed;
    sim->options = options;
    sim_run(sim, &options);
    checks_all(&sim->log, &verdict);
    if (arguments->print_hash)
        printf("seed %llu trace %016llx\n", (unsigned long long)seed,
               (unsigned long long)sim->hash);
    if (verdict.invariant == NULL)
        return;
    sim->totals.violations++;
    printf("VIOLATION seed %llu %s: %s (at %llu.%03llu s)\n", (unsigned long long)seed,
           verdict.invariant, verdict.what, (unsigned long long)(verdict.at_ms / 1000),
           (unsigned long long)(verdict.at_ms % 1000));
    print_replay(sim);
    fflush(stdout);
}

static struct sim_totals live_all(const struct arguments *arguments)
{
    struct sim *sim = calloc(1, sizeof(*sim));

    CHECK(sim != NULL && vfs_register() == ERR_OK);
    current = sim;
    for (uint64_t i = arguments->job; i < arguments->seeds; i += arguments->jobs) {
        live(sim, arguments, arguments->options.seed + i);
        if (arguments->stop && sim->totals.violations > 0)
            break;
    }
    struct sim_totals totals = sim->totals;
    current = NULL;
    sim_finish(sim);
    free(sim);
    vfs_finish();
    return totals;
}

static void totals_add(struct sim_totals *to, const struct sim_totals *from)
{
    to->seeds += from->seeds;
    to->visits += from->visits;
    to->cases += from->cases;
    to->papers += from->papers;
    to->cuts += from->cuts;
    to->deaths += from->deaths;
    to->doubles += from->doubles;
    to->violations += from->violations;
    to->events += from->events;
    to->pictures += from->pictures;
    to->certificates += from->certificates;
    to->doors += from->doors;
    to->cycles += from->cycles;
    for (int i = 0; i < FAULT_COUNT; i++)
        to->faults[i] += from->faults[i];
}

/* One worker: its totals go through the pipe; without them it counts as a violation. */
static int work(const struct arguments *arguments, int out)
{
    struct sim_totals totals = live_all(arguments);

    fflush(stdout);
    ssize_t written = write(out, &totals, sizeof(totals));
    return written == (ssize_t)sizeof(totals) ? 0 : 1;
}

static void fork_all(struct arguments *arguments, struct sim_totals *totals)
{
    int ends[JOBS_MAX][2];

    fflush(stdout);
    for (arguments->job = 0; arguments->job < arguments->jobs; arguments->job++) {
        int *end = ends[arguments->job];
        CHECK(pipe(end) == 0);
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0)
            exit(work(arguments, end[1]));
        close(end[1]);
    }
    for (uint32_t i = 0; i < arguments->jobs; i++) {
        struct sim_totals part;
        if (read(ends[i][0], &part, sizeof(part)) == (ssize_t)sizeof(part))
            totals_add(totals, &part);
        else
            totals->violations++;
        close(ends[i][0]);
        wait(NULL);
    }
}

static void print_summary(const struct sim_totals *totals, bool list, double seconds)
{
    uint64_t struck = 0, kinds = 0;

    for (int i = 0; i < FAULT_COUNT; i++) {
        struck += totals->faults[i];
        kinds += totals->faults[i] > 0;
        if (list)
            printf("%-28s %llu\n", fault_name((enum fault)i),
                   (unsigned long long)totals->faults[i]);
    }
    printf("sim: %llu pictures, %llu certificates on A4, %llu doors opened, %llu power cycles\n",
           (unsigned long long)totals->pictures, (unsigned long long)totals->certificates,
           (unsigned long long)totals->doors, (unsigned long long)totals->cycles);
    printf("sim: %llu seeds, %llu visits, %llu cases, %llu papers, %llu power cuts, %llu deaths, "
           "%llu duplicates absorbed, %llu faults of %llu kinds, %llu violations, %.0f visits/s\n",
           (unsigned long long)totals->seeds, (unsigned long long)totals->visits,
           (unsigned long long)totals->cases, (unsigned long long)totals->papers,
           (unsigned long long)totals->cuts, (unsigned long long)totals->deaths,
           (unsigned long long)totals->doubles, (unsigned long long)struck,
           (unsigned long long)kinds, (unsigned long long)totals->violations,
           seconds > 0 ? (double)totals->visits / seconds : 0.0);
}

static void usage(void)
{
    puts("banshi-sim [--seed N] [--seeds M] [--jobs J] [--trace] [--faults] [--hash] [--stop] "
         "[--model-no-dedupe]\n"
         "  --seed N           the first seed (1)\n"
         "  --seeds M          how many lives (100)\n"
         "  --jobs J           worker processes (1)\n"
         "  --trace            every event and effect, one a line\n"
         "  --faults           how often each fault struck\n"
         "  --hash             the hash of each trace: the same seed, the same hash\n"
         "  --stop             no further seed after the first violation\n"
         "  --model-no-dedupe  a planted bug: the platform takes the same object in twice");
}

static bool parse(int argc, char **argv, struct arguments *out)
{
    static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                            {"seeds", required_argument, NULL, 'n'},
                                            {"jobs", required_argument, NULL, 'j'},
                                            {"trace", no_argument, NULL, 't'},
                                            {"faults", no_argument, NULL, 'f'},
                                            {"hash", no_argument, NULL, 'h'},
                                            {"model-no-dedupe", no_argument, NULL, 'd'},
                                            {"stop", no_argument, NULL, 'e'},
                                            {NULL, 0, NULL, 0}};
    int option;

    *out = (struct arguments){.options.seed = 1, .seeds = 100, .jobs = 1};
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 's')
            out->options.seed = strtoull(optarg, NULL, 10);
        else if (option == 'n')
            out->seeds = strtoull(optarg, NULL, 10);
        else if (option == 'j')
            out->jobs = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 't')
            out->options.trace = out->print_hash = true;
        else if (option == 'f')
            out->list_faults = true;
        else if (option == 'h')
            out->print_hash = true;
        else if (option == 'e')
            out->stop = true;
        else if (option == 'd')
            out->options.no_dedupe = true;
        else
            return false;
    }
    return optind == argc && out->jobs >= 1 && out->jobs <= JOBS_MAX && out->seeds >= 1;
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    struct sim_totals totals;
    struct timespec from, until;

    if (!parse(argc, argv, &arguments)) {
        usage();
        return 2;
    }
    memset(&totals, 0, sizeof(totals));
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (arguments.jobs == 1)
        totals = live_all(&arguments);
    else
        fork_all(&arguments, &totals);
    clock_gettime(CLOCK_MONOTONIC, &until);
    print_summary(&totals, arguments.list_faults,
                  (double)(until.tv_sec - from.tv_sec) +
                      (double)(until.tv_nsec - from.tv_nsec) / 1e9);
    return totals.violations == 0 ? 0 : 1;
}
