/* Certificates on their way to the A4 printer: whatever fonts a certificate takes along, it gets
 * into a sealed file and is read from it again. The working directory is the root of the
 * repository. */
#include "firmware/app/kiosk_pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/pages_message.h"
#include "firmware/services/catalogue/words.h"

static struct words *words;
static struct texts texts;

/* With this number cairo keeps every subroutine of a font: the document takes 1.4 MB, not 0.6. */
static const struct certificate heavy = {
    .title = "住房公积金缴存证明",
    .number = "GJJ-LF26112200010",
    .issuer = "市住房公积金中心",
    .date = "2026年11月22日",
    .code = "USWA-L2DB-F7RA-CUQL",
    .verify = "https://verify.example.gov.cn/c/USWAL2DBF7RACUQL",
    .body = "兹证明王秀英（公民身份号码11010519491231002X）在本中心缴存住房公积金。",
    .row_count = 1,
    .rows = {{"公民身份号码", "11010519491231002X"}}};

static void sealed_and_read(const struct certificate *certificate)
{
    struct pages_message message;
    struct channel_memory memory;
    int file;

    assert_int_equal(kiosk_pages_seal(certificate, &texts, "阳光街道便民服务站", &file), ERR_OK);
    assert_int_equal(channel_open_memory(file, &memory), ERR_OK);
    memcpy(&message, memory.bytes, sizeof(message));
    assert_int_equal(message.pages, kiosk_pages_count(certificate, &texts));
    assert_memory_equal(memory.bytes + sizeof(message), "%PDF", 4);
    channel_close_memory(&memory);
}

static void heavy_fonts_get_through(void **state)
{
    (void)state;
    sealed_and_read(&heavy);
}

static void the_longest_gets_through(void **state)
{
    struct certificate longest = heavy;

    (void)state;
    for (size_t at = 0; at + 3 < sizeof(longest.body); at += 3)
        memcpy(longest.body + at, "证", 3);
    longest.row_count = CERTIFICATE_ROWS_MAX;
    for (size_t i = 1; i < CERTIFICATE_ROWS_MAX; i++)
        longest.rows[i] = longest.rows[0];
    assert_true(kiosk_pages_count(&longest, &texts) >= 2);
    sealed_and_read(&longest);
}

static int open_words(void **state)
{
    char why[WORDS_WHY_BYTES];

    (void)state;
    if (words_open("assets/words", why, &words) != ERR_OK)
        return -1;
    words_texts(words, &texts);
    return 0;
}

static int close_words(void **state)
{
    (void)state;
    words_close(words);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(heavy_fonts_get_through),
                                       cmocka_unit_test(the_longest_gets_through)};

    return cmocka_run_group_tests(tests, open_words, close_words);
}
