/* What kiosk and voice say to each other: fixed structs, always sent whole over their channel. The
 * kiosk sends voice_message, the voice answers with voice_state. The voice checks everything by
 * itself: a text that is private is refused without headphones, whatever the kiosk believes. */
#ifndef BANSHI_APP_VOICE_MESSAGE_H
#define BANSHI_APP_VOICE_MESSAGE_H

#include <stdint.h>

#define VOICE_MESSAGE_TEXT_BYTES 1025 /* with its NUL */
#define VOICE_MESSAGE_LEVELS 8        /* steps of 3 dB; the highest is the loudest */
#define VOICE_MESSAGE_LEVEL_KEEP UINT32_MAX

enum voice_message_kind {
    VOICE_MESSAGE_NONE,
    VOICE_MESSAGE_SAY,    /* say `text`; ends in one voice_state with its `sequence` */
    VOICE_MESSAGE_STOP,   /* silence now; all that waits is dropped */
    VOICE_MESSAGE_VOLUME, /* `level` for all that is said from now on */
    VOICE_MESSAGE_CLEAR, /* the visit is over: silence, wipe, the level of every visit's beginning */
    VOICE_MESSAGE_CLICK  /* the short sound of a touch, beside whatever is said */
};

enum voice_message_priority {
    VOICE_MESSAGE_HINT,
    VOICE_MESSAGE_SCREEN, /* a screen is read */
    VOICE_MESSAGE_ANSWER, /* to a key */
    VOICE_MESSAGE_URGENT
};

#define VOICE_MESSAGE_PRIVATE 1u /* flag: into headphones only */

struct voice_message {
    uint32_t kind;     /* enum voice_message_kind */
    uint32_t sequence; /* SAY: not 0, another one for each */
    uint32_t screen;   /* SAY: serial of the view. One of another view drops what waits of this
                        * one; 0 is of no view and outlives them */
    uint32_t priority; /* SAY: enum voice_message_priority */
    uint32_t flags;    /* SAY: VOICE_MESSAGE_PRIVATE */
    uint32_t rate;     /* SAY: 0 normal, 1 slow, 2 slower */
    uint32_t level;    /* SAY, VOLUME: a step, or VOICE_MESSAGE_LEVEL_KEEP */
    char language[16]; /* SAY: "zh-Hans", "en"; others are answered NOT_SPEAKABLE */
    char text[VOICE_MESSAGE_TEXT_BYTES]; /* SAY: UTF-8, ends with NUL */
    char unused[3];
};

/* What became of a SAY. */
enum voice_message_outcome {
    VOICE_MESSAGE_NO_OUTCOME,    /* this state tells of no SAY */
    VOICE_MESSAGE_SPOKEN,        /* whole */
    VOICE_MESSAGE_STOPPED,       /* by STOP, CLEAR or a new channel */
    VOICE_MESSAGE_DROPPED,       /* by a newer screen, or too much waited */
    VOICE_MESSAGE_REFUSED,       /* private, and no headphones are in */
    VOICE_MESSAGE_NOT_SPEAKABLE, /* no voice for this language */
    VOICE_MESSAGE_FAILED         /* no sound device */
};

#define VOICE_MESSAGE_ZH 1u /* bits of voice_state.languages */
#define VOICE_MESSAGE_EN 2u

/* Sent when anything in it changes, and once for each SAY. */
struct voice_state {
    uint32_t speaking;   /* 0 or 1: something is heard or waits */
    uint32_t headphones; /* 0 or 1 */
    uint32_t ready;      /* 0 or 1: there is a sound device and a language */
    uint32_t languages;  /* bits: can be spoken */
    uint32_t level;      /* the step */
    uint32_t sequence;   /* of the SAY that ended; 0: none */
    uint32_t outcome;    /* enum voice_message_outcome */
    uint32_t unused;
};

#endif
