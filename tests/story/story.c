/* Stories: golden traces of visits. A story is a script of what happens ("> touch primary") with
 * the effects that follow, one a line; the runner plays it against the core and compares. To write
 * what the core does now into the files, after reading the difference: STORY_UPDATE=1. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "firmware/core/core.h"
#include "tests/support/sample_service.h"

struct player {
    struct core core;
    struct effects effects;
    struct event event;
    uint64_t ops[EFFECT_COUNT]; /* the last op of each kind of effect */
    FILE *out;
};

static const struct {
    const char *name;
    enum action_kind kind;
} actions[] = {
    {"back", ACTION_BACK},         {"primary", ACTION_PRIMARY}, {"secondary", ACTION_SECONDARY},
    {"help", ACTION_HELP},         {"leave", ACTION_LEAVE},     {"stay", ACTION_STAY},
    {"language", ACTION_LANGUAGE}, {"mode", ACTION_MODE},     {"service", ACTION_SERVICE},
    {"choose", ACTION_CHOOSE},     {"focus", ACTION_FOCUS},     {"key", ACTION_KEY},
    {"month", ACTION_MONTH},       {"change", ACTION_CHANGE},   {"rate", ACTION_RATE},
};

static const char *phrase_text(const struct phrase *phrase, const struct phrase_pool *pool)
{
    static char text[64];

    switch (phrase->head.kind) {
    case PHRASE_WORD:
        return phrase_word_name((enum word)phrase->head.id);
    case PHRASE_LITERAL:
        return pool->text + phrase->head.id;
    case PHRASE_CATALOGUE:
        snprintf(text, sizeof(text), "#%u", phrase->head.id);
        return text;
    default:
        return "-";
    }
}

static void write_view(FILE *out, const struct view *view)
{
    static const char *const kinds[] = {"none", "text",  "note",      "fact",  "card",    "choice",
                                        "row",  "field", "keypad",    "month", "picture", "busy",
                                        "qr",   "face",  "countdown", "banner"};
    char parts[256] = "";

    for (int i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        size_t used = strlen(parts);

        snprintf(parts + used, sizeof(parts) - used, " %s%s", kinds[part->kind],
                 part->selected ? "*" : "");
    }
    fprintf(out, "  SHOW %s %u/%u \"%s\"", view_name(view), view->step_now, view->step_count,
            phrase_text(&view->question, &view->pool));
    fprintf(out, " primary=%s", phrase_text(&view->primary.label, &view->pool));
    fprintf(out, " |%s\n", parts);
    for (int i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_NOTE)
            fprintf(out, "       note %s\n", phrase_text(&view->parts[i].text, &view->pool));
}

static void write_draft(FILE *out, const struct draft *draft)
{
    fprintf(out, "  CASE_SAVE");
    for (int i = 0; i < draft->field_count; i++)
        fprintf(out, " %s=%s", draft->fields[i].code, draft->fields[i].value);
    fprintf(out, "\n");
}

static void write_effect(struct player *player, const struct effect *effect)
{
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_SHOW:
        write_view(player->out, &effect->view);
        return;
    case EFFECT_CASE_SAVE:
        write_draft(player->out, &effect->draft.draft);
        break;
    case EFFECT_INTENT_SETTLE:
        fprintf(player->out, "  INTENT_SETTLE %s\n",
                intent_state_name((enum intent_state)effect->intent_ref.state));
        return;
    case EFFECT_REPORT:
        fprintf(player->out, "  REPORT %s %s\n", report_name((enum report_code)effect->report.code),
                err_name(effect->report.err));
        return;
    case EFFECT_RATE:
        fprintf(player->out, "  RATE %u\n", effect->rate.level);
        return;
    case EFFECT_CATALOGUE_SWITCH:
        fprintf(player->out, "  CATALOGUE_SWITCH %u\n", effect->version.version);
        return;
    default:
        fprintf(player->out, "  %s\n", effect_name((enum effect_kind)effect->kind));
        break;
    }
    player->ops[effect->kind] = effect->op_only.op; /* every asking effect begins with its op */
}

static void give(struct player *player)
{
    core_step(&player->core, &player->event, &player->effects);
    for (uint32_t i = 0; i < player->effects.count; i++)
        write_effect(player, &player->effects.items[i]);
}

static void begin(struct player *player, enum event_kind kind)
{
    struct moment at = player->event.at;

    memset(&player->event, 0, sizeof(player->event));
    player->event.kind = kind;
    player->event.at = at;
}

/* Lets time pass; the core gets its deadlines on the way. */
static void wait_ms(struct player *player, uint64_t ms)
{
    uint64_t end = player->event.at.mono_ms + ms;

    for (;;) {
        uint64_t next = core_deadline(&player->core);

        if (next == 0 || next > end)
            break;
        begin(player, EVENT_DEADLINE);
        if (next > player->event.at.mono_ms) {
            player->event.at.wall_s += (int64_t)((next - player->event.at.mono_ms) / 1000);
            player->event.at.mono_ms = next;
        }
        give(player);
    }
    player->event.at.mono_ms = end;
}

static void touch(struct player *player, const char *name, const char *arg)
{
    begin(player, EVENT_TOUCHED);
    player->event.touched.serial = player->core.serial;
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(actions[i].name, name) == 0)
            player->event.touched.action.kind = (uint16_t)actions[i].kind;
    assert_int_not_equal(player->event.touched.action.kind, ACTION_NONE);
    if (player->event.touched.action.kind == ACTION_KEY)
        player->event.touched.action.arg =
            strcmp(arg, "erase") == 0 ? VIEW_KEY_ERASE : (uint16_t)arg[0];
    else
        player->event.touched.action.arg = (uint16_t)atoi(arg);
    give(player);
}

static err_t err_of(const char *name)
{
    for (err_t err = 0; err < ERR_COUNT; err++)
        if (strcasecmp(err_name(err), name) == 0)
            return err;
    fail_msg("no error %s", name);
    return ERR_OK;
}

static void device(struct player *player, const char *name, const char *state, bool restarted)
{
    begin(player, EVENT_DEVICE);
    player->event.device.restarted = restarted;
    for (uint32_t i = 0; i < DEVICE_COUNT; i++)
        if (strcmp(device_name((enum device)i), name) == 0)
            player->event.device.device = i;
    for (uint32_t i = DEVICE_STARTING; i <= DEVICE_BUSY; i++)
        if (strcmp(device_state_name((enum device_state)i), state) == 0)
            player->event.device.state = i;
    give(player);
}

static void catalogue(struct player *player, uint32_t version)
{
    struct service service;

    sample_service(&service);
    begin(player, EVENT_CATALOGUE);
    player->event.catalogue.version = version;
    player->event.catalogue.count = 1;
    player->event.catalogue.items[0].name = service.name;
    player->event.catalogue.items[0].summary = service.summary;
    player->event.catalogue.items[0].needs = service.needs;
    give(player);
}

static void answer(struct player *player, const char *what, const char *how)
{
    struct event *event = &player->event;
    err_t err = how[0] == '\0' || strcmp(what, "status") == 0 ? ERR_OK : err_of(how);

    if (strcmp(what, "service") == 0) {
        begin(player, EVENT_SERVICE);
        event->service.op = player->ops[EFFECT_SERVICE_LOAD];
        event->service.err = err;
        sample_service(&event->service.service);
    } else if (strcmp(what, "card") == 0) {
        begin(player, EVENT_CARD);
        event->card.op = player->ops[EFFECT_CARD_READ];
        event->card.err = err;
        if (err == ERR_OK)
            sample_person(&event->card.person);
    } else if (strcmp(what, "saved") == 0) {
        begin(player, EVENT_CASE_SAVED);
        event->case_saved.op = player->ops[EFFECT_CASE_SAVE];
        event->case_saved.err = err;
        strcpy(event->case_saved.case_id, "00000000-0000-4000-8000-000000000001");
        strcpy(event->case_saved.number, "LF26112200017");
    } else if (strcmp(what, "receipted") == 0) {
        begin(player, EVENT_CASE_RECEIPTED);
        strcpy(event->case_receipted.case_id, "00000000-0000-4000-8000-000000000001");
    } else if (strcmp(what, "status") == 0) {
        begin(player, EVENT_CASE_STATUS);
        event->case_status.op = player->ops[EFFECT_CASE_STATUS];
        event->case_status.state = case_state_find(how);
        strcpy(event->case_status.code, "7K2M-9QXP");
    } else if (strcmp(what, "intent") == 0 || strcmp(what, "claim") == 0) {
        bool claim = what[0] == 'c';

        begin(player, EVENT_INTENT);
        event->intent.op = player->ops[claim ? EFFECT_INTENT_CLAIM : EFFECT_INTENT_SAVE];
        event->intent.err = err;
        event->intent.intent = 41;
        event->intent.state = claim ? INTENT_CLAIMED : INTENT_SAVED;
    } else if (strcmp(what, "passed") == 0 || strcmp(what, "printed") == 0) {
        begin(player, what[1] == 'a' ? EVENT_PRINT_PASSED : EVENT_PRINTED);
        event->op.op = player->ops[EFFECT_PRINT];
        event->op.err = err;
    } else if (strcmp(what, "cleared") == 0) {
        begin(player, EVENT_CLEARED);
        event->op.op = player->ops[EFFECT_CLEAR];
    } else {
        fail_msg("no answer %s", what);
    }
    give(player);
}

static void play_line(struct player *player, const char *line)
{
    char verb[32] = "", first[64] = "", second[64] = "";

    sscanf(line, "> %31s %63s %63s", verb, first, second);
    fprintf(player->out, "%s\n", line);
    if (strcmp(verb, "started") == 0) {
        begin(player, EVENT_STARTED);
        player->event.started.boot = 1;
        strcpy(player->event.started.site, "阳光街道便民服务站");
        give(player);
    } else if (strcmp(verb, "catalogue") == 0) {
        catalogue(player, (uint32_t)atoi(first));
    } else if (strcmp(verb, "ready") == 0) {
        begin(player, EVENT_CATALOGUE_READY);
        player->event.ready.version = (uint32_t)atoi(first);
        give(player);
    } else if (strcmp(verb, "device") == 0 || strcmp(verb, "reborn") == 0) {
        device(player, first, second, verb[0] == 'r');
    } else if (strcmp(verb, "touch") == 0) {
        wait_ms(player, CORE_TOUCH_GUARD_MS);
        touch(player, first, second);
    } else if (strcmp(verb, "again") == 0) { /* at once, as a trembling hand does */
        touch(player, first, second);
    } else if (strcmp(verb, "wait") == 0) {
        wait_ms(player, strtoull(first, NULL, 10));
    } else if (strcmp(verb, "resumed") == 0) {
        begin(player, EVENT_RESUMED);
        give(player);
    } else if (strcmp(verb, "answer") == 0) {
        answer(player, first, second);
    } else {
        fail_msg("no verb in: %s", line);
    }
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 18);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 18) - 1, file) > 0);
    fclose(file);
    return text;
}

static void play(void **state)
{
    const char *path = *state;
    char *told = read_file(path), *copy = strdup(told), *heard = NULL, *rest = NULL;
    size_t heard_size;
    struct player *player = calloc(1, sizeof(*player));

    core_init(&player->core);
    player->event.at = (struct moment){1000, 1795354800, CLOCK_TRUSTED, 0}; /* 2026-11-22 21:40 */
    player->out = open_memstream(&heard, &heard_size);
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#')
            fprintf(player->out, "%s\n", line);
        else if (line[0] == '>')
            play_line(player, line);
    }
    fclose(player->out);
    if (getenv("STORY_UPDATE") != NULL) {
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        fputs(heard, file);
        fclose(file);
    } else {
        assert_string_equal(told, heard);
    }
    free(player);
    free(heard);
    free(copy);
    free(told);
}

int main(void)
{
    glob_t found;
    struct CMUnitTest *tests;
    int failed;

    if (glob("tests/story/*.story", 0, NULL, &found) != 0)
        return 1;
    tests = calloc(found.gl_pathc, sizeof(*tests));
    for (size_t i = 0; i < found.gl_pathc; i++)
        tests[i] = (struct CMUnitTest){found.gl_pathv[i], play, NULL, NULL, found.gl_pathv[i]};
    failed = _cmocka_run_group_tests("story", tests, found.gl_pathc, NULL, NULL);
    free(tests);
    globfree(&found);
    return failed;
}
