#include "tools/visit/proof.h"

#include <ctype.h>
#include <string.h>

#include <jansson.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/visit/sheets.h"

#define SAVED_MAX 256
#define ID_LENGTH 36     /* of a UUID as text */
#define DIGEST_LENGTH 64 /* of a SHA-256 in hexadecimal digits */

static const char *const things[PROOF_THING_COUNT] = {
    [PROOF_CASES] = "cases",
    [PROOF_ATTACHMENTS] = "attachments",
    [PROOF_SIGNATURES] = "signatures",
    [PROOF_RECEIPTS] = "receipts",
    [PROOF_SHEETS] = "sheets",
    [PROOF_CERTIFICATES] = "certificates",
    [PROOF_DOOR_EVENTS] = "door-events",
    [PROOF_FORCED_DOORS] = "forced-doors",
};

struct saved {
    char id[ID_LENGTH + 1], digest[DIGEST_LENGTH + 1];
};

struct findings {
    FILE *out;
    bool good;
    size_t saved_count;
    struct saved saved[SAVED_MAX];
    int counts[PROOF_THING_COUNT];
    struct sheets sheets;
};

bool proof_expect(struct proof *proof, const char *name, int count)
{
    for (size_t i = 0; i < PROOF_THING_COUNT; i++)
        if (strcmp(things[i], name) == 0 && count >= 0) {
            proof->expected[i] = count;
            return true;
        }
    return false;
}

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

/* Whether the platform checked something, and all of it was good. */
static bool all_true(json_t *checks)
{
    const char *name = NULL;
    json_t *check = NULL;
    bool whole = json_object_size(checks) > 0;
    json_object_foreach(checks, name, check) whole = whole && json_is_true(check);
    return whole;
}

static void check_case(struct findings *findings, const json_t *one)
{
    const char *id = text_of(one, "case_id");
    bool known = false;
    for (size_t i = 0; i < findings->saved_count; i++)
        known = known || strcmp(findings->saved[i].id, id) == 0;
    find(findings, known, "somebody confirmed the case", id);
    find(findings, all_true(json_object_get(one, "checks")),
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

/* ---- what belongs to a case ---- */

static void check_attachments(struct findings *findings, const json_t *one)
{
    json_t *attachment = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(one, "attachments"), i, attachment)
    {
        findings->counts[PROOF_ATTACHMENTS]++;
        find(findings,
             json_is_true(json_object_get(attachment, "received")) &&
                 all_true(json_object_get(attachment, "checks")),
             "the attachment arrived whole", text_of(attachment, "code"));
    }
}

static void check_signature(struct findings *findings, const json_t *payload)
{
    const json_t *signature = json_object_get(payload, "signature");
    if (signature == NULL)
        return;
    findings->counts[PROOF_SIGNATURES]++;
    find(findings, json_array_size(json_object_get(signature, "strokes")) > 0,
         "the signature has strokes", text_of(payload, "signed_by"));
}

static bool is_on_a_sheet(const struct sheets *sheets, const char *code, const char *name)
{
    for (size_t i = 0; i < sheets->count; i++)
        if (code[0] != '\0' && strstr(sheets->texts[i], code) != NULL &&
            strstr(sheets->texts[i], name) != NULL)
            return true;
    return false;
}

/* One that was issued but not printed here is no fault: it may be had later. */
static void count_certificates(struct findings *findings, const json_t *one)
{
    const json_t *payload = json_object_get(one, "payload");
    const char *name = text_of(json_object_get(payload, "applicant"), "name");
    json_t *document = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(json_object_get(one, "status"), "documents"), i, document)
    {
        const char *code = text_of(document, "verification_code");
        if (!is_on_a_sheet(&findings->sheets, code, name) ||
            !is_on_a_sheet(&findings->sheets, text_of(one, "number"), name))
            continue;
        findings->counts[PROOF_CERTIFICATES]++;
        find(findings, true, "a sheet carries the certificate's code, the case's number, the name",
             code);
    }
}

static void check_door_events(struct findings *findings, const json_t *events)
{
    json_t *one = NULL;
    size_t i = 0;
    json_array_foreach(events, i, one)
    {
        const char *kind = text_of(json_object_get(one, "event"), "kind");
        bool opened = strcmp(kind, "pickup") == 0 || strcmp(kind, "deposit") == 0;
        findings->counts[PROOF_DOOR_EVENTS] += opened;
        findings->counts[PROOF_FORCED_DOORS] += strcmp(kind, "door_forced") == 0;
        find(findings, all_true(json_object_get(one, "checks")),
             "the platform knows what happened at a door", kind);
    }
}

static void check_counts(struct findings *findings, const struct proof *proof)
{
    for (size_t i = 0; i < PROOF_THING_COUNT; i++) {
        char what[48], count[24];
        snprintf(what, sizeof(what), "number of %s", things[i]);
        snprintf(count, sizeof(count), "%d", findings->counts[i]);
        if (i == PROOF_CASES || proof->expected[i] != PROOF_ANY)
            find(findings,
                 proof->expected[i] == PROOF_ANY || findings->counts[i] == proof->expected[i], what,
                 count);
    }
}

bool proof_check(const struct proof *proof, FILE *out)
{
    static struct findings findings;
    json_t *dump = json_load_file(proof->dump, JSON_REJECT_DUPLICATES, NULL);
    json_t *cases = json_object_get(dump, "cases"), *one = NULL;
    size_t i = 0;

    memset(&findings, 0, sizeof(findings));
    findings.out = out;
    findings.good = true;
    read_timeline(&findings, proof->timeline);
    sheets_read(proof->sheets, &findings.sheets);
    if (!json_is_array(cases))
        find(&findings, false, "no dump of the platform", proof->dump);
    for (size_t k = 0; k < findings.saved_count; k++)
        check_saved(&findings, &findings.saved[k], cases);
    json_array_foreach(cases, i, one)
    {
        check_case(&findings, one);
        check_attachments(&findings, one);
        check_signature(&findings, json_object_get(one, "payload"));
        count_certificates(&findings, one);
    }
    check_door_events(&findings, json_object_get(dump, "locker_events"));
    findings.counts[PROOF_CASES] = (int)json_array_size(cases);
    findings.counts[PROOF_RECEIPTS] = (int)findings.sheets.receipt_count;
    findings.counts[PROOF_SHEETS] = (int)findings.sheets.count;
    check_counts(&findings, proof);
    if (proof->paper != NULL && json_array_size(cases) > 0)
        check_paper(&findings, proof->paper, cases);
    json_decref(dump);
    return findings.good;
}
