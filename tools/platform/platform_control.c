#include "tools/platform/platform_control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "firmware/base/text.h"
#include "tools/platform/platform_locker.h"

#define LINE_BYTES 512

struct client {
    int fd; /* -1: free */
    char line[LINE_BYTES];
    size_t length;
};

struct platform_control {
    struct platform_service *service;
    struct client clients[PLATFORM_CONTROL_CLIENT_COUNT_MAX];
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
    int listen_fd;
};

static err_t listen_at(const char *path, int *out_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (!text_copy(address.sun_path, sizeof(address.sun_path), path))
        return ERR_LIMIT;
    *out_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*out_fd < 0)
        return ERR_IO;
    unlink(path);
    if (bind(*out_fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(*out_fd, PLATFORM_CONTROL_CLIENT_COUNT_MAX) != 0)
        return ERR_IO;
    return ERR_OK;
}

err_t platform_control_open(struct platform_service *service, const char *path,
                            struct platform_control **out_control)
{
    struct platform_control *control = calloc(1, sizeof(*control));
    err_t err = ERR_MEMORY;

    *out_control = NULL;
    if (control == NULL)
        goto out;
    control->service = service;
    control->listen_fd = -1;
    for (size_t i = 0; i < PLATFORM_CONTROL_CLIENT_COUNT_MAX; i++)
        control->clients[i].fd = -1;
    err = listen_at(path, &control->listen_fd);
    if (err != ERR_OK)
        goto out;
    text_copy(control->path, sizeof(control->path), path);
    *out_control = control;
    control = NULL;
out:
    platform_control_close(control);
    return err;
}

static void client_close(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    client->length = 0;
}

void platform_control_close(struct platform_control *control)
{
    if (control == NULL)
        return;
    for (size_t i = 0; i < PLATFORM_CONTROL_CLIENT_COUNT_MAX; i++)
        client_close(&control->clients[i]);
    if (control->listen_fd >= 0)
        close(control->listen_fd);
    if (control->path[0] != '\0')
        unlink(control->path);
    free(control);
}

static void reply(const struct client *client, const char *text)
{
    size_t length = strlen(text);

    while (length > 0) {
        ssize_t sent = send(client->fd, text, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        text += sent;
        length -= (size_t)sent;
    }
}

static void reply_cases(struct platform_control *control, const struct client *client)
{
    char *text = platform_service_list_cases(control->service);

    reply(client, text == NULL ? "error" : text);
    reply(client, "\n");
    free(text);
}

static void reply_assign(struct platform_control *control, const struct client *client,
                         const char *words)
{
    char id[PLATFORM_LOCKER_ID_BYTES];
    err_t err = platform_locker_assign(control->service, words, id);

    reply(client, err == ERR_OK ? id : "error");
    reply(client, "\n");
}

static void obey(struct platform_control *control, const struct client *client)
{
    char name[32], value[PLATFORM_LOCKER_ID_BYTES];
    int count = sscanf(client->line, "%31s %36s", name, value);
    err_t err = ERR_INVALID;

    if (count == 1 && strcmp(name, "cases") == 0) {
        reply_cases(control, client);
        return;
    }
    if (strncmp(client->line, "assign ", 7) == 0) {
        reply_assign(control, client, client->line + 7);
        return;
    }
    if (count == 1 && strcmp(name, "clear") == 0) {
        platform_faults_clear(control->service->faults);
        err = ERR_OK;
    } else if (count == 2 && strcmp(name, "later") == 0) {
        err = platform_service_later(control->service, value);
    } else if (count == 2 && strcmp(name, "withdraw") == 0) {
        err = platform_locker_withdraw(control->service, value);
    } else if (count == 2) {
        err = platform_faults_set(control->service->faults, name, value);
    }
    reply(client, err == ERR_OK ? "ok\n" : "error\n");
}

/* A line longer than any command ends the conversation. */
static void client_read(struct platform_control *control, struct client *client)
{
    ssize_t size_bytes = recv(client->fd, client->line + client->length,
                              sizeof(client->line) - 1 - client->length, 0);
    char *end;

    if (size_bytes <= 0) {
        client_close(client);
        return;
    }
    client->length += (size_t)size_bytes;
    client->line[client->length] = '\0';
    while ((end = strchr(client->line, '\n')) != NULL) {
        *end = '\0';
        obey(control, client);
        client->length -= (size_t)(end + 1 - client->line);
        memmove(client->line, end + 1, client->length + 1);
    }
    if (client->length == sizeof(client->line) - 1)
        client_close(client);
}

static void client_accept(struct platform_control *control)
{
    int fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC);

    for (size_t i = 0; i < PLATFORM_CONTROL_CLIENT_COUNT_MAX && fd >= 0; i++)
        if (control->clients[i].fd < 0) {
            control->clients[i].fd = fd;
            return;
        }
    if (fd >= 0)
        close(fd);
}

void platform_control_prepare(const struct platform_control *control, struct pollfd *out_polls)
{
    for (size_t i = 0; i < PLATFORM_CONTROL_CLIENT_COUNT_MAX; i++)
        out_polls[i] = (struct pollfd){.fd = control->clients[i].fd, .events = POLLIN};
    out_polls[PLATFORM_CONTROL_CLIENT_COUNT_MAX] =
        (struct pollfd){.fd = control->listen_fd, .events = POLLIN};
}

void platform_control_serve(struct platform_control *control, const struct pollfd *polls)
{
    for (size_t i = 0; i < PLATFORM_CONTROL_CLIENT_COUNT_MAX; i++)
        if (control->clients[i].fd >= 0 && polls[i].revents != 0)
            client_read(control, &control->clients[i]);
    if (polls[PLATFORM_CONTROL_CLIENT_COUNT_MAX].revents != 0)
        client_accept(control);
}
