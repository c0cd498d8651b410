#include "firmware/app/kiosk_camera.h"

#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/clock.h"
#include "firmware/app/log.h"
#include "ui/ui.h"

void kiosk_camera_init(struct kiosk_camera *camera)
{
    memset(camera, 0, sizeof(*camera));
    camera->channel = -1;
    camera->err = ERR_NO_DEVICE;
}

/* Only a camera that has no room is worth telling again: of one that died the channel ends. */
static bool tell(const struct kiosk_camera *camera, enum frame_message_kind kind, uint32_t stream,
                 uint32_t sequence)
{
    const struct frame_message message = {.kind = kind, .stream = stream, .sequence = sequence};

    return camera->channel < 0 ||
           channel_send(camera->channel, &message, sizeof(message), -1) != ERR_BUSY;
}

static void begin(struct kiosk_camera *camera)
{
    if (camera->channel < 0 || camera->reader.stream != 0)
        return;
    if (++camera->streams == 0)
        camera->streams = 1;
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

void kiosk_camera_show(struct kiosk_camera *camera, const struct view *view)
{
    camera->wanted = false;
    for (uint8_t i = 0; i < view->part_count && !camera->wanted; i++)
        camera->wanted = view->parts[i].kind == PART_CAMERA;
    if (camera->wanted)
        begin(camera);
    else if (!end(camera))
        log_line("the camera does not hear that it is to stop");
}

void kiosk_camera_join(struct kiosk_camera *camera, int channel)
{
    frames_reader_close(&camera->reader);
    camera->channel = channel;
    camera->err = ERR_NO_DEVICE;
    if (camera->wanted)
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
    if (err != ERR_OK && camera->reader.stream != 0)
        show_darkness(ui);
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
    if (message.kind == FRAME_MESSAGE_STATE) {
        channel_close(&packet.file);
        hear_state(camera, (err_t)message.err, ui);
        return ERR_OK;
    }
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
    camera->wanted = false;
    return end(camera);
}
