#include "tests/screen/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tests/screen/check.h"
#include "tests/screen/crawl.h"
#include "tests/screen/derive.h"
#include "tests/screen/gallery.h"
#include "tests/screen/samples.h"

#define JOBS_MAX 8

static const uint32_t combinations[] = {
    0,
    MODE_ELDER,
    MODE_CONTRAST,
    MODE_LOW,
    MODE_SPEECH,
    MODE_ELDER | MODE_CONTRAST,
    MODE_ELDER | MODE_LOW,
    MODE_ELDER | MODE_SPEECH,
    MODE_CONTRAST | MODE_SPEECH,
};

/* One process: its share of the screens, and where its results go. */
struct share {
    const struct run *run;
    const struct house *house;
    struct check_table *table;
    int index;             /* the first writes what is said once of each crawl */
    int group, groups;     /* the crawls it takes part in: every groups-th from `group` on */
    int part, parts, next; /* of a crawl's screens: every parts-th from `part` on */
    bool sample;           /* the view is the longest of its shape */
    struct stage stage;
    struct checker checker;
    struct gallery gallery;
    char *shown;
};

static void one_page(struct share *share, int page)
{
    struct shot *shot = &share->stage.shot;

    stage_draw(&share->stage, page, DRAW_NO_TARGET);
    checker_begin(&share->checker, shot);
    check_list(&share->checker, shot);
    check_pixels(&share->checker, shot);
    check_words_collect(shot, share->shown);
    share->table->screens++;
    if (!share->run->quick && (share->sample || share->run->pictures || share->run->only != NULL ||
                               share->checker.failed > 0))
        gallery_add(&share->gallery, shot, share->checker.failed);
}

static void one_variant(struct share *share, int variant)
{
    int page = 0;

    share->shown[0] = '\0';
    if (variant > 0)
        stage_set_variant(&share->stage, variant);
    do
        one_page(share, page++);
    while (page < share->stage.shot.page_count);
    checker_begin(&share->checker, &share->stage.shot);
    if (variant == 0)
        check_words(&share->checker, &share->stage.shot, share->shown);
}

/* One view in one combination on one panel: all its pages, all states of its pad. */
static void one_view(struct share *share, const struct screen *screen, const struct view *view,
                     int panel, bool sample)
{
    int variants = sample ? stage_variants(view) : 1;

    share->sample = sample;
    for (int i = 0; i < variants; i++) {
        stage_set(&share->stage, screen, view, panel);
        one_variant(share, i);
    }
    stage_set(&share->stage, screen, view, panel);
    check_states(&share->checker, &share->stage);
}

static bool is_asked(const struct run *run, const char *name)
{
    return run->only == NULL || strncmp(name, run->only, strlen(run->only)) == 0;
}

/* The languages that differ most in length are seen on every view; the others write the same views
 * in characters as wide, and are seen on the longest of each shape. So are the modes that move
 * nothing: contrast changes colours alone, speech no pixel. */
static bool is_whole(const struct run *run, enum language language, uint32_t modes)
{
    if (run->pictures || run->only != NULL)
        return true;
    return !run->quick && (language == LANGUAGE_ZH_HANS || language == LANGUAGE_EN) &&
           (modes & (MODE_CONTRAST | MODE_SPEECH)) == 0;
}

static void one_crawl(struct share *share, enum language language, uint32_t modes)
{
    const struct crawl_options options = {share->house, language, modes};
    struct registry *registry = malloc(sizeof(*registry));
    struct crawl_facts facts;

    CHECK(registry != NULL);
    registry_init(registry, &share->house->texts);
    crawl(&options, registry, &facts);
    if (share->part == 0) {
        checker_begin(&share->checker, NULL);
        check_core(&share->checker, share->house, registry, &facts, NULL);
    }
    samples_add(registry, language, modes);
    derive_mark_samples(registry);
    for (size_t c = 0; c < COUNT_OF(combinations); c++) {
        bool whole = is_whole(share->run, language, combinations[c]);

        if ((combinations[c] & MODE_ELDER) != modes)
            continue;
        for (int i = 0; i < registry->count; i++) {
            bool sample = registry->screens[i].sample;
            struct view view;

            if (!is_asked(share->run, registry->screens[i].name))
                continue;
            if (!derive_view(&registry->screens[i], combinations[c], &view) ||
                (!whole && !sample) || share->next++ % share->parts != share->part)
                continue;
            for (int panel = 0; panel < HOUSE_PANELS; panel++)
                one_view(share, &registry->screens[i], &view, panel, sample);
        }
    }
    registry_finish(registry);
    free(registry);
}

static int one_share(struct share *share)
{
    char path[512];
    bool all = !share->run->quick && share->run->only == NULL && share->run->language < 0;
    int first = share->run->language < 0 ? 0 : share->run->language;
    int last = all ? LANGUAGE_COUNT - 1 : first, crawls = 0;

    snprintf(path, sizeof(path), "%s/failures-%d.tsv", share->run->out, share->index);
    share->checker.table = share->table;
    share->checker.failures = fopen(path, "w");
    if (share->checker.failures != NULL)
        setvbuf(share->checker.failures, NULL, _IOLBF, 0); /* a long run is looked at on its way */
    share->shown = malloc(CHECK_SHOWN_BYTES);
    if (share->shown == NULL || stage_open(share->house, &share->stage) != ERR_OK)
        return 1;
    if (!share->run->quick)
        gallery_open(&share->gallery, share->run->out, share->index);
    for (int language = first; language <= last; language++)
        for (uint32_t elder = 0; elder < 2; elder++)
            if (crawls++ % share->groups == share->group)
                one_crawl(share, (enum language)language, elder != 0 ? MODE_ELDER : 0);
    gallery_close(&share->gallery);
    stage_close(&share->stage);
    free(share->shown);
    if (share->checker.failures != NULL)
        fclose(share->checker.failures);
    return 0;
}

/* The two crawls of a language are as much work as each other: each goes to one half of the shares,
 * which deal its screens out among them. */
static void share_deal(struct share *share, int index, int jobs)
{
    share->index = index;
    share->groups = jobs > 1 ? 2 : 1;
    share->group = index % share->groups;
    share->part = index / share->groups;
    share->parts = (jobs - share->group + share->groups - 1) / share->groups;
}

/* The shares run beside each other; true when all came to their end. */
static bool run_shares(const struct run *run, const struct house *house, struct check_table *tables)
{
    pid_t children[JOBS_MAX];
    bool good = true;

    fflush(NULL);
    for (int i = 0; i < run->jobs; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct share *share = calloc(1, sizeof(*share));

            CHECK(share != NULL);
            share->run = run;
            share->house = house;
            share->table = &tables[i];
            share_deal(share, i, run->jobs);
            _exit(one_share(share));
        }
    }
    for (int i = 0; i < run->jobs; i++) {
        int status = 1;

        if (children[i] < 0 || waitpid(children[i], &status, 0) < 0 || status != 0)
            good = false;
    }
    return good;
}

int run_screens(const struct run *run)
{
    struct house *house = calloc(1, sizeof(*house));
    size_t size = JOBS_MAX * sizeof(struct check_table);
    struct check_table *tables =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    long failures = 1;

    CHECK(house != NULL && tables != MAP_FAILED && run->jobs >= 1 && run->jobs <= JOBS_MAX);
    mkdir("build", 0777);
    mkdir(run->out, 0777);
    if (house_open(house) == ERR_OK && run_shares(run, house, tables)) {
        for (int i = 1; i < run->jobs; i++)
            check_merge(&tables[0], &tables[i]);
        failures = check_print(&tables[0], stdout);
        if (!run->quick)
            gallery_write_index(run->out, run->jobs);
    } else {
        printf("the audit did not come to its end\n");
    }
    house_close(house);
    free(house);
    munmap(tables, size);
    return failures == 0 ? 0 : 1;
}
