#include "ui/draw_list_json.h"

#include <jansson.h>
#include <stdio.h>

#include "firmware/base/check.h"
#include "firmware/core/model.h"

static const char *const action_names[] = {
    [ACTION_NONE] = "NONE",
    [ACTION_BACK] = "BACK",
    [ACTION_PRIMARY] = "PRIMARY",
    [ACTION_SECONDARY] = "SECONDARY",
    [ACTION_HELP] = "HELP",
    [ACTION_LEAVE] = "LEAVE",
    [ACTION_STAY] = "STAY",
    [ACTION_LANGUAGE] = "LANGUAGE",
    [ACTION_LANGUAGES] = "LANGUAGES",
    [ACTION_SENSES] = "SENSES",
    [ACTION_MODE] = "MODE",
    [ACTION_VOICE] = "VOICE",
    [ACTION_REPEAT] = "REPEAT",
    [ACTION_SLOWER] = "SLOWER",
    [ACTION_LOUDER] = "LOUDER",
    [ACTION_SOFTER] = "SOFTER",
    [ACTION_SITUATION] = "SITUATION",
    [ACTION_PLACE] = "PLACE",
    [ACTION_INSERT] = "INSERT",
    [ACTION_WAY] = "WAY",
    [ACTION_FILL] = "FILL",
    [ACTION_DAY] = "DAY",
    [ACTION_SLOT] = "SLOT",
    [ACTION_SERVICE] = "SERVICE",
    [ACTION_CHOOSE] = "CHOOSE",
    [ACTION_FOCUS] = "FOCUS",
    [ACTION_KEY] = "KEY",
    [ACTION_MONTH] = "MONTH",
    [ACTION_CHANGE] = "CHANGE",
    [ACTION_RATE] = "RATE",
};

/* Shapes; texts have an array of their own. */
static const char *const kind_names[] = {
    [DRAW_BOX] = "box", [DRAW_TEXT] = "text", [DRAW_ICON] = "icon",
    [DRAW_QR] = "qr",   [DRAW_INK] = "ink",   [DRAW_FRAME] = "frame",
};

/* What the glass does by itself; empty for what the core hears of. */
static const char *const local_names[] = {
    [LOCAL_NONE] = "",
    [LOCAL_PAGE] = "PAGE",
    [LOCAL_INK] = "INK",
    [LOCAL_INK_UNDO] = "INK_UNDO",
    [LOCAL_INK_CLEAR] = "INK_CLEAR",
    [LOCAL_CANDIDATE] = "CANDIDATE",
    [LOCAL_MORE] = "MORE",
    [LOCAL_LETTER] = "LETTER",
    [LOCAL_STROKE] = "STROKE",
    [LOCAL_COMPONENT] = "COMPONENT",
    [LOCAL_PLACES] = "PLACES",
    [LOCAL_SHIFT] = "SHIFT",
    [LOCAL_CODE] = "CODE",
    [LOCAL_WAYS] = "WAYS",
};

static json_t *json_color(uint32_t color)
{
    char text[8];

    if (color == THEME_NO_COLOR)
        return json_null();
    snprintf(text, sizeof(text), "#%06X", color & 0xffffff);
    return json_string(text);
}

static json_t *json_box(struct box box)
{
    return json_pack("[i,i,i,i]", box.x, box.y, box.width, box.height);
}

static json_t *json_target_index(const struct draw_item *item)
{
    return item->target == DRAW_NO_TARGET ? json_null() : json_integer(item->target);
}

static json_t *json_text_item(const struct draw_list *list, const struct draw_item *item,
                              const struct panel *panel)
{
    double cap_mm = item->style.em_px * THEME_CAP_PER_EM / theme_px_per_mm(panel);

    return json_pack("{s:s,s:i,s:f,s:b,s:o,s:o,s:f,s:o,s:o,s:o}", "text", list->text + item->text,
                     "em_px", item->style.em_px, "cap_mm", cap_mm, "bold", item->style.bold,
                     "color", json_color(item->color), "background", json_color(item->background),
                     "contrast", theme_contrast(item->color, item->background), "box",
                     json_box(item->box), "ink", json_box(item->ink), "target",
                     json_target_index(item));
}

static json_t *json_shape(const struct draw_item *item)
{
    const char *kind = kind_names[item->kind];

    return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o}", "kind", kind, "color", json_color(item->color),
                     "border", json_color(item->border), "background", json_color(item->background),
                     "box", json_box(item->box), "target", json_target_index(item));
}

static json_t *json_target(const struct draw_list *list, const struct draw_target *target)
{
    CHECK(target->action.kind < COUNT_OF(action_names));
    return json_pack("{s:s,s:s,s:i,s:s,s:i,s:s,s:b,s:b,s:o}", "role", target->role, "action",
                     action_names[target->action.kind], "arg", (int)target->action.arg, "local",
                     local_names[target->local], "local_arg", (int)target->local_arg, "label",
                     list->text + target->label, "enabled", target->enabled, "selected",
                     target->selected, "box", json_box(target->box));
}

static json_t *json_panel(const struct panel *panel)
{
    return json_pack("{s:i,s:i,s:f,s:f,s:f,s:f}", "width_px", panel->width_px, "height_px",
                     panel->height_px, "width_mm", panel->width_mm, "height_mm", panel->height_mm,
                     "mount_bottom_mm", panel->mount_bottom_mm, "viewing_mm", panel->viewing_mm);
}

static json_t *json_list(const struct draw_list *list, const struct panel *panel)
{
    json_t *texts = json_array(), *shapes = json_array(), *targets = json_array();

    for (int i = 0; i < list->item_count; i++) {
        const struct draw_item *item = &list->items[i];

        if (item->kind == DRAW_TEXT)
            json_array_append_new(texts, json_text_item(list, item, panel));
        else
            json_array_append_new(shapes, json_shape(item));
    }
    for (int i = 0; i < list->target_count; i++)
        json_array_append_new(targets, json_target(list, &list->targets[i]));
    return json_pack(
        "{s:s,s:I,s:s,s:b,s:b,s:b,s:i,s:i,s:i,s:o,s:o,s:o,s:o,s:o}", "screen", list->name, "serial",
        (json_int_t)list->serial, "language", language_tag((enum language)list->language), "elder",
        list->modes, "sheet", list->sheet, "overflow", list->overflow, "page", list->page, "pages",
        list->page_count, "squeeze", list->squeeze, "paper", json_color(list->paper), "panel",
        json_panel(panel), "texts", texts, "shapes", shapes, "targets", targets);
}

err_t draw_list_json_write(const struct draw_list *list, const struct panel *panel,
                           const char *path)
{
    json_t *json = json_list(list, panel);
    int failed;

    if (json == NULL)
        return ERR_MEMORY;
    failed = json_dump_file(json, path, JSON_REAL_PRECISION(6));
    json_decref(json);
    return failed ? ERR_IO : ERR_OK;
}
