#include "firmware/app/board.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/options.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

/* A walk through the file: where we are, and the first problem. */
struct walk {
    struct board_problem *problem;
    bool failed;
};

static void fail(struct walk *walk, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct walk *walk, const char *format, ...)
{
    va_list arguments;

    if (walk->failed)
        return;
    walk->failed = true;
    va_start(arguments, format);
    vsnprintf(walk->problem->text, sizeof(walk->problem->text), format, arguments);
    va_end(arguments);
}

/* One member of an object that holds a whole number. */
struct number {
    const char *name;
    long long least, most;
};

static long long read_number(struct walk *walk, const char *place, const json_t *object,
                             struct number number)
{
    const json_t *value = json_object_get(object, number.name);

    if (!json_is_integer(value) || json_integer_value(value) < number.least ||
        json_integer_value(value) > number.most) {
        fail(walk, "%s.%s: a whole number from %lld to %lld is needed", place, number.name,
             number.least, number.most);
        return number.least;
    }
    return json_integer_value(value);
}

/* One member that holds a text. */
struct string {
    const char *name;
    char *out;
    size_t size_bytes;
};

static void read_string(struct walk *walk, const char *place, const json_t *object,
                        struct string string)
{
    const json_t *value = json_object_get(object, string.name);

    if (!json_is_string(value) || json_string_length(value) == 0 ||
        strlen(json_string_value(value)) != json_string_length(value) ||
        !text_copy(string.out, string.size_bytes, json_string_value(value)))
        fail(walk, "%s.%s: a text of 1 to %zu bytes is needed", place, string.name,
             string.size_bytes - 1);
}

/* An object with no members beyond `names`; NULL, which every reader above takes as missing, when
 * it is none. */
static const json_t *read_object(struct walk *walk, const char *place, const json_t *value,
                                 const char *const *names)
{
    const char *key;
    json_t *member;

    if (!json_is_object(value)) {
        fail(walk, "%s: an object is needed", place);
        return NULL;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        bool known = false;

        for (size_t i = 0; names[i] != NULL; i++)
            known = known || strcmp(names[i], key) == 0;
        if (!known)
            fail(walk, "%s.%s: no such member", place, key);
    }
    return value;
}

static void read_panel(struct walk *walk, const json_t *root, struct board_panel *panel)
{
    static const char *const names[] = {"width_mm",        "height_mm",  "width_px", "height_px",
                                        "mount_bottom_mm", "viewing_mm", NULL};
    const json_t *object = read_object(walk, "panel", json_object_get(root, "panel"), names);
    uint16_t *const out[] = {&panel->width_mm,  &panel->height_mm,       &panel->width_px,
                             &panel->height_px, &panel->mount_bottom_mm, &panel->viewing_mm};
    static const struct number ranges[] = {{NULL, 50, 3000},  {NULL, 50, 3000}, {NULL, 320, 8192},
                                           {NULL, 320, 8192}, {NULL, 0, 2000},  {NULL, 200, 3000}};

    for (size_t i = 0; i < COUNT_OF(out); i++)
        *out[i] = (uint16_t)read_number(walk, "panel", object,
                                        (struct number){names[i], ranges[i].least, ranges[i].most});
}

/* A text of the board: one for all languages, or an object with one for each. The first language must
 * be there; another that is missing stays empty. */
static void read_text(struct walk *walk, const char *place, const json_t *object, const char *name,
                      char out[LANGUAGE_COUNT][BOARD_SITE_BYTES])
{
    const json_t *value = json_object_get(object, name);
    const char *tags[LANGUAGE_COUNT + 1] = {NULL};
    char here[64];

    if (json_is_string(value)) {
        read_string(walk, place, object, (struct string){name, out[0], BOARD_SITE_BYTES});
        return;
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        tags[i] = language_tag((enum language)i);
    snprintf(here, sizeof(here), "%s.%s", place, name);
    value = read_object(walk, here, value, tags);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (i == 0 || json_object_get(value, tags[i]) != NULL)
            read_string(walk, here, value, (struct string){tags[i], out[i], BOARD_SITE_BYTES});
}

/* The places near here, nearest first. */
static void read_near(struct walk *walk, const json_t *site, struct board *board)
{
    static const char *const names[] = {"name", "hours", "metres", "degrees", NULL};
    const json_t *places = json_object_get(site, "near"), *value;
    size_t i;

    if (places == NULL)
        return;
    if (!json_is_array(places) || json_array_size(places) > PLACES_MAX) {
        fail(walk, "site.near: a list of at most %d places is needed", PLACES_MAX);
        return;
    }
    json_array_foreach(places, i, value)
    {
        struct place_near *near = &board->near[i];
        const json_t *object = read_object(walk, "site.near", value, names);

        read_text(walk, "site.near", object, "name", near->name);
        read_text(walk, "site.near", object, "hours", near->hours);
        near->metres =
            (uint16_t)read_number(walk, "site.near", object, (struct number){"metres", 1, 60000});
        near->degrees =
            (int16_t)read_number(walk, "site.near", object, (struct number){"degrees", -180, 360});
        if (i > 0 && near->metres < board->near[i - 1].metres)
            fail(walk, "site.near: the nearest place comes first");
    }
    board->near_count = (uint32_t)json_array_size(places);
}

static bool is_id(const char *text)
{
    const char *allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    return text[strspn(text, allowed)] == '\0';
}

static void read_site(struct walk *walk, const json_t *root, struct board *board)
{
    static const char *const names[] = {"name", "code", "kiosk_id", "near", NULL};
    const json_t *site = read_object(walk, "site", json_object_get(root, "site"), names);

    read_text(walk, "site", site, "name", board->site);
    for (int i = 1; i < LANGUAGE_COUNT; i++)
        if (board->site[i][0] == '\0')
            memcpy(board->site[i], board->site[0], sizeof(board->site[i]));
    read_near(walk, site, board);
    read_string(walk, "site", site, (struct string){"code", board->code, sizeof(board->code)});
    read_string(walk, "site", site,
                (struct string){"kiosk_id", board->kiosk_id, sizeof(board->kiosk_id)});
    if (board->code[strspn(board->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0' ||
        strlen(board->code) != 2)
        fail(walk, "site.code: two capital letters are needed");
    if (!is_id(board->kiosk_id))
        fail(walk, "site.kiosk_id: only letters, digits, '-', '_' and '.'");
}

static void read_device(struct walk *walk, const char *place, const json_t *object,
                        struct board_device *device)
{
    read_string(walk, place, object,
                (struct string){"driver", device->driver, sizeof(device->driver)});
    read_string(walk, place, object, (struct string){"port", device->port, sizeof(device->port)});
}

static void read_devices(struct walk *walk, const json_t *root, struct board *board)
{
    static const char *const classes[] = {"reader",  "printer",   "camera", "pages",
                                          "scanner", "smartcard", NULL};
    static const char *const of_camera[] = {"driver", "port", NULL};
    static const char *const of_reader[] = {"driver", "port", NULL};
    static const char *const of_printer[] = {"driver", "port", "width_dots", NULL};
    const json_t *devices = read_object(walk, "devices", json_object_get(root, "devices"), classes);
    const json_t *reader =
        read_object(walk, "devices.reader", json_object_get(devices, "reader"), of_reader);
    const json_t *printer =
        read_object(walk, "devices.printer", json_object_get(devices, "printer"), of_printer);

    read_device(walk, "devices.reader", reader, &board->reader);
    read_device(walk, "devices.printer", printer, &board->printer);
    if (json_object_get(devices, "camera") != NULL)
        read_device(
            walk, "devices.camera",
            read_object(walk, "devices.camera", json_object_get(devices, "camera"), of_camera),
            &board->camera);
    board->printer.width_dots = (uint16_t)read_number(walk, "devices.printer", printer,
                                                      (struct number){"width_dots", 320, 576});
}

/* From the normal step there are three more of 3 dB: a loudspeaker must have room for them. */
#define VOICE_RISE_DB 9

static void read_voice(struct walk *walk, const json_t *root, struct board_voice *voice)
{
    static const char *const names[] = {"normal_db", "most_db", "headphones", NULL};
    const json_t *object = json_object_get(root, "voice");

    if (object == NULL)
        return;
    object = read_object(walk, "voice", object, names);
    voice->normal_db =
        (uint16_t)read_number(walk, "voice", object, (struct number){"normal_db", 40, 65});
    voice->most_db =
        (uint16_t)read_number(walk, "voice", object, (struct number){"most_db", 65, 100});
    if (voice->most_db < voice->normal_db + VOICE_RISE_DB)
        fail(walk, "voice.most_db: at least %d more than normal_db is needed", VOICE_RISE_DB);
    if (json_object_get(object, "headphones") != NULL)
        read_string(walk, "voice", object,
                    (struct string){"headphones", voice->headphones, sizeof(voice->headphones)});
}

err_t board_parse(const char *text, size_t length, struct board *out_board,
                  struct board_problem *out_problem)
{
    static const char *const names[] = {"panel", "site", "devices", "voice", "user", NULL};
    struct walk walk = {.problem = out_problem};
    json_error_t where;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);

    *out_board = (struct board){0};
    *out_problem = (struct board_problem){0};
    if (root == NULL) {
        fail(&walk, "line %d: %s", where.line, where.text);
        return ERR_INVALID;
    }
    if (read_object(&walk, "board", root, names) != NULL) {
        read_panel(&walk, root, &out_board->panel);
        read_site(&walk, root, out_board);
        read_devices(&walk, root, out_board);
        read_voice(&walk, root, &out_board->voice);
        if (json_object_get(root, "user") != NULL)
            out_board->user =
                (uint32_t)read_number(&walk, "board", root, (struct number){"user", 1, 65534});
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
    switch (process) {
    case PROCESS_PAGES:
        return board->pages.driver[0] != '\0';
    case PROCESS_SCANNER:
        return board->scanner.driver[0] != '\0';
    case PROCESS_SMARTCARD:
        return board->smartcard.driver[0] != '\0';
    case PROCESS_CAMERA:
        return board->camera.driver[0] != '\0';
    case PROCESS_VOICE:
        return board->voice.normal_db != 0;
    case PROCESS_LOCKER:
    case PROCESS_SIGNALS:
        return false;
    case PROCESS_KIOSK:
    case PROCESS_READER:
    case PROCESS_PRINTER:
    case PROCESS_STORE:
    case PROCESS_RELAY:
    case PROCESS_COUNT:
        break;
    }
    return true;
}
