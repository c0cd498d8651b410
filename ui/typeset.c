#include "ui/typeset.h"

#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/base/bytes.h"
#include "firmware/base/text.h"
#include "firmware/core/model.h"

/* One family for everything: its Latin and its Chinese share one weight and one cap height. The first
 * name is a part of the second, quick to read (tools/run/fonts.sh). Pango falls back to other
 * installed fonts for the characters it lacks. */
#define FAMILY "Banshi Words,Noto Sans CJK SC"
#define TEXT_BYTES 2048
#define SLOTS 1024
#define SLOTS_USED_MAX 700

struct slot {
    PangoLayout *layout; /* NULL: empty */
    uint64_t key;
    struct type_style style;
    struct type_extent extent;
};

struct typeset {
    PangoContext *context;
    PangoFontDescription *regular, *bold;
    int used;
    struct slot slots[SLOTS];
};

err_t typeset_open(struct typeset **out)
{
    struct typeset *typeset = calloc(1, sizeof(*typeset));
    cairo_font_options_t *options = cairo_font_options_create();
    PangoFontMap *map = pango_cairo_font_map_get_default();

    *out = typeset;
    if (typeset != NULL) {
        typeset->context = pango_font_map_create_context(map);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
        pango_cairo_context_set_font_options(typeset->context, options);
        pango_cairo_context_set_resolution(typeset->context, 72);
        typeset->regular = pango_font_description_from_string(FAMILY);
        typeset->bold = pango_font_description_from_string(FAMILY " Bold");
    }
    cairo_font_options_destroy(options);
    return typeset == NULL ? ERR_MEMORY : ERR_OK;
}

/* Pango keeps its own copy of the text and the glyphs made of it; both say what was written. */
static void layout_wipe(PangoLayout *layout)
{
    char *text = (char *)pango_layout_get_text(layout);

    for (GSList *at = pango_layout_get_lines_readonly(layout); at != NULL; at = at->next)
        for (GSList *run = ((PangoLayoutLine *)at->data)->runs; run != NULL; run = run->next) {
            PangoGlyphString *glyphs = ((PangoLayoutRun *)run->data)->glyphs;

            bytes_wipe(glyphs->glyphs, (size_t)glyphs->num_glyphs * sizeof(*glyphs->glyphs));
        }
    bytes_wipe(text, strlen(text));
    g_object_unref(layout);
}

void typeset_clear(struct typeset *typeset)
{
    for (int i = 0; i < SLOTS; i++)
        if (typeset->slots[i].layout != NULL)
            layout_wipe(typeset->slots[i].layout);
    bytes_wipe(typeset->slots, sizeof(typeset->slots));
    typeset->used = 0;
}

void typeset_close(struct typeset *typeset)
{
    if (typeset == NULL)
        return;
    typeset_clear(typeset);
    pango_font_description_free(typeset->regular);
    pango_font_description_free(typeset->bold);
    if (typeset->context != NULL)
        g_object_unref(typeset->context);
    free(typeset);
}

/* The font holds the shapes of every place that writes hanzi; the language of the text picks them
 * (骨 and 角 differ in zh-Hans and zh-Hant). It is kept with the layout, not the context, which all
 * languages share. */
static PangoAttrList *attributes_of(const struct type_style *style)
{
    PangoAttrList *attributes = pango_attr_list_new();
    const char *tag = language_tag((enum language)style->language);

    pango_attr_list_insert(attributes, pango_attr_language_new(pango_language_from_string(tag)));
    if (style->line_px > 0)
        pango_attr_list_insert(attributes,
                               pango_attr_line_height_new_absolute(style->line_px * PANGO_SCALE));
    return attributes;
}

static PangoLayout *layout_make(const struct typeset *typeset, const char *text,
                                const struct type_style *style)
{
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                            PANGO_ALIGN_RIGHT};
    PangoLayout *layout = pango_layout_new(typeset->context);
    PangoAttrList *attributes = attributes_of(style);
    PangoFontDescription *font =
        pango_font_description_copy_static(style->bold ? typeset->bold : typeset->regular);

    pango_font_description_set_absolute_size(font, (double)style->em_px * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_alignment(layout, aligns[style->align]);
    if (style->width_px > 0) {
        pango_layout_set_width(layout, style->width_px * PANGO_SCALE);
        pango_layout_set_wrap(layout, style->whole_words ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_text(layout, text, -1);
    pango_font_description_free(font);
    return layout;
}

static struct type_extent extent_of(PangoLayout *layout)
{
    PangoRectangle ink, logical;
    struct type_extent extent = {0};

    pango_layout_get_pixel_extents(layout, &ink, &logical);
    extent.width_px = logical.width;
    extent.height_px = logical.height;
    extent.lines = pango_layout_get_line_count(layout);
    extent.ink = (struct box){ink.x - 1, ink.y - 1, ink.width + 2, ink.height + 2};
    return extent;
}

static uint64_t key_of(const char *text, const struct type_style *style)
{
    uint64_t key = bytes_hash(BYTES_HASH_START, style, sizeof(*style));

    return bytes_hash(key, text, strlen(text));
}

static struct slot *slot_find(struct typeset *typeset, const char *sentence,
                              const struct type_style *style)
{
    char text[TEXT_BYTES];
    uint64_t key;
    struct slot *slot;

    text_bind_digits(text, sizeof(text), sentence);
    key = key_of(text, style);
    if (typeset->used >= SLOTS_USED_MAX)
        typeset_clear(typeset);
    for (size_t i = key % SLOTS;; i = (i + 1) % SLOTS) {
        slot = &typeset->slots[i];
        if (slot->layout == NULL)
            break;
        if (slot->key == key && memcmp(&slot->style, style, sizeof(*style)) == 0 &&
            strcmp(pango_layout_get_text(slot->layout), text) == 0)
            break;
    }
    if (slot->layout == NULL) {
        slot->layout = layout_make(typeset, text, style);
        slot->key = key;
        slot->style = *style;
        slot->extent = extent_of(slot->layout);
        typeset->used++;
    }
    bytes_wipe(text, strlen(text));
    return slot;
}

PangoLayout *typeset_layout(struct typeset *typeset, const char *text,
                            const struct type_style *style)
{
    return slot_find(typeset, text, style)->layout;
}

struct type_extent typeset_measure(struct typeset *typeset, const char *text,
                                   const struct type_style *style)
{
    return slot_find(typeset, text, style)->extent;
}

bool typeset_can_draw(struct typeset *typeset, uint32_t character)
{
    const struct type_style style = {.em_px = 20};
    char text[8] = "";
    PangoLayout *layout;
    bool can;

    text[text_put(text, character)] = '\0';
    layout = typeset_layout(typeset, text, &style);
    can = pango_layout_get_unknown_glyphs_count(layout) == 0;
    bytes_wipe(text, sizeof(text));
    return can;
}
