#include "tests/sim/vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/random.h"
#include "firmware/base/text.h"

#define SECTOR_BYTES 512
#define FILES_MAX 24
#define NAME_BYTES 96
#define FILE_BYTES_MAX (64u << 20)

/* The bytes of one sector that were written since the last sync; lo == hi: clean. */
struct sector {
    uint16_t lo, hi;
};

struct image {
    uint8_t *bytes;
    size_t size_bytes, room_bytes;
};

struct file {
    char name[NAME_BYTES];   /* empty: the place is free */
    bool exists, was_synced; /* for the programs; on the medium */
    bool copy;               /* of vfs_copy(): nothing is torn or counted */
    struct image seen, medium;
    bool is_cut_short; /* truncated since the last sync, at its shortest to: */
    size_t short_bytes;
    struct sector *sectors;
    uint32_t *dirty; /* indices of dirty sectors */
    size_t sector_room, dirty_count;
};

struct handle {
    sqlite3_file base;
    struct file *file;
    bool delete_on_close;
};

static struct {
    struct file files[FILES_MAX];
    struct random random;
    enum vfs_stop armed, stopped;
    uint32_t countdown;
    bool full;
} disk;

static void image_reserve(struct image *image, size_t size_bytes)
{
    if (size_bytes <= image->room_bytes)
        return;
    size_t room = image->room_bytes == 0 ? 65536 : image->room_bytes;
    while (room < size_bytes)
        room *= 2;
    CHECK(room <= FILE_BYTES_MAX);
    image->bytes = realloc(image->bytes, room);
    CHECK(image->bytes != NULL);
    image->room_bytes = room;
}

/* Longer images are filled with zeros. */
static void image_resize(struct image *image, size_t size_bytes)
{
    image_reserve(image, size_bytes);
    if (size_bytes > image->size_bytes)
        memset(image->bytes + image->size_bytes, 0, size_bytes - image->size_bytes);
    image->size_bytes = size_bytes;
}

static void image_copy(struct image *to, const struct image *from)
{
    image_resize(to, from->size_bytes);
    if (from->size_bytes > 0)
        memcpy(to->bytes, from->bytes, from->size_bytes);
}

static void file_clean(struct file *file)
{
    for (size_t i = 0; i < file->dirty_count; i++)
        file->sectors[file->dirty[i]] = (struct sector){0, 0};
    file->dirty_count = 0;
}

static void file_forget(struct file *file)
{
    file_clean(file);
    file->name[0] = '\0';
    file->is_cut_short = false;
    file->exists = file->was_synced = file->copy = false;
    file->seen.size_bytes = file->medium.size_bytes = 0;
}

static struct file *file_find(const char *name)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (disk.files[i].name[0] != '\0' && strcmp(disk.files[i].name, name) == 0)
            return &disk.files[i];
    return NULL;
}

static struct file *file_make(const char *name)
{
    struct file *file = file_find(name);

    for (int i = 0; file == NULL && i < FILES_MAX; i++)
        if (disk.files[i].name[0] == '\0')
            file = &disk.files[i];
    CHECK(file != NULL);
    CHECK(text_copy(file->name, sizeof(file->name), name));
    file->exists = true;
    return file;
}

static void sectors_reserve(struct file *file, size_t count)
{
    if (count <= file->sector_room)
        return;
    size_t room = file->sector_room == 0 ? 1024 : file->sector_room;
    while (room < count)
        room *= 2;
    file->sectors = realloc(file->sectors, room * sizeof(*file->sectors));
    file->dirty = realloc(file->dirty, room * sizeof(*file->dirty));
    CHECK(file->sectors != NULL && file->dirty != NULL);
    memset(file->sectors + file->sector_room, 0,
           (room - file->sector_room) * sizeof(*file->sectors));
    file->sector_room = room;
}

static void sector_mark(struct file *file, size_t index, uint16_t lo, uint16_t hi)
{
    struct sector *sector = &file->sectors[index];

    if (sector->lo == sector->hi) {
        file->dirty[file->dirty_count++] = (uint32_t)index;
        *sector = (struct sector){lo, hi};
        return;
    }
    if (lo < sector->lo)
        sector->lo = lo;
    if (hi > sector->hi)
        sector->hi = hi;
}

static void file_mark(struct file *file, size_t offset, size_t size_bytes)
{
    size_t end = offset + size_bytes;

    sectors_reserve(file, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
    for (size_t i = offset / SECTOR_BYTES; i * SECTOR_BYTES < end; i++) {
        size_t start = i * SECTOR_BYTES;
        uint16_t lo = (uint16_t)(offset > start ? offset - start : 0);
        uint16_t hi = (uint16_t)(end - start < SECTOR_BYTES ? end - start : SECTOR_BYTES);
        sector_mark(file, i, lo, hi);
    }
}

/* A truncation reaches the medium whole, and before any later write to that file: a journalling
 * file system never mixes the blocks from before with those from after. */
static void truncation_land(struct file *file)
{
    if (file->is_cut_short && file->medium.size_bytes > file->short_bytes)
        image_resize(&file->medium, file->short_bytes);
    file->is_cut_short = false;
}

/* Brings one dirty sector to the medium, whole or as garbage where it was written. */
static void sector_land(struct file *file, size_t index, bool garbage)
{
    size_t start = index * SECTOR_BYTES, end = start + SECTOR_BYTES;
    struct sector sector = file->sectors[index];

    if (end > file->seen.size_bytes)
        end = file->seen.size_bytes;
    if (end <= start)
        return;
    if (end > file->medium.size_bytes)
        image_resize(&file->medium, end);
    memcpy(file->medium.bytes + start, file->seen.bytes + start, end - start);
    for (size_t at = start + sector.lo; garbage && at < start + sector.hi && at < end; at++)
        file->medium.bytes[at] = (uint8_t)random_next(&disk.random);
}

/* The kernel writes back when it likes: some sectors reach the medium before any sync. */
static void file_write_back(struct file *file)
{
    if (file->dirty_count == 0 || random_below(&disk.random, 8) != 0)
        return;
    truncation_land(file);
    sector_land(file, file->dirty[random_below(&disk.random, file->dirty_count)], false);
}

static void file_sync(struct file *file)
{
    truncation_land(file);
    for (size_t i = 0; i < file->dirty_count; i++)
        sector_land(file, file->dirty[i], false);
    image_resize(&file->medium, file->seen.size_bytes);
    file_clean(file);
    /* A journalling file system commits the names of all files with the first sync after. */
    for (int i = 0; i < FILES_MAX; i++) {
        disk.files[i].was_synced = disk.files[i].exists;
        if (disk.files[i].name[0] != '\0' && !disk.files[i].exists)
            file_forget(&disk.files[i]);
    }
}

/* An act on a file. True: the armed stop strikes at this one. */
static bool act(const struct file *file)
{
    if (file->copy)
        return false;
    if (disk.armed == VFS_RUNS || --disk.countdown > 0)
        return false;
    disk.stopped = disk.armed;
    disk.armed = VFS_RUNS;
    return true;
}

static bool is_off(const struct file *file)
{
    return disk.stopped != VFS_RUNS && !file->copy;
}

static int vfs_close(sqlite3_file *base)
{
    struct handle *handle = (struct handle *)base;

    if (handle->delete_on_close && handle->file != NULL)
        file_forget(handle->file);
    handle->file = NULL;
    return SQLITE_OK;
}

static int vfs_read(sqlite3_file *base, void *out, int size_bytes, sqlite3_int64 offset)
{
    const struct file *file = ((struct handle *)base)->file;
    size_t wanted = (size_t)size_bytes, at = (size_t)offset, have = 0;

    if (is_off(file))
        return SQLITE_IOERR_READ;
    if (at < file->seen.size_bytes)
        have = file->seen.size_bytes - at;
    if (have >= wanted) {
        memcpy(out, file->seen.bytes + at, wanted);
        return SQLITE_OK;
    }
    if (have > 0)
        memcpy(out, file->seen.bytes + at, have);
    memset((uint8_t *)out + have, 0, wanted - have);
    return SQLITE_IOERR_SHORT_READ;
}

static void file_write(struct file *file, const void *bytes, size_t size_bytes, size_t offset)
{
    if (size_bytes == 0)
        return;
    if (offset + size_bytes > file->seen.size_bytes)
        image_resize(&file->seen, offset + size_bytes);
    memcpy(file->seen.bytes + offset, bytes, size_bytes);
    if (!file->copy)
        file_mark(file, offset, size_bytes);
}

static int vfs_write(sqlite3_file *base, const void *bytes, int size_bytes, sqlite3_int64 offset)
{
    struct file *file = ((struct handle *)base)->file;
    size_t size = (size_t)size_bytes, at = (size_t)offset;

    if (is_off(file))
        return SQLITE_IOERR_WRITE;
    if (disk.full && !file->copy && at + size > file->seen.size_bytes)
        return SQLITE_FULL;
    if (act(file)) {
        file_write(file, bytes, random_below(&disk.random, size + 1), at);
        return SQLITE_IOERR_WRITE;
    }
    file_write(file, bytes, size, at);
    file_write_back(file);
    return SQLITE_OK;
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 size_bytes)
{
    struct file *file = ((struct handle *)base)->file;

    if (is_off(file) || act(file))
        return SQLITE_IOERR_TRUNCATE;
    image_resize(&file->seen, (size_t)size_bytes);
    if (!file->is_cut_short || file->short_bytes > (size_t)size_bytes)
        file->short_bytes = (size_t)size_bytes;
    file->is_cut_short = true;
    return SQLITE_OK;
}

static int vfs_sync(sqlite3_file *base, int flags)
{
    struct file *file = ((struct handle *)base)->file;

    (void)flags;
    if (is_off(file))
        return SQLITE_IOERR_FSYNC;
    if (act(file)) {
        /* The medium may have finished although nobody lives to hear of it. */
        if (random_below(&disk.random, 2) == 0)
            file_sync(file);
        return SQLITE_IOERR_FSYNC;
    }
    if (!file->copy)
        file_sync(file);
    return SQLITE_OK;
}

static int vfs_size(sqlite3_file *base, sqlite3_int64 *out_size)
{
    const struct file *file = ((struct handle *)base)->file;

    *out_size = (sqlite3_int64)file->seen.size_bytes;
    return is_off(file) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int vfs_lock(sqlite3_file *base, int level)
{
    (void)base;
    (void)level;
    return SQLITE_OK;
}

static int vfs_check_lock(sqlite3_file *base, int *out_locked)
{
    (void)base;
    *out_locked = 0;
    return SQLITE_OK;
}

static int vfs_control(sqlite3_file *base, int op, void *argument)
{
    (void)base;
    (void)op;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int vfs_sector_size(sqlite3_file *base)
{
    (void)base;
    return SECTOR_BYTES;
}

static int vfs_characteristics(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = vfs_close,
    .xRead = vfs_read,
    .xWrite = vfs_write,
    .xTruncate = vfs_truncate,
    .xSync = vfs_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_lock,
    .xCheckReservedLock = vfs_check_lock,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector_size,
    .xDeviceCharacteristics = vfs_characteristics,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                    int *out_flags)
{
    struct handle *handle = (struct handle *)base;
    static uint32_t temporary_count;
    char temporary[NAME_BYTES] = "temporary-";

    (void)vfs;
    memset(handle, 0, sizeof(*handle));
    if (name == NULL) {
        text_append_number(temporary, sizeof(temporary), ++temporary_count, 1);
        name = temporary;
    }
    struct file *file = file_find(name);
    bool there = file != NULL && file->exists;
    if ((!there && (flags & SQLITE_OPEN_CREATE) == 0) ||
        (disk.stopped != VFS_RUNS && (file == NULL || !file->copy)))
        return SQLITE_CANTOPEN;
    handle->file = file_make(name);
    if (!there) {
        /* A new file of an old name is another inode: the old bytes cannot shine through. */
        handle->file->medium.size_bytes = handle->file->seen.size_bytes = 0;
        handle->file->was_synced = false;
    }
    handle->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle->base.pMethods = &methods;
    if (out_flags != NULL)
        *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
    struct file *file = file_find(name);

    (void)vfs;
    if (file == NULL || !file->exists)
        return SQLITE_IOERR_DELETE_NOENT;
    if (is_off(file) || act(file))
        return SQLITE_IOERR_DELETE;
    if (file->copy) {
        file_forget(file);
        return SQLITE_OK;
    }
    file->exists = false;
    file_clean(file);
    file->seen.size_bytes = 0;
    if (sync_directory)
        file_forget(file);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out_result)
{
    const struct file *file = file_find(name);

    (void)vfs;
    (void)flags;
    *out_result = file != NULL && file->exists;
    return SQLITE_OK;
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
    (void)vfs;
    return text_copy(out, (size_t)room, name) ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size_bytes, char *out)
{
    (void)vfs;
    for (int i = 0; i < size_bytes; i++)
        out[i] = (char)random_next(&disk.random);
    return size_bytes;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, double *out_julian_day)
{
    (void)vfs;
    *out_julian_day = 2461000.5;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size_bytes, char *out)
{
    (void)vfs;
    (void)size_bytes;
    (void)out;
    return 0;
}

err_t vfs_register(void)
{
    static sqlite3_vfs vfs = {
        .iVersion = 1,
        .szOsFile = sizeof(struct handle),
        .mxPathname = NAME_BYTES - 1,
        .zName = VFS_NAME,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_name,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
    };

    return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK ? ERR_OK : ERR_IO;
}

void vfs_format(uint64_t seed)
{
    for (int i = 0; i < FILES_MAX; i++)
        file_forget(&disk.files[i]);
    random_init(&disk.random, seed);
    sqlite3_randomness(0, NULL); /* SQLite's own generator starts again, from vfs_randomness() */
    disk.armed = disk.stopped = VFS_RUNS;
    disk.countdown = 0;
    disk.full = false;
}

void vfs_arm(enum vfs_stop stop, uint32_t countdown)
{
    CHECK(stop == VFS_RUNS || countdown > 0);
    disk.armed = stop;
    disk.countdown = countdown;
}

enum vfs_stop vfs_stopped(void)
{
    return disk.stopped;
}

void vfs_stop_now(enum vfs_stop stop)
{
    disk.armed = VFS_RUNS;
    disk.stopped = stop;
}

/* How kind one power cut is to the sectors nobody synced. */
enum mercy { MERCY_NONE, MERCY_ALL, MERCY_SOME, MERCY_SOME_GARBAGE, MERCY_COUNT };

static size_t size_after_cut(const struct file *file)
{
    size_t a = file->medium.size_bytes, b = file->seen.size_bytes;
    size_t low = a < b ? a : b, high = a < b ? b : a;

    if (!file->exists)
        return a;
    switch (random_below(&disk.random, 3)) {
    case 0:
        return a;
    case 1:
        return b;
    }
    size_t sectors = (high - low) / SECTOR_BYTES;
    return low + random_below(&disk.random, sectors + 1) * SECTOR_BYTES;
}

static void file_cut(struct file *file, enum mercy mercy)
{
    bool untouched = file->is_cut_short && random_below(&disk.random, 2) == 0;

    if (untouched)
        file_clean(file);
    else
        truncation_land(file);
    file->is_cut_short = false;
    size_t size_bytes = untouched ? file->medium.size_bytes : size_after_cut(file);
    for (size_t i = 0; i < file->dirty_count; i++) {
        uint64_t draw = random_below(&disk.random, 3);
        bool lands = mercy == MERCY_ALL || (mercy >= MERCY_SOME && draw > 0);
        if (lands)
            sector_land(file, file->dirty[i], mercy == MERCY_SOME_GARBAGE && draw == 2);
    }
    file_clean(file);
    image_resize(&file->medium, size_bytes);
    bool stays = random_below(&disk.random, 2) == 0 ? file->exists : file->was_synced;
    image_copy(&file->seen, &file->medium);
    file->exists = file->was_synced = stays;
    if (!stays)
        file_forget(file);
}

void vfs_power_on(void)
{
    bool cut = disk.stopped == VFS_POWER_CUT;
    enum mercy mercy = (enum mercy)random_below(&disk.random, MERCY_COUNT);

    for (int i = 0; cut && i < FILES_MAX; i++)
        if (disk.files[i].name[0] != '\0' && !disk.files[i].copy)
            file_cut(&disk.files[i], mercy);
    disk.armed = disk.stopped = VFS_RUNS;
}

void vfs_set_full(bool full)
{
    disk.full = full;
}

void vfs_copy(const char *prefix, const char *copy_prefix)
{
    size_t length = strlen(prefix);

    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk.files[i];
        char name[NAME_BYTES];
        if (!file->exists || file->copy || strncmp(file->name, prefix, length) != 0)
            continue;
        CHECK(text_copy(name, sizeof(name), copy_prefix));
        CHECK(text_append(name, sizeof(name), file->name + length));
        struct file *copy = file_make(name);
        copy->copy = true;
        image_copy(&copy->seen, &file->seen);
    }
}

void vfs_remove(const char *prefix)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (strncmp(disk.files[i].name, prefix, strlen(prefix)) == 0)
            file_forget(&disk.files[i]);
}

bool vfs_any(bool (*test)(const void *bytes, size_t size_bytes))
{
    for (int i = 0; i < FILES_MAX; i++) {
        const struct image *seen = &disk.files[i].seen;
        if (disk.files[i].exists && seen->size_bytes > 0 && test(seen->bytes, seen->size_bytes))
            return true;
    }
    return false;
}

void vfs_finish(void)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk.files[i];
        free(file->seen.bytes);
        free(file->medium.bytes);
        free(file->sectors);
        free(file->dirty);
    }
    memset(&disk, 0, sizeof(disk));
}
