#include "firmware/app/device.h"

#include <stdbool.h>
#include <stddef.h>

#include "drivers/camera/camera.h"
#include "firmware/app/camera_look.h"
#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/control.h"
#include "firmware/app/frames.h"
#include "firmware/app/log.h"

_Static_assert(FRAME_WIDTH_PX == CAMERA_WIDTH_PX && FRAME_HEIGHT_PX == CAMERA_HEIGHT_PX &&
                   FRAME_BYTES == CAMERA_PICTURE_BYTES,
               "drivers write straight into the frames");

#define CAMERA_OPEN_LIMIT_MS 10000 /* uvcvideo itself gives each control up to 5 s */
#define CAMERA_READ_LIMIT_MS 100   /* so that the kiosk is heard while no picture comes */
#define CAMERA_SNAP_LIMIT_MS 3000  /* one picture at full size, and what is made of it */
#define CAMERA_LOOK_EVERY 3        /* pictures: 5 verdicts a second are enough to guide a hand */
#define CAMERA_STALL_MS 1500       /* without a picture: it is opened afresh */
#define CAMERA_CORRUPT_MAX 15      /* damaged pictures in a row: likewise */

/* Runs the camera, whose pictures go to the kiosk while it asks for them and nowhere else. */
struct station {
    struct control control;
    const struct camera_driver *driver;
    const char *port;
    struct camera_source *source; /* NULL: not open */
    struct frames_writer writer;  /* open while the kiosk wants to see */
    struct camera_look *look;     /* NULL: nothing is looked for */
    enum frame_purpose purpose;
    bool shot;           /* the stream has ended with a shot; its picture stays */
    uint32_t pictures;   /* of the stream */
    err_t err;           /* how the camera is */
    bool due;            /* the kiosk does not know yet */
    uint64_t look_ms;    /* when to open or to ask for health next */
    uint64_t picture_ms; /* when the last one came */
    uint32_t failures;   /* in a row, as device_pause_ms() counts */
    uint32_t corrupt;    /* damaged pictures in a row */
};

static void set_state(struct station *station, err_t err)
{
    if (station->err == err)
        return;
    station->err = err;
    station->due = true;
    log_line("camera: %s", err_name(err));
}

static void tell_state(struct station *station)
{
    const struct frame_message message = {.kind = FRAME_MESSAGE_STATE, .err = station->err};

    if (station->due && channel_send(station->control.peers[PROCESS_KIOSK], &message,
                                     sizeof(message), -1) == ERR_OK)
        station->due = false;
}

static void hang_up(struct station *station)
{
    station->driver->close(station->source);
    station->source = NULL;
}

/* ---- looking after the camera ---- */

static err_t have_camera(struct station *station)
{
    err_t err = ERR_OK;

    control_busy(&station->control, CAMERA_OPEN_LIMIT_MS);
    if (station->source == NULL)
        err = station->driver->open(station->port, &station->source);
    else
        err = station->driver->status(station->source);
    if (err == ERR_OK && station->writer.stream != 0 && !station->shot)
        err = station->driver->start(station->source);
    return err;
}

static void look_after(struct station *station)
{
    err_t err = have_camera(station);

    if (err != ERR_OK)
        hang_up(station);
    station->corrupt = 0;
    station->picture_ms = clock_mono_ms();
    station->look_ms = station->picture_ms + device_pause_ms(err, &station->failures);
    /* One that came back while somebody waits to see is well when it shows something. */
    if (err != ERR_OK || station->writer.stream == 0)
        set_state(station, err);
}

/* The camera is closed and opened afresh after a pause; the stream goes on when it is back. */
static void meet_trouble(struct station *station, err_t err)
{
    hang_up(station);
    station->look_ms = clock_mono_ms() + device_pause_ms(err, &station->failures);
    set_state(station, err);
}

/* ---- the stream ---- */

static void end_stream(struct station *station)
{
    if (station->source != NULL)
        station->driver->stop(station->source);
    frames_writer_close(&station->writer);
    camera_look_destroy(station->look);
    station->look = NULL;
    station->shot = false;
}

static void begin_stream(struct station *station, const struct frame_message *wish)
{
    err_t err;

    end_stream(station);
    station->purpose = (enum frame_purpose)wish->purpose;
    station->pictures = 0;
    err = frames_writer_open(&station->writer, wish->stream);
    if (err == ERR_OK && station->purpose != FRAME_PURPOSE_NONE)
        err = camera_look_create(&station->look);
    if (err == ERR_OK)
        look_after(station);
    else
        set_state(station, err);
}

/* What the picture shows, for the advice on the glass; the edge of what was found is drawn in. */
static void advise(struct station *station, uint8_t *pixels)
{
    struct frame_message message = {.kind = FRAME_MESSAGE_VERDICT,
                                    .stream = station->writer.stream};
    struct camera_verdict verdict;
    err_t err;

    if (station->look == NULL || station->pictures++ % CAMERA_LOOK_EVERY != 0)
        return;
    verdict = camera_look_at(station->look, station->purpose, pixels);
    message.found = verdict.found;
    message.warnings = verdict.warnings;
    err = channel_send(station->control.peers[PROCESS_KIOSK], &message, sizeof(message), -1);
    (void)err; /* the next one comes soon */
}

/* Late pictures are dropped, never queued: by the driver, and here while the kiosk holds all. */
static void hand_over(struct station *station)
{
    err_t err = frames_writer_send(&station->writer, station->control.peers[PROCESS_KIOSK],
                                   clock_mono_ms());

    (void)err; /* the slot is still ours, and the next picture goes there */
}

static void stream_once(struct station *station)
{
    uint8_t *room = frames_writer_room(&station->writer);
    err_t err = station->driver->read(station->source, CAMERA_READ_LIMIT_MS, room);

    if (err == ERR_OK) {
        station->corrupt = 0;
        station->picture_ms = clock_mono_ms();
        set_state(station, ERR_OK);
        if (room != NULL) {
            advise(station, room);
            hand_over(station);
        }
    } else if (err == ERR_CORRUPT) {
        station->picture_ms = clock_mono_ms();
        if (++station->corrupt >= CAMERA_CORRUPT_MAX)
            meet_trouble(station, err);
    } else if (err != ERR_TIMEOUT || clock_mono_ms() - station->picture_ms >= CAMERA_STALL_MS) {
        meet_trouble(station, err);
    }
}

/* ---- the shot ---- */

/* The kiosk gets the small picture first, so that the glass shows what it is asked to judge. */
static void snap(struct station *station, uint64_t op)
{
    struct frame_message message = {
        .kind = FRAME_MESSAGE_SHOT, .stream = station->writer.stream, .op = op};
    struct camera_shot shot = {.driver = station->driver,
                               .source = station->source,
                               .limit_ms = CAMERA_SNAP_LIMIT_MS,
                               .preview = frames_writer_room(&station->writer),
                               .file = -1};
    err_t err = ERR_NO_DEVICE;

    control_busy(&station->control, 2 * CAMERA_SNAP_LIMIT_MS);
    if (station->source != NULL && station->look != NULL)
        err = camera_look_take(station->look, station->purpose, &shot);
    if (err == ERR_OK && shot.preview != NULL)
        hand_over(station);
    message.err = err;
    message.warnings = shot.verdict.warnings;
    err = channel_send(station->control.peers[PROCESS_KIOSK], &message, sizeof(message), shot.file);
    if (err == ERR_OK && message.err == ERR_OK) {
        station->shot = true;
        station->driver->stop(station->source);
    }
    channel_close(&shot.file);
    station->picture_ms = clock_mono_ms();
}

/* ---- the kiosk ---- */

/* False: the kiosk broke the rules. */
static bool obey(struct station *station, const struct frame_message *message)
{
    switch (message->kind) {
    case FRAME_MESSAGE_START:
        if (message->stream == 0 || message->purpose > FRAME_PURPOSE_PORTRAIT)
            return false;
        begin_stream(station, message);
        return true;
    case FRAME_MESSAGE_SNAP:
        if (message->stream == station->writer.stream && message->stream != 0 && !station->shot)
            snap(station, message->op);
        return true;
    case FRAME_MESSAGE_STOP:
        end_stream(station);
        return true;
    case FRAME_MESSAGE_DONE:
        return frames_writer_done(&station->writer, message);
    default:
        return false;
    }
}

static void take_messages(struct station *station)
{
    int *kiosk = &station->control.peers[PROCESS_KIOSK];

    while (*kiosk >= 0) {
        struct frame_message message = {0};
        struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message)};
        err_t err = channel_receive(*kiosk, &packet);

        if (err == ERR_BUSY)
            return;
        if (err == ERR_OK) {
            channel_close(&packet.file);
            if (packet.size == sizeof(message) && obey(station, &message))
                continue;
            err = ERR_INVALID;
        }
        if (err != ERR_NO_DEVICE)
            log_line("dropped the kiosk: %s", err_name(err));
        end_stream(station);
        control_drop(&station->control, PROCESS_KIOSK);
    }
}

static bool is_streaming(const struct station *station)
{
    return station->writer.stream != 0 && station->source != NULL && !station->shot;
}

/* While it streams nothing here waits: the driver does, for each picture. */
static uint64_t until_ms(const struct station *station)
{
    return is_streaming(station) ? clock_mono_ms() : station->look_ms;
}

err_t device_run_camera(const struct board *board)
{
    static struct station station;
    struct control_ready ready;

    station.driver = camera_driver_find(board->camera.driver);
    station.port = board->camera.port;
    if (station.driver == NULL)
        return ERR_NOT_FOUND;
    station.due = true;
    control_init(&station.control, CONTROL_FD);
    look_after(&station);
    while (control_wait(&station.control, until_ms(&station), -1, &ready)) {
        if (ready.replaced[PROCESS_KIOSK]) {
            end_stream(&station); /* of a kiosk that is no more */
            station.due = true;
        }
        take_messages(&station);
        if (is_streaming(&station))
            stream_once(&station);
        else if (clock_mono_ms() >= station.look_ms)
            look_after(&station);
        tell_state(&station);
    }
    end_stream(&station);
    hang_up(&station);
    control_finish(&station.control);
    return ERR_OK;
}
