#include "tests/support/store_bench.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static err_t seal(void *context, const struct store_sealing *sealing)
{
    struct store_bench *bench = context;
    if (bench->seal_err != ERR_OK)
        return bench->seal_err;
    memcpy(bench->aad, sealing->aad, sealing->aad_bytes);
    bench->aad[sealing->aad_bytes] = '\0';
    if (sealing->size_bytes < sizeof(bench->payload)) {
        memcpy(bench->payload, sealing->payload, sealing->size_bytes);
        bench->payload[sealing->size_bytes] = '\0';
        bench->payload_bytes = sealing->size_bytes;
    }
    memset(sealing->out_envelope, 7, sizeof(*sealing->out_envelope));
    snprintf(sealing->out_envelope->kid, TRUST_KID_TEXT_BYTES, "%s", "00112233aabbccdd");
    for (size_t i = 0; i < sealing->size_bytes; i++)
        sealing->out_cipher[i] = ((const uint8_t *)sealing->payload)[i] ^ 0x5a;
    return ERR_OK;
}

static void fill_random(void *context, void *out, size_t size_bytes)
{
    struct store_bench *bench = context;
    for (size_t i = 0; i < size_bytes; i++)
        ((uint8_t *)out)[i] = (uint8_t)random_next(&bench->random);
}

static uint64_t tell_free(void *context)
{
    return ((struct store_bench *)context)->free_bytes;
}

void store_bench_prepare(struct store_bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    strcpy(bench->folder, "/tmp/banshi-store-XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    snprintf(bench->path, sizeof(bench->path), "%s/store.db", bench->folder);
    random_init(&bench->random, 1);
    bench->free_bytes = 1ull << 40;
    bench->options = (struct store_options){.path = bench->path,
                                            .kiosk_id = "LF-0001",
                                            .site = "LF",
                                            .sealer = {bench, seal, fill_random},
                                            .free_bytes = tell_free,
                                            .free_bytes_context = bench};
}

void store_bench_start(struct store_bench *bench)
{
    store_bench_prepare(bench);
    assert_int_equal(store_open(&bench->options, &bench->store), ERR_OK);
}

void store_bench_reopen(struct store_bench *bench)
{
    store_close(bench->store);
    assert_int_equal(store_open(&bench->options, &bench->store), ERR_OK);
}

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *walk)
{
    (void)info, (void)flag, (void)walk;
    return remove(path);
}

void store_bench_finish(struct store_bench *bench)
{
    store_close(bench->store);
    bench->store = NULL;
    nftw(bench->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void store_bench_draft(struct draft *out, uint32_t serial)
{
    memset(out, 0, sizeof(*out));
    strcpy(out->service, "flexible-employment");
    out->service_version = 3;
    out->consent_version = 2;
    out->session = serial;
    out->language = LANGUAGE_ZH_HANS;
    strcpy(out->person.name, "测试甲");
    strcpy(out->person.number, "532331194002290019");
    strcpy(out->person.address, "某省某市某路 \"7\" 号\\1");
    strcpy(out->person.birth, "19400229");
    out->person.sex = 1;
    out->person.nation = 1;
    out->field_count = 2;
    strcpy(out->fields[0].code, "month");
    strcpy(out->fields[0].value, "2026-11");
    strcpy(out->fields[1].code, "mobile");
    snprintf(out->fields[1].value, FIELD_VALUE_BYTES, "199%08u", serial);
}

struct moment store_bench_moment(void)
{
    return (struct moment){.mono_ms = 5000, .wall_s = 1795354805, .trust = CLOCK_TRUSTED};
}

void store_bench_attach(struct store_bench *bench, uint64_t op, size_t size_bytes,
                        struct attachment *out)
{
    uint8_t *bytes = malloc(size_bytes);
    assert_non_null(bytes);
    memset(bytes, (int)(op & 0x7f), size_bytes);
    if (size_bytes >= sizeof(STORE_BENCH_CANARY))
        memcpy(bytes + size_bytes / 2, STORE_BENCH_CANARY, sizeof(STORE_BENCH_CANARY) - 1);
    const struct store_attaching wish = {op, "id-copy", bytes, size_bytes};
    assert_int_equal(store_attachment_save(bench->store, &wish, out), ERR_OK);
    free(bytes);
}

void store_bench_save(struct store_bench *bench, uint32_t serial, struct store_case *out)
{
    struct draft draft;
    struct moment at = store_bench_moment();
    store_bench_draft(&draft, serial);
    assert_int_equal(store_save_case(bench->store, 1000 + serial, &draft, &at, out), ERR_OK);
}

void store_bench_next(struct store_bench *bench, uint64_t now_ms, struct store_item *out)
{
    assert_int_equal(store_outbox_next(bench->store, now_ms, out), ERR_OK);
}

err_t store_bench_deliver(struct store_bench *bench, int64_t seq)
{
    struct store_receipt receipt = {"r-1", "{\"receipt\":1}", 13};
    return store_outbox_delivered(bench->store, seq, &receipt);
}

int64_t store_bench_ask(struct store_bench *bench, const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    store_close(bench->store);
    bench->store = NULL;
    assert_int_equal(sqlite3_open(bench->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    assert_int_equal(store_open(&bench->options, &bench->store), ERR_OK);
    return answer;
}

static int in_file(const char *path, const void *bytes, size_t size_bytes)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (file >= 0)
            close(file);
        return 0;
    }
    char *all = malloc((size_t)info.st_size + 1);
    assert_non_null(all);
    ssize_t got = read(file, all, (size_t)info.st_size);
    close(file);
    int found = got > 0 && memmem(all, (size_t)got, bytes, size_bytes) != NULL;
    free(all);
    return found;
}

int store_bench_on_disk(const struct store_bench *bench, const void *bytes, size_t size_bytes)
{
    int found = 0;
    DIR *folder = opendir(bench->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[400];
        snprintf(path, sizeof(path), "%s/%s", bench->folder, entry->d_name);
        found |= in_file(path, bytes, size_bytes);
    }
    closedir(folder);
    return found;
}
