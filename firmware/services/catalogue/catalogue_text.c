#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/services/catalogue/catalogue_private.h"

#define PHONE_BYTES_MAX 40

/* The next text number, its texts still to be set. */
static uint16_t add_text(struct catalogue *catalogue)
{
    CHECK(catalogue->text_count < CATALOGUE_TEXTS_MAX);
    return catalogue->text_count++;
}

/* Braces mark arguments in words; a text of the catalogue has none. */
static const char *read_string(const struct catalogue_at *at, size_t max)
{
    const char *text = catalogue_json_string(at, max);

    if (strpbrk(text, "{}") != NULL)
        catalogue_json_fail(at, ERR_INVALID, "must not hold { or }");
    return text;
}

/* The languages as keys, for catalogue_json_object(): only the first must be there. */
static const char *const TAGS[] = {
#define LANGUAGE(name, tag, own, extent) "?" tag,
#include "firmware/core/languages.def"
#undef LANGUAGE
    NULL};

/* An object with one text for each language; where one is missing, the first language speaks. */
uint16_t catalogue_text_read(struct catalogue *catalogue, const struct catalogue_at *up,
                             const char *key)
{
    const struct catalogue_at at = catalogue_json_key(up, key);

    return catalogue_text_read_at(catalogue, &at);
}

uint16_t catalogue_text_read_at(struct catalogue *catalogue, const struct catalogue_at *at)
{
    uint16_t number = add_text(catalogue);
    int language;

    catalogue_json_object(at, TAGS);
    for (language = 0; language < LANGUAGE_COUNT; language++) {
        const struct catalogue_at one = catalogue_json_key(at, TAGS[language] + 1);

        catalogue->texts[language][number] = language > 0 && one.value == NULL
                                                 ? catalogue->texts[0][number]
                                                 : read_string(&one, CATALOGUE_TEXT_BYTES_MAX);
    }
    return number;
}

/* The same, or 0 when there is none. */
uint16_t catalogue_text_read_if_any(struct catalogue *catalogue, const struct catalogue_at *up,
                                    const char *key)
{
    return json_object_get(up->value, key) == NULL ? 0 : catalogue_text_read(catalogue, up, key);
}

/* A telephone number is the same in every language. */
uint16_t catalogue_text_read_phone(struct catalogue *catalogue, const struct catalogue_at *up)
{
    const struct catalogue_at at = catalogue_json_key(up, "phone");
    const char *text = read_string(&at, PHONE_BYTES_MAX);
    uint16_t number = add_text(catalogue);
    int language;

    if (strspn(text, "0123456789-+ ") != strlen(text))
        catalogue_json_fail(&at, ERR_INVALID, "may hold only digits, '-', '+' and blanks");
    for (language = 0; language < LANGUAGE_COUNT; language++)
        catalogue->texts[language][number] = text;
    return number;
}

/* ---- Keywords ---- */

/* Appends the words of one language to `out`, each with a line feed; without `out` it only counts.
 */
static size_t read_keywords(const struct catalogue_at *at, char *out)
{
    size_t count = catalogue_json_array(at, 1, CATALOGUE_KEYWORDS_MAX), used = 0, i;

    for (i = 0; i < count; i++) {
        const struct catalogue_at one = catalogue_json_element(at, i);
        const char *word = catalogue_json_string(&one, CATALOGUE_KEYWORD_BYTES_MAX);
        size_t length = strlen(word);

        if (strchr(word, '\n') != NULL)
            catalogue_json_fail(&one, ERR_INVALID, "must be one line");
        if (out != NULL) {
            memcpy(out + used, word, length);
            out[used + length] = '\n';
        }
        used += length + 1;
    }
    return used;
}

static size_t read_all_keywords(const struct catalogue_at *at, char *out)
{
    size_t used = 0;
    int language;

    for (language = 0; language < LANGUAGE_COUNT; language++) {
        const struct catalogue_at one = catalogue_json_key(at, TAGS[language] + 1);

        if (one.value != NULL)
            used += read_keywords(&one, out == NULL ? NULL : out + used);
    }
    return used;
}

char *catalogue_text_read_keywords(const struct catalogue_at *up)
{
    const struct catalogue_at at = catalogue_json_key(up, "keywords");
    size_t size_bytes;
    char *out;

    if (at.value == NULL)
        return NULL;
    catalogue_json_object(&at, TAGS);
    size_bytes = read_all_keywords(&at, NULL);
    if (catalogue_json_failed(&at) || size_bytes == 0)
        return NULL;
    out = calloc(1, size_bytes + 1);
    if (out == NULL)
        catalogue_json_fail(&at, ERR_MEMORY, "no memory");
    else
        read_all_keywords(&at, out);
    return out;
}
