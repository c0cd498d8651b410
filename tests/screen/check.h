/* The checks A1 to A38 of the house's accessibility table: what is measured where, and what came
 * out. Each check may be measured in several ways: from the draw list, from the pixels alone, from
 * the words and the speech, from the core in time. The counts live in memory that child processes
 * share, so plain data with fixed limits. */
#ifndef BANSHI_TESTS_SCREEN_CHECK_H
#define BANSHI_TESTS_SCREEN_CHECK_H

#include <stdio.h>

#include "tests/screen/stage.h"

enum check {
#define CHECK_ROW(id, what, where) CHECK_##id,
#include "tests/screen/checks.def"
#undef CHECK_ROW
    CHECK_COUNT
};

enum check_way { BY_LIST, BY_PIXELS, BY_WORDS, BY_CORE, CHECK_WAYS };

#define CHECK_TEXT_BYTES 200

struct check_result {
    long checks, failures;
    double worst; /* measured over needed, of the worst failure; 1 is just good */
    char screen[STAGE_NAME_BYTES];
    char detail[CHECK_TEXT_BYTES];
};

struct check_table {
    struct check_result results[CHECK_COUNT][CHECK_WAYS];
    long screens;
};

/* Where results go, and about what. */
struct checker {
    struct check_table *table;
    FILE *failures; /* one line each; NULL: none */
    const struct shot *shot;
    char screen[STAGE_NAME_BYTES];
    long failed; /* since checker_begin() */
    bool caught[CHECK_COUNT][CHECK_WAYS];
};

void checker_begin(struct checker *checker, const struct shot *shot);

/* Counts one measurement: good when measured >= needed. The words say what was measured. */
void check_least(struct checker *checker, enum check check, enum check_way way, double measured,
                 double needed, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Counts one yes or no. */
void check_true(struct checker *checker, enum check check, enum check_way way, bool good,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

const char *check_name(enum check check);
const char *check_way_name(enum check_way way);

/* The table: every row, its counts, its worst screen. Returns the count of failures. */
long check_print(const struct check_table *table, FILE *out);
void check_merge(struct check_table *into, const struct check_table *from);

/* ---- the checks ---- */

/* Of one page (check_list.c, check_pixels.c). */
void check_list(struct checker *checker, const struct shot *shot);
void check_pixels(struct checker *checker, const struct shot *shot);

/* Strokes are measured once for each kind of type; after this they are measured again. */
void check_pixels_forget(void);

/* Of one view: its speech, its words (check_words.c). `shown` holds all texts of all its pages. */
void check_words(struct checker *checker, const struct shot *shot, const char *shown);

/* Appends the texts of a page, without blanks, to `shown`. */
#define CHECK_SHOWN_BYTES 65536
void check_words_collect(const struct shot *shot, char *shown);

/* Pairs of states that must differ in more than colour (check_states.c). */
void check_states(struct checker *checker, struct stage *stage);

/* The core in time: idle clock, guard, reset, what is asked twice (check_core.c). */
struct crawl_facts;
void check_core(struct checker *checker, const struct house *house, const struct registry *registry,
                const struct crawl_facts *facts, const struct mutant *mutant);

/* Keys of a pad (A10): what writes, chooses a character or a day. */
bool check_is_key(const struct draw_target *target);

/* What is asked of a mode. */
struct check_needs {
    double cap_mm, hanzi_em_mm, contrast, edge_contrast, target_mm, primary_mm, gap_mm, key_gap_mm;
    double line, paragraph;
    int choices;
};
struct check_needs check_needs(const struct shot *shot);

#endif
