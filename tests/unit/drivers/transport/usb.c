#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drivers/transport/usb.h"
#include "firmware/base/check.h"

static void reads_ports(void **state)
{
    struct usb_port port;

    (void)state;
    assert_int_equal(usb_port_parse("usb:0400:c35a", &port), ERR_OK);
    assert_int_equal(port.vendor, 0x0400);
    assert_int_equal(port.product, 0xc35a);
    assert_string_equal(port.path, "");
    assert_int_equal(usb_port_parse("usb:FFFF:Ab01@12-3.4.7", &port), ERR_OK);
    assert_int_equal(port.vendor, 0xffff);
    assert_int_equal(port.product, 0xab01);
    assert_string_equal(port.path, "12-3.4.7");
}

static void refuses_what_is_no_port(void **state)
{
    static const char *const wrong[] = {"",
                                        "usb",
                                        "usb:",
                                        "usb:0400",
                                        "usb:0400:c35",
                                        "usb:0400:c35g",
                                        "usb:0400-c35a",
                                        "usb:0400:c35a@",
                                        "usb:0400:c35a@1",
                                        "usb:0400:c35a@1-2;",
                                        "usb:0400:c35a ",
                                        "usb:0400:c35ab",
                                        "serial:0400:c35a",
                                        "usb:0400:c35a@1-2.3.4.5.6.7.8.9.10.11.12"};
    struct usb_port port;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(usb_port_parse(wrong[i], &port), ERR_INVALID);
}

static void closes_nothing(void **state)
{
    (void)state;
    usb_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_ports),
                                       cmocka_unit_test(refuses_what_is_no_port),
                                       cmocka_unit_test(closes_nothing)};

    return cmocka_run_group_tests_name("drivers/transport/usb", tests, NULL, NULL);
}
