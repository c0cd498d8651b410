#include "tests/support/platform_server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "firmware/base/text.h"

#define WAIT_MS 10
#define WAIT_COUNT 1000

static void fail_with(const char *what)
{
    fprintf(stderr, "platform_server: %s (%s)\n", what, strerror(errno));
    exit(1);
}

const char *platform_server_path(const struct platform_server *server, const char *name)
{
    static char paths[4][256];
    static unsigned turn;
    char *path = paths[turn++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", server->folder, name);
    return path;
}

/* Runs a program to its end; the exit status as waitpid() tells it. */
static int run(const char *const *arguments)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        execvp(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        fail_with(arguments[0]);
    return status;
}

void platform_server_prepare(struct platform_server *server)
{
    const char *base = getenv("TMPDIR");
    const char *arguments[] = {"sh", "tools/platform/pki.sh", NULL, NULL};

    memset(server, 0, sizeof(*server));
    snprintf(server->folder, sizeof(server->folder), "%s/banshi-platform-XXXXXX",
             base == NULL || base[0] == '\0' ? "/tmp" : base);
    if (mkdtemp(server->folder) == NULL)
        fail_with("no folder for the test");
    arguments[2] = platform_server_path(server, "pki");
    if (run(arguments) != 0)
        fail_with("tools/platform/pki.sh failed; is the test run from the root of the repository?");
}

static unsigned read_port(const struct platform_server *server)
{
    FILE *file = fopen(platform_server_path(server, "port"), "r");
    unsigned port = 0;

    if (file == NULL)
        return 0;
    if (fscanf(file, "%u", &port) != 1)
        port = 0;
    fclose(file);
    return port;
}

void platform_server_start(struct platform_server *server, const char *fault)
{
    struct timespec pause = {.tv_nsec = WAIT_MS * 1000000};
    const char *program = getenv("BANSHI_PLATFORM");
    char control[160], catalogue[160];
    unsigned port = 0;

    if (program == NULL)
        fail_with("BANSHI_PLATFORM must name the program");
    snprintf(control, sizeof(control), "%s/control", server->folder);
    snprintf(catalogue, sizeof(catalogue), "%s/catalogue.json", server->folder);
    unlink(platform_server_path(server, "port"));
    server->pid = fork();
    if (server->pid == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        execl(program, program, "--dir", platform_server_path(server, "db"), "--pki",
              platform_server_path(server, "pki"), "--port-file",
              platform_server_path(server, "port"), "--control", control, "--catalogue", catalogue,
              "--seed", "7", fault, NULL);
        _exit(127);
    }
    for (int i = 0; i < WAIT_COUNT && (port = read_port(server)) == 0; i++)
        nanosleep(&pause, NULL);
    if (port == 0)
        fail_with("the platform did not begin to listen");
    snprintf(server->url, sizeof(server->url), "https://127.0.0.1:%u", port);
}

int platform_server_stop(struct platform_server *server, int signal_number)
{
    int status = -1;

    if (server->pid <= 0)
        return status;
    kill(server->pid, signal_number);
    waitpid(server->pid, &status, 0);
    server->pid = 0;
    return status;
}

void platform_server_control(const struct platform_server *server, const char *line, char *out,
                             size_t size_bytes)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    size_t length = 0;
    ssize_t part;

    if (!text_copy(address.sun_path, sizeof(address.sun_path),
                   platform_server_path(server, "control")))
        fail_with("the path of the control socket is too long; set a shorter TMPDIR");
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        fail_with("the control socket does not answer");
    if (write(fd, line, strlen(line)) < 0 || write(fd, "\n", 1) != 1)
        fail_with("the control socket does not take a line");
    while (length < size_bytes - 1 &&
           (part = read(fd, out + length, size_bytes - 1 - length)) > 0) {
        length += (size_t)part;
        if (out[length - 1] == '\n')
            break;
    }
    out[length] = '\0';
    out[strcspn(out, "\n")] = '\0';
    close(fd);
}

json_t *platform_server_dump(const struct platform_server *server)
{
    const char *arguments[] = {getenv("BANSHI_PLATFORM"),
                               "--dir",
                               platform_server_path(server, "db"),
                               "--pki",
                               platform_server_path(server, "pki"),
                               "--dump",
                               platform_server_path(server, "platform.json"),
                               NULL};
    json_t *dump;

    if (run(arguments) != 0)
        fail_with("the dump failed");
    dump = json_load_file(arguments[6], JSON_REJECT_DUPLICATES, NULL);
    if (dump == NULL)
        fail_with("the dump is not JSON");
    return dump;
}

void platform_server_finish(struct platform_server *server)
{
    const char *arguments[] = {"rm", "-rf", "--", server->folder, NULL};

    platform_server_stop(server, SIGTERM);
    if (strstr(server->folder, "banshi-platform-") != NULL)
        run(arguments);
}
