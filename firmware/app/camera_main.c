/* banshi-camera: the camera. */
#include "firmware/app/device.h"

int main(int argc, char **argv)
{
    static const struct device_program program = {.name = "camera", .run = device_run_camera};

    return device_main(argc, argv, &program);
}
