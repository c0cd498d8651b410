/* Catalogue, inside: the struct, and the two halves of compiling a service. Only files of this
 * folder include it. */
#ifndef BANSHI_SERVICES_CATALOGUE_CATALOGUE_PRIVATE_H
#define BANSHI_SERVICES_CATALOGUE_CATALOGUE_PRIVATE_H

#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/catalogue_json.h"

/* 12 of the service and one for each department; 3 for each field, 2 for each of its options; number
 * 0 stays unused. */
#define CATALOGUE_TEXTS_MAX                                                                        \
    (1 + CATALOGUE_ITEMS_MAX *                                                                     \
             (12 + CASE_STAGES_MAX + SERVICE_FIELDS_MAX * (3 + 2 * SERVICE_OPTIONS_MAX)))
#define CATALOGUE_KEYWORDS_MAX 24 /* in one language */
#define CATALOGUE_KEYWORD_BYTES_MAX 48

struct catalogue {
    json_t *root; /* owns every text */
    struct catalogue_info info;
    size_t count;
    struct service services[CATALOGUE_ITEMS_MAX];
    struct catalogue_item items[CATALOGUE_ITEMS_MAX];
    char *keywords[CATALOGUE_ITEMS_MAX]; /* each with a line feed; NULL: none */
    uint16_t text_count;                 /* with the unused one */
    const char *texts[LANGUAGE_COUNT][CATALOGUE_TEXTS_MAX];
};

/* ---- Texts: each read gives the number of a text that holds in every language ---- */

/* An object with one text for each language. The first language must be there; for any other that
 * is missing the first speaks. */
uint16_t catalogue_text_read(struct catalogue *catalogue, const struct catalogue_at *up,
                             const char *key);
uint16_t catalogue_text_read_at(struct catalogue *catalogue, const struct catalogue_at *at);

/* The same, or 0 when there is none. */
uint16_t catalogue_text_read_if_any(struct catalogue *catalogue, const struct catalogue_at *up,
                                    const char *key);

/* The telephone number at "phone". */
uint16_t catalogue_text_read_phone(struct catalogue *catalogue, const struct catalogue_at *up);

/* The words of all languages at "keywords", each followed by a line feed, in new memory that the
 * caller frees; NULL: none, or a failure. */
char *catalogue_text_read_keywords(const struct catalogue_at *up);

/* ---- Fields ---- */

/* Reads "fields" of a service. */
void catalogue_fields_read(struct catalogue *catalogue, struct service *service,
                           const struct catalogue_at *service_at);

/* The index of the field with the code at `at`; FIELD_NONE and a failure when there is none. */
uint8_t catalogue_fields_find(const struct service *service, const struct catalogue_at *at);

/* The index of the option with the code at `at`; 0 and a failure when there is none. */
uint8_t catalogue_fields_find_option(const struct service_field *field,
                                     const struct catalogue_at *at);

/* ---- Services ---- */

/* Reads one service at `at` into the next free place; failures stick in at->json. */
void catalogue_service_read(struct catalogue *catalogue, const struct catalogue_at *at);

/* What must hold between steps and fields once all are read: the order of the steps, every field
 * asked once, every `when` decided earlier, every fill within its field's limits. */
void catalogue_rules_check(const struct service *service, const struct catalogue_at *at);

#endif
