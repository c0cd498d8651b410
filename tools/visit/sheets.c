#include "tools/visit/sheets.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_BYTES 512

extern char **environ;

/* What pdftotext writes goes to `answer`. */
static void run_pdftotext(char *path, int answer)
{
    char *words[] = {"pdftotext", "-q", path, "-", NULL};
    posix_spawn_file_actions_t actions;
    int status;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, answer, STDOUT_FILENO);
    if (posix_spawnp(&pid, words[0], &actions, NULL, words, environ) == 0)
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    posix_spawn_file_actions_destroy(&actions);
}

static void drop_blanks(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++)
        if (!isspace((unsigned char)*from))
            *to++ = *from;
    *to = '\0';
}

static void read_text(char *path, char out[SHEETS_TEXT_BYTES])
{
    int answer = memfd_create("sheet", MFD_CLOEXEC);
    ssize_t length = -1;
    if (answer >= 0) {
        run_pdftotext(path, answer);
        length = pread(answer, out, SHEETS_TEXT_BYTES - 1, 0);
        close(answer);
    }
    out[length > 0 ? length : 0] = '\0';
    drop_blanks(out);
}

static size_t count_receipts(const char *folder)
{
    DIR *dir = folder == NULL ? NULL : opendir(folder);
    size_t count = 0;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        count += strncmp(entry->d_name, "receipt-", strlen("receipt-")) == 0;
    if (dir != NULL)
        closedir(dir);
    return count;
}

void sheets_read(const char *folder, struct sheets *out)
{
    char path[PATH_BYTES];
    memset(out, 0, sizeof(*out));
    out->receipt_count = count_receipts(folder);
    while (folder != NULL && out->count < SHEETS_MAX) {
        snprintf(path, sizeof(path), "%s/sheet-%zu.pdf", folder, out->count + 1);
        if (access(path, F_OK) != 0)
            return;
        read_text(path, out->texts[out->count++]);
    }
}
