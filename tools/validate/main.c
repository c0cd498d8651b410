/* banshi-validate: reads "kind<TAB>value" lines on stdin, writes "kind<TAB>value<TAB>verdict".
 *
 * Further columns are ignored, and so are a first line that is a heading ("kind<TAB>value...") and
 * empty lines at the end. A line without tab, kind or known kind is named with its number on
 * stderr; the rest is still judged, and the exit status is 2. A date of birth is judged by today in
 * Asia/Shanghai. Exit status: 0 every line was understood (whatever the verdicts), 2 some line was
 * not or the command line is wrong, 1 reading or writing failed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/bytes.h"
#include "firmware/base/civil.h"
#include "firmware/base/identify.h"

#define SHOWN_KIND_BYTES_MAX 40

static const char HELP[] =
    "usage: banshi-validate < lines.tsv\n"
    "\n"
    "Reads lines of kind<TAB>value and writes kind<TAB>value<TAB>verdict.\n"
    "Kinds: id uscc cert_id mobile item31 s10\n"
    "Verdicts: ok ok_normalise ok_normalise_upper ok_normalise_width bad bad_char bad_check\n"
    "          bad_date bad_region legacy15\n"
    "Further columns, a heading \"kind<TAB>value\" and empty lines at the end are ignored.\n"
    "Exit status: 0 all lines understood, 2 some were not (named on stderr), 1 I/O failed.\n";

struct reading {
    struct civil today;
    unsigned long line;  /* from 1 */
    unsigned long empty; /* the first of the empty lines just before; 0: none */
    int status;
};

static void complain(struct reading *reading, unsigned long line, const char *what)
{
    fprintf(stderr, "banshi-validate: line %lu: %s\n", line, what);
    reading->status = 2;
}

static void complain_kind(struct reading *reading, const char *kind)
{
    fprintf(stderr,
            "banshi-validate: line %lu: unknown kind \"%.*s\" (known: id, uscc, cert_id, mobile, "
            "item31, s10)\n",
            reading->line, SHOWN_KIND_BYTES_MAX, kind);
    reading->status = 2;
}

static void judge_value(struct reading *reading, enum identify_kind kind, const char *value,
                        size_t length)
{
    struct identify_input in = {.text = value,
                                .length = length,
                                .year = reading->today.year,
                                .month = reading->today.month,
                                .day = reading->today.day};
    enum identify_verdict verdict = identify_check_input(kind, &in, NULL, 0);

    printf("%s\t", identify_kind_name(kind));
    fwrite(value, 1, length, stdout);
    printf("\t%s\n", identify_verdict_name(verdict));
}

static bool is_heading(const struct reading *reading, const char *text)
{
    static const char HEADING[] = "kind\tvalue";

    return reading->line == 1 && strncmp(text, HEADING, sizeof HEADING - 1) == 0;
}

/* One line without its end; `text` has a NUL after `length`. */
static void read_line(struct reading *reading, char *text, size_t length)
{
    char *tab = memchr(text, '\t', length), *value, *end;
    enum identify_kind kind;

    if (is_heading(reading, text))
        return;
    if (tab == NULL) {
        complain(reading, reading->line, "no tab between kind and value");
        return;
    }
    if (tab == text) {
        complain(reading, reading->line, "the kind is empty");
        return;
    }
    value = tab + 1;
    end = memchr(value, '\t', length - (size_t)(value - text));
    *tab = '\0';
    kind = strlen(text) == (size_t)(tab - text) ? identify_kind_find(text) : IDENTIFY_KIND_COUNT;
    if (kind == IDENTIFY_KIND_COUNT) {
        complain_kind(reading, text);
        return;
    }
    judge_value(reading, kind, value, (size_t)((end == NULL ? text + length : end) - value));
}

/* Cuts the line's end, and a byte order mark before the first line. */
static char *trim_line(const struct reading *reading, char *text, size_t *length)
{
    if (*length > 0 && text[*length - 1] == '\n')
        text[--*length] = '\0';
    if (*length > 0 && text[*length - 1] == '\r')
        text[--*length] = '\0';
    if (reading->line == 1 && *length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        *length -= 3;
        return text + 3;
    }
    return text;
}

/* An empty line is a mistake only when something follows it. */
static void read_any_line(struct reading *reading, char *text, size_t length)
{
    text = trim_line(reading, text, &length);
    if (length == 0) {
        if (reading->empty == 0)
            reading->empty = reading->line;
        return;
    }
    for (; reading->empty != 0 && reading->empty < reading->line; reading->empty++)
        complain(reading, reading->empty, "the line is empty");
    reading->empty = 0;
    read_line(reading, text, length);
}

static int read_all(void)
{
    struct reading reading = {.today = civil_shanghai((int64_t)time(NULL))};
    char *text = NULL;
    size_t capacity = 0;
    ssize_t length;

    while ((length = getline(&text, &capacity, stdin)) >= 0) {
        reading.line++;
        read_any_line(&reading, text, (size_t)length);
        bytes_wipe(text, (size_t)length);
    }
    if (ferror(stdin) || fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "banshi-validate: %s\n", strerror(errno));
        reading.status = 1;
    }
    free(text);
    return reading.status;
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(HELP, stdout);
        return 0;
    }
    if (argc > 1) {
        fprintf(stderr, "banshi-validate: unknown argument \"%s\"; --help shows the use\n",
                argv[1]);
        return 2;
    }
    return read_all();
}
