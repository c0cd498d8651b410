#include "drivers/scanner/gather.h"

#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"

#define FORGET_PIECES 1024 /* more than any queue holds; a scanner that never stops ends it, too */

/* A scanner that never stops sending must not keep us past the limit either. */
err_t gather_payload(const struct gather *gather, uint64_t deadline,
                     struct scanner_payload *out_payload)
{
    struct collect *collect = gather->collect;
    err_t err = ERR_OK;

    bytes_wipe(out_payload, sizeof(*out_payload));
    do {
        uint64_t now_ms = deadline_after(0);
        uint32_t patience_ms = collect_patience(collect, gather->gap_ms, now_ms);
        bool whole = false;

        if (patience_ms == 0 && collect_lose(collect, now_ms))
            return ERR_PROTOCOL;
        err = gather->fetch(gather->scanner, deadline_left_most(deadline, patience_ms), &whole);
        if (whole && !collect->rest)
            return collect_finish(collect, out_payload);
        if (whole)
            collect_clear(collect);
    } while ((err == ERR_OK || err == ERR_TIMEOUT) && deadline_left(deadline) > 0);
    return err == ERR_OK ? ERR_TIMEOUT : err;
}

err_t gather_forget(const struct gather *gather)
{
    struct collect *collect = gather->collect;
    err_t err = ERR_OK;

    for (int i = 0; err == ERR_OK && i < FORGET_PIECES; i++) {
        bool whole = false;

        if (collect_patience(collect, gather->gap_ms, deadline_after(0)) == 0)
            (void)collect_lose(collect, deadline_after(0));
        err = gather->fetch(gather->scanner, 0, &whole);
        if (whole)
            collect_clear(collect);
    }
    if (collect->started && !collect->rest)
        (void)collect_lose(collect, deadline_after(0));
    return err == ERR_TIMEOUT ? ERR_OK : err;
}
