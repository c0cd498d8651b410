#include "firmware/services/pickup/guard.h"

#include <string.h>

#include "firmware/base/bytes.h"

static const struct {
    const char *name;
    err_t err;
} reasons[] = {
#define GUARD(name, err, text) {#name, ERR_##err},
#include "firmware/services/pickup/guard.def"
#undef GUARD
};

const char *guard_reason_name(enum guard_reason reason)
{
    return reason < GUARD_REASON_COUNT ? reasons[reason].name : "?";
}

err_t guard_err(enum guard_reason reason)
{
    return reason < GUARD_REASON_COUNT ? reasons[reason].err : ERR_INVALID;
}

static enum guard_reason judge_assignment(const struct guard_facts *facts)
{
    const struct assignment *assignment = &facts->assignment;

    if (facts->assignment_err != ERR_OK)
        return GUARD_UNSIGNED;
    if (strcmp(assignment->id, facts->wished) != 0)
        return GUARD_OTHER_ASSIGNMENT;
    if (strcmp(assignment->kiosk_id, facts->kiosk_id) != 0)
        return GUARD_OTHER_KIOSK;
    if (assignment->state != ASSIGNMENT_READY)
        return GUARD_NOT_READY;
    if (assignment->cell == 0 || assignment->cell > facts->door_count)
        return GUARD_NO_CELL;
    return (assignment->factors & (LOCKER_FACTOR_CARD | LOCKER_FACTOR_CODE)) != 0 ? GUARD_OPEN
                                                                                  : GUARD_NO_FACTOR;
}

static enum guard_reason judge_time(const struct guard_facts *facts)
{
    if (facts->now.trust != CLOCK_LOCAL && facts->now.trust != CLOCK_TRUSTED)
        return GUARD_CLOCK;
    if (facts->now.wall_s < facts->assignment.not_before_s)
        return GUARD_TOO_EARLY;
    return facts->now.wall_s < facts->assignment.expires_s ? GUARD_OPEN : GUARD_TOO_LATE;
}

/* True when `then_ms` lies in the last `most_ms`; of a time in the future the age wraps to ages. */
static bool is_fresh(const struct guard_facts *facts, uint64_t then_ms, uint64_t most_ms)
{
    return facts->now.mono_ms - then_ms <= most_ms;
}

static bool is_secret(const struct assignment *assignment, const char *secret,
                      const uint8_t expected[DIGEST_BYTES])
{
    uint8_t hash[DIGEST_BYTES];
    bool same;

    assignment_hash(assignment, secret, hash);
    same = bytes_equal(hash, expected, sizeof(hash));
    bytes_wipe(hash, sizeof(hash));
    return same;
}

static enum guard_reason judge_identity(const struct guard_facts *facts)
{
    const struct guard_identity *identity = &facts->identity;

    if ((facts->assignment.factors & LOCKER_FACTOR_CARD) == 0)
        return GUARD_OPEN;
    if (identity->epoch == 0 || identity->number[0] == '\0')
        return GUARD_NO_IDENTITY;
    if (identity->epoch != facts->epoch)
        return GUARD_OTHER_VISIT;
    if (!is_fresh(facts, identity->mono_ms, GUARD_IDENTITY_MS_MAX))
        return GUARD_IDENTITY_OLD;
    return is_secret(&facts->assignment, identity->number, facts->assignment.subject_hash)
               ? GUARD_OPEN
               : GUARD_OTHER_PERSON;
}

static bool has_tries_left(const struct guard_facts *facts)
{
    const uint64_t *wrong_ms = facts->tries.wrong_ms;

    for (size_t i = 0; i < GUARD_TRIES_MAX; i++)
        if (wrong_ms[i] == 0 || !is_fresh(facts, wrong_ms[i], GUARD_TRIES_MS))
            return true;
    return false;
}

static enum guard_reason judge_code(const struct guard_facts *facts)
{
    if ((facts->assignment.factors & LOCKER_FACTOR_CODE) == 0)
        return GUARD_OPEN;
    if (!has_tries_left(facts))
        return GUARD_TOO_MANY_TRIES;
    if (!facts->assignment.has_code || facts->code[0] == '\0')
        return GUARD_CODE_MISSING;
    return is_secret(&facts->assignment, facts->code, facts->assignment.code_hash)
               ? GUARD_OPEN
               : GUARD_CODE_WRONG;
}

static enum guard_reason judge_intent(const struct guard_facts *facts)
{
    const struct guard_intent *intent = &facts->intent;

    if (intent->kind != INTENT_OPEN || intent->state == INTENT_NONE)
        return GUARD_NO_INTENT;
    if (intent->state != INTENT_CLAIMED)
        return GUARD_INTENT_STATE;
    if (strcmp(intent->assignment, facts->wished) != 0)
        return GUARD_INTENT_OTHER;
    if (intent->boot == 0 || intent->boot != intent->boot_now)
        return GUARD_INTENT_BOOT;
    return is_fresh(facts, intent->saved_ms, GUARD_INTENT_MS_MAX) ? GUARD_OPEN : GUARD_INTENT_OLD;
}

/* A sensor that knows nothing stops nobody. */
static enum guard_reason judge_world(const struct guard_facts *facts)
{
    if (facts->door != DOOR_CLOSED && facts->door != DOOR_UNKNOWN)
        return GUARD_DOOR_OPEN;
    if (facts->assignment.purpose == LOCKER_PICKUP)
        return facts->item == GUARD_ITEM_EMPTY ? GUARD_CELL_EMPTY : GUARD_OPEN;
    return facts->item == GUARD_ITEM_OCCUPIED ? GUARD_CELL_OCCUPIED : GUARD_OPEN;
}

/* Nothing of an assignment is looked at before it is known to be the platform's. */
enum guard_reason guard_permit(const struct guard_facts *facts)
{
    enum guard_reason reason = facts->is_locked_out ? GUARD_LOCKED_OUT : judge_assignment(facts);

    if (reason == GUARD_OPEN)
        reason = judge_time(facts);
    if (reason == GUARD_OPEN)
        reason = judge_identity(facts);
    return reason == GUARD_OPEN ? judge_code(facts) : reason;
}

err_t guard_decide(const struct guard_facts *facts, enum guard_reason *out_reason)
{
    *out_reason = guard_permit(facts);
    if (*out_reason == GUARD_OPEN)
        *out_reason = judge_intent(facts);
    if (*out_reason == GUARD_OPEN)
        *out_reason = judge_world(facts);
    return guard_err(*out_reason);
}

void guard_note_wrong(struct guard_tries *tries, uint64_t now_ms)
{
    size_t oldest = 0;

    for (size_t i = 1; i < GUARD_TRIES_MAX; i++)
        if (tries->wrong_ms[i] < tries->wrong_ms[oldest])
            oldest = i;
    tries->wrong_ms[oldest] = now_ms;
}
