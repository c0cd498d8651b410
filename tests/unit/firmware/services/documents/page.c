/* Certificates as A4 pages. What is in the file is told by poppler and zbar, not by the painter. */
#include "firmware/services/documents/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <cairo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firmware/base/check.h"

#define WIDTH_PX 840 /* 4 dots to the millimetre */
#define DOTS_PER_MM 4
#define SQUARE_PX 16
#define ANSWER_BYTES 16384
#define QR_TEXT "https://gov.example/v?c=1.2.156.3005.2.0042"

static const struct page_certificate sample = {
    .language = "zh-Hans",
    .title = "居住证明",
    .number = "编号:示居证〔2026〕0042号",
    .rows = {{"姓名", "张三"},
             {"公民身份号码", "11010519491231002X"},
             {"居住地址", "示范省示范市示范区示范街道示范社区示范路100号示范花园3栋2单元1201室"},
             {"居住期限", "2021年6月1日至2026年11月22日"}},
    .row_count = 4,
    .paragraphs = {"兹证明上述人员在本辖区居住,已办理居住登记,情况属实。",
                   "本证明由政务服务自助终端依据电子证照生成,自出具之日起三十日内有效。"},
    .paragraph_count = 2,
    .issuer = "示范市示范区分局",
    .date = "2026年11月22日",
    .seal_note = "电子印章以电子证照为准",
    .qr = QR_TEXT,
    .verify = "扫码核验真伪",
    .site = "示范区政务服务中心 3号机",
    .page_of = "第{page}页,共{pages}页"};

/* Rows that take three lines each and paragraphs enough for several pages. */
static struct page_certificate long_sample(void)
{
    static char address[1024], words[2048];
    struct page_certificate certificate = sample;

    address[0] = words[0] = '\0';
    for (int i = 0; i < 3; i++)
        strcat(address, sample.rows[2].value);
    for (int i = 0; i < 8; i++)
        strcat(words, sample.paragraphs[i % 2]);
    certificate.row_count = PAGE_ROWS_MAX;
    certificate.paragraph_count = PAGE_PARAGRAPHS_MAX;
    for (int i = 0; i < PAGE_ROWS_MAX; i++)
        certificate.rows[i] = (struct page_row){"居住地址", address};
    for (int i = 0; i < PAGE_PARAGRAPHS_MAX; i++)
        certificate.paragraphs[i] = words;
    return certificate;
}

/* Keeps the document in a file, runs a command on it ("%s" is its path) and returns its words. */
static const char *ask(const struct page_document *document, const char *form)
{
    static char answer[ANSWER_BYTES];
    char path[] = "/tmp/page-XXXXXX", command[512];
    int file = mkstemp(path);
    FILE *pipe;

    assert_true(file >= 0);
    assert_int_equal(write(file, document->bytes, document->size_bytes), document->size_bytes);
    close(file);
    snprintf(command, sizeof(command), form, path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    answer[fread(answer, 1, sizeof(answer) - 1, pipe)] = '\0';
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
    return answer;
}

static struct page_document pdf_of(const struct page_certificate *certificate)
{
    struct page_document document;

    assert_int_equal(page_certificate_pdf(certificate, &document), ERR_OK);
    return document;
}

/* The number of sheets is known before, and a stranger counts the same. */
static void test_count(void **state)
{
    const struct page_certificate certificates[] = {sample, long_sample()};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(certificates); i++) {
        struct page_document document = pdf_of(&certificates[i]);
        char line[32];
        uint16_t pages;

        assert_int_equal(page_certificate_count(&certificates[i], &pages), ERR_OK);
        assert_int_equal(document.pages, pages);
        assert_true(i == 0 ? pages == 1 : pages > 3);
        snprintf(line, sizeof(line), "Pages:           %u\n", pages);
        assert_non_null(strstr(ask(&document, "pdfinfo %s"), line));
        page_free(&document);
        assert_null(document.bytes);
    }
}

static void test_size_and_fonts(void **state)
{
    struct page_document document = pdf_of(&sample);
    const char *fonts;

    (void)state;
    assert_non_null(strstr(ask(&document, "pdfinfo %s"), "595.276 x 841.89 pts (A4)"));
    fonts = ask(&document, "pdffonts %s");
    assert_non_null(strstr(fonts, "NotoSerifCJKsc-Bold"));
    assert_null(strstr(fonts, " no  yes")); /* one that is not embedded */
    page_free(&document);
}

/* Equal certificates give equal bytes; the file knows no time, author or title. */
static void test_nothing_but_the_text(void **state)
{
    struct page_document first = pdf_of(&sample), second;
    const char *info;

    (void)state;
    sleep(1);
    second = pdf_of(&sample);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_memory_equal(first.bytes, second.bytes, first.size_bytes);
    info = ask(&first, "pdfinfo %s");
    assert_null(strstr(info, "CreationDate"));
    assert_null(strstr(info, "Title"));
    assert_null(strstr(info, "Author"));
    page_free(&first);
    page_free(&second);
}

static void test_words(void **state)
{
    static const char *const words[] = {"居住证明",    "11010519491231002X",
                                        "张三",        "示范市示范区分局",
                                        "第1页,共1页", "电子印章以电子证照为准"};
    struct page_document document = pdf_of(&sample);
    const char *text = ask(&document, "pdftotext -layout %s -");

    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        assert_non_null(strstr(text, words[i]));
    page_free(&document);
}

static void test_every_page_is_numbered(void **state)
{
    struct page_certificate certificate = long_sample();
    struct page_document document = pdf_of(&certificate);

    (void)state;
    for (unsigned page = 1; page <= document.pages; page++) {
        char command[64], number[64];

        snprintf(command, sizeof(command), "pdftotext -f %u -l %u %%s -", page, page);
        snprintf(number, sizeof(number), "第%u页,共%u页", page, document.pages);
        assert_non_null(strstr(ask(&document, command), number));
    }
    page_free(&document);
}

/* A camera that knows nothing of our painter reads the code from a print of 150 dpi. */
static void test_qr_is_read(void **state)
{
    struct page_document document = pdf_of(&sample);
    const char *read =
        ask(&document, "pdftoppm -r 150 -gray -singlefile %s /tmp/page-qr && "
                       "zbarimg --raw -q /tmp/page-qr.pgm 2>/dev/null; rm -f /tmp/page-qr.pgm");

    (void)state;
    assert_string_equal(read, QR_TEXT "\n");
    page_free(&document);
}

/* Pictures ----------------------------------------------------------------------------------- */

struct source {
    const struct page_document *document;
    size_t at;
};

static cairo_status_t read_png(void *context, unsigned char *out, unsigned size)
{
    struct source *source = context;

    if (source->document->size_bytes - source->at < size)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, source->document->bytes + source->at, size);
    source->at += size;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *picture(const struct page_certificate *certificate, uint16_t index)
{
    struct page_document document;
    struct source source = {&document, 0};
    cairo_surface_t *surface;

    assert_int_equal(page_certificate_png(certificate, index, WIDTH_PX, &document), ERR_OK);
    surface = cairo_image_surface_create_from_png_stream(read_png, &source);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(surface), WIDTH_PX);
    page_free(&document);
    return surface;
}

static int level(cairo_surface_t *surface, int x, int y)
{
    const unsigned char *row = cairo_image_surface_get_data(surface) +
                               (ptrdiff_t)cairo_image_surface_get_stride(surface) * y;

    return row[4 * x + 1];
}

/* Millimetres from the upper left corner. */
static bool is_white(cairo_surface_t *surface, int left, int top, int right, int bottom)
{
    for (int y = top * DOTS_PER_MM; y < bottom * DOTS_PER_MM; y++)
        for (int x = left * DOTS_PER_MM; x < right * DOTS_PER_MM; x++)
            if (level(surface, x, y) < 250)
                return false;
    return true;
}

/* Binding and gripping margins stay white on every page, and so does the place of the seal but for
 * issuer and date. */
static void test_white_places(void **state)
{
    struct page_certificate certificate = long_sample();
    uint16_t pages;

    (void)state;
    assert_int_equal(page_certificate_count(&certificate, &pages), ERR_OK);
    for (uint16_t i = 0; i < pages; i++) {
        cairo_surface_t *surface = picture(&certificate, i);

        assert_true(is_white(surface, 0, 0, 27, 297));
        assert_true(is_white(surface, 185, 0, 210, 297));
        assert_true(is_white(surface, 0, 0, 210, 15));
        assert_true(is_white(surface, 0, 284, 210, 297));
        assert_false(is_white(surface, 28, 270, 184, 284)); /* the foot */
        if (i + 1 == pages) {
            assert_true(is_white(surface, 95, 211, 184, 224));
            assert_false(is_white(surface, 120, 225, 184, 246));
            assert_true(is_white(surface, 95, 247, 184, 258));
        }
        cairo_surface_destroy(surface);
    }
}

/* The ink on a square of 4 mm, 0 to 255. */
static int ink(cairo_surface_t *surface, int left, int top)
{
    int sum = 0;

    for (int y = 0; y < SQUARE_PX; y++)
        for (int x = 0; x < SQUARE_PX; x++)
            sum += 255 - level(surface, left + x, top + y);
    return sum / (SQUARE_PX * SQUARE_PX);
}

/* What is seen on the glass is what poppler makes of the file: as much ink in the same places, so
 * lines break at the same words. Renderers differ a little in how dark thin strokes are. */
static void test_picture_is_the_paper(void **state)
{
    struct page_document document = pdf_of(&sample);
    cairo_surface_t *ours = picture(&sample, 0), *theirs;
    int most = 0, worst = 0;

    (void)state;
    ask(&document, "pdftoppm -png -singlefile -scale-to-x 840 -scale-to-y 1188 %s /tmp/page-ours");
    page_free(&document);
    theirs = cairo_image_surface_create_from_png("/tmp/page-ours.png");
    unlink("/tmp/page-ours.png");
    assert_int_equal(cairo_image_surface_get_width(theirs), WIDTH_PX);
    for (int y = 0; y + SQUARE_PX <= 1188; y += SQUARE_PX)
        for (int x = 0; x + SQUARE_PX <= WIDTH_PX; x += SQUARE_PX) {
            int mine = ink(ours, x, y), difference = abs(mine - ink(theirs, x, y));

            most = mine > most ? mine : most;
            worst = difference > worst ? difference : worst;
        }
    cairo_surface_destroy(ours);
    cairo_surface_destroy(theirs);
    assert_true(most > 80);

    assert_true(worst < 24);
}

/* Limits ------------------------------------------------------------------------------------- */

static void assert_refused(const struct page_certificate *certificate, err_t err)
{
    struct page_document document;
    uint16_t pages;

    assert_int_equal(page_certificate_count(certificate, &pages), err);
    assert_int_equal(pages, 0);
    assert_int_equal(page_certificate_pdf(certificate, &document), err);
    assert_null(document.bytes);
    assert_int_equal(page_certificate_png(certificate, 0, WIDTH_PX, &document), err);
    assert_null(document.bytes);
    page_free(&document);
}

static void test_refuses_what_is_no_certificate(void **state)
{
    struct page_certificate certificate = sample;

    (void)state;
    certificate.title = "";
    assert_refused(&certificate, ERR_INVALID);
    certificate = sample;
    certificate.language = NULL;
    assert_refused(&certificate, ERR_INVALID);
    certificate = sample;
    certificate.row_count = PAGE_ROWS_MAX + 1;
    assert_refused(&certificate, ERR_INVALID);
    certificate = sample;
    certificate.paragraph_count = PAGE_PARAGRAPHS_MAX + 1;
    assert_refused(&certificate, ERR_INVALID);
    certificate = sample;
    certificate.rows[0].value = "\xe5\xbc";
    assert_refused(&certificate, ERR_INVALID);
    certificate = sample;
    certificate.rows[0].value = "\xf3\xb0\x80\x80"; /* U+F0000, private: no font has it */
    assert_refused(&certificate, ERR_NOT_FOUND);
}

static void test_limits(void **state)
{
    static char much[PAGE_TEXT_BYTES_MAX + 1];
    struct page_certificate certificate = sample;

    (void)state;
    memset(much, 'n', sizeof(much) - 1);
    certificate.paragraphs[0] = much;
    assert_refused(&certificate, ERR_LIMIT);
    much[PAGE_TEXT_BYTES_MAX - 1] = '\0';
    for (int i = 0; i < PAGE_PARAGRAPHS_MAX; i++)
        certificate.paragraphs[i] = much;
    certificate.paragraph_count = PAGE_PARAGRAPHS_MAX;
    assert_refused(&certificate, ERR_LIMIT);
    certificate = sample;
    certificate.rows[0].value = much;
    assert_refused(&certificate, ERR_LIMIT);
    certificate = sample;
    much[500] = '\0';
    certificate.qr = much;
    assert_refused(&certificate, ERR_LIMIT);
    page_free(NULL);
}

/* Nothing but a title is a certificate, too; other languages as well. */
static void test_little(void **state)
{
    struct page_certificate certificate = {.language = "en", .title = "Certificate of Residence"};
    struct page_document document = pdf_of(&certificate);

    (void)state;
    assert_int_equal(document.pages, 1);
    page_free(&document);
    certificate.language = "zh-Hant";
    certificate.title = "居住證明";
    document = pdf_of(&certificate);
    assert_non_null(strstr(ask(&document, "pdffonts %s"), "NotoSerifCJKtc"));
    page_free(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_size_and_fonts),
        cmocka_unit_test(test_nothing_but_the_text),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_every_page_is_numbered),
        cmocka_unit_test(test_qr_is_read),
        cmocka_unit_test(test_white_places),
        cmocka_unit_test(test_picture_is_the_paper),
        cmocka_unit_test(test_refuses_what_is_no_certificate),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_little),
    };

    return cmocka_run_group_tests_name("documents/page", tests, NULL, NULL);
}
