/* The draw list as JSON: what is on the glass, for the audit and for scripts that click by role. */
#ifndef BANSHI_UI_DRAW_LIST_JSON_H
#define BANSHI_UI_DRAW_LIST_JSON_H

#include "firmware/base/err.h"
#include "ui/draw_list.h"
#include "ui/theme.h"

/* Writes
 *   {screen, serial, language, elder, sheet, overflow, page, pages, squeeze, paper,
 *    panel: {width_px, height_px, width_mm, height_mm, mount_bottom_mm, viewing_mm},
 *    texts: [{text, em_px, cap_mm, bold, color, background, contrast, box, ink, target}],
 *    shapes: [{kind, color, border, background, box, target}],
 *    targets: [{role, action, arg, label, enabled, selected, box}]}
 * with boxes as [x, y, width, height] in pixels, colours as "#RRGGBB" or null, and `target` the
 * index of the target an item is part of, or null. ERR_MEMORY, ERR_IO: nothing usable is there. */
MUST_USE err_t draw_list_json_write(const struct draw_list *list, const struct panel *panel,
                                    const char *path);

#endif
