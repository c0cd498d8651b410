/* Identify: is this number one of those that government numbers can be, and how is it written
 * properly? Pure functions over text from a person, a card or a file: no clock, no heap, any
 * process. The caller owns all memory; what is normalised is as personal as what was given, so the
 * caller wipes it.
 *
 * Before a number is judged it is put in order: full-width forms become ASCII, small letters become
 * capitals, blanks (space, no-break space, ideographic space) go. The verdict says what had to be
 * done; when several things were, the first of WIDTH, UPPER, plain NORMALISE is named. */
#ifndef BANSHI_BASE_IDENTIFY_H
#define BANSHI_BASE_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Holds every normalised number with its NUL; longer input is BAD. */
#define IDENTIFY_TEXT_BYTES 128

enum identify_kind {
    IDENTIFY_ID,   /* 公民身份号码, GB 11643-1999: 18 characters, check ISO 7064 MOD 11-2 */
    IDENTIFY_USCC, /* 统一社会信用代码, GB 32100-2015; its inner 9 also GB 11714 */
    IDENTIFY_CERT_ID, /* 电子证照标识: 1.2.156.3005.2.<4 fields>.<check>, ISO 7064 MOD 37,36 */
    IDENTIFY_MOBILE,  /* 11 digits, 1[3-9]; hyphens and a leading +86 or 0086 also go */
    IDENTIFY_ITEM31,  /* 实施编码, GB/T 39554.1-2020: 18 USCC, 1 level (1 to 6), 12 digits */
    IDENTIFY_S10,     /* parcel, UPU S10: 2 letters, 8 digits, 1 check digit, 2 letters */
    IDENTIFY_KIND_COUNT
};

enum identify_verdict {
    IDENTIFY_OK,                 /* right, and written as it should be */
    IDENTIFY_OK_NORMALISE,       /* right after blanks, hyphens or +86 were taken out */
    IDENTIFY_OK_NORMALISE_UPPER, /* right after small letters were made capitals */
    IDENTIFY_OK_NORMALISE_WIDTH, /* right after full-width characters were made ASCII */
    IDENTIFY_BAD,                /* wrong length or shape; also the empty text */
    IDENTIFY_BAD_CHAR,           /* a character that cannot stand (there), or malformed UTF-8 */
    IDENTIFY_BAD_CHECK,          /* the check character does not fit: mistyped */
    IDENTIFY_BAD_DATE,           /* no such day, before 1850, or after today */
    IDENTIFY_BAD_REGION,         /* no such province prefix */
    IDENTIFY_LEGACY15,           /* a well-formed 15-digit ID number of before 1999: explain */
    IDENTIFY_VERDICT_COUNT
};

/* A number and the day it is judged on. `text` need not end with NUL: a NUL within `length` is a
 * character like another (BAD_CHAR). `year` 0: any date of birth from 1850 on will do. */
struct identify_input {
    const char *text;
    size_t length; /* bytes */
    int year, month, day;
};

/* One function a kind. `out_text` holds `size_bytes` and gets the normalised number when the
 * verdict is an OK or LEGACY15, else an empty text; NULL with 0 when only the verdict is wanted. A
 * buffer too small for the number (19 bytes for ID and USCC, 12 for MOBILE, 32 for ITEM31, 14 for
 * S10, IDENTIFY_TEXT_BYTES for CERT_ID) is a programmer's error. */
enum identify_verdict identify_id(const struct identify_input *in, char *out_text,
                                  size_t size_bytes);
enum identify_verdict identify_uscc(const struct identify_input *in, char *out_text,
                                    size_t size_bytes);
enum identify_verdict identify_cert_id(const struct identify_input *in, char *out_text,
                                       size_t size_bytes);
enum identify_verdict identify_mobile(const struct identify_input *in, char *out_text,
                                      size_t size_bytes);
enum identify_verdict identify_item31(const struct identify_input *in, char *out_text,
                                      size_t size_bytes);
enum identify_verdict identify_s10(const struct identify_input *in, char *out_text,
                                   size_t size_bytes);

/* The same by kind. */
enum identify_verdict identify_check_input(enum identify_kind kind, const struct identify_input *in,
                                           char *out_text, size_t size_bytes);

/* The same for a NUL-terminated text, with no upper bound for dates. */
enum identify_verdict identify_check(enum identify_kind kind, const char *text, char *out_text,
                                     size_t size_bytes);

/* True for the four OKs. */
bool identify_is_ok(enum identify_verdict verdict);

/* "ok_normalise_upper"; "?" for what is no verdict. Static memory. */
const char *identify_verdict_name(enum identify_verdict verdict);

/* "cert_id", and back (IDENTIFY_KIND_COUNT: unknown). Static memory. */
const char *identify_kind_name(enum identify_kind kind);
enum identify_kind identify_kind_find(const char *name);

#endif
