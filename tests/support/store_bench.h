/* What the store's tests share: a folder of their own, a cheap sealer, a synthetic draft. */
#ifndef BANSHI_TESTS_SUPPORT_STORE_BENCH_H
#define BANSHI_TESTS_SUPPORT_STORE_BENCH_H

#include "firmware/base/random.h"
#include "firmware/services/store/store.h"
#include "firmware/services/store/store_json.h"

/* The cheap sealer turns every payload byte over with 0x5a and records what it was asked. */
struct store_bench {
    char folder[64];
    char path[96];
    struct random random;
    struct store_options options;
    struct store *store;
    uint64_t free_bytes;
    err_t seal_err; /* what the sealer answers */
    char aad[128];  /* of the last sealing; the payload of the last that fits: a picture may not */
    char payload[STORE_PAYLOAD_BYTES];
    size_t payload_bytes;
};

/* A fresh folder and options; no store yet. */
void store_bench_prepare(struct store_bench *bench);

/* A fresh folder and an open store. */
void store_bench_start(struct store_bench *bench);

/* Closes and opens again, as after a start of the process. */
void store_bench_reopen(struct store_bench *bench);

/* Closes and removes the folder with everything in it. */
void store_bench_finish(struct store_bench *bench);

/* A synthetic draft; `serial` makes it differ. */
void store_bench_draft(struct draft *out, uint32_t serial);

/* 2026-11-22 21:40:05 in Shanghai, by a trusted clock. */
struct moment store_bench_moment(void);

/* Attaches so many bytes under this op, the canary in their middle, and asserts that it worked. */
#define STORE_BENCH_CANARY "the-canary-of-an-attachment-7731"
void store_bench_attach(struct store_bench *bench, uint64_t op, size_t size_bytes,
                        struct attachment *out);

/* Saves the draft of this number under op 1000 + serial and asserts that it worked. */
void store_bench_save(struct store_bench *bench, uint32_t serial, struct store_case *out);

/* Hands out the next row at `now_ms`, or asserts. */
void store_bench_next(struct store_bench *bench, uint64_t now_ms, struct store_item *out);

/* Tells the store that the row was delivered, with a made-up receipt. */
err_t store_bench_deliver(struct store_bench *bench, int64_t seq);

/* The number that a question in SQL gives, asked of the closed database; the store is reopened. */
int64_t store_bench_ask(struct store_bench *bench, const char *sql);

/* True when the bytes lie anywhere in the files of the folder. */
int store_bench_on_disk(const struct store_bench *bench, const void *bytes, size_t size_bytes);

#endif
