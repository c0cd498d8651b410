#include "tools/visit/visit.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tools/visit/line.h"
#include "tools/visit/process.h"

/* The core drops a touch within 500 ms after a new screen as a repeat of the last one (core.h,
 * CORE_TOUCH_GUARD_MS); a person reads first, too. */
#define READ_MS 600
#define LOOK_MS 40       /* how often current.json is read while waiting */
#define ANSWER_MS 20000  /* of a control socket */
#define TAP_SHOWS_MS 900 /* how long a tap may take to change the screen before the next step */
#define GO_EVERY_MS 900  /* `go` acts again on a screen that stays for so long */
#define TURN_MS 300      /* until the next page is painted */
#define ACTIONS_BYTES 512
#define STROKE_PLACES_MAX 24
#define SEEK_KEYS_MAX 60 /* once around the fullest screen */
#define NOTHING_SAYS_THIS "\x01"
#define TARGET_BYTES (2 * SCRIPT_TEXT_BYTES)

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void sleep_ms(uint64_t ms)
{
    struct timespec time = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

__attribute__((format(printf, 2, 3))) static void say(struct visit *visit, const char *format, ...)
{
    va_list arguments;
    uint64_t ms = now_ms() - visit->started_ms;
    fprintf(visit->log, "%6.2f s  ", (double)ms / 1000.0);
    va_start(arguments, format);
    vfprintf(visit->log, format, arguments);
    va_end(arguments);
    fputc('\n', visit->log);
    fflush(visit->log);
}

static void look(struct visit *visit)
{
    struct screen screen;
    if (!screen_read(visit->record, &screen))
        return;
    if (screen.serial != visit->screen.serial || strcmp(screen.name, visit->screen.name) != 0) {
        visit->serial_since_ms = now_ms();
        say(visit, "the kiosk shows: %s (%u)", screen.name, screen.serial);
    }
    screen_finish(&visit->screen);
    visit->screen = screen;
}

/* Says what was wanted and what is there instead; always false. */
static bool stuck(struct visit *visit, const struct script_step *step, const char *wanted)
{
    char actions[ACTIONS_BYTES];
    screen_list_actions(&visit->screen, actions, sizeof(actions));
    say(visit, "FAIL line %u: %s; after %u s the kiosk shows \"%s\" with: %s", step->line, wanted,
        step->limit_ms / 1000, visit->screen.name[0] == '\0' ? "nothing" : visit->screen.name,
        actions[0] == '\0' ? "nothing to press" : actions);
    return false;
}

static bool wait_screen(struct visit *visit, const struct script_step *step)
{
    char wanted[SCRIPT_TEXT_BYTES + 32];
    uint64_t until_ms = now_ms() + step->limit_ms;
    do {
        look(visit);
        if (script_names(step->screen, visit->screen.name))
            return true;
        sleep_ms(LOOK_MS);
    } while (now_ms() < until_ms);
    snprintf(wanted, sizeof(wanted), "waited for screen \"%s\"", step->screen);
    return stuck(visit, step, wanted);
}

/* "rate 4", "service 社会保险"; an action without an argument by its name alone. */
static void write_target(const struct script_step *step, char *out, size_t out_bytes)
{
    if (step->number >= 0)
        snprintf(out, out_bytes, "%s %d", step->text, step->number);
    else
        snprintf(out, out_bytes, "%s%s%s", step->text, step->label[0] == '\0' ? "" : " ",
                 step->label);
}

/* What is not on this page of the screen may be on the next; agreeing waits for the last. */
static void turn_page(struct visit *visit)
{
    const struct screen_wanted next = {"page_next", -1, ""};
    struct pointer_place place;
    if (screen_find(&visit->screen, &next, &place) != SCREEN_TARGET_FOUND ||
        !pointer_tap(visit->pointer, visit->title, place))
        return;
    say(visit, "turn the page");
    sleep_ms(TURN_MS);
}

/* Presses the target once, if it is there, may be pressed and the screen is old enough. */
static bool try_tap(struct visit *visit, const struct script_step *step)
{
    const struct screen_wanted wanted = {step->text, step->number, step->label};
    struct pointer_place place;
    char target[TARGET_BYTES];
    if (now_ms() < visit->serial_since_ms + READ_MS)
        return false;
    enum screen_target found = screen_find(&visit->screen, &wanted, &place);
    if (found != SCREEN_TARGET_FOUND)
        turn_page(visit);
    if (found != SCREEN_TARGET_FOUND || !pointer_tap(visit->pointer, visit->title, place))
        return false;
    write_target(step, target, sizeof(target));
    say(visit, "tap %s at %d,%d", target, place.x, place.y);
    return true;
}

/* The next step must not look at the screen as it was before the tap. A tap that changes nothing
 * (an option that is chosen already) is fine, so time ends the wait as well. */
static void settle_tap(struct visit *visit)
{
    uint32_t serial = visit->screen.serial;
    uint64_t until_ms = now_ms() + TAP_SHOWS_MS;
    while (visit->screen.serial == serial && now_ms() < until_ms) {
        sleep_ms(LOOK_MS);
        look(visit);
    }
}

static bool tap(struct visit *visit, const struct script_step *step)
{
    char target[TARGET_BYTES], wanted[TARGET_BYTES + 32];
    uint64_t until_ms = now_ms() + step->limit_ms;
    do {
        look(visit);
        if (try_tap(visit, step)) {
            settle_tap(visit);
            return true;
        }
        sleep_ms(LOOK_MS);
    } while (now_ms() < until_ms);
    write_target(step, target, sizeof(target));
    snprintf(wanted, sizeof(wanted), "wanted to tap \"%s\"", target);
    return stuck(visit, step, wanted);
}

/* A key each: quicker than taps, because no key of a number changes the screen. */
static bool type(struct visit *visit, const struct script_step *step)
{
    for (const char *at = step->text; *at != '\0'; at++) {
        struct script_step key = *step;
        uint64_t until_ms = now_ms() + step->limit_ms;
        text_copy(key.text, sizeof(key.text), "key");
        key.number = (unsigned char)*at;
        for (look(visit); !try_tap(visit, &key); look(visit)) {
            if (now_ms() >= until_ms)
                return stuck(visit, step, "wanted to type");
            sleep_ms(LOOK_MS);
        }
        sleep_ms(TURN_MS);
    }
    return true;
}

static bool see(struct visit *visit, const struct script_step *step)
{
    char wanted[SCRIPT_TEXT_BYTES + 32];
    uint64_t until_ms = now_ms() + step->limit_ms;
    do {
        look(visit);
        if (screen_says(&visit->screen, step->text)) {
            say(visit, "the glass says: %s", step->text);
            return true;
        }
        sleep_ms(LOOK_MS);
    } while (now_ms() < until_ms);
    snprintf(wanted, sizeof(wanted), "wanted to read \"%s\"", step->text);
    return stuck(visit, step, wanted);
}

/* ---- writing on a pad ---- */

static bool write_stroke(struct visit *visit, const struct script_step *step)
{
    const struct screen_wanted pad = {"ink", -1, ""};
    struct pointer_place places[STROKE_PLACES_MAX];
    const char *at = step->text;
    struct screen_box box;
    uint64_t until_ms = now_ms() + step->limit_ms;
    int count = 0, x, y, used;

    for (look(visit); !screen_find_box(&visit->screen, &pad, &box); look(visit)) {
        if (now_ms() >= until_ms)
            return stuck(visit, step, "wanted a pad to write on");
        sleep_ms(LOOK_MS);
    }
    while (count < STROKE_PLACES_MAX && sscanf(at, " %d,%d%n", &x, &y, &used) == 2) {
        places[count++] = (struct pointer_place){.x = box.x + box.width * x / 100,
                                                 .y = box.y + box.height * y / 100,
                                                 .panel_width = visit->screen.panel_width,
                                                 .panel_height = visit->screen.panel_height};
        at += used;
    }
    if (count == 0 || !pointer_stroke(visit->pointer, visit->title, places, count))
        return stuck(visit, step, "wanted to write a stroke");
    say(visit, "stroke %s", step->text);
    sleep_ms(TURN_MS);
    return true;
}

/* ---- the keypad, and what is said ---- */

static bool press_key(struct visit *visit, const char *key)
{
    if (!pointer_key(visit->pointer, visit->title, key))
        return false;
    say(visit, "key %s", key);
    sleep_ms(TURN_MS);
    return true;
}

/* Whether the kiosk has said the text since the visit listened last; what was heard is in the log. */
static bool has_heard(struct visit *visit, const char *text)
{
    char path[512], line[1200];
    bool found = false;
    FILE *file;

    snprintf(path, sizeof(path), "%s/said.txt", visit->record);
    file = fopen(path, "r");
    if (file == NULL || fseek(file, visit->heard, SEEK_SET) != 0) {
        if (file != NULL)
            fclose(file);
        return false;
    }
    while (!found && fgets(line, sizeof(line), file) != NULL && strchr(line, '\n') != NULL) {
        visit->heard = ftell(file);
        line[strcspn(line, "\n")] = '\0';
        say(visit, "the kiosk says: %s", line);
        found = strstr(line, text) != NULL;
    }
    fclose(file);
    return found;
}

static bool hear(struct visit *visit, const struct script_step *step)
{
    uint64_t until_ms = now_ms() + step->limit_ms;

    do {
        if (has_heard(visit, step->text))
            return true;
        sleep_ms(LOOK_MS);
    } while (now_ms() < until_ms);
    say(visit, "FAIL line %u: never heard \"%s\"", step->line, step->text);
    return false;
}

static bool seek(struct visit *visit, const struct script_step *step)
{
    while (has_heard(visit, NOTHING_SAYS_THIS))
        ;
    for (int i = 0; i < SEEK_KEYS_MAX; i++) {
        if (!press_key(visit, "Down"))
            break;
        if (has_heard(visit, step->text))
            return true;
    }
    say(visit, "FAIL line %u: no key says \"%s\"", step->line, step->text);
    return false;
}

/* "LINE = ANSWER": asks until this is the answer. */
static bool ask(struct visit *visit, const struct script_step *step, const char *socket)
{
    char answer[1024], line[SCRIPT_TEXT_BYTES];
    uint64_t until_ms = now_ms() + step->limit_ms;
    bool ok;

    if (socket == NULL) {
        say(visit, "FAIL line %u: no socket was named for \"%s\"", step->line, step->text);
        return false;
    }
    text_copy(line, sizeof(line), step->text);
    char *wanted = strstr(line, " = ");
    if (wanted != NULL)
        *wanted = '\0';
    for (;;) {
        ok = line_ask(socket, line, ANSWER_MS, answer, sizeof(answer)) &&
             (wanted == NULL || strcmp(wanted + strlen(" = "), answer) == 0);
        if (ok || wanted == NULL || now_ms() >= until_ms)
            break;
        sleep_ms(LOOK_MS);
    }
    say(visit, "%s%s -> %s", ok ? "" : "FAIL ", step->text, answer);
    return ok;
}

static bool send_signal(struct visit *visit, const struct script_step *step, int number)
{
    uint64_t until_ms = now_ms() + step->limit_ms;
    while (visit->above != 0 && now_ms() < until_ms) {
        pid_t pid = process_find(visit->above, step->text);
        if (pid > 1 && kill(pid, number) == 0) {
            look(visit);
            say(visit, "%s %s, process %d, on screen \"%s\"",
                number == SIGKILL ? "killed" : "froze", step->text, (int)pid, visit->screen.name);
            return true;
        }
        sleep_ms(LOOK_MS);
    }
    say(visit, "FAIL line %u: there is no process \"%s\"", step->line, step->text);
    return false;
}

static bool act(struct visit *visit, const struct script_step *step, enum script_verb verb)
{
    switch (verb) {
    case SCRIPT_TAP:
        return tap(visit, step);
    case SCRIPT_TYPE:
        return type(visit, step);
    case SCRIPT_SEE:
        return see(visit, step);
    case SCRIPT_STROKE:
        return write_stroke(visit, step);
    case SCRIPT_KEY:
        sleep_ms(READ_MS);
        return press_key(visit, step->text);
    case SCRIPT_HEAR:
        return hear(visit, step);
    case SCRIPT_SEEK:
        return seek(visit, step);
    case SCRIPT_BENCH:
        return ask(visit, step, visit->bench);
    case SCRIPT_PLATFORM:
        return ask(visit, step, visit->platform);
    case SCRIPT_WAIT:
        sleep_ms((uint64_t)step->number);
        return true;
    case SCRIPT_KILL:
        return send_signal(visit, step, SIGKILL);
    case SCRIPT_FREEZE:
        return send_signal(visit, step, SIGSTOP);
    case SCRIPT_EXPECT:
    case SCRIPT_LIMIT:
    case SCRIPT_SCREEN:
    case SCRIPT_WHEN:
    case SCRIPT_GO:
    case SCRIPT_VERB_COUNT:
        break;
    }
    return true;
}

/* The `when` step for this screen that comes `turn`s after the first one, going round, among those
 * before the step that is done now. NULL: the script has none. */
static const struct script_step *find_when(const struct visit *visit, size_t turn)
{
    const struct script_step *fitting[SCRIPT_STEPS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < visit->step; i++) {
        const struct script_step *step = &visit->script->steps[i];
        if (step->verb == SCRIPT_WHEN && script_names(step->screen, visit->screen.name))
            fitting[count++] = step;
    }
    return count == 0 ? NULL : fitting[turn % count];
}

/* Does what fits the shown screen, once. What cannot be done now (a target that is not there, a
 * card that lies there already) is left out: the next turn looks again. */
static void go_once(struct visit *visit, size_t turn)
{
    const struct script_step *when = find_when(visit, turn);
    if (when == NULL)
        return;
    if (when->then == SCRIPT_TAP)
        (void)try_tap(visit, when);
    else
        (void)act(visit, when, when->then);
}

static bool go(struct visit *visit, const struct script_step *step)
{
    char wanted[SCRIPT_TEXT_BYTES + 32];
    uint64_t until_ms = now_ms() + step->limit_ms, acted_ms = 0;
    uint32_t serial = 0;
    bool left = false;
    size_t turn = 0;

    look(visit);
    serial = visit->screen.serial;
    while (now_ms() < until_ms) {
        left = left || !script_names(step->screen, visit->screen.name);
        if (left && script_names(step->screen, visit->screen.name))
            return true;
        bool fresh = visit->screen.serial != serial;
        if (now_ms() >= visit->serial_since_ms + READ_MS &&
            (fresh || now_ms() >= acted_ms + GO_EVERY_MS)) {
            turn = fresh ? 0 : turn + 1;
            serial = visit->screen.serial;
            go_once(visit, turn);
            acted_ms = now_ms();
        }
        sleep_ms(LOOK_MS);
        look(visit);
    }
    snprintf(wanted, sizeof(wanted), "went for screen \"%s\"", step->screen);
    return stuck(visit, step, wanted);
}

static bool do_step(struct visit *visit, const struct script_step *step)
{
    if (step->verb == SCRIPT_SCREEN)
        return wait_screen(visit, step);
    if (step->verb == SCRIPT_GO)
        return go(visit, step);
    return act(visit, step, step->verb);
}

bool visit_play(struct visit *visit, const struct script *script)
{
    CHECK(visit->pointer != NULL && visit->log != NULL);
    bool ok = true;
    visit->script = script;
    visit->started_ms = now_ms();
    for (visit->step = 0; ok && visit->step < script->step_count; visit->step++)
        ok = do_step(visit, &script->steps[visit->step]);
    say(visit, ok ? "the visit is done" : "the visit failed");
    screen_finish(&visit->screen);
    return ok;
}
