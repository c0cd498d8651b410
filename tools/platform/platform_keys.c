#include "tools/platform/platform_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"

#define PATH_BYTES 512
#define PEM_BYTES_MAX 16384

err_t platform_keys_read_file(const char *path, size_t limit_bytes, char **out_bytes,
                              size_t *out_size_bytes)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size_bytes;
    err_t err = ERR_IO;

    *out_bytes = NULL;
    *out_size_bytes = 0;
    if (file == NULL)
        goto out;
    err = ERR_MEMORY;
    bytes = malloc(limit_bytes + 2);
    if (bytes == NULL)
        goto out;
    size_bytes = fread(bytes, 1, limit_bytes + 1, file);
    err = ferror(file) ? ERR_IO : size_bytes > limit_bytes ? ERR_LIMIT : ERR_OK;
    if (err != ERR_OK)
        goto out;
    bytes[size_bytes] = '\0';
    *out_bytes = bytes;
    *out_size_bytes = size_bytes;
    bytes = NULL;
out:
    free(bytes);
    if (file != NULL)
        fclose(file);
    return err;
}

static const char *path_in(const char *folder, const char *name, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

static err_t secret_read(const char *path, uint8_t out_secret[PLATFORM_KEYS_SECRET_BYTES])
{
    char *text = NULL;
    size_t length = 0;
    err_t err = platform_keys_read_file(path, 2 * PLATFORM_KEYS_SECRET_BYTES + 1, &text, &length);

    if (err == ERR_OK) {
        text[strcspn(text, "\n")] = '\0';
        err = bytes_from_hex(text, out_secret, PLATFORM_KEYS_SECRET_BYTES) ? ERR_OK : ERR_INVALID;
        bytes_wipe(text, length);
    }
    free(text);
    return err;
}

static err_t tls_read(struct platform_keys *keys, const char *folder)
{
    char path[PATH_BYTES];
    size_t size_bytes;
    err_t err;

    err = platform_keys_read_file(path_in(folder, "ca.pem", path), PEM_BYTES_MAX, &keys->ca_pem,
                                  &size_bytes);
    if (err == ERR_OK)
        err = platform_keys_read_file(path_in(folder, "platform.pem", path), PEM_BYTES_MAX,
                                      &keys->certificate_pem, &size_bytes);
    if (err == ERR_OK)
        err = platform_keys_read_file(path_in(folder, "platform.key", path), PEM_BYTES_MAX,
                                      &keys->key_pem, &size_bytes);
    return err;
}

err_t platform_keys_init(struct platform_keys *keys, const char *folder)
{
    char path[PATH_BYTES];
    err_t err;

    memset(keys, 0, sizeof(*keys));
    err = trust_key_open_private(path_in(folder, "case.key", path), &keys->case_key);
    if (err == ERR_OK)
        err = trust_key_open_private(path_in(folder, "receipt.key", path), &keys->receipt_key);
    if (err == ERR_OK)
        err = trust_key_open_private(path_in(folder, "catalogue.key", path), &keys->catalogue_key);
    if (err == ERR_OK)
        err = trust_key_open_private(path_in(folder, "locker.key", path), &keys->locker_key);
    if (err == ERR_OK)
        err = secret_read(path_in(folder, "verification.secret", path), keys->secret);
    if (err == ERR_OK)
        err = tls_read(keys, folder);
    if (err != ERR_OK)
        platform_keys_finish(keys);
    return err;
}

void platform_keys_finish(struct platform_keys *keys)
{
    trust_key_close(keys->case_key);
    trust_key_close(keys->receipt_key);
    trust_key_close(keys->catalogue_key);
    trust_key_close(keys->locker_key);
    if (keys->key_pem != NULL)
        bytes_wipe(keys->key_pem, strlen(keys->key_pem));
    free(keys->key_pem);
    free(keys->certificate_pem);
    free(keys->ca_pem);
    bytes_wipe(keys, sizeof(*keys));
}
