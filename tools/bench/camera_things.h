/* The things of camera_scene.h, drawn with Cairo. */
#ifndef BANSHI_TOOLS_BENCH_CAMERA_THINGS_H
#define BANSHI_TOOLS_BENCH_CAMERA_THINGS_H

#include "tools/bench/camera_scene.h"

#define CAMERA_THINGS_PAGE_WIDTH 1240
#define CAMERA_THINGS_PAGE_HEIGHT 1754

/* A page of A4 at 150 dpi with a heading, paragraphs, a table, a red stamp and a QR code, on paper of
 * that level: words 0x00RRGGBB, the caller frees them. NULL: no memory. */
uint32_t *camera_things_page(int paper);

/* The tray, with what lies about; a mannequin before a wall, or the wall alone. False: no memory. */
bool camera_things_tray(const struct camera_scene *scene, int width_px, int height_px,
                        uint32_t *out_pixels);
bool camera_things_person(const struct camera_scene *scene, int width_px, int height_px,
                          uint32_t *out_pixels);

#endif
