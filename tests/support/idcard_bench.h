/* For tests of the class "resident ID card reader": every driver of the class with a virtual reader
 * on the wire it speaks, in places 1 to 3 of a virtual bus or behind as many serial links. */
#ifndef BANSHI_TESTS_SUPPORT_IDCARD_BENCH_H
#define BANSHI_TESTS_SUPPORT_IDCARD_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/idcard/idcard.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/sdt_reader.h"

#define IDCARD_BENCH_LIMIT_MS 3000
#define IDCARD_BENCH_SHORT_MS 200
#define IDCARD_BENCH_PORT_BYTES 96

struct idcard_bench {
    const struct idcard_driver *driver;
    enum sdt_reader_wire wire;
    struct plug_umockdev *plug;
    struct sdt_reader *model; /* of this wire, in place 1 */
    struct sdt_reader *other; /* of another wire, in no place */
    struct idcard_reader *reader;
    struct idcard_record record;
    char folder[32]; /* of the serial links */
    unsigned detail; /* what the case is about, e.g. a fault */
};

/* A case, run for every driver. `detail` comes back in the bench. */
struct idcard_bench_case {
    const char *name;
    void (*run)(void **state); /* *state is a struct idcard_bench */
    unsigned detail;
};

/* Runs every case for every driver as one cmocka group; names are "driver: case". A driver of the
 * class that has no row in the table here fails. Returns the count of failures. */
int idcard_bench_run(const char *group, const struct idcard_bench_case *cases, size_t count);

/* The port text of a place, as a board would name it. `out` holds IDCARD_BENCH_PORT_BYTES. */
void idcard_bench_port(const struct idcard_bench *bench, int place, char *out);

/* Plugs a reader into a place, or pulls out what is there. */
void idcard_bench_insert(struct idcard_bench *bench, struct sdt_reader *model, int place);
void idcard_bench_pull(struct idcard_bench *bench, struct sdt_reader *model, int place);

/* Closes what is open and opens the driver at a place. */
err_t idcard_bench_open(struct idcard_bench *bench, int place, uint32_t limit_ms);

/* One find, and one read into a record full of rubbish, so that "zeroed on every error" shows. */
err_t idcard_bench_find(struct idcard_bench *bench, uint32_t limit_ms);
err_t idcard_bench_read(struct idcard_bench *bench, uint32_t limit_ms);

void idcard_bench_assert_wiped(const struct idcard_bench *bench);

/* Lays `card` on `model`, finds and reads it, and compares the name. */
void idcard_bench_assert_reads(struct idcard_bench *bench, struct sdt_reader *model,
                               const char *card, const char *name);

/* Milliseconds of the monotonic clock. */
int64_t idcard_bench_now_ms(void);

#endif
