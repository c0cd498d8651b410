#include "firmware/app/kiosk_pages.h"

#include <stdlib.h>
#include <string.h>

#include "firmware/app/channel.h"
#include "firmware/app/pages_message.h"
#include "firmware/base/bytes.h"
#include "firmware/services/documents/page.h"

/* A certificate is issued in Chinese, whatever the visit speaks. */
#define CERTIFICATE_LANGUAGE LANGUAGE_ZH_HANS

/* The words around a certificate's own texts. */
struct frame {
    struct phrase_pool pool;
    char number[TEXTS_SENTENCE_BYTES], verify[TEXTS_SENTENCE_BYTES], site[TEXTS_SENTENCE_BYTES];
    char seal[TEXTS_SENTENCE_BYTES], page_of[TEXTS_SENTENCE_BYTES];
};

static void say(struct frame *frame, const struct texts *texts, enum word word,
                const char *const arguments[2], char out[TEXTS_SENTENCE_BYTES])
{
    struct phrase phrase = phrase_word(word);

    for (int i = 0; i < phrase_word_args(word); i++)
        phrase = phrase_with(phrase, phrase_literal(&frame->pool, arguments[i]));
    texts_resolve(texts, CERTIFICATE_LANGUAGE, &phrase, &frame->pool, out);
}

static void compose(const struct certificate *from, const struct texts *texts, const char *site,
                    struct frame *frame, struct page_certificate *out)
{
    *out = (struct page_certificate){.language = language_tag(CERTIFICATE_LANGUAGE),
                                     .title = from->title,
                                     .number = frame->number,
                                     .issuer = from->issuer,
                                     .date = from->date,
                                     .seal_note = frame->seal,
                                     .qr = from->verify,
                                     .verify = frame->verify,
                                     .site = frame->site,
                                     .page_of = frame->page_of};
    say(frame, texts, WORD_CERTIFICATE_NUMBER, (const char *[]){from->number, ""}, frame->number);
    say(frame, texts, WORD_CERTIFICATE_VERIFY, (const char *[]){from->code, ""}, frame->verify);
    say(frame, texts, WORD_CERTIFICATE_SITE, (const char *[]){site, ""}, frame->site);
    say(frame, texts, WORD_CERTIFICATE_SEAL, (const char *[]){"", ""}, frame->seal);
    say(frame, texts, WORD_CERTIFICATE_PAGE, (const char *[]){"{page}", "{pages}"}, frame->page_of);
    for (uint32_t i = 0; i < from->row_count && i < CERTIFICATE_ROWS_MAX; i++)
        out->rows[out->row_count++] = (struct page_row){from->rows[i].label, from->rows[i].value};
    if (from->body[0] != '\0')
        out->paragraphs[out->paragraph_count++] = from->body;
}

_Static_assert(CERTIFICATE_ROWS_MAX <= PAGE_ROWS_MAX, "a page has room for every row");

uint32_t kiosk_pages_count(const struct certificate *certificate, const struct texts *texts)
{
    struct frame *frame = calloc(1, sizeof(*frame));
    struct page_certificate page;
    uint16_t pages = 0;

    if (frame == NULL)
        return 0;
    compose(certificate, texts, "", frame, &page);
    if (page_certificate_count(&page, &pages) != ERR_OK)
        pages = 0;
    bytes_wipe(frame, sizeof(*frame));
    free(frame);
    return pages;
}

static err_t seal(const struct page_document *document, int *out_file)
{
    const struct pages_message message = {.pages = document->pages};
    size_t size_bytes = sizeof(message) + document->size_bytes;
    uint8_t *bytes = malloc(size_bytes);
    err_t err;

    if (bytes == NULL)
        return ERR_MEMORY;
    memcpy(bytes, &message, sizeof(message));
    memcpy(bytes + sizeof(message), document->bytes, document->size_bytes);
    err = channel_seal_memory(bytes, size_bytes, out_file);
    bytes_wipe(bytes, size_bytes);
    free(bytes);
    return err;
}

err_t kiosk_pages_seal(const struct certificate *certificate, const struct texts *texts,
                       const char *site, int *out_file)
{
    struct frame *frame = calloc(1, sizeof(*frame));
    struct page_document document = {0};
    struct page_certificate page;
    err_t err = ERR_MEMORY;

    *out_file = -1;
    if (frame == NULL)
        return err;
    compose(certificate, texts, site, frame, &page);
    err = page_certificate_pdf(&page, &document);
    if (err == ERR_OK)
        err = seal(&document, out_file);
    page_free(&document);
    bytes_wipe(frame, sizeof(*frame));
    free(frame);
    return err;
}
