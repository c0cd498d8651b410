/* Programs that know nothing of this project, unmodified, on the other side of the virtual USB bus:
 * they keep the virtual devices honest. lsusb reads every descriptor; the usb back end of CUPS finds
 * the printers by their IEEE 1284 identity and prints through them; two streams of ESC/POS written
 * by encoders of others (tests/vectors/escpos/strangers.js says how) come out on the virtual paper
 * as QR codes that zbarimg reads. No decoder of ESC/POS is to be had as a package: so others' bytes
 * prove the virtual printer, and then the virtual printer and zbarimg prove our driver.
 *
 * Needs lsusb, /usr/lib/cups/backend/usb and zbarimg (usbutils, cups, zbar-tools); without one of
 * them its tests fail. The vectors are found from the folder the tests are started in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/printer/printer.h"
#include "firmware/base/check.h"
#include "tools/bench/escpos_printer.h"
#include "tools/bench/plug_umockdev.h"
#include "tools/bench/sdt_reader.h"

#define OUTPUT_BYTES 65536
#define CUPS_USB "/usr/lib/cups/backend/usb"
#define PRELOAD "LD_PRELOAD=libumockdev-preload.so.0"
#define PORT 2

struct fixture {
    struct plug_umockdev *plug;
    struct escpos_printer *printer;
    char folder[64], output[OUTPUT_BYTES];
    int status; /* of the last program */
};

/* Runs a line of shell with all it says collected, for 60 seconds at most. */
static void run(struct fixture *fixture, const char *format, ...)
{
    char line[1024], whole[1200];
    size_t size;
    va_list arguments;
    FILE *pipe;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof(whole), "timeout 60 env %s 2>&1 </dev/null", line);
    pipe = popen(whole, "r");
    assert_non_null(pipe);
    size = fread(fixture->output, 1, sizeof(fixture->output) - 1, pipe);
    fixture->output[size] = '\0';
    fixture->status = pclose(pipe);
}

static void assert_says(const struct fixture *fixture, const char *words)
{
    if (strstr(fixture->output, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, fixture->output);
}

static int set_up_kind(void **state, enum escpos_printer_kind kind)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/banshi-clients.XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->plug = plug_umockdev_create();
    fixture->printer =
        escpos_printer_create(fixture->folder, (struct escpos_printer_shape){.kind = kind});
    assert_true(plug_umockdev_insert(fixture->plug, PORT, escpos_printer_device(fixture->printer)));
    *state = fixture;
    return 0;
}

static int set_up(void **state)
{
    return set_up_kind(state, ESCPOS_PRINTER_DESK);
}

static int set_up_kiosk(void **state)
{
    return set_up_kind(state, ESCPOS_PRINTER_VKP80);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    plug_umockdev_destroy(fixture->plug);
    escpos_printer_destroy(fixture->printer);
    run(fixture, "rm -rf %s", fixture->folder);
    free(fixture);
    return 0;
}

/* lsusb ---------------------------------------------------------------------------------------- */

static void assert_lsusb(struct fixture *fixture, const char *const *words, size_t count)
{
    run(fixture, PRELOAD " lsusb -v");
    assert_int_equal(fixture->status, 0);
    for (size_t i = 0; i < count; i++)
        assert_says(fixture, words[i]);
    assert_null(strstr(fixture->output, "Couldn't"));
    assert_null(strstr(fixture->output, "cannot"));
    assert_null(strstr(fixture->output, "** UNRECOGNIZED"));
}

static void lsusb_reads_the_printer(void **state)
{
    static const char *const words[] = {"idVendor           0x0416",
                                        "idProduct          0x5011",
                                        "1 Banshi bench",
                                        "2 Virtual receipt printer",
                                        "3 BENCH0001",
                                        "Self Powered",
                                        "bInterfaceClass         7",
                                        "bInterfaceProtocol      2",
                                        "bEndpointAddress     0x01  EP 1 OUT",
                                        "bEndpointAddress     0x82  EP 2 IN",
                                        "wMaxPacketSize     0x0040  1x 64 bytes"};

    assert_lsusb(*state, words, COUNT_OF(words));
}

static void lsusb_reads_the_card_readers(void **state)
{
    static const char *const words[] = {"0x0400", "0xc35a", "0x0483", "bInterfaceClass         3"};
    static const enum sdt_reader_wire wires[] = {SDT_READER_TWO_PIPE, SDT_READER_ONE_PIPE,
                                                 SDT_READER_HID};
    struct sdt_reader *readers[COUNT_OF(wires)];
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT_OF(wires); i++) {
        readers[i] = sdt_reader_create(wires[i]);
        assert_true(
            plug_umockdev_insert(fixture->plug, PORT + 1 + (int)i, sdt_reader_device(readers[i])));
    }
    assert_lsusb(fixture, words, COUNT_OF(words));
    for (size_t i = 0; i < COUNT_OF(wires); i++) {
        plug_umockdev_remove(fixture->plug, PORT + 1 + (int)i);
        sdt_reader_destroy(readers[i]);
    }
}

/* CUPS ----------------------------------------------------------------------------------------- */

/* The back end is for root alone; whoever is not root runs a copy. */
static const char *cups_usb(struct fixture *fixture)
{
    static char copy[128];

    if (access(CUPS_USB, X_OK) == 0)
        return CUPS_USB;
    snprintf(copy, sizeof(copy), "%s/usb", fixture->folder);
    run(fixture, "install -m 755 " CUPS_USB " %s", copy);
    return copy;
}

static void cups_finds_the_printer(void **state)
{
    struct fixture *fixture = *state;

    run(fixture, PRELOAD " %s", cups_usb(fixture));
    assert_says(fixture, "direct usb://Banshi%20bench/Virtual%20receipt%20printer?serial=BENCH0001 "
                         "\"Banshi bench Virtual receipt printer\"");
    assert_says(fixture, "MFG:Banshi bench;CMD:ESC/POS;MDL:Virtual receipt printer;CLS:PRINTER;");
}

static void cups_finds_the_kiosk_printer(void **state)
{
    struct fixture *fixture = *state;

    run(fixture, PRELOAD " %s", cups_usb(fixture));
    assert_says(fixture, "usb://Banshi%20bench/Virtual%20kiosk%20printer?serial=BENCH0001");
}

/* The back end reads along. When it has sent everything it waits 7 seconds for a last word of the
 * printer; without one it aborts its read and now and then dies of that (CUPS 2.4.2 with libusb
 * 1.0.26 asserts in usbi_mutex_destroy). So the printer takes its time, and a GS r after the file
 * gets its answer while the back end waits. */
static void print_with_cups(struct fixture *fixture, const char *path)
{
    const char *backend = cups_usb(fixture);

    escpos_printer_set_fault(fixture->printer, ESCPOS_PRINTER_FAULT_SLOW, 0);
    run(fixture, "sh -c \"cat %s >%s/job; printf '\\035r\\001' >>%s/job\"", path, fixture->folder,
        fixture->folder);
    assert_int_equal(fixture->status, 0);
    run(fixture,
        PRELOAD " DEVICE_URI='usb://Banshi%%20bench/Virtual%%20receipt%%20printer?"
                "serial=BENCH0001' %s 1 somebody title 1 '' %s/job",
        backend, fixture->folder);
    if (fixture->status != 0)
        fail_msg("the back end ended with %d: %s", fixture->status, fixture->output);
    escpos_printer_set_fault(fixture->printer, ESCPOS_PRINTER_FAULT_NONE, 0);
    (void)escpos_printer_counts(fixture->printer); /* it catches up */
}

static void cups_prints_text(void **state)
{
    struct fixture *fixture = *state;
    char path[96];
    FILE *file;

    snprintf(path, sizeof(path), "%s/text", fixture->folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs("\x1b@Hello, printer.\n\x1b"
          "d\x0e\x1dV\x01",
          file);
    fclose(file);
    print_with_cups(fixture, path);
    assert_int_equal(escpos_printer_counts(fixture->printer).characters, 15);
    assert_int_equal(escpos_printer_counts(fixture->printer).pages, 1);
    assert_int_equal(escpos_printer_counts(fixture->printer).unknown, 0);
}

/* Others' bytes, our paper, zbar's eyes -------------------------------------------------------- */

static void assert_zbar_reads(struct fixture *fixture, const char *text)
{
    run(fixture, "zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable %s/receipt.png",
        fixture->folder);
    if (fixture->status != 0)
        fail_msg("zbarimg ended with %d: %s", fixture->status, fixture->output);
    fixture->output[strcspn(fixture->output, "\n")] = '\0';
    assert_string_equal(fixture->output, text);
}

static void reads_what_receiptline_wrote(void **state)
{
    struct fixture *fixture = *state;

    print_with_cups(fixture, "tests/vectors/escpos/receiptline.escpos");
    assert_int_equal(escpos_printer_counts(fixture->printer).pages, 1);
    assert_int_equal(escpos_printer_counts(fixture->printer).unknown, 0);
    assert_zbar_reads(fixture, "https://banshi.example/stranger/1");
}

static void reads_what_point_of_sale_wrote(void **state)
{
    struct fixture *fixture = *state;

    print_with_cups(fixture, "tests/vectors/escpos/point-of-sale.escpos");
    assert_int_equal(escpos_printer_counts(fixture->printer).pages, 1);
    assert_int_equal(escpos_printer_counts(fixture->printer).unknown, 0);
    assert_zbar_reads(fixture, "https://banshi.example/stranger/2");
}

static void no_passing(void *context)
{
    (void)context;
}

/* A page with a QR code, four dots a module, after twenty white rows. */
static struct printer_page draw_code(const char *text, uint8_t *rows)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    struct printer_page page = {.width_dots = 576, .rows = rows};

    assert_non_null(code);
    page.height_dots = (uint16_t)(40 + 4 * code->width);
    memset(rows, 0, 72u * page.height_dots);
    for (int y = 0; y < 4 * code->width; y++)
        for (int x = 0; x < 4 * code->width; x++)
            if ((code->data[y / 4 * code->width + x / 4] & 1) != 0)
                rows[(20 + y) * 72 + (40 + x) / 8] |= (uint8_t)(0x80 >> (40 + x) % 8);
    QRcode_free(code);
    return page;
}

static void zbar_reads_what_our_driver_printed(void **state)
{
    static const char text[] = "https://banshi.example/ours";
    static uint8_t rows[72 * 400];
    const struct printer_driver *driver = printer_driver_find("escpos-usb");
    struct fixture *fixture = *state;
    struct printer_page page = draw_code(text, rows);
    struct printer *printer = NULL;

    assert_int_equal(driver->open("usb:0416:5011", "", 2000, &printer), ERR_OK);
    assert_int_equal(driver->print(printer, &page, 6000, no_passing, NULL), ERR_OK);
    driver->close(printer);
    assert_zbar_reads(fixture, text);
}

/* Two owners from two worlds, one after the other, on one printer. */
static void shares_the_printer_with_cups(void **state)
{
    struct fixture *fixture = *state;

    print_with_cups(fixture, "tests/vectors/escpos/receiptline.escpos");
    zbar_reads_what_our_driver_printed(state);
    print_with_cups(fixture, "tests/vectors/escpos/point-of-sale.escpos");
    assert_zbar_reads(fixture, "https://banshi.example/stranger/2");
    assert_int_equal(escpos_printer_counts(fixture->printer).pages, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lsusb_reads_the_printer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lsusb_reads_the_card_readers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cups_finds_the_printer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cups_finds_the_kiosk_printer, set_up_kiosk, tear_down),
        cmocka_unit_test_setup_teardown(cups_prints_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_what_receiptline_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_what_point_of_sale_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zbar_reads_what_our_driver_printed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shares_the_printer_with_cups, set_up, tear_down)};

    return cmocka_run_group_tests_name("contract/clients", tests, NULL, NULL);
}
