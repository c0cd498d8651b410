#include "firmware/base/check.h"
#include "firmware/services/catalogue/catalogue_private.h"

/* The kinds of steps in the order in which they come. A visit stands on those that must be there;
 * whatever is not in this list is a place beside the services, no step of one. */
static const struct rank {
    enum step_kind kinds[4]; /* unused places repeat the first */
    const char *name;
    bool must, repeats;
} RANKS[] = {
#define ONE(kind)                                                                                  \
    {                                                                                              \
        kind, kind, kind, kind                                                                     \
    }
    {ONE(STEP_GUIDE), "guide", true, false},
    {ONE(STEP_IDENTIFY), "identify", true, false},
    {ONE(STEP_CONSENT), "consent", true, false},
    {{STEP_CHOICE, STEP_FORM, STEP_SCAN, STEP_CAPTURE},
     "choice, form, scan or capture",
     false,
     true},
    {ONE(STEP_REVIEW), "review", true, false},
    {ONE(STEP_SIGN), "sign", false, false},
    {ONE(STEP_SUBMIT), "submit", true, false},
    {ONE(STEP_RESULT), "result", true, false},
    {ONE(STEP_PAGES), "pages", false, false},
    {ONE(STEP_DEPOSIT), "deposit", false, false},
    {ONE(STEP_RATING), "rating", true, false},
#undef ONE
};
#define RANK_COUNT ((int)COUNT_OF(RANKS))

/* RANK_COUNT: no step of a service. */
static int rank(enum step_kind kind)
{
    for (int i = 0; i < RANK_COUNT; i++)
        for (size_t j = 0; j < COUNT_OF(RANKS[i].kinds); j++)
            if (RANKS[i].kinds[j] == kind)
                return i;
    return RANK_COUNT;
}

/* Told, known, agreed, asked, shown again, signed, handed in, answered, rated. */
static void check_order(const struct service *service, const struct catalogue_at *steps)
{
    int last = -1;
    uint8_t i;

    for (i = 0; i < service->step_count; i++) {
        const struct catalogue_at at = catalogue_json_element(steps, i);
        int now = rank((enum step_kind)service->steps[i].kind);

        if (now == RANK_COUNT) {
            catalogue_json_fail(&at, ERR_INVALID, "this is no step of a service");
            return;
        }
        if (now == last && !RANKS[now].repeats)
            catalogue_json_fail(&at, ERR_INVALID, "%s comes twice", RANKS[now].name);
        else if (now < last)
            catalogue_json_fail(&at, ERR_INVALID, "%s cannot come after %s", RANKS[now].name,
                                RANKS[last].name);
        for (last++; last < now; last++) {
            if (RANKS[last].must)
                catalogue_json_fail(&at, ERR_INVALID, "%s must come before %s", RANKS[last].name,
                                    RANKS[now].name);
        }
        last = now;
    }
    if (last != RANK_COUNT - 1)
        catalogue_json_fail(steps, ERR_INVALID, "the last step must be rating");
}

/* Which step asks for the field; step_count: none. */
static uint8_t asked_in(const struct service *service, uint8_t field, uint8_t from)
{
    uint8_t step, i;

    for (step = from; step < service->step_count; step++) {
        for (i = 0; i < service->steps[step].field_count; i++) {
            if (service->steps[step].fields[i] == field)
                return step;
        }
    }
    return service->step_count;
}

/* Every field is asked for, and no step asks again for one. */
static void check_asked(const struct service *service, const struct catalogue_at *fields,
                        const struct catalogue_at *steps)
{
    uint8_t i, j, k, step, again;

    for (i = 0; i < service->field_count; i++) {
        const struct catalogue_at at = catalogue_json_element(fields, i);

        step = asked_in(service, i, 0);
        if (step == service->step_count) {
            catalogue_json_fail(&at, ERR_INVALID, "no step asks for '%s'", service->fields[i].code);
            return;
        }
        again = asked_in(service, i, (uint8_t)(step + 1));
        for (j = 0; j < service->steps[step].field_count; j++) {
            for (k = 0; k < j; k++) {
                if (service->steps[step].fields[j] == i && service->steps[step].fields[k] == i)
                    again = step;
            }
        }
        if (again < service->step_count) {
            const struct catalogue_at where = catalogue_json_element(steps, again);

            catalogue_json_fail(&where, ERR_INVALID, "'%s' is asked twice",
                                service->fields[i].code);
        }
    }
}

static void check_when(const struct service *service, const struct catalogue_at *steps)
{
    uint8_t i;

    for (i = 0; i < service->step_count; i++) {
        const struct catalogue_at at = catalogue_json_element(steps, i);
        const struct catalogue_at when = catalogue_json_key(&at, "when");
        const struct service_step *step = &service->steps[i];

        if (step->when_field != FIELD_NONE && asked_in(service, step->when_field, 0) >= i)
            catalogue_json_fail(&when, ERR_INVALID, "'%s' is not asked by an earlier step",
                                service->fields[step->when_field].code);
    }
}

/* Months back of the fill of `field`; -1: the option does not fill it. */
static int filled(const struct service_option *option, uint8_t field)
{
    int i;

    for (i = 0; i < SERVICE_FILLS_MAX; i++) {
        if (option->fills[i].field == field)
            return option->fills[i].months_back;
    }
    return -1;
}

/* A preset period must itself keep the limits of the fields that it fills. */
static void check_option(const struct service *service, const struct service_option *option,
                         const struct catalogue_at *at)
{
    uint8_t i;

    for (i = 0; i < service->field_count; i++) {
        const struct service_field *field = &service->fields[i];
        int to = filled(option, i), from;

        if (field->not_before == FIELD_NONE)
            continue;
        from = filled(option, field->not_before);
        if ((to < 0) != (from < 0))
            catalogue_json_fail(at, ERR_INVALID, "must fill both '%s' and '%s', or neither",
                                service->fields[field->not_before].code, field->code);
        else if (to > from)
            catalogue_json_fail(at, ERR_INVALID, "fills '%s' with a month before '%s'", field->code,
                                service->fields[field->not_before].code);
        else if (field->span_months_max != 0 && from - to + 1 > field->span_months_max)
            catalogue_json_fail(at, ERR_INVALID, "fills %d months, at most %d are allowed",
                                from - to + 1, field->span_months_max);
    }
}

static void check_fills(const struct service *service, const struct catalogue_at *fields)
{
    uint8_t i, option;

    for (i = 0; i < service->field_count; i++) {
        const struct catalogue_at field = catalogue_json_element(fields, i);
        const struct catalogue_at options = catalogue_json_key(&field, "options");

        for (option = 0; option < service->fields[i].option_count; option++) {
            const struct catalogue_at at = catalogue_json_element(&options, option);

            check_option(service, &service->fields[i].options[option], &at);
        }
    }
}

/* What a step cannot do without, the matter needs: it is offered only while that device is well. What
 * may be left out, or written by hand instead, is no reason to close a matter. */
static void check_needs(const struct service *service, const struct catalogue_at *steps)
{
    for (uint8_t i = 0; i < service->step_count; i++) {
        const struct catalogue_at at = catalogue_json_element(steps, i);
        const struct service_step *step = &service->steps[i];
        uint32_t needs = 0;

        if (step->kind == STEP_CAPTURE && !service->materials[step->material].optional)
            needs = 1u << DEVICE_CAMERA;
        else if (step->kind == STEP_PAGES)
            needs = 1u << DEVICE_PAGES;
        else if (step->kind == STEP_DEPOSIT)
            needs = 1u << DEVICE_LOCKER;
        if ((service->needs & needs) != needs)
            catalogue_json_fail(&at, ERR_INVALID, "'needs' must name the device of this step");
        /* The locker's guard believes the ID card's reader alone. */
        if (step->kind == STEP_DEPOSIT && service->social_card)
            catalogue_json_fail(&at, ERR_INVALID, "no deposit where 'social_card' is enough");
    }
}

/* Every material is captured, and once. */
static void check_materials(const struct service *service, const struct catalogue_at *materials)
{
    for (uint8_t i = 0; i < service->material_count; i++) {
        const struct catalogue_at at = catalogue_json_element(materials, i);
        int count = 0;

        for (uint8_t j = 0; j < service->step_count; j++)
            count += service->steps[j].kind == STEP_CAPTURE && service->steps[j].material == i;
        if (count != 1)
            catalogue_json_fail(&at, ERR_INVALID, "'%s' must be captured by one step",
                                service->materials[i].code);
    }
}

void catalogue_rules_check(const struct service *service, const struct catalogue_at *at)
{
    const struct catalogue_at fields = catalogue_json_key(at, "fields");
    const struct catalogue_at steps = catalogue_json_key(at, "steps");
    const struct catalogue_at materials = catalogue_json_key(at, "materials");

    check_order(service, &steps);
    check_asked(service, &fields, &steps);
    check_when(service, &steps);
    check_fills(service, &fields);
    check_needs(service, &steps);
    check_materials(service, &materials);
}
