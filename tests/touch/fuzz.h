/* The touch fuzzer: one process with the real glass, the real core, the real catalogue and words, a
 * simulated clock and a world that answers at once, late, wrong or never. Everything is drawn from a
 * seed, in rounds that know nothing of each other, so that any event can be met again by running its
 * round alone. `banshi-touch` owns one. */
#ifndef BANSHI_TESTS_TOUCH_FUZZ_H
#define BANSHI_TESTS_TOUCH_FUZZ_H

#include "firmware/base/random.h"
#include "firmware/core/core.h"
#include "tests/touch/glass.h"

#define FUZZ_QUEUE_MAX 48
#define FUZZ_ANSWERS_MAX 64
#define FUZZ_FINGERS 6
#define FUZZ_SPEECH_MS_MAX 20000 /* the longest the voice of this world speaks */
#define FUZZ_VIEWS 110           /* view.step: steps, and VIEW_NAME_* */

struct fuzz_options {
    uint64_t seed, events, from;
    uint64_t round;   /* events in a round */
    int window_every; /* one of so many rounds goes through a window */
    int paint_every;  /* and one of so many paints */
    bool traces;      /* tells every event from `from` on */
};

struct fuzz_answer {
    uint64_t due_ms;
    struct event event;
};

/* What the oracles remember of the way here. */
struct fuzz_past {
    uint64_t screen_ms;              /* since when this screen is shown */
    uint64_t acted_ms[EFFECT_COUNT]; /* when a touch last caused this effect */
    uint64_t input_ms;               /* of the last input */
    struct draw_list home;           /* as it is for everybody */
};

struct fuzz_stats {
    uint64_t events, downs, window_events, painted_events, touches, stale, visits, homes, steps;
    uint64_t views[FUZZ_VIEWS];
    uint64_t effects[EFFECT_COUNT];
    uint64_t longest_home_ms; /* from the last input */
    uint64_t inserts, strokes;
    uint64_t ways[WAY_COUNT]; /* screens with that pad */
    int violations;
};

struct fuzz {
    struct fuzz_options options;
    struct fuzz_stats stats;
    struct fuzz_past past;
    struct house house;
    struct random random; /* of hand and world */
    struct glass glass;
    struct core core;
    struct effects effects;
    struct view view; /* what was shown last */
    uint64_t now_ms;
    uint64_t index;          /* of the next event in the whole run */
    uint64_t first_index;    /* of this round */
    uint64_t next_minute_ms; /* when the clock on the glass moves */
    uint64_t speaks_until_ms;
    uint8_t asked, stopped; /* as the voice heard them last */
    bool calm;              /* nobody touches and nothing breaks: only what was begun goes on */
    bool broken;            /* the round found something and ends */
    int down_count;         /* fingers that lie on the glass */
    struct present_input down[FUZZ_FINGERS];
    uint32_t first, count;
    struct event queue[FUZZ_QUEUE_MAX];
    uint32_t answer_count;
    struct fuzz_answer answers[FUZZ_ANSWERS_MAX];
};

/* ---- fuzz.c: the loop, as firmware/app/kiosk_world.c has it ---- */

/* Begins a round: a new glass, core and world from the seed and the number of the round. */
MUST_USE err_t fuzz_begin(struct fuzz *fuzz, uint64_t round);
void fuzz_end(struct fuzz *fuzz);

/* An input; the clock of the kiosk stands still. */
void fuzz_send(struct fuzz *fuzz, const struct present_input *input);

/* Lets the kiosk take what waits, then time pass, with all that becomes due. */
void fuzz_pass(struct fuzz *fuzz, uint64_t ms);

/* An event for the core, as if the world had sent it. */
void fuzz_tell(struct fuzz *fuzz, const struct event *event, uint64_t delay_ms);

/* Something is wrong: says so, with the line that replays it, and ends the round. */
void fuzz_broken(struct fuzz *fuzz, const char *what, const char *detail);

/* from `low` to `high`, both included. */
uint64_t fuzz_between(struct fuzz *fuzz, uint64_t low, uint64_t high);
bool fuzz_one_in(struct fuzz *fuzz, uint64_t count);

/* ---- world.c ---- */

void world_boot(struct fuzz *fuzz);
void world_perform(struct fuzz *fuzz, const struct effect *effect);

/* Every device is well, nobody listens by headphones, no catalogue waits. */
void world_heal(struct fuzz *fuzz);

/* Something happens by itself, now and then. */
void world_stir(struct fuzz *fuzz);

/* ---- hand.c: what people, children, palms and sleeves do; a few events each ---- */
void hand_act(struct fuzz *fuzz);

/* ---- oracle.c ---- */

/* After each step of the core; `before` is its state before the event. */
struct oracle_before {
    uint32_t outer, sheet, serial, language, modes;
};
void oracle_step(struct fuzz *fuzz, const struct event *event, const struct oracle_before *before);
void oracle_list(struct fuzz *fuzz);

/* The glass was just told to forget. */
void oracle_cleared(struct fuzz *fuzz);

/* Input stops for good: the kiosk must come home in time, as it was before anybody came, and serve
 * the next one. */
void oracle_home(struct fuzz *fuzz);

/* Remembers what home looks like. */
void oracle_remember_home(struct fuzz *fuzz);

#endif
