/* A service for tests of the core: the shape of 社会保险参保证明 with one more form, its texts
 * numbered and not spelled. The catalogue's own tests hold the real file. */
#ifndef BANSHI_TESTS_SUPPORT_SAMPLE_SERVICE_H
#define BANSHI_TESTS_SUPPORT_SAMPLE_SERVICE_H

#include "firmware/core/model.h"

enum { SAMPLE_KIND, SAMPLE_PERIOD, SAMPLE_FROM, SAMPLE_TO, SAMPLE_PURPOSE, SAMPLE_PHONE };

void sample_service(struct service *out);

/* 532331194002290027, a synthetic number (born 1940-02-29). */
void sample_person(struct person *out);

#endif
