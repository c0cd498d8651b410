#include "firmware/app/board.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/board_walk.h"
#include "firmware/app/options.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

static void read_panel(struct board_walk *walk, const json_t *root, struct board_panel *panel)
{
    static const char *const names[] = {"width_mm",        "height_mm",  "width_px", "height_px",
                                        "mount_bottom_mm", "viewing_mm", NULL};
    const json_t *object = board_read_object(walk, "panel", json_object_get(root, "panel"), names);
    uint16_t *const out[] = {&panel->width_mm,  &panel->height_mm,       &panel->width_px,
                             &panel->height_px, &panel->mount_bottom_mm, &panel->viewing_mm};
    static const struct board_number ranges[] = {{NULL, 50, 3000},  {NULL, 50, 3000},
                                                 {NULL, 320, 8192}, {NULL, 320, 8192},
                                                 {NULL, 0, 2000},   {NULL, 200, 3000}};

    for (size_t i = 0; i < COUNT_OF(out); i++)
        *out[i] = (uint16_t)board_read_number(
            walk, "panel", object,
            (struct board_number){names[i], ranges[i].least, ranges[i].most});
}

/* A text of the board: one for all languages, or an object with one for each. The first language must
 * be there; another that is missing stays empty. */
static void read_text(struct board_walk *walk, const char *place, const json_t *object,
                      const char *name, char out[LANGUAGE_COUNT][BOARD_SITE_BYTES])
{
    const json_t *value = json_object_get(object, name);
    const char *tags[LANGUAGE_COUNT + 1] = {NULL};
    char here[64];

    if (json_is_string(value)) {
        board_read_string(walk, place, object,
                          (struct board_string){name, out[0], BOARD_SITE_BYTES});
        return;
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        tags[i] = language_tag((enum language)i);
    snprintf(here, sizeof(here), "%s.%s", place, name);
    value = board_read_object(walk, here, value, tags);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (i == 0 || json_object_get(value, tags[i]) != NULL)
            board_read_string(walk, here, value,
                              (struct board_string){tags[i], out[i], BOARD_SITE_BYTES});
}

/* The places near here, nearest first. */
static void read_near(struct board_walk *walk, const json_t *site, struct board *board)
{
    static const char *const names[] = {"name", "hours", "metres", "degrees", NULL};
    const json_t *places = json_object_get(site, "near"), *value;
    size_t i;

    if (places == NULL)
        return;
    if (!json_is_array(places) || json_array_size(places) > PLACES_MAX) {
        board_fail(walk, "site.near: a list of at most %d places is needed", PLACES_MAX);
        return;
    }
    json_array_foreach(places, i, value)
    {
        struct place_near *near = &board->near[i];
        const json_t *object = board_read_object(walk, "site.near", value, names);

        read_text(walk, "site.near", object, "name", near->name);
        read_text(walk, "site.near", object, "hours", near->hours);
        near->metres = (uint16_t)board_read_number(walk, "site.near", object,
                                                   (struct board_number){"metres", 1, 60000});
        near->degrees = (int16_t)board_read_number(walk, "site.near", object,
                                                   (struct board_number){"degrees", -180, 360});
        if (i > 0 && near->metres < board->near[i - 1].metres)
            board_fail(walk, "site.near: the nearest place comes first");
    }
    board->near_count = (uint32_t)json_array_size(places);
}

static bool is_id(const char *text)
{
    const char *allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    return text[strspn(text, allowed)] == '\0';
}

static void read_site(struct board_walk *walk, const json_t *root, struct board *board)
{
    static const char *const names[] = {"name", "code", "kiosk_id", "near", NULL};
    const json_t *site = board_read_object(walk, "site", json_object_get(root, "site"), names);

    read_text(walk, "site", site, "name", board->site);
    for (int i = 1; i < LANGUAGE_COUNT; i++)
        if (board->site[i][0] == '\0')
            memcpy(board->site[i], board->site[0], sizeof(board->site[i]));
    read_near(walk, site, board);
    board_read_string(walk, "site", site,
                      (struct board_string){"code", board->code, sizeof(board->code)});
    board_read_string(walk, "site", site,
                      (struct board_string){"kiosk_id", board->kiosk_id, sizeof(board->kiosk_id)});
    if (board->code[strspn(board->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0' ||
        strlen(board->code) != 2)
        board_fail(walk, "site.code: two capital letters are needed");
    if (!is_id(board->kiosk_id))
        board_fail(walk, "site.kiosk_id: only letters, digits, '-', '_' and '.'");
}

/* From the normal step there are three more of 3 dB: a loudspeaker must have room for them. */
#define VOICE_RISE_DB 9

static void read_voice(struct board_walk *walk, const json_t *root, struct board_voice *voice)
{
    static const char *const names[] = {"normal_db", "most_db", "headphones", NULL};
    const json_t *object = json_object_get(root, "voice");

    if (object == NULL)
        return;
    object = board_read_object(walk, "voice", object, names);
    voice->normal_db = (uint16_t)board_read_number(walk, "voice", object,
                                                   (struct board_number){"normal_db", 40, 65});
    voice->most_db = (uint16_t)board_read_number(walk, "voice", object,
                                                 (struct board_number){"most_db", 65, 100});
    if (voice->most_db < voice->normal_db + VOICE_RISE_DB)
        board_fail(walk, "voice.most_db: at least %d more than normal_db is needed", VOICE_RISE_DB);
    if (json_object_get(object, "headphones") != NULL)
        board_read_string(
            walk, "voice", object,
            (struct board_string){"headphones", voice->headphones, sizeof(voice->headphones)});
}

err_t board_parse(const char *text, size_t length, struct board *out_board,
                  struct board_problem *out_problem)
{
    static const char *const names[] = {"panel", "site", "devices", "voice", "user", NULL};
    struct board_walk walk = {.problem = out_problem};
    json_error_t where;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);

    *out_board = (struct board){0};
    *out_problem = (struct board_problem){0};
    if (root == NULL) {
        board_fail(&walk, "line %d: %s", where.line, where.text);
        return ERR_INVALID;
    }
    if (board_read_object(&walk, "board", root, names) != NULL) {
        read_panel(&walk, root, &out_board->panel);
        read_site(&walk, root, out_board);
        board_devices_read(&walk, root, out_board);
        read_voice(&walk, root, &out_board->voice);
        if (json_object_get(root, "user") != NULL)
            out_board->user = (uint32_t)board_read_number(&walk, "board", root,
                                                          (struct board_number){"user", 1, 65534});
    }
    json_decref(root);
    if (walk.failed)
        *out_board = (struct board){0};
    return walk.failed ? ERR_INVALID : ERR_OK;
}

err_t board_open(const char *folder, struct board *out_board, struct board_problem *out_problem)
{
    static char text[BOARD_BYTES_MAX];
    char path[OPTIONS_PATH_BYTES];
    ssize_t size = -1;
    int file = -1;

    *out_board = (struct board){0};
    *out_problem = (struct board_problem){0};
    if (options_path(folder, "board.json", path) == ERR_OK)
        file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        size = read(file, text, sizeof(text));
        close(file);
    }
    if (size < 0) {
        snprintf(out_problem->text, sizeof(out_problem->text), "board.json cannot be read");
        return ERR_IO;
    }
    if (size == sizeof(text)) {
        snprintf(out_problem->text, sizeof(out_problem->text), "board.json is too large");
        return ERR_LIMIT;
    }
    return board_parse(text, (size_t)size, out_board, out_problem);
}

bool board_has(const struct board *board, enum process process)
{
    const struct board_device *device = NULL;

    if (process == PROCESS_VOICE)
        return board->voice.normal_db != 0;
    if (process == PROCESS_PAGES)
        device = &board->pages;
    else if (process == PROCESS_SCANNER)
        device = &board->scanner;
    else if (process == PROCESS_SMARTCARD)
        device = &board->smartcard;
    else if (process == PROCESS_CAMERA)
        device = &board->camera;
    else if (process == PROCESS_LOCKER)
        device = &board->locker.device;
    else if (process == PROCESS_SIGNALS)
        device = &board->signals.device;
    return device == NULL || device->driver[0] != '\0';
}
