#include "tests/screen/check.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

struct row {
    const char *name, *what, *where;
};

static const struct row rows[CHECK_COUNT] = {
#define CHECK_ROW(id, what, where) {#id, what, where},
#include "tests/screen/checks.def"
#undef CHECK_ROW
};

const char *check_name(enum check check)
{
    CHECK(check < CHECK_COUNT);
    return rows[check].name;
}

const char *check_way_name(enum check_way way)
{
    static const char *const names[CHECK_WAYS] = {"list", "pixels", "words", "core"};

    CHECK(way < CHECK_WAYS);
    return names[way];
}

void checker_begin(struct checker *checker, const struct shot *shot)
{
    checker->shot = shot;
    checker->failed = 0;
    checker->screen[0] = '\0';
    if (shot != NULL)
        stage_name(shot, checker->screen);
}

/* A failure: the worst one is kept for the table, all of them go into the file. */
static void fail(struct checker *checker, enum check check, enum check_way way, double ratio,
                 const char *detail)
{
    struct check_result *result = &checker->table->results[check][way];

    checker->failed++;
    checker->caught[check][way] = true;
    if (result->failures++ == 0 || ratio < result->worst) {
        result->worst = ratio;
        text_copy(result->screen, sizeof(result->screen), checker->screen);
        text_copy(result->detail, sizeof(result->detail), detail);
    }
    if (checker->failures != NULL)
        fprintf(checker->failures, "%s\t%s\t%.2f\t%s\t%s\n", check_name(check), check_way_name(way),
                ratio, checker->screen, detail);
}

void check_least(struct checker *checker, enum check check, enum check_way way, double measured,
                 double needed, const char *format, ...)
{
    char words[CHECK_TEXT_BYTES - 40], detail[CHECK_TEXT_BYTES];
    va_list arguments;

    checker->table->results[check][way].checks++;
    if (measured >= needed)
        return;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    snprintf(detail, sizeof(detail), "%.2f of %.2f: %s", measured, needed, words);
    fail(checker, check, way, needed > 0 ? measured / needed : measured, detail);
}

void check_true(struct checker *checker, enum check check, enum check_way way, bool good,
                const char *format, ...)
{
    char words[CHECK_TEXT_BYTES];
    va_list arguments;

    checker->table->results[check][way].checks++;
    if (good)
        return;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    fail(checker, check, way, 0, words);
}

void check_merge(struct check_table *into, const struct check_table *from)
{
    into->screens += from->screens;
    for (int i = 0; i < CHECK_COUNT; i++)
        for (int w = 0; w < CHECK_WAYS; w++) {
            struct check_result *to = &into->results[i][w];
            const struct check_result *add = &from->results[i][w];

            if (add->failures > 0 && (to->failures == 0 || add->worst < to->worst)) {
                to->worst = add->worst;
                memcpy(to->screen, add->screen, sizeof(to->screen));
                memcpy(to->detail, add->detail, sizeof(to->detail));
            }
            to->checks += add->checks;
            to->failures += add->failures;
        }
}

static long print_row(const struct check_table *table, int check, FILE *out)
{
    long checks = 0, failures = 0;

    for (int w = 0; w < CHECK_WAYS; w++) {
        checks += table->results[check][w].checks;
        failures += table->results[check][w].failures;
    }
    fprintf(out, "%-4s %-62s %9ld checks %7ld failures", rows[check].name, rows[check].what, checks,
            failures);
    for (int w = 0; w < CHECK_WAYS; w++)
        if (table->results[check][w].checks > 0)
            fprintf(out, " %s", check_way_name((enum check_way)w));
    fprintf(out, "%s%s\n", rows[check].where[0] == '\0' ? "" : "  | ", rows[check].where);
    for (int w = 0; w < CHECK_WAYS; w++) {
        const struct check_result *result = &table->results[check][w];

        if (result->failures > 0)
            fprintf(out, "       %-6s %6ld of %ld, worst %s\n              %s\n",
                    check_way_name((enum check_way)w), result->failures, result->checks,
                    result->screen, result->detail);
    }
    return failures;
}

long check_print(const struct check_table *table, FILE *out)
{
    long failures = 0, checks = 0;

    for (int i = 0; i < CHECK_COUNT; i++) {
        failures += print_row(table, i, out);
        for (int w = 0; w < CHECK_WAYS; w++)
            checks += table->results[i][w].checks;
    }
    fprintf(out, "%ld screens, %ld checks, %ld failures\n", table->screens, checks, failures);
    return failures;
}

bool check_is_key(const struct draw_target *target)
{
    switch ((enum action_kind)target->action.kind) {
    case ACTION_KEY:
    case ACTION_INSERT:
    case ACTION_DAY:
    case ACTION_MONTH:
        return true;
    default:
        return target->local != LOCAL_NONE && target->local != LOCAL_PAGE;
    }
}

struct check_needs check_needs(const struct shot *shot)
{
    struct check_needs needs = {4.8, 6.55, 7, 3, 12.7, 12.7, 2.54, 2.54, 1.3, 1.3, 8};

    if (shot->elder) {
        needs = (struct check_needs){6.4, 8.7, 10, 4.5, 15.9, 20, 4, 2.54, 1.5, 2, 5};
        needs.cap_mm = fmax(needs.cap_mm, shot->panel->viewing_mm * 0.01222);
    }
    if (shot->contrast) {
        needs.contrast = 15;
        needs.edge_contrast = 4.5;
    }
    return needs;
}
