#include "firmware/services/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "firmware/services/store/store_schema.h"
#include "firmware/services/store/store_sql.h"

static bool is_kiosk_id(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-_.";
    size_t length = strlen(text);
    return length > 0 && length < STORE_KIOSK_ID_BYTES && strspn(text, allowed) == length;
}

static bool is_site(const char *text)
{
    return strlen(text) == STORE_SITE_BYTES - 1 &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == STORE_SITE_BYTES - 1;
}

static uint64_t measure_free_bytes(void *context)
{
    struct statvfs file_system;
    if (statvfs(context, &file_system) != 0)
        return 0;
    return (uint64_t)file_system.f_bavail * file_system.f_frsize;
}

static err_t take_options(struct store *store, const struct store_options *options)
{
    if (options->path == NULL || options->path[0] == '\0' || options->kiosk_id == NULL ||
        !is_kiosk_id(options->kiosk_id) || options->site == NULL || !is_site(options->site))
        return ERR_INVALID;
    CHECK(options->sealer.seal != NULL && options->sealer.random != NULL);
    store->path = strdup(options->path);
    if (store->path == NULL)
        return ERR_MEMORY;
    text_copy(store->kiosk_id, sizeof(store->kiosk_id), options->kiosk_id);
    text_copy(store->site, sizeof(store->site), options->site);
    store->sealer = options->sealer;
    store->free_bytes_min = options->free_bytes_min;
    if (store->free_bytes_min == 0)
        store->free_bytes_min = STORE_FREE_BYTES_MIN;
    store->free_bytes = options->free_bytes;
    store->free_bytes_context = options->free_bytes_context;
    if (store->free_bytes == NULL && options->vfs == NULL) {
        store->free_bytes = measure_free_bytes;
        store->free_bytes_context = store->path;
    }
    return ERR_OK;
}

static err_t open_database(struct store *store, const char *vfs)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    err_t err = store_sql_err(store, sqlite3_open_v2(store->path, &store->database, flags, vfs));
    if (err == ERR_OK)
        err = store_schema_configure(store);
    if (err == ERR_OK)
        err = store_schema_check(store);
    return err == ERR_OK ? store_schema_migrate(store) : err;
}

static err_t change(struct store *store, enum store_sql sql, uint32_t *out_count)
{
    err_t err = store_sql_run(store, sql, NULL, 0);
    if (err == ERR_OK && out_count != NULL)
        *out_count = store_sql_changes(store);
    return err;
}

/* A print found open may have come out: nobody may repeat it without looking. */
static err_t recover_prints(struct store *store)
{
    int64_t state = INTENT_UNKNOWN;
    err_t err = change(store, STORE_SQL_RECOVER_VOID, &store->recovery.prints_void);
#ifdef MUTANT_UNKNOWN_TO_SAVED
    state = INTENT_SAVED;
#endif
    if (err == ERR_OK)
        err = store_sql_run(store, STORE_SQL_RECOVER_PRINTS, STORE_VALUES(store_sql_number(state)));
    if (err == ERR_OK)
        store->recovery.prints_unknown = store_sql_changes(store);
    return err;
}

/* A door found open may have been opened by us: nobody fires again, the guard looks. Attachments
 * that no case names belong to a visit whose end nobody saw. */
static err_t recover_visit(struct store *store)
{
    err_t err = change(store, STORE_SQL_RECOVER_OPENS_VOID, &store->recovery.opens_void);
    if (err == ERR_OK)
        err = change(store, STORE_SQL_RECOVER_OPENS, &store->recovery.opens_unknown);
#ifdef MUTANT_ORPHANS_STAY
    return err;
#endif
    return err == ERR_OK ? change(store, STORE_SQL_ATTACHMENT_CLEAR, NULL) : err;
}

static err_t recover(struct store *store)
{
    err_t err = change(store, STORE_SQL_BOOT_NEXT, NULL);
    if (err == ERR_OK)
        err = change(store, STORE_SQL_RECOVER_OUTBOX, &store->recovery.requeued);
    /* The monotonic clock starts anew with each boot: times of the last one say nothing. */
    if (err == ERR_OK)
        err = change(store, STORE_SQL_RECOVER_DUE, NULL);
    if (err == ERR_OK)
        err = change(store, STORE_SQL_RECOVER_SENDS, NULL);
    if (err == ERR_OK)
        err = recover_visit(store);
    return err == ERR_OK ? recover_prints(store) : err;
}

static err_t start_boot(struct store *store)
{
    err_t err = store_sql_begin(store);
    if (err == ERR_OK)
        err = store_sql_end(store, recover(store));
    if (err != ERR_OK)
        return err;
    err = store_sql_find(store, STORE_SQL_BOOT_GET, NULL, 0);
    if (err == ERR_OK) {
        store->boot = (uint32_t)store_sql_get_number(store, STORE_SQL_BOOT_GET, 0);
        store->sequence = store_sql_get_number(store, STORE_SQL_BOOT_GET, 1);
    }
    store_sql_done(store, STORE_SQL_BOOT_GET);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

err_t store_open(const struct store_options *options, struct store **out_store)
{
    *out_store = NULL;
    struct store *store = calloc(1, sizeof(*store));
    if (store == NULL)
        return ERR_MEMORY;
    err_t err = take_options(store, options);
    if (err == ERR_OK)
        err = open_database(store, options->vfs);
    if (err == ERR_OK)
        err = start_boot(store);
    if (err != ERR_OK) {
        /* Whatever is wrong, closing must not make it worse by writing. */
        store->is_broken = true;
        store_close(store);
        return err;
    }
    *out_store = store;
    return ERR_OK;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < COUNT_OF(store->statements); i++)
        (void)sqlite3_finalize(store->statements[i]);
    if (store->is_broken && store->database != NULL)
        (void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    int result = sqlite3_close(store->database);
    CHECK(result == SQLITE_OK);
    free(store->catalogue);
    free(store->large);
    free(store->path);
    free(store);
}

uint32_t store_boot(const struct store *store)
{
    return store->boot;
}

const struct store_recovery *store_recovered(const struct store *store)
{
    return &store->recovery;
}
