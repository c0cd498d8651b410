#include "tools/visit/process.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define PROCESSES_MAX 4096
#define COMMAND_BYTES 512

struct role {
    const char *name, *program;
};

static const struct role ROLES[] = {
    {"supervisor", "banshi"},
#define PROCESS(NAME, name, device) {name, "banshi-" name},
#include "firmware/app/processes.def"
#undef PROCESS
};

struct family {
    size_t count;
    struct {
        pid_t pid, parent;
    } members[PROCESSES_MAX];
};

/* Reads /proc/<pid>/<name>; returns the bytes read, 0 when the process is gone. */
static size_t read_proc(pid_t pid, const char *name, char *out, size_t out_bytes)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t count = read(fd, out, out_bytes - 1);
    close(fd);
    out[count > 0 ? count : 0] = '\0';
    return count > 0 ? (size_t)count : 0;
}

/* The parent, or 0 when the process is gone or dead and only waits to be collected. */
static pid_t read_parent(pid_t pid)
{
    char text[512], state = 'Z';
    int parent = 0;
    if (read_proc(pid, "stat", text, sizeof(text)) == 0)
        return 0;
    /* The name in brackets may hold anything, so the fields are counted from the last bracket. */
    const char *after = strrchr(text, ')');
    if (after == NULL || sscanf(after + 1, " %c %d", &state, &parent) != 2 || state == 'Z')
        return 0;
    return parent;
}

static void read_family(struct family *family)
{
    DIR *proc = opendir("/proc");
    family->count = 0;
    for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0]) || family->count == PROCESSES_MAX)
            continue;
        pid_t pid = (pid_t)atoi(entry->d_name);
        family->members[family->count].pid = pid;
        family->members[family->count].parent = read_parent(pid);
        family->count++;
    }
    if (proc != NULL)
        closedir(proc);
}

static pid_t parent_of(const struct family *family, pid_t pid)
{
    for (size_t i = 0; i < family->count; i++)
        if (family->members[i].pid == pid)
            return family->members[i].parent;
    return 0;
}

static bool descends(const struct family *family, pid_t pid, pid_t above)
{
    for (int depth = 0; depth < 16 && pid > 1; depth++) {
        pid = parent_of(family, pid);
        if (pid == above)
            return true;
    }
    return false;
}

static bool plays(pid_t pid, const struct role *role)
{
    char command[COMMAND_BYTES];
    if (read_proc(pid, "cmdline", command, sizeof(command)) == 0)
        return false;
    const char *slash = strrchr(command, '/');
    return strcmp(slash == NULL ? command : slash + 1, role->program) == 0;
}

pid_t process_find(pid_t above, const char *role)
{
    static struct family family;
    read_family(&family);
    for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
        if (strcmp(ROLES[i].name, role) != 0)
            continue;
        for (size_t k = 0; k < family.count; k++)
            if (descends(&family, family.members[k].pid, above) &&
                plays(family.members[k].pid, &ROLES[i]))
                return family.members[k].pid;
    }
    return 0;
}
