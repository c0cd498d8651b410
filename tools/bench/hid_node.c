#include "tools/bench/hid_node.h"

#include <errno.h>
#include <linux/input.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <umockdev.h>

#define PATH_BYTES 256
#define SETTLE_MS 30 /* longer than umockdev takes to notice that a file was closed */

struct hid_node {
    struct plug_umockdev *plug;
    struct hid_node_options options;
    UMockdevIoctlBase *handler;
    struct cdc_line *line;
    pthread_mutex_t lock;
    UMockdevIoctlClient *grabber; /* weak */
    bool refuses_grab;
};

/* The file that held the grab was closed, in whatever way. */
static void on_vanished(void *context, GObject *where_it_was)
{
    struct hid_node *node = context;

    pthread_mutex_lock(&node->lock);
    if (node->grabber == (UMockdevIoctlClient *)where_it_was)
        node->grabber = NULL;
    pthread_mutex_unlock(&node->lock);
}

static void drop_grabber(struct hid_node *node)
{
    if (node->grabber != NULL)
        g_object_weak_unref(G_OBJECT(node->grabber), on_vanished, node);
    node->grabber = NULL;
}

/* EVIOCGRAB gives a number in place of a pointer: 0 lets go. */
static int grab(struct hid_node *node, UMockdevIoctlClient *client)
{
    bool wants = *(void **)umockdev_ioctl_client_get_arg(client)->data != NULL;
    int error = 0;

    pthread_mutex_lock(&node->lock);
    if (!wants && node->grabber != client)
        error = EINVAL;
    else if (!wants)
        drop_grabber(node);
    else if (node->grabber != NULL || node->refuses_grab)
        error = EBUSY;
    else {
        node->grabber = client;
        g_object_weak_ref(G_OBJECT(client), on_vanished, node);
    }
    pthread_mutex_unlock(&node->lock);
    return error;
}

struct waiting {
    struct hid_node *node;
    UMockdevIoctlClient *client;
};

static gboolean on_settled(void *context)
{
    struct waiting *waiting = context;
    int error = grab(waiting->node, waiting->client);

    umockdev_ioctl_client_complete(waiting->client, error == 0 ? 0 : -1, error);
    return G_SOURCE_REMOVE;
}

static void waiting_free(void *context)
{
    struct waiting *waiting = context;

    g_object_unref(waiting->client);
    free(waiting);
}

/* A kernel ends a grab before close() returns; umockdev hears of it a little later. So "busy" is
 * not said before the owner had the time to vanish. */
static bool wait_for_owner(struct hid_node *node, UMockdevIoctlClient *client)
{
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    GSource *source;

    if (waiting == NULL)
        return false;
    waiting->node = node;
    waiting->client = g_object_ref(client);
    source = g_timeout_source_new(SETTLE_MS);
    g_source_set_callback(source, on_settled, waiting, waiting_free);
    g_source_attach(source, g_main_context_get_thread_default());
    g_source_unref(source);
    return true;
}

static gboolean on_grab(struct hid_node *node, UMockdevIoctlClient *client)
{
    int error = grab(node, client);

    if (error == EBUSY && wait_for_owner(node, client))
        return TRUE;
    umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
    return TRUE;
}

static gboolean on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, void *context)
{
    struct hid_node *node = context;
    unsigned long request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client), *data;
    long result;

    (void)handler;
    if (!cdc_line_is_plugged(node->line)) {
        umockdev_ioctl_client_complete(client, -1, ENODEV);
        return TRUE;
    }
    if (request == EVIOCGRAB)
        return on_grab(node, client);
    if (_IOC_SIZE(request) == 0)
        return FALSE;
    data = umockdev_ioctl_data_resolve(arg, 0, _IOC_SIZE(request), NULL);
    if (data == NULL)
        return FALSE;
    result = node->options.answer(node->options.context, request, data->data);
    g_object_unref(data);
    if (result == -ENOTTY)
        return FALSE;
    umockdev_ioctl_client_complete(client, result < 0 ? -1 : result, result < 0 ? (int)-result : 0);
    return TRUE;
}

/* The folders that the node's path goes through, beginning with the bus's own /dev. */
static void make_folders(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
}

struct hid_node *hid_node_create(struct plug_umockdev *plug, const struct hid_node_options *options)
{
    struct hid_node *node = calloc(1, sizeof(*node));
    char path[PATH_BYTES];

    if (node == NULL)
        return NULL;
    node->plug = plug;
    node->options = *options;
    pthread_mutex_init(&node->lock, NULL);
    snprintf(path, sizeof(path), "%s/dev/%s", plug_umockdev_folder(plug), options->node);
    make_folders(path, strlen(plug_umockdev_folder(plug)) + 1);
    node->line = cdc_line_create(path, NULL);
    node->handler = umockdev_ioctl_base_new();
    g_signal_connect(node->handler, "handle-ioctl", G_CALLBACK(on_ioctl), node);
    snprintf(path, sizeof(path), "/dev/%s", options->node);
    if (node->line == NULL ||
        !umockdev_testbed_attach_ioctl(plug_umockdev_testbed(plug), path, node->handler, NULL)) {
        hid_node_destroy(node);
        return NULL;
    }
    return node;
}

void hid_node_destroy(struct hid_node *node)
{
    char path[PATH_BYTES];

    if (node == NULL)
        return;
    hid_node_pull(node);
    snprintf(path, sizeof(path), "/dev/%s", node->options.node);
    umockdev_testbed_detach_ioctl(plug_umockdev_testbed(node->plug), path, NULL);
    pthread_mutex_lock(&node->lock);
    drop_grabber(node);
    pthread_mutex_unlock(&node->lock);
    g_signal_handlers_disconnect_by_data(node->handler, node);
    g_object_unref(node->handler);
    cdc_line_destroy(node->line);
    pthread_mutex_destroy(&node->lock);
    free(node);
}

/* Where the device stands in /sys, for programs that look for it by udev. */
static void sys_path(const struct hid_node *node, char *out, size_t size_bytes)
{
    const char *slash = strrchr(node->options.node, '/');

    snprintf(out, size_bytes, "/devices/banshi-bench/%s/%s", node->options.subsystem,
             slash != NULL ? slash + 1 : node->options.node);
}

bool hid_node_plug(struct hid_node *node)
{
    char path[PATH_BYTES], text[2 * PATH_BYTES];

    if (cdc_line_is_plugged(node->line))
        return false;
    sys_path(node, path, sizeof(path));
    snprintf(text, sizeof(text), "P: %s\nE: SUBSYSTEM=%s\nE: DEVNAME=/dev/%s\n", path,
             node->options.subsystem, node->options.node);
    if (!umockdev_testbed_add_from_string(plug_umockdev_testbed(node->plug), text, NULL))
        return false;
    return cdc_line_plug(node->line);
}

void hid_node_pull(struct hid_node *node)
{
    char path[PATH_BYTES], full[PATH_BYTES + 8];

    if (node->line == NULL || !cdc_line_is_plugged(node->line))
        return;
    cdc_line_pull(node->line);
    sys_path(node, path, sizeof(path));
    snprintf(full, sizeof(full), "/sys%s", path);
    umockdev_testbed_remove_device(plug_umockdev_testbed(node->plug), full);
}

struct cdc_line *hid_node_line(struct hid_node *node)
{
    return node->line;
}

void hid_node_refuse_grab(struct hid_node *node, bool refuse)
{
    pthread_mutex_lock(&node->lock);
    node->refuses_grab = refuse;
    pthread_mutex_unlock(&node->lock);
}

bool hid_node_is_grabbed(struct hid_node *node)
{
    bool grabbed;

    pthread_mutex_lock(&node->lock);
    grabbed = node->grabber != NULL;
    pthread_mutex_unlock(&node->lock);
    return grabbed;
}
