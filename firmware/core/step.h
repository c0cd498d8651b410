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

    /* Every event but the touches that are the same everywhere (back, help, leave, senses.c). */
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

/* To a place beside the services; what was written at another one is wiped. */
void session_go_to(struct core *core, enum step_kind place, struct effects *out);
const struct service_step *session_service_step(const struct core *core);

/* A choice of the catalogue was pinned: its first step. */
void session_start_service(struct core *core, struct effects *out);

/* To the next step that is taken with the answers given; back to the review while changing. */
void session_advance(struct core *core, struct effects *out);

/* To the step that asks for this field; after it the review comes back. */
void session_change_field(struct core *core, uint8_t field, struct effects *out);

/* To the step that captures this material; after it the review comes back. */
void session_change_material(struct core *core, uint8_t material, struct effects *out);

/* The store was born anew and has no captured material any more: back to the first of them. False:
 * nothing was captured. */
bool session_lose_materials(struct core *core, struct effects *out);

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

/* What was signed is forgotten (step_sign.c). */
void sign_forget(struct session *session);

/* ---- answers.c: fields ---- */
int32_t answers_this_month(const struct core *core); /* year * 12 + month - 1, Shanghai */
void answers_choose(struct core *core, uint8_t field, uint8_t option);
void answers_draft(const struct core *core, struct draft *out);
struct phrase answers_phrase(const struct core *core, struct phrase_pool *pool, uint8_t field);

/* What stands in the field now, whether it was taken as an answer or not. */
struct phrase answers_written(const struct core *core, struct phrase_pool *pool, uint8_t field);
struct phrase answers_month_phrase(struct phrase_pool *pool, int32_t month);

/* ---- paper.c: receipt and certificate, beside the steps ---- */
void paper_begin(struct core *core, enum paper_kind kind, struct effects *out);
void paper_event(struct core *core, const struct event *event, struct effects *out);
bool paper_is_moving(const struct session *session);
uint64_t paper_deadline(const struct session *session);

/* The citizen says whether it came out. */
void paper_came_out(struct core *core, enum paper_kind kind, struct effects *out);
void paper_did_not(struct core *core, enum paper_kind kind, struct effects *out);

/* The visit ends while a paper is on its way: void what was not begun, keep an eye on what was, draw
 * back what was not taken. */
void paper_leave(struct core *core, struct effects *out);
void paper_late_event(struct core *core, const struct event *event, struct effects *out);
bool paper_is_late(const struct core *core);
uint64_t paper_late_deadline(const struct core *core);

/* What the receipt says (paper_text.c). */
void paper_fill(const struct core *core, struct paper *paper);

/* ---- locker.c: a door, from the question what is there to its closing ---- */

/* Asks what waits for the person who was identified, for this purpose. */
void locker_begin(struct core *core, enum locker_purpose purpose, struct effects *out);
void locker_event(struct core *core, const struct event *event, struct effects *out);
void locker_compose(const struct core *core, struct view *view);

/* True while a lock may be fired; and while it may be, or a door stands open. */
bool locker_is_firing(const struct session *session);
bool locker_is_moving(const struct session *session);
uint64_t locker_deadline(const struct session *session);

/* A door that opens although nobody asked for it is reported, in a visit or not. */
void locker_watch(struct core *core, const struct event_locker_door *news, struct effects *out);

/* The visit ends: an open door is reported. */
void locker_leave(struct core *core, struct effects *out);

/* ---- scan.c: the code scanner, beside a step ---- */

/* Asks for a code, unless the scanner is away or asked already. */
void scan_begin(struct core *core, struct effects *out);

/* No code is wanted any more. */
void scan_end(struct core *core, struct effects *out);

/* True with the text of a code that came; asks again for what was not a code of ours. */
bool scan_event(struct core *core, const struct event *event, struct effects *out,
                const char **out_text);

/* ---- lights.c: guide lights, and what the I/O board feels ---- */

/* Puts on what the screen asks for; all again when the I/O board came back. */
void lights_step(struct core *core, const struct event *event, struct effects *out);
void signals_event(struct core *core, const struct event_signals *news, struct effects *out);
bool signal_is_on(const struct core *core, enum signal signal);

/* ---- mend.c: a device that does not come to itself ---- */

/* What is believed of a device has changed. */
void mend_note(struct core *core, enum device device);
void mend_step(struct core *core, struct effects *out);
uint64_t mend_deadline(const struct core *core);

/* The person on the glass is known: what comes after it (step_identify.c, step_pickup.c). */
void pickup_identified(struct core *core, struct effects *out);

/* ---- senses.c: modes, language, voice; the same on every screen ---- */

/* True when the touch was one of these, and has been done. Any other touch ends what is being said. */
bool senses_touched(struct core *core, const struct action *action);
void senses_event(struct core *core, const struct event_voice *news, struct effects *out);

/* Ends what is being said, if anything is. */
void senses_hush(struct core *core);

/* True while something is being said, though not for ever. */
bool senses_speaks(const struct core *core);

/* True when every new screen is read. */
bool senses_reads(const struct core *core);

/* Reads the same screen from its beginning, if screens are read: something on it is new. */
void senses_read_again(struct core *core);

/* True when the citizen was promised more time: large text, or everything by ear. */
bool senses_is_slow(const struct core *core);

/* The top band and how the screen is to be heard; the two sheets. */
void senses_compose(const struct core *core, struct view *view);
void senses_compose_languages(const struct core *core, struct view *view);
void senses_compose_sheet(const struct core *core, struct view *view);

/* ---- matters.c: the services of the catalogue as cards, and asking for one ---- */

/* Asks the world for a service, unless one was asked for or a device is missing. */
void matters_ask(struct core *core, uint32_t index, struct effects *out);

/* Answers to that question; the pinned service begins. */
void matters_event(struct core *core, const struct event *event, struct effects *out);
void matters_compose(const struct core *core, struct view *view, uint32_t index);

/* Choices on one screen (accessibility.md A11). */
uint32_t matters_choices_max(const struct core *core);

/* ---- letters.c: texts, character by character ---- */

/* What a text may hold. */
enum letters {
    LETTERS_NAME,
    LETTERS_ADDRESS,
    LETTERS_TEXT,
    LETTERS_CODE /* capital letters and digits */
};

/* Appends a character. False when it is none of that kind, or when `text`, of FIELD_VALUE_BYTES, or
 * `characters_max` is full. */
bool letters_insert(char *text, enum letters letters, uint32_t characters_max, uint32_t character);

/* Takes the last character away. */
void letters_erase(char *text);

/* ACTION_INSERT, digits of ACTION_KEY and the erasing key; false when nothing could be added. */
bool letters_touched(char *text, enum letters letters, uint32_t characters_max,
                     const struct action *action);

/* The way of writing a text begins with; whether it may be written that way. */
enum way letters_way(enum letters letters, enum language language);
bool letters_has_way(enum letters letters, uint32_t way);

/* The keys that change the way, and the pad of this one. */
void letters_compose_ways(struct view *view, enum letters letters, enum way way);
void letters_compose_pad(struct view *view, enum letters letters, enum way way);

/* ---- calendar.c: days that can be chosen ---- */

/* Shows the month of the chosen day, or of the one nearest to today. */
void calendar_open(struct core *core, uint8_t field);
void calendar_turn(struct core *core, uint8_t field, uint32_t key);
void calendar_choose(struct core *core, uint8_t field, uint32_t day);
bool calendar_is_allowed(const struct core *core, const struct service_field *field, int32_t month,
                         uint8_t day);
void calendar_compose(const struct core *core, struct view *view, uint8_t field);

/* ---- stages.c: how far a case is ---- */
void stages_compose(const struct case_progress *progress, struct view *view);

/* Copies what came from outside, each text ended and each count within its limit. */
void stages_take(struct case_progress *out, const struct case_progress *news);
struct phrase stages_state(uint32_t state);

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

/* The parts from the one of index `first` on may be told into headphones only. */
void compose_secret(struct view *view, uint8_t first);

/* The places near here, on a map; nothing when none is known. */
void compose_places(const struct core *core, struct view *view);
struct phrase compose_place_name(const struct core *core, struct phrase_pool *pool, uint32_t index);

/* "王**": the first character and a star for each other one (privacy-security.md P6). */
struct phrase compose_masked_name(struct phrase_pool *pool, const char *name);

/* "532***********0019": the first three and last four. */
struct phrase compose_masked_number(struct phrase_pool *pool, const char *number);

#endif
