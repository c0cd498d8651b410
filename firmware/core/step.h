/* Inside the core: what a step kind is made of, and what steps may call. Only files of this folder
 * include it. */
#ifndef BANSHI_CORE_STEP_H
#define BANSHI_CORE_STEP_H

#include "firmware/core/core.h"

/* One step kind, one file. All three get the core whole; they touch only the session. */
struct step {
    enum word name; /* in the path of the visit; WORD_NONE: not counted as a step of the path */

    /* The step has become the current one. */
    void (*enter)(struct core *core, struct effects *out);

    /* Every event but the touches that are the same everywhere (back, help, leave, language,
     * elder). */
    void (*event)(struct core *core, const struct event *event, struct effects *out);

    /* The parts of its view; the frame is already composed. */
    void (*compose)(const struct core *core, struct view *view);
};

#define STEP(name, file) extern const struct step step_##file;
#include "firmware/core/steps.def"
#undef STEP

/* The step of that kind (session.c). Static memory. */
const struct step *step_of(enum step_kind kind);

/* ---- effects.c: asking the world ---- */

/* The earlier of two deadlines, of which 0 is none. */
uint64_t wait_earlier(uint64_t a_ms, uint64_t b_ms);

/* Appends an effect of that kind, zeroed but for its kind and epoch. CHECKs the limit. */
struct effect *effects_push(struct core *core, struct effects *out, enum effect_kind kind);

uint64_t wait_begin(struct core *core, struct wait *wait, enum effect_kind effect,
                    uint64_t limit_ms);
void wait_end(struct wait *wait);

/* True when `op` is the one waited for; the wait goes on until wait_end(). */
bool wait_is(const struct wait *wait, uint64_t op);

/* True when its deadline has come. */
bool wait_is_over(const struct core *core, const struct wait *wait);

void effects_report(struct core *core, struct effects *out, enum report_code code,
                    enum device device, err_t err);

/* ---- session.c: the visit ---- */
void session_begin(struct core *core, struct effects *out);

/* Ends it: everything of it is overwritten here, and CLEAR asks the world for the same. */
void session_end(struct core *core, struct effects *out, enum report_code why);
void session_event(struct core *core, const struct event *event, struct effects *out);
uint64_t session_deadline(const struct core *core);

enum step_kind session_step(const struct core *core);
const struct service_step *session_service_step(const struct core *core);

/* A choice of the catalogue was pinned: its first step. */
void session_start_service(struct core *core, struct effects *out);

/* To the next step that is taken with the answers given; back to the review while changing. */
void session_advance(struct core *core, struct effects *out);

/* To the step that asks for this field; after it the review comes back. */
void session_change_field(struct core *core, uint8_t field, struct effects *out);

/* A new screen: touches on the old one are stale, and the repeat guard begins. */
void session_new_screen(struct core *core);

/* True when a step of the pinned service is taken with the answers given so far. */
bool session_takes(const struct session *session, uint8_t step);

/* True when this field belongs to a step that is taken. */
bool session_asks(const struct session *session, uint8_t field);

bool device_is_online(const struct core *core, enum device device);

/* The first device of `needs` that is not ready; DEVICE_COUNT when all are. */
enum device device_missing(const struct core *core, uint32_t needs);
enum word device_word(enum device device);

/* ---- answers.c: fields ---- */
int32_t answers_this_month(const struct core *core); /* year * 12 + month - 1, Shanghai */
void answers_choose(struct core *core, uint8_t field, uint8_t option);
void answers_draft(const struct core *core, struct draft *out);
struct phrase answers_phrase(const struct core *core, struct phrase_pool *pool, uint8_t field);
struct phrase answers_month_phrase(struct phrase_pool *pool, int32_t month);

/* ---- paper.c: the receipt, beside the steps ---- */
void paper_begin(struct core *core, struct effects *out);
void paper_event(struct core *core, const struct event *event, struct effects *out);
bool paper_is_moving(const struct session *session);

/* The citizen says whether it came out. */
void paper_came_out(struct core *core, struct effects *out);
void paper_did_not(struct core *core, struct effects *out);

/* The visit ends while a paper is on its way: void what was not begun, keep an eye on what was. */
void paper_leave(struct core *core, struct effects *out);

/* ---- sheets.c ---- */
void sheet_open(struct core *core, enum sheet sheet);
void sheet_close(struct core *core);
void sheet_touched(struct core *core, const struct action *action, struct effects *out);
void sheet_compose(const struct core *core, struct view *view);

/* ---- compose.c: the frame and small helpers ---- */
void compose_view(const struct core *core, struct view *out);
struct part *compose_part(struct view *view, enum part_kind kind);
void compose_paragraph(struct view *view, struct phrase text);
void compose_note(struct view *view, enum tone tone, struct phrase text);
void compose_fact(struct view *view, struct phrase label, struct phrase value);
struct button compose_button(enum word word, enum action_kind kind);

/* "王**": the first character and a star for each other one (privacy-security.md P6). */
struct phrase compose_masked_name(struct phrase_pool *pool, const char *name);

/* "532***********0019": the first three and last four. */
struct phrase compose_masked_number(struct phrase_pool *pool, const char *number);

#endif
