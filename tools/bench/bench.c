#include "tools/bench/bench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "firmware/base/check.h"
#include "tools/bench/escpos_printer.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/sdt_reader.h"

#define READER_PORT 1
#define PRINTER_PORT 2
#define WORDS_MAX 5

struct bench {
    struct plug_umockdev *plug;
    struct sdt_reader *reader;
    struct escpos_printer *printer;
};

/* Where an answer goes. */
struct answer {
    char *text;
    size_t size_bytes;
};

/* One line of the command language. */
struct verb {
    const char *words[2];
    int words_least; /* words of the whole line */
    int (*run)(struct bench *bench, char *const words[], struct answer out);
};

__attribute__((format(printf, 2, 3))) static int ok(struct answer out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out.text, out.size_bytes, format, arguments);
    va_end(arguments);
    return 0;
}

__attribute__((format(printf, 2, 3))) static int no(struct answer out, const char *format, ...)
{
    va_list arguments;
    int length = snprintf(out.text, out.size_bytes, "error ");

    va_start(arguments, format);
    if ((size_t)length < out.size_bytes)
        vsnprintf(out.text + length, out.size_bytes - (size_t)length, format, arguments);
    va_end(arguments);
    return 1;
}

static int card_place(struct bench *bench, char *const words[], struct answer out)
{
    if (!sdt_reader_place(bench->reader, words[2]))
        return no(out, "no card of this name: zhang wang li permit foreigner foreigner-2023");
    return ok(out, "ok");
}

static int card_remove(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    sdt_reader_remove(bench->reader);
    return ok(out, "ok");
}

static int reader_fault(struct bench *bench, char *const words[], struct answer out)
{
    if (!sdt_reader_set_fault_name(bench->reader, words[2]))
        return no(out, "no fault of this name; see: help reader");
    return ok(out, "ok");
}

static int printer_fault(struct bench *bench, char *const words[], struct answer out)
{
    unsigned rows = words[3] != NULL ? (unsigned)strtoul(words[3], NULL, 10) : 0;

    if (!escpos_printer_set_fault_name(bench->printer, words[2], rows))
        return no(out, "no fault of this name; see: help printer");
    return ok(out, "ok");
}

static int printer_pages(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    return ok(out, "ok %u", escpos_printer_counts(bench->printer).pages);
}

static int plug(struct bench *bench, int port, struct bench_device *device, struct answer out)
{
    if (plug_umockdev_is_inserted(bench->plug, port))
        return no(out, "it is plugged in");
    if (!plug_umockdev_insert(bench->plug, port, device))
        return no(out, "the bus does not take it");
    return ok(out, "ok");
}

static int unplug(struct bench *bench, int port, struct answer out)
{
    if (!plug_umockdev_remove(bench->plug, port))
        return no(out, "it is not plugged in");
    return ok(out, "ok");
}

static int reader_plug(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    return plug(bench, READER_PORT, sdt_reader_device(bench->reader), out);
}

static int reader_unplug(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    return unplug(bench, READER_PORT, out);
}

static int printer_plug(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    return plug(bench, PRINTER_PORT, escpos_printer_device(bench->printer), out);
}

static int printer_unplug(struct bench *bench, char *const words[], struct answer out)
{
    (void)words;
    return unplug(bench, PRINTER_PORT, out);
}

static int state(struct bench *bench, char *const words[], struct answer out)
{
    struct escpos_printer_counts counts = escpos_printer_counts(bench->printer);

    (void)words;
    return ok(out,
              "ok reader=%s card=%s reader-fault=%s printer=%s printer-fault=%s pages=%u rows=%u",
              plug_umockdev_is_inserted(bench->plug, READER_PORT) ? "plugged" : "unplugged",
              sdt_reader_card(bench->reader), sdt_reader_fault_name(bench->reader),
              plug_umockdev_is_inserted(bench->plug, PRINTER_PORT) ? "plugged" : "unplugged",
              escpos_printer_fault_name(bench->printer), counts.pages, counts.rows);
}

static int help(struct bench *bench, char *const words[], struct answer out)
{
    (void)bench;
    if (words[1] != NULL && strcmp(words[1], "cards") == 0)
        return ok(out, "ok zhang, wang, li: citizens; permit, foreigner, foreigner-2023: others");
    if (words[1] != NULL && strcmp(words[1], "reader") == 0)
        return ok(out, "ok"
#define SDT_READER_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
        );
    if (words[1] != NULL && strcmp(words[1], "printer") == 0)
        return ok(out, "ok"
#define ESCPOS_PRINTER_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/escpos_printer_faults.def"
#undef ESCPOS_PRINTER_FAULT
        );
    return ok(out, "ok card place NAME | card remove | reader fault NAME | reader unplug | "
                   "reader plug | printer fault NAME [ROWS] | printer pages | printer unplug | "
                   "printer plug | state | help cards | help reader | help printer");
}

static const struct verb verbs[] = {
    {{"card", "place"}, 3, card_place},
    {{"card", "remove"}, 2, card_remove},
    {{"reader", "fault"}, 3, reader_fault},
    {{"reader", "plug"}, 2, reader_plug},
    {{"reader", "unplug"}, 2, reader_unplug},
    {{"printer", "fault"}, 3, printer_fault},
    {{"printer", "pages"}, 2, printer_pages},
    {{"printer", "plug"}, 2, printer_plug},
    {{"printer", "unplug"}, 2, printer_unplug},
    {{"state", NULL}, 1, state},
    {{"help", NULL}, 1, help},
};

static bool is_meant(const struct verb *verb, char *const words[], int count)
{
    if (count < verb->words_least || strcmp(words[0], verb->words[0]) != 0)
        return false;
    return verb->words[1] == NULL || strcmp(words[1], verb->words[1]) == 0;
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
    for (size_t i = 0; count > 0 && i < COUNT_OF(verbs); i++)
        if (is_meant(&verbs[i], words, count))
            return verbs[i].run(bench, words, out);
    return no(out, "not understood; see: help");
}

struct bench *bench_create(const char *paper_folder)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    char ignored[64];

    if (bench == NULL)
        return NULL;
    if (mkdir(paper_folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "bench: cannot make %s: %s\n", paper_folder, strerror(errno));
        goto out;
    }
    bench->reader = sdt_reader_create();
    bench->printer =
        escpos_printer_create(paper_folder, (struct escpos_printer_shape){.interface = 0});
    bench->plug = plug_umockdev_create();
    if (bench->reader == NULL || bench->printer == NULL || bench->plug == NULL)
        goto out;
    if (bench_command(bench, "reader plug", ignored, sizeof(ignored)) == 0 &&
        bench_command(bench, "printer plug", ignored, sizeof(ignored)) == 0)
        return bench;
    fprintf(stderr, "bench: the virtual bus does not take the devices\n");
out:
    bench_destroy(bench);
    return NULL;
}

void bench_destroy(struct bench *bench)
{
    if (bench == NULL)
        return;
    plug_umockdev_destroy(bench->plug);
    escpos_printer_destroy(bench->printer);
    sdt_reader_destroy(bench->reader);
    free(bench);
}
