#include "firmware/services/vision/code.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "firmware/base/bytes.h"
#include "firmware/base/check.h"

struct code_reader {
    zbar_image_scanner_t *scanner;
};

static const zbar_symbol_type_t symbologies[] = {ZBAR_QRCODE, ZBAR_CODE128};

struct box {
    int left, top, right, bottom;
};

void code_close(struct code_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->scanner != NULL)
        zbar_image_scanner_destroy(reader->scanner);
    free(reader);
}

/* Binary: the payload as printed. Otherwise zbar guesses at an encoding and changes it. */
static bool set_up(zbar_image_scanner_t *scanner)
{
    if (zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0) != 0 ||
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_POSITION, 1) != 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(symbologies); i++)
        if (zbar_image_scanner_set_config(scanner, symbologies[i], ZBAR_CFG_ENABLE, 1) != 0)
            return false;
    return zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1) == 0;
}

err_t code_open(struct code_reader **out_reader)
{
    struct code_reader *reader = calloc(1, sizeof(*reader));

    *out_reader = NULL;
    if (reader == NULL)
        return ERR_MEMORY;
    reader->scanner = zbar_image_scanner_create();
    if (reader->scanner == NULL || !set_up(reader->scanner)) {
        code_close(reader);
        return ERR_MEMORY;
    }
    *out_reader = reader;
    return ERR_OK;
}

static struct box box_of(const zbar_symbol_t *symbol)
{
    struct box box = {INT_MAX, INT_MAX, 0, 0};

    for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        int x = zbar_symbol_get_loc_x(symbol, i), y = zbar_symbol_get_loc_y(symbol, i);

        box.left = x < box.left ? x : box.left;
        box.right = x > box.right ? x : box.right;
        box.top = y < box.top ? y : box.top;
        box.bottom = y > box.bottom ? y : box.bottom;
    }
    return box;
}

static int64_t far_from_middle(const struct box *box, const struct gray *gray)
{
    int64_t x = (box->left + box->right - gray->width_px) / 2;
    int64_t y = (box->top + box->bottom - gray->height_px) / 2;

    return x * x + y * y;
}

static const zbar_symbol_t *most_central(const zbar_image_t *image, const struct gray *gray)
{
    const zbar_symbol_t *best = NULL;
    int64_t least = 0;

    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol != NULL;
         symbol = zbar_symbol_next(symbol)) {
        struct box box = box_of(symbol);
        int64_t off = far_from_middle(&box, gray);

        if (best != NULL && off >= least)
            continue;
        best = symbol;
        least = off;
    }
    return best;
}

static err_t copy(const zbar_symbol_t *symbol, struct vision_code *out,
                  struct vision_point corners[4])
{
    const struct box box = box_of(symbol);
    size_t size = zbar_symbol_get_data_length(symbol);

    if (size == 0 || size > sizeof(out->bytes))
        return ERR_LIMIT;
    snprintf(out->symbology, sizeof(out->symbology), "%s",
             zbar_get_symbol_name(zbar_symbol_get_type(symbol)));
    memcpy(out->bytes, zbar_symbol_get_data(symbol), size);
    out->size_bytes = size;
    corners[0] = (struct vision_point){(int16_t)box.left, (int16_t)box.top};
    corners[1] = (struct vision_point){(int16_t)box.right, (int16_t)box.top};
    corners[2] = (struct vision_point){(int16_t)box.right, (int16_t)box.bottom};
    corners[3] = (struct vision_point){(int16_t)box.left, (int16_t)box.bottom};
    return ERR_OK;
}

/* The symbols are ours until they are recycled, and zbar reuses their memory without clearing it. */
static void wipe_symbols(const zbar_image_t *image)
{
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol != NULL;
         symbol = zbar_symbol_next(symbol))
        bytes_wipe((void *)(uintptr_t)zbar_symbol_get_data(symbol),
                   zbar_symbol_get_data_length(symbol));
}

err_t code_read(struct code_reader *reader, const struct gray *gray, struct vision_code *out,
                struct vision_point corners[4])
{
    zbar_image_t *image = zbar_image_create();
    const zbar_symbol_t *symbol;
    err_t err = ERR_NOT_FOUND;

    memset(out, 0, sizeof(*out));
    if (image == NULL)
        return ERR_MEMORY;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)gray->width_px, (unsigned)gray->height_px);
    zbar_image_set_data(image, gray->pixels,
                        (unsigned long)gray->width_px * (unsigned long)gray->height_px, NULL);
    if (zbar_scan_image(reader->scanner, image) > 0) {
        symbol = most_central(image, gray);
        err = symbol == NULL ? ERR_NOT_FOUND : copy(symbol, out, corners);
        wipe_symbols(image);
    }
    zbar_image_scanner_recycle_image(reader->scanner, image);
    zbar_image_destroy(image);
    return err;
}
