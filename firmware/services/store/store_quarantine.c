#include "firmware/services/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define LOST_MAX 10000

static const char *const suffixes[] = {"", "-wal", "-journal"};

/* The folder and the name of the database; the lost folder once it is made. */
struct place {
    int folder; /* file descriptors, -1: not open */
    int lost;
    char name[NAME_MAX + 1];
};

static err_t open_place(const char *path, struct place *place)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = slash != NULL ? (size_t)(slash - path) : 0;
    if (length >= sizeof(folder) || name[0] == '\0' ||
        strlen(name) + sizeof("-journal") > sizeof(place->name))
        return ERR_INVALID;
    memcpy(folder, path, length);
    folder[length] = '\0';
    (void)snprintf(place->name, sizeof(place->name), "%s", name);
    if (length == 0)
        (void)snprintf(folder, sizeof(folder), "%s", slash != NULL ? "/" : ".");
    place->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return place->folder >= 0 ? ERR_OK : ERR_IO;
}

static err_t make_lost(struct place *place, uint32_t *out_number)
{
    if (mkdirat(place->folder, "lost", 0700) != 0 && errno != EEXIST)
        return ERR_IO;
    for (uint32_t i = 1; i < LOST_MAX; i++) {
        char name[24];
        (void)snprintf(name, sizeof(name), "lost/%u", i);
        if (mkdirat(place->folder, name, 0700) == 0) {
            place->lost = openat(place->folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            *out_number = i;
            return place->lost >= 0 ? ERR_OK : ERR_IO;
        }
        if (errno != EEXIST)
            return ERR_IO;
    }
    return ERR_LIMIT;
}

static err_t link_all(const struct place *place)
{
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        char name[sizeof(place->name) + 16];
        (void)snprintf(name, sizeof(name), "%s%s", place->name, suffixes[i]);
        if (linkat(place->folder, name, place->lost, name, 0) != 0 && errno != ENOENT)
            return ERR_IO;
    }
    return fsync(place->lost) == 0 ? ERR_OK : ERR_IO;
}

/* The database goes first: SQLite drops a log without a database, but would believe a database
 * without its log. */
static err_t unlink_all(const struct place *place)
{
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        char name[sizeof(place->name) + 16];
        (void)snprintf(name, sizeof(name), "%s%s", place->name, suffixes[i]);
        if (unlinkat(place->folder, name, 0) != 0 && errno != ENOENT)
            return ERR_IO;
        if (fsync(place->folder) != 0)
            return ERR_IO;
    }
    return ERR_OK;
}

/* Makes the names in lost/ themselves durable. */
static err_t sync_lost(const struct place *place)
{
    int parent = openat(place->folder, "lost", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0)
        return ERR_IO;
    int result = fsync(parent);
    (void)close(parent);
    return result == 0 && fsync(place->folder) == 0 ? ERR_OK : ERR_IO;
}

err_t store_quarantine(const struct store_options *options, uint32_t *out_number)
{
    struct place place = {.folder = -1, .lost = -1};
    *out_number = 0;
    if (options->vfs != NULL || options->path == NULL)
        return ERR_INVALID;
    err_t err = open_place(options->path, &place);
    if (err != ERR_OK)
        goto out;
    err = faccessat(place.folder, place.name, F_OK, 0) == 0 ? ERR_OK : ERR_NOT_FOUND;
    if (err == ERR_OK)
        err = make_lost(&place, out_number);
    if (err == ERR_OK)
        err = link_all(&place);
    if (err == ERR_OK)
        err = sync_lost(&place);
    if (err == ERR_OK)
        err = unlink_all(&place);
out:
    if (place.lost >= 0)
        (void)close(place.lost);
    if (place.folder >= 0)
        (void)close(place.folder);
    return err;
}
