/* The simulated world: the other root of the house. One seed is one life of one kiosk, several
 * visits long. The core and the store are the product's object code; everything around them is
 * here, moved by one queue of messages on a virtual clock. A life has a safety phase, in which
 * faults strike, and then a liveness phase: the world is healed, and the outbox must drain and the
 * home screen come.
 *
 * Time: `now_ms` counts from the beginning of the life and never stops; the kiosk's monotonic clock
 * begins again with every start of the machine. The struct owns everything; one life per process at
 * a time (the disk is one). */
#ifndef BANSHI_TESTS_SIM_SIM_H
#define BANSHI_TESTS_SIM_SIM_H

#include "firmware/base/random.h"
#include "firmware/core/core.h"
#include "firmware/services/pickup/guard.h"
#include "firmware/services/relay/relay_backoff.h"
#include "firmware/services/store/store.h"
#include "firmware/world/world.h"
#include "tests/sim/faults.h"
#include "tests/sim/canary.h"
#include "tests/sim/log.h"

#define SIM_DATABASE "kiosk.db"
#define SIM_COPY "copy.db"
#define SIM_HEALED_MS                                                                              \
    (75u * 60 * 1000)                /* C7: the outbox is empty so soon after the faults stop      \
                                      */
#define SIM_HOME_MS (6u * 60 * 1000) /* C7: and the home screen is reached so soon */
#define SIM_LIFE_MS (48ull * 3600 * 1000)
#define SIM_VISITS_MAX 8
#define SIM_OBJECTS_MAX 512
#define SIM_REQUESTS_MAX 4
#define SIM_CELLS 24
#define SIM_PARCELS_MAX 48
#define SIM_PICTURE_BYTES 96
#define SIM_SECRETS_MAX 16

enum sim_process {
    SIM_WORLD,
    SIM_KIOSK,
    SIM_STORE,
    SIM_READER,
    SIM_PRINTER,
    SIM_RELAY,
    SIM_CAMERA,
    SIM_PAGES,
    SIM_SCANNER,
    SIM_SMARTCARD,
    SIM_LOCKER,
    SIM_SIGNALS,
    SIM_PROCESS_COUNT
};

struct sim;
typedef void sim_handler(struct sim *sim, const void *bytes);

/* What lies in the queue; `life` tells whether its receiver still lives. */
struct sim_message {
    uint64_t at_ms, order;
    sim_handler *handle; /* NULL: an event for the kiosk */
    uint32_t process, life;
    uint32_t size_bytes;
    uint64_t bytes[];
};

struct sim_process_state {
    bool lives;
    uint32_t life;
};

/* Who stands before the kiosk. */
struct sim_person {
    bool present, seen_paper, seen_pages, seen_door, has_parcel, regrets, wanders, was_served;
    uint32_t index; /* of the visit, from 1 */
    uint32_t epoch; /* of the session in which the person acted last */
    uint32_t looks;
    bool look_pending;
    struct person card;
    char mobile[12];
    char child[19]; /* the number of a second person, typed by hand */
    char baby[16];  /* the name of a third one, written by hand */
    char code[16];  /* of a company, on a paper he brought */
    char door[16];  /* his pick-up code */
};

struct sim_glass {
    struct view view, old_view;
    uint32_t epoch, old_epoch;
    bool lit;
    uint64_t shown_ms;  /* of this view */
    uint64_t screen_ms; /* since when a screen of this step is up */
};

struct sim_reader {
    uint64_t op; /* the CARD_READ under way; 0: none */
    uint32_t epoch;
    uint32_t on_it; /* the person whose card lies there; 0: none */
    enum { CARD_GOOD, CARD_IS_FOREIGN, CARD_IS_EXPIRED, CARD_IS_BAD } card;
};

/* The voice and the jack of the headphones. */
struct sim_voice {
    bool ready, headphones, speaking;
    uint8_t asked, stopped;
    uint32_t serial; /* of the view that was read last */
    uint64_t sound;  /* counts what was begun, so that an old end ends nothing new */
};

struct sim_printer {
    uint64_t op;
    bool paper_out, cover_open;
    bool has_mouth;     /* a presenter, for this life */
    uint64_t held;      /* the op of the paper in its mouth; 0: none */
    uint32_t held_life; /* of the kiosk that was told so */
};

/* The camera, and the picture that lies in the kiosk's process. */
struct sim_camera {
    uint64_t op;
    bool looks;
    uint32_t pictures, shot_bytes; /* 0: there is none */
    char shot[SIM_PICTURE_BYTES];
};

struct sim_scanner {
    uint64_t op;
    uint32_t epoch;
};

struct sim_smartcard {
    uint64_t op;
    uint32_t epoch;
};

struct sim_pages {
    uint64_t op;
    uint32_t sheets;
};

/* Something that waits in a cell, or a cell that waits for something. */
struct sim_parcel {
    struct assignment assignment; /* as the platform signed it */
    uint32_t person;
};

/* The guard of the locker, and the doors of the world. */
struct sim_locker {
    enum { GUARD_RESTS, GUARD_ASKS, GUARD_CLAIMS } stage;
    struct effect_locker_open wish;
    struct guard_facts facts;
    uint8_t door[SIM_CELLS + 1]; /* of the world: enum door_state */
    uint8_t item[SIM_CELLS + 1]; /* enum guard_item */
    struct sim_parcel parcels[SIM_PARCELS_MAX];
    uint32_t parcel_count;
};

struct sim_signals {
    uint32_t lights;
    uint32_t on; /* bits of enum signal */
};

/* An attempt the relay has on its way. */
struct sim_request {
    int64_t seq; /* 0: the place is free */
    char id[CASE_ID_BYTES];
    uint32_t kind;
    uint64_t token;
};

struct sim_relay {
    struct sim_request requests[SIM_REQUESTS_MAX];
    struct relay_backoff backoff;
    uint64_t token, next_ms;
    bool tick_pending, online;
};

/* One object at the platform. */
struct sim_object {
    char id[CASE_ID_BYTES];
    uint64_t body_hash;
    uint32_t kind; /* enum store_item_kind */
    uint32_t person;
};

struct sim_platform {
    struct sim_object objects[SIM_OBJECTS_MAX];
    uint32_t object_count;
    uint64_t away_until_ms;
    uint32_t published; /* the newest catalogue's version */
};

struct sim_options {
    uint64_t seed;
    bool trace;
    bool no_dedupe; /* a planted bug of the platform */
};

struct sim_totals {
    uint64_t seeds, visits, cases, papers, cuts, deaths, doubles, violations, events;
    uint64_t pictures, certificates, doors, cycles;
    uint64_t faults[FAULT_COUNT];
};

struct sim {
    struct world world; /* first: the core's world is this */

    /* What one life leaves to the next: memory, and the sums. The rest begins at zero. */
    struct log log;
    struct sim_totals totals;
    struct sim_message **queue;
    size_t queue_count, queue_room;
    struct sim_message *spare[64];
    size_t spare_count;

    struct sim_options options;
    struct random random;
    struct faults faults;

    uint64_t now_ms, boot_at_ms, order;
    int64_t wall_base_s;
    uint32_t boot, visits, visits_planned;
    bool powered, booted, over, healed; /* booted: every process was started since the power came */
    uint64_t healed_ms;
    bool home_seen, drained_seen;
    uint64_t hash; /* of the trace */

    struct sim_process_state processes[SIM_PROCESS_COUNT];

    struct core core, kept;
    struct effects effects;
    uint64_t resume_ms;                /* when a dead kiosk comes back */
    int effects_left;                  /* the kiosk dies after so many; -1: it lives on */
    struct event answers[EVENT_COUNT]; /* the last of each kind, to come once more */
    uint64_t storm_ms;
    uint32_t storm_count;

    struct store *store;
    uint32_t devices[DEVICE_COUNT]; /* what the supervisor last heard of each: enum device_state */
    uint64_t claimed;               /* the intent that was claimed last */
    uint64_t rivals;
    bool full;
    struct sim_glass glass;
    struct sim_person person;
    struct sim_reader reader;
    struct sim_voice voice;
    struct sim_printer printer;
    struct sim_camera camera;
    struct sim_scanner scanner;
    struct sim_smartcard smartcard;
    struct sim_pages pages;
    struct sim_locker locker;
    struct sim_signals signals;
    bool attached;           /* since the store was looked into after a visit */
    bool lost[DEVICE_COUNT]; /* not there until its power was away, or somebody came */
    uint32_t secret_epoch,
        secret_count; /* what of a visit may be nowhere after it, besides canaries */
    char secrets[SIM_SECRETS_MAX][CASE_ID_BYTES];
    struct sim_relay relay;
    struct sim_platform platform;
};

/* Lives one life and leaves its log for the checkers. `sim` is zeroed or was used before. */
void sim_run(struct sim *sim, const struct sim_options *options);

/* Frees all; a zeroed one is allowed. */
void sim_finish(struct sim *sim);

/* ---- sim.c: what the parts use ---- */

/* The kiosk's next event, everything before it done: as world.next. */
bool sim_next(struct sim *sim, uint64_t deadline_ms, struct event *out);

/* Sends bytes to a process `delay_ms` from now; nothing is sent to one that is dead. */
void sim_post(struct sim *sim, enum sim_process to, uint64_t delay_ms, sim_handler *handle,
              const void *bytes, size_t size_bytes);

/* Sends an event to the kiosk; its moment is that of its arrival. */
void sim_tell(struct sim *sim, uint64_t delay_ms, const struct event *event);
void sim_tell_op(struct sim *sim, uint64_t delay_ms, enum event_kind kind, uint64_t op, err_t err);
void sim_tell_device(struct sim *sim, uint64_t delay_ms, enum device device,
                     enum device_state state, bool restarted);

/* Adds a fact at this moment; its kind, and what the caller filled. */
void sim_fact(struct sim *sim, struct fact fact, size_t size_bytes);

/* `low` to `high`, both possible. */
uint64_t sim_between(struct sim *sim, uint64_t low, uint64_t high);
bool sim_strikes(struct sim *sim, enum fault fault);
struct moment sim_moment(const struct sim *sim);

/* A process dies; whoever feeds it starts it again. */
void sim_kill(struct sim *sim, enum sim_process process);
void sim_cut_power(struct sim *sim);
void sim_trace(struct sim *sim, const char *text, const char *name, uint64_t a, uint64_t b);

/* ---- the parts; each handles an effect, or starts with the machine ---- */
void kiosk_start(struct sim *sim);
void kiosk_boot(struct sim *sim, uint32_t boot);
void kiosk_die(struct sim *sim);
bool store_host_start(struct sim *sim);
void store_host_effect(struct sim *sim, const void *bytes);
void store_host_look(struct sim *sim, bool cleared);

/* Around every call of the store: a stop may be armed before, and after it is asked whether the
 * store (and the machine) still lives. When not, the call's result was never heard. */
void store_host_risk(struct sim *sim);
bool store_host_survived(struct sim *sim);
void reader_start(struct sim *sim);
void reader_effect(struct sim *sim, const void *bytes);
void reader_card_down(struct sim *sim);
void reader_card_up(struct sim *sim);
void printer_start(struct sim *sim);
void printer_effect(struct sim *sim, const void *bytes);
void store_host_attach(struct sim *sim, const struct effect *effect);
void store_host_put(struct sim *sim, const struct sim_parcel *parcel);
void store_host_clear(struct sim *sim, const void *bytes);
void printer_retract(struct sim *sim, const void *bytes);
void printer_take(struct sim *sim);

/* The small machines: each has a worker that dies and comes back, and a device that gets lost. */
void machine_start(struct sim *sim);
void machine_die(struct sim *sim, enum sim_process process);
void machine_lose(struct sim *sim);
void machine_find(struct sim *sim, enum device device);
void machine_heal(struct sim *sim);
bool machine_is_well(const struct sim *sim, enum device device);
void camera_effect(struct sim *sim, const void *bytes);
void camera_see(struct sim *sim);
void scanner_effect(struct sim *sim, const void *bytes);
void smartcard_effect(struct sim *sim, const void *bytes);
void pages_effect(struct sim *sim, const void *bytes);
void signals_effect(struct sim *sim, const void *bytes);
void signals_stir(struct sim *sim);
void signals_say_again(struct sim *sim);
void signals_reset(struct sim *sim);
void signals_clear(struct sim *sim, const void *bytes);
void signals_calm(struct sim *sim);

/* locker.c and guard.c */
void locker_effect(struct sim *sim, const void *bytes);
void locker_identify(struct sim *sim, uint32_t epoch, const char *number);
void locker_clear(struct sim *sim, const void *bytes);
void locker_met(struct sim *sim);
void locker_begin_life(struct sim *sim);
struct sim_parcel *locker_parcel(struct sim *sim, const char *id);
void locker_assign(struct sim *sim, uint32_t person, enum locker_purpose purpose);
void locker_door_opens(struct sim *sim, uint8_t cell);

/* What of this visit must be found nowhere after it. */
void sim_secret(struct sim *sim, const char *text);
void network_document(struct sim *sim, const void *bytes);
void network_start(struct sim *sim);
void network_kick(struct sim *sim, uint64_t delay_ms);
void network_effect(struct sim *sim, const void *bytes);
void network_find(struct sim *sim, const void *bytes);
void network_requeued(struct sim *sim);
void voice_start(struct sim *sim);
void voice_see(struct sim *sim);
void voice_say_again(struct sim *sim); /* to a kiosk that came back */
void voice_heal(struct sim *sim);
void person_come(struct sim *sim, const void *bytes);
void person_see(struct sim *sim);
void person_leave(struct sim *sim);

/* What the platform makes of one request. */
struct platform_answer {
    err_t err;
    char receipt[96];
};
void platform_start(struct sim *sim);
struct platform_answer platform_put(struct sim *sim, const struct store_item *item);

/* services.c: the matters of the simulated catalogue. */
#define SERVICES_COUNT 5
#define SERVICES_DEVICES 4 /* the one that takes every device */
/* The number of the text that asks for this material. */
uint16_t services_material_name(const char *code);
void services_items(struct event_catalogue *out, uint32_t version);
void services_build(uint32_t index, uint32_t version, struct service *out);

#endif
