/* banshi-kiosk: the core and the glass. No network, no device, no database; one thread. */
#include "firmware/app/kiosk_world.h"
#include "firmware/app/log.h"
#include "firmware/app/sandbox.h"
#include "firmware/base/bytes.h"

int main(int argc, char **argv)
{
    static struct kiosk_world world;
    static struct effects effects;
    static struct board board;
    static struct core core;
    struct sandbox_profile profile = {.network = false};
    struct board_problem problem;
    struct options options;
    err_t err;

    log_open("kiosk");
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    profile.user = board.user;
    sandbox_enter(&profile);
    err = kiosk_world_open(&world, &options, &board, &core);
    if (err == ERR_OK)
        world_run(&world.world, &core, &effects);
    kiosk_world_close(&world);
    bytes_wipe(&core, sizeof(core));
    return err == ERR_OK ? 0 : 1;
}
