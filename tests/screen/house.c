#include "tests/screen/house.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/base/text.h"

#define SERVICES "assets/services"
#define WORDS "assets/words"
#define TABLES "build/tables"
#define SCHEMA "service.schema.json"

const char *const house_panel_names[HOUSE_PANELS] = {"portrait", "landscape"};

static int is_service_file(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0 &&
           strcmp(entry->d_name, SCHEMA) != 0;
}

/* In the order of their names, as banshi-catalogue bundles them. */
static json_t *read_services(void)
{
    struct dirent **entries = NULL;
    json_t *services = json_array();
    int count = scandir(SERVICES, &entries, is_service_file, alphasort);

    for (int i = 0; i < count; i++) {
        char path[512];
        json_t *service;

        snprintf(path, sizeof(path), "%s/%s", SERVICES, entries[i]->d_name);
        service = json_load_file(path, 0, NULL);
        if (service != NULL)
            json_array_append_new(services, service);
        free(entries[i]);
    }
    free(entries);
    return services;
}

static err_t open_catalogue(struct house *house)
{
    json_t *document = json_pack(
        "{s:i, s:s, s:s, s:s, s:o}", "version", 1, "issued", "2026-11-01T08:00:00+08:00", "expires",
        "2027-11-01T08:00:00+08:00", "min_fw", "0.0.0", "services", read_services());
    char *bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    char why[CATALOGUE_WHY_BYTES] = "";
    err_t err = ERR_MEMORY;

    if (bytes != NULL)
        err = catalogue_open(bytes, strlen(bytes), why, &house->catalogue);
    if (err != ERR_OK)
        fprintf(stderr, "%s: %s %s\n", SERVICES, err_text(err), why);
    free(bytes);
    json_decref(document);
    return err;
}

static err_t open_panel(struct house *house, int index)
{
    struct board *board = calloc(1, sizeof(*board));
    struct board_problem problem = {""};
    struct panel *panel = &house->panels[index];
    char folder[64];
    err_t err;

    if (board == NULL)
        return ERR_MEMORY;
    snprintf(folder, sizeof(folder), "board/desk-%s", house_panel_names[index]);
    err = board_open(folder, board, &problem);
    if (err != ERR_OK)
        fprintf(stderr, "%s: %s\n", folder, problem.text);
    *panel = (struct panel){board->panel.width_px,        board->panel.height_px,
                            board->panel.width_mm,        board->panel.height_mm,
                            board->panel.mount_bottom_mm, board->panel.viewing_mm};
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (strlen(board->site[i]) > strlen(house->sites[i]))
            text_copy(house->sites[i], sizeof(house->sites[i]), board->site[i]);
    free(board);
    return err;
}

err_t house_open(struct house *house)
{
    char why[WORDS_WHY_BYTES] = "";
    err_t err;

    memset(house, 0, sizeof(*house));
    err = words_open(WORDS, why, &house->words);
    if (err != ERR_OK) {
        fprintf(stderr, "%s: %s %s\n", WORDS, err_text(err), why);
        return err;
    }
    words_texts(house->words, &house->texts);
    err = open_catalogue(house);
    if (err != ERR_OK)
        return err;
    catalogue_texts(house->catalogue, &house->texts);
    for (int i = 0; i < HOUSE_PANELS && err == ERR_OK; i++)
        err = open_panel(house, i);
    if (err == ERR_OK)
        err = writing_tables_open(TABLES, &house->tables);
    return err;
}

void house_close(struct house *house)
{
    writing_tables_close(house->tables);
    catalogue_close(house->catalogue);
    words_close(house->words);
    memset(house, 0, sizeof(*house));
}

void house_offer(const struct house *house, struct event *out)
{
    struct event_catalogue *news = &out->catalogue;

    memset(out, 0, sizeof(*out));
    out->kind = EVENT_CATALOGUE;
    news->version = catalogue_info(house->catalogue)->version;
    news->count = (uint32_t)catalogue_count(house->catalogue);
    for (uint32_t i = 0; i < news->count; i++)
        news->items[i] = *catalogue_item(house->catalogue, i);
}
