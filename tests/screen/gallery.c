#include "tests/screen/gallery.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "firmware/base/check.h"
#include "ui/draw_list_json.h"

#define PATH_BYTES 512
#define PNG_LEVEL 6
#define PALETTE_MOST 256
#define PALETTE_SLOT_BITS 10
#define PALETTE_SLOTS (1 << PALETTE_SLOT_BITS)
#define PALETTE_SURFACE 0x1000000u /* marks of kinds */
#define PALETTE_EDGE 0x2000000u
#define PALETTE_SURFACES 64
#define PALETTE_RUN 12

void gallery_open(struct gallery *gallery, const char *out, int share)
{
    char path[PATH_BYTES];

    memset(gallery, 0, sizeof(*gallery));
    gallery->out = out;
    snprintf(path, sizeof(path), "%s/pages-%d.txt", out, share);
    gallery->list = fopen(path, "w");
}

void gallery_close(struct gallery *gallery)
{
    if (gallery->list != NULL)
        fclose(gallery->list);
    free(gallery->rows);
    memset(gallery, 0, sizeof(*gallery));
}

/* ---- PNG of at most 256 colours: a quarter of the disk that all shades would take ---- */

static void put_be32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void put_chunk(FILE *file, const char *kind, const uint8_t *bytes, uint32_t size)
{
    uint8_t word[4];
    uLong sum = crc32(0, (const Bytef *)kind, 4);

    put_be32(word, size);
    fwrite(word, 1, 4, file);
    fwrite(kind, 1, 4, file);
    if (size > 0) {
        fwrite(bytes, 1, size, file);
        sum = crc32(sum, bytes, size);
    }
    put_be32(word, (uint32_t)sum);
    fwrite(word, 1, 4, file);
}

/* The colours of a picture: those of its surfaces as they are, and the shades of the letters' edges,
 * of which those that differ in their last bits alone are one; the first of a kind stands for it. */
struct palette {
    uint32_t mask; /* of an edge's pixel */
    int count;
    uint32_t colors[PALETTE_MOST];
    uint32_t kinds[PALETTE_SLOTS]; /* a surface's pixel, or an edge's & mask, with their mark */
    uint8_t indices[PALETTE_SLOTS];
};

/* The slot of a kind, or the free one where it belongs. */
static uint32_t palette_slot(const struct palette *palette, uint32_t kind)
{
    uint32_t slot = (kind * 2654435761u) >> (32 - PALETTE_SLOT_BITS);

    while (palette->kinds[slot] != 0 && palette->kinds[slot] != kind)
        slot = (slot + 1) % PALETTE_SLOTS;
    return slot;
}

/* -1: there is no room for another. */
static int palette_take(struct palette *palette, uint32_t kind, uint32_t pixel)
{
    uint32_t slot = palette_slot(palette, kind);

    if (palette->kinds[slot] == kind)
        return palette->indices[slot];
    if (palette->count == PALETTE_MOST)
        return -1;
    palette->kinds[slot] = kind;
    palette->indices[slot] = (uint8_t)palette->count;
    palette->colors[palette->count] = pixel;
    return palette->count++;
}

static int palette_index(struct palette *palette, uint32_t pixel)
{
    uint32_t slot = palette_slot(palette, pixel | PALETTE_SURFACE);

    if (palette->kinds[slot] != 0)
        return palette->indices[slot];
    return palette_take(palette, (pixel & palette->mask) | PALETTE_EDGE, pixel);
}

static uint32_t pixel_of(const uint8_t *at)
{
    return (uint32_t)(at[2] << 16 | at[1] << 8 | at[0]); /* B, G, R, unused in the frame */
}

/* A surface is a colour of so many pixels beside each other. */
static void find_surfaces(const struct present_frame *frame, struct palette *palette)
{
    for (int y = 0; y < frame->height_px; y++) {
        const uint8_t *at = frame->pixels + (size_t)y * (size_t)frame->stride_bytes;
        int run = 0;

        for (int x = 1; x < frame->width_px; x++, at += 4) {
            run = pixel_of(at) == pixel_of(at + 4) ? run + 1 : 0;
            if (run == PALETTE_RUN && palette->count < PALETTE_SURFACES)
                palette_take(palette, pixel_of(at) | PALETTE_SURFACE, pixel_of(at));
        }
    }
}

/* The rows of a picture, each behind the number of its filter; false: too many colours. */
static bool fill_rows(const struct present_frame *frame, struct palette *palette, uint8_t *rows)
{
    uint32_t last = PALETTE_EDGE; /* no pixel */
    int index = 0;

    for (int y = 0; y < frame->height_px; y++) {
        const uint8_t *at = frame->pixels + (size_t)y * (size_t)frame->stride_bytes;

        *rows++ = 0;
        for (int x = 0; x < frame->width_px; x++, at += 4) {
            if (pixel_of(at) != last) {
                last = pixel_of(at);
                index = palette_index(palette, last);
            }
            if (index < 0)
                return false;
            *rows++ = (uint8_t)index;
        }
    }
    return true;
}

static void fill(const struct present_frame *frame, struct palette *palette, uint8_t *rows)
{
    static const uint32_t masks[] = {0xf0f0f0, 0xe0e0e0, 0xc0c0c0};
    struct palette surfaces;
    size_t i = 0;

    memset(&surfaces, 0, sizeof(surfaces));
    find_surfaces(frame, &surfaces);
    do {
        *palette = surfaces;
        palette->mask = masks[i++];
    } while (!fill_rows(frame, palette, rows) && i < COUNT_OF(masks));
}

static void put_palette(FILE *file, const struct palette *palette)
{
    uint8_t colors[3 * PALETTE_MOST];

    for (int i = 0; i < palette->count; i++)
        for (int c = 0; c < 3; c++)
            colors[3 * i + c] = (uint8_t)(palette->colors[i] >> (16 - 8 * c));
    put_chunk(file, "PLTE", colors, 3 * (uint32_t)palette->count);
}

static void write_png(struct gallery *gallery, const struct present_frame *frame, const char *path)
{
    size_t size = (size_t)frame->height_px * (1 + (size_t)frame->width_px);
    size_t room = compressBound(size);
    uint8_t header[13] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0};
    struct palette palette;
    z_stream stream;
    FILE *file = fopen(path, "wb");

    gallery->rows = realloc(gallery->rows, size + room);
    CHECK(gallery->rows != NULL);
    if (file == NULL)
        return;
    fill(frame, &palette, gallery->rows);
    memset(&stream, 0, sizeof(stream));
    stream.next_in = gallery->rows;
    stream.avail_in = (uInt)size;
    stream.next_out = gallery->rows + size;
    stream.avail_out = (uInt)room;
    CHECK(deflateInit(&stream, PNG_LEVEL) == Z_OK);
    deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
    put_be32(header, (uint32_t)frame->width_px);
    put_be32(header + 4, (uint32_t)frame->height_px);
    put_chunk(file, "IHDR", header, sizeof(header));
    put_palette(file, &palette);
    put_chunk(file, "IDAT", gallery->rows + size, (uint32_t)stream.total_out);
    put_chunk(file, "IEND", NULL, 0);
    fclose(file);
}

/* ---- */

void gallery_add(struct gallery *gallery, const struct shot *shot, long failures)
{
    char name[STAGE_NAME_BYTES], path[PATH_BYTES];

    stage_name(shot, name);
    snprintf(path, sizeof(path), "%s/%s", gallery->out, name);
    *strrchr(path, '/') = '\0';
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/%s.png", gallery->out, name);
    write_png(gallery, &shot->frame, path);
    snprintf(path, sizeof(path), "%s/%s.json", gallery->out, name);
    if (draw_list_json_write(shot->list, shot->panel, path) != ERR_OK)
        remove(path);
    if (gallery->list != NULL)
        fprintf(gallery->list, "%s %ld\n", name, failures);
}

static const char page_top[] =
    "<!doctype html><meta charset=utf-8><title>Banshi: every screen</title><style>"
    "body{font:16px sans-serif;margin:1em;background:#eee}img{width:230px;border:1px solid #999;"
    "display:block}figure{display:inline-block;margin:4px;vertical-align:top}figcaption{width:"
    "230px;"
    "font-size:12px;overflow-wrap:anywhere}.bad img{border:3px solid #b00}</style>"
    "<p>Show <select id=group></select> view <select id=view></select> "
    "<label><input type=checkbox id=bad> only with failures</label> <span id=count></span><div "
    "id=all></div><script>const pages=[\n";

static const char page_end[] =
    "];const g=document.getElementById('group'),v=document.getElementById('view'),"
    "b=document.getElementById('bad'),all=document.getElementById('all');"
    "const cut=p=>p[0].split('/');const kind=p=>cut(p)[1].replace(/-\\d.*/,'');"
    "for(const x of [...new Set(pages.map(p=>cut(p)[0]))].sort())g.add(new Option(x));"
    "v.add(new Option('all'));for(const x of [...new Set(pages.map(kind))].sort())v.add(new "
    "Option(x));"
    "function show(){all.textContent='';const some=pages.filter(p=>cut(p)[0]==g.value&&(v.value=="
    "'all'||kind(p)==v.value)&&(!b.checked||p[1]>0));some.sort();document.getElementById('count')."
    "textContent=some.length+' pages';for(const p of some){const "
    "f=document.createElement('figure'),"
    "a=document.createElement('a'),i=new Image(),c=document.createElement('figcaption');i.loading="
    "'lazy';i.src=p[0]+'.png';a.href=i.src;c.textContent=cut(p)[1]+(p[1]>0?': '+p[1]+' failures':"
    "'');a.append(i);f.append(a,c);if(p[1]>0)f.className='bad';all.append(f)}}"
    "g.onchange=v.onchange=b.onchange=show;show()</script>\n";

void gallery_write_index(const char *out, int shares)
{
    char path[PATH_BYTES], name[STAGE_NAME_BYTES];
    long failures;
    FILE *index;

    snprintf(path, sizeof(path), "%s/index.html", out);
    index = fopen(path, "w");
    if (index == NULL)
        return;
    fputs(page_top, index);
    for (int i = 0; i < shares; i++) {
        FILE *list;

        snprintf(path, sizeof(path), "%s/pages-%d.txt", out, i);
        list = fopen(path, "r");
        while (list != NULL && fscanf(list, "%127s %ld", name, &failures) == 2)
            fprintf(index, "[\"%s\",%ld],\n", name, failures);
        if (list != NULL)
            fclose(list);
    }
    fputs(page_end, index);
    fclose(index);
}
