#include <stdio.h>
#include <string.h>

#include "tools/bench/sdt_cards.h"
#include "tools/bench/sdt_reader.h"

struct answer {
    char *text;
    size_t size_bytes;
};

static int say(struct answer out, int result, const char *words)
{
    snprintf(out.text, out.size_bytes, "%s", words);
    return result;
}

static int list_cards(struct answer out)
{
    size_t used = (size_t)snprintf(out.text, out.size_bytes, "ok");

    for (size_t i = 0; sdt_cards_at(i) != NULL && used < out.size_bytes; i++)
        used +=
            (size_t)snprintf(out.text + used, out.size_bytes - used, " %s", sdt_cards_at(i)->name);
    return 0;
}

static int list_faults(struct answer out)
{
    return say(out, 0, "ok"
#define SDT_READER_FAULT(id, name, help) " | " name ": " help
#include "tools/bench/sdt_reader_faults.def"
#undef SDT_READER_FAULT
    );
}

static int state(struct sdt_reader *reader, struct answer out)
{
    snprintf(out.text, out.size_bytes, "ok card=%s fault=%s requests=%u", sdt_reader_card(reader),
             sdt_reader_fault_name(reader), sdt_reader_requests(reader));
    return 0;
}

int sdt_reader_command(struct sdt_reader *reader, char *const words[], int count, char *out_answer,
                       size_t size_bytes)
{
    struct answer out = {out_answer, size_bytes};
    const char *verb = count > 0 ? words[0] : "";

    if (strcmp(verb, "place") == 0 && count == 2)
        return sdt_reader_place(reader, words[1]) ? say(out, 0, "ok")
                                                  : say(out, 1, "error no card of this name");
    if (strcmp(verb, "fault") == 0 && count == 2)
        return sdt_reader_set_fault_name(reader, words[1])
                   ? say(out, 0, "ok")
                   : say(out, 1, "error no fault of this name");
    if (strcmp(verb, "remove") == 0) {
        sdt_reader_remove(reader);
        return say(out, 0, "ok");
    }
    if (strcmp(verb, "state") == 0)
        return state(reader, out);
    if (strcmp(verb, "cards") == 0)
        return list_cards(out);
    if (strcmp(verb, "faults") == 0)
        return list_faults(out);
    return say(out, 1,
               "error not understood: place NAME | remove | fault NAME | state | cards | "
               "faults");
}
