#include "firmware/app/boot.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "firmware/app/clock.h"
#include "firmware/app/options.h"

static uint32_t boot_read(const char *path)
{
    char text[16] = {0}, *end;
    unsigned long boot;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size;

    if (file < 0)
        return 0;
    size = read(file, text, sizeof(text) - 1);
    close(file);
    if (size <= 0)
        return 0;
    boot = strtoul(text, &end, 10);
    return *end == '\n' && boot < UINT32_MAX ? (uint32_t)boot : 0;
}

static err_t sync_folder(const char *data)
{
    int folder = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    err_t err = folder >= 0 && fsync(folder) == 0 ? ERR_OK : ERR_IO;

    if (folder >= 0)
        close(folder);
    return err;
}

static err_t boot_write(const char *path, uint32_t boot)
{
    char fresh[OPTIONS_PATH_BYTES + 8], text[16];
    int length = snprintf(text, sizeof(text), "%u\n", (unsigned)boot), file;
    bool written;

    snprintf(fresh, sizeof(fresh), "%s.new", path);
    file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return ERR_IO;
    written = write(file, text, (size_t)length) == length && fsync(file) == 0;
    if (close(file) < 0 || !written || rename(fresh, path) < 0)
        return ERR_IO;
    return ERR_OK;
}

err_t boot_next(const char *data, uint32_t *out_boot)
{
    char path[OPTIONS_PATH_BYTES];
    uint32_t boot;
    err_t err = options_path(data, "boot", path);

    *out_boot = 0;
    if (err != ERR_OK)
        return err;
    boot = boot_read(path);
    if (boot == 0)
        boot = (uint32_t)clock_wall_s();
    boot++;
    err = boot_write(path, boot);
    if (err == ERR_OK)
        err = sync_folder(data);
    if (err == ERR_OK)
        *out_boot = boot;
    return err;
}
