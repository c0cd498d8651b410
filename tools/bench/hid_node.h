/* The umockdev plug for nodes of the input world, hidraw and evdev: a node that programs with
 * UMOCKDEV_DIR and the preload library open like a real one. Its bytes come from a line of
 * cdc_line.h, its ioctls are answered by the device model; an evdev grab belongs to one open file
 * until that is closed. Other than with a real kernel, two reports that nobody reads in time come
 * out of one read that has the room: the terminal behind it knows no packets. */
#ifndef BANSHI_TOOLS_BENCH_HID_NODE_H
#define BANSHI_TOOLS_BENCH_HID_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/bench/cdc_line.h"
#include "tools/bench/plug_umockdev.h"

struct hid_node_options {
    const char *node;      /* under /dev: "hidraw0", "input/event5" */
    const char *subsystem; /* "hidraw", "input" */

    /* Answers an ioctl: `data` holds what the caller gave, _IOC_SIZE(request) bytes, and takes what
     * it gets. Returns the ioctl's result or a negative errno; -ENOTTY for an unknown one. Called
     * from umockdev's thread. */
    long (*answer)(void *context, unsigned long request, uint8_t *data);
    void *context;
};

struct hid_node;

/* The plug must outlive the node. Not plugged in yet. NULL when that is impossible. */
struct hid_node *hid_node_create(struct plug_umockdev *plug,
                                 const struct hid_node_options *options);

/* Pulls and frees. NULL is allowed. */
void hid_node_destroy(struct hid_node *node);

bool hid_node_plug(struct hid_node *node);
void hid_node_pull(struct hid_node *node);

/* Where to say reports and events. */
struct cdc_line *hid_node_line(struct hid_node *node);

/* Another program holds the grab and does not let go. */
void hid_node_refuse_grab(struct hid_node *node, bool refuse);

/* True while a program holds the grab. */
bool hid_node_is_grabbed(struct hid_node *node);

#endif
