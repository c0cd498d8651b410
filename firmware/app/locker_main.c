/* banshi-locker: the process that holds the bus of the pick-up locker. No network. */
#include "firmware/app/locker.h"
#include "firmware/app/log.h"
#include "firmware/app/options.h"
#include "firmware/app/sandbox.h"

/* Before the sandbox closes the folder. */
static err_t open_key(const char *pki, struct trust_key **out_key)
{
    char path[OPTIONS_PATH_BYTES];
    err_t err = options_path(pki, "locker.pub", path);

    if (err == ERR_OK)
        err = trust_key_open_public(path, out_key);
    if (err != ERR_OK)
        log_line("locker.pub in %s: %s", pki, err_name(err));
    return err;
}

int main(int argc, char **argv)
{
    const struct sandbox_profile profile = {.network = false};
    static struct board board;
    const struct locker_driver *driver;
    struct board_problem problem;
    struct trust_key *key = NULL;
    struct options options;

    log_open("locker");
    if (options_parse(argc, argv, 1, &options) != ERR_OK)
        return 2;
    if (board_open(options.board, &board, &problem) != ERR_OK) {
        log_line("%s: %s", options.board, problem.text);
        return 2;
    }
    driver = locker_driver_find(board.locker.device.driver);
    if (driver == NULL)
        log_line("the board names no driver that exists");
    if (driver == NULL || open_key(options.pki, &key) != ERR_OK)
        return 2;
    sandbox_enter(&profile);
    locker_run(&board, driver, key, CONTROL_FD);
    trust_key_close(key);
    return 0;
}
