#include "tools/bench/plug_umockdev.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <umockdev.h>
#include <unistd.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "tools/bench/usbfs_node.h"

#define PORTS 16
#define NODES_MAX 1024 /* how often something can be plugged in while the bench runs */
#define FIRST_NUMBER 2

struct plug_umockdev {
    UMockdevTestbed *testbed;
    char *folder;
    struct usbfs_node *nodes[NODES_MAX]; /* index: device number; all live until the end */
    int number_next;
    bool sends_events; /* umockdev can tell programs of hot plug only when it is preloaded here too
                        */
    int inserted[PORTS]; /* device number, 0: empty */
};

struct plug_umockdev *plug_umockdev_create(void)
{
    struct plug_umockdev *plug = calloc(1, sizeof(*plug));

    if (plug == NULL)
        return NULL;
    plug->testbed = umockdev_testbed_new();
    plug->folder = umockdev_testbed_get_root_dir(plug->testbed);
    plug->number_next = FIRST_NUMBER;
    plug->sends_events = umockdev_in_mock_environment();
    return plug;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    remove(path);
    return 0;
}

/* Programs that are still running hold nodes open; umockdev then leaves parts of its folder. */
void plug_umockdev_destroy(struct plug_umockdev *plug)
{
    if (plug == NULL)
        return;
    for (int port = 1; port < PORTS; port++)
        plug_umockdev_remove(plug, port);
    g_object_unref(plug->testbed);
    nftw(plug->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    for (int i = 0; i < NODES_MAX; i++)
        usbfs_node_destroy(plug->nodes[i]);
    g_free(plug->folder);
    free(plug);
}

const char *plug_umockdev_folder(const struct plug_umockdev *plug)
{
    return plug->folder;
}

struct _UMockdevTestbed *plug_umockdev_testbed(const struct plug_umockdev *plug)
{
    return plug->testbed;
}

static void node_path(int number, char *out, size_t size_bytes)
{
    snprintf(out, size_bytes, "/dev/bus/usb/001/%03d", number);
}

/* What the kernel would show of the device in /sys, in umockdev's notation. */
static char *describe(const struct bench_device *device, int port, int number)
{
    const uint8_t *at = device->descriptors;
    char hex[2 * 512 + 1];
    GString *text = g_string_new(NULL);

    CHECK(device->descriptors_size <= 512);
    bytes_to_hex(at, device->descriptors_size, hex);
    g_string_printf(text,
                    "P: /devices/usb1/1-%d\nN: bus/usb/001/%03d\n"
                    "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
                    "E: DEVNAME=/dev/bus/usb/001/%03d\nE: PRODUCT=%x/%x/%x\n"
                    "A: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\nA: bConfigurationValue=1\\n\n"
                    "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\n",
                    port, number, number, number, bytes_get_le16(at + 8), bytes_get_le16(at + 10),
                    bytes_get_le16(at + 12), number, bytes_get_le16(at + 8),
                    bytes_get_le16(at + 10));
    g_string_append_printf(text, "A: manufacturer=%s\\n\nA: product=%s\\n\nH: descriptors=%s\n",
                           device->strings[0], device->strings[1], hex);
    if (device->strings[2] != NULL)
        g_string_append_printf(text, "A: serial=%s\\n\n", device->strings[2]);
    return g_string_free(text, FALSE);
}

/* Its first interface, which is a device of its own in /sys; pcscd, for one, looks for nothing else.
 * The configuration begins with its own descriptor of 9 bytes, then comes the interface's. */
static bool add_interface(struct plug_umockdev *plug, const struct bench_device *device, int port)
{
    const uint8_t *at = device->descriptors + 18 + 9;
    char text[512];

    snprintf(text, sizeof(text),
             "P: /devices/usb1/1-%d/1-%d:1.0\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
             "E: INTERFACE=%d/%d/%d\nA: bInterfaceNumber=00\\n\nA: bAlternateSetting= 0\\n\n"
             "A: bInterfaceClass=%02x\\n\nA: bInterfaceSubClass=%02x\\n\n"
             "A: bInterfaceProtocol=%02x\\n\n",
             port, port, at[5], at[6], at[7], at[5], at[6], at[7]);
    return umockdev_testbed_add_from_string(plug->testbed, text, NULL);
}

/* The handler is attached before the device appears, or whoever hears of it first opens a node that
 * nobody serves. */
bool plug_umockdev_insert(struct plug_umockdev *plug, int port, struct bench_device *device)
{
    int number = plug->number_next;
    char node[64], *text;
    bool done;

    CHECK(port >= 1 && port < PORTS);
    if (plug->inserted[port] != 0 || number >= NODES_MAX)
        return false;
    plug->nodes[number] = usbfs_node_create(device);
    if (plug->nodes[number] == NULL)
        return false;
    if (device->power_on != NULL)
        device->power_on(device);
    node_path(number, node, sizeof(node));
    text = describe(device, port, number);
    done = umockdev_testbed_attach_ioctl(plug->testbed, node,
                                         usbfs_node_handler(plug->nodes[number]), NULL) &&
           umockdev_testbed_add_from_string(plug->testbed, text, NULL) &&
           add_interface(plug, device, port);
    g_free(text);
    if (!done)
        return false;
    plug->inserted[port] = number;
    plug->number_next++;
    return true;
}

bool plug_umockdev_remove(struct plug_umockdev *plug, int port)
{
    char sys[64], interface[96];

    CHECK(port >= 1 && port < PORTS);
    if (plug->inserted[port] == 0)
        return false;
    snprintf(sys, sizeof(sys), "/sys/devices/usb1/1-%d", port);
    usbfs_node_pull(plug->nodes[plug->inserted[port]]);
    snprintf(interface, sizeof(interface), "%s/1-%d:1.0", sys, port);
    if (plug->sends_events) {
        umockdev_testbed_uevent(plug->testbed, interface, "remove");
        umockdev_testbed_uevent(plug->testbed, sys, "remove");
    }
    umockdev_testbed_remove_device(plug->testbed, interface);
    umockdev_testbed_remove_device(plug->testbed, sys);
    plug->inserted[port] = 0;
    return true;
}

bool plug_umockdev_is_inserted(const struct plug_umockdev *plug, int port)
{
    return port >= 1 && port < PORTS && plug->inserted[port] != 0;
}
