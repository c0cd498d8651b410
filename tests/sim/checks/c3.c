/* C3: after every start, and at the end, the database can be read, and a case has exactly one row
 * in the outbox or is not there at all. */
#include "tests/sim/checks/checks.h"

void c3_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        const struct rows *rows = fact->data;
        if (fact->kind != FACT_ROWS)
            continue;
        if (!rows->readable)
            checks_note(verdict, "C3", "the database cannot be opened or read", fact);
        if (rows->without_outbox > 0)
            checks_note(verdict, "C3", "a case has no row in the outbox", fact);
        if (rows->orphans > 0)
            checks_note(verdict, "C3", "a picture is on its way without its case", fact);
        if (rows->without_case > 0)
            checks_note(verdict, "C3", "the outbox has a row without its case", fact);
        if (rows->double_outbox > 0)
            checks_note(verdict, "C3", "a case has two rows in the outbox", fact);
    }
}
