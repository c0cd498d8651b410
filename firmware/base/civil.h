/* Civil time arithmetic, proleptic Gregorian, without the operating system. The kiosk lives in
 * Asia/Shanghai: UTC+8 all year, no daylight saving (GB/T 7408). The caller owns all memory. */
#ifndef BANSHI_BASE_CIVIL_H
#define BANSHI_BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIVIL_SHANGHAI_OFFSET_S 28800

struct civil {
    int32_t year;
    uint8_t month, day, hour, minute, second; /* month and day from 1 */
};

/* True for a date that the calendar has, years 1 to 9999. */
bool civil_is_date(int year, int month, int day);

/* Days since 1970-01-01 of a date that the calendar has. */
int64_t civil_days(int year, int month, int day);

/* Shanghai wall time of a UTC second count. */
struct civil civil_shanghai(int64_t utc_s);

/* "2026-11-22T21:40:05+08:00"; `out` holds CIVIL_TEXT_BYTES. */
#define CIVIL_TEXT_BYTES 26
void civil_format(int64_t utc_s, char *out);

/* The UTC second count of a moment written as "2026-11-22T21:40:05+08:00" or
 * "2026-11-22T13:40:05Z": GB/T 7408, one of these two and no more. False, with 0, for anything
 * else. */
bool civil_parse(const char *text, int64_t *out_utc_s);

#endif
