#include "firmware/app/options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "firmware/base/check.h"

struct option {
    const char *name;
    size_t offset; /* of the const char * in struct options */
    bool needed;
};

static const struct option option_list[] = {
    {"--board", offsetof(struct options, board), true},
    {"--assets", offsetof(struct options, assets), true},
    {"--data", offsetof(struct options, data), true},
    {"--pki", offsetof(struct options, pki), true},
    {"--platform", offsetof(struct options, platform), true},
    {"--record", offsetof(struct options, record), false},
    {"--timeline", offsetof(struct options, timeline), false},
    {"--tables", offsetof(struct options, tables), false},
};

static const char **option_value(struct options *options, const struct option *option)
{
    return (const char **)(void *)((char *)options + option->offset);
}

static const struct option *option_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(option_list); i++)
        if (strcmp(option_list[i].name, name) == 0)
            return &option_list[i];
    return NULL;
}

static err_t complain(const char *what, const char *name)
{
    fprintf(stderr,
            "banshi: %s %s\n"
            "usage: banshi --board DIR --assets DIR --data DIR --pki DIR --platform URL\n"
            "              [--record DIR [--no-pictures]] [--timeline FILE] [--tables DIR] "
            "[--windowed]\n",
            what, name);
    return ERR_INVALID;
}

err_t options_parse(int argc, char **argv, int first, struct options *out_options)
{
    *out_options = (struct options){.tables = OPTIONS_TABLES};
    for (int i = first; i < argc; i++) {
        const struct option *option = option_find(argv[i]);

        if (strcmp(argv[i], "--windowed") == 0) {
            out_options->windowed = true;
            continue;
        }
        if (strcmp(argv[i], "--no-pictures") == 0) {
            out_options->no_pictures = true;
            continue;
        }
        if (option == NULL)
            return complain("unknown argument", argv[i]);
        if (++i == argc)
            return complain("no value after", option->name);
        *option_value(out_options, option) = argv[i];
    }
    for (size_t i = 0; i < COUNT_OF(option_list); i++)
        if (option_list[i].needed && *option_value(out_options, &option_list[i]) == NULL)
            return complain("missing", option_list[i].name);
    return ERR_OK;
}

err_t options_path(const char *folder, const char *name, char *out)
{
    int length = snprintf(out, OPTIONS_PATH_BYTES, "%s/%s", folder, name);

    return length < OPTIONS_PATH_BYTES ? ERR_OK : ERR_LIMIT;
}
