#include "tools/visit/screen.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define PATH_BYTES 512
#define TEXTS_BYTES 8192 /* of all lines on the glass */

bool screen_read(const char *dir, struct screen *out)
{
    char path[PATH_BYTES];
    const char *name = NULL;
    json_int_t serial = 0;

    memset(out, 0, sizeof(*out));
    snprintf(path, sizeof(path), "%s/current.json", dir);
    out->list = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    if (out->list == NULL ||
        json_unpack(out->list, "{s:s, s:I, s:{s:i, s:i}}", "screen", &name, "serial", &serial,
                    "panel", "width_px", &out->panel_width, "height_px", &out->panel_height) != 0 ||
        out->panel_width <= 0 || out->panel_height <= 0) {
        screen_finish(out);
        return false;
    }
    text_copy(out->name, sizeof(out->name), name);
    out->serial = (uint32_t)serial;
    return true;
}

/* One target of the list: its action, argument, role, label, box and whether it may be pressed. */
struct target {
    const char *action, *role, *label;
    int number, x, y, width, height, enabled;
};

static bool read_target(json_t *json, struct target *out)
{
    *out = (struct target){.label = ""};
    return json_unpack(json, "{s:s, s:s, s:i, s:[i,i,i,i], s:b, s:s}", "role", &out->role, "action",
                       &out->action, "arg", &out->number, "box", &out->x, &out->y, &out->width,
                       &out->height, "enabled", &out->enabled, "label", &out->label) == 0;
}

static bool is_meant(const struct target *target, const struct screen_wanted *wanted)
{
    return (strcasecmp(target->action, wanted->action) == 0 ||
            strcasecmp(target->role, wanted->action) == 0) &&
           (wanted->number < 0 || target->number == wanted->number) &&
           strstr(target->label, wanted->label) != NULL;
}

enum screen_target screen_find(const struct screen *screen, const struct screen_wanted *wanted,
                               struct pointer_place *out)
{
    enum screen_target found = SCREEN_TARGET_ABSENT;
    json_t *json = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(screen->list, "targets"), i, json)
    {
        struct target target;
        if (!read_target(json, &target) || !is_meant(&target, wanted))
            continue;
        found = SCREEN_TARGET_DISABLED;
        if (!target.enabled)
            continue;
        *out = (struct pointer_place){.x = target.x + target.width / 2,
                                      .y = target.y + target.height / 2,
                                      .panel_width = screen->panel_width,
                                      .panel_height = screen->panel_height};
        return SCREEN_TARGET_FOUND;
    }
    return found;
}

bool screen_find_box(const struct screen *screen, const struct screen_wanted *wanted,
                     struct screen_box *out)
{
    json_t *json = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(screen->list, "targets"), i, json)
    {
        struct target target;
        if (!read_target(json, &target) || !is_meant(&target, wanted))
            continue;
        *out = (struct screen_box){target.x, target.y, target.width, target.height};
        return true;
    }
    return false;
}

void screen_list_actions(const struct screen *screen, char *out, size_t out_bytes)
{
    CHECK(out_bytes > 0);
    json_t *json = NULL;
    size_t i = 0;
    out[0] = '\0';
    json_array_foreach(json_object_get(screen->list, "targets"), i, json)
    {
        struct target target;
        char number[24];
        if (!read_target(json, &target) || !target.enabled)
            continue;
        snprintf(number, sizeof(number), " %d", target.number);
        text_append(out, out_bytes, out[0] == '\0' ? "" : ", ");
        text_append(out, out_bytes, target.action);
        text_append(out, out_bytes, target.number == 0 ? "" : number);
    }
}

bool screen_says(const struct screen *screen, const char *words)
{
    static char texts[TEXTS_BYTES];
    json_t *json = NULL;
    size_t i = 0;
    texts[0] = '\0';
    json_array_foreach(json_object_get(screen->list, "texts"), i, json)
    {
        const char *line = json_string_value(json_object_get(json, "text"));
        text_append(texts, sizeof(texts), line == NULL ? "" : line);
    }
    return strstr(texts, words) != NULL;
}

void screen_finish(struct screen *screen)
{
    if (screen == NULL)
        return;
    json_decref(screen->list);
    memset(screen, 0, sizeof(*screen));
}
