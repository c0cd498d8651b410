/* The bench: the virtual devices of one kiosk, and the commands that stand for what hands and time do
 * to real ones. The program's control socket and the desk panel both call bench_command(); it may be
 * called from one thread at a time.
 *
 * Where they are, for a board's file (the programs that look run under umockdev with UMOCKDEV_DIR):
 *   ID card reader      usb:0400:c35a, place 1-1
 *   receipt printer     usb:0416:5011, place 1-2
 *   smart card reader   pcsc:any, by a pcscd of our own; absent where none can be started
 *   code scanner        hidraw:/dev/hidraw0
 *   locker              serial:/dev/ttyS3, model kerong-cu16, address 0, 16 doors
 *   I/O board           serial:/dev/ttyS4, address 1, 9600 baud, wired as io_board.h says
 *   A4 printer          ipp://127.0.0.1:PORT/ipp/print
 *   camera              /dev/video-bench, with the preload library of tools/camera */
#ifndef BANSHI_TOOLS_BENCH_BENCH_H
#define BANSHI_TOOLS_BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_ANSWER_BYTES 2048

struct bench;

/* Makes and plugs in everything. Paper of both printers goes into `paper_folder`, which is made if
 * need be; the A4 printer listens at `pages_port` (0: any). NULL when that is impossible; the reason
 * is on stderr. Sets UMOCKDEV_DIR and what else the programs need in this process's environment. */
struct bench *bench_create(const char *paper_folder, uint16_t pages_port);

/* Unplugs everything and removes the bus. NULL is allowed. */
void bench_destroy(struct bench *bench);

/* Carries out one line and writes one line without newline into `out_answer` (size_bytes, better
 * BENCH_ANSWER_BYTES): "ok", "ok WORDS" or "error WORDS". Returns 0 for ok. The first word names the
 * device, and "help" after it tells what it understands; every one of them knows "fault NAME",
 * "plug" and "unplug". "state" alone tells all, "help" alone names the devices. A fault called "none"
 * mends. */
int bench_command(struct bench *bench, const char *line, char *out_answer, size_t size_bytes);

#endif
