/* banshi-say: hears what the kiosk's voice makes of a text.
 *
 *     banshi-say [--language TAG] [--rate 0|1|2] [--tables DIR] [--assets DIR] [--pinyin] TEXT
 *
 * Speaks the text; with --pinyin prints how it is read instead. Without a sound device
 * SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=sound.raw writes what would be heard (16 bit, 22050 Hz). */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/clock.h"
#include "firmware/base/text.h"
#include "firmware/services/voice/hanzi.h"
#include "firmware/services/voice/speaker.h"

struct wish {
    const char *language, *tables, *assets, *text;
    int rate;
    bool pinyin;
};

static bool read_wish(int argc, char **argv, struct wish *out)
{
    static const struct option names[] = {
        {"language", required_argument, NULL, 'l'}, {"rate", required_argument, NULL, 'r'},
        {"tables", required_argument, NULL, 't'},   {"assets", required_argument, NULL, 'a'},
        {"pinyin", no_argument, NULL, 'p'},         {0}};
    int name;

    *out = (struct wish){.language = "zh", .tables = "build/tables", .assets = "assets"};
    while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (name == 'l')
            out->language = optarg;
        else if (name == 'r')
            out->rate = atoi(optarg);
        else if (name == 't')
            out->tables = optarg;
        else if (name == 'a')
            out->assets = optarg;
        else if (name == 'p')
            out->pinyin = true;
        else
            return false;
    }
    out->text = optind + 1 == argc ? argv[optind] : NULL;
    return out->text != NULL && strlen(out->text) < VOICE_TEXT_BYTES && out->rate >= 0 &&
           out->rate < VOICE_RATE_COUNT;
}

static void complain(const char *line)
{
    fprintf(stderr, "banshi-say: %s\n", line);
}

static int print_pinyin(const struct wish *wish, const char *readings, const char *polyphones)
{
    static struct reading reading;
    struct hanzi_problem problem;
    struct hanzi *hanzi;

    if (hanzi_open(readings, polyphones, &hanzi, &problem) != ERR_OK) {
        complain(problem.text);
        return 1;
    }
    hanzi_read(hanzi, wish->text, &reading);
    puts(reading.text);
    hanzi_close(hanzi);
    return 0;
}

static int speak(const struct wish *wish, const struct speaker_options *options)
{
    struct queue_item item = {.sequence = 1,
                              .language = voice_language_find(wish->language),
                              .rate = (enum voice_rate)wish->rate};
    struct speaker_report report = {0};
    struct speaker *speaker;

    if (speaker_open(options, complain, &speaker) != ERR_OK)
        return 1;
    text_copy(item.text, sizeof(item.text), wish->text);
    speaker_step(speaker, clock_mono_ms()); /* finds the sound device */
    speaker_say(speaker, &item, LEVEL_COUNT - 1);
    while (!speaker_next_report(speaker, &report)) {
        speaker_step(speaker, clock_mono_ms());
        usleep(20000);
    }
    speaker_close(speaker);
    if (report.outcome != SPEAKER_SPOKEN)
        complain(report.outcome == SPEAKER_FAILED ? "no sound device" : "no voice for that");
    return report.outcome == SPEAKER_SPOKEN ? 0 : 1;
}

int main(int argc, char **argv)
{
    char readings[512], polyphones[512], clips[512];
    struct speaker_options options = {.readings = readings,
                                      .polyphones = polyphones,
                                      .clips = clips,
                                      .loud = {.normal_db = 65, .most_db = 74}};
    struct wish wish;

    if (!read_wish(argc, argv, &wish)) {
        fputs("usage: banshi-say [--language TAG] [--rate 0|1|2] [--tables DIR] [--assets DIR]\n"
              "                  [--pinyin] TEXT\n",
              stderr);
        return 2;
    }
    snprintf(readings, sizeof(readings), "%s/readings.tbl", wish.tables);
    snprintf(polyphones, sizeof(polyphones), "%s/voice/polyphones.txt", wish.assets);
    snprintf(clips, sizeof(clips), "%s/voice/clips", wish.assets);
    return wish.pinyin ? print_pinyin(&wish, readings, polyphones) : speak(&wish, &options);
}
