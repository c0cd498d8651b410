/* Days that can be chosen: a field allows so many, counted from today. One month is shown at a time,
 * and the keys turn only to months that hold such a day. */
#include "firmware/core/step.h"

#include "firmware/base/civil.h"

#define DAY_S 86400

static int64_t today(const struct core *core)
{
    struct civil now = civil_shanghai(core->now.wall_s);

    return civil_days(now.year, now.month, now.day);
}

/* year * 12 + month - 1 of the day so many days from today. */
static int32_t month_of(const struct core *core, int16_t days)
{
    struct civil day = civil_shanghai(core->now.wall_s + (int64_t)days * DAY_S);

    return day.year * 12 + day.month - 1;
}

bool calendar_is_allowed(const struct core *core, const struct service_field *field, int32_t month,
                         uint8_t day)
{
    int64_t days;

    if (!civil_is_date(month / 12, month % 12 + 1, day))
        return false;
    days = civil_days(month / 12, month % 12 + 1, day) - today(core);
    return days >= field->days_from && days <= field->days_to;
}

void calendar_open(struct core *core, uint8_t field)
{
    const struct service_field *asked = &core->session.service.fields[field];
    const struct answer *answer = &core->session.answers[field];
    int16_t nearest = asked->days_from > 0 ? asked->days_from : 0;

    if (asked->days_to < 0)
        nearest = asked->days_to;
    core->session.month_shown = answer->day != 0 ? answer->month : month_of(core, nearest);
}

void calendar_turn(struct core *core, uint8_t field, uint32_t key)
{
    static const int8_t moves[] = {-12, 12, -1, 1};
    const struct service_field *asked = &core->session.service.fields[field];
    int32_t first = month_of(core, asked->days_from), last = month_of(core, asked->days_to);
    int32_t moved;

    if (key >= sizeof(moves))
        return;
    moved = core->session.month_shown + moves[key];
    if (moved < first)
        moved = first;
    core->session.month_shown = moved > last ? last : moved;
}

/* A second touch on the chosen day takes it back. */
void calendar_choose(struct core *core, uint8_t field, uint32_t day)
{
    struct answer *answer = &core->session.answers[field];
    int32_t month = core->session.month_shown;

    if (day < 1 || day > 31 ||
        !calendar_is_allowed(core, &core->session.service.fields[field], month, (uint8_t)day))
        return;
    if (answer->month == month && answer->day == day)
        day = 0;
    answer->month = month;
    answer->day = (uint8_t)day;
}

void calendar_compose(const struct core *core, struct view *view, uint8_t field)
{
    const struct answer *answer = &core->session.answers[field];
    struct part *part = compose_part(view, PART_CALENDAR);
    int32_t month = core->session.month_shown;

    part->detail = answers_month_phrase(&view->pool, month);
    part->number = month;
    part->value = answer->month == month ? answer->day : 0;
    for (uint8_t day = 1; day <= 31; day++)
        if (calendar_is_allowed(core, &core->session.service.fields[field], month, day))
            part->bits |= 1u << (day - 1);
    part->secret = 1;
}
