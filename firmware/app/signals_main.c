/* banshi-signals: the I/O board. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "signals", .run = device_run_signals};

    return device_main(argc, argv, &program);
}
