/* The texts of the samples' catalogue, for the files that make samples. */
#ifndef BANSHI_TESTS_SUPPORT_VIEW_SAMPLES_TEXTS_H
#define BANSHI_TESTS_SUPPORT_VIEW_SAMPLES_TEXTS_H

enum sample_text {
    TEXT_NONE,
#define TEXT(name, zh, en) TEXT_##name,
#include "tests/support/view_samples.def"
#undef TEXT
    TEXT_COUNT
};

#endif
