#include "firmware/core/step.h"

#include <string.h>

#include "firmware/base/check.h"

struct effect *effects_push(struct core *core, struct effects *out, enum effect_kind kind)
{
    struct effect *effect;

    CHECK(out->count < EFFECTS_MAX);
    effect = &out->items[out->count++];
    memset(effect, 0, effect_size_bytes(kind));
    effect->kind = kind;
    effect->epoch = core->session.epoch;
    return effect;
}

uint64_t wait_earlier(uint64_t a_ms, uint64_t b_ms)
{
    if (a_ms == 0 || b_ms == 0)
        return a_ms == 0 ? b_ms : a_ms;
    return a_ms < b_ms ? a_ms : b_ms;
}

uint64_t wait_begin(struct core *core, struct wait *wait, enum effect_kind effect,
                    uint64_t limit_ms)
{
    core->op_count++;
    wait->op = (uint64_t)core->boot << 32 | core->op_count;
    wait->deadline_ms = core->now.mono_ms + limit_ms;
    wait->effect = effect;
    wait->tries = 1;
    return wait->op;
}

void wait_end(struct wait *wait)
{
    memset(wait, 0, sizeof(*wait));
}

bool wait_is(const struct wait *wait, uint64_t op)
{
#ifdef MUTANT_STALE_ANSWER /* planted for `make mutants` only: any answer will do */
    return wait->op != 0 && op != 0;
#endif
    return wait->op != 0 && wait->op == op;
}

bool wait_is_over(const struct core *core, const struct wait *wait)
{
    return wait->op != 0 && core->now.mono_ms >= wait->deadline_ms;
}

void effects_report(struct core *core, struct effects *out, enum report_code code,
                    enum device device, err_t err)
{
    struct effect *effect = effects_push(core, out, EFFECT_REPORT);

    effect->report.code = code;
    effect->report.device = device;
    effect->report.err = err;
}
