/* Catalogue, inside: the struct, and the two halves of compiling a service. Only files of this
 * folder include it. */
#ifndef BANSHI_SERVICES_CATALOGUE_CATALOGUE_PRIVATE_H
#define BANSHI_SERVICES_CATALOGUE_CATALOGUE_PRIVATE_H

#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/catalogue_json.h"

/* 12 of the service; 3 for each field, 2 for each of its options; number 0 stays unused. */
#define CATALOGUE_TEXTS_MAX                                                                        \
    (1 + CATALOGUE_ITEMS_MAX * (12 + SERVICE_FIELDS_MAX * (3 + 2 * SERVICE_OPTIONS_MAX)))

struct catalogue {
    json_t *root; /* owns every text */
    struct catalogue_info info;
    size_t count;
    struct service services[CATALOGUE_ITEMS_MAX];
    struct catalogue_item items[CATALOGUE_ITEMS_MAX];
    uint16_t text_count; /* with the unused one */
    const char *texts[LANGUAGE_COUNT][CATALOGUE_TEXTS_MAX];
};

/* Reads one service at `at` into the next free place; failures stick in at->json. */
void catalogue_service_read(struct catalogue *catalogue, const struct catalogue_at *at);

/* What must hold between steps and fields once all are read: the order of the steps, every field
 * asked once, every `when` decided earlier, every fill within its field's limits. */
void catalogue_rules_check(const struct service *service, const struct catalogue_at *at);

#endif
