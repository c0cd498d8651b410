#include "ui/record.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/text.h"
#include "ui/draw_list_json.h"

#define FOLDER_BYTES 400
#define PATH_BYTES 512

struct record {
    struct panel panel;
    char folder[FOLDER_BYTES];
    bool pictures;
    int number;
    uint32_t serial;
    uint8_t page, language, elder;
    char name[16];
};

err_t record_open(const char *path, const struct panel *panel, bool pictures, struct record **out)
{
    struct record *record = calloc(1, sizeof(*record));

    *out = NULL;
    if (record == NULL)
        return ERR_MEMORY;
    record->panel = *panel;
    record->pictures = pictures;
    if (!text_copy(record->folder, sizeof(record->folder), path)) {
        free(record);
        return ERR_LIMIT;
    }
    *out = record;
    return ERR_OK;
}

void record_close(struct record *record)
{
    free(record);
}

err_t record_write_png(const struct present_frame *frame, const char *path)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        frame->pixels, CAIRO_FORMAT_RGB24, frame->width_px, frame->height_px, frame->stride_bytes);
    cairo_status_t status = cairo_surface_write_to_png(surface, path);

    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? ERR_OK : ERR_IO;
}

/* Whole or not at all: written beside, then renamed. */
static void write_json(const struct record *record, const struct draw_list *list, const char *path)
{
    char beside[PATH_BYTES + 8];

    snprintf(beside, sizeof(beside), "%s.new", path);
    if (draw_list_json_write(list, &record->panel, beside) == ERR_OK)
        rename(beside, path);
}

void record_screen(struct record *record, const struct draw_list *list,
                   const struct present_frame *frame)
{
    char path[PATH_BYTES];
    bool is_new = record->number == 0 || record->serial != list->serial ||
                  record->page != list->page || record->language != list->language ||
                  record->elder != list->modes || strcmp(record->name, list->name) != 0;

    record->number += is_new;
    record->serial = list->serial;
    record->page = list->page;
    record->language = list->language;
    record->elder = list->modes;
    memcpy(record->name, list->name, sizeof(record->name));
    snprintf(path, sizeof(path), "%s/%02d-%s.png", record->folder, record->number, list->name);
    if (record->pictures && record_write_png(frame, path) != ERR_OK)
        remove(path);
    snprintf(path, sizeof(path), "%s/%02d-%s.json", record->folder, record->number, list->name);
    write_json(record, list, path);
    snprintf(path, sizeof(path), "%s/current.json", record->folder);
    write_json(record, list, path);
}
