/* Runs the real banshi-platform for a test: its keys by pki.sh, its database in a folder of its
 * own, its port chosen by the system. Failures end the test program with a message. */
#ifndef BANSHI_TESTS_SUPPORT_PLATFORM_SERVER_H
#define BANSHI_TESTS_SUPPORT_PLATFORM_SERVER_H

#include <stddef.h>
#include <sys/types.h>

#include <jansson.h>

struct platform_server {
    char folder[128]; /* holds db/, pki/, port, control, catalogue.json */
    char url[64];
    pid_t pid;
};

/* Makes a fresh folder under $TMPDIR (or /tmp) with keys in pki/. */
void platform_server_prepare(struct platform_server *server);

/* Starts the program named by $BANSHI_PLATFORM and waits until it listens. `fault` is one more
 * argument or NULL. */
void platform_server_start(struct platform_server *server, const char *fault);

/* Ends it with `signal_number` and gives its exit status as waitpid() tells it. */
int platform_server_stop(struct platform_server *server, int signal_number);

/* Sends one line to the control socket; the answer, one line, goes to `out`. */
void platform_server_control(const struct platform_server *server, const char *line, char *out,
                             size_t size_bytes);

/* What `--dump` writes. The caller owns the reference. */
json_t *platform_server_dump(const struct platform_server *server);

/* "<folder>/<name>" in one of four static buffers. */
const char *platform_server_path(const struct platform_server *server, const char *name);

/* Removes the folder. */
void platform_server_finish(struct platform_server *server);

#endif
