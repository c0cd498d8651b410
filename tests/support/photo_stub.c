/* A photo decoder for tests, built as a shared library of its own: it shows the form of a vendor's,
 * not its art. The first byte of the photo says how it behaves. */
#include <stdint.h>
#include <string.h>

#define HEADERS_BYTES 54
#define STRIDE_BYTES 308
#define WIDTH 102
#define HEIGHT 126

int unpack(char *wlt, char *bmp, int save);

static void put_le32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* 0x01 a good picture, 0x02 refused, 0x03 another width, 0x04 too much, all else too little. Blue
 * is the column, green the row from the top, red the photo's second byte. */
int unpack(char *wlt, char *bmp, int save)
{
    uint8_t *out = (uint8_t *)bmp;

    if (wlt[0] == 2)
        return 0;
    memcpy(out, "BM", 2);
    if (wlt[0] > 4)
        return 1;
    put_le32(out + 2, HEADERS_BYTES + STRIDE_BYTES * HEIGHT);
    put_le32(out + 10, HEADERS_BYTES);
    put_le32(out + 14, 40);
    put_le32(out + 18, wlt[0] == 3 ? WIDTH + 1 : WIDTH);
    put_le32(out + 22, HEIGHT);
    put_le32(out + 26, 1 | 24 << 16);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint8_t *at = out + HEADERS_BYTES + (HEIGHT - 1 - y) * STRIDE_BYTES + 3 * x;

            at[0] = (uint8_t)x;
            at[1] = (uint8_t)y;
            at[2] = (uint8_t)wlt[1];
        }
    if (wlt[0] == 4)
        memset(out + HEADERS_BYTES + STRIDE_BYTES * HEIGHT, 0x55, 1000);
    return save == 0 ? 1 : 0;
}
