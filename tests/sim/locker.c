/* The doors of the locker, as the world has them, and what the platform assigned to them. A lock is
 * fired and its door opens, or sticks, or another one does; a sensor tells it, or nothing. */
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/sim/sim.h"

#define KEEP_S 2592000

/* ---- what waits ---- */

struct sim_parcel *locker_parcel(struct sim *sim, const char *id)
{
    for (uint32_t i = 0; i < sim->locker.parcel_count; i++)
        if (strcmp(sim->locker.parcels[i].assignment.id, id) == 0)
            return &sim->locker.parcels[i];
    return NULL;
}

/* A cell that nobody was given, and whose door is shut. */
static uint8_t free_cell(const struct sim *sim)
{
    for (uint8_t cell = 1; cell <= SIM_CELLS; cell++) {
        bool taken =
            sim->locker.door[cell] == DOOR_OPEN || sim->locker.item[cell] == GUARD_ITEM_OCCUPIED;

        for (uint32_t i = 0; i < sim->locker.parcel_count; i++)
            taken = taken || sim->locker.parcels[i].assignment.cell == cell;
        if (!taken)
            return cell;
    }
    return 0;
}

static void write_assignment(struct sim *sim, struct sim_parcel *parcel,
                             enum locker_purpose purpose)
{
    struct assignment *assignment = &parcel->assignment;
    struct person person;
    char code[16];

    canary_person(parcel->person, &person);
    canary_door(parcel->person, code);
    snprintf(assignment->id, sizeof(assignment->id), "a%07x-0000-4000-8000-%012u",
             (unsigned)(sim->options.seed & 0xfffffff), sim->locker.parcel_count);
    assignment->seq = sim->locker.parcel_count;
    text_copy(assignment->kiosk_id, sizeof(assignment->kiosk_id), "sim-1");
    assignment->state = ASSIGNMENT_READY;
    assignment->purpose = (uint8_t)purpose;
    assignment->factors = LOCKER_FACTOR_CARD;
    assignment_hash(assignment, person.number, assignment->subject_hash);
    if (purpose == LOCKER_PICKUP && random_below(&sim->random, 2) == 0) {
        assignment->factors |= LOCKER_FACTOR_CODE;
        assignment->has_code = true;
        assignment_hash(assignment, code, assignment->code_hash);
    }
    assignment->not_before_s = sim_moment(sim).wall_s - 60;
    assignment->expires_s = assignment->not_before_s + KEEP_S;
    text_copy(assignment->what[0], sizeof(assignment->what[0]), "parcel");
}

static void deliver(struct sim *sim, const void *bytes)
{
    const struct sim_parcel *parcel = bytes;

    if (sim->store != NULL)
        store_host_put(sim, parcel);
    else if (!sim->over)
        sim_post(sim, SIM_WORLD, 5000, deliver, parcel, sizeof(*parcel));
}

void locker_assign(struct sim *sim, uint32_t person, enum locker_purpose purpose)
{
    struct sim_parcel *parcel;
    uint8_t cell = free_cell(sim);
    bool late = purpose == LOCKER_DEPOSIT && sim_strikes(sim, FAULT_ASSIGNED_LATE);

    if (cell == 0 || sim->locker.parcel_count == SIM_PARCELS_MAX)
        return;
    parcel = &sim->locker.parcels[sim->locker.parcel_count++];
    memset(parcel, 0, sizeof(*parcel));
    parcel->person = person;
    parcel->assignment.cell = cell;
    write_assignment(sim, parcel, purpose);
    sim->locker.item[cell] = purpose == LOCKER_PICKUP ? GUARD_ITEM_OCCUPIED : GUARD_ITEM_EMPTY;
    sim_trace(sim, "parcel", purpose == LOCKER_PICKUP ? "PICKUP" : "DEPOSIT", cell, person);
    sim_post(sim, SIM_WORLD, late ? sim_between(sim, 40000, 200000) : sim_between(sim, 500, 12000),
             deliver, parcel, sizeof(*parcel));
}

/* ---- a door that stands open ---- */

static void closes(struct sim *sim, const void *bytes)
{
    struct event event;
    uint8_t cell;

    memcpy(&cell, bytes, sizeof(cell));
    if (sim->locker.door[cell] != DOOR_OPEN)
        return;
    sim->locker.door[cell] = DOOR_CLOSED;
    sim_trace(sim, "door", "CLOSES", cell, 0);
    memset(&event, 0, sizeof(event));
    event.kind = EVENT_LOCKER_DOOR;
    event.locker_door.cell = cell;
    event.locker_door.door = DOOR_CLOSED;
    if (sim->processes[SIM_LOCKER].lives)
        sim_tell(sim, sim_between(sim, 10, 500), &event);
}

static void reach_in(struct sim *sim, const void *bytes)
{
    uint8_t cell;

    memcpy(&cell, bytes, sizeof(cell));
    if (sim->locker.door[cell] == DOOR_OPEN)
        sim->locker.item[cell] =
            sim->locker.item[cell] == GUARD_ITEM_OCCUPIED ? GUARD_ITEM_EMPTY : GUARD_ITEM_OCCUPIED;
}

void locker_door_opens(struct sim *sim, uint8_t cell)
{
    bool left = sim_strikes(sim, FAULT_DOOR_LEFT_OPEN) || !sim->person.present;

    sim->locker.door[cell] = DOOR_OPEN;
    sim->person.seen_door = true;
    sim->person.has_parcel = false;
    sim->totals.doors++;
    sim_trace(sim, "door", "OPENS", cell, left);
    sim_post(sim, SIM_WORLD, sim_between(sim, 1000, 2500), reach_in, &cell, sizeof(cell));
    sim_post(sim, SIM_WORLD,
             left ? sim_between(sim, 40000, 1800000) : sim_between(sim, 3000, 20000), closes, &cell,
             sizeof(cell));
}
