/* A virtual GPIO chip of 16 lines in user space: the calls that a program makes on the character
 * device, answered as the kernel does by version 1 of its interface (linux/gpio.h), which is what
 * libgpiod 1 speaks. tools/bench/io_gpio_calls.h leads the C library's calls here. One chip, shared
 * with all processes forked after io_gpio_init(); one thread of each may use it.
 *
 * Node: /dev/gpiochip-bench. Lines are offsets from 0. */
#ifndef BANSHI_TOOLS_BENCH_IO_GPIO_H
#define BANSHI_TOOLS_BENCH_IO_GPIO_H

#include <stdbool.h>
#include <stdint.h>

#define IO_GPIO_NODE "/dev/gpiochip-bench"
#define IO_GPIO_LINES 16

/* Makes the chip, plugged in, all levels low, no line held. False without memory. */
bool io_gpio_init(void);
void io_gpio_finish(void);

/* The chip as hardware: what drives its inputs and reads its outputs; lines that stay low whatever
 * they are told; a chip that answers EIO; the chip taken away and given back. */
void io_gpio_set_level(unsigned line, bool high);
uint32_t io_gpio_levels(void);
void io_gpio_set_stuck(uint32_t lines);
void io_gpio_set_broken(bool broken);
void io_gpio_set_plugged(bool plugged);

/* Takes the chip away with the `calls`-th read or write of levels from now (1: the next). */
void io_gpio_unplug_at(unsigned calls);

/* True for the node, and for the attribute of sysfs by which libgpiod knows that it is one. */
bool io_gpio_is_node(const char *path);
bool io_gpio_is_attribute(const char *path);

/* As open(2) on either, ioctl(2) on an owned descriptor; the caller closes it after
 * io_gpio_close(). */
int io_gpio_open(const char *path);
bool io_gpio_owns(int fd);
int io_gpio_ioctl(int fd, unsigned long request, void *argument);
void io_gpio_close(int fd);

/* The device number that stat(2) tells. */
unsigned io_gpio_major(void);
unsigned io_gpio_minor(void);
bool io_gpio_is_plugged(void);

#endif
