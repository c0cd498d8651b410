/* The card reader's worker and the card on it. */
#include <string.h>

#include "tests/sim/sim.h"

static void answer(struct sim *sim, uint64_t delay_ms, uint64_t op, err_t err,
                   const struct person *person)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CARD;
    event.card.op = op;
    event.card.err = err;
    if (person != NULL)
        event.card.person = *person;
    sim_tell(sim, delay_ms, &event);
}

static void come_back(struct sim *sim, const void *bytes)
{
    (void)bytes;
    sim->processes[SIM_READER].lives = true;
    sim->reader.op = 0;
    sim_tell_device(sim, 0, DEVICE_READER, DEVICE_ONLINE, true);
}

static void die(struct sim *sim)
{
    sim_kill(sim, SIM_READER);
    sim_tell_device(sim, 5, DEVICE_READER, DEVICE_OFFLINE, false);
    sim_post(sim, SIM_WORLD, sim_between(sim, 300, 4000), come_back, NULL, 0);
}

static void hand_over(struct sim *sim, uint64_t delay_ms)
{
    struct person card = sim->person.card;
    uint64_t op = sim->reader.op;

    sim->reader.op = 0;
    if (sim->reader.card == CARD_IS_EXPIRED)
        memcpy(card.valid_to, "20100101", sizeof(card.valid_to));
    if (sim->reader.card == CARD_IS_BAD)
        card.number[17] = card.number[17] == '1' ? '2' : '1';
    locker_identify(sim, sim->reader.epoch, card.number);
    answer(sim, delay_ms, op, ERR_OK, &card);
    sim_fact(
        sim,
        (struct fact){
            .kind = FACT_READ, .epoch = sim->reader.epoch, .number = sim->reader.on_it, .op = op},
        0);
}

/* The card has lain long enough to be read. */
static void read_card(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->reader.op == 0 || sim->reader.op != op)
        return;
    if (sim->reader.on_it == 0 || sim_strikes(sim, FAULT_CARD_PULLED)) {
        sim->reader.op = 0;
        answer(sim, 0, op, ERR_CARD_MOVED, NULL);
    } else if (sim_strikes(sim, FAULT_READER_SILENT)) {
        sim->reader.op = 0;
    } else if (sim_strikes(sim, FAULT_READER_DEATH)) {
        die(sim);
    } else if (sim->reader.card == CARD_IS_FOREIGN) {
        sim->reader.op = 0;
        answer(sim, 0, op, ERR_CARD_UNSUPPORTED, NULL);
    } else {
        bool late = sim_strikes(sim, FAULT_READER_LATE);
        hand_over(sim, late ? sim_between(sim, 5000, 60000) : 0);
    }
}

static void read_begin(struct sim *sim)
{
    if (sim->reader.op != 0 && sim->reader.on_it != 0)
        sim_post(sim, SIM_READER, sim_between(sim, 300, 1500), read_card, &sim->reader.op,
                 sizeof(sim->reader.op));
}

static void give_up(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->reader.op != op)
        return;
    sim->reader.op = 0;
    answer(sim, 0, op, ERR_NO_CARD, NULL);
}

void reader_start(struct sim *sim)
{
    sim->processes[SIM_READER].lives = true;
    sim->reader.op = 0;
    sim_tell_device(sim, 400, DEVICE_READER, DEVICE_ONLINE, true);
}

void reader_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;

    if (effect->kind == EFFECT_CARD_CANCEL) {
        if (sim->reader.op == effect->op_only.op && sim->reader.op != 0) {
            sim->reader.op = 0;
            answer(sim, 10, effect->op_only.op, ERR_CANCELLED, NULL);
        }
        return;
    }
    if (sim->reader.op != 0) {
        answer(sim, 5, effect->card_read.op, ERR_BUSY, NULL);
        return;
    }
    sim->reader.op = effect->card_read.op;
    sim->reader.epoch = effect->epoch;
    sim_post(sim, SIM_READER, effect->card_read.limit_ms, give_up, &sim->reader.op,
             sizeof(sim->reader.op));
    read_begin(sim);
}

void reader_card_down(struct sim *sim)
{
    sim->reader.on_it = sim->person.index;
    sim->reader.card = sim_strikes(sim, FAULT_CARD_FOREIGN)      ? CARD_IS_FOREIGN
                       : sim_strikes(sim, FAULT_CARD_EXPIRED)    ? CARD_IS_EXPIRED
                       : sim_strikes(sim, FAULT_CARD_BAD_NUMBER) ? CARD_IS_BAD
                                                                 : CARD_GOOD;
    read_begin(sim);
}

void reader_card_up(struct sim *sim)
{
    sim->reader.on_it = 0;
}
