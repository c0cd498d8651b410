#include "tools/tables/divisions.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/text.h"

/* While the list is made, each division's children as they stand in the source: an array of
 * objects (code, name, children), an object of children by name, or an array of bare names. */
struct source {
    json_t *children;
};

struct build {
    struct divisions *out;
    struct grow sources; /* struct source, side by side with the divisions */
    bool broken;
};

static bool is_paper_level(const char *name)
{
    static const char *const NAMES[] = {"市辖区", "县", "省直辖县级行政区划",
                                        "自治区直辖县级行政区划"};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        if (strcmp(name, NAMES[i]) == 0)
            return true;
    return strstr(name, "直辖村级区划") != NULL;
}

static enum division_level level_of(const char *code, enum division_level parent)
{
    switch (code == NULL ? 0 : strlen(code)) {
    case 2:
        return DIVISION_PROVINCE;
    case 4:
        return DIVISION_CITY;
    case 6:
        return DIVISION_COUNTY;
    case 9:
        return DIVISION_STREET;
    default:
        return parent == DIVISION_PROVINCE ? DIVISION_CITY : DIVISION_COUNTY;
    }
}

/* The children of a division, or those of its one child when that bears its name too. */
static json_t *children_of(json_t *children, const char *name)
{
    json_t *only = json_array_size(children) == 1 ? json_array_get(children, 0) : NULL;
    const char *its_name = json_string_value(json_object_get(only, "name"));
    if (its_name != NULL && strcmp(its_name, name) == 0)
        return json_object_get(only, "children");
    return children;
}

static void add(struct build *build, size_t parent, const char *name, const char *code,
                json_t *children)
{
    struct division *made = grow_add(&build->out->list, sizeof(*made));
    struct division *above = (struct division *)build->out->list.at + parent;
    struct source *source = grow_add(&build->sources, sizeof(*source));
    source->children = children_of(children, name);
    if (!text_copy(made->name, sizeof(made->name), name) || (code != NULL && strlen(code) > 9))
        build->broken = true;
    made->level = level_of(code, above->level);
    text_copy(made->code, sizeof(made->code), code == NULL ? above->code : code);
    while (strlen(made->code) < 6)
        strcat(made->code, "0");
    above->child_count++;
}

/* Adds everything in `children` under `parent`; a level on paper gives its own children instead. */
static void add_children(struct build *build, size_t parent, json_t *children)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_object(children)) {
        json_object_foreach(children, name, value) add(build, parent, name, NULL, value);
        return;
    }
    json_array_foreach(children, i, value)
    {
        json_t *below = json_object_get(value, "children");
        name = json_string_value(json_is_string(value) ? value : json_object_get(value, "name"));
        if (name == NULL)
            build->broken = true;
        else if (is_paper_level(name))
            add_children(build, parent, below);
        else
            add(build, parent, name, json_string_value(json_object_get(value, "code")), below);
    }
}

static json_t *load(const char *folder, const char *name)
{
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    json_t *root = json_load_file(path, 0, &error);
    if (root == NULL)
        fprintf(stderr, "banshi-tables: %s: %s\n", path, error.text);
    return root;
}

/* The special regions and Taiwan have no codes in the source; these are GB/T 2260's. */
static void add_regions(struct build *build, json_t *regions)
{
    static const char *const CODES[][2] = {
        {"台湾省", "71"}, {"香港特别行政区", "81"}, {"澳门特别行政区", "82"}};
    for (size_t i = 0; i < sizeof(CODES) / sizeof(CODES[0]); i++) {
        json_t *children = json_object_get(regions, CODES[i][0]);
        if (children == NULL)
            build->broken = true;
        else
            add(build, 0, CODES[i][0], CODES[i][1], children);
    }
}

err_t divisions_load(struct divisions *out, const char *folder)
{
    *out = (struct divisions){0};
    struct build build = {.out = out};
    json_t *mainland = load(folder, "divisions.json");
    json_t *regions = load(folder, "regions.json");
    err_t err = ERR_NOT_FOUND;
    if (mainland == NULL || regions == NULL)
        goto out;
    struct division *country = grow_add(&out->list, sizeof(*country));
    strcpy(country->name, "中国");
    country->first_child = 1;
    grow_add(&build.sources, sizeof(struct source));
    add_children(&build, 0, mainland);
    add_regions(&build, regions);
    for (size_t i = 1; i < out->list.count; i++) {
        ((struct division *)out->list.at)[i].first_child = (uint32_t)out->list.count;
        add_children(&build, i, ((struct source *)build.sources.at)[i].children);
    }
    err = build.broken ? ERR_INVALID : ERR_OK;
out:
    json_decref(mainland);
    json_decref(regions);
    grow_finish(&build.sources);
    if (err != ERR_OK)
        divisions_finish(out);
    return err;
}

void divisions_finish(struct divisions *divisions)
{
    if (divisions != NULL)
        grow_finish(&divisions->list);
}
