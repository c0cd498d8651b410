/* The code scanner's and the smart card reader's workers, and what people hold before them. */
#include <string.h>

#include "firmware/base/text.h"
#include "tests/sim/sim.h"

/* ---- codes ---- */

static void scanned(struct sim *sim, uint64_t delay_ms, uint64_t op, err_t err, const char *text)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_SCANNED;
    event.scanned.op = op;
    event.scanned.err = err;
    text_copy(event.scanned.text, sizeof(event.scanned.text), text);
    sim_tell(sim, delay_ms, &event);
}

static void give_up(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->scanner.op != op)
        return;
    sim->scanner.op = 0;
    scanned(sim, 0, op, ERR_TIMEOUT, "");
}

/* The person holds the paper whose code is asked for, if it is still asked for. */
static void hold(struct sim *sim, const void *bytes)
{
    uint64_t op;
    bool late = sim_strikes(sim, FAULT_SCANNER_LATE);
    const char *text = sim->glass.view.step == STEP_SCAN ? sim->person.code : sim->person.door;

    memcpy(&op, bytes, sizeof(op));
    if (sim->scanner.op != op || !sim->person.present || sim->person.epoch != sim->scanner.epoch)
        return;
    if (sim_strikes(sim, FAULT_SCANNER_DEATH)) {
        machine_die(sim, SIM_SCANNER);
        return;
    }
    sim->scanner.op = 0;
    if (sim_strikes(sim, FAULT_SCANNER_SILENT))
        return;
    if (sim_strikes(sim, FAULT_CODE_FOREIGN)) {
        scanned(sim, 0, op, ERR_INVALID, "");
        return;
    }
    if (sim_strikes(sim, FAULT_CODE_WRONG))
        text = "20260101";
    sim_fact(
        sim,
        (struct fact){.kind = FACT_TYPED, .epoch = sim->scanner.epoch, .number = sim->person.index},
        0);
    scanned(sim, late ? sim_between(sim, 3000, 40000) : 0, op, ERR_OK, text);
}

void scanner_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    uint64_t op = effect->scan.op;

    if (effect->kind == EFFECT_SCAN_CANCEL) {
        if (sim->scanner.op == op && op != 0) {
            sim->scanner.op = 0;
            scanned(sim, 5, op, ERR_CANCELLED, "");
        }
        return;
    }
    if (!machine_is_well(sim, DEVICE_SCANNER)) {
        scanned(sim, 5, op, ERR_NO_DEVICE, "");
        return;
    }
    sim->scanner.op = op;
    sim->scanner.epoch = effect->epoch;
    sim_post(sim, SIM_SCANNER, effect->scan.limit_ms, give_up, &op, sizeof(op));
    if (random_below(&sim->random, 4) != 0)
        sim_post(sim, SIM_SCANNER, sim_between(sim, 800, 6000), hold, &op, sizeof(op));
}

/* ---- the social security card ---- */

static void card(struct sim *sim, uint64_t op, err_t err, const struct person *person)
{
    struct event event;

    memset(&event, 0, sizeof(event));
    event.kind = EVENT_CARD;
    event.card.op = op;
    event.card.err = err;
    if (person != NULL)
        event.card.person = *person;
    sim_tell(sim, 0, &event);
}

static void no_card(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->smartcard.op != op)
        return;
    sim->smartcard.op = 0;
    card(sim, op, ERR_NO_CARD, NULL);
}

static void hand_over(struct sim *sim, uint64_t op)
{
    struct person person = sim->person.card;

    person.card = CARD_SOCIAL;
    sim_fact(sim,
             (struct fact){.kind = FACT_READ,
                           .epoch = sim->smartcard.epoch,
                           .number = sim->person.index,
                           .op = op},
             0);
    card(sim, op, ERR_OK, &person);
}

static void put_in(struct sim *sim, const void *bytes)
{
    uint64_t op;

    memcpy(&op, bytes, sizeof(op));
    if (sim->smartcard.op != op || !sim->person.present ||
        sim->person.epoch != sim->smartcard.epoch)
        return;
    if (sim_strikes(sim, FAULT_SMARTCARD_DEATH)) {
        machine_die(sim, SIM_SMARTCARD);
        return;
    }
    sim->smartcard.op = 0;
    if (sim_strikes(sim, FAULT_SOCIAL_PIN))
        card(sim, op, ERR_PIN_NEEDED, NULL);
    else if (!sim_strikes(sim, FAULT_SOCIAL_SILENT))
        hand_over(sim, op);
}

void smartcard_effect(struct sim *sim, const void *bytes)
{
    const struct effect *effect = bytes;
    uint64_t op = effect->card_read.op;

    if (effect->kind == EFFECT_SOCIAL_CANCEL) {
        if (sim->smartcard.op == op && op != 0) {
            sim->smartcard.op = 0;
            card(sim, op, ERR_CANCELLED, NULL);
        }
        return;
    }
    if (!machine_is_well(sim, DEVICE_SMARTCARD)) {
        card(sim, op, ERR_NO_DEVICE, NULL);
        return;
    }
    sim->smartcard.op = op;
    sim->smartcard.epoch = effect->epoch;
    sim_post(sim, SIM_SMARTCARD, effect->card_read.limit_ms, no_card, &op, sizeof(op));
    if (random_below(&sim->random, 5) == 0)
        sim_post(sim, SIM_SMARTCARD, sim_between(sim, 500, 3000), put_in, &op, sizeof(op));
}
