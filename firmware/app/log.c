#include "firmware/app/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware/app/clock.h"
#include "firmware/base/civil.h"

#define LOG_LINE_BYTES 400

static const char *log_name = "banshi";

void log_open(const char *name)
{
    log_name = name;
}

void log_line(const char *format, ...)
{
    char line[LOG_LINE_BYTES], when[CIVIL_TEXT_BYTES];
    va_list arguments;
    size_t length;

    civil_format(clock_wall_s(), when);
    snprintf(line, sizeof(line), "%s %s: ", when, log_name);
    length = strlen(line);
    va_start(arguments, format);
    vsnprintf(line + length, sizeof(line) - length - 1, format, arguments);
    va_end(arguments);
    length = strlen(line);
    line[length++] = '\n';
    if (write(STDERR_FILENO, line, length) < 0)
        return; /* nobody is left to be told */
}
