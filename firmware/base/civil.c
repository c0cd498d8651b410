#include "firmware/base/civil.h"

#include <string.h>

#include "firmware/base/text.h"

bool civil_is_date(int year, int month, int day)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

/* H. Hinnant, "chrono-compatible low-level date algorithms": days_from_civil. */
int64_t civil_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The same source: civil_from_days. */
struct civil civil_shanghai(int64_t utc_s)
{
    int64_t local = utc_s + CIVIL_SHANGHAI_OFFSET_S;
    int64_t days = local / 86400 - (local % 86400 < 0);
    int64_t seconds = local - days * 86400;
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    struct civil out;

    out.day = (uint8_t)(of_year - (153 * month + 2) / 5 + 1);
    out.month = (uint8_t)(month < 10 ? month + 3 : month - 9);
    out.year = (int32_t)(year + era * 400 + (out.month <= 2));
    out.hour = (uint8_t)(seconds / 3600);
    out.minute = (uint8_t)(seconds / 60 % 60);
    out.second = (uint8_t)(seconds % 60);
    return out;
}

void civil_format(int64_t utc_s, char *out)
{
    struct civil at = civil_shanghai(utc_s);
    const struct {
        uint32_t value;
        int width;
        const char *after;
    } fields[] = {{(uint32_t)at.year, 4, "-"}, {at.month, 2, "-"},  {at.day, 2, "T"},
                  {at.hour, 2, ":"},           {at.minute, 2, ":"}, {at.second, 2, "+08:00"}};

    out[0] = '\0';
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        text_append_number(out, CIVIL_TEXT_BYTES, fields[i].value, fields[i].width);
        text_append(out, CIVIL_TEXT_BYTES, fields[i].after);
    }
}

/* Reads digits where `form` has a '0' and demands every other character as it is. */
static bool read_form(const char *text, const char *form, int out_fields[6])
{
    int field = 0;

    for (; *form != '\0'; form++, text++) {
        if (*form == '0') {
            if (*text < '0' || *text > '9')
                return false;
            out_fields[field] = out_fields[field] * 10 + *text - '0';
        } else if (*text != *form) {
            return false;
        } else {
            field++;
        }
    }
    return true;
}

bool civil_parse(const char *text, int64_t *out_utc_s)
{
    static const char form[] = "0000-00-00T00:00:00";
    int at[6] = {0}; /* year, month, day, hour, minute, second */
    const char *zone = text + sizeof(form) - 1;
    bool utc;

    *out_utc_s = 0;
    if (!read_form(text, form, at) || !civil_is_date(at[0], at[1], at[2]) || at[3] > 23 ||
        at[4] > 59 || at[5] > 59)
        return false;
    utc = zone[0] == 'Z' && zone[1] == '\0';
    if (!utc && strcmp(zone, "+08:00") != 0)
        return false;
    *out_utc_s = civil_days(at[0], at[1], at[2]) * 86400 + at[3] * 3600 + at[4] * 60 + at[5] -
                 (utc ? 0 : CIVIL_SHANGHAI_OFFSET_S);
    return true;
}
