/* A photo decoder that is a vendor's shared library: one that exports
 *
 *   int unpack(char *wlt, char *bmp, int save)
 *
 * which reads 1024 bytes of WLT and writes a bitmap file of 38862 bytes, 102 by 126 in 24 bits, and
 * answers 1; with `save` 0 it writes no file. So do the decoders that go with the readers
 * (libwltdecode.so, WltRS). To be opened in a process that has nothing to lose: opening it runs its
 * code. */
#ifndef BANSHI_DRIVERS_IDCARD_PHOTO_PLUGIN_H
#define BANSHI_DRIVERS_IDCARD_PHOTO_PLUGIN_H

#include "drivers/idcard/photo.h"

/* Loads the library at `path`, as the board names it. ERR_NOT_FOUND: the board names none (NULL or
 * empty), the file is not there, cannot be loaded on this machine, or exports no `unpack`;
 * ERR_INVALID: the path is not absolute; ERR_MEMORY. */
err_t MUST_USE photo_plugin_open(const char *path, struct photo_decoder **out_decoder);

#endif
