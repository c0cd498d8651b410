/* banshi-printer: the receipt printer. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "printer", .run = device_run_printer};

    return device_main(argc, argv, &program);
}
