#include "tests/support/store_vfs.h"

#include <sqlite3.h>
#include <string.h>

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this struct */
};

static struct store_vfs_plan plan;
static int64_t calls;
static sqlite3_vfs vfs;
static sqlite3_vfs *system_vfs;

static int ask(bool is_sync)
{
    if (plan.syncs_only && !is_sync)
        return SQLITE_OK;
    calls++;
    bool fails =
        plan.fail_at != 0 && (calls == plan.fail_at || (plan.sticky && calls > plan.fail_at));
    return fails ? plan.code : SQLITE_OK;
}

static sqlite3_file *real(sqlite3_file *file)
{
    return ((struct file *)file)->real;
}

static int do_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int do_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    int result = ask(false);
    return result != SQLITE_OK ? result : real(file)->pMethods->xRead(real(file), out, size, at);
}

/* A failing write has written half: the torn case. */
static int do_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    int result = ask(false);
    if (result != SQLITE_OK) {
        (void)real(file)->pMethods->xWrite(real(file), bytes, size / 2, at);
        return result;
    }
    return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}

static int do_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int result = ask(false);
    return result != SQLITE_OK ? result : real(file)->pMethods->xTruncate(real(file), size);
}

/* Only asked for, never done: these tests cut no power, and thousands of days must be quick. */
static int do_sync(sqlite3_file *file, int flags)
{
    (void)file, (void)flags;
    return ask(true);
}

static int do_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return real(file)->pMethods->xFileSize(real(file), out);
}

static int do_lock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int do_unlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int do_check_lock(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int do_control(sqlite3_file *file, int op, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), op, argument);
}

static int do_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int do_traits(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

/* Version 1: no shared memory, which a store never uses. */
static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = do_close,
                                           .xRead = do_read,
                                           .xWrite = do_write,
                                           .xTruncate = do_truncate,
                                           .xSync = do_sync,
                                           .xFileSize = do_size,
                                           .xLock = do_lock,
                                           .xUnlock = do_unlock,
                                           .xCheckReservedLock = do_check_lock,
                                           .xFileControl = do_control,
                                           .xSectorSize = do_sector,
                                           .xDeviceCharacteristics = do_traits};

static int do_open(sqlite3_vfs *self, const char *name, sqlite3_file *out, int flags,
                   int *out_flags)
{
    struct file *file = (struct file *)out;
    (void)self;
    memset(file, 0, sizeof(*file));
    int result = ask(false) != SQLITE_OK ? SQLITE_CANTOPEN : SQLITE_OK;
    if (result != SQLITE_OK)
        return result;
    file->real = (sqlite3_file *)(file + 1);
    result = system_vfs->xOpen(system_vfs, name, file->real, flags, out_flags);
    if (file->real->pMethods != NULL)
        file->base.pMethods = &methods;
    return result;
}

void store_vfs_plan(const struct store_vfs_plan *new_plan)
{
    if (system_vfs == NULL) {
        system_vfs = sqlite3_vfs_find(NULL);
        vfs = *system_vfs;
        vfs.zName = STORE_VFS_NAME;
        vfs.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
        vfs.xOpen = do_open;
        (void)sqlite3_vfs_register(&vfs, 0);
    }
    plan = *new_plan;
    calls = 0;
}

int64_t store_vfs_calls(void)
{
    return calls;
}
