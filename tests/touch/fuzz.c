#include "tests/touch/fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/touch/clock.h"

#define START_MS 100000
#define TOLD_BEFORE 40       /* events that a replay tells before the one that was wrong */
#define SAME_MOMENT_MAX 1000 /* steps without any time between them */

uint64_t fuzz_between(struct fuzz *fuzz, uint64_t low, uint64_t high)
{
    return low + random_below(&fuzz->random, high - low + 1);
}

bool fuzz_one_in(struct fuzz *fuzz, uint64_t count)
{
    return random_below(&fuzz->random, count) == 0;
}

void fuzz_broken(struct fuzz *fuzz, const char *what, const char *detail)
{
    uint64_t from = fuzz->index - fuzz->first_index; /* of the round, and still within it */

    if (fuzz->broken)
        return;
    from = from > TOLD_BEFORE ? from - TOLD_BEFORE : 0;
    from = fuzz->first_index + (from < fuzz->options.round ? from : fuzz->options.round - 1);
    fuzz->broken = true;
    fuzz->stats.violations++;
    printf("VIOLATION at event %" PRIu64 ", %" PRIu64
           " ms: %s (%s)\n  screen %s, %s, %s, modes %u, "
           "%s\n",
           fuzz->index, fuzz->now_ms, what, detail, view_name(&fuzz->view),
           house_panel_names[fuzz->glass.options.panel],
           language_tag((enum language)fuzz->view.language), fuzz->view.modes,
           fuzz->glass.options.window ? "window" : "memory");
    printf("  replay: banshi-touch --seed %" PRIu64 " --from %" PRIu64 " --events %" PRIu64
           " --round %" PRIu64 " --window-every %d --paint-every %d\n",
           fuzz->options.seed, from, fuzz->index + 1, fuzz->options.round,
           fuzz->options.window_every, fuzz->options.paint_every);
    fflush(stdout);
}

/* ---- events ---- */

static void queue_add(struct fuzz *fuzz, const struct event *event)
{
    CHECK(fuzz->count < FUZZ_QUEUE_MAX);
    fuzz->queue[(fuzz->first + fuzz->count) % FUZZ_QUEUE_MAX] = *event;
    fuzz->count++;
}

void fuzz_tell(struct fuzz *fuzz, const struct event *event, uint64_t delay_ms)
{
    struct fuzz_answer *answer;

    if (delay_ms == 0) {
        queue_add(fuzz, event);
        return;
    }
    if (fuzz->answer_count == FUZZ_ANSWERS_MAX) /* a world that is overrun forgets */
        return;
    answer = &fuzz->answers[fuzz->answer_count++];
    answer->due_ms = fuzz->now_ms + delay_ms;
    answer->event = *event;
}

static int answer_next(const struct fuzz *fuzz)
{
    int next = -1;

    for (int i = 0; i < (int)fuzz->answer_count; i++)
        if (next < 0 || fuzz->answers[i].due_ms < fuzz->answers[next].due_ms)
            next = i;
    return next;
}

static void answer_take(struct fuzz *fuzz, int index)
{
    queue_add(fuzz, &fuzz->answers[index].event);
    fuzz->answers[index] = fuzz->answers[--fuzz->answer_count];
}

static void trace_event(const struct fuzz *fuzz, const struct event *event)
{
    if (!fuzz->options.traces || fuzz->index < fuzz->options.from)
        return;
    if (event->kind == EVENT_TOUCHED)
        printf("%10" PRIu64 " ms   TOUCHED serial %u kind %u arg %u\n", fuzz->now_ms,
               event->touched.serial, event->touched.action.kind, event->touched.action.arg);
    else
        printf("%10" PRIu64 " ms   %s\n", fuzz->now_ms, event_name((enum event_kind)event->kind));
}

static void trace_effect(const struct fuzz *fuzz, const struct effect *effect)
{
    if (!fuzz->options.traces || fuzz->index < fuzz->options.from)
        return;
    printf("%10" PRIu64 " ms     %s", fuzz->now_ms, effect_name((enum effect_kind)effect->kind));
    if (effect->kind == EFFECT_SHOW)
        printf(" %s serial %u", view_name(&effect->view), effect->view.serial);
    printf("\n");
}

static void step(struct fuzz *fuzz, struct event *event)
{
    const struct oracle_before before = {fuzz->core.outer, fuzz->core.session.sheet,
                                         fuzz->core.serial, fuzz->core.session.language,
                                         fuzz->core.session.modes};

    event->at = (struct moment){fuzz->now_ms, HOUSE_WALL_S + (int64_t)(fuzz->now_ms / 1000),
                                CLOCK_TRUSTED, 0};
    trace_event(fuzz, event);
    core_step(&fuzz->core, event, &fuzz->effects);
    fuzz->stats.steps++;
    oracle_step(fuzz, event, &before);
    for (uint32_t i = 0; i < fuzz->effects.count; i++) {
        trace_effect(fuzz, &fuzz->effects.items[i]);
        world_perform(fuzz, &fuzz->effects.items[i]);
    }
}

/* What was signed comes before the touch that says it is done, as in kiosk_world.c. */
static void take_touch(struct fuzz *fuzz, const struct event *event)
{
    struct event ink = {.kind = EVENT_SIGNED};

    fuzz->stats.touches++;
    if (event->touched.action.kind == ACTION_INSERT)
        fuzz->stats.inserts++;
    ink.signature.serial = event->touched.serial;
    if (event->touched.action.kind == ACTION_PRIMARY &&
        ui_take_ink(fuzz->glass.ui, &ink.signature.ink))
        queue_add(fuzz, &ink);
    queue_add(fuzz, event);
}

static void take_touches(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_TOUCHED};
    const char *wrong = NULL;

    while (fuzz->count < FUZZ_QUEUE_MAX / 2 && wrong == NULL &&
           glass_poll(&fuzz->glass, &event.touched, &wrong))
        take_touch(fuzz, &event);
    if (wrong != NULL)
        fuzz_broken(fuzz, wrong, "touch");
    if (ui_is_closed(fuzz->glass.ui))
        fuzz_broken(fuzz, "the glass was closed", "a way out");
}

/* Until nothing waits any more. */
static void settle(struct fuzz *fuzz)
{
    struct event event;
    int turns = 0;

    for (;;) {
        take_touches(fuzz);
        if (fuzz->count == 0 || fuzz->broken)
            break;
        event = fuzz->queue[fuzz->first];
        fuzz->first = (fuzz->first + 1) % FUZZ_QUEUE_MAX;
        fuzz->count--;
        step(fuzz, &event);
        if (++turns > SAME_MOMENT_MAX)
            fuzz_broken(fuzz, "kiosk and world answer each other without end", "loop");
    }
    if (fuzz->broken)
        fuzz->count = 0;
}

/* ---- time ---- */

static void set_clock(struct fuzz *fuzz)
{
    uint64_t minutes = fuzz->now_ms / 60000;

    if (fuzz->now_ms < fuzz->next_minute_ms)
        return;
    fuzz->next_minute_ms = (minutes + 1) * 60000;
    ui_set_clock(fuzz->glass.ui, (int)(minutes / 60 % 24), (int)(minutes % 60));
    rule_list(&fuzz->glass.rule, ui_list(fuzz->glass.ui));
}

/* When the next thing is due, at most `target_ms`. */
static uint64_t next_due(const struct fuzz *fuzz, uint64_t target_ms)
{
    uint64_t deadline_ms = core_deadline(&fuzz->core);
    int answer = answer_next(fuzz);

    if (deadline_ms != 0 && deadline_ms < target_ms)
        target_ms = deadline_ms;
    if (answer >= 0 && fuzz->answers[answer].due_ms < target_ms)
        target_ms = fuzz->answers[answer].due_ms;
    if (fuzz->next_minute_ms < target_ms)
        target_ms = fuzz->next_minute_ms;
    return target_ms;
}

static void due(struct fuzz *fuzz)
{
    uint64_t deadline_ms;
    int answer = answer_next(fuzz);

    set_clock(fuzz);
    if (answer >= 0 && fuzz->answers[answer].due_ms <= fuzz->now_ms)
        answer_take(fuzz, answer);
    settle(fuzz);
    deadline_ms = core_deadline(&fuzz->core);
    if (deadline_ms != 0 && deadline_ms <= fuzz->now_ms && !fuzz->broken) {
        struct event event = {.kind = EVENT_DEADLINE};

        step(fuzz, &event);
        settle(fuzz);
    }
}

void fuzz_pass(struct fuzz *fuzz, uint64_t ms)
{
    uint64_t target_ms = fuzz->now_ms + ms, at_ms = fuzz->now_ms;
    int same = 0;

    settle(fuzz);
    while (!fuzz->broken && (at_ms = next_due(fuzz, target_ms)) < target_ms) {
        if (at_ms > fuzz->now_ms) {
            fuzz->now_ms = at_ms;
            clock_set_ms(at_ms);
            same = 0;
        } else if (++same > SAME_MOMENT_MAX) {
            fuzz_broken(fuzz, "a deadline that never passes", "loop");
        }
        due(fuzz);
    }
    fuzz->now_ms = target_ms > fuzz->now_ms ? target_ms : fuzz->now_ms;
    clock_set_ms(fuzz->now_ms);
    settle(fuzz);
}

/* ---- input ---- */

static const char *const input_names[] = {"down", "move", "up", "key", "exposed", "closed"};

void fuzz_send(struct fuzz *fuzz, const struct present_input *input)
{
    if (fuzz->broken)
        return;
    if (fuzz->options.traces && fuzz->index >= fuzz->options.from)
        printf("%10" PRIu64 " ms event %" PRIu64 ": %s finger %" PRIu64 " at %d,%d key %u\n",
               fuzz->now_ms, fuzz->index, input_names[input->kind], input->finger, input->x,
               input->y, input->key);
    glass_send(&fuzz->glass, input);
    fuzz->past.input_ms = fuzz->now_ms;
    fuzz->index++;
    fuzz->stats.events++;
    fuzz->stats.downs += input->kind == PRESENT_DOWN;
    if (fuzz->glass.options.window)
        fuzz->stats.window_events++;
    if (fuzz->glass.options.paints)
        fuzz->stats.painted_events++;
}

/* ---- rounds ---- */

err_t fuzz_begin(struct fuzz *fuzz, uint64_t round)
{
    struct glass_options glass = {.house = &fuzz->house};
    err_t err;

    random_init(&fuzz->random, fuzz->options.seed * 0x9e3779b97f4a7c15u + round);
    random_next(&fuzz->random);
    glass.panel = (int)random_below(&fuzz->random, HOUSE_PANELS);
    glass.window = fuzz->options.window_every > 0 && round % (uint64_t)fuzz->options.window_every ==
                                                         1 % (uint64_t)fuzz->options.window_every;
    glass.paints = fuzz->options.paint_every > 0 && round % (uint64_t)fuzz->options.paint_every ==
                                                        1 % (uint64_t)fuzz->options.paint_every;
    fuzz->now_ms = START_MS;
    fuzz->next_minute_ms = 0;
    fuzz->index = fuzz->first_index = round * fuzz->options.round;
    fuzz->broken = fuzz->calm = false;
    fuzz->first = fuzz->count = fuzz->answer_count = 0;
    fuzz->down_count = 0;
    fuzz->speaks_until_ms = 0;
    fuzz->asked = fuzz->stopped = 0;
    memset(&fuzz->past, 0, sizeof(fuzz->past));
    memset(&fuzz->view, 0, sizeof(fuzz->view));
    clock_set_ms(START_MS);
    core_init(&fuzz->core);
    err = glass_open(&glass, &fuzz->glass);
    if (err != ERR_OK)
        return err;
    world_boot(fuzz);
    fuzz_pass(fuzz, 2000);
    oracle_remember_home(fuzz);
    return ERR_OK;
}

void fuzz_end(struct fuzz *fuzz)
{
    glass_close(&fuzz->glass);
}
