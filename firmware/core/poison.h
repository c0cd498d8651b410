/* Compiled into every file of the core before anything else (-include): what a pure state machine
 * must not touch does not even compile. `make check` holds the same promise against the symbol
 * lists, which also catch what is a common word and cannot be poisoned (time, clock, random). */
#ifndef BANSHI_CORE_POISON_H
#define BANSHI_CORE_POISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma GCC poison malloc calloc realloc free strdup alloca
#pragma GCC poison gettimeofday clock_gettime localtime gmtime
#pragma GCC poison rand srand getenv getpid
#pragma GCC poison printf fprintf snprintf sprintf puts fopen open read write close
#pragma GCC poison strcpy strcat strncpy sscanf

#endif
