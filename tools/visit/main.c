/* banshi-visit: one scripted visit at a running kiosk, by real pointer events; and afterwards the
 * proof that what was confirmed, what arrived and what was printed is one and the same. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/visit/proof.h"
#include "tools/visit/visit.h"

static const char USAGE[] =
    "usage: banshi-visit --record DIR (--script FILE | --name NAME) [--bench SOCKET] [--platform "
    "SOCKET]\n"
    "                    [--above PID] [--window TITLE] [--log FILE]\n"
    "       banshi-visit prove --timeline FILE --dump FILE [--paper FILE] [--sheets-in DIR]\n"
    "                    [--script FILE] [--cases N] [--attachments N] [--signatures N]\n"
    "                    [--receipts N] [--sheets N] [--certificates N] [--door-events N]\n"
    "                    [--forced-doors N]\n"
    "Plays FILE (see tools/visit/script.h) at the kiosk on $DISPLAY that records into DIR.\n"
    "--name NAME is tools/visit/NAME.txt of the folder it is started in.\n"
    "--above names the process among whose descendants `kill` finds the kiosk's processes.\n"
    "A proof takes what is to be expected from its options, and from the script that was played.\n";

struct options {
    char script[512];
    const char *log;
    struct visit visit;
};

static bool read_options(int count, char **words, struct options *out)
{
    static const struct option LONG[] = {
        {"record", required_argument, NULL, 'r'},
        {"script", required_argument, NULL, 's'},
        {"bench", required_argument, NULL, 'b'},
        {"platform", required_argument, NULL, 'p'},
        {"above", required_argument, NULL, 'a'},
        {"window", required_argument, NULL, 'w'},
        {"log", required_argument, NULL, 'l'},
        {"name", required_argument, NULL, 'n'},
        {NULL, 0, NULL, 0},
    };
    *out = (struct options){.visit = {.title = "Banshi"}};
    for (int key; (key = getopt_long(count, words, "", LONG, NULL)) != -1;) {
        if (key == 'r')
            out->visit.record = optarg;
        else if (key == 's')
            snprintf(out->script, sizeof(out->script), "%s", optarg);
        else if (key == 'n')
            snprintf(out->script, sizeof(out->script), "tools/visit/%s.txt", optarg);
        else if (key == 'b')
            out->visit.bench = optarg;
        else if (key == 'p')
            out->visit.platform = optarg;
        else if (key == 'a')
            out->visit.above = (pid_t)atoi(optarg);
        else if (key == 'w')
            out->visit.title = optarg;
        else if (key == 'l')
            out->log = optarg;
        else
            return false;
    }
    return optind == count && out->visit.record != NULL && out->script[0] != '\0';
}

/* What the script says that its visit must leave. */
static bool read_expectations(const char *path, struct proof *out)
{
    static struct script script;
    char complaint[512];
    bool ok = script_read(path, &script, complaint, sizeof(complaint));
    if (!ok)
        fprintf(stderr, "banshi-visit: %s\n", complaint);
    for (size_t i = 0; ok && i < script.step_count; i++)
        if (script.steps[i].verb == SCRIPT_EXPECT)
            ok = proof_expect(out, script.steps[i].text, script.steps[i].number);
    return ok;
}

static bool read_proof(int count, char **words, struct proof *out)
{
    bool ok = count % 2 == 0;
    *out = (struct proof){0};
    for (size_t i = 0; i < PROOF_THING_COUNT; i++)
        out->expected[i] = PROOF_ANY;
    for (int i = 2; ok && i + 1 < count; i += 2) {
        if (strcmp(words[i], "--timeline") == 0)
            out->timeline = words[i + 1];
        else if (strcmp(words[i], "--dump") == 0)
            out->dump = words[i + 1];
        else if (strcmp(words[i], "--paper") == 0)
            out->paper = words[i + 1];
        else if (strcmp(words[i], "--sheets-in") == 0)
            out->sheets = words[i + 1];
        else if (strcmp(words[i], "--script") == 0)
            ok = read_expectations(words[i + 1], out);
        else
            ok = strncmp(words[i], "--", 2) == 0 &&
                 proof_expect(out, words[i] + 2, atoi(words[i + 1]));
    }
    return ok && out->timeline != NULL && out->dump != NULL;
}

static int prove(int count, char **words)
{
    struct proof proof;
    if (!read_proof(count, words, &proof)) {
        fputs(USAGE, stderr);
        return 2;
    }
    return proof_check(&proof, stdout) ? 0 : 1;
}

int main(int count, char **words)
{
    static struct script script;
    struct options options;
    char complaint[512];
    bool ok = false;

    if (count > 1 && strcmp(words[1], "prove") == 0)
        return prove(count, words);
    if (!read_options(count, words, &options)) {
        fputs(USAGE, stderr);
        return 2;
    }
    if (!script_read(options.script, &script, complaint, sizeof(complaint))) {
        fprintf(stderr, "banshi-visit: %s\n", complaint);
        return 2;
    }
    options.visit.log = options.log == NULL ? stdout : fopen(options.log, "w");
    options.visit.pointer = pointer_open();
    if (options.visit.log == NULL)
        fprintf(stderr, "banshi-visit: cannot write %s\n", options.log);
    else if (options.visit.pointer == NULL)
        fputs("banshi-visit: $DISPLAY names no display with XTest\n", stderr);
    else
        ok = visit_play(&options.visit, &script);
    pointer_close(options.visit.pointer);
    if (options.visit.log != NULL && options.visit.log != stdout)
        fclose(options.visit.log);
    return ok ? 0 : 1;
}
