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

#include "firmware/base/text.h"
#include "firmware/core/core.h"
#include "tests/support/sample_service.h"
#include "tests/support/story_devices.h"

struct player {
    struct core core;
    struct effects effects;
    struct event event;
    uint64_t ops[EFFECT_COUNT]; /* the last op of each kind of effect */
    uint32_t service;           /* the one that was asked for last */
    uint8_t language, modes;    /* of the last view */
    struct view_voice heard;
    FILE *out;
};

static const struct {
    const char *name;
    enum action_kind kind;
} actions[] = {
    {"back", ACTION_BACK},
    {"primary", ACTION_PRIMARY},
    {"secondary", ACTION_SECONDARY},
    {"help", ACTION_HELP},
    {"leave", ACTION_LEAVE},
    {"stay", ACTION_STAY},
    {"language", ACTION_LANGUAGE},
    {"mode", ACTION_MODE},
    {"service", ACTION_SERVICE},
    {"choose", ACTION_CHOOSE},
    {"focus", ACTION_FOCUS},
    {"key", ACTION_KEY},
    {"month", ACTION_MONTH},
    {"change", ACTION_CHANGE},
    {"rate", ACTION_RATE},
    {"languages", ACTION_LANGUAGES},
    {"senses", ACTION_SENSES},
    {"voice", ACTION_VOICE},
    {"slower", ACTION_SLOWER},
    {"louder", ACTION_LOUDER},
    {"softer", ACTION_SOFTER},
    {"situation", ACTION_SITUATION},
    {"place", ACTION_PLACE},
    {"insert", ACTION_INSERT},
    {"way", ACTION_WAY},
    {"fill", ACTION_FILL},
    {"day", ACTION_DAY},
    {"slot", ACTION_SLOT},
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

/* What stands in the field with the focus, when it is text; how far a case is. */
static void write_written(FILE *out, const struct view *view)
{
    for (int i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];

        if (part->kind == PART_FIELD && part->selected &&
            part->detail.head.kind == PHRASE_LITERAL &&
            view->pool.text[part->detail.head.id] != '\0')
            fprintf(out, "       \"%s\"\n", phrase_text(&part->detail, &view->pool));
        if (part->kind == PART_STAGE) {
            fprintf(out, "       stage \"%s\"", phrase_text(&part->text, &view->pool));
            fprintf(out, " %s", phrase_text(&part->detail, &view->pool));
            fprintf(out, " %s\n", phrase_text(&part->more, &view->pool));
        }
        if (part->kind == PART_CALENDAR)
            fprintf(out, "       %d-%02d day %u of %08x\n", part->number / 12,
                    part->number % 12 + 1, part->value, part->bits);
    }
}

/* How the screen is seen and heard, whenever that changes. */
static void write_senses(struct player *player, const struct view *view)
{
    FILE *out = player->out;
    static const char *const modes[] = {"elder", "contrast", "low", "speech"};
    const struct view_voice *voice = &view->voice;

    if (view->language != player->language || view->modes != player->modes) {
        fprintf(out, "       seen %s", language_tag((enum language)view->language));
        for (int i = 0; i < 4; i++)
            if ((view->modes >> i & 1) != 0)
                fprintf(out, " %s", modes[i]);
        fprintf(out, "\n");
    }
    if (memcmp(voice, &player->heard, sizeof(*voice)) != 0)
        fprintf(out, "       heard on=%u asked=%u stopped=%u rate=%u volume=%u%s%s\n", voice->on,
                voice->asked, voice->stopped, voice->rate, voice->volume,
                voice->headphones ? " headphones" : "", voice->speaking ? " speaking" : "");
    player->language = view->language;
    player->modes = view->modes;
    player->heard = *voice;
}

static void write_view(struct player *player, const struct view *view)
{
    FILE *out = player->out;
    static const char *const kinds[] = {
        [PART_NONE] = "none",
        [PART_PARAGRAPH] = "text",
        [PART_NOTE] = "note",
        [PART_FACT] = "fact",
        [PART_CARD] = "card",
        [PART_TILE] = "tile",
        [PART_CHOICE] = "choice",
        [PART_ROW] = "row",
        [PART_FIELD] = "field",
        [PART_KEYPAD] = "keypad",
        [PART_WRITE] = "write",
        [PART_WAY] = "way",
        [PART_MONTH] = "month",
        [PART_CALENDAR] = "calendar",
        [PART_SLOT] = "slot",
        [PART_SIGNATURE] = "signature",
        [PART_PICTURE] = "picture",
        [PART_CAMERA] = "camera",
        [PART_PAGE] = "page",
        [PART_PROGRESS] = "busy",
        [PART_STAGE] = "stage",
        [PART_PLACE] = "place",
        [PART_QR] = "qr",
        [PART_FACE] = "face",
        [PART_SWITCH] = "switch",
        [PART_VOLUME] = "volume",
        [PART_COUNTDOWN] = "countdown",
        [PART_BANNER] = "banner",
    };
    char parts[512] = "";

    for (int i = 0; i < view->part_count; i++) {
        const struct part *part = &view->parts[i];
        size_t used = strlen(parts);

        assert_true(part->kind < sizeof(kinds) / sizeof(kinds[0]));
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
    write_written(out, view);
    write_senses(player, view);
}

static void write_draft(FILE *out, const struct draft *draft)
{
    fprintf(out, "  CASE_SAVE");
    for (int i = 0; i < draft->field_count; i++)
        fprintf(out, " %s=%s", draft->fields[i].code, draft->fields[i].value);
    if (draft->signed_by != SIGNED_NONE)
        fprintf(out, " signed=%s strokes=%u", draft->signed_by == SIGNED_INK ? "ink" : "words",
                draft->signature.stroke_count);
    for (int i = 0; i < draft->attachment_count; i++)
        fprintf(out, " attached=%s", draft->attachments[i].code);
    fprintf(out, "\n");
}

static void write_effect(struct player *player, const struct effect *effect)
{
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_SHOW:
        write_view(player, &effect->view);
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
    case EFFECT_SEARCH:
        fprintf(player->out, "  SEARCH %s\n", effect->search.text);
        break;
    case EFFECT_CASE_FIND:
        fprintf(player->out, "  CASE_FIND %s\n", effect->case_find.number);
        break;
    case EFFECT_LIGHTS:
        fprintf(player->out, "  LIGHTS %02x\n", effect->lights.on);
        return;
    case EFFECT_POWER_CYCLE:
        fprintf(player->out, "  POWER_CYCLE %s\n", device_name((enum device)effect->power.device));
        return;
    case EFFECT_DETACH:
        fprintf(player->out, "  DETACH\n");
        return;
    default:
        fprintf(player->out, "  %s\n", effect_name((enum effect_kind)effect->kind));
        break;
    }
    if (effect->kind == EFFECT_SERVICE_LOAD)
        player->service = effect->service_load.index;
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

/* An argument by its name, or a number. */
static uint32_t named(const char *arg)
{
    static const struct {
        const char *name;
        uint32_t value;
    } names[] = {
        {"elder", MODE_ELDER},   {"contrast", MODE_CONTRAST}, {"low", MODE_LOW},
        {"speech", MODE_SPEECH}, {"search", STEP_SEARCH},     {"progress", STEP_PROGRESS},
        {"pickup", STEP_PICKUP}, {"more", SITUATION_MORE},    {"bundles", SITUATION_BUNDLES},
        {"hand", WAY_HAND},      {"pinyin", WAY_PINYIN},      {"latin", WAY_LATIN},
        {"digits", WAY_DIGITS},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i].name, arg) == 0)
            return names[i].value;
    return (uint32_t)atoi(arg);
}

static void touch(struct player *player, const char *name, const char *arg)
{
    size_t length;

    begin(player, EVENT_TOUCHED);
    player->event.touched.serial = player->core.serial;
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(actions[i].name, name) == 0)
            player->event.touched.action.kind = (uint16_t)actions[i].kind;
    assert_int_not_equal(player->event.touched.action.kind, ACTION_NONE);
    if (player->event.touched.action.kind == ACTION_KEY)
        player->event.touched.action.arg =
            strcmp(arg, "erase") == 0 ? VIEW_KEY_ERASE : (uint16_t)arg[0];
    else if (player->event.touched.action.kind == ACTION_INSERT)
        player->event.touched.action.arg = text_next(arg, &length);
    else
        player->event.touched.action.arg = named(arg);
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
    player->event.device.err = strcmp(state, "no-device") == 0 ? ERR_NO_DEVICE : ERR_OK;
    player->event.device.sheets = 20;
    for (uint32_t i = 0; i < DEVICE_COUNT; i++)
        if (strcmp(device_name((enum device)i), name) == 0)
            player->event.device.device = i;
    for (uint32_t i = DEVICE_STARTING; i <= DEVICE_BUSY; i++)
        if (strcmp(device_state_name((enum device_state)i), state) == 0)
            player->event.device.state = i;
    give(player);
}

static void catalogue(struct player *player, uint32_t version, bool full)
{
    begin(player, EVENT_CATALOGUE);
    sample_catalogue(full, version, &player->event.catalogue);
    give(player);
}

/* A finger writes strokes of `millimetres` each; the glass tells it just before the touch. */
static void sign(struct player *player, int strokes, int millimetres)
{
    begin(player, EVENT_SIGNED);
    player->event.signature.serial = player->core.serial;
    for (int i = 0; i < strokes; i++) {
        struct ink_point point = {(int16_t)(20 * i), 100};

        assert_true(ink_begin(&player->event.signature.ink, point));
        point.x = (int16_t)(point.x + 10 * millimetres);
        assert_true(ink_go_on(&player->event.signature.ink, point));
    }
    give(player);
}

static void voice(struct player *player, const char *what)
{
    struct voice_belief now = player->core.voice;

    begin(player, EVENT_VOICE);
    player->event.voice.ready = strcmp(what, "gone") != 0;
    player->event.voice.headphones =
        strcmp(what, "headphones") == 0 || (now.headphones && strcmp(what, "unplugged") != 0);
    player->event.voice.speaking =
        strcmp(what, "speaks") == 0 || (now.speaking && strcmp(what, "silent") != 0);
    give(player);
}

static void fill_progress(struct case_progress *progress)
{
    progress->state = CASE_REVIEW;
    strcpy(progress->service, "新生儿一件事");
    strcpy(progress->code, "7K2M-9QXP");
    progress->stage_count = 2;
    strcpy(progress->stages[0].department, "公安局");
    progress->stages[0].state = CASE_DONE;
    progress->stages[0].at_wall_s = 1795354000;
    strcpy(progress->stages[1].department, "医保局");
    progress->stages[1].state = CASE_NONE;
}

/* What the ledger and the printer say of the receipt. False: `what` is none of it. */
static bool answer_paper(struct player *player, const char *what, err_t err)
{
    struct event *event = &player->event;

    if (strcmp(what, "intent") == 0 || strcmp(what, "claim") == 0) {
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
    } else if (strcmp(what, "unheard") == 0) { /* the printer's worker was not there to hear it */
        begin(player, EVENT_BUSY);
        event->op.op = player->ops[EFFECT_PRINT];
        event->op.err = ERR_BUSY;
    } else {
        return false;
    }
    return true;
}

static void answer(struct player *player, const char *what, const char *how)
{
    struct event *event = &player->event;
    struct event other = {.at = event->at};
    bool is_named = strcmp(what, "status") == 0 || strstr(what, "found") != NULL;
    err_t err;

    if (story_device_answer(&other, player->ops, what, how)) {
        *event = other;
        give(player);
        return;
    }
    err = how[0] == '\0' || is_named ? ERR_OK : err_of(how);

    if (strcmp(what, "service") == 0) {
        begin(player, EVENT_SERVICE);
        event->service.op = player->ops[EFFECT_SERVICE_LOAD];
        event->service.err = err;
        sample_service_at(player->service, &event->service.service);
    } else if (strcmp(what, "found") == 0 || strcmp(what, "stale-found") == 0) {
        begin(player, EVENT_FOUND);
        event->found.op = player->ops[EFFECT_SEARCH] - (what[0] == 's');
        for (const char *digit = how; *digit != '\0'; digit++)
            event->found.items[event->found.count++] = (uint32_t)(*digit - '0');
    } else if (strcmp(what, "case") == 0) {
        begin(player, EVENT_CASE_FOUND);
        event->case_found.op = player->ops[EFFECT_CASE_FIND];
        event->case_found.err = err;
        fill_progress(&event->case_found.progress);
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
    } else if (strcmp(what, "cleared") == 0) {
        begin(player, EVENT_CLEARED);
        event->op.op = player->ops[EFFECT_CLEAR];
    } else if (!answer_paper(player, what, err)) {
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
        strcpy(player->event.started.code, "LF");
        give(player);
    } else if (strcmp(verb, "catalogue") == 0) {
        catalogue(player, (uint32_t)atoi(first), strcmp(second, "full") == 0);
    } else if (strcmp(verb, "sign") == 0) {
        sign(player, atoi(first), atoi(second));
    } else if (strcmp(verb, "voice") == 0) {
        voice(player, first);
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
    player->heard.volume = CORE_VOLUME;
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
