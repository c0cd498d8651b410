/* The voice, listened to: SDL's disk driver writes what would be heard into a file, about four times
 * as fast as it would be heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <linux/input.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "firmware/services/voice/click.h"
#include "firmware/services/voice/speaker.h"

#define SOUND_SAMPLES_MAX (VOICE_HZ * 120)
#define SILENCE_SAMPLES (VOICE_HZ / 20) /* 50 ms */
#define TOP (LEVEL_COUNT - 1)

static char folder[] = "/tmp/voice-speaker-XXXXXX", sound_path[64], jack_path[64];
/* The device's period: 512 samples are 23 ms, and most tests need not wait for that. */
#define IN_A_HURRY "5"
#define IN_REAL_TIME "23"

static const char *device_ms = IN_A_HURRY;
static struct speaker_options options;
static struct speaker *speaker;
static struct speaker_report reports[128];
static size_t report_count;
static int16_t sound[SOUND_SAMPLES_MAX];

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void run_for(unsigned ms)
{
    uint64_t end = now_ms() + ms;

    do {
        speaker_step(speaker, now_ms());
        while (report_count < 128 && speaker_next_report(speaker, &reports[report_count]))
            report_count++;
        usleep(1000);
    } while (now_ms() < end);
}

static void run_until_quiet(void)
{
    for (int i = 0; i < 400 && (i == 0 || speaker_get_state(speaker).is_speaking); i++)
        run_for(50);
    assert_false(speaker_get_state(speaker).is_speaking);
    run_for(60);
}

/* What was heard since the device was opened; the count of samples. */
static size_t listen(void)
{
    FILE *file = fopen(sound_path, "re");
    size_t count;

    if (file == NULL)
        return 0;
    count = fread(sound, sizeof(sound[0]), SOUND_SAMPLES_MAX, file);
    fclose(file);
    return count;
}

/* The same at a moment when nothing is kept back: the driver's file is written 2048 samples at a time,
 * so the count is exact just after it has grown. */
static size_t listen_now(void)
{
    size_t before = listen(), count;

    do {
        run_for(1);
        count = listen();
    } while (count == before);
    return count;
}

/* One behind the last sample that is not silence. */
static size_t sound_end(size_t count)
{
    while (count > 0 && sound[count - 1] == 0)
        count--;
    return count;
}

static void complain(const char *line)
{
    fprintf(stderr, "voice: %s\n", line);
}

static int open_speaker(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/voice-speaker-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(sound_path, sizeof(sound_path), "%s/sound", folder);
    snprintf(jack_path, sizeof(jack_path), "%s/jack", folder);
    assert_int_equal(mkfifo(jack_path, 0600), 0);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", sound_path, 1);
    setenv("SDL_DISKAUDIODELAY", device_ms, 1);
    options = (struct speaker_options){.readings = "build/tables/readings.tbl",
                                       .polyphones = "assets/voice/polyphones.txt",
                                       .jack = jack_path,
                                       .loud = {.normal_db = 65, .most_db = 74},
                                       .headphones = {.normal_db = 60, .most_db = 75}};
    assert_int_equal(speaker_open(&options, complain, &speaker), ERR_OK);
    report_count = 0;
    return 0;
}

static int close_speaker(void **state)
{
    (void)state;
    device_ms = IN_A_HURRY;
    speaker_close(speaker);
    unlink(sound_path);
    unlink(jack_path);
    rmdir(folder);
    return 0;
}

static struct queue_item item_of(uint32_t sequence, enum queue_priority priority, const char *text)
{
    struct queue_item item = {.sequence = sequence, .generation = 1, .priority = priority};

    snprintf(item.text, sizeof(item.text), "%s", text);
    return item;
}

static void say(uint32_t sequence, enum queue_priority priority, const char *text)
{
    struct queue_item item = item_of(sequence, priority, text);

    speaker_say(speaker, &item, TOP);
}

static void reported(size_t index, uint32_t sequence, enum speaker_outcome outcome)
{
    assert_true(index < report_count);
    assert_int_equal(reports[index].sequence, sequence);
    assert_int_equal(reports[index].outcome, outcome);
}

/* ---- clips: espeak-ng never says a sentence twice in the same samples, a recording does ---- */

struct tone {
    const char *text;
    unsigned hz;
    size_t count;
    int16_t samples[VOICE_HZ * 2];
};

static struct tone tones[] = {
    {.text = "请把身份证平放在亮灯的地方。", .hz = 310, .count = VOICE_HZ * 3 / 2},
    {.text = "放好后请别动它。", .hz = 470, .count = VOICE_HZ},
    {.text = "请收好您的身份证。", .hz = 730, .count = VOICE_HZ / 2},
};

static void put_le(FILE *file, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++, value >>= 8)
        fputc((int)(value & 0xff), file);
}

static void write_wave(const char *path, const struct tone *tone)
{
    FILE *file = fopen(path, "we");
    uint32_t size = (uint32_t)(tone->count * sizeof(int16_t));

    assert_non_null(file);
    fputs("RIFF", file);
    put_le(file, 36 + size, 4);
    fputs("WAVEfmt ", file);
    put_le(file, 16, 4);
    put_le(file, 1, 2);
    put_le(file, 1, 2);
    put_le(file, VOICE_HZ, 4);
    put_le(file, VOICE_HZ * 2, 4);
    put_le(file, 2, 2);
    put_le(file, 16, 2);
    fputs("data", file);
    put_le(file, size, 4);
    for (size_t i = 0; i < tone->count; i++)
        put_le(file, (uint16_t)tone->samples[i], 2);
    fclose(file);
}

static int open_with_clips(void **state)
{
    static char clips[64];
    char path[96];
    FILE *index;

    open_speaker(state);
    speaker_close(speaker);
    snprintf(clips, sizeof(clips), "%s", folder);
    snprintf(path, sizeof(path), "%s/index.txt", folder);
    index = fopen(path, "we");
    assert_non_null(index);
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < tones[i].count; k++)
            tones[i].samples[k] =
                (int16_t)(9000 * sin(6.2831853 * tones[i].hz * (double)(k + 1) / VOICE_HZ) + 3);
        fprintf(index, "zh\t0\t%zu.wav\t%s\n", i, tones[i].text);
        snprintf(path, sizeof(path), "%s/%zu.wav", folder, i);
        write_wave(path, &tones[i]);
    }
    fclose(index);
    options.clips = clips;
    assert_int_equal(speaker_open(&options, complain, &speaker), ERR_OK);
    return 0;
}

static int open_in_real_time(void **state)
{
    device_ms = IN_REAL_TIME;
    return open_with_clips(state);
}

static int close_with_clips(void **state)
{
    char path[96];

    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%zu.wav", folder, i);
        unlink(path);
    }
    snprintf(path, sizeof(path), "%s/index.txt", folder);
    unlink(path);
    return close_speaker(state);
}

/* Where the whole of a tone is heard, from `from` on; fails when it never is. */
static size_t find(const struct tone *tone, size_t from)
{
    size_t count = listen();

    for (size_t at = from; at + tone->count <= count; at++)
        if (sound[at] == tone->samples[0] &&
            memcmp(sound + at, tone->samples, tone->count * sizeof(sound[0])) == 0)
            return at;
    fail_msg("%s is not heard whole", tone->text);
    return 0;
}

static void it_speaks_and_says_so(void **state)
{
    struct speaker_state now;

    (void)state;
    run_for(20);
    now = speaker_get_state(speaker);
    assert_true(now.has_device && !now.is_speaking && !now.is_plugged);
    assert_int_equal(now.languages, 1u << VOICE_ZH | 1u << VOICE_EN);
    assert_int_equal(now.level, LEVEL_NORMAL);
    say(5, QUEUE_SCREEN, "请把身份证放在这里。");
    run_for(30);
    assert_true(speaker_get_state(speaker).is_speaking);
    run_until_quiet();
    assert_int_equal(report_count, 1);
    reported(0, 5, SPEAKER_SPOKEN);
    assert_true(sound_end(listen()) > VOICE_HZ);
}

static void stop_is_silence_within_50_ms(void **state)
{
    size_t told;

    (void)state;
    run_for(20);
    say(1, QUEUE_URGENT, "我们会用您的姓名和身份证号，只用来查您的社保记录，开这份证明。");
    say(2, QUEUE_SCREEN, "您不同意也没关系。");
    run_for(1200);
    told = listen_now();
    assert_true(sound_end(told) > VOICE_HZ / 2);
    speaker_stop(speaker);
    run_for(300);
    assert_true(sound_end(listen()) <= told + SILENCE_SAMPLES);
    assert_false(speaker_get_state(speaker).is_speaking);
    assert_int_equal(report_count, 2);
    assert_int_equal(reports[0].outcome, SPEAKER_STOPPED);
    assert_int_equal(reports[1].outcome, SPEAKER_STOPPED);
}

static void no_sentence_is_cut_by_another(void **state)
{
    size_t at;

    (void)state;
    run_for(20);
    say(1, QUEUE_SCREEN, "请把身份证平放在亮灯的地方。放好后请别动它。");
    run_for(100);
    say(2, QUEUE_URGENT, "请收好您的身份证。");
    run_until_quiet();
    at = find(&tones[0], 0);
    at = find(&tones[2], at + tones[0].count);
    find(&tones[1], at + tones[2].count);
    assert_int_equal(report_count, 2);
    reported(0, 2, SPEAKER_SPOKEN);
    reported(1, 1, SPEAKER_SPOKEN);
}

static void a_new_screen_lets_the_sentence_end_and_drops_the_rest(void **state)
{
    struct queue_item item = item_of(2, QUEUE_SCREEN, "请收好您的身份证。");
    size_t at;

    (void)state;
    run_for(20);
    say(1, QUEUE_SCREEN, "请把身份证平放在亮灯的地方。放好后请别动它。");
    run_for(100);
    item.generation = 2;
    speaker_say(speaker, &item, TOP);
    run_until_quiet();
    at = find(&tones[0], 0);
    at = find(&tones[2], at + tones[0].count);
    assert_true(sound_end(listen()) == at + tones[2].count);
    reported(0, 1, SPEAKER_DROPPED);
    reported(1, 2, SPEAKER_SPOKEN);
}

/* What has no clip of its own is spoken whole by the other engine. */
static void a_sentence_without_clips_is_synthesized(void **state)
{
    size_t count;

    (void)state;
    run_for(20);
    say(1, QUEUE_SCREEN, "请收好您的身份证，谢谢。");
    run_until_quiet();
    reported(0, 1, SPEAKER_SPOKEN);
    count = sound_end(listen());
    assert_true(count > VOICE_HZ);
    for (size_t at = 0; at + 50 < count; at++)
        assert_true(memcmp(sound + at, tones[2].samples, 50 * sizeof(sound[0])) != 0);
}

/* ---- private words ---- */

static int plug(int jack, int value)
{
    const struct input_event events[] = {
        {.type = EV_SW, .code = SW_HEADPHONE_INSERT, .value = value}, {.type = EV_SYN}};

    if (jack < 0)
        jack = open(jack_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(jack >= 0);
    assert_int_equal(write(jack, events, sizeof(events)), sizeof(events));
    return jack;
}

static void say_private(uint32_t sequence, const char *text)
{
    struct queue_item item = item_of(sequence, QUEUE_SCREEN, text);

    item.is_private = true;
    speaker_say(speaker, &item, TOP);
}

static void private_words_need_headphones(void **state)
{
    size_t told;
    int jack;

    (void)state;
    run_for(20);
    say_private(1, "您的号码是532331194002290019。");
    run_for(200);
    reported(0, 1, SPEAKER_REFUSED);
    assert_int_equal(sound_end(listen()), 0);
    jack = plug(-1, 1);
    run_for(20);
    assert_true(speaker_get_state(speaker).is_plugged);
    say_private(2, "您的号码是532331194002290019。");
    say_private(3, "请核对。");
    run_for(1200);
    told = listen_now();
    assert_true(sound_end(told) > VOICE_HZ / 2);
    plug(jack, 0);
    run_for(250);
    assert_true(sound_end(listen()) <= told + SILENCE_SAMPLES);
    reported(1, 3, SPEAKER_REFUSED);
    reported(2, 2, SPEAKER_REFUSED);
    assert_int_equal(report_count, 3);
    close(jack);
}

/* The switch moved after the last step: what is said then already knows. */
static void pulled_headphones_are_seen_at_once(void **state)
{
    int jack;

    (void)state;
    run_for(20);
    jack = plug(-1, 1);
    run_for(20);
    plug(jack, 0);
    say_private(1, "您的号码是532331194002290019。");
    run_for(50);
    reported(0, 1, SPEAKER_REFUSED);
    plug(jack, 1);
    run_for(20);
    close(jack); /* a node that has gone is no headphones */
    run_for(20);
    assert_false(speaker_get_state(speaker).is_plugged);
    assert_int_equal(sound_end(listen()), 0);
}

/* An I/O board's line counts like the switch, and its last "out" ends what is private. */
static void either_sense_of_headphones_counts(void **state)
{
    int jack;

    (void)state;
    run_for(20);
    speaker_plug(speaker, true);
    assert_true(speaker_get_state(speaker).is_plugged);
    say_private(1, "您的号码是532331194002290019。");
    run_for(600);
    assert_true(sound_end(listen_now()) > VOICE_HZ / 4);
    jack = plug(-1, 1);
    run_for(20);
    speaker_plug(speaker, false);
    assert_true(speaker_get_state(speaker).is_plugged);
    assert_int_equal(report_count, 0);
    close(jack);
    run_for(250);
    assert_false(speaker_get_state(speaker).is_plugged);
    assert_false(speaker_get_state(speaker).is_speaking);
    say_private(2, "请核对。");
    run_for(50);
    reported(1, 2, SPEAKER_REFUSED);
}

/* ---- loudness ---- */

static double level_db(size_t from, size_t count)
{
    double sum = 0;

    for (size_t i = from; i < count; i++)
        sum += (double)sound[i] * sound[i];
    return 10 * log10(sum);
}

static void every_step_is_3_db_of_sound(void **state)
{
    double db[LEVEL_COUNT];
    struct queue_item item = item_of(1, QUEUE_SCREEN, tones[2].text);

    (void)state;
    run_for(20);
    for (uint32_t level = 0; level < LEVEL_COUNT; level++) {
        size_t from = listen();

        item.sequence = level + 1;
        speaker_say(speaker, &item, level);
        run_until_quiet();
        db[level] = level_db(from, listen());
    }
    for (int i = 0; i + 1 < LEVEL_COUNT; i++)
        assert_true(fabs(db[i + 1] - db[i] - 3) < 0.1);
    assert_true(fabs(db[4] - db[0] - 12) < 0.1);
    assert_true(db[LEVEL_COUNT - 1] - db[0] >= 18);
    assert_int_equal(speaker_get_state(speaker).level, TOP);
    speaker_clear(speaker);
    assert_int_equal(speaker_get_state(speaker).level, LEVEL_NORMAL);
}

/* ---- the sound of a touch ---- */

static void a_touch_is_heard_alone_and_beside_speech(void **state)
{
    size_t told, at;

    (void)state;
    run_for(20);
    told = listen_now();
    speaker_click(speaker, now_ms());
    run_for(100);
    assert_true(sound_end(listen()) > told);
    assert_true(sound_end(listen()) < told + VOICE_HZ / 10);
    assert_false(speaker_get_state(speaker).is_speaking);
    assert_int_equal(report_count, 0);
    say(1, QUEUE_SCREEN, tones[2].text);
    run_for(30);
    told = listen_now();
    speaker_click(speaker, now_ms());
    run_until_quiet();
    reported(0, 1, SPEAKER_SPOKEN);
    listen();
    for (at = told; sound[at] == 0 || abs(sound[at]) <= 9010;) /* louder than the tone alone */
        assert_true(++at < told + VOICE_HZ / 10);
}

/* The touch that stops the voice is answered too. */
static void stopping_does_not_swallow_the_touch(void **state)
{
    size_t told;

    (void)state;
    run_for(20);
    say(1, QUEUE_SCREEN, tones[0].text);
    run_for(60);
    speaker_click(speaker, now_ms());
    speaker_step(speaker, now_ms());
    speaker_stop(speaker);
    told = listen_now();
    run_for(200);
    assert_true(sound_end(listen()) > told + CLICK_SAMPLES / 2);
    assert_true(sound_end(listen()) < told + VOICE_HZ / 10);
    speaker_stop(speaker); /* nothing is left that could be rescued */
    told = listen_now();
    run_for(100);
    assert_true(sound_end(listen()) <= told);
}

static void slower_is_slower(void **state)
{
    size_t before, lengths[VOICE_RATE_COUNT];
    struct queue_item item = item_of(1, QUEUE_SCREEN, "没有看清，请拿起来，再平放一次。");

    (void)state;
    run_for(20);
    for (int rate = 0; rate < VOICE_RATE_COUNT; rate++) {
        before = listen();
        item.sequence = (uint32_t)rate + 1;
        item.rate = (enum voice_rate)rate;
        speaker_say(speaker, &item, TOP);
        run_until_quiet();
        lengths[rate] = sound_end(listen()) - before;
    }
    assert_true(lengths[1] > lengths[0] * 12 / 10);
    assert_true(lengths[2] > lengths[1] * 12 / 10);
}

/* ---- what is missing ---- */

static void without_a_device_it_looks_again_after_30_s(void **state)
{
    uint64_t start_ms = now_ms();

    (void)state;
    setenv("SDL_AUDIODRIVER", "none-of-these", 1);
    speaker_step(speaker, start_ms);
    assert_false(speaker_get_state(speaker).has_device);
    say(1, QUEUE_URGENT, "您好。");
    assert_true(speaker_next_report(speaker, &reports[0]));
    assert_int_equal(reports[0].outcome, SPEAKER_FAILED);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    speaker_step(speaker, start_ms + 29000);
    assert_false(speaker_get_state(speaker).has_device);
    assert_true(speaker_step(speaker, start_ms + 30000) <= start_ms + 60000);
    assert_true(speaker_get_state(speaker).has_device);
}

static void an_idle_device_is_given_back(void **state)
{
    uint64_t start_ms = now_ms();
    size_t before;

    (void)state;
    speaker_step(speaker, start_ms);
    speaker_step(speaker, start_ms + 6000);
    before = listen();
    usleep(100000);
    assert_int_equal(listen(), before);
    assert_true(speaker_step(speaker, start_ms + 6001) > start_ms + 20000);
    say(1, QUEUE_URGENT, "您好。");
    run_until_quiet();
    reported(0, 1, SPEAKER_SPOKEN);
    assert_true(sound_end(listen()) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_speaks_and_says_so, open_speaker, close_speaker),
        cmocka_unit_test_setup_teardown(stop_is_silence_within_50_ms, open_in_real_time,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(no_sentence_is_cut_by_another, open_with_clips,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(a_new_screen_lets_the_sentence_end_and_drops_the_rest,
                                        open_with_clips, close_with_clips),
        cmocka_unit_test_setup_teardown(a_sentence_without_clips_is_synthesized, open_with_clips,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(private_words_need_headphones, open_in_real_time,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(either_sense_of_headphones_counts, open_in_real_time,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(pulled_headphones_are_seen_at_once, open_speaker,
                                        close_speaker),
        cmocka_unit_test_setup_teardown(every_step_is_3_db_of_sound, open_with_clips,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(a_touch_is_heard_alone_and_beside_speech, open_in_real_time,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(stopping_does_not_swallow_the_touch, open_in_real_time,
                                        close_with_clips),
        cmocka_unit_test_setup_teardown(slower_is_slower, open_speaker, close_speaker),
        cmocka_unit_test_setup_teardown(without_a_device_it_looks_again_after_30_s, open_speaker,
                                        close_speaker),
        cmocka_unit_test_setup_teardown(an_idle_device_is_given_back, open_speaker, close_speaker),
    };

    return cmocka_run_group_tests_name("speaker", tests, NULL, NULL);
}
