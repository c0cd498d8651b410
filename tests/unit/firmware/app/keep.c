/* The kiosk's memory file: whatever moment the kiosk dies at, one whole state is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/app/keep.h"

static struct core core, found;

static void fill(uint32_t number, enum outer outer)
{
    memset(&core, (int)(number & 0xff), sizeof(core));
    core.outer = outer;
    core.serial = number;
}

static struct keep open_fresh(int *out_file)
{
    struct keep keep;

    assert_int_equal(keep_create(out_file), ERR_OK);
    assert_int_equal(keep_open(&keep, *out_file), ERR_OK);
    return keep;
}

static void a_fresh_file_holds_nothing(void **state)
{
    int file;
    struct keep keep = open_fresh(&file);
    const uint8_t *bytes;
    size_t size;

    (void)state;
    assert_false(keep_read(&keep, &found));
    assert_false(keep_read_catalogue(&keep, &bytes, &size));
    keep_close(&keep);
    close(file);
}

static void the_newest_state_is_found_by_another_mapping(void **state)
{
    int file;
    struct keep keep = open_fresh(&file), other;

    (void)state;
    for (uint32_t i = 1; i <= 5; i++) {
        fill(i, OUTER_SESSION);
        keep_write(&keep, &core);
        assert_int_equal(keep_open(&other, file), ERR_OK);
        assert_true(keep_read(&other, &found));
        assert_memory_equal(&found, &core, sizeof(core));
        keep_close(&other);
    }
    keep_close(&keep);
    close(file);
}

/* Every byte of the file in turn is spoilt: a state that was really written is found, or none. */
static void a_torn_slot_gives_the_other_one(void **state)
{
    int file, found_newer = 0, found_older = 0;
    struct keep keep = open_fresh(&file);
    struct stat about;
    uint8_t *bytes;

    (void)state;
    fill(1, OUTER_SESSION);
    keep_write(&keep, &core);
    fill(2, OUTER_SESSION);
    keep_write(&keep, &core);
    assert_int_equal(fstat(file, &about), 0);
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    assert_true(bytes != MAP_FAILED);
    for (size_t at = 0; at < 2 * sizeof(core); at += 97) {
        bytes[at] ^= 0x5a;
        assert_true(keep_read(&keep, &found));
        fill(found.serial, OUTER_SESSION);
        assert_memory_equal(&found, &core, sizeof(core));
        found_newer += found.serial == 2;
        found_older += found.serial == 1;
        bytes[at] ^= 0x5a;
    }
    assert_true(found_newer > 0 && found_older > 0);
    munmap(bytes, (size_t)about.st_size);
    keep_close(&keep);
    close(file);
}

/* A writer is killed again and again in the middle of its work. */
static void a_killed_writer_leaves_a_whole_state(void **state)
{
    int file, status;
    struct keep keep = open_fresh(&file);

    (void)state;
    fill(1, OUTER_SESSION);
    keep_write(&keep, &core);
    for (int round = 0; round < 60; round++) {
        pid_t pid = fork();

        if (pid == 0)
            for (uint32_t i = 1;; i++) {
                fill(i, OUTER_SESSION);
                keep_write(&keep, &core);
            }
        usleep(500 + (useconds_t)round * 37);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(keep_read(&keep, &found));
        fill(found.serial, OUTER_SESSION);
        assert_memory_equal(&found, &core, sizeof(core));
    }
    keep_close(&keep);
    close(file);
}

static void between_visits_nothing_of_a_visit_is_left(void **state)
{
    static const char canary[] = "CANARY-PERSON";
    int file;
    struct keep keep = open_fresh(&file);
    struct stat about;
    void *bytes;

    (void)state;
    for (int i = 0; i < 2; i++) {
        memset(&core, 0, sizeof(core));
        core.outer = OUTER_SESSION;
        memcpy(core.session.person.name, canary, sizeof(canary));
        keep_write(&keep, &core);
    }
    assert_int_equal(fstat(file, &about), 0);
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, file, 0);
    assert_true(bytes != MAP_FAILED);
    assert_non_null(memmem(bytes, (size_t)about.st_size, canary, sizeof(canary)));
    memset(&core, 0, sizeof(core));
    core.outer = OUTER_CLEARING;
    keep_write(&keep, &core);
    assert_null(memmem(bytes, (size_t)about.st_size, canary, sizeof(canary)));
    munmap(bytes, (size_t)about.st_size);
    keep_close(&keep);
    close(file);
}

static void another_program_finds_nothing(void **state)
{
    int file;
    struct keep keep = open_fresh(&file), other;

    (void)state;
    fill(1, OUTER_SESSION);
    keep_write(&keep, &core);
    assert_int_equal(keep_open(&other, file), ERR_OK);
    other.layout++; /* as another build's would be */
    assert_false(keep_read(&other, &found));
    keep_close(&other);
    keep_close(&keep);
    close(file);
}

static void a_catalogue_is_kept_whole(void **state)
{
    const char text[] = "{\"version\":7}";
    int file;
    struct keep keep = open_fresh(&file);
    const uint8_t *bytes;
    size_t size;

    (void)state;
    keep_write_catalogue(&keep, text, sizeof(text));
    assert_true(keep_read_catalogue(&keep, &bytes, &size));
    assert_int_equal(size, sizeof(text));
    assert_memory_equal(bytes, text, sizeof(text));
    ((uint8_t *)(uintptr_t)bytes)[3] ^= 1;
    assert_false(keep_read_catalogue(&keep, &bytes, &size));
    keep_close(&keep);
    close(file);
}

static void a_foreign_file_is_refused(void **state)
{
    struct keep keep;
    int file = memfd_create("short", 0);

    (void)state;
    assert_int_equal(ftruncate(file, 100), 0);
    assert_int_equal(keep_open(&keep, file), ERR_INVALID);
    assert_int_equal(keep_open(&keep, -1), ERR_INVALID);
    close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_file_holds_nothing),
        cmocka_unit_test(the_newest_state_is_found_by_another_mapping),
        cmocka_unit_test(a_torn_slot_gives_the_other_one),
        cmocka_unit_test(a_killed_writer_leaves_a_whole_state),
        cmocka_unit_test(between_visits_nothing_of_a_visit_is_left),
        cmocka_unit_test(another_program_finds_nothing),
        cmocka_unit_test(a_catalogue_is_kept_whole),
        cmocka_unit_test(a_foreign_file_is_refused),
    };

    return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
