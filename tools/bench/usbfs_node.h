/* One usbfs device node as the kernel would serve it: claims, transfers, disconnection. Called by
 * umockdev for every ioctl of every open file of the node. Used by plug_umockdev.c only. */
#ifndef BANSHI_TOOLS_BENCH_USBFS_NODE_H
#define BANSHI_TOOLS_BENCH_USBFS_NODE_H

#include <umockdev.h>

#include "tools/bench/device.h"

struct usbfs_node;

/* NULL without memory. The device must outlive the node. */
struct usbfs_node *usbfs_node_create(struct bench_device *device);
void usbfs_node_destroy(struct usbfs_node *node);

/* The handler to attach to the node's path; owned by the node. */
UMockdevIoctlBase *usbfs_node_handler(struct usbfs_node *node);

/* The device was pulled out: pending transfers end, everything from now on is ENODEV. */
void usbfs_node_pull(struct usbfs_node *node);

#endif
