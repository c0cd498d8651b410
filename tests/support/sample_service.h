/* A service for tests of the core: the shape of 社会保险参保证明 with one more form, its texts
 * numbered and not spelled. The catalogue's own tests hold the real file. */
#ifndef BANSHI_TESTS_SUPPORT_SAMPLE_SERVICE_H
#define BANSHI_TESTS_SUPPORT_SAMPLE_SERVICE_H

#include "firmware/core/event.h"

enum { SAMPLE_KIND, SAMPLE_PERIOD, SAMPLE_FROM, SAMPLE_TO, SAMPLE_PURPOSE, SAMPLE_PHONE };

void sample_service(struct service *out);

/* The second one: a bundle whose form is written, with a day, a time of day and a signature. */
enum { SAMPLE_CHILD, SAMPLE_HOME, SAMPLE_DAY, SAMPLE_VISIT, SAMPLE_NOTE };

void sample_written(struct service *out);

/* The third one: a code to scan, two materials to capture, a certificate on A4, something to leave
 * in the locker. */
void sample_devices(struct service *out);
void sample_certificate(struct certificate *out);

/* Cell 7, 居住证. `factors`: bits of enum locker_factor. */
void sample_locker_cell(enum locker_purpose purpose, uint8_t factors, struct locker_cell *out);

/* The service of a catalogue item: the second of a full catalogue is written, the last uses every
 * device, others do not. */
void sample_service_at(uint32_t index, struct service *out);

/* A catalogue of one service, or of a full house: six services, three situations, one bundle. */
void sample_catalogue(bool full, uint32_t version, struct event_catalogue *out);

/* 532331194002290027, a synthetic number (born 1940-02-29). */
void sample_person(struct person *out);

#endif
