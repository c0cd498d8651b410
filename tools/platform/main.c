/* banshi-platform: a working reference of the provincial platform's interface (openapi.yaml), for
 * desks, tests and integrators. One process; SIGTERM or SIGINT ends it. */
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/check.h"
#include "tools/platform/platform_control.h"
#include "tools/platform/platform_dump.h"
#include "tools/platform/platform_http.h"

struct options {
    const char *folder, *pki, *catalogue, *control, *port_file, *dump;
    uint16_t port;
    uint64_t seed;
};

static const char usage[] =
    "usage: banshi-platform --dir DIR --pki DIR [options]\n"
    "  --port N           listen on 127.0.0.1:N; 0 (the default) lets the system choose\n"
    "  --port-file FILE   write the port there once it listens\n"
    "  --catalogue FILE   the catalogue to serve\n"
    "  --control SOCKET   take fault commands on this unix socket\n"
    "  --dump FILE        write all cases, opened and checked, as JSON, and end ('-': stdout)\n"
    "  --seed N           the seed of the chances below\n"
    "  --away --dup --slow=MS --lose-reply=P --reset=P --lie-200=P   faults from the start\n";

/* Fault options end here; their `val` tells them from the others. */
enum { OPTION_FAULT = 1000, OPTION_FAULT_SWITCH };

static const struct option longs[] = {
    {"dir", required_argument, NULL, 'd'},
    {"pki", required_argument, NULL, 'k'},
    {"port", required_argument, NULL, 'p'},
    {"port-file", required_argument, NULL, 'f'},
    {"catalogue", required_argument, NULL, 'c'},
    {"control", required_argument, NULL, 's'},
    {"dump", required_argument, NULL, 'o'},
    {"seed", required_argument, NULL, 'r'},
    {"away", no_argument, NULL, OPTION_FAULT_SWITCH},
    {"dup", no_argument, NULL, OPTION_FAULT_SWITCH},
    {"slow", required_argument, NULL, OPTION_FAULT},
    {"lose-reply", required_argument, NULL, OPTION_FAULT},
    {"reset", required_argument, NULL, OPTION_FAULT},
    {"lie-200", required_argument, NULL, OPTION_FAULT},
    {NULL, 0, NULL, 0},
};

static err_t read_port(const char *text, uint16_t *out_port)
{
    char *end;
    unsigned long port = strtoul(text, &end, 10);

    if (end == text || *end != '\0' || port > UINT16_MAX)
        return ERR_INVALID;
    *out_port = (uint16_t)port;
    return ERR_OK;
}

static err_t take_option(struct options *options, int letter, const char *value)
{
    switch (letter) {
    case 'd':
        options->folder = value;
        return ERR_OK;
    case 'k':
        options->pki = value;
        return ERR_OK;
    case 'p':
        return read_port(value, &options->port);
    case 'f':
        options->port_file = value;
        return ERR_OK;
    case 'c':
        options->catalogue = value;
        return ERR_OK;
    case 's':
        options->control = value;
        return ERR_OK;
    case 'o':
        options->dump = value;
        return ERR_OK;
    case 'r':
        options->seed = strtoull(value, NULL, 0);
        return ERR_OK;
    default:
        return ERR_INVALID;
    }
}

static err_t read_options(int count, char **arguments, struct options *options,
                          struct platform_faults *faults)
{
    err_t err = ERR_OK;
    int letter, i = 0;

    while (err == ERR_OK && (letter = getopt_long(count, arguments, "", longs, &i)) != -1) {
        if (letter == OPTION_FAULT || letter == OPTION_FAULT_SWITCH)
            err =
                platform_faults_set(faults, longs[i].name, letter == OPTION_FAULT ? optarg : "on");
        else
            err = take_option(options, letter, optarg);
    }
    if (optind != count || options->folder == NULL || options->pki == NULL)
        err = ERR_INVALID;
    /* The seed may stand anywhere among the options, so it counts only now. */
    random_init(&faults->random, options->seed);
    return err;
}

/* A reader of the file never sees half a number: it is written aside and renamed. */
static err_t write_port(const char *path, uint16_t port)
{
    char aside[512];
    FILE *file;
    bool written;

    if (path == NULL)
        return ERR_OK;
    snprintf(aside, sizeof(aside), "%s.new", path);
    file = fopen(aside, "w");
    if (file == NULL)
        return ERR_IO;
    written = fprintf(file, "%u\n", port) > 0;
    written = fclose(file) == 0 && written;
    return written && rename(aside, path) == 0 ? ERR_OK : ERR_IO;
}

/* Until a signal asks to end. */
static void wait_for_end(int signals_fd, struct platform_control *control)
{
    struct pollfd polls[1 + PLATFORM_CONTROL_POLL_COUNT];
    nfds_t count = control == NULL ? 1 : COUNT_OF(polls);

    for (;;) {
        polls[0] = (struct pollfd){.fd = signals_fd, .events = POLLIN};
        if (control != NULL)
            platform_control_prepare(control, polls + 1);
        if (poll(polls, count, -1) < 0)
            continue;
        if (polls[0].revents != 0)
            return;
        if (control != NULL)
            platform_control_serve(control, polls + 1);
    }
}

/* The signals are blocked before the server makes its threads, which inherit that. */
static int signals_open(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static err_t serve(const struct options *options, struct platform_service *service)
{
    struct platform_control *control = NULL;
    struct platform_http *http = NULL;
    int signals_fd = signals_open();
    err_t err = signals_fd < 0 ? ERR_IO : ERR_OK;

    if (err == ERR_OK && options->control != NULL)
        err = platform_control_open(service, options->control, &control);
    if (err == ERR_OK)
        err = platform_http_open(service, options->port, &http);
    if (err == ERR_OK)
        err = write_port(options->port_file, platform_http_port(http));
    if (err != ERR_OK)
        goto out;
    printf("listening on %u\n", platform_http_port(http));
    fflush(stdout);
    wait_for_end(signals_fd, control);
out:
    platform_http_close(http);
    platform_control_close(control);
    if (signals_fd >= 0)
        close(signals_fd);
    return err;
}

static err_t run(const struct options *options, struct platform_faults *faults)
{
    struct platform_keys keys;
    struct platform_service service = {
        .keys = &keys, .faults = faults, .catalogue_path = options->catalogue};
    err_t err = platform_keys_init(&keys, options->pki);

    if (err != ERR_OK)
        return err;
    mkdir(options->folder, 0700);
    err = platform_store_open(options->folder, &service.store);
    platform_service_init(&service);
    if (err == ERR_OK)
        err = options->dump != NULL ? platform_dump_write(&service, options->dump)
                                    : serve(options, &service);
    platform_service_finish(&service);
    platform_store_close(service.store);
    platform_keys_finish(&keys);
    return err;
}

int main(int count, char **arguments)
{
    struct platform_faults faults;
    struct options options = {.seed = 1};
    err_t err;

    platform_faults_init(&faults, options.seed);
    if (read_options(count, arguments, &options, &faults) != ERR_OK) {
        fputs(usage, stderr);
        return 2;
    }
    err = run(&options, &faults);
    if (err != ERR_OK)
        fprintf(stderr, "banshi-platform: %s (%s)\n", err_text(err), err_name(err));
    platform_faults_finish(&faults);
    return err == ERR_OK ? 0 : 1;
}
