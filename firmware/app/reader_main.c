/* banshi-reader: the reader of ID cards. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "reader", .run = device_run_reader};

    return device_main(argc, argv, &program);
}
