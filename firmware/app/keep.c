#include "firmware/app/keep.h"

#include <elf.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

struct keep_slot {
    uint64_t layout;
    uint64_t sequence; /* 0: being written, or never was */
    uint64_t hash;     /* of layout, sequence and core */
    struct core core;
};

struct keep_file {
    struct keep_slot slots[2];
    uint64_t resumptions;
    uint64_t catalogue_size; /* 0: none */
    uint64_t catalogue_hash;
    uint8_t catalogue[KEEP_CATALOGUE_BYTES_MAX];
};

/* dl_iterate_phdr() calls this for the program first: folds its build id, if it has one, into the
 * layout and stops. */
static int fold_build_id(struct dl_phdr_info *info, size_t size, void *context)
{
    uint64_t *layout = context;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];

        if (part->p_type == PT_NOTE)
            *layout =
                bytes_hash(*layout, (const void *)(info->dlpi_addr + part->p_vaddr), part->p_memsz);
    }
    return 1;
}

/* Another version of the firmware may lay out or understand the state in another way. */
static uint64_t layout_of_this_program(void)
{
    const uint64_t sizes[] = {sizeof(struct core), sizeof(struct keep_file),
                              EVENT_COUNT,         EFFECT_COUNT,
                              STEP_COUNT,          WORD_COUNT};
    uint64_t layout = bytes_hash(BYTES_HASH_START, sizes, sizeof(sizes));

    dl_iterate_phdr(fold_build_id, &layout);
    return layout;
}

err_t keep_create(int *out_file)
{
    *out_file = memfd_create("banshi-kiosk", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*out_file < 0)
        return ERR_MEMORY;
    if (ftruncate(*out_file, sizeof(struct keep_file)) < 0) {
        close(*out_file);
        *out_file = -1;
        return ERR_MEMORY;
    }
    return ERR_OK;
}

err_t keep_open(struct keep *keep, int file)
{
    struct stat about;
    void *at;

    *keep = (struct keep){0};
    if (fstat(file, &about) < 0 || about.st_size != sizeof(struct keep_file))
        return ERR_INVALID;
    at = mmap(NULL, sizeof(struct keep_file), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at == MAP_FAILED)
        return ERR_MEMORY;
    (void)madvise(at, sizeof(struct keep_file), MADV_DONTDUMP);
    keep->file = at;
    keep->layout = layout_of_this_program();
    return ERR_OK;
}

void keep_close(struct keep *keep)
{
    if (keep->file != NULL)
        munmap(keep->file, sizeof(*keep->file));
    *keep = (struct keep){0};
}

uint32_t keep_count_resumption(struct keep *keep)
{
    return (uint32_t)++keep->file->resumptions;
}

void keep_settle(struct keep *keep)
{
    keep->file->resumptions = 0;
}

static uint64_t slot_hash(const struct keep_slot *slot, uint64_t sequence)
{
    uint64_t hash = bytes_hash(BYTES_HASH_START, &slot->layout, sizeof(slot->layout));

    hash = bytes_hash(hash, &sequence, sizeof(sequence));
    return bytes_hash(hash, &slot->core, sizeof(slot->core));
}

static bool slot_is_whole(const struct keep *keep, const struct keep_slot *slot)
{
    return slot->sequence != 0 && slot->layout == keep->layout &&
           slot->hash == slot_hash(slot, slot->sequence);
}

/* The sequence number goes away first and comes back last. The processor keeps the order of our own
 * stores for ourselves and the dead are read by a later process, so only the compiler must be held.
 */
static void slot_write(struct keep *keep, struct keep_slot *slot, uint64_t sequence,
                       const struct core *core)
{
    slot->sequence = 0;
    atomic_signal_fence(memory_order_seq_cst);
    slot->layout = keep->layout;
    memcpy(&slot->core, core, sizeof(*core));
    slot->hash = slot_hash(slot, sequence);
    atomic_signal_fence(memory_order_seq_cst);
    slot->sequence = sequence;
    atomic_signal_fence(memory_order_seq_cst);
}

void keep_write(struct keep *keep, const struct core *core)
{
    struct keep_slot *slots = keep->file->slots;
    int older = slots[0].sequence <= slots[1].sequence ? 0 : 1;
    uint64_t sequence = slots[!older].sequence + 1;

    slot_write(keep, &slots[older], sequence, core);
    if (core->outer != OUTER_SESSION)
        slot_write(keep, &slots[!older], sequence + 1, core);
}

bool keep_read(const struct keep *keep, struct core *out_core)
{
    const struct keep_slot *slots = keep->file->slots, *newest = NULL;

    for (int i = 0; i < 2; i++)
        if (slot_is_whole(keep, &slots[i]) &&
            (newest == NULL || slots[i].sequence > newest->sequence))
            newest = &slots[i];
    if (newest == NULL) {
        memset(out_core, 0, sizeof(*out_core));
        return false;
    }
    *out_core = newest->core;
    return true;
}

void keep_write_catalogue(struct keep *keep, const void *bytes, size_t size_bytes)
{
    struct keep_file *file = keep->file;

    CHECK(size_bytes > 0 && size_bytes <= sizeof(file->catalogue));
    file->catalogue_size = 0;
    atomic_signal_fence(memory_order_seq_cst);
    memcpy(file->catalogue, bytes, size_bytes);
    file->catalogue_hash = bytes_hash(BYTES_HASH_START, bytes, size_bytes);
    atomic_signal_fence(memory_order_seq_cst);
    file->catalogue_size = size_bytes;
}

bool keep_read_catalogue(const struct keep *keep, const uint8_t **out_bytes, size_t *out_size_bytes)
{
    const struct keep_file *file = keep->file;

    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (file->catalogue_size == 0 || file->catalogue_size > sizeof(file->catalogue) ||
        file->catalogue_hash != bytes_hash(BYTES_HASH_START, file->catalogue, file->catalogue_size))
        return false;
    *out_bytes = file->catalogue;
    *out_size_bytes = file->catalogue_size;
    return true;
}
