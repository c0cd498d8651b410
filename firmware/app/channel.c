#include "firmware/app/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

#define CHANNEL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define CHANNEL_BUFFER_BYTES                                                                       \
    262144 /* several of the largest messages, few enough to be noticed                            \
            */

/* Room for one descriptor in a message; the union gives the alignment cmsg(3) asks for. */
union control_room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static err_t channel_err(int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS || error == EINTR)
        return ERR_BUSY;
    if (error == EPIPE || error == ECONNRESET || error == ENOTCONN || error == EBADF)
        return ERR_NO_DEVICE;
    return error == EMSGSIZE ? ERR_LIMIT : ERR_IO;
}

err_t channel_pair(int out_ends[2])
{
    const int size_bytes = CHANNEL_BUFFER_BYTES;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, out_ends) < 0) {
        out_ends[0] = out_ends[1] = -1;
        return ERR_IO;
    }
    /* The kernel caps the size at its own limit; a smaller mailbox only fills sooner. */
    for (int i = 0; i < 2; i++)
        (void)setsockopt(out_ends[i], SOL_SOCKET, SO_SNDBUF, &size_bytes, sizeof(size_bytes));
    return ERR_OK;
}

err_t channel_send(int fd, const void *bytes, size_t size_bytes, int file)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size_bytes};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union control_room room = {0};

    if (file >= 0) {
        room.header.cmsg_level = SOL_SOCKET;
        room.header.cmsg_type = SCM_RIGHTS;
        room.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&room.header), &file, sizeof(int));
        message.msg_control = &room;
        message.msg_controllen = sizeof(room);
    }
    if (sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return channel_err(errno);
    return ERR_OK;
}

/* The descriptor in the message, -1 when there is none. */
static int message_file(struct msghdr *message)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    int file = -1;

    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&file, CMSG_DATA(header), sizeof(int));
    return file;
}

err_t channel_receive(int fd, struct channel_packet *packet)
{
    struct iovec part = {.iov_base = packet->bytes, .iov_len = packet->size_max};
    union control_room room = {0};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &room,
                             /* Not the whole room: its padding would take a second descriptor. */
                             .msg_controllen = CMSG_LEN(sizeof(int))};
    ssize_t size;

    packet->size = 0;
    packet->file = -1;
    size = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0)
        return channel_err(errno);
    if (size == 0)
        return ERR_NO_DEVICE; /* nobody here sends empty packets */
    packet->file = message_file(&message);
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        channel_close(&packet->file);
        return ERR_LIMIT;
    }
    packet->size = (size_t)size;
    return ERR_OK;
}

size_t channel_effect_bytes(enum effect_kind kind)
{
    return kind == EFFECT_PRINT ? offsetof(struct effect, paper.paper) : effect_size_bytes(kind);
}

err_t channel_send_event(int fd, const struct event *event, int file)
{
    CHECK(event->kind > EVENT_NONE && event->kind < EVENT_COUNT);
    return channel_send(fd, event, event_size_bytes(event->kind), file);
}

err_t channel_send_effect(int fd, const struct effect *effect, int file)
{
    CHECK(effect->kind > EFFECT_NONE && effect->kind < EFFECT_COUNT);
    return channel_send(fd, effect, channel_effect_bytes(effect->kind), file);
}

/* Hands the descriptor to the caller or closes it. */
static void hand_file(struct channel_packet *packet, int *out_file)
{
    if (out_file != NULL)
        *out_file = packet->file;
    else
        channel_close(&packet->file);
}

static bool is_event(const struct event *event, size_t size)
{
    return size >= sizeof(event->kind) && event->kind > EVENT_NONE && event->kind < EVENT_COUNT &&
           size == event_size_bytes(event->kind);
}

static bool is_effect(const struct effect *effect, size_t size)
{
    return size >= sizeof(effect->kind) && effect->kind > EFFECT_NONE &&
           effect->kind < EFFECT_COUNT && size == channel_effect_bytes(effect->kind);
}

err_t channel_receive_event(int fd, struct event *out_event, int *out_file)
{
    struct channel_packet packet = {.bytes = out_event, .size_max = sizeof(*out_event)};
    err_t err;

    if (out_file != NULL)
        *out_file = -1;
    memset(out_event, 0, sizeof(*out_event));
    err = channel_receive(fd, &packet);
    if (err == ERR_OK && !is_event(out_event, packet.size)) {
        channel_close(&packet.file);
        err = ERR_INVALID;
    }
    if (err != ERR_OK) {
        bytes_wipe(out_event, sizeof(*out_event));
        return err;
    }
    hand_file(&packet, out_file);
    return ERR_OK;
}

err_t channel_receive_effect(int fd, struct effect *out_effect, int *out_file)
{
    struct channel_packet packet = {.bytes = out_effect, .size_max = sizeof(*out_effect)};
    err_t err;

    if (out_file != NULL)
        *out_file = -1;
    memset(out_effect, 0, sizeof(*out_effect));
    err = channel_receive(fd, &packet);
    if (err == ERR_OK && !is_effect(out_effect, packet.size)) {
        channel_close(&packet.file);
        err = ERR_INVALID;
    }
    if (err != ERR_OK) {
        bytes_wipe(out_effect, sizeof(*out_effect));
        return err;
    }
    hand_file(&packet, out_file);
    return ERR_OK;
}

/* Writes all bytes; a memory file takes them in one go or is out of memory. */
static bool write_all(int file, const uint8_t *bytes, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t written = write(file, bytes, size_bytes);

        if (written <= 0)
            return false;
        bytes += written;
        size_bytes -= (size_t)written;
    }
    return true;
}

err_t channel_seal_memory(const void *bytes, size_t size_bytes, int *out_file)
{
    *out_file = -1;
    if (size_bytes == 0 || size_bytes > CHANNEL_MEMORY_BYTES_MAX)
        return ERR_LIMIT;
    *out_file = memfd_create("banshi", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*out_file < 0)
        return ERR_MEMORY;
    if (!write_all(*out_file, bytes, size_bytes) ||
        fcntl(*out_file, F_ADD_SEALS, CHANNEL_SEALS) < 0) {
        channel_close(out_file);
        return ERR_MEMORY;
    }
    return ERR_OK;
}

err_t channel_open_memory(int file, struct channel_memory *out_memory)
{
    struct stat about;
    void *at = MAP_FAILED;
    err_t err = ERR_INVALID;

    *out_memory = (struct channel_memory){0};
    if (file < 0)
        return ERR_INVALID;
    /* Without the seals the sender could cut the file under us, and reading would be SIGBUS. */
    if ((fcntl(file, F_GET_SEALS) & CHANNEL_SEALS) != CHANNEL_SEALS || fstat(file, &about) < 0 ||
        about.st_size <= 0 || about.st_size > CHANNEL_MEMORY_BYTES_MAX)
        goto out;
    at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (at == MAP_FAILED) {
        err = ERR_MEMORY;
        goto out;
    }
    *out_memory = (struct channel_memory){.bytes = at, .size = (size_t)about.st_size};
    err = ERR_OK;
out:
    close(file);
    return err;
}

void channel_close_memory(struct channel_memory *memory)
{
    if (memory->bytes != NULL)
        munmap((void *)(uintptr_t)memory->bytes, memory->size);
    *memory = (struct channel_memory){0};
}

void channel_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}
