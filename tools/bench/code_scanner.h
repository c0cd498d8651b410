/* What the virtual scanners have in common: a person holds a code before one, it misbehaves by
 * name, it is pulled out and put back. A model keeps this as its first member and fills in the
 * functions; the bench and the tests know only this. The functions may be called from any one
 * thread. */
#ifndef BANSHI_TOOLS_BENCH_CODE_SCANNER_H
#define BANSHI_TOOLS_BENCH_CODE_SCANNER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define CODE_SCANNER_PORT_BYTES 192

struct code_scanner {
    const char *name;                   /* of the driver that it is made for: "hidpos" */
    char port[CODE_SCANNER_PORT_BYTES]; /* where that driver finds it */
    const char *const *faults;          /* their names; the first is "none" */
    size_t fault_count;
    atomic_size_t fault;    /* the present one, an index */
    atomic_uint scan_count; /* codes it has been shown while plugged in */

    void (*scan)(struct code_scanner *scanner, const char *code, size_t size_bytes);
    bool (*plug)(struct code_scanner *scanner);
    void (*pull)(struct code_scanner *scanner);
    bool (*is_plugged)(struct code_scanner *scanner);
    void (*changed)(struct code_scanner *scanner); /* the fault was; or NULL */
    void (*destroy)(struct code_scanner *scanner);
};

/* Frees a scanner of any model. NULL is allowed. */
void code_scanner_destroy(struct code_scanner *scanner);

/* Holds a code before the scanner: any bytes. */
void code_scanner_scan(struct code_scanner *scanner, const char *code, size_t size_bytes);

/* By the name in the model's .def file; false when it has no such fault. */
bool code_scanner_set_fault_name(struct code_scanner *scanner, const char *name);

/* True when the present fault is the one of this name. */
bool code_scanner_has_fault(struct code_scanner *scanner, const char *name);

/* Carries out a line of the bench that was split into words, and writes one line without newline:
 * "ok", "ok WORDS" or "error WORDS". Returns 0 for ok. The lines:
 *
 *   scan TEXT | fault NAME | unplug | plug | state | help            */
int code_scanner_command(struct code_scanner *scanner, const char *const *words, size_t count,
                         char *out_answer, size_t size_bytes);

#endif
