#include "tests/grammar/sdt_make.h"

#include <string.h>

#include "firmware/base/check.h"

static const uint8_t preamble[] = {0xaa, 0xaa, 0xaa, 0x96, 0x69};

void sdt_make_bytes(struct sdt_make *make, const void *bytes, size_t size)
{
    if (size > make->size_max - make->size)
        size = make->size_max - make->size;
    memcpy(make->bytes + make->size, bytes, size);
    make->size += size;
}

void sdt_make_random(struct sdt_make *make, struct random *random, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        /* Bytes of a preamble are likelier than others: they are what confuses. */
        uint8_t byte = random_chance(random, 300000) ? preamble[random_below(random, 5)]
                                                     : (uint8_t)random_next(random);

        sdt_make_bytes(make, &byte, 1);
    }
}

void sdt_make_reply(struct sdt_make *make, struct random *random)
{
    static const uint8_t statuses[] = {0x90, 0x9f, 0x80, 0x81, 0x31, 0x32, 0x33, 0x40, 0x41, 0x47,
                                       0x60, 0x66, 0x10, 0x11, 0x21, 0x23, 0x24, 0x91, 0x00, 0xff};
    static const uint16_t sizes[] = {0, 0, 4, 8, 16, 70, 1284, 2396};
    uint8_t frame[7 + 3 + 2396 + 1] = {0}, sum = 0;
    size_t size = sizes[random_below(random, COUNT_OF(sizes))], length;

    if (random_chance(random, 200000))
        size = random_below(random, 100);
    length = size + 4;
    memcpy(frame, preamble, sizeof(preamble));
    frame[5] = (uint8_t)(length >> 8);
    frame[6] = (uint8_t)length;
    frame[7] = frame[8] = (uint8_t)random_below(random, 2);
    frame[9] = statuses[random_below(random, COUNT_OF(statuses))];
    for (size_t i = 0; i < size; i++)
        frame[10 + i] = (uint8_t)(i * 31);
    for (size_t i = 5; i < 10 + size; i++)
        sum ^= frame[i];
    frame[10 + size] = sum;
    sdt_make_bytes(make, frame, 11 + size);
}
