#include "firmware/app/worker.h"

#include <stddef.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "firmware/base/bytes.h"

void worker_init(struct worker *worker, enum device device, int fd)
{
    *worker = (struct worker){.health.kind = EVENT_DEVICE, .health_due = true};
    control_init(&worker->control, fd);
    worker->health.device.device = device;
    worker->health.device.state = DEVICE_STARTING;
    worker->health.device.restarted = 1;
}

void worker_finish(struct worker *worker)
{
    control_finish(&worker->control);
    bytes_wipe(worker, sizeof(*worker));
}

bool worker_tell(struct worker *worker, const struct event *event, int file)
{
    return channel_send_event(worker->control.peers[PROCESS_KIOSK], event, file) == ERR_OK;
}

static void send_due(struct worker *worker)
{
    if (worker->health_due && worker_tell(worker, &worker->health, -1)) {
        worker->health_due = false;
        worker->health.device.restarted = 0;
    }
    if (worker->answer_due && worker_tell(worker, &worker->answer, -1))
        worker->answer_due = false;
}

bool worker_wait(struct worker *worker, uint64_t until_ms, int extra,
                 struct control_ready *out_ready)
{
    send_due(worker);
    if (!control_wait(&worker->control, until_ms, extra, out_ready))
        return false;
    if (out_ready->replaced[PROCESS_KIOSK]) {
        worker->health_due = true;
        worker->answer_due = worker->answer.kind != EVENT_NONE;
        send_due(worker);
    }
    return true;
}

bool worker_next(struct worker *worker, struct effect *out_effect, int *out_file)
{
    int kiosk = worker->control.peers[PROCESS_KIOSK];
    err_t err = channel_receive_effect(kiosk, out_effect, out_file);

    if (err == ERR_OK)
        return true;
    if (err != ERR_BUSY && kiosk >= 0) {
        if (err != ERR_NO_DEVICE)
            log_line("dropped the kiosk: %s", err_name(err));
        control_drop(&worker->control, PROCESS_KIOSK);
    }
    return false;
}

static enum device_state state_of(err_t err)
{
    switch (err) {
    case ERR_OK:
        return DEVICE_ONLINE;
    case ERR_NO_DEVICE:
        return DEVICE_NO_DEVICE;
    case ERR_BUSY:
        return DEVICE_BUSY;
    case ERR_TIMEOUT:
    case ERR_NETWORK:
        return DEVICE_OFFLINE;
    case ERR_PAPER_OUT:
    case ERR_MARKER_OUT:
    case ERR_COVER_OPEN:
    case ERR_NOT_TAKEN:
        return DEVICE_USER_ERROR;
    default:
        return DEVICE_HARDWARE_ERROR;
    }
}

void worker_health(struct worker *worker, err_t err, enum consumable consumable)
{
    struct event_device *device = &worker->health.device;

    if (device->state == (uint32_t)state_of(err) && device->err == err &&
        device->consumable == (uint32_t)consumable)
        return;
    device->state = state_of(err);
    device->err = err;
    device->consumable = consumable;
    worker->health_due = true;
    log_line("%s is %s (%s)", device_name((enum device)device->device),
             device_state_name((enum device_state)device->state), err_name(err));
}

void worker_sheets(struct worker *worker, uint32_t sheets)
{
    if (worker->health.device.sheets != sheets)
        worker->health_due = true;
    worker->health.device.sheets = sheets;
}

void worker_answer(struct worker *worker, const struct event *answer)
{
    worker->answer = *answer;
    worker->answer_due = true;
    send_due(worker);
}

void worker_forget(struct worker *worker)
{
    bytes_wipe(&worker->answer, sizeof(worker->answer));
    worker->answer_due = false;
}
