/* banshi-smartcard: the reader of social security cards. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "smartcard", .run = device_run_smartcard};

    return device_main(argc, argv, &program);
}
