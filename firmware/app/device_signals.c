/* The I/O board's worker: tells what it feels whenever that changes (the kiosk all of it, the voice
 * by itself, because private words follow the headphones), puts on the lights that the
 * screen asks for, and takes a device's power away for a moment when the kiosk says that nothing else
 * helps. */
#include <string.h>

#include "drivers/io/io.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/device.h"
#include "firmware/app/log.h"
#include "firmware/app/worker.h"

#define SIGNALS_LOOK_MS 200
#define SIGNALS_LIMIT_MS 600
#define SIGNALS_OFF_MS 5000 /* how long a device is without power in a power cycle */

/* Who is told, and what of it was taken. */
struct listener {
    struct event_signals told;
    bool told_once;
};

struct signals {
    struct worker worker;
    const struct io_driver *driver;
    const struct board_signals *board;
    struct io_board *handle; /* NULL: not open */
    uint32_t failures;       /* of looks in a row, as device_pause_ms() counts */
    uint64_t look_ms;
    uint32_t lights;  /* bits of enum light that are asked for */
    uint32_t written; /* outputs as they are; meaningless unless `known` */
    bool known;
    uint32_t off; /* the output of the device that is without power; 0: none */
    uint64_t off_until_ms;
    struct listener kiosk, voice;
};

static uint32_t outputs_of(const struct signals *signals)
{
    static const struct {
        uint32_t light;
        enum io_output output;
    } lamps[] = {
        {LIGHT_CARD, IO_OUTPUT_LIGHT_CARD},     {LIGHT_RECEIPT, IO_OUTPUT_LIGHT_RECEIPT},
        {LIGHT_PAGES, IO_OUTPUT_LIGHT_PAGES},   {LIGHT_SCANNER, IO_OUTPUT_LIGHT_SCANNER},
        {LIGHT_LOCKER, IO_OUTPUT_LIGHT_LOCKER}, {LIGHT_BEEP, IO_OUTPUT_BEEPER},
    };
    uint32_t outputs = IO_OUTPUTS_AT_REST & ~signals->off;

    for (size_t i = 0; i < sizeof(lamps) / sizeof(lamps[0]); i++)
        if ((signals->lights & lamps[i].light) != 0)
            outputs |= IO_BIT(lamps[i].output);
    return outputs;
}

static void hang_up(struct signals *signals)
{
    signals->driver->close(signals->handle);
    signals->handle = NULL;
    signals->known = false;
}

static err_t have_board(struct signals *signals)
{
    err_t err;

    if (signals->handle != NULL)
        return ERR_OK;
    control_busy(&signals->worker.control, DEVICE_OPEN_LIMIT_MS);
    err = signals->driver->open(signals->board->device.port, &signals->board->map,
                                DEVICE_OPEN_LIMIT_MS, &signals->handle);
    if (err != ERR_OK)
        signals->handle = NULL;
    return err;
}

static err_t put_on(struct signals *signals)
{
    uint32_t outputs = outputs_of(signals);
    err_t err;

    if (signals->known && signals->written == outputs)
        return ERR_OK;
    err = signals->driver->write(signals->handle, outputs, SIGNALS_LIMIT_MS);
    signals->known = err == ERR_OK;
    signals->written = outputs;
    return err;
}

/* Tells only what is new; what is not taken is told at the next look. */
static void tell(struct signals *signals, enum process peer, const struct event_signals *felt)
{
    struct listener *listener = peer == PROCESS_VOICE ? &signals->voice : &signals->kiosk;
    struct event event = {.kind = EVENT_SIGNALS, .at = clock_moment(), .signals = *felt};

    if (listener->told_once && memcmp(felt, &listener->told, sizeof(*felt)) == 0)
        return;
    if (channel_send_event(signals->worker.control.peers[peer], &event, -1) != ERR_OK)
        return;
    listener->told = *felt;
    listener->told_once = true;
}

static struct event_signals signals_of(const struct io_inputs *inputs)
{
    static const struct {
        enum io_input input;
        uint32_t signal;
    } wires[] = {
        {IO_INPUT_CABINET_DOOR, SIGNAL_CABINET},
        {IO_INPUT_TILT, SIGNAL_TILT},
        {IO_INPUT_MAINS, SIGNAL_MAINS_LOST},
        {IO_INPUT_HEADPHONES, SIGNAL_HEADPHONES},
    };
    struct event_signals felt = {0};

    for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
        if ((inputs->known & IO_BIT(wires[i].input)) != 0)
            felt.known |= wires[i].signal;
        if ((inputs->values & IO_BIT(wires[i].input)) != 0)
            felt.on |= wires[i].signal;
    }
    return felt;
}

static void look_after(struct signals *signals)
{
    struct event_signals felt = {0};
    struct io_inputs inputs;
    err_t err = have_board(signals);

    if (signals->off != 0 && clock_mono_ms() >= signals->off_until_ms)
        signals->off = 0;
    if (err == ERR_OK)
        err = put_on(signals);
    if (err == ERR_OK)
        err = signals->driver->read(signals->handle, SIGNALS_LIMIT_MS, &inputs);
    if (err == ERR_OK) {
        felt = signals_of(&inputs);
        tell(signals, PROCESS_KIOSK, &felt);
    } else {
        hang_up(signals);
    }
    tell(signals, PROCESS_VOICE, &felt); /* of a board that is silent nothing is known */
    worker_health(&signals->worker, err, CONSUMABLE_UNKNOWN);
    signals->look_ms = clock_mono_ms() +
                       (err == ERR_OK ? SIGNALS_LOOK_MS : device_pause_ms(err, &signals->failures));
    if (err == ERR_OK)
        signals->failures = 0;
}

/* One device at a time, and only one that this board's wires feed. */
static void cycle(struct signals *signals, enum device device)
{
    static const uint8_t lines[DEVICE_COUNT] = {
        [DEVICE_READER] = IO_OUTPUT_POWER_CARD,   [DEVICE_PRINTER] = IO_OUTPUT_POWER_RECEIPT,
        [DEVICE_PAGES] = IO_OUTPUT_POWER_PAGES,   [DEVICE_SCANNER] = IO_OUTPUT_POWER_SCANNER,
        [DEVICE_CAMERA] = IO_OUTPUT_POWER_CAMERA, [DEVICE_LOCKER] = IO_OUTPUT_POWER_LOCKER,
    };

    if (device >= DEVICE_COUNT || lines[device] == 0 || signals->off != 0 ||
        signals->board->map.outputs[lines[device]].line == 0)
        return;
    log_line("the power of %s is taken away for %d s", device_name(device), SIGNALS_OFF_MS / 1000);
    signals->off = IO_BIT(lines[device]);
    signals->off_until_ms = clock_mono_ms() + SIGNALS_OFF_MS;
    signals->look_ms = 0;
}

static void take_effects(struct signals *signals)
{
    struct effect effect;

    while (worker_next(&signals->worker, &effect, NULL)) {
        if (effect.kind == EFFECT_LIGHTS) {
            signals->lights = effect.lights.on;
            signals->look_ms = 0; /* at once */
        } else if (effect.kind == EFFECT_CLEAR) {
            signals->lights &= LIGHT_BEEP; /* nobody is served, even if that was not heard */
            signals->look_ms = 0;
        } else if (effect.kind == EFFECT_POWER_CYCLE) {
            cycle(signals, (enum device)effect.power.device);
        }
    }
}

err_t device_run_signals(const struct board *board)
{
    static struct signals signals;
    struct control_ready ready;

    signals.driver = io_driver_find(board->signals.device.driver);
    signals.board = &board->signals;
    if (signals.driver == NULL)
        return ERR_NOT_FOUND;
    worker_init(&signals.worker, DEVICE_SIGNALS, CONTROL_FD);
    look_after(&signals);
    while (worker_wait(&signals.worker, signals.look_ms, -1, &ready)) {
        if (ready.replaced[PROCESS_KIOSK])
            signals.kiosk.told_once = false;
        if (ready.replaced[PROCESS_VOICE])
            signals.voice.told_once = false;
        else if (ready.readable[PROCESS_VOICE])
            control_drop(&signals.worker.control,
                         PROCESS_VOICE); /* it has nothing to say: its end */
        take_effects(&signals);
        if (clock_mono_ms() >= signals.look_ms)
            look_after(&signals);
    }
    hang_up(&signals);
    worker_finish(&signals.worker);
    return ERR_OK;
}
