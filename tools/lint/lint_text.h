/* One text in one language: what is wrong with it by itself. The caller owns all memory. */
#ifndef BANSHI_TOOLS_LINT_LINT_TEXT_H
#define BANSHI_TOOLS_LINT_LINT_TEXT_H

#include <stdbool.h>

#include "firmware/core/model.h"
#include "tools/lint/lint_report.h"

struct lint_text {
    const char *where; /* a word, or the file it stands in */
    enum language language;
    const char *text;     /* UTF-8 */
    bool names_languages; /* it may hold every script, and tags such as EN */
};

/* Reports
 * - a sentence that is too long to be held (lint_sentence.h);
 * - capitals and digits in one run, such as E1023, USB or PDF417: a code or an abbreviation tells
 *   people nothing. The few that everybody knows are listed in the source;
 * - a hanzi that is not of the language: one outside of GB 2312 in zh-Hans (a traditional one that
 *   was forgotten), outside of Big5 in zh-Hant (a simplified one), any in a language of another
 *   script, for which the first language speaks on its own. */
void lint_text_check(struct lint_report *report, const struct lint_text *text);

#endif
