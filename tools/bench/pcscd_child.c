#include "tools/bench/pcscd_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/base/text.h"

#define PATH_BYTES 200
#define SOCKET_FILE 3 /* where sd_listen_fds() looks */
#define END_MS 3000
#define PRELOAD "LD_PRELOAD=libumockdev-preload.so.0 "

struct pcscd_child {
    pid_t pid; /* 0: it has ended */
    char folder[PATH_BYTES];
};

static bool write_conf(const char *path, const char *conf)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return false;
    fputs(conf, file);
    return fclose(file) == 0;
}

static int listen_at(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (file < 0)
        return -1;
    unlink(path);
    if (text_copy(at.sun_path, sizeof(at.sun_path), path) &&
        bind(file, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(file, 16) == 0)
        return file;
    close(file);
    return -1;
}

/* A mount namespace of its own ($1: unshare's words), so that pcscd's /run ($2 mounts it) is nobody
 * else's. In a chroot "/" is no mount point and cannot be made private: there /run itself is made one
 * first. */
#define APART                                                                                      \
    "unshare $1 true 2>/dev/null && exec unshare $1 sh -c \"$2\"; "                                \
    "exec unshare $1 --propagation unchanged sh -c "                                               \
    "\"mount --bind /run /run && mount --make-private /run && $2\""

/* The shell keeps its process number when it becomes pcscd, which must find it in LISTEN_PID. */
static void become_pcscd(const char *script, int socket_file, const char *apart)
{
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    if (socket_file == SOCKET_FILE)
        fcntl(socket_file, F_SETFD, 0);
    else
        dup2(socket_file, SOCKET_FILE);
    execl("/bin/sh", "sh", "-c", APART, "sh", apart, script, NULL);
    _exit(127);
}

/* Writes what reader.conf.d holds. */
static bool write_folder(const struct pcscd_options *options)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof(path), "%s/conf", options->folder);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return false;
    snprintf(path, sizeof(path), "%s/conf/bench", options->folder);
    if (options->conf != NULL)
        return write_conf(path, options->conf);
    return unlink(path) == 0 || errno == ENOENT;
}

/* unshare(1)'s words: a mount namespace, a network, and the right to them for who is not root. */
static const char *words_of(const struct pcscd_options *options)
{
    if (geteuid() == 0)
        return options->own_network ? "-mn" : "-m";
    return options->own_network ? "-rmn" : "-rm";
}

struct pcscd_child *pcscd_child_create(const struct pcscd_options *options)
{
    char path[PATH_BYTES], script[3 * PATH_BYTES];
    struct pcscd_child *child = calloc(1, sizeof(*child));
    int file = -1;

    snprintf(script, sizeof(script),
             "mount -t tmpfs none /run && LISTEN_FDS=1 LISTEN_PID=$$ %sexec /usr/sbin/pcscd "
             "--foreground --critical --config %s/conf",
             options->on_bus ? PRELOAD : "", options->folder);
    snprintf(path, sizeof(path), "%s/comm", options->folder);
    setenv("PCSCLITE_CSOCK_NAME", path, 1);
    if (child != NULL && text_copy(child->folder, sizeof(child->folder), options->folder) &&
        write_folder(options))
        file = listen_at(path);
    if (file >= 0) {
        child->pid = fork();
        if (child->pid == 0)
            become_pcscd(script, file, words_of(options));
        close(file); /* only pcscd may hold it, or nobody would hear of its end */
        if (child->pid > 0)
            return child;
    }
    free(child);
    return NULL;
}

pid_t pcscd_child_pid(const struct pcscd_child *child)
{
    return child->pid;
}

bool pcscd_child_is_alive(struct pcscd_child *child)
{
    if (child->pid > 0 && waitpid(child->pid, NULL, WNOHANG) != 0)
        child->pid = 0;
    return child->pid > 0;
}

/* What was made in the folder; the folder is its owner's. */
static void remove_made(const char *folder)
{
    static const char *const files[] = {"comm", "conf/bench"};
    char path[PATH_BYTES + 16];

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    snprintf(path, sizeof(path), "%s/conf", folder);
    (void)rmdir(path);
}

void pcscd_child_destroy(struct pcscd_child *child)
{
    if (child == NULL)
        return;
    if (child->pid > 0)
        kill(child->pid, SIGTERM);
    for (int ms = 0; ms < END_MS && pcscd_child_is_alive(child); ms += 10)
        usleep(10 * 1000);
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    remove_made(child->folder);
    free(child);
}
