#include "firmware/services/voice/numbers.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "firmware/base/check.h"

#define NUMBERS_COUNT_DIGITS_MAX 12 /* longer ones are never counted, only taken down */

static const char *const digit_names[] = {"ling2", "yi1",  "er4", "san1", "si4",
                                          "wu3",   "liu4", "qi1", "ba1",  "jiu3"};

/* What is counted, and whether two of it are 两 and one of it is a 一 whose tone changes; those that
 * zh-Hant writes otherwise stand at the end. */
struct unit {
    const char *text;
    bool counts;
};

static const struct unit units[] = {
    {"个", true},     {"天", true},    {"年级", false},   {"年", true},      {"月", false},
    {"日", false},    {"号楼", false}, {"号", false},     {"周年", false},   {"周岁", false},
    {"周", true},     {"小时", true},  {"时", true},      {"分钟", true},    {"分", true},
    {"秒", true},     {"刻", true},    {"点", true},      {"元", true},      {"块", true},
    {"角", true},     {"万", true},    {"亿", true},      {"千", true},      {"百", false},
    {"步", true},     {"项", true},    {"份", true},      {"次", true},      {"位", true},
    {"岁", true},     {"人", true},    {"名", true},      {"件", true},      {"张", true},
    {"页", true},     {"条", true},    {"款", true},      {"种", true},      {"类", true},
    {"版", false},    {"层", false},   {"楼", false},     {"栋", false},     {"幢", false},
    {"单元", false},  {"户", true},    {"套", true},      {"间", true},      {"米", true},
    {"平方", true},   {"公里", true},  {"公斤", true},    {"克", true},      {"吨", true},
    {"倍", true},     {"级", false},   {"折", false},     {"期", false},     {"批", true},
    {"家", true},     {"台", true},    {"本", true},      {"把", true},      {"笔", true},
    {"代", false},    {"格", true},    {"行", true},      {"字", true},      {"章", false},
    {"节", false},    {"门", true},    {"季度", false},   {"工作日", false}, {"寸", true},
    {"厘米", true},   {"毫米", true},  {"摄氏度", false}, {"度", false},     {"包", true},
    {"箱", true},     {"盒", true},    {"枚", true},      {"封", true},      {"句", true},
    {"遍", true},     {"群", true},    {"寸照片", true},  {"部", true},      {"处", true},
    {"平方米", true}, {"分之", false}, {"多", false},     {"余", false},     {"以上", false},
    {"以内", false},  {"以下", false}, {"個", true},      {"年級", false},   {"號樓", false},
    {"號", false},    {"週年", false}, {"週歲", false},   {"週", true},      {"小時", true},
    {"時", true},     {"分鐘", true},  {"點", true},      {"塊", true},      {"萬", true},
    {"億", true},     {"項", true},    {"歲", true},      {"張", true},      {"頁", true},
    {"條", true},     {"種", true},    {"類", true},      {"層", false},     {"樓", false},
    {"棟", false},    {"單元", false}, {"戶", true},      {"間", true},      {"噸", true},
    {"級", false},    {"筆", true},    {"節", false},     {"門", true},      {"攝氏度", false},
    {"處", true},     {"餘", false},   {"以內", false},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool begins(const char *at, const char *with)
{
    return strncmp(at, with, strlen(with)) == 0;
}

static size_t digits_at(const char *at)
{
    return strspn(at, "0123456789");
}

/* The longest unit that begins here, after spaces; NULL: none. */
static const struct unit *unit_at(const char *at)
{
    const struct unit *found = NULL;

    at += strspn(at, " ");
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (begins(at, units[i].text) &&
            (found == NULL || strlen(units[i].text) > strlen(found->text)))
            found = &units[i];
    return found;
}

/* A sign between the two ends of a range: its length, 0 when none is here. */
static size_t range_at(const char *at)
{
    static const char *const signs[] = {"-", "~", "～", "—", "–"};

    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (begins(at, signs[i]))
            return strlen(signs[i]);
    return 0;
}

size_t numbers_group(size_t total, size_t left)
{
    if (total == 18)
        return left == 18 ? 6 : 4;
    if (total == 11)
        return left == 11 ? 3 : 4;
    if (total <= 5)
        return left;
    if (left == 5 || left == 6) /* no single digit is left over at the end */
        return 3;
    return left < 4 ? left : 4;
}

/* ---- taken down: digit by digit ---- */

static void say_digit(struct reading *out, char digit)
{
    reading_add(out, digit == '1' ? "yao1" : digit_names[digit - '0']);
}

/* One run of letters and digits; digits in groups, and a pause where letters meet digits. */
static void say_run(const char *at, size_t length, struct reading *out)
{
    size_t total, left;

    while (length > 0) {
        total = left = 0;
        while (left < length && (is_digit(at[left]) || (left == 17 && at[left] == 'X')))
            left++;
        total = left;
        for (size_t group = 0; left > 0; left -= group, length -= group, at += group) {
            group = numbers_group(total, left);
            for (size_t i = 0; i < group; i++)
                if (is_digit(at[i]))
                    say_digit(out, at[i]);
                else
                    reading_add(out, "X");
            if (length > group)
                reading_pause(out, '|');
        }
        for (; length > 0 && !is_digit(*at); at++, length--)
            if (is_letter(*at))
                reading_add(out, (char[]){(char)(*at & ~0x20), '\0'});
        if (total == 0 && length > 0)
            reading_pause(out, '|');
    }
}

/* How far an identifier goes: runs of letters and digits joined by single hyphens or spaces between
 * digits. */
static size_t identifier_at(const char *at)
{
    size_t length = 0;

    while (is_digit(at[length]) || is_letter(at[length]) ||
           (length > 0 && (at[length] == '-' || at[length] == ' ') && is_digit(at[length - 1]) &&
            is_digit(at[length + 1])))
        length++;
    return length;
}

static size_t read_identifier(const char *at, struct reading *out)
{
    size_t length = identifier_at(at), begin = 0;

    for (size_t end = 0; end <= length; end++) {
        if (end < length && at[end] != '-' && at[end] != ' ')
            continue;
        say_run(at + begin, end - begin, out);
        if (end < length)
            reading_pause(out, '|');
        begin = end + 1;
    }
    return length;
}

/* ---- counted ---- */

/* 0 to 9999 inside a larger number; `first` when nothing was said of the number yet. */
static void say_thousands(unsigned number, bool first, struct reading *out)
{
    static const char *const names[] = {"qian1", "bai3", "shi2"};
    bool gap = false;

    for (unsigned place = 1000, i = 0; place > 0; place /= 10, i++) {
        unsigned digit = number / place % 10;

        if (digit == 0) {
            gap = true;
            continue;
        }
        if (gap && !first)
            reading_add(out, "ling2");
        if (digit == 2 && place == 1000)
            reading_add(out, "liang3");
        else if (!(digit == 1 && place == 10 && first))
            reading_add(out, digit_names[digit]);
        if (place > 1)
            reading_add(out, names[i]);
        gap = first = false;
    }
}

static void say_number(uint64_t number, struct reading *out)
{
    static const struct {
        uint64_t size;
        const char *name;
    } parts[] = {{100000000, "yi4"}, {10000, "wan4"}, {1, NULL}};
    bool first = true, after_gap = false;

    if (number == 0)
        reading_add(out, "ling2");
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        unsigned part = (unsigned)(number / parts[i].size % 10000);

        if (part == 0) {
            after_gap = !first;
            continue;
        }
        if (after_gap && part >= 1000)
            reading_add(out, "ling2");
        if (part == 2 && parts[i].name != NULL)
            reading_add(out, "liang3");
        else
            say_thousands(part, first, out);
        if (parts[i].name != NULL)
            reading_add(out, parts[i].name);
        first = after_gap = false;
    }
}

/* A counted number as it is written: "1,234.50". */
struct amount {
    uint64_t whole;
    size_t digits;       /* of the whole part */
    const char *decimal; /* after the point */
    size_t decimals;
    size_t length; /* of all of it */
};

/* Groups of three behind commas belong to the number. */
static bool is_comma_group(const char *at)
{
    return at[0] == ',' && digits_at(at + 1) == 3;
}

static struct amount amount_at(const char *at)
{
    struct amount amount = {0};
    size_t i = 0;

    while (is_digit(at[i]) || (i > 0 && is_comma_group(at + i))) {
        if (is_digit(at[i])) {
            if (amount.digits < NUMBERS_COUNT_DIGITS_MAX)
                amount.whole = amount.whole * 10 + (uint64_t)(at[i] - '0');
            amount.digits++;
        }
        i++;
    }
    if (at[i] == '.' && is_digit(at[i + 1])) {
        amount.decimal = at + i + 1;
        amount.decimals = digits_at(amount.decimal);
        i += 1 + amount.decimals;
    }
    amount.length = i;
    return amount;
}

/* A whole number before its unit: 两 of what is counted; 一 changes its tone. */
static void say_count(uint64_t number, bool counts, struct reading *out)
{
    if (counts && number == 2)
        reading_add(out, "liang3");
    else if (counts && number == 1)
        reading_add_changing(out, "yi1");
    else
        say_number(number, out);
}

static void say_decimal(const struct amount *amount, struct reading *out)
{
    say_number(amount->whole, out);
    reading_add(out, "dian3");
    for (size_t i = 0; i < amount->decimals; i++)
        reading_add(out, digit_names[amount->decimal[i] - '0']);
}

/* Money in yuan; two decimals are 角 and 分. */
static void say_money(const struct amount *amount, struct reading *out)
{
    int jiao = 0, fen = 0;

    if (amount->decimals == 2) {
        jiao = amount->decimal[0] - '0';
        fen = amount->decimal[1] - '0';
    } else if (amount->decimals > 0) {
        say_decimal(amount, out);
        reading_add(out, "yuan2");
        return;
    }
    if (amount->whole > 0 || (jiao == 0 && fen == 0)) {
        say_count(amount->whole, true, out);
        reading_add(out, "yuan2");
    }
    if (jiao > 0) {
        reading_add(out, digit_names[jiao]);
        reading_add(out, "jiao3");
    } else if (fen > 0 && amount->whole > 0) {
        reading_add(out, "ling2");
    }
    if (fen > 0) {
        reading_add(out, digit_names[fen]);
        reading_add(out, "fen1");
    }
}

/* ---- dates and times ---- */

static unsigned small_at(const char *at, size_t count)
{
    unsigned number = 0;

    for (size_t i = 0; i < count; i++)
        number = number * 10 + (unsigned)(at[i] - '0');
    return number;
}

static void say_year(const char *at, struct reading *out)
{
    for (int i = 0; i < 4; i++)
        reading_add(out, digit_names[at[i] - '0']);
}

/* "2026-11-22", "2026/11/22", "2026.11.22", and with a hyphen "2026-11". */
static size_t read_date(const char *at, struct reading *out)
{
    unsigned year, month;
    bool has_day;

    if (digits_at(at) != 4 || strchr("-/.", at[4]) == NULL || at[4] == '\0' ||
        digits_at(at + 5) != 2)
        return 0;
    year = small_at(at, 4);
    month = small_at(at + 5, 2);
    has_day = at[7] == at[4] && digits_at(at + 8) == 2;
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || (!has_day && at[4] != '-') ||
        (!has_day && at[7] == '-'))
        return 0;
    say_year(at, out);
    reading_add(out, "nian2");
    say_number(month, out);
    reading_add(out, "yue4");
    if (!has_day)
        return 7;
    say_number(small_at(at + 8, 2), out);
    reading_add(out, "ri4");
    return 10;
}

/* "8:30", "21:40", "08:05:09". */
static size_t read_time(const char *at, struct reading *out)
{
    size_t hours = digits_at(at), length = hours + 3;
    unsigned hour, minute;

    if (hours < 1 || hours > 2 || at[hours] != ':' || digits_at(at + hours + 1) != 2)
        return 0;
    hour = small_at(at, hours);
    minute = small_at(at + hours + 1, 2);
    if (hour > 24 || minute > 59)
        return 0;
    say_count(hour, hour == 2, out);
    reading_add(out, "dian3");
    if (minute > 0 && minute < 10)
        reading_add(out, "ling2");
    if (minute > 0) {
        say_number(minute, out);
        reading_add(out, "fen1");
    }
    if (at[length] == ':' && digits_at(at + length + 1) == 2) {
        say_number(small_at(at + length + 1, 2), out);
        reading_add(out, "miao3");
        length += 3;
    }
    return length;
}

/* ---- what it is ---- */

/* The end of a range follows: 到, and the sign is taken. Between plain digits the sign is part of an
 * identifier unless something countable stands behind. */
static size_t read_range(const char *at, bool certain, struct reading *out)
{
    size_t sign = range_at(at);
    struct amount next;

    if (sign == 0 || !is_digit(at[sign]))
        return 0;
    next = amount_at(at + sign);
    if (!certain && (unit_at(at + sign + next.length) == NULL || next.digits > 4))
        return 0;
    reading_add(out, "dao4");
    return sign;
}

/* True for digits that are counted, not taken down. */
static bool is_counted(const char *at, const struct amount *amount, bool ordinal)
{
    size_t digits = digits_at(at);
    const struct unit *unit = unit_at(at + amount->length);
    bool long_label = unit != NULL && amount->digits > 4 &&
                      (begins(unit->text, "号") || begins(unit->text, "號"));

    if (amount->digits > NUMBERS_COUNT_DIGITS_MAX)
        return false;
    if (amount->decimals > 0 || digits < amount->digits)
        return true;
    if (digits > 1 && at[0] == '0' && !(unit != NULL && digits == 2))
        return false;
    return (unit != NULL && !long_label) || ordinal || digits <= 2;
}

static size_t read_counted(const char *at, const struct amount *amount, bool ordinal,
                           struct reading *out)
{
    const char *end = at + amount->length;
    const struct unit *unit = unit_at(end);

    if (amount->decimals > 0 && begins(end, "元")) {
        say_money(amount, out);
        return amount->length + strlen("元");
    }
    if (amount->decimals > 0)
        say_decimal(amount, out);
    else if (amount->digits == 4 && unit != NULL && strcmp(unit->text, "年") == 0 &&
             end[-1] != ',' && small_at(at, 4) >= 1000)
        say_year(at, out);
    else
        say_count(amount->whole, unit != NULL && unit->counts && !ordinal, out);
    return amount->length + read_range(end, false, out);
}

static size_t read_percent(const struct amount *amount, struct reading *out)
{
    reading_add_all(out, "bai3 fen1 zhi1");
    if (amount->decimals > 0)
        say_decimal(amount, out);
    else
        say_number(amount->whole, out);
    return amount->length + 1;
}

static bool is_ordinal(const char *text, const char *at)
{
    const size_t length = strlen("第");

    return (size_t)(at - text) >= length && memcmp(at - length, "第", length) == 0;
}

static bool is_code(const char *at)
{
    size_t length = identifier_at(at), digits = 0, letters = 0;

    for (size_t i = 0; i < length; i++) {
        digits += is_digit(at[i]);
        letters += is_letter(at[i]);
    }
    return digits > 0 && letters > 0;
}

static size_t read_digits(const char *text, const char *at, struct reading *out)
{
    struct amount amount = amount_at(at);
    bool ordinal = is_ordinal(text, at);
    size_t length = read_date(at, out);

    if (length > 0)
        return length + read_range(at + length, true, out);
    length = read_time(at, out);
    if (length > 0)
        return length + read_range(at + length, true, out);
    if (at[amount.length] == '%' && amount.digits <= NUMBERS_COUNT_DIGITS_MAX)
        return read_percent(&amount, out);
    if (range_at(at + amount.length) > 0 && amount.digits <= 4 && at[0] != '0') {
        /* "3-5个": both ends are counted by the unit behind the second. */
        size_t sign = range_at(at + amount.length);
        struct amount next = amount_at(at + amount.length + sign);

        if (next.length > 0 && next.digits <= 4 &&
            unit_at(at + amount.length + sign + next.length) != NULL)
            return read_counted(at, &amount, ordinal, out);
    }
    if (is_counted(at, &amount, ordinal))
        return read_counted(at, &amount, ordinal, out);
    return read_identifier(at, out);
}

size_t numbers_read(const char *text, const char *at, struct reading *out)
{
    const size_t sign = strlen("¥");
    struct amount amount;

    if (begins(at, "¥") && is_digit(at[sign])) {
        amount = amount_at(at + sign);
        if (amount.digits > NUMBERS_COUNT_DIGITS_MAX)
            return 0;
        say_money(&amount, out);
        return sign + amount.length;
    }
    if ((is_digit(*at) || is_letter(*at)) && is_code(at))
        return read_identifier(at, out);
    return is_digit(*at) ? read_digits(text, at, out) : 0;
}
