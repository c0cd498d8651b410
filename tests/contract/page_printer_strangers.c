/* Page printers and the strangers who keep us honest: CUPS's own ippeveprinter as the other end of
 * every driver, CUPS's scheduler between a driver and the virtual printer, and CUPS's conformance
 * suite on the virtual printer. What is not installed, or may not run here, is skipped and says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <cairo-pdf.h>
#include <cups/cups.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/page_printer/page_printer.h"
#include "firmware/base/check.h"
#include "tools/bench/ipp_printer.h"

#define LIMIT_MS 5000
#define PRINT_MS 20000
#define START_MS 8000
#define PAGES 3
#define PDF_BYTES_MAX 65536
#define CHILDREN_MAX 4
#define QUEUE "a4"

extern char **environ;

struct fixture {
    char folder[64];
    pid_t children[CHILDREN_MAX];
    int child_count;
    struct ipp_printer *model;
    struct page_printer *printer;
    uint8_t pdf[PDF_BYTES_MAX];
    struct page_printer_job job;
    unsigned passed;
};

/* Help --------------------------------------------------------------------------------------- */

static void rest(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static const char *path_of(const struct fixture *fixture, const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    return path;
}

/* Writes a file of the fixture; every "@" in `form` stands for its folder. */
static void write_file(const struct fixture *fixture, const char *name, const char *form,
                       unsigned mode)
{
    FILE *file = fopen(path_of(fixture, name), "w");

    assert_non_null(file);
    for (; *form != '\0'; form++)
        if (*form == '@')
            fputs(fixture->folder, file);
        else
            fputc(*form, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path_of(fixture, name), mode), 0);
}

/* Starts a program with its words in the fixture's log; -1: there is none of that name. */
static pid_t start(struct fixture *fixture, const char *const words[])
{
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, path_of(fixture, "log"),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    if (posix_spawnp(&pid, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* The same for a program that stays until the fixture ends. */
static bool keep_running(struct fixture *fixture, const char *const words[])
{
    pid_t pid = start(fixture, words);

    if (pid < 0)
        return false;
    fixture->children[fixture->child_count++] = pid;
    return true;
}

/* The same for a program that ends by itself; what it returned. */
static int run(struct fixture *fixture, const char *const words[])
{
    pid_t pid = start(fixture, words);
    int status = -1;

    if (pid < 0)
        return 127;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static bool is_here(struct fixture *fixture, const char *program)
{
    char line[128];

    snprintf(line, sizeof(line), "command -v %s", program);
    return run(fixture, (const char *const[]){"sh", "-c", line, NULL}) == 0;
}

static uint16_t free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);
    int line = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(line, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(line, (struct sockaddr *)&address, &size), 0);
    close(line);
    return ntohs(address.sin_port);
}

static cairo_status_t keep_pdf(void *context, const unsigned char *bytes, unsigned size)
{
    struct fixture *fixture = context;

    memcpy(fixture->pdf + fixture->job.size_bytes, bytes, size);
    fixture->job.size_bytes += size;
    return CAIRO_STATUS_SUCCESS;
}

static void make_pages(struct fixture *fixture)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(keep_pdf, fixture, 595.276, 841.89);
    cairo_t *cairo = cairo_create(surface);

    for (int page = 1; page <= PAGES; page++) {
        cairo_rectangle(cairo, 100, 100, 100 * page, 20);
        cairo_fill(cairo);
        cairo_show_page(cairo);
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    fixture->job.pdf = fixture->pdf;
    fixture->job.pages = PAGES;
    fixture->job.name = "page";
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/strangers-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    assert_int_equal(chmod(fixture->folder, 0755), 0); /* the scheduler's helpers are "lp" */
    make_pages(fixture);
    fixture->model = ipp_printer_create(NULL, 0);
    assert_non_null(fixture->model);
    *state = fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    page_printer_driver_find("ipp")->close(fixture->printer);
    while (fixture->child_count > 0) {
        pid_t pid = fixture->children[--fixture->child_count];

        kill(pid, SIGTERM);
        waitpid(pid, NULL, 0);
    }
    ipp_printer_destroy(fixture->model);
    nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    unsetenv("CUPS_SERVER");
    free(fixture);
    return 0;
}

static void on_passed(void *context)
{
    ((struct fixture *)context)->passed++;
}

static err_t print(struct fixture *fixture, uint32_t limit_ms)
{
    fixture->passed = 0;
    return page_printer_driver_find("ipp")->print(fixture->printer, &fixture->job, limit_ms,
                                                  on_passed, fixture);
}

/* Opens the printer as soon as it is there. */
static bool open_soon(struct fixture *fixture, const char *port)
{
    err_t err = ERR_NO_DEVICE;

    for (unsigned waited = 0; waited < START_MS && err != ERR_OK; waited += 100) {
        rest(100);
        err = page_printer_driver_find("ipp")->open(port, LIMIT_MS, &fixture->printer);
    }
    return err == ERR_OK;
}

/* ippeveprinter ------------------------------------------------------------------------------ */

/* It wants a system bus to announce itself on; a private one will do. Its command counts pages only
 * while the file "count" is there. */
static bool start_ippeveprinter(struct fixture *fixture, uint16_t port)
{
    char config[128], command[128], spool[128], bus[160], number[16];

    write_file(fixture, "bus.conf",
               "<busconfig><type>system</type><listen>unix:path=@/bus</listen>"
               "<auth>EXTERNAL</auth><policy context=\"default\"><allow own=\"*\"/>"
               "<allow send_destination=\"*\"/><allow receive_sender=\"*\"/>"
               "<allow user=\"*\"/></policy></busconfig>",
               0644);
    write_file(fixture, "command",
               "#!/bin/sh\n"
               "[ -e @/count ] || exit 0\n"
               "pages=$(pdfinfo \"$1\" | sed -n 's/^Pages: *//p')\n"
               "echo \"ATTR: job-impressions=$pages job-impressions-completed=$pages\" >&2\n",
               0755);
    snprintf(config, sizeof(config), "--config-file=%s/bus.conf", fixture->folder);
    snprintf(command, sizeof(command), "%s/command", fixture->folder);
    snprintf(spool, sizeof(spool), "%s/spool", fixture->folder);
    snprintf(bus, sizeof(bus), "unix:path=%s/bus", fixture->folder);
    snprintf(number, sizeof(number), "%u", port);
    assert_int_equal(mkdir(spool, 0755), 0);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", bus, 1);
    if (!keep_running(fixture,
                      (const char *const[]){"dbus-daemon", config, "--nofork", "--nosyslog", NULL}))
        return false;
    for (int i = 0; i < 50 && access(path_of(fixture, "bus"), F_OK) != 0; i++)
        rest(50);
    return keep_running(fixture,
                        (const char *const[]){"ippeveprinter", "-p", number, "-n", "localhost",
                                              "-r", "off", "-d", spool, "-k", "-K", spool, "-c",
                                              command, "-f", "application/pdf", "stranger", NULL});
}

/* Every byte of the document arrived. */
static void assert_kept(const struct fixture *fixture)
{
    static uint8_t kept[PDF_BYTES_MAX];
    glob_t found;
    FILE *file;

    assert_int_equal(glob(path_of(fixture, "spool/*.pdf"), 0, NULL, &found), 0);
    file = fopen(found.gl_pathv[found.gl_pathc - 1], "r");
    assert_non_null(file);
    assert_int_equal(fread(kept, 1, sizeof(kept), file), fixture->job.size_bytes);
    assert_memory_equal(kept, fixture->pdf, fixture->job.size_bytes);
    fclose(file);
    globfree(&found);
}

static void open_ippeveprinter(struct fixture *fixture, const char *scheme)
{
    uint16_t port = free_port();
    char uri[64];

    if (!is_here(fixture, "ippeveprinter") || !is_here(fixture, "dbus-daemon") ||
        !start_ippeveprinter(fixture, port))
        skip();
    snprintf(uri, sizeof(uri), "%s://127.0.0.1:%u/ipp/print", scheme, port);
    if (!open_soon(fixture, uri))
        skip(); /* it does not run here */
}

static void ippeveprinter_takes_our_pages(void **state)
{
    struct fixture *fixture = *state;
    struct page_printer_status now;

    open_ippeveprinter(fixture, "ipp");
    assert_int_equal(page_printer_driver_find("ipp")->status(fixture->printer, LIMIT_MS, &now),
                     ERR_OK);
    assert_int_equal(now.reason, ERR_OK);
    assert_int_equal(now.state, PAGE_PRINTER_ONLINE);
    assert_int_equal(now.marker, PAGE_PRINTER_LEVEL_FULL);
    assert_true(now.marker_percent > 0);
    /* A printer that says "completed" and counts nothing is not believed. */
    assert_int_equal(print(fixture, PRINT_MS), ERR_PRINT_UNKNOWN);
    assert_int_equal(fixture->passed, 1);
    assert_kept(fixture);
    write_file(fixture, "count", "", 0644);
    assert_int_equal(print(fixture, PRINT_MS), ERR_OK);
    assert_kept(fixture);
    fixture->job.pages = PAGES + 1;
    assert_int_equal(print(fixture, PRINT_MS), ERR_PRINT_UNKNOWN);
}

static void ippeveprinter_takes_our_pages_over_tls(void **state)
{
    struct fixture *fixture = *state;

    open_ippeveprinter(fixture, "ipps");
    write_file(fixture, "count", "", 0644);
    assert_int_equal(print(fixture, PRINT_MS), ERR_OK);
    assert_kept(fixture);
}

/* The scheduler ------------------------------------------------------------------------------ */

static bool start_scheduler(struct fixture *fixture, uint16_t port)
{
    static const char *const folders[] = {"root", "root/ppd", "spool", "cache", "state", "tmp"};
    char config[128], files[128], server[32], listen[512];

    for (size_t i = 0; i < COUNT_OF(folders); i++)
        assert_int_equal(mkdir(path_of(fixture, folders[i]), 0755), 0);
    write_file(fixture, "files.conf",
               "ServerRoot @/root\nRequestRoot @/spool\nCacheDir @/cache\nStateDir @/state\n"
               "TempDir @/tmp\nAccessLog @/access\nErrorLog @/error\nPageLog @/page\n"
               "FatalErrors none\nSandboxing off\n",
               0644);
    /* What the README tells to set for the queue of a kiosk. */
    snprintf(listen, sizeof(listen),
             "Listen 127.0.0.1:%u\nBrowsing No\nWebInterface No\nDefaultAuthType None\n"
             "PreserveJobHistory 300\nPreserveJobFiles No\n"
             "DefaultPolicy open\n<Policy open>\n<Limit All>\nOrder deny,allow\n</Limit>\n"
             "</Policy>\n<Location />\nOrder allow,deny\nAllow 127.0.0.1\n</Location>\n",
             port);
    write_file(fixture, "cupsd.conf", listen, 0644);
    snprintf(config, sizeof(config), "%s/cupsd.conf", fixture->folder);
    snprintf(files, sizeof(files), "%s/files.conf", fixture->folder);
    snprintf(server, sizeof(server), "127.0.0.1:%u", port);
    setenv("CUPS_SERVER", server, 1); /* for lpadmin */
    cupsSetServer(server);            /* libcups reads the variable only once */
    return keep_running(
        fixture, (const char *const[]){"/usr/sbin/cupsd", "-f", "-c", config, "-s", files, NULL});
}

static bool add_queue(struct fixture *fixture)
{
    int result = 1;

    for (unsigned waited = 0; waited < START_MS && result != 0; waited += 200) {
        rest(200);
        result = run(fixture, (const char *const[]){"lpadmin", "-p", QUEUE, "-E", "-m", "raw", "-v",
                                                    ipp_printer_uri(fixture->model), NULL});
    }
    return result == 0;
}

/* CUPS keeps neither the document nor the job's name once the driver has its answer. */
static void assert_forgotten(const struct fixture *fixture)
{
    glob_t found;

    assert_int_equal(glob(path_of(fixture, "spool/[cd][0-9]*"), 0, NULL, &found), GLOB_NOMATCH);
}

static void a_cups_queue_takes_our_pages(void **state)
{
    struct fixture *fixture = *state;

    if (!is_here(fixture, "/usr/sbin/cupsd") || !is_here(fixture, "lpadmin") ||
        !start_scheduler(fixture, free_port()) || !add_queue(fixture))
        skip();
    assert_true(open_soon(fixture, "cups:" QUEUE));
    assert_int_equal(print(fixture, PRINT_MS), ERR_OK);
    assert_int_equal(fixture->passed, 1);
    assert_int_equal(ipp_printer_counts(fixture->model).sheets, PAGES);
    assert_forgotten(fixture);
    /* A jam behind the queue: known as one, cancelled, and nothing comes out when it is mended. */
    ipp_printer_set_fault(fixture->model, IPP_PRINTER_FAULT_MEDIA_JAM, 1);
    assert_int_equal(print(fixture, PRINT_MS), ERR_PAPER_JAM);
    rest(1500);
    assert_int_equal(ipp_printer_counts(fixture->model).waiting, 0);
    assert_forgotten(fixture);
    ipp_printer_set_fault(fixture->model, IPP_PRINTER_FAULT_NONE, 0);
    rest(300);
    assert_int_equal(ipp_printer_counts(fixture->model).sheets, PAGES + 1);
}

/* CUPS's conformance suite for IPP 1.1 finds nothing wrong with the virtual printer. */
static void the_virtual_printer_conforms(void **state)
{
    struct fixture *fixture = *state;
    char document[128];
    FILE *file;

    if (!is_here(fixture, "ipptool"))
        skip();
    snprintf(document, sizeof(document), "%s/pages.pdf", fixture->folder);
    file = fopen(document, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(fixture->pdf, 1, fixture->job.size_bytes, file),
                     fixture->job.size_bytes);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(
        run(fixture, (const char *const[]){"ipptool", "-I", "-t", "-f", document,
                                           ipp_printer_uri(fixture->model), "ipp-1.1.test", NULL}),
        0);
    assert_true(ipp_printer_counts(fixture->model).sheets >= PAGES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ippeveprinter_takes_our_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ippeveprinter_takes_our_pages_over_tls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cups_queue_takes_our_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_virtual_printer_conforms, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("page_printer_strangers", tests, NULL, NULL);
}
