/* C11: how a visit was seen and heard ends with it. Before anybody touches it, the home screen
 * speaks the first language, in no mode, silent, at the normal pace and volume (VVSG 7.1-A). */
#include "tests/sim/checks/checks.h"

#include "firmware/core/core.h"

void c11_check(const struct log *log, struct verdict *verdict)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct fact *fact = &log->facts[i];
        const struct view *view = fact->data;

        if (fact->kind != FACT_SHOWN || fact->epoch != 0 || view->step != STEP_HOME)
            continue;
        if (view->language != 0 || view->modes != 0 || view->sheet != 0)
            checks_note(verdict, "C11", "a visit changed what the next one sees", fact);
        if (view->voice.on != 0 || view->voice.rate != 0 || view->voice.volume != CORE_VOLUME)
            checks_note(verdict, "C11", "a visit changed what the next one hears", fact);
    }
}
