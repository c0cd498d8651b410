#include "firmware/services/catalogue/catalogue_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/civil.h"
#include "firmware/base/text.h"

static int64_t read_moment(const struct catalogue_at *at)
{
    const char *text = catalogue_json_string(at, CIVIL_TEXT_BYTES - 1);
    int64_t utc_s = 0;

    if (!catalogue_json_failed(at) && !civil_parse(text, &utc_s))
        catalogue_json_fail(at, ERR_INVALID,
                            "must be a moment like 2026-11-22T21:40:05+08:00 or ...Z");
    return utc_s;
}

/* Three numbers with dots. */
static bool read_firmware(const char *text, unsigned out_parts[3])
{
    int used = 0;

    return strspn(text, "0123456789.") == strlen(text) && strlen(text) < CATALOGUE_FIRMWARE_BYTES &&
           sscanf(text, "%4u.%4u.%4u%n", &out_parts[0], &out_parts[1], &out_parts[2], &used) == 3 &&
           text[used] == '\0';
}

static void read_info(struct catalogue_info *info, const struct catalogue_at *root)
{
    const struct catalogue_at version = catalogue_json_key(root, "version");
    const struct catalogue_at issued = catalogue_json_key(root, "issued");
    const struct catalogue_at expires = catalogue_json_key(root, "expires");
    const struct catalogue_at min_fw = catalogue_json_key(root, "min_fw");
    const char *firmware = catalogue_json_string(&min_fw, CATALOGUE_FIRMWARE_BYTES - 1);
    unsigned parts[3];

    info->version = (uint32_t)catalogue_json_integer(&version, 1, CATALOGUE_VERSION_MAX);
    info->issued_s = read_moment(&issued);
    info->expires_s = read_moment(&expires);
    if (info->expires_s <= info->issued_s)
        catalogue_json_fail(&expires, ERR_INVALID, "must be after 'issued'");
    if (!read_firmware(firmware, parts))
        catalogue_json_fail(&min_fw, ERR_INVALID, "must be three numbers like 1.0.0");
    text_copy(info->min_fw, sizeof info->min_fw, firmware);
}

static void read_services(struct catalogue *catalogue, const struct catalogue_at *root)
{
    const struct catalogue_at services = catalogue_json_key(root, "services");
    size_t count = catalogue_json_array(&services, 1, CATALOGUE_ITEMS_MAX), i, other;

    for (i = 0; i < count && !catalogue_json_failed(root); i++) {
        const struct catalogue_at at = catalogue_json_element(&services, i);

        catalogue_service_read(catalogue, &at);
        for (other = 0; other < i; other++) {
            if (strcmp(catalogue->services[other].code, catalogue->services[i].code) == 0)
                catalogue_json_fail(&at, ERR_CONFLICT, "the code '%s' is already services[%zu]",
                                    catalogue->services[i].code, other);
        }
    }
}

static void read_root(struct catalogue *catalogue, struct catalogue_json *json)
{
    static const char *const KEYS[] = {"version", "issued", "expires", "min_fw", "services", NULL};
    const struct catalogue_at root = catalogue_json_root(json, catalogue->root);

    catalogue_json_object(&root, KEYS);
    read_info(&catalogue->info, &root);
    read_services(catalogue, &root);
}

/* Decodes the bytes, or says where they stop being JSON. */
static json_t *decode(const void *bytes, size_t size_bytes, char why[CATALOGUE_WHY_BYTES])
{
    json_error_t error;
    json_t *root = json_loadb(bytes, size_bytes, JSON_REJECT_DUPLICATES, &error);

    if (root == NULL)
        snprintf(why, CATALOGUE_WHY_BYTES, "line %d: %s", error.line, error.text);
    return root;
}

err_t catalogue_open(const void *bytes, size_t size_bytes, char why[CATALOGUE_WHY_BYTES],
                     struct catalogue **out_catalogue)
{
    struct catalogue_json json = {.why = why, .why_bytes = CATALOGUE_WHY_BYTES};
    struct catalogue *catalogue = NULL;

    *out_catalogue = NULL;
    why[0] = '\0';
    if (size_bytes > CATALOGUE_SIZE_BYTES_MAX) {
        snprintf(why, CATALOGUE_WHY_BYTES, "has %zu bytes, at most %d are allowed", size_bytes,
                 CATALOGUE_SIZE_BYTES_MAX);
        return ERR_LIMIT;
    }
    catalogue = calloc(1, sizeof *catalogue);
    if (catalogue == NULL)
        return ERR_MEMORY;
    catalogue->text_count = 1;
    catalogue->root = decode(bytes, size_bytes, why);
    if (catalogue->root == NULL)
        json.err = ERR_INVALID;
    else
        read_root(catalogue, &json);
    if (json.err == ERR_OK)
        *out_catalogue = catalogue;
    else
        catalogue_close(catalogue);
    return json.err;
}

void catalogue_close(struct catalogue *catalogue)
{
    size_t i;

    if (catalogue == NULL)
        return;
    for (i = 0; i < CATALOGUE_ITEMS_MAX; i++)
        free(catalogue->keywords[i]);
    json_decref(catalogue->root);
    free(catalogue);
}

const struct catalogue_info *catalogue_info(const struct catalogue *catalogue)
{
    return &catalogue->info;
}

err_t catalogue_check(const struct catalogue *catalogue, int64_t utc_s, const char *firmware)
{
    unsigned ours[3], needed[3];
    int i;

    CHECK(read_firmware(firmware, ours) && read_firmware(catalogue->info.min_fw, needed));
    if (utc_s >= catalogue->info.expires_s)
        return ERR_EXPIRED;
    for (i = 0; i < 3; i++) {
        if (ours[i] != needed[i])
            return ours[i] < needed[i] ? ERR_STATE : ERR_OK;
    }
    return ERR_OK;
}

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->count;
}

const struct catalogue_item *catalogue_item(const struct catalogue *catalogue, size_t index)
{
    CHECK(index < catalogue->count);
    return &catalogue->items[index];
}

const struct service *catalogue_service(const struct catalogue *catalogue, size_t index)
{
    CHECK(index < catalogue->count);
    return &catalogue->services[index];
}

void catalogue_texts(const struct catalogue *catalogue, struct texts *texts)
{
    int language;

    for (language = 0; language < LANGUAGE_COUNT; language++)
        texts->catalogue[language] = catalogue->texts[language];
    texts->catalogue_count = catalogue->text_count;
}

const char *const *catalogue_keywords(const struct catalogue *catalogue)
{
    return (const char *const *)catalogue->keywords;
}
