/* A virtual Video4Linux camera in user space: the calls that a program makes on a device node,
 * answered as uvcvideo and videobuf2 would. The descriptor it gives out is a timer, so that poll()
 * tells of pictures at their time; its buffers lie in a memory file, so that mmap() works. The
 * wrappers around the C library are in tools/camera/preload.c.
 *
 * Nodes: /dev/video-bench (YUYV and MJPEG), /dev/video-bench-yuyv, /dev/video-bench-mjpeg. All
 * processes that look at the camera share what it is told through the file that the environment's
 * BANSHI_BENCH_CAMERA names, which is read at every call. Its lines: the name of a fault; "scene PATH",
 * a picture file (PPM, BMP, JPEG) that the camera stands before; "pan", and the scene moves. Nothing in
 * it: a healthy camera before an oval that wanders. One thread may use this. */
#ifndef BANSHI_TOOLS_BENCH_V4L2_CAMERA_H
#define BANSHI_TOOLS_BENCH_V4L2_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define V4L2_CAMERA_NODE "/dev/video-bench"
#define V4L2_CAMERA_CONTROL "BANSHI_BENCH_CAMERA"

enum v4l2_camera_fault {
#define V4L2_CAMERA_FAULT(id, name, help) V4L2_CAMERA_FAULT_##id,
#include "tools/bench/v4l2_shim/v4l2_camera_faults.def"
#undef V4L2_CAMERA_FAULT
    V4L2_CAMERA_FAULT_COUNT
};

/* True for the path of a node that this answers for. */
bool v4l2_camera_is_node(const char *path);

/* As open(2). */
int v4l2_camera_open(const char *path, int flags);

/* True for a descriptor of v4l2_camera_open(). */
bool v4l2_camera_owns(int fd);

/* As ioctl(2) and mmap(2) on an owned descriptor. */
int v4l2_camera_ioctl(int fd, unsigned long request, void *argument);
void *v4l2_camera_map(int fd, size_t size_bytes, int protection, int64_t offset);

/* Forgets an owned descriptor; the caller closes it. */
void v4l2_camera_close(int fd);

/* In place of the control file, for the process itself: a fault; a scene (NULL: the oval). */
void v4l2_camera_set_fault(enum v4l2_camera_fault fault);
void v4l2_camera_set_scene(const char *path, bool pans);

/* The camera is pulled out of its socket at the call of that number from now on (1: the next), until
 * v4l2_camera_set_fault(). */
void v4l2_camera_unplug_after(uint32_t calls);

/* The fault of that name; V4L2_CAMERA_FAULT_COUNT for none. */
enum v4l2_camera_fault v4l2_camera_fault_find(const char *name);

/* True when the buffers that were given back last (by REQBUFS or by closing) held nothing but zeros:
 * the program wiped what it saw. */
bool v4l2_camera_left_nothing(void);

/* True while the camera streams into anybody's buffers: its lamp is on. */
bool v4l2_camera_is_lit(void);

#endif
