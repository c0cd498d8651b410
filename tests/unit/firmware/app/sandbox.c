/* The sandbox, entered for real in a forked child that then tries to break out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "firmware/app/log.h"
#include "firmware/app/sandbox.h"

/* Runs `attempt` inside the sandbox in a child: 0 is success, else the line of the broken promise.
 */
static int inside(const struct sandbox_profile *profile, int (*attempt)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        sandbox_enter(profile);
        _exit(attempt());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return __LINE__ & 0xff;                                                                \
    } while (0)

static int try_without_network(void)
{
    int pair[2], local = socket(AF_UNIX, SOCK_STREAM, 0);

    PROMISE(local >= 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    PROMISE(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EAFNOSUPPORT);
    PROMISE(socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno == EAFNOSUPPORT);
    PROMISE(socket(AF_PACKET, SOCK_RAW, 0) < 0);
    PROMISE(socket(AF_VSOCK, SOCK_STREAM, 0) < 0);
    PROMISE(socket(4711, SOCK_STREAM, 0) < 0);
    return 0;
}

static int try_forbidden_calls(void)
{
    char *const none[] = {NULL};
    struct rlimit core;

    PROMISE(execve("/bin/true", none, none) < 0 && errno == EPERM);
    PROMISE(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 && errno == EPERM);
    PROMISE(mount("none", "/tmp", "tmpfs", 0, NULL) < 0 && errno == EPERM);
    PROMISE(unshare(CLONE_NEWUSER) < 0 && errno == EPERM);
    PROMISE(syscall(SYS_bpf, 0, NULL, 0) < 0 && errno == EPERM);
    PROMISE(syscall(SYS_keyctl, 0, 0, 0) < 0 && errno == EPERM);
    PROMISE(syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == EPERM);
    PROMISE(prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    PROMISE(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0);
    return 0;
}

/* What the house needs goes on working. */
static int try_needed_calls(void)
{
    int file = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    PROMISE(file >= 0 && write(file, "x", 1) == 1);
    PROMISE(socket(AF_NETLINK, SOCK_RAW, 15) >= 0);
    return 0;
}

static int try_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];

    PROMISE(syscall(SYS_capget, &header, data) == 0);
    PROMISE(data[0].permitted == 0 && data[0].effective == 0 && data[1].permitted == 0);
    PROMISE(prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) == 0 || geteuid() != 0);
    return 0;
}

static int try_network(void)
{
    PROMISE(socket(AF_INET, SOCK_STREAM, 0) >= 0);
    PROMISE(socket(AF_INET6, SOCK_STREAM, 0) >= 0 || errno == EAFNOSUPPORT);
    PROMISE(socket(AF_PACKET, SOCK_RAW, 0) < 0);
    return 0;
}

static int try_user(void)
{
    PROMISE(getuid() == 4321 && geteuid() == 4321 && getgid() == 4321);
    PROMISE(setuid(0) < 0);
    return 0;
}

static void without_network_there_is_none(void **state)
{
    const struct sandbox_profile profile = {.network = false};

    (void)state;
    assert_int_equal(inside(&profile, try_without_network), 0);
}

/* A namespace of its own has a loopback that is down and nothing that is up. Netlink stays open to
 * the process, so it can look for itself. */
static int try_interfaces(void)
{
    struct {
        struct nlmsghdr header;
        struct ifinfomsg info;
    } ask = {.header = {.nlmsg_len = sizeof(ask),
                        .nlmsg_type = RTM_GETLINK,
                        .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
    static char answer[65536];
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), links = 0;
    ssize_t size;

    PROMISE(fd >= 0 && send(fd, &ask, sizeof(ask), 0) == sizeof(ask));
    size = recv(fd, answer, sizeof(answer), 0);
    PROMISE(size > 0);
    for (struct nlmsghdr *at = (void *)answer; NLMSG_OK(at, size); at = NLMSG_NEXT(at, size)) {
        if (at->nlmsg_type != RTM_NEWLINK)
            continue;
        links++;
        PROMISE((((struct ifinfomsg *)NLMSG_DATA(at))->ifi_flags & IFF_UP) == 0);
    }
    PROMISE(links >= 1); /* the loopback */
    return 0;
}

static bool namespaces_are_allowed(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status == 0;
}

static void the_namespace_is_empty(void **state)
{
    const struct sandbox_profile profile = {.network = false};

    (void)state;
    if (!namespaces_are_allowed())
        skip();
    assert_int_equal(inside(&profile, try_interfaces), 0);
}

static void forbidden_calls_are_refused(void **state)
{
    const struct sandbox_profile profile = {.network = false};

    (void)state;
    assert_int_equal(inside(&profile, try_forbidden_calls), 0);
}

static void needed_calls_work(void **state)
{
    const struct sandbox_profile profile = {.network = false};

    (void)state;
    assert_int_equal(inside(&profile, try_needed_calls), 0);
}

static void no_capability_is_left(void **state)
{
    const struct sandbox_profile profile = {.network = true};

    (void)state;
    assert_int_equal(inside(&profile, try_capabilities), 0);
}

static void the_relay_keeps_the_network_and_no_more(void **state)
{
    const struct sandbox_profile profile = {.network = true};

    (void)state;
    assert_int_equal(inside(&profile, try_network), 0);
    assert_int_equal(inside(&profile, try_forbidden_calls), 0);
}

static void root_becomes_the_board_s_user(void **state)
{
    const struct sandbox_profile profile = {.network = false, .user = 4321};

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(inside(&profile, try_user), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_network_there_is_none),
        cmocka_unit_test(the_namespace_is_empty),
        cmocka_unit_test(forbidden_calls_are_refused),
        cmocka_unit_test(needed_calls_work),
        cmocka_unit_test(no_capability_is_left),
        cmocka_unit_test(the_relay_keeps_the_network_and_no_more),
        cmocka_unit_test(root_becomes_the_board_s_user),
    };

    log_open("sandbox-test");
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
