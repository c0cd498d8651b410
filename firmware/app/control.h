/* Control: what every process of the house shares: the socket to its supervisor (descriptor 3), the
 * channels to its peers that arrive over it, the proof of life, and the one place where it waits.
 * A peer's channel is replaced whenever either side was started again; the old one is closed with
 * everything that was still in it, so a stale request never reaches a reborn worker. */
#ifndef BANSHI_APP_CONTROL_H
#define BANSHI_APP_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "firmware/core/model.h"

#define CONTROL_FD 3
#define CONTROL_MEMORY_FD 4     /* the kiosk's memory file */
#define CONTROL_PING_MS 2000    /* between two proofs of life */
#define CONTROL_SILENCE_MS 8000 /* a process silent for longer is killed */
#define CONTROL_SPARE_MS 3000   /* granted beyond an announced limit */

enum process {
#define PROCESS(NAME, name, device) PROCESS_##NAME,
#include "firmware/app/processes.def"
#undef PROCESS
    PROCESS_COUNT
};

/* The first and the last of those that take the kiosk's effects and answer with events. */
#define PROCESS_WORKER_FIRST PROCESS_READER
#define PROCESS_WORKER_LAST PROCESS_SIGNALS

/* "kiosk", "reader", ... Static memory. */
const char *process_name(enum process process);

/* The program that is it: "banshi-kiosk". Static memory. */
const char *process_program(enum process process);

/* Whose health it tells; DEVICE_COUNT: no device's. */
enum device process_device(enum process process);

/* The process that tells the health of this device; PROCESS_KIOSK: none. */
enum process process_of_device(enum device device);

/* True when the two talk to each other. */
bool process_edge(enum process a, enum process b);

enum control_kind {
    CONTROL_NONE,
    CONTROL_PEER, /* from the supervisor: a new channel to `peer`, in the descriptor beside it */
    CONTROL_STOP, /* from the supervisor: end now; from the kiosk: the person at the desk ends all
                   */
    CONTROL_PING, /* to the supervisor: useful work was done */
    CONTROL_BUSY  /* to the supervisor: the next ping comes within `limit_ms` */
};

struct control_message {
    uint32_t kind; /* enum control_kind */
    uint32_t peer; /* enum process */
    uint32_t limit_ms;
    uint32_t unused;
};

/* What a wait brought. */
struct control_ready {
    bool readable[PROCESS_COUNT]; /* a packet, or the end, of that peer */
    bool replaced[PROCESS_COUNT]; /* a fresh channel to that peer has come */
    bool extra;                   /* the extra descriptor is readable */
};

struct control {
    int fd;
    int peers[PROCESS_COUNT]; /* -1: no channel */
    uint64_t pinged_ms;
};

/* No channel is there yet. `fd` is CONTROL_FD but in tests. */
void control_init(struct control *control, int fd);

/* Closes all. */
void control_finish(struct control *control);

/* Sends a proof of life when the last is older than CONTROL_PING_MS; then sleeps until a packet,
 * the extra descriptor (-1: none) or `until_ms` on the monotonic clock (0: none), waking in time
 * for the next ping. False: the process is to end, told so or because the supervisor is gone. */
bool control_wait(struct control *control, uint64_t until_ms, int extra,
                  struct control_ready *out_ready);

/* Announces that the process will be in a blocking call for at most `limit_ms`. */
void control_busy(struct control *control, uint32_t limit_ms);

/* Asks the supervisor to end everything. */
void control_stop(struct control *control);

/* Closes the channel of a peer that is gone or that broke the rules. */
void control_drop(struct control *control, enum process peer);

#endif
