#include "firmware/services/voice/voice.h"

#include <string.h>

#include "firmware/base/check.h"

enum voice_language voice_language_find(const char *tag)
{
    static const struct {
        const char *tag;
        enum voice_language language;
    } known[] = {
        {"zh", VOICE_ZH},    {"zh-Hans", VOICE_ZH}, {"zh-Hant", VOICE_ZH}, {"zh-CN", VOICE_ZH},
        {"zh-TW", VOICE_ZH}, {"cmn", VOICE_ZH},     {"en", VOICE_EN},
    };

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strcmp(known[i].tag, tag) == 0)
            return known[i].language;
    return strncmp(tag, "en-", 3) == 0 ? VOICE_EN : VOICE_LANGUAGE_COUNT;
}
