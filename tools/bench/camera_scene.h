/* Scenes for the virtual camera: what a real one would see in a kiosk, drawn: a page on a tray with its
 * print, stamp and code; a mannequin before a ground (never a person's photograph); a code on a telephone.
 * Perspective, light, glare, blur and noise are the lens's part. The tests draw scenes in memory and
 * know every corner; the bench writes one into the file that the camera stands before. */
#ifndef BANSHI_TOOLS_BENCH_CAMERA_SCENE_H
#define BANSHI_TOOLS_BENCH_CAMERA_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In heights of the picture, from its middle: 0.5 is the lower edge. */
struct camera_scene_point {
    double x, y;
};

enum camera_scene_kind { CAMERA_SCENE_TRAY, CAMERA_SCENE_PAGE, CAMERA_SCENE_PERSON };

struct camera_scene {
    const char *name, *help;
    enum camera_scene_kind kind;

    /* of the page: size (its height; A4), turned clockwise, moved, and how much the far edge shrinks */
    double size, turn_degrees, keystone;
    struct camera_scene_point middle; /* of the page; of the crown of the head */
    double head_width;
    bool clutter; /* a pen, a cup and a card lie about */

    /* of the lens and the room; 0 stands for a good one, but for `light` */
    double light;      /* 1: good, below: dark */
    double shade;      /* over one half of the face; 1: black */
    double glare;      /* radius of the mirrored lamp */
    double blur;       /* radius of the blur, in thousandths of the height */
    double noise;      /* levels */
    int paper, ground; /* levels; 0: 225, and 62 of a tray or 205 of a wall */
    bool moves;        /* the camera is told to pan */
};

/* The scene of that name; NULL: none. Static memory. */
const struct camera_scene *camera_scene_find(const char *name);

/* Every scene, from index 0 until NULL. */
const struct camera_scene *camera_scene_at(size_t index);

/* The corners of a page from its upper left clockwise, as the lens sees them, in that picture's pixels
 * (whole numbers are the middles of pixels). */
void camera_scene_corners(const struct camera_scene *scene, int width_px, int height_px,
                          struct camera_scene_point out_corners[4]);

/* Paints it: rows of 32-bit words 0x00RRGGBB without a gap. False: no memory. */
bool camera_scene_paint(const struct camera_scene *scene, int width_px, int height_px,
                        uint32_t *out_pixels);

/* What the code on every page says. */
extern const char camera_scene_code[];

/* Writes the scene of that name as a picture file of 1920 by 1080 (PPM). False: no such scene, or it
 * cannot be written. */
bool camera_scene_write(const char *name, const char *path);

/* Writes what the virtual camera is told (the file of V4L2_CAMERA_CONTROL): a fault of
 * v4l2_camera_faults.def or NULL, and a picture file or NULL. The old content is replaced at once. */
bool camera_scene_tell(const char *control_path, const char *fault, const char *picture_path,
                       bool moves);

#endif
