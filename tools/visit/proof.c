#include "tools/visit/proof.h"

#include <ctype.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define SAVED_MAX 256
#define ID_LENGTH 36     /* of a UUID as text */
#define DIGEST_LENGTH 64 /* of a SHA-256 in hexadecimal digits */

struct saved {
    char id[ID_LENGTH + 1], digest[DIGEST_LENGTH + 1];
};

struct findings {
    FILE *out;
    bool good;
    size_t saved_count;
    struct saved saved[SAVED_MAX];
};

static void find(struct findings *findings, bool good, const char *what, const char *about)
{
    fprintf(findings->out, "%s %s%s%s\n", good ? "ok  " : "FAIL", what,
            about[0] == '\0' ? "" : ": ", about);
    findings->good = findings->good && good;
}

/* Copies the first run of hexadecimal digits and hyphens that is `length` long. False: none is. */
static bool find_run(const char *line, size_t length, char *out)
{
    for (const char *at = line; *at != '\0';) {
        size_t run = strspn(at, "0123456789abcdef-");
        if (run == length) {
            memcpy(out, at, length);
            out[length] = '\0';
            return true;
        }
        at += run > 0 ? run : 1;
    }
    return false;
}

/* A failed save has no digest; a save that was asked for twice is told twice. */
static void take_saved(struct findings *findings, const char *line)
{
    struct saved saved;
    if (!find_run(line, ID_LENGTH, saved.id) || !find_run(line, DIGEST_LENGTH, saved.digest) ||
        strspn(saved.digest, "0") == DIGEST_LENGTH)
        return;
    for (size_t i = 0; i < findings->saved_count; i++)
        if (strcmp(findings->saved[i].id, saved.id) == 0) {
            if (strcmp(findings->saved[i].digest, saved.digest) != 0)
                find(findings, false, "one case was saved with two digests", saved.id);
            return;
        }
    CHECK(findings->saved_count < SAVED_MAX);
    findings->saved[findings->saved_count++] = saved;
}

static void read_timeline(struct findings *findings, const char *path)
{
    char line[2048];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        find(findings, false, "no timeline", path);
        return;
    }
    while (fgets(line, sizeof(line), file) != NULL)
        if (strstr(line, "CASE_SAVED") != NULL)
            take_saved(findings, line);
    fclose(file);
}

static const char *text_of(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));
    return text == NULL ? "" : text;
}

static void check_saved(struct findings *findings, const struct saved *saved, json_t *cases)
{
    json_t *one = NULL;
    size_t i = 0, count = 0;
    bool same = true;
    json_array_foreach(cases, i, one)
    {
        if (strcmp(text_of(one, "case_id"), saved->id) != 0)
            continue;
        count++;
        same = same && strcmp(text_of(one, "payload_sha256"), saved->digest) == 0;
    }
    find(findings, count == 1, "the platform holds what was confirmed exactly once", saved->id);
    find(findings, count > 0 && same, "with the digest that was confirmed", saved->digest);
}

static void check_case(struct findings *findings, const json_t *one)
{
    const char *id = text_of(one, "case_id"), *name = NULL;
    json_t *check = NULL;
    bool known = false, whole = true;
    for (size_t i = 0; i < findings->saved_count; i++)
        known = known || strcmp(findings->saved[i].id, id) == 0;
    json_object_foreach(json_object_get(one, "checks"), name, check) whole =
        whole && json_is_true(check);
    find(findings, known, "somebody confirmed the case", id);
    find(findings, whole && json_object_size(json_object_get(one, "checks")) > 0,
         "the platform opened it, and its digests and receipt hold", text_of(one, "number"));
}

/* Numbers are written in groups on paper, so blanks do not count. */
static bool paper_says(const char *path, const char *number)
{
    char text[4096], *to = text;
    FILE *file = fopen(path, "r");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
    text[length] = '\0';
    if (file != NULL)
        fclose(file);
    for (const char *from = text; *from != '\0'; from++)
        if (!isspace((unsigned char)*from))
            *to++ = *from;
    *to = '\0';
    return number[0] != '\0' && strstr(text, number) != NULL;
}

static void check_paper(struct findings *findings, const char *path, json_t *cases)
{
    const json_t *last = json_array_get(cases, json_array_size(cases) - 1);
    find(findings, paper_says(path, text_of(last, "number")), "the paper carries the number",
         text_of(last, "number"));
}

bool proof_check(const struct proof *proof, FILE *out)
{
    static struct findings findings;
    char count[48];
    json_t *dump = json_load_file(proof->dump, JSON_REJECT_DUPLICATES, NULL);
    json_t *cases = json_object_get(dump, "cases"), *one = NULL;
    size_t i = 0;

    findings = (struct findings){.out = out, .good = true};
    read_timeline(&findings, proof->timeline);
    if (!json_is_array(cases))
        find(&findings, false, "no dump of the platform", proof->dump);
    snprintf(count, sizeof(count), "%zu", json_array_size(cases));
    find(&findings, proof->cases == PROOF_ANY || json_array_size(cases) == (size_t)proof->cases,
         "number of cases", count);
    for (size_t k = 0; k < findings.saved_count; k++)
        check_saved(&findings, &findings.saved[k], cases);
    json_array_foreach(cases, i, one) check_case(&findings, one);
    if (proof->paper != NULL)
        check_paper(&findings, proof->paper, cases);
    json_decref(dump);
    return findings.good;
}
