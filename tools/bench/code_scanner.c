#include "tools/bench/code_scanner.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void code_scanner_destroy(struct code_scanner *scanner)
{
    if (scanner != NULL)
        scanner->destroy(scanner);
}

void code_scanner_scan(struct code_scanner *scanner, const char *code, size_t size_bytes)
{
    if (!scanner->is_plugged(scanner))
        return;
    atomic_fetch_add(&scanner->scan_count, 1);
    scanner->scan(scanner, code, size_bytes);
}

bool code_scanner_set_fault_name(struct code_scanner *scanner, const char *name)
{
    for (size_t i = 0; i < scanner->fault_count; i++)
        if (strcmp(scanner->faults[i], name) == 0) {
            atomic_store(&scanner->fault, i);
            if (scanner->changed != NULL)
                scanner->changed(scanner);
            return true;
        }
    return false;
}

bool code_scanner_has_fault(struct code_scanner *scanner, const char *name)
{
    return strcmp(scanner->faults[atomic_load(&scanner->fault)], name) == 0;
}

static int answer(char *out, size_t size_bytes, int result, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int answer(char *out, size_t size_bytes, int result, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(out, size_bytes, format, values);
    va_end(values);
    return result;
}

static int answer_state(struct code_scanner *scanner, char *out, size_t size_bytes)
{
    return answer(out, size_bytes, 0, "ok %s, fault %s, %u codes shown",
                  scanner->is_plugged(scanner) ? "plugged" : "unplugged",
                  scanner->faults[atomic_load(&scanner->fault)], atomic_load(&scanner->scan_count));
}

static int answer_help(struct code_scanner *scanner, char *out, size_t size_bytes)
{
    size_t length;

    answer(out, size_bytes, 0, "ok scan TEXT | unplug | plug | state | fault");
    for (size_t i = 0; i < scanner->fault_count; i++) {
        length = strlen(out);
        snprintf(out + length, size_bytes - length, " %s", scanner->faults[i]);
    }
    return 0;
}

int code_scanner_command(struct code_scanner *scanner, const char *const *words, size_t count,
                         char *out_answer, size_t size_bytes)
{
    const char *verb = count > 0 ? words[0] : "state";

    if (strcmp(verb, "state") == 0 && count <= 1)
        return answer_state(scanner, out_answer, size_bytes);
    if (strcmp(verb, "help") == 0 && count == 1)
        return answer_help(scanner, out_answer, size_bytes);
    if (strcmp(verb, "scan") == 0 && count == 2) {
        if (!scanner->is_plugged(scanner))
            return answer(out_answer, size_bytes, 1, "error unplugged");
        code_scanner_scan(scanner, words[1], strlen(words[1]));
        return answer(out_answer, size_bytes, 0, "ok");
    }
    if (strcmp(verb, "fault") == 0 && count == 2) {
        if (!code_scanner_set_fault_name(scanner, words[1]))
            return answer(out_answer, size_bytes, 1, "error no such fault: %s", words[1]);
        return answer(out_answer, size_bytes, 0, "ok");
    }
    if (strcmp(verb, "unplug") == 0 && count == 1 && scanner->is_plugged(scanner)) {
        scanner->pull(scanner);
        return answer(out_answer, size_bytes, 0, "ok");
    }
    if (strcmp(verb, "plug") == 0 && count == 1 && scanner->plug(scanner))
        return answer(out_answer, size_bytes, 0, "ok");
    return answer(out_answer, size_bytes, 1, "error cannot do that: %s", verb);
}
