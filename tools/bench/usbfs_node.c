#include "tools/bench/usbfs_node.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/usbdevice_fs.h>
#include <unistd.h>

#define SETUP_BYTES 8
#define SETTLE_MS 30 /* longer than umockdev takes to notice that a process has ended */
#define IDLE_US 1000 /* poll() on the node is always ready: without a pause libusb would spin */

/* A transfer that a client submitted and has not reaped. */
struct transfer {
    struct transfer *next;
    UMockdevIoctlClient *client; /* to compare with, never to follow */
    UMockdevIoctlData *urb_data, *buffer_data;
    int moved;
    bool done;
};

struct usbfs_node {
    struct bench_device *device;
    UMockdevIoctlBase *handler;
    pthread_mutex_t lock;
    struct transfer *transfers;   /* in the order they were submitted */
    GPtrArray *clients;           /* open files that have asked something; weak */
    UMockdevIoctlClient *claimer; /* weak */
    bool kernel_has_it;           /* the kernel driver holds the interface */
    bool pulled;
};

struct answer {
    long result;
    int error;
};

static const struct answer done_answer = {0, 0};

static struct answer refuse(int error)
{
    return (struct answer){-1, error};
}

static struct usbdevfs_urb *urb_of(const struct transfer *transfer)
{
    return (struct usbdevfs_urb *)transfer->urb_data->data;
}

static void finish(struct transfer *transfer, int status)
{
    urb_of(transfer)->status = status;
    urb_of(transfer)->actual_length = transfer->moved;
    transfer->done = true;
}

static void transfer_free(struct transfer *transfer)
{
    g_clear_object(&transfer->urb_data);
    g_clear_object(&transfer->buffer_data);
    free(transfer);
}

static void run_control(struct usbfs_node *node, struct transfer *transfer)
{
    uint8_t *setup = transfer->buffer_data != NULL ? transfer->buffer_data->data : NULL;
    int result = -EPIPE, length = urb_of(transfer)->buffer_length;

    if (setup != NULL && length >= SETUP_BYTES && length >= SETUP_BYTES + setup[6] + setup[7] * 256)
        result = bench_device_control(node->device, setup, setup + SETUP_BYTES);
    transfer->moved = result > 0 ? result : 0;
    finish(transfer, result < 0 ? result : 0);
}

/* The device may take a transfer to it in parts; a transfer from it ends with what it gives. */
static void run_bulk(struct usbfs_node *node, struct transfer *transfer)
{
    struct usbdevfs_urb *urb = urb_of(transfer);
    uint8_t *bytes = transfer->buffer_data != NULL ? transfer->buffer_data->data : NULL;
    int left = urb->buffer_length - transfer->moved;
    bool in = (urb->endpoint & 0x80) != 0;
    int result = 0;

    if (bytes != NULL && left > 0)
        result = in ? node->device->in(node->device, urb->endpoint, bytes, left)
                    : node->device->out(node->device, urb->endpoint, bytes + transfer->moved, left);
    if (result == -EAGAIN)
        return;
    if (result > 0)
        transfer->moved += result;
    if (result < 0 || in || transfer->moved == urb->buffer_length)
        finish(transfer, result < 0 ? result : 0);
}

static bool is_first_of_endpoint(const struct usbfs_node *node, const struct transfer *transfer)
{
    for (const struct transfer *at = node->transfers; at != transfer; at = at->next)
        if (!at->done && urb_of(at)->endpoint == urb_of(transfer)->endpoint)
            return false;
    return true;
}

static void run_transfers(struct usbfs_node *node)
{
    for (struct transfer *at = node->transfers; at != NULL; at = at->next) {
        if (at->done || !is_first_of_endpoint(node, at))
            continue;
        if (urb_of(at)->type == USBDEVFS_URB_TYPE_CONTROL)
            run_control(node, at);
        else if (urb_of(at)->type == USBDEVFS_URB_TYPE_BULK ||
                 urb_of(at)->type == USBDEVFS_URB_TYPE_INTERRUPT)
            run_bulk(node, at);
        else
            finish(at, -EINVAL);
    }
}

static struct answer submit(struct usbfs_node *node, UMockdevIoctlClient *client,
                            UMockdevIoctlData *arg)
{
    struct transfer *transfer = calloc(1, sizeof(*transfer)), **end = &node->transfers;
    struct usbdevfs_urb *urb;

    if (transfer == NULL)
        return refuse(ENOMEM);
    transfer->client = client;
    transfer->urb_data = umockdev_ioctl_data_resolve(arg, 0, sizeof(struct usbdevfs_urb), NULL);
    if (transfer->urb_data == NULL) {
        transfer_free(transfer);
        return refuse(EFAULT);
    }
    urb = urb_of(transfer);
    if (urb->buffer_length > 0)
        transfer->buffer_data =
            umockdev_ioctl_data_resolve(transfer->urb_data, offsetof(struct usbdevfs_urb, buffer),
                                        (gsize)urb->buffer_length, NULL);
    if (urb->type != USBDEVFS_URB_TYPE_CONTROL && node->claimer != client) {
        transfer_free(transfer);
        return refuse(node->claimer == NULL ? EINVAL : EBUSY);
    }
    while (*end != NULL)
        end = &(*end)->next;
    *end = transfer;
    run_transfers(node);
    return done_answer;
}

static struct answer discard(struct usbfs_node *node, UMockdevIoctlClient *client,
                             UMockdevIoctlData *arg)
{
    unsigned long address = *(unsigned long *)arg->data;

    for (struct transfer *at = node->transfers; at != NULL; at = at->next)
        if (at->client == client && !at->done && at->urb_data->client_addr == address) {
            finish(at, -ENOENT);
            return done_answer;
        }
    return refuse(EINVAL);
}

static struct answer reap(struct usbfs_node *node, UMockdevIoctlClient *client,
                          UMockdevIoctlData *arg)
{
    run_transfers(node);
    for (struct transfer **at = &node->transfers; *at != NULL; at = &(*at)->next) {
        struct transfer *transfer = *at;
        UMockdevIoctlData *pointer;

        if (transfer->client != client || !transfer->done)
            continue;
        *at = transfer->next;
        pointer = umockdev_ioctl_data_resolve(arg, 0, sizeof(void *), NULL);
        umockdev_ioctl_data_set_ptr(pointer, 0, transfer->urb_data);
        g_object_unref(pointer);
        transfer_free(transfer);
        return done_answer;
    }
    return refuse(node->pulled ? ENODEV : EAGAIN);
}

/* A reset of the port, or its end, flushes every endpoint. */
static void end_transfers(struct usbfs_node *node)
{
    for (struct transfer *at = node->transfers; at != NULL; at = at->next)
        if (!at->done)
            finish(at, -ESHUTDOWN);
}

static struct answer claim(struct usbfs_node *node, UMockdevIoctlClient *client, bool by_force)
{
    if (node->claimer != NULL && node->claimer != client)
        return refuse(EBUSY);
    if (node->kernel_has_it && !by_force)
        return refuse(EBUSY);
    node->kernel_has_it = false;
    node->claimer = client;
    return done_answer;
}

static struct answer release(struct usbfs_node *node, UMockdevIoctlClient *client)
{
    if (node->claimer != client)
        return refuse(EINVAL);
    node->claimer = NULL;
    return done_answer;
}

static struct answer get_driver(struct usbfs_node *node, UMockdevIoctlData *arg)
{
    UMockdevIoctlData *data;
    struct usbdevfs_getdriver *driver;

    if (!node->kernel_has_it && node->claimer == NULL)
        return refuse(ENODATA);
    data = umockdev_ioctl_data_resolve(arg, 0, sizeof(*driver), NULL);
    driver = (struct usbdevfs_getdriver *)data->data;
    memset(driver->driver, 0, sizeof(driver->driver));
    strncpy(driver->driver, node->kernel_has_it ? node->device->kernel_driver : "usbfs",
            sizeof(driver->driver) - 1);
    g_object_unref(data);
    return done_answer;
}

/* Takes the interface from the kernel driver, or gives it back. */
static struct answer connect_driver(struct usbfs_node *node, UMockdevIoctlData *arg)
{
    UMockdevIoctlData *data =
        umockdev_ioctl_data_resolve(arg, 0, sizeof(struct usbdevfs_ioctl), NULL);
    int code = ((struct usbdevfs_ioctl *)data->data)->ioctl_code;
    struct answer answer = done_answer;

    g_object_unref(data);
    if (code == (int)USBDEVFS_DISCONNECT) {
        if (!node->kernel_has_it)
            answer = refuse(ENODATA);
        node->kernel_has_it = false;
    } else if (code == (int)USBDEVFS_CONNECT) {
        if (node->claimer != NULL)
            answer = refuse(EBUSY);
        else
            node->kernel_has_it = node->device->kernel_driver != NULL;
    } else {
        answer = refuse(ENOTTY);
    }
    return answer;
}

static struct answer clear_halt(struct usbfs_node *node, UMockdevIoctlData *arg)
{
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(arg, 0, sizeof(unsigned), NULL);

    if (node->device->clear_halt != NULL)
        node->device->clear_halt(node->device, (uint8_t) * (unsigned *)data->data);
    g_object_unref(data);
    return done_answer;
}

static struct answer get_capabilities(UMockdevIoctlData *arg)
{
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(arg, 0, sizeof(uint32_t), NULL);

    *(uint32_t *)data->data = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                              USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_BULK_SCATTER_GATHER |
                              USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    g_object_unref(data);
    return done_answer;
}

/* False for an ioctl that the node does not know. */
static bool serve(struct usbfs_node *node, UMockdevIoctlClient *client, unsigned long request,
                  struct answer *out)
{
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);

    if (node->pulled && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_REAPURB) {
        *out = refuse(ENODEV);
        return true;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES:
        *out = get_capabilities(arg);
        return true;
    case USBDEVFS_CLAIMINTERFACE:
        *out = claim(node, client, false);
        return true;
    case USBDEVFS_DISCONNECT_CLAIM:
        *out = claim(node, client, true);
        return true;
    case USBDEVFS_RELEASEINTERFACE:
        *out = release(node, client);
        return true;
    case USBDEVFS_RESET:
        end_transfers(node);
        *out = done_answer;
        return true;
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_SETINTERFACE:
        *out = done_answer;
        return true;
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_RESETEP:
        *out = clear_halt(node, arg);
        return true;
    case USBDEVFS_GETDRIVER:
        *out = get_driver(node, arg);
        return true;
    case USBDEVFS_IOCTL:
        *out = connect_driver(node, arg);
        return true;
    case USBDEVFS_SUBMITURB:
        *out = submit(node, client, arg);
        return true;
    case USBDEVFS_DISCARDURB:
        *out = discard(node, client, arg);
        return true;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        *out = reap(node, client, arg);
        return true;
    default:
        return false;
    }
}

/* An ioctl whose answer waits. */
struct waiting {
    struct usbfs_node *node;
    UMockdevIoctlClient *client;
    unsigned long request;
};

static gboolean on_settled(void *context)
{
    struct waiting *waiting = context;
    struct answer answer = refuse(EBUSY);

    pthread_mutex_lock(&waiting->node->lock);
    serve(waiting->node, waiting->client, waiting->request, &answer);
    pthread_mutex_unlock(&waiting->node->lock);
    umockdev_ioctl_client_complete(waiting->client, answer.result, answer.error);
    return G_SOURCE_REMOVE;
}

static void waiting_free(void *context)
{
    struct waiting *waiting = context;

    g_object_unref(waiting->client);
    free(waiting);
}

/* A kernel closes the files of a process before anybody hears of its death; umockdev notices a
 * little later. So "busy" is not said before the owner had the time to vanish. */
static bool wait_for_owner(struct usbfs_node *node, UMockdevIoctlClient *client)
{
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    GSource *source;

    if (waiting == NULL)
        return false;
    waiting->node = node;
    waiting->client = g_object_ref(client);
    waiting->request = umockdev_ioctl_client_get_request(client);
    source = g_timeout_source_new(SETTLE_MS);
    g_source_set_callback(source, on_settled, waiting, waiting_free);
    g_source_attach(source, g_main_context_get_thread_default());
    g_source_unref(source);
    return true;
}

static bool is_claim(unsigned long request)
{
    return request == USBDEVFS_CLAIMINTERFACE || request == USBDEVFS_DISCONNECT_CLAIM;
}

/* The file was closed, or its process ended in whatever way: what it had asked for is forgotten.
 * umockdev 0.17 has a signal "client-vanished" but does not send it here; it drops its last
 * reference, which this weak one notices. */
static void on_vanished(void *context, GObject *where_it_was)
{
    struct usbfs_node *node = context;
    UMockdevIoctlClient *client = (UMockdevIoctlClient *)where_it_was;
    struct transfer **at = &node->transfers;

    pthread_mutex_lock(&node->lock);
    while (*at != NULL) {
        struct transfer *transfer = *at;

        if (transfer->client == client) {
            *at = transfer->next;
            transfer_free(transfer);
        } else {
            at = &transfer->next;
        }
    }
    if (node->claimer == client)
        node->claimer = NULL;
    g_ptr_array_remove_fast(node->clients, client);
    pthread_mutex_unlock(&node->lock);
}

/* Called with the lock held. */
static void watch(struct usbfs_node *node, UMockdevIoctlClient *client)
{
    if (g_ptr_array_find(node->clients, client, NULL))
        return;
    g_ptr_array_add(node->clients, client);
    g_object_weak_ref(G_OBJECT(client), on_vanished, node);
}

static gboolean on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context)
{
    struct usbfs_node *node = context;
    unsigned long request = umockdev_ioctl_client_get_request(client);
    struct answer answer;
    bool known;

    (void)handler;
    pthread_mutex_lock(&node->lock);
    watch(node, client);
    known = serve(node, client, request, &answer);
    pthread_mutex_unlock(&node->lock);
    if (!known)
        return FALSE;
    if (answer.error == EBUSY && is_claim(request) && wait_for_owner(node, client))
        return TRUE;
    if (answer.error == EAGAIN)
        usleep(IDLE_US);
    umockdev_ioctl_client_complete(client, answer.result, answer.error);
    return TRUE;
}

struct usbfs_node *usbfs_node_create(struct bench_device *device)
{
    struct usbfs_node *node = calloc(1, sizeof(*node));

    if (node == NULL)
        return NULL;
    node->device = device;
    node->kernel_has_it = device->kernel_driver != NULL;
    pthread_mutex_init(&node->lock, NULL);
    node->clients = g_ptr_array_new();
    node->handler = umockdev_ioctl_base_new();
    g_signal_connect(node->handler, "handle-ioctl", G_CALLBACK(on_ioctl), node);
    return node;
}

void usbfs_node_destroy(struct usbfs_node *node)
{
    if (node == NULL)
        return;
    while (node->transfers != NULL) {
        struct transfer *first = node->transfers;

        node->transfers = first->next;
        transfer_free(first);
    }
    for (guint i = 0; i < node->clients->len; i++)
        g_object_weak_unref(node->clients->pdata[i], on_vanished, node);
    g_ptr_array_free(node->clients, TRUE);
    g_signal_handlers_disconnect_by_data(node->handler, node);
    g_object_unref(node->handler);
    pthread_mutex_destroy(&node->lock);
    free(node);
}

UMockdevIoctlBase *usbfs_node_handler(struct usbfs_node *node)
{
    return node->handler;
}

void usbfs_node_pull(struct usbfs_node *node)
{
    pthread_mutex_lock(&node->lock);
    node->pulled = true;
    node->claimer = NULL;
    end_transfers(node);
    pthread_mutex_unlock(&node->lock);
}
