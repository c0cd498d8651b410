#include "tools/bench/wedge_scanner.h"

#include <errno.h>
#include <linux/input.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "firmware/base/check.h"
#include "tools/bench/hid_node.h"

#define LATE_MS 250
#define LATE_KEYS 4

enum fault {
#define WEDGE_SCANNER_FAULT(id, name, help) FAULT_##id,
#include "tools/bench/wedge_scanner_faults.def"
#undef WEDGE_SCANNER_FAULT
};

static const char *const fault_names[] = {
#define WEDGE_SCANNER_FAULT(id, name, help) name,
#include "tools/bench/wedge_scanner_faults.def"
#undef WEDGE_SCANNER_FAULT
};

struct wedge_scanner {
    struct code_scanner base;
    struct hid_node *node;
    char node_name[32];
};

/* The rows of a keyboard as they lie on the desk, from these key codes on. */
static const struct {
    uint16_t first;
    const char *plain, *shifted;
} rows[] = {{KEY_1, "1234567890-=", "!@#$%^&*()_+"},
            {KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
            {KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
            {KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
            {KEY_SPACE, " ", ""}};

static struct wedge_scanner *of(struct code_scanner *scanner)
{
    return (struct wedge_scanner *)scanner; /* the first member */
}

static bool has(struct wedge_scanner *scanner, enum fault fault)
{
    return atomic_load(&scanner->base.fault) == fault;
}

static void say(struct wedge_scanner *scanner, uint16_t type, uint16_t code, int32_t value)
{
    struct input_event event = {.type = type, .code = code, .value = value};
    struct timeval now;

    gettimeofday(&now, NULL);
    event.input_event_sec = now.tv_sec;
    event.input_event_usec = now.tv_usec;
    cdc_line_say(hid_node_line(scanner->node), &event, sizeof(event), 0);
}

/* A key goes down or up: its scan code, itself, and the end of the packet. */
static void move_key(struct wedge_scanner *scanner, uint16_t code, int32_t value)
{
    say(scanner, EV_MSC, MSC_SCAN, 0x70000 + code);
    say(scanner, EV_KEY, code, value);
    say(scanner, EV_SYN, SYN_REPORT, 0);
}

static void press(struct wedge_scanner *scanner, uint16_t code)
{
    move_key(scanner, code, 1);
    if (has(scanner, FAULT_REPEATED))
        move_key(scanner, code, 2);
    move_key(scanner, code, 0);
}

static void type(struct wedge_scanner *scanner, char character)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *plain = strchr(rows[i].plain, character);
        const char *shifted = strchr(rows[i].shifted, character);

        if (character == '\0' || (plain == NULL && shifted == NULL))
            continue;
        if (plain == NULL)
            move_key(scanner, KEY_LEFTSHIFT, 1);
        press(scanner, (uint16_t)(rows[i].first + (plain != NULL ? plain - rows[i].plain
                                                                 : shifted - rows[i].shifted)));
        if (plain == NULL)
            move_key(scanner, KEY_LEFTSHIFT, 0);
        return;
    }
}

static void misbehave_in_front(struct wedge_scanner *scanner)
{
    if (has(scanner, FAULT_CAPS))
        press(scanner, KEY_CAPSLOCK);
    if (has(scanner, FAULT_CONTROL)) {
        move_key(scanner, KEY_LEFTCTRL, 1);
        type(scanner, 'c');
        move_key(scanner, KEY_LEFTCTRL, 0);
    }
    if (has(scanner, FAULT_ALT_CODE)) {
        move_key(scanner, KEY_LEFTALT, 1);
        press(scanner, KEY_KP6);
        press(scanner, KEY_KP5);
        move_key(scanner, KEY_LEFTALT, 0);
    }
    if (has(scanner, FAULT_DROPPED))
        say(scanner, EV_SYN, SYN_DROPPED, 0);
}

static void type_code(struct wedge_scanner *scanner, const char *code, size_t size)
{
    misbehave_in_front(scanner);
    for (size_t i = 0; i < size; i++) {
        if (has(scanner, FAULT_LATE_REST) && i + LATE_KEYS == size)
            cdc_line_say(hid_node_line(scanner->node), "", 0, LATE_MS);
        type(scanner, code[i]);
    }
    if (!has(scanner, FAULT_NO_ENTER))
        press(scanner, KEY_ENTER);
}

static void scan(struct code_scanner *base, const char *code, size_t size)
{
    struct wedge_scanner *scanner = of(base);

    if (has(scanner, FAULT_SILENT))
        return;
    type_code(scanner, code, size);
    if (has(scanner, FAULT_DOUBLED))
        type_code(scanner, code, size);
}

static void set_bit(uint8_t *bits, size_t size, size_t bit)
{
    if (bit / 8 < size)
        bits[bit / 8] |= (uint8_t)(1 << bit % 8);
}

static long give_keys(struct wedge_scanner *scanner, uint8_t *bits, size_t size)
{
    memset(bits, 0, size);
    if (has(scanner, FAULT_MOUSE)) {
        set_bit(bits, size, BTN_LEFT);
        set_bit(bits, size, BTN_RIGHT);
        return (long)size;
    }
    for (size_t key = KEY_ESC; key <= KEY_F12; key++)
        set_bit(bits, size, key);
    return (long)size;
}

static long answer(void *context, unsigned long request, uint8_t *data)
{
    struct wedge_scanner *scanner = context;

    if (_IOC_TYPE(request) != 'E')
        return -ENOTTY;
    if (_IOC_NR(request) == 0x20 + EV_KEY)
        return give_keys(scanner, data, _IOC_SIZE(request));
    if (request != EVIOCGVERSION)
        return -EINVAL;
    *(int *)data = EV_VERSION;
    return 0;
}

static void changed(struct code_scanner *scanner)
{
    hid_node_refuse_grab(of(scanner)->node, has(of(scanner), FAULT_GRABBED));
}

static bool plug(struct code_scanner *scanner)
{
    return hid_node_plug(of(scanner)->node);
}

static void pull(struct code_scanner *scanner)
{
    hid_node_pull(of(scanner)->node);
}

static bool is_plugged(struct code_scanner *scanner)
{
    return cdc_line_is_plugged(hid_node_line(of(scanner)->node));
}

static void destroy(struct code_scanner *scanner)
{
    hid_node_destroy(of(scanner)->node);
    free(scanner);
}

bool wedge_scanner_is_grabbed(struct code_scanner *scanner)
{
    return hid_node_is_grabbed(of(scanner)->node);
}

struct code_scanner *wedge_scanner_create(struct plug_umockdev *bus, int number)
{
    struct wedge_scanner *scanner = calloc(1, sizeof(*scanner));

    if (scanner == NULL)
        return NULL;
    scanner->base.name = "wedge";
    scanner->base.faults = fault_names;
    scanner->base.fault_count = COUNT_OF(fault_names);
    scanner->base.scan = scan;
    scanner->base.plug = plug;
    scanner->base.pull = pull;
    scanner->base.is_plugged = is_plugged;
    scanner->base.changed = changed;
    scanner->base.destroy = destroy;
    snprintf(scanner->node_name, sizeof(scanner->node_name), "input/event%d", number);
    snprintf(scanner->base.port, sizeof(scanner->base.port), "evdev:/dev/input/event%d", number);
    scanner->node = hid_node_create(
        bus, &(struct hid_node_options){scanner->node_name, "input", answer, scanner});
    if (scanner->node != NULL && plug(&scanner->base))
        return &scanner->base;
    destroy(&scanner->base);
    return NULL;
}
