/* What the wire allows: every error of one and of two bits in every open frame of every door of
 * every board address, and in every question, given to the boards' own decoders (tools/bench/locker_wire_*.c, which share
 * nothing with the drivers), with all other addresses of the bus taken by boards too. After the
 * damaged frame comes a good question, as the drivers send it, so that a damaged length swallows
 * what really follows.
 *
 * No error of one bit moves any door but the one asked for. Of two bits some do: the vendors' check
 * bytes are a sum and an exclusive or, and no driver can make more of them. The exact numbers stand
 * here, so that nobody claims more; they are why a board hangs alone on its line (which leaves only
 * `other_door` and `all_doors`), why a pulse is given only on a line that has just answered twice,
 * and why fire() looks at every door afterwards and says ERR_DOOR_OTHER. Bytes are eight bits here:
 * errors in start and stop bits break the framing of the whole byte, which no board takes.
 *
 * Who needs only half the outlets can do better: of the doors that hang on outlets whose number on
 * the wire has an even count of ones, no two are one bit apart, so an error of two bits (one in the
 * number, one in the check byte) only reaches an outlet with no lock. On 8A and CU48 boards nothing
 * is left then; the orders of CU16 and WKLY boards to open all doors at once still are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "drivers/locker/board_8a_parse.h"
#include "drivers/locker/kerong_cu16_parse.h"
#include "drivers/locker/kerong_cu48_parse.h"
#include "drivers/locker/wkly_parse.h"
#include "tools/bench/locker_wire.h"

#define A8_DOORS 24 /* the commonest size */

/* What became of the damaged frames. */
struct tally {
    unsigned patterns;
    unsigned no_door;     /* refused, or another command */
    unsigned same_door;   /* the door asked for, all the same */
    unsigned other_door;  /* one other door of the same board */
    unsigned all_doors;   /* more than one door of the same board */
    unsigned other_board; /* doors of another board, if there is one */
    unsigned thinned;     /* another lock of the same board, when only thinned() outlets have one */
};

struct model {
    const struct locker_wire *wire;
    unsigned board_min, board_max, doors;
    unsigned first; /* what the wire calls door 0 */
    size_t (*query)(uint8_t board, uint8_t *out);
    size_t (*open)(uint8_t board, uint8_t door, uint8_t *out);
    struct tally one, two;         /* damage to open frames */
    struct tally ask_one, ask_two; /* damage to questions */
};

#define NO_DOOR LOCKER_WIRE_DOORS_MAX /* a question asks no door to open */

static const struct model models[] = {
    {&locker_wire_cu16, 0, 15, 16, 0, kerong_cu16_encode_query, kerong_cu16_encode_open,
     .one = {10240, 10240, 0, 0, 0, 0, 0}, .two = {199680, 198408, 0, 448, 256, 568, 128},
     .ask_one = {640, 640, 0, 0, 0, 0, 0}, .ask_two = {12480, 12480, 0, 0, 0, 0, 0}},
    {&locker_wire_cu48, 0, 255, 48, 0, kerong_cu48_encode_query, kerong_cu48_encode_open,
     .one = {589824, 589824, 0, 0, 0, 0, 0}, .two = {13860864, 13735656, 0, 32768, 0, 92440, 0},
     .ask_one = {12288, 12288, 0, 0, 0, 0, 0}, .ask_two = {288768, 288512, 0, 128, 0, 128, 0}},
    {&locker_wire_8a, 1, 32, A8_DOORS, 1, board_8a_encode_query_all, board_8a_encode_open,
     .one = {30720, 30720, 0, 0, 0, 0, 0}, .two = {599040, 589054, 0, 3136, 160, 6690, 0},
     .ask_one = {1280, 1280, 0, 0, 0, 0, 0}, .ask_two = {24960, 24960, 0, 0, 0, 0, 0}},
    {&locker_wire_wkly, 0, 31, 24, 1, wkly_encode_query, wkly_encode_open,
     .one = {55296, 55296, 0, 0, 0, 0, 0}, .two = {1963008, 1950568, 24, 3136, 1536, 7744, 768},
     .ask_one = {2048, 2048, 0, 0, 0, 0, 0}, .ask_two = {64512, 64448, 0, 0, 32, 32, 0}},
};

/* The address that a whole frame bears. */
static unsigned address_in(const struct model *model, const uint8_t *frame)
{
    if (model->wire == &locker_wire_wkly)
        return frame[5];
    return model->wire == &locker_wire_cu16 ? frame[1] >> 4 : frame[1];
}

/* Adds the doors that the frame at the front opens on the board of its own address. Returns how
 * many doors those are. */
static unsigned obey(const struct model *model, const uint8_t *bytes, size_t size,
                     bool opened[LOCKER_WIRE_DOORS_MAX])
{
    unsigned address = address_in(model, bytes), count = 0;
    struct locker_wire_board board = {.address = (uint8_t)address, .door_count = model->doors};
    struct locker_wire_heard heard;

    if (address < model->board_min || address > model->board_max ||
        model->wire->hear(&board, bytes, size, &heard) <= 0 || heard.order != LOCKER_WIRE_OPEN)
        return 0;
    for (unsigned i = 0; i < model->doors; i++) {
        opened[i] |= heard.opens[i];
        count += heard.opens[i];
    }
    return count;
}

/* Walks through the bytes as every board of the bus does: where frames begin and end does not
 * depend on a board's address. Fills in what opens on board `own`, and returns how many doors open
 * on the others. */
static unsigned hear(const struct model *model, unsigned own, const uint8_t *bytes, size_t size,
                     bool opened[LOCKER_WIRE_DOORS_MAX])
{
    struct locker_wire_board board = {.address = (uint8_t)own, .door_count = model->doors};
    bool elsewhere[LOCKER_WIRE_DOORS_MAX] = {false};
    struct locker_wire_heard heard;
    unsigned others = 0;
    int used;

    memset(opened, 0, LOCKER_WIRE_DOORS_MAX * sizeof(opened[0]));
    for (size_t at = 0; at < size; at += used < 0 ? 1 : (size_t)used) {
        used = model->wire->hear(&board, bytes + at, size - at, &heard);
        if (used == 0)
            break;
        if (used > 0 && address_in(model, bytes + at) == own)
            obey(model, bytes + at, size - at, opened);
        else if (used > 0)
            others += obey(model, bytes + at, size - at, elsewhere);
    }
    return others;
}

static unsigned count_of(const bool opened[LOCKER_WIRE_DOORS_MAX])
{
    unsigned count = 0;

    for (unsigned i = 0; i < LOCKER_WIRE_DOORS_MAX; i++)
        count += opened[i];
    return count;
}

static bool thinned(const struct model *model, unsigned door)
{
    return __builtin_popcount(door + model->first) % 2 == 0;
}

static bool moves_another_lock(const struct model *model, unsigned asked,
                               const bool opened[LOCKER_WIRE_DOORS_MAX])
{
    for (unsigned door = 0; door < model->doors; door++)
        if (opened[door] && door != asked && thinned(model, door))
            return true;
    return false;
}

static void judge(const struct model *model, unsigned board, unsigned door, const uint8_t *bytes,
                  size_t size, struct tally *tally)
{
    bool opened[LOCKER_WIRE_DOORS_MAX];
    unsigned others = hear(model, board, bytes, size, opened), count = count_of(opened);

    tally->patterns++;
    if (door != NO_DOOR && thinned(model, door) && moves_another_lock(model, door, opened))
        tally->thinned++;
    if (count > 1)
        tally->all_doors++;
    else if (count == 1 && (door == NO_DOOR || !opened[door]))
        tally->other_door++;
    else if (others > 0)
        tally->other_board++;
    else if (count == 1)
        tally->same_door++;
    else
        tally->no_door++;
}

static void flip(uint8_t *bytes, size_t bit)
{
    bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ (1u << bit % 8));
}

/* All damage of one and of two bits to one frame; `door` NO_DOOR: to the question. */
static void damage(const struct model *model, unsigned board, unsigned door, struct tally *one,
                   struct tally *two)
{
    uint8_t bytes[2 * LOCKER_FRAME_BYTES_MAX];
    size_t frame = door == NO_DOOR ? model->query((uint8_t)board, bytes)
                                   : model->open((uint8_t)board, (uint8_t)door, bytes);
    size_t size = frame + model->query((uint8_t)board, bytes + frame);

    for (size_t i = 0; i < 8 * frame; i++) {
        flip(bytes, i);
        judge(model, board, door, bytes, size, one);
        for (size_t j = i + 1; j < 8 * frame; j++) {
            flip(bytes, j);
            judge(model, board, door, bytes, size, two);
            flip(bytes, j);
        }
        flip(bytes, i);
    }
}

static void assert_tally(const struct tally *found, const struct tally *stated)
{
    print_message("patterns %u: no door %u, same %u, other door %u, all doors %u, other board %u; "
                  "thinned %u\n",
                  found->patterns, found->no_door, found->same_door, found->other_door,
                  found->all_doors, found->other_board, found->thinned);
    assert_memory_equal(found, stated, sizeof(*found));
}

static void counts_what_escapes(void **state)
{
    const struct model *model = *state;
    struct tally one = {0}, two = {0};

    for (unsigned board = model->board_min; board <= model->board_max; board++)
        for (unsigned door = 0; door < model->doors; door++)
            damage(model, board, door, &one, &two);
    assert_tally(&one, &model->one);
    assert_tally(&two, &model->two);
    assert_int_equal(one.other_door + one.all_doors + one.other_board, 0);
}

/* A question lies one bit and its check bit from an order to open all doors on WKLY boards, and from
 * one to open door 1 on CU48 boards of an odd address (on those of an even one a third bit must
 * flip). So doors are asked about when there is need, a CU48 board gets an even address, and a door
 * that opens without an intent is an alarm. */
static void counts_what_escapes_of_questions(void **state)
{
    const struct model *model = *state;
    struct tally one = {0}, two = {0};

    for (unsigned board = model->board_min; board <= model->board_max; board++)
        damage(model, board, NO_DOOR, &one, &two);
    assert_tally(&one, &model->ask_one);
    assert_tally(&two, &model->ask_two);
    assert_int_equal(one.other_door + one.all_doors + one.other_board, 0);
}

/* The undamaged frames open the one door, on the one board. */
static void opens_what_it_names(void **state)
{
    const struct model *model = *state;
    uint8_t bytes[LOCKER_FRAME_BYTES_MAX];
    bool opened[LOCKER_WIRE_DOORS_MAX];

    for (unsigned board = model->board_min; board <= model->board_max; board++)
        for (unsigned door = 0; door < model->doors; door++) {
            size_t size = model->open((uint8_t)board, (uint8_t)door, bytes);

            assert_int_equal(hear(model, board, bytes, size, opened), 0);
            assert_int_equal(count_of(opened), 1);
            assert_true(opened[door]);
        }
}

#define MODEL(name, index)                                                                         \
    {name ": opens what it names", opens_what_it_names, NULL, NULL,                                \
     (void *)(uintptr_t)&models[index]},                                                           \
        {name ": counts what escapes", counts_what_escapes, NULL, NULL,                            \
         (void *)(uintptr_t)&models[index]},                                                       \
    {                                                                                              \
        name ": counts what escapes of questions", counts_what_escapes_of_questions, NULL, NULL,   \
            (void *)(uintptr_t)&models[index]                                                      \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {MODEL("kerong-cu16", 0), MODEL("kerong-cu48", 1),
                                       MODEL("board-8a", 2), MODEL("wkly", 3)};

    return cmocka_run_group_tests_name("drivers/locker/errors", tests, NULL, NULL);
}
