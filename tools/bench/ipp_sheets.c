#include "tools/bench/ipp_sheets.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define DOCUMENT "/proc/self/fd/0" /* what a program finds on its standard input */

int ipp_sheets_keep(const uint8_t *pdf, size_t size_bytes)
{
    int file = memfd_create("document", MFD_CLOEXEC);

    for (size_t done = 0; file >= 0 && done < size_bytes;) {
        ssize_t wrote = write(file, pdf + done, size_bytes - done);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            close(file);
            return -1;
        }
        done += (size_t)wrote;
    }
    return file;
}

/* Runs a program of poppler on the document, without the libraries that were loaded before ours.
 * Its answer goes to `answer` (a file descriptor; -1: nowhere). True when it succeeded. */
static bool run(char *const words[], int file, int answer)
{
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    char *environment[] = {path, NULL};
    posix_spawn_file_actions_t actions;
    int status = -1;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    if (answer >= 0)
        posix_spawn_file_actions_adddup2(&actions, answer, STDOUT_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
    if (posix_spawnp(&pid, words[0], &actions, NULL, words, environment) == 0)
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    posix_spawn_file_actions_destroy(&actions);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

unsigned ipp_sheets_count(int file)
{
    char *words[] = {"pdfinfo", DOCUMENT, NULL}, text[4096] = "";
    const char *line;
    unsigned pages = 0;
    int answer = memfd_create("pdfinfo", MFD_CLOEXEC);

    if (answer < 0)
        return 0;
    if (run(words, file, answer) && pread(answer, text, sizeof(text) - 1, 0) > 0) {
        line = strstr(text, "Pages:");
        if (line != NULL)
            pages = (unsigned)strtoul(line + strlen("Pages:"), NULL, 10);
    }
    close(answer);
    return pages;
}

bool ipp_sheets_write(int file, unsigned page, const char *path)
{
    char number[16], target[4096];
    char *words[] = {"pdfseparate", "-f", number, "-l", number, DOCUMENT, target, NULL};

    snprintf(number, sizeof(number), "%u", page);
    snprintf(target, sizeof(target), "%s", path);
    return run(words, file, -1);
}
