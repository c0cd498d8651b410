/* banshi-scanner: the code scanner. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "scanner", .run = device_run_scanner};

    return device_main(argc, argv, &program);
}
