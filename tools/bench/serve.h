/* The bench at work: runs a command beside the virtual devices and takes bench commands on a
 * socket. */
#ifndef BANSHI_TOOLS_BENCH_SERVE_H
#define BANSHI_TOOLS_BENCH_SERVE_H

#include <stdint.h>

struct serve_options {
    const char *socket_path; /* a stale socket there is replaced */
    const char *paper_folder;
    const char *board;    /* handed to the command as BANSHI_BOARD; NULL: not */
    uint16_t pages_port;  /* of the A4 printer; 0: any */
    const char *preload;  /* a library to load before umockdev's, e.g. "libasan.so.8"; NULL: none */
    char *const *command; /* NULL-terminated, at least one word */
};

/* Blocks until the command has ended and returns what it returned (128 + signal when it was
 * killed; 125 when the bench itself failed; 127 when the command cannot be run). On SIGTERM, SIGINT
 * and SIGHUP the command's whole process group is told to end, and killed after 5 seconds. The
 * virtual bus is removed in every case. */
int serve_run(const struct serve_options *options);

#endif
