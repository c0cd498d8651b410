/* Every mutant is planted on a screen that is sound in the eyes of its check; that check must then
 * fail. A survivor is a check that cannot fail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/screen/check.h"
#include "tests/screen/crawl.h"
#include "tests/screen/derive.h"
#include "tests/screen/mutants.h"
#include "tests/screen/run.h"

struct trial {
    const struct house *house;
    struct stage stage;
    struct check_table *table;
    struct checker checker;
    char *shown;
};

/* All checks on one view, as the audit does them. */
static void audit(struct trial *trial, const struct screen *screen, const struct view *view,
                  const struct mutant *mutant)
{
    int page = 0;

    memset(trial->table, 0, sizeof(*trial->table));
    memset(trial->checker.caught, 0, sizeof(trial->checker.caught));
    trial->checker.table = trial->table;
    trial->stage.mutant = mutant;
    trial->shown[0] = '\0';
    check_pixels_forget();
    stage_set(&trial->stage, screen, view, mutant == NULL ? 0 : mutant->panel);
    do {
        stage_draw(&trial->stage, page++, DRAW_NO_TARGET);
        checker_begin(&trial->checker, &trial->stage.shot);
        check_list(&trial->checker, &trial->stage.shot);
        check_pixels(&trial->checker, &trial->stage.shot);
        check_words_collect(&trial->stage.shot, trial->shown);
    } while (page < trial->stage.shot.page_count);
    check_words(&trial->checker, &trial->stage.shot, trial->shown);
    check_states(&trial->checker, &trial->stage);
    trial->stage.mutant = NULL;
}

static void audit_core(struct trial *trial, const struct screen *screen,
                       const struct mutant *mutant)
{
    struct registry one = {screen->texts, (struct screen *)screen, 1, 1};

    memset(trial->table, 0, sizeof(*trial->table));
    memset(trial->checker.caught, 0, sizeof(trial->checker.caught));
    trial->checker.table = trial->table;
    checker_begin(&trial->checker, NULL);
    check_core(&trial->checker, trial->house, &one, NULL, mutant);
}

static bool catches(struct trial *trial, const struct screen *screen, const struct view *view,
                    const struct mutant *mutant, const struct mutant *planted)
{
    if (mutant->core != NULL)
        audit_core(trial, screen, planted);
    else
        audit(trial, screen, view, planted);
    return trial->table->results[mutant->check][mutant->way].failures > 0;
}

static void tell(const struct trial *trial, const struct mutant *mutant)
{
    printf("  caught   %-42s by", mutant->name);
    for (int i = 0; i < CHECK_COUNT; i++)
        for (int w = 0; w < CHECK_WAYS; w++)
            if (trial->checker.caught[i][w])
                printf(" %s%s %s%s", i == mutant->check && w == mutant->way ? "[" : "",
                       check_name((enum check)i), check_way_name((enum check_way)w),
                       i == mutant->check && w == mutant->way ? "]" : "");
    printf("\n         %s\n", trial->table->results[mutant->check][mutant->way].detail);
}

/* On the first screen of its kind that is sound; some screens of a kind lack what it spoils. */
static bool try_mutant(struct trial *trial, const struct registry *registry,
                       const struct mutant *mutant)
{
    int sound = 0;

    for (int i = 0; i < registry->count && sound < 12; i++) {
        struct view view;

        if (strcmp(view_name(&registry->screens[i].view), mutant->screen) != 0 ||
            !registry->screens[i].sample ||
            !derive_view(&registry->screens[i], mutant->modes, &view) ||
            catches(trial, &registry->screens[i], &view, mutant, NULL))
            continue;
        sound++;
        if (catches(trial, &registry->screens[i], &view, mutant, mutant)) {
            tell(trial, mutant);
            return true;
        }
    }
    printf("  SURVIVED %-42s %s, on %d sound screens\n", mutant->name,
           check_name((enum check)mutant->check), sound);
    return false;
}

static int try_all(struct trial *trial)
{
    struct registry registries[2];
    struct crawl_facts facts;
    int survivors = 0, count = 0;

    for (uint32_t elder = 0; elder < 2; elder++) {
        const struct crawl_options options = {trial->house, LANGUAGE_ZH_HANS,
                                              elder != 0 ? MODE_ELDER : 0};

        registry_init(&registries[elder], &trial->house->texts);
        crawl(&options, &registries[elder], &facts);
        derive_mark_samples(&registries[elder]);
    }
    for (const struct mutant *mutant = mutants; mutant->name != NULL; mutant++, count++)
        survivors += !try_mutant(trial, &registries[(mutant->modes & MODE_ELDER) != 0], mutant);
    for (int i = 0; i < 2; i++)
        registry_finish(&registries[i]);
    printf("%d mutants, %d survived\n", count, survivors);
    return survivors;
}

int run_mutants(const struct run *run)
{
    struct house *house = calloc(1, sizeof(*house));
    struct trial *trial = calloc(1, sizeof(*trial));
    int survivors = 1;

    (void)run;
    CHECK(house != NULL && trial != NULL);
    trial->house = house;
    trial->table = calloc(1, sizeof(*trial->table));
    trial->shown = malloc(CHECK_SHOWN_BYTES);
    CHECK(trial->table != NULL && trial->shown != NULL);
    if (house_open(house) == ERR_OK && stage_open(house, &trial->stage) == ERR_OK)
        survivors = try_all(trial);
    stage_close(&trial->stage);
    house_close(house);
    free(trial->table);
    free(trial->shown);
    free(trial);
    free(house);
    return survivors == 0 ? 0 : 1;
}
