#include "tests/screen/gallery.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "firmware/base/check.h"
#include "ui/draw_list_json.h"

#define PATH_BYTES 512
#define PNG_SUB 1 /* the filter of a row */

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

/* ---- PNG: each byte as its difference to the pixel on its left, so that flat colours are runs of
 * zeros, which zlib packs by runs alone many times faster than it looks for strings ---- */

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

static void fill_rows(const struct present_frame *frame, uint8_t *rows)
{
    for (int y = 0; y < frame->height_px; y++) {
        const uint8_t *at = frame->pixels + (size_t)y * (size_t)frame->stride_bytes;

        uint8_t left[3] = {0};

        *rows++ = PNG_SUB;
        for (int x = 0; x < frame->width_px; x++, at += 4)
            for (int c = 2; c >= 0; c--) { /* B, G, R, unused in the frame */
                *rows++ = (uint8_t)(at[c] - left[c]);
                left[c] = at[c];
            }
    }
}

static void write_png(struct gallery *gallery, const struct present_frame *frame, const char *path)
{
    size_t size = (size_t)frame->height_px * (1 + 3 * (size_t)frame->width_px);
    size_t room = compressBound(size);
    uint8_t header[13] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0};
    z_stream stream;
    FILE *file = fopen(path, "wb");

    gallery->rows = realloc(gallery->rows, size + room);
    CHECK(gallery->rows != NULL);
    if (file == NULL)
        return;
    fill_rows(frame, gallery->rows);
    memset(&stream, 0, sizeof(stream));
    stream.next_in = gallery->rows;
    stream.avail_in = (uInt)size;
    stream.next_out = gallery->rows + size;
    stream.avail_out = (uInt)room;
    CHECK(deflateInit2(&stream, 1, Z_DEFLATED, 15, 9, Z_RLE) == Z_OK);
    deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
    put_be32(header, (uint32_t)frame->width_px);
    put_be32(header + 4, (uint32_t)frame->height_px);
    put_chunk(file, "IHDR", header, sizeof(header));
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
