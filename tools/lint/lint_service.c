#include "tools/lint/lint_service.h"

#include "tools/lint/lint_text.h"

static const char *text_in(const json_t *texts, enum language language)
{
    return json_string_value(json_object_get(texts, language_tag(language)));
}

static void check_texts(struct lint_report *report, const char *where, const json_t *texts)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const char *text = text_in(texts, (enum language)i);

        if (text != NULL)
            lint_text_check(report, &(struct lint_text){where, (enum language)i, text, false});
        else if (language_is_whole((enum language)i))
            lint_report_add(report, where, "not in %s: %s", language_tag((enum language)i),
                            text_in(texts, (enum language)0));
    }
}

/* jansson refuses a document that is deep enough to make this recursion a danger. */
void lint_service_check(struct lint_report *report, const char *where, const json_t *document)
{
    json_t *children = (json_t *)document, *child;
    const char *key;
    size_t index;

    if (text_in(document, (enum language)0) != NULL)
        check_texts(report, where, document);
    json_object_foreach(children, key, child) lint_service_check(report, where, child);
    json_array_foreach(children, index, child) lint_service_check(report, where, child);
}

void lint_service_check_texts(struct lint_report *report, const struct texts *texts)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        for (uint32_t number = 1; number < texts->catalogue_count; number++) {
            const char *text = texts->catalogue[i][number];

            if (i == 0 || text != texts->catalogue[0][number])
                lint_text_check(report,
                                &(struct lint_text){"catalogue", (enum language)i, text, false});
        }
}
