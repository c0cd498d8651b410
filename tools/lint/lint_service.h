/* The texts of services and boards, wherever they stand in a document or a compiled catalogue. The
 * caller owns all memory. */
#ifndef BANSHI_TOOLS_LINT_LINT_SERVICE_H
#define BANSHI_TOOLS_LINT_LINT_SERVICE_H

#include <jansson.h>

#include "firmware/world/texts.h"
#include "tools/lint/lint_report.h"

/* Reports, for each object of the document that has a text of the first language, every whole
 * language that is missing and what is wrong with each text (lint_text.h). `where` names the
 * document. */
void lint_service_check(struct lint_report *report, const char *where, const json_t *document);

/* The same for the texts of a compiled catalogue, in which nothing is missing: the first language
 * stands in for what was. */
void lint_service_check_texts(struct lint_report *report, const struct texts *texts);

#endif
