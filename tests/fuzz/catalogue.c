/* Fuzz: the catalogue document and the word files, any bytes. What is taken must keep the limits of
 * the model, for the core trusts it. */
#include <jansson.h>
#include <stdlib.h>

#include "firmware/services/catalogue/catalogue.h"
#include "firmware/services/catalogue/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void check_service(const struct service *service, uint32_t text_count)
{
    uint8_t step, i;

    if (service->step_count > SERVICE_STEPS_MAX || service->field_count > SERVICE_FIELDS_MAX ||
        service->steps[0].kind != STEP_GUIDE || service->consent >= text_count)
        abort();
    for (step = 0; step < service->step_count; step++) {
        for (i = 0; i < service->steps[step].field_count; i++) {
            if (service->steps[step].fields[i] >= service->field_count)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    char why[CATALOGUE_WHY_BYTES];
    const char *words[WORD_COUNT];
    struct json_t *document = NULL;
    struct catalogue *catalogue = NULL;
    struct texts texts = {0};
    size_t i;

    if (catalogue_open(bytes, size_bytes, why, &catalogue) == ERR_OK) {
        catalogue_texts(catalogue, &texts);
        for (i = 0; i < catalogue_count(catalogue); i++)
            check_service(catalogue_service(catalogue, i), texts.catalogue_count);
    } else if (catalogue != NULL) {
        abort();
    }
    catalogue_close(catalogue);
    if (words_parse(&(struct words_bytes){(const char *)bytes, size_bytes, true}, why, words,
                    &document) != ERR_OK &&
        document != NULL)
        abort();
    json_decref(document);
    return 0;
}
