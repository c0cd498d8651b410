/* Hands: people who follow the visit, children who hit everything, palms, sleeves, wet fingers. Each
 * gesture is a few inputs with the time between them; time passes with fingers on the glass too. */
#include <math.h>
#include <string.h>

#include "firmware/base/check.h"
#include "tests/touch/fuzz.h"
#include "tests/touch/world.h"

struct place {
    int x, y;
};

static const struct draw_list *list_of(const struct fuzz *fuzz)
{
    return ui_list(fuzz->glass.ui);
}

/* ---- where ---- */

static struct place anywhere(struct fuzz *fuzz)
{
    const struct panel *panel = &fuzz->glass.panel;

    return (struct place){(int)random_below(&fuzz->random, (uint64_t)panel->width_px),
                          (int)random_below(&fuzz->random, (uint64_t)panel->height_px)};
}

/* Corners, edges, and beyond them. */
static struct place edge(struct fuzz *fuzz)
{
    const int width = fuzz->glass.panel.width_px, height = fuzz->glass.panel.height_px;
    const int xs[] = {0, width - 1, width, width + 500, -1, -2, -10000, INT16_MAX, width / 2};
    const int ys[] = {0, height - 1, height, height + 500, -1, -2, -10000, INT16_MAX, height / 2};

    return (struct place){xs[random_below(&fuzz->random, COUNT_OF(xs))],
                          ys[random_below(&fuzz->random, COUNT_OF(ys))]};
}

/* In a box; now and then on its very edge, or just beside it. */
static struct place within(struct fuzz *fuzz, struct box box)
{
    struct place place = {box.x + (int)random_below(&fuzz->random, (uint64_t)box.width),
                          box.y + (int)random_below(&fuzz->random, (uint64_t)box.height)};

    if (fuzz_one_in(fuzz, 12))
        place.x = fuzz_one_in(fuzz, 2) ? box.x : box.x + box.width - 1;
    if (fuzz_one_in(fuzz, 40))
        place.x = fuzz_one_in(fuzz, 2) ? box.x - 1 : box.x + box.width;
    if (fuzz_one_in(fuzz, 40))
        place.y = fuzz_one_in(fuzz, 2) ? box.y - 1 : box.y + box.height;
    return place;
}

/* ---- which target helps ---- */

/* The next character of what this field wants; 0: it has it. */
static uint32_t next_character(const struct core *core)
{
    static const char *const wanted[FIELD_KIND_COUNT] = {[FIELD_MOBILE] = "13800138000",
                                                         [FIELD_ID] = "11010519491231002X",
                                                         [FIELD_USCC] = "91350100M000100Y43"};
    const struct session *session = &core->session;
    const struct service_step *step = &session->service.steps[session->step];
    uint8_t field;
    const char *text;
    size_t length;

    if (core->outer != OUTER_SESSION || !session->chosen || session->focus >= step->field_count)
        return 0;
    field = step->fields[session->focus];
    text = wanted[session->service.fields[field].kind];
    length = strlen(session->answers[field].text);
    return text != NULL && length < strlen(text) ? (uint8_t)text[length] : 0;
}

static uint32_t weight_of(const struct draw_target *target, uint32_t character)
{
    if (!target->enabled)
        return 0;
    if (character != 0 && target->action.arg == character &&
        (target->action.kind == ACTION_KEY || target->action.kind == ACTION_INSERT))
        return 4000;
    if (target->local != LOCAL_NONE)
        return target->local == LOCAL_CANDIDATE ? 200 : 60;
    switch ((enum action_kind)target->action.kind) {
    case ACTION_PRIMARY:
        return character != 0 ? 60 : 1000;
    case ACTION_SERVICE:
    case ACTION_CHOOSE:
    case ACTION_FILL:
    case ACTION_RATE:
    case ACTION_SITUATION:
        return target->selected ? 20 : 200;
    case ACTION_WAY:
    case ACTION_INSERT:
    case ACTION_DAY:
    case ACTION_SLOT:
    case ACTION_STAY:
    case ACTION_SECONDARY:
        return target->selected ? 10 : 80;
    case ACTION_BACK:
    case ACTION_CHANGE:
        return 25;
    case ACTION_PLACE:
        return 90;
    case ACTION_LEAVE:
        return 5;
    case ACTION_NONE:
        return 1;
    default:
        return 12;
    }
}

/* A target, mostly one that leads on; DRAW_NO_TARGET: there is none. */
static int choose(struct fuzz *fuzz)
{
    const struct draw_list *list = list_of(fuzz);
    uint32_t character = next_character(&fuzz->core), sum = 0;
    uint64_t draw;

    if (list->target_count == 0)
        return DRAW_NO_TARGET;
    if (fuzz_one_in(fuzz, 5))
        return (int)random_below(&fuzz->random, (uint64_t)list->target_count);
    for (int i = 0; i < list->target_count; i++)
        sum += weight_of(&list->targets[i], character);
    if (sum == 0)
        return DRAW_NO_TARGET;
    draw = random_below(&fuzz->random, sum);
    for (int i = 0; i < list->target_count; i++) {
        uint32_t weight = weight_of(&list->targets[i], character);

        if (draw < weight)
            return i;
        draw -= weight;
    }
    return DRAW_NO_TARGET;
}

static struct place aim(struct fuzz *fuzz)
{
    int target = choose(fuzz);

    if (target == DRAW_NO_TARGET)
        return anywhere(fuzz);
    return within(fuzz, list_of(fuzz)->targets[target].box);
}

/* ---- fingers ---- */

static void send(struct fuzz *fuzz, uint32_t kind, uint64_t finger, struct place at)
{
    const struct present_input input = {kind, finger, at.x, at.y, 0};

    fuzz_send(fuzz, &input);
}

static uint64_t any_finger(struct fuzz *fuzz)
{
    static const uint64_t fingers[] = {0, 1, 2, 3, 5, 11, 0x80000001u, UINT64_MAX};

    return fuzz_one_in(fuzz, 3) ? fingers[random_below(&fuzz->random, COUNT_OF(fingers))] : 1;
}

/* Small movements of a finger that lies, as many as a panel of 100 Hz tells, and the time it takes. */
static void tremble(struct fuzz *fuzz, uint64_t finger, struct place at)
{
    for (uint64_t i = random_below(&fuzz->random, 31); i > 0 && !fuzz->broken; i--) {
        at.x += (int)random_below(&fuzz->random, 9) - 4;
        at.y += (int)random_below(&fuzz->random, 9) - 4;
        send(fuzz, PRESENT_MOVE, finger, at);
        fuzz_pass(fuzz, random_below(&fuzz->random, 20));
    }
}

static void tap(struct fuzz *fuzz, struct place at)
{
    uint64_t finger = any_finger(fuzz);

    send(fuzz, PRESENT_DOWN, finger, at);
    tremble(fuzz, finger, at);
    fuzz_pass(fuzz, random_below(&fuzz->random, 150));
    send(fuzz, PRESENT_UP, finger, at);
}

/* Within the repeat guard, on the same spot, whatever is there by then. */
static void tap_twice(struct fuzz *fuzz)
{
    struct place at = aim(fuzz);

    for (uint64_t i = fuzz_between(fuzz, 2, 4); i > 0; i--) {
        send(fuzz, PRESENT_DOWN, 1, at);
        fuzz_pass(fuzz, random_below(&fuzz->random, 80));
        send(fuzz, PRESENT_UP, 1, at);
        fuzz_pass(fuzz, fuzz_between(fuzz, 1, 160));
    }
}

/* From one target to another, perhaps back. */
static void drag(struct fuzz *fuzz)
{
    struct place from = aim(fuzz), to = fuzz_one_in(fuzz, 4) ? edge(fuzz) : aim(fuzz);
    uint64_t finger = any_finger(fuzz), moves = fuzz_between(fuzz, 2, 60);
    bool back = fuzz_one_in(fuzz, 3);

    send(fuzz, PRESENT_DOWN, finger, from);
    for (uint64_t i = 1; i <= moves && !fuzz->broken; i++) {
        uint64_t part = back && i > moves / 2 ? moves - i : i;
        struct place at = {from.x + (int)((to.x - from.x) * (int64_t)part / (int64_t)moves),
                           from.y + (int)((to.y - from.y) * (int64_t)part / (int64_t)moves)};

        send(fuzz, PRESENT_MOVE, finger, at);
        fuzz_pass(fuzz, random_below(&fuzz->random, 25));
    }
    send(fuzz, PRESENT_UP, finger, back ? from : to);
}

/* Several fingers at once, up in any order. */
static void many(struct fuzz *fuzz)
{
    struct present_input fingers[5];
    uint64_t count = fuzz_between(fuzz, 2, COUNT_OF(fingers));
    bool same = fuzz_one_in(fuzz, 5); /* all with one number */

    for (uint64_t i = 0; i < count; i++) {
        struct place at = fuzz_one_in(fuzz, 4) ? anywhere(fuzz) : aim(fuzz);

        fingers[i] = (struct present_input){PRESENT_DOWN, same ? 7 : 7 + i, at.x, at.y, 0};
        fuzz_send(fuzz, &fingers[i]);
        fuzz_pass(fuzz, random_below(&fuzz->random, 30));
    }
    while (count > 0 && !fuzz->broken) {
        uint64_t i = random_below(&fuzz->random, count);
        struct place at = {fingers[i].x, fingers[i].y};

        if (fuzz_one_in(fuzz, 3))
            send(fuzz, PRESENT_MOVE, fingers[i].finger, aim(fuzz));
        send(fuzz, PRESENT_UP, fingers[i].finger, fuzz_one_in(fuzz, 5) ? aim(fuzz) : at);
        fuzz_pass(fuzz, random_below(&fuzz->random, 60));
        fingers[i] = fingers[--count];
    }
}

/* More than one look of the kiosk takes up: whatever, all at once. */
static void burst(struct fuzz *fuzz)
{
    for (uint64_t i = fuzz_between(fuzz, 3, 24); i > 0; i--) {
        struct place at = fuzz_one_in(fuzz, 3) ? anywhere(fuzz) : aim(fuzz);

        send(fuzz, (uint32_t)random_below(&fuzz->random, PRESENT_UP + 1), any_finger(fuzz), at);
        if (fuzz_one_in(fuzz, 2))
            send(fuzz, PRESENT_UP, 1, at);
        if (fuzz_one_in(fuzz, 6))
            fuzz_pass(fuzz, 0);
    }
}

/* Comes down and stays: a palm, a bag, an end that was lost. */
static void lay(struct fuzz *fuzz)
{
    struct place at = fuzz_one_in(fuzz, 3) ? anywhere(fuzz) : aim(fuzz);
    struct present_input input = {PRESENT_DOWN, 100 + random_below(&fuzz->random, 4), at.x, at.y,
                                  0};

    if (fuzz->down_count == FUZZ_FINGERS)
        return;
    fuzz_send(fuzz, &input);
    fuzz->down[fuzz->down_count++] = input;
}

static void lift(struct fuzz *fuzz)
{
    struct place at;
    struct present_input input;
    uint64_t i;

    if (fuzz->down_count == 0) { /* an end without a beginning */
        send(fuzz, PRESENT_UP, any_finger(fuzz), aim(fuzz));
        return;
    }
    i = random_below(&fuzz->random, (uint64_t)fuzz->down_count);
    input = fuzz->down[i];
    fuzz->down[i] = fuzz->down[--fuzz->down_count];
    at = fuzz_one_in(fuzz, 2) ? (struct place){input.x, input.y} : aim(fuzz);
    if (!fuzz_one_in(fuzz, 6)) /* its end may be lost */
        send(fuzz, PRESENT_UP, input.finger, at);
}

/* Minutes on one spot, while screens come and go. */
static void hold(struct fuzz *fuzz)
{
    struct place at = aim(fuzz);
    uint64_t finger = any_finger(fuzz);

    send(fuzz, PRESENT_DOWN, finger, at);
    for (int i = 0; i < 8 && !fuzz->broken; i++) {
        fuzz_pass(fuzz, fuzz_between(fuzz, 100, fuzz_one_in(fuzz, 4) ? 120000 : 4000));
        send(fuzz, PRESENT_MOVE, finger, at);
    }
    send(fuzz, PRESENT_UP, finger, at);
}

/* ---- pads ---- */

static int pad_of(const struct draw_list *list)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].local == LOCAL_INK && list->targets[i].enabled)
            return i;
    return DRAW_NO_TARGET;
}

/* A finger that writes moves little between two looks of the panel, but may leave the pad. */
static struct place next_point(struct fuzz *fuzz, struct place at, struct box box)
{
    struct place next = {at.x + (int)random_below(&fuzz->random, 49) - 24,
                         at.y + (int)random_below(&fuzz->random, 49) - 24};

    if (fuzz_one_in(fuzz, 60))
        return fuzz_one_in(fuzz, 2) ? edge(fuzz) : within(fuzz, box);
    return box_holds(box, next.x, next.y) ? next : within(fuzz, box);
}

/* Strokes on the pad that is shown; sometimes more than any ink holds. */
static void scribble(struct fuzz *fuzz)
{
    int target = pad_of(list_of(fuzz));
    uint64_t strokes = fuzz_between(fuzz, 1, 3), moves = fuzz_between(fuzz, 1, 40);
    struct box box;
    uint32_t serial = fuzz->core.serial;

    if (target == DRAW_NO_TARGET) {
        tap(fuzz, aim(fuzz));
        return;
    }
    box = list_of(fuzz)->targets[target].box;
    if (fuzz_one_in(fuzz, 60)) {
        strokes = 1;
        moves = INK_POINTS_MAX + 200;
    } else if (fuzz_one_in(fuzz, 60)) {
        strokes = INK_STROKES_MAX + 5;
        moves = 3;
    }
    while (strokes-- > 0 && !fuzz->broken && serial == fuzz->core.serial) {
        struct place at = within(fuzz, box);

        fuzz->stats.strokes++;
        send(fuzz, PRESENT_DOWN, 1, at);
        for (uint64_t i = 0; i < moves && !fuzz->broken; i++) {
            at = next_point(fuzz, at, box);
            send(fuzz, PRESENT_MOVE, 1, at);
            if (i % 8 == 0 || fuzz->glass.sent_count > 8)
                fuzz_pass(fuzz, random_below(&fuzz->random, 30));
        }
        send(fuzz, PRESENT_UP, 1, at);
        fuzz_pass(fuzz, random_below(&fuzz->random, 60));
    }
}

/* ---- keys, and what is no input ---- */

static void keys(struct fuzz *fuzz)
{
    for (uint64_t i = fuzz_between(fuzz, 1, 20); i > 0 && !fuzz->broken; i--) {
        struct present_input input = {.kind = PRESENT_KEY};

        input.key = (uint32_t)random_below(&fuzz->random, PRESENT_KEY_COUNT);
        if (!fuzz->glass.options.window && fuzz_one_in(fuzz, 30))
            input.key = (uint32_t)random_next(&fuzz->random); /* a back end gone mad */
        fuzz_send(fuzz, &input);
        if (!fuzz_one_in(fuzz, 3))
            fuzz_pass(fuzz, random_below(&fuzz->random, 400));
    }
}

/* What a desktop may send, and a kiosk must not hear. */
static void noise(struct fuzz *fuzz)
{
    static const uint32_t kinds[] = {SDL_QUIT,
                                     SDL_KEYDOWN,
                                     SDL_KEYUP,
                                     SDL_TEXTINPUT,
                                     SDL_MOUSEWHEEL,
                                     SDL_MULTIGESTURE,
                                     SDL_DOLLARGESTURE,
                                     SDL_DROPTEXT,
                                     SDL_USEREVENT,
                                     SDL_CLIPBOARDUPDATE,
                                     SDL_JOYBUTTONDOWN,
                                     SDL_APP_TERMINATING,
                                     SDL_MOUSEBUTTONDOWN,
                                     SDL_MOUSEBUTTONUP,
                                     SDL_WINDOWEVENT,
                                     SDL_MOUSEMOTION,
                                     SDL_KEYDOWN,
                                     SDL_KEYDOWN};
    SDL_Event event;

    memset(&event, 0, sizeof(event));
    event.type = kinds[random_below(&fuzz->random, COUNT_OF(kinds))];
    if (event.type == SDL_KEYDOWN) {
        static const SDL_Keycode codes[] = {
            SDLK_F4, SDLK_TAB, SDLK_LGUI, SDLK_F11,  SDLK_DELETE, SDLK_PRINTSCREEN,
            SDLK_c,  SDLK_q,   SDLK_w,    SDLK_MENU, SDLK_POWER,  SDLK_AC_HOME};

        event.key.keysym.sym = codes[random_below(&fuzz->random, COUNT_OF(codes))];
        event.key.keysym.mod = (Uint16)random_next(&fuzz->random);
        if (fuzz_one_in(fuzz, 4)) { /* a key that is held repeats nothing */
            event.key.keysym.sym = fuzz_one_in(fuzz, 2) ? SDLK_RETURN : SDLK_5;
            event.key.repeat = 1;
        }
        if (event.key.repeat == 0 && fuzz_one_in(fuzz, 2))
            event.key.keysym.sym = (SDL_Keycode)random_below(&fuzz->random, 1u << 31);
    } else if (event.type == SDL_MOUSEBUTTONDOWN || event.type == SDL_MOUSEBUTTONUP) {
        event.button.button = (Uint8)fuzz_between(fuzz, 2, 9);
        if (fuzz_one_in(fuzz, 2)) { /* what SDL makes of a touch must not count a second time */
            event.button.button = SDL_BUTTON_LEFT;
            event.button.which = SDL_TOUCH_MOUSEID;
        }
    } else if (event.type == SDL_MOUSEMOTION) {
        event.motion.which = SDL_TOUCH_MOUSEID;
    } else if (event.type == SDL_WINDOWEVENT) {
        event.window.event = (Uint8)random_below(&fuzz->random, 20);
    }
    glass_send_noise(&fuzz->glass, &event);
}

static void stray(struct fuzz *fuzz)
{
    static const float far[] = {NAN, INFINITY, -INFINITY, 1.5f, -0.5f, -1e-4f, 1e30f, -1e30f, 2e9f};
    uint32_t kind = (uint32_t)random_below(&fuzz->random, 3);
    float x = far[random_below(&fuzz->random, COUNT_OF(far))];
    float y = fuzz_one_in(fuzz, 2) ? 0.5f : far[random_below(&fuzz->random, COUNT_OF(far))];

    glass_send_stray(&fuzz->glass, kind, x, y);
}

/* A touch for a screen that is gone, as a slow queue may deliver it. */
static void stale(struct fuzz *fuzz)
{
    struct event event = {.kind = EVENT_TOUCHED};

    event.touched.serial = fuzz->core.serial - (uint32_t)fuzz_between(fuzz, 1, 5);
    if (fuzz_one_in(fuzz, 8))
        event.touched.serial = (uint32_t)random_next(&fuzz->random);
    if (event.touched.serial == fuzz->core.serial)
        return;
    event.touched.action.kind = (uint32_t)random_below(&fuzz->random, ACTION_RATE + 4);
    event.touched.action.arg = fuzz_one_in(fuzz, 2) ? (uint32_t)random_below(&fuzz->random, 20)
                                                    : (uint32_t)random_next(&fuzz->random);
    fuzz->stats.stale++;
    fuzz_tell(fuzz, &event, 0);
}

/* ---- one after another ---- */

static void wait_a_while(struct fuzz *fuzz)
{
    uint64_t draw = random_below(&fuzz->random, 1000);

    if (draw < 600)
        fuzz_pass(fuzz, fuzz_between(fuzz, 510, 1100));
    else if (draw < 850)
        fuzz_pass(fuzz, random_below(&fuzz->random, 520));
    else if (draw < 990)
        fuzz_pass(fuzz, random_below(&fuzz->random, 5000));
    else
        fuzz_pass(fuzz, random_below(&fuzz->random, 100000));
}

void hand_act(struct fuzz *fuzz)
{
    uint64_t draw = random_below(&fuzz->random, 1000);

    if (pad_of(list_of(fuzz)) != DRAW_NO_TARGET && fuzz_one_in(fuzz, 6))
        scribble(fuzz);
    else if (draw < 560)
        tap(fuzz, aim(fuzz));
    else if (draw < 620)
        tap(fuzz, fuzz_one_in(fuzz, 3) ? edge(fuzz) : anywhere(fuzz));
    else if (draw < 680)
        tap_twice(fuzz);
    else if (draw < 770)
        drag(fuzz);
    else if (draw < 810)
        many(fuzz);
    else if (draw < 820)
        burst(fuzz);
    else if (draw < 835)
        lay(fuzz);
    else if (draw < 860)
        lift(fuzz);
    else if (draw < 864)
        hold(fuzz);
    else if (draw < 900)
        scribble(fuzz);
    else if (draw < 930)
        keys(fuzz);
    else if (draw < 950)
        noise(fuzz);
    else if (draw < 965)
        stray(fuzz);
    else if (draw < 975)
        stale(fuzz);
    else if (draw < 985)
        fuzz_send(fuzz, &(struct present_input){.kind = PRESENT_EXPOSED});
    else
        world_stir(fuzz);
    wait_a_while(fuzz);
}
