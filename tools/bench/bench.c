#include "tools/bench/bench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/bench/camera_scene.h"
#include "tools/bench/ccid_reader.h"
#include "tools/bench/escpos_printer.h"
#include "tools/bench/hid_scanner.h"
#include "tools/bench/io_board.h"
#include "tools/bench/ipp_printer.h"
#include "tools/bench/locker_board.h"
#include "tools/bench/pcscd_child.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/sdt_reader.h"
#include "tools/bench/v4l2_shim/v4l2_camera.h"

#define READER_PORT 1
#define PRINTER_PORT 2
#define SMARTCARD_PORT 3
#define LOCKER_DOORS 16
#define IO_ADDRESS 1
#define IO_BAUD 9600
#define WORDS_MAX 6
#define PATH_BYTES 256

struct bench {
    struct plug_umockdev *plug;
    struct sdt_reader *reader;
    struct escpos_printer *printer;
    struct ccid_reader *smartcard;
    struct pcscd_child *pcscd; /* NULL: smart cards are not to be had here */
    struct code_scanner *scanner;
    struct locker_board *locker;
    struct io_board_sim *cabinet;
    struct ipp_printer *pages;
    char own[128];            /* a folder for what is neither device nor paper */
    char control[PATH_BYTES]; /* what the camera is told */
    char scene_file[PATH_BYTES];
    char scene[32], camera_fault[32];
};

/* Where an answer goes. */
struct answer {
    char *text;
    size_t size_bytes;
};

__attribute__((format(printf, 2, 3))) static int ok(struct answer out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out.text, out.size_bytes, format, arguments);
    va_end(arguments);
    return 0;
}

static int no(struct answer out, const char *why)
{
    snprintf(out.text, out.size_bytes, "error %s", why);
    return 1;
}

/* ---- USB: what every device there can be told ---- */

/* True when the words were "plug" or "unplug". */
static bool plug_command(struct bench *bench, int port, struct bench_device *device,
                         char *const words[], struct answer out, int *out_result)
{
    if (strcmp(words[0], "plug") == 0) {
        if (plug_umockdev_is_inserted(bench->plug, port))
            *out_result = no(out, "it is plugged in");
        else if (plug_umockdev_insert(bench->plug, port, device))
            *out_result = ok(out, "ok");
        else
            *out_result = no(out, "the bus does not take it");
        return true;
    }
    if (strcmp(words[0], "unplug") == 0) {
        *out_result = plug_umockdev_remove(bench->plug, port) ? ok(out, "ok")
                                                              : no(out, "it is not plugged in");
        return true;
    }
    return false;
}

/* ---- one function for each first word ---- */

static int card(struct bench *bench, char *const words[], int count, struct answer out)
{
    return sdt_reader_command(bench->reader, words, count, out.text, out.size_bytes);
}

static int reader(struct bench *bench, char *const words[], int count, struct answer out)
{
    int result;

    if (plug_command(bench, READER_PORT, sdt_reader_device(bench->reader), words, out, &result))
        return result;
    return sdt_reader_command(bench->reader, words, count, out.text, out.size_bytes);
}

static int printer(struct bench *bench, char *const words[], int count, struct answer out)
{
    int result;

    if (plug_command(bench, PRINTER_PORT, escpos_printer_device(bench->printer), words, out,
                     &result))
        return result;
    return escpos_printer_command(bench->printer, words, count, out.text, out.size_bytes) ? 0 : 1;
}

static int smartcard(struct bench *bench, char *const words[], int count, struct answer out)
{
    int result;

    if (bench->pcscd == NULL)
        return no(out, "there is no pcscd here");
    if (plug_command(bench, SMARTCARD_PORT, ccid_reader_device(bench->smartcard), words, out,
                     &result))
        return result;
    return ssc_chip_command(ccid_reader_chip(bench->smartcard), (const char *const *)words,
                            (size_t)count, out.text, out.size_bytes);
}

static int scanner(struct bench *bench, char *const words[], int count, struct answer out)
{
    return code_scanner_command(bench->scanner, (const char *const *)words, (size_t)count, out.text,
                                out.size_bytes);
}

static int locker(struct bench *bench, char *const words[], int count, struct answer out)
{
    return locker_board_command(bench->locker, words, count, out.text, out.size_bytes);
}

static int cabinet(struct bench *bench, char *const words[], int count, struct answer out)
{
    return io_board_command(bench->cabinet, words, count, out.text, out.size_bytes);
}

static int pages(struct bench *bench, char *const words[], int count, struct answer out)
{
    return ipp_printer_command(bench->pages, words, count, out.text, out.size_bytes) ? 0 : 1;
}

/* ---- the camera, told through a file that the process which looks reads ---- */

static bool tell_camera(const struct bench *bench)
{
    const struct camera_scene *scene = camera_scene_find(bench->scene);

    return camera_scene_tell(
        bench->control, bench->camera_fault[0] != '\0' ? bench->camera_fault : NULL,
        scene != NULL ? bench->scene_file : NULL, scene != NULL && scene->moves);
}

static int list_scenes(struct answer out)
{
    size_t used = (size_t)snprintf(out.text, out.size_bytes, "ok scene NAME | fault NAME |");

    for (size_t i = 0; camera_scene_at(i) != NULL && used < out.size_bytes; i++)
        used += (size_t)snprintf(out.text + used, out.size_bytes - used, " %s",
                                 camera_scene_at(i)->name);
    return 0;
}

static int camera(struct bench *bench, char *const words[], int count, struct answer out)
{
    if (strcmp(words[0], "help") == 0)
        return list_scenes(out);
    if (count < 2)
        return no(out, "not understood; see: help camera");
    if (strcmp(words[0], "scene") == 0) {
        if (!camera_scene_write(words[1], bench->scene_file))
            return no(out, "no scene of this name; see: help camera");
        snprintf(bench->scene, sizeof(bench->scene), "%s", words[1]);
    } else if (strcmp(words[0], "fault") == 0) {
        if (v4l2_camera_fault_find(words[1]) == V4L2_CAMERA_FAULT_COUNT)
            return no(out, "no fault of this name");
        snprintf(bench->camera_fault, sizeof(bench->camera_fault), "%s",
                 strcmp(words[1], "none") == 0 ? "" : words[1]);
    } else {
        return no(out, "not understood; see: help camera");
    }
    return tell_camera(bench) ? ok(out, "ok") : no(out, "the camera cannot be told");
}

/* ---- all ---- */

static const struct verb {
    const char *word;
    int (*run)(struct bench *bench, char *const words[], int count, struct answer out);
} verbs[] = {
    {"card", card},           {"reader", reader}, {"printer", printer},
    {"pages", pages},         {"camera", camera}, {"scanner", scanner},
    {"smartcard", smartcard}, {"locker", locker}, {"cabinet", cabinet},
};

static int state(struct bench *bench, struct answer out)
{
    struct escpos_printer_counts receipts = escpos_printer_counts(bench->printer);
    struct ipp_printer_counts sheets = ipp_printer_counts(bench->pages);
    unsigned open = 0;

    for (unsigned i = 0; i < LOCKER_DOORS; i++)
        open += locker_board_is_open(bench->locker, i);
    return ok(out,
              "ok reader=%s card=%s reader-fault=%s printer=%s printer-fault=%s pages=%u rows=%u "
              "a4=%s a4-fault=%s sheets=%u tray=%u scanner=%s smartcard=%s locker=%s open-doors=%u "
              "outputs=%02x scene=%s camera-fault=%s",
              plug_umockdev_is_inserted(bench->plug, READER_PORT) ? "plugged" : "unplugged",
              sdt_reader_card(bench->reader), sdt_reader_fault_name(bench->reader),
              plug_umockdev_is_inserted(bench->plug, PRINTER_PORT) ? "plugged" : "unplugged",
              escpos_printer_fault_name(bench->printer), receipts.pages, receipts.rows,
              ipp_printer_is_plugged(bench->pages) ? "plugged" : "unplugged",
              ipp_printer_fault_name(bench->pages), sheets.sheets, sheets.tray,
              bench->scanner->is_plugged(bench->scanner) ? "plugged" : "unplugged",
              bench->pcscd == NULL ? "not-here" : ssc_chip_card(ccid_reader_chip(bench->smartcard)),
              locker_board_is_plugged(bench->locker) ? "plugged" : "unplugged", open,
              io_board_outputs(bench->cabinet), bench->scene,
              bench->camera_fault[0] == '\0' ? "none" : bench->camera_fault);
}

static int help(struct answer out)
{
    size_t used = (size_t)snprintf(out.text, out.size_bytes, "ok state | help DEVICE:");

    for (size_t i = 0; i < COUNT_OF(verbs) && used < out.size_bytes; i++)
        used += (size_t)snprintf(out.text + used, out.size_bytes - used, " %s", verbs[i].word);
    return 0;
}

/* "help printer" is "printer help". */
static void turn_help(char *words[], int count)
{
    if (count == 2 && strcmp(words[0], "help") == 0) {
        char *device = words[1];

        words[1] = words[0];
        words[0] = device;
    }
}

int bench_command(struct bench *bench, const char *line, char *out_answer, size_t size_bytes)
{
    struct answer out = {out_answer, size_bytes};
    char copy[256], *words[WORDS_MAX + 1] = {NULL}, *rest = NULL;
    int count = 0;

    snprintf(copy, sizeof(copy), "%s", line);
    for (char *word = strtok_r(copy, " \t\r\n", &rest); word != NULL && count < WORDS_MAX;
         word = strtok_r(NULL, " \t\r\n", &rest))
        words[count++] = word;
    turn_help(words, count);
    if (count == 1 && strcmp(words[0], "state") == 0)
        return state(bench, out);
    if (count == 1 && strcmp(words[0], "help") == 0)
        return help(out);
    for (size_t i = 0; count > 1 && i < COUNT_OF(verbs); i++)
        if (strcmp(words[0], verbs[i].word) == 0)
            return verbs[i].run(bench, words + 1, count - 1, out);
    return no(out, "not understood; see: help");
}

/* ---- making it ---- */

/* The terminals stand in the folder that umockdev shows as /dev. */
static bool make_lines(struct bench *bench)
{
    char path[PATH_BYTES];
    struct locker_board_shape shape = {
        .model = "kerong-cu16", .link = path, .address = 0, .door_count = LOCKER_DOORS};
    const char *folder = plug_umockdev_folder(bench->plug);

    snprintf(path, sizeof(path), "%s/dev", folder);
    (void)mkdir(path, 0755); /* there already, or the links fail */
    snprintf(path, sizeof(path), "%s/dev/ttyS3", folder);
    bench->locker = locker_board_create(&shape);
    snprintf(path, sizeof(path), "%s/dev/ttyS4", folder);
    bench->cabinet = io_board_create(path, IO_ADDRESS, IO_BAUD);
    return bench->locker != NULL && bench->cabinet != NULL;
}

static bool make_usb(struct bench *bench, const char *paper_folder)
{
    bench->reader = sdt_reader_create(SDT_READER_TWO_PIPE);
    bench->printer =
        escpos_printer_create(paper_folder, (struct escpos_printer_shape){.interface = 0});
    bench->smartcard = ccid_reader_create("bench-1");
    bench->scanner = hid_scanner_create(bench->plug, 0);
    return bench->reader != NULL && bench->printer != NULL && bench->smartcard != NULL &&
           bench->scanner != NULL &&
           plug_umockdev_insert(bench->plug, READER_PORT, sdt_reader_device(bench->reader)) &&
           plug_umockdev_insert(bench->plug, PRINTER_PORT, escpos_printer_device(bench->printer)) &&
           plug_umockdev_insert(bench->plug, SMARTCARD_PORT, ccid_reader_device(bench->smartcard));
}

static bool make_own(struct bench *bench)
{
    const char *temporary = getenv("TMPDIR");

    snprintf(bench->own, sizeof(bench->own), "%s/banshi-bench.XXXXXX",
             temporary == NULL || temporary[0] == '\0' ? "/tmp" : temporary);
    if (mkdtemp(bench->own) == NULL)
        return false;
    snprintf(bench->control, sizeof(bench->control), "%s/camera", bench->own);
    snprintf(bench->scene_file, sizeof(bench->scene_file), "%s/scene.ppm", bench->own);
    snprintf(bench->scene, sizeof(bench->scene), "oval");
    setenv(V4L2_CAMERA_CONTROL, bench->control, 1);
    return tell_camera(bench);
}

struct bench *bench_create(const char *paper_folder, uint16_t pages_port)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    if (bench == NULL)
        return NULL;
    if (mkdir(paper_folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "bench: cannot make %s: %s\n", paper_folder, strerror(errno));
        goto out;
    }
    bench->plug = plug_umockdev_create();
    bench->pages = ipp_printer_create(paper_folder, pages_port);
    if (bench->plug == NULL || bench->pages == NULL || !make_own(bench)) {
        fprintf(stderr, "bench: no bus, or the port of the A4 printer is taken\n");
        goto out;
    }
    if (!make_usb(bench, paper_folder) || !make_lines(bench)) {
        fprintf(stderr, "bench: the virtual bus does not take the devices\n");
        goto out;
    }
    bench->pcscd =
        pcscd_child_create(&(struct pcscd_options){.folder = bench->own, .on_bus = true});
    return bench;
out:
    bench_destroy(bench);
    return NULL;
}

void bench_destroy(struct bench *bench)
{
    if (bench == NULL)
        return;
    pcscd_child_destroy(bench->pcscd);
    code_scanner_destroy(bench->scanner);
    locker_board_destroy(bench->locker);
    io_board_destroy(bench->cabinet);
    plug_umockdev_destroy(bench->plug);
    ipp_printer_destroy(bench->pages);
    ccid_reader_destroy(bench->smartcard);
    escpos_printer_destroy(bench->printer);
    sdt_reader_destroy(bench->reader);
    if (bench->own[0] != '\0') {
        (void)unlink(bench->control);
        (void)unlink(bench->scene_file);
        (void)rmdir(bench->own);
    }
    free(bench);
}
