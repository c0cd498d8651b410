/* banshi-catalogue: bundles service files into the catalogue document, and checks one.
 *
 * The document goes to stdout as canonical JSON (sorted keys, no blanks, no line end), so that the
 * bytes that are signed are the same wherever they are made. What is built is checked before it is
 * written: this program never publishes what a kiosk would refuse. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "firmware/base/civil.h"
#include "firmware/services/catalogue/catalogue.h"

#define SCHEMA_FILE "service.schema.json"
#define DAYS_DEFAULT 90
#define DAYS_MAX 3650
#define SECONDS_A_DAY 86400

static const char HELP[] =
    "usage: banshi-catalogue build DIR --version N [--issued UNIX_S] [--days N] [--min-fw X.Y.Z]\n"
    "       banshi-catalogue check FILE\n"
    "\n"
    "build  bundles the service files of DIR (*.json but " SCHEMA_FILE
    ") into a catalogue on stdout\n"
    "       --version  1 and up, must grow with each publication\n"
    "       --issued   seconds since 1970 (default: now)\n"
    "       --days     valid for so many days (default: 90)\n"
    "       --min-fw   the oldest firmware that may use it (default: 0.0.0)\n"
    "check  says whether a kiosk would take the catalogue FILE\n"
    "Exit status: 0 good, 1 the catalogue is bad, 2 the command line is wrong.\n";

struct build {
    const char *folder, *min_fw;
    long long version, issued_s, days;
};

static int usage(const char *what)
{
    fprintf(stderr, "banshi-catalogue: %s; --help shows the use\n", what);
    return 2;
}

/* Prints the verdict of the compiler; true when it took the document. */
static bool check_bytes(const char *name, const char *bytes, size_t size_bytes, bool say)
{
    char why[CATALOGUE_WHY_BYTES];
    struct catalogue *catalogue;
    err_t err = catalogue_open(bytes, size_bytes, why, &catalogue);
    const struct catalogue_info *info;

    if (err != ERR_OK) {
        fprintf(stderr, "banshi-catalogue: %s: %s\n", name, why[0] == '\0' ? err_text(err) : why);
        return false;
    }
    info = catalogue_info(catalogue);
    if (say)
        printf("version %" PRIu32 ", %zu services, firmware %s or newer\n", info->version,
               catalogue_count(catalogue), info->min_fw);
    catalogue_close(catalogue);
    return true;
}

static int is_service_file(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0 &&
           entry->d_name[0] != '.' && strcmp(entry->d_name, SCHEMA_FILE) != 0;
}

/* Appends one file to the list; false and a message when it is not JSON. */
static bool add_file(const char *folder, const char *name, json_t *services)
{
    char path[4096];
    json_error_t error;
    json_t *service;

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        fprintf(stderr, "banshi-catalogue: %s: the path is too long\n", name);
        return false;
    }
    service = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (service == NULL) {
        fprintf(stderr, "banshi-catalogue: %s: line %d: %s\n", path, error.line, error.text);
        return false;
    }
    fprintf(stderr, "services[%zu] is %s\n", json_array_size(services), name);
    return json_array_append_new(services, service) == 0;
}

/* In the order of their names, so that the same files always give the same bytes. */
static json_t *load_folder(const char *folder)
{
    struct dirent **entries = NULL;
    json_t *services = json_array();
    int count = scandir(folder, &entries, is_service_file, alphasort), i;
    bool good = count > 0 && services != NULL;

    if (count < 0)
        fprintf(stderr, "banshi-catalogue: %s: %s\n", folder, strerror(errno));
    else if (count == 0)
        fprintf(stderr, "banshi-catalogue: %s: no service files\n", folder);
    for (i = 0; i < count; i++) {
        good = good && add_file(folder, entries[i]->d_name, services);
        free(entries[i]);
    }
    free(entries);
    if (!good) {
        json_decref(services);
        return NULL;
    }
    return services;
}

static json_t *make_document(const struct build *build, json_t *services)
{
    char issued[CIVIL_TEXT_BYTES], expires[CIVIL_TEXT_BYTES];

    civil_format(build->issued_s, issued);
    civil_format(build->issued_s + build->days * SECONDS_A_DAY, expires);
    return json_pack("{s:I, s:s, s:s, s:s, s:o}", "version", (json_int_t)build->version, "issued",
                     issued, "expires", expires, "min_fw", build->min_fw, "services", services);
}

static int run_build(const struct build *build)
{
    json_t *services = load_folder(build->folder), *document = NULL;
    char *bytes = NULL;
    int status = 1;

    if (services == NULL)
        goto out;
    document = make_document(build, services);
    if (document != NULL)
        bytes = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
    if (bytes == NULL || !check_bytes(build->folder, bytes, strlen(bytes), false))
        goto out;
    if (fputs(bytes, stdout) >= 0 && fflush(stdout) == 0)
        status = 0;
    else
        fprintf(stderr, "banshi-catalogue: %s\n", strerror(errno));
out:
    free(bytes);
    json_decref(document);
    return status;
}

static bool read_number(const char *text, long long min, long long max, long long *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *out >= min && *out <= max;
}

static int build_command(int argc, char **argv)
{
    static const struct option OPTIONS[] = {{"version", required_argument, NULL, 'v'},
                                            {"issued", required_argument, NULL, 'i'},
                                            {"days", required_argument, NULL, 'd'},
                                            {"min-fw", required_argument, NULL, 'm'},
                                            {NULL, 0, NULL, 0}};
    struct build build = {
        .min_fw = "0.0.0", .issued_s = (long long)time(NULL), .days = DAYS_DEFAULT};
    int option;

    while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
        if (option == 'v' && read_number(optarg, 1, CATALOGUE_VERSION_MAX, &build.version))
            continue;
        if (option == 'i' && read_number(optarg, 0, INT32_MAX * 4ll, &build.issued_s))
            continue;
        if (option == 'd' && read_number(optarg, 1, DAYS_MAX, &build.days))
            continue;
        if (option != 'm')
            return usage("an option is unknown or its number is out of range");
        build.min_fw = optarg;
    }
    if (optind + 1 != argc || build.version == 0)
        return usage("build needs one folder and --version");
    build.folder = argv[optind];
    return run_build(&build);
}

static int run_check(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(CATALOGUE_SIZE_BYTES_MAX + 1);
    size_t size_bytes = 0;
    int status = 1;

    if (file != NULL && bytes != NULL)
        size_bytes = fread(bytes, 1, CATALOGUE_SIZE_BYTES_MAX + 1, file);
    if (file == NULL || bytes == NULL || ferror(file))
        fprintf(stderr, "banshi-catalogue: %s: %s\n", path, strerror(errno));
    else if (check_bytes(path, bytes, size_bytes, true))
        status = 0;
    if (file != NULL)
        fclose(file);
    free(bytes);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(HELP, stdout);
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "build") == 0)
        return build_command(argc - 1, argv + 1);
    if (argc == 3 && strcmp(argv[1], "check") == 0)
        return run_check(argv[2]);
    return usage("build or check?");
}
