/* banshi-device CLASS: the worker of one device. */
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/app/device.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/sandbox.h"

/* ERR_NOT_FOUND: the board names no driver that exists, or a class that is not ours. */
static err_t run(const char *class, const struct board *board)
{
    if (strcmp(class, "reader") == 0)
        return device_run_reader(&board->reader);
    if (strcmp(class, "printer") == 0)
        return device_run_printer(&board->printer);
    if (strcmp(class, "camera") == 0)
        return device_run_camera(&board->camera);
    if (strcmp(class, "pages") == 0)
        return device_run_pages(&board->pages);
    if (strcmp(class, "scanner") == 0)
        return device_run_scanner(&board->scanner);
    if (strcmp(class, "smartcard") == 0)
        return device_run_smartcard(&board->smartcard);
    if (strcmp(class, "signals") == 0)
        return device_run_signals(&board->signals);
    return ERR_NOT_FOUND;
}

int main(int argc, char **argv)
{
    struct sandbox_profile profile = {.network = false};
    static struct board board;
    struct board_problem problem;
    struct options options;
    err_t err;

    if (argc < 2)
        return 2;
    log_open(argv[1]);
    if (options_parse(argc, argv, 2, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    profile.network =
        strcmp(argv[1], "pages") == 0; /* a printer that speaks IPP hangs on a cable */
    sandbox_enter(&profile);
    err = run(argv[1], &board);
    if (err != ERR_OK)
        log_line("the board names no driver that exists");
    return err == ERR_OK ? 0 : 2;
}
