#include "tools/visit/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define LINE_BYTES 256

static const char *const VERBS[SCRIPT_VERB_COUNT] = {
    "limit", "screen",   "tap",  "type", "see",    "stroke", "key",  "hear", "seek",
    "bench", "platform", "wait", "kill", "freeze", "expect", "when", "go"};

/* Cuts the first word off `*rest` and returns it; an empty string when there is none. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t\r\n");
    char *end = word + strcspn(word, " \t\r\n");
    *rest = *end == '\0' ? end : end + 1;
    *end = '\0';
    return word;
}

/* What is left of the line, without blanks at either end. */
static char *rest_of(char *rest)
{
    char *from = rest + strspn(rest, " \t\r\n");
    size_t length = strlen(from);
    while (length > 0 && strchr(" \t\r\n", from[length - 1]) != NULL)
        length--;
    from[length] = '\0';
    return from;
}

static bool read_number(const char *text, int32_t *out)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || number < 0 || number > 600000)
        return false;
    *out = (int32_t)number;
    return true;
}

static bool find_verb(const char *word, enum script_verb *out)
{
    for (int i = 0; i < SCRIPT_VERB_COUNT; i++) {
        if (strcmp(word, VERBS[i]) == 0) {
            *out = (enum script_verb)i;
            return true;
        }
    }
    return false;
}

static bool read_name(char **rest, char *out)
{
    const char *word = next_word(rest);
    return *word != '\0' && text_copy(out, SCRIPT_TEXT_BYTES, word);
}

static bool read_tap(char *rest, struct script_step *step)
{
    bool ok = read_name(&rest, step->text);
    rest = rest_of(rest);
    step->number = -1;
    if (!ok || *rest == '\0' || read_number(rest, &step->number))
        return ok;
    return text_copy(step->label, sizeof(step->label), rest);
}

static bool read_action(enum script_verb verb, char *rest, struct script_step *step)
{
    switch (verb) {
    case SCRIPT_TAP:
        return read_tap(rest, step);
    case SCRIPT_SEE:
    case SCRIPT_STROKE:
    case SCRIPT_HEAR:
    case SCRIPT_SEEK:
    case SCRIPT_BENCH:
    case SCRIPT_PLATFORM:
        rest = rest_of(rest);
        return *rest != '\0' && text_copy(step->text, sizeof(step->text), rest);
    case SCRIPT_TYPE:
    case SCRIPT_KEY:
    case SCRIPT_KILL:
    case SCRIPT_FREEZE:
        return read_name(&rest, step->text);
    case SCRIPT_EXPECT:
        return read_name(&rest, step->text) && read_number(next_word(&rest), &step->number);
    case SCRIPT_WAIT:
        return read_number(next_word(&rest), &step->number);
    case SCRIPT_LIMIT:
    case SCRIPT_SCREEN:
    case SCRIPT_WHEN:
    case SCRIPT_GO:
    case SCRIPT_VERB_COUNT:
        break;
    }
    return false;
}

static bool read_when(char *rest, struct script_step *step)
{
    return read_name(&rest, step->screen) && find_verb(next_word(&rest), &step->then) &&
           read_action(step->then, rest, step);
}

static bool read_step(char *rest, struct script_step *step)
{
    if (!find_verb(next_word(&rest), &step->verb))
        return false;
    switch (step->verb) {
    case SCRIPT_LIMIT:
        return read_number(next_word(&rest), &step->number);
    case SCRIPT_SCREEN:
    case SCRIPT_GO:
        return read_name(&rest, step->screen);
    case SCRIPT_WHEN:
        return read_when(rest, step);
    case SCRIPT_TAP:
    case SCRIPT_TYPE:
    case SCRIPT_SEE:
    case SCRIPT_STROKE:
    case SCRIPT_KEY:
    case SCRIPT_HEAR:
    case SCRIPT_SEEK:
    case SCRIPT_BENCH:
    case SCRIPT_PLATFORM:
    case SCRIPT_WAIT:
    case SCRIPT_KILL:
    case SCRIPT_FREEZE:
    case SCRIPT_EXPECT:
        return read_action(step->verb, rest, step);
    case SCRIPT_VERB_COUNT:
        break;
    }
    return false;
}

/* Adds the step of one line. False when it is not understood or one too many. */
static bool add_line(struct script *script, char *line, uint32_t number, uint32_t *limit_ms)
{
    const char *first = line + strspn(line, " \t\r\n");
    if (*first == '\0' || *first == '#')
        return true;
    if (script->step_count == SCRIPT_STEPS_MAX)
        return false;
    struct script_step *step = &script->steps[script->step_count];
    memset(step, 0, sizeof(*step));
    if (!read_step(line, step))
        return false;
    if (step->verb == SCRIPT_LIMIT)
        *limit_ms = (uint32_t)step->number * 1000;
    step->line = number;
    step->limit_ms = *limit_ms;
    script->step_count++;
    return true;
}

bool script_read(const char *path, struct script *out, char *complaint, size_t complaint_bytes)
{
    CHECK(out != NULL && complaint != NULL && complaint_bytes > 0);
    char line[LINE_BYTES], copy[LINE_BYTES];
    uint32_t number = 0, limit_ms = SCRIPT_LIMIT_MS;
    bool ok = true;

    memset(out, 0, sizeof(*out));
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        snprintf(complaint, complaint_bytes, "%s: %s", path, strerror(errno));
        return false;
    }
    while (ok && fgets(line, sizeof(line), file) != NULL) {
        number++;
        text_copy(copy, sizeof(copy), rest_of(line));
        ok = add_line(out, line, number, &limit_ms);
    }
    if (!ok)
        snprintf(complaint, complaint_bytes, "%s:%u: this is no step: %s", path, number, copy);
    fclose(file);
    return ok;
}

bool script_names(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, name, length) == 0 && (at[length] == '\0' || at[length] == '|'))
            return true;
    }
    return false;
}
