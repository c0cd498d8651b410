/* The two engines without a loudspeaker: what they speak, how long a pull may take, what they leave
 * behind, and clips that are not what they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "firmware/services/voice/hanzi.h"
#include "firmware/services/voice/voice.h"

static struct hanzi *hanzi;
static struct voice_engine *espeak;

static int open_espeak(void **state)
{
    struct hanzi_problem problem;

    (void)state;
    if (hanzi_open("build/tables/readings.tbl", "assets/voice/polyphones.txt", &hanzi, &problem) !=
        ERR_OK)
        return 1;
    return engine_espeak_open(hanzi, &espeak) == ERR_OK ? 0 : 1;
}

static int close_espeak(void **state)
{
    (void)state;
    espeak->kind->close(espeak);
    hanzi_close(hanzi);
    return 0;
}

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Seconds of sound, and the longest pull. */
static double length_s(struct voice_engine *engine, const char *text, enum voice_language language,
                       double *out_longest_ms)
{
    const struct voice_sentence sentence = {.text = text, .language = language};
    int16_t block[512];
    size_t total = 0, count;
    double before;

    *out_longest_ms = 0;
    assert_int_equal(engine->kind->say(engine, &sentence), ERR_OK);
    do {
        before = now_ms();
        count = engine->kind->pull(engine, block, 512);
        if (now_ms() - before > *out_longest_ms)
            *out_longest_ms = now_ms() - before;
        total += count;
    } while (count > 0);
    return (double)total / VOICE_HZ;
}

/* To be run first. A dictionary comes with the first sentence of its language, and nobody waits for it
 * longer than for a slow key. */
static void the_first_sentence_comes_soon(void **state)
{
    static const char *const texts[VOICE_LANGUAGE_COUNT] = {"您好", "Hello"};
    double longest_ms;

    (void)state;
    for (int i = 0; i < VOICE_LANGUAGE_COUNT; i++) {
        assert_true(length_s(espeak, texts[i], (enum voice_language)i, &longest_ms) > 0.2);
        print_message("the first pull of %s took %.2f ms\n", texts[i], longest_ms);
        assert_true(longest_ms < 500);
    }
}

static void nothing_blocks_for_50_ms(void **state)
{
    char text[VOICE_TEXT_BYTES] = "";
    double longest_ms, seconds;

    (void)state;
    while (strlen(text) + strlen("请把身份证放好") < sizeof(text))
        strcat(text, "请把身份证放好");
    seconds = length_s(espeak, text, VOICE_ZH, &longest_ms);
    print_message("%.1f s of Chinese, longest pull %.2f ms\n", seconds, longest_ms);
    assert_true(seconds > 60 && longest_ms < 50);
    text[0] = '\0';
    while (strlen(text) + strlen("your card ") < sizeof(text))
        strcat(text, "your card ");
    seconds = length_s(espeak, text, VOICE_EN, &longest_ms);
    print_message("%.1f s of English, longest pull %.2f ms\n", seconds, longest_ms);
    assert_true(seconds > 40 && longest_ms < 50);
}

static void chinese_in_english_is_spoken_by_the_chinese_voice(void **state)
{
    double longest_ms, plain, mixed, empty;

    (void)state;
    plain = length_s(espeak, "Please go to the counter", VOICE_EN, &longest_ms);
    mixed = length_s(espeak, "Please go to 市政务服务中心 the counter", VOICE_EN, &longest_ms);
    empty = length_s(espeak, "", VOICE_EN, &longest_ms);
    assert_true(mixed > plain + 1.2 && mixed < plain + 4);
    assert_true(empty == 0);
}

/* Looks for bytes in everything this process may write, through the kernel. The pattern is put
 * together here and now, so that it is in no other place than its own. */
static bool is_in_memory(const char *pattern, size_t length)
{
    static char line[512], chunk[1 << 20];
    FILE *maps = fopen("/proc/self/maps", "re");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    unsigned long begin, end;
    bool found = false;

    assert_non_null(maps);
    assert_true(memory >= 0);
    while (fgets(line, sizeof(line), maps) != NULL) {
        /* Shadow memory of the sanitizers, terabytes of nothing, is passed over. */
        if (sscanf(line, "%lx-%lx rw", &begin, &end) != 2 || strstr(line, " rw") == NULL ||
            end - begin > 1ul << 28)
            continue;
        for (; begin < end && !found; begin += sizeof(chunk) - length) {
            size_t wish = end - begin < sizeof(chunk) ? end - begin : sizeof(chunk);
            ssize_t size = pread(memory, chunk, wish, (off_t)begin);
            char *hit = size > 0 ? memmem(chunk, (size_t)size, pattern, length) : NULL;
            unsigned long place = hit == NULL ? 0 : begin + (unsigned long)(hit - chunk);

            /* Not the pattern itself, nor what this function has just copied. */
            if (hit != NULL && place != (unsigned long)pattern &&
                (place < (unsigned long)chunk || place >= (unsigned long)chunk + sizeof(chunk)))
                found = true;
            if (wish < sizeof(chunk))
                break;
        }
        memset(chunk, 0, sizeof(chunk));
    }
    close(memory);
    fclose(maps);
    return found;
}

static void unveil(char *out, const char *veiled)
{
    for (; *veiled != '\0'; veiled++)
        *out++ = (char)(*veiled ^ 1);
    *out = '\0';
}

static void say_veiled(const char *veiled, enum voice_language language)
{
    char text[64];
    double longest_ms;

    unveil(text, veiled);
    length_s(espeak, text, language, &longest_ms);
    explicit_bzero(text, sizeof(text));
}

static bool is_veiled_in_memory(const char *veiled)
{
    static char pattern[64];
    bool found;

    unveil(pattern, veiled);
    found = is_in_memory(pattern, strlen(pattern));
    explicit_bzero(pattern, sizeof(pattern));
    return found;
}

static void wiping_reaches_into_the_library(void **state)
{
    (void)state;
    say_veiled("Xylbwanp", VOICE_EN); /* "Yxmcv`oq", no word of any list */
    assert_true(is_veiled_in_memory("Xylbwanp"));
    espeak->kind->wipe(espeak);
    assert_false(is_veiled_in_memory("Xylbwanp"));
    say_veiled("423220085113381128", VOICE_ZH);             /* "532331194002290039", an ID number */
    assert_true(is_veiled_in_memory("mhof3!ds5!ds5!kht2")); /* "ling2 er4 er4 jiu3" */
    espeak->kind->wipe(espeak);
    assert_false(is_veiled_in_memory("mhof3!ds5!ds5!kht2"));
    assert_false(is_veiled_in_memory("xhoh3")); /* the search itself: never said, never found */
}

/* ---- clips ---- */

static const unsigned char wave[] = {'R',  'I',  'F', 'F', 52,   0,    0, 0, 'W', 'A', 'V', 'E',
                                     'f',  'm',  't', ' ', 16,   0,    0, 0, 1,   0,   1,   0,
                                     0x22, 0x56, 0,   0,   0x44, 0xac, 0, 0, 2,   0,   16,  0,
                                     'L',  'I',  'S', 'T', 3,    0,    0, 0, 'a', 'b', 'c', 0,
                                     'd',  'a',  't', 'a', 4,    0,    0, 0, 1,   0,   2,   0};

static char folder[] = "/tmp/voice-clips-XXXXXX";

static void write_bytes(const char *name, const void *bytes, size_t size)
{
    char path[96];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static err_t open_clips(const char *index, const unsigned char *bytes, size_t size,
                        struct voice_engine **out)
{
    write_bytes("index.txt", index, strlen(index));
    write_bytes("a.wav", bytes, size);
    return engine_clips_open(folder, out);
}

static void clips_are_put_in_a_row(void **state)
{
    struct voice_engine *clips;
    double longest_ms;
    const struct voice_sentence half = {.text = "您好，张三。"};
    const struct voice_sentence slow = {.text = "您好。", .rate = VOICE_RATE_SLOW};

    (void)state;
    assert_int_equal(open_clips("# clips\nzh\t0\ta.wav\t您好\nzh-Hans\t0\ta.wav\t您\n"
                                "zh\t0\ta.wav\t好请\nen\t0\ta.wav\tHello, you\n",
                                wave, sizeof(wave), &clips),
                     ERR_OK);
    assert_true(length_s(clips, "您好！", VOICE_ZH, &longest_ms) == 2.0 / VOICE_HZ);
    assert_true(length_s(clips, "“您，好请。”", VOICE_ZH, &longest_ms) == 4.0 / VOICE_HZ);
    assert_true(length_s(clips, "Hello you.", VOICE_EN, &longest_ms) == 2.0 / VOICE_HZ);
    assert_int_equal(clips->kind->say(clips, &half), ERR_NOT_FOUND);
    assert_int_equal(clips->kind->say(clips, &slow), ERR_NOT_FOUND);
    clips->kind->close(clips);
}

static void broken_clips_are_refused(void **state)
{
    struct voice_engine *clips;
    unsigned char other[sizeof(wave)];

    (void)state;
    for (size_t size = 0; size < sizeof(wave); size++)
        assert_int_equal(open_clips("zh\t0\ta.wav\t您好\n", wave, size, &clips), ERR_INVALID);
    memcpy(other, wave, sizeof(wave));
    other[25] = 0xac; /* another rate of samples */
    assert_int_equal(open_clips("zh\t0\ta.wav\t您好\n", other, sizeof(other), &clips), ERR_INVALID);
    memset(other + 42, 0xff, 4); /* a chunk of 4 GiB */
    assert_int_equal(open_clips("zh\t0\ta.wav\t您好\n", other, sizeof(other), &clips), ERR_INVALID);
    assert_int_equal(open_clips("zh\t3\ta.wav\t您好\n", wave, sizeof(wave), &clips), ERR_INVALID);
    assert_int_equal(open_clips("yue\t0\ta.wav\t您好\n", wave, sizeof(wave), &clips), ERR_INVALID);
    assert_int_equal(open_clips("zh\t0\t../a.wav\t您好\n", wave, sizeof(wave), &clips),
                     ERR_INVALID);
    assert_int_equal(open_clips("zh\t0\tb.wav\t您好\n", wave, sizeof(wave), &clips), ERR_INVALID);
    assert_int_equal(open_clips("zh\t0\ta.wav\t，。\n", wave, sizeof(wave), &clips), ERR_INVALID);
    assert_int_equal(open_clips("zh 0 a.wav 您好\n", wave, sizeof(wave), &clips), ERR_INVALID);
    assert_int_equal(engine_clips_open("/nowhere", &clips), ERR_NOT_FOUND);
    assert_null(clips);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/voice-clips-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char path[96];

    (void)state;
    snprintf(path, sizeof(path), "%s/index.txt", folder);
    unlink(path);
    snprintf(path, sizeof(path), "%s/a.wav", folder);
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_sentence_comes_soon),
        cmocka_unit_test(nothing_blocks_for_50_ms),
        cmocka_unit_test(chinese_in_english_is_spoken_by_the_chinese_voice),
        cmocka_unit_test(wiping_reaches_into_the_library),
        cmocka_unit_test_setup_teardown(clips_are_put_in_a_row, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(broken_clips_are_refused, make_folder, remove_folder),
    };

    return cmocka_run_group_tests_name("engine", tests, open_espeak, close_espeak);
}
