#include "tools/bench/vpcd_card.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/base/bytes.h"

#define MESSAGE_BYTES 1024
#define PORT 35963
#define LOOK_MS 20      /* how soon a card that was put in or pulled is noticed */
#define NETWORK_MS 3000 /* for pcscd to have its own network */

enum control { CONTROL_OFF = 0, CONTROL_ON = 1, CONTROL_RESET = 2, CONTROL_ATR = 4 };

struct slot {
    struct ssc_chip *chip;
    pthread_t thread;
    sem_t entered; /* or failed to */
    int network;   /* the namespace to enter */
    int wake;
    uint16_t port;
    bool runs, is_in;
    bool silent; /* the card got power and said nothing */
};

struct vpcd_card {
    struct slot slots[VPCD_CARD_SLOTS];
};

static bool receive(int file, uint8_t *out, size_t size)
{
    return recv(file, out, size, MSG_WAITALL) == (ssize_t)size;
}

static bool reply(int file, const uint8_t *bytes, size_t size)
{
    uint8_t message[2 + SSC_CHIP_ANSWER_BYTES];

    bytes_put_be16(message, (uint16_t)size);
    memcpy(message + 2, bytes, size);
    return send(file, message, 2 + size, MSG_NOSIGNAL) == (ssize_t)(2 + size);
}

/* A mute card is there when somebody looks, and says nothing once it has power: then the answer to
 * reset that pcscd asks for is none. */
static bool take_control(struct slot *slot, int file, uint8_t control)
{
    uint8_t atr[SSC_CHIP_ATR_BYTES];
    bool silent;

    if (control == CONTROL_ON || control == CONTROL_RESET)
        slot->silent = ssc_chip_power_on(slot->chip, atr) == 0;
    if (control != CONTROL_ATR)
        return true;
    silent = slot->silent;
    slot->silent = false;
    return !silent && ssc_chip_is_present(slot->chip) &&
           reply(file, atr, ssc_chip_atr(slot->chip, atr));
}

/* One message. False: the card is gone, hang up. */
static bool take_message(struct slot *slot, int file)
{
    uint8_t message[MESSAGE_BYTES], answer[SSC_CHIP_ANSWER_BYTES];
    size_t size;

    int yes = 1;

    /* The driver sends an order without an answer and then a question: the kernel would hold the
     * question back until the order is acknowledged, which it is 40 ms later. */
    setsockopt(file, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof(yes));
    if (!receive(file, message, 2))
        return false;
    size = bytes_get_be16(message);
    if (size == 0 || size > sizeof(message) || !receive(file, message, size))
        return false;
    if (size == 1)
        return take_control(slot, file, message[0]);
    size = ssc_chip_exchange(slot->chip, message, size, answer);
    return size > 0 && reply(file, answer, size);
}

static int connect_to_reader(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (file >= 0 && connect(file, (struct sockaddr *)&at, sizeof(at)) != 0) {
        close(file);
        file = -1;
    }
    if (file >= 0)
        setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return file;
}

/* A new network has only a loopback interface, and that is down. */
static bool enter_network(int network)
{
    struct ifreq interface = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int file;
    bool done;

    if (setns(network, CLONE_NEWNET) != 0)
        return false;
    file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    done = file >= 0 && ioctl(file, SIOCSIFFLAGS, &interface) == 0;
    if (file >= 0)
        close(file);
    return done;
}

/* Talks while there is a card; connects anew when the reader hung up. Only this thread is in the
 * other network. */
static void *run(void *context)
{
    struct slot *slot = context;
    int file = -1;

    slot->is_in = enter_network(slot->network);
    sem_post(&slot->entered);
    while (slot->is_in) {
        struct pollfd files[2] = {{.fd = slot->wake, .events = POLLIN}, {.fd = -1}};
        bool stays = ssc_chip_is_present(slot->chip);

        if (stays && file < 0)
            file = connect_to_reader(slot->port);
        files[1] = (struct pollfd){.fd = file, .events = POLLIN};
        if (poll(files, 2, LOOK_MS) > 0) {
            if (files[0].revents != 0)
                break;
            stays = files[1].revents == 0 || take_message(slot, file);
        }
        if (!stays && file >= 0) {
            close(file);
            file = -1;
        }
    }
    if (file >= 0)
        close(file);
    return NULL;
}

/* Opens the network of that process once it is another than ours. */
static int open_network(pid_t pid)
{
    char path[64];
    struct stat ours, theirs;

    snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
    for (int ms = 0; ms < NETWORK_MS; ms += 10) {
        if (stat("/proc/self/ns/net", &ours) != 0 || stat(path, &theirs) != 0)
            return -1;
        if (ours.st_ino != theirs.st_ino)
            return open(path, O_RDONLY | O_CLOEXEC);
        usleep(10 * 1000);
    }
    return -1;
}

static bool start(struct slot *slot, int network, int number)
{
    slot->network = network;
    slot->port = (uint16_t)(PORT + number);
    slot->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    slot->chip = ssc_chip_create();
    sem_init(&slot->entered, 0, 0);
    if (slot->chip == NULL || slot->wake < 0)
        return false;
    slot->runs = pthread_create(&slot->thread, NULL, run, slot) == 0;
    while (slot->runs && sem_wait(&slot->entered) != 0)
        continue;
    return slot->runs && slot->is_in;
}

struct vpcd_card *vpcd_card_create(pid_t pcscd)
{
    struct vpcd_card *card = calloc(1, sizeof(*card));
    int network = open_network(pcscd);
    bool done = card != NULL && network >= 0;

    for (int i = 0; card != NULL && i < VPCD_CARD_SLOTS; i++)
        card->slots[i].wake = -1;
    for (int i = 0; done && i < VPCD_CARD_SLOTS; i++)
        done = start(&card->slots[i], network, i);
    if (network >= 0)
        close(network);
    if (done)
        return card;
    vpcd_card_destroy(card);
    return NULL;
}

static void stop(struct slot *slot)
{
    uint64_t one = 1;

    if (slot->runs && write(slot->wake, &one, sizeof(one)) == sizeof(one))
        pthread_join(slot->thread, NULL);
    if (slot->wake >= 0) {
        close(slot->wake);
        sem_destroy(&slot->entered);
    }
    ssc_chip_destroy(slot->chip);
}

void vpcd_card_destroy(struct vpcd_card *card)
{
    if (card == NULL)
        return;
    for (int i = 0; i < VPCD_CARD_SLOTS; i++)
        stop(&card->slots[i]);
    free(card);
}

struct ssc_chip *vpcd_card_chip(struct vpcd_card *card, int slot)
{
    return card->slots[slot].chip;
}
