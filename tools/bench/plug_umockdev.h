/* The umockdev plug: puts device models on a USB bus that exists for programs which run with
 * UMOCKDEV_DIR and the preload library, and for nobody else. Those programs, libusb included, run
 * unmodified; their ioctls on the device node arrive here and are answered as usbfs would.
 *
 * Several processes may hold a node at once or one after another: each open file has its own queue
 * of transfers, which is dropped when the file is closed or its process is killed; an interface
 * belongs to one open file at a time. A device that is plugged in again gets a new device number,
 * as with a real kernel. umockdev runs the answers in a thread of its own; every function here may
 * be called from any other one thread. */
#ifndef BANSHI_TOOLS_BENCH_PLUG_UMOCKDEV_H
#define BANSHI_TOOLS_BENCH_PLUG_UMOCKDEV_H

#include <stdbool.h>

#include "tools/bench/device.h"

struct plug_umockdev;

/* Makes the bus, sets UMOCKDEV_DIR in this process's environment. At most one at a time. NULL when
 * that is impossible. */
struct plug_umockdev *plug_umockdev_create(void);

/* Removes the bus and its folder under /tmp. NULL is allowed. */
void plug_umockdev_destroy(struct plug_umockdev *plug);

/* The folder of the bus. Lives as long as the plug. */
const char *plug_umockdev_folder(const struct plug_umockdev *plug);

/* umockdev's own object, for nodes that are no USB devices (hid_node.c). Lives as long as the plug. */
struct _UMockdevTestbed *plug_umockdev_testbed(const struct plug_umockdev *plug);

/* Plugs `device` into port `port` (1 to 15) of bus 1, "1-PORT" to libusb. False when the port is
 * taken or umockdev refuses. The device must outlive the plug. */
bool plug_umockdev_insert(struct plug_umockdev *plug, int port, struct bench_device *device);

/* Pulls out what is in the port; open files get "no such device". False when it is empty. */
bool plug_umockdev_remove(struct plug_umockdev *plug, int port);

bool plug_umockdev_is_inserted(const struct plug_umockdev *plug, int port);

#endif
