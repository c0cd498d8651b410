/* A visit's script: a small text file, one step a line, read once before the visit begins.
 *
 *   # a remark
 *   limit 20                  every later step may take so many seconds (40 at first)
 *   screen home               waits until this screen is shown; `screen home|clearing`: one of these
 *   tap primary               presses the enabled target with this action
 *   tap service 0             and this argument, or words of its label
 *   type 13800138000          presses the keys of these characters, one after the other
 *   see 请稍等                waits until these words are on the glass, whatever line they are cut at
 *   stroke 20,20 80,20        writes a stroke on the pad: points in percent of its width and height
 *   key Down                  presses a key of the keypad, by its name in X11 (Down, Return, F1, 5)
 *   hear 身份证               waits until the kiosk has said this since the last `hear` or `seek`
 *   seek 下一步               presses Down until the kiosk says this: how a blind person looks for a key
 *   bench card place zhang    a line to the virtual devices
 *   bench locker pulses = ok 1    likewise, and waits until this is the answer
 *   platform away on          a line to the platform's control socket
 *   wait 1500                 milliseconds
 *   kill reader               SIGKILL to a process, by its name in firmware/app/processes.def
 *   freeze reader             SIGSTOP: it hangs until somebody kills it
 *   expect sheets 1           what the visit must leave, for the proof (proof.h); not played
 *   when guide tap primary    from now on `go` does this when it sees the screen; several lines for
 *                             one screen are done in turn, one each time the screen stays as it is
 *   go home                   does what `when` says until this screen is shown again
 *
 * The caller owns the memory of a script; it is plain data. */
#ifndef BANSHI_TOOLS_VISIT_SCRIPT_H
#define BANSHI_TOOLS_VISIT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_STEPS_MAX 128
#define SCRIPT_TEXT_BYTES 96
#define SCRIPT_LIMIT_MS 40000 /* far longer than anything takes: a busy machine is no fault */

enum script_verb {
    SCRIPT_LIMIT,
    SCRIPT_SCREEN,
    SCRIPT_TAP,
    SCRIPT_TYPE,
    SCRIPT_SEE,
    SCRIPT_STROKE,
    SCRIPT_KEY,
    SCRIPT_HEAR,
    SCRIPT_SEEK,
    SCRIPT_BENCH,
    SCRIPT_PLATFORM,
    SCRIPT_WAIT,
    SCRIPT_KILL,
    SCRIPT_FREEZE,
    SCRIPT_EXPECT,
    SCRIPT_WHEN,
    SCRIPT_GO,
    SCRIPT_VERB_COUNT
};

struct script_step {
    enum script_verb verb;
    enum script_verb then; /* WHEN: one that acts */
    uint32_t limit_ms;     /* how long this step may take */
    uint32_t line;         /* in the file, from 1 */
    int32_t number;        /* TAP: argument of the action, -1 for any; WAIT: ms; LIMIT: s; EXPECT:
                              how many */
    char screen[SCRIPT_TEXT_BYTES]; /* SCREEN, WHEN, GO: names with '|' between them */
    char text[SCRIPT_TEXT_BYTES];   /* TAP: action; BENCH, PLATFORM: the line; KILL, FREEZE: the
                                       process; KEY: its name; HEAR, SEEK: what is said; SEE: what is
                                       written; TYPE: characters; STROKE: its points; EXPECT: of
                                       what */
    char label[SCRIPT_TEXT_BYTES];  /* TAP: part of the label; empty: any */
};

struct script {
    size_t step_count;
    struct script_step steps[SCRIPT_STEPS_MAX];
};

/* Reads the file at `path`. False when it cannot be read or a line is not understood: then
 * `complaint` (any size of at least 1 byte) says which and why. */
bool script_read(const char *path, struct script *out, char *complaint, size_t complaint_bytes);

/* Whether `name` is one of the names in `names`, which are parted by '|'. */
bool script_names(const char *names, const char *name);

#endif
