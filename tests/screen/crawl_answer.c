/* How the world answers: each question of the core in each way that it may be answered. */
#include <stdlib.h>
#include <string.h>

#include "firmware/base/check.h"
#include "firmware/base/text.h"
#include "tests/screen/crawl.h"

#define DEPARTMENT_LONGEST "临汾市尧都区人力资源和社会保障局社会保险事业发展中心"
#define DEPARTMENT_LONGEST_EN                                                                      \
    "Yaodu District Human Resources and Social Security Bureau, Insurance Centre"

struct asker {
    struct crawler *crawler;
    const struct crawl_node *from;
    struct crawl_node *node;
};

static void answer(struct asker *asker, struct event *event)
{
    *asker->node = *asker->from;
    crawl_tell(asker->crawler, asker->node, event, 200);
    crawl_push(asker->crawler, asker->node);
}

static void answer_op(struct asker *asker, enum event_kind kind, uint64_t op, err_t err)
{
    struct event event = {.kind = kind};

    event.op = (struct event_op){op, err, 0};
    answer(asker, &event);
}

void crawl_person(struct person *out, bool expired)
{
    memset(out, 0, sizeof(*out));
    text_copy(out->name, sizeof(out->name), "阿卜杜热合曼·买买提伊力亚斯·吐尔逊江");
    text_copy(out->number, sizeof(out->number), "11010519491231002X");
    text_copy(out->address, sizeof(out->address),
              "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文西大街十二号");
    text_copy(out->birth, sizeof(out->birth), "19491231");
    if (expired)
        text_copy(out->valid_to, sizeof(out->valid_to), "20251122");
    out->sex = 2;
    out->nation = 31;
}

static void service(struct asker *asker, const struct wait *wait, uint32_t index)
{
    const struct house *house = asker->crawler->options->house;
    struct event event = {.kind = EVENT_SERVICE};

    event.service.op = wait->op;
    if (index < catalogue_count(house->catalogue))
        event.service.service = *catalogue_service(house->catalogue, index);
    else
        event.service.err = ERR_NOT_FOUND;
    answer(asker, &event);
}

static void card(struct asker *asker, const struct wait *wait)
{
    static const err_t errors[] = {ERR_NO_CARD, ERR_CARD_MOVED, ERR_CARD_UNSUPPORTED,
                                   ERR_DEVICE_FAULT};
    struct event event = {.kind = EVENT_CARD};

    event.card.op = wait->op;
    crawl_person(&event.card.person, false);
    answer(asker, &event);
    crawl_person(&event.card.person, true);
    answer(asker, &event);
    event.card.person.number[17] = '1';
    answer(asker, &event);
    memset(&event.card.person, 0, sizeof(event.card.person));
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        event.card.err = errors[i];
        answer(asker, &event);
    }
}

/* The social security card that lies beside it, or is not there. */
static void social_card(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_CARD};

    event.card.op = wait->op;
    crawl_person(&event.card.person, false);
    event.card.person.card = CARD_SOCIAL;
    event.card.person.address[0] = event.card.person.valid_to[0] = '\0';
    answer(asker, &event);
    memset(&event.card.person, 0, sizeof(event.card.person));
    event.card.err = ERR_NO_CARD;
    answer(asker, &event);
    event.card.err = ERR_CARD_UNSUPPORTED;
    answer(asker, &event);
}

static void saved(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_CASE_SAVED};

    event.case_saved.op = wait->op;
    text_copy(event.case_saved.case_id, CASE_ID_BYTES, "01890000-0000-7000-8000-000000000001");
    text_copy(event.case_saved.number, CASE_NUMBER_BYTES, CRAWL_CASE);
    answer(asker, &event);
    event.case_saved.err = ERR_DISK_FULL;
    answer(asker, &event);
}

static void receipted(struct asker *asker)
{
    struct event event = {.kind = EVENT_CASE_RECEIPTED};

    memcpy(event.case_receipted.case_id, asker->from->core.session.case_id, CASE_ID_BYTES);
    answer(asker, &event);
}

static void status(struct asker *asker, const struct wait *wait)
{
    static const enum case_state states[] = {CASE_ACCEPTED, CASE_DECIDED_NO, CASE_DECIDED_YES};
    struct event event = {.kind = EVENT_CASE_STATUS};

    event.case_status.op = wait->op;
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        event.case_status.state = states[i];
        if (states[i] == CASE_DECIDED_YES)
            text_copy(event.case_status.code, CASE_CODE_BYTES, "7K2M-94QX-D3PH-8WTR");
        answer(asker, &event);
    }
    event.case_status.err = ERR_NETWORK;
    answer(asker, &event);
}

static void found_case(struct asker *asker, const struct wait *wait)
{
    bool english = asker->from->core.session.language == LANGUAGE_EN;
    struct event event = {.kind = EVENT_CASE_FOUND};
    struct case_progress *progress = &event.case_found.progress;

    event.case_found.op = wait->op;
    for (uint32_t turn = 0; turn < 3; turn++) {
        progress->stage_count = turn == 1 ? CASE_STAGES_MAX : 3;
        progress->state = CASE_REVIEW;
        text_copy(progress->service, CASE_NAME_BYTES,
                  english ? "Applying for the old-age allowance" : "高龄津贴申领（一件事）");
        text_copy(progress->code, CASE_CODE_BYTES, turn == 1 ? "7K2M-94QX-D3PH-8WTR" : "");
        for (uint32_t i = 0; i < progress->stage_count; i++) {
            struct case_stage *stage = &progress->stages[i];

            text_copy(stage->department, CASE_NAME_BYTES,
                      english ? DEPARTMENT_LONGEST_EN : DEPARTMENT_LONGEST);
            stage->state = CASE_SUBMITTED + (i + 3 * turn) % (CASE_STATE_COUNT - 1);
            stage->at_wall_s = i % 3 == 2 ? 0 : HOUSE_WALL_S - 86400 * (int64_t)i;
        }
        answer(asker, &event);
    }
    event.case_found.err = ERR_NOT_FOUND;
    answer(asker, &event);
    event.case_found.err = ERR_NETWORK;
    answer(asker, &event);
}

static void found_services(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_FOUND};

    event.found.op = wait->op;
    answer(asker, &event);
    event.found.count = 4;
    for (uint32_t i = 0; i < event.found.count; i++)
        event.found.items[i] = asker->from->core.catalogue.count - 1 - i;
    answer(asker, &event);
}

static void intent(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_INTENT};

    event.intent.op = wait->op;
    event.intent.intent = 7;
    event.intent.state = INTENT_SAVED;
    answer(asker, &event);
    event.intent.err = ERR_DISK_FULL;
    answer(asker, &event);
}

/* ---- cameras, scanners, A4, the locker ---- */

static void captured(struct asker *asker, const struct wait *wait)
{
    static const uint32_t warnings[] = {0, LOOK_CUT | LOOK_BLUR | LOOK_GLARE | LOOK_DARK};
    struct event event = {.kind = EVENT_CAPTURED};

    event.captured.op = wait->op;
    for (size_t i = 0; i < COUNT_OF(warnings); i++) {
        event.captured.warnings = warnings[i];
        answer(asker, &event);
    }
    event.captured.err = ERR_NOT_FOUND;
    answer(asker, &event);
    event.captured.err = ERR_DEVICE_FAULT;
    answer(asker, &event);
}

static void attached(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_ATTACHED};

    event.attached.op = wait->op;
    text_copy(event.attached.attachment.id, CASE_ID_BYTES, "01890000-0000-7000-8000-000000000002");
    event.attached.attachment.size_bytes = 180000;
    answer(asker, &event);
    event.attached.err = ERR_DISK_FULL;
    answer(asker, &event);
}

static void document(struct asker *asker, const struct wait *wait)
{
    struct event event = {.kind = EVENT_DOCUMENT};

    event.document.op = wait->op;
    event.document.pages = 2;
    text_copy(event.document.certificate.title, CASE_NAME_BYTES, "住房公积金缴存使用情况证明");
    text_copy(event.document.certificate.code, CASE_CODE_BYTES, "7K2M-94QX-D3PH-8WTR");
    answer(asker, &event);
    event.document.pages = 0;
    event.document.err = ERR_NOT_FOUND;
    answer(asker, &event);
}

static void scanned(struct asker *asker, const struct wait *wait)
{
    static const err_t errors[] = {ERR_TIMEOUT, ERR_INVALID, ERR_DEVICE_FAULT};
    struct event event = {.kind = EVENT_SCANNED};

    event.scanned.op = wait->op;
    text_copy(event.scanned.text, FIELD_VALUE_BYTES, CRAWL_CASE);
    answer(asker, &event);
    event.scanned.text[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        event.scanned.err = errors[i];
        answer(asker, &event);
    }
}

/* What a presenter does with a paper that was printed. */
static void held(struct asker *asker)
{
    const struct paper_job *job = &asker->from->core.session.papers[PAPER_RECEIPT];
    struct event event = {.kind = EVENT_PAPER};

    if (job->op == 0 || asker->from->view.step != STEP_RESULT)
        return;
    event.paper.op = job->op;
    for (uint32_t state = PAPER_HELD; state <= PAPER_RETRACTED; state++) {
        event.paper.held = state;
        answer(asker, &event);
    }
}

/* The I/O board feels each thing that it can feel, all, and nothing. */
static void felt(struct asker *asker)
{
    struct event event = {.kind = EVENT_SIGNALS};

    if (asker->from->core.outer != OUTER_IDLE)
        return;
    event.signals.known = SIGNAL_CABINET | SIGNAL_TILT | SIGNAL_MAINS_LOST | SIGNAL_HEADPHONES;
    for (uint32_t bit = SIGNAL_CABINET; bit <= SIGNAL_HEADPHONES; bit <<= 1) {
        event.signals.on = bit;
        answer(asker, &event);
    }
    event.signals.on = event.signals.known;
    answer(asker, &event);
    event.signals.on = 0;
    answer(asker, &event);
}

/* Nothing, one thing with a code, as many as there can be. */
static void locker_found(struct asker *asker, const struct wait *wait)
{
    static const uint32_t counts[] = {0, 1, LOCKER_FOUND_MAX};
    struct event event = {.kind = EVENT_LOCKER_FOUND};

    event.locker_found.op = wait->op;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        event.locker_found.count = counts[i];
        for (uint32_t c = 0; c < counts[i]; c++) {
            struct locker_cell *cell = &event.locker_found.items[c];

            text_copy(cell->assignment, CASE_ID_BYTES, "01890000-0000-7000-8000-000000000003");
            text_copy(cell->what, CASE_NAME_BYTES, "不动产权证书（盛世花园小区北区十二号楼）");
            cell->cell = (uint8_t)(c + 1);
            cell->purpose = asker->from->core.session.opening.purpose;
            cell->factors = c == 0 ? LOCKER_FACTOR_CODE : 0;
        }
        answer(asker, &event);
    }
    event.locker_found.err = ERR_NETWORK;
    answer(asker, &event);
}

static void locker_opened(struct asker *asker, const struct wait *wait)
{
    static const err_t errors[] = {ERR_DENIED, ERR_LIMIT, ERR_EXPIRED, ERR_DEVICE_FAULT};
    struct event event = {.kind = EVENT_LOCKER_OPENED};

    event.locker_opened.op = wait->op;
    for (uint32_t door = DOOR_UNKNOWN; door <= DOOR_OPEN; door++) {
        event.locker_opened.door = door;
        answer(asker, &event);
    }
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        event.locker_opened.err = errors[i];
        answer(asker, &event);
    }
}

/* What nobody asked for: the camera sees something else, a door is closed. */
static void unasked(struct asker *asker)
{
    static const uint32_t warnings[] = {0, LOOK_FAR, LOOK_MOVING | LOOK_BLUR,
                                        LOOK_CUT | LOOK_GLARE};
    const struct session *session = &asker->from->core.session;
    struct event event = {.kind = EVENT_LOOK};

    if (!session->chosen && session->opening.state != OPENING_OPEN)
        return;
    if (session->chosen && session->service.steps[session->step].kind == STEP_CAPTURE)
        for (size_t i = 0; i < COUNT_OF(warnings); i++) {
            event.look = (struct event_look){warnings[i] == 0, warnings[i]};
            answer(asker, &event);
        }
    if (session->opening.state != OPENING_OPEN)
        return;
    event = (struct event){.kind = EVENT_LOCKER_DOOR};
    event.locker_door.cell = session->opening.items[session->opening.chosen].cell;
    event.locker_door.door = DOOR_CLOSED;
    answer(asker, &event);
}

static void print(struct asker *asker, uint64_t op)
{
    answer_op(asker, EVENT_PRINT_PASSED, op, ERR_OK);
    answer_op(asker, EVENT_PRINTED, op, ERR_OK);
    answer_op(asker, EVENT_PRINTED, op, ERR_PAPER_OUT);
    answer_op(asker, EVENT_PRINTED, op, ERR_PRINT_UNKNOWN);
}

static void pages(struct asker *asker, uint64_t op)
{
    answer_op(asker, EVENT_PAGES_PASSED, op, ERR_OK);
    answer_op(asker, EVENT_PAGES_PRINTED, op, ERR_OK);
    answer_op(asker, EVENT_PAGES_PRINTED, op, ERR_PAPER_OUT);
    answer_op(asker, EVENT_PAGES_PRINTED, op, ERR_PRINT_UNKNOWN);
}

/* Every service is asked for once, from the screens that show it; the crawler knows the index from
 * the touch, which stands in no wait, so each is answered. */
static void services(struct asker *asker, const struct wait *wait)
{
    static const uint32_t none = UINT32_MAX;

    service(asker, wait, none);
    for (uint32_t i = 0; i < asker->from->core.catalogue.count; i++)
        service(asker, wait, i);
}

static void wait_of(struct asker *asker, const struct wait *wait)
{
    if (wait->op == 0)
        return;
    switch ((enum effect_kind)wait->effect) {
    case EFFECT_SERVICE_LOAD:
        services(asker, wait);
        break;
    case EFFECT_CARD_READ:
        card(asker, wait);
        break;
    case EFFECT_SOCIAL_READ:
        social_card(asker, wait);
        break;
    case EFFECT_CASE_SAVE:
        saved(asker, wait);
        break;
    case EFFECT_CASE_STATUS:
        status(asker, wait);
        break;
    case EFFECT_CASE_FIND:
        found_case(asker, wait);
        break;
    case EFFECT_SEARCH:
        found_services(asker, wait);
        break;
    case EFFECT_INTENT_SAVE:
    case EFFECT_INTENT_CLAIM:
        intent(asker, wait);
        break;
    case EFFECT_PRINT:
        print(asker, wait->op);
        break;
    case EFFECT_CAPTURE:
        captured(asker, wait);
        break;
    case EFFECT_ATTACH:
        attached(asker, wait);
        break;
    case EFFECT_DOCUMENT_GET:
        document(asker, wait);
        break;
    case EFFECT_SCAN:
        scanned(asker, wait);
        break;
    case EFFECT_PAGES:
        pages(asker, wait->op);
        break;
    case EFFECT_LOCKER_FIND:
        locker_found(asker, wait);
        break;
    case EFFECT_LOCKER_OPEN:
        locker_opened(asker, wait);
        break;
    case EFFECT_CLEAR:
        answer_op(asker, EVENT_CLEARED, wait->op, ERR_OK);
        return;
    default: /* the others are not answered */
        return;
    }
    answer_op(asker, EVENT_BUSY, wait->op, ERR_BUSY);
}

void crawl_answers(struct crawler *crawler, const struct crawl_node *from)
{
    const struct session *session = &from->core.session;
    struct asker asker = {crawler, from, malloc(sizeof(*from))};

    CHECK(asker.node != NULL);
    wait_of(&asker, &session->wait);
    wait_of(&asker, &session->query.wait);
    wait_of(&asker, &session->status_wait);
    wait_of(&asker, &session->find_wait);
    wait_of(&asker, &session->papers[PAPER_RECEIPT].wait);
    wait_of(&asker, &session->papers[PAPER_CERTIFICATE].wait);
    wait_of(&asker, &session->scan_wait);
    wait_of(&asker, &session->social_wait);
    wait_of(&asker, &session->opening.wait);
    wait_of(&asker, &from->core.clear_wait);
    unasked(&asker);
    held(&asker);
    felt(&asker);
    if (from->core.late[PAPER_RECEIPT].wait.op != 0)
        answer_op(&asker, EVENT_PRINTED, from->core.late[PAPER_RECEIPT].wait.op, ERR_OK);
    if (session->progress == PROGRESS_SAVED)
        receipted(&asker);
    free(asker.node);
}
