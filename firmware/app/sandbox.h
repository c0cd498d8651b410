/* Sandbox: what a process gives up once it runs, so that whoever takes it over finds little. Called
 * once, before the first thread and before the first byte from outside.
 *
 *   always       no new privileges, not traceable, no core dump, no capabilities, dies with the
 *                supervisor; system calls denied: tracing, mounting, kernel modules, kexec, bpf,
 *                keys, namespaces, starting programs, sockets of families it does not need
 *   no network   a network namespace of its own with nothing in it
 *   user         another uid, where the board names one and the process needs no device node, or
 *                only such as a group may open (voice: sound and the headphone switch)
 *
 * A device worker that was started by root stays root without capabilities, because device nodes
 * belong to root unless the board's udev rules say otherwise. */
#ifndef BANSHI_APP_SANDBOX_H
#define BANSHI_APP_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#define SANDBOX_GROUPS_MAX 2

struct sandbox_profile {
    bool network;  /* keeps AF_INET and AF_INET6, and the network it was born in */
    uint32_t user; /* uid and gid to change to when started by root; 0: stay */
    /* Groups kept when changing to `user`, whose device nodes the process needs; 0: none. */
    uint32_t groups[SANDBOX_GROUPS_MAX];
};

/* Enters it for good. What this machine does not allow (in a container, say) is named in one line
 * of the log, and the rest still holds. */
void sandbox_enter(const struct sandbox_profile *profile);

#endif
