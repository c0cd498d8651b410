/* banshi-device reader|printer: the worker of one device. */
#include <string.h>

#include "firmware/app/board.h"
#include "firmware/app/device.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/sandbox.h"

int main(int argc, char **argv)
{
    const struct sandbox_profile profile = {.network = false};
    static struct board board;
    struct board_problem problem;
    struct options options;
    err_t err;

    if (argc < 2 || (strcmp(argv[1], "reader") != 0 && strcmp(argv[1], "printer") != 0))
        return 2;
    log_open(argv[1]);
    if (options_parse(argc, argv, 2, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    sandbox_enter(&profile);
    err = strcmp(argv[1], "reader") == 0 ? device_run_reader(&board.reader)
                                         : device_run_printer(&board.printer);
    if (err != ERR_OK)
        log_line("the board names no driver that exists");
    return err == ERR_OK ? 0 : 2;
}
