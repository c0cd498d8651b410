/* A pcscd of our own: the real daemon, unmodified, beside and apart from whatever the machine runs.
 * It gets its listening socket from us, as from systemd, its readers from a folder of ours, and a
 * private /run in a mount namespace, since it insists on /run/pcscd; without the right to such a
 * namespace there is none. It ends with us. */
#ifndef BANSHI_TOOLS_BENCH_PCSCD_CHILD_H
#define BANSHI_TOOLS_BENCH_PCSCD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct pcscd_child;

struct pcscd_options {
    const char *folder; /* exists and is ours alone; its path is short */
    const char *conf;   /* what reader.conf.d holds; NULL: nothing, only USB readers */
    bool on_bus;        /* runs under umockdev, on the bus of UMOCKDEV_DIR */
    bool own_network;   /* sees no network but one of its own */
};

/* Starts it. The socket is "comm" in the folder, and this process's PCSCLITE_CSOCK_NAME is set to
 * it (libpcsclite looks at that once). NULL when it cannot be started; whether it lives shows when
 * somebody asks. */
struct pcscd_child *pcscd_child_create(const struct pcscd_options *options);

/* Its process number; 0 when it has ended. */
pid_t pcscd_child_pid(const struct pcscd_child *child);

/* Ends it and waits for its end. NULL is allowed. */
void pcscd_child_destroy(struct pcscd_child *child);

/* False when it has ended by itself. */
bool pcscd_child_is_alive(struct pcscd_child *child);

#endif
