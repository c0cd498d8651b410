/* CHECK: a programmer's promise, kept in release builds too. When it is broken the process stops
 * at once; the supervisor starts it again. Never used for what a person, device or network does. */
#ifndef BANSHI_BASE_CHECK_H
#define BANSHI_BASE_CHECK_H

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            check_failed(__FILE__, __LINE__, #condition);                                          \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Stops the process. Each program links one definition: the firmware writes the line to stderr and
 * aborts (firmware/app/check.c); the simulator records a violation of C10 first. */
__attribute__((noreturn)) void check_failed(const char *file, int line, const char *condition);

#endif
