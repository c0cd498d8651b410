/* Driver "pcsc": every reader that pcscd knows, contact or contactless, through libpcsclite. pcscd
 * and its CCID driver speak T=0, T=1 and the quirks of hundreds of readers; a board whose reader is
 * not in their list adds its number there. Sources: PC/SC part 5 and pcsc-lite's API documentation.
 *
 * libpcsclite waits without a limit for a card that has been asked and for a pcscd that hangs: the
 * worker's supervisor ends that. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

#include "drivers/smartcard/smartcard.h"
#include "drivers/smartcard/ssc_read.h"
#include "drivers/transport/deadline.h"
#include "firmware/base/bytes.h"
#include "firmware/base/check.h"
#include "firmware/base/text.h"

#define PREFIX "pcsc:"
#define ANY "any"
#define LIST_BYTES (PCSCLITE_MAX_READERS_CONTEXTS * MAX_READERNAME)
#define CHANGES_SHIFT 16 /* pcscd counts insertions and removals above the flags of a state */
#define WAIT_MS_MAX 60000
#define SETTLE_MS 600 /* pcscd looks for a card that left every 400 ms where no reader tells it */

/* One reader, or one slot of a reader. */
struct slot {
    char name[MAX_READERNAME];
    DWORD state;   /* as pcscd gave it last */
    bool was_read; /* the card that is in, or was at `read_state` */
    DWORD read_changes;
};

struct smartcard_reader {
    bool has_context;
    SCARDCONTEXT context;
    struct slot slots[SMARTCARD_READERS_MAX];
    size_t slot_count;
    struct slot *found; /* where the last find() saw a card */
};

/* One visit to a card. */
struct session {
    SCARDHANDLE card;
    const SCARD_IO_REQUEST *protocol;
    uint64_t deadline;
};

static err_t err_of(LONG result)
{
    switch (result) {
    case SCARD_S_SUCCESS:
        return ERR_OK;
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_F_COMM_ERROR:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_NO_READERS_AVAILABLE:
        return ERR_NO_DEVICE;
    case SCARD_E_TIMEOUT:
        return ERR_TIMEOUT;
    case SCARD_E_NO_MEMORY:
        return ERR_MEMORY;
    case SCARD_E_SHARING_VIOLATION:
        return ERR_BUSY;
    case SCARD_W_SECURITY_VIOLATION:
        return ERR_DENIED;
    case SCARD_E_NO_SMARTCARD:
    case SCARD_E_NOT_TRANSACTED:
    case SCARD_E_COMM_DATA_LOST:
    case SCARD_E_INVALID_HANDLE:
    case SCARD_W_REMOVED_CARD:
    case SCARD_W_RESET_CARD:
        return ERR_CARD_MOVED;
    case SCARD_E_PROTO_MISMATCH:
    case SCARD_E_CARD_UNSUPPORTED:
    case SCARD_W_UNSUPPORTED_CARD:
    case SCARD_W_UNRESPONSIVE_CARD:
    case SCARD_W_UNPOWERED_CARD:
        return ERR_CARD_UNSUPPORTED;
    case SCARD_E_INSUFFICIENT_BUFFER:
        return ERR_PROTOCOL;
    default:
        return ERR_IO;
    }
}

/* ---- opening ---- */

/* Keeps the readers of a list, NUL behind each and one more at its end, whose names begin so. */
static err_t keep_readers(struct smartcard_reader *reader, const char *list, const char *wanted)
{
    for (const char *name = list; *name != '\0'; name += strlen(name) + 1) {
        if (strcmp(wanted, ANY) != 0 && strncmp(name, wanted, strlen(wanted)) != 0)
            continue;
        if (reader->slot_count == SMARTCARD_READERS_MAX)
            return ERR_LIMIT;
        if (!text_copy(reader->slots[reader->slot_count].name, MAX_READERNAME, name))
            return ERR_IO;
        reader->slot_count++;
    }
    return reader->slot_count > 0 ? ERR_OK : ERR_NO_DEVICE;
}

static err_t list_readers(struct smartcard_reader *reader, const char *wanted)
{
    DWORD size = LIST_BYTES;
    char *list = calloc(1, size + 1);
    err_t err;

    if (list == NULL)
        return ERR_MEMORY;
    err = err_of(SCardListReaders(reader->context, NULL, list, &size));
    if (err == ERR_OK)
        err = keep_readers(reader, list, wanted);
    free(list);
    return err;
}

static void close_reader(struct smartcard_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->has_context)
        SCardReleaseContext(reader->context);
    bytes_wipe(reader, sizeof(*reader));
    free(reader);
}

static err_t open_reader(const char *port, uint32_t limit_ms, struct smartcard_reader **out_reader)
{
    struct smartcard_reader *reader = NULL;
    err_t err = ERR_INVALID;

    (void)limit_ms; /* both questions are answered by pcscd itself */
    *out_reader = NULL;
    if (strncmp(port, PREFIX, strlen(PREFIX)) != 0 || port[strlen(PREFIX)] == '\0')
        return ERR_INVALID;
    reader = calloc(1, sizeof(*reader));
    if (reader == NULL)
        return ERR_MEMORY;
    err = err_of(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &reader->context));
    reader->has_context = err == ERR_OK;
    if (err == ERR_OK)
        err = list_readers(reader, port + strlen(PREFIX));
    if (err != ERR_OK) {
        close_reader(reader);
        return err;
    }
    *out_reader = reader;
    return ERR_OK;
}

/* ---- waiting for a card ---- */

/* Asks for the state of all readers, or waits until it is another than we know. ERR_TIMEOUT: it is
 * not; ERR_NO_DEVICE: one of them is gone. */
static err_t ask_states(struct smartcard_reader *reader, uint32_t limit_ms)
{
    SCARD_READERSTATE states[SMARTCARD_READERS_MAX] = {0};
    err_t err;

    for (size_t i = 0; i < reader->slot_count; i++) {
        states[i].szReader = reader->slots[i].name;
        states[i].dwCurrentState = reader->slots[i].state;
    }
    err = err_of(SCardGetStatusChange(reader->context, limit_ms, states, reader->slot_count));
    if (err != ERR_OK)
        return err == ERR_CARD_MOVED ? ERR_NO_DEVICE : err; /* our context is not known any more */
    for (size_t i = 0; i < reader->slot_count; i++) {
        reader->slots[i].state = states[i].dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
        if ((states[i].dwEventState & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) != 0)
            err = ERR_NO_DEVICE;
    }
    return err;
}

static void forget_states(struct smartcard_reader *reader)
{
    for (size_t i = 0; i < reader->slot_count; i++)
        reader->slots[i].state = SCARD_STATE_UNAWARE;
}

static err_t status(struct smartcard_reader *reader, uint32_t limit_ms)
{
    (void)limit_ms; /* an unknown state is answered at once */
    forget_states(reader);
    return ask_states(reader, 0);
}

/* What a slot's state means for find(). */
static err_t judge(const struct slot *slot)
{
    if ((slot->state & SCARD_STATE_PRESENT) == 0)
        return ERR_NO_CARD;
    if ((slot->state & SCARD_STATE_MUTE) != 0)
        return ERR_CARD_UNSUPPORTED;
    if (slot->was_read && slot->state >> CHANGES_SHIFT == slot->read_changes)
        return ERR_NO_CARD;
    return (slot->state & SCARD_STATE_EXCLUSIVE) != 0 ? ERR_BUSY : ERR_OK;
}

/* A good card in any slot wins over what else is to be said. */
static err_t judge_all(struct smartcard_reader *reader)
{
    err_t err = ERR_NO_CARD;

    for (size_t i = 0; i < reader->slot_count; i++) {
        err_t one = judge(&reader->slots[i]);

        if (one == ERR_OK) {
            reader->found = &reader->slots[i];
            return ERR_OK;
        }
        if (one != ERR_NO_CARD)
            err = one;
    }
    return err;
}

static err_t find(struct smartcard_reader *reader, uint32_t limit_ms)
{
    uint64_t deadline = deadline_after(limit_ms);
    err_t err;

    reader->found = NULL;
    forget_states(reader);
    do {
        err = ask_states(reader, deadline_left_most(deadline, WAIT_MS_MAX));
        if (err != ERR_OK)
            break;
        err = judge_all(reader);
    } while (err == ERR_NO_CARD && deadline_left(deadline) > 0);
    return err == ERR_TIMEOUT ? ERR_NO_CARD : err;
}

/* ---- reading ---- */

/* Some reader drivers report a card that left in the middle as an answer of no bytes at all. */
static err_t exchange(void *context, const uint8_t *bytes, size_t size_bytes, uint8_t *out_bytes,
                      size_t *out_size)
{
    const struct session *session = context;
    DWORD size = *out_size;
    err_t err;

    if (deadline_left(session->deadline) == 0)
        return ERR_TIMEOUT;
    err = err_of(
        SCardTransmit(session->card, session->protocol, bytes, size_bytes, NULL, out_bytes, &size));
    *out_size = err == ERR_OK ? size : 0;
    return err == ERR_OK && size == 0 ? ERR_CARD_MOVED : err;
}

/* A card that was pulled a moment ago looks dead until pcscd has noticed. */
static err_t judge_dead(struct smartcard_reader *reader)
{
    uint64_t deadline = deadline_after(SETTLE_MS);
    err_t err = ERR_OK;

    forget_states(reader);
    while (err == ERR_OK) {
        err = ask_states(reader, deadline_left(deadline));
        if (err == ERR_OK && (reader->found->state & SCARD_STATE_PRESENT) == 0)
            return ERR_CARD_MOVED;
        if (deadline_left(deadline) == 0)
            break;
    }
    return err == ERR_OK || err == ERR_TIMEOUT ? ERR_CARD_UNSUPPORTED : err;
}

static const SCARD_IO_REQUEST *protocol_of(DWORD active)
{
    return active == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
}

/* What the card was asked before, by whoever, must not help us or be left for others: the card is
 * ours alone, and loses its power afterwards. One that moved has lost it already; to ask pcscd for
 * it then makes it believe in an empty slot, even if the card is back before it looks again. */
static err_t visit(struct smartcard_reader *reader, uint64_t deadline,
                   struct smartcard_record *out_record)
{
    struct session session = {.deadline = deadline};
    struct apdu_channel channel = {exchange, &session};
    DWORD active = 0;
    err_t err = err_of(SCardConnect(reader->context, reader->found->name, SCARD_SHARE_EXCLUSIVE,
                                    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &session.card, &active));

    if (err == ERR_CARD_UNSUPPORTED)
        return judge_dead(reader);
    if (err != ERR_OK)
        return err;
    session.protocol = protocol_of(active);
    err = ssc_read(&channel, out_record);
    SCardDisconnect(session.card, err == ERR_CARD_MOVED ? SCARD_LEAVE_CARD : SCARD_UNPOWER_CARD);
    return err;
}

/* A reader that was unplugged looks like a card that was pulled, until one asks. */
static err_t read_card(struct smartcard_reader *reader, uint32_t limit_ms,
                       struct smartcard_record *out_record)
{
    struct slot *slot = reader->found;
    err_t err;

    CHECK(slot != NULL);
    bytes_wipe(out_record, sizeof(*out_record));
    err = visit(reader, deadline_after(limit_ms), out_record);
    slot->was_read = err == ERR_OK;
    slot->read_changes = slot->state >> CHANGES_SHIFT;
    if (err == ERR_CARD_MOVED || err == ERR_IO)
        err = status(reader, 0) == ERR_NO_DEVICE ? ERR_NO_DEVICE : err;
    return err;
}

extern const struct smartcard_driver smartcard_pcsc;
const struct smartcard_driver smartcard_pcsc = {
    .name = "pcsc",
    .open = open_reader,
    .close = close_reader,
    .status = status,
    .find = find,
    .read = read_card,
};
