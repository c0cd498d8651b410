#include "firmware/base/err.h"

struct err_row {
    const char *name, *text;
    enum err_world world;
    enum err_who who;
};

static const struct err_row rows[ERR_COUNT] = {
#define ERR(name, world, who, text) {#name, text, ERR_WORLD_##world, ERR_WHO_##who},
#include "firmware/base/err.def"
#undef ERR
};

const char *err_name(err_t err)
{
    return err < ERR_COUNT ? rows[err].name : "?";
}

const char *err_text(err_t err)
{
    return err < ERR_COUNT ? rows[err].text : "a number that is no error";
}

enum err_world err_world(err_t err)
{
    return err < ERR_COUNT ? rows[err].world : ERR_WORLD_UNKNOWN;
}

enum err_who err_who(err_t err)
{
    return err < ERR_COUNT ? rows[err].who : ERR_WHO_DEVELOPER;
}
