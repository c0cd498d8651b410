#include "drivers/idcard/photo_plugin.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/idcard/photo_bmp_parse.h"
#include "firmware/base/bytes.h"

#define UNPACKED 1
#define NO_FILE 0
#define BMP_ROOM_BYTES (64 * 1024) /* decoders are careless with what is behind their picture */

struct plugin {
    struct photo_decoder decoder;
    void *library;
    int (*unpack)(char *wlt, char *bmp, int save);
    char wlt[IDCARD_PHOTO_BYTES]; /* not const to the library */
    char bmp[BMP_ROOM_BYTES];
};

static bool is_blank(const uint8_t *wlt)
{
    for (size_t i = 0; i < IDCARD_PHOTO_BYTES; i++)
        if (wlt[i] != 0)
            return false;
    return true;
}

static err_t decode(struct photo_decoder *decoder, const uint8_t wlt[IDCARD_PHOTO_BYTES],
                    uint8_t out_rgb[PHOTO_RGB_BYTES])
{
    struct plugin *plugin = (struct plugin *)decoder;
    err_t err = ERR_PROTOCOL;

    bytes_wipe(out_rgb, PHOTO_RGB_BYTES);
    if (is_blank(wlt))
        return ERR_NOT_FOUND;
    memcpy(plugin->wlt, wlt, sizeof(plugin->wlt));
    if (plugin->unpack(plugin->wlt, plugin->bmp, NO_FILE) == UNPACKED)
        err = photo_bmp_parse((const uint8_t *)plugin->bmp, PHOTO_BMP_BYTES, out_rgb);
    bytes_wipe(plugin->wlt, sizeof(plugin->wlt));
    bytes_wipe(plugin->bmp, sizeof(plugin->bmp));
    return err;
}

static void close_plugin(struct photo_decoder *decoder)
{
    struct plugin *plugin = (struct plugin *)decoder;

    if (plugin->library != NULL)
        dlclose(plugin->library);
    free(plugin);
}

err_t photo_plugin_open(const char *path, struct photo_decoder **out_decoder)
{
    struct plugin *plugin;

    *out_decoder = NULL;
    if (path == NULL || path[0] == '\0')
        return ERR_NOT_FOUND;
    if (path[0] != '/')
        return ERR_INVALID; /* or the loader would look for it in places of its own */
    plugin = calloc(1, sizeof(*plugin));
    if (plugin == NULL)
        return ERR_MEMORY;
    plugin->decoder = (struct photo_decoder){decode, close_plugin};
    plugin->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (plugin->library != NULL)
        *(void **)&plugin->unpack = dlsym(plugin->library, "unpack");
    if (plugin->unpack == NULL) {
        close_plugin(&plugin->decoder);
        return ERR_NOT_FOUND;
    }
    *out_decoder = &plugin->decoder;
    return ERR_OK;
}
