/* An SQLite VFS over the system's own whose reads, writes, truncations, fsyncs and openings fail
 * when the plan says so. One per process. */
#ifndef BANSHI_TESTS_SUPPORT_STORE_VFS_H
#define BANSHI_TESTS_SUPPORT_STORE_VFS_H

#include <stdbool.h>
#include <stdint.h>

#define STORE_VFS_NAME "banshi-failing"

struct store_vfs_plan {
    int64_t fail_at; /* the call, counted from 1, that fails; 0: none */
    bool sticky;     /* all calls after it fail too */
    int code;        /* the result, for example SQLITE_IOERR_FSYNC */
    bool syncs_only; /* count only fsyncs */
};

/* Registers the VFS once; later calls only set the plan and start counting anew. */
void store_vfs_plan(const struct store_vfs_plan *plan);

/* Calls counted since the last plan. */
int64_t store_vfs_calls(void);

#endif
