#include "firmware/services/voice/player.h"

#include <SDL.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/services/voice/voice.h"

err_t player_open(struct player *player)
{
    const SDL_AudioSpec wish = {
        .freq = VOICE_HZ, .format = AUDIO_S16SYS, .channels = 1, .samples = PLAYER_PERIOD_SAMPLES};

    player_close(player);
    /* The subsystem anew each time: devices that came later are only found so. */
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
        return ERR_NO_DEVICE;
    player->device = SDL_OpenAudioDevice(NULL, 0, &wish, NULL, 0);
    if (player->device == 0) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return ERR_NO_DEVICE;
    }
    SDL_PauseAudioDevice(player->device, 0);
    return ERR_OK;
}

void player_close(struct player *player)
{
    if (player->device == 0)
        return;
    SDL_ClearQueuedAudio(player->device);
    SDL_CloseAudioDevice(player->device);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    player->device = 0;
    bytes_wipe(player->recent, sizeof(player->recent));
}

bool player_is_open(const struct player *player)
{
    return player->device != 0 && SDL_GetAudioDeviceStatus(player->device) == SDL_AUDIO_PLAYING;
}

static void remember(struct player *player, const int16_t *samples, size_t count)
{
    CHECK(count <= PLAYER_RECENT_SAMPLES);
    memmove(player->recent, player->recent + count,
            (PLAYER_RECENT_SAMPLES - count) * sizeof(*samples));
    memcpy(player->recent + PLAYER_RECENT_SAMPLES - count, samples, count * sizeof(*samples));
}

err_t player_add(struct player *player, const int16_t *samples, size_t count)
{
    if (!player_is_open(player) ||
        SDL_QueueAudio(player->device, samples, (Uint32)(count * sizeof(*samples))) != 0)
        return ERR_NO_DEVICE;
    remember(player, samples, count);
    return ERR_OK;
}

static int16_t sum(int16_t a, int16_t b)
{
    int32_t both = a + b;

    return (int16_t)(both > INT16_MAX ? INT16_MAX : both < INT16_MIN ? INT16_MIN : both);
}

err_t player_mix(struct player *player, const int16_t *samples, size_t count)
{
    int16_t mixed[PLAYER_RECENT_SAMPLES] = {0};
    size_t waiting;
    err_t err;

    CHECK(count <= PLAYER_RECENT_SAMPLES);
    if (!player_is_open(player))
        return ERR_NO_DEVICE;
    /* What waits cannot be changed, but taken back and handed out again while the device, for a
     * moment, takes nothing. */
    SDL_LockAudioDevice(player->device);
    waiting = player_waiting(player);
    CHECK(waiting <= PLAYER_RECENT_SAMPLES);
    memcpy(mixed, player->recent + PLAYER_RECENT_SAMPLES - waiting, waiting * sizeof(mixed[0]));
    for (size_t i = 0; i < count; i++)
        mixed[i] = sum(mixed[i], samples[i]);
    SDL_ClearQueuedAudio(player->device);
    err = player_add(player, mixed, waiting > count ? waiting : count);
    SDL_UnlockAudioDevice(player->device);
    bytes_wipe(mixed, sizeof(mixed));
    return err;
}

size_t player_waiting(const struct player *player)
{
    return player->device == 0 ? 0 : SDL_GetQueuedAudioSize(player->device) / sizeof(int16_t);
}

void player_silence(struct player *player)
{
    if (player->device != 0)
        SDL_ClearQueuedAudio(player->device);
    bytes_wipe(player->recent, sizeof(player->recent));
}
