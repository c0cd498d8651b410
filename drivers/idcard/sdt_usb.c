/* Driver "sdt-usb": any reader of the table models.def; what is plugged in picks the transport. */
#include <string.h>

#include "drivers/idcard/idcard.h"
#include "drivers/idcard/sdt_session.h"
#include "drivers/transport/deadline.h"
#include "drivers/transport/usb.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define PORT_BYTES (14 + USB_PATH_BYTES)
#define ANY "usb:any"

static const struct {
    const char *port;   /* "usb:VVVV:PPPP" */
    const char *driver; /* by name, as a board would */
} models[] = {
#define SDT_MODEL(vendor, product, driver, source) {"usb:" vendor ":" product, driver},
#include "drivers/idcard/models.def"
#undef SDT_MODEL
};

/* The port text for one row of the table; empty when `port` does not mean that row. `port` is
 * "usb:any", "usb:any@PATH", or a text that begins as the row does. */
static void port_for(const char *port, const char *model, char out[PORT_BYTES])
{
    size_t length = strlen(model);

    out[0] = '\0';
    if (strncasecmp(port, model, length) == 0 && (port[length] == '\0' || port[length] == '@')) {
        text_copy(out, PORT_BYTES, port);
    } else if (strncmp(port, ANY, strlen(ANY)) == 0) {
        text_copy(out, PORT_BYTES, model);
        text_append(out, PORT_BYTES, port + strlen(ANY));
    }
}

/* One after another, until one opens. What is plugged in and does not open is worth more in the
 * answer than what is not there. */
static err_t open_reader(const char *port, uint32_t limit_ms, struct idcard_reader **out_reader)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t worst = ERR_INVALID;

    *out_reader = NULL;
    if (strlen(port) >= PORT_BYTES)
        return ERR_INVALID;
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const struct idcard_driver *driver = idcard_driver_find(models[i].driver);
        char row_port[PORT_BYTES];
        err_t err;

        CHECK(driver != NULL);
        port_for(port, models[i].port, row_port);
        if (row_port[0] == '\0')
            continue;
        err = driver->open(row_port, deadline_left(deadline), out_reader);
        if (err == ERR_OK)
            return ERR_OK;
        if (worst == ERR_INVALID || worst == ERR_NO_DEVICE)
            worst = err;
    }
    return worst;
}

extern const struct idcard_driver sdt_usb;
const struct idcard_driver sdt_usb = {
    .name = "sdt-usb",
    .open = open_reader,
    .close = sdt_session_close,
    .status = sdt_session_status,
    .find = sdt_session_find,
    .read = sdt_session_read,
};
