#include "tools/lint/lint_report.h"

#include <stdarg.h>

void lint_report_add(struct lint_report *report, const char *where, const char *format, ...)
{
    va_list arguments;

    fprintf(report->to, "banshi-lint: %s: ", where);
    va_start(arguments, format);
    vfprintf(report->to, format, arguments);
    va_end(arguments);
    fputc('\n', report->to);
    report->count++;
}
