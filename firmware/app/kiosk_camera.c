#include "firmware/app/kiosk_camera.h"

#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "ui/ui.h"

void kiosk_camera_init(struct kiosk_camera *camera)
{
    memset(camera, 0, sizeof(*camera));
    camera->channel = camera->shot = -1;
    camera->err = ERR_NO_DEVICE;
}

/* ---- what the core is told ---- */

/* A full list means that the core is not running: what it misses it is told anew with the next
 * change. */
static void add_news(struct kiosk_camera *camera, const struct event *event)
{
    if (camera->news_count < KIOSK_CAMERA_NEWS_MAX)
        camera->news[camera->news_count++] = *event;
}

bool kiosk_camera_next(struct kiosk_camera *camera, struct event *out_event)
{
    if (camera->news_count == 0)
        return false;
    *out_event = camera->news[0];
    camera->news_count--;
    memmove(&camera->news[0], &camera->news[1], camera->news_count * sizeof(camera->news[0]));
    return true;
}

static void tell_health(struct kiosk_camera *camera, bool restarted)
{
    struct event event = {.kind = EVENT_DEVICE};

    event.device.device = DEVICE_CAMERA;
    event.device.err = camera->err;
    event.device.restarted = restarted;
    event.device.state = camera->err == ERR_OK          ? DEVICE_ONLINE
                         : restarted                    ? DEVICE_STARTING
                         : camera->err == ERR_NO_DEVICE ? DEVICE_NO_DEVICE
                         : camera->err == ERR_TIMEOUT   ? DEVICE_OFFLINE
                                                        : DEVICE_HARDWARE_ERROR;
    add_news(camera, &event);
}

static void tell_captured(struct kiosk_camera *camera, err_t err, uint32_t warnings)
{
    struct event event = {.kind = EVENT_CAPTURED};

    if (camera->op == 0)
        return;
    event.captured.op = camera->op;
    event.captured.err = err;
    event.captured.warnings = warnings;
    camera->op = 0;
    add_news(camera, &event);
}

static void hear_verdict(struct kiosk_camera *camera, const struct frame_message *message)
{
    const struct event_look look = {message->found, message->warnings};
    struct event event = {.kind = EVENT_LOOK, .look = look};

    if (memcmp(&look, &camera->seen, sizeof(look)) != 0)
        camera->seen_count = 0;
    camera->seen = look;
    if (++camera->seen_count == KIOSK_CAMERA_SURE && !camera->still)
        add_news(camera, &event);
}

/* Only a camera that has no room is worth telling again: of one that died the channel ends. */
static bool tell(const struct kiosk_camera *camera, enum frame_message_kind kind, uint32_t stream,
                 uint32_t sequence)
{
    const struct frame_message message = {.kind = kind,
                                          .stream = stream,
                                          .sequence = sequence,
                                          .purpose = camera->purpose,
                                          .op = camera->op};

    return camera->channel < 0 ||
           channel_send(camera->channel, &message, sizeof(message), -1) != ERR_BUSY;
}

static void begin(struct kiosk_camera *camera)
{
    if (camera->channel < 0 || camera->reader.stream != 0)
        return;
    if (++camera->streams == 0)
        camera->streams = 1;
    camera->seen_count = 0;
    if (tell(camera, FRAME_MESSAGE_START, camera->streams, 0))
        frames_reader_open(&camera->reader, camera->streams);
    else
        log_line("the camera has no room for a word");
}

static bool end(struct kiosk_camera *camera)
{
    if (camera->reader.stream == 0)
        return true;
    if (!tell(camera, FRAME_MESSAGE_STOP, camera->reader.stream, 0))
        return false;
    frames_reader_close(&camera->reader);
    return true;
}

static void drop_shot(struct kiosk_camera *camera)
{
    channel_close(&camera->shot);
}

static const struct part *find_camera(const struct view *view)
{
    for (uint8_t i = 0; i < view->part_count; i++)
        if (view->parts[i].kind == PART_CAMERA)
            return &view->parts[i];
    return NULL;
}

static uint32_t purpose_of(const struct part *part)
{
    switch (part->icon) {
    case OUTLINE_FACE:
        return FRAME_PURPOSE_PORTRAIT;
    case OUTLINE_PAGE:
    case OUTLINE_CARD:
        return FRAME_PURPOSE_DOCUMENT;
    default:
        return FRAME_PURPOSE_NONE;
    }
}

void kiosk_camera_show(struct kiosk_camera *camera, const struct view *view)
{
    const struct part *part = find_camera(view);
    bool still = part != NULL && part->selected;
    /* After a shot, and for another purpose, the camera looks afresh. */
    bool afresh = part != NULL && !still &&
                  (camera->still || camera->purpose != purpose_of(part)) &&
                  camera->reader.stream != 0;

    camera->wanted = part != NULL;
    if ((part == NULL || afresh) && !end(camera))
        log_line("the camera does not hear that it is to stop");
    camera->still = still;
    if (part == NULL || still)
        return;
    if (camera->purpose != purpose_of(part) || afresh)
        drop_shot(camera);
    camera->purpose = purpose_of(part);
    begin(camera);
}

void kiosk_camera_capture(struct kiosk_camera *camera, const struct effect_capture *wish)
{
    drop_shot(camera);
    tell_captured(camera, ERR_CANCELLED, 0); /* an older one */
    camera->op = wish->op;
    if (camera->channel < 0 || camera->reader.stream == 0)
        tell_captured(camera, ERR_NO_DEVICE, 0);
    else if (!tell(camera, FRAME_MESSAGE_SNAP, camera->reader.stream, 0))
        tell_captured(camera, ERR_BUSY, 0);
}

void kiosk_camera_join(struct kiosk_camera *camera, int channel)
{
    bool had = camera->channel >= 0;

    frames_reader_close(&camera->reader);
    camera->channel = channel;
    camera->err = ERR_NO_DEVICE;
    tell_captured(camera, ERR_NO_DEVICE, 0);
    if (had)
        tell_health(camera, true);
    if (camera->wanted && !camera->still)
        begin(camera);
}

/* The glass keeps the last picture it got, so a camera that sees nothing sends nothing in its place. */
static void show_darkness(struct ui *ui)
{
    static const uint32_t dark[4];
    const struct ui_frame frame = {(const uint8_t *)dark, 8, 2, 2};

    ui_camera(ui, &frame);
}

/* A picture that came before its camera got into trouble, or that waited while the kiosk did something
 * else, is given back unseen. */
static void show_picture(struct kiosk_camera *camera, const struct frames_picture *picture,
                         struct ui *ui)
{
    const struct ui_frame frame = {picture->pixels, (int)picture->stride_bytes,
                                   (int)picture->width_px, (int)picture->height_px};

    if (camera->err == ERR_OK && clock_mono_ms() - picture->mono_ms <= KIOSK_CAMERA_AGE_MS) {
        ui_camera(ui, &frame);
        camera->shown++;
    }
    /* Three words at most are on their way, so there is always room for one. */
    if (!tell(camera, FRAME_MESSAGE_DONE, camera->reader.stream, picture->sequence))
        log_line("the camera does not take its pictures back");
}

static void hear_state(struct kiosk_camera *camera, err_t err, struct ui *ui)
{
    if (err != camera->err)
        log_line("the camera says: %s", err_name(err));
    camera->err = err;
    tell_health(camera, false);
    if (err != ERR_OK && camera->reader.stream != 0)
        show_darkness(ui);
}

/* What was captured; its picture is on the glass already. */
static void hear_shot(struct kiosk_camera *camera, const struct frame_message *message, int *file)
{
    err_t err = message->err < ERR_COUNT ? (err_t)message->err : ERR_INVALID;

    if (camera->op == 0 || message->op != camera->op)
        return;
    if (err == ERR_OK && *file < 0)
        err = ERR_IO;
    if (err == ERR_OK) {
        drop_shot(camera);
        camera->shot = *file;
        *file = -1;
    }
    tell_captured(camera, err, message->warnings);
}

/* True when it was no picture, and has been dealt with. */
static bool hear_word(struct kiosk_camera *camera, const struct frame_message *message, int *file,
                      struct ui *ui)
{
    if (message->kind == FRAME_MESSAGE_STATE)
        hear_state(camera, (err_t)message->err, ui);
    else if (message->kind == FRAME_MESSAGE_VERDICT)
        hear_verdict(camera, message);
    else if (message->kind == FRAME_MESSAGE_SHOT)
        hear_shot(camera, message, file);
    else
        return false;
    channel_close(file);
    return true;
}

static err_t take_one(struct kiosk_camera *camera, struct frames_picture *newest, struct ui *ui)
{
    struct frame_message message = {0};
    struct frames_picture picture;
    struct channel_packet packet = {.bytes = &message, .size_max = sizeof(message), .file = -1};
    err_t err = channel_receive(camera->channel, &packet);

    if (err != ERR_OK)
        return err;
    if (packet.size != sizeof(message) ||
        (message.kind == FRAME_MESSAGE_STATE && message.err >= ERR_COUNT)) {
        channel_close(&packet.file);
        return ERR_INVALID;
    }
    if (hear_word(camera, &message, &packet.file, ui))
        return ERR_OK;
    err = frames_reader_take(&camera->reader, &message, packet.file, &picture);
    if (err == ERR_OK && picture.pixels != NULL)
        *newest = picture;
    return err;
}

err_t kiosk_camera_take(struct kiosk_camera *camera, struct ui *ui)
{
    struct frames_picture newest = {0};
    err_t err = ERR_OK;

    for (int i = 0; i < KIOSK_CAMERA_ROUND && err == ERR_OK; i++)
        err = take_one(camera, &newest, ui);
    if (newest.pixels != NULL)
        show_picture(camera, &newest, ui);
    return err == ERR_BUSY ? ERR_OK : err;
}

bool kiosk_camera_clear(struct kiosk_camera *camera)
{
    camera->wanted = camera->still = false;
    camera->op = 0;
    camera->news_count = 0;
    drop_shot(camera);
    return end(camera);
}
