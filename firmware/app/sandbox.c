#include "firmware/app/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "firmware/app/log.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define SANDBOX_FAMILY_COUNT 64 /* more than the kernel has; all above are denied together */

static const char *const denied_calls[] = {
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsmount",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "keyctl",
    "add_key",
    "request_key",
    "execve",
    "execveat",
    "unshare",
    "setns",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "settimeofday",
    "clock_settime",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "open_by_handle_at",
    "io_uring_setup",
};

static bool is_inside;

/* The leak checker of a sanitized build stops at exit to trace its own process, which the sandbox
 * forbids; it asks this first. No other build calls it. */
int __lsan_is_turned_off(void);

int __lsan_is_turned_off(void)
{
    return is_inside;
}

static bool write_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);

    if (file >= 0)
        close(file);
    return written;
}

/* Without root a network namespace comes only inside a user namespace; there everybody is nobody
 * until the one line that maps us to ourselves is written. */
static bool leave_network(void)
{
    char user[48], group[48];

    if (unshare(CLONE_NEWNET) == 0)
        return true;
    snprintf(user, sizeof(user), "%u %u 1\n", (unsigned)geteuid(), (unsigned)geteuid());
    snprintf(group, sizeof(group), "%u %u 1\n", (unsigned)getegid(), (unsigned)getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    return write_file("/proc/self/uid_map", user) && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/gid_map", group);
}

static bool keep_groups(const struct sandbox_profile *profile)
{
    gid_t groups[SANDBOX_GROUPS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(profile->groups); i++)
        if (profile->groups[i] != 0)
            groups[count++] = profile->groups[i];
    return setgroups(count, groups) == 0;
}

/* The bounding set first, while we may; then the uid; then what is left. */
static bool drop_rights(const struct sandbox_profile *profile)
{
    const uint32_t user = profile->user;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    bool dropped = true;

    for (int i = 0; i <= CAP_LAST_CAP; i++)
        if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0 && errno != EINVAL && geteuid() == 0)
            dropped = false;
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (user != 0 && geteuid() == 0 &&
        (!keep_groups(profile) || setresgid(user, user, user) < 0 ||
         setresuid(user, user, user) < 0))
        dropped = false;
    return syscall(SYS_capset, &header, none) == 0 && dropped;
}

static bool deny_calls(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < COUNT_OF(denied_calls); i++) {
        int call = seccomp_syscall_resolve_name(denied_calls[i]);

        if (call != __NR_SCMP_ERROR && call >= 0 &&
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) < 0)
            return false;
    }
    return true;
}

static bool is_family_needed(int family, bool network)
{
    if (family == AF_UNIX || family == AF_NETLINK) /* netlink: libusb and getaddrinfo() ask it */
        return true;
    return network && (family == AF_INET || family == AF_INET6);
}

static bool deny_families(scmp_filter_ctx filter, bool network)
{
    const uint32_t answer = SCMP_ACT_ERRNO(EAFNOSUPPORT);

    for (unsigned i = 0; i < SANDBOX_FAMILY_COUNT; i++)
        if (!is_family_needed((int)i, network) &&
            seccomp_rule_add(filter, answer, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, i)) < 0)
            return false;
    return seccomp_rule_add(filter, answer, SCMP_SYS(socket), 1,
                            SCMP_A0(SCMP_CMP_GE, SANDBOX_FAMILY_COUNT)) == 0;
}

static bool filter_calls(bool network)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool loaded = filter != NULL && deny_calls(filter) && deny_families(filter, network) &&
                  seccomp_load(filter) == 0;

    seccomp_release(filter);
    return loaded;
}

/* Adds a name to the list of what was missing. */
static void miss(char *list, size_t size_bytes, const char *what)
{
    text_append(list, size_bytes, list[0] == '\0' ? "" : ", ");
    text_append(list, size_bytes, what);
}

void sandbox_enter(const struct sandbox_profile *profile)
{
    const struct rlimit no_core = {0, 0};
    char missing[160] = "";

    is_inside = true;
    if (!profile->network && !leave_network())
        miss(missing, sizeof(missing), "a network namespace");
    if (!drop_rights(profile))
        miss(missing, sizeof(missing), "dropping rights");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        miss(missing, sizeof(missing), "no new privileges");
    if (setrlimit(RLIMIT_CORE, &no_core) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        miss(missing, sizeof(missing), "no core dumps");
    /* Changing the uid forgot it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
        miss(missing, sizeof(missing), "dying with the supervisor");
    if (!filter_calls(profile->network))
        miss(missing, sizeof(missing), "the system call filter");
    if (missing[0] != '\0')
        log_line("sandbox goes without %s", missing);
}
