#include "firmware/app/device.h"

#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/sandbox.h"

int device_main(int argc, char **argv, const struct device_program *program)
{
    const struct sandbox_profile profile = {.network = program->network};
    static struct board board;
    struct board_problem problem;
    struct options options;
    err_t err;

    log_open(program->name);
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    sandbox_enter(&profile);
    err = program->run(&board);
    if (err != ERR_OK)
        log_line("the board names no driver that exists");
    return err == ERR_OK ? 0 : 2;
}
