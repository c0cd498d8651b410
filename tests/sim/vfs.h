/* The disk of the simulated kiosk: a SQLite VFS in memory that models what a power cut does. It
 * keeps two images of every file, what the programs see and what the medium holds. Only xSync makes
 * the two equal. At a power cut each 512-byte sector written since the last sync is, by the seed,
 * old, new or garbage; a file that grew or shrank has any size between; a created or deleted file
 * that nobody synced may be back as it was. Garbage stays within the bytes that were written (the
 * kiosk's medium promises SQLITE_IOCAP_POWERSAFE_OVERWRITE, as SQLite assumes of Linux).
 *
 * A cut is armed by counting writes and syncs down; when it strikes, the write under way is torn
 * and from then on every call fails without effect until vfs_power_on(). A process death stops in
 * the same way but loses nothing that was written: the page cache outlives a process.
 *
 * One disk exists per process; it owns all its memory. Deterministic: same seed, same calls, same
 * bytes. */
#ifndef BANSHI_TESTS_SIM_VFS_H
#define BANSHI_TESTS_SIM_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"

#define VFS_NAME "banshi-sim"

enum vfs_stop { VFS_RUNS, VFS_POWER_CUT, VFS_PROCESS_DEATH };

/* Registers the VFS under VFS_NAME as SQLite's default. Call once, before any database is opened.
 */
MUST_USE err_t vfs_register(void);

/* An empty disk, its chances drawn from `seed`. */
void vfs_format(uint64_t seed);

/* Arms a stop of that kind at the `countdown`-th write, sync, truncate or delete from now (1: the
 * next one). VFS_RUNS disarms. */
void vfs_arm(enum vfs_stop stop, uint32_t countdown);

/* What has struck since the disk last ran. */
enum vfs_stop vfs_stopped(void);

/* It strikes now, whatever was armed. */
void vfs_stop_now(enum vfs_stop stop);

/* The disk runs again: after a power cut with what the medium holds, after a process death with all
 * that was written. Handles of before must be closed. */
void vfs_power_on(void);

/* While full, a write that would make a file longer fails with SQLITE_FULL. */
void vfs_set_full(bool full);

/* Copies every file whose name begins with `prefix` to a name that begins with `copy_prefix`
 * instead. Copies are never torn or counted: they are for looking at a database without disturbing
 * it. */
void vfs_copy(const char *prefix, const char *copy_prefix);

/* Forgets every file whose name begins with `prefix`. */
void vfs_remove(const char *prefix);

/* True when `test` says so of the bytes of any file, as the programs see it. */
bool vfs_any(bool (*test)(const void *bytes, size_t size_bytes));

/* Frees all memory; the VFS stays registered. */
void vfs_finish(void);

#endif
