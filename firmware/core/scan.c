/* The code scanner beside a step: as long as the step wants a code one SCAN is under way. Whatever
 * comes has passed the scanner's own grammar; what it means is the step's to say. */
#include "firmware/core/step.h"

void scan_begin(struct core *core, struct effects *out)
{
    struct wait *wait = &core->session.scan_wait;
    struct effect *effect;

    if (wait->op != 0 || !device_is_online(core, DEVICE_SCANNER))
        return;
    wait_begin(core, wait, EFFECT_SCAN, CORE_SCAN_MS + CORE_STORE_MS);
    effect = effects_push(core, out, EFFECT_SCAN);
    effect->scan.op = wait->op;
    effect->scan.limit_ms = CORE_SCAN_MS;
}

void scan_end(struct core *core, struct effects *out)
{
    struct wait *wait = &core->session.scan_wait;

    if (wait->op != 0)
        effects_push(core, out, EFFECT_SCAN_CANCEL)->op_only.op = wait->op;
    wait_end(wait);
}

bool scan_event(struct core *core, const struct event *event, struct effects *out,
                const char **out_text)
{
    struct wait *wait = &core->session.scan_wait;
    const struct event_device *device = &event->device;

    if (event->kind == EVENT_SCANNED && wait_is(wait, event->scanned.op)) {
        wait_end(wait);
        if (event->scanned.err == ERR_OK) {
            *out_text = event->scanned.text;
            return true;
        }
        /* Whoever holds a foreign code there sees that it was read. */
        if (event->scanned.err == ERR_INVALID || event->scanned.err == ERR_LIMIT)
            core->session.problem = WORD_SCAN_OTHER;
        if (event->scanned.err == ERR_TIMEOUT || event->scanned.err == ERR_INVALID ||
            event->scanned.err == ERR_LIMIT)
            scan_begin(core, out);
    } else if (event->kind == EVENT_DEVICE && device->device == DEVICE_SCANNER) {
        if (device->state != DEVICE_ONLINE || device->restarted)
            wait_end(wait);
        scan_begin(core, out);
    } else if ((event->kind == EVENT_BUSY && wait_is(wait, event->op.op)) ||
               wait_is_over(core, wait)) {
        wait_end(wait);
        scan_begin(core, out);
    } else if (event->kind == EVENT_RESUMED && wait->op != 0) {
        wait_end(wait);
        scan_begin(core, out);
    }
    return false;
}
