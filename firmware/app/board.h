/* Board: what one machine is, read from board/<name>/board.json (format: board/README.md). Every
 * process reads it at its start; plain data, the caller owns it. */
#ifndef BANSHI_APP_BOARD_H
#define BANSHI_APP_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware/base/err.h"
#include "drivers/io/io.h"
#include "drivers/locker/locker.h"
#include "firmware/app/control.h"
#include "firmware/core/event.h"

#define BOARD_SITE_BYTES 64
#define BOARD_BYTES_MAX 65536

struct board_panel {
    uint16_t width_mm, height_mm;
    uint16_t width_px, height_px;
    uint16_t mount_bottom_mm; /* from the floor to the lower edge of the picture */
    uint16_t viewing_mm;      /* from the eye to the glass */
};

struct board_device {
    char driver[32];     /* as in drivers/<class>/drivers.def; empty: this machine has none */
    char port[96];       /* "usb:0400:c35a" */
    char profile[32];    /* of a receipt printer, as in drivers/printer/profiles.def; or empty */
    uint16_t width_dots; /* of a receipt printer; 0 of others */
};

/* The pick-up locker and how it is wired. */
struct board_locker {
    struct board_device device;
    struct locker_shape shape;
};

/* The I/O board and what hangs on it. */
struct board_signals {
    struct board_device device;
    struct io_map map;
};

/* What the machine can say. The levels are measured on the finished machine, at its viewing place. */
struct board_voice {
    uint16_t normal_db; /* dBA at the start of each visit; at most 65 (EN 301 549 5.1.3.14) */
    uint16_t most_db;   /* dBA of the loudest step; 65 or more */
    char headphones
        [64]; /* the input device whose switch tells that headphones are in; empty: none */
};

struct board {
    struct board_panel panel;
    /* The name of this place; where the file lacks a language, that of the first. */
    char site[LANGUAGE_COUNT][BOARD_SITE_BYTES];
    uint32_t near_count;
    struct place_near near[PLACES_MAX]; /* nearest first */
    char code[3];                       /* two capital letters, in case numbers */
    char kiosk_id[33];
    uint32_t user; /* the uid that processes without devices change to; 0: none */
    struct board_device reader, printer;
    struct board_device pages, camera, scanner, smartcard; /* may be absent */
    struct board_locker locker;                            /* may be absent */
    struct board_signals signals;                          /* may be absent */
    struct board_voice voice; /* zeros: this machine has no loudspeaker */
};

/* What is wrong, for the person who wrote the file: "panel.width_mm: a whole number from 50 to
 * 3000". Empty when nothing is. */
struct board_problem {
    char text[160];
};

/* Reads `folder`/board.json. ERR_IO: not readable; ERR_LIMIT: larger than BOARD_BYTES_MAX;
 * ERR_INVALID: as board_parse(). On any error `out_board` is zeroed and the problem is named. */
MUST_USE err_t board_open(const char *folder, struct board *out_board,
                          struct board_problem *out_problem);

/* Parses the text of a board file. ERR_INVALID: not JSON, a member that is missing, unknown, of
 * another kind or outside its range. */
MUST_USE err_t board_parse(const char *text, size_t length, struct board *out_board,
                           struct board_problem *out_problem);

/* True when this machine has what the process is for. */
bool board_has(const struct board *board, enum process process);

#endif
