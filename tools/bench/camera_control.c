#include "tools/bench/camera_control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/camera_scene.h"

#define PATH_MAX_BYTES 240 /* as the shim takes it, with the scene's ending */
#define SCENE_ENDING ".ppm"

struct camera_control {
    char path[PATH_MAX_BYTES];
    char drawn_path[PATH_MAX_BYTES + sizeof(SCENE_ENDING)];
    char scene[PATH_MAX_BYTES]; /* "": the oval */
    bool moves;
    const char *fault;
};

static const char *const faults[] = {
#define V4L2_CAMERA_FAULT(id, name, help) name,
#include "tools/bench/v4l2_shim/v4l2_camera_faults.def"
#undef V4L2_CAMERA_FAULT
};

static const char *fault_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++)
        if (strcmp(faults[i], name) == 0)
            return faults[i];
    return NULL;
}

/* A name with a slash is a file of its own; any other was drawn into ours. */
static bool tell(const struct camera_control *control)
{
    const char *picture = control->scene[0] == '\0'             ? NULL
                          : strchr(control->scene, '/') != NULL ? control->scene
                                                                : control->drawn_path;

    return camera_scene_tell(control->path, control->fault, picture, control->moves);
}

struct camera_control *camera_control_create(const char *path)
{
    struct camera_control *control = calloc(1, sizeof(*control));

    if (control == NULL)
        return NULL;
    snprintf(control->path, sizeof(control->path), "%s", path);
    snprintf(control->drawn_path, sizeof(control->drawn_path), "%s%s", path, SCENE_ENDING);
    control->fault = faults[0];
    if (strlen(path) >= sizeof(control->path) || !tell(control)) {
        free(control);
        return NULL;
    }
    return control;
}

void camera_control_destroy(struct camera_control *control)
{
    if (control == NULL)
        return;
    unlink(control->path);
    unlink(control->drawn_path);
    free(control);
}

bool camera_control_place(struct camera_control *control, const char *scene)
{
    const struct camera_scene *named = scene == NULL ? NULL : camera_scene_find(scene);
    bool is_file = scene != NULL && strchr(scene, '/') != NULL;

    if (scene != NULL && strlen(scene) >= sizeof(control->scene))
        return false;
    if (is_file ? access(scene, R_OK) != 0
                : scene != NULL && !camera_scene_write(scene, control->drawn_path))
        return false;
    snprintf(control->scene, sizeof(control->scene), "%s", scene == NULL ? "" : scene);
    control->moves = named != NULL && named->moves;
    return tell(control);
}

bool camera_control_set_fault_name(struct camera_control *control, const char *name)
{
    const char *fault = fault_find(name);

    if (fault == NULL)
        return false;
    control->fault = fault;
    return tell(control);
}

const char *camera_control_fault_name(const struct camera_control *control)
{
    return control->fault;
}

const char *camera_control_scene_name(const struct camera_control *control)
{
    return control->scene;
}

/* ---- commands ---- */

static int answer(bool done, const char *text, char *out_answer, size_t size_bytes)
{
    snprintf(out_answer, size_bytes, "%s %s", done ? "ok" : "error", text);
    return done ? 0 : 1;
}

static int list_scenes(char *out_answer, size_t size_bytes)
{
    size_t used = (size_t)snprintf(out_answer, size_bytes, "ok");

    for (size_t i = 0; camera_scene_at(i) != NULL && used < size_bytes; i++)
        used +=
            (size_t)snprintf(out_answer + used, size_bytes - used, " %s", camera_scene_at(i)->name);
    return 0;
}

static int tell_state(const struct camera_control *control, char *out_answer, size_t size_bytes)
{
    snprintf(out_answer, size_bytes, "ok scene=%s fault=%s",
             control->scene[0] == '\0' ? "oval" : control->scene, control->fault);
    return 0;
}

int camera_control_command(struct camera_control *control, char *const words[], int count,
                           char *out_answer, size_t size_bytes)
{
    const char *verb = count > 0 ? words[0] : "help", *name = count > 1 ? words[1] : "";

    if (strcmp(verb, "place") == 0)
        return answer(camera_control_place(control, name), name, out_answer, size_bytes);
    if (strcmp(verb, "remove") == 0)
        return answer(camera_control_place(control, NULL), "oval", out_answer, size_bytes);
    if (strcmp(verb, "scenes") == 0)
        return list_scenes(out_answer, size_bytes);
    if (strcmp(verb, "fault") == 0)
        return answer(camera_control_set_fault_name(control, name), name, out_answer, size_bytes);
    if (strcmp(verb, "plug") == 0 || strcmp(verb, "unplug") == 0)
        return answer(camera_control_set_fault_name(control, verb[0] == 'p' ? "none" : "unplug"),
                      verb, out_answer, size_bytes);
    if (strcmp(verb, "state") == 0)
        return tell_state(control, out_answer, size_bytes);
    return answer(strcmp(verb, "help") == 0,
                  "place SCENE|/FILE, remove, scenes, fault NAME, plug, unplug, state", out_answer,
                  size_bytes);
}
