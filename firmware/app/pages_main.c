/* banshi-pages: the A4 printer. Such a printer hangs on a cable, so that it keeps the network. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {
        .name = "pages", .network = true, .run = device_run_pages};

    return device_main(argc, argv, &program);
}
