/* A camera as code scanner: a driver of the class "scanner" made of a camera's driver and the vision
 * room. It stands here and not among the drivers because those know no services. Its port is
 * "camera:" and the camera's node; that camera is this process's alone. */
#ifndef BANSHI_APP_SCANNER_CAMERA_H
#define BANSHI_APP_SCANNER_CAMERA_H

#include "drivers/scanner/scanner.h"

/* As a board names it: "camera". It looks only while scan() is called; status() lets it rest. */
extern const struct scanner_driver scanner_camera;

#endif
